//! Which assumptions settled decisions rest on.
//!
//! An assumption is listed unless the decision stays settled when it and every assumption not listed count as unknown.
//! They are struck in canonical order, as long as the decision stays settled; what cannot be struck is listed.

use super::Deciding;
use super::bind::{Cells, Numbers, bind};
use super::decision::Assumed;
use super::error::DecideError;
use super::outcome::outcome;
use super::restrict::visit;
use crate::diagram::quantity::Mention;
use crate::diagram::{At, Diagrams, Leaf, Test};
use crate::policy::law::Target;
use crate::policy::model::DefinitionId;

impl Deciding<'_> {
    /// The assumptions that each of these settled decisions rests on, in canonical order.
    pub(super) fn assumptions(&self, settled: &[DefinitionId]) -> Result<Vec<Assumed>, DecideError> {
        if self.law.assumptions.is_empty() {
            return Ok(Vec::new());
        }
        let diagrams = self.enacted.doubted()?;
        let all = self.doubting(diagrams, &|_| true);
        let mut rest: Vec<Vec<DefinitionId>> = vec![Vec::new(); self.law.assumptions.len()];
        for &id in settled {
            if self.stays(diagrams, &all, id, &|_| true) {
                continue;
            }
            for place in self.listed(diagrams, &all, id) {
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
                why: joined(&assumption.why.zh, &assumption.why.en),
                decisions: decisions.into_iter().map(|id| self.key(id)).collect(),
            })
            .collect())
    }

    /// The places of the assumptions that cannot be struck for one decision.
    fn listed(&self, diagrams: &Diagrams, all: &Cells, id: DefinitionId) -> Vec<usize> {
        let count = self.law.assumptions.len();
        let relevant = self.relevant(diagrams, all, id);
        // What the decision cannot depend on is struck at once: it changes no other test.
        let mut struck: Vec<bool> = (0..count).map(|place| !relevant.contains(&place)).collect();
        for &place in &relevant {
            struck[place] = true;
            let unknown = |target: Target| self.is_unknown(target, &struck);
            let cells = self.doubting(diagrams, &unknown);
            if !self.stays(diagrams, &cells, id, &unknown) {
                struck[place] = false;
            }
        }
        (0..count).filter(|&place| !struck[place]).collect()
    }

    /// The assumptions behind the doubtful terms and figures that the decision can reach when all count as unknown.
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
            visit(compiled, *root, all, &mut |at| match at {
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

    fn doubting(&self, diagrams: &Diagrams, unknown: &dyn Fn(Target) -> bool) -> Cells {
        let numbers = Numbers { law: self.law, case: self.case, unknown };
        bind(&diagrams.compiled, &diagrams.quantities, &numbers)
    }

    fn stays(&self, diagrams: &Diagrams, cells: &Cells, id: DefinitionId, unknown: &dyn Fn(Target) -> bool) -> bool {
        let numbers = Numbers { law: self.law, case: self.case, unknown };
        outcome(diagrams, &diagrams.compiled.definitions[id.index()], cells, &numbers).is_settled()
    }
}

fn joined(zh: &str, en: &str) -> String {
    if zh == en { zh.to_owned() } else { format!("{zh} / {en}") }
}
