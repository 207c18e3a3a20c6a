//! The law in force to diagrams: one for each definition, element of a set, rule and clause, in one shared store. Long
//! because one builder goes through every construct of the model, one small function a construct.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::quantity::{Expression, ListBody, Mention, Quantities, QuantityId, Range, Ranges, Share, Walk};
use super::store::{Binary, Cut, Leaf, Node, NodeId, OverBudget, Store, Test};
use crate::policy::law::{InForce, Openness, Target};
use crate::policy::model::{
    Answer, Body, Choice, Clause, Condition, Constant, DefinitionId, DefinitionKind, FactId, Figure, Fold, FoldKind,
    Key, Order, ParameterId, Quantity, Relief, Rule, Set, Status, TypeKind, ends_of_numbers,
};
use crate::policy::units::comparisons;
use crate::value::{Number, day_number};

/// Whether assumptions may be doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Everything is as stated.
    AsStated,
    /// Every assumed item has a term of its own, and every assumed figure is open.
    Doubtful,
}

/// The diagrams of one definition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roots {
    /// What it is: yes or no, a value, a quantity, the status of a standard. A set has `members` instead.
    pub(crate) value: Option<NodeId>,
    /// For each symbol, whether it is in the set.
    pub(crate) members: Vec<NodeId>,
    /// For each rule in force, whether its condition holds.
    pub(crate) rules: Vec<NodeId>,
    /// For each clause in force, whether it holds.
    pub(crate) clauses: Vec<NodeId>,
    /// For each clause that bars, likewise.
    pub(crate) barred: Vec<NodeId>,
    /// For a standard, the comparisons of its clauses, those that bar last.
    pub(crate) comparisons: Vec<Compared>,
}

/// A comparison that a standard reports: its two sides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    /// The clause's place; those that bar follow the others.
    pub(crate) clause: usize,
    pub(crate) order: Order,
    pub(crate) left: NodeId,
    pub(crate) right: NodeId,
}

/// What building gives.
pub(crate) struct Built {
    pub(crate) store: Store,
    /// By definition.
    pub(crate) roots: Vec<Roots>,
    /// By fact: whether it applies.
    pub(crate) guards: Vec<Option<NodeId>>,
    /// Conditions asked for beside the definitions, in the order asked.
    pub(crate) extra: Vec<NodeId>,
}

/// A definition whose diagrams are larger than the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The definition that was being built.
    pub definition: DefinitionId,
}

pub(crate) struct Builder<'a> {
    law: &'a InForce,
    trust: Trust,
    store: Store,
    quantities: &'a mut Quantities,
    roots: Vec<Option<Roots>>,
    guards: Vec<Option<Option<NodeId>>>,
    building: Vec<DefinitionId>,
    walks: FxHashMap<DefinitionId, NodeId>,
}

/// How many ends the diagram of a quantity may have before it is walked for each case: a comparison of two others has an
/// axis for each pair of their ends.
const MANY_ENDS: usize = 4;

type Built1 = Result<NodeId, OverBudget>;

impl<'a> Builder<'a> {
    pub(crate) fn new(law: &'a InForce, trust: Trust, quantities: &'a mut Quantities, store: Store) -> Self {
        Self {
            law,
            trust,
            store,
            quantities,
            roots: vec![None; law.definitions.len()],
            guards: vec![None; law.model.facts.len() + law.model.fields.len()],
            building: Vec::new(),
            walks: FxHashMap::default(),
        }
    }

    /// Builds every definition, those that the policy answers first, and the conditions asked for beside them.
    pub(crate) fn build(mut self, extra: &[&Condition]) -> Result<Built, TooLarge> {
        let extra = self.build_all(extra);
        self.finish(extra)
    }

    /// Builds some conditions, and of the definitions only what they mention.
    pub(crate) fn build_conditions(mut self, conditions: &[Condition]) -> Result<Built, TooLarge> {
        let nodes: Result<Vec<NodeId>, OverBudget> =
            conditions.iter().map(|condition| self.condition(condition)).collect();
        self.finish(nodes)
    }

    fn finish(self, extra: Result<Vec<NodeId>, OverBudget>) -> Result<Built, TooLarge> {
        match extra {
            Ok(extra) => Ok(Built {
                store: self.store,
                roots: self.roots.into_iter().map(Option::unwrap_or_default).collect(),
                guards: self.guards.into_iter().map(Option::unwrap_or_default).collect(),
                extra,
            }),
            Err(OverBudget) => Err(TooLarge { definition: self.building.last().copied().unwrap_or(DefinitionId(0)) }),
        }
    }

    fn build_all(&mut self, extra: &[&Condition]) -> Result<Vec<NodeId>, OverBudget> {
        let answers = self.law.model.answers.clone();
        let all = (0..self.law.definitions.len()).map(DefinitionId::from);
        // What is worked out for an item is built where a list is.
        for id in answers.into_iter().chain(all.filter(|id| self.law.definition(*id).record.is_none())) {
            self.definition(id)?;
        }
        for fact in 0..self.law.model.facts.len() {
            self.guard(FactId::from(fact))?;
        }
        extra.iter().map(|condition| self.condition(condition)).collect()
    }

