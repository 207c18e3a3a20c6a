//! What every fact, parameter and definition is: its type, and what it was declared as.

use std::collections::BTreeMap;

use super::check::{Checker, Node};
use super::declare::{DeclaredDefinition, Origin};
use super::model::{ActionId, DefinitionId, DefinitionKind, FactId, LayerId, Name, QuantityType, Type, TypeKind, Unit};
use super::names::Referent;
use super::types::TypeRole;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// The types of all facts, parameters and definitions, and what each definition was declared as.
    pub(super) fn declare_types(&mut self) {
        // Types shared by several facts are looked at once.
        let mut seen: BTreeMap<Span, Option<Type>> = BTreeMap::new();
        for declared in self.declarations.facts.clone() {
            let ty = seen
                .get(&declared.item.ty.span.0)
                .cloned()
                .unwrap_or_else(|| self.type_of(&declared.item.ty, TypeRole::Fact, declared.layer));
            seen.insert(declared.item.ty.span.0, ty.clone());
            let field = self.declarations.record_of(FactId::from(self.facts.len())).is_some();
            let ty = match ty {
                Some(Type { kind: TypeKind::List(_), .. }) if field => {
                    self.report(Diagnostic::list_misplaced(declared.item.ty.span.0));
                    None
                }
                ty => ty,
            };
            let ty = ty.map(|ty| Type { or_none: self.guarded_by_none(declared.item, &ty.kind), ..ty });
            self.facts.push(ty);
        }
        for declared in self.declarations.parameters.clone() {
            let ty = self.parameter_type(declared.item, &declared.name, declared.layer);
            self.parameters.push(ty);
            self.enter(declared.layer, None);
            let by = declared.item.by.iter().find_map(|by| match &by.kind {
                ast::ExprKind::Name(word) => self.member_of(word),
                _ => None,
            });
            self.tables_of_records.push(by.map(|(record, _)| record));
        }
        for declared in self.declarations.definitions.clone() {
            let (kind, ty) = self.definition_type(&declared);
            self.kinds.push(kind);
            self.definitions.push(ty);
        }
        self.resolve_kinds();
    }

    fn parameter_type(&mut self, item: &ast::Parameter, name: &Name, layer: LayerId) -> Option<QuantityType> {
        let Some(written) = &item.ty else {
            self.report(Diagnostic::type_missing(name));
            return None;
        };
        let ty = self.type_of(written, TypeRole::Parameter, layer);
        let enumerated = matches!(written.kind, ast::TypeKind::OneOf(_) | ast::TypeKind::SetOf(_));
        match ty.map(|ty| ty.kind) {
            Some(TypeKind::Quantity(quantity)) => Some(quantity),
            Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_)) => {
                self.report(Diagnostic::parameter_type(written.span.0));
                None
            }
            None => {
                if enumerated {
                    self.report(Diagnostic::parameter_type(written.span.0));
                }
                None
            }
        }
    }

    fn definition_type(&mut self, declared: &DeclaredDefinition<'a>) -> (DefinitionKind, Option<Type>) {
        let boolean = || Some(Type { kind: TypeKind::Boolean, or_none: false });
        let unresolved = DefinitionId(u32::MAX);
        match declared.origin {
            Origin::Definition(item) => {
                let kind = match item.kind {
                    ast::DefinitionKind::Define => DefinitionKind::Define,
                    ast::DefinitionKind::Standard => DefinitionKind::Standard(item.body.children),
                    ast::DefinitionKind::Decision => DefinitionKind::Decision,
                };
                let condition = item.body.is.is_none() && item.body.rules.is_empty();
                let ty = match &item.ty {
                    Some(written) => {
                        let ty = self.type_of(written, TypeRole::Definition, declared.layer);
                        let standard = item.kind == ast::DefinitionKind::Standard;
                        let by_condition = item.body.when.is_some() || !item.body.clauses.is_empty();
                        let unfit = ty.as_ref().is_some_and(|ty| ty.kind != TypeKind::Boolean);
                        if unfit && (standard || (condition && by_condition)) {
                            self.report(Diagnostic::condition_of_another_type(written.span.0, &declared.name));
                            boolean()
                        } else {
                            ty
                        }
                    }
                    None if condition || item.kind == ast::DefinitionKind::Standard => boolean(),
                    None => {
                        self.report(Diagnostic::type_missing(&declared.name));
                        None
                    }
                };
                (kind, ty)
            }
            Origin::Exemption(item) => (DefinitionKind::Exemption(item.relief, unresolved), boolean()),
            Origin::Group(item) => {
                if item.rank.is_none_or(|rank| rank == 0) {
                    self.report(Diagnostic::rank_missing(&declared.name));
                }
                (DefinitionKind::Group(item.rank.unwrap_or(1)), boolean())
            }
            Origin::Trigger(item) => (DefinitionKind::Trigger(item.duty, ActionId(u32::MAX)), boolean()),
            Origin::Groups => {
                let kind = self.declarations.groups.map(TypeKind::Set);
                (DefinitionKind::Decision, kind.map(|kind| Type { kind, or_none: false }))
            }
            Origin::Priority => {
                let ranks = self.declarations.definitions.iter().filter_map(|definition| match definition.origin {
                    Origin::Group(group) => group.rank,
                    Origin::Definition(_)
                    | Origin::Exemption(_)
                    | Origin::Trigger(_)
                    | Origin::Groups
                    | Origin::Priority => None,
                });
                let ranks: Vec<_> = ranks.map(|rank| i64::from(rank).into()).collect();
                let quantity = QuantityType {
                    unit: Unit::Plain,
                    places: Some(0),
                    min: ranks.iter().min().cloned(),
                    max: ranks.iter().max().cloned(),
                };
                (DefinitionKind::Decision, Some(Type { kind: TypeKind::Quantity(quantity), or_none: true }))
            }
        }
    }

    /// Finds the standards that exemptions lift, and the actions that triggers call for.
    fn resolve_kinds(&mut self) {
        for (place, declared) in self.declarations.definitions.clone().into_iter().enumerate() {
            self.enter(declared.layer, None);
            match declared.origin {
                Origin::Exemption(item) => {
                    let expected = Text::new("标准", "a standard");
                    let standard = self
                        .definition_named(&item.standard, expected, |kind| matches!(kind, DefinitionKind::Standard(_)));
                    if let Some(standard) = standard {
                        self.kinds[place] = DefinitionKind::Exemption(item.relief, standard);
                        // A standard's status rests on its exemptions.
                        self.enter(declared.layer, Some(Node::Definition(standard)));
                        self.uses(Node::Definition(DefinitionId::from(place)), item.standard.span);
                    }
                }
                Origin::Trigger(item) => {
                    let action = self.resolve(&item.action, |referent| matches!(referent, Referent::Action(_)));
                    match action {
                        Some(Referent::Action(action)) => {
                            self.kinds[place] = DefinitionKind::Trigger(item.duty, action);
                            self.enter(declared.layer, Some(Node::Duty(item.duty, action)));
                            self.uses(Node::Definition(DefinitionId::from(place)), item.action.span);
                        }
                        Some(other) => {
                            self.wrong_kind(&item.action, other, Text::new("措施", "an action"));
                        }
                        None => {}
                    }
                }
                Origin::Definition(_) | Origin::Group(_) | Origin::Groups | Origin::Priority => {}
            }
        }
    }
}
