//! Which assumptions settled decisions rest on.
//!
//! An assumption is listed unless the decision stays settled when it and every assumption not listed count as unknown.
//! They are struck in canonical order, as long as the decision stays settled; what cannot be struck is listed.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::Deciding;
use super::bind::{Numbers, cells_of};
use super::bits::Bits;
use super::decision::Assumed;
use super::error::DecideError;
use super::law::{Doubt, Doubted};
use super::outcome::of_leaves;
use super::remainder::{Next, Passing, Remainder};
use super::walk::{Extent, Span, Walked};
use crate::diagram::Leaf;
use crate::policy::law::Target;
use crate::policy::model::DefinitionId;

impl Deciding<'_> {
    /// The assumptions that each of these settled decisions rests on, in canonical order.
    pub(super) fn assumptions(&self, settled: &[DefinitionId]) -> Result<Vec<Assumed>, DecideError> {
        if self.law.assumptions.is_empty() {
            return Ok(Vec::new());
        }
        let mut striking = Striking::new(self, self.enacted.doubted()?);
        let mut rest: Vec<Vec<Arc<str>>> = vec![Vec::new(); self.law.assumptions.len()];
        for &id in settled {
            striking.listed(id, |place| rest[place].push(self.key(id)));
        }
        Ok(self.assumed(rest))
    }

    /// The assumptions that bear on what is still open of some decisions, in canonical order.
    pub(crate) fn bearing(&self, open: &[DefinitionId]) -> Result<Vec<Assumed>, DecideError> {
        if self.law.assumptions.is_empty() || open.is_empty() {
            return Ok(Vec::new());
        }
        let mut striking = Striking::new(self, self.enacted.doubted()?);
        let mut bearing: Vec<Vec<Arc<str>>> = vec![Vec::new(); self.law.assumptions.len()];
        for &id in open {
            let mut near = Bits::none(bearing.len());
            striking.start(id);
            striking.bearing(&mut near);
            near.iter().for_each(|place| bearing[place].push(self.key(id)));
        }
        Ok(self.assumed(bearing))
    }

    /// The assumptions on which some decisions rest.
    fn assumed(&self, rest: Vec<Vec<Arc<str>>>) -> Vec<Assumed> {
        let all = self.law.assumptions.iter().zip(self.enacted.why_assumed()).zip(rest);
        all.filter(|(_, decisions)| !decisions.is_empty())
            .map(|((assumption, why), decisions)| Assumed {
                kind: assumption.kind.key(),
                name: Arc::clone(&assumption.name),
                why: Arc::clone(why),
                decisions,
            })
            .collect()
    }
}

/// A case in whose law assumptions are struck.
struct Striking<'a> {
    walked: Walked<'a>,
    remainder: Remainder,
    doubts: Doubts<'a>,
    /// Where the diagrams of a decision that are still open begin.
    starts: Vec<Next>,
    /// The assumptions that bear on what was passed last.
    near: Bits,
}

/// What is struck: what rests on it counts as unknown.
struct Doubts<'a> {
    deciding: &'a Deciding<'a>,
    doubted: &'a Doubted,
    struck: Bits,
    /// For each term, the cells found so far, by which of its doubtful figures are unknown.
    found: Vec<Vec<(u64, Span)>>,
}

impl<'a> Striking<'a> {
    fn new(deciding: &'a Deciding<'a>, doubted: &'a Doubted) -> Self {
        let (compiled, quantities) = (&doubted.diagrams.compiled, &doubted.diagrams.quantities);
        let numbers =
            Numbers { law: deciding.law, case: deciding.case, compiled, memo: compiled.memo(), unknown: &|_| true };
        // Walks with everything unknown lead as far as any walk does.
        let walked = Walked::new(&doubted.rooms, compiled, quantities, &numbers, Extent::Decisions);
        let none = Bits::none(deciding.law.assumptions.len());
        let found = vec![Vec::new(); compiled.terms.len()];
        Self {
            walked,
            remainder: doubted.remainder(),
            doubts: Doubts { deciding, doubted, struck: none.clone(), found },
            starts: Vec::new(),
            near: none,
        }
    }

    /// Tells the places of the assumptions that cannot be struck for one decision, in canonical order.
    fn listed(&mut self, id: DefinitionId, mut tell: impl FnMut(usize)) {
        self.start(id);
        if self.starts.is_empty() {
            return;
        }
        let deciding = self.doubts.deciding;
        let mut near = std::mem::replace(&mut self.near, Bits::none(0));
        let mut passed = Bits::none(deciding.law.assumptions.len());
        if self.stays(&mut near) {
            for place in 0..deciding.law.assumptions.len() {
                self.doubts.struck.add(place);
                // What bears on nothing that was passed changes no way.
                if !near.contains(place) {
                    continue;
                }
                if self.stays(&mut passed) {
                    std::mem::swap(&mut near, &mut passed);
                } else {
                    self.doubts.struck.remove(place);
                    tell(place);
                }
            }
        } else {
            // With every figure as stated these diagrams still know less than those that decided: there a figure is a
            // number and two comparisons of one fact are told apart. So nothing proves that anything can be struck.
            near.clear();
            self.bearing(&mut near);
            near.iter().for_each(tell);
        }
        self.near = near;
    }