    fn definition(&mut self, id: DefinitionId) -> Result<Roots, OverBudget> {
        if let Some(known) = &self.roots[id.index()] {
            return Ok(known.clone());
        }
        self.building.push(id);
        let roots = self.define(id)?;
        self.building.pop();
        self.roots[id.index()] = Some(roots.clone());
        Ok(roots)
    }

    fn define(&mut self, id: DefinitionId) -> Result<Roots, OverBudget> {
        let law = self.law;
        let definition = law.definition(id);
        let mut roots = Roots::default();
        match &definition.body {
            Body::When(condition) => {
                let stated = self.condition(condition)?;
                roots.value = Some(self.doubted(Target::Definition(id), stated)?);
            }
            Body::Choice(choice) => roots.value = Some(self.choice(choice)?),
            Body::Quantity(quantity) => roots.value = Some(self.quantity(quantity)?),
            Body::Clauses { clauses, barred, .. } => {
                roots.clauses = self.clauses(id, clauses, Target::Clause)?;
                roots.barred = self.clauses(id, barred, Target::Barred)?;
                let mut met = match &law.openness[id.index()] {
                    Openness::Closed => self.any(&roots.clauses)?,
                    Openness::Open(_) => self.store.choice(Test::Open(id), &[Store::FALSE, Store::TRUE])?,
                    Openness::Set(met) => truth(*met),
                };
                let bars = self.any(&roots.barred)?;
                if bars != Store::FALSE {
                    let clear = self.store.not(bars)?;
                    met = self.store.and(met, clear)?;
                }
                roots.value = Some(match definition.kind {
                    DefinitionKind::Standard(_) => {
                        for (place, clause) in clauses.iter().chain(barred).enumerate() {
                            for (order, left, right) in comparisons(&clause.when) {
                                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                                roots.comparisons.push(Compared { clause: place, order, left, right });
                            }
                        }
                        self.status(id, met)?
                    }
                    _ => met,
                });
            }
            Body::Rules(rules) => {
                for (place, rule) in rules.iter().enumerate() {
                    let stated = self.condition(&rule.when)?;
                    let place = u32::try_from(place).unwrap_or(u32::MAX);
                    roots.rules.push(self.doubted(Target::Rule(id, place), stated)?);
                }
                match &definition.ty.kind {
                    TypeKind::Set(values) => {
                        let size = law.model.enumeration(*values).values.len();
                        for symbol in 0..size {
                            let symbol = u16::try_from(symbol).unwrap_or(u16::MAX);
                            roots.members.push(self.member_by_rules(rules, &roots.rules, symbol)?);
                        }
                    }
                    TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                        roots.value = Some(self.by_rules(rules, &roots.rules)?);
                    }
                }
            }
        }
        Ok(roots)
    }

    fn clauses(
        &mut self,
        id: DefinitionId,
        clauses: &[Clause],
        target: fn(DefinitionId, u32) -> Target,
    ) -> Result<Vec<NodeId>, OverBudget> {
        let mut nodes = Vec::with_capacity(clauses.len());
        for (place, clause) in clauses.iter().enumerate() {
            let stated = self.condition(&clause.when)?;
            nodes.push(self.doubted(target(id, u32::try_from(place).unwrap_or(u32::MAX)), stated)?);
        }
        Ok(nodes)
    }

    /// What is stated, or a term that may make it hold or fail, where the item may be doubted.
    fn doubted(&mut self, target: Target, stated: NodeId) -> Built1 {
        let doubtful = self.law.doubtful.iter().any(|item| item.target == target);
        match self.trust {
            Trust::Doubtful if doubtful => self.store.choice(Test::Doubt(target), &[stated, Store::TRUE, Store::FALSE]),
            Trust::Doubtful | Trust::AsStated => Ok(stated),
        }
    }

    /// The first status that holds.
    fn status(&mut self, standard: DefinitionId, met: NodeId) -> Built1 {
        let unmet = self.store.leaf(Leaf::Status(Status::Unmet))?;
        let mut status = self.store.leaf(Leaf::Status(Status::Met))?;
        status = self.store.choose(met, status, unmet)?;
        for (relief, value) in [(Relief::Presumes, Status::Presumed), (Relief::Waives, Status::Waived)] {
            let mut relieved = Vec::new();
            for (place, definition) in self.law.definitions.iter().enumerate() {
                if definition.kind == DefinitionKind::Exemption(relief, standard) {
                    relieved.push(self.truth_of(DefinitionId::from(place))?);
                }
            }
            let holds = self.any(&relieved)?;
            let leaf = self.store.leaf(Leaf::Status(value))?;
            status = self.store.choose(holds, leaf, status)?;
        }
        Ok(status)
    }

    /// The answer of the rules that hold and that no rule that holds overrides.
    fn by_rules(&mut self, rules: &[Rule], holds: &[NodeId]) -> Built1 {
        let mut value = self.store.leaf(Leaf::Gap)?;
        // From the last to the first: a rule that overrides all behind it is asked before them.
        for (place, rule) in rules.iter().enumerate().rev() {
            let answer = match &rule.answer {
                Answer::Truth(condition) => self.condition(condition)?,
                Answer::Choice(choice) => self.choice(choice)?,
                Answer::Quantity(quantity) => self.quantity(quantity)?,
                Answer::Include(_) | Answer::IncludeWhere(_) | Answer::Exclude(_) => continue,
            };
            let overrides = |later: usize| rule.overrides.iter().any(|&other| other as usize == later);
            if (place + 1..rules.len()).all(overrides) {
                value = self.store.choose(holds[place], answer, value)?;
                continue;
            }
            // Behind it stand rules that it does not override. They were folded without it, so fold all of them anew.
            return self.by_partial_order(rules, holds);
        }
        Ok(value)
    }

    fn by_partial_order(&mut self, rules: &[Rule], holds: &[NodeId]) -> Built1 {
        let gap = self.store.leaf(Leaf::Gap)?;
        let mut value = gap;
        for (place, rule) in rules.iter().enumerate() {
            let answer = match &rule.answer {
                Answer::Truth(condition) => self.condition(condition)?,
                Answer::Choice(choice) => self.choice(choice)?,
                Answer::Quantity(quantity) => self.quantity(quantity)?,
                Answer::Include(_) | Answer::IncludeWhere(_) | Answer::Exclude(_) => continue,
            };
            let mut stronger = Vec::new();
            for (other, rule) in rules.iter().enumerate() {
                if rule.overrides.iter().any(|&over| over as usize == place) {
                    stronger.push(holds[other]);
                }
            }
            let overridden = self.any(&stronger)?;
            let answer = self.store.choose(holds[place], answer, gap)?;
            let answer = self.store.choose(overridden, gap, answer)?;
            value = self.store.binary(Binary::Merge, value, answer)?;
        }
        Ok(value)
    }

    fn member_by_rules(&mut self, rules: &[Rule], holds: &[NodeId], symbol: u16) -> Built1 {
        let mut included = Vec::new();
        for (place, rule) in rules.iter().enumerate() {
            let holds_here = match &rule.answer {
                Answer::Include(symbols) if symbols.contains(&symbol) => holds[place],
                Answer::IncludeWhere(conditions) => match conditions.get(usize::from(symbol)) {
                    Some(condition) => {
                        let condition = self.condition(condition)?;
                        self.store.and(holds[place], condition)?
                    }
                    None => continue,
                },
                Answer::Truth(_)
                | Answer::Choice(_)
                | Answer::Quantity(_)
                | Answer::Include(_)
                | Answer::Exclude(_) => continue,
            };
            let mut excluding = Vec::new();
            for (other, rule) in rules.iter().enumerate() {
                if let Answer::Exclude(symbols) = &rule.answer
                    && symbols.contains(&symbol)
                    && rule.overrides.iter().any(|&over| over as usize == place)
                {
                    excluding.push(holds[other]);
                }
            }
            let excluded = self.any(&excluding)?;
            let kept = self.store.not(excluded)?;
            included.push(self.store.and(holds_here, kept)?);
        }
        self.any(&included)
    }

    /// Whether a boolean definition holds.
    fn truth_of(&mut self, id: DefinitionId) -> Built1 {
        let value = self.definition(id)?.value.unwrap_or(Store::FALSE);
        if matches!(self.law.definition(id).body, Body::Rules(_)) {
            // Rules may leave a gap, which counts as no; `check` has refused the policy where a case can reach it.
            return self.store.choose(value, Store::TRUE, Store::FALSE);
        }
        Ok(value)
    }

    fn guard(&mut self, fact: FactId) -> Result<Option<NodeId>, OverBudget> {
        if let Some(known) = self.guards[fact.index()] {
            return Ok(known);
        }
        let law = self.law;
        let guard = match &law.model.fact(fact).guard {
            Some(guard) => Some(self.condition(&guard.when)?),
            None => None,
        };
        self.guards[fact.index()] = Some(guard);
        Ok(guard)
    }

    /// What a fact counts as: its own value where it applies, the guard's elsewhere.
    fn guarded(&mut self, fact: FactId, own: NodeId) -> Built1 {
        let law = self.law;
        let Some(guard) = &law.model.fact(fact).guard else { return Ok(own) };
        let applies = self.guard(fact)?.unwrap_or(Store::TRUE);
        let elsewhere = match &guard.otherwise {
            Constant::None if matches!(law.model.fact(fact).ty.kind, TypeKind::Boolean) => Store::FALSE,
            Constant::None => self.store.leaf(Leaf::None)?,
            Constant::Truth(value) => truth(*value),
            Constant::Symbol(symbol) => self.store.leaf(Leaf::Symbol(*symbol))?,
            Constant::Number(number) => {
                let number = self.quantities.number(number.clone());
                self.store.leaf(Leaf::Quantity(number))?
            }
            Constant::Set(_) => Store::FALSE,
        };
        self.store.choose(applies, own, elsewhere)
    }

    fn any(&mut self, nodes: &[NodeId]) -> Built1 {
        nodes.iter().try_fold(Store::FALSE, |sum, node| self.store.or(sum, *node))
    }

    fn all(&mut self, nodes: &[NodeId]) -> Built1 {
        nodes.iter().try_fold(Store::TRUE, |sum, node| self.store.and(sum, *node))
    }

    pub(crate) fn condition(&mut self, condition: &Condition) -> Built1 {
        match condition {
            Condition::Truth(value) => Ok(truth(*value)),
            Condition::Not(inner) => {
                let inner = self.condition(inner)?;
                self.store.not(inner)
            }
            Condition::All(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.condition(part)).collect::<Result<_, _>>()?;
                self.all(&parts)
            }
            Condition::Any(parts) => {
                let parts: Vec<NodeId> = parts.iter().map(|part| self.condition(part)).collect::<Result<_, _>>()?;
                self.any(&parts)
            }
            Condition::If(condition, then, otherwise) => {
                let (condition, then) = (self.condition(condition)?, self.condition(then)?);
                let otherwise = self.condition(otherwise)?;
                self.store.choose(condition, then, otherwise)
            }
            Condition::Fact(fact) => {
                let own = self.store.choice(Test::Fact(*fact), &[Store::FALSE, Store::TRUE])?;
                self.guarded(*fact, own)
            }
            Condition::Holds(id) => self.truth_of(*id),
            Condition::Status(standard, statuses) => {
                let status = self.definition(*standard)?.value.unwrap_or(Store::FALSE);
                self.store.map(status, &mut |_, leaf| {
                    Ok(truth(matches!(leaf, Leaf::Status(status) if statuses.contains(&status))))
                })
            }
            Condition::Duty(duty, action) => {
                let mut triggers = Vec::new();
                for (place, definition) in self.law.definitions.iter().enumerate() {
                    if definition.kind == DefinitionKind::Trigger(*duty, *action) {
                        triggers.push(self.truth_of(DefinitionId::from(place))?);
                    }
                }
                self.any(&triggers)
            }
            Condition::Order(order, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                self.order(*order, left, right)
            }
            Condition::Equal(left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                let (most, least) = (self.order(Order::AtMost, left, right)?, self.order(Order::AtLeast, left, right)?);
                self.store.and(most, least)
            }
            Condition::Absent(quantity) => {
                let quantity = self.quantity(quantity)?;
                self.store.map(quantity, &mut |_, leaf| Ok(truth(!matches!(leaf, Leaf::Quantity(_)))))
            }
            Condition::Chosen(choice, values) => {
                let choice = self.choice(choice)?;
                self.store.map(choice, &mut |_, leaf| {
                    Ok(truth(match leaf {
                        Leaf::Symbol(symbol) => values.contains(&Some(symbol)),
                        Leaf::None => values.contains(&None),
                        Leaf::False | Leaf::True | Leaf::Quantity(_) | Leaf::Status(_) | Leaf::Gap | Leaf::Conflict => {
                            false
                        }
                    }))
                })
            }
            Condition::Same(left, right) => {
                let (left, right) = (self.choice(left)?, self.choice(right)?);
                self.store.combine(left, right, &mut |_, a, b| Ok(truth(matches!(a, Leaf::Symbol(_)) && a == b)))
            }
            Condition::Member(symbol, set) => self.member(*symbol, *set),
            Condition::Empty(set) => {
                let members = self.members(*set)?;
                let any = self.any(&members)?;
                self.store.not(any)
            }
            Condition::Exactly(set, symbols) => {
                let mut parts = self.members(*set)?;
                for (symbol, part) in parts.iter_mut().enumerate() {
                    if !symbols.iter().any(|&wanted| usize::from(wanted) == symbol) {
                        *part = self.store.not(*part)?;
                    }
                }
                self.all(&parts)
            }
        }
    }

    fn members(&mut self, set: Set) -> Result<Vec<NodeId>, OverBudget> {
        let ty = match set {
            Set::Fact(fact) => &self.law.model.fact(fact).ty,
            Set::Definition(id) => &self.law.definition(id).ty,
        };
        let TypeKind::Set(values) = ty.kind else { return Ok(Vec::new()) };
        let size = u16::try_from(self.law.model.enumeration(values).values.len()).unwrap_or(u16::MAX);
        (0..size).map(|symbol| self.member(symbol, set)).collect()
    }

    fn member(&mut self, symbol: u16, set: Set) -> Built1 {
        match set {
            Set::Fact(fact) => {
                let own = self.store.choice(Test::Member(fact, symbol), &[Store::FALSE, Store::TRUE])?;
                let law = self.law;
                match &law.model.fact(fact).guard {
                    Some(guard) => {
                        let elsewhere = matches!(&guard.otherwise, Constant::Set(all) if all.contains(&symbol));
                        let applies = self.guard(fact)?.unwrap_or(Store::TRUE);
                        self.store.choose(applies, own, truth(elsewhere))
                    }
                    None => Ok(own),
                }
            }
            Set::Definition(id) => {
                Ok(self.definition(id)?.members.get(usize::from(symbol)).copied().unwrap_or(Store::FALSE))
            }
        }
    }

    fn choice(&mut self, choice: &Choice) -> Built1 {
        match choice {
            Choice::None => self.store.leaf(Leaf::None),
            Choice::Symbol(symbol) => self.store.leaf(Leaf::Symbol(*symbol)),
            Choice::Fact(fact) => {
                let TypeKind::Choice(values) = self.law.model.fact(*fact).ty.kind else {
                    return self.store.leaf(Leaf::None);
                };
                let size = u16::try_from(self.law.model.enumeration(values).values.len()).unwrap_or(u16::MAX);
                let leaves: Vec<NodeId> =
                    (0..size).map(|symbol| self.store.leaf(Leaf::Symbol(symbol))).collect::<Result<_, _>>()?;
                let own = self.store.choice(Test::Fact(*fact), &leaves)?;
                self.guarded(*fact, own)
            }
            Choice::Definition(id) => Ok(self.definition(*id)?.value.unwrap_or(Store::FALSE)),
            Choice::If(condition, then, otherwise) => {
                let (condition, then) = (self.condition(condition)?, self.choice(then)?);
                let otherwise = self.choice(otherwise)?;
                self.store.choose(condition, then, otherwise)
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity) -> Built1 {
        match quantity {
            Quantity::None => self.store.leaf(Leaf::None),
            Quantity::Number(number) => self.expression(Expression::Number(number.clone())),
            Quantity::Unlimited => self.expression(Expression::Unlimited),
            Quantity::AsOf => self.expression(Expression::AsOf),
            Quantity::Fact(fact) => {
                let own = self.expression(Expression::Fact(*fact))?;
                self.guarded(*fact, own)
            }
            Quantity::Definition(id) => self.defined_quantity(*id),
            Quantity::Figure(parameter) => self.figure(*parameter),
            Quantity::Add(left, right) => {
                self.arithmetic(left, right, &|all, a, b| Some(all.add_scaled(a, b, &Number::ONE)))
            }
            Quantity::Subtract(left, right) => {
                self.arithmetic(left, right, &|all, a, b| Some(all.add_scaled(a, b, &Number::integer(-1))))
            }
            Quantity::Multiply(left, right) => self.arithmetic(left, right, &|all, a, b| Some(all.multiply(a, b))),
            Quantity::Divide(left, right) => self.arithmetic(left, right, &|all, a, b| all.divide(a, b)),
            Quantity::Min(parts) => self.extreme(parts, Quantities::least),
            Quantity::Max(parts) => self.extreme(parts, Quantities::greatest),
            Quantity::Round(value, step, mode) => {
                let value = self.quantity(value)?;
                self.map_quantity(value, &mut |all, id| all.round(id, step, *mode))
            }
            Quantity::If(condition, then, otherwise) => {
                let (condition, then) = (self.condition(condition)?, self.quantity(then)?);
                let otherwise = self.quantity(otherwise)?;
                self.store.choose(condition, then, otherwise)
            }
            Quantity::Fold(fold) => self.fold(fold),
            Quantity::Years(from, to) => {
                self.arithmetic(from, to, &|all, a, b| Some(all.intern(Expression::Years(a, b))))
            }
            Quantity::Months(from, to) => {
                self.arithmetic(from, to, &|all, a, b| Some(all.intern(Expression::Months(a, b))))
            }
        }
    }

    /// The value of a definition: its diagram or, where that has many ends, one that walks it.
    fn defined_quantity(&mut self, id: DefinitionId) -> Built1 {
        let value = self.definition(id)?.value.unwrap_or(Store::FALSE);
        // What is worked out for an item is walked with the item.
        if self.law.definition(id).record.is_some() {
            return Ok(value);
        }
        if let Some(&walked) = self.walks.get(&id) {
            return Ok(walked);
        }
        let node = match walk_of(&self.store, self.quantities, self.law, id, value) {
            Some(walk) => {
                let walk = self.quantities.add_walk(walk);
                self.expression(Expression::Walked(walk))?
            }
            None => value,
        };
        self.walks.insert(id, node);
        Ok(node)
    }

    /// What a list comes to. What is asked of an item depends on the case first, then on the item: for each way in which
    /// the case can be, the rest is one quantity.
    fn fold(&mut self, fold: &Fold) -> Built1 {
        let when = self.condition(&fold.when)?;
        let nothing = self.store.leaf(Leaf::Gap)?;
        let zero = self.expression(Expression::Number(Number::ZERO))?;
        if fold.kind == FoldKind::Count {
            return self.count(fold, when);
        }
        let item = self.quantity(&fold.item)?;
        if fold.kind == FoldKind::Sum {
            let item = self.store.choose(when, item, zero)?;
            let sum = self.come_to(FoldKind::Sum, fold, item)?;
            return self.unless_empty(fold.list, sum, zero);
        }
        let picked = self.store.choose(when, item, nothing)?;
        let finite = self.among_quantities(picked, |expression| !matches!(expression, Expression::Unlimited))?;
        let unlimited = self.among_quantities(picked, |expression| matches!(expression, Expression::Unlimited))?;
        let numbers = self.store.choose(finite, picked, nothing)?;
        let of_numbers = self.come_to(fold.kind, fold, numbers)?;
        let some = |this: &mut Self, which| {
            let count = this.count(fold, which)?;
            let one = this.expression(Expression::Number(Number::ONE))?;
            this.order(Order::AtLeast, count, one)
        };
        let (some_finite, some_unlimited) = (some(self, finite)?, some(self, unlimited)?);
        let without_limit = self.expression(Expression::Unlimited)?;
        let otherwise = self.quantity(&fold.otherwise)?;
        // Unlimited is above every number.
        let (first, second) = match fold.kind {
            FoldKind::Largest => ((some_unlimited, without_limit), (some_finite, of_numbers)),
            FoldKind::Smallest | FoldKind::Count | FoldKind::Sum => {
                ((some_finite, of_numbers), (some_unlimited, without_limit))
            }
        };
        let rest = self.store.choose(second.0, second.1, otherwise)?;
        self.store.choose(first.0, first.1, rest)
    }

    /// How many items a condition picks.
    fn count(&mut self, fold: &Fold, when: NodeId) -> Built1 {
        let count = self.come_to(FoldKind::Count, fold, when)?;
        let zero = self.expression(Expression::Number(Number::ZERO))?;
        self.unless_empty(fold.list, count, zero)
    }

    /// What a list comes to where it applies; elsewhere it is empty.
    fn unless_empty(&mut self, list: FactId, own: NodeId, empty: NodeId) -> Built1 {
        match self.guard(list)? {
            Some(applies) => self.store.choose(applies, own, empty),
            None => Ok(own),
        }
    }

    /// Where a diagram ends in a quantity of some kind.
    fn among_quantities(&mut self, of: NodeId, wanted: fn(&Expression) -> bool) -> Built1 {
        let quantities = &*self.quantities;
        self.store.map(of, &mut |_, leaf| Ok(truth(matches!(leaf, Leaf::Quantity(id) if wanted(quantities.get(id))))))
    }

    /// What is asked of an item, split off from what is asked of the case: a quantity for each of the ends.
    fn come_to(&mut self, kind: FoldKind, fold: &Fold, item: NodeId) -> Built1 {
        let law = self.law;
        let quantities = &mut *self.quantities;
        self.store.map_items(item, &mut |store, item| {
            let zero = quantities.number(Number::ZERO);
            let nothing = match store.node(item) {
                Node::Leaf(Leaf::Quantity(id)) => kind == FoldKind::Sum && *id == zero,
                Node::Leaf(Leaf::False | Leaf::Gap) => true,
                Node::Leaf(_) | Node::Branch { .. } => false,
            };
            let quantity = if nothing { zero } else { list_quantity(store, quantities, law, kind, fold, item) };
            store.leaf(Leaf::Quantity(quantity))
        })
    }

    fn expression(&mut self, expression: Expression) -> Built1 {
        let id = self.quantities.intern(expression);
        self.store.leaf(Leaf::Quantity(id))
    }

    /// Every way in which two quantities can come together; *none* where either is.
    fn arithmetic(
        &mut self,
        left: &Quantity,
        right: &Quantity,
        apply: &dyn Fn(&mut Quantities, QuantityId, QuantityId) -> Option<QuantityId>,
    ) -> Built1 {
        let (left, right) = (self.quantity(left)?, self.quantity(right)?);
        let quantities = &mut *self.quantities;
        self.store.combine(left, right, &mut |store, a, b| {
            let result = match (a, b) {
                (Leaf::Quantity(a), Leaf::Quantity(b)) => apply(quantities, a, b),
                _ => None,
            };
            store.leaf(result.map_or(Leaf::None, Leaf::Quantity))
        })
    }

    fn map_quantity(&mut self, of: NodeId, apply: &mut dyn FnMut(&mut Quantities, QuantityId) -> QuantityId) -> Built1 {
        let quantities = &mut *self.quantities;
        self.store.map(of, &mut |store, leaf| match leaf {
            Leaf::Quantity(id) => {
                let result = apply(quantities, id);
                store.leaf(Leaf::Quantity(result))
            }
            Leaf::False | Leaf::True | Leaf::None | Leaf::Symbol(_) | Leaf::Status(_) | Leaf::Gap | Leaf::Conflict => {
                store.leaf(Leaf::None)
            }
        })
    }

    fn extreme(&mut self, parts: &[Quantity], apply: fn(&mut Quantities, &[QuantityId]) -> QuantityId) -> Built1 {
        let mut result: Option<NodeId> = None;
        for part in parts {
            let part = self.quantity(part)?;
            result = Some(match result {
                None => part,
                Some(so_far) => {
                    let quantities = &mut *self.quantities;
                    self.store.combine(so_far, part, &mut |store, a, b| match (a, b) {
                        (Leaf::Quantity(a), Leaf::Quantity(b)) => {
                            let result = apply(quantities, &[a, b]);
                            store.leaf(Leaf::Quantity(result))
                        }
                        _ => store.leaf(Leaf::None),
                    })?
                }
            });
        }
        match result {
            Some(result) => Ok(result),
            None => self.store.leaf(Leaf::None),
        }
    }

    fn figure(&mut self, parameter: ParameterId) -> Built1 {
        let law = self.law;
        let cells: Vec<NodeId> = law.figures[parameter.index()]
            .iter()
            .enumerate()
            .map(|(cell, figure)| {
                let cell = u16::try_from(cell).unwrap_or(u16::MAX);
                let doubtful = self.trust == Trust::Doubtful
                    && law.doubtful.iter().any(|item| item.target == Target::Figure(parameter, cell));
                if doubtful && *figure == Figure::Unlimited {
                    // No number stands for it, so whether it is as stated needs a term.
                    let stated = self.expression(Expression::Unlimited)?;
                    let other = self.expression(Expression::Figure(parameter, cell))?;
                    return self.store.choice(Test::Doubt(Target::Figure(parameter, cell)), &[stated, other, other]);
                }
                self.expression(match figure {
                    Figure::Known(_) if doubtful => Expression::Figure(parameter, cell),
                    Figure::Known(number) => Expression::Number(number.clone()),
                    Figure::Unlimited => Expression::Unlimited,
                    Figure::Unknown(_) => Expression::Figure(parameter, cell),
                })
            })
            .collect::<Result<_, _>>()?;
        self.cell(&law.model.parameter(parameter).key, &cells)
    }

    /// The cell that a key picks; *none* where the key is, and where there is no such cell yet.
    fn cell(&mut self, key: &Key, cells: &[NodeId]) -> Built1 {
        let none = self.store.leaf(Leaf::None)?;
        let cell = |place: usize| cells.get(place).copied().unwrap_or(none);
        match key {
            Key::Whole => Ok(cell(0)),
            Key::Choice(choice, _) => {
                let choice = self.choice(choice)?;
                self.store.map(choice, &mut |_, leaf| {
                    Ok(if let Leaf::Symbol(symbol) = leaf { cell(usize::from(symbol)) } else { none })
                })
            }
            Key::Truth(condition) => {
                let condition = self.condition(condition)?;
                self.store.choose(condition, cell(0), cell(1))
            }
            Key::Bands { by, upper } => self.band(by, upper, cells),
            Key::Numbers { by, first, last } => self.band(by, &ends_of_numbers(*first, *last), cells),
            Key::Pair { outer, inner, width } => {
                let rows = cells.chunks((*width).max(1));
                let rows = rows.map(|row| self.cell(inner, row)).collect::<Result<Vec<_>, _>>()?;
                self.cell(outer, &rows)
            }
        }
    }

    fn band(&mut self, by: &Quantity, upper: &[Number], cells: &[NodeId]) -> Built1 {
        let none = self.store.leaf(Leaf::None)?;
        let cell = |place: usize| cells.get(place).copied().unwrap_or(none);
        let by = self.quantity(by)?;
        let mut value = cell(upper.len());
        for (place, upper) in upper.iter().enumerate().rev() {
            let upper = self.expression(Expression::Number(upper.clone()))?;
            let within = self.order(Order::AtMost, by, upper)?;
            value = self.store.choose(within, cell(place), value)?;
        }
        // A quantity that is *none* lies in no band.
        let absent = self.store.map(by, &mut |_, leaf| Ok(truth(!matches!(leaf, Leaf::Quantity(_)))))?;
        self.store.choose(absent, none, value)
    }

    fn order(&mut self, order: Order, left: NodeId, right: NodeId) -> Built1 {
        let quantities = &mut *self.quantities;
        let law = self.law;
        self.store.combine(left, right, &mut |store, a, b| match (a, b) {
            (Leaf::Quantity(a), Leaf::Quantity(b)) => compare(store, quantities, law, order, a, b),
            _ => Ok(Store::FALSE),
        })
    }
}

/// How the value of a definition is walked, where its diagram ends in many numbers and in nothing else.
fn walk_of(
    store: &Store,
    quantities: &Quantities,
    law: &InForce,
    definition: DefinitionId,
    node: NodeId,
) -> Option<Walk> {
    let mut ends = Vec::new();
    let mut facts = BTreeSet::new();
    let mut tested = Vec::new();
    let mut all_numbers = true;
    store.visit(node, &mut |met| match met {
        Ok(Leaf::Quantity(id)) => {
            all_numbers &= !matches!(quantities.get(id), Expression::Unlimited);
            ends.push(id);
        }
        Ok(_) => all_numbers = false,
        Err(Test::Fact(fact) | Test::Member(fact, _)) => drop(facts.insert(Mention::NoNumber(fact))),
        Err(Test::Axis(id)) => tested.push(id),
        Err(Test::Open(_) | Test::Doubt(_)) => {}
    });
    // Where there are no lists every axis stays what it is made of: what changes an answer least is found along it.
    if !all_numbers || ends.len() <= MANY_ENDS || law.model.records.is_empty() {
        return None;
    }
    let mut range: Option<Range> = None;
    let mut places = Some(0);
    for id in &ends {
        let own = quantities.range(*id, &Declared(law));
        range = Some(match range.take() {
            Some(range) => range.or(own),
            None => own,
        });
        places = places.zip(quantities.places_of(*id, &law.model)).map(|(a, b): (u8, u8)| a.max(b));
    }
    for id in ends.into_iter().chain(tested) {
        quantities.mentions(id, &mut |mention| {
            facts.insert(mention);
        });
    }
    Some(Walk { definition, node, range: range?, places, mentions: facts.into_iter().collect() })
}

/// What a list comes to where this is asked of each item.
fn list_quantity(
    store: &Store,
    quantities: &mut Quantities,
    law: &InForce,
    kind: FoldKind,
    fold: &Fold,
    item: NodeId,
) -> QuantityId {
    let body = match quantities.find_body(fold.list, item) {
        Some(body) => body,
        None => {
            let body = list_body(store, quantities, law, fold, item);
            quantities.add_body(body)
        }
    };
    quantities.intern(Expression::Fold(kind, body))
}

fn list_body(store: &Store, quantities: &Quantities, law: &InForce, fold: &Fold, item: NodeId) -> ListBody {
    let list = fold.list;
    let mut mentions = BTreeSet::new();
    let mut mention = |id| {
        quantities.mentions(id, &mut |mention| match mention {
            Mention::Fact(fact) if law.model.is_field(fact) => {}
            Mention::Fact(_) | Mention::Figure(..) | Mention::NoNumber(_) => drop(mentions.insert(mention)),
        });
    };
    // Whether an item can count, whether it can fail to, and what it gives where it does.
    let (mut some, mut none) = (false, false);
    let (mut range, mut places): (Option<Range>, Option<u8>) = (None, Some(0));
    store.visit(item, &mut |met| match met {
        Ok(Leaf::Quantity(id)) => {
            some = true;
            mention(id);
            let own = quantities.range(id, &Declared(law));
            range = Some(match range.take() {
                Some(range) => range.or(own),
                None => own,
            });
            places = places.zip(quantities.places_of(id, &law.model)).map(|(a, b)| a.max(b));
        }
        Ok(Leaf::True) => some = true,
        Ok(_) => none = true,
        Err(Test::Axis(id)) => mention(id),
        Err(Test::Fact(_) | Test::Member(..) | Test::Open(_) | Test::Doubt(_)) => {}
    });
    let size = law.model.list(list).map_or((0, 0), |list| (list.min, list.max));
    let each = Share { must: u32::from(some && !none), may: u32::from(some), range: range.unwrap_or(Range::ANY) };
    ListBody { list, node: item, said: fold.clone(), size, each, places, mentions: mentions.into_iter().collect() }
}

fn truth(value: bool) -> NodeId {
    if value { Store::TRUE } else { Store::FALSE }
}

/// A comparison of two quantities, as a cut of the axis that their difference makes.
fn compare(
    store: &mut Store,
    quantities: &mut Quantities,
    law: &InForce,
    order: Order,
    left: QuantityId,
    right: QuantityId,
) -> Built1 {
    let unlimited = |id| matches!(quantities.get(id), Expression::Unlimited);
    match (unlimited(left), unlimited(right)) {
        (true, true) => return Ok(truth(matches!(order, Order::AtMost | Order::AtLeast))),
        (true, false) => return Ok(truth(matches!(order, Order::AtLeast | Order::MoreThan))),
        (false, true) => return Ok(truth(matches!(order, Order::AtMost | Order::LessThan))),
        (false, false) => {}
    }
    let (axis, cut, sign) = quantities.axis(left, right);
    let Some(axis) = axis else {
        let zero = Number::ZERO;
        return Ok(truth(match order {
            Order::AtMost => cut <= zero,
            Order::LessThan => cut < zero,
            Order::AtLeast => cut >= zero,
            Order::MoreThan => cut > zero,
        }));
    };
    let order = if sign > 0 {
        order
    } else {
        match order {
            Order::AtMost => Order::AtLeast,
            Order::LessThan => Order::MoreThan,
            Order::AtLeast => Order::AtMost,
            Order::MoreThan => Order::LessThan,
        }
    };
    match order {
        Order::AtMost => below(store, quantities, law, axis, Cut { at: cut, included: true }),
        Order::LessThan => below(store, quantities, law, axis, Cut { at: cut, included: false }),
        Order::AtLeast => {
            let less = below(store, quantities, law, axis, Cut { at: cut, included: false })?;
            store.not(less)
        }
        Order::MoreThan => {
            let most = below(store, quantities, law, axis, Cut { at: cut, included: true })?;
            store.not(most)
        }
    }
}

/// Below a cut; decided at once where the declared ranges leave nothing on one side of it.
fn below(store: &mut Store, quantities: &Quantities, law: &InForce, axis: QuantityId, cut: Cut) -> Built1 {
    let range = quantities.range(axis, &Declared(law));
    if range.high.as_ref().is_some_and(|high| cut.is_above(high)) {
        return Ok(Store::TRUE);
    }
    if range.low.as_ref().is_some_and(|low| !cut.is_above(low)) {
        return Ok(Store::FALSE);
    }
    // On a grid every cut is a strict one: at most 6 and less than 7 are the same.
    let cut = match quantities.places_of(axis, &law.model) {
        Some(places) => {
            let steps = &cut.at * &Number::power_of_ten(places);
            let next = if cut.included { &steps.floor() + &Number::ONE } else { steps.ceil() };
            let at = next.checked_div(&Number::power_of_ten(places)).unwrap_or(next);
            Cut { at, included: false }
        }
        None => cut,
    };
    let mut facts = Vec::new();
    quantities.mentions(axis, &mut |mention| {
        if let Mention::Fact(fact) | Mention::NoNumber(fact) = mention {
            facts.push(fact);
        }
    });
    store.below(axis, &facts, cut)
}

/// The declared ranges: what holds of every case.
pub(crate) struct Declared<'a>(pub(crate) &'a InForce);

impl Ranges for Declared<'_> {
    fn fact(&self, fact: FactId) -> Range {
        match &self.0.model.fact(fact).ty.kind {
            TypeKind::Quantity(ty) => Range { low: ty.min.clone(), high: ty.max.clone() },
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => Range::ANY,
        }
    }

    fn figure(&self, parameter: ParameterId, _: u16) -> Range {
        let ty = &self.0.model.parameter(parameter).ty;
        Range { low: ty.min.clone(), high: ty.max.clone() }
    }

    fn as_of(&self) -> Range {
        Range { low: Some(day_number(self.0.period.from)), high: Some(day_number(self.0.period.to)) }
    }
}
