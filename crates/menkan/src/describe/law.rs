//! What stands behind decisions: rules, figures, standards, relief, groups, triggers, with their sources.

use serde::Serialize;

use super::settings::settable;
use super::{Days, Declared, Describer, Named, Type};
use crate::decide::{Cite, Value, number_value};
use crate::diagnostic::{Lang, Text};
use crate::policy::law::{AssumptionKind, cell_name, kind_of};
use crate::policy::model::{
    self, Backing, Body, Children, Condition, Definition, DefinitionKind, Duty, Key, LayerId, Name, ParameterId, Relief,
};
use crate::render::cell;

/// What an item rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The citations, as written.
    pub cite: Vec<Cite>,
    /// Why it rests on no source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite_none: Option<Text>,
    /// The periods of its own; it is in force besides only while a source is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Days>,
    /// Why it is not certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<Text>,
}

/// A condition with its source: a clause, an exemption, a group, a trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provision {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// Its condition, in the words of the language.
    pub when: Text,
    /// What it rests on.
    #[serde(flatten)]
    pub source: Source,
}

/// A rule of a decision; its name is `otherwise` for that rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// When it holds, and its source.
    #[serde(flatten)]
    pub provision: Provision,
    /// The reason in words, where the policy gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub say: Option<Text>,
}

/// A clause of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// When it holds, and its source.
    #[serde(flatten)]
    pub provision: Provision,
    /// Whether it bars the standard.
    pub barred: bool,
}

/// A dated figure or table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// The type of its figures.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What the table goes by, in the words of the language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Text>,
    /// The rows, by date.
    pub rows: Vec<Row>,
}

/// The figures from one day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The first day.
    pub from: String,
    /// One figure for each cell.
    pub figures: Vec<Figure>,
    /// What they rest on.
    #[serde(flatten)]
    pub source: Source,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The name under which a case sets it, where it may: `subsistence.urban`.
    pub name: String,
    /// What the cell stands for; left out where there is but one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
    /// The figure, or `unlimited`; `null` where the policy does not know it.
    pub figure: Option<Value>,
    /// Why the policy does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Text>,
    /// Why it is not certain, where its cell or its row says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<Text>,
    /// Whether a case may set it.
    pub setting: bool,
}

/// A standard of hardship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standard {
    /// Its name, label and layer.
    #[serde(flatten)]
    pub declared: Declared,
    /// Why it is open where no clause is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Text>,
    /// Whether it is open on some day of the policy's periods: then a case may set it `met` or `unmet`.
    pub setting: bool,
    /// What a layer below may only do to it: `widen`, `raise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<&'static str>,
    /// Its clauses; those that bar last.
    pub clauses: Vec<Clause>,
}

/// Relief from a standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exemption {
    /// When it holds, and its source.
    #[serde(flatten)]
    pub provision: Provision,
    /// `waives`, `presumes`.
    pub relief: &'static str,
    /// The standard.
    pub standard: String,
}

/// A key group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// When it holds, and its source.
    #[serde(flatten)]
    pub provision: Provision,
    /// Its rank: 1 is the best.
    pub rank: u32,
}

/// A duty or a power to act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trigger {
    /// When it holds, and its source.
    #[serde(flatten)]
    pub provision: Provision,
    /// `shall`, `may`.
    pub duty: &'static str,
    /// The action.
    pub action: Named,
}

/// Something that the policy assumes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reliance {
    /// `instrument`, `parameter`, `exemption`, `group`, `trigger`, `define`, `clause`, `rule`.
    pub kind: &'static str,
    /// Its name: `hardship.household` for a clause or a rule.
    pub name: String,
    /// The layer that assumes it.
    pub layer: String,
    /// Why it is not certain.
    pub why: Text,
}

