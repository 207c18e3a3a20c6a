//! Text to lines: indentation measured, comments set aside, strings closed, nothing invisible.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

use super::ast::{Comment, Spot};
use super::findings::Findings;

/// One line that holds more than blanks and a comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// How far the line is indented, in columns as a terminal shows them.
    pub(crate) indent: usize,
    /// The first byte behind the indentation.
    pub(crate) start: usize,
    /// The byte behind the last that is neither blank nor comment.
    pub(crate) end: usize,
    /// Whether a character of the line has had a diagnostic, so that the line is not worth parsing.
    pub(crate) spoiled: bool,
}

/// What the lines of a text hold.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    pub(crate) lines: Vec<Line>,
    pub(crate) comments: Vec<Comment>,
}

/// Cuts a text into lines.
pub(crate) fn scan(text: &str, file: FileId, findings: &mut Findings) -> Scanned {
    let mut scanner = Scanner { text, file, scanned: Scanned::default(), findings };
    // A byte order mark is no part of the text.
    let mut start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        scanner.line(start, end);
        start = end + 1;
    }
    scanner.scanned
}

struct Scanner<'t> {
    text: &'t str,
    file: FileId,
    scanned: Scanned,
    findings: &'t mut Findings,
}

impl Scanner<'_> {
    /// One line, without its line break.
    fn line(&mut self, start: usize, end: usize) {
        let (text, file) = (self.text, self.file);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        let mut spoiled = false;
        let (indent, body) = self.indentation(start, end);
        let mut at = body;
        let mut comment = None;
        // The byte behind the last one that is not blank.
        let mut last = body;
        while let Some(c) = text[at..end].chars().next() {
            let next = at + c.len_utf8();
            match c {
                ' ' | '\t' | '\u{3000}' | '\u{A0}' => {}
                '#' | '＃' => {
                    comment = Some(at);
                    break;
                }
                _ if closing_quote(c).is_some() => {
                    let (behind, ok) = self.string(at, end);
                    spoiled |= !ok;
                    at = behind;
                    last = behind;
                    continue;
                }
                _ => {
                    last = next;
                    if is_invisible(c) {
                        self.findings.push(Diagnostic::invisible_character(Span::new(file, at, next), c));
                        spoiled = true;
                    }
                }
            }
            at = next;
        }
        if let Some(at) = comment {
            let sign = text[at..].chars().next().map_or(1, char::len_utf8);
            let words = text[at + sign..end].trim_end();
            // What turns the direction of writing can make a comment look like law, and law like a comment.
            for (offset, c) in words.char_indices().filter(|(_, c)| is_invisible(*c)) {
                let place = at + sign + offset;
                let span = Span::new(file, place, place + c.len_utf8());
                self.findings.push(Diagnostic::invisible_character(span, c));
            }
            self.scanned.comments.push(Comment {
                text: words.strip_prefix(' ').unwrap_or(words).into(),
                span: Spot(Span::new(file, at, end)),
                trailing: last > body,
            });
        }
        if last > body {
            self.scanned.lines.push(Line { indent, start: body, end: last, spoiled });
        }
    }

    /// Measures the blanks that begin a line: how wide they are, and where they end. A line indented by tabs is still
    /// read, its tabs as two blanks each: one diagnostic is enough.
    fn indentation(&mut self, start: usize, end: usize) -> (usize, usize) {
        let (text, file) = (self.text, self.file);
        let (mut columns, mut at, mut tabs) = (0, start, None);
        for c in text[start..end].chars() {
            match c {
                ' ' | '\u{A0}' => columns += 1,
                // A full-width blank is as wide as two.
                '\u{3000}' => columns += 2,
                '\t' => {
                    columns += 2;
                    tabs = Some(tabs.unwrap_or(at));
                }
                _ => break,
            }
            at += c.len_utf8();
        }
        // A line of blanks alone may hold what it likes, and so may one that holds a comment alone.
        if let Some(tab) = tabs
            && at < end
            && !text[at..].starts_with('#')
        {
            self.findings.push(Diagnostic::tab_indentation(Span::new(file, tab, at), columns));
        }
        (columns, at)
    }

    /// Reads the string that begins at `at`; gives the byte behind it, and whether it was in order.
    fn string(&mut self, at: usize, end: usize) -> (usize, bool) {
        let (text, file) = (self.text, self.file);
        let mut chars = text[at..end].char_indices();
        let Some(close) = chars.next().and_then(|(_, open)| closing_quote(open)) else { return (end, false) };
        let mut ok = true;
        while let Some((offset, c)) = chars.next() {
            if c == close {
                return (at + offset + c.len_utf8(), ok);
            }
            let place = at + offset;
            if c == '\\' {
                match chars.next() {
                    Some((_, escaped)) if escaped == '\\' || escaped == '"' || escaped == close => {}
                    Some((_, other)) => {
                        let span = Span::new(file, place, place + 1 + other.len_utf8());
                        self.findings.push(Diagnostic::unknown_escape(span, other));
                        ok = false;
                    }
                    None => break,
                }
            } else if is_invisible(c) {
                let span = Span::new(file, place, place + c.len_utf8());
                self.findings.push(Diagnostic::invisible_character(span, c));
                ok = false;
            }
        }
        let stop = at + text[at..end].trim_end().len();
        self.findings.push(Diagnostic::unclosed_string(Span::new(file, at, stop), close));
        (end, false)
    }
}

/// The quote that closes a string which this one opens.
pub(crate) fn closing_quote(open: char) -> Option<char> {
    match open {
        '"' => Some('"'),
        '＂' => Some('＂'),
        '“' => Some('”'),
        '「' => Some('」'),
        _ => None,
    }
}

/// Characters that a reader cannot see and a policy does not need: controls, marks that turn the direction of
/// writing (so that a text could show another order than it has), blanks of no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}
