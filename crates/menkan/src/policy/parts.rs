//! The clauses and rules of a definition, gathered over all layers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::Checker;
use super::declare::Amendment;
use super::layers::{Takes, takes_text};
use super::model::{DefinitionId, LayerId, Name};
use super::names::name_of;
use crate::diagnostic::Diagnostic;
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, Ident};

/// The name of the rule that holds where no other does.
pub(super) const OTHERWISE: (&str, &str) = ("otherwise", "其余");

/// A clause or rule, the layer that adds it, and the end dates that children give it or its definition.
pub(super) struct Part<'a, T> {
    pub(super) name: Name,
    pub(super) layer: LayerId,
    pub(super) item: &'a T,
    pub(super) ends: Vec<&'a ast::Period>,
}

impl<T> Clone for Part<'_, T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), layer: self.layer, item: self.item, ends: self.ends.clone() }
    }
}

/// The parts of a definition over all layers.
pub(super) struct Parts<'a> {
    pub(super) clauses: Vec<Part<'a, ast::Clause>>,
    pub(super) rules: Vec<Part<'a, ast::Rule>>,
    pub(super) precedence: Vec<(LayerId, &'a [Ident])>,
    /// The end dates that children give the definition itself.
    pub(super) ends: Vec<&'a ast::Period>,
}

impl<'a> Checker<'a> {
    /// Gathers clauses and rules over all layers; names declared twice and ends of nothing have their diagnostics.
    pub(super) fn parts(
        &mut self,
        id: DefinitionId,
        definition: &'a ast::Definition,
        amendments: &[Amendment<'a>],
    ) -> Parts<'a> {
        let layer = self.declarations.definitions[id.index()].layer;
        let mut parts = Parts { clauses: Vec::new(), rules: Vec::new(), precedence: Vec::new(), ends: Vec::new() };
        let own = (layer, &definition.body);
        let bodies =
            std::iter::once(own).chain(amendments.iter().map(|amendment| (amendment.layer, &amendment.item.body)));
        let mut otherwise: Option<Span> = None;
        let (mut clauses, mut rules) = (BTreeMap::new(), BTreeMap::new());
        for (layer, body) in bodies {
            for clause in &body.clauses {
                self.gather_clause(layer, clause, &mut parts.clauses, &mut clauses);
            }
            for rule in &body.rules {
                if rule.otherwise
                    && let Some(first) = otherwise.replace(rule.span.0)
                {
                    self.report(Diagnostic::otherwise_twice(rule.span.0, first));
                    continue;
                }
                self.gather_rule(layer, rule, &mut parts.rules, &mut rules);
            }
            parts.precedence.extend(body.precedence.iter().map(|names| (layer, &names[..])));
        }
        for amendment in amendments {
            if let Some(end) = Self::end_only(&amendment.item.source) {
                parts.end(amendment.layer, end);
                let parted = definition.body.when.is_none() && definition.body.is.is_none();
                if parted && parts.has_none_above(amendment.layer) {
                    self.report(Diagnostic::amends_nothing(&amendment.item.name, &takes_text(Takes::Body)));
                }
            }
        }
        parts
    }

    fn gather_clause(
        &mut self,
        layer: LayerId,
        clause: &'a ast::Clause,
        all: &mut Vec<Part<'a, ast::Clause>>,
        places: &mut BTreeMap<Arc<str>, usize>,
    ) {
        let name = name_of(&clause.names);
        let same = place_of(&clause.names, places);
        match (same, Self::end_only(&clause.source).filter(|_| clause.when.is_none())) {
            (Some(place), Some(end)) if all[place].layer < layer && agree(&clause.names, places) => {
                all[place].ends.push(end);
                self.mention(&clause.names, &all[place].name);
            }
            (Some(place), _) => {
                let first = all[place].name.span;
                self.report(Diagnostic::part_declared_twice(&name, first));
            }
            (None, Some(_)) => {
                let near = nearest_word(&name.key, all.iter().flat_map(|part| [&*part.name.key, &*part.name.zh]));
                self.report(Diagnostic::no_such_part(&name, near));
            }
            (None, None) => add(Part { name, layer, item: clause, ends: Vec::new() }, &clause.names, all, places),
        }
    }

