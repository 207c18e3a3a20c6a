//! What the tests of policies reach: each clause, rule and other condition both ways, each threshold on both sides.
//!
//! Every test's case is read by the reference evaluator under the law of its day, and what it found certain is noted. A
//! condition that a test leaves open is neither held nor failed. A provision counts only on days on which it is in force.

mod parts;
mod thresholds;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::Case;
use crate::diagnostic::Text;
use crate::policy::Policy;
use crate::policy::law::InForce;
use crate::policy::model::{LayerId, Test};
use crate::reference::{self, Truth};
use parts::{Part, part_truths, parts_in_force, parts_of};
use thresholds::{Compared, of_band, thresholds_in};

/// What the tests of several policies reached together, item by item in the order of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Everything that the policies' own layers declare and that tests could reach.
    pub items: Vec<Item>,
}

/// Something that tests can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The layer that declares it.
    pub layer: Arc<str>,
    /// Its name: `outcome.grant` for a rule or clause; for a threshold, of that which compares.
    pub name: String,
    /// A threshold's comparison, as it is written.
    pub comparison: Option<Text>,
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// What tests should reach of it.
    pub wanted: BTreeSet<Reach>,
    /// What tests reached of it.
    pub reached: BTreeSet<Reach>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A clause of a definition or standard, those that bar included.
    Clause,
    /// A rule, `otherwise` left out.
    Rule,
    /// The rule for all other cases.
    Otherwise,
    /// An exemption.
    Exemption,
    /// A trigger.
    Trigger,
    /// A group.
    Group,
    /// A define or a decision by `when`.
    Condition,
    /// A comparison of numbers, days or amounts, and the edge of a band of a table.
    Threshold,
}

/// What a test can do with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// It held. For `otherwise`: no other rule did.
    Held,
    /// It did not hold. For `otherwise`: another rule did.
    Failed,
    /// A rule held and none that overrides it did.
    Ground,
    /// Both sides of a comparison by size were equal.
    Boundary,
}

impl Kind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Clause,
        Self::Rule,
        Self::Otherwise,
        Self::Exemption,
        Self::Trigger,
        Self::Group,
        Self::Condition,
        Self::Threshold,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Rule => "rule",
            Self::Otherwise => "otherwise",
            Self::Exemption => "exemption",
            Self::Trigger => "trigger",
            Self::Group => "group",
            Self::Condition => "condition",
            Self::Threshold => "threshold",
        }
    }

    /// The word for people: of one, in Chinese and in English.
    #[must_use]
    pub fn text(self) -> Text {
        let zh = match self {
            Self::Clause => "条款",
            Self::Rule => "规则",
            Self::Otherwise => "其余",
            Self::Exemption => "免除",
            Self::Trigger => "触发",
            Self::Group => "群体",
            Self::Condition => "条件",
            Self::Threshold => "界限",
        };
        Text::new(zh, self.key())
    }
}

impl Reach {
    /// The word in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Ground => "ground",
            Self::Boundary => "boundary",
        }
    }

    /// What it means that no test reached it, for people.
    #[must_use]
    pub fn lack(self) -> Text {
        match self {
            Self::Held => Text::new("没有测试使其成立", "never holds"),
            Self::Failed => Text::new("没有测试使其不成立", "never fails"),
            Self::Ground => Text::new("没有测试以其为决定的理由", "never the ground"),
            Self::Boundary => Text::new("没有测试恰在界限上", "never at the boundary"),
        }
    }
}

impl Item {
    /// What no test reached of it.
    pub fn lacking(&self) -> impl Iterator<Item = Reach> + '_ {
        self.wanted.difference(&self.reached).copied()
    }

    /// Whether tests reached all of it.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.lacking().next().is_none()
    }
}

impl Coverage {
    /// What the tests of these policies reach of what these policies declare. The tests of a child reach its parents'
    /// items too; a parent is reported only where it is among the policies.
    #[must_use]
    pub fn of(policies: &[&Policy]) -> Self {
        let mut items = Items::default();
        for policy in policies {
            items.declare(policy);
        }
        for policy in policies {
            items.observe(policy);
        }
        let mut items: Vec<Item> = items.0.into_values().collect();
        let place = |item: &Item| (item.layer.clone(), item.file.clone(), item.line, item.column, item.kind);
        items.sort_by_key(place);
        Self { items }
    }

