//! Lines to items: what begins at column 0, with the deeper lines that belong to it, ready for the grammar.
//!
//! An item is cut into *segments*: its head, and each deeper line that begins a clause, a rule, a row and the like. The
//! deeper lines of a segment are joined to it by a blank. A list of bullets is taken out, leaving the mark U+0001, and
//! each bullet is a segment of its own. A joined line that begins with a period is preceded by U+0002, since behind a
//! citation on its own line a period means the whole clause. So pest needs no offside rule, and what fails to parse
//! fails alone.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

use super::findings::Findings;
use super::keywords::{Kw, Place};
use super::limits::MAX_DEPTH;
use super::scan::{Line, closing_quote};

/// Stands for a list of bullets.
pub(crate) const LIST: char = '\u{1}';
/// Stands before a period that begins a line.
const OWN_LINE: char = '\u{2}';

/// What begins at column 0, cut into segments.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The keyword that begins it; `None` where it begins with none.
    pub(crate) keyword: Option<Kw>,
    /// The line at column 0 and all deeper lines that begin no segment of their own.
    pub(crate) head: Segment,
    /// The clauses, rules, rows, parts of a test.
    pub(crate) lines: Vec<SubLine>,
}

impl Chunk {
    /// The whole item.
    pub(crate) fn span(&self) -> Span {
        self.lines.iter().fold(self.head.span(), |span, line| span.to(line.segment.span()))
    }
}

/// A deeper line that begins a segment of its own.
#[derive(Debug)]
pub(crate) struct SubLine {
    /// The keyword that begins it.
    pub(crate) keyword: Kw,
    pub(crate) segment: Segment,
}

/// A logical line: text for one rule of the grammar, and where each byte of it stands in the file.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) file: FileId,
    pub(crate) text: String,
    /// The lists of bullets, in the order of their marks.
    pub(crate) lists: Vec<List>,
    /// Whether it has had a diagnostic, so that it is not worth parsing.
    pub(crate) spoiled: bool,
    /// Runs of bytes taken from the file: where in `text`, where in the file, how long.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    source: usize,
    len: usize,
}

/// A list of bullets.
#[derive(Debug)]
pub(crate) struct List {
    /// Where its mark stands in the text of the segment.
    pub(crate) at: usize,
    pub(crate) bullets: Vec<Segment>,
}

impl Segment {
    fn new(file: FileId) -> Self {
        Self { file, text: String::new(), lists: Vec::new(), spoiled: false, pieces: Vec::new() }
    }

    fn push(&mut self, source: &str, start: usize, end: usize) {
        self.pieces.push(Piece { at: self.text.len(), source: start, len: end - start });
        let text = &source[start..end];
        if text.contains(['\t', '\u{3000}', '\u{A0}']) {
            self.text.push_str(&plain_blanks(text));
        } else {
            self.text.push_str(text);
        }
    }

    /// The span in the file of a run of bytes of `text`.
    pub(crate) fn place(&self, start: usize, end: usize) -> Span {
        let from = self.source(start);
        // The end belongs to the piece of the last byte, not to the piece that begins there.
        let to = if end > start { self.source(end - 1) + 1 } else { from };
        Span::new(self.file, from, to.max(from))
    }

    fn source(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1);
        self.pieces.get(index).map_or(0, |piece| piece.source + at.saturating_sub(piece.at).min(piece.len))
    }

    /// The whole of it, its bullets included.
    pub(crate) fn span(&self) -> Span {
        let own = match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => Span::new(self.file, first.source, last.source + last.len),
            _ => Span::new(self.file, 0, 0),
        };
        // Only the last bullet of the last list can end later.
        match self.lists.last().and_then(|list| list.bullets.last()) {
            Some(bullet) => own.to(bullet.span()),
            None => own,
        }
    }
}

/// Cuts the lines of a text into items.
pub(crate) fn layout(text: &str, file: FileId, lines: &[Line], findings: &mut Findings) -> Vec<Chunk> {
    let mut layout = Layout { text, file, chunks: Vec::new(), current: None, open: Vec::new(), findings };
    for line in lines {
        layout.line(line);
    }
    layout.finish();
    layout.chunks
}

