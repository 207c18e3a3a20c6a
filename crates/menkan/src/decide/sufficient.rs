//! The facts that suffice: a smallest part of what is known of a case under which nothing else could change a decision.
//!
//! A set of facts suffices when the case with these alone known still has the decision settled as it was. What is told is
//! found from two sides (Reiter 1987; implicit hitting sets, Moreno-Centeno and Karp 2013). From above: the facts that the
//! walk read suffice, and each that can be spared is dropped. From below: when some set does not suffice, it is grown until
//! any one more fact would make it suffice or all are in; every sufficient set must hit what it still lacks. A smallest set
//! that hits all of these is sufficient, and so a smallest one, or shows what else must be hit.

use std::sync::Arc;

use super::walk::Extent;
use super::{DecideError, Deciding, Enacted, Value};
use crate::case::Case;
use crate::diagram::quantity::Mention;
use crate::diagram::{At, Leaf, Test};
use crate::policy::model::{DefinitionId, FactId, Known};

/// How many parts of a case are decided at most to find the facts that suffice for one decision.
pub const SUFFICIENT_TESTS: usize = 1_000;

/// How many steps are taken at most to find one smallest set that hits others.
const HITTING_STEPS: usize = 5_000;

/// The facts that suffice for a decision: with these known, nothing else of the case could change it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sufficient {
    /// The decision.
    pub decision: Arc<str>,
    /// The facts, by layer and name. None of them can be spared.
    pub facts: Vec<Arc<str>>,
    /// Whether no set of fewer of the case's facts suffices; otherwise the search ended before that was shown.
    pub smallest: bool,
}

impl Deciding<'_> {
    /// The facts that suffice for a decision that is settled.
    ///
    /// # Errors
    /// Where the rules of the decision leave a gap, or disagree.
    pub(super) fn sufficient(&self, decision: DefinitionId) -> Result<Option<Sufficient>, DecideError> {
        let Ok(value) = self.settled_or_possible(decision)? else { return Ok(None) };
        let nothing = Parts { enacted: self.enacted, case: self.case, decision, value: &value, tests: 0 }.of(&[]);
        // What the diagrams never ask for can neither settle nor spoil anything.
        let all = self.facts_on_the_way(&Deciding::new(self.enacted, &nothing, Extent::Decisions), decision);
        let read = self.facts_on_the_way(self, decision);
        let mut parts = Parts { enacted: self.enacted, case: self.case, decision, value: &value, tests: 0 };
        let (mut facts, smallest) = parts.least(&all, &read);
        facts.sort_by_key(|fact| (self.model.fact(*fact).layer, &self.model.fact(*fact).name.key));
        let facts = facts.into_iter().map(|fact| Arc::clone(&self.model.fact(fact).name.key)).collect();
        Ok(Some(Sufficient { decision: self.key(decision), facts, smallest }))
    }

    /// The facts that the case knows something of, among those that a decision's diagrams ask for on the ways that some
    /// walk leaves open; rising.
    fn facts_on_the_way(&self, walk: &Deciding<'_>, decision: DefinitionId) -> Vec<FactId> {
        let (terms, quantities) = (&self.diagrams.compiled.terms, &self.diagrams.quantities);
        let mut facts = Vec::new();
        let of_quantity = |quantity, facts: &mut Vec<FactId>| {
            quantities.mentions(quantity, &mut |mention| match mention {
                Mention::Fact(fact) | Mention::NoNumber(fact) => facts.push(fact),
                Mention::Figure(..) => {}
            });
        };
        for root in self.roots(&[decision]) {
            walk.walked.visit(root, |at| match at {
                At::Node { term, .. } => match terms[term].test {
                    Test::Fact(fact) | Test::Member(fact, _) => facts.push(fact),
                    Test::Axis(quantity) => of_quantity(quantity, &mut facts),
                    Test::Open(_) | Test::Doubt(_) => {}
                },
                At::Leaf(Leaf::Quantity(quantity)) => of_quantity(quantity, &mut facts),
                At::Leaf(_) => {}
            });
        }
        facts.sort_unstable();
        facts.dedup();
        facts.retain(|fact| self.case.known(*fact).is_some_and(|known| *known != Known::Asked));
        facts
    }
}