    /// The items of one layer.
    pub fn of_layer<'a>(&'a self, layer: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| &*item.layer == layer)
    }
}

/// What an item is known by in every policy that has its layer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    layer: Arc<str>,
    kind: Kind,
    name: String,
    comparison: Option<String>,
}

#[derive(Debug, Default)]
struct Items(BTreeMap<Key, Item>);

impl Items {
    /// Lists what the policy's own layer declares.
    fn declare(&mut self, policy: &Policy) {
        let model = policy.model();
        let own = LayerId::from(model.layers.len().saturating_sub(1));
        for part in parts_of(model).iter().filter(|part| part.layer == own) {
            if let Some(kind) = part.kind {
                self.add(policy, part, kind, None, part.wanted());
            }
            for compared in thresholds_in(part.conditions()) {
                self.add(policy, part, Kind::Threshold, Some(compared.text(model)), compared.wanted());
            }
        }
        for (parameter, part) in parts::parameters(model).filter(|(parameter, _)| parameter.layer == own) {
            for compared in of_band(parameter) {
                self.add(policy, &part, Kind::Threshold, Some(compared.text(model)), compared.wanted());
            }
        }
    }

    fn add(&mut self, policy: &Policy, part: &Part<'_>, kind: Kind, comparison: Option<Text>, wanted: &[Reach]) {
        let key = part.key(policy.model(), kind, comparison.as_ref());
        let Some(file) = policy.sources().file(part.span.file) else { return };
        let position = file.position(part.span.start);
        let item = Item {
            kind,
            layer: key.layer.clone(),
            name: key.name.clone(),
            comparison,
            file: file.name().to_owned(),
            line: position.line,
            column: position.column,
            wanted: wanted.iter().copied().collect(),
            reached: BTreeSet::new(),
        };
        self.0.entry(key).or_insert(item);
    }

    /// Notes what the policy's own tests reach.
    fn observe(&mut self, policy: &Policy) {
        let model = policy.shared_model();
        let own = LayerId::from(model.layers.len().saturating_sub(1));
        for test in model.tests.iter().filter(|test| test.layer == own) {
            // A test that sets what cannot be set fails by itself and reaches nothing.
            if let Ok(law) = InForce::on(model, test.as_of, &test.set) {
                self.note_test(&law, test);
            }
        }
    }

    fn note_test(&mut self, law: &InForce, test: &Test) {
        let model = &*law.model;
        let mut case = Case::new(model, test.as_of);
        for (fact, known) in &test.given {
            case.set(*fact, Some(known.clone()));
        }
        case.settings.clone_from(&law.settings);
        let evaluation = reference::evaluate(law, &case);
        for part in parts_in_force(law, test.as_of) {
            if let Some(kind) = part.kind {
                self.note(part.key(model, kind, None), part_truths(&part, &evaluation));
            }
            for compared in thresholds_in(part.conditions()) {
                self.note_threshold(&part, &compared, &evaluation);
            }
        }
        for (parameter, part) in parts::parameters(model) {
            for compared in of_band(parameter) {
                self.note_threshold(&part, &compared, &evaluation);
            }
        }
    }

    fn note_threshold(&mut self, part: &Part<'_>, compared: &Compared<'_>, evaluation: &reference::Evaluation<'_>) {
        let model = &evaluation.law().model;
        let key = part.key(model, Kind::Threshold, Some(&compared.text(model)));
        self.note(key, compared.reached(evaluation));
    }

    fn note(&mut self, key: Key, reached: impl IntoIterator<Item = Reach>) {
        if let Some(item) = self.0.get_mut(&key) {
            item.reached.extend(reached);
        }
    }
}

/// What a certain truth reaches.
fn reach_of(truth: Truth) -> Option<Reach> {
    match truth {
        Truth::True => Some(Reach::Held),
        Truth::False => Some(Reach::Failed),
        Truth::Unknown => None,
    }
}
