//! The checked model: every name looked up, every type and unit checked, all layers in one.
//!
//! Everything stands in canonical order (layers parents first, then by ASCII name), so that no output can depend on
//! the order in which items were written. Ids are places in these orders. Long because it is a
//! list: one type after another, and hardly a function.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::diagnostic::{Lang, Text};
use crate::source::Span;
pub use crate::syntax::ast::{Asked, Change, Children, Direction, Duty, Order, Relief, Unit as Per};
use crate::value::{Number, RoundingMode};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            /// The place in the model's list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )+ };
}

ids!(
    /// A layer, parents first.
    LayerId,
    /// An instrument.
    InstrumentId,
    /// A record.
    RecordId,
    /// An enumeration; those written inside a fact or decision have one too.
    EnumId,
    /// A fact.
    FactId,
    /// A parameter.
    ParameterId,
    /// An action.
    ActionId,
    /// A kind of evidence.
    EvidenceId,
    /// A definition: define, standard, decision, exemption, group, trigger.
    DefinitionId
);

/// A declared name in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name in JSON: the ASCII form, or the Han form where there is no other.
    pub key: Arc<str>,
    /// The Chinese form, or the ASCII form where there is no other.
    pub zh: Arc<str>,
    /// Where it is declared.
    pub span: Span,
}

impl Name {
    /// What people read: the Chinese form, or the ASCII form as words: `means_test` reads `means test`.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh.to_string(),
            Lang::En => self.key.replace(['_', '.'], " "),
        }
    }

    /// The label in both languages.
    #[must_use]
    pub fn labels(&self) -> Text {
        Text::new(self.label(Lang::Zh), self.label(Lang::En))
    }
}

/// A checked policy, all layers in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The layers, parents first; the last is the policy itself.
    pub layers: Vec<Layer>,
    /// The decisions that `status`, `missing` and `exact` are about.
    pub answers: Vec<DefinitionId>,
    /// The facts that an interview asks for before all others, in this order, as far as they matter.
    pub first: Vec<FactId>,
    /// By layer, then name.
    pub instruments: Vec<Instrument>,
    /// By layer, then name; an enumeration without a name of its own is named after its fact or decision.
    pub enums: Vec<Enumeration>,
    /// By layer, then name.
    pub records: Vec<Record>,
    /// By layer, then name.
    pub facts: Vec<Fact>,
    /// The fields of records, by record, then name; their ids follow those of the facts. A case says nothing of them but
    /// in the items of its lists.
    pub fields: Vec<Fact>,
    /// By layer, then name.
    pub parameters: Vec<Parameter>,
    /// By layer, then name.
    pub actions: Vec<Action>,
    /// By name.
    pub evidence: Vec<Name>,
    /// By layer, then record, then name; of every kind. Those of a record are about one item of a list.
    pub definitions: Vec<Definition>,
    /// By layer, then title.
    pub asserts: Vec<Assert>,
    /// By layer, then title.
    pub tests: Vec<Test>,
    /// `sha256:…` over the canonical English print.
    pub digest: Arc<str>,
    /// The facts by their names.
    pub(crate) names: FactNames,
}

/// The facts of a model by their JSON names, put together when first asked for. Two are always equal: they say nothing
/// that the facts do not.
#[derive(Debug, Clone, Default)]
pub(crate) struct FactNames(OnceLock<FxHashMap<Arc<str>, FactId>>);

impl FactNames {
    fn of(&self, facts: &[Fact], key: &str) -> Option<FactId> {
        let named = |(place, fact): (usize, &Fact)| (Arc::clone(&fact.name.key), FactId::from(place));
        self.0.get_or_init(|| facts.iter().enumerate().map(named).collect()).get(key).copied()
    }
}

impl PartialEq for FactNames {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for FactNames {}

/// One policy of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// `cn.gansu / 甘肃省法律援助`
    pub name: Name,
    /// The periods in force: sorted, apart from each other, at least one; within the parent's.
    pub periods: Vec<Period>,
}