/// A case of which parts are decided.
struct Parts<'a> {
    enacted: &'a Enacted,
    case: &'a Case,
    decision: DefinitionId,
    value: &'a Value,
    tests: usize,
}

impl Parts<'_> {
    /// The case of which these facts alone are known.
    fn of(&self, facts: &[FactId]) -> Case {
        let mut part = Case::new(&self.enacted.in_force.model, self.case.as_of);
        part.settings.clone_from(&self.case.settings);
        for fact in facts {
            part.set(*fact, self.case.known(*fact).cloned());
        }
        part
    }

    /// Whether these facts suffice. What suffices does so with more facts known, too.
    fn suffice(&mut self, facts: &[FactId]) -> bool {
        self.tests += 1;
        let part = self.of(facts);
        let deciding = Deciding::new(self.enacted, &part, Extent::Decisions);
        // A gap or a conflict that a part of a case may still meet is no value.
        matches!(deciding.settled_or_possible(self.decision), Ok(Ok(value)) if value == *self.value)
    }

    /// A smallest set among `all` that suffices, given one that does; and whether it was shown to be smallest.
    fn least(&mut self, all: &[FactId], enough: &[FactId]) -> (Vec<FactId>, bool) {
        let best = self.without_idle(enough.to_vec());
        let mut to_hit: Vec<Vec<FactId>> = Vec::new();
        loop {
            let set = match hitting(&to_hit, best.len()) {
                Hitting::Least(set) => set,
                Hitting::NoneSmaller => return (best, true),
                Hitting::TooLong => return (best, false),
            };
            if self.suffice(&set) {
                return (set, true);
            }
            if self.tests + all.len() > SUFFICIENT_TESTS {
                return (best, false);
            }
            let mut grown = set;
            let mut lacks = Vec::new();
            for fact in all {
                if grown.contains(fact) {
                    continue;
                }
                grown.push(*fact);
                if self.suffice(&grown) {
                    grown.pop();
                    lacks.push(*fact);
                }
            }
            to_hit.push(lacks);
        }
    }

    /// A part of a set that suffices of which no fact can be spared.
    fn without_idle(&mut self, mut facts: Vec<FactId>) -> Vec<FactId> {
        for place in (0..facts.len()).rev() {
            let fact = facts.remove(place);
            if !self.suffice(&facts) {
                facts.insert(place, fact);
            }
        }
        facts
    }
}

/// The least set that has something of each of some sets.
enum Hitting {
    Least(Vec<FactId>),
    /// None has fewer elements than asked for.
    NoneSmaller,
    TooLong,
}

/// The least set of fewer than `below` facts that has something of each set: the first by size, then in their order.
fn hitting(sets: &[Vec<FactId>], below: usize) -> Hitting {
    let mut steps = HITTING_STEPS;
    for size in 0..below {
        let mut chosen = Vec::new();
        match hit(sets, size, &mut chosen, &mut steps) {
            Some(true) => return Hitting::Least(chosen),
            Some(false) => {}
            None => return Hitting::TooLong,
        }
    }
    Hitting::NoneSmaller
}

/// Whether so many more facts can hit all sets; `None`: no steps are left.
fn hit(sets: &[Vec<FactId>], more: usize, chosen: &mut Vec<FactId>, steps: &mut usize) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    let Some(missed) = sets.iter().find(|set| !set.iter().any(|fact| chosen.contains(fact))) else { return Some(true) };
    if more == 0 {
        return Some(false);
    }
    for fact in missed {
        chosen.push(*fact);
        if hit(sets, more - 1, chosen, steps)? {
            return Some(true);
        }
        chosen.pop();
    }
    Some(false)
}
