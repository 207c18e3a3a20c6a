//! A text laid out: the same words in the same order, one layout, in either language.
//!
//! Where `print` says what a tree says, `format` keeps what its author wrote: the order of items and parts, bullets,
//! brackets, the digits of a figure, comments, a blank line between two groups. So it starts from the same segments as
//! `lower`, not from the tree: `read` gives each segment to the grammar, `walk` cuts it into *pieces* that are never broken,
//! `wording` says each piece in the language asked for, `comments` puts every comment beside the piece that it stands
//! at, `fill` sets lines of at most [`WIDTH`](super::print::WIDTH) columns.
//!
//! Where lines break depends on the pieces and their comments alone, never on where they broke before. Hence a text that
//! is laid out twice stays the same, and one that is translated and translated back does too.

mod comments;
mod fill;
mod read;
mod walk;
mod wording;

use crate::diagnostic::{Lang, Severity};
use crate::source::{FileId, Span};

use super::keywords::{Kw, Place};
use super::layout::{Chunk, first_word};
use super::scan::{Line, Scanned, scan};
use super::{Parsed, findings, layout, limits, print};

use comments::Comments;
use read::Reader;

/// In which language keywords and references are written.
#[derive(Clone, Copy)]
pub enum Wording<'n> {
    /// Each as it was written.
    AsWritten,
    /// All in one language; references as these names say.
    In(Lang, print::Names<'n>),
}

/// The text of a file, laid out. `parsed` is what [`parse`](super::parse) made of the same text: an item with an error
/// in it is left as it stands, and so is a text of which not all was read.
#[must_use]
pub fn file(text: &str, parsed: &Parsed, wording: Wording<'_>) -> String {
    if text.len() > limits::MAX_BYTES || parsed.diagnostics.len() > limits::MAX_DIAGNOSTICS {
        return text.to_owned();
    }
    let file = FileId::default();
    let mut findings = findings::Findings::default();
    let Scanned { lines, comments } = scan(text, file, &mut findings);
    let chunks = layout::layout(text, file, &lines, &mut findings);
    if chunks.len() > limits::MAX_ITEMS {
        return text.to_owned();
    }
    let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors: Vec<Span> = errors.map(|diagnostic| diagnostic.span).collect();
    let mut reader = Reader::new(text, wording);
    for (at, chunk) in chunks.iter().enumerate() {
        let bytes = bytes(text, chunk, chunks.get(at + 1), &lines);
        let faulty = errors.iter().any(|error| bytes.contains(&(error.start as usize)));
        if faulty || (chunk.keyword == Some(Kw::Policy) && at > 0) || reader.item(chunk).is_none() {
            reader.leave(bytes);
        }
    }
    let read::Read { mut pieces, items } = reader.finish();
    let tail = Comments { text, lines: &lines }.attach(comments, &mut pieces);
    fill::fill(&pieces, &items, &tail)
}

/// The language of a text: that of the keyword which begins it, mostly `policy` or 政策. English where none does.
#[must_use]
pub fn language(text: &str) -> Lang {
    let begins =
        |line: &str| first_word(line.trim_start_matches('\u{FEFF}')).and_then(|word| Kw::find(Place::Item, word));
    let keyword = text.lines().find_map(|line| Some((begins(line)?, line)));
    match keyword {
        Some((keyword, line)) if line.trim_start_matches('\u{FEFF}').starts_with(keyword.text(Lang::Zh)) => Lang::Zh,
        Some(_) | None => Lang::En,
    }
}

/// The lines of an item as bytes, from its first character to the end of its last line that is not only a comment.
fn bytes(text: &str, chunk: &Chunk, next: Option<&Chunk>, lines: &[Line]) -> std::ops::Range<usize> {
    let start = chunk.head.span().start as usize;
    let limit = next.map_or(text.len(), |next| next.head.span().start as usize);
    let before = lines.partition_point(|line| line.start < limit);
    let last = before.checked_sub(1).and_then(|at| lines.get(at)).map_or(start, |line| line.end);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    start..end
}

/// What is not broken: a word, a sign, a string, a name in both its forms.
#[derive(Debug)]
struct Piece {
    /// Where it began in the text.
    start: usize,
    /// Where it ended.
    end: usize,
    text: String,
    /// How it stands behind the piece before it.
    joint: Joint,
    /// Whether it is left as it stands, over however many lines.
    left: bool,
    /// The comments on lines of their own before it.
    before: Vec<OwnLine>,
    /// Whether a blank line stands right before it.
    blank: bool,
    /// The comment that ends its line.
    after: Option<String>,
}

/// A comment on a line of its own.
#[derive(Debug)]
struct OwnLine {
    text: String,
    /// Whether it stands deeper than the line below it, and so belongs to what is above.
    deeper: bool,
    /// Whether a blank line stands before it.
    blank: bool,
}

/// How a piece stands behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// Without a blank.
    Tight,
    /// With a blank that is no place to break.
    Blank,
    /// With a blank where a line may break: at the smallest number first.
    Break(u8),
    /// The same, though the piece would begin something of its own elsewhere: a period behind a comma.
    BreakAnyway(u8),
}

/// Pieces that stand together: a head, or a part behind it.
#[derive(Debug)]
struct Group {
    place: Stand,
    members: Vec<Member>,
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// Begins what it stands in.
    Head,
    /// On the line of the head while there is room.
    Flows,
    /// On a line of its own.
    Line,
}

/// A piece by its place among all, or a list of bullets.
#[derive(Debug)]
enum Member {
    Piece(usize),
    List(Vec<Vec<Group>>),
}

/// A line of an item that begins in a column of its own, with its parts.
#[derive(Debug)]
struct Entry {
    column: usize,
    groups: Vec<Group>,
}
