//! What is wrong with a policy's text, told to its author: data with a stable code, places, both languages, a fix.
//!
//! `catalogue` holds a named constructor for every kind; [`render`] turns diagnostics into text and JSON.

pub(crate) mod catalogue;
pub mod render;

use std::fmt;

use crate::source::Span;

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its Chinese and its English form.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Both forms in one line, `中文 / English`; one where they are the same.
    #[must_use]
    pub fn joined(&self) -> String {
        if self.zh == self.en { self.zh.clone() } else { format!("{} / {}", self.zh, self.en) }
    }

    /// The form in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// A stable code: `M` and four digits. The first two digits are the phase:
/// 00 text and syntax, 01 names, 02 types and units, 03 dates and figures, 04 layers and rules, 05 what the diagrams show,
/// 06 tests, 07 laying out and translating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, but its author should look.
    Warning,
}

/// Another place that has to do with it, and what it has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it has to do with it.
    pub text: Text,
}

/// A change of the text that would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The text to replace; an empty span inserts.
    pub span: Span,
    /// What to write there.
    pub replacement: String,
}

/// One thing that is wrong with a policy's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code of its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The place to look at first.
    pub span: Span,
    /// What is wrong: stands alone, lower case, no full stop, the author's words in backticks.
    pub message: Text,
    /// The other places involved.
    pub labels: Vec<Label>,
    /// What was expected.
    pub expected: Option<Text>,
    /// What was found.
    pub found: Option<String>,
    /// The nearest declared name.
    pub nearest: Option<String>,
    /// What to do about it.
    pub help: Option<Text>,
    /// What to type instead.
    pub fix: Option<Fix>,
    /// A case that shows it, as case JSON.
    pub witness: Option<String>,
}

impl Diagnostic {
    /// An error of this kind at this place.
    pub(crate) fn error(code: Code, span: Span, message: Text) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message,
            labels: Vec::new(),
            expected: None,
            found: None,
            nearest: None,
            help: None,
            fix: None,
            witness: None,
        }
    }

    /// A warning of this kind at this place.
    pub(crate) fn warning(code: Code, span: Span, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    pub(crate) fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    pub(crate) fn expected(mut self, text: Text) -> Self {
        self.expected = Some(text);
        self
    }

    pub(crate) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    pub(crate) fn help(mut self, text: Text) -> Self {
        self.help = Some(text);
        self
    }

    pub(crate) fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// Offers the nearest declared name, where there is one, and the fix that writes it.
    pub(crate) fn nearest(mut self, nearest: Option<&str>) -> Self {
        if let Some(name) = nearest {
            self.nearest = Some(name.to_owned());
            let span = self.span;
            return self.fix(span, name);
        }
        self
    }

    pub(crate) fn witness(mut self, case: impl Into<String>) -> Self {
        self.witness = Some(case.into());
        self
    }
}
