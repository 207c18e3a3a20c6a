//! A law made ready to decide many cases: the same diagrams, laid out for cases whose values are at hand.
//!
//! A [`Row`] has a machine word for each value. Where all that a case meets on its way through the diagrams is one known
//! value, its decisions are settled without allocating and without a number that is not a machine word. Wherever it meets
//! anything else (what is not known, or known in part; a list; a number too long), that decision is made as
//! [`Law::outcomes`] makes it: what is found here is found sooner, never otherwise.

mod layout;
mod plan;
mod reading;
mod swift;
mod table;

pub use layout::Row;
pub(super) use layout::{Holds, Layout, OPEN};
pub(super) use plan::fixed;
pub(super) use reading::{Readings, RowNumbers};
pub(crate) use swift::{Swift, Whole};

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::outcome::Outcome;
use super::walk::Extent;
use super::{Deciding, Law, decisions};
use crate::case::Case;
use crate::diagram::{Compiled, Root};
use crate::policy::law::InForce;
use crate::policy::model::{DefinitionId, FactId};
use plan::{Plan, Room};

/// A law ready to decide cases that are given as rows.
///
/// ```
/// use jiff::civil::date;
/// use menkan::decide::Outcome;
/// use menkan::policy::Policy;
/// use menkan::policy::model::Known;
/// use menkan::source::SourceFile;
///
/// let text = r#"
/// policy example / 示例
///   answers adult
/// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
/// decision adult / 成年 when age is at least 18 cite none "an example"
/// "#;
/// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
/// let prepared = policy.at(date(2024, 8, 1)).unwrap().prepare();
/// let age = policy.model().fact_named("age").unwrap();
/// let (mut row, mut answers) = (prepared.row(), prepared.answers());
/// row.set(age, Some(Known::Between(Some(20.into()), Some(20.into()))));
/// assert_eq!(prepared.decide(&row, &mut answers).get(0), Some(&Outcome::Truth(true)));
/// row.set(age, None);
/// assert!(!prepared.decide(&row, &mut answers).iter().all(Outcome::is_settled));
/// ```
#[derive(Debug, Clone)]
pub struct Prepared {
    law: Law,
    plan: Plan,
    decisions: Vec<(DefinitionId, Roots)>,
    /// Whether some decision is a set.
    sets: bool,
}

/// The diagrams of a decision, by their places among all.
#[derive(Debug, Clone)]
enum Roots {
    Value(usize),
    Members(Range<usize>),
}

impl Roots {
    /// All diagrams of decisions, and which of them each decision has.
    fn of_decisions(law: &InForce, compiled: &Compiled) -> (Vec<Root>, Vec<(DefinitionId, Self)>) {
        let (mut all, mut of_decisions) = (Vec::new(), Vec::new());
        for id in decisions(law) {
            let of = &compiled.definitions[id.index()];
            let first = all.len();
            all.extend(of.value.iter().chain(&of.members));
            let own = first..all.len();
            of_decisions.push((id, if of.value.is_some() { Self::Value(first) } else { Self::Members(own) }));
        }
        (all, of_decisions)
    }
}

/// Room for the answers to one case after another.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Of what the table does not settle, or that is a set.
    outcomes: Vec<Outcome>,
    room: Room,
}

/// What the decisions of a case are, or can still be, in the order of [`Prepared::decisions`].
#[derive(Clone, Copy)]
pub struct Outcomes<'a> {
    prepared: &'a Prepared,
    answers: &'a Answers,
}

impl<'a> Outcomes<'a> {
    /// How many decisions there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.prepared.decisions.len()
    }

    /// Whether the policy decides nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// What the decision of this place is.
    #[inline]
    #[must_use]
    pub fn get(self, place: usize) -> Option<&'a Outcome> {
        let (_, roots) = self.prepared.decisions.get(place)?;
        match roots {
            Roots::Value(root) => {
                let settled = self.prepared.plan.settled(&self.answers.room, *root);
                settled.or_else(|| self.answers.outcomes.get(place))
            }
            Roots::Members(_) => self.answers.outcomes.get(place),
        }
    }

    /// What each decision is.
    pub fn iter(self) -> impl Iterator<Item = &'a Outcome> {
        (0..self.len()).filter_map(move |place| self.get(place))
    }
}

impl fmt::Debug for Outcomes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Law {
    /// Makes this law ready to decide many cases as of its day, nothing being set.
    #[must_use]
    pub fn prepare(&self) -> Prepared {
        Prepared::new(self)
    }
}

impl Prepared {
    fn new(law: &Law) -> Self {
        let (roots, decisions) = Roots::of_decisions(law.in_force(), &law.diagrams().compiled);
        let plan = Plan::new(law.in_force(), law.diagrams(), &roots, Some(law.day()));
        let sets = decisions.iter().any(|(_, roots)| matches!(roots, Roots::Members(_)));
        Self { law: law.clone(), plan, decisions, sets }
    }

    pub(super) fn law(&self) -> &Law {
        &self.law
    }

    pub(super) fn layout(&self) -> &Arc<Layout> {
        self.plan.layout()
    }

    /// A case of which nothing is known.
    #[must_use]
    pub fn row(&self) -> Row {
        self.plan.row()
    }

    /// What is known of the facts of a case, as a row. The day and the settings of the case are not looked at.
    #[must_use]
    pub fn row_of(&self, case: &Case) -> Row {
        let mut row = self.row();
        for (place, known) in case.facts().iter().enumerate() {
            row.put(FactId::from(place), known.as_ref());
        }
        row
    }

    /// Room for answers.
    #[must_use]
    pub fn answers(&self) -> Answers {
        Answers { outcomes: vec![Outcome::None; self.decisions.len()], room: self.plan.room() }
    }

    /// The decisions, in the order in which they are answered: that of the model.
    pub fn decisions(&self) -> impl Iterator<Item = DefinitionId> + '_ {
        self.decisions.iter().map(|(id, _)| *id)
    }

    /// What each decision is, or can still be.
    #[inline]
    pub fn decide<'a>(&'a self, row: &Row, answers: &'a mut Answers) -> Outcomes<'a> {
        let numbers = RowNumbers { law: self.law.in_force(), day: self.law.day(), row };
        if !self.plan.walk(self.law.diagrams(), &numbers, &mut answers.room) || self.sets {
            self.settle_others(&numbers, answers);
        }
        Outcomes { prepared: self, answers }
    }

    /// Finds what the table alone does not say.
    fn settle_others(&self, numbers: &RowNumbers<'_>, answers: &mut Answers) {
        let mut whole = true;
        for ((_, roots), outcome) in self.decisions.iter().zip(&mut answers.outcomes) {
            whole &= self.plan.settle(self.law.diagrams(), numbers, &answers.room, roots, outcome);
        }
        if !whole {
            self.decide_open(numbers.row, answers);
        }
    }

    /// Asks the whole diagrams for what is not settled.
    #[cold]
    fn decide_open(&self, row: &Row, answers: &mut Answers) {
        let mut case = Case::new(&self.law.in_force().model, self.law.day());
        row.known().for_each(|(fact, known)| case.set(fact, Some(known)));
        let deciding = Deciding::new(&self.law.enacted, &case, Extent::Decisions);
        for ((id, _), outcome) in self.decisions.iter().zip(&mut answers.outcomes) {
            if !outcome.is_settled() {
                *outcome = deciding.outcome(*id);
            }
        }
    }
}
