//! The law in force with its diagrams, and the laws that a policy has been asked for.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use super::error::DecideError;
use super::grounds::Grounds;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::diagram::{At, Diagrams, Leaf, Root, Test, TooLarge, Trust};
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
    /// For each term, what of it may be doubted.
    pub(crate) doubts: Vec<Doubt>,
    /// For each definition, the assumptions that its diagrams mention, in canonical order.
    pub(crate) mentioned: Vec<Vec<usize>>,
}

/// What of a term may be doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing.
    Nothing,
    /// One item, by its place among the doubtful.
    One(usize),
    /// Several figures.
    Several,
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
                Ok(Doubted::new(&self.in_force, diagrams))
            })
            .as_ref()
            .map_err(|error| DecideError::too_large(&self.in_force, *error))
    }
}

impl Doubted {
    fn new(law: &InForce, diagrams: Diagrams) -> Self {
        let mut terms = vec![Vec::new(); law.assumptions.len()];
        let mut doubts = Vec::with_capacity(diagrams.compiled.terms.len());
        for (place, term) in diagrams.compiled.terms.iter().enumerate() {
            let items = match term.test {
                Test::Doubt(target) => doubtful(law, &[target]),
                Test::Axis(quantity) => doubtful(law, &figures(&diagrams, quantity)),
                Test::Fact(_) | Test::Member(..) | Test::Open(_) => Vec::new(),
            };
            doubts.push(match items[..] {
                [] => Doubt::Nothing,
                [one] => Doubt::One(one),
                _ => Doubt::Several,
            });
            for assumption in assumptions(law, &items) {
                terms[assumption].push(place);
            }
        }
        let mentioned = diagrams
            .compiled
            .definitions
            .iter()
            .map(|roots| {
                let mut targets = Vec::new();
                let all: Vec<Root> = roots.value.iter().chain(&roots.members).copied().collect();
                diagrams.compiled.visit(&all, &mut |at| match at {
                    At::Node { term, .. } => match diagrams.compiled.terms[term].test {
                        Test::Doubt(target) => targets.push(target),
                        Test::Axis(quantity) => targets.extend(figures(&diagrams, quantity)),
                        Test::Fact(_) | Test::Member(..) | Test::Open(_) => {}
                    },
                    At::Leaf(Leaf::Quantity(quantity)) => targets.extend(figures(&diagrams, quantity)),
                    At::Leaf(_) => {}
                });
                assumptions(law, &doubtful(law, &targets))
            })
            .collect();
        Self { diagrams, terms, doubts, mentioned }
    }
}

/// The figures that a quantity is made from.
fn figures(diagrams: &Diagrams, quantity: QuantityId) -> Vec<Target> {
    let mut targets = Vec::new();
    diagrams.quantities.mentions(quantity, &mut |mention| {
        if let Mention::Figure(parameter, cell) = mention {
            targets.push(Target::Figure(parameter, cell));
        }
    });
    targets
}

/// The places of the doubtful items among some targets.
fn doubtful(law: &InForce, targets: &[Target]) -> Vec<usize> {
    (0..law.doubtful.len()).filter(|&place| targets.contains(&law.doubtful[place].target)).collect()
}

/// What doubtful items assume: each once, in canonical order.
fn assumptions(law: &InForce, items: &[usize]) -> Vec<usize> {
    let of = |place: &usize| law.doubtful[*place].own.iter().chain(&law.doubtful[*place].sources);
    let mut all: Vec<usize> = items.iter().flat_map(of).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
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
