//! The least sets of changes: a best-first hitting-set tree (Reiter 1987), by rising cost.
//!
//! A set of changes fails when no values of its facts give the answer. It is then grown as long as it still fails; every
//! set that does it has something of what it lacks, so the tree goes on with each of that. Sets are met by rising cost, so
//! none is missed; a superset of one found is passed over.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::game::{Chosen, Game, Next};
use super::goal::{End, Goal, Hope};
use super::numbers::{Tested, exactly, step};
use crate::case::Case;
use crate::decide::bits::Bits;
use crate::decide::settle::wanted;
use crate::decide::unknown::Unknown;
use crate::decide::walk::Extent;
use crate::decide::{Deciding, bind::Numbers, certain};
use crate::diagram::linear::contradict;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::diagram::solve::{Numbers as Solved, Wanted, solve};
use crate::diagram::{At, Leaf, Root, Test};
use crate::policy::model::{self, FactId, Known, TypeKind};
use crate::value::{Number, RoundingMode};

/// How often the numbers of a set are brought nearer in turn.
const ROUNDS: usize = 8;

/// How many plans of one set are tried.
const PLANS: usize = 64;

/// What can be done about a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing {
    /// It is found out, within what is known of it.
    Answer,
    /// It becomes otherwise.
    Change,
}

/// Something that can be done, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) fact: FactId,
    pub(super) doing: Doing,
    pub(super) cost: u32,
}

/// A set of changes that does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Miss {
    /// Places among the items, rising.
    pub(super) items: Vec<usize>,
    pub(super) cost: u32,
    /// The case so changed.
    pub(super) case: Case,
}

/// The sets found, by rising cost, then in the order of their items.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) misses: Vec<Miss>,
    /// Whether no other set, up to the cost of the last where there are as many as were wanted, does it.
    pub(super) complete: bool,
}

pub(super) struct Search<'a> {
    deciding: &'a Deciding<'a>,
    goal: &'a Goal,
    pub(super) items: Vec<Item>,
    tested: Tested,
    /// For each axis that was asked about, what it waits for; nothing where not each of its cells need be reached.
    waits: FxHashMap<usize, Option<Rc<[Unknown]>>>,
    steps: usize,
    is_sure: bool,
}

/// What became of a set.
enum Tried {
    Does(Case),
    /// No values do it.
    Fails,
    /// Some cells would do it, but no numbers were found in them, which proves nothing.
    NoNumbers,
}

impl<'a> Search<'a> {
    /// `all`: also through what is fixed, and judgements.
    pub(super) fn new(deciding: &'a Deciding<'a>, goal: &'a Goal, all: bool, steps: usize) -> Self {
        let model = deciding.model;
        let (facts, terms, ends) = on_the_way(deciding, goal, all);
        let mut items = Vec::new();
        for fact in facts {
            let declared = model.fact(fact);
            let (whole, known) = how_known(deciding.case, fact);
            let answer = Item { fact, doing: Doing::Answer, cost: u32::from(declared.costs.asking) };
            let change = Item { fact, doing: Doing::Change, cost: u32::from(declared.costs.changing) };
            items.extend((!whole && may_answer(deciding, fact, all)).then_some(answer));
            items.extend((known && may_change(deciding, fact, all)).then_some(change));
        }
        let tested = Tested::new(deciding, &terms, &ends);
        Self { deciding, goal, items, tested, waits: FxHashMap::default(), steps, is_sure: true }
    }

    pub(super) fn run(mut self, most: usize) -> (Found, Vec<Item>) {
        let mut found = Found::default();
        let mut conflicts: Vec<Vec<usize>> = Vec::new();
        let mut open: BTreeSet<(u32, Vec<usize>)> = BTreeSet::from([(0, Vec::new())]);
        found.complete = loop {
            let Some((cost, set)) = open.pop_first() else { break self.is_sure };
            if found.misses.len() >= most {
                break self.is_sure;
            }
            if self.steps == 0 {
                break false;
            }
            self.steps -= 1;
            if found.misses.iter().any(|miss| self.covers(&set, &miss.items)) {
                continue;
            }
            let known = conflicts.iter().position(|lacks| lacks.iter().all(|item| !set.contains(item)));
            let lacks = match known {
                Some(known) => conflicts[known].clone(),
                None => match self.attempt(&set) {
                    Tried::Does(case) => {
                        found.misses.push(self.miss(set, case));
                        continue;
                    }
                    Tried::NoNumbers => (0..self.items.len()).filter(|item| !set.contains(item)).collect(),
                    Tried::Fails => {
                        let lacks = self.lacking(set.clone());
                        conflicts.push(lacks.clone());
                        lacks
                    }
                },
            };
            for item in lacks {
                let next = self.items[item];
                if set.iter().any(|other| self.items[*other].fact == next.fact) {
                    continue;
                }
                let mut more = set.clone();
                more.push(item);
                more.sort_unstable();
                open.insert((cost.saturating_add(next.cost), more));
            }
        };
        found.misses.sort_by(|one, other| (one.cost, &one.items).cmp(&(other.cost, &other.items)));
        (found, self.items)
    }

