//! A case to a decision: one walk of the diagrams that the law in force has, its reasons included.

mod assumptions;
mod attain;
pub(crate) mod bind;
pub(crate) mod bits;
pub mod columns;
mod compiled;
mod decision;
mod error;
mod grounds;
mod items;
mod law;
pub(crate) mod least;
pub(crate) mod missing;
mod outcome;
mod prepared;
mod reads;
mod reasons;
mod remainder;
mod request;
pub(crate) mod restrict;
pub(crate) mod settle;
mod sufficient;
mod tighten;
mod told;
pub(crate) mod unknown;
mod values;
pub(crate) mod walk;
mod witness;

pub use decision::{Assumed, Cite, Comparison, Decision, Missing, Possible, Reason, Standard, Status, Value};
pub use error::{DecideError, setting_name};
pub use outcome::Outcome;
pub(crate) use prepared::Whole;
pub use prepared::{Answers, Outcomes, Prepared, Row};
pub use request::{Refused, Request, definitions_named};
pub use sufficient::{SUFFICIENT_TESTS, Sufficient};
pub use values::number_value;

pub(crate) use compiled::{Compiled, CompiledLaw, CompiledLaws};
pub(crate) use decision::Pairs;
pub(crate) use law::{Enacted, Laws};
pub(crate) use values::distance_text;

use std::sync::Arc;

use jiff::civil::Date;

use crate::case::Case;
use crate::diagram::Diagrams;
use crate::diagram::quantity::Memo;
use crate::policy::Policy;
use crate::policy::law::{InForce, Target};
use crate::policy::model::{Condition, DefinitionId, DefinitionKind, FactId, Known, Model, Setting, SettingValue};
use bind::Numbers;
use error::{CONFLICT, GAP};
use values::{possible_of, setting_value, value_of};
use walk::{Extent, Rooms, Walked};

/// The law in force on a day: what decides cases as of that day.
#[derive(Debug, Clone)]
pub struct Law {
    model: Arc<Model>,
    laws: Laws,
    enacted: Arc<Enacted>,
    day: Date,
}

/// What the caller wants of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The decisions that `status`, `exact` and `missing` are about; empty: the policy's own.
    pub answers: Vec<DefinitionId>,
    /// Whether reasons are given.
    pub reasons: Reasons,
    /// Whether the facts that suffice for each settled answer are looked for.
    pub sufficient: bool,
}

/// Whether reasons are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reasons {
    /// For every settled decision.
    #[default]
    Given,
    /// For none.
    Omitted,
}

impl Policy {
    /// The law in force on a day. What the diagrams need is built when it is first asked for, and kept.
    ///
    /// # Errors
    /// Where the policy is not in force on that day, or a definition's diagrams are larger than the budget.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use menkan::case::Case;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers adult
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
    /// decision adult / 成年 when age is at least 18 cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let case = Case::read(policy.model(), br#"{ "as_of": "2024-08-01", "facts": { "age": 17 } }"#).unwrap();
    /// let decision = policy.at(date(2024, 8, 1)).unwrap().decide(&case).unwrap();
    /// assert_eq!(decision.get("adult"), Some(&menkan::decide::Value::Truth(false)));
    /// ```
    pub fn at(&self, day: Date) -> Result<Law, DecideError> {
        Law::on(self.shared_model(), self.laws(), day)
    }

    /// Decides a case under the law of its own day.
    ///
    /// # Errors
    /// As [`Policy::at`] and [`Law::decide`].
    pub fn decide(&self, case: &Case) -> Result<Decision, DecideError> {
        self.at(case.as_of)?.decide(case)
    }
}

impl Law {
    pub(crate) fn on(model: &Arc<Model>, laws: &Laws, day: Date) -> Result<Self, DecideError> {
        let enacted = laws.on(model, day, &[])?;
        Ok(Self { model: Arc::clone(model), laws: laws.clone(), enacted, day })
    }

    /// The day whose law this is.
    #[must_use]
    pub fn day(&self) -> Date {
        self.day
    }

    /// What is in force.
    #[must_use]
    pub fn in_force(&self) -> &InForce {
        &self.enacted.in_force
    }

    /// Its diagrams.
    #[must_use]
    pub fn diagrams(&self) -> &Diagrams {
        &self.enacted.diagrams
    }

    /// The axes of a decision that share an unknown with others.
    pub(crate) fn tangled(&self, decision: DefinitionId) -> &[usize] {
        &self.enacted.tangles().0[decision.index()]
    }

    /// What is in force, with all that is made of it.
    pub(crate) fn enacted(&self) -> &Enacted {
        &self.enacted
    }

