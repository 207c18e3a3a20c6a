//! Provisions that no case can reach: conditions that never hold, rules behind a wider one that overrides them.
//!
//! That a condition never holds, the diagrams show: no path leads to where it does. Where axes share what they are made
//! from a path may be one that no case takes, so that one can go unnoticed, but none is called idle that is not. Figures
//! count as stated: a provision may be idle only because an assumed figure is what it is.
//!
//! Of rules that are always overridden only those are told whose own conditions show it. That a statute's power never
//! decides because a duty of another source always goes with it is the law, not a slip, and both are among the reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::decide::Enacted;
use crate::diagnostic::Diagnostic;
use crate::diagram::{At, Compiled, Leaf, Root};
use crate::policy::groups::without_those_of_groups;
use crate::policy::law::{change_days, in_force};
use crate::policy::model::{
    Body, Condition, DefinitionId, DefinitionKind, LayerId, Model, Name, Order, Quantity, Rule, TypeKind,
};

/// A provision by its definition and its own name; the definition itself where it has none.
type Provision = (DefinitionId, Option<Arc<str>>);

/// Which provisions of a policy's own layer are in force at some time, and which of them can hold.
#[derive(Debug, Default)]
pub(super) struct Seen {
    in_force: BTreeMap<Provision, Name>,
    holding: BTreeSet<Provision>,
}

impl Seen {
    /// Notes what can hold under one law.
    pub(super) fn note(&mut self, enacted: &Enacted) {
        let (law, compiled) = (&enacted.in_force, &enacted.diagrams.compiled);
        let own = own_layer(&law.model);
        for (place, definition) in without_those_of_groups(&law.definitions) {
            let (id, roots) = (DefinitionId::from(place), &compiled.definitions[place]);
            match &definition.body {
                Body::When(_) => {
                    let provision = match definition.kind {
                        DefinitionKind::Exemption(..) | DefinitionKind::Group(_) | DefinitionKind::Trigger(..) => true,
                        DefinitionKind::Define | DefinitionKind::Decision | DefinitionKind::Standard(_) => false,
                    };
                    let applies = in_force(&law.model, &definition.backing, law.period.from);
                    if let Some(root) = roots.value
                        && provision
                        && applies
                        && definition.layer == own
                    {
                        self.see((id, None), &definition.name, compiled, root);
                    }
                }
                Body::Choice(_) | Body::Quantity(_) => {}
                Body::Clauses { clauses, barred, open: _ } => {
                    let all = clauses.iter().zip(&roots.clauses).chain(barred.iter().zip(&roots.barred));
                    for (clause, root) in all.filter(|(clause, _)| clause.layer == own) {
                        self.see((id, Some(clause.name.key.clone())), &clause.name, compiled, *root);
                    }
                }
                Body::Rules(rules) => {
                    for (rule, root) in rules.iter().zip(&roots.rules).filter(|(rule, _)| rule.layer == own) {
                        self.see((id, Some(rule.name.key.clone())), &rule.name, compiled, *root);
                    }
                }
            }
        }
    }

    fn see(&mut self, provision: Provision, name: &Name, compiled: &Compiled, root: Root) {
        let mut holds = false;
        compiled.visit(&[root], &mut |at| holds |= at == At::Leaf(Leaf::True));
        if holds {
            self.holding.insert(provision.clone());
        }
        self.in_force.entry(provision).or_insert_with(|| name.clone());
    }

    /// What never holds, and what a wider rule always overrides, in the order of the model.
    pub(super) fn diagnostics(&self, model: &Model) -> Vec<Diagnostic> {
        let never = self.in_force.iter().filter(|(provision, _)| !self.holding.contains(provision));
        let never = never.map(|((definition, part), name)| {
            let whole = &model.definition(*definition).name.key;
            let shown = part.as_ref().map_or_else(|| whole.to_string(), |part| format!("{whole}.{part}"));
            Diagnostic::never_holds(name.span, &shown)
        });
        never.chain(overridden(model)).collect()
    }
}

fn own_layer(model: &Model) -> LayerId {
    LayerId::from(model.layers.len().saturating_sub(1))
}

