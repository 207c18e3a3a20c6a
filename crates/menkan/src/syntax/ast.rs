//! The syntax tree: a policy file as it was written, in either language, before any name is looked up.
//!
//! Both languages give the same tree. Spans never take part in equality, nor do comments. Long because it
//! is a list: one type for each construct of the language.

#![allow(missing_docs, reason = "fields and variants are named after the words of the language")]

use std::sync::Arc;

use jiff::civil::Date;

use crate::source::Span;
use crate::value::Number;

/// A word as written: ASCII or Han.
#[derive(Debug, Clone)]
pub struct Ident {
    /// The word.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Ident {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Ident {}

/// The declared forms of one name: `ascii / 汉字`, in either order; one may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The form without Han characters.
    pub ascii: Option<Ident>,
    /// The form with Han characters.
    pub han: Option<Ident>,
}

/// A string, or a pair of strings `"中文" / "English"`; one may be missing. The side with Han is Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The Chinese text.
    pub zh: Option<Arc<str>>,
    /// The English text.
    pub en: Option<Arc<str>>,
    /// Where the whole stands.
    pub span: Spot,
}

/// A span that takes no part in equality.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spot(pub Span);

impl PartialEq for Spot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Spot {}

/// A comment: `# …`, without the sign and the blank after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands, the sign included.
    pub span: Spot,
    /// Whether something else stands before it on the line.
    pub trailing: bool,
}

/// One policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The `policy` line; missing only where the file is at fault.
    pub header: Option<Header>,
    /// The items, in the order written.
    pub items: Vec<Item>,
    /// Every comment, in the order written.
    pub comments: Vec<Comment>,
}

/// `policy NAME extends PARENT in force from D to D`, `answers D, D` and `asks first F, F`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The policy's name.
    pub names: Names,
    /// The parent layer.
    pub extends: Option<Ident>,
    /// The periods in force; empty where left out.
    pub periods: Vec<Period>,
    /// The decisions that `answers` names; empty where left out.
    pub answers: Vec<Ident>,
    /// The facts that `asks first` names, in this order; empty where left out.
    pub asks_first: Vec<Ident>,
    /// The whole item.
    pub span: Spot,
}

/// `from D to D`; both ends are included, either may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Where it stands.
    pub span: Spot,
}

/// An item: what begins at column 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it declares.
    pub kind: ItemKind,
    /// The whole item.
    pub span: Spot,
}

/// The kinds of item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    Instrument(Instrument),
    Enum(Enum),
    Record(Record),
    /// `fact` and `judgement`.
    Fact(Fact),
    Parameter(Parameter),
    /// `define`, `standard`, `decision`.
    Definition(Definition),
    Exemption(Exemption),
    Group(Group),
    Action(Names),
    Trigger(Trigger),
    Assert(Assert),
    Test(Test),
    Amend(Amend),
    /// A chunk that is no item; it has had its diagnostic.
    Unparsed,
}

/// `instrument law / 法律援助法 title "…" link "…" from D to D assumed "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    pub names: Names,
    pub title: Option<Arc<str>>,
    pub link: Option<Arc<str>>,
    /// Periods in force; at least one.
    pub periods: Vec<Period>,
    pub assumed: Option<Words>,
}

/// `enum Soldier / 军人类别 none / 非军人, conscript / 义务兵`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    pub names: Names,
    pub values: Vec<Names>,
}

/// `record Capital / 资本`, its fields, and what is worked out for each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub names: Names,
    pub members: Vec<Member>,
}

/// A line of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// `value, loan : GBP only when C, else V ask "…" / "…"`
    Field(Fact),
    /// `define …`
    Definition(Definition),
}

/// `fact a / 甲, b / 乙 : T fixed only when C, else V ask officer "…" / "…" evidence e or f`, and behind these
/// `asking costs 5 changing costs 20 likely yes: 3, no: 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Several names may share one declaration.
    pub names: Vec<Names>,
    pub judgement: bool,
    pub ty: Type,
    pub fixed: bool,
    pub guard: Option<Guard>,
    pub ask: Option<Ask>,
    pub evidence: Option<Evidence>,
    pub asking_costs: Option<Cost>,
    pub changing_costs: Option<Cost>,
    pub likely: Option<Likely>,
}

