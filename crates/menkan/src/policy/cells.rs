//! What tests name beside items: cells of tables, clauses and rules of definitions.

use std::sync::Arc;

use super::check::{Checker, is_value};
use super::model::{Body, Definition, DefinitionKind, Key, Name, ParameterId};
use super::names::{Found, Referent, is_called};
use super::tests::Subjects;
use crate::diagnostic::{Diagnostic, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::Ident;

impl Checker<'_> {
    /// The cell of a table that a dotted word names.
    pub(super) fn cell_named(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<(ParameterId, u16)> {
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let (head, cell) = (&word.text[..at], &word.text[at + 1..]);
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let Referent::Parameter(id) = entry.referent else { continue };
            let words = self.cell_words(&subjects.parameters.get(id.index())?.as_ref()?.key);
            let place = words.iter().position(|(zh, en)| zh == cell || en == cell);
            let place = place.and_then(|place| u16::try_from(place).ok());
            if let Some(place) = place {
                self.references.insert(word.span, Referent::Parameter(id));
                self.note_cell(word.span, id, place, subjects);
                return Some((id, place));
            }
        }
        None
    }

    /// Notes how a dotted word that names a cell is called in both languages.
    pub(super) fn note_cell(&mut self, span: Span, id: ParameterId, cell: u16, subjects: &Subjects<'_>) {
        let Some(Some(parameter)) = subjects.parameters.get(id.index()) else { return };
        let name = &parameter.name;
        let words = self.cell_words(&parameter.key);
        let Some((zh, en)) = words.get(usize::from(cell)) else { return };
        let (en, zh) = (format!("{}.{en}", name.key), format!("{}.{zh}", name.zh));
        self.is_called(span, &en, &zh);
    }

    /// The JSON name of what somebody can be asked for.
    pub(super) fn askable(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        if let Found::Nothing = self.declarations.names.find(&word.text, self.layer())
            && let Some((id, cell)) = self.cell_named(word, subjects)
        {
            return self.cell_key(id, cell, subjects);
        }
        if self.is_unknown_part(word, subjects) {
            return None;
        }
        let referent = self.resolve(word, is_value)?;
        match referent {
            Referent::Fact(id) => Some(Arc::clone(&self.declarations.facts[id.index()].name.key)),
            Referent::Parameter(id) => Some(Arc::clone(&self.declarations.parameters[id.index()].name.key)),
            Referent::Definition(id) if matches!(self.kinds[id.index()], DefinitionKind::Standard(_)) => {
                Some(Arc::clone(&self.declarations.definitions[id.index()].name.key))
            }
            Referent::Definition(_)
            | Referent::Instrument(_)
            | Referent::Enum(_)
            | Referent::Record(_)
            | Referent::Action(_) => {
                let expected = Text::new("事实、标准或参数", "a fact, a standard or a parameter");
                self.wrong_kind(word, referent, expected);
                None
            }
        }
    }

    pub(super) fn cell_key(&self, id: ParameterId, cell: u16, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        let parameter = subjects.parameters.get(id.index())?.as_ref()?;
        let name = &parameter.name.key;
        Some(match self.cell_words(&parameter.key).get(usize::from(cell)) {
            Some((_, en)) => format!("{name}.{en}").into(),
            None => Arc::clone(name),
        })
    }

    /// What the cells of a table are called, in Chinese and in English, in their order; nothing where there is but one.
    pub(super) fn cell_words(&self, key: &Key) -> Vec<(String, String)> {
        let alike = |word: String| (word.clone(), word);
        match key {
            Key::Whole => Vec::new(),
            Key::Choice(_, values) => {
                let values = &self.declarations.enums[values.index()].values;
                values.iter().map(|value| (value.zh.to_string(), value.key.to_string())).collect()
            }
            Key::Truth(_) => vec![("成立".into(), "yes".into()), ("不成立".into(), "no".into())],
            Key::Bands { by: _, upper } => {
                let bands = upper.iter().map(|end| alike(format!("at_most_{end}")));
                bands.chain([("超过".into(), "above".into())]).collect()
            }
            Key::Numbers { by: _, first, last } => (*first..=*last).map(|number| alike(number.to_string())).collect(),
            Key::Pair { outer, inner, width: _ } => {
                let inner = self.cell_words(inner);
                let row = |(zh, en): (String, String)| {
                    inner.iter().map(move |(own_zh, own_en)| (format!("{zh}.{own_zh}"), format!("{en}.{own_en}")))
                };
                self.cell_words(outer).into_iter().flat_map(row).collect()
            }
        }
    }

    /// The name of what may be assumed: an item, a cell, or a clause or rule behind its definition's name.
    pub(super) fn assumable(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        if let Found::Nothing = self.declarations.names.find(&word.text, self.layer()) {
            if let Some((id, cell)) = self.cell_named(word, subjects) {
                return self.cell_key(id, cell, subjects);
            }
            if let Some(part) = self.part_named(word, subjects) {
                return Some(part);
            }
            if self.is_unknown_part(word, subjects) {
                return None;
            }
        }
        let referent = self.resolve(word, |_| true)?;
        let declarations = &self.declarations;
        let key = match referent {
            Referent::Instrument(id) => &declarations.instruments[id.index()].name.key,
            Referent::Parameter(id) => &declarations.parameters[id.index()].name.key,
            Referent::Definition(id) => &declarations.definitions[id.index()].name.key,
            Referent::Fact(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => {
                let expected = Text::new("可以假定的事项", "what may be assumed");
                self.wrong_kind(word, referent, expected);
                return None;
            }
        };
        Some(Arc::clone(key))
    }

    /// Reports a dotted word that names no cell, clause or rule of the item that it begins with.
    pub(super) fn is_unknown_part(&mut self, word: &Ident, subjects: &Subjects<'_>) -> bool {
        if !matches!(self.declarations.names.find(&word.text, self.layer()), Found::Nothing) {
            return false;
        }
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let head = &word.text[..at];
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let parts = self.part_words(entry.referent, subjects);
            if parts.is_empty() {
                continue;
            }
            let parts: Vec<String> = parts.into_iter().map(|part| format!("{head}.{part}")).collect();
            let near = nearest_word(&word.text, parts.iter().map(String::as_str)).map(str::to_owned);
            self.report(Diagnostic::unknown_name(word, near.as_deref()));
            return true;
        }
        false
    }

    /// What the cells of a table, the clauses and rules of a definition are called.
    pub(super) fn part_words(&self, referent: Referent, subjects: &Subjects<'_>) -> Vec<String> {
        fn both(names: Vec<&Name>) -> Vec<String> {
            names.into_iter().flat_map(|name| [name.key.to_string(), name.zh.to_string()]).collect()
        }
        match referent {
            Referent::Parameter(id) => match subjects.parameters.get(id.index()) {
                Some(Some(parameter)) => {
                    self.cell_words(&parameter.key).into_iter().flat_map(|(zh, en)| [en, zh]).collect()
                }
                Some(None) | None => Vec::new(),
            },
            Referent::Definition(id) => match subjects.definitions.get(id.index()).and_then(Option::as_ref) {
                Some(Definition { body: Body::Clauses { clauses, barred, .. }, .. }) => {
                    both(clauses.iter().chain(barred).map(|part| &part.name).collect())
                }
                Some(Definition { body: Body::Rules(rules), .. }) => {
                    both(rules.iter().map(|part| &part.name).collect())
                }
                Some(Definition { body: Body::When(_) | Body::Choice(_) | Body::Quantity(_), .. }) | None => Vec::new(),
            },
            Referent::Fact(_)
            | Referent::Instrument(_)
            | Referent::Enum(_)
            | Referent::Record(_)
            | Referent::Action(_) => Vec::new(),
        }
    }

    pub(super) fn part_named(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let (head, part) = (&word.text[..at], &word.text[at + 1..]);
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let Referent::Definition(id) = entry.referent else { continue };
            let Some(definition) = subjects.definitions.get(id.index()).and_then(Option::as_ref) else { continue };
            let names: Vec<_> = match &definition.body {
                Body::Clauses { clauses, barred, .. } => clauses.iter().chain(barred).map(|part| &part.name).collect(),
                Body::Rules(rules) => rules.iter().map(|rule| &rule.name).collect(),
                Body::When(_) | Body::Choice(_) | Body::Quantity(_) => Vec::new(),
            };
            if let Some(name) = names.into_iter().find(|name| is_called(name, part)) {
                self.references.insert(word.span, Referent::Definition(id));
                let whole = &definition.name;
                let (en, zh) = (format!("{}.{}", whole.key, name.key), format!("{}.{}", whole.zh, name.zh));
                self.is_called(word.span, &en, &zh);
                return Some(format!("{}.{}", definition.name.key, name.key).into());
            }
        }
        None
    }
}