/// A run of days; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day; `Date::MIN` where open.
    pub from: Date,
    /// The last day; `Date::MAX` where open.
    pub to: Date,
}

impl Period {
    /// Whether the day lies inside.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The first and the last day as texts; nothing for an open end.
    pub(crate) fn ends(&self) -> (Option<String>, Option<String>) {
        let from = (self.from != Date::MIN).then(|| self.from.to_string());
        (from, (self.to != Date::MAX).then(|| self.to.to_string()))
    }

    /// In words: `from 2013-01-01`, `2013-01-01 至 2021-12-31`.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let (from, to) = self.ends();
        days_text(from.as_deref(), to.as_deref(), lang)
    }
}

/// A run of days in words; an end left out is open.
pub(crate) fn days_text(from: Option<&str>, to: Option<&str>, lang: Lang) -> String {
    match (from, to, lang) {
        (Some(from), Some(to), Lang::Zh) => format!("{from} 至 {to}"),
        (Some(from), Some(to), Lang::En) => format!("from {from} to {to}"),
        (Some(from), None, Lang::Zh) => format!("{from} 起"),
        (Some(from), None, Lang::En) => format!("from {from}"),
        (None, Some(to), Lang::Zh) => format!("至 {to}"),
        (None, Some(to), Lang::En) => format!("to {to}"),
        (None, None, Lang::Zh) => "始终".to_owned(),
        (None, None, Lang::En) => "always".to_owned(),
    }
}

/// A source of law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// Its name in the policy.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// Its title in its own language: the `title`, else the Chinese name.
    pub title: Arc<str>,
    /// Where to read it.
    pub link: Option<Arc<str>>,
    /// When it is in force.
    pub periods: Vec<Period>,
    /// Why it is not certain.
    pub assumed: Option<Text>,
}

/// An enumeration; symbols are places in `values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enumeration {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// Its values, as declared; 1 to 200.
    pub values: Vec<Name>,
}

/// What the items of a list are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// The first of its fields.
    pub first: FactId,
    /// How many fields it has.
    pub fields: u32,
}

impl Record {
    /// Its fields.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = FactId> + use<> {
        (self.first.0..self.first.0.saturating_add(self.fields)).map(FactId)
    }

    /// The place of one of its fields in an [`Item`].
    #[must_use]
    pub fn place(&self, field: FactId) -> usize {
        (field.0.saturating_sub(self.first.0)) as usize
    }
}

/// The type of a fact, parameter, definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// What it is without *none*.
    pub kind: TypeKind,
    /// Whether *none* is a value too (`T or none`, or a guard's `else none`).
    pub or_none: bool,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// True or false.
    Boolean,
    /// One of an enumeration.
    Choice(EnumId),
    /// A set of an enumeration's values.
    Set(EnumId),
    /// A number, an amount of money, a day, a number of days.
    Quantity(QuantityType),
    /// A list of records.
    List(ListType),
}

/// The type of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListType {
    /// What its items are.
    pub record: RecordId,
    /// The least number of items.
    pub min: u16,
    /// The greatest number of items.
    pub max: u16,
    /// The field that no two items have alike.
    pub distinct: Option<FactId>,
}

/// The type of a number. Days of the calendar are numbers too: days since 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityType {
    /// What is measured.
    pub unit: Unit,
    /// Between which values it can lie: a whole number of 10^-places; `None`: anywhere.
    pub places: Option<u8>,
    /// The least value.
    pub min: Option<Number>,
    /// The greatest value.
    pub max: Option<Number>,
}

/// What a number measures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A plain number.
    Plain,
    /// A share, written as a percentage, kept as a fraction of 1.
    Percent,
    /// Money; `None`: not by period.
    Money(Arc<str>, Option<Per>),
    /// A day.
    Date,
    /// A number of days.
    Days,
}

