//! Which assumptions settled decisions rest on.
//!
//! An assumption is listed unless the decision stays settled when it and every assumption not listed count as unknown.
//! They are struck in canonical order, as long as the decision stays settled; what cannot be struck is listed. The less
//! is known the less is settled, so a run of them is struck at once where that leaves the decision settled, and halved
//! where it does not.

use super::Deciding;
use super::bind::{Cells, Numbers, bind, cells_of};
use super::decision::Assumed;
use super::error::DecideError;
use super::law::{Doubt, Doubted};
use super::outcome::outcome;
use super::restrict::has_one_end;
use crate::policy::law::Target;
use crate::policy::model::{DefinitionId, TypeKind};

impl Deciding<'_> {
    /// The assumptions that each of these settled decisions rests on, in canonical order.
    pub(super) fn assumptions(&self, settled: &[DefinitionId]) -> Result<Vec<Assumed>, DecideError> {
        if self.law.assumptions.is_empty() {
            return Ok(Vec::new());
        }
        let mut striking = Striking::new(self, self.enacted.doubted()?);
        let mut rest: Vec<Vec<DefinitionId>> = vec![Vec::new(); self.law.assumptions.len()];
        for &id in settled {
            for place in striking.listed(id) {
                rest[place].push(id);
            }
        }
        Ok(self
            .law
            .assumptions
            .iter()
            .zip(rest)
            .filter(|(_, decisions)| !decisions.is_empty())
            .map(|(assumption, decisions)| Assumed {
                kind: assumption.kind.key(),
                name: assumption.name.clone(),
                why: assumption.why.joined(),
                decisions: decisions.into_iter().map(|id| self.key(id)).collect(),
            })
            .collect())
    }
}

/// Where a term can lie.
type Span = (u16, u16);

/// A case with some assumptions struck: what rests on them counts as unknown.
struct Striking<'a> {
    deciding: &'a Deciding<'a>,
    doubted: &'a Doubted,
    cells: Cells,
    /// For each term of which one item may be doubted, its cells as stated and unknown.
    ends: Vec<(Span, Span)>,
    struck: Vec<bool>,
}

impl<'a> Striking<'a> {
    /// Everything is struck.
    fn new(deciding: &'a Deciding<'a>, doubted: &'a Doubted) -> Self {
        let diagrams = &doubted.diagrams;
        let numbers = |unknown| Numbers { law: deciding.law, case: deciding.case, unknown };
        let cells = bind(&diagrams.compiled, &diagrams.quantities, &numbers(&|_| true));
        let ends = (0..diagrams.compiled.terms.len())
            .map(|term| match doubted.doubts[term] {
                Doubt::One(_) => {
                    let stated = cells_of(&diagrams.compiled, &diagrams.quantities, &numbers(&|_| false), term);
                    (stated, cells.of(term))
                }
                Doubt::Nothing | Doubt::Several => (cells.of(term), cells.of(term)),
            })
            .collect();
        Self { deciding, doubted, cells, ends, struck: vec![true; deciding.law.assumptions.len()] }
    }

    /// The places of the assumptions that cannot be struck for one decision. Everything is struck before and after.
    fn listed(&mut self, id: DefinitionId) -> Vec<usize> {
        if self.stays(id) {
            return Vec::new();
        }
        let doubted = self.doubted;
        // What the diagrams of the decision do not mention changes nothing, so it stays struck.
        let mentioned = &doubted.mentioned[id.index()];
        self.set(mentioned, false);
        self.strike(id, mentioned);
        let listed = mentioned.iter().copied().filter(|&place| !self.struck[place]).collect();
        self.set(mentioned, true);
        listed
    }

    /// Strikes of a run of assumptions what can be struck, from the first to the last.
    fn strike(&mut self, id: DefinitionId, run: &[usize]) {
        if run.is_empty() {
            return;
        }
        self.set(run, true);
        if self.stays(id) {
            return;
        }
        self.set(run, false);
        if run.len() > 1 {
            let (first, second) = run.split_at(run.len() / 2);
            self.strike(id, first);
            self.strike(id, second);
        }
    }

    /// Strikes a run of assumptions or takes it back, and lays the case anew over the terms that they bear on.
    fn set(&mut self, run: &[usize], struck: bool) {
        for &place in run {
            self.struck[place] = struck;
        }
        let doubted = self.doubted;
        for &place in run {
            for &term in &doubted.terms[place] {
                let (stated, unknown) = self.ends[term];
                let cells = match doubted.doubts[term] {
                    Doubt::Nothing => continue,
                    Doubt::One(item) if self.is_unknown(item) => unknown,
                    Doubt::One(_) => stated,
                    Doubt::Several => {
                        let diagrams = &doubted.diagrams;
                        let unknown = |target: Target| self.is_target_unknown(target);
                        let numbers = Numbers { law: self.deciding.law, case: self.deciding.case, unknown: &unknown };
                        cells_of(&diagrams.compiled, &diagrams.quantities, &numbers, term)
                    }
                };
                self.cells.set(term, cells);
            }
        }
    }

    fn is_unknown(&self, item: usize) -> bool {
        self.deciding.law.doubtful[item].is_unknown(&|place| self.struck[place])
    }

    fn is_target_unknown(&self, target: Target) -> bool {
        let item = self.deciding.law.doubtful.iter().position(|item| item.target == target);
        item.is_some_and(|item| self.is_unknown(item))
    }

    /// Whether a decision has one value.
    fn stays(&self, id: DefinitionId) -> bool {
        let diagrams = &self.doubted.diagrams;
        let compiled = &diagrams.compiled;
        let roots = &compiled.definitions[id.index()];
        if !matches!(self.deciding.law.definition(id).ty.kind, TypeKind::Quantity(_)) {
            return roots.value.iter().chain(&roots.members).all(|root| has_one_end(compiled, *root, &self.cells));
        }
        // Two quantities may be one number, and one may be unknown.
        let unknown = |target: Target| self.is_target_unknown(target);
        let numbers = Numbers { law: self.deciding.law, case: self.deciding.case, unknown: &unknown };
        outcome(diagrams, roots, &self.cells, &numbers).is_settled()
    }
}
