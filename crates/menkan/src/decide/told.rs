//! What every case under a law is told in the same words: names, layers, sources and texts, put together once, when a
//! case first meets them.

use std::sync::{Arc, OnceLock};

use super::decision::{Cite, Value};
use super::outcome::Outcome;
use super::values::value_of;
use crate::diagnostic::Text;
use crate::policy::law::{InForce, in_force};
use crate::policy::model::{
    Answer, Backing, Body, Choice, Clause, Condition, Definition, DefinitionId, DefinitionKind, EnumId, LayerId, Model,
    Name, Quantity, Rule, TypeKind, Unit,
};
use crate::policy::units::{comparisons, of_comparison};

/// What is told of the definitions of a law.
#[derive(Debug)]
pub(crate) struct Told {
    /// By definition.
    definitions: Vec<OnceLock<OfDefinition>>,
    /// By assumption: why it is not certain.
    pub(crate) assumptions: Vec<Arc<str>>,
}

/// What is told of one definition.
#[derive(Debug)]
pub(crate) struct OfDefinition {
    /// The definition itself.
    pub(crate) own: Provision,
    /// By rule in force.
    pub(crate) rules: Vec<Provision>,
    /// By clause in force.
    pub(crate) clauses: Vec<Provision>,
    /// By clause that bars, likewise.
    pub(crate) barred: Vec<Provision>,
    /// By comparison that a standard reports: the unit that its sides are written in.
    pub(crate) units: Vec<Unit>,
    outcomes: Outcomes,
}

/// What is told of a rule or clause that holds.
#[derive(Debug)]
pub(crate) struct Provision {
    pub(crate) name: Arc<str>,
    pub(crate) layer: Arc<str>,
    /// Its own sources in force.
    pub(crate) cites: Vec<Cite>,
    /// Its own words.
    pub(crate) say: Option<Arc<Text>>,
    /// Words made of its labels.
    pub(crate) label: Arc<Text>,
}

/// `决定:予以援助`, `outcome: granted`: a decision's label with each of its values.
#[derive(Debug)]
struct Outcomes {
    truth: [Arc<Text>; 2],
    none: Arc<Text>,
    unlimited: Arc<Text>,
    symbols: Vec<Arc<Text>>,
}

impl Told {
    pub(crate) fn new(law: &InForce) -> Self {
        Self {
            definitions: law.definitions.iter().map(|_| OnceLock::new()).collect(),
            assumptions: law.assumptions.iter().map(|assumption| assumption.why.joined().into()).collect(),
        }
    }

    pub(super) fn of(&self, law: &InForce, id: DefinitionId) -> &OfDefinition {
        self.definitions[id.index()].get_or_init(|| OfDefinition::new(law, law.definition(id)))
    }
}

impl OfDefinition {
    fn new(law: &InForce, definition: &Definition) -> Self {
        let of_clauses = |clauses: &[Clause]| clauses.iter().map(|clause| Provision::of_clause(law, clause)).collect();
        let units_of = |clause: &Clause| -> Vec<Unit> {
            let compared = comparisons(&clause.when).into_iter();
            compared.map(|(_, left, right)| of_comparison(&law.model, left, right)).collect()
        };
        let (mut rules, mut clauses, mut barred, mut units) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        match &definition.body {
            Body::Rules(all) => rules = all.iter().map(|rule| Provision::of_rule(law, definition, rule)).collect(),
            Body::Clauses { clauses: all, barred: bars, .. } => {
                (clauses, barred) = (of_clauses(all), of_clauses(bars));
                if let DefinitionKind::Standard(_) = definition.kind {
                    units = all.iter().chain(bars).flat_map(units_of).collect();
                }
            }
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => {}
        }
        let own = Provision::new(
            law,
            &definition.name,
            definition.layer,
            &definition.backing,
            None,
            definition.name.labels(),
        );
        Self { own, rules, clauses, barred, units, outcomes: Outcomes::new(&law.model, definition) }
    }

    /// The definition's label with one of its values.
    pub(crate) fn outcome(&self, law: &InForce, id: DefinitionId, outcome: &Outcome) -> Arc<Text> {
        let known = match outcome {
            Outcome::Truth(value) => Some(&self.outcomes.truth[usize::from(*value)]),
            Outcome::None => Some(&self.outcomes.none),
            Outcome::Unlimited => Some(&self.outcomes.unlimited),
            Outcome::Symbol(symbol) => self.outcomes.symbols.get(usize::from(*symbol)),
            Outcome::Number(_) | Outcome::Set(_) | Outcome::Open(_) | Outcome::Gap | Outcome::Conflict => None,
        };
        known.map_or_else(|| made(law, id, outcome), Arc::clone)
    }
}

impl Provision {
    /// Its own words, or those made of its labels.
    pub(crate) fn words(&self) -> Arc<Text> {
        Arc::clone(self.say.as_ref().unwrap_or(&self.label))
    }

