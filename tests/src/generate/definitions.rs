//! Defines, standards with their exemptions, groups, triggers.

use super::world::{Absence, AmendKind, Amendable, ChoiceName, QuantityName, Unit, World};

impl World {
    pub(super) fn defines(&mut self) {
        for _ in 0..self.count(2, 5) {
            match self.dice.number(1..=10) {
                1..=3 => self.define_condition(),
                4..=6 => self.define_clauses(),
                7..=8 => self.define_choice(),
                _ => self.define_quantity(),
            }
        }
    }

    fn define_condition(&mut self) {
        let when = self.when();
        let (name, declared) = self.name("d");
        self.line(&format!("define {declared}{when}"));
        self.booleans.push(name);
    }

    fn define_clauses(&mut self) {
        let clauses = self.clauses();
        let (name, declared) = self.name("d");
        self.line(&format!("define {declared}"));
        self.text.push_str(&clauses);
        self.amendable.push(Amendable {
            name: name.clone(),
            values: Vec::new(),
            rules: Vec::new(),
            kind: AmendKind::Clauses,
        });
        self.booleans.push(name);
    }

    /// Clauses, at least one, and some that bar.
    pub(super) fn clauses(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.dice.number(1..=3) {
            text.push_str(&self.clause("clause"));
        }
        if self.dice.chance(40) {
            text.push_str(&self.clause("barred"));
        }
        text
    }

    pub(super) fn clause(&mut self, word: &str) -> String {
        let (when, source) = (self.when(), self.source());
        let (_, declared) = self.name("k");
        format!("  {word} {declared}{source}{when}\n")
    }

    fn define_choice(&mut self) {
        let named: Vec<_> = self.choices.iter().filter(|choice| choice.enumeration.is_some()).cloned().collect();
        let Some(enumeration) = self.dice.pick(&named).cloned() else { return self.define_condition() };
        let (condition, first, second) =
            (self.condition(1), self.value_of(&enumeration.values), self.value_of(&enumeration.values));
        let (name, declared) = self.name("d");
        let ty = enumeration.enumeration.clone().unwrap_or_default();
        self.line(&format!("define {declared} : {ty} is if {condition} then {first} else {second}"));
        self.choices.push(ChoiceName { name, absence: Absence::Never, ..enumeration });
    }

    fn define_quantity(&mut self) {
        let units =
            [(Unit::Plain, "number"), (Unit::Monthly, "CNY per month"), (Unit::Once, "CNY"), (Unit::Date, "date")];
        let Some(&(unit, ty)) = self.dice.pick(&units) else { return };
        let quantity = self.quantity(unit, 2);
        let (name, declared) = self.name("d");
        // What it is made of may be *none*.
        self.line(&format!("define {declared} : {ty} or none is {quantity}"));
        self.quantities.push(QuantityName { name, unit, absence: Absence::Sometimes, finite: true, divisor: false });
    }

    pub(super) fn standards(&mut self) {
        for _ in 0..self.count(1, 2) {
            let (name, declared) = self.name("h");
            if self.dice.chance(20) {
                self.line(&format!("standard {declared}\n  open \"未定\" / \"not set\""));
            } else {
                let clauses = self.clauses();
                self.line(&format!("standard {declared}"));
                self.text.push_str(&clauses);
            }
            self.amendable.push(Amendable {
                name: name.clone(),
                values: Vec::new(),
                rules: Vec::new(),
                kind: AmendKind::Standard,
            });
            for _ in 0..self.count(1, 2) {
                self.exemption(&name);
            }
            self.standards.push(name);
        }
    }

    pub(super) fn exemption(&mut self, standard: &str) {
        let (when, source) = (self.when(), self.source());
        let (name, declared) = self.name("x");
        let relief = if self.dice.chance(50) { "waives" } else { "presumes" };
        self.line(&format!("exemption {declared} {relief} {standard}{source}{when}"));
        self.booleans.push(name);
    }

    pub(super) fn groups_and_triggers(&mut self) {
        for _ in 0..self.count(1, 2) {
            let (when, source) = (self.when(), self.source());
            let (name, declared) = self.name("g");
            let rank = self.dice.number(1..=3);
            self.line(&format!("group {declared} rank {rank}{source}{when}"));
            self.booleans.push(name);
        }
        for _ in 0..self.count(1, 2) {
            let (action, declared) = self.name("a");
            self.line(&format!("action {declared}"));
            for _ in 0..self.dice.number(1..=2) {
                self.trigger(&action);
            }
            self.actions.push(action);
        }
    }

    fn trigger(&mut self, action: &str) {
        let (when, source) = (self.when(), self.source());
        let (name, declared) = self.name("t");
        let duty = if self.dice.chance(70) { "shall" } else { "may" };
        self.line(&format!("trigger {declared} {duty} {action}{source}{when}"));
        self.booleans.push(name);
    }
}