/// A fact or a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// The record that it is a field of.
    pub record: Option<RecordId>,
    /// Its type; `or_none` is set where the guard's other value is *none*.
    pub ty: Type,
    /// Answered by a person only.
    pub judgement: bool,
    /// No near miss changes it.
    pub fixed: bool,
    /// `only when C, else V`.
    pub guard: Option<Guard>,
    /// Who can answer.
    pub of: Asked,
    /// The question; made from the label where the policy has none.
    pub ask: Text,
    /// Evidence that settles it: any of all.
    pub evidence: Vec<Vec<EvidenceId>>,
    /// What asking for it and changing it cost.
    pub costs: Costs,
    /// How often it is what.
    pub likely: Likely,
}

/// What a question and a change weigh beside others: whole numbers from 1, without a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    /// Of finding the fact out.
    pub asking: u16,
    /// Of making it otherwise.
    pub changing: u16,
}

impl Default for Costs {
    fn default() -> Self {
        Self { asking: 1, changing: 1 }
    }
}

/// How often a fact is what. It decides no case: it only helps to choose the next question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Likely {
    /// Nothing is said: whatever can be is alike.
    #[default]
    Flat,
    /// A weight for each value; of a boolean, *no* first; of a set, in how many cases of a hundred each is in it.
    Values(Vec<u16>),
    /// For numbers, the weight of each band: at most the number, above the band before; the last reaches to the end.
    Bands(Vec<(Number, u16)>, u16),
}

/// When a fact applies, and what it counts as elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The condition.
    pub when: Condition,
    /// The value elsewhere.
    pub otherwise: Constant,
}

/// A constant value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// *None*.
    None,
    /// A boolean.
    Truth(bool),
    /// A place in the enumeration.
    Symbol(u16),
    /// A number.
    Number(Number),
    /// The places that are in the set; of a list, none: it is empty.
    Set(Vec<u16>),
}

/// A dated figure or table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// The type of its figures.
    pub ty: QuantityType,
    /// What the table goes by.
    pub key: Key,
    /// The rows, by date, without overlap: each holds until the next.
    pub rows: Vec<Row>,
}

/// What a table goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// One figure.
    Whole,
    /// A cell for each value of an enumeration, in its order.
    Choice(Choice, EnumId),
    /// Two cells: yes, no.
    Truth(Condition),
    /// Cells for bands: the first for what is at most `upper[0]`, …, the last for what is above all.
    Bands {
        /// What is looked up.
        by: Quantity,
        /// The upper ends, rising, each included in its band.
        upper: Vec<Number>,
    },
    /// A cell for each whole number from the first to the last.
    Numbers {
        /// What is looked up; beyond either end, where its type lets it be there, the cell of that end is taken.
        by: Quantity,
        /// The first number.
        first: i64,
        /// The last number.
        last: i64,
    },
    /// Two keys: for each cell of the outer, in its order, those of the inner.
    Pair {
        /// The outer key, never a pair.
        outer: Box<Key>,
        /// The inner key.
        inner: Box<Key>,
        /// How many cells the inner has.
        width: usize,
    },
}

impl Key {
    /// The keys that it is made of, the outer first; none where there is but one figure.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Whole => Vec::new(),
            Self::Choice(..) | Self::Truth(_) | Self::Bands { .. } | Self::Numbers { .. } => vec![self],
            Self::Pair { outer, inner, width: _ } => {
                let mut parts = outer.parts();
                parts.extend(inner.parts());
                parts
            }
        }
    }
}

/// The upper ends of bands that are one number each, but the last, which needs none.
pub(crate) fn ends_of_numbers(first: i64, last: i64) -> Vec<Number> {
    (first..last).map(Number::integer).collect()
}

/// The figures from one day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The first day.
    pub from: Date,
    /// One figure for each cell of the key.
    pub cells: Vec<Figure>,
    /// For each of them, why it is not certain: what the cell says, the row, or the declaration.
    pub assumed: Vec<Option<Text>>,
    /// The source of this row: that of the declaration, or of the amendment that brought it.
    pub backing: Backing,
    /// Where it stands.
    pub span: Span,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Known.
    Known(Number),
    /// Above every number.
    Unlimited,
    /// Not known to the policy: asked of the embedder.
    Unknown(Text),
}