    fn of_rule(law: &InForce, definition: &Definition, rule: &Rule) -> Self {
        let label = match (&rule.answer, &definition.ty.kind) {
            (Answer::Include(symbols), TypeKind::Set(values)) => {
                elements(&law.model, definition, ("包括", "with"), *values, symbols)
            }
            (Answer::IncludeWhere(conditions), _) => of_items(law, definition, conditions)
                .unwrap_or_else(|| labelled(&definition.name, &rule.name.zh, &words(&rule.name.key))),
            (Answer::Exclude(symbols), TypeKind::Set(values)) => {
                elements(&law.model, definition, ("不包括", "without"), *values, symbols)
            }
            _ => labelled(&definition.name, &rule.name.zh, &words(&rule.name.key)),
        };
        Self::new(law, &rule.name, rule.layer, &rule.backing, rule.say.clone(), label)
    }

    fn of_clause(law: &InForce, clause: &Clause) -> Self {
        Self::new(law, &clause.name, clause.layer, &clause.backing, None, clause.name.labels())
    }

    fn new(law: &InForce, name: &Name, layer: LayerId, backing: &Backing, say: Option<Text>, label: Text) -> Self {
        Self {
            name: Arc::clone(&name.key),
            layer: Arc::clone(&law.model.layer_of(layer).name.key),
            cites: cites(law, backing),
            say: say.map(Arc::new),
            label: Arc::new(label),
        }
    }
}

impl Outcomes {
    fn new(model: &Model, definition: &Definition) -> Self {
        let of = |zh: &str, en: &str| Arc::new(labelled(&definition.name, zh, en));
        let symbols = match (&definition.kind, &definition.ty.kind) {
            (DefinitionKind::Decision, TypeKind::Choice(values)) => {
                model.enumeration(*values).values.iter().map(|name| of(&name.zh, &words(&name.key))).collect()
            }
            _ => Vec::new(),
        };
        Self {
            truth: [of("否", "no"), of("是", "yes")],
            none: of("无", "none"),
            unlimited: of("无限制", "unlimited"),
            symbols,
        }
    }
}

fn made(law: &InForce, id: DefinitionId, outcome: &Outcome) -> Arc<Text> {
    let definition = law.definition(id);
    let (zh, en) = match value_of(&law.model, outcome, &definition.ty) {
        Some(Value::Text(text)) => (text.to_string(), text.to_string()),
        Some(Value::Integer(number)) => (number.to_string(), number.to_string()),
        Some(Value::Set(values)) => (values.join("、"), values.join(", ")),
        Some(Value::None | Value::Truth(_)) | None => (String::new(), String::new()),
    };
    Arc::new(labelled(&definition.name, &zh, &en))
}

/// Its sources in force, each once.
fn cites(law: &InForce, backing: &Backing) -> Vec<Cite> {
    let mut all: Vec<Cite> = Vec::with_capacity(backing.cites.len());
    for citation in &backing.cites {
        let alone = Backing { cites: vec![citation.clone()], ..Backing::default() };
        // Over the whole of a law's interval the same is in force.
        if in_force(&law.model, &alone, law.period.from) {
            let cite = Cite {
                instrument: Arc::clone(&law.model.instrument(citation.instrument).title),
                article: citation.article,
                paragraph: citation.paragraph,
                item: citation.item,
            };
            if !all.contains(&cite) {
                all.push(cite);
            }
        }
    }
    all
}

fn elements(model: &Model, of: &Definition, (zh, en): (&str, &str), values: EnumId, symbols: &[u16]) -> Text {
    let names = &model.enumeration(values).values;
    let list = |form: fn(&Name) -> &str, between: &str| {
        let all: Vec<&str> = symbols.iter().filter_map(|symbol| names.get(usize::from(*symbol))).map(form).collect();
        all.join(between)
    };
    Text::new(
        format!("{}{zh}{}", of.name.zh, list(|name| &name.zh, "、")),
        format!("{} {en} {}", words(&of.name.key), words(&list(|name| &name.key, ", "))),
    )
}

/// What of a list is in a set: `kinds with the code of proceedings`.
fn of_items(law: &InForce, of: &Definition, conditions: &[Condition]) -> Option<Text> {
    let Some(Condition::Order(_, Quantity::Fold(fold), _)) = conditions.first() else { return None };
    let Condition::All(parts) = &fold.when else { return None };
    let Some(Condition::Chosen(choice, _)) = parts.first() else { return None };
    let what = match choice {
        Choice::Fact(field) => &law.model.fact(*field).name,
        Choice::Definition(id) => &law.definition(*id).name,
        Choice::None | Choice::Symbol(_) | Choice::If(..) => return None,
    };
    let list = &law.model.fact(fold.list).name;
    Some(Text::new(
        format!("{}包括{}中的{}", of.name.zh, list.zh, what.zh),
        format!("{} with the {} of {}", words(&of.name.key), words(&what.key), words(&list.key)),
    ))
}

fn labelled(name: &Name, zh: &str, en: &str) -> Text {
    Text::new(format!("{}:{zh}", name.zh), format!("{}: {en}", words(&name.key)))
}

/// A name as words: `means_test` reads `means test`.
fn words(name: &str) -> String {
    name.replace(['_', '.'], " ")
}
