//! What facts cost, how often they are what, and which are asked first. None of it may change a decision, so it is drawn
//! by dice of its own: the policy is the same with and without.

use super::world::{Unit, World};

/// What the values of a fact are that have weights.
#[derive(Debug, Clone, Copy)]
pub(super) enum Weighed<'v> {
    Truth,
    /// One of these.
    Values(&'v [String]),
    /// Any of these.
    Members(&'v [String]),
    /// A number of this type.
    Number(&'v str, Unit),
}

impl World {
    /// `asking costs N changing costs N likely …` or part of it, sometimes.
    pub(super) fn weights(&mut self, of: Weighed<'_>, judgement: bool) -> String {
        let mut text = String::new();
        if self.asides.chance(25) {
            text += &format!(" asking costs {}", self.asides.number(1..=1000));
        }
        if !judgement && self.asides.chance(20) {
            text += &format!(" changing costs {}", self.asides.number(1..=1000));
        }
        if self.asides.chance(30) {
            text += &format!("\n  likely {}", self.likely(of));
        }
        text
    }

    fn likely(&mut self, of: Weighed<'_>) -> String {
        let truth = ["yes".to_owned(), "no".to_owned()];
        let values = match of {
            Weighed::Truth => &truth[..],
            Weighed::Values(values) | Weighed::Members(values) => values,
            Weighed::Number(ty, unit) => return self.bands(ty, unit),
        };
        let most = if matches!(of, Weighed::Members(_)) { 100 } else { 10_000 };
        let mut weights: Vec<String> =
            values.iter().map(|value| format!("{value}: {}", self.asides.number(1..=most))).collect();
        // The order says nothing; one value may be as good as never, as long as not all are.
        let middle = self.asides.place(weights.len());
        weights.rotate_left(middle);
        if let [_, last @ ..] = &mut weights[..]
            && let Some(weight) = last.first_mut()
            && self.asides.chance(20)
        {
            *weight = format!("{}: 0", weight.split(':').next().unwrap_or_default());
        }
        weights.join(", ")
    }

    fn bands(&mut self, ty: &str, unit: Unit) -> String {
        let whole = |end: &str| end.parse::<i64>().ok();
        let range = ty.rsplit(' ').next().and_then(|range| range.split_once(".."));
        let (least, greatest) = match range.and_then(|(least, greatest)| whole(least).zip(whole(greatest))) {
            // Something must lie above the last end.
            Some((least, greatest)) => (least, greatest - 1),
            None => (1, 90),
        };
        let mut ends: Vec<i64> = (0..self.asides.number(0..=3)).map(|_| self.asides.number(least..=greatest)).collect();
        ends.sort_unstable();
        ends.dedup();
        let mut bands = String::new();
        for end in ends {
            let end = match unit {
                Unit::Plain | Unit::Days => end.to_string(),
                Unit::Monthly | Unit::Once => format!("{end}00.5"),
                Unit::Percent => format!("{end}%"),
                Unit::Date => format!("19{:02}-12-31", end.clamp(10, 99)),
            };
            bands += &format!("at most {end}: {}, ", self.asides.number(0..=10_000));
        }
        bands + &format!("above: {}", self.asides.number(1..=10_000))
    }

    /// `  asks first a, b`, sometimes: facts of any layer so far, in an order by chance.
    pub(super) fn asks_first(&mut self) {
        if self.asides.chance(40) {
            let mut facts = self.asides.some(&self.facts);
            let middle = self.asides.place(facts.len());
            facts.rotate_left(middle);
            self.line(&format!("  asks first {}", facts.join(", ")));
        }
    }
}