    /// Whether a set has all of another; to change a fact is to answer it, too.
    fn covers(&self, set: &[usize], part: &[usize]) -> bool {
        let has = |item: &usize| {
            let wanted = self.items[*item];
            set.iter().any(|own| self.items[*own].fact == wanted.fact && self.items[*own].doing >= wanted.doing)
        };
        part.iter().all(has)
    }

    /// What was changed in the end: of a set not all need be. Where axes share what is unknown, some of it may be found to
    /// do nothing only now.
    fn miss(&self, set: Vec<usize>, mut case: Case) -> Miss {
        let mut items = Vec::new();
        for item in set {
            let fact = self.items[item].fact;
            let mut spared = case.clone();
            spared.set(fact, self.deciding.case.known(fact).cloned());
            if spared != case && self.does(&spared) {
                case = spared;
            } else if spared != case {
                items.push(item);
            }
        }
        let cost = items.iter().map(|item| self.items[*item].cost).sum();
        Miss { items, cost, case }
    }

    /// What a set that fails lacks, once it has been grown as long as it surely fails.
    fn lacking(&mut self, mut set: Vec<usize>) -> Vec<usize> {
        let mut lacks = Vec::new();
        for item in 0..self.items.len() {
            if set.contains(&item) {
                continue;
            }
            set.push(item);
            if !self.surely_fails(&set) {
                set.pop();
                lacks.push(item);
            }
        }
        lacks
    }

    /// The case in which what may move is not known, and the facts that may.
    fn relaxed(&self, set: &[usize]) -> (Case, Bits) {
        let mut case = self.deciding.case.clone();
        let mut free = self.deciding.enacted.reads.none();
        for item in set {
            let Item { fact, doing, .. } = self.items[*item];
            free.add(fact.index());
            if doing == Doing::Change {
                case.set(fact, None);
            }
        }
        (case, free)
    }

    /// Whether no cells of what a set's facts move give the answer: for sure, as long as nothing else is unsure.
    fn surely_fails(&mut self, set: &[usize]) -> bool {
        let (relaxed, free) = self.relaxed(set);
        let mut game = Game::new(self.deciding, self.goal, &relaxed, &free);
        let fails = !game.is_hopeful() || game.plans(self.steps, &mut |_| Next::Stop);
        self.steps = self.steps.saturating_sub(game.steps + 1);
        fails && (!self.is_sure || self.is_proof(&game, &relaxed))
    }

    /// Whether a game that was lost proves that no values of what may move give the answer.
    fn is_proof(&mut self, game: &Game<'_>, relaxed: &Case) -> bool {
        self.is_independent(game) || self.is_out_of_reach(relaxed)
    }

    /// Whether no values at all of what a case leaves open give the answer.
    fn is_out_of_reach(&self, case: &Case) -> bool {
        let deciding = Deciding::new(self.deciding.enacted, case, Extent::Decisions);
        let numbers = deciding.numbers();
        let is_reached = |(root, end): &(Root, End)| {
            let mut reached = false;
            deciding.walked.visit(*root, |at| {
                if let At::Leaf(leaf) = at {
                    reached |= end.hope(leaf, deciding.diagrams, &numbers) == Hope::Yes;
                }
            });
            reached
        };
        !self.goal.ends.iter().all(is_reached)
    }

    /// Whether what is unknown can lie in all the cells that a game left to it, together.
    ///
    /// Where two axes wait for the same, there may be no case behind some of their cells, and none to lose the game in.
    fn is_independent(&mut self, game: &Game<'_>) -> bool {
        let Some(axes) = game.left_open() else { return false };
        let mut all: Vec<Unknown> = Vec::new();
        axes.into_iter().all(|term| {
            let Some(waits) = self.waits_of(term) else { return false };
            let waits = waits.iter().filter(|unknown| !matches!(unknown, Unknown::Fact(fact) if game.frees(*fact)));
            let before = all.len();
            all.extend(waits.copied());
            all[before..].iter().all(|unknown| !all[..before].contains(unknown))
        })
    }

