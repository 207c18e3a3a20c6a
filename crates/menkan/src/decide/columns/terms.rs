//! For each cell of each term, the cases of a block that can lie in it.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::block::{ALL, Block, Mask, NONE, ROWS, add, and, at_least, cases, not, plane};
use crate::decide::Law;
use crate::decide::prepared::{Holds, Layout, Readings, Row, RowNumbers};
use crate::diagram::{Term, Test};

/// The terms that diagrams test, and the masks that they ask for.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    law: Law,
    tested: Vec<Tested>,
    /// By term: its place among those tested.
    places: FxHashMap<usize, usize>,
    /// How many masks of single cells there are.
    single: u32,
    /// Masks of several cells: those of single cells that they are made of.
    unions: Vec<Vec<u32>>,
    readings: Readings,
    numbers: usize,
}

/// A term that some diagram tests.
#[derive(Debug, Clone)]
struct Tested {
    term: usize,
    cells: u16,
    /// The first of its masks.
    first: u32,
    by: By,
}

/// How the cells of a term are found.
#[derive(Debug, Clone)]
enum By {
    /// A boolean, or an element of a set, by its slot.
    Bits(usize),
    /// A choice, by its slot.
    Symbols(usize),
    /// A number, by its place among those read, and the cells in which it lies where nothing is known of it.
    Axis { axis: usize, unknown: (u16, u16) },
    /// It is always open.
    Open,
}

/// A mask that an edge asks for: of a single cell, or behind these of several.
pub(super) type MaskId = u32;

/// The masks of one block.
#[derive(Debug, Clone)]
pub(super) struct Masks {
    all: Vec<Mask>,
    /// The numbers that sums are made of: of products.
    products: Vec<(Box<[i64; ROWS]>, Mask)>,
    sum: Box<[i64; ROWS]>,
}

impl Masks {
    #[inline]
    pub(super) fn get(&self, mask: MaskId) -> &Mask {
        &self.all[mask as usize]
    }
}

impl Terms {
    pub(super) fn new(law: &Law, layout: &Layout) -> Self {
        Self {
            law: law.clone(),
            tested: Vec::new(),
            places: FxHashMap::default(),
            single: 0,
            unions: Vec::new(),
            readings: Readings::default(),
            numbers: layout.numbers(),
        }
    }

    /// Takes in a term.
    pub(super) fn test(&mut self, term: usize, layout: &Arc<Layout>) {
        if self.places.contains_key(&term) {
            return;
        }
        let diagrams = self.law.diagrams();
        let Term { test, cells, cuts } = &diagrams.compiled.terms[term];
        let by = match test {
            Test::Fact(fact) => match layout.code(*fact, *cells) {
                Some(slot) if matches!(layout.of(*fact).1, Holds::Symbol(_)) => By::Symbols(slot),
                Some(slot) => By::Bits(slot),
                None => By::Open,
            },
            Test::Member(fact, symbol) => layout.member_code(*fact, *symbol).map_or(By::Open, By::Bits),
            Test::Axis(quantity) => {
                let axis = self.readings.add(layout, &diagrams.quantities, Some(self.law.day()), *quantity, cuts);
                By::Axis { axis, unknown: self.span(term, &Row::new(Arc::clone(layout))) }
            }
            Test::Open(_) | Test::Doubt(_) => By::Open,
        };
        let cells = *cells;
        self.places.insert(term, self.tested.len());
        self.tested.push(Tested { term, cells, first: self.single, by });
        self.single += u32::from(cells);
    }

