//! Decisions: by rules with precedence, by rules that exclude each other, sets, figures.

use super::world::{Absence, AmendKind, Amendable, ChoiceName, QuantityName, SetName, Unit, World};

impl World {
    pub(super) fn all_decisions(&mut self) {
        self.choice_decision();
        for _ in 0..self.count(2, 4) {
            match self.dice.number(1..=10) {
                1..=3 => self.choice_decision(),
                4..=5 => self.set_decision(),
                6 => self.boolean_decision(),
                7..=8 => self.figure_decision(),
                _ => self.split_decision(),
            }
        }
    }

    /// Rules in a full precedence, and `otherwise`.
    fn choice_decision(&mut self) {
        let count = self.dice.number(2..=4);
        let (values, listed) = self.values(count);
        let none = self.dice.chance(20);
        let mut rules = Vec::new();
        let mut text = String::new();
        for _ in 0..self.dice.number(1..=4) {
            let (when, source) = (self.when(), self.source());
            let (rule, declared) = self.name("r");
            let answer = if none && self.dice.chance(25) { "none".to_owned() } else { self.value_of(&values) };
            text.push_str(&format!("  rule {declared}: {answer}{source}{when}\n"));
            rules.push(rule);
        }
        let last = if none && self.dice.chance(40) { "none".to_owned() } else { self.value_of(&values) };
        let source = self.lasting_source();
        if !self.forgets() {
            text.push_str(&format!("  otherwise {last}{source}\n"));
        }
        if rules.len() > 1 && !self.forgets() {
            text.push_str(&format!("  precedence {}\n", rules.join(", ")));
        }
        let (name, declared) = self.name("o");
        let or_none = if none { " or none" } else { "" };
        self.line(&format!("decision {declared} : one of {listed}{or_none}"));
        self.text.push_str(&text);
        self.amendable.push(Amendable { name: name.clone(), values: values.clone(), rules, kind: AmendKind::Choice });
        let absence = if none { Absence::Sometimes } else { Absence::Never };
        self.choices.push(ChoiceName { name: name.clone(), values, absence, enumeration: None });
        self.decisions.push(name);
    }

    /// Rules whose conditions exclude each other and leave nothing out: no precedence, no `otherwise`.
    fn split_decision(&mut self) {
        let Some(choice) = self.dice.pick(&self.choices).filter(|choice| choice.absence == Absence::Never).cloned()
        else {
            return self.choice_decision();
        };
        let (values, listed) = self.values(2);
        let mut text = String::new();
        for key in &choice.values {
            let source = self.lasting_source();
            let (_, declared) = self.name("r");
            let answer = self.value_of(&values);
            text.push_str(&format!("  rule {declared}: {answer}{source} when {} is {key}\n", choice.name));
        }
        let (name, declared) = self.name("o");
        self.line(&format!("decision {declared} : one of {listed}"));
        self.text.push_str(&text);
        self.choices.push(ChoiceName { name: name.clone(), values, absence: Absence::Never, enumeration: None });
        self.decisions.push(name);
    }

    fn boolean_decision(&mut self) {
        let (name, declared) = self.name("o");
        if self.dice.chance(40) {
            let (when, source) = (self.when(), self.lasting_source());
            self.line(&format!("decision {declared}{source}{when}"));
        } else {
            let (when, source, last) = (self.when(), self.source(), self.lasting_source());
            let (_, rule) = self.name("r");
            let (answer, other) = if self.dice.chance(50) { ("yes", "no") } else { ("no", "yes") };
            let answer = if self.dice.chance(20) { self.condition(1) } else { answer.to_owned() };
            self.line(&format!("decision {declared} : boolean"));
            self.line(&format!("  rule {rule}: {answer}{source}{when}"));
            self.line(&format!("  otherwise {other}{last}"));
        }
        self.booleans.push(name.clone());
        self.decisions.push(name);
    }

    fn set_decision(&mut self) {
        let count = self.dice.number(2..=4);
        let (values, listed) = self.values(count);
        let mut rules = Vec::new();
        let mut text = String::new();
        for _ in 0..self.dice.number(1..=4) {
            let (when, source) = (self.when(), self.source());
            let when = if self.dice.chance(20) { String::new() } else { when };
            let (rule, declared) = self.name("r");
            let some = self.dice.some(&values).join(", ");
            text.push_str(&format!("  rule {declared}: include {some}{source}{when}\n"));
            rules.push(rule);
        }
        let (name, declared) = self.name("o");
        self.line(&format!("decision {declared} : set of {listed}"));
        self.text.push_str(&text);
        self.amendable.push(Amendable { name: name.clone(), values: values.clone(), rules, kind: AmendKind::Set });
        self.sets.push(SetName { name: name.clone(), values });
        self.decisions.push(name);
    }

    /// A figure as a decision reports it: rounded where it is money.
    fn figure_of(&mut self, unit: Unit, depth: i64) -> String {
        let quantity = self.quantity(unit, depth);
        match unit {
            Unit::Monthly | Unit::Once if self.measured(unit).is_some() => {
                format!("round({quantity} to 0.01 half up)")
            }
            Unit::Plain | Unit::Monthly | Unit::Once | Unit::Percent | Unit::Date | Unit::Days => quantity,
        }
    }

    fn figure_decision(&mut self) {
        let units = [(Unit::Plain, "number"), (Unit::Monthly, "CNY per month"), (Unit::Date, "date")];
        let Some(&(unit, ty)) = self.dice.pick(&units) else { return };
        let (name, declared) = self.name("o");
        if self.dice.chance(50) {
            let (quantity, source) = (self.figure_of(unit, 2), self.lasting_source());
            self.line(&format!("decision {declared} : {ty} or none is {quantity}{source}"));
        } else {
            self.line(&format!("decision {declared} : {ty} or none"));
            let mut rules = Vec::new();
            for _ in 0..self.dice.number(1..=3) {
                let (quantity, when, source) = (self.figure_of(unit, 1), self.when(), self.source());
                let (rule, declared) = self.name("r");
                self.line(&format!("  rule {declared}: {quantity}{source}{when}"));
                rules.push(rule);
            }
            let source = self.lasting_source();
            if !self.forgets() {
                self.line(&format!("  otherwise none{source}"));
            }
            if rules.len() > 1 && !self.forgets() {
                self.line(&format!("  precedence {}", rules.join(", ")));
            }
        }
        let absence = Absence::Sometimes;
        self.quantities.push(QuantityName { name: name.clone(), unit, absence, finite: true, divisor: false });
        self.decisions.push(name);
    }
}
