//! Why a decision is as it is: the rules that hold, their sources, and those of the provisions behind them.

use std::cell::RefCell;
use std::sync::Arc;

use super::Deciding;
use super::bits::Bits;
use super::decision::{Cite, Comparison, Reason, Standard};
use super::grounds::{Ground, relief_of};
use super::outcome::Outcome;
use super::reads::add_quantity;
use super::told::Provision;
use super::values::{distance_text, number_text};
use crate::diagnostic::Text;
use crate::diagram::quantity::Expression;
use crate::diagram::{At, Leaf, Root};
use crate::policy::model::{
    Answer, Body, Choice, Clause, Condition, DefinitionId, DefinitionKind, Order, Quantity, Rule, Status, TypeKind,
    Unit,
};
use crate::value::Number;

/// Reasons being found.
pub(super) struct Reasons<'d, 'a> {
    deciding: &'d Deciding<'a>,
    /// The facts of which the case knows something.
    known: Bits,
    /// The facts that a walk has read.
    read: RefCell<Bits>,
}

impl<'d, 'a> Reasons<'d, 'a> {
    pub(super) fn new(deciding: &'d Deciding<'a>) -> Self {
        let reads = &deciding.enacted.reads;
        Self { deciding, known: reads.known(deciding.case), read: RefCell::new(reads.none()) }
    }

    /// Adds the reasons of one settled decision: the ground first, then the other rules that hold, by precedence.
    pub(super) fn add(&self, id: DefinitionId, outcome: &Outcome, to: &mut Vec<Reason>) {
        let definition = self.deciding.law.definition(id);
        match &definition.body {
            Body::Rules(rules) if matches!(definition.ty.kind, TypeKind::Set(_)) => self.of_set(id, rules, to),
            Body::Rules(rules) => self.of_rules(id, rules, outcome, to),
            Body::Clauses { .. } => self.of_clauses(id, outcome, to),
            Body::When(_) => to.push(self.own(id, "when", outcome)),
            Body::Choice(_) | Body::Quantity(_) => to.push(self.own(id, "is", outcome)),
        }
    }

    fn of_rules(&self, id: DefinitionId, rules: &[Rule], outcome: &Outcome, to: &mut Vec<Reason>) {
        let roots = &self.deciding.diagrams.compiled.definitions[id.index()];
        let holds = |place: usize| self.deciding.holds(roots.rules[place]);
        let overridden = |place: usize| {
            let over = |rule: &Rule| rule.overrides.iter().any(|&other| other as usize == place);
            rules.iter().enumerate().any(|(other, rule)| over(rule) && holds(other))
        };
        // While a rule that would override is open, one behind it may hold and yet not be why.
        let answers = |place: usize| may_answer(&rules[place].answer, outcome);
        let ground = (0..rules.len()).find(|&place| holds(place) && !overridden(place) && answers(place));
        let told = &self.deciding.enacted.told(id).rules;
        if let Some(place) = ground {
            let say = match &told[place].say {
                Some(own) => Arc::clone(own),
                None => self.outcome(id, outcome),
            };
            let read = roots.value.unwrap_or(roots.rules[place]);
            to.push(self.of_rule(id, place, true, say, read));
        }
        for (place, rule) in rules.iter().enumerate() {
            // Where several rules can still be the ground and all answer alike, none of them surely holds.
            let told_of = match ground {
                Some(ground) => place != ground && !rule.otherwise && holds(place),
                None => {
                    let open = self.deciding.walked.truth(roots.rules[place]) != Some(false);
                    open && !overridden(place) && answers(place)
                }
            };
            if told_of {
                to.push(self.of_rule(id, place, false, told[place].words(), roots.rules[place]));
            }
        }
    }

    fn of_set(&self, id: DefinitionId, rules: &[Rule], to: &mut Vec<Reason>) {
        let roots = &self.deciding.diagrams.compiled.definitions[id.index()];
        let told = &self.deciding.enacted.told(id).rules;
        let holds = |place: usize| self.deciding.holds(roots.rules[place]);
        for (place, rule) in rules.iter().enumerate().filter(|(place, _)| holds(*place)) {
            // An include that another rule takes all of back grounds nothing.
            let taken_back = |symbol: &u16| {
                rules.iter().enumerate().any(|(other, rule)| {
                    matches!(&rule.answer, Answer::Exclude(out) if out.contains(symbol))
                        && rule.overrides.iter().any(|&over| over as usize == place)
                        && holds(other)
                })
            };
            let ground = match &rule.answer {
                Answer::IncludeWhere(conditions) => {
                    let symbols = (0..conditions.len()).filter_map(|symbol| u16::try_from(symbol).ok());
                    let included = |symbol: &u16| {
                        let member = roots.members.get(usize::from(*symbol));
                        member.is_some_and(|root| self.deciding.holds(*root))
                    };
                    symbols.filter(included).any(|symbol| !taken_back(&symbol))
                }
                Answer::Include(symbols) => symbols.iter().any(|symbol| !taken_back(symbol)),
                Answer::Exclude(_) | Answer::Truth(_) | Answer::Choice(_) | Answer::Quantity(_) => false,
            };
            let mut reason = self.of_rule(id, place, ground, told[place].words(), roots.rules[place]);
            if let Answer::IncludeWhere(_) = rule.answer {
                // What is in the set is read from the list.
                reason.facts = self.read(roots.members.iter().copied().chain([roots.rules[place]]));
            }
            to.push(reason);
        }
    }