/// What stands behind an item: its sources, when it is in force, how sure it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backing {
    /// The citations, as written.
    pub cites: Vec<Citation>,
    /// `cite none "why"`: it rests on no source, and is in force always (within `periods`).
    pub none: Option<Text>,
    /// The periods of its own; empty: always.
    pub periods: Vec<Period>,
    /// Why it is not certain.
    pub assumed: Option<Text>,
}

/// A place in an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The instrument.
    pub instrument: InstrumentId,
    /// 第…条
    pub article: Option<u32>,
    /// 第…款
    pub paragraph: Option<u32>,
    /// 第…项
    pub item: Option<u32>,
    /// A period that limits this citation.
    pub period: Option<Period>,
}

/// A named condition, quantity, choice or set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
    /// The record whose items it is about.
    pub record: Option<RecordId>,
    /// What it was declared as.
    pub kind: DefinitionKind,
    /// The type of its value; `Boolean` for exemptions, groups, triggers; for a standard `Boolean` (whether satisfied).
    pub ty: Type,
    /// What it is.
    pub body: Body,
    /// The source of a `Body::Is` (exemptions, groups, triggers, decisions by `when` or `is`).
    pub backing: Backing,
}

/// What a definition was declared as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefinitionKind {
    /// A helper.
    Define,
    /// Reported.
    Decision,
    /// A standard of hardship, with a status. `children` is what its layers may do to it.
    Standard(Option<Children>),
    /// Relief from a standard.
    Exemption(Relief, DefinitionId),
    /// A key group, with its rank: 1 is the best.
    Group(u32),
    /// A duty or a power to act.
    Trigger(Duty, ActionId),
}

/// What a definition is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A condition: `when C`.
    When(Condition),
    /// A choice: `is E`.
    Choice(Choice),
    /// A number: `is E`.
    Quantity(Quantity),
    /// The OR of the clauses and not any that bars.
    Clauses {
        /// By layer, then name.
        clauses: Vec<Clause>,
        /// By layer, then name.
        barred: Vec<Clause>,
        /// A standard only: unknown while no clause is in force.
        open: Option<Text>,
    },
    /// Rules, in canonical order: by precedence, then name; `otherwise` last. A set has `Include` and `Exclude` only.
    Rules(Vec<Rule>),
}

/// One ground of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its name.
    pub name: Name,
    /// The layer that adds it.
    pub layer: LayerId,
    /// The condition.
    pub when: Condition,
    /// Its source.
    pub backing: Backing,
}

/// One rule of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name; `otherwise` for that rule.
    pub name: Name,
    /// The layer that adds it.
    pub layer: LayerId,
    /// Whether it is `otherwise`, which every rule overrides.
    pub otherwise: bool,
    /// What it answers.
    pub answer: Answer,
    /// The condition.
    pub when: Condition,
    /// Its source.
    pub backing: Backing,
    /// The reason in words, where the policy gives one.
    pub say: Option<Text>,
    /// The places of the rules that it overrides, transitively.
    pub overrides: Vec<u32>,
}

/// What a rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A boolean.
    Truth(Condition),
    /// One of an enumeration, or *none*.
    Choice(Choice),
    /// A number, or *none*.
    Quantity(Quantity),
    /// These are in the set.
    Include(Vec<u16>),
    /// Each value of the enumeration is in the set where its condition holds.
    IncludeWhere(Vec<Condition>),
    /// These are not, whatever the rules say that this one overrides.
    Exclude(Vec<u16>),
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Always or never.
    Truth(bool),
    /// Not.
    Not(Box<Condition>),
    /// And.
    All(Vec<Condition>),
    /// Or.
    Any(Vec<Condition>),
    /// If, then, else.
    If(Box<Condition>, Box<Condition>, Box<Condition>),
    /// A boolean fact. *None* counts as false.
    Fact(FactId),
    /// A boolean definition; not a standard.
    Holds(DefinitionId),
    /// A standard has one of these statuses.
    Status(DefinitionId, Vec<Status>),
    /// Some trigger in force that holds says so.
    Duty(Duty, ActionId),
    /// A comparison; false where a side is *none*.
    Order(Order, Quantity, Quantity),
    /// Equality; false where a side is *none*.
    Equal(Quantity, Quantity),
    /// A quantity is *none*.
    Absent(Quantity),
    /// A choice is one of these; `None` stands for *none*.
    Chosen(Choice, Vec<Option<u16>>),
    /// Two choices of one enumeration are the same value; *none* equals nothing.
    Same(Choice, Choice),
    /// A symbol is in a set.
    Member(u16, Set),
    /// A set is empty.
    Empty(Set),
    /// A set is exactly this.
    Exactly(Set, Vec<u16>),
}