impl Describer<'_> {
    pub(super) fn rules(&self, definition: &Definition) -> Vec<Rule> {
        let Body::Rules(rules) = &definition.body else { return Vec::new() };
        let rule = |rule: &model::Rule| Rule {
            provision: self.provision(&rule.name, rule.layer, &rule.when, &rule.backing),
            say: rule.say.clone(),
        };
        rules.iter().map(rule).collect()
    }

    pub(super) fn parameters(&self) -> Vec<Parameter> {
        (0..self.model.parameters.len()).map(|place| self.parameter(ParameterId::from(place))).collect()
    }

    fn parameter(&self, id: ParameterId) -> Parameter {
        let parameter = self.model.parameter(id);
        let key = |key: &Key| match key {
            Key::Whole | Key::Pair { .. } => Text::new("", ""),
            Key::Choice(choice, _) => self.text(|writer| writer.choice_text(choice)),
            Key::Truth(condition) => self.text(|writer| writer.condition_text(condition)),
            Key::Bands { by, .. } | Key::Numbers { by, .. } => self.text(|writer| writer.quantity_text(by)),
        };
        let keys: Vec<Text> = parameter.key.parts().into_iter().map(key).collect();
        let joined = |lang, comma: &str| keys.iter().map(|key| key.get(lang)).collect::<Vec<_>>().join(comma);
        let by = (!keys.is_empty()).then(|| Text::new(joined(Lang::Zh, "、"), joined(Lang::En, ", ")));
        let row = |row: &model::Row| {
            let figures = row.cells.iter().enumerate().map(|(place, figure)| {
                let label = |lang| cell(self.model, id, u16::try_from(place).unwrap_or(u16::MAX), lang);
                let (known, unknown) = match figure {
                    model::Figure::Known(number) => (Some(number_value(number, &parameter.ty)), None),
                    model::Figure::Unlimited => (Some(Value::Text("unlimited".into())), None),
                    model::Figure::Unknown(why) => (None, Some(why.clone())),
                };
                Figure {
                    name: cell_name(self.model, id, place),
                    label: label(Lang::Zh).zip(label(Lang::En)).map(|(zh, en)| Text::new(zh, en)),
                    setting: known.is_none() || row.assumed[place].is_some() || self.rests_on_assumed(&row.backing),
                    assumed: row.assumed[place].clone().filter(|why| Some(why) != row.backing.assumed.as_ref()),
                    figure: known,
                    unknown,
                }
            });
            Row { from: row.from.to_string(), figures: figures.collect(), source: self.source(&row.backing) }
        };
        Parameter {
            declared: self.declared(&parameter.name, parameter.layer),
            ty: Type::of_quantity(&parameter.ty),
            by,
            rows: parameter.rows.iter().map(row).collect(),
        }
    }

    /// Whether every source of a figure is assumed.
    fn rests_on_assumed(&self, backing: &Backing) -> bool {
        let uncertain = |cite: &model::Citation| self.model.instrument(cite.instrument).assumed.is_some();
        !backing.cites.is_empty() && backing.cites.iter().all(uncertain)
    }

    pub(super) fn standards(&self) -> Vec<Standard> {
        let settable = settable(self.model);
        let standard = |definition: &Definition| {
            let DefinitionKind::Standard(children) = definition.kind else { return None };
            let Body::Clauses { clauses, barred, open } = &definition.body else { return None };
            let clause = |barred: bool| {
                move |clause: &model::Clause| Clause {
                    provision: self.provision(&clause.name, clause.layer, &clause.when, &clause.backing),
                    barred,
                }
            };
            Some(Standard {
                declared: self.declared(&definition.name, definition.layer),
                open: open.clone(),
                setting: settable.iter().any(|(name, _)| **name == *definition.name.key),
                children: children.map(|children| match children {
                    Children::Widen => "widen",
                    Children::Raise => "raise",
                }),
                clauses: clauses.iter().map(clause(false)).chain(barred.iter().map(clause(true))).collect(),
            })
        };
        self.model.definitions.iter().filter_map(standard).collect()
    }

    pub(super) fn exemptions(&self) -> Vec<Exemption> {
        let exemption = |definition: &Definition| {
            let DefinitionKind::Exemption(relief, standard) = definition.kind else { return None };
            Some(Exemption {
                provision: self.conditional(definition)?,
                relief: match relief {
                    Relief::Waives => "waives",
                    Relief::Presumes => "presumes",
                },
                standard: self.model.definition(standard).name.key.to_string(),
            })
        };
        self.model.definitions.iter().filter_map(exemption).collect()
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        let group = |definition: &Definition| {
            let DefinitionKind::Group(rank) = definition.kind else { return None };
            Some(Group { provision: self.conditional(definition)?, rank })
        };
        self.model.definitions.iter().filter_map(group).collect()
    }

    pub(super) fn triggers(&self) -> Vec<Trigger> {
        let trigger = |definition: &Definition| {
            let DefinitionKind::Trigger(duty, action) = definition.kind else { return None };
            Some(Trigger {
                provision: self.conditional(definition)?,
                duty: match duty {
                    Duty::Shall => "shall",
                    Duty::May => "may",
                },
                action: Named::from(&self.model.actions.get(action.index())?.name),
            })
        };
        self.model.definitions.iter().filter_map(trigger).collect()
    }

    /// Everything assumed, whenever it is in force: by layer, then name.
    pub(super) fn assumptions(&self) -> Vec<Reliance> {
        let mut all: Vec<(LayerId, Reliance)> = Vec::new();
        let mut add = |layer: LayerId, kind: AssumptionKind, name: String, why: Option<&Text>| {
            if let Some(why) = why {
                let reliance = Reliance { kind: kind.key(), name, layer: self.layer(layer), why: why.clone() };
                all.push((layer, reliance));
            }
        };
        for instrument in &self.model.instruments {
            let name = instrument.name.key.to_string();
            add(instrument.layer, AssumptionKind::Instrument, name, instrument.assumed.as_ref());
        }
        for (place, parameter) in self.model.parameters.iter().enumerate() {
            for row in &parameter.rows {
                let whole = row.backing.assumed.as_ref();
                add(parameter.layer, AssumptionKind::Parameter, parameter.name.key.to_string(), whole);
                for (cell, why) in row.assumed.iter().enumerate().filter(|(_, why)| why.as_ref() != whole) {
                    let name = cell_name(self.model, ParameterId::from(place), cell);
                    add(parameter.layer, AssumptionKind::Parameter, name, why.as_ref());
                }
            }
        }
        for definition in &self.model.definitions {
            let own = &definition.name.key;
            let part = |part: &Name| format!("{own}.{}", part.key);
            match &definition.body {
                Body::When(_) | Body::Choice(_) | Body::Quantity(_) => {
                    let why = definition.backing.assumed.as_ref();
                    add(definition.layer, kind_of(&definition.kind), own.to_string(), why);
                }
                Body::Clauses { clauses, barred, .. } => {
                    for clause in clauses.iter().chain(barred) {
                        let why = clause.backing.assumed.as_ref();
                        add(clause.layer, AssumptionKind::Clause, part(&clause.name), why);
                    }
                }
                Body::Rules(rules) => {
                    for rule in rules {
                        add(rule.layer, AssumptionKind::Rule, part(&rule.name), rule.backing.assumed.as_ref());
                    }
                }
            }
        }
        all.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
        all.dedup();
        all.into_iter().map(|(_, reliance)| reliance).collect()
    }

    fn conditional(&self, definition: &Definition) -> Option<Provision> {
        let Body::When(condition) = &definition.body else { return None };
        Some(self.provision(&definition.name, definition.layer, condition, &definition.backing))
    }

    fn provision(&self, name: &Name, layer: LayerId, when: &Condition, backing: &Backing) -> Provision {
        Provision {
            declared: self.declared(name, layer),
            when: self.text(|writer| writer.condition_text(when)),
            source: self.source(backing),
        }
    }

    fn source(&self, backing: &Backing) -> Source {
        let cite = |cite: &model::Citation| Cite {
            instrument: self.model.instrument(cite.instrument).title.clone(),
            article: cite.article,
            paragraph: cite.paragraph,
            item: cite.item,
        };
        Source {
            cite: backing.cites.iter().map(cite).collect(),
            cite_none: backing.none.clone(),
            periods: backing.periods.iter().map(Days::from).collect(),
            assumed: backing.assumed.clone(),
        }
    }
}
