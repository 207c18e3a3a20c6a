//! Diagnostics to what people read in a terminal and to what programs read as JSON.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::source::{SourceFile, Sources, Span};

use super::{Diagnostic, Lang, Severity, Text};

/// Whether to colour a text for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Text alone.
    Plain,
    /// With ANSI escape sequences.
    Ansi,
}

/// How many bytes of source one diagnostic shows at most between its first and last place.
const MAX_EXCERPT: usize = 16 << 10;

/// Diagnostics in one language, each with its lines of source, in the order given.
///
/// Carets stand right under Chinese text in a terminal that gives a Chinese character two columns.
#[must_use]
pub fn render_text(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang, color: Color) -> String {
    let renderer = match color {
        Color::Plain => Renderer::plain(),
        Color::Ansi => Renderer::styled(),
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        let words = Words::of(lang);
        let report: Vec<_> = std::iter::once(problem(diagnostic, sources, lang, &words))
            .chain(mend(diagnostic, sources, &words))
            .collect();
        out.push_str(&renderer.render(&report));
        out.push_str("\n\n");
    }
    out
}

/// The words that stand before the parts of a rendered diagnostic.
struct Words {
    error: &'static str,
    warning: &'static str,
    help: &'static str,
    fix: &'static str,
    expected: &'static str,
    witness: &'static str,
}

impl Words {
    fn of(lang: Lang) -> Self {
        match lang {
            Lang::Zh => {
                Self {
                    error: "错误", warning: "警告", help: "提示", fix: "可改为", expected: "应为", witness: "案例"
                }
            }
            Lang::En => Self {
                error: "error",
                warning: "warning",
                help: "help",
                fix: "write",
                expected: "expected",
                witness: "case",
            },
        }
    }
}

fn problem<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources, lang: Lang, words: &Words) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(words.error),
        Severity::Warning => Level::WARNING.with_name(words.warning),
    };
    let message = diagnostic.message.get(lang);
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code.0));
    // The place of the diagnostic, then each label in the same file; a label far away or elsewhere has its own excerpt.
    let mut main: Vec<(Span, Option<&'d str>)> = vec![(diagnostic.span, None)];
    let mut apart = Vec::new();
    for label in &diagnostic.labels {
        let near = main.iter().fold(label.span, |span, (place, _)| span.to(*place));
        let marked = (label.span, Some(label.text.get(lang)));
        if label.span.file == diagnostic.span.file && near.range().len() <= MAX_EXCERPT {
            main.push(marked);
        } else {
            apart.push(vec![marked]);
        }
    }
    for places in std::iter::once(main).chain(apart) {
        group = group.elements(excerpt(&places, sources));
    }
    if let Some(expected) = &diagnostic.expected
        && !message.contains(expected.get(lang))
    {
        group = group.element(Level::NOTE.with_name(words.expected).message(expected.get(lang)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.with_name(words.help).message(help.get(lang)));
    }
    if let Some(witness) = &diagnostic.witness {
        group = group.element(Level::NOTE.with_name(words.witness).message(witness));
    }
    group
}

/// The lines of source that places stand in, the first place marked with `^`, the others with `-`. Of lines too long
/// to show only the place is given.
fn excerpt<'d>(places: &[(Span, Option<&'d str>)], sources: &'d Sources) -> Option<Element<'d>> {
    let (first, _) = *places.first()?;
    let file = sources.file(first.file)?;
    let lines = lines_of(file, places.iter().fold(first, |all, (span, _)| all.to(*span)));
    if lines.len() > MAX_EXCERPT {
        let position = file.position(first.start);
        let origin = Origin::path(file.name()).line(position.line as usize).char_column(position.column as usize);
        return Some(origin.into());
    }
    let mut snippet = Snippet::source(&file.text()[lines.clone()])
        .path(file.name())
        .line_start(file.position(u32::try_from(lines.start).unwrap_or(0)).line as usize);
    for (index, (span, label)) in places.iter().enumerate() {
        let kind = if index == 0 && label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = within(file, *span);
        let annotation = kind.span(range.start - lines.start..range.end - lines.start);
        snippet = snippet.annotation(match label {
            Some(label) => annotation.label(*label),
            None => annotation,
        });
    }
    Some(snippet.into())
}

