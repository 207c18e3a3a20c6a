//! Definitions: the body of each, with what children add to it.

use std::sync::Arc;

use super::check::{Checker, Node, Obligation};
use super::declare::{Amendment, Origin};
use super::model::{
    Answer, Backing, Body, Choice, Clause, Condition, DefinitionId, DefinitionKind, LayerId, Name, Rule, Type, TypeKind,
};
use super::names::is_called;
use super::parts::{Part, Parts};
use super::rules::{MAX_RULES, Overriding, Ranked, order};
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Lang};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Ident};

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
        if source.cites.is_empty() && source.none.is_none() && self.default_cites().is_empty() {
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
            // No definition is a list; that it was to be one has its diagnostic.
            TypeKind::List(_) => return None,
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
                Answer::Include(_) | Answer::IncludeWhere(_) => Vec::new(),
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
            (ast::Answer::IncludeFrom { field, list, condition }, TypeKind::Set(values)) => {
                if let Some(first) = part.item.overrides.first() {
                    self.report(Diagnostic::include_overrides(first.span));
                }
                self.values_of_items(field, list, condition.as_ref(), *values).map(Answer::IncludeWhere)
            }
            (ast::Answer::Exclude(words), TypeKind::Set(values)) => {
                if part.item.overrides.is_empty() {
                    self.report(Diagnostic::exclude_without_overrides(span, &part.name));
                }
                self.symbols(words, *values).map(Answer::Exclude)
            }
            (
                ast::Answer::Include(_) | ast::Answer::IncludeFrom { .. } | ast::Answer::Exclude(_),
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_),
            ) => {
                let found = super::types::type_text(&ty.kind, &self.declarations);
                self.report(Diagnostic::include_without_set(span, &found));
                None
            }
            (ast::Answer::Value(_), TypeKind::List(_)) => None,
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

    pub(crate) fn check_both_languages(&mut self, words: &ast::Words) {
        let missing = match (&words.zh, &words.en) {
            (None, _) => Lang::Zh,
            (_, None) => Lang::En,
            (Some(_), Some(_)) => return,
        };
        self.report(Diagnostic::one_language(words.span.0, missing));
    }
}