/// `only when C, else V`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub when: Expr,
    pub otherwise: Expr,
    pub span: Spot,
}

/// `ask "…" / "…"`: a question, and who answers it (the applicant unless said).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub of: Asked,
    pub words: Words,
}

/// Who can answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    Applicant,
    Officer,
    Embedder,
}

/// `evidence a / 甲 and b or c`: any of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub alternatives: Vec<Vec<Names>>,
    pub span: Spot,
}

/// `asking costs 5`, `changing costs 20`: a whole number without a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub cost: u32,
    /// The whole part.
    pub span: Spot,
}

/// `likely a: 3, b: 1`: how often a fact is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    pub weights: Vec<Weight>,
    pub span: Spot,
}

/// `yes: 3`, `at most 3000: 5`, `above: 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    pub of: Weighed,
    pub weight: u32,
    pub span: Spot,
}

/// What a weight is the weight of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weighed {
    Value(Ident),
    /// The end of a band, and where it stands.
    UpTo(End, Spot),
    Above,
}

/// Where a band ends, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Number(Number),
    /// `50%`: the number is 0.5
    Percent(Number),
    Date(Date),
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    pub kind: TypeKind,
    /// `… or none`.
    pub or_none: bool,
    pub span: Spot,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    Boolean,
    /// `integer`, `integer a..b`
    Integer(Option<(Number, Number)>),
    /// `number`, `number a..b`
    Number(Option<(Number, Number)>),
    /// `decimal(n)`, `decimal(n) a..b`
    Decimal(u8, Option<(Number, Number)>),
    Percent,
    /// `CNY`, `CNY per month`, `GBP -5000..5000`
    Money {
        currency: Arc<str>,
        per: Option<Unit>,
        bounds: Option<(Number, Number)>,
    },
    Date,
    Days,
    /// `one of a / 甲, b / 乙`
    OneOf(Vec<Names>),
    /// `set of a / 甲, b / 乙`
    SetOf(Vec<Names>),
    /// `set of E`, E an enum
    SetOfNamed(Ident),
    /// `E`, an enum
    Named(Ident),
    /// `list of R up to 20 at least 1 distinct by F`
    ListOf(ListOf),
}

/// `list of R up to 20 at least 1 distinct by F`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOf {
    pub record: Ident,
    /// Left out, it has its diagnostic in the model.
    pub up_to: Option<u32>,
    pub at_least: Option<u32>,
    /// No two items have the same value of this field.
    pub distinct: Option<Ident>,
}

/// A period of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Month,
    Year,
}

/// What stands behind a clause, rule, figure: its sources and how sure they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// `cite law 25(1)(4); cpl 36 from D`
    pub cites: Vec<Cite>,
    /// `cite none "why"`
    pub none: Option<Words>,
    /// `from D to D` on a line (or as a part) of its own
    pub periods: Vec<Period>,
    /// `assumed "why"`
    pub assumed: Option<Words>,
}

/// One citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    pub instrument: Ident,
    pub article: Option<u32>,
    pub paragraph: Option<u32>,
    pub item: Option<u32>,
    /// `from … to …` behind it
    pub period: Option<Period>,
    pub span: Spot,
}

/// `parameter N / 名 by K : T`, rows, source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub names: Names,
    /// What the table goes by, the outer key first.
    pub by: Vec<Expr>,
    /// Left out in an `amend`.
    pub ty: Option<Type>,
    pub rows: Vec<Row>,
    pub source: Source,
}

/// `from D assumed "why" cell, cell`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub from: Date,
    /// Why none of its figures is certain.
    pub assumed: Option<Words>,
    pub cells: Vec<Cell>,
    pub span: Spot,
}

