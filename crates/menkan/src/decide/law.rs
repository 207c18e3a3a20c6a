//! The law in force with its diagrams, and the laws that a policy has been asked for.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::compiled::{CompiledLaws, read};
use super::error::DecideError;
use super::grounds::Grounds;
use super::prepared::{Swift, Whole};
use super::reads::Reads;
use super::remainder::Remainder;
use super::tighten::Tangles;
use super::told::{OfDefinition, Told};
use super::walk::Rooms;
use crate::case::Case;
use crate::diagram::quantity::{Mention, QuantityId};
use crate::diagram::{Diagrams, Test, Trust};
use crate::policy::law::{InForce, Target};
use crate::policy::model::{DefinitionId, DefinitionKind, Model, Setting, SettingValue};

/// How many laws a policy keeps; the one asked for longest ago goes first.
const KEPT: usize = 64;

/// The law of one interval under one group of settings, with its diagrams.
#[derive(Debug)]
pub(crate) struct Enacted {
    pub(crate) in_force: InForce,
    pub(crate) diagrams: Diagrams,
    pub(crate) grounds: Grounds,
    told: Told,
    pub(crate) reads: Reads,
    pub(crate) rooms: Rooms,
    swift: Swift,
    tangles: OnceLock<Tangles>,
    doubted: OnceLock<Result<Doubted, DecideError>>,
    /// The diagrams in which assumptions may be doubted, as a compiled policy has them.
    doubted_bytes: Box<[u8]>,
}

/// The diagrams in which assumptions may be doubted.
#[derive(Debug)]
pub(crate) struct Doubted {
    pub(crate) diagrams: Diagrams,
    pub(crate) rooms: Rooms,
    /// For each term, what of it may be doubted.
    pub(crate) doubts: Vec<Doubt>,
    /// The places of the doubtful items.
    pub(crate) items: FxHashMap<Target, usize>,
    /// For each term, the assumptions that bear on it.
    pub(crate) of_term: Vec<Bits>,
    /// For each doubtful item, what it assumes.
    assumed: Vec<Bits>,
    /// How many assumptions there are.
    assumptions: usize,
    /// Room for what is left of these diagrams, lent to one case after another.
    remainders: Mutex<Vec<Remainder>>,
}

/// What of a term may be doubted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// One item, by its place among the doubtful.
    Item(usize),
    /// The figures that it is made from, likewise.
    Figures(Vec<usize>),
}

impl Enacted {
    pub(crate) fn new(in_force: InForce) -> Result<Self, DecideError> {
        let (grounds, conditions) = Grounds::new(&in_force);
        let diagrams = Diagrams::build(&in_force, Trust::AsStated, &conditions)
            .map_err(|error| DecideError::too_large(&in_force, error))?;
        Ok(Self::of(in_force, grounds, diagrams, Box::default()))
    }

    /// Likewise, its diagrams as a compiled policy has them.
    fn read(in_force: InForce, diagrams: &[u8], doubted: &[u8]) -> Result<Self, DecideError> {
        let (grounds, conditions) = Grounds::new(&in_force);
        let diagrams = read(diagrams, &in_force, Trust::AsStated, conditions.len())?;
        Ok(Self::of(in_force, grounds, diagrams, doubted.into()))
    }

    fn of(in_force: InForce, grounds: Grounds, diagrams: Diagrams, doubted_bytes: Box<[u8]>) -> Self {
        let (told, reads) = (Told::new(&in_force), Reads::new(&in_force, &diagrams));
        Self {
            in_force,
            diagrams,
            grounds,
            told,
            reads,
            rooms: Rooms::default(),
            swift: Swift::default(),
            tangles: OnceLock::new(),
            doubted: OnceLock::new(),
            doubted_bytes,
        }
    }

    /// What every case is told of a definition.
    pub(crate) fn told(&self, id: DefinitionId) -> &OfDefinition {
        self.told.of(&self.in_force, id)
    }

    /// Why each assumption is not certain.
    pub(crate) fn why_assumed(&self) -> &[Arc<str>] {
        &self.told.assumptions
    }

    /// What is decided of a case of which all that matters is known, where that is all that is told of it: a law with
    /// standards or assumptions tells more.
    pub(crate) fn whole(&self, case: &Case) -> Option<Whole> {
        let standards = &mut self.in_force.definitions.iter().map(|definition| &definition.kind);
        let plain = self.in_force.assumptions.is_empty();
        let plain = plain && !standards.any(|kind| matches!(kind, DefinitionKind::Standard(_)));
        if plain { self.swift.whole(&self.in_force, &self.diagrams, case) } else { None }
    }

    /// The axes that share an unknown, found when first asked for.
    pub(crate) fn tangles(&self) -> &Tangles {
        self.tangles.get_or_init(|| Tangles::new(&self.diagrams))
    }

