//! Ways to choose the next question, to hold the interview's own against.
#![allow(clippy::float_arithmetic, reason = "means of counts")]

use std::collections::BTreeMap;

use jiff::civil::Date;
use menkan::case::Case;
use menkan::decide::{DecideError, Law, Reasons, Request};
use menkan::interview::Interview;
use menkan::policy::Policy;
use menkan::policy::model::{Condition, DefinitionId, FactId, Known, Likely, Model, TypeKind};

use crate::cases::Draw;
use crate::dice::Dice;

/// How many values of a number, or of a set, stand for all when a question is judged by its answers.
const STANDING_FOR_ALL: usize = 4;

/// A way to choose the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strategy {
    /// All facts in the order of the policies' text, until the answers are settled.
    Fixed,
    /// The same, without what can no longer matter.
    Skipping,
    /// The fact whose answers, on average, leave the fewest facts that can matter.
    Greedy,
    /// The interview's own.
    Interview,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Skipping, Self::Greedy, Self::Interview];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed source order",
            Self::Skipping => "source order, skipping what cannot matter",
            Self::Greedy => "greedy: fewest facts left",
            Self::Interview => "interview",
        }
    }
}

/// Plays interviews about one law's answers.
#[derive(Debug)]
pub struct Player<'a> {
    policy: &'a Policy,
    law: &'a Law,
    day: Date,
    /// The facts in the order of the text.
    source_order: Vec<FactId>,
    draw: Draw<'a>,
    /// What each strategy asks next of the cases that were met: they are often the same.
    next: BTreeMap<(Strategy, String), Option<FactId>>,
}

impl<'a> Player<'a> {
    /// For the law of a day.
    #[must_use]
    pub fn new(policy: &'a Policy, law: &'a Law, day: Date, dice: &mut Dice) -> Self {
        let model = policy.model();
        let mut source_order: Vec<FactId> = (0..model.facts.len()).map(FactId::from).collect();
        source_order.sort_by_key(|fact| (model.fact(*fact).layer, model.fact(*fact).name.span.start));
        let draw = Draw::new(law.in_force(), dice);
        Self { policy, law, day, source_order, draw, next: BTreeMap::new() }
    }

    /// How many questions a strategy asks of somebody whose case this is.
    ///
    /// # Errors
    /// Where the rules leave a gap or disagree.
    pub fn questions(&mut self, strategy: Strategy, whole: &Case) -> Result<u32, DecideError> {
        let mut case = Case::new(self.policy.model(), self.day);
        case.settings.clone_from(&whole.settings);
        let mut questions = 0;
        while let Some(fact) = self.next(strategy, &case)? {
            case.set(fact, whole.known(fact).cloned());
            questions += 1;
        }
        Ok(questions)
    }

    fn next(&mut self, strategy: Strategy, case: &Case) -> Result<Option<FactId>, DecideError> {
        let key = (strategy, case.to_json(self.policy.model()));
        if let Some(known) = self.next.get(&key) {
            return Ok(*known);
        }
        let next = self.choose(strategy, case, &key.1)?;
        self.next.insert(key, next);
        Ok(next)
    }

    fn choose(&self, strategy: Strategy, case: &Case, json: &str) -> Result<Option<FactId>, DecideError> {
        let model = self.policy.model();
        let open = open(self.law, case, &model.answers)?;
        let first = |among: &dyn Fn(&FactId) -> bool| self.source_order.iter().copied().find(among);
        if open.is_empty() {
            return Ok(None);
        }
        let open = self.sure_to_apply(case, open)?;
        Ok(match strategy {
            Strategy::Fixed => first(&|fact| case.known(*fact).is_none()),
            Strategy::Skipping => first(&|fact| open.contains(fact)),
            Strategy::Greedy => {
                let mut best: Option<(f64, FactId)> = None;
                for fact in self.source_order.iter().filter(|fact| open.contains(fact)) {
                    let left = self.left_after(case, *fact)?;
                    if best.is_none_or(|(least, _)| left < least) {
                        best = Some((left, *fact));
                    }
                }
                best.map(|(_, fact)| fact)
            }
            Strategy::Interview => {
                let request = Request { reasons: Reasons::Omitted, ..Request::default() };
                let interview = self.policy.interview(json.as_bytes(), &request);
                let state = interview.ok().and_then(|interview: Interview| interview.state().ok());
                state.and_then(|state| state.next).and_then(|next| model.fact_named(&next.question.fact))
            }
        })
    }

    /// Of some facts those that are known to apply; all where none is. No way to ask may ask for what need not apply.
    fn sure_to_apply(&self, case: &Case, facts: Vec<FactId>) -> Result<Vec<FactId>, DecideError> {
        let model = self.policy.model();
        let guards: Vec<Condition> =
            facts.iter().filter_map(|fact| Some(model.fact(*fact).guard.as_ref()?.when.clone())).collect();
        let mut holds = self.law.holds(case, &guards)?.into_iter();
        let sure = |fact: &FactId| model.fact(*fact).guard.is_none() || holds.next() == Some(Some(true));
        let sure: Vec<FactId> = facts.iter().copied().filter(sure).collect();
        Ok(if sure.is_empty() { facts } else { sure })
    }

