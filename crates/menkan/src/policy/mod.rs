//! Syntax trees of layers to one checked model, and the law in force on a day.
//!
//! [`Policy::parse`] follows `extends` through a [`Library`] and collects all that is wrong before it gives up;
//! what it accepts is immutable and cheap to clone.

pub(crate) mod groups;
pub mod law;
pub(crate) mod mentions;
pub mod model;
pub(crate) mod sound;
pub(crate) mod units;

mod bounds;
mod build;
mod cells;
pub(crate) mod check;
mod codec;
mod currency;
mod cycles;
mod dates;
mod declare;
mod definitions;
mod digest;
mod facts;
mod givens;
mod kinds;
mod layers;
mod load;
mod names;
mod parameters;
mod parts;
mod promises;
mod reach;
mod rules;
mod slips;
mod sources;
mod tests;
mod types;
mod weights;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use currency::currency_places;
pub use load::{Library, MAX_LAYERS, Texts, names_in_header};
pub use names::Referent;
pub(crate) use types::TypeRole;

use crate::decide::Laws;
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::ast::{self, Ident};
use model::{Model, Name};

/// A checked policy with all its layers: immutable, cheap to clone, safe to share between threads.
///
/// ```
/// use menkan::policy::Policy;
/// use menkan::source::SourceFile;
///
/// let text = r#"
/// policy example / 示例
///   answers adult
/// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
/// decision adult / 成年 when age is at least 18 cite none "an example"
/// "#;
/// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
/// assert_eq!(policy.name(), "example");
/// assert!(policy.warnings().is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    model: Arc<Model>,
    written: Written,
    laws: Laws,
}

/// What the texts say beside the model: at hand, or read again from texts that are carried along.
#[derive(Debug)]
struct Written {
    carried: Option<Vec<(String, String)>>,
    said: OnceLock<Said>,
}

/// What the texts of a policy say beside its model.
#[derive(Debug, Default)]
struct Said {
    sources: Sources,
    layers: Vec<ast::File>,
    warnings: Vec<Diagnostic>,
    references: BTreeMap<Span, Reference>,
}

/// What a word of a policy's text refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The item; `None` for a value, a rule, a status, a cell, the parent policy.
    pub referent: Option<Referent>,
    /// What it is called in both languages, and where it is declared.
    pub name: Name,
}

/// Why a policy was not accepted: at least one of the diagnostics is an error.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the policy has {} error(s){}", self.errors(), self.first())]
pub struct Rejected {
    /// All that is wrong, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
}

impl Rejected {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>, sources: Sources) -> Self {
        Self { diagnostics, sources }
    }

    fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    fn first(&self) -> String {
        let error = self.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
        error.map(|error| format!(": {} {}", error.code, error.message.en)).unwrap_or_default()
    }
}

impl Policy {
    /// Reads and checks a policy; its parents come from `library` (`&()` where it extends none).
    ///
    /// # Errors
    /// Everything that is wrong with it and its parents, where anything is.
    pub fn parse(file: SourceFile, library: &dyn Library) -> Result<Self, Rejected> {
        let load::Chain { sources, layers, diagnostics } = load::Chain::read(file, library)?;
        match build::build(&layers, diagnostics) {
            Ok(built) => Ok(Self {
                shared: Arc::new(Shared {
                    model: Arc::new(built.model),
                    written: Written {
                        carried: None,
                        said: Said { sources, layers, warnings: built.warnings, references: built.references }.into(),
                    },
                    laws: Laws::default(),
                }),
            }),
            Err(diagnostics) => Err(Rejected::new(diagnostics, sources)),
        }
    }

    /// Reads and checks the policy of this name from `library`.
    ///
    /// # Errors
    /// Where the library has no such policy; else as [`Policy::parse`].
    pub fn load(name: &str, library: &dyn Library) -> Result<Self, Rejected> {
        match load::find(name, library) {
            Some(file) => Self::parse(file, library),
            None => {
                let names = library.names();
                let near = crate::near::nearest_word(name, names.iter().map(String::as_str));
                let diagnostic = Diagnostic::unknown_policy(name, Span::default(), near);
                Err(Rejected::new(vec![diagnostic], Sources::default()))
            }
        }
    }

    /// The policy's name, as in JSON.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.model.layer().map_or("", |layer| &layer.name.key)
    }

    /// `sha256:…`: the same for two policies that say the same, in whatever order and language.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.shared.model.digest
    }

    /// All layers in one, checked.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.shared.model
    }

    /// What its author should look at, short of an error.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.said().warnings
    }

    /// The texts: its own first, then its parent's, and so on.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.said().sources
    }

    /// The syntax trees, parents first.
    #[must_use]
    pub fn layers(&self) -> &[ast::File] {
        &self.said().layers
    }

    /// What every word that refers to something refers to, by place.
    #[must_use]
    pub fn references(&self) -> &BTreeMap<Span, Reference> {
        &self.said().references
    }

    /// How a reference is called in a language, for [`crate::syntax::print`].
    #[must_use]
    pub fn translation(&self, ident: &Ident, lang: Lang) -> Option<String> {
        let name = &self.said().references.get(&ident.span)?.name;
        Some(match lang {
            Lang::Zh => name.zh.to_string(),
            Lang::En => name.key.to_string(),
        })
    }

    /// A policy of these parts, each text with its name, its own first; what its texts say is read when it is first asked for.
    pub(crate) fn of_parts(model: Model, texts: Option<Vec<(String, String)>>, laws: Laws) -> Self {
        let written = Written { carried: texts, said: OnceLock::new() };
        Self { shared: Arc::new(Shared { model: Arc::new(model), written, laws }) }
    }

    /// Whether the policy has its texts, with its tests and assertions: one that was compiled for one day has not.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        let Written { carried, said } = &self.shared.written;
        carried.is_some() || said.get().is_some_and(|said| !said.sources.files().is_empty())
    }

    fn said(&self) -> &Said {
        let Shared { model, written, .. } = &*self.shared;
        written.said.get_or_init(|| {
            let read = written.carried.as_ref().and_then(|files| {
                let mut files = files.iter().map(|(name, text)| SourceFile::new(name, text));
                let own = files.next()?;
                Self::parse(own, &Texts::new(files)).ok()
            });
            // Texts of another policy say nothing of this one.
            let same = read.filter(|read| read.digest() == &*model.digest);
            same.and_then(|read| Arc::into_inner(read.shared)?.written.said.into_inner()).unwrap_or_default()
        })
    }

    /// The model, shared.
    pub(crate) fn shared_model(&self) -> &Arc<Model> {
        &self.shared.model
    }

    /// The laws that it has been asked for.
    pub(crate) fn laws(&self) -> &Laws {
        &self.shared.laws
    }
}
