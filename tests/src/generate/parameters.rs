//! Figures and tables.

use super::world::{Absence, QuantityName, Unit, World};

const ASSUMED: &str = "assumed \"未核实\" / \"not checked\"";

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
        let mut tables = vec![self.table()];
        if self.dice.chance(25) {
            tables.push(self.table());
        }
        tables.retain(|table| !matches!(table, Table::Whole));
        // Only a figure that is compared may be without limit.
        let finite = !self.dice.chance(20);
        let (name, declared) = self.name("p");
        let keys: Vec<&str> = tables
            .iter()
            .map(|table| match table {
                Table::Whole => "",
                Table::Cells(key, _) | Table::Bands(key) => key,
            })
            .collect();
        let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
        let source = self.lasting_source();
        self.line(&format!("parameter {declared}{by} : {ty}{source}"));
        let mut days = vec!["2018-01-01"];
        if self.dice.chance(40) {
            days.push("2021-07-01");
        }
        for day in days {
            let assumed = if self.dice.chance(5) { format!("{ASSUMED} ") } else { String::new() };
            let cells = self.cells(&tables, unit, finite);
            self.line(&format!("  from {day} {assumed}{cells}"));
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

    /// The cells of the first table; in each, those of the tables behind it.
    fn cells(&mut self, tables: &[Table], unit: Unit, finite: bool) -> String {
        let keys: Vec<String> = match tables.first() {
            None | Some(Table::Whole) => return self.doubted(unit, finite),
            Some(Table::Cells(_, cells)) => cells.clone(),
            Some(Table::Bands(_)) => ["at most 1", "at most 3", "above"].map(str::to_owned).to_vec(),
        };
        let inner = &tables[1..];
        let cells: Vec<String> = keys
            .iter()
            .map(|key| {
                let held = self.cells(inner, unit, finite);
                if inner.is_empty() { format!("{key}: {held}") } else { format!("{key}: {{{held}}}") }
            })
            .collect();
        cells.join(", ")
    }

    fn doubted(&mut self, unit: Unit, finite: bool) -> String {
        let figure = self.figure(unit, finite);
        if self.dice.chance(4) { format!("{figure} {ASSUMED}") } else { figure }
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