/// The fix, as a change of the source.
fn mend<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources, words: &Words) -> Option<Group<'d>> {
    let fix = diagnostic.fix.as_ref()?;
    let file = sources.file(fix.span.file)?;
    let lines = lines_of(file, fix.span);
    if lines.len() > MAX_EXCERPT {
        return None;
    }
    let range = within(file, fix.span);
    let snippet = Snippet::source(&file.text()[lines.clone()])
        .path(file.name())
        .line_start(file.position(u32::try_from(lines.start).unwrap_or(0)).line as usize)
        .patch(Patch::new(range.start - lines.start..range.end - lines.start, &*fix.replacement));
    Some(Level::HELP.with_name(words.help).secondary_title(words.fix).element(snippet))
}

/// The bytes of a span, moved to where the text has characters.
fn within(file: &SourceFile, span: Span) -> Range<usize> {
    let floor = |at: u32| {
        let mut at = (at as usize).min(file.text().len());
        while !file.text().is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(span.start), floor(span.end));
    start..end.max(start)
}

/// The whole lines that a span touches, the last line break left out.
fn lines_of(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let range = within(file, span);
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    start..end
}

/// Diagnostics as the JSON that every surface reports a wrong policy in: `{"errors": [...]}`.
///
/// Columns and lengths count characters; absent keys are left out; both languages are given.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    to_json_all(std::iter::once((diagnostics, sources)))
}

/// As [`to_json`], for the diagnostics of several policies together.
#[must_use]
pub fn to_json_all<'d>(all: impl Iterator<Item = (&'d [Diagnostic], &'d Sources)>) -> String {
    let wired = |(diagnostics, sources): (&'d [Diagnostic], &'d Sources)| {
        diagnostics.iter().map(move |diagnostic| Wire::of(diagnostic, sources, Offsets::Omitted))
    };
    written(all.flat_map(wired).collect())
}

/// Whether a place has, beside line and column, `start` and `end`: what to cut out of the text in another language,
/// whose strings are counted otherwise than in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offsets {
    /// It has none.
    Omitted,
    /// In Unicode code points, as in Python.
    CodePoints,
    /// In UTF-16 code units, as in JavaScript.
    Utf16,
}

/// As [`to_json`], each place with its offsets.
#[must_use]
pub fn to_json_with(diagnostics: &[Diagnostic], sources: &Sources, offsets: Offsets) -> String {
    written(diagnostics.iter().map(|diagnostic| Wire::of(diagnostic, sources, offsets)).collect())
}

fn written(errors: Vec<Wire<'_>>) -> String {
    // Serialising strings and numbers to a string cannot fail.
    serde_json::to_string(&WireErrors { errors }).unwrap_or_default()
}

#[derive(Serialize)]
struct WireErrors<'d> {
    errors: Vec<Wire<'d>>,
}

#[derive(Serialize)]
struct Wire<'d> {
    code: &'static str,
    message: &'d Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<WirePlace<'d>>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<WireLabel<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'d Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<WireFix<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct WirePlace<'d> {
    file: &'d str,
    line: u32,
    column: u32,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
}

#[derive(Serialize)]
struct WireLabel<'d> {
    message: &'d Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<WirePlace<'d>>,
}

#[derive(Serialize)]
struct WireFix<'d> {
    replacement: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<WirePlace<'d>>,
}

impl<'d> Wire<'d> {
    fn of(diagnostic: &'d Diagnostic, sources: &'d Sources, offsets: Offsets) -> Self {
        let place = |span| WirePlace::of(span, sources, offsets);
        Self {
            code: diagnostic.code.0,
            message: &diagnostic.message,
            expected: diagnostic.expected.as_ref().map(|text| text.en.as_str()),
            found: diagnostic.found.as_deref(),
            nearest: diagnostic.nearest.as_deref(),
            at: place(diagnostic.span),
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            labels: diagnostic
                .labels
                .iter()
                .map(|label| WireLabel { message: &label.text, at: place(label.span) })
                .collect(),
            help: diagnostic.help.as_ref(),
            fix: diagnostic.fix.as_ref().map(|fix| WireFix { replacement: &fix.replacement, at: place(fix.span) }),
            witness: diagnostic.witness.as_ref().and_then(|case| RawValue::from_string(case.clone()).ok()),
        }
    }
}

