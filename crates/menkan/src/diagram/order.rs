//! An order of terms under which the diagrams are small: FORCE (Aloul, Markov and Sakallah 2003), over what the rules
//! and clauses mention.
//!
//! What meets in one rule or clause should stand close together. Each round puts every subject at the mean of the
//! centres of the conditions that it occurs in. Positions are whole numbers, so that every machine finds the same
//! order. Axes are known only once the diagrams are built; each stands right behind the last fact that it is made from.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::build::{Roots, Trust};
use super::store::{NodeId, Subject};
use crate::policy::law::{Doubtful, InForce, Openness, Target};
use crate::policy::model::{
    Answer, Body, Choice, Clause, Condition, DefinitionId, DefinitionKind, FactId, Figure, Key, ParameterId, Quantity,
    Rule, Set,
};

const ROUNDS: usize = 60;
const SCALE: i64 = 1 << 20;
/// So many open cells of a table may stand above its key.
const FEW_CELLS: usize = 4;

/// Orders of the subjects of a law's diagrams.
pub(crate) struct Orders {
    /// One that brings those of one condition together.
    pub(crate) force: Vec<Subject>,
    /// The same, but first come the hubs: what many conditions have in common, such as the matter that a case is about.
    /// Between the conditions that it tells apart, a hub would have every diagram remember all that stands above it.
    pub(crate) hubs_first: Vec<Subject>,
    /// How many rules, clauses and conditions mention more than one of them.
    pub(crate) conditions: usize,
}

/// The orders of the subjects of a law's diagrams.
pub(crate) fn orders(law: &InForce, trust: Trust) -> Orders {
    let mut reading = Reading {
        law,
        trust,
        subjects: Vec::new(),
        places: FxHashMap::default(),
        of: FxHashMap::default(),
        guards: BTreeSet::new(),
        edges: Vec::new(),
        keys: BTreeSet::new(),
    };
    let all = (0..law.definitions.len()).map(DefinitionId::from);
    for id in law.model.answers.iter().copied().chain(all) {
        reading.definition(id);
    }
    for fact in 0..law.model.facts.len() {
        reading.fact(FactId::from(fact), &mut BTreeSet::new());
    }
    let mut force = arrange(&reading.subjects, &reading.edges);
    // Each open cell of a table is an axis of its own. Above the key that picks one of them, a diagram would have to
    // remember where all of them lie.
    force.sort_by_key(|subject| !reading.places.get(subject).is_some_and(|place| reading.keys.contains(place)));
    let conditions = |subject: &Subject| {
        let place = reading.places.get(subject).copied();
        place.map_or(0, |place| reading.edges.iter().filter(|members| members.contains(&place)).count())
    };
    let counted: Vec<(Subject, usize)> = force.iter().map(|subject| (*subject, conditions(subject))).collect();
    // With so many conditions, so many of them make a subject common.
    let is_hub = |count: usize| count > reading.edges.len().isqrt();
    let (mut hubs, others): (Vec<_>, Vec<_>) = counted.into_iter().partition(|(_, count)| is_hub(*count));
    hubs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let hubs_first = hubs.into_iter().chain(others).map(|(subject, _)| subject).collect();
    Orders { force, hubs_first, conditions: reading.edges.len() }
}

fn arrange(subjects: &[Subject], edges: &[BTreeSet<usize>]) -> Vec<Subject> {
    let mut of_subject: Vec<Vec<usize>> = vec![Vec::new(); subjects.len()];
    for (edge, members) in edges.iter().enumerate() {
        for &subject in members {
            of_subject[subject].push(edge);
        }
    }
    let at = |place: usize| i64::try_from(place).unwrap_or(i64::MAX).saturating_mul(SCALE);
    let mut positions: Vec<i64> = (0..subjects.len()).map(at).collect();
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    for _ in 0..ROUNDS {
        let centres: Vec<i64> =
            edges.iter().map(|members| mean(members.iter().map(|&subject| positions[subject]))).collect();
        let wanted: Vec<i64> = of_subject
            .iter()
            .enumerate()
            .map(
                |(subject, edges)| {
                    if edges.is_empty() { positions[subject] } else { mean(edges.iter().map(|&edge| centres[edge])) }
                },
            )
            .collect();
        let before = order.clone();
        order.sort_by_key(|&subject| (wanted[subject], positions[subject]));
        for (place, &subject) in order.iter().enumerate() {
            positions[subject] = at(place);
        }
        if order == before {
            break;
        }
    }
    order.into_iter().map(|subject| subjects[subject]).collect()
}

