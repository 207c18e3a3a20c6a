//! What a policy is about and what it promises: its answers, what it asks first, its assertions.

use std::sync::Arc;

use super::check::Checker;
use super::declare::Origin;
use super::model::{Assert, Claim, DefinitionId, DefinitionKind, FactId, LayerId, TypeKind};
use super::names::Referent;
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast::{self, Ident};

impl<'a> Checker<'a> {
    /// The assertions of the model; those at fault are left out.
    pub(crate) fn asserts(&mut self) -> Vec<Assert> {
        let mut all = Vec::new();
        for (layer, assert, span) in self.declarations.asserts.clone() {
            self.enter(layer, None);
            let claim = match &assert.claim {
                ast::Claim::Never(condition) => self.condition(condition).map(Claim::Never),
                ast::Claim::Always(condition) => self.condition(condition).map(Claim::Always),
                ast::Claim::Monotone { condition, change, fact, direction } => {
                    let condition = self.condition(condition);
                    let fact = self.monotone_fact(fact);
                    condition.zip(fact).map(|(condition, fact)| Claim::Monotone {
                        condition,
                        change: *change,
                        fact,
                        direction: *direction,
                    })
                }
            };
            if let Some(claim) = claim {
                all.push(Assert { title: text_of(&assert.title), layer, claim, span });
            }
        }
        all
    }

    fn monotone_fact(&mut self, word: &Ident) -> Option<FactId> {
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Fact(_)))?;
        if let Referent::Fact(id) = referent {
            match self.facts[id.index()].as_ref().map(|ty| &ty.kind) {
                Some(TypeKind::Quantity(_)) => return Some(id),
                None => return None,
                Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_)) => {}
            }
        }
        self.wrong_kind(word, referent, Text::new("数值事实", "a fact that is a number"));
        None
    }

    pub(crate) fn decision(&mut self, word: &Ident) -> Option<DefinitionId> {
        let expected = Text::new("决定", "a decision");
        self.definition_named(word, expected, |kind| matches!(kind, DefinitionKind::Decision))
    }

    /// The decisions that the policy answers: those that the last layer with `answers` names.
    pub(crate) fn answers(&mut self, files: &[ast::File]) -> Vec<DefinitionId> {
        let headers = files.iter().enumerate().filter_map(|(index, file)| Some((index, file.header.as_ref()?)));
        let mut answers = Vec::new();
        let mut named = false;
        for (index, header) in headers {
            if header.answers.is_empty() {
                continue;
            }
            named = true;
            self.enter(LayerId::from(index), None);
            answers = header.answers.iter().filter_map(|word| self.decision(word)).collect();
        }
        if !named && let Some(header) = files.last().and_then(|file| file.header.as_ref()) {
            let decisions: Vec<_> = self
                .declarations
                .definitions
                .iter()
                .filter(|definition| match definition.origin {
                    Origin::Definition(item) => item.kind == ast::DefinitionKind::Decision,
                    Origin::Exemption(_)
                    | Origin::Group(_)
                    | Origin::Trigger(_)
                    | Origin::Groups
                    | Origin::Priority => false,
                })
                .map(|definition| Arc::clone(&definition.name.key))
                .collect();
            self.report(Diagnostic::no_answers(header.span.0, &decisions));
        }
        answers.sort_unstable();
        answers.dedup();
        answers
    }

    /// The facts that an interview asks for first, in this order: those that the last layer with `asks first` names.
    pub(crate) fn asks_first(&mut self, files: &[ast::File]) -> Vec<FactId> {
        let headers = files.iter().enumerate().filter_map(|(index, file)| Some((index, file.header.as_ref()?)));
        let mut last = Vec::new();
        for (index, header) in headers.filter(|(_, header)| !header.asks_first.is_empty()) {
            self.enter(LayerId::from(index), None);
            let mut facts: Vec<(FactId, Span)> = Vec::new();
            for word in &header.asks_first {
                let Some(id) = self.fact_named(word) else { continue };
                match facts.iter().find(|(fact, _)| *fact == id) {
                    Some((_, first)) => self.report(Diagnostic::asked_first_twice(word, *first)),
                    None => facts.push((id, word.span)),
                }
            }
            last = facts.into_iter().map(|(fact, _)| fact).collect();
        }
        last
    }

    fn fact_named(&mut self, word: &Ident) -> Option<FactId> {
        match self.resolve(word, |referent| matches!(referent, Referent::Fact(_)))? {
            Referent::Fact(id) => Some(id),
            other => {
                self.wrong_kind(word, other, Text::new("事实", "a fact"));
                None
            }
        }
    }
}
