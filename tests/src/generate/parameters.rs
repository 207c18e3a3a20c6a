//! Figures and tables.

use super::world::{Absence, QuantityName, Unit, World};

/// What a table may be like.
#[derive(Debug, Clone)]
enum Table {
    Whole,
    Cells(String, Vec<String>),
    Bands(String),
}

impl World {
    pub(super) fn parameters(&mut self) {
        for _ in 0..self.count(1, 4) {
            self.parameter();
        }
    }

    fn parameter(&mut self) {
        let units = [(Unit::Monthly, "CNY per month"), (Unit::Once, "CNY"), (Unit::Plain, "number 0..100")];
        let Some(&(unit, ty)) = self.dice.pick(&units) else { return };
        let table = self.table();
        // Only a figure that is compared may be without limit.
        let finite = !self.dice.chance(20);
        let (name, declared) = self.name("p");
        let by = match &table {
            Table::Whole => String::new(),
            Table::Cells(key, _) | Table::Bands(key) => format!(" by {key}"),
        };
        let source = self.lasting_source();
        self.line(&format!("parameter {declared}{by} : {ty}{source}"));
        let mut days = vec!["2018-01-01"];
        if self.dice.chance(40) {
            days.push("2021-07-01");
        }
        for day in days {
            let cells = self.cells(&table, unit, finite);
            self.line(&format!("  from {day} {cells}"));
        }
        self.quantities.push(QuantityName { name, unit, absence: Absence::Never, finite, divisor: false });
    }

    fn table(&mut self) -> Table {
        let choices: Vec<_> = self.choices.iter().filter(|choice| choice.absence == Absence::Never).cloned().collect();
        let plain: Vec<_> = self
            .quantities
            .iter()
            .filter(|quantity| quantity.unit == Unit::Plain && quantity.finite && quantity.absence == Absence::Never)
            .cloned()
            .collect();
        match self.dice.number(1..=6) {
            1..=2 => self.dice.pick(&choices).map(|choice| Table::Cells(choice.name.clone(), choice.values.clone())),
            3 => self.dice.pick(&plain).map(|quantity| Table::Bands(quantity.name.clone())),
            4 => {
                let yes_and_no = vec!["yes".to_owned(), "no".to_owned()];
                self.dice.pick(&self.booleans).map(|name| Table::Cells(name.clone(), yes_and_no))
            }
            _ => None,
        }
        .unwrap_or(Table::Whole)
    }

    fn cells(&mut self, table: &Table, unit: Unit, finite: bool) -> String {
        match table {
            Table::Whole => self.figure(unit, finite),
            Table::Cells(_, cells) => {
                let cells: Vec<String> =
                    cells.iter().map(|cell| format!("{cell}: {}", self.figure(unit, finite))).collect();
                cells.join(", ")
            }
            Table::Bands(_) => {
                let (first, second, last) =
                    (self.figure(unit, finite), self.figure(unit, finite), self.figure(unit, finite));
                format!("at most 1: {first}, at most 3: {second}, above: {last}")
            }
        }
    }

    fn figure(&mut self, unit: Unit, finite: bool) -> String {
        if self.dice.chance(8) {
            return "unknown \"未公布\" / \"not published\"".to_owned();
        }
        if !finite && self.dice.chance(40) {
            return "unlimited".to_owned();
        }
        self.constant(unit)
    }
}