fn mean(values: impl Iterator<Item = i64>) -> i64 {
    let (sum, count) = values.fold((0_i64, 0_i64), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0 } else { sum / count }
}

/// What each condition of a law mentions, in the order in which it is first met.
struct Reading<'a> {
    law: &'a InForce,
    trust: Trust,
    subjects: Vec<Subject>,
    places: FxHashMap<Subject, usize>,
    of: FxHashMap<DefinitionId, BTreeSet<usize>>,
    guards: BTreeSet<FactId>,
    /// The subjects of each rule, clause and condition.
    edges: Vec<BTreeSet<usize>>,
    /// The subjects of the keys of tables with many open cells.
    keys: BTreeSet<usize>,
}

type Met = BTreeSet<usize>;

impl Reading<'_> {
    fn meet(&mut self, subject: Subject, met: &mut Met) {
        let next = self.subjects.len();
        let place = *self.places.entry(subject).or_insert(next);
        if place == next {
            self.subjects.push(subject);
        }
        met.insert(place);
    }

    fn edge(&mut self, met: &Met) {
        if met.len() > 1 {
            self.edges.push(met.clone());
        }
    }

    /// What a definition depends on.
    fn definition(&mut self, id: DefinitionId) -> Met {
        if let Some(known) = self.of.get(&id) {
            return known.clone();
        }
        let law = self.law;
        let definition = law.definition(id);
        let mut all = Met::new();
        match &definition.body {
            Body::When(condition) => {
                self.part(condition, Target::Definition(id), &mut all);
            }
            Body::Choice(choice) => self.choice(choice, &mut all),
            Body::Quantity(quantity) => self.quantity(quantity, &mut all),
            Body::Clauses { clauses, barred, .. } => {
                if matches!(law.openness[id.index()], Openness::Open(_)) {
                    self.meet(Subject::Open(id), &mut all);
                }
                self.clauses(id, clauses, Target::Clause, &mut all);
                self.clauses(id, barred, Target::Barred, &mut all);
                if matches!(definition.kind, DefinitionKind::Standard(_)) {
                    for (place, other) in law.definitions.iter().enumerate() {
                        if matches!(other.kind, DefinitionKind::Exemption(_, standard) if standard == id) {
                            all.extend(self.definition(DefinitionId::from(place)));
                        }
                    }
                }
            }
            Body::Rules(rules) => {
                for (place, rule) in rules.iter().enumerate() {
                    self.rule(id, place, rule, &mut all);
                }
            }
        }
        self.of.insert(id, all.clone());
        all
    }

    fn clauses(
        &mut self,
        id: DefinitionId,
        clauses: &[Clause],
        target: fn(DefinitionId, u32) -> Target,
        all: &mut Met,
    ) {
        for (place, clause) in clauses.iter().enumerate() {
            self.part(&clause.when, target(id, u32::try_from(place).unwrap_or(u32::MAX)), all);
        }
    }

    fn rule(&mut self, id: DefinitionId, place: usize, rule: &Rule, all: &mut Met) {
        self.part(&rule.when, Target::Rule(id, u32::try_from(place).unwrap_or(u32::MAX)), all);
        match &rule.answer {
            Answer::Truth(condition) => self.condition(condition, all),
            Answer::Choice(choice) => self.choice(choice, all),
            Answer::Quantity(quantity) => self.quantity(quantity, all),
            Answer::IncludeWhere(conditions) => conditions.iter().for_each(|condition| self.condition(condition, all)),
            Answer::Include(_) | Answer::Exclude(_) => {}
        }
    }

    /// A condition with a name of its own, which may be doubted.
    fn part(&mut self, condition: &Condition, target: Target, all: &mut Met) {
        let mut met = Met::new();
        self.condition(condition, &mut met);
        if self.trust == Trust::Doubtful && self.law.doubtful.iter().any(|item| item.target == target) {
            self.meet(Subject::Doubt(target), &mut met);
        }
        self.edge(&met);
        all.extend(met);
    }

    fn fact(&mut self, fact: FactId, met: &mut Met) {
        let law = self.law;
        if let Some(guard) = &law.model.fact(fact).guard {
            let mut together = Met::new();
            self.condition(&guard.when, &mut together);
            self.meet(Subject::Fact(fact), &mut together);
            // Once for each fact: the guard is one condition, however often the fact is read.
            if self.guards.insert(fact) {
                self.edge(&together);
            }
            met.extend(together);
        } else {
            self.meet(Subject::Fact(fact), met);
        }
    }

    fn set(&mut self, set: Set, met: &mut Met) {
        match set {
            Set::Fact(fact) => self.fact(fact, met),
            Set::Definition(id) => met.extend(self.definition(id)),
        }
    }

    fn condition(&mut self, condition: &Condition, met: &mut Met) {
        match condition {
            Condition::Truth(_) => {}
            Condition::Not(inner) => self.condition(inner, met),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part, met));
            }
            Condition::If(condition, then, otherwise) => {
                for part in [condition, then, otherwise] {
                    self.condition(part, met);
                }
            }
            Condition::Fact(fact) => self.fact(*fact, met),
            Condition::Holds(id) | Condition::Status(id, _) => met.extend(self.definition(*id)),
            Condition::Duty(duty, action) => {
                let law = self.law;
                for (place, definition) in law.definitions.iter().enumerate() {
                    if definition.kind == DefinitionKind::Trigger(*duty, *action) {
                        met.extend(self.definition(DefinitionId::from(place)));
                    }
                }
            }
            Condition::Order(_, left, right) | Condition::Equal(left, right) => {
                self.quantity(left, met);
                self.quantity(right, met);
            }
            Condition::Absent(quantity) => self.quantity(quantity, met),
            Condition::Chosen(choice, _) => self.choice(choice, met),
            Condition::Same(left, right) => {
                self.choice(left, met);
                self.choice(right, met);
            }
            Condition::Member(_, set) | Condition::Empty(set) | Condition::Exactly(set, _) => self.set(*set, met),
        }
    }

    fn choice(&mut self, choice: &Choice, met: &mut Met) {
        match choice {
            Choice::None | Choice::Symbol(_) => {}
            Choice::Fact(fact) => self.fact(*fact, met),
            Choice::Definition(id) => met.extend(self.definition(*id)),
            Choice::If(condition, then, otherwise) => {
                self.condition(condition, met);
                self.choice(then, met);
                self.choice(otherwise, met);
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity, met: &mut Met) {
        match quantity {
            Quantity::None | Quantity::Number(_) | Quantity::Unlimited | Quantity::AsOf => {}
            Quantity::Fact(fact) => self.fact(*fact, met),
            Quantity::Definition(id) => met.extend(self.definition(*id)),
            Quantity::Figure(parameter) => self.figure(*parameter, met),
            Quantity::Add(left, right)
            | Quantity::Subtract(left, right)
            | Quantity::Multiply(left, right)
            | Quantity::Divide(left, right)
            | Quantity::Years(left, right)
            | Quantity::Months(left, right) => {
                self.quantity(left, met);
                self.quantity(right, met);
            }
            Quantity::Min(parts) | Quantity::Max(parts) => parts.iter().for_each(|part| self.quantity(part, met)),
            Quantity::Fold(fold) => {
                self.fact(fold.list, met);
                self.quantity(&fold.item, met);
                self.condition(&fold.when, met);
                self.quantity(&fold.otherwise, met);
            }
            Quantity::Round(value, ..) => self.quantity(value, met),
            Quantity::If(condition, then, otherwise) => {
                self.condition(condition, met);
                self.quantity(then, met);
                self.quantity(otherwise, met);
            }
        }
    }

    fn figure(&mut self, parameter: ParameterId, met: &mut Met) {
        let law = self.law;
        let mut key = Met::new();
        self.key(&law.model.parameter(parameter).key, &mut key);
        let open = |(cell, figure): (usize, &Figure)| {
            let doubted =
                |item: &Doubtful| item.target == Target::Figure(parameter, u16::try_from(cell).unwrap_or(u16::MAX));
            matches!(figure, Figure::Unknown(_)) || self.trust == Trust::Doubtful && law.doubtful.iter().any(doubted)
        };
        if law.figures[parameter.index()].iter().enumerate().filter(|figure| open(*figure)).count() > FEW_CELLS {
            self.keys.extend(&key);
        }
        met.extend(key);
    }

    fn key(&mut self, key: &Key, met: &mut Met) {
        match key {
            Key::Whole => {}
            Key::Choice(choice, _) => self.choice(choice, met),
            Key::Truth(condition) => self.condition(condition, met),
            Key::Bands { by, .. } | Key::Numbers { by, .. } => self.quantity(by, met),
            Key::Pair { outer, inner, width: _ } => {
                self.key(outer, met);
                self.key(inner, met);
            }
        }
    }
}

/// Every root of a definition.
pub(crate) fn all_of(roots: &Roots) -> impl Iterator<Item = NodeId> + '_ {
    let lists = [&roots.members, &roots.rules, &roots.clauses, &roots.barred];
    let sides = roots.comparisons.iter().flat_map(|compared| [compared.left, compared.right]);
    roots.value.iter().copied().chain(lists.into_iter().flatten().copied()).chain(sides)
}
