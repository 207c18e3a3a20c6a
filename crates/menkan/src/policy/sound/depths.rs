//! Nothing in a model that was read rests on itself, on too long a chain of others, or comes to numbers without end.

use super::expressions::{Named, named_in_choice, named_in_condition, named_in_key, named_in_quantity};
use super::{Checked, Soundness};
use crate::codec::{MAX_DEPTH, Malformed};
use crate::policy::bounds::{self, Bounds, Facts, MAX_DIGITS, Reach};
use crate::policy::check::size;
use crate::policy::model::{Answer, Body, DefinitionKind, FactId, Model, Quantity};

/// Where a fact, a parameter or a definition stands among all of them.
type Node = usize;

/// How far what is named by each of them has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl Soundness<'_> {
    /// Everything rests on a bounded chain of others; and its numbers have a bounded number of digits.
    pub(super) fn check_depths(&self) -> Checked {
        let order = self.order()?;
        let model = self.model;
        // Sums alone never grow long.
        if !model.definitions.iter().any(|definition| multiplies(&definition.body)) {
            return Ok(());
        }
        let (facts, parameters) = (model.facts.len() + model.fields.len(), model.parameters.len());
        let mut figures: Vec<Option<Bounds>> = vec![None; parameters];
        let mut values: Vec<Option<Bounds>> = vec![None; model.definitions.len()];
        for node in order {
            let reach = Reach { facts: Facts::Of(model), parameters: &figures, definitions: &values };
            let bounds = match node.checked_sub(facts) {
                None => continue,
                Some(place) if place < parameters => {
                    let bounds = bounds::of_parameter(&model.parameters[place], |_| true, true);
                    figures[place] = Some(bounds);
                    continue;
                }
                Some(place) => {
                    let definition = &model.definitions[place - parameters];
                    bounds::of_body(&definition.body, &definition.ty, &reach)
                }
            };
            // Here every figure may be set, where the checker knows better: so much further it may reach.
            if bounds.as_ref().is_some_and(|bounds| bounds.digits > 4 * MAX_DIGITS) {
                return Err(Malformed("a number has too many digits"));
            }
            values[node - facts - parameters] = bounds;
        }
        Ok(())
    }

    /// Facts, parameters and definitions, each behind all that it rests on.
    fn order(&self) -> Result<Vec<Node>, Malformed> {
        let count = self.nodes();
        let mut state = vec![State::New; count];
        let mut depth = vec![0_usize; count];
        let mut order = Vec::with_capacity(count);
        // What those that are open rest on, one behind another; each with where its own begin and which comes next.
        let mut on: Vec<Node> = Vec::new();
        let mut open: Vec<(Node, usize, usize)> = Vec::new();
        for start in 0..count {
            if state[start] != State::New {
                continue;
            }
            state[start] = State::Open;
            self.rests_on(start, &mut on);
            open.push((start, 0, 0));
            while let Some((node, own, next)) = open.last_mut() {
                let Some(&below) = on.get(*next) else {
                    let deepest = on[*own..].iter().map(|below| depth[*below]).max().unwrap_or(0);
                    depth[*node] = self.own_depth(*node) + 1 + deepest;
                    if depth[*node] > MAX_DEPTH {
                        return Err(Malformed("definitions nest too deep"));
                    }
                    state[*node] = State::Done;
                    order.push(*node);
                    on.truncate(*own);
                    open.pop();
                    continue;
                };
                *next += 1;
                match state[below] {
                    State::Done => {}
                    State::Open => return Err(Malformed("a definition rests on itself")),
                    State::New => {
                        state[below] = State::Open;
                        let own = on.len();
                        self.rests_on(below, &mut on);
                        open.push((below, own, own));
                    }
                }
            }
        }
        Ok(order)
    }

    fn nodes(&self) -> usize {
        let Model { facts, fields, parameters, definitions, .. } = self.model;
        facts.len() + fields.len() + parameters.len() + definitions.len()
    }

    /// Adds what one of them rests on itself.
    fn rests_on(&self, node: Node, on: &mut Vec<Node>) {
        let model = self.model;
        let facts = model.facts.len() + model.fields.len();
        let parameters = facts + model.parameters.len();
        let definitions = model.definitions.iter().zip(parameters..);
        let mut name = |named| match named {
            Named::Fact(id) => on.push(id.index()),
            Named::Parameter(id) => on.push(facts + id.index()),
            Named::Definition(id) => on.push(parameters + id.index()),
            Named::Duty(duty, action) => {
                let wanted = DefinitionKind::Trigger(duty, action);
                on.extend(definitions.clone().filter(|(other, _)| other.kind == wanted).map(|(_, node)| node));
            }
        };
        if node < facts {
            let guard = model.fact_or_field(FactId::from(node)).and_then(|fact| fact.guard.as_ref());
            guard.into_iter().for_each(|guard| named_in_condition(&guard.when, &mut name));
        } else if node < parameters {
            named_in_key(&model.parameters[node - facts].key, &mut name);
        } else {
            let id = node - parameters;
            let definition = &model.definitions[id];
            named_in_body(&definition.body, &mut name);
            if let DefinitionKind::Standard(_) = definition.kind {
                let relieves =
                    |kind: &DefinitionKind| matches!(kind, DefinitionKind::Exemption(_, of) if of.index() == id);
                let all = model.definitions.iter().zip(parameters..);
                on.extend(all.filter(|(other, _)| relieves(&other.kind)).map(|(_, node)| node));
            }
        }
    }

    /// How deep the expressions of one of them nest.
    fn own_depth(&self, node: Node) -> usize {
        let model = self.model;
        let facts = model.facts.len() + model.fields.len();
        if node < facts {
            let guard = model.fact_or_field(FactId::from(node)).and_then(|fact| fact.guard.as_ref());
            guard.map_or(0, |guard| size::depth_of_condition(&guard.when))
        } else if let Some(parameter) = model.parameters.get(node - facts) {
            size::depth_of_key(&parameter.key)
        } else {
            size::depth_of_body(&model.definitions[node - facts - model.parameters.len()].body)
        }
    }
}