/// The rules of the policy's own layer that hold only where one wider rule that overrides them does.
fn overridden(model: &Model) -> Vec<Diagnostic> {
    let own = own_layer(model);
    let mut found = Vec::new();
    for (_, definition) in without_those_of_groups(&model.definitions) {
        let Body::Rules(rules) = &definition.body else { continue };
        if matches!(definition.ty.kind, TypeKind::Set(_)) {
            continue;
        }
        for (place, rule) in (0_u32..).zip(rules).filter(|(_, rule)| rule.layer == own && !rule.otherwise) {
            let wider = rules.iter().find(|other| {
                // A rule that ends, or cites what does, may leave its place to the other.
                let as_long = other.backing == rule.backing || lasts(model, other);
                other.overrides.contains(&place) && as_long && implies(&rule.when, &other.when)
            });
            if let Some(wider) = wider {
                found.push(Diagnostic::never_decides(&rule.name, &wider.name));
            }
        }
    }
    found
}

/// Whether a rule is in force on every day of the policy.
fn lasts(model: &Model, rule: &Rule) -> bool {
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    let changes = change_days(model);
    periods.iter().all(|period| {
        let days = changes.iter().filter(|day| period.contains(**day)).chain(std::iter::once(&period.from));
        days.into_iter().all(|day| in_force(model, &rule.backing, *day))
    })
}

/// Whether one condition holds only where another does, as far as their own words show: names stand for themselves.
fn implies(narrow: &Condition, wide: &Condition) -> bool {
    if narrow == wide {
        return true;
    }
    match (narrow, wide) {
        (Condition::Truth(false), _) | (_, Condition::Truth(true)) => true,
        (_, Condition::All(parts)) => parts.iter().all(|part| implies(narrow, part)),
        (Condition::Any(parts), _) => parts.iter().all(|part| implies(part, wide)),
        (Condition::All(parts), Condition::Any(ways)) => {
            parts.iter().any(|part| implies(part, wide)) || ways.iter().any(|way| implies(narrow, way))
        }
        (Condition::All(parts), _) => parts.iter().any(|part| implies(part, wide)),
        (_, Condition::Any(ways)) => ways.iter().any(|way| implies(narrow, way)),
        (Condition::Not(narrow), Condition::Not(wide)) => implies(wide, narrow),
        (Condition::Chosen(left, values), Condition::Chosen(right, more)) => {
            left == right && values.iter().all(|value| more.contains(value))
        }
        (Condition::Status(left, statuses), Condition::Status(right, more)) => {
            left == right && statuses.iter().all(|status| more.contains(status))
        }
        (Condition::Order(one, left, Quantity::Number(end)), Condition::Order(other, same, Quantity::Number(wide))) => {
            left == same
                && match (one, other) {
                    (Order::AtMost, Order::AtMost) | (Order::LessThan, Order::LessThan | Order::AtMost) => end <= wide,
                    (Order::AtMost, Order::LessThan) => end < wide,
                    (Order::AtLeast, Order::AtLeast) | (Order::MoreThan, Order::MoreThan | Order::AtLeast) => {
                        end >= wide
                    }
                    (Order::AtLeast, Order::MoreThan) => end > wide,
                    (Order::AtMost | Order::LessThan, Order::AtLeast | Order::MoreThan)
                    | (Order::AtLeast | Order::MoreThan, Order::AtMost | Order::LessThan) => false,
                }
        }
        // Anything else shows nothing by its words.
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::model::FactId;

    fn fact(place: u32) -> Condition {
        Condition::Fact(FactId(place))
    }

    fn order(order: Order, end: i64) -> Condition {
        Condition::Order(order, Quantity::Fact(FactId(9)), Quantity::Number(end.into()))
    }

    #[test]
    fn a_condition_implies_what_asks_for_less() {
        let both = Condition::All(vec![fact(0), fact(1)]);
        let either = Condition::Any(vec![fact(0), fact(1)]);
        let cases = [
            (both.clone(), fact(0), true),
            (fact(0), both.clone(), false),
            (fact(0), either.clone(), true),
            (either.clone(), fact(0), false),
            (both.clone(), either.clone(), true),
            (either, both, false),
            (order(Order::AtMost, 5), order(Order::LessThan, 6), true),
            (order(Order::AtMost, 6), order(Order::LessThan, 6), false),
            (order(Order::LessThan, 6), order(Order::AtMost, 6), true),
            (order(Order::AtLeast, 6), order(Order::MoreThan, 6), false),
            (order(Order::MoreThan, 6), order(Order::AtLeast, 6), true),
            (order(Order::AtLeast, 6), order(Order::AtMost, 9), false),
        ];
        for (narrow, wide, expected) in cases {
            assert_eq!(implies(&narrow, &wide), expected, "{narrow:?} {wide:?}");
        }
    }
}
