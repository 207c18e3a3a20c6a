//! A policy to a description of all that it declares: enough for a front-end to draw its whole form from it.
//!
//! Everything stands in canonical order and has its label in both languages; the JSON keys are the field names.

mod law;
mod settings;
mod text;
mod types;
mod weights;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::{Lang, Text};
use crate::policy::law::change_days;
use crate::policy::mentions::Mentions;
use crate::policy::model::{
    Asked, Condition, DefinitionKind, EvidenceId, Fact, InstrumentId, LayerId, Model, Name, Period,
};
use crate::render::{Naming, Writer};

pub use law::{Clause, Exemption, Figure, Group, Parameter, Provision, Reliance, Row, Rule, Source, Standard, Trigger};
pub use text::periods_text;
pub use types::Type;
pub use weights::Weight;

pub(crate) use settings::settable;

/// What a policy declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Description {
    /// The policy's name.
    pub policy: String,
    /// Its label.
    pub label: Text,
    /// `sha256:…` over its canonical print.
    pub digest: String,
    /// The layers, parents first; the last is the policy itself.
    pub layers: Vec<Layer>,
    /// The decisions that *missing* is about.
    pub answers: Vec<String>,
    /// The facts that an interview asks for before all others, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asks_first: Vec<String>,
    /// The days, within the policy's periods, from which on the law is another; the first day included.
    pub changes: Vec<String>,
    /// The sources of law.
    pub instruments: Vec<Instrument>,
    /// What can be asked.
    pub facts: Vec<FactDescription>,
    /// What is decided.
    pub decisions: Vec<DecisionDescription>,
    /// The dated figures.
    pub parameters: Vec<Parameter>,
    /// The standards.
    pub standards: Vec<Standard>,
    /// Relief from standards.
    pub exemptions: Vec<Exemption>,
    /// The key groups.
    pub groups: Vec<Group>,
    /// Duties and powers to act.
    pub triggers: Vec<Trigger>,
    /// What is not certain.
    pub assumptions: Vec<Reliance>,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// When it is in force.
    pub periods: Vec<Days>,
}

/// A run of days, both ends included; an end left out is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Days {
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What every item has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Its name in JSON.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// The layer that declares it.
    pub layer: String,
}

/// A source of law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instrument {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// Its title in its own language: what a decision cites.
    pub title: String,
    /// Where to read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// When it is in force.
    pub periods: Vec<Days>,
    /// Why it is not certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<Text>,
}

/// A name and its label: a value of an enumeration, a kind of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name in JSON.
    pub name: String,
    /// Its label.
    pub label: Text,
}

/// A fact or a judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactDescription {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// What it can be.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Answered by a person only.
    pub judgement: bool,
    /// No near miss changes it.
    pub fixed: bool,
    /// When it applies; always where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<GuardDescription>,
    /// Who answers: `applicant`, `officer`, `embedder`.
    pub of: &'static str,
    /// The question.
    pub ask: Text,
    /// What settles it: any of all.
    pub evidence: Vec<Vec<Named>>,
    /// What asking for it weighs beside other questions; 1 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asking_costs: Option<u16>,
    /// What changing it weighs beside other changes; 1 where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changing_costs: Option<u16>,
    /// How often it is what; whatever can be is alike where left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub likely: Vec<Weight>,
}

/// When a fact applies, and what it counts as elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuardDescription {
    /// The condition, in the words of the language.
    pub when: Text,
    /// The facts that the condition depends on.
    pub facts: Vec<String>,
    /// The value elsewhere, likewise.
    #[serde(rename = "else")]
    pub otherwise: Text,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionDescription {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// What it can be.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether it is one of the answers.
    pub answer: bool,
    /// Its rules, by precedence; none where it is a condition, a formula or a list of clauses.
    pub rules: Vec<Rule>,
}

