//! Instruments and facts.

use super::Size;
use super::weights::Weighed;
use super::world::{Absence, ChoiceName, QuantityName, SetName, Unit, World};

impl World {
    pub(super) fn instruments(&mut self) {
        self.line("instrument law / 法 from 2010-01-01");
        self.line("instrument old / 旧法 from 2010-01-01 to 2020-12-31");
        self.line("instrument new / 新法 from 2021-01-01");
        self.line("instrument draft / 草案 from 2010-01-01 assumed \"未见\" / \"not seen\"");
        self.instruments = ["law", "old", "new", "draft"].map(str::to_owned).to_vec();
    }

    pub(super) fn facts(&mut self) {
        let booleans = 1 + self.count(2, 5);
        for _ in 0..booleans {
            self.boolean_fact();
        }
        for _ in 0..self.count(2, 3) {
            self.choice_fact();
        }
        for _ in 0..self.count(1, 2) {
            self.set_fact();
        }
        for _ in 0..self.count(2, 6) {
            self.quantity_fact();
        }
    }

    fn question(&mut self) -> &'static str {
        if self.dice.chance(20) { "\n  ask officer \"问?\" / \"Which?\"" } else { "\n  ask \"问?\" / \"Which?\"" }
    }

    /// `only when C, else V`, sometimes.
    fn guard(&mut self, otherwise: &[&str]) -> (String, Absence) {
        if self.booleans.is_empty() || !self.dice.chance(30) {
            return (String::new(), Absence::Never);
        }
        let condition = self.condition(1);
        let value = self.dice.pick(otherwise).copied().unwrap_or("none");
        let absence = if value == "none" { Absence::Sometimes } else { Absence::Never };
        (format!(" only when {condition}, else {value}"), absence)
    }

    fn boolean_fact(&mut self) {
        let (guard, _) = self.guard(&["yes", "no", "none"]);
        let (name, declared) = self.name("b");
        let kind = if self.dice.chance(15) { "judgement" } else { "fact" };
        let question = self.question();
        let weights = self.weights(Weighed::Truth, kind == "judgement");
        self.line(&format!("{kind} {declared} : boolean{guard}{question}{weights}"));
        self.facts.push(name.clone());
        self.booleans.push(name);
    }

    fn choice_fact(&mut self) {
        let count = self.dice.number(2..=4);
        let (values, listed) = self.values(count);
        let first = values.first().map_or("none", String::as_str);
        let (guard, absence) = self.guard(&[first, "none"]);
        let (name, declared) = self.name("c");
        let question = self.question();
        let weights = self.weights(Weighed::Values(&values), false);
        self.facts.push(name.clone());
        if self.dice.chance(50) {
            let (enumeration, enum_declared) = self.name("e");
            self.line(&format!("enum {enum_declared} {listed}"));
            self.line(&format!("fact {declared} : {enumeration}{guard}{question}{weights}"));
            self.choices.push(ChoiceName { enumeration: Some(enumeration), name, values, absence });
            return;
        }
        self.line(&format!("fact {declared} : one of {listed}{guard}{question}{weights}"));
        self.choices.push(ChoiceName { enumeration: None, name, values, absence });
    }

    fn set_fact(&mut self) {
        let count = self.dice.number(2..=3);
        let (values, listed) = self.values(count);
        let (guard, _) = self.guard(&["none"]);
        let (name, declared) = self.name("s");
        let question = self.question();
        let weights = self.weights(Weighed::Members(&values), false);
        self.line(&format!("fact {declared} : set of {listed}{guard}{question}{weights}"));
        self.facts.push(name.clone());
        self.sets.push(SetName { name, values });
    }

    fn quantity_fact(&mut self) {
        let small: [(&str, Unit); 2] = [("integer 0..4", Unit::Plain), ("integer 1..3", Unit::Plain)];
        let large: [(&str, Unit); 9] = [
            ("integer 0..40", Unit::Plain),
            ("integer 1..12", Unit::Plain),
            ("decimal(1) 0..20", Unit::Plain),
            ("CNY per month", Unit::Monthly),
            ("CNY per month", Unit::Monthly),
            ("CNY", Unit::Once),
            ("percent", Unit::Percent),
            ("date", Unit::Date),
            ("days", Unit::Days),
        ];
        let picked = match self.size {
            Size::Small => self.dice.pick(&small),
            Size::Large => self.dice.pick(&large),
        };
        let Some(&(ty, unit)) = picked else { return };
        let constant = self.constant(unit);
        let otherwise: &[&str] =
            if ty.contains("1..") || unit == Unit::Date { &["none"] } else { &["none", &constant] };
        let divisor = ty.starts_with("integer 1..");
        let (guard, absence) = if divisor { (String::new(), Absence::Never) } else { self.guard(otherwise) };
        let (name, declared) = self.name("q");
        let question = self.question();
        let weights = self.weights(Weighed::Number(ty, unit), false);
        self.line(&format!("fact {declared} : {ty}{guard}{question}{weights}"));
        self.facts.push(name.clone());
        self.quantities.push(QuantityName { name, unit, absence, finite: true, divisor });
    }
}
