//! Every comment to the piece that it stands at.

use crate::syntax::ast::Comment;
use crate::syntax::scan::Line;

use super::{OwnLine, Piece};

/// The text that comments and pieces stand in.
pub(super) struct Comments<'t> {
    pub(super) text: &'t str,
    /// Its lines that hold more than a comment.
    pub(super) lines: &'t [Line],
}

impl Comments<'_> {
    /// Puts each comment behind the piece whose line it ends, or before the piece below it. Gives the comments below
    /// the last piece. Notes which pieces stand below a blank line.
    pub(super) fn attach(&self, comments: Vec<Comment>, pieces: &mut [Piece]) -> Vec<OwnLine> {
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        // Parts of a head may stand below lines that were read after them.
        order.sort_by_key(|&place| pieces[place].start);
        for &place in &order {
            let piece = &mut pieces[place];
            piece.blank = self.begins_below_blank(piece.start);
        }
        let mut tail = Vec::new();
        for comment in comments {
            let start = comment.span.0.start as usize;
            let next = order.partition_point(|&place| pieces[place].start < start);
            let before = next.checked_sub(1).and_then(|at| order.get(at)).copied();
            let next = order.get(next).copied();
            // One inside a keyword of several words stands before the next piece, and so do those behind it.
            let waiting = next.map_or(!tail.is_empty(), |place| !pieces[place].before.is_empty());
            if let Some(before) = before.map(|place| &mut pieces[place]) {
                if before.left && start < before.end {
                    continue;
                }
                if comment.trailing && before.after.is_none() && !waiting {
                    before.after = Some(written(&comment));
                    continue;
                }
            }
            let below = OwnLine {
                text: written(&comment),
                deeper: !comment.trailing && before.is_some() && self.is_deeper(start),
                blank: !comment.trailing && self.begins_below_blank(start),
            };
            match next {
                Some(next) => pieces[next].before.push(below),
                None => tail.push(below),
            }
        }
        tail
    }

    /// Whether the line of a comment is indented more than the next line that is none.
    fn is_deeper(&self, start: usize) -> bool {
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let indent = self.text[line..start].chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum::<usize>();
        let next = self.lines.partition_point(|line| line.start < start);
        indent > self.lines.get(next).map_or(0, |line| line.indent)
    }

    /// Whether only blanks stand before a place on its line, and on the line above.
    fn begins_below_blank(&self, start: usize) -> bool {
        let mut above = self.text[..start].rsplit('\n');
        let begins = above.next().is_some_and(|own| own.trim_matches(['\u{FEFF}', '-', '－']).trim().is_empty());
        begins && above.next().is_some_and(|line| line.trim().is_empty())
    }
}

fn written(comment: &Comment) -> String {
    if comment.text.is_empty() { "#".to_owned() } else { format!("# {}", comment.text) }
}