    fn waits_of(&mut self, term: usize) -> Option<Rc<[Unknown]>> {
        let deciding = self.deciding;
        let waits = self.waits.entry(term).or_insert_with(|| {
            let quantity = deciding.diagrams.compiled.terms[term].quantity()?;
            let is_plain = deciding.diagrams.quantities.is_plain(quantity) && deciding.reaches_all(term);
            is_plain.then(|| deciding.unknown_in(quantity).into())
        });
        waits.clone()
    }

    /// Looks for values of a set's facts that give the answer.
    fn attempt(&mut self, set: &[usize]) -> Tried {
        let (relaxed, free) = self.relaxed(set);
        let mut game = Game::new(self.deciding, self.goal, &relaxed, &free);
        if !game.is_hopeful() {
            self.is_sure &= self.is_proof(&game, &relaxed);
            return Tried::Fails;
        }
        let facts: Vec<FactId> = set.iter().map(|item| self.items[*item].fact).collect();
        let is_number = |fact: &FactId| matches!(self.deciding.model.fact(*fact).ty.kind, TypeKind::Quantity(_));
        let numbers: Vec<FactId> = facts.iter().copied().filter(is_number).collect();
        let (mut does, mut tried, mut sure) = (None, Vec::<Case>::new(), true);
        let all = game.plans(self.steps, &mut |plan| {
            let case = self.assigned(plan, &free);
            // With one number at most, the cells of its axes say nothing that trying its values does not.
            if numbers.len() < 2 {
                if tried.contains(&case) {
                    return Next::Another;
                }
                tried.push(case.clone());
            } else {
                let joint = self.joint(&case, plan, &relaxed, &free, &numbers);
                if joint.contradicts(self.deciding) {
                    return Next::Another;
                }
                sure = false;
                tried.push(case.clone());
            }
            does = self.realised(case, plan, &relaxed, &free, &numbers);
            if does.is_some() || tried.len() >= PLANS { Next::Stop } else { Next::Another }
        });
        self.steps = self.steps.saturating_sub(game.steps);
        let is_proof = does.is_some() || self.is_proof(&game, &relaxed);
        match does {
            Some(case) => Tried::Does(case),
            None if all && sure => {
                self.is_sure &= is_proof;
                Tried::Fails
            }
            None => {
                self.is_sure = false;
                Tried::NoNumbers
            }
        }
    }

    /// The case with what is no number put where a plan wants it.
    fn assigned(&self, plan: &[Chosen], free: &Bits) -> Case {
        let model = self.deciding.model;
        let mut case = self.deciding.case.clone();
        for &(term, (cell, _)) in plan {
            match self.deciding.diagrams.compiled.terms[term].test {
                Test::Fact(fact) if free.contains(fact.index()) => {
                    let is_truth = model.fact(fact).ty.kind == TypeKind::Boolean;
                    case.set(fact, Some(if is_truth { Known::Truth(cell == 1) } else { Known::Symbol(cell) }));
                }
                Test::Member(fact, symbol) if free.contains(fact.index()) => {
                    let TypeKind::Set(values) = model.fact(fact).ty.kind else { continue };
                    let mut members = match case.known(fact) {
                        Some(Known::Set(members)) => members.clone(),
                        _ => vec![None; model.enumeration(values).values.len()],
                    };
                    if let Some(member) = members.get_mut(usize::from(symbol)) {
                        *member = Some(cell == 1);
                    }
                    case.set(fact, Some(Known::Set(members)));
                }
                Test::Fact(_) | Test::Member(..) | Test::Axis(_) | Test::Open(_) | Test::Doubt(_) => {}
            }
        }
        case
    }

