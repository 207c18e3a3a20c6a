//! A policy's text laid out and translated: what `menkan fmt` does.
//!
//! Laying out needs the text alone. Translating needs to know what each word refers to, so only a policy without errors
//! is translated, and only where the translation says the same: it is read back and compared before it is given away.

use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::policy::{Library, Policy, Reference, Rejected};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::ast::{Ident, Names};
use crate::syntax::format::Wording;
use crate::syntax::{self, Parsed};

/// A text laid out.
#[derive(Debug, Clone)]
pub struct Formatted {
    /// The text: the same where nothing could be read.
    pub text: String,
    /// What was in the way, in the order of the text: errors, where an item is left as it stands or the text is not
    /// translated though a language was asked for; a warning, where no language was asked for.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
}

/// Lays out the text of a policy: at most 120 columns to a line as a terminal shows them, the order of everything and
/// every comment kept, keywords and references in `lang`, or in the text's own language, which is that of the keyword
/// that begins it. Parents come from `library`.
///
/// The same text laid out again stays as it is; translated and translated back it is again the same, byte for byte. The
/// digest of the policy never changes. A policy that has errors is laid out in its own words, with a diagnostic; an item
/// that cannot be read is left as it stands.
///
/// ```
/// use menkan::diagnostic::Lang;
/// use menkan::format::format;
/// use menkan::source::SourceFile;
///
/// let text = "policy p / 甲\n  answers adult\nfact age / 年龄 : integer 0..130 ask \"几岁?\" / \"How old?\"\n\
///     decision adult / 成年 when age is at least 18 cite none \"无\" # an example\n";
/// let formatted = format(&SourceFile::new("p.menkan", text), &(), Some(Lang::Zh));
/// assert!(formatted.diagnostics.is_empty());
/// assert_eq!(
///     formatted.text,
///     "政策 甲 / p\n  回答 成年\n事实 年龄 / age : 整数 0..130\n  询问 \"几岁?\" / \"How old?\"\n\
///      决定 成年 / adult 当 年龄 不低于 18 依据 无 \"无\" # an example\n"
/// );
/// ```
#[must_use]
pub fn format(file: &SourceFile, library: &dyn Library, lang: Option<Lang>) -> Formatted {
    let parsed = syntax::parse(file.text(), FileId::default());
    let laid_out = || syntax::format::file(file.text(), &parsed, Wording::AsWritten);
    let language = lang.unwrap_or_else(|| syntax::format::language(file.text()));
    match Policy::parse(file.clone(), library) {
        Ok(policy) => match translate(file, &parsed, &policy, language) {
            Ok(text) => Formatted { text, diagnostics: Vec::new(), sources: policy.sources().clone() },
            Err(place) => Formatted {
                text: laid_out(),
                diagnostics: vec![Diagnostic::translation_differs(place, language)],
                sources: policy.sources().clone(),
            },
        },
        Err(rejected) => refused(laid_out(), &parsed, rejected, lang),
    }
}

/// What is said of a policy with errors: those that keep its text from being read, and that it is not translated.
fn refused(text: String, parsed: &Parsed, rejected: Rejected, lang: Option<Lang>) -> Formatted {
    let errors = |diagnostics: &[Diagnostic]| {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.cloned().collect::<Vec<_>>()
    };
    let mut diagnostics = errors(&parsed.diagnostics);
    if diagnostics.is_empty() {
        let all = errors(&rejected.diagnostics);
        let own = all.iter().find(|error| error.span.file == FileId::default());
        diagnostics.extend(own.or(all.first()).map(|first| Diagnostic::not_translated(first, all.len(), lang)));
    }
    Formatted { text, diagnostics, sources: rejected.sources }
}

/// The words that would mean something else in a language: `menkan check` reports them.
pub(crate) fn ambiguous(policy: &Policy) -> Vec<Diagnostic> {
    let Some(file) = policy.sources().file(FileId::default()) else { return Vec::new() };
    let parsed = syntax::parse(file.text(), FileId::default());
    let differs = |lang| translate(file, &parsed, policy, lang).err();
    let places = [Lang::Zh, Lang::En].into_iter().filter_map(|lang| Some((lang, differs(lang)?)));
    places.map(|(lang, place)| Diagnostic::translation_differs(place, lang)).collect()
}

/// The text in a language; where it would say something else, the first word that would.
fn translate(file: &SourceFile, parsed: &Parsed, policy: &Policy, lang: Lang) -> Result<String, Span> {
    let names = |ident: &Ident| policy.translation(ident, lang);
    let text = syntax::format::file(file.text(), parsed, Wording::In(lang, &names));
    if text == file.text() {
        return Ok(text);
    }
    let before = own_references(policy);
    match Policy::parse(SourceFile::new(file.name(), &text), &Chain(policy)) {
        Ok(translated) => {
            let after = own_references(&translated);
            let same = |(one, other): &(&(Span, &Reference), &(Span, &Reference))| {
                one.1.referent == other.1.referent && one.1.name.key == other.1.name.key
            };
            let differs = before.iter().zip(&after).find(|pair| !same(pair)).map(|(one, _)| one.0);
            let whole = before.len() == after.len() && translated.digest() == policy.digest();
            match differs.or_else(|| (!whole).then(|| first(&before))) {
                Some(place) => Err(place),
                None => Ok(text),
            }
        }
        Err(rejected) => {
            // What the translation is refused for is a word of it: the one that became that word is at fault.
            let refused = rejected.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
            let word = refused.map_or("", |error| rejected.sources.snippet(error.span));
            let became =
                before.iter().find(|(_, reference)| *reference.name.zh == *word || *reference.name.key == *word);
            Err(became.map_or_else(|| first(&before), |(place, _)| *place))
        }
    }
}

/// What the words of a policy's own text refer to, in their order.
fn own_references(policy: &Policy) -> Vec<(Span, &Reference)> {
    let own = policy.references().iter().filter(|(span, _)| span.file == FileId::default());
    own.map(|(span, reference)| (*span, reference)).collect()
}

fn first(references: &[(Span, &Reference)]) -> Span {
    references.first().map(|(span, _)| *span).unwrap_or_default()
}

/// The layers of a policy, by either form of their names.
struct Chain<'p>(&'p Policy);

impl Library for Chain<'_> {
    fn source(&self, name: &str) -> Option<SourceFile> {
        // The trees stand parents first, the texts the other way round.
        let layers = self.0.layers().iter().rev().zip(self.0.sources().files());
        let is_called =
            |names: &Names| [&names.ascii, &names.han].into_iter().flatten().any(|form| &*form.text == name);
        let mut called =
            layers.filter(|(layer, _)| layer.header.as_ref().is_some_and(|header| is_called(&header.names)));
        called.next().map(|(_, file)| file.clone())
    }
}
