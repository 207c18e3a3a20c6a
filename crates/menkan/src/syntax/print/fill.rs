//! Heads and parts to lines of at most [`WIDTH`] columns.

use unicode_width::UnicodeWidthStr as _;

use crate::syntax::keywords::{Kw, Place};
use crate::syntax::layout::first_word;

use super::WIDTH;

/// A head, the parts behind it, and the lines below it that are blocks of their own.
pub(super) struct Block {
    pub(super) head: String,
    pub(super) parts: Vec<Part>,
    /// Bullets below the head, even where one line would hold them.
    pub(super) bullets: Vec<Tree>,
    pub(super) lines: Vec<Block>,
}

/// A part of a head.
pub(super) enum Part {
    /// Stands on the line of the head while there is room.
    Flows(String),
    /// Stands on a line of its own.
    Line(String),
    /// A condition: on one line where there is room, else with bullets.
    Condition(Tree),
}

/// A condition, or a part of one, that can be laid out with bullets.
pub(super) struct Tree {
    /// On one line.
    pub(super) flat: String,
    /// What stands before bullets, and the bullets; `None` where it cannot be broken so.
    pub(super) bullets: Option<(String, Vec<Tree>)>,
}

impl Part {
    /// The part on a line of its own.
    pub(super) fn on_a_line(self) -> Self {
        match self {
            Self::Flows(text) => Self::Line(text),
            other @ (Self::Line(_) | Self::Condition(_)) => other,
        }
    }
}

impl Block {
    pub(super) fn new(head: impl Into<String>) -> Self {
        Self { head: head.into(), parts: Vec::new(), bullets: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out
    }

    fn write(&self, indent: usize, out: &mut String) {
        let mut line = self.head.clone();
        // Parts that begin a line of their own stand deeper than the head.
        let mut at = indent;
        for part in &self.parts {
            let flat = match part {
                Part::Flows(text) | Part::Line(text) => text,
                Part::Condition(tree) => &tree.flat,
            };
            let flows = !matches!(part, Part::Line(_));
            if flows && !line.is_empty() && at + line.width() + 1 + flat.width() <= WIDTH {
                line.push(' ');
                line.push_str(flat);
                continue;
            }
            flush(&mut line, at, out);
            at = indent + 2;
            match part {
                Part::Condition(tree) if at + flat.width() > WIDTH => tree.write("", at, out),
                _ => line.clone_from(flat),
            }
        }
        flush(&mut line, at, out);
        for bullet in &self.bullets {
            bullet.write("- ", indent + 2, out);
        }
        for block in &self.lines {
            block.write(indent + 2, out);
        }
    }
}

impl Tree {
    /// Writes the tree behind a dash or nothing, with its bullets below.
    fn write(&self, dash: &str, indent: usize, out: &mut String) {
        match &self.bullets {
            Some((head, bullets)) if indent + dash.len() + self.flat.width() > WIDTH => {
                out.push_str(&format!("{:indent$}{dash}{head}\n", ""));
                for bullet in bullets {
                    bullet.write("- ", indent + 2, out);
                }
            }
            _ => flush(&mut format!("{dash}{}", self.flat), indent, out),
        }
    }
}

/// Writes a line, broken where it is too wide, and empties it.
fn flush(line: &mut String, indent: usize, out: &mut String) {
    let mut rest = std::mem::take(line);
    let mut at = indent;
    while !rest.is_empty() {
        let cut = if at + rest.width() > WIDTH { cut(&rest, WIDTH.saturating_sub(at)) } else { None };
        let behind = cut.map(|cut| rest.split_off(cut));
        out.push_str(&format!("{:at$}{}\n", "", rest.trim_end()));
        rest = behind.map(|behind| behind.trim_start().to_owned()).unwrap_or_default();
        // What is joined to a bullet or head stands deeper than it.
        at = indent + 4;
    }
}

/// Where to break a text: behind the last comma that fits, else at the last blank that fits, else at the first blank.
/// Never inside a string, and never before what would mean something else at the beginning of a line.
fn cut(text: &str, room: usize) -> Option<usize> {
    let (mut comma, mut blank, mut later) = (None, None, None);
    let (mut inside, mut escaped, mut columns, mut before) = (false, false, 0, ' ');
    for (at, c) in text.char_indices() {
        columns += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if inside {
            (inside, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else if c == '"' {
            inside = true;
        } else if c == ' ' && !begins_anew(text[at..].trim_start()) && at > 0 {
            if columns > room {
                later = later.or(Some(at));
            } else if before == ',' {
                comma = Some(at);
            } else {
                blank = Some(at);
            }
        }
        before = c;
    }
    comma.or(blank).or(later)
}

/// Whether a text at the beginning of a line would be read as something else than more of the line above.
fn begins_anew(text: &str) -> bool {
    match first_word(text) {
        Some(word) => matches!(word, "from" | "to" | "自" | "至" | "as") || Kw::find(Place::Line, word).is_some(),
        None => text.starts_with(['-', '－']),
    }
}