    /// How many facts can matter, on average, once a fact is known.
    fn left_after(&self, case: &Case, fact: FactId) -> Result<f64, DecideError> {
        let model = self.policy.model();
        let values: Vec<Known> = match &model.fact(fact).ty.kind {
            TypeKind::Boolean => vec![Known::Truth(false), Known::Truth(true)],
            TypeKind::Choice(values) => {
                (0_u16..).zip(&model.enumeration(*values).values).map(|(symbol, _)| Known::Symbol(symbol)).collect()
            }
            TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                let mut dice = Dice::new(1);
                let some = (0..STANDING_FOR_ALL)
                    .map(|_| self.draw.filled(&mut dice, model.fact(fact), case.known(fact), self.day));
                some.collect()
            }
        };
        let (mut sum, mut count) = (0_usize, 0_u32);
        for value in values {
            let mut after = case.clone();
            after.set(fact, Some(value));
            sum += open(self.law, &after, &model.answers)?.len();
            count += 1;
        }
        Ok(f64::from(u32::try_from(sum).unwrap_or(u32::MAX)) / f64::from(count.max(1)))
    }

    /// A case by chance, all of its facts known.
    pub fn whole(&self, dice: &mut Dice) -> Case {
        let mut whole = self.draw.whole(dice, self.day);
        whole.settings.clear();
        whole
    }
}

/// The facts that can matter and were not asked for.
///
/// # Errors
/// Where the rules leave a gap or disagree.
pub fn open(law: &Law, case: &Case, answers: &[DefinitionId]) -> Result<Vec<FactId>, DecideError> {
    let model: &Model = &law.in_force().model;
    let missing = law.missing(case, answers)?;
    let facts = missing.iter().filter_map(|missing| model.fact_named(&missing.fact));
    Ok(facts.filter(|fact| case.known(*fact) != Some(&Known::Asked)).collect())
}

/// The least that any way to ask is expected to cost, counted out, and what the interview's own way costs; by what is
/// declared to be likely, for facts that are yes or no or a choice.
#[derive(Debug)]
pub struct Optimum<'a> {
    player: Player<'a>,
    best: BTreeMap<String, f64>,
    own: BTreeMap<String, f64>,
}

impl<'a> Optimum<'a> {
    /// For the answers of a policy.
    #[must_use]
    pub fn new(policy: &'a Policy, law: &'a Law, dice: &mut Dice) -> Self {
        Self { player: Player::new(policy, law, law.day(), dice), best: BTreeMap::new(), own: BTreeMap::new() }
    }

    /// The least: what is asked is known to apply, where anything is.
    ///
    /// # Errors
    /// Where the rules leave a gap or disagree.
    pub fn best(&mut self, case: &Case) -> Result<f64, DecideError> {
        let key = case.to_json(self.player.policy.model());
        if let Some(known) = self.best.get(&key) {
            return Ok(*known);
        }
        let open = open(self.player.law, case, &self.player.policy.model().answers)?;
        let facts = self.player.sure_to_apply(case, open)?;
        let least = self.least_of(case, &facts)?;
        self.best.insert(key, least);
        Ok(least)
    }

    fn least_of(&mut self, case: &Case, facts: &[FactId]) -> Result<f64, DecideError> {
        let mut least = if facts.is_empty() { 0.0 } else { f64::INFINITY };
        for fact in facts {
            let mut cost = self.cost(*fact);
            for (value, chance) in self.values(*fact) {
                let mut after = case.clone();
                after.set(*fact, Some(value));
                cost += chance * self.best(&after)?;
            }
            least = f64::min(least, cost);
        }
        Ok(least)
    }

    /// What the interview's own way is expected to take.
    ///
    /// # Errors
    /// Where the rules leave a gap or disagree.
    pub fn of_interview(&mut self, case: &Case) -> Result<f64, DecideError> {
        let key = case.to_json(self.player.policy.model());
        if let Some(known) = self.own.get(&key) {
            return Ok(*known);
        }
        let mut own = 0.0;
        if let Some(fact) = self.player.next(Strategy::Interview, case)? {
            own = self.cost(fact);
            for (value, chance) in self.values(fact) {
                let mut after = case.clone();
                after.set(fact, Some(value));
                own += chance * self.of_interview(&after)?;
            }
        }
        self.own.insert(key, own);
        Ok(own)
    }

    fn cost(&self, fact: FactId) -> f64 {
        f64::from(self.player.policy.model().fact(fact).costs.asking)
    }

    /// The values, each with how likely it is.
    fn values(&self, fact: FactId) -> Vec<(Known, f64)> {
        let model = self.player.policy.model();
        let declared = model.fact(fact);
        let values: Vec<Known> = match &declared.ty.kind {
            TypeKind::Choice(values) => {
                (0_u16..).zip(&model.enumeration(*values).values).map(|(symbol, _)| Known::Symbol(symbol)).collect()
            }
            TypeKind::Boolean | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                vec![Known::Truth(false), Known::Truth(true)]
            }
        };
        let weights: Vec<f64> = match &declared.likely {
            Likely::Values(weights) => weights.iter().map(|weight| f64::from(*weight)).collect(),
            Likely::Flat | Likely::Bands(..) => vec![1.0; values.len()],
        };
        let all: f64 = weights.iter().sum();
        values.into_iter().zip(weights.into_iter().map(|weight| weight / all)).collect()
    }
}
