//! A law's own plan: made once some cases have been decided, and used for those of which everything is known.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use super::Roots;
use super::layout::Row;
use super::plan::{Plan, Room};
use super::reading::RowNumbers;
use crate::case::Case;
use crate::decide::outcome::Outcome;
use crate::diagram::Diagrams;
use crate::policy::law::InForce;
use crate::policy::model::{DefinitionId, DefinitionKind, FactId};

/// After how many cases it pays to lay the diagrams out for those to come.
const WORTH: u32 = 16;

/// A plan in the making, and room lent to one case after another.
#[derive(Debug, Default)]
pub(crate) struct Swift {
    asked: AtomicU32,
    made: OnceLock<Made>,
    rooms: Mutex<Vec<(Row, Room)>>,
}

#[derive(Debug)]
struct Made {
    plan: Plan,
    decisions: Vec<(DefinitionId, Roots)>,
    /// The exemptions and triggers, and the places of their diagrams.
    holding: Vec<(DefinitionId, usize)>,
    /// The facts that apply only at times, likewise.
    guarded: Vec<(FactId, usize)>,
}

/// What is decided of a case of which all that matters is known.
#[derive(Debug)]
pub(crate) struct Whole {
    /// The decisions, in the order of the model.
    pub(crate) outcomes: Vec<(DefinitionId, Outcome)>,
    /// The exemptions and triggers that hold, in the order of the model.
    pub(crate) holding: Vec<DefinitionId>,
    /// The facts that surely do not apply, in the order of the model.
    pub(crate) idle: Vec<FactId>,
}

impl Swift {
    /// What is decided of a case, where nothing is open and the law has been asked often enough.
    pub(crate) fn whole(&self, law: &InForce, diagrams: &Diagrams, case: &Case) -> Option<Whole> {
        let made = match self.made.get() {
            Some(made) => made,
            None if self.asked.fetch_add(1, Ordering::Relaxed) < WORTH => return None,
            None => self.made.get_or_init(|| Made::new(law, diagrams)),
        };
        let lent = self.rooms.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (mut row, mut room) = lent.unwrap_or_else(|| (made.plan.row(), made.plan.room()));
        for (place, known) in case.facts().iter().enumerate() {
            row.put(FactId::from(place), known.as_ref());
        }
        let whole = made.whole(law, diagrams, case.as_of, &row, &mut room);
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).push((row, room));
        whole
    }
}

impl Made {
    fn new(law: &InForce, diagrams: &Diagrams) -> Self {
        let compiled = &diagrams.compiled;
        let (mut roots, decisions) = Roots::of_decisions(law, compiled);
        let mut holding = Vec::new();
        for (place, definition) in law.definitions.iter().enumerate() {
            let told = matches!(definition.kind, DefinitionKind::Exemption(..) | DefinitionKind::Trigger(..));
            if let Some(root) = compiled.definitions[place].value.filter(|_| told) {
                holding.push((DefinitionId::from(place), roots.len()));
                roots.push(root);
            }
        }
        let mut guarded = Vec::new();
        for (fact, guard) in compiled.guards.iter().enumerate() {
            if let Some(root) = guard {
                guarded.push((FactId::from(fact), roots.len()));
                roots.push(*root);
            }
        }
        Self { plan: Plan::new(law, diagrams, &roots, None), decisions, holding, guarded }
    }

    fn whole(&self, law: &InForce, diagrams: &Diagrams, day: Date, row: &Row, room: &mut Room) -> Option<Whole> {
        let numbers = RowNumbers { law, day, row };
        self.plan.walk(diagrams, &numbers, room);
        let truth = |root: usize| self.plan.settled(room, root).map(|outcome| *outcome == Outcome::Truth(true));
        let mut whole =
            Whole { outcomes: Vec::with_capacity(self.decisions.len()), holding: Vec::new(), idle: Vec::new() };
        for (id, roots) in &self.decisions {
            let fixed = match roots {
                Roots::Value(root) => self.plan.settled(room, *root).cloned(),
                Roots::Members(_) => None,
            };
            let outcome = match fixed {
                Some(outcome) => outcome,
                None => {
                    let mut outcome = Outcome::None;
                    self.plan.settle(diagrams, &numbers, room, roots, &mut outcome).then_some(outcome)?
                }
            };
            whole.outcomes.push((*id, outcome));
        }
        for (id, root) in &self.holding {
            if truth(*root)? {
                whole.holding.push(*id);
            }
        }
        for (fact, root) in &self.guarded {
            if !truth(*root)? {
                whole.idle.push(*fact);
            }
        }
        Some(whole)
    }
}
