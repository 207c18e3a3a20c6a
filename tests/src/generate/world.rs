//! What has been declared so far, and the text that declares it.

use super::{Care, Size};
use crate::dice::Dice;

/// What a quantity measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Plain,
    Monthly,
    Once,
    Percent,
    Date,
    Days,
}

/// Something that may be *none*, or never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    Never,
    Sometimes,
}

/// A name for a choice.
#[derive(Debug, Clone)]
pub(super) struct ChoiceName {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) absence: Absence,
    /// The declared enumeration, where it has a name of its own.
    pub(super) enumeration: Option<String>,
}

/// A name for a set.
#[derive(Debug, Clone)]
pub(super) struct SetName {
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// A name for a number.
#[derive(Debug, Clone)]
pub(super) struct QuantityName {
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) absence: Absence,
    /// Whether arithmetic may be done with it: it is never unlimited.
    pub(super) finite: bool,
    /// Whether it is a whole number above 0, so that one may divide by it.
    pub(super) divisor: bool,
}

/// A decision that a later layer may amend.
#[derive(Debug, Clone)]
pub(super) struct Amendable {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    /// The rules of this layer, by name.
    pub(super) rules: Vec<String>,
    pub(super) kind: AmendKind,
}

/// What may be amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AmendKind {
    Clauses,
    Standard,
    Choice,
    Set,
}

/// The policy as it grows.
pub(super) struct World {
    pub(super) dice: Dice,
    /// For what decides nothing: what it draws changes nothing else.
    pub(super) asides: Dice,
    pub(super) size: Size,
    care: Care,
    pub(super) text: String,
    pub(super) layers: Vec<(String, String)>,
    next: usize,
    /// The facts of every type.
    pub(super) facts: Vec<String>,
    pub(super) booleans: Vec<String>,
    pub(super) choices: Vec<ChoiceName>,
    pub(super) sets: Vec<SetName>,
    pub(super) quantities: Vec<QuantityName>,
    pub(super) standards: Vec<String>,
    pub(super) actions: Vec<String>,
    pub(super) amendable: Vec<Amendable>,
    pub(super) instruments: Vec<String>,
    /// The decisions, for `answers`.
    pub(super) decisions: Vec<String>,
}

const HAN: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

impl World {
    pub(super) fn new(seed: u64, size: Size, care: Care) -> Self {
        Self {
            dice: Dice::new(seed),
            asides: Dice::new(!seed),
            size,
            care,
            text: String::new(),
            layers: Vec::new(),
            next: 0,
            facts: Vec::new(),
            booleans: Vec::new(),
            choices: Vec::new(),
            sets: Vec::new(),
            quantities: Vec::new(),
            standards: Vec::new(),
            actions: Vec::new(),
            amendable: Vec::new(),
            instruments: Vec::new(),
            decisions: Vec::new(),
        }
    }

    /// A new name: what refers to it, and both forms as declared.
    pub(super) fn name(&mut self, stem: &str) -> (String, String) {
        let name = format!("{stem}{}", self.next);
        let digits: String = self.next.to_string().bytes().map(|digit| HAN[usize::from(digit - b'0')]).collect();
        self.next += 1;
        let declared = format!("{name} / 项{digits}");
        (name, declared)
    }

    /// New names of values: what refers to them, and all of them as declared.
    pub(super) fn values(&mut self, count: i64) -> (Vec<String>, String) {
        let names: Vec<(String, String)> = (0..count).map(|_| self.name("v")).collect();
        let declared: Vec<String> = names.iter().map(|(_, declared)| declared.clone()).collect();
        (names.into_iter().map(|(name, _)| name).collect(), declared.join(", "))
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Whether something that rules need is left out.
    pub(super) fn forgets(&mut self) -> bool {
        match self.care {
            Care::Careful => false,
            Care::Careless => self.dice.chance(40),
        }
    }

    /// Ends the layer.
    pub(super) fn end_layer(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        self.layers.push((name.to_owned(), text));
    }

    pub(super) fn finish(self) -> Vec<(String, String)> {
        self.layers
    }

    /// How many of something.
    pub(super) fn count(&mut self, small: i64, large: i64) -> i64 {
        let most = match self.size {
            Size::Small => small,
            Size::Large => large,
        };
        self.dice.number(0..=most)
    }

    /// A source, in force all the time or for a while.
    pub(super) fn source(&mut self) -> String {
        let assumed = if self.dice.chance(12) { " assumed \"存疑\" / \"in doubt\"" } else { "" };
        if self.dice.chance(35) {
            let name = self.dice.pick(&self.instruments).cloned();
            if let Some(name) = name {
                let article = self.dice.number(1..=90);
                return format!(" cite {name} {article}{assumed}");
            }
        }
        format!(" cite none \"无据\" / \"no source\"{assumed}")
    }

    /// A source that is in force all the time.
    pub(super) fn lasting_source(&mut self) -> String {
        let assumed = if self.dice.chance(12) { " assumed \"存疑\" / \"in doubt\"" } else { "" };
        format!(" cite law {}{assumed}", self.dice.number(1..=90))
    }
}