    /// Begins with a decision, nothing struck.
    fn start(&mut self, id: DefinitionId) {
        let roots = &self.doubts.doubted.diagrams.compiled.definitions[id.index()];
        self.starts.clear();
        for root in roots.value.iter().chain(&roots.members) {
            match self.remainder.of(&self.walked, *root) {
                // Of a quantity the figures may be doubted.
                Next::End(leaf) if !matches!(leaf, Leaf::Quantity(_)) => {}
                start => self.starts.push(start),
            }
        }
        self.doubts.struck.clear();
    }

    /// Adds the assumptions that bear on what can be passed.
    fn bearing(&mut self, near: &mut Bits) {
        let Self { walked, remainder, doubts, starts, .. } = self;
        for start in starts.iter() {
            let _ = remainder.visit(walked, *start, &mut Bearing { doubts: &mut *doubts, near: &mut *near });
        }
    }

    /// Whether each of the diagrams has one value; and which assumptions bear on what was passed.
    fn stays(&mut self, near: &mut Bits) -> bool {
        near.clear();
        let Self { walked, remainder, doubts, starts, .. } = self;
        starts.iter().all(|start| {
            let mut answer = Answer { doubts: &mut *doubts, near: &mut *near, first: None };
            let one = remainder.visit(walked, *start, &mut answer).is_continue();
            one && answer.first.is_none_or(|leaf| doubts.are_one(&[leaf]))
        })
    }
}

/// The one answer that a diagram leads to, as far as it has been passed.
struct Answer<'s, 'a> {
    doubts: &'s mut Doubts<'a>,
    near: &'s mut Bits,
    first: Option<Leaf>,
}

impl Passing for Answer<'_, '_> {
    fn cells(&mut self, term: usize) -> Span {
        self.near.add_all(&self.doubts.doubted.of_term[term]);
        self.doubts.cells(term)
    }

    fn end(&mut self, leaf: Leaf) -> ControlFlow<()> {
        if let Leaf::Quantity(quantity) = leaf {
            self.near.add_all(&self.doubts.doubted.of_quantity(quantity));
        }
        match (leaf, self.first) {
            (Leaf::Gap | Leaf::Conflict, _) => ControlFlow::Continue(()),
            (_, Some(first)) if first == leaf || self.doubts.are_one(&[first, leaf]) => ControlFlow::Continue(()),
            (_, Some(_)) => ControlFlow::Break(()),
            (_, None) => {
                self.first = Some(leaf);
                ControlFlow::Continue(())
            }
        }
    }
}

/// Which assumptions bear on what is passed, whatever it leads to.
struct Bearing<'s, 'a> {
    doubts: &'s mut Doubts<'a>,
    near: &'s mut Bits,
}

impl Passing for Bearing<'_, '_> {
    fn cells(&mut self, term: usize) -> Span {
        self.near.add_all(&self.doubts.doubted.of_term[term]);
        self.doubts.cells(term)
    }

    fn end(&mut self, leaf: Leaf) -> ControlFlow<()> {
        if let Leaf::Quantity(quantity) = leaf {
            self.near.add_all(&self.doubts.doubted.of_quantity(quantity));
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Striking<'_> {
    fn drop(&mut self) {
        self.doubts.doubted.give_back(std::mem::take(&mut self.remainder));
    }
}

impl Doubts<'_> {
    /// Where a term can lie.
    fn cells(&mut self, term: usize) -> Span {
        let items = match &self.doubted.doubts[term] {
            Doubt::Item(item) => return if self.is_unknown(*item) { UNKNOWN } else { AS_STATED },
            Doubt::Figures(items) => items,
        };
        let unknown = items.iter().zip(0..).filter(|(item, _)| self.is_unknown(**item));
        // Figures past the sixty-fourth are too many to keep what was found.
        let key = (items.len() <= 64).then(|| unknown.fold(0_u64, |bits, (_, bit)| bits | 1 << bit));
        if let Some((_, cells)) = self.found[term].iter().find(|(bits, _)| Some(*bits) == key) {
            return *cells;
        }
        let diagrams = &self.doubted.diagrams;
        let cells =
            self.with_numbers(|numbers| cells_of(&diagrams.compiled.terms[term], &diagrams.quantities, numbers));
        self.found[term].extend(key.map(|bits| (bits, cells)));
        cells
    }

    /// Whether some different ends are one value: of two quantities it can turn out that they are one number.
    fn are_one(&self, leaves: &[Leaf]) -> bool {
        if leaves.iter().all(|leaf| matches!(leaf, Leaf::Quantity(_))) {
            self.with_numbers(|numbers| of_leaves(&self.doubted.diagrams, leaves.to_vec(), numbers).is_settled())
        } else {
            leaves.len() == 1
        }
    }

    fn with_numbers<T>(&self, ask: impl FnOnce(&Numbers<'_>) -> T) -> T {
        let unknown = |target: Target| self.doubted.items.get(&target).is_some_and(|item| self.is_unknown(*item));
        ask(&Numbers {
            law: self.deciding.law,
            case: self.deciding.case,
            compiled: &self.doubted.diagrams.compiled,
            memo: self.doubted.diagrams.compiled.memo(),
            unknown: &unknown,
        })
    }

    fn is_unknown(&self, item: usize) -> bool {
        self.deciding.law.doubtful[item].is_unknown(&|place| self.struck.contains(place))
    }
}

/// The cells of a doubt: as stated; it holds whatever is stated, or fails.
const AS_STATED: Span = (0, 0);
const UNKNOWN: Span = (1, 2);
