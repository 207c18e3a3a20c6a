//! Expressions: conditions, choices, quantities, each in brackets where it has parts, so that it fits anywhere.

use super::Size;
use super::world::{Absence, QuantityName, Unit, World};

const COMPARISONS: [&str; 4] = ["is at most", "is less than", "is at least", "is more than"];

impl World {
    /// A condition that is no deeper than this.
    pub(super) fn condition(&mut self, depth: i64) -> String {
        if depth > 0 && self.dice.chance(60) {
            let parts = self.dice.number(2..=3);
            let parts: Vec<String> = (0..parts).map(|_| self.condition(depth - 1)).collect();
            return match self.dice.number(1..=10) {
                1..=4 => format!("({})", parts.join(" and ")),
                5..=8 => format!("({})", parts.join(" or ")),
                9 => format!("(not {})", parts.first().map_or("no", String::as_str)),
                _ => {
                    let [condition, then] = [self.condition(depth - 1), self.condition(depth - 1)];
                    let otherwise = parts.first().map_or("no", String::as_str);
                    format!("(if {condition} then {then} else {otherwise})")
                }
            };
        }
        self.atom()
    }

    /// A condition for the end of a line: sometimes in bullets.
    pub(super) fn when(&mut self) -> String {
        let depth = match self.size {
            Size::Small => 1,
            Size::Large => 2,
        };
        if !self.dice.chance(15) {
            return format!(" when {}", self.condition(depth));
        }
        let word = if self.dice.chance(50) { "all of" } else { "any of" };
        let parts = self.dice.number(2..=3);
        let parts: Vec<String> = (0..parts).map(|_| format!("      - {}", self.condition(depth - 1))).collect();
        format!("\n    when {word}\n{}", parts.join("\n"))
    }

    fn atom(&mut self) -> String {
        loop {
            let atom = match self.dice.number(1..=20) {
                1..=6 => self.boolean(),
                7..=10 => self.choice_test(),
                11..=12 => self.set_test(),
                13..=17 => self.comparison(),
                18 => self.status_test(),
                19 => self.duty_test(),
                _ => self.absence_test(),
            };
            if let Some(atom) = atom {
                return atom;
            }
        }
    }

    fn boolean(&mut self) -> Option<String> {
        let name = self.dice.pick(&self.booleans).cloned();
        let name = name.unwrap_or_else(|| "yes".to_owned());
        Some(if self.dice.chance(30) { format!("(not {name})") } else { name })
    }

    fn choice_test(&mut self) -> Option<String> {
        let choice = self.dice.pick(&self.choices).cloned()?;
        let value = self.dice.pick(&choice.values).cloned()?;
        let some = self.dice.some(&choice.values).join(", ");
        let name = &choice.name;
        let same = self.choices.iter().find(|other| {
            choice.enumeration.is_some() && other.enumeration == choice.enumeration && other.name != *name
        });
        Some(match (self.dice.number(1..=5), same) {
            (1, _) => format!("({name} is {value})"),
            (2, _) => format!("({name} is not {value})"),
            (3, _) => format!("({name} not in {{{some}}})"),
            (4, Some(other)) => format!("({name} is {})", other.name),
            (4 | 5, _) | (_, None | Some(_)) => format!("({name} in {{{some}}})"),
        })
    }

    fn set_test(&mut self) -> Option<String> {
        let set = self.dice.pick(&self.sets).cloned()?;
        let value = self.dice.pick(&set.values).cloned()?;
        let some = self.dice.some(&set.values).join(", ");
        let name = &set.name;
        Some(match self.dice.number(1..=5) {
            1 => format!("({name} is empty)"),
            2 => format!("({name} is not empty)"),
            3 => format!("({name} is {{{some}}})"),
            4 => format!("({value} not in {name})"),
            _ => format!("({value} in {name})"),
        })
    }

    fn status_test(&mut self) -> Option<String> {
        let standard = self.dice.pick(&self.standards).cloned()?;
        let statuses = ["waived", "presumed", "met", "unmet"];
        let status = self.dice.pick(&statuses).copied()?;
        Some(match self.dice.number(1..=5) {
            1 => format!("({standard} is {status})"),
            2 => format!("({standard} is not satisfied)"),
            3 => format!("({standard} in {{met, {status}}})").replace("{met, met}", "{met}"),
            _ => format!("({standard} is satisfied)"),
        })
    }

    fn duty_test(&mut self) -> Option<String> {
        let action = self.dice.pick(&self.actions).cloned()?;
        let duty = if self.dice.chance(70) { "shall" } else { "may" };
        Some(format!("({duty} {action})"))
    }

    fn absence_test(&mut self) -> Option<String> {
        let choices = self.choices.iter().filter(|choice| choice.absence == Absence::Sometimes);
        let choices = choices.map(|choice| choice.name.clone());
        let quantities: Vec<QuantityName> =
            self.quantities.iter().filter(|quantity| quantity.absence == Absence::Sometimes).cloned().collect();
        let names: Vec<(String, Option<Unit>)> = choices
            .map(|name| (name, None))
            .chain(quantities.into_iter().map(|quantity| (quantity.name, Some(quantity.unit))))
            .collect();
        let (name, unit) = self.dice.pick(&names).cloned()?;
        let not = if self.dice.chance(30) { "not " } else { "" };
        Some(match unit {
            Some(unit) if self.dice.chance(50) => format!("({name} {not}in {{{}, none}})", self.constant(unit)),
            Some(_) | None => format!("({name} is {not}none)"),
        })
    }

