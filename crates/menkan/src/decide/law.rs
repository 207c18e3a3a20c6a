//! The law in force with its diagrams, and the laws that a policy has been asked for.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use super::error::DecideError;
use super::grounds::Grounds;
use crate::diagram::quantity::Mention;
use crate::diagram::{Diagrams, Test, TooLarge, Trust};
use crate::policy::law::{InForce, Target};
use crate::policy::model::{Model, Setting, SettingValue};

/// How many laws a policy keeps; the one asked for longest ago goes first.
const KEPT: usize = 64;

/// The law of one interval under one group of settings, with its diagrams.
#[derive(Debug)]
pub(crate) struct Enacted {
    pub(crate) in_force: InForce,
    pub(crate) diagrams: Diagrams,
    pub(crate) grounds: Grounds,
    doubted: OnceLock<Result<Doubted, TooLarge>>,
}

/// The diagrams in which assumptions may be doubted.
#[derive(Debug)]
pub(crate) struct Doubted {
    pub(crate) diagrams: Diagrams,
    /// For each assumption, the places of the terms that it bears on.
    pub(crate) terms: Vec<Vec<usize>>,
    /// For each term, the item that it doubts, where it is one.
    pub(crate) alone: Vec<Option<Target>>,
}

impl Enacted {
    pub(crate) fn new(in_force: InForce) -> Result<Self, DecideError> {
        let grounds = Grounds::new(&in_force);
        let diagrams = Diagrams::build(&in_force, Trust::AsStated, &grounds.conditions)
            .map_err(|error| DecideError::too_large(&in_force, error))?;
        Ok(Self { in_force, diagrams, grounds, doubted: OnceLock::new() })
    }

    /// The diagrams in which assumptions may be doubted, built when first asked for.
    pub(crate) fn doubted(&self) -> Result<&Doubted, DecideError> {
        self.doubted
            .get_or_init(|| {
                let diagrams = Diagrams::build(&self.in_force, Trust::Doubtful, &[])?;
                let (terms, alone) = terms_of_assumptions(&self.in_force, &diagrams);
                Ok(Doubted { diagrams, terms, alone })
            })
            .as_ref()
            .map_err(|error| DecideError::too_large(&self.in_force, *error))
    }
}

fn terms_of_assumptions(law: &InForce, diagrams: &Diagrams) -> (Vec<Vec<usize>>, Vec<Option<Target>>) {
    let mut terms = vec![Vec::new(); law.assumptions.len()];
    let mut alone = Vec::with_capacity(diagrams.compiled.terms.len());
    for (place, term) in diagrams.compiled.terms.iter().enumerate() {
        let mut targets = Vec::new();
        match term.test {
            Test::Doubt(target) => targets.push(target),
            Test::Axis(quantity) => diagrams.quantities.mentions(quantity, &mut |mention| {
                if let Mention::Figure(parameter, cell) = mention {
                    targets.push(Target::Figure(parameter, cell));
                }
            }),
            Test::Fact(_) | Test::Member(..) | Test::Open(_) => {}
        }
        targets.sort_unstable();
        targets.dedup();
        alone.push(match targets[..] {
            [one] => Some(one),
            _ => None,
        });
        for item in law.doubtful.iter().filter(|item| targets.contains(&item.target)) {
            for &assumption in item.own.iter().chain(&item.sources) {
                if !terms[assumption].contains(&place) {
                    terms[assumption].push(place);
                }
            }
        }
    }
    (terms, alone)
}

/// The laws of a model that have been asked for. Cloning shares them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Laws(Arc<Mutex<Vec<Arc<Enacted>>>>);

impl Laws {
    /// The law on a day under settings, made when first asked for.
    pub(crate) fn on(
        &self,
        model: &Arc<Model>,
        day: Date,
        settings: &[(Setting, SettingValue)],
    ) -> Result<Arc<Enacted>, DecideError> {
        let mut settings = settings.to_vec();
        settings.sort();
        if let Some(known) = self.find(day, &settings) {
            return Ok(known);
        }
        let inside = model.layer().is_none_or(|layer| layer.periods.iter().any(|period| period.contains(day)));
        if !inside {
            return Err(DecideError::outside(model, day));
        }
        let in_force =
            InForce::on(model, day, &settings).map_err(|(setting, why)| DecideError::setting(model, setting, &why))?;
        let made = Arc::new(Enacted::new(in_force)?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&made));
        Ok(made)
    }

    fn find(&self, day: Date, settings: &[(Setting, SettingValue)]) -> Option<Arc<Enacted>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|law| {
                law.in_force.period.contains(day)
                    && law.in_force.settings == settings
                    && law.in_force.model.layer().is_none_or(|layer| layer.periods.iter().any(|p| p.contains(day)))
            })
            .cloned()
    }
}
