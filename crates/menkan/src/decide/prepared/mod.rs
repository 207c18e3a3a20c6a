//! A law made ready to decide many cases: the same diagrams, laid out for cases whose values are at hand.
//!
//! A [`Row`] has a machine word for each value. Where all that a case meets on its way through the diagrams is one known
//! value, its decisions are settled without allocating and without a number that is not a machine word. Wherever it meets
//! anything else (what is not known, or known in part; a list; a number too long), that decision is made as
//! [`Law::outcomes`] makes it: what is found here is found sooner, never otherwise.

mod layout;
mod reading;
mod table;

pub use layout::Row;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::outcome::Outcome;
use super::walk::Extent;
use super::{Deciding, Law, decisions};
use crate::case::Case;
use crate::diagram::quantity::Expression;
use crate::diagram::{Diagrams, Leaf, Test};
use crate::policy::model::{DefinitionId, FactId};
use layout::Layout;
use reading::{Read, Readings, RowNumbers};
use table::{Table, word};

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
    layout: Arc<Layout>,
    table: Table,
    /// How the groups of the table read their cells.
    groups: Vec<Group>,
    inputs: Vec<Input>,
    readings: Readings,
    /// For each leaf of the table, what it is where that is the same in every case.
    fixed: Vec<Outcome>,
    decisions: Vec<(DefinitionId, Roots)>,
    /// Whether some decision is a set.
    sets: bool,
}

/// A group of the table, and the places of what its cell is read from.
#[derive(Debug, Clone)]
struct Group {
    cell: u32,
    codes: Range<usize>,
    axes: Range<usize>,
    /// Whether its terms have cells of their own.
    several: bool,
}

/// The slot or the axis that a term is, and by what it counts towards the cell of its group.
#[derive(Debug, Clone)]
struct Input {
    at: u32,
    term: u32,
    stride: i64,
}

/// The diagrams of a decision, by their places among all.
#[derive(Debug, Clone)]
enum Roots {
    Value(usize),
    Members(Range<usize>),
}