    fn gather_rule(
        &mut self,
        layer: LayerId,
        rule: &'a ast::Rule,
        all: &mut Vec<Part<'a, ast::Rule>>,
        places: &mut BTreeMap<Arc<str>, usize>,
    ) {
        let name = if rule.otherwise {
            Name { key: OTHERWISE.0.into(), zh: OTHERWISE.1.into(), span: rule.span.0 }
        } else {
            name_of(&rule.names)
        };
        if !rule.otherwise && [OTHERWISE.0, OTHERWISE.1].contains(&&*name.key) {
            self.report(Diagnostic::rule_named_otherwise(&name));
        }
        let same = place_of(&rule.names, places);
        let unchanged = rule.when.is_none() && rule.answer == ast::Answer::Unchanged;
        match (same, Self::end_only(&rule.source).filter(|_| unchanged)) {
            (Some(place), Some(end)) if all[place].layer < layer && agree(&rule.names, places) => {
                all[place].ends.push(end);
                self.mention(&rule.names, &all[place].name);
            }
            (Some(place), _) => {
                let first = all[place].name.span;
                self.report(Diagnostic::part_declared_twice(&name, first));
            }
            (None, Some(_)) => {
                let near = nearest_word(&name.key, all.iter().flat_map(|part| [&*part.name.key, &*part.name.zh]));
                self.report(Diagnostic::no_such_part(&name, near));
            }
            (None, None) => add(Part { name, layer, item: rule, ends: Vec::new() }, &rule.names, all, places),
        }
    }
}

impl Checker<'_> {
    /// Notes what the forms by which a child mentions a part are called.
    fn mention(&mut self, names: &ast::Names, part: &Name) {
        for form in [&names.ascii, &names.han].into_iter().flatten() {
            self.names.insert(form.span, part.clone());
        }
    }
}

impl<'a> Parts<'a> {
    /// Ends the whole definition: its condition, or every clause and rule of the layers above the one that says so.
    fn end(&mut self, layer: LayerId, end: &'a ast::Period) {
        self.ends.push(end);
        self.clauses.iter_mut().filter(|part| part.layer < layer).for_each(|part| part.ends.push(end));
        self.rules.iter_mut().filter(|part| part.layer < layer).for_each(|part| part.ends.push(end));
    }

    /// Whether the layers above this one give no clause and no rule.
    fn has_none_above(&self, layer: LayerId) -> bool {
        self.clauses.iter().all(|part| part.layer >= layer) && self.rules.iter().all(|part| part.layer >= layer)
    }

    /// Where children add clauses or rules.
    pub(super) fn added_spans(&self, id: DefinitionId, checker: &Checker<'_>) -> Vec<Span> {
        let layer = checker.declarations.definitions[id.index()].layer;
        let clauses = self.clauses.iter().filter(|part| part.layer > layer).map(|part| part.item.span.0);
        let rules = self.rules.iter().filter(|part| part.layer > layer).map(|part| part.item.span.0);
        clauses.chain(rules).collect()
    }
}

/// The place of the part that has one of these names already.
fn place_of(names: &ast::Names, places: &BTreeMap<Arc<str>, usize>) -> Option<usize> {
    [&names.ascii, &names.han].into_iter().flatten().find_map(|form| places.get(&form.text).copied())
}

/// Whether all forms of a name are those of one part.
fn agree(names: &ast::Names, places: &BTreeMap<Arc<str>, usize>) -> bool {
    let mut found = [&names.ascii, &names.han].into_iter().flatten().map(|form| places.get(&form.text));
    let first = found.next();
    found.all(|place| Some(place) == first)
}

/// Adds a part under its names.
fn add<'a, T>(
    part: Part<'a, T>,
    names: &ast::Names,
    all: &mut Vec<Part<'a, T>>,
    places: &mut BTreeMap<Arc<str>, usize>,
) {
    for form in [&names.ascii, &names.han].into_iter().flatten() {
        places.insert(Arc::clone(&form.text), all.len());
    }
    all.push(part);
}
