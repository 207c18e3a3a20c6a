//! A block of cases, fact by fact, and which cells the terms of its cases can lie in.

use std::sync::Arc;

use jiff::civil::Date;

use crate::case::Case;
use crate::decide::prepared::{Holds, Layout, OPEN, Row};
use crate::policy::model::{FactId, Known, Model};

/// How many cases a block has.
pub const ROWS: usize = 64 * WORDS;

pub(super) const WORDS: usize = 8;

/// A bit for each case of a block; the first case is the lowest bit of the first word.
pub type Mask = [u64; WORDS];

pub(super) const NONE: Mask = [0; WORDS];
pub(super) const ALL: Mask = [u64::MAX; WORDS];

/// What is known of [`ROWS`] cases, fact by fact. What is not told of a fact is what was told of it before; at first
/// nothing is known.
#[derive(Debug, Clone)]
pub struct Block {
    layout: Arc<Layout>,
    /// By slot of codes: of booleans and elements of sets.
    bits: Vec<Bits>,
    /// By slot of codes: of choices, one more than the place of each value; 0 is open.
    symbols: Vec<Option<Box<[u16; ROWS]>>>,
    numbers: Vec<Numbers>,
}

/// Booleans.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    /// Where they are true.
    pub(super) truth: Mask,
    /// Where they are known. No other is true.
    pub(super) known: Mask,
}

/// Numbers, in the smallest units of their fact.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    pub(super) values: Box<[i64; ROWS]>,
    /// Where they are known.
    pub(super) known: Mask,
}

impl Block {
    pub(super) fn new(layout: Arc<Layout>) -> Self {
        let mut symbols: Vec<Option<Box<[u16; ROWS]>>> = vec![None; layout.codes()];
        layout.choices().for_each(|slot| symbols[slot] = Some(Box::new([0; ROWS])));
        let bits = vec![Bits { truth: NONE, known: NONE }; layout.codes()];
        let numbers = vec![Numbers { values: Box::new([0; ROWS]), known: NONE }; layout.numbers()];
        Self { layout, bits, symbols, numbers }
    }

    /// Tells a boolean: where it is true, and where it is known.
    pub fn set_truth(&mut self, fact: FactId, truth: &Mask, known: &Mask) {
        if let (first, Holds::Truth) = self.layout.of(fact) {
            self.set_bits(first, truth, known);
        }
    }

    /// Tells whether the value of this place is in a set: where it is, and where that is known.
    pub fn set_member(&mut self, fact: FactId, symbol: u16, truth: &Mask, known: &Mask) {
        if let Some(slot) = self.layout.member_code(fact, symbol) {
            self.set_bits(slot, truth, known);
        }
    }

    fn set_bits(&mut self, slot: usize, truth: &Mask, known: &Mask) {
        let mut own = *truth;
        own.iter_mut().zip(known).for_each(|(own, known)| *own &= known);
        self.bits[slot] = Bits { truth: own, known: *known };
    }

    /// The values of a choice, to be told: of each case one more than the place of its value in the enumeration; 0 where it
    /// is not known, and so is what is beyond the enumeration. `None` where the fact is no choice.
    pub fn symbols_mut(&mut self, fact: FactId) -> Option<&mut [u16; ROWS]> {
        match self.layout.of(fact) {
            (first, Holds::Symbol(_)) => self.symbols[first].as_deref_mut(),
            _ => None,
        }
    }

    /// The values of a number, to be told, in the smallest units of its fact (whole numbers, cents, days since 1970), and
    /// where they are known. Whoever tells them answers for their range, which is the one given: a value beyond it may make
    /// any other number of it. `None` where the fact is no number.
    pub fn numbers_mut(&mut self, fact: FactId) -> Option<(&mut [i64; ROWS], &mut Mask)> {
        let (slot, _) = self.layout.units(fact)?;
        let numbers = self.numbers.get_mut(slot)?;
        Some((&mut numbers.values, &mut numbers.known))
    }

    /// Forgets what was told of a fact.
    pub fn forget(&mut self, fact: FactId) {
        let (first, holds) = self.layout.of(fact);
        match holds {
            Holds::Truth => self.set_bits(first, &NONE, &NONE),
            Holds::Members(count) => (first..first + count).for_each(|slot| self.set_bits(slot, &NONE, &NONE)),
            Holds::Symbol(_) => {
                if let Some(symbols) = &mut self.symbols[first] {
                    symbols.fill(0);
                }
            }
            Holds::Units(_) => self.numbers[first].known = NONE,
            Holds::Nothing => {}
        }
    }