/// Describes a policy.
#[must_use]
pub fn describe(model: &Model) -> Description {
    let all = Describer { model };
    let answers = |name: &str| model.answers.iter().any(|id| *model.definition(*id).name.key == *name);
    let decisions = model.definitions.iter().filter(|definition| definition.kind == DefinitionKind::Decision);
    Description {
        policy: model.layer().map_or_else(String::new, |layer| layer.name.key.to_string()),
        label: model.layer().map_or_else(|| Text::new("", ""), |layer| layer.name.labels()),
        digest: model.digest.to_string(),
        layers: model
            .layers
            .iter()
            .map(|layer| Layer {
                name: layer.name.key.to_string(),
                label: layer.name.labels(),
                periods: layer.periods.iter().map(Days::from).collect(),
            })
            .collect(),
        answers: model.answers.iter().map(|id| model.definition(*id).name.key.to_string()).collect(),
        asks_first: model.first.iter().map(|id| model.fact(*id).name.key.to_string()).collect(),
        changes: changes(model),
        instruments: (0..model.instruments.len()).map(|place| all.instrument(InstrumentId::from(place))).collect(),
        facts: model.facts.iter().map(|fact| all.fact(fact)).collect(),
        decisions: decisions
            .map(|definition| DecisionDescription {
                declared: all.declared(&definition.name, definition.layer),
                ty: Type::of(model, &definition.ty),
                answer: answers(&definition.name.key),
                rules: all.rules(definition),
            })
            .collect(),
        parameters: all.parameters(),
        standards: all.standards(),
        exemptions: all.exemptions(),
        groups: all.groups(),
        triggers: all.triggers(),
        assumptions: all.assumptions(),
    }
}

impl Description {
    /// The description as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing here can fail to serialise: no map has a key that is no string.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The days of change within the policy's own periods.
fn changes(model: &Model) -> Vec<String> {
    days_of_change(model).map(|day| day.to_string()).collect()
}

fn days_of_change(model: &Model) -> impl Iterator<Item = Date> {
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    change_days(model).into_iter().filter(move |day| periods.iter().any(|period| period.contains(*day)))
}

/// Describes the parts of a model.
pub(super) struct Describer<'a> {
    pub(super) model: &'a Model,
}

impl Describer<'_> {
    fn instrument(&self, id: InstrumentId) -> Instrument {
        let instrument = self.model.instrument(id);
        Instrument {
            declared: self.declared(&instrument.name, instrument.layer),
            title: instrument.title.to_string(),
            link: instrument.link.as_deref().map(str::to_owned),
            periods: instrument.periods.iter().map(Days::from).collect(),
            assumed: instrument.assumed.clone(),
        }
    }

    fn fact(&self, fact: &Fact) -> FactDescription {
        let guard = fact.guard.as_ref().map(|guard| GuardDescription {
            when: self.text(|writer| writer.condition_text(&guard.when)),
            facts: self.depends_on(&guard.when),
            otherwise: self.text(|writer| writer.constant_text(&guard.otherwise, &fact.ty)),
        });
        let evidence = |all: &Vec<_>| {
            let names = all.iter().filter_map(|id: &EvidenceId| self.model.evidence.get(id.index()));
            names.map(Named::from).collect()
        };
        FactDescription {
            declared: self.declared(&fact.name, fact.layer),
            ty: Type::of(self.model, &fact.ty),
            judgement: fact.judgement,
            fixed: fact.fixed,
            guard,
            of: match fact.of {
                Asked::Applicant => "applicant",
                Asked::Officer => "officer",
                Asked::Embedder => "embedder",
            },
            ask: fact.ask.clone(),
            evidence: fact.evidence.iter().map(evidence).collect(),
            asking_costs: Some(fact.costs.asking).filter(|cost| *cost != 1),
            changing_costs: Some(fact.costs.changing).filter(|cost| *cost != 1),
            likely: Weight::all(self.model, fact),
        }
    }

    fn depends_on(&self, condition: &Condition) -> Vec<String> {
        let mentions = Mentions::of(self.model, condition).with_dependencies();
        let facts = mentions.facts.into_iter().filter(|id| !self.model.is_field(*id));
        facts.map(|id| self.model.fact(id).name.key.to_string()).collect()
    }

    pub(super) fn declared(&self, name: &Name, layer: LayerId) -> Declared {
        Declared { name: name.key.to_string(), label: name.labels(), layer: self.layer(layer) }
    }

    pub(super) fn layer(&self, id: LayerId) -> String {
        self.model.layer_of(id).name.key.to_string()
    }

    /// A part of the policy in the words of both languages.
    pub(super) fn text(&self, write: impl Fn(&Writer<'_>) -> String) -> Text {
        let text = |lang| write(&Writer { model: self.model, naming: Naming::Declared, lang });
        Text::new(text(Lang::Zh), text(Lang::En))
    }
}

impl From<&Name> for Named {
    fn from(name: &Name) -> Self {
        Self { name: name.key.to_string(), label: name.labels() }
    }
}

impl From<&Period> for Days {
    fn from(period: &Period) -> Self {
        let (from, to) = period.ends();
        Self { from, to }
    }
}
