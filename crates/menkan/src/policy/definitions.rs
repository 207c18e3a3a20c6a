//! Definitions: the body of each, with what children add to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::{Checker, Node, Obligation};
use super::declare::{Amendment, Origin};
use super::model::{
    Answer, Backing, Body, Choice, Clause, Condition, DefinitionId, DefinitionKind, LayerId, Name, Rule, Type, TypeKind,
};
use super::names::{is_called, name_of};
use super::rules::{MAX_RULES, Overriding, Ranked, order};
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Ident};

/// The name of the rule that holds where no other does.
const OTHERWISE: (&str, &str) = ("otherwise", "其余");

/// A clause or rule, the layer that adds it, and the end date that a child gives it.
struct Part<'a, T> {
    name: Name,
    layer: LayerId,
    item: &'a T,
    ends: Vec<&'a ast::Period>,
}

impl<T> Clone for Part<'_, T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), layer: self.layer, item: self.item, ends: self.ends.clone() }
    }
}

/// The parts of a definition over all layers.
struct Parts<'a> {
    clauses: Vec<Part<'a, ast::Clause>>,
    rules: Vec<Part<'a, ast::Rule>>,
    precedence: Vec<(LayerId, &'a [Ident])>,
    ends: Vec<&'a ast::Period>,
}

