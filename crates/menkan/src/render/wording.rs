//! The names of a decision in words: labels from the model in place of names, in one language.

use std::sync::Arc;

use super::expression::status_word;
use super::label::{self, pick};
use crate::decide::{Possible, Value};
use crate::diagnostic::Lang;
use crate::policy::model::{Body, Definition, Model, Status, Type, TypeKind};

/// A model's labels in one language. A name that the model does not know is left as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording<'a> {
    pub(crate) model: &'a Model,
    pub(crate) lang: Lang,
}

impl<'a> Wording<'a> {
    pub(crate) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.lang, zh, en)
    }

    /// The word for a standard's status.
    pub(crate) fn status(&self, status: &'static str) -> &'static str {
        let status = match status {
            "waived" => Status::Waived,
            "presumed" => Status::Presumed,
            "met" => Status::Met,
            _ => Status::Unmet,
        };
        status_word(status, self.lang)
    }

    /// `决定:予以援助`
    pub(crate) fn labelled(&self, name: &str, text: &str) -> String {
        format!("{}{}{text}", self.name(name), self.say(":", ": "))
    }

    /// `经济困难标准 · 全家:未核实`
    pub(crate) fn labelled_part(&self, name: &str, text: &str) -> String {
        format!("{}{}{text}", self.part(name), self.say(":", ": "))
    }

    /// Papers: any of all.
    pub(crate) fn evidence(&self, any: &[Vec<Arc<str>>]) -> String {
        let one = |key: &Arc<str>| {
            let found = self.model.evidence.iter().find(|name| *name.key == **key);
            found.map_or_else(|| key.to_string(), |name| name.label(self.lang))
        };
        let all: Vec<String> =
            any.iter().map(|all| all.iter().map(one).collect::<Vec<_>>().join(self.say("和", " and "))).collect();
        all.join(self.say(" 或者 ", " or "))
    }

    pub(crate) fn definition(&self, key: &str) -> Option<&'a Definition> {
        self.model.definition_named(key).map(|id| self.model.definition(id))
    }

    /// The label of a fact or definition.
    pub(crate) fn name(&self, key: &str) -> String {
        let fact = self.model.fact_named(key).map(|id| &self.model.fact(id).name);
        let found = self.definition(key).map(|definition| &definition.name).or(fact);
        found.map_or_else(|| key.to_owned(), |name| name.label(self.lang))
    }

    /// The label of a part: `经济困难标准 · 全家`.
    pub(crate) fn part(&self, key: &str) -> String {
        let found = self.model.definitions.iter().find_map(|definition| {
            let part = key.strip_prefix(&*definition.name.key)?.strip_prefix('.')?;
            let name = match &definition.body {
                Body::Clauses { clauses, barred, .. } => {
                    clauses.iter().chain(barred).find(|clause| *clause.name.key == *part).map(|clause| &clause.name)
                }
                Body::Rules(rules) => rules.iter().find(|rule| *rule.name.key == *part).map(|rule| &rule.name),
                Body::When(_) | Body::Choice(_) | Body::Quantity(_) => None,
            }?;
            Some(format!("{} · {}", definition.name.label(self.lang), name.label(self.lang)))
        });
        let cell =
            || label::find_figure(self.model, key).map(|(id, cell)| label::figure(self.model, id, cell, self.lang));
        let instrument = || {
            let found = self.model.instruments.iter().find(|instrument| *instrument.name.key == *key);
            found.map(|instrument| instrument.title.to_string())
        };
        found.or_else(cell).or_else(instrument).unwrap_or_else(|| self.name(key))
    }

    pub(crate) fn value(&self, decision: &str, value: &Value) -> String {
        match self.definition(decision) {
            Some(definition) => label::value(self.model, value, &definition.ty, self.lang),
            None => String::new(),
        }
    }

    /// What is set: a figure of a parameter or of a cell of it, whether a standard is met.
    pub(crate) fn setting(&self, name: &str, value: &Value) -> String {
        let parameter = label::find_figure(self.model, name).map(|(id, _)| self.model.parameter(id));
        match (parameter, value) {
            (Some(parameter), _) => {
                let ty = Type { kind: TypeKind::Quantity(parameter.ty.clone()), or_none: false };
                label::value(self.model, value, &ty, self.lang)
            }
            (None, Value::Text(status)) if **status == *"met" => self.status("met").to_owned(),
            (None, Value::Text(_)) => self.status("unmet").to_owned(),
            (None, Value::None | Value::Truth(_) | Value::Integer(_) | Value::Set(_)) => String::new(),
        }
    }

    pub(crate) fn possible_text(&self, decision: &str, possible: &Possible) -> String {
        match self.definition(decision) {
            Some(definition) => label::possible(self.model, possible, &definition.ty, self.lang),
            None => String::new(),
        }
    }
}