    /// The case with the nearest numbers under which it has the answer.
    fn realised(
        &self,
        mut case: Case,
        plan: &[Chosen],
        relaxed: &Case,
        free: &Bits,
        numbers: &[FactId],
    ) -> Option<Case> {
        if numbers.len() > 1 {
            let solved = self.joint(&case, plan, relaxed, free, numbers).solved(self.deciding)?;
            for fact in numbers {
                let number = solved.0.get(&Mention::Fact(*fact));
                case.set(*fact, number.cloned().map(exactly).or_else(|| case.known(*fact).cloned()));
            }
            if !self.does(&case) {
                return None;
            }
        }
        let rounds = if numbers.len() > 1 { ROUNDS } else { 1 };
        for _ in 0..rounds {
            let before = case.clone();
            for fact in numbers {
                let nearest = self.nearest(&case, *fact, relaxed)?;
                case.set(*fact, Some(nearest));
            }
            if case == before {
                break;
            }
        }
        let unknown = |fact: &&FactId| !how_known(self.deciding.case, **fact).0 && !how_known(relaxed, **fact).0;
        for fact in numbers.iter().filter(unknown) {
            if relaxed.known(*fact) == self.deciding.case.known(*fact) {
                self.widen(&mut case, *fact);
            }
        }
        self.does(&case).then_some(case)
    }

    /// What a plan wants of several numbers together.
    fn joint(&self, case: &Case, plan: &[Chosen], relaxed: &Case, free: &Bits, numbers: &[FactId]) -> Joint {
        let mut base = case.clone();
        numbers.iter().for_each(|fact| base.set(*fact, relaxed.known(*fact).cloned()));
        let terms = &self.deciding.diagrams.compiled.terms;
        let moved = plan.iter().filter(|(term, _)| self.deciding.enacted.reads.of(*term).meets(free));
        Joint { base, wanted: moved.filter_map(|(term, span)| wanted(&terms[*term], *span)).collect() }
    }

    /// The value of a number nearest to what it is that gives the answer, the others as they are; the least of one that
    /// is not known.
    fn nearest(&self, case: &Case, fact: FactId, relaxed: &Case) -> Option<Known> {
        let edges = self.candidates(case, fact, relaxed);
        let mut order: Vec<&Number> = edges.iter().collect();
        if let Some(Known::Between(low, high)) = self.deciding.case.known(fact)
            && relaxed.known(fact).is_none()
        {
            let away = |number: &&Number| match (low, high) {
                (Some(low), _) if *number < low => low - *number,
                (_, Some(high)) if *number > high => *number - high,
                _ => Number::ZERO,
            };
            order.sort_by(|one, other| (away(one), *one).cmp(&(away(other), *other)));
        }
        let number = order.into_iter().find(|number| self.does_with(case, fact, number))?;
        let now = match self.deciding.case.known(fact) {
            Some(Known::Between(Some(low), Some(high))) if relaxed.known(fact).is_none() => {
                Some(number.max(low).min(high))
            }
            _ => None,
        };
        Some(exactly(now.map_or_else(|| number.clone(), |now| self.drawn_in(case, fact, now, number))))
    }

    /// A number that does it, brought towards what it is now until one step nearer does not.
    ///
    /// What rises and falls, such as a sum less what it is rounded to, can change between two of the candidates and be at
    /// both of them what it was.
    fn drawn_in(&self, case: &Case, fact: FactId, now: &Number, does: &Number) -> Number {
        let step = step(self.deciding, fact);
        let towards = if does > now { -&step } else { step.clone() };
        let (mut fails, mut does) = (now.clone(), does.clone());
        let nearer = &does + &towards;
        if fails == does || !self.does_with(case, fact, &nearer) {
            return does;
        }
        does = nearer;
        loop {
            let sum = &fails + &does;
            let half = sum.checked_div(&Number::integer(2)).unwrap_or(sum);
            let middle = half.round_to(&step, RoundingMode::Down);
            if middle <= *(&fails).min(&does) || middle >= *(&fails).max(&does) {
                return does;
            }
            if self.does_with(case, fact, &middle) {
                does = middle;
            } else {
                fails = middle;
            }
        }
    }

    /// Whether the case has the answer with this number.
    fn does_with(&self, case: &Case, fact: FactId, number: &Number) -> bool {
        let mut tried = case.clone();
        tried.set(fact, Some(exactly(number.clone())));
        self.does(&tried)
    }

    fn candidates(&self, case: &Case, fact: FactId, relaxed: &Case) -> Vec<Number> {
        let mut open = case.clone();
        open.set(fact, relaxed.known(fact).cloned());
        self.tested.edges(self.deciding, &open, fact)
    }

    /// Of a number to be found out, all values from the least on that give the answer.
    fn widen(&self, case: &mut Case, fact: FactId) {
        let Some(Known::Between(Some(low), _)) = case.known(fact).cloned() else { return };
        for high in self.candidates(case, fact, self.deciding.case).into_iter().rev().filter(|high| *high > low) {
            let mut wide = case.clone();
            wide.set(fact, Some(Known::Between(Some(low.clone()), Some(high))));
            if self.does(&wide) {
                *case = wide;
                return;
            }
        }
    }