    /// Tells what is known of a fact in one case; gives whether the block can say it. If not, it says nothing of the fact.
    pub fn tell(&mut self, case: usize, fact: FactId, known: Option<&Known>) -> bool {
        let (first, holds) = self.layout.of(fact);
        let (word, bit) = (case / 64, 1_u64 << (case % 64));
        if word >= WORDS {
            return false;
        }
        let put = |mask: &mut Mask, to: bool| if to { mask[word] |= bit } else { mask[word] &= !bit };
        let mut row = Row::new(Arc::clone(&self.layout));
        let said = row.put(fact, known);
        let codes = row.codes();
        match holds {
            Holds::Symbol(_) => {
                if let Some(symbols) = &mut self.symbols[first] {
                    symbols[case] = codes[first];
                }
            }
            Holds::Truth | Holds::Members(_) => {
                let count = if let Holds::Members(count) = holds { count } else { 1 };
                for (bits, code) in self.bits.iter_mut().zip(codes).skip(first).take(count) {
                    put(&mut bits.truth, *code > 1);
                    put(&mut bits.known, *code > 0);
                }
            }
            Holds::Units(_) => {
                let number = row.numbers()[first];
                self.numbers[first].values[case] = number;
                put(&mut self.numbers[first].known, number != OPEN);
            }
            Holds::Nothing => {}
        }
        said
    }

    /// One of the cases, as of a day.
    #[must_use]
    pub fn case(&self, model: &Model, day: Date, case: usize) -> Case {
        let mut row = Row::new(Arc::clone(&self.layout));
        if case < ROWS {
            self.row(case, &mut row);
        }
        let mut whole = Case::new(model, day);
        row.known().for_each(|(fact, known)| whole.set(fact, Some(known)));
        whole
    }

    /// The least and the greatest number of smallest units that a fact may have, and how many of them are one, as a power of
    /// ten.
    #[must_use]
    pub fn units(&self, fact: FactId) -> Option<(i64, i64, u8)> {
        self.layout.units(fact).map(|(_, units)| (units.least, units.greatest, units.places))
    }

    pub(super) fn bits(&self, slot: usize) -> &Bits {
        &self.bits[slot]
    }

    pub(super) fn symbols(&self, slot: usize) -> Option<&[u16; ROWS]> {
        self.symbols[slot].as_deref()
    }

    pub(super) fn numbers(&self, slot: usize) -> &Numbers {
        &self.numbers[slot]
    }

    /// One of the cases.
    pub(super) fn row(&self, at: usize, row: &mut Row) {
        let is_set = |mask: &Mask| mask[at / 64] >> (at % 64) & 1 != 0;
        let code = |slot: usize| match self.symbols(slot) {
            Some(symbols) => symbols[at],
            None if is_set(&self.bits[slot].known) => 1 + u16::from(is_set(&self.bits[slot].truth)),
            None => 0,
        };
        let number = |numbers: &Numbers| if is_set(&numbers.known) { numbers.values[at] } else { OPEN };
        row.fill((0..self.bits.len()).map(code), self.numbers.iter().map(number));
    }
}

/// One bit of each of eight bytes, the lowest first.
#[inline]
fn gather(bytes: u64) -> u64 {
    (bytes & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Where a bit of small numbers is set.
#[inline]
pub(super) fn plane(values: &[u8; ROWS], bit: u32) -> Mask {
    let mut mask = NONE;
    for (word, values) in mask.iter_mut().zip(values.chunks_exact(64)) {
        for (byte, eight) in values.chunks_exact(8).enumerate() {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(eight);
            *word |= gather(u64::from_le_bytes(bytes) >> bit) << (8 * byte);
        }
    }
    mask
}

/// Where a number is at least another.
#[inline]
pub(super) fn at_least(values: &[i64; ROWS], least: i64) -> Mask {
    let mut mask = NONE;
    for (word, values) in mask.iter_mut().zip(values.chunks_exact(64)) {
        for (byte, eight) in values.chunks_exact(8).enumerate() {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(eight).for_each(|(byte, value)| *byte = u8::from(*value >= least));
            *word |= gather(u64::from_le_bytes(bytes)) << (8 * byte);
        }
    }
    mask
}

#[inline]
pub(super) fn not(mask: &Mask) -> Mask {
    mask.map(|word| !word)
}

#[inline]
pub(super) fn and(one: &Mask, other: &Mask) -> Mask {
    let mut both = *one;
    both.iter_mut().zip(other).for_each(|(one, other)| *one &= other);
    both
}

#[inline]
pub(super) fn add(to: &mut Mask, more: &Mask) {
    to.iter_mut().zip(more).for_each(|(one, other)| *one |= other);
}

/// The cases of a mask.
pub(super) fn cases(mask: &Mask) -> impl Iterator<Item = usize> + '_ {
    mask.iter().enumerate().flat_map(|(word, bits)| {
        let mut bits = *bits;
        std::iter::from_fn(move || {
            let at = bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            (at < 64).then_some(64 * word + at)
        })
    })
}