    fn of_rule(&self, id: DefinitionId, place: usize, ground: bool, say: Arc<Text>, read: Root) -> Reason {
        let told = &self.deciding.enacted.told(id).rules[place];
        let mut cite = told.cites.clone();
        if let Some(Some(behind)) = self.deciding.enacted.grounds.of[id.index()].get(place) {
            self.cite_behind(behind, &mut cite);
        }
        self.reason(id, told, ground, cite, say, Some(read))
    }

    fn of_clauses(&self, id: DefinitionId, outcome: &Outcome, to: &mut Vec<Reason>) {
        let roots = &self.deciding.diagrams.compiled.definitions[id.index()];
        let told = self.deciding.enacted.told(id);
        let (parts, places) = match outcome {
            Outcome::Truth(true) => (&told.clauses, &roots.clauses),
            _ => (&told.barred, &roots.barred),
        };
        let before = to.len();
        for (clause, root) in parts.iter().zip(places) {
            if self.deciding.holds(*root) {
                let ground = to.len() == before;
                let say = self.outcome(id, outcome);
                to.push(self.reason(id, clause, ground, clause.cites.clone(), say, Some(*root)));
            }
        }
        if to.len() == before {
            to.push(self.own(id, "otherwise", outcome));
        }
    }

    fn own(&self, id: DefinitionId, rule: &str, outcome: &Outcome) -> Reason {
        let told = &self.deciding.enacted.told(id).own;
        let mut cite = told.cites.clone();
        if *outcome == Outcome::Truth(true)
            && let Some(Some(behind)) = self.deciding.enacted.grounds.of[id.index()].first()
        {
            self.cite_behind(behind, &mut cite);
        }
        let root = self.deciding.diagrams.compiled.definitions[id.index()].value;
        let reason = self.reason(id, told, true, cite, self.outcome(id, outcome), root);
        Reason { rule: rule.into(), ..reason }
    }

    fn reason(
        &self,
        id: DefinitionId,
        told: &Provision,
        ground: bool,
        cite: Vec<Cite>,
        say: Arc<Text>,
        read: Option<Root>,
    ) -> Reason {
        Reason {
            decision: self.deciding.key(id),
            rule: Arc::clone(&told.name),
            layer: Arc::clone(&told.layer),
            ground,
            cite,
            say,
            facts: read.map_or_else(Vec::new, |root| self.read([root])),
        }
    }

    fn outcome(&self, id: DefinitionId, outcome: &Outcome) -> Arc<Text> {
        self.deciding.enacted.told(id).outcome(self.deciding.law, id, outcome)
    }

    /// The facts known that a walk reads, in canonical order.
    fn read(&self, roots: impl IntoIterator<Item = Root>) -> Vec<Arc<str>> {
        let diagrams = self.deciding.diagrams;
        let reads = &self.deciding.enacted.reads;
        let mut read = self.read.borrow_mut();
        read.clear();
        for root in roots {
            self.deciding.walked.visit(root, |at| match at {
                At::Node { term, .. } => read.add_all(reads.of(term)),
                At::Leaf(Leaf::Quantity(quantity)) => add_quantity(diagrams, quantity, &mut read),
                At::Leaf(_) => {}
            });
        }
        read.keep(&self.known);
        let mut names = Vec::with_capacity(read.len());
        names.extend(read.iter().map(|fact| Arc::clone(&self.deciding.model.facts[fact].name.key)));
        names
    }

    /// The sources of the provisions that hold.
    fn cite_behind(&self, ground: &Ground, into: &mut Vec<Cite>) {
        let deciding = self.deciding;
        let compiled = &deciding.diagrams.compiled;
        match ground {
            Ground::Definition(id) => {
                if deciding.truth(*id) == Some(true) {
                    cite(&deciding.enacted.told(*id).own.cites, into);
                }
            }
            Ground::Clause(id, place) => {
                let root = compiled.definitions[id.index()].clauses.get(*place);
                let told = deciding.enacted.told(*id).clauses.get(*place);
                if let (Some(root), Some(told)) = (root, told)
                    && deciding.holds(*root)
                {
                    cite(&told.cites, into);
                }
            }
            Ground::Standard(id) => self.cite_standard(*id, into),
            Ground::All(parts) => parts.iter().for_each(|part| self.cite_behind(part, into)),
            Ground::Any(parts) => {
                for (place, part) in parts {
                    if deciding.holds(compiled.extra[*place]) {
                        self.cite_behind(part, into);
                    }
                }
            }
        }
    }