/// The one form that a definition's body has.
enum Form<'a> {
    When(&'a Expr),
    Is(&'a Expr),
    Clauses,
    Rules,
}

impl<'a> Checker<'a> {
    /// The body of a definition and what stands behind it; `None` where it is at fault.
    pub(crate) fn body(&mut self, id: DefinitionId, amendments: &[Amendment<'a>]) -> Option<(Body, Backing)> {
        let declared = self.declarations.definitions[id.index()].clone();
        self.enter(declared.layer, Some(Node::Definition(id)));
        let ends = |amendments: &[Amendment<'a>]| -> Vec<&'a ast::Period> {
            amendments.iter().filter_map(|amendment| Self::end_only(&amendment.item.source)).collect()
        };
        match declared.origin {
            Origin::Definition(definition) => self.definition(id, definition, amendments),
            Origin::Exemption(item) => {
                self.condition_with_source(&declared.name, item.when.as_ref(), &item.source, &ends(amendments))
            }
            Origin::Group(item) => {
                self.condition_with_source(&declared.name, item.when.as_ref(), &item.source, &ends(amendments))
            }
            Origin::Trigger(item) => {
                self.condition_with_source(&declared.name, item.when.as_ref(), &item.source, &ends(amendments))
            }
            Origin::Groups => Some((self.groups_body(), Backing::default())),
            Origin::Priority => Some((self.priority_body(), Backing::default())),
        }
    }

    fn condition_with_source(
        &mut self,
        name: &Name,
        when: Option<&Expr>,
        source: &ast::Source,
        ends: &[&ast::Period],
    ) -> Option<(Body, Backing)> {
        let backing = self.ended_backing(source, ends);
        self.check_source(source, name);
        let Some(when) = when else {
            self.report(Diagnostic::condition_missing(name));
            return None;
        };
        Some((Body::When(self.condition(when)?), backing))
    }

    fn ended_backing(&mut self, source: &ast::Source, ends: &[&ast::Period]) -> Backing {
        let mut backing = self.backing(source);
        for end in ends {
            self.end(&mut backing, end);
        }
        backing
    }

    /// Warns of a provision that names no source.
    fn check_source(&mut self, source: &ast::Source, name: &Name) {
        if source.cites.is_empty() && source.none.is_none() {
            self.report(Diagnostic::source_missing(name));
        }
    }

    fn definition(
        &mut self,
        id: DefinitionId,
        definition: &'a ast::Definition,
        amendments: &[Amendment<'a>],
    ) -> Option<(Body, Backing)> {
        let name = self.declarations.definitions[id.index()].name.clone();
        let parts = self.parts(id, definition, amendments);
        let form = self.form(definition, &name)?;
        let is_helper = definition.kind == ast::DefinitionKind::Define;
        if matches!(form, Form::When(_) | Form::Is(_)) {
            for span in parts.added_spans(id, self) {
                self.report(Diagnostic::amends_without_parts(span, &name));
            }
            if !is_helper {
                self.check_source(&definition.source, &name);
            }
        }
        self.enter(self.declarations.definitions[id.index()].layer, Some(Node::Definition(id)));
        let backing = self.ended_backing(&definition.source, &parts.ends);
        let ty = self.definitions[id.index()].clone();
        let body = match form {
            Form::When(when) if definition.kind == ast::DefinitionKind::Standard => {
                // A standard by `when` is one clause of its own name.
                let when = self.condition(when)?;
                let layer = self.layer();
                let clause = Clause { name, layer, when, backing: backing.clone() };
                Body::Clauses { clauses: vec![clause], barred: Vec::new(), open: None }
            }
            Form::When(when) => Body::When(self.condition(when)?),
            Form::Is(value) => self.value_body(id, value, &ty?, &parts, &name)?,
            Form::Clauses => self.clauses_body(id, definition, &parts, &name)?,
            Form::Rules => self.rules_body(id, &ty?, &parts, &name)?,
        };
        Some((body, backing))
    }

    /// Which form a body has; a diagnostic where it has none, several, or one that its kind does not take.
    fn form(&mut self, definition: &'a ast::Definition, name: &Name) -> Option<Form<'a>> {
        let body = &definition.body;
        let standard = definition.kind == ast::DefinitionKind::Standard;
        let clauses = !body.clauses.is_empty() || (standard && body.open.is_some());
        let mut forms = Vec::new();
        forms.extend(body.when.as_ref().map(|when| (Form::When(when), when.span)));
        forms.extend(body.is.as_ref().map(|is| (Form::Is(is), is.span)));
        let first_clause = body.clauses.first().map_or(name.span, |clause| clause.span.0);
        forms.extend(clauses.then_some((Form::Clauses, first_clause)));
        forms.extend(body.rules.first().map(|rule| (Form::Rules, rule.span.0)));
        if let Some(open) = body.open.as_ref().filter(|_| !standard) {
            self.report(Diagnostic::only_in_standards(open.span.0, "open", "待定"));
        }
        if body.children.is_some() && !standard {
            self.report(Diagnostic::only_in_standards(name.span, "children may only", "下级只可"));
        }
        if forms.len() > 1 {
            let spans: Vec<Span> = forms.iter().map(|(_, span)| *span).collect();
            self.report(Diagnostic::several_bodies(name, &spans));
            return None;
        }
        let Some((form, span)) = forms.pop() else {
            self.report(Diagnostic::no_body(name));
            return None;
        };
        match form {
            Form::Is(_) | Form::Rules if standard => {
                self.report(Diagnostic::body_unfit(span, name));
                None
            }
            Form::Clauses => {
                let source = &definition.source;
                if source.assumed.is_some() || !source.periods.is_empty() {
                    self.report(Diagnostic::source_misplaced(name));
                }
                Some(form)
            }
            Form::Rules => {
                let source = &definition.source;
                if source.assumed.is_some() || !source.periods.is_empty() || !source.cites.is_empty() {
                    self.report(Diagnostic::source_misplaced(name));
                }
                Some(form)
            }
            Form::When(_) | Form::Is(_) => Some(form),
        }
    }

    /// `define N : T is E`
    fn value_body(
        &mut self,
        id: DefinitionId,
        value: &Expr,
        ty: &Type,
        parts: &Parts<'_>,
        name: &Name,
    ) -> Option<Body> {
        let body = match &ty.kind {
            TypeKind::Boolean => return self.condition(value).map(Body::When),
            TypeKind::Choice(values) => {
                let choice = self.choice(value, *values)?;
                self.check_none(&choice, ty, value.span, id);
                Body::Choice(choice)
            }
            TypeKind::Quantity(quantity) => {
                let typed = self.quantity(value)?;
                self.fits(&typed, &quantity.unit)?;
                self.obligations.push(Obligation::Figure {
                    of: id,
                    quantity: typed.quantity.clone(),
                    span: value.span,
                });
                Body::Quantity(typed.quantity)
            }
            TypeKind::Set(_) => {
                self.report(Diagnostic::set_needs_rules(value.span, name));
                return None;
            }
        };
        if let Some(end) = parts.ends.first() {
            self.report(Diagnostic::value_cannot_end(end.span.0, name));
        }
        Some(body)
    }

    fn check_none(&mut self, choice: &Choice, ty: &Type, span: Span, id: DefinitionId) {
        if !ty.or_none && self.may_be_none(choice) {
            let name = self.declarations.definitions[id.index()].name.clone();
            self.report(Diagnostic::none_not_admitted(span, &name));
        }
    }

    /// The clauses of the definition and of its amendments, by layer and name.
    fn clauses_body(
        &mut self,
        id: DefinitionId,
        definition: &'a ast::Definition,
        parts: &Parts<'a>,
        name: &Name,
    ) -> Option<Body> {
        if let Some(rule) = parts.rules.first() {
            self.report(Diagnostic::rule_among_clauses(rule.item.span.0, name));
        }
        let (mut clauses, mut barred) = (Vec::new(), Vec::new());
        let mut whole = true;
        for part in &parts.clauses {
            self.enter(part.layer, Some(Node::Definition(id)));
            if definition.kind == ast::DefinitionKind::Standard {
                self.check_source(&part.item.source, &part.name);
            }
            let backing = self.ended_backing(&part.item.source, &part.ends);
            let Some(when) = &part.item.when else {
                self.report(Diagnostic::condition_missing(&part.name));
                whole = false;
                continue;
            };
            let Some(when) = self.condition(when) else {
                whole = false;
                continue;
            };
            let clause = Clause { name: part.name.clone(), layer: part.layer, when, backing };
            if part.item.barred { barred.push(clause) } else { clauses.push(clause) }
        }
        let open = definition.body.open.as_ref().map(text_of);
        if clauses.is_empty() && whole && definition.kind != ast::DefinitionKind::Standard {
            self.report(Diagnostic::only_barred(name));
        }
        let by_name = |a: &Clause, b: &Clause| (a.layer, &a.name.key).cmp(&(b.layer, &b.name.key));
        clauses.sort_by(by_name);
        barred.sort_by(by_name);
        whole.then_some(Body::Clauses { clauses, barred, open })
    }

    /// The rules of the definition and of its amendments, in canonical order.
    fn rules_body(&mut self, id: DefinitionId, ty: &Type, parts: &Parts<'a>, name: &Name) -> Option<Body> {
        if let Some(clause) = parts.clauses.first() {
            self.report(Diagnostic::clause_among_rules(clause.item.span.0, name));
        }
        if parts.rules.len() > MAX_RULES {
            self.report(Diagnostic::too_many_rules(name, parts.rules.len(), MAX_RULES));
            return None;
        }
        let said = self.overriding(ty, parts);
        let mut rules = Vec::new();
        let is_helper = matches!(self.kinds[id.index()], DefinitionKind::Define);
        for part in &parts.rules {
            self.enter(part.layer, Some(Node::Definition(id)));
            if !is_helper {
                self.check_source(&part.item.source, &part.name);
            }
            let backing = self.ended_backing(&part.item.source, &part.ends);
            let when = match &part.item.when {
                Some(when) => self.condition(when),
                None => Some(Condition::Truth(true)),
            };
            let answer = self.answer(id, ty, part);
            if let Some(say) = &part.item.say {
                self.check_both_languages(say);
            }
            rules.push(when.zip(answer).map(|(when, answer)| Rule {
                name: part.name.clone(),
                layer: part.layer,
                otherwise: part.item.otherwise,
                answer,
                when,
                backing,
                say: part.item.say.as_ref().map(text_of),
                overrides: Vec::new(),
            }));
        }
        let ranked: Vec<Ranked> = parts
            .rules
            .iter()
            .map(|part| Ranked {
                key: Arc::clone(&part.name.key),
                layer: part.layer,
                otherwise: part.item.otherwise,
                span: part.name.span,
            })
            .collect();
        let order = match order(&ranked, &said?) {
            Ok(order) => order,
            Err(diagnostics) => {
                self.diagnostics.extend(diagnostics);
                return None;
            }
        };
        let rules = super::check::all_or_none(rules)?;
        let sorted = order.places.iter().zip(order.overrides).map(|(&place, overrides)| {
            let rule = rules[place].clone();
            // In a set only `exclude` overrides.
            let overrides = match rule.answer {
                Answer::Include(_) => Vec::new(),
                Answer::Truth(_) | Answer::Choice(_) | Answer::Quantity(_) | Answer::Exclude(_) => overrides,
            };
            Rule { overrides, ..rule }
        });
        Some(Body::Rules(sorted.collect()))
    }

    fn answer(&mut self, id: DefinitionId, ty: &Type, part: &Part<'a, ast::Rule>) -> Option<Answer> {
        let span = part.item.span.0;
        match (&part.item.answer, &ty.kind) {
            (ast::Answer::Value(value), TypeKind::Boolean) => self.condition(value).map(Answer::Truth),
            (ast::Answer::Value(value), TypeKind::Choice(values)) => {
                let choice = self.choice(value, *values)?;
                self.check_none(&choice, ty, value.span, id);
                Some(Answer::Choice(choice))
            }
            (ast::Answer::Value(value), TypeKind::Quantity(quantity)) => {
                let typed = self.quantity(value)?;
                self.fits(&typed, &quantity.unit)?;
                self.obligations.push(Obligation::Figure {
                    of: id,
                    quantity: typed.quantity.clone(),
                    span: value.span,
                });
                Some(Answer::Quantity(typed.quantity))
            }
            (ast::Answer::Value(_), TypeKind::Set(_)) => {
                self.report(if part.item.otherwise {
                    Diagnostic::otherwise_in_a_set(span)
                } else {
                    Diagnostic::set_includes(span)
                });
                None
            }
            (ast::Answer::Include(words), TypeKind::Set(values)) => {
                if let Some(first) = part.item.overrides.first() {
                    self.report(Diagnostic::include_overrides(first.span));
                }
                self.symbols(words, *values).map(Answer::Include)
            }
            (ast::Answer::Exclude(words), TypeKind::Set(values)) => {
                if part.item.overrides.is_empty() {
                    self.report(Diagnostic::exclude_without_overrides(span, &part.name));
                }
                self.symbols(words, *values).map(Answer::Exclude)
            }
            (
                ast::Answer::Include(_) | ast::Answer::Exclude(_),
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_),
            ) => {
                let found = super::types::type_text(&ty.kind, &self.declarations);
                self.report(Diagnostic::include_without_set(span, &found));
                None
            }
            (ast::Answer::Unchanged, _) => {
                self.report(Diagnostic::answer_missing(span, &part.name));
                None
            }
        }
    }

    /// What `precedence` and `overrides` say.
    fn overriding(&mut self, ty: &Type, parts: &Parts<'a>) -> Option<Vec<Overriding>> {
        let mut said = Vec::new();
        let mut whole = true;
        for (layer, names) in &parts.precedence {
            if let (TypeKind::Set(_), Some(first)) = (&ty.kind, names.first()) {
                self.report(Diagnostic::precedence_in_a_set(first.span));
                continue;
            }
            let places: Vec<_> = names.iter().map(|name| self.rule_named(name, *layer, parts)).collect();
            whole &= places.iter().all(Option::is_some);
            for (pair, names) in places.windows(2).zip(names.windows(2)) {
                if let ([Some(over), Some(under)], [_, name]) = (pair, names) {
                    said.push(Overriding { over: *over, under: *under, layer: *layer, span: name.span });
                }
            }
        }
        for (over, part) in parts.rules.iter().enumerate() {
            for name in &part.item.overrides {
                match self.rule_named(name, part.layer, parts) {
                    Some(under) => said.push(Overriding { over, under, layer: part.layer, span: name.span }),
                    None => whole = false,
                }
            }
        }
        whole.then_some(said)
    }

    fn rule_named(&mut self, name: &Ident, layer: LayerId, parts: &Parts<'_>) -> Option<usize> {
        let visible = || parts.rules.iter().filter(|part| part.layer <= layer && !part.item.otherwise);
        let found = parts
            .rules
            .iter()
            .position(|part| part.layer <= layer && !part.item.otherwise && is_called(&part.name, &name.text));
        if let Some(place) = found {
            self.names.insert(name.span, parts.rules[place].name.clone());
        } else {
            let words = visible().flat_map(|part| [&*part.name.key, &*part.name.zh]);
            let near = nearest_word(&name.text, words).map(str::to_owned);
            self.report(Diagnostic::unknown_rule(name, near.as_deref()));
        }
        found
    }

    /// Gathers clauses and rules over all layers; names declared twice and ends of nothing have their diagnostics.
    fn parts(&mut self, id: DefinitionId, definition: &'a ast::Definition, amendments: &[Amendment<'a>]) -> Parts<'a> {
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
        parts.ends.extend(amendments.iter().filter_map(|amendment| Self::end_only(&amendment.item.source)));
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
            (Some(place), Some(end)) if all[place].layer < layer => all[place].ends.push(end),
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
            (Some(place), Some(end)) if all[place].layer < layer => all[place].ends.push(end),
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

    pub(crate) fn check_both_languages(&mut self, words: &ast::Words) {
        let missing = match (&words.zh, &words.en) {
            (None, _) => Lang::Zh,
            (_, None) => Lang::En,
            (Some(_), Some(_)) => return,
        };
        self.report(Diagnostic::one_language(words.span.0, missing));
    }

    // ------------------------------------------------------------ what groups declare

    /// The decision `groups`: each group that holds.
    fn groups_body(&mut self) -> Body {
        let rules = self.declared_groups().into_iter().enumerate().map(|(place, (id, name, layer, group))| {
            self.enter(layer, None);
            self.uses_of_groups(id, name.span, Origin::Groups);
            let before = self.diagnostics.len();
            let backing = self.backing(&group.source);
            // The group itself has the diagnostics.
            self.diagnostics.truncate(before);
            Rule {
                name,
                layer,
                otherwise: false,
                answer: Answer::Include(vec![u16::try_from(place).unwrap_or(u16::MAX)]),
                when: Condition::Holds(id),
                backing,
                say: None,
                overrides: Vec::new(),
            }
        });
        Body::Rules(rules.collect())
    }

    /// The decision `priority`: the best rank of the groups that hold, or *none*.
    fn priority_body(&mut self) -> Body {
        let mut ranks: BTreeMap<u32, Vec<(DefinitionId, Name, LayerId, &'a ast::Group)>> = BTreeMap::new();
        for group in self.declared_groups() {
            if let Some(rank) = group.3.rank {
                ranks.entry(rank).or_default().push(group);
            }
        }
        let count = u32::try_from(ranks.len()).unwrap_or(u32::MAX);
        let mut rules = Vec::new();
        for (place, (rank, groups)) in (0_u32..).zip(ranks) {
            let layer = groups.iter().map(|group| group.2).min().unwrap_or(LayerId(0));
            let mut backing = Backing::default();
            for (id, name, layer, group) in &groups {
                self.enter(*layer, None);
                self.uses_of_groups(*id, name.span, Origin::Priority);
                let before = self.diagnostics.len();
                let of_group = self.backing(&group.source);
                self.diagnostics.truncate(before);
                backing.none = backing.none.or(of_group.none);
                for cite in of_group.cites {
                    if !backing.cites.contains(&cite) {
                        backing.cites.push(cite);
                    }
                }
            }
            let span = groups.first().map_or(Span::default(), |group| group.1.span);
            let key: Arc<str> = format!("rank_{rank}").into();
            rules.push(Rule {
                name: Name { key: Arc::clone(&key), zh: format!("第{rank}顺位").into(), span },
                layer,
                otherwise: false,
                answer: Answer::Quantity(super::model::Quantity::Number(i64::from(rank).into())),
                when: super::check::any_of(groups.iter().map(|group| Condition::Holds(group.0)).collect()),
                backing,
                say: None,
                overrides: (place + 1..=count).collect(),
            });
        }
        let span = rules.first().map_or(Span::default(), |rule: &Rule| rule.name.span);
        rules.push(Rule {
            name: Name { key: OTHERWISE.0.into(), zh: OTHERWISE.1.into(), span },
            layer: self.declared_groups().iter().map(|group| group.2).min().unwrap_or(LayerId(0)),
            otherwise: true,
            answer: Answer::Quantity(super::model::Quantity::None),
            when: Condition::Truth(true),
            backing: Backing {
                none: Some(Text::new("不属于任何重点群体", "of no key group")), ..Backing::default()
            },
            say: None,
            overrides: Vec::new(),
        });
        Body::Rules(rules)
    }

    fn uses_of_groups(&mut self, group: DefinitionId, span: Span, by: Origin<'_>) {
        let place = self.declarations.definitions.iter().position(|definition| {
            matches!((&definition.origin, &by), (Origin::Groups, Origin::Groups) | (Origin::Priority, Origin::Priority))
        });
        if let Some(place) = place {
            let layer = self.layer();
            self.enter(layer, Some(Node::Definition(DefinitionId::from(place))));
            self.uses(Node::Definition(group), span);
            self.enter(layer, None);
        }
    }

    /// Every group, in canonical order.
    fn declared_groups(&self) -> Vec<(DefinitionId, Name, LayerId, &'a ast::Group)> {
        let definitions = self.declarations.definitions.iter().enumerate();
        definitions
            .filter_map(|(place, definition)| match definition.origin {
                Origin::Group(group) => {
                    Some((DefinitionId::from(place), definition.name.clone(), definition.layer, group))
                }
                Origin::Definition(_)
                | Origin::Exemption(_)
                | Origin::Trigger(_)
                | Origin::Groups
                | Origin::Priority => None,
            })
            .collect()
    }
}

/// The place of the part that has one of these names already.
fn place_of(names: &ast::Names, places: &BTreeMap<Arc<str>, usize>) -> Option<usize> {
    [&names.ascii, &names.han].into_iter().flatten().find_map(|form| places.get(&form.text).copied())
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

impl Parts<'_> {
    /// Where children add clauses or rules.
    fn added_spans(&self, id: DefinitionId, checker: &Checker<'_>) -> Vec<Span> {
        let layer = checker.declarations.definitions[id.index()].layer;
        let clauses = self.clauses.iter().filter(|part| part.layer > layer).map(|part| part.item.span.0);
        let rules = self.rules.iter().filter(|part| part.layer > layer).map(|part| part.item.span.0);
        clauses.chain(rules).collect()
    }
}
