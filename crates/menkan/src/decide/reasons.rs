//! Why a decision is as it is: the rules that hold, their sources, and those of the provisions behind them.

use super::Deciding;
use super::decision::Value;
use super::decision::{Cite, Comparison, Reason, Standard};
use super::grounds::{Ground, relief_of};
use super::outcome::Outcome;
use super::restrict::{ends, visit};
use super::values::{number_text, value_of};
use crate::diagnostic::Text;
use crate::diagram::quantity::{Expression, Mention, QuantityId};
use crate::diagram::{At, Leaf, Root, Test};
use crate::policy::law::in_force;
use crate::policy::model::{
    Answer, Backing, Body, Clause, DefinitionId, DefinitionKind, FactId, Known, LayerId, Name, Order, Rule, Status,
    TypeKind, Unit,
};
use crate::value::Number;

impl Deciding<'_> {
    /// The reasons of one settled decision: the ground first, then the other rules that hold, by precedence.
    pub(super) fn reasons(&self, id: DefinitionId, outcome: &Outcome) -> Vec<Reason> {
        let definition = self.law.definition(id);
        match &definition.body {
            Body::Rules(rules) if matches!(definition.ty.kind, TypeKind::Set(_)) => self.set_reasons(id, rules),
            Body::Rules(rules) => self.rule_reasons(id, rules, outcome),
            Body::Clauses { clauses, barred, .. } => self.clause_reasons(id, clauses, barred, outcome),
            Body::When(_) => vec![self.own_reason(id, "when", outcome)],
            Body::Choice(_) | Body::Quantity(_) => vec![self.own_reason(id, "is", outcome)],
        }
    }

    fn rule_reasons(&self, id: DefinitionId, rules: &[Rule], outcome: &Outcome) -> Vec<Reason> {
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let holding: Vec<usize> = (0..rules.len()).filter(|&place| self.holds(roots.rules[place])).collect();
        let overridden = |place: usize| {
            holding.iter().any(|&other| rules[other].overrides.iter().any(|&over| over as usize == place))
        };
        let ground = holding.iter().copied().find(|&place| !overridden(place));
        let others = holding.iter().copied().filter(|&place| Some(place) != ground && !rules[place].otherwise);
        ground
            .into_iter()
            .chain(others)
            .map(|place| {
                let is_ground = Some(place) == ground;
                let facts = match roots.value {
                    Some(root) if is_ground => self.read(&[root]),
                    _ => self.read(&[roots.rules[place]]),
                };
                let say = if is_ground { Some(outcome) } else { None };
                self.rule_reason(id, &rules[place], place, is_ground, say, facts)
            })
            .collect()
    }

    fn set_reasons(&self, id: DefinitionId, rules: &[Rule]) -> Vec<Reason> {
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let holding: Vec<usize> = (0..rules.len()).filter(|&place| self.holds(roots.rules[place])).collect();
        holding
            .iter()
            .map(|&place| {
                // An include that another rule takes all of back grounds nothing.
                let ground = match &rules[place].answer {
                    Answer::Include(symbols) => symbols.iter().any(|symbol| {
                        !holding.iter().any(|&other| {
                            matches!(&rules[other].answer, Answer::Exclude(out) if out.contains(symbol))
                                && rules[other].overrides.iter().any(|&over| over as usize == place)
                        })
                    }),
                    Answer::Exclude(_) | Answer::Truth(_) | Answer::Choice(_) | Answer::Quantity(_) => false,
                };
                self.rule_reason(id, &rules[place], place, ground, None, self.read(&[roots.rules[place]]))
            })
            .collect()
    }

    fn rule_reason(
        &self,
        id: DefinitionId,
        rule: &Rule,
        place: usize,
        ground: bool,
        outcome: Option<&Outcome>,
        facts: Vec<String>,
    ) -> Reason {
        let mut cite = Vec::new();
        self.cite(&rule.backing, &mut cite);
        if let Some(Some(behind)) = self.enacted.grounds.of[id.index()].get(place) {
            self.cite_behind(behind, &mut cite);
        }
        let say = rule.say.clone().unwrap_or_else(|| self.made_of_labels(id, rule, outcome));
        Reason {
            decision: self.key(id),
            rule: rule.name.key.to_string(),
            layer: self.layer(rule.layer),
            ground,
            cite,
            say,
            facts,
        }
    }

    fn clause_reasons(
        &self,
        id: DefinitionId,
        clauses: &[Clause],
        barred: &[Clause],
        outcome: &Outcome,
    ) -> Vec<Reason> {
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let (parts, places) = match outcome {
            Outcome::Truth(true) => (clauses, &roots.clauses),
            _ => (barred, &roots.barred),
        };
        let mut reasons: Vec<Reason> = Vec::new();
        for (clause, root) in parts.iter().zip(places) {
            if self.holds(*root) {
                let mut cite = Vec::new();
                self.cite(&clause.backing, &mut cite);
                reasons.push(Reason {
                    decision: self.key(id),
                    rule: clause.name.key.to_string(),
                    layer: self.layer(clause.layer),
                    ground: reasons.is_empty(),
                    cite,
                    say: self.label_text(id, outcome),
                    facts: self.read(&[*root]),
                });
            }
        }
        if reasons.is_empty() {
            reasons.push(self.own_reason(id, "otherwise", outcome));
        }
        reasons
    }

    fn own_reason(&self, id: DefinitionId, rule: &str, outcome: &Outcome) -> Reason {
        let definition = self.law.definition(id);
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let mut cite = Vec::new();
        self.cite(&definition.backing, &mut cite);
        if *outcome == Outcome::Truth(true)
            && let Some(Some(behind)) = self.enacted.grounds.of[id.index()].first()
        {
            self.cite_behind(behind, &mut cite);
        }
        Reason {
            decision: self.key(id),
            rule: rule.to_owned(),
            layer: self.layer(definition.layer),
            ground: true,
            cite,
            say: self.label_text(id, outcome),
            facts: self.read(roots.value.as_slice()),
        }
    }

    fn holds(&self, root: Root) -> bool {
        ends(&self.diagrams.compiled, root, &self.cells).truth() == Some(true)
    }

    fn layer(&self, layer: LayerId) -> String {
        self.model.layer_of(layer).name.key.to_string()
    }

    /// The facts known that a walk reads, in canonical order.
    fn read(&self, roots: &[Root]) -> Vec<String> {
        let compiled = &self.diagrams.compiled;
        let mut read = vec![false; self.model.facts.len()];
        let of_quantity = |id, read: &mut Vec<bool>| {
            self.diagrams.quantities.mentions(id, &mut |mention| {
                if let Mention::Fact(fact) = mention {
                    read[fact.index()] = true;
                }
            });
        };
        for root in roots {
            visit(compiled, *root, &self.cells, |at| match at {
                At::Node { term, .. } => match compiled.terms[term].test {
                    Test::Fact(fact) | Test::Member(fact, _) => read[fact.index()] = true,
                    Test::Axis(quantity) => of_quantity(quantity, &mut read),
                    Test::Open(_) | Test::Doubt(_) => {}
                },
                At::Leaf(Leaf::Quantity(quantity)) => of_quantity(quantity, &mut read),
                At::Leaf(_) => {}
            });
        }
        let known =
            |place: usize| matches!(self.case.known(FactId::from(place)), Some(known) if *known != Known::Asked);
        (0..read.len())
            .filter(|&place| read[place] && known(place))
            .map(|place| self.model.facts[place].name.key.to_string())
            .collect()
    }

    fn cite(&self, backing: &Backing, into: &mut Vec<Cite>) {
        for citation in &backing.cites {
            let alone = Backing { cites: vec![citation.clone()], ..Backing::default() };
            if !in_force(self.model, &alone, self.case.as_of) {
                continue;
            }
            let cite = Cite {
                instrument: self.model.instrument(citation.instrument).title.to_string(),
                article: citation.article,
                paragraph: citation.paragraph,
                item: citation.item,
            };
            if !into.contains(&cite) {
                into.push(cite);
            }
        }
    }

    /// The sources of the provisions that hold.
    fn cite_behind(&self, ground: &Ground, into: &mut Vec<Cite>) {
        let compiled = &self.diagrams.compiled;
        match ground {
            Ground::Definition(id) => {
                if self.truth(*id) == Some(true) {
                    self.cite(&self.law.definition(*id).backing, into);
                }
            }
            Ground::Clause(id, place) => {
                let root = compiled.definitions[id.index()].clauses.get(*place);
                if let (Body::Clauses { clauses, .. }, Some(root)) = (&self.law.definition(*id).body, root)
                    && self.holds(*root)
                {
                    self.cite(&clauses[*place].backing, into);
                }
            }
            Ground::Standard(id) => self.cite_standard(*id, into),
            Ground::All(parts) => parts.iter().for_each(|part| self.cite_behind(part, into)),
            Ground::Any(parts) => {
                for (place, part) in parts {
                    if self.holds(compiled.extra[*place]) {
                        self.cite_behind(part, into);
                    }
                }
            }
        }
    }

    fn cite_standard(&self, id: DefinitionId, into: &mut Vec<Cite>) {
        let Some(status) = self.status(id) else { return };
        if let Some(relief) = relief_of(status) {
            for (place, definition) in self.law.definitions.iter().enumerate() {
                if definition.kind == DefinitionKind::Exemption(relief, id) {
                    self.cite_behind(&Ground::Definition(DefinitionId::from(place)), into);
                }
            }
        } else if status == Status::Met
            && let Body::Clauses { clauses, .. } = &self.law.definition(id).body
        {
            (0..clauses.len()).for_each(|place| self.cite_behind(&Ground::Clause(id, place), into));
        }
    }

    fn status(&self, id: DefinitionId) -> Option<Status> {
        let root = self.diagrams.compiled.definitions[id.index()].value?;
        match ends(&self.diagrams.compiled, root, &self.cells).all() {
            [Leaf::Status(status)] => Some(*status),
            _ => None,
        }
    }

    fn made_of_labels(&self, id: DefinitionId, rule: &Rule, outcome: Option<&Outcome>) -> Text {
        let definition = self.law.definition(id);
        if let (Answer::Include(symbols) | Answer::Exclude(symbols), TypeKind::Set(values)) =
            (&rule.answer, &definition.ty.kind)
        {
            let names = &self.model.enumeration(*values).values;
            let list = |form: fn(&Name) -> &str, between: &str| {
                let all: Vec<&str> =
                    symbols.iter().filter_map(|symbol| names.get(usize::from(*symbol))).map(form).collect();
                all.join(between)
            };
            let (zh, en) = match rule.answer {
                Answer::Exclude(_) => ("不包括", "without"),
                _ => ("包括", "with"),
            };
            return Text::new(
                format!("{}{zh}{}", definition.name.zh, list(|name| &name.zh, "、")),
                format!("{} {en} {}", words(&definition.name.key), words(&list(|name| &name.key, ", "))),
            );
        }
        match outcome {
            Some(outcome) => self.label_text(id, outcome),
            None => {
                let label = |name: &Name| Text::new(&*name.zh, words(&name.key));
                let (decision, rule) = (label(&definition.name), label(&rule.name));
                Text::new(format!("{}:{}", decision.zh, rule.zh), format!("{}: {}", decision.en, rule.en))
            }
        }
    }

    /// `决定:予以援助`, `outcome: granted`.
    fn label_text(&self, id: DefinitionId, outcome: &Outcome) -> Text {
        let definition = self.law.definition(id);
        let (zh, en) = match (outcome, &definition.ty.kind) {
            (Outcome::Symbol(symbol), TypeKind::Choice(values)) => {
                let name = &self.model.enumeration(*values).values[usize::from(*symbol)];
                (name.zh.to_string(), words(&name.key))
            }
            (Outcome::Truth(true), _) => ("是".to_owned(), "yes".to_owned()),
            (Outcome::Truth(false), _) => ("否".to_owned(), "no".to_owned()),
            (Outcome::None, _) => ("无".to_owned(), "none".to_owned()),
            (Outcome::Unlimited, _) => ("无限制".to_owned(), "unlimited".to_owned()),
            _ => match value_of(self.model, outcome, &definition.ty) {
                Some(Value::Text(text)) => (text.clone(), text),
                Some(Value::Integer(number)) => (number.to_string(), number.to_string()),
                Some(Value::Set(values)) => (values.join("、"), values.join(", ")),
                Some(Value::None | Value::Truth(_)) | None => (String::new(), String::new()),
            },
        };
        Text::new(format!("{}:{zh}", definition.name.zh), format!("{}: {en}", words(&definition.name.key)))
    }

    /// The standards, with the comparisons of their clauses in force.
    pub(super) fn standards(&self) -> Vec<Standard> {
        let all = self.law.definitions.iter().enumerate();
        all.filter(|(_, definition)| matches!(definition.kind, DefinitionKind::Standard(_)))
            .map(|(place, _)| {
                let id = DefinitionId::from(place);
                let status = self.status(id);
                Standard {
                    standard: self.key(id),
                    status: status.map(|status| match status {
                        Status::Waived => "waived",
                        Status::Presumed => "presumed",
                        Status::Met => "met",
                        Status::Unmet => "unmet",
                    }),
                    comparisons: self.comparisons(id, status),
                }
            })
            .collect()
    }

    fn comparisons(&self, id: DefinitionId, status: Option<Status>) -> Vec<Comparison> {
        let Body::Clauses { clauses, barred, .. } = &self.law.definition(id).body else { return Vec::new() };
        let roots = &self.diagrams.compiled.definitions[id.index()];
        let named: Vec<&Clause> = clauses.iter().chain(barred).collect();
        roots
            .comparisons
            .iter()
            .map(|compared| {
                let (left, right) = (self.side(compared.left), self.side(compared.right));
                let holds = match status {
                    Some(Status::Waived) => None,
                    _ => holds(compared.order, &left, &right),
                };
                let margin = match (&left, &right) {
                    (Side::Number(left, _), Side::Number(right, _)) if holds.is_some() => Some(match compared.order {
                        Order::AtMost | Order::LessThan => (right - left).to_string(),
                        Order::AtLeast | Order::MoreThan => (left - right).to_string(),
                    }),
                    _ => None,
                };
                Comparison {
                    clause: named[compared.clause].name.key.to_string(),
                    left: left.text(),
                    op: compared.order,
                    right: right.text(),
                    holds,
                    margin,
                }
            })
            .collect()
    }

    /// What one side of a comparison is.
    fn side(&self, root: Root) -> Side {
        match ends(&self.diagrams.compiled, root, &self.cells).all() {
            [Leaf::None] => Side::None,
            [Leaf::Quantity(id)] => match self.diagrams.quantities.get(*id) {
                Expression::Unlimited => Side::Unlimited,
                _ => match self.diagrams.quantities.range(*id, &self.numbers()).number() {
                    Some(number) => Side::Number(number.clone(), self.is_date(*id)),
                    None => Side::Unknown,
                },
            },
            _ => Side::Unknown,
        }
    }

    /// Whether a quantity is a day: so far only facts, the day of the law and sums with them are.
    fn is_date(&self, id: QuantityId) -> bool {
        match self.diagrams.quantities.get(id) {
            Expression::AsOf => true,
            Expression::Fact(fact) => {
                matches!(&self.model.fact(*fact).ty.kind, TypeKind::Quantity(ty) if ty.unit == Unit::Date)
            }
            Expression::Linear(terms, _) => {
                let dates = terms.iter().filter(|(atom, _)| self.is_date(*atom)).map(|(_, factor)| factor);
                dates.fold(Number::ZERO, |sum, factor| &sum + factor) == Number::ONE
            }
            Expression::Min(parts) | Expression::Max(parts) => parts.iter().any(|part| self.is_date(*part)),
            Expression::Number(_)
            | Expression::Unlimited
            | Expression::Figure(..)
            | Expression::Product(..)
            | Expression::Quotient(..)
            | Expression::Round(..)
            | Expression::Years(..)
            | Expression::Months(..) => false,
        }
    }
}