/// The item being read, and the segments of it that are still open, the innermost last.
struct Layout<'t> {
    text: &'t str,
    file: FileId,
    chunks: Vec<Chunk>,
    current: Option<Current>,
    open: Vec<Open>,
    findings: &'t mut Findings,
}

struct Current {
    keyword: Option<Kw>,
    lines: Vec<SubLine>,
    /// In which column the fields and definitions of a record begin: that of the first.
    members: Option<usize>,
}

struct Open {
    column: usize,
    role: Role,
    segment: Segment,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Head,
    Line(Kw),
    Bullet,
}

impl Layout<'_> {
    fn line(&mut self, line: &Line) {
        let body = &self.text[line.start..line.end];
        if line.indent == 0 || self.current.is_none() {
            self.finish();
            let keyword = first_word(body).and_then(|word| Kw::find(Place::Item, word));
            self.current = Some(Current { keyword, lines: Vec::new(), members: None });
            self.begin(line.start, line, Role::Head);
        } else if let Some(bullet) = bullet(body) {
            self.bullet(line, line.start + bullet);
        } else {
            self.close(|open| open.column >= line.indent);
            let item = match self.member(line, body) {
                Some(Ok(keyword)) => {
                    self.close(|_| true);
                    return self.begin(line.start, line, Role::Line(keyword));
                }
                // Below a definition of a record stand its rules, as below any other.
                Some(Err(item)) => Some(item),
                None => self.current.as_ref().and_then(|current| current.keyword),
            };
            // Below a clause or rule, `from` is the period of that clause or rule, not a row of the item.
            let of_item = self.open.len() == 1;
            match item.and_then(|item| begins_line(item, body)) {
                Some(keyword) if of_item || keyword != Kw::From => {
                    self.close(|_| true);
                    self.begin(line.start, line, Role::Line(keyword));
                }
                _ => self.join(line),
            }
        }
    }

    /// What a deeper line of a record begins: a field or a definition; `Err`, that it belongs to one.
    fn member(&mut self, line: &Line, body: &str) -> Option<Result<Kw, Kw>> {
        let head = self.open.first()?.segment.text.trim_end();
        let unnamed = matches!(head, "record" | "记录") || head.ends_with(['/', '／']) || body.starts_with(['/', '／']);
        let current = self.current.as_mut().filter(|current| current.keyword == Some(Kw::Record))?;
        if unnamed && current.members.is_none() {
            // The name of the record goes on.
            return None;
        }
        let column = *current.members.get_or_insert(line.indent);
        let keyword = match first_word(body) {
            Some("define" | "定义") => Kw::Define,
            Some(_) | None => Kw::Record,
        };
        Some(if line.indent <= column { Ok(keyword) } else { Err(Kw::Define) })
    }

    /// A line that begins with a dash: a bullet where a list is open or opens here, else a minus sign.
    fn bullet(&mut self, line: &Line, start: usize) {
        let mut closed = false;
        self.close(|open| {
            let deeper = open.column > line.indent;
            closed |= deeper && open.role == Role::Bullet;
            deeper
        });
        let innermost = self.open.last().map(|open| (open.role, open.column));
        if innermost == Some((Role::Bullet, line.indent)) {
            self.close_one();
            self.begin(start, line, Role::Bullet);
            return;
        }
        let depth = self.open.len();
        let Some(owner) = self.open.last_mut() else { return };
        if opens_list(&owner.segment.text) {
            if depth >= MAX_DEPTH {
                let span = Span::new(self.file, line.start, line.end);
                // Once an item: the bullets that follow are as deep.
                if !std::mem::replace(&mut owner.segment.spoiled, true) {
                    self.findings.push(Diagnostic::too_deep(span, MAX_DEPTH));
                }
                return;
            }
            owner.segment.text.push(' ');
            owner.segment.lists.push(List { at: owner.segment.text.len(), bullets: Vec::new() });
            owner.segment.text.push(LIST);
            self.begin(start, line, Role::Bullet);
        } else if closed || owner.role == Role::Bullet || matches!(last_word(&owner.segment.text), "when" | "当") {
            let span = Span::new(self.file, line.start, start);
            if !std::mem::replace(&mut owner.segment.spoiled, true) {
                self.findings.push(Diagnostic::stray_bullet(span));
            }
        } else {
            self.join(line);
        }
    }

    fn begin(&mut self, start: usize, line: &Line, role: Role) {
        let mut segment = Segment::new(self.file);
        segment.push(self.text, start, line.end.max(start));
        segment.spoiled = line.spoiled;
        self.open.push(Open { column: line.indent, role, segment });
    }

    fn join(&mut self, line: &Line) {
        let Some(owner) = self.open.last_mut() else { return };
        owner.segment.text.push(' ');
        if begins_period(&self.text[line.start..line.end]) {
            owner.segment.text.push(OWN_LINE);
        }
        owner.segment.push(self.text, line.start, line.end);
        owner.segment.spoiled |= line.spoiled;
    }

    /// Closes open segments from the innermost outward while they are meant; the head stays open.
    fn close(&mut self, mut meant: impl FnMut(&Open) -> bool) {
        while self.open.len() > 1 && self.open.last().is_some_and(&mut meant) {
            self.close_one();
        }
    }

    fn close_one(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open.role {
            Role::Bullet => {
                if let Some(list) = self.open.last_mut().and_then(|owner| owner.segment.lists.last_mut()) {
                    list.bullets.push(open.segment);
                }
            }
            Role::Line(keyword) => {
                if let Some(Current { lines, .. }) = &mut self.current {
                    lines.push(SubLine { keyword, segment: open.segment });
                }
            }
            Role::Head => {
                if let Some(Current { keyword, lines, .. }) = self.current.take() {
                    self.chunks.push(Chunk { keyword, head: open.segment, lines });
                }
            }
        }
    }

    fn finish(&mut self) {
        while !self.open.is_empty() {
            self.close_one();
        }
    }
}