/// Room for the answers to one case after another.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Of what the table does not settle, or that is a set.
    outcomes: Vec<Outcome>,
    /// For each term and group, one more than its cell; 0 is open.
    cells: Vec<u32>,
    read: Read,
    /// Where the walk of each diagram ended.
    stands: Vec<u32>,
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
            Roots::Value(root) => match self.prepared.table.settled_at(self.answers.stands[*root]) {
                Some(leaf) => Some(&self.prepared.fixed[leaf]),
                None => self.answers.outcomes.get(place),
            },
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
        let (in_force, diagrams) = (law.in_force(), law.diagrams());
        let compiled = &diagrams.compiled;
        let layout = Arc::new(Layout::new(&in_force.model));
        let (mut roots, mut of_decisions) = (Vec::new(), Vec::new());
        for id in decisions(in_force) {
            let of = &compiled.definitions[id.index()];
            let first = roots.len();
            roots.extend(of.value.iter().chain(&of.members));
            let own = first..roots.len();
            of_decisions.push((id, if of.value.is_some() { Roots::Value(first) } else { Roots::Members(own) }));
        }
        let code = |term: usize| match compiled.terms[term].test {
            Test::Fact(fact) => layout.code(fact, compiled.terms[term].cells),
            Test::Member(fact, symbol) => layout.member_code(fact, symbol),
            Test::Axis(_) | Test::Open(_) | Test::Doubt(_) => None,
        };
        let open = |term: usize| code(term).is_none() && compiled.terms[term].quantity().is_none();
        let table = Table::new(compiled, &roots, &open, &|leaf| fixed(diagrams, leaf).is_some());
        let (mut groups, mut inputs, mut readings) = (Vec::new(), Vec::new(), Readings::default());
        for group in &table.groups {
            let (mut codes, mut axes) = (Vec::new(), Vec::new());
            for &(term, stride) in &group.terms {
                let input = |at| Input { at: word(at), term: word(term), stride: i64::from(stride) };
                if let Some(quantity) = compiled.terms[term].quantity() {
                    let axis = (quantity, &*compiled.terms[term].cuts);
                    axes.push(input(readings.add(&layout, &diagrams.quantities, law.day(), axis)));
                } else if let Some(code) = code(term) {
                    codes.push(input(code));
                }
            }
            let (first, between) = (inputs.len(), inputs.len() + codes.len());
            inputs.extend(codes.into_iter().chain(axes));
            if first < inputs.len() {
                let several = group.terms.len() > 1;
                groups.push(Group { cell: group.cell, codes: first..between, axes: between..inputs.len(), several });
            }
        }
        let fixed = table.leaves().iter().map(|leaf| fixed(diagrams, *leaf).unwrap_or(Outcome::None)).collect();
        let sets = of_decisions.iter().any(|(_, roots)| matches!(roots, Roots::Members(_)));
        Self { law: law.clone(), layout, table, groups, inputs, readings, fixed, decisions: of_decisions, sets }
    }

    /// A case of which nothing is known.
    #[must_use]
    pub fn row(&self) -> Row {
        Row::new(Arc::clone(&self.layout))
    }

    /// What is known of the facts of a case, as a row. The day and the settings of the case are not looked at.
    #[must_use]
    pub fn row_of(&self, case: &Case) -> Row {
        let mut row = self.row();
        for (place, known) in case.facts().iter().enumerate() {
            row.set(FactId::from(place), known.clone());
        }
        row
    }

    /// Room for answers.
    #[must_use]
    pub fn answers(&self) -> Answers {
        Answers {
            outcomes: vec![Outcome::None; self.decisions.len()],
            cells: self.table.cells(),
            read: self.readings.room(&self.layout),
            stands: self.table.stands(),
        }
    }

    /// The decisions, in the order in which they are answered: that of the model.
    pub fn decisions(&self) -> impl Iterator<Item = DefinitionId> + '_ {
        self.decisions.iter().map(|(id, _)| *id)
    }

    /// What each decision is, or can still be.
    #[inline]
    pub fn decide<'a>(&'a self, row: &Row, answers: &'a mut Answers) -> Outcomes<'a> {
        self.bind(row, answers);
        let Answers { cells, stands, .. } = answers;
        if !self.table.walk(cells, stands) || self.sets {
            self.settle_others(row, answers);
        }
        Outcomes { prepared: self, answers }
    }

    /// The cell of each group, and where one is open those of its terms.
    #[inline]
    fn bind(&self, row: &Row, answers: &mut Answers) {
        let Answers { cells, read, .. } = answers;
        let numbers = RowNumbers { law: &self.law, row };
        self.readings.read(row, read, |quantity| {
            self.law.diagrams().quantities.range(quantity, &numbers).number().cloned()
        });
        let codes = row.codes();
        for group in &self.groups {
            // What is open is negative, and so is what it is joined with.
            let (mut cell, mut signs) = (0_i64, 0);
            for input in &self.inputs[group.codes.clone()] {
                let value = i64::from(codes[input.at as usize]) - 1;
                cell = cell.wrapping_add(value.wrapping_mul(input.stride));
                signs |= value;
            }
            for input in &self.inputs[group.axes.clone()] {
                let value = read.cells[input.at as usize];
                cell = cell.wrapping_add(value.wrapping_mul(input.stride));
                signs |= value;
            }
            let open = signs < 0;
            cells[group.cell as usize] = if open { 0 } else { u32::try_from(cell).map_or(0, |cell| cell + 1) };
            if open && group.several {
                let terms = self.inputs[group.codes.clone()].iter();
                terms.for_each(|input| cells[input.term as usize] = u32::from(codes[input.at as usize]));
                for input in &self.inputs[group.axes.clone()] {
                    cells[input.term as usize] = u32::try_from(read.cells[input.at as usize]).map_or(0, |cell| cell + 1);
                }
            }
        }
    }

    /// Finds what the table alone does not say.
    fn settle_others(&self, row: &Row, answers: &mut Answers) {
        let mut whole = true;
        for ((_, roots), outcome) in self.decisions.iter().zip(&mut answers.outcomes) {
            whole &= match roots {
                Roots::Value(root) => self.settle(row, answers.stands[*root], outcome),
                Roots::Members(roots) => self.settle_set(&answers.stands[roots.clone()], outcome),
            };
        }
        if !whole {
            self.decide_open(row, answers);
        }
    }

    /// What the end of a walk says; gives whether it says all.
    fn settle(&self, row: &Row, end: u32, outcome: &mut Outcome) -> bool {
        let Some(leaf) = self.table.leaf_at(end) else { return leave_open(outcome) };
        if self.table.settled_at(end).is_some() {
            // What was open in the case before is so no more.
            *outcome = Outcome::None;
            return true;
        }
        let Leaf::Quantity(quantity) = self.table.leaves()[leaf] else { return leave_open(outcome) };
        let range = self.law.diagrams().quantities.range(quantity, &RowNumbers { law: &self.law, row });
        let Some(number) = range.number() else { return leave_open(outcome) };
        *outcome = Outcome::Number(number.clone());
        true
    }

    fn settle_set(&self, ends: &[u32], outcome: &mut Outcome) -> bool {
        let truth = |end: &u32| self.table.leaf_at(*end).map(|leaf| self.table.leaves()[leaf] == Leaf::True);
        if let Outcome::Set(members) = outcome {
            members.clear();
            members.extend(ends.iter().map(truth));
        } else {
            *outcome = Outcome::Set(ends.iter().map(truth).collect());
        }
        outcome.is_settled()
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

/// Marks what the whole diagrams have still to be asked; gives that it is not settled.
fn leave_open(outcome: &mut Outcome) -> bool {
    *outcome = Outcome::Open(Vec::new());
    false
}

/// What an end is in every case, where it is the same in all.
fn fixed(diagrams: &Diagrams, leaf: Leaf) -> Option<Outcome> {
    match leaf {
        Leaf::False => Some(Outcome::Truth(false)),
        Leaf::True => Some(Outcome::Truth(true)),
        Leaf::None => Some(Outcome::None),
        Leaf::Symbol(symbol) => Some(Outcome::Symbol(symbol)),
        Leaf::Gap => Some(Outcome::Gap),
        Leaf::Conflict => Some(Outcome::Conflict),
        Leaf::Quantity(quantity) => match diagrams.quantities.get(quantity) {
            Expression::Unlimited => Some(Outcome::Unlimited),
            _ => diagrams.quantities.as_number(quantity).map(|number| Outcome::Number(number.clone())),
        },
        Leaf::Status(_) => None,
    }
}