    /// Decides a case: everything, with reasons.
    ///
    /// # Errors
    /// Where the case is as of another day, sets what cannot be set, or meets a gap or a conflict of the policy's rules.
    /// A missing fact is no error.
    pub fn decide(&self, case: &Case) -> Result<Decision, DecideError> {
        self.decide_as(case, &Wanted::default())
    }

    /// Decides a case as the caller wants it.
    ///
    /// # Errors
    /// As [`Law::decide`]; and where an answer is wanted that is no decision.
    pub fn decide_as(&self, case: &Case, wanted: &Wanted) -> Result<Decision, DecideError> {
        let enacted = self.for_case(case)?;
        if wanted.reasons == Reasons::Omitted
            && !wanted.sufficient
            && let Some(whole) = enacted.whole(case)
        {
            return of_whole(&enacted.in_force, case, wanted, &whole);
        }
        Deciding::new(&enacted, case, Extent::All).decision(wanted)
    }

    /// The value of each decision alone, by its place in the model: no reasons, no assumptions, no texts.
    ///
    /// # Errors
    /// As [`Law::decide`].
    pub fn outcomes(&self, case: &Case) -> Result<Vec<(DefinitionId, Outcome)>, DecideError> {
        let enacted = self.for_case(case)?;
        let deciding = Deciding::new(&enacted, case, Extent::Decisions);
        Ok(decisions(&enacted.in_force).map(|id| (id, deciding.outcome(id))).collect())
    }

    /// Everything that can still matter to these decisions; nothing where all are settled.
    ///
    /// # Errors
    /// As [`Law::decide`].
    pub fn missing(&self, case: &Case, answers: &[DefinitionId]) -> Result<Vec<Missing>, DecideError> {
        let enacted = self.for_case(case)?;
        Ok(Deciding::new(&enacted, case, Extent::Decisions).missing(answers).0)
    }

    /// For each condition, whether it certainly holds or certainly fails in the case; `None` where that is open.
    ///
    /// # Errors
    /// As [`Law::decide`]; and where the diagrams of a condition are larger than the budget.
    pub fn holds(&self, case: &Case, conditions: &[Condition]) -> Result<Vec<Option<bool>>, DecideError> {
        let enacted = self.for_case(case)?;
        let law = &enacted.in_force;
        let diagrams = Diagrams::of_conditions(law, conditions).map_err(|error| DecideError::too_large(law, error))?;
        let (rooms, numbers) = (
            Rooms::default(),
            Numbers { law, case, compiled: &diagrams.compiled, memo: diagrams.compiled.memo(), unknown: &certain },
        );
        let walked = Walked::new(&rooms, &diagrams.compiled, &diagrams.quantities, &numbers, Extent::All);
        Ok(diagrams.compiled.extra.iter().map(|root| walked.truth(*root)).collect())
    }

    /// Asks about a case, its decisions walked.
    pub(crate) fn with<T>(
        &self,
        case: &Case,
        ask: impl FnOnce(&Deciding<'_>) -> Result<T, DecideError>,
    ) -> Result<T, DecideError> {
        let enacted = self.for_case(case)?;
        ask(&Deciding::new(&enacted, case, Extent::Decisions))
    }

    fn for_case(&self, case: &Case) -> Result<Arc<Enacted>, DecideError> {
        if case.as_of != self.day {
            return Err(DecideError::OtherDay { law: self.day, case: case.as_of });
        }
        if case.settings == self.enacted.in_force.settings {
            return Ok(Arc::clone(&self.enacted));
        }
        self.laws.on(&self.model, self.day, &case.settings)
    }
}

/// The decisions of a law, in the order of the model.
pub(crate) fn decisions(law: &InForce) -> impl Iterator<Item = DefinitionId> + '_ {
    let all = law.definitions.iter().enumerate();
    all.filter(|(_, definition)| definition.kind == DefinitionKind::Decision)
        .map(|(place, _)| DefinitionId::from(place))
}

/// The decisions in the order in which they are told: the policy's own answers first.
fn in_telling_order(law: &InForce) -> impl Iterator<Item = DefinitionId> + '_ {
    let answers = &law.model.answers;
    answers.iter().copied().chain(decisions(law).filter(|id| !answers.contains(id)))
}

/// The decisions wanted; the policy's own answers where none is.
///
/// # Errors
/// Where one is no decision.
fn answers_of<'w>(law: &'w InForce, wanted: &'w [DefinitionId]) -> Result<&'w [DefinitionId], DecideError> {
    let answers = if wanted.is_empty() { &law.model.answers } else { wanted };
    match answers.iter().find(|answer| law.definition(**answer).kind != DefinitionKind::Decision) {
        Some(other) => {
            Err(DecideError::NoDecision { decision: law.model.definition(*other).name.key.to_string(), nearest: None })
        }
        None => Ok(answers),
    }
}

