//! One namespace for all items of all layers.
//!
//! Facts, parameters, defines, standards, decisions, exemptions, groups, triggers, actions, instruments and named
//! enumerations and records share it, in both forms. The fields and definitions of a record have one of their own. The values of an enumeration, the clauses and rules of a definition, and
//! kinds of evidence have namespaces of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::{ActionId, DefinitionId, EnumId, FactId, InstrumentId, LayerId, Name, ParameterId, RecordId};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{Ident, Names};

/// What a word refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Referent {
    /// A source of law.
    Instrument(InstrumentId),
    /// A named enumeration.
    Enum(EnumId),
    /// A record.
    Record(RecordId),
    /// A fact or judgement.
    Fact(FactId),
    /// A dated figure or table.
    Parameter(ParameterId),
    /// An action.
    Action(ActionId),
    /// A define, standard, decision, exemption, group or trigger.
    Definition(DefinitionId),
}

/// An item's name in the namespace.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) referent: Referent,
    pub(crate) layer: LayerId,
    pub(crate) name: Name,
}

/// What a word is found to be.
pub(crate) enum Found<'s> {
    /// An item of this layer or a parent.
    Item(&'s Entry),
    /// An item of a child: not visible here.
    Below(&'s Entry),
    /// Nothing.
    Nothing,
}

/// The namespace of items.
#[derive(Debug, Default)]
pub(crate) struct Namespace {
    entries: Vec<Entry>,
    words: BTreeMap<Arc<str>, usize>,
}

impl Namespace {
    /// Adds an item under its forms. Gives back the word and the entry that has it already, where one has.
    pub(crate) fn declare(&mut self, names: &Names, entry: Entry) -> Result<(), (Ident, Span)> {
        let place = self.entries.len();
        let mut clash = None;
        for form in [&names.ascii, &names.han].into_iter().flatten() {
            match self.words.get(&form.text) {
                Some(&other) => clash = clash.or(Some((form.clone(), self.entries[other].name.span))),
                None => drop(self.words.insert(Arc::clone(&form.text), place)),
            }
        }
        self.entries.push(entry);
        clash.map_or(Ok(()), Err)
    }

    /// Finds the item that a word names, seen from a layer.
    pub(crate) fn find(&self, word: &str, layer: LayerId) -> Found<'_> {
        match self.words.get(word).map(|&place| &self.entries[place]) {
            Some(entry) if entry.layer <= layer => Found::Item(entry),
            Some(entry) => Found::Below(entry),
            None => Found::Nothing,
        }
    }

    /// The declared word nearest to an unknown one, among the items that `wanted` picks and `layer` sees.
    pub(crate) fn nearest(&self, word: &str, layer: LayerId, wanted: impl Fn(Referent) -> bool) -> Option<&str> {
        let visible = |place: usize| {
            let entry = &self.entries[place];
            entry.layer <= layer && wanted(entry.referent)
        };
        nearest_word(word, self.words.iter().filter(|&(_, &place)| visible(place)).map(|(word, _)| &**word))
    }
}

/// The name of a declared item for the model.
pub(crate) fn name_of(names: &Names) -> Name {
    let first = names.ascii.as_ref().or(names.han.as_ref());
    let last = names.han.as_ref().or(names.ascii.as_ref());
    let text = |form: Option<&Ident>| form.map_or_else(|| Arc::from(""), |form| Arc::clone(&form.text));
    let span = match (first, last) {
        (Some(first), Some(last)) => first.span.to(last.span),
        (Some(only), None) | (None, Some(only)) => only.span,
        (None, None) => Span::default(),
    };
    Name { key: text(first), zh: text(last), span }
}

/// Whether a word is one of the forms of a name.
pub(crate) fn is_called(name: &Name, word: &str) -> bool {
    &*name.key == word || &*name.zh == word
}
