//! Pieces to lines of at most [`WIDTH`] columns.

use unicode_width::UnicodeWidthStr as _;

use crate::syntax::print::WIDTH;

use super::wording::begins_anew;
use super::{Entry, Group, Joint, Member, OwnLine, Piece, Stand};

/// Writes the items, and the comments below the last.
pub(super) fn fill(pieces: &[Piece], items: &[Vec<Entry>], tail: &[OwnLine]) -> String {
    let mut page = Page { pieces, out: String::new(), line: None };
    for entry in items.iter().flatten() {
        page.entry(entry);
    }
    page.finish();
    page.comments(tail, 0);
    page.out
}

struct Page<'p> {
    pieces: &'p [Piece],
    out: String,
    /// The line that is being written.
    line: Option<Line>,
}

struct Line {
    text: String,
    /// In columns of a terminal.
    width: usize,
    /// Whether another part may stand on it.
    open: bool,
}

impl Page<'_> {
    fn entry(&mut self, entry: &Entry) {
        self.finish();
        for group in &entry.groups {
            let part = entry.column + 2;
            match group.place {
                Stand::Head => self.group(group, entry.column, entry.column, ""),
                Stand::Flows if self.has_room(group) => self.go_on(group, entry.column),
                Stand::Flows => self.group(group, part, entry.column, ""),
                Stand::Line => {
                    self.group(group, part, entry.column, "");
                    self.close();
                }
            }
        }
        self.finish();
    }

    /// Writes a group that begins a line in `column`; `base` is the column of the segment that it belongs to.
    fn group(&mut self, group: &Group, column: usize, base: usize, dash: &str) {
        let Some(Member::Piece(first)) = group.members.first() else { return };
        self.begin(*first, column, dash, group.place == Stand::Head);
        self.members(&group.members, column, base);
    }

    /// Writes a group behind what stands on the line already.
    fn go_on(&mut self, group: &Group, base: usize) {
        if let (Some(Member::Piece(first)), Some(line)) = (group.members.first(), &mut self.line) {
            line.push(" ", &self.pieces[*first].text);
            self.end(*first);
        }
        self.members(&group.members, base, base);
    }

    /// Writes the members of a group behind the first. The bullets of a list stand deeper than `column`.
    fn members(&mut self, members: &[Member], column: usize, base: usize) {
        let mut at = 1;
        while at < members.len() {
            match &members[at] {
                Member::List(bullets) => {
                    self.finish();
                    for bullet in bullets {
                        for group in bullet {
                            self.group(group, column + 2, column + 2, "- ");
                        }
                        self.finish();
                    }
                    at += 1;
                }
                Member::Piece(first) => {
                    let begins = self.line.is_none() || !self.pieces[*first].before.is_empty();
                    let taken = if begins { 0 } else { self.take(&self.run(&members[at..])) };
                    if taken == 0 {
                        // What goes on behind a list stands before its bullets, so that it is none of theirs.
                        let behind_list = matches!(members[at - 1], Member::List(_));
                        self.begin(*first, base + if behind_list { 2 } else { 4 }, "", false);
                        self.close();
                    }
                    at += taken.max(1);
                }
            }
        }
    }

    /// The pieces that stand in one line if there is room: up to a list, or to a comment.
    fn run(&self, members: &[Member]) -> Vec<usize> {
        let mut run = Vec::new();
        for member in members {
            let Member::Piece(place) = member else { break };
            if !run.is_empty() && !self.pieces[*place].before.is_empty() {
                break;
            }
            run.push(*place);
            if self.pieces[*place].after.is_some() {
                break;
            }
        }
        run
    }

    /// Puts as much of a run on the line as there is room for, up to the best place to break. Gives how many pieces
    /// that were: none where the line is better broken before the first.
    fn take(&mut self, run: &[usize]) -> usize {
        let start = self.line.as_ref().map_or(0, |line| line.width);
        let mut width = start;
        // The best place to break that leaves no more than fits: how good it is, and how many pieces stand before it.
        let mut best: Option<(u8, usize)> = None;
        let mut cut = run.len();
        for (count, place) in run.iter().enumerate() {
            let piece = &self.pieces[*place];
            if let Some(level) = piece.may_break() {
                if width > WIDTH && best.is_none() {
                    cut = count;
                    break;
                }
                if width <= WIDTH && best.is_none_or(|(before, _)| level <= before) {
                    best = Some((level, count));
                }
            }
            width += piece.width_behind() + piece.comment_width();
            if width > WIDTH && best.is_some() {
                cut = best.map_or(run.len(), |(_, count)| count);
                break;
            }
        }
        if width <= WIDTH {
            cut = run.len();
        }
        for place in &run[..cut] {
            self.put(*place);
        }
        cut
    }

    fn put(&mut self, place: usize) {
        let piece = &self.pieces[place];
        if let Some(line) = &mut self.line {
            line.push(if piece.joint == Joint::Tight { "" } else { " " }, &piece.text);
        }
        self.end(place);
    }

    /// Ends the line behind a piece that has a comment.
    fn end(&mut self, place: usize) {
        if let (Some(comment), Some(line)) = (&self.pieces[place].after, &mut self.line) {
            line.push(" ", comment);
            self.finish();
        }
    }

    /// Begins a line with a piece, below the comments before it.
    fn begin(&mut self, place: usize, column: usize, dash: &str, keeps_blank: bool) {
        self.finish();
        let piece = &self.pieces[place];
        self.comments(&piece.before, column);
        if piece.blank && (keeps_blank || !piece.before.is_empty()) {
            self.blank();
        }
        let mut line = Line { text: " ".repeat(column), width: column, open: true };
        line.push(dash, &piece.text);
        self.line = Some(line);
        self.end(place);
    }

    fn comments(&mut self, comments: &[OwnLine], column: usize) {
        for comment in comments {
            if comment.blank {
                self.blank();
            }
            let column = if comment.deeper { column + 2 } else { column };
            self.out.push_str(&format!("{:column$}{}\n", "", comment.text));
        }
    }

    /// One blank line, but none at the beginning.
    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn finish(&mut self) {
        if let Some(line) = self.line.take() {
            self.out.push_str(line.text.trim_end());
            self.out.push('\n');
        }
    }

    /// Says that nothing more may flow onto the line.
    fn close(&mut self) {
        if let Some(line) = &mut self.line {
            line.open = false;
        }
    }

    /// Whether a group may stand on the line as it is: on the first line of a head, as far as it has one line.
    fn has_room(&self, group: &Group) -> bool {
        let Some(line) = self.line.as_ref().filter(|line| line.open) else { return false };
        let run = self.run(&group.members);
        let whole = run.len() == group.members.len();
        let has_list = group.members.iter().any(|member| matches!(member, Member::List(_)));
        let first = run.first().map(|place| &self.pieces[*place]);
        let width: usize = run.iter().map(|place| self.pieces[*place].text.width() + 1).sum();
        let comment = run.last().map_or(0, |place| self.pieces[*place].comment_width());
        first.is_some_and(|piece| piece.before.is_empty())
            && (whole || has_list)
            && line.width + width + comment <= WIDTH
    }
}

impl Line {
    fn push(&mut self, blank: &str, text: &str) {
        self.text.push_str(blank);
        self.text.push_str(text);
        self.width += blank.len() + text.width();
    }
}

impl Piece {
    /// How good a place to break it is to begin a line with this piece; the smallest number is the best.
    fn may_break(&self) -> Option<u8> {
        match self.joint {
            Joint::Tight | Joint::Blank => None,
            Joint::Break(level) => (!begins_anew(&self.text)).then_some(level),
            Joint::BreakAnyway(level) => Some(level),
        }
    }

    fn width_behind(&self) -> usize {
        self.text.width() + usize::from(self.joint != Joint::Tight)
    }

    fn comment_width(&self) -> usize {
        self.after.as_ref().map_or(0, |comment| comment.width() + 1)
    }
}