/// The status of a standard: the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// An exemption lifts it.
    Waived,
    /// An exemption takes it as met.
    Presumed,
    /// It is met.
    Met,
    /// It is not met.
    Unmet,
}

/// One of an enumeration, or *none*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// *None*.
    None,
    /// This value.
    Symbol(u16),
    /// A fact's.
    Fact(FactId),
    /// A definition's.
    Definition(DefinitionId),
    /// If, then, else.
    If(Box<Condition>, Box<Choice>, Box<Choice>),
}

/// A set of an enumeration's values. *None* counts as the empty set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// A fact's.
    Fact(FactId),
    /// A definition's.
    Definition(DefinitionId),
}

/// A number, or *none*. Arithmetic on *none* gives *none*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// *None*.
    None,
    /// This number.
    Number(Number),
    /// Above every number.
    Unlimited,
    /// The day whose law applies.
    AsOf,
    /// A fact's.
    Fact(FactId),
    /// A definition's.
    Definition(DefinitionId),
    /// A parameter's, looked up by its key.
    Figure(ParameterId),
    /// A sum.
    Add(Box<Quantity>, Box<Quantity>),
    /// A difference.
    Subtract(Box<Quantity>, Box<Quantity>),
    /// A product.
    Multiply(Box<Quantity>, Box<Quantity>),
    /// A quotient; the checker has proved that the divisor is never 0.
    Divide(Box<Quantity>, Box<Quantity>),
    /// The least; at least one.
    Min(Vec<Quantity>),
    /// The greatest; at least one.
    Max(Vec<Quantity>),
    /// Rounded to a step, which is above 0.
    Round(Box<Quantity>, Number, RoundingMode),
    /// If, then, else.
    If(Box<Condition>, Box<Quantity>, Box<Quantity>),
    /// Whole years between two days (29 February counts as 1 March); below 0 where the second comes first.
    Years(Box<Quantity>, Box<Quantity>),
    /// Whole months between two days.
    Months(Box<Quantity>, Box<Quantity>),
    /// What a list comes to.
    Fold(Box<Fold>),
}

/// What a list comes to, over those of its items that a condition picks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// What is worked out.
    pub kind: FoldKind,
    /// The list.
    pub list: FactId,
    /// What of each item; of a count, 1.
    pub item: Quantity,
    /// Which items.
    pub when: Condition,
    /// Where no item is picked: of a sum and a count, 0.
    pub otherwise: Quantity,
}

/// The ways to work a list out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoldKind {
    /// How many items.
    Count,
    /// The sum.
    Sum,
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
}

/// An action that triggers call for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its name.
    pub name: Name,
    /// The layer that declares it.
    pub layer: LayerId,
}

/// A promise about the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assert {
    /// What it says, in words.
    pub title: Text,
    /// The layer that makes it.
    pub layer: LayerId,
    /// What it claims.
    pub claim: Claim,
    /// Where it stands.
    pub span: Span,
}

/// What an assertion claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// No case meets it.
    Never(Condition),
    /// Every case meets it.
    Always(Condition),
    /// A condition is never gained or lost when a fact rises or falls.
    Monotone {
        /// The condition.
        condition: Condition,
        /// Gained or lost.
        change: Change,
        /// A number.
        fact: FactId,
        /// Rises or falls.
        direction: Direction,
    },
}

