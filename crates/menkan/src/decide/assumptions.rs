//! Which assumptions settled decisions rest on.
//!
//! An assumption is listed unless the decision stays settled when it and every assumption not listed count as unknown.
//! They are struck in canonical order, as long as the decision stays settled; what cannot be struck is listed.

use super::Deciding;
use super::bind::{Cells, Numbers, bind, cells_of};
use super::decision::Assumed;
use super::error::DecideError;
use super::law::Doubted;
use super::outcome::outcome;
use super::restrict::{has_one_end, visit_either};
use crate::diagram::quantity::Mention;
use crate::diagram::{At, Diagrams, Leaf, Test};
use crate::policy::law::Target;
use crate::policy::model::{DefinitionId, TypeKind};

impl Deciding<'_> {
    /// The assumptions that each of these settled decisions rests on, in canonical order.
    pub(super) fn assumptions(&self, settled: &[DefinitionId]) -> Result<Vec<Assumed>, DecideError> {
        if self.law.assumptions.is_empty() {
            return Ok(Vec::new());
        }
        let doubted = self.enacted.doubted()?;
        let diagrams = &doubted.diagrams;
        let numbers = Numbers { law: self.law, case: self.case, unknown: &|_| true };
        let mut all = bind(&diagrams.compiled, &diagrams.quantities, &numbers);
        let stated = Stated::new(self, doubted);
        let mut rest: Vec<Vec<DefinitionId>> = vec![Vec::new(); self.law.assumptions.len()];
        for &id in settled {
            if self.stays(diagrams, &all, id, &|_| true) {
                continue;
            }
            for place in self.listed(doubted, &stated, &mut all, id) {
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

    /// The places of the assumptions that cannot be struck for one decision. `cells` are those under which all
    /// assumptions count as unknown, before and after.
    fn listed(&self, doubted: &Doubted, stated: &Stated, cells: &mut Cells, id: DefinitionId) -> Vec<usize> {
        let diagrams = &doubted.diagrams;
        let relevant = self.relevant(diagrams, cells, id);
        // What the decision cannot depend on is struck at once: it changes no other test.
        let mut struck: Vec<bool> = (0..self.law.assumptions.len()).map(|place| !relevant.contains(&place)).collect();
        for &place in &relevant {
            self.rebind(doubted, stated, cells, place, &struck);
        }
        for &place in &relevant {
            struck[place] = true;
            self.rebind(doubted, stated, cells, place, &struck);
            if !self.stays(diagrams, cells, id, &|target| self.is_unknown(target, &struck)) {
                struck[place] = false;
                self.rebind(doubted, stated, cells, place, &struck);
            }
        }
        let listed = (0..struck.len()).filter(|&place| !struck[place]).collect();
        struck.fill(true);
        for &place in &relevant {
            self.rebind(doubted, stated, cells, place, &struck);
        }
        listed
    }

    /// Lays the case anew over the terms that one assumption bears on.
    fn rebind(&self, doubted: &Doubted, stated: &Stated, cells: &mut Cells, assumption: usize, struck: &[bool]) {
        let diagrams = &doubted.diagrams;
        let unknown = |target: Target| self.is_unknown(target, struck);
        for &term in &doubted.terms[assumption] {
            let (as_stated, as_unknown) = stated.0[term];
            let cell = match doubted.alone[term] {
                Some(target) if unknown(target) => as_unknown,
                Some(_) => as_stated,
                None => {
                    let numbers = Numbers { law: self.law, case: self.case, unknown: &unknown };
                    cells_of(&diagrams.compiled, &diagrams.quantities, &numbers, term)
                }
            };
            cells.set(term, cell);
        }
    }

    /// The assumptions behind the doubtful terms and figures that the decision can reach, whichever of them count as
    /// unknown: what lies behind an item as stated matters too, as soon as that item is not struck.
    fn relevant(&self, diagrams: &Diagrams, all: &Cells, id: DefinitionId) -> Vec<usize> {
        let compiled = &diagrams.compiled;
        let mut targets: Vec<Target> = Vec::new();
        let figures = |quantity, targets: &mut Vec<Target>| {
            diagrams.quantities.mentions(quantity, &mut |mention| {
                if let Mention::Figure(parameter, cell) = mention {
                    targets.push(Target::Figure(parameter, cell));
                }
            });
        };
        let roots = &compiled.definitions[id.index()];
        for root in roots.value.iter().chain(&roots.members) {
            visit_either(compiled, *root, all, &mut |at| match at {
                At::Node { term, .. } => match compiled.terms[term].test {
                    Test::Doubt(target) => targets.push(target),
                    Test::Axis(quantity) => figures(quantity, &mut targets),
                    Test::Fact(_) | Test::Member(..) | Test::Open(_) => {}
                },
                At::Leaf(Leaf::Quantity(quantity)) => figures(quantity, &mut targets),
                At::Leaf(_) => {}
            });
        }
        let mut places: Vec<usize> = self
            .law
            .doubtful
            .iter()
            .filter(|item| targets.contains(&item.target))
            .flat_map(|item| item.own.iter().chain(&item.sources).copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    fn is_unknown(&self, target: Target, struck: &[bool]) -> bool {
        let item = self.law.doubtful.iter().find(|item| item.target == target);
        item.is_some_and(|item| item.is_unknown(&|place| struck[place]))
    }

    /// Whether a decision has one value under these cells.
    fn stays(&self, diagrams: &Diagrams, cells: &Cells, id: DefinitionId, unknown: &dyn Fn(Target) -> bool) -> bool {
        let compiled = &diagrams.compiled;
        let roots = &compiled.definitions[id.index()];
        if !matches!(self.law.definition(id).ty.kind, TypeKind::Quantity(_)) {
            return roots.value.iter().chain(&roots.members).all(|root| has_one_end(compiled, *root, cells));
        }
        // Two quantities may be one number, and one may be unknown.
        let numbers = Numbers { law: self.law, case: self.case, unknown };
        outcome(diagrams, roots, cells, &numbers).is_settled()
    }
}

/// For each term that may be doubted, its cells as stated and unknown; worked out once for a case.
struct Stated(Vec<(Span, Span)>);

type Span = (u16, u16);

impl Stated {
    fn new(deciding: &Deciding<'_>, doubted: &Doubted) -> Self {
        let diagrams = &doubted.diagrams;
        let cells = |term, unknown: &dyn Fn(Target) -> bool| {
            let numbers = Numbers { law: deciding.law, case: deciding.case, unknown };
            cells_of(&diagrams.compiled, &diagrams.quantities, &numbers, term)
        };
        let of = |(term, alone): (usize, &Option<Target>)| match alone {
            Some(_) => (cells(term, &|_| false), cells(term, &|_| true)),
            None => ((0, 0), (0, 0)),
        };
        Self(doubted.alone.iter().enumerate().map(of).collect())
    }
}
