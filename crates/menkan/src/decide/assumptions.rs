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
use super::remainder::{Met, Next, Remainder};
use super::walk::{Extent, Span, Walked};
use crate::diagram::Leaf;
use crate::policy::law::Target;
use crate::policy::model::{DefinitionId, TypeKind};

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
        let all = self.law.assumptions.iter().zip(&self.enacted.told.assumptions).zip(rest);
        Ok(all
            .filter(|(_, decisions)| !decisions.is_empty())
            .map(|((assumption, why), decisions)| Assumed {
                kind: assumption.kind.key(),
                name: Arc::clone(&assumption.name),
                why: Arc::clone(why),
                decisions,
            })
            .collect())
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
        let numbers = Numbers { law: deciding.law, case: deciding.case, unknown: &|_| true };
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
        let Doubts { deciding, doubted, .. } = self.doubts;
        let roots = &doubted.diagrams.compiled.definitions[id.index()];
        self.starts.clear();
        for root in roots.value.iter().chain(&roots.members) {
            match self.remainder.of(&self.walked, *root) {
                // Of a quantity the figures may be doubted.
                Next::End(leaf) if !matches!(leaf, Leaf::Quantity(_)) => {}
                start => self.starts.push(start),
            }
        }
        if self.starts.is_empty() {
            return;
        }
        let is_quantity = matches!(deciding.law.definition(id).ty.kind, TypeKind::Quantity(_));
        self.doubts.struck.clear();
        let mut near = std::mem::replace(&mut self.near, Bits::none(0));
        let mut passed = Bits::none(deciding.law.assumptions.len());
        if self.stays(is_quantity, &mut near) {
            for place in 0..deciding.law.assumptions.len() {
                self.doubts.struck.add(place);
                // What bears on nothing that was passed changes no way.
                if !near.contains(place) {
                    continue;
                }
                if self.stays(is_quantity, &mut passed) {
                    std::mem::swap(&mut near, &mut passed);
                } else {
                    self.doubts.struck.remove(place);
                    tell(place);
                }
            }
        }
        self.near = near;
    }

    /// Whether each of the diagrams has one value; and which assumptions bear on what was passed.
    fn stays(&mut self, is_quantity: bool, near: &mut Bits) -> bool {
        near.clear();
        let Self { walked, remainder, doubts, starts, .. } = self;
        let doubted = doubts.doubted;
        starts.iter().all(|start| {
            let mut first: Option<Leaf> = None;
            let mut more: Vec<Leaf> = Vec::new();
            let found = remainder.visit(
                walked,
                &[*start],
                |term| doubts.cells(term),
                |met| {
                    match met {
                        Met::Term(term) => near.add_all(&doubted.of_term[term]),
                        Met::End(Leaf::Gap | Leaf::Conflict) => {}
                        // Only of two quantities can it turn out that they are one number.
                        Met::End(leaf) if is_quantity => {
                            if let Leaf::Quantity(quantity) = leaf {
                                near.add_all(&doubted.of_quantity(quantity));
                            }
                            more.push(leaf);
                        }
                        Met::End(leaf) => {
                            if first.is_some_and(|first| first != leaf) {
                                return ControlFlow::Break(());
                            }
                            first = Some(leaf);
                        }
                    }
                    ControlFlow::Continue(())
                },
            );
            if is_quantity && !more.is_empty() {
                more.sort_unstable();
                more.dedup();
                return doubts.are_one(more);
            }
            found.is_continue()
        })
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

    /// Whether some ends are one value.
    fn are_one(&self, leaves: Vec<Leaf>) -> bool {
        self.with_numbers(|numbers| of_leaves(&self.doubted.diagrams, leaves, numbers).is_settled())
    }

    fn with_numbers<T>(&self, ask: impl FnOnce(&Numbers<'_>) -> T) -> T {
        let unknown = |target: Target| self.doubted.items.get(&target).is_some_and(|item| self.is_unknown(*item));
        ask(&Numbers { law: self.deciding.law, case: self.deciding.case, unknown: &unknown })
    }

    fn is_unknown(&self, item: usize) -> bool {
        self.deciding.law.doubtful[item].is_unknown(&|place| self.struck.contains(place))
    }
}

/// The cells of a doubt: as stated; it holds whatever is stated, or fails.
const AS_STATED: Span = (0, 0);
const UNKNOWN: Span = (1, 2);