    /// The mask of some cells of a term that was taken in, all terms having been.
    pub(super) fn mask(&mut self, term: usize, cells: &[u16]) -> MaskId {
        let first = self.tested[self.places[&term]].first;
        let single: Vec<u32> = cells.iter().map(|cell| first + u32::from(*cell)).collect();
        if let [only] = single.as_slice() {
            return *only;
        }
        let place = self.unions.iter().position(|other| *other == single).unwrap_or_else(|| {
            self.unions.push(single);
            self.unions.len() - 1
        });
        self.single + u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Room for the masks of a block.
    pub(super) fn masks(&self) -> Masks {
        let product = || (Box::new([0; ROWS]), NONE);
        Masks {
            all: vec![NONE; self.single as usize + self.unions.len()],
            products: self.readings.products().iter().map(|_| product()).collect(),
            sum: Box::new([0; ROWS]),
        }
    }

    /// The cases that can lie in several cells of at least two of some terms.
    pub(super) fn several(&self, terms: &[usize], masks: &Masks) -> Mask {
        let (mut one, mut two) = (NONE, NONE);
        for tested in terms.iter().filter_map(|term| self.places.get(term)).map(|place| &self.tested[*place]) {
            let (mut once, mut twice) = (NONE, NONE);
            for cell in 0..u32::from(tested.cells) {
                let can = masks.get(tested.first + cell);
                add(&mut twice, &and(&once, can));
                add(&mut once, can);
            }
            add(&mut two, &and(&one, &twice));
            add(&mut one, &twice);
        }
        two
    }

    /// Finds the masks of a block of which some cases are asked for.
    pub(super) fn read(&self, block: &Block, of_block: &Mask, masks: &mut Masks, row: &mut Row) {
        for (product, &(left, right)) in masks.products.iter_mut().zip(self.readings.products()) {
            let (left, right) = (block.numbers(left as usize), block.numbers(right as usize));
            let values = left.values.iter().zip(right.values.iter());
            product.0.iter_mut().zip(values).for_each(|(product, (left, right))| *product = left.wrapping_mul(*right));
            product.1 = and(&left.known, &right.known);
        }
        for tested in &self.tested {
            let first = tested.first as usize;
            let own = first..first + usize::from(tested.cells);
            match &tested.by {
                By::Bits(slot) => {
                    let bits = block.bits(*slot);
                    let mut yes = not(&bits.known);
                    add(&mut yes, &bits.truth);
                    // What is known and not true can be no only.
                    if let [no, can] = &mut masks.all[own] {
                        (*no, *can) = (not(&bits.truth), yes);
                    }
                }
                By::Symbols(slot) => symbols(block.symbols(*slot), &mut masks.all[own]),
                By::Axis { axis, unknown } => {
                    self.sum(*axis, block, masks, own.clone());
                    self.open(tested, (*axis, *unknown), block, of_block, masks, row);
                }
                By::Open => masks.all[own].fill(ALL),
            }
        }
        for (place, single) in (self.single as usize..).zip(&self.unions) {
            let mut union = NONE;
            single.iter().for_each(|mask| add(&mut union, &masks.all[*mask as usize]));
            masks.all[place] = union;
        }
    }

    /// The cells of the cases of which all is known that an axis takes, where it is a sum; of others none.
    fn sum(&self, axis: usize, block: &Block, masks: &mut Masks, own: Range<usize>) {
        let Some(sum) = self.readings.sum_of(axis) else { return masks.all[own].fill(NONE) };
        let Masks { all, products, sum: total } = masks;
        total.fill(sum.constant);
        let mut known = ALL;
        for &(factor, number) in sum.parts {
            let (values, of_part) = match (number as usize).checked_sub(self.numbers) {
                None => (&block.numbers(number as usize).values, &block.numbers(number as usize).known),
                Some(product) => (&products[product].0, &products[product].1),
            };
            let values = total.iter_mut().zip(values.iter());
            values.for_each(|(total, value)| *total = total.wrapping_add(factor.wrapping_mul(*value)));
            known = and(&known, of_part);
        }
        let mut below = known;
        for (cell, least) in own.clone().zip(sum.passed) {
            let above = and(&at_least(total, *least), &known);
            all[cell] = and(&below, &not(&above));
            below = above;
        }
        all[own.end - 1] = below;
    }

    /// Adds the cells of the other cases: those in which the axis can lie by what is known of it.
    fn open(
        &self,
        tested: &Tested,
        (axis, unknown): (usize, (u16, u16)),
        block: &Block,
        of_block: &Mask,
        masks: &mut Masks,
        row: &mut Row,
    ) {
        let (mut known, mut some) = (ALL, NONE);
        match self.readings.inputs(axis, self.numbers) {
            Some(inputs) => inputs.for_each(|number| {
                let own = &block.numbers(number).known;
                known = and(&known, own);
                add(&mut some, own);
            }),
            None => (known, some) = (NONE, ALL),
        }
        let open = and(&not(&known), of_block);
        if open == NONE {
            return;
        }
        let own = &mut masks.all[tested.first as usize..][..usize::from(tested.cells)];
        let nothing = and(&open, &not(&some));
        for cell in &mut own[usize::from(unknown.0)..=usize::from(unknown.1)] {
            add(cell, &nothing);
        }
        for at in cases(&and(&open, &some)) {
            block.row(at, row);
            let (low, high) = self.span(tested.term, row);
            for cell in &mut own[usize::from(low)..=usize::from(high)] {
                cell[at / 64] |= 1 << (at % 64);
            }
        }
    }

    /// The cells of an axis in which a case can lie.
    fn span(&self, term: usize, row: &Row) -> (u16, u16) {
        let diagrams = self.law.diagrams();
        let term = &diagrams.compiled.terms[term];
        let last = term.cells.saturating_sub(1);
        let numbers = RowNumbers { law: self.law.in_force(), day: self.law.day(), row };
        let Some(quantity) = term.quantity() else { return (0, last) };
        let range = diagrams.quantities.range(quantity, &numbers);
        let cell = |number| term.cell_of(number);
        (range.low.as_ref().map_or(0, cell), range.high.as_ref().map_or(last, cell))
    }
}

/// The cells of a choice.
fn symbols(codes: Option<&[u16; ROWS]>, masks: &mut [Mask]) {
    let Some(codes) = codes else { return masks.fill(ALL) };
    if masks.len() < usize::from(u8::MAX) {
        let mut small = [0; ROWS];
        // What is beyond the enumeration is told to be open.
        let last = u8::try_from(masks.len()).unwrap_or(u8::MAX);
        small.iter_mut().zip(codes).for_each(|(small, code)| {
            let code = u8::try_from(*code).unwrap_or(u8::MAX);
            *small = if code > last { 0 } else { code };
        });
        let bits = u8::BITS - last.leading_zeros();
        let mut planes = [NONE; 8];
        let mut known = NONE;
        for (bit, own) in (0..bits).zip(&mut planes) {
            *own = plane(&small, bit);
            add(&mut known, own);
        }
        let open = not(&known);
        for (code, mask) in (1_usize..).zip(masks) {
            *mask = known;
            for (bit, own) in planes.iter().enumerate().take(bits as usize) {
                *mask = if code >> bit & 1 == 0 { and(mask, &not(own)) } else { and(mask, own) };
            }
            add(mask, &open);
        }
    } else {
        masks.fill(NONE);
        let mut open = ALL;
        for (at, code) in codes.iter().enumerate() {
            if let Some(mask) = usize::from(*code).checked_sub(1).and_then(|cell| masks.get_mut(cell)) {
                mask[at / 64] |= 1 << (at % 64);
                open[at / 64] &= !(1 << (at % 64));
            }
        }
        masks.iter_mut().for_each(|mask| add(mask, &open));
    }
}
