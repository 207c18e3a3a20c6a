//! Some diagrams of a law with all that it takes to walk them for rows.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::Roots;
use super::layout::{Layout, Row};
use super::reading::{Read, Readings, RowNumbers};
use super::table::{Table, word};
use crate::decide::outcome::Outcome;
use crate::diagram::quantity::Expression;
use crate::diagram::{Diagrams, Leaf, Root, Test};
use crate::policy::law::InForce;

/// Diagrams to walk, and how rows are laid over their terms.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    layout: Arc<Layout>,
    table: Table,
    /// How the groups of the table read their cells.
    groups: Vec<Group>,
    inputs: Vec<Input>,
    readings: Readings,
    /// For each leaf of the table, what it is where that is the same in every case.
    fixed: Vec<Outcome>,
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

/// Room for the walks of one case after another.
#[derive(Debug, Clone)]
pub(super) struct Room {
    /// For each term and group, one more than its cell; 0 is open.
    cells: Vec<u32>,
    read: Read,
    /// Where the walk of each diagram ended.
    stands: Vec<u32>,
}

impl Plan {
    /// Some diagrams of a law: for one day, or for all on which it is in force.
    pub(super) fn new(law: &InForce, diagrams: &Diagrams, roots: &[Root], day: Option<Date>) -> Self {
        let compiled = &diagrams.compiled;
        let layout = Arc::new(Layout::new(&law.model));
        let code = |term: usize| match compiled.terms[term].test {
            Test::Fact(fact) => layout.code(fact, compiled.terms[term].cells),
            Test::Member(fact, symbol) => layout.member_code(fact, symbol),
            Test::Axis(_) | Test::Open(_) | Test::Doubt(_) => None,
        };
        let open = |term: usize| code(term).is_none() && compiled.terms[term].quantity().is_none();
        let table = Table::new(compiled, roots, &open, &|leaf| fixed(diagrams, leaf).is_some());
        let (mut groups, mut inputs, mut readings) = (Vec::new(), Vec::new(), Readings::default());
        for group in &table.groups {
            let (mut codes, mut axes) = (Vec::new(), Vec::new());
            for &(term, stride) in &group.terms {
                let input = |at| Input { at: word(at), term: word(term), stride: i64::from(stride) };
                if let Some(quantity) = compiled.terms[term].quantity() {
                    let cuts = &compiled.terms[term].cuts;
                    axes.push(input(readings.add(&layout, &diagrams.quantities, day, quantity, cuts)));
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
        Self { layout, table, groups, inputs, readings, fixed }
    }

    pub(super) fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// A case of which nothing is known.
    pub(super) fn row(&self) -> Row {
        Row::new(Arc::clone(&self.layout))
    }

    /// Room for walks.
    pub(super) fn room(&self) -> Room {
        Room { cells: self.table.cells(), read: self.readings.room(&self.layout), stands: self.table.stands() }
    }

    /// Follows all diagrams to their ends; gives whether each says all.
    #[inline]
    pub(super) fn walk(&self, diagrams: &Diagrams, numbers: &RowNumbers<'_>, room: &mut Room) -> bool {
        self.bind(diagrams, numbers, room);
        self.table.walk(&room.cells, &mut room.stands)
    }

    /// The cell of each group, and where one is open those of its terms.
    #[inline]
    fn bind(&self, diagrams: &Diagrams, numbers: &RowNumbers<'_>, room: &mut Room) {
        let Room { cells, read, .. } = room;
        let exact = |quantity| diagrams.quantities.range(quantity, numbers).number().cloned();
        self.readings.read(numbers.row, read, exact);
        let codes = numbers.row.codes();
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
                for input in &self.inputs[group.codes.clone()] {
                    cells[input.term as usize] = u32::from(codes[input.at as usize]);
                }
                for input in &self.inputs[group.axes.clone()] {
                    cells[input.term as usize] =
                        u32::try_from(read.cells[input.at as usize]).map_or(0, |cell| cell + 1);
                }
            }
        }
    }

    /// What a diagram is, where that is the same in every case that comes to where its walk ended.
    #[inline]
    pub(super) fn settled(&self, room: &Room, root: usize) -> Option<&Outcome> {
        self.table.settled_at(room.stands[root]).map(|leaf| &self.fixed[leaf])
    }

    /// What the walks of a decision's diagrams say, other than what [`Plan::settled`] gives; gives whether they say all.
    pub(super) fn settle(
        &self,
        diagrams: &Diagrams,
        numbers: &RowNumbers<'_>,
        room: &Room,
        roots: &Roots,
        outcome: &mut Outcome,
    ) -> bool {
        match roots {
            Roots::Value(root) => self.settle_value(diagrams, numbers, room.stands[*root], outcome),
            Roots::Members(roots) => self.settle_set(&room.stands[roots.clone()], outcome),
        }
    }

    fn settle_value(&self, diagrams: &Diagrams, numbers: &RowNumbers<'_>, end: u32, outcome: &mut Outcome) -> bool {
        if self.table.settled_at(end).is_some() {
            // What was open in the case before is so no more.
            *outcome = Outcome::None;
            return true;
        }
        let Some(leaf) = self.table.leaf_at(end) else { return leave_open(outcome) };
        let Leaf::Quantity(quantity) = self.table.leaves()[leaf] else { return leave_open(outcome) };
        let range = diagrams.quantities.range(quantity, numbers);
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
}

/// Marks what the whole diagrams have still to be asked; gives that it is not settled.
fn leave_open(outcome: &mut Outcome) -> bool {
    *outcome = Outcome::Open(Vec::new());
    false
}

/// What an end is in every case, where it is the same in all.
pub(in crate::decide) fn fixed(diagrams: &Diagrams, leaf: Leaf) -> Option<Outcome> {
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
