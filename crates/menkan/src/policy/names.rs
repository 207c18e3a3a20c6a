//! One namespace for all items of all layers, and what a declared name is near to.
//!
//! Facts, parameters, defines, standards, decisions, exemptions, groups, triggers, actions, instruments and named
//! enumerations share it, in both forms. The values of an enumeration, the clauses and rules of a definition, and
//! kinds of evidence have namespaces of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::{ActionId, DefinitionId, EnumId, FactId, InstrumentId, LayerId, Name, ParameterId};
use crate::source::Span;
use crate::syntax::ast::{Ident, Names};

/// What a word refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Referent {
    /// A source of law.
    Instrument(InstrumentId),
    /// A named enumeration.
    Enum(EnumId),
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
        nearest(word, self.words.iter().filter(|&(_, &place)| visible(place)).map(|(word, _)| &**word))
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

/// The word nearest to `word`, where one is near enough to be meant.
///
/// Near is an edit distance (insert, delete, replace, swap neighbours) of at most a third of the length, or one for two
/// Chinese characters; of the whole name, or of the last part of a dotted one (`income` for
/// `household.income`). Of two as near the one with the same letters is nearer.
pub(crate) fn nearest<'w>(word: &str, among: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let chars: Vec<char> = word.chars().collect();
    let allowed = match chars.len() {
        0 | 1 => return None,
        2 if word.is_ascii() => 0,
        length @ 2..=200 => (length / 3).max(1),
        _ => return None,
    };
    let mut best: Option<((usize, bool), &str)> = None;
    for candidate in among.filter(|candidate| *candidate != word) {
        let whole = rank(&chars, candidate, allowed);
        let tail = candidate.rsplit_once('.').filter(|_| !word.contains('.')).and_then(|(_, tail)| {
            let (distance, other_letters) = rank(&chars, tail, allowed)?;
            // A whole name that is as near is nearer.
            Some((distance, other_letters || distance > 0))
        });
        let nearer = [whole, tail].into_iter().flatten().min();
        if let Some(rank) = nearer.filter(|rank| best.is_none_or(|(least, _)| *rank < least)) {
            best = Some((rank, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How far a word is, and whether it has other letters.
fn rank(chars: &[char], candidate: &str, allowed: usize) -> Option<(usize, bool)> {
    let mut other: Vec<char> = candidate.chars().collect();
    if other.len().abs_diff(chars.len()) > allowed {
        return None;
    }
    let distance = distance(chars, &other);
    let mut letters = chars.to_vec();
    letters.sort_unstable();
    other.sort_unstable();
    (distance <= allowed).then_some((distance, letters != other))
}

/// Optimal string alignment distance (Damerau 1964, restricted): each character takes part in one swap at most.
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0; (a.len() + 1) * width];
    for (i, j) in (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j))) {
        rows[i * width + j] = if i == 0 || j == 0 {
            i + j
        } else {
            let at = |i: usize, j: usize| rows[i * width + j];
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (at(i - 1, j) + 1).min(at(i, j - 1) + 1).min(at(i - 1, j - 1) + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(at(i - 2, j - 2) + 1);
            }
            least
        };
    }
    rows[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_what_may_have_been_meant() {
        let declared = ["household.income", "household.size", "家庭人口", "家庭月收入", "per_head"];
        let near = |word| nearest(word, declared.into_iter());
        assert_eq!(near("houshold.income"), Some("household.income"));
        assert_eq!(near("income"), Some("household.income"));
        assert_eq!(near("家庭人囗"), Some("家庭人口"));
        assert_eq!(near("家庭收入"), Some("家庭月收入"));
        assert_eq!(near("per_haed"), Some("per_head"));
        assert_eq!(near("incom"), Some("household.income"));
        assert_eq!(nearest("CYN", ["BYN", "CNY"].into_iter()), Some("CNY"));
        assert_eq!(near("unrelated"), None);
        assert_eq!(near("x"), None);
    }
}
