//! The conditions of a policy one by one: as declared, and as in force on a day.

use jiff::civil::Date;

use super::{Key, Kind, Reach, reach_of};
use crate::diagnostic::Text;
use crate::policy::groups::without_those_of_groups;
use crate::policy::law::{InForce, in_force};
use crate::policy::model::{
    Answer, Body, Condition, Definition, DefinitionKind, LayerId, Model, Name, Parameter, Quantity, Rule, TypeKind,
};
use crate::reference::{Evaluation, Truth};
use crate::source::Span;

/// A part of a policy with a condition of its own.
pub(super) struct Part<'a> {
    /// What it is reported as; `None` for what only holds thresholds.
    pub(super) kind: Option<Kind>,
    pub(super) layer: LayerId,
    pub(super) span: Span,
    owner: &'a Name,
    name: Option<&'a Name>,
    when: Option<&'a Condition>,
    of: Of<'a>,
}

/// What else a part is made of.
enum Of<'a> {
    Condition,
    Quantity(&'a Quantity),
    /// A rule by its place among all of its definition.
    Rule(&'a [Rule], usize, SetRules),
}

/// Whether rules make up a set, where each counts by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SetRules {
    Set,
    One,
}

impl<'a> Part<'a> {
    pub(super) fn key(&self, model: &Model, kind: Kind, comparison: Option<&Text>) -> Key {
        let name = match self.name {
            Some(name) => format!("{}.{}", self.owner.key, name.key),
            None => self.owner.key.to_string(),
        };
        let layer = model.layer_of(self.layer).name.key.clone();
        Key { layer, kind, name, comparison: comparison.map(|text| text.en.clone()) }
    }

    /// What tests should reach of it: a condition that always holds cannot fail.
    pub(super) fn wanted(&self) -> &'static [Reach] {
        let always = self.when == Some(&Condition::Truth(true));
        match &self.of {
            Of::Rule(rules, place, _) if rules[*place].otherwise => &[Reach::Held, Reach::Failed],
            Of::Rule(_, _, SetRules::One) if always => &[Reach::Ground],
            Of::Rule(_, _, SetRules::One) => &[Reach::Held, Reach::Failed, Reach::Ground],
            Of::Rule(_, _, SetRules::Set) | Of::Condition | Of::Quantity(_) if always => &[Reach::Held],
            Of::Rule(_, _, SetRules::Set) | Of::Condition | Of::Quantity(_) => &[Reach::Held, Reach::Failed],
        }
    }

    /// Where its thresholds stand.
    pub(super) fn conditions(&self) -> (Option<&'a Condition>, Option<&'a Quantity>) {
        let quantity = match &self.of {
            Of::Condition => None,
            Of::Quantity(quantity) => Some(*quantity),
            Of::Rule(rules, place, _) => match &rules[*place].answer {
                Answer::Quantity(quantity) => Some(quantity),
                Answer::Truth(_)
                | Answer::Choice(_)
                | Answer::Include(_)
                | Answer::IncludeWhere(_)
                | Answer::Exclude(_) => None,
            },
        };
        (self.when, quantity)
    }
}

/// What a case reaches of a part.
pub(super) fn part_truths(part: &Part<'_>, evaluation: &Evaluation<'_>) -> Vec<Reach> {
    let holds = |condition: &Condition| evaluation.condition(condition);
    match &part.of {
        Of::Rule(rules, place, SetRules::One) => {
            let rule = &rules[*place];
            let overriding = rules.iter().filter(|other| {
                let listed = other.overrides.iter().any(|&over| over as usize == *place);
                listed || (rule.otherwise && !other.otherwise)
            });
            let overridden = Truth::any(overriding.map(|other| holds(&other.when)));
            let held = holds(&rule.when);
            let counts = Truth::all([held, !overridden]);
            if rule.otherwise {
                return reach_of(counts).into_iter().collect();
            }
            let ground = (counts == Truth::True).then_some(Reach::Ground);
            reach_of(held).into_iter().chain(ground).collect()
        }
        Of::Rule(_, _, SetRules::Set) | Of::Condition | Of::Quantity(_) => {
            part.when.and_then(|when| reach_of(holds(when))).into_iter().collect()
        }
    }
}

/// The parts of a model, in its order: facts, then definitions.
pub(super) fn parts_of(model: &Model) -> Vec<Part<'_>> {
    let mut parts = guards(model);
    without_those_of_groups(&model.definitions).for_each(|(_, definition)| of_definition(definition, &mut parts));
    parts
}

/// The parts in force on a day.
pub(super) fn parts_in_force(law: &InForce, day: Date) -> Vec<Part<'_>> {
    let mut parts = guards(&law.model);
    for (_, definition) in without_those_of_groups(&law.definitions) {
        match &definition.body {
            // What is not in force stands in the law as a condition that is false.
            Body::When(_) if !in_force(&law.model, &definition.backing, day) => {}
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) | Body::Clauses { .. } | Body::Rules(_) => {
                of_definition(definition, &mut parts);
            }
        }
    }
    parts
}

/// The parameters, each as that which compares where it is a table of bands.
pub(super) fn parameters(model: &Model) -> impl Iterator<Item = (&Parameter, Part<'_>)> {
    model.parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let (layer, span) = (parameter.layer, name.span);
        (parameter, Part { kind: None, layer, span, owner: name, name: None, when: None, of: Of::Condition })
    })
}

fn guards(model: &Model) -> Vec<Part<'_>> {
    let guarded = model.facts.iter().filter_map(|fact| Some((fact, fact.guard.as_ref()?)));
    guarded
        .map(|(fact, guard)| Part {
            kind: None,
            layer: fact.layer,
            span: fact.name.span,
            owner: &fact.name,
            name: None,
            when: Some(&guard.when),
            of: Of::Condition,
        })
        .collect()
}

fn of_definition<'a>(definition: &'a Definition, parts: &mut Vec<Part<'a>>) {
    let (owner, layer) = (&definition.name, definition.layer);
    let whole = |kind, when, of| Part { kind, layer, span: owner.span, owner, name: None, when, of };
    match &definition.body {
        Body::When(condition) => parts.push(whole(Some(kind_of(definition)), Some(condition), Of::Condition)),
        Body::Choice(_) => {}
        Body::Quantity(quantity) => parts.push(whole(None, None, Of::Quantity(quantity))),
        Body::Clauses { clauses, barred, open: _ } => {
            parts.extend(clauses.iter().chain(barred).map(|clause| Part {
                kind: Some(Kind::Clause),
                layer: clause.layer,
                span: clause.name.span,
                owner,
                name: Some(&clause.name),
                when: Some(&clause.when),
                of: Of::Condition,
            }));
        }
        Body::Rules(rules) => {
            let set = match definition.ty.kind {
                TypeKind::Set(_) => SetRules::Set,
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => SetRules::One,
            };
            parts.extend(rules.iter().enumerate().map(|(place, rule)| Part {
                kind: Some(if rule.otherwise { Kind::Otherwise } else { Kind::Rule }),
                layer: rule.layer,
                span: rule.name.span,
                owner,
                name: Some(&rule.name),
                when: Some(&rule.when),
                of: Of::Rule(rules, place, set),
            }));
        }
    }
}

fn kind_of(definition: &Definition) -> Kind {
    match definition.kind {
        DefinitionKind::Define | DefinitionKind::Decision | DefinitionKind::Standard(_) => Kind::Condition,
        DefinitionKind::Exemption(..) => Kind::Exemption,
        DefinitionKind::Group(_) => Kind::Group,
        DefinitionKind::Trigger(..) => Kind::Trigger,
    }
}