    /// A comparison of two quantities of one unit, at least one of them declared.
    fn comparison(&mut self) -> Option<String> {
        let left = self.dice.pick(&self.quantities).cloned()?;
        let unit = left.unit;
        let left = match self.dice.number(1..=10) {
            1..=6 => left.name,
            _ => self.quantity(unit, 1),
        };
        let right = match self.dice.number(1..=10) {
            1..=6 => self.constant(unit),
            7 => self.limit(unit).unwrap_or_else(|| self.constant(unit)),
            _ => self.quantity(unit, 1),
        };
        Some(match self.dice.number(1..=10) {
            1 => format!("({left} is {right})"),
            2 => format!("({left} is not {right})"),
            3 => {
                let (low, high) = self.bounds(unit);
                format!("({left} in {low}..{high})")
            }
            _ => {
                let word = self.dice.pick(&COMPARISONS).copied().unwrap_or("is at most");
                format!("({left} {word} {right})")
            }
        })
    }

    /// A figure that may be unlimited: good for comparing.
    fn limit(&mut self, unit: Unit) -> Option<String> {
        let limits: Vec<QuantityName> =
            self.quantities.iter().filter(|quantity| quantity.unit == unit && !quantity.finite).cloned().collect();
        self.dice.pick(&limits).map(|limit| limit.name.clone())
    }

    /// A quantity of a unit, never unlimited.
    pub(super) fn quantity(&mut self, unit: Unit, depth: i64) -> String {
        let named: Vec<QuantityName> =
            self.quantities.iter().filter(|quantity| quantity.unit == unit && quantity.finite).cloned().collect();
        if depth <= 0 || self.dice.chance(30) {
            let name = self.dice.pick(&named).map(|quantity| quantity.name.clone());
            return match name {
                Some(name) if self.dice.chance(75) => name,
                Some(_) | None => self.constant(unit),
            };
        }
        let (left, right) = (self.quantity(unit, depth - 1), self.quantity(unit, depth - 1));
        let Some(measured) = self.measured(unit) else { return format!("min({left}, {right})") };
        match (unit, self.dice.number(1..=8)) {
            (Unit::Date, 1..=2) => {
                let days = self.dice.number(1..=90);
                format!("({left} + {days} days)")
            }
            (Unit::Date, 3) => "as_of".to_owned(),
            (_, 1) if unit != Unit::Date => format!("({left} + {right})"),
            (_, 2) if unit != Unit::Date => format!("({left} - {right})"),
            (Unit::Plain, 3) => match self.quantities.iter().find(|quantity| quantity.unit == Unit::Date) {
                Some(day) => {
                    let unit = if self.dice.chance(70) { "years" } else { "months" };
                    format!("({unit} between {} and as_of)", day.name)
                }
                None => format!("({left} * 2)"),
            },
            (Unit::Plain | Unit::Monthly | Unit::Once, 3..=4) => {
                let factor = self.dice.number(2..=4);
                format!("({factor} * {measured})")
            }
            (Unit::Monthly | Unit::Once, 5) => {
                let divisors: Vec<QuantityName> =
                    self.quantities.iter().filter(|quantity| quantity.divisor).cloned().collect();
                match self.dice.pick(&divisors) {
                    Some(divisor) => format!("({measured} / {})", divisor.name),
                    None => format!("({measured} / 2)"),
                }
            }
            (Unit::Monthly | Unit::Once, 6) => format!("round({measured} to 10 half up)"),
            (_, 7) => {
                let condition = self.condition(0);
                format!("(if {condition} then {left} else {right})")
            }
            (_, _) if self.dice.chance(50) => format!("min({left}, {right})"),
            (_, _) => format!("max({left}, {right})"),
        }
    }

    /// A quantity that has its unit by itself, as a bare number has not: `450 / size` is a plain number.
    pub(super) fn measured(&mut self, unit: Unit) -> Option<String> {
        let named: Vec<QuantityName> =
            self.quantities.iter().filter(|quantity| quantity.unit == unit && quantity.finite).cloned().collect();
        self.dice.pick(&named).map(|quantity| quantity.name.clone())
    }

    /// A constant: few different ones, so that thresholds meet.
    pub(super) fn constant(&mut self, unit: Unit) -> String {
        let days = ["2020-02-29", "2021-01-01", "2006-08-01", "2019-12-31"];
        match unit {
            Unit::Plain => match self.size {
                Size::Small => self.dice.number(1..=3).to_string(),
                Size::Large => self.dice.number(1..=12).to_string(),
            },
            Unit::Monthly | Unit::Once => (self.dice.number(1..=20) * 50).to_string(),
            Unit::Percent => format!("{}%", self.dice.number(1..=9) * 10),
            Unit::Date => self.dice.pick(&days).copied().unwrap_or("2020-02-29").to_owned(),
            Unit::Days => format!("{} days", self.dice.number(1..=60)),
        }
    }

    /// The ends of a range.
    fn bounds(&mut self, unit: Unit) -> (String, String) {
        match unit {
            Unit::Plain => ("1".to_owned(), self.dice.number(2..=3).to_string()),
            Unit::Monthly | Unit::Once => ("100".to_owned(), (self.dice.number(3..=9) * 100).to_string()),
            Unit::Percent => ("10%".to_owned(), format!("{}%", self.dice.number(2..=9) * 10)),
            Unit::Date => ("2006-08-01".to_owned(), "2021-01-01".to_owned()),
            Unit::Days => ("3 days".to_owned(), format!("{} days", self.dice.number(7..=60))),
        }
    }

    /// A value of these, or a choice between two of them.
    pub(super) fn value_of(&mut self, values: &[String]) -> String {
        let first = self.dice.pick(values).cloned().unwrap_or_default();
        if !self.dice.chance(15) {
            return first;
        }
        let second = self.dice.pick(values).cloned().unwrap_or_default();
        let condition = self.condition(0);
        format!("(if {condition} then {first} else {second})")
    }
}