    /// The diagrams in which assumptions may be doubted, built when first asked for.
    pub(crate) fn doubted(&self) -> Result<&Doubted, DecideError> {
        self.doubted
            .get_or_init(|| {
                let law = &self.in_force;
                let diagrams = if self.doubted_bytes.is_empty() {
                    let built = Diagrams::build(law, Trust::Doubtful, &[]);
                    built.map_err(|error| DecideError::too_large(law, error))?
                } else {
                    read(&self.doubted_bytes, law, Trust::Doubtful, 0)?
                };
                Ok(Doubted::new(law, diagrams))
            })
            .as_ref()
            .map_err(Clone::clone)
    }
}

impl Doubted {
    fn new(law: &InForce, diagrams: Diagrams) -> Self {
        let items: FxHashMap<Target, usize> = law.doubtful.iter().map(|item| item.target).zip(0..).collect();
        let assumed = law.doubtful.iter().map(|item| {
            let mut all = Bits::none(law.assumptions.len());
            item.own.iter().chain(&item.sources).for_each(|place| all.add(*place));
            all
        });
        let mut doubted = Self {
            diagrams,
            rooms: Rooms::default(),
            doubts: Vec::new(),
            items,
            of_term: Vec::new(),
            assumed: assumed.collect(),
            assumptions: law.assumptions.len(),
            remainders: Mutex::default(),
        };
        let terms = &doubted.diagrams.compiled.terms;
        let doubts = terms.iter().map(|term| match term.test {
            Test::Doubt(target) => {
                doubted.items.get(&target).map_or(Doubt::Figures(Vec::new()), |item| Doubt::Item(*item))
            }
            Test::Axis(quantity) => Doubt::Figures(doubted.figures(quantity)),
            Test::Fact(_) | Test::Member(..) | Test::Open(_) => Doubt::Figures(Vec::new()),
        });
        doubted.doubts = doubts.collect();
        let of_term = doubted.doubts.iter().map(|doubt| match doubt {
            Doubt::Item(item) => doubted.all_assumed(std::slice::from_ref(item)),
            Doubt::Figures(items) => doubted.all_assumed(items),
        });
        doubted.of_term = of_term.collect();
        doubted
    }

    /// The assumptions that bear on a quantity.
    pub(crate) fn of_quantity(&self, quantity: QuantityId) -> Bits {
        self.all_assumed(&self.figures(quantity))
    }

    fn all_assumed(&self, items: &[usize]) -> Bits {
        let mut all = Bits::none(self.assumptions);
        items.iter().for_each(|item| all.add_all(&self.assumed[*item]));
        all
    }

    /// What is left of no diagram yet.
    pub(crate) fn remainder(&self) -> Remainder {
        let lent = self.remainders.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut remainder = lent.unwrap_or_default();
        remainder.clear(self.diagrams.compiled.places());
        remainder
    }

    /// Takes back what was lent.
    pub(crate) fn give_back(&self, remainder: Remainder) {
        self.remainders.lock().unwrap_or_else(PoisonError::into_inner).push(remainder);
    }

    /// The doubtful figures that a quantity is made from.
    fn figures(&self, quantity: QuantityId) -> Vec<usize> {
        let mut items = Vec::new();
        self.diagrams.quantities.mentions(quantity, &mut |mention| {
            if let Mention::Figure(parameter, cell) = mention
                && let Some(&item) = self.items.get(&Target::Figure(parameter, cell))
                && !items.contains(&item)
            {
                items.push(item);
            }
        });
        items
    }
}

/// The laws of a model that have been asked for. Cloning shares them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Laws {
    kept: Arc<Mutex<Vec<Arc<Enacted>>>>,
    compiled: Option<Arc<CompiledLaws>>,
}

impl Laws {
    /// Those of a compiled policy.
    pub(crate) fn compiled(laws: CompiledLaws) -> Self {
        Self { kept: Arc::default(), compiled: Some(Arc::new(laws)) }
    }

    /// What a compiled policy has of them.
    pub(crate) fn compiled_laws(&self) -> Option<&CompiledLaws> {
        self.compiled.as_deref()
    }

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
        let compiled = match &self.compiled {
            Some(laws) => laws.on(day)?,
            None => None,
        };
        let in_force =
            InForce::on(model, day, &settings).map_err(|(setting, why)| DecideError::setting(model, setting, &why))?;
        // What is set is not among what was compiled.
        let compiled = compiled.filter(|law| settings.is_empty() && law.period == in_force.period);
        let made = Arc::new(match compiled {
            Some(law) => Enacted::read(in_force, &law.diagrams, &law.doubted)?,
            None => Enacted::new(in_force)?,
        });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&made));
        Ok(made)
    }

    fn find(&self, day: Date, settings: &[(Setting, SettingValue)]) -> Option<Arc<Enacted>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|law| {
                law.in_force.period.contains(day)
                    && law.in_force.settings == settings
                    && law.in_force.model.layer().is_none_or(|layer| layer.periods.iter().any(|p| p.contains(day)))
            })
            .cloned()
    }
}