/// `urban: 700 assumed "why"`, `at most 25: 100`, `above: 0`, `urban: {1: 700, 2: 1300}`, or a figure alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub key: CellKey,
    pub holds: Holds,
    pub span: Spot,
}

/// What a cell of a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// A figure, and why it is not certain.
    Figure(Figure, Option<Words>),
    /// A cell for each value of the next key.
    Cells(Vec<Cell>),
}

/// What a cell of a table stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellKey {
    Whole,
    Value(Ident),
    Number(Number),
    AtMost(Number),
    Above,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    Number(Number),
    Date(Date),
    Unlimited,
    Unknown(Words),
}

/// `define`, `standard`, `decision`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub kind: DefinitionKind,
    pub names: Names,
    pub ty: Option<Type>,
    pub body: Body,
    /// The source of a `when` or `is` body.
    pub source: Source,
}

/// Which keyword began the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefinitionKind {
    Define,
    Standard,
    Decision,
}

/// What a definition, or an `amend` of one, holds. Parts that a kind does not take are refused by the model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// `when C`
    pub when: Option<Expr>,
    /// `is E`
    pub is: Option<Expr>,
    pub clauses: Vec<Clause>,
    pub rules: Vec<Rule>,
    /// `precedence a, b, c`, each a list of its own
    pub precedence: Vec<Vec<Ident>>,
    /// `open "why"`
    pub open: Option<Words>,
    /// `children may only widen`
    pub children: Option<Children>,
}

/// `children may only widen / raise`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Children {
    Widen,
    Raise,
}

/// `clause N when C cite …`, `barred N when C cite …`. In an `amend`, a parent's clause may be given an end date only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub names: Names,
    pub barred: bool,
    pub when: Option<Expr>,
    pub source: Source,
    pub span: Spot,
}

/// `rule N: V when C cite … say … overrides R`, and `otherwise V …` (whose names are both missing).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub names: Names,
    pub otherwise: bool,
    pub answer: Answer,
    pub when: Option<Expr>,
    pub source: Source,
    pub say: Option<Words>,
    pub overrides: Vec<Ident>,
    pub span: Spot,
}

/// What a rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Value(Expr),
    Include(Vec<Ident>),
    /// `include code of proceedings where C`
    IncludeFrom {
        field: Ident,
        list: Ident,
        condition: Option<Expr>,
    },
    Exclude(Vec<Ident>),
    /// Only an end date for a parent's rule, in an `amend`.
    Unchanged,
}

/// `exemption N / 名 waives S cite … when C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    pub names: Names,
    pub relief: Relief,
    pub standard: Ident,
    pub when: Option<Expr>,
    pub source: Source,
}

/// What an exemption does to a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relief {
    Waives,
    Presumes,
}

/// `group N / 名 rank 1 when C cite …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub names: Names,
    pub rank: Option<u32>,
    pub when: Option<Expr>,
    pub source: Source,
}

/// `trigger N / 名 shall A cite … when C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    pub names: Names,
    pub duty: Duty,
    pub action: Ident,
    pub when: Option<Expr>,
    pub source: Source,
}

/// How strongly a trigger binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    Shall,
    May,
}

/// `assert "…" / "…" never C`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assert {
    pub title: Words,
    pub claim: Claim,
}

/// What an assertion claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    Never(Expr),
    Always(Expr),
    /// `C never gained / lost when F rises / falls`
    Monotone {
        condition: Expr,
        change: Change,
        fact: Ident,
        direction: Direction,
    },
}

/// `gained` or `lost`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Gained,
    Lost,
}

/// `rises` or `falls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Rises,
    Falls,
}

/// `test "…"`, `as of D`, `given …`, `set …`, `expect …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    pub title: Words,
    pub as_of: Option<Date>,
    /// `given "base" but`
    pub base: Option<(Words, Spot)>,
    pub given: Vec<Expr>,
    pub set: Vec<Expr>,
    pub expect: Vec<Expect>,
}