/// One side of a comparison.
enum Side {
    Unknown,
    None,
    Unlimited,
    /// A number, and whether it is a day.
    Number(Number, bool),
}

impl Side {
    fn text(&self) -> Option<String> {
        match self {
            Self::Unknown | Self::None => None,
            Self::Unlimited => Some("unlimited".to_owned()),
            Self::Number(number, day) => Some(number_text(number, day.then_some(&Unit::Date))),
        }
    }
}

fn holds(order: Order, left: &Side, right: &Side) -> Option<bool> {
    match (left, right) {
        (Side::Unknown, _) | (_, Side::Unknown) => None,
        (Side::None, _) | (_, Side::None) => Some(false),
        (Side::Unlimited, Side::Unlimited) => Some(matches!(order, Order::AtMost | Order::AtLeast)),
        (Side::Unlimited, Side::Number(..)) => Some(matches!(order, Order::AtLeast | Order::MoreThan)),
        (Side::Number(..), Side::Unlimited) => Some(matches!(order, Order::AtMost | Order::LessThan)),
        (Side::Number(left, _), Side::Number(right, _)) => Some(match order {
            Order::AtMost => left <= right,
            Order::LessThan => left < right,
            Order::AtLeast => left >= right,
            Order::MoreThan => left > right,
        }),
    }
}

/// A name as words: `means_test` reads `means test`.
fn words(name: &str) -> String {
    name.replace(['_', '.'], " ")
}