fn named_in_body(body: &Body, name: &mut dyn FnMut(Named)) {
    match body {
        Body::When(condition) => named_in_condition(condition, name),
        Body::Choice(choice) => named_in_choice(choice, name),
        Body::Quantity(quantity) => named_in_quantity(quantity, name),
        Body::Clauses { clauses, barred, open: _ } => {
            clauses.iter().chain(barred).for_each(|clause| named_in_condition(&clause.when, name));
        }
        Body::Rules(rules) => {
            for rule in rules {
                named_in_condition(&rule.when, name);
                match &rule.answer {
                    Answer::Truth(condition) => named_in_condition(condition, name),
                    Answer::Choice(choice) => named_in_choice(choice, name),
                    Answer::Quantity(quantity) => named_in_quantity(quantity, name),
                    Answer::IncludeWhere(all) => all.iter().for_each(|part| named_in_condition(part, name)),
                    Answer::Include(_) | Answer::Exclude(_) => {}
                }
            }
        }
    }
}

/// Whether the value of a body is worked out by multiplying or dividing, or over a list: its digits add up.
fn multiplies(body: &Body) -> bool {
    match body {
        Body::Quantity(value) => is_product(value),
        Body::Rules(rules) => {
            rules.iter().any(|rule| matches!(&rule.answer, Answer::Quantity(value) if is_product(value)))
        }
        Body::When(_) | Body::Choice(_) | Body::Clauses { .. } => false,
    }
}

fn is_product(quantity: &Quantity) -> bool {
    match quantity {
        Quantity::Multiply(..) | Quantity::Divide(..) | Quantity::Fold(_) => true,
        Quantity::None
        | Quantity::Number(_)
        | Quantity::Unlimited
        | Quantity::AsOf
        | Quantity::Fact(_)
        | Quantity::Definition(_)
        | Quantity::Figure(_)
        | Quantity::Years(..)
        | Quantity::Months(..) => false,
        Quantity::Add(left, right) | Quantity::Subtract(left, right) => is_product(left) || is_product(right),
        Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().any(is_product),
        Quantity::Round(value, ..) => is_product(value),
        Quantity::If(_, then, otherwise) => is_product(then) || is_product(otherwise),
    }
}
