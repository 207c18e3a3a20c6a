//! Whether some values of some facts give a decision the answer wanted, whatever is still unknown; and by which cells.
//!
//! The facts that may move are *free*: a term that reads one may lie in any of the cells that it then can have. Every
//! other term lies where it lies in the case; where that is several cells, the answer must come out in all of them.
//! [`Game::hope`] decides this for one node at a time, as if each choice could wait for what is unknown: where it says
//! no, no values do. [`Game::plans`] gives the choices that serve all ways at once.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::choices::{Choices, choices};
use super::goal::{Goal, Hope};
use crate::case::Case;
use crate::decide::bind::Numbers;
use crate::decide::bits::Bits;
use crate::decide::walk::Span;
use crate::decide::{Deciding, certain};
use crate::diagram::{At, Place};
use crate::policy::model::FactId;

/// A term with the cells that it is chosen to lie in; which of them is left to what is unknown.
pub(super) type Chosen = (usize, Span);

/// Nodes to be led to the end wanted: of which diagram, and where.
type Front = Vec<(usize, Place)>;

/// What a plan is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Give another one.
    Another,
    /// No more are wanted.
    Stop,
}

/// One choice of free facts.
pub(super) struct Game<'a> {
    deciding: &'a Deciding<'a>,
    goal: &'a Goal,
    /// The case with what may move unknown.
    numbers: Numbers<'a>,
    free: &'a Bits,
    /// Of each term that has been met, the choices.
    choices: FxHashMap<usize, Rc<Choices>>,
    hopes: FxHashMap<(usize, Place), Hope>,
    dead: FxHashSet<Front>,
    /// How many fronts have been looked at.
    pub(super) steps: usize,
}

impl<'a> Game<'a> {
    /// `relaxed` is the case in which what may move is not known; `free` are the facts that may move.
    pub(super) fn new(deciding: &'a Deciding<'a>, goal: &'a Goal, relaxed: &'a Case, free: &'a Bits) -> Self {
        Self {
            deciding,
            goal,
            numbers: Numbers {
                law: deciding.law,
                case: relaxed,
                compiled: &deciding.diagrams.compiled,
                memo: deciding.diagrams.compiled.memo(),
                unknown: &certain,
            },
            free,
            choices: FxHashMap::default(),
            hopes: FxHashMap::default(),
            dead: FxHashSet::default(),
            steps: 0,
        }
    }

    /// Whether there is hope at all; where there is none, no values of the free facts give the answer.
    pub(super) fn is_hopeful(&mut self) -> bool {
        let start = |game: &Self, of: usize| game.deciding.diagrams.compiled.start(game.goal.ends[of].0);
        (0..self.goal.ends.len()).all(|of| {
            let place = start(self, of);
            self.hope(of, place) == Hope::Yes
        })
    }

    /// The choices about a term: of one that is not free, the only one, which leaves all its cells to what is unknown.
    fn choices(&mut self, term: usize) -> Rc<Choices> {
        if let Some(known) = self.choices.get(&term) {
            return Rc::clone(known);
        }
        let diagrams = self.deciding.diagrams;
        let choices = if self.is_free(term) {
            let mut choices = choices(&diagrams.compiled.terms[term], &diagrams.quantities, &self.numbers, self.free);
            self.nearest_first(term, &mut choices.spans);
            choices
        } else {
            Choices { spans: vec![self.deciding.walked.cells(term)], is_shared: false }
        };
        let choices = Rc::new(choices);
        self.choices.insert(term, Rc::clone(&choices));
        choices
    }

    /// The axes met so far that what is unknown moves; nothing where it has several cells of one that is free, too.
    pub(super) fn left_open(&self) -> Option<Vec<usize>> {
        let mut axes = Vec::new();
        for (term, choices) in &self.choices {
            let is_wide = choices.spans.iter().any(|(first, last)| first != last);
            let is_axis = self.deciding.diagrams.compiled.terms[*term].quantity().is_some();
            if is_axis && (is_wide || choices.is_shared) {
                if is_wide && choices.is_shared {
                    return None;
                }
                axes.push(*term);
            }
        }
        Some(axes)
    }

    /// Whether a fact may move.
    pub(super) fn frees(&self, fact: FactId) -> bool {
        self.free.contains(fact.index())
    }

    fn is_free(&self, term: usize) -> bool {
        self.deciding.enacted.reads.of(term).meets(self.free)
    }