/// A test in the policy language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its title.
    pub title: Text,
    /// The layer that it belongs to; it is run with that layer's policy.
    pub layer: LayerId,
    /// The day whose law applies.
    pub as_of: Date,
    /// What is given, its base's facts included.
    pub given: Vec<(FactId, Known)>,
    /// Settings, its base's included.
    pub set: Vec<(Setting, SettingValue)>,
    /// What is expected.
    pub expect: Vec<Expectation>,
    /// Where it stands.
    pub span: Span,
}

/// An expectation of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// What.
    pub kind: ExpectationKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectationKind {
    /// Certainly so.
    Condition(Condition),
    /// Exactly these are missing for the decision: names as in JSON.
    Missing(DefinitionId, Vec<Arc<str>>),
    /// This is (or is not) missing for the decision.
    InMissing(DefinitionId, Arc<str>, bool),
    /// This is (or is not) among the assumptions: an item's name, or a parameter's without its cell.
    InAssumptions(Arc<str>, bool),
}

/// What is known of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// A boolean.
    Truth(bool),
    /// One of the enumeration.
    Symbol(u16),
    /// A number between these, both included; equal ends are a value.
    Between(Option<Number>, Option<Number>),
    /// For each value of the enumeration, whether it is in the set; `None`: not known.
    Set(Vec<Option<bool>>),
    /// The items of a list, all of them.
    List(Vec<Item>),
    /// Asked, and not known.
    Asked,
}

/// What is known of one item of a list: of each field of its record, in the order of the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item(pub Vec<Option<Known>>);

/// What a case may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// A cell of a parameter that is unknown or assumed.
    Figure(ParameterId, u16),
    /// An open standard.
    Standard(DefinitionId),
}

/// What it is set to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SettingValue {
    /// A figure.
    Number(Number),
    /// No limit.
    Unlimited,
    /// `met` or `unmet`.
    Met(bool),
}

impl Model {
    /// The policy itself: the last layer.
    #[must_use]
    pub fn layer(&self) -> Option<&Layer> {
        self.layers.last()
    }

    /// A fact by id.
    #[must_use]
    pub fn fact(&self, id: FactId) -> &Fact {
        match id.index().checked_sub(self.facts.len()) {
            Some(field) => &self.fields[field],
            None => &self.facts[id.index()],
        }
    }

    /// A fact by id, where it is one's.
    pub(crate) fn fact_or_field(&self, id: FactId) -> Option<&Fact> {
        match id.index().checked_sub(self.facts.len()) {
            Some(field) => self.fields.get(field),
            None => self.facts.get(id.index()),
        }
    }

    /// Whether an id is that of a field of a record.
    #[must_use]
    pub fn is_field(&self, id: FactId) -> bool {
        id.index() >= self.facts.len()
    }

    /// A record by id.
    #[must_use]
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.index()]
    }

    /// The type of a list, where a fact is one.
    #[must_use]
    pub fn list(&self, id: FactId) -> Option<ListType> {
        match self.fact(id).ty.kind {
            TypeKind::List(list) => Some(list),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) => None,
        }
    }

    /// A definition by id.
    #[must_use]
    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.index()]
    }

    /// A parameter by id.
    #[must_use]
    pub fn parameter(&self, id: ParameterId) -> &Parameter {
        &self.parameters[id.index()]
    }

    /// An instrument by id.
    #[must_use]
    pub fn instrument(&self, id: InstrumentId) -> &Instrument {
        &self.instruments[id.index()]
    }

    /// An enumeration by id.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &Enumeration {
        &self.enums[id.index()]
    }

    /// A layer by id.
    #[must_use]
    pub fn layer_of(&self, id: LayerId) -> &Layer {
        &self.layers[id.index()]
    }

    /// A fact by its JSON name.
    #[must_use]
    pub fn fact_named(&self, key: &str) -> Option<FactId> {
        self.names.of(&self.facts, key)
    }

    /// A definition by its JSON name.
    #[must_use]
    pub fn definition_named(&self, key: &str) -> Option<DefinitionId> {
        let named = |definition: &Definition| definition.record.is_none() && &*definition.name.key == key;
        self.definitions.iter().position(named).map(DefinitionId::from)
    }
}