    fn cite_standard(&self, id: DefinitionId, into: &mut Vec<Cite>) {
        let Some(status) = self.deciding.status(id) else { return };
        if let Some(relief) = relief_of(status) {
            for (of, exemption) in &self.deciding.enacted.grounds.reliefs[id.index()] {
                if *of == relief {
                    self.cite_behind(&Ground::Definition(*exemption), into);
                }
            }
        } else if status == Status::Met
            && let Body::Clauses { clauses, .. } = &self.deciding.law.definition(id).body
        {
            (0..clauses.len()).for_each(|place| self.cite_behind(&Ground::Clause(id, place), into));
        }
    }
}

/// Whether a rule's answer may be this outcome: one that is written out is compared, of any other nobody can say no.
fn may_answer(answer: &Answer, outcome: &Outcome) -> bool {
    match (answer, outcome) {
        (Answer::Truth(Condition::Truth(one)), Outcome::Truth(other)) => one == other,
        (Answer::Choice(Choice::Symbol(one)), Outcome::Symbol(other)) => one == other,
        (Answer::Choice(Choice::Symbol(_)) | Answer::Quantity(Quantity::Number(_)), Outcome::None)
        | (Answer::Choice(Choice::None), Outcome::Symbol(_))
        | (Answer::Quantity(Quantity::None), Outcome::Number(_)) => false,
        (Answer::Quantity(Quantity::Number(one)), Outcome::Number(other)) => one == other,
        _ => true,
    }
}

/// Adds sources, each once.
fn cite(more: &[Cite], into: &mut Vec<Cite>) {
    for cite in more {
        if !into.contains(cite) {
            into.push(cite.clone());
        }
    }
}

impl Deciding<'_> {
    fn holds(&self, root: Root) -> bool {
        self.walked.truth(root) == Some(true)
    }

    fn status(&self, id: DefinitionId) -> Option<Status> {
        let root = self.diagrams.compiled.definitions[id.index()].value?;
        match self.walked.ends(root).all() {
            [Leaf::Status(status)] => Some(*status),
            _ => None,
        }
    }

    /// The standards, with the comparisons of their clauses in force.
    pub(crate) fn standards(&self) -> Vec<Standard> {
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
            .zip(&self.enacted.told(id).units)
            .map(|(compared, unit)| {
                let (left, right) = (self.side(compared.left), self.side(compared.right));
                let holds = match status {
                    Some(Status::Waived) => None,
                    _ => holds(compared.order, &left, &right),
                };
                let margin = match (&left, &right) {
                    (Side::Number(left), Side::Number(right)) if holds.is_some() => Some(match compared.order {
                        Order::AtMost | Order::LessThan => distance_text(&(right - left), unit),
                        Order::AtLeast | Order::MoreThan => distance_text(&(left - right), unit),
                    }),
                    _ => None,
                };
                Comparison {
                    clause: Arc::clone(&named[compared.clause].name.key),
                    left: left.text(unit),
                    op: compared.order,
                    right: right.text(unit),
                    holds,
                    margin,
                }
            })
            .collect()
    }

    /// What one side of a comparison is.
    fn side(&self, root: Root) -> Side {
        match self.walked.ends(root).all() {
            [Leaf::None] => Side::None,
            [Leaf::Quantity(id)] => match self.diagrams.quantities.get(*id) {
                Expression::Unlimited => Side::Unlimited,
                _ => match self.diagrams.quantities.range(*id, &self.numbers()).number() {
                    Some(number) => Side::Number(number.clone()),
                    None => Side::Unknown,
                },
            },
            _ => Side::Unknown,
        }
    }
}

/// One side of a comparison.
enum Side {
    Unknown,
    None,
    Unlimited,
    Number(Number),
}

impl Side {
    fn text(&self, unit: &Unit) -> Option<String> {
        match self {
            Self::Unknown | Self::None => None,
            Self::Unlimited => Some("unlimited".to_owned()),
            Self::Number(number) => Some(number_text(number, unit)),
        }
    }
}

fn holds(order: Order, left: &Side, right: &Side) -> Option<bool> {
    match (left, right) {
        (Side::Unknown, _) | (_, Side::Unknown) => None,
        (Side::None, _) | (_, Side::None) => Some(false),
        (Side::Unlimited, Side::Unlimited) => Some(matches!(order, Order::AtMost | Order::AtLeast)),
        (Side::Unlimited, Side::Number(_)) => Some(matches!(order, Order::AtLeast | Order::MoreThan)),
        (Side::Number(_), Side::Unlimited) => Some(matches!(order, Order::AtMost | Order::LessThan)),
        (Side::Number(left), Side::Number(right)) => Some(match order {
            Order::AtMost => left <= right,
            Order::LessThan => left < right,
            Order::AtLeast => left >= right,
            Order::MoreThan => left > right,
        }),
    }
}