/// One expectation; several joined by `and` or bullets are several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    pub kind: ExpectKind,
    pub span: Spot,
}

/// The kinds of expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectKind {
    Condition(Expr),
    /// `missing D is {a, b}`
    Missing {
        decision: Ident,
        names: Vec<Ident>,
    },
    /// `X in missing D`, `X not in missing D`
    InMissing {
        name: Ident,
        decision: Ident,
        negated: bool,
    },
    /// `X in assumptions`, `X not in assumptions`
    InAssumptions {
        name: Ident,
        negated: bool,
    },
}

/// `amend define N …`: what a child adds to a parent's item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amend {
    /// The keyword behind `amend`; it may be left out.
    pub kind: Option<Amended>,
    pub name: Ident,
    /// Clauses, rules, precedence among the new rules.
    pub body: Body,
    /// Evidence added to a fact.
    pub evidence: Option<Evidence>,
    /// Rows that replace a parameter's, with their source.
    pub rows: Vec<Row>,
    /// The source of the rows; or `to D`, an end date for an exemption, group or trigger.
    pub source: Source,
}

/// The keyword behind `amend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amended {
    Fact,
    Parameter,
    Define,
    Standard,
    Decision,
    Exemption,
    Group,
    Trigger,
}

/// An expression: a condition, a number, a choice, a set.
#[derive(Debug, Clone)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}
impl Eq for Expr {}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    Number(Number),
    /// `50%`: the number is 0.5
    Percent(Number),
    Date(Date),
    /// `3 days`
    Days(Box<Expr>),
    Yes,
    No,
    /// `none`
    None,
    Unlimited,
    /// `empty`
    Empty,
    AsOf,
    Name(Ident),
    /// `{a, b}`
    Set(Vec<Expr>),
    /// `[a is 1 and b, a is 2 and not b]`: the items of a list, in a test
    Items(Vec<Expr>),
    /// `sum E of L where C` and the like
    Fold(Box<Folded>),
    /// `a..b`, behind `in`
    Range(Box<Expr>, Box<Expr>),
    /// `and`, or `all of` with bullets
    All(Vec<Expr>),
    /// `or`, or `any of` with bullets
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Order {
        op: Order,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Is {
        negated: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    In {
        negated: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    IsEmpty {
        negated: bool,
        set: Box<Expr>,
    },
    /// `hardship is satisfied`: only behind a standard; `is waived` and the like are `Is` with a name
    Satisfied {
        negated: bool,
        standard: Box<Expr>,
    },
    Shall(Ident),
    May(Ident),
    Arithmetic {
        op: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Negative(Box<Expr>),
    Min(Vec<Expr>),
    Max(Vec<Expr>),
    /// `round(x to 0.01 half up)`
    Round {
        value: Box<Expr>,
        to: Number,
        mode: Rounding,
    },
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    YearsBetween(Box<Expr>, Box<Expr>),
    MonthsBetween(Box<Expr>, Box<Expr>),
    /// `x per month`, `x per year`: the change of period, written out
    Per(Box<Expr>, Unit),
}

/// What is worked out from the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    pub fold: Fold,
    /// What of each item; not of `count`, `any`, `all`.
    pub item: Option<Expr>,
    pub list: Ident,
    /// `where C`: of which items.
    pub condition: Option<Expr>,
    /// `, else D`: of `largest` and `smallest`, where there is no such item.
    pub otherwise: Option<Expr>,
}

/// The words that work something out from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fold {
    Sum,
    Count,
    Any,
    All,
    Largest,
    Smallest,
}

/// The comparison words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    AtMost,
    LessThan,
    AtLeast,
    MoreThan,
}

/// The signs of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// How `round` treats what lies between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// To the nearest; halves away from zero.
    HalfUp,
    /// To the nearest; halves towards zero.
    HalfDown,
    /// To the nearest; halves to the even step.
    HalfEven,
    /// Away from zero is never meant: towards the greater number.
    Up,
    /// Towards the smaller number.
    Down,
}
