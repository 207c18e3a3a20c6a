//! A law made ready to decide many cases: the same diagrams, laid out for cases whose values are at hand.
//!
//! A [`Row`] has a machine word for each value. Where all that a case meets on its way through the diagrams is one known
//! value, its decisions are settled without allocating and without a number that is not a machine word. Wherever it meets
//! anything else (what is not known, or known in part; a list; a number too long), that decision is made as
//! [`Law::outcomes`] makes it: what is found here is found sooner, never otherwise.

mod layout;
mod reading;

pub use layout::Row;

use std::ops::Range;
use std::sync::Arc;

use super::outcome::Outcome;
use super::walk::Extent;
use super::{Deciding, Law, decisions};
use crate::case::Case;
use crate::diagram::quantity::{Expression, QuantityId};
use crate::diagram::{At, Compiled, Diagrams, Leaf, Place, Root, Test};
use crate::policy::model::{DefinitionId, FactId};
use layout::{Layout, OPEN};
use reading::{Reading, RowNumbers};

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
/// assert_eq!(prepared.decide(&row, &mut answers), [Outcome::Truth(true)]);
/// row.set(age, None);
/// assert!(!prepared.decide(&row, &mut answers)[0].is_settled());
/// ```
#[derive(Debug, Clone)]
pub struct Prepared {
    law: Law,
    layout: Arc<Layout>,
    /// The terms of facts: the term, its slot and its last cell.
    facts: Vec<(u32, u32, u16)>,
    /// The terms of numbers, and how their cells are read off a row.
    numbers: Vec<(u32, Reading)>,
    /// How many terms there are; behind them stands that of the ends.
    terms: usize,
    /// The nodes: a term, where it leads while it is open, and where for each cell. An end leads to itself.
    words: Vec<u32>,
    /// From where on the words are those of ends, two for each; the first end is where what is open leads.
    ends: u32,
    leaves: Vec<Leaf>,
    /// For each end, what it is where that is the same in every case.
    fixed: Vec<Option<Outcome>>,
    /// Where the diagrams begin.
    starts: Vec<u32>,
    decisions: Vec<(DefinitionId, Roots)>,
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
    outcomes: Vec<Outcome>,
    /// For each term, one more than its cell; 0 is open.
    cells: Vec<u16>,
    /// Where the walk of each diagram ended.
    stands: Vec<u32>,
}

