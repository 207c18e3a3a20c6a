//! All that is wrong with a case, each with its place: as JSON and as text.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::Case;
use super::error::{Details, Problem, Subject};
use crate::diagnostic::{Lang, Text};
use crate::source::SourceFile;

/// One thing that is wrong with a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct CaseError {
    /// What is wrong.
    pub problem: Problem,
    /// Where in the JSON; nothing for a value that came by itself.
    pub at: Option<Place>,
}

/// A place in JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// How many characters, up to the end of the line.
    pub length: u32,
}

/// All that is wrong with a case: at least one thing, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseErrors(Vec<CaseError>);

impl CaseErrors {
    /// One problem that has no place.
    pub(super) fn of(problem: Problem) -> Self {
        Self(vec![CaseError { problem, at: None }])
    }

    /// Problems with the bytes of `text` that have them.
    pub(super) fn at(text: &str, mut problems: Vec<(Problem, Range<usize>)>) -> Self {
        problems.sort_by_key(|(_, range)| range.start);
        let file = SourceFile::new("", text);
        let too_many = problems.len() > Case::MAX_ERRORS;
        let mut errors: Vec<CaseError> = problems
            .into_iter()
            .take(Case::MAX_ERRORS)
            .map(|(problem, range)| CaseError { problem, at: Some(place(&file, &range)) })
            .collect();
        if too_many {
            errors.push(CaseError { problem: Problem::TooMany { limit: Case::MAX_ERRORS }, at: None });
        }
        Self(errors)
    }

    /// The errors.
    #[must_use]
    pub fn errors(&self) -> &[CaseError] {
        &self.0
    }

    /// The errors without their places: for a case whose text its caller never saw.
    #[must_use]
    pub fn without_places(self) -> Self {
        Self(self.0.into_iter().map(|error| CaseError { at: None, ..error }).collect())
    }

    /// `{ "errors": [ … ] }`; `file` is the name of what was read.
    #[must_use]
    pub fn to_json(&self, file: Option<&str>) -> String {
        #[derive(Serialize)]
        struct Errors<'a> {
            errors: Vec<Written<'a>>,
        }
        let errors = self.0.iter().map(|error| Written::new(error, file)).collect();
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_string(&Errors { errors }).unwrap_or_default()
    }

    /// One line for each error: place, code, message, and the nearest name where there is one.
    #[must_use]
    pub fn to_text(&self, lang: Lang, file: Option<&str>) -> String {
        let lines: Vec<String> = self.0.iter().map(|error| error.to_text(lang, file)).collect();
        lines.join("\n")
    }
}

impl fmt::Display for CaseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Lang::En, None))
    }
}

impl std::error::Error for CaseErrors {}

impl CaseError {
    fn to_text(&self, lang: Lang, file: Option<&str>) -> String {
        let mut line = String::new();
        match (file, self.at) {
            (Some(file), Some(at)) => line += &format!("{file}:{}:{}: ", at.line, at.column),
            (None, Some(at)) => line += &format!("{}:{}: ", at.line, at.column),
            (Some(file), None) => line += &format!("{file}: "),
            (None, None) => {}
        }
        line += &format!("[{}] {}", self.problem.code(), self.problem.message().get(lang));
        if let Some(nearest) = self.problem.details().nearest {
            line += &match lang {
                Lang::Zh => format!(",是否指 `{nearest}`?"),
                Lang::En => format!("; did you mean `{nearest}`?"),
            };
        }
        line
    }
}

/// An error as JSON writes it; what does not apply is left out.
#[derive(Serialize)]
struct Written<'a> {
    code: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setting: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<WrittenPlace<'a>>,
}

#[derive(Serialize)]
struct WrittenPlace<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: u32,
    column: u32,
    length: u32,
}

impl<'a> Written<'a> {
    fn new(error: &CaseError, file: Option<&'a str>) -> Self {
        let Details { subject, expected, found, nearest } = error.problem.details();
        let (fact, setting) = match subject {
            Some(Subject::Fact(name)) => (Some(name), None),
            Some(Subject::Setting(name)) => (None, Some(name)),
            Some(Subject::Key(_)) | None => (None, None),
        };
        Self {
            code: error.problem.code(),
            message: error.problem.message(),
            fact,
            setting,
            expected: expected.map(|expected| expected.en),
            found,
            nearest,
            at: error.at.map(|at| WrittenPlace { file, line: at.line, column: at.column, length: at.length }),
        }
    }
}

fn place(file: &SourceFile, range: &Range<usize>) -> Place {
    let position = file.position(u32::try_from(range.start).unwrap_or(u32::MAX));
    let written = file.text().get(range.clone()).unwrap_or("");
    let length = written.split(['\n', '\r']).next().unwrap_or("").chars().count();
    Place { line: position.line, column: position.column, length: u32::try_from(length).unwrap_or(u32::MAX) }
}
