//! Chance that can be repeated: the same seed throws the same on every machine.

use std::ops::RangeInclusive;

use rand_core::{Rng as _, SeedableRng as _};
use rand_xorshift::XorShiftRng;

/// A sequence of throws.
#[derive(Debug, Clone)]
pub struct Dice(XorShiftRng);

impl Dice {
    /// The sequence of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(XorShiftRng::seed_from_u64(seed));
        // Near seeds start near each other; a few throws part them.
        for _ in 0..8 {
            dice.0.next_u64();
        }
        dice
    }

    /// A number in a range.
    pub fn number(&mut self, range: RangeInclusive<i64>) -> i64 {
        let width = range.end().abs_diff(*range.start()).saturating_add(1);
        let step = i64::try_from(self.0.next_u64() % width).unwrap_or(0);
        range.start().saturating_add(step)
    }

    /// A place below `length`; 0 where that is 0.
    pub fn place(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % length).unwrap_or(0)
    }

    /// Whether a chance of so many in a hundred comes true.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.number(1..=100) <= percent
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        among.get(self.place(among.len()))
    }

    /// Some of these, at least one where there is one, in their order.
    pub fn some<T: Clone>(&mut self, among: &[T]) -> Vec<T> {
        let sure = self.place(among.len());
        let picked = among.iter().enumerate().filter(|(place, _)| *place == sure || self.chance(40));
        picked.map(|(_, item)| item.clone()).collect()
    }
}