impl<'d> WirePlace<'d> {
    fn of(span: Span, sources: &'d Sources, offsets: Offsets) -> Option<Self> {
        let file = sources.file(span.file)?;
        let range = within(file, span);
        let position = file.position(u32::try_from(range.start).unwrap_or(u32::MAX));
        let offset = |byte: usize| match offsets {
            Offsets::Omitted => None,
            Offsets::CodePoints => Some(file.text()[..byte].chars().count()),
            Offsets::Utf16 => Some(file.text()[..byte].encode_utf16().count()),
        };
        Some(Self {
            file: file.name(),
            line: position.line,
            column: position.column,
            start: offset(range.start),
            end: offset(range.end),
            length: file.text()[range].chars().count(),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use unicode_width::UnicodeWidthStr as _;

    fn sources(text: &str) -> (Sources, crate::source::FileId) {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("示例.menkan", text));
        (sources, file)
    }

    fn at(file: crate::source::FileId, text: &str, word: &str) -> Span {
        let start = text.find(word).unwrap();
        Span::new(file, start, start + word.len())
    }

    #[test]
    fn carets_stand_right_under_chinese_text() {
        let text = "事实 年龄 : 整数\n定义 老人 当 年龄 大于 六十 且 非 (残疾)\n";
        let (sources, file) = sources(text);
        for word in ["大于", "六十", "定义", "(残疾)", "非"] {
            for lang in [Lang::Zh, Lang::En] {
                let span = at(file, text, word);
                let diagnostic = Diagnostic::error(Code("M0020"), span, Text::new("此处有误", "wrong here"));
                let rendered = render_text(&[diagnostic], &sources, lang, Color::Plain);
                let lines: Vec<_> = rendered.lines().collect();
                let shown = lines.iter().position(|line| line.contains(word)).unwrap();
                let before = lines[shown].split(word).next().unwrap();
                let carets = lines[shown + 1];
                assert_eq!(before.width(), carets.find('^').unwrap(), "{rendered}");
                assert_eq!(word.width(), carets.matches('^').count(), "{rendered}");
            }
        }
    }

    #[test]
    fn json_is_what_the_contract_shows() {
        let text = "policy 甲\n事实 年 岁\n";
        let (sources, file) = sources(text);
        let diagnostic = Diagnostic::error(Code("M0020"), at(file, text, "岁"), Text::new("错", "wrong"))
            .expected(Text::new("冒号", "`:`"))
            .found("岁")
            .witness("{\"as_of\":\"2024-08-01\"}");
        assert_eq!(
            to_json(&[diagnostic], &sources),
            "{\"errors\":[{\"code\":\"M0020\",\"message\":{\"zh\":\"错\",\"en\":\"wrong\"},\"expected\":\"`:`\",\
             \"found\":\"岁\",\"at\":{\"file\":\"示例.menkan\",\"line\":2,\"column\":6,\"length\":1},\
             \"severity\":\"error\",\"witness\":{\"as_of\":\"2024-08-01\"}}]}"
        );
    }

    #[test]
    fn offsets_count_as_the_strings_of_a_language_do() {
        let text = "# 𠮷\n事实 年 岁\n";
        let (sources, file) = sources(text);
        let diagnostic = [Diagnostic::error(Code("M0020"), at(file, text, "岁"), Text::new("错", "wrong"))];
        let has = |offsets, place: &str| to_json_with(&diagnostic, &sources, offsets).contains(place);
        assert!(has(Offsets::CodePoints, r#""column":6,"length":1,"start":9,"end":10}"#));
        assert!(has(Offsets::Utf16, r#""column":6,"length":1,"start":10,"end":11}"#));
        assert_eq!(to_json_with(&diagnostic, &sources, Offsets::Omitted), to_json(&diagnostic, &sources));
    }

    #[test]
    fn spans_outside_the_text_are_moved_into_it() {
        let (sources, file) = sources("甲乙\n");
        for (start, end) in [(1, 2), (0, 99), (99, 99), (6, 7), (5, 1)] {
            let diagnostic = Diagnostic::error(Code("M0020"), Span::new(file, start, end), Text::new("错", "wrong"))
                .fix(Span::new(file, start, end), "丙");
            assert!(!render_text(std::slice::from_ref(&diagnostic), &sources, Lang::Zh, Color::Plain).is_empty());
            assert!(to_json(&[diagnostic], &sources).contains("\"line\":"));
        }
        let elsewhere = Span::new(crate::source::FileId(7), 0, 1);
        let diagnostic = Diagnostic::error(Code("M0020"), elsewhere, Text::new("错", "wrong"));
        assert!(render_text(&[diagnostic], &sources, Lang::En, Color::Plain).contains("wrong"));
    }
}