/// The value of a settled outcome; `None` where it is open.
///
/// # Errors
/// Where the rules leave a gap, or disagree.
fn settled_value(law: &InForce, id: DefinitionId, outcome: &Outcome) -> Result<Option<Value>, DecideError> {
    let key = || law.model.definition(id).name.key.to_string();
    match outcome {
        Outcome::Gap => Err(DecideError::Undetermined { decision: key(), what: GAP }),
        Outcome::Conflict => Err(DecideError::Undetermined { decision: key(), what: CONFLICT }),
        _ => Ok(value_of(&law.model, outcome, &law.definition(id).ty)),
    }
}

/// The settings of a law, as a case sets them.
fn settings_of(law: &InForce) -> Vec<(String, Value)> {
    let model = &law.model;
    let of = |(setting, value): &(Setting, SettingValue)| {
        (setting_name(model, *setting), setting_value(model, *setting, value))
    };
    let mut settings: Vec<(String, Value)> = law.settings.iter().map(of).collect();
    settings.sort();
    settings
}

/// The decision of a case of which all that matters is known, without reasons, under a law without standards and
/// assumptions.
fn of_whole(law: &InForce, case: &Case, wanted: &Wanted, whole: &Whole) -> Result<Decision, DecideError> {
    let key = |id: DefinitionId| Arc::clone(&law.model.definition(id).name.key);
    let answers = answers_of(law, &wanted.answers)?;
    let mut decisions = Vec::with_capacity(whole.outcomes.len());
    for id in in_telling_order(law) {
        let outcome = whole.outcomes.iter().find(|(other, _)| *other == id).map(|(_, outcome)| outcome);
        let value = outcome.map(|outcome| settled_value(law, id, outcome)).transpose()?.flatten();
        decisions.extend(value.map(|value| (key(id), value)));
    }
    let holding = |wanted: fn(&DefinitionKind) -> bool| {
        whole.holding.iter().filter(|id| wanted(&law.definition(**id).kind)).map(|id| key(*id)).collect()
    };
    let given = |fact: &&FactId| matches!(case.known(**fact), Some(known) if *known != Known::Asked);
    let ignored = whole.idle.iter().filter(given).map(|fact| Arc::clone(&law.model.fact(*fact).name.key));
    Ok(Decision {
        policy: law.model.layer().map_or_else(|| "".into(), |layer| Arc::clone(&layer.name.key)),
        as_of: case.as_of.to_string(),
        digest: Arc::clone(&law.model.digest),
        settings: settings_of(law),
        answers: answers.iter().map(|id| key(*id)).collect(),
        status: Status::Decided,
        exact: true,
        decisions,
        reasons: None,
        standards: Vec::new(),
        exemptions: holding(is_exemption),
        triggers: holding(is_trigger),
        assumptions: Vec::new(),
        ignored: ignored.collect(),
        possible: Vec::new(),
        missing: Vec::new(),
        sufficient: None,
    })
}

fn is_exemption(kind: &DefinitionKind) -> bool {
    matches!(kind, DefinitionKind::Exemption(..))
}

fn is_trigger(kind: &DefinitionKind) -> bool {
    matches!(kind, DefinitionKind::Trigger(..))
}

/// Nothing is doubted.
pub(crate) fn certain(_: Target) -> bool {
    false
}

/// One case under one law.
pub(crate) struct Deciding<'a> {
    pub(crate) enacted: &'a Enacted,
    pub(crate) law: &'a InForce,
    pub(crate) model: &'a Model,
    pub(crate) case: &'a Case,
    pub(crate) diagrams: &'a Diagrams,
    pub(crate) walked: Walked<'a>,
    memo: Memo,
}

impl<'a> Deciding<'a> {
    pub(crate) fn new(enacted: &'a Enacted, case: &'a Case, extent: Extent) -> Self {
        let (law, diagrams) = (&enacted.in_force, &enacted.diagrams);
        let memo = diagrams.compiled.memo();
        let numbers = Numbers { law, case, compiled: &diagrams.compiled, memo: memo.clone(), unknown: &certain };
        let walked = Walked::new(&enacted.rooms, &diagrams.compiled, &diagrams.quantities, &numbers, extent);
        Self { enacted, law, model: &law.model, case, diagrams, walked, memo }
    }