/// The text with each blank outside a string as many plain blanks as it has bytes, so that places stay the same.
fn plain_blanks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut close = None;
    let mut escaped = false;
    for c in text.chars() {
        match close {
            Some(quote) => {
                if c == quote && !escaped {
                    close = None;
                }
                escaped = c == '\\' && !escaped;
                plain.push(c);
            }
            None if matches!(c, '\t' | '\u{3000}' | '\u{A0}') => plain.extend(std::iter::repeat_n(' ', c.len_utf8())),
            None => {
                close = closing_quote(c);
                plain.push(c);
            }
        }
    }
    plain
}

/// The word that a text begins with.
pub(crate) fn first_word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// The word that a text ends with.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '.'))
        .last()
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// Where the text of a bullet begins, where the line begins with one.
fn bullet(body: &str) -> Option<usize> {
    let rest = body.strip_prefix('-').or_else(|| body.strip_prefix('－'))?;
    Some(body.len() - rest.trim_start_matches([' ', '\t', '\u{3000}', '\u{A0}']).len())
}

/// Whether bullets may follow a text.
fn opens_list(text: &str) -> bool {
    match last_word(text) {
        "同时满足" | "满足任一" | "given" | "给定" | "but" | "但" | "set" | "设置" | "expect" | "预期" => {
            true
        }
        "of" => {
            let before = text[..text.len() - 2].trim_end_matches(' ');
            matches!(last_word(before), "all" | "any")
        }
        _ => false,
    }
}

fn begins_period(body: &str) -> bool {
    matches!(first_word(body), Some("from" | "to" | "自" | "至"))
}

/// The keyword of a deeper line that begins a segment of its own in such an item.
fn begins_line(item: Kw, body: &str) -> Option<Kw> {
    let word = first_word(body)?;
    let keyword = match word {
        "as" | "截至" => Kw::AsOfDay,
        "from" | "自" => Kw::From,
        _ => Kw::find(Place::Line, word)?,
    };
    let has_clauses = matches!(item, Kw::Define | Kw::Standard | Kw::Decision | Kw::Amend);
    let fits = match keyword {
        Kw::Clause | Kw::Barred | Kw::Rule | Kw::Otherwise | Kw::Precedence => has_clauses,
        Kw::AsOfDay | Kw::Given | Kw::SetLine | Kw::Expect => item == Kw::Test,
        Kw::From => matches!(item, Kw::Parameter | Kw::Amend),
        _ => false,
    };
    fits.then_some(keyword)
}
