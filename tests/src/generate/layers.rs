//! A layer and one below it that adds to it and amends it.

use super::Size;
use super::world::{AmendKind, Amendable, World};

impl World {
    pub(super) fn parent(&mut self) {
        self.instruments();
        self.facts();
        self.parameters();
        self.defines();
        self.standards();
        self.groups_and_triggers();
        if self.size == Size::Large {
            self.defines();
        }
        self.all_decisions();
        let body = std::mem::take(&mut self.text);
        let answers = self.dice.some(&self.decisions).join(", ");
        self.line("policy chance / 随机 in force from 2018-01-01");
        self.line(&format!("  answers {answers}"));
        self.asks_first();
        self.text.push_str(&body);
        self.end_layer("chance");
    }

    pub(super) fn child(&mut self) {
        self.line("policy chance.below / 随机.下级 extends chance in force from 2019-01-01");
        self.asks_first();
        self.line("instrument local / 地方规定 from 2022-01-01");
        self.instruments.push("local".to_owned());
        // What the parent's items use must not come to use them: only new items see new items.
        let amendable = std::mem::take(&mut self.amendable);
        let booleans = self.booleans.clone();
        self.facts_below();
        for item in &amendable {
            if self.dice.chance(60) {
                self.amend(item, &booleans);
            }
        }
        if self.dice.chance(50) {
            self.all_decisions();
        }
        self.end_layer("chance.below");
    }

    fn facts_below(&mut self) {
        if self.dice.chance(60) {
            let (name, declared) = self.name("b");
            self.line(&format!("fact {declared} : boolean ask \"问?\" / \"Which?\""));
            self.booleans.push(name);
        }
    }

    fn amend(&mut self, item: &Amendable, parents: &[String]) {
        // An amendment uses facts only, so that nothing goes in a circle.
        let condition = self.plain_condition(parents);
        let source = self.source();
        let (_, declared) = self.name("n");
        let name = &item.name;
        match item.kind {
            AmendKind::Clauses | AmendKind::Standard => {
                let kind = if item.kind == AmendKind::Standard { "standard" } else { "define" };
                let word = if self.dice.chance(70) { "clause" } else { "barred" };
                let word = if item.kind == AmendKind::Standard { "clause" } else { word };
                self.line(&format!("amend {kind} {name}\n  {word} {declared}{source} when {condition}"));
            }
            AmendKind::Choice => {
                let answer = self.dice.pick(&item.values).cloned().unwrap_or_default();
                let over = item.rules.join(", ");
                self.line(&format!(
                    "amend decision {name}\n  rule {declared}: {answer} overrides {over}{source} when {condition}"
                ));
            }
            AmendKind::Set => {
                let some = self.dice.some(&item.values).join(", ");
                if self.dice.chance(50) {
                    self.line(&format!(
                        "amend decision {name}\n  rule {declared}: include {some}{source} when {condition}"
                    ));
                } else {
                    let over = self.dice.some(&item.rules).join(", ");
                    self.line(&format!(
                        "amend decision {name}\n  rule {declared}: exclude {some} overrides {over}{source} when {condition}"
                    ));
                }
            }
        }
    }

    /// A condition over boolean facts of any layer.
    fn plain_condition(&mut self, parents: &[String]) -> String {
        let facts: Vec<String> =
            self.booleans.iter().chain(parents).filter(|name| name.starts_with('b')).cloned().collect();
        let first = self.dice.pick(&facts).cloned().unwrap_or_else(|| "yes".to_owned());
        let second = self.dice.pick(&facts).cloned().unwrap_or_else(|| "yes".to_owned());
        match self.dice.number(1..=3) {
            1 => first,
            2 => format!("(not {first})"),
            _ => format!("({first} and not {second})"),
        }
    }
}