    pub(crate) fn numbers(&self) -> Numbers<'a> {
        Numbers {
            law: self.law,
            case: self.case,
            compiled: &self.diagrams.compiled,
            memo: self.memo.clone(),
            unknown: &certain,
        }
    }

    /// Whether a boolean definition (an exemption, a trigger, a group) certainly holds or fails.
    pub(crate) fn truth(&self, id: DefinitionId) -> Option<bool> {
        let root = self.diagrams.compiled.definitions[id.index()].value?;
        self.walked.truth(root)
    }

    pub(crate) fn key(&self, id: DefinitionId) -> Arc<str> {
        Arc::clone(&self.model.definition(id).name.key)
    }

    /// The decisions wanted; the policy's own answers where none is.
    ///
    /// # Errors
    /// Where one is no decision.
    pub(crate) fn answers<'w>(&self, wanted: &'w [DefinitionId]) -> Result<&'w [DefinitionId], DecideError>
    where
        'a: 'w,
    {
        answers_of(self.law, wanted)
    }

    /// The value of a decision, or else what it can still be.
    ///
    /// # Errors
    /// Where its rules leave a gap, or disagree.
    pub(crate) fn settled_or_possible(&self, id: DefinitionId) -> Result<Result<Value, Possible>, DecideError> {
        self.of_outcome(id, &self.outcome(id))
    }

    fn of_outcome(&self, id: DefinitionId, outcome: &Outcome) -> Result<Result<Value, Possible>, DecideError> {
        let ty = &self.law.definition(id).ty;
        let open = || possible_of(self.model, outcome, ty, self.diagrams, &self.numbers());
        Ok(settled_value(self.law, id, outcome)?.ok_or_else(open))
    }

    fn decision(&self, wanted: &Wanted) -> Result<Decision, DecideError> {
        let answers = self.answers(&wanted.answers)?;
        let outcomes: Vec<(DefinitionId, Outcome)> =
            in_telling_order(self.law).map(|id| (id, self.outcome(id))).collect();

        let (mut settled, mut possible) = (Vec::new(), Vec::new());
        for (id, outcome) in &outcomes {
            match self.of_outcome(*id, outcome)? {
                Ok(value) => settled.push((self.key(*id), value)),
                Err(open) => possible.push((self.key(*id), open)),
            }
        }
        let sure: Vec<DefinitionId> =
            outcomes.iter().filter(|(_, outcome)| outcome.is_settled()).map(|(id, _)| *id).collect();
        let (missing, exact) = self.missing(answers);
        let all_settled = answers.iter().all(|answer| sure.contains(answer));
        let reasons = match wanted.reasons {
            Reasons::Given => Some(self.reasons(outcomes.iter().filter(|(id, _)| sure.contains(id)))),
            Reasons::Omitted => None,
        };
        Ok(Decision {
            policy: self.model.layer().map_or_else(|| "".into(), |layer| Arc::clone(&layer.name.key)),
            as_of: self.case.as_of.to_string(),
            digest: Arc::clone(&self.model.digest),
            settings: self.settings(),
            answers: answers.iter().map(|id| self.key(*id)).collect(),
            status: if all_settled { Status::Decided } else { Status::Incomplete },
            exact: all_settled || exact,
            decisions: settled,
            reasons,
            standards: self.standards(),
            exemptions: self.holding(is_exemption),
            triggers: self.holding(is_trigger),
            assumptions: self.assumptions(&sure)?,
            ignored: self.ignored(),
            possible,
            missing,
            sufficient: if wanted.sufficient { Some(self.all_sufficient(answers)?) } else { None },
        })
    }

    fn all_sufficient(&self, answers: &[DefinitionId]) -> Result<Vec<Sufficient>, DecideError> {
        answers.iter().filter_map(|answer| self.sufficient(*answer).transpose()).collect()
    }

    fn reasons<'o>(&self, outcomes: impl Iterator<Item = &'o (DefinitionId, Outcome)>) -> Vec<Reason> {
        let finding = reasons::Reasons::new(self);
        let mut all = Vec::new();
        outcomes.for_each(|(id, outcome)| finding.add(*id, outcome, &mut all));
        all
    }

    pub(crate) fn settings(&self) -> Vec<(String, Value)> {
        settings_of(self.law)
    }

    pub(crate) fn holding(&self, wanted: fn(&DefinitionKind) -> bool) -> Vec<Arc<str>> {
        let all = self.law.definitions.iter().enumerate();
        all.filter(|(_, definition)| wanted(&definition.kind))
            .map(|(place, _)| DefinitionId::from(place))
            .filter(|id| self.truth(*id) == Some(true))
            .map(|id| self.key(id))
            .collect()
    }

    /// The facts given where they surely do not apply.
    fn ignored(&self) -> Vec<Arc<str>> {
        let compiled = &self.diagrams.compiled;
        (0..self.model.facts.len())
            .filter(|&place| {
                let given = matches!(self.case.known(FactId::from(place)), Some(known) if *known != Known::Asked);
                given && compiled.guards[place].is_some_and(|guard| self.walked.truth(guard) == Some(false))
            })
            .map(|place| Arc::clone(&self.model.facts[place].name.key))
            .collect()
    }
}
