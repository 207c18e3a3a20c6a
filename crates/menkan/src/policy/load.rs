//! A policy's text and its parents' to a chain of syntax trees, parents first.

use super::Rejected;
use crate::diagnostic::{Diagnostic, Severity};
use crate::near::nearest_word;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{self, ast};

/// How many layers a policy may have, itself included.
pub const MAX_LAYERS: usize = 16;

/// Where the texts of policies come from. Nothing else is read while a policy is loaded.
pub trait Library {
    /// The text of the policy of this name.
    fn source(&self, name: &str) -> Option<SourceFile>;

    /// The names of all policies, for suggestions; empty where they cannot be listed.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A library without policies: for a policy that extends none.
impl Library for () {
    fn source(&self, _: &str) -> Option<SourceFile> {
        None
    }
}

/// The first library, and the second for what the first does not have.
impl<A: Library, B: Library> Library for (A, B) {
    fn source(&self, name: &str) -> Option<SourceFile> {
        self.0.source(name).or_else(|| self.1.source(name))
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.0.names();
        names.extend(self.1.names());
        names
    }
}

/// Policies whose texts are at hand, each found by the names in its header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    policies: Vec<(Vec<String>, SourceFile)>,
}

impl Texts {
    /// These texts; of two with one name the first counts.
    pub fn new(files: impl IntoIterator<Item = SourceFile>) -> Self {
        Self { policies: files.into_iter().map(|file| (names_in_header(file.text()), file)).collect() }
    }
}

impl Library for Texts {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let found = self.policies.iter().find(|(names, _)| names.iter().any(|other| other == name));
        found.map(|(_, file)| file.clone())
    }

    fn names(&self) -> Vec<String> {
        self.policies.iter().filter_map(|(names, _)| names.first().cloned()).collect()
    }
}

/// The names in the `policy` line of a text, the ASCII form first; none where it has no such line.
#[must_use]
pub fn names_in_header(text: &str) -> Vec<String> {
    let is_header = |line: &&str| line.starts_with("policy") || line.starts_with("政策");
    let header = text.lines().find(is_header).and_then(|line| syntax::parse(line, FileId::default()).file.header);
    let forms = header.into_iter().flat_map(|header| [header.names.ascii, header.names.han]);
    forms.flatten().map(|form| form.text.to_string()).collect()
}

/// The layers of a policy.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) sources: Sources,
    /// The syntax trees, parents first.
    pub(crate) layers: Vec<ast::File>,
    /// What the parser found fault with, short of an error.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Chain {
    /// Reads a policy and its parents.
    pub(crate) fn read(file: SourceFile, library: &dyn Library) -> Result<Self, Rejected> {
        let mut chain = Self { sources: Sources::default(), layers: Vec::new(), diagnostics: Vec::new() };
        let mut extends = chain.add(file);
        while let Some(parent) = extends {
            extends = chain.follow(&parent, library);
        }
        chain.layers.reverse();
        if chain.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(Rejected::new(chain.diagnostics, chain.sources));
        }
        Ok(chain)
    }

    /// Reads one file; gives the parent that it names.
    fn add(&mut self, file: SourceFile) -> Option<ast::Ident> {
        let text = file.text().to_owned();
        let id = self.sources.add(file);
        let parsed = syntax::parse(&text, id);
        self.diagnostics.extend(parsed.diagnostics);
        let extends = parsed.file.header.as_ref().and_then(|header| header.extends.clone());
        self.layers.push(parsed.file);
        extends
    }

    fn follow(&mut self, parent: &ast::Ident, library: &dyn Library) -> Option<ast::Ident> {
        let links = || self.layers.iter().filter_map(|layer| layer.header.as_ref());
        if let Some(first) = links().position(|header| is_named(header, &parent.text)) {
            let circle: Vec<Span> =
                links().skip(first).filter_map(|header| header.extends.as_ref()).map(|extends| extends.span).collect();
            self.diagnostics.push(Diagnostic::layers_in_a_circle(parent, &circle));
            return None;
        }
        if self.layers.len() >= MAX_LAYERS {
            self.diagnostics.push(Diagnostic::too_many_layers(parent.span, MAX_LAYERS));
            return None;
        }
        let Some(file) = find(&parent.text, library) else {
            let names = library.names();
            let near = nearest_word(&parent.text, names.iter().map(String::as_str));
            self.diagnostics.push(Diagnostic::unknown_policy(&parent.text, parent.span, near));
            return None;
        };
        let extends = self.add(file);
        if let Some(header) = self.layers.last().and_then(|layer| layer.header.as_ref())
            && !is_named(header, &parent.text)
        {
            self.diagnostics.push(Diagnostic::other_policy(parent, header));
            return None;
        }
        extends
    }
}

/// The text of a policy under either form of its name.
pub(crate) fn find(name: &str, library: &dyn Library) -> Option<SourceFile> {
    library.source(name).or_else(|| {
        if name.is_ascii() {
            return None;
        }
        library.names().iter().filter_map(|other| library.source(other)).find(|file| {
            let parsed = syntax::parse(file.text(), FileId::default());
            parsed.file.header.is_some_and(|header| is_named(&header, name))
        })
    })
}

fn is_named(header: &ast::Header, name: &str) -> bool {
    [&header.names.ascii, &header.names.han].into_iter().flatten().any(|form| &*form.text == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_either_name_and_the_first_library_counts() {
        let text = |name: &str| SourceFile::new(name, "# first\npolicy village / 示例村\n");
        let library = (Texts::new([text("near")]), Texts::new([text("far"), SourceFile::new("none", "fact a")]));
        let name = |name: &str| library.source(name).map(|file| file.name().to_owned());
        assert_eq!(name("village").as_deref(), Some("near"));
        assert_eq!(name("示例村").as_deref(), Some("near"));
        assert_eq!(name("none"), None);
        assert_eq!(library.names(), ["village", "village"]);
    }
}