    fn hope(&mut self, of: usize, mut place: Place) -> Hope {
        let compiled = &self.deciding.diagrams.compiled;
        let (base, choices) = loop {
            match compiled.at(place) {
                At::Leaf(leaf) => return self.goal.ends[of].1.hope(leaf, self.deciding.diagrams, &self.numbers),
                At::Node { term, base } => {
                    let choices = self.choices(term);
                    match *choices.spans {
                        [(first, last)] if first == last => place = compiled.child(base, first),
                        _ => break (base, choices),
                    }
                }
            }
        };
        if let Some(known) = self.hopes.get(&(of, place)) {
            return *known;
        }
        // The best choice counts, and of its cells the worst; what no case takes harms nobody.
        let mut hope = Hope::No;
        for (first, last) in &choices.spans {
            let cells = (*first..=*last).map(|cell| self.hope(of, compiled.child(base, cell)));
            match cells.min().unwrap_or(Hope::No) {
                Hope::Yes => {
                    hope = Hope::Yes;
                    break;
                }
                worst => hope = hope.max(worst),
            }
        }
        self.hopes.insert((of, place), hope);
        hope
    }

    /// Calls `plan` with the choices of cells that lead every way that is left to the end wanted, the nearest cells first,
    /// until it wants no more or so many fronts have been looked at. Gives whether all were told.
    pub(super) fn plans(&mut self, most: usize, plan: &mut dyn FnMut(&[Chosen]) -> Next) -> bool {
        let compiled = &self.deciding.diagrams.compiled;
        let ends = self.goal.ends.iter().enumerate();
        let front: Front = ends.map(|(of, (root, _))| (of, compiled.start(*root))).collect();
        let (mut chosen, mut all) = (Vec::new(), true);
        self.choose(front, &mut chosen, most, plan, &mut all);
        all
    }

    /// Whether a plan was found from here on; `all` becomes false where some were left out.
    fn choose(
        &mut self,
        front: Front,
        chosen: &mut Vec<Chosen>,
        most: usize,
        plan: &mut dyn FnMut(&[Chosen]) -> Next,
        all: &mut bool,
    ) -> bool {
        self.steps += 1;
        if self.steps > most {
            *all = false;
            return true;
        }
        let Some(front) = self.followed(&front) else { return false };
        if self.dead.contains(&front) {
            return false;
        }
        let compiled = &self.deciding.diagrams.compiled;
        let term_at = |place: Place| match compiled.at(place) {
            At::Node { term, .. } => Some(term),
            At::Leaf(_) => None,
        };
        let Some(term) = front.iter().filter_map(|(_, place)| term_at(*place)).min() else {
            *all &= plan(chosen) == Next::Another;
            return true;
        };
        let through = |(first, last): Span| {
            let mut next: Front = Vec::with_capacity(front.len());
            for &(of, place) in &front {
                match compiled.at(place) {
                    At::Node { term: own, base } if own == term => {
                        next.extend((first..=last).map(|cell| (of, compiled.child(base, cell))));
                    }
                    At::Node { .. } | At::Leaf(_) => next.push((of, place)),
                }
            }
            next
        };
        let is_free = self.is_free(term);
        let mut found = false;
        for span in &self.choices(term).spans {
            chosen.extend(is_free.then_some((term, *span)));
            found |= self.choose(through(*span), chosen, most, plan, all);
            chosen.truncate(chosen.len() - usize::from(is_free));
            if !*all {
                return true;
            }
        }
        if !found {
            self.dead.insert(front);
        }
        found
    }

    /// The front without what is reached already; nothing where some way leads elsewhere.
    fn followed(&mut self, front: &Front) -> Option<Front> {
        let compiled = &self.deciding.diagrams.compiled;
        let mut next: Front = Vec::with_capacity(front.len());
        for &(of, mut place) in front {
            loop {
                match compiled.at(place) {
                    At::Leaf(leaf) => {
                        let hope = self.goal.ends[of].1.hope(leaf, self.deciding.diagrams, &self.numbers);
                        if hope == Hope::No {
                            return None;
                        }
                        break;
                    }
                    At::Node { term, base } => {
                        if let [(first, last)] = *self.choices(term).spans
                            && first == last
                        {
                            place = compiled.child(base, first);
                            continue;
                        }
                        if self.hope(of, place) == Hope::No {
                            return None;
                        }
                        next.push((of, place));
                        break;
                    }
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        Some(next)
    }

    /// Puts first where the term lies now, then what is least far from there.
    fn nearest_first(&self, term: usize, choices: &mut [Span]) {
        let now = self.deciding.walked.cells(term);
        if now.0 == now.1 {
            let away = |(first, last): &Span| first.saturating_sub(now.0).max(now.0.saturating_sub(*last));
            choices.sort_by_key(|span| (away(span), *span));
        }
    }
}