    fn does(&self, case: &Case) -> bool {
        let deciding = Deciding::new(self.deciding.enacted, case, Extent::Decisions);
        matches!(deciding.settled_or_possible(self.goal.decision), Ok(Ok(value)) if value == self.goal.value)
    }
}

/// What is wanted of the numbers that a case leaves open.
struct Joint {
    base: Case,
    wanted: Vec<Wanted>,
}

impl Joint {
    fn numbers<'j>(&'j self, deciding: &Deciding<'j>) -> Numbers<'j> {
        Numbers {
            law: deciding.law,
            case: &self.base,
            compiled: &deciding.diagrams.compiled,
            memo: deciding.diagrams.compiled.memo(),
            unknown: &certain,
        }
    }

    /// Whether no numbers can do it.
    fn contradicts(&self, deciding: &Deciding<'_>) -> bool {
        contradict(deciding.model, &deciding.diagrams.quantities, &self.numbers(deciding), &self.wanted)
    }

    /// Numbers that do it, where some were found.
    fn solved(&self, deciding: &Deciding<'_>) -> Option<Solved> {
        solve(deciding.model, &deciding.diagrams.quantities, &self.numbers(deciding), &self.wanted)
    }
}

/// Whether a fact is wholly known, and whether anything is known of it.
fn how_known(case: &Case, fact: FactId) -> (bool, bool) {
    match case.known(fact) {
        None | Some(Known::Asked) => (false, false),
        Some(Known::Truth(_) | Known::Symbol(_)) => (true, true),
        Some(Known::Between(low, high)) => (low.is_some() && low == high, true),
        Some(Known::List(items)) => (is_whole(items), true),
        Some(Known::Set(members)) => (members.iter().all(Option::is_some), members.iter().any(Option::is_some)),
    }
}

/// Whether everything is known of every item.
fn is_whole(items: &[model::Item]) -> bool {
    let known = |known: &Option<Known>| match known {
        None | Some(Known::Asked | Known::List(_)) => false,
        Some(Known::Truth(_) | Known::Symbol(_)) => true,
        Some(Known::Between(low, high)) => low.is_some() && low == high,
        Some(Known::Set(members)) => members.iter().all(Option::is_some),
    };
    items.iter().all(|item| item.0.iter().all(known))
}

/// A judgement is never inferred.
fn may_answer(deciding: &Deciding<'_>, fact: FactId, all: bool) -> bool {
    all || !deciding.model.fact(fact).judgement
}

fn may_change(deciding: &Deciding<'_>, fact: FactId, all: bool) -> bool {
    let declared = deciding.model.fact(fact);
    // A list stays as it is: which other lists there could be is past counting.
    let is_list = matches!(declared.ty.kind, TypeKind::List(_));
    !is_list && (all || !(declared.judgement || declared.fixed))
}

/// The facts, terms and wanted quantities that the decision's diagrams can come by, whatever may be done.
fn on_the_way(deciding: &Deciding<'_>, goal: &Goal, all: bool) -> (Vec<FactId>, Vec<usize>, Vec<(QuantityId, Number)>) {
    let mut open = deciding.case.clone();
    for fact in (0..deciding.model.facts.len()).map(FactId::from) {
        if may_change(deciding, fact, all) {
            open.set(fact, None);
        }
    }
    let walk = Deciding::new(deciding.enacted, &open, Extent::Decisions);
    let (mut terms, mut quantities, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for (root, end) in &goal.ends {
        walk.walked.visit(*root, |at| match at {
            At::Node { term, .. } => terms.push(term),
            At::Leaf(Leaf::Quantity(quantity)) => {
                quantities.push(quantity);
                if let End::Number(number) = end {
                    ends.push((quantity, number.clone()));
                }
            }
            At::Leaf(_) => {}
        });
    }
    terms.sort_unstable();
    terms.dedup();
    let mut facts: Vec<FactId> = Vec::new();
    terms.iter().for_each(|term| facts.extend(deciding.enacted.reads.of(*term).iter().map(FactId::from)));
    for quantity in quantities {
        deciding.diagrams.quantities.mentions(quantity, &mut |mention| {
            if let Mention::Fact(fact) = mention {
                facts.push(fact);
            }
        });
    }
    facts.sort_unstable();
    facts.dedup();
    (facts, terms, ends)
}