/// How many diagrams are walked side by side: while one step waits for memory, others go on.
const LANES: usize = 4;

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
        let mut prepared = Self {
            law: law.clone(),
            layout,
            facts: Vec::new(),
            numbers: Vec::new(),
            terms: compiled.terms.len(),
            words: Vec::new(),
            ends: 0,
            leaves: Vec::new(),
            fixed: Vec::new(),
            starts: Vec::new(),
            decisions: of_decisions,
        };
        prepared.lay_out(compiled, &roots);
        prepared.read_terms(diagrams);
        prepared.fixed = prepared.leaves.iter().map(|leaf| fixed(diagrams, *leaf)).collect();
        prepared
    }

    /// Lays out what some diagrams reach: nodes level by level, so that a walk goes forward, and the ends behind them.
    fn lay_out(&mut self, compiled: &Compiled, roots: &[Root]) {
        let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open: Vec<Place> = roots.iter().map(|root| compiled.start(*root)).collect();
        while let Some(place) = open.pop() {
            if !seen.insert(place) {
                continue;
            }
            match compiled.at(place) {
                At::Leaf(leaf) => leaves.push((place, leaf)),
                At::Node { term, base } => {
                    nodes.push((term, base, place));
                    open.extend((0..compiled.terms[term].cells).map(|cell| compiled.child(base, cell)));
                }
            }
        }
        nodes.sort_unstable_by_key(|(term, base, _)| (*term, *base));
        leaves.sort_unstable();
        let mut places = rustc_hash::FxHashMap::default();
        let mut next = 0;
        for (term, _, place) in &nodes {
            places.insert(*place, word(next));
            next += 2 + usize::from(compiled.terms[*term].cells);
        }
        self.ends = word(next);
        // The first end is no leaf.
        for (at, (place, _)) in leaves.iter().enumerate() {
            places.insert(*place, word(next + 2 * (at + 1)));
        }
        for (term, base, _) in nodes {
            self.words.extend([word(term), self.ends]);
            self.words.extend((0..compiled.terms[term].cells).map(|cell| places[&compiled.child(base, cell)]));
        }
        for end in 0..=leaves.len() {
            self.words.extend([word(self.terms), word(next + 2 * end)]);
        }
        self.leaves = leaves.into_iter().map(|(_, leaf)| leaf).collect();
        self.starts = roots.iter().map(|root| places[&compiled.start(*root)]).collect();
    }

    /// Finds how the terms that some node tests are read off a row.
    fn read_terms(&mut self, diagrams: &Diagrams) {
        let mut tested = vec![false; self.terms];
        let mut at = 0;
        while at < self.ends as usize {
            let term = self.words[at] as usize;
            tested[term] = true;
            at += 2 + usize::from(diagrams.compiled.terms[term].cells);
        }
        for (place, term) in diagrams.compiled.terms.iter().enumerate().filter(|(place, _)| tested[*place]) {
            let slot = match term.test {
                Test::Fact(fact) => self.layout.slot(fact),
                Test::Member(fact, symbol) => self.layout.member_slot(fact, symbol),
                Test::Axis(quantity) => {
                    let reading = Reading::of(&self.layout, &diagrams.quantities, self.law.day(), quantity, &term.cuts);
                    self.numbers.push((word(place), reading));
                    continue;
                }
                Test::Open(_) | Test::Doubt(_) => None,
            };
            // What has no slot stays open.
            if let Some(slot) = slot {
                self.facts.push((word(place), word(slot), term.cells.saturating_sub(1)));
            }
        }
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
            cells: vec![0; self.terms + 1],
            stands: vec![0; self.starts.len().next_multiple_of(LANES)],
        }
    }

    /// The decisions, in the order in which they are answered: that of the model.
    pub fn decisions(&self) -> impl Iterator<Item = DefinitionId> + '_ {
        self.decisions.iter().map(|(id, _)| *id)
    }

    /// What each decision is, or can still be.
    pub fn decide<'a>(&self, row: &Row, answers: &'a mut Answers) -> &'a [Outcome] {
        self.bind(row, answers);
        self.walk(answers);
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
        &answers.outcomes
    }

    /// The cell of each term.
    fn bind(&self, row: &Row, answers: &mut Answers) {
        let cells = &mut answers.cells;
        for &(term, slot, last) in &self.facts {
            let value = row.value(slot as usize);
            let cell = u16::try_from(value).unwrap_or(u16::MAX).min(last) + 1;
            cells[term as usize] = if value == OPEN { 0 } else { cell };
        }
        for (term, reading) in &self.numbers {
            let exact = |quantity: QuantityId| {
                let range = self.law.diagrams().quantities.range(quantity, &RowNumbers { law: &self.law, row });
                let term = &self.law.diagrams().compiled.terms[*term as usize];
                range.number().map(|number| term.cell_of(number))
            };
            cells[*term as usize] = reading.cell(row, exact).map_or(0, |cell| cell.saturating_add(1));
        }
    }

    /// Follows all diagrams to where their walks end.
    fn walk(&self, answers: &mut Answers) {
        let Answers { cells, stands, .. } = answers;
        let mut starts = self.starts.chunks(LANES);
        for lanes in stands.chunks_exact_mut(LANES) {
            // Where there are fewer diagrams than lanes, the rest stand at an end at once.
            let mut at = [self.ends; LANES];
            at.iter_mut().zip(starts.next().into_iter().flatten()).for_each(|(at, start)| *at = *start);
            while at.iter().any(|place| *place < self.ends) {
                for place in &mut at {
                    let here = *place as usize;
                    let cell = cells[self.words[here] as usize];
                    *place = self.words[here + 1 + usize::from(cell)];
                }
            }
            lanes.copy_from_slice(&at);
        }
    }

    /// The leaf at an end; none where what is open leads.
    fn leaf(&self, end: u32) -> Option<usize> {
        ((end - self.ends) as usize / 2).checked_sub(1)
    }

    /// What the end of a walk says; gives whether it says all.
    fn settle(&self, row: &Row, end: u32, outcome: &mut Outcome) -> bool {
        let Some(leaf) = self.leaf(end) else { return leave_open(outcome) };
        if let Some(fixed) = &self.fixed[leaf] {
            outcome.clone_from(fixed);
            return true;
        }
        let Leaf::Quantity(quantity) = self.leaves[leaf] else { return leave_open(outcome) };
        let range = self.law.diagrams().quantities.range(quantity, &RowNumbers { law: &self.law, row });
        let Some(number) = range.number() else { return leave_open(outcome) };
        *outcome = Outcome::Number(number.clone());
        true
    }

    fn settle_set(&self, ends: &[u32], outcome: &mut Outcome) -> bool {
        let truth = |end: &u32| self.leaf(*end).map(|leaf| self.leaves[leaf] == Leaf::True);
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

/// The budget of words keeps every number well below the greatest.
fn word(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
