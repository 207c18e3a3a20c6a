//! The semantics, one promise a test, on models made by hand.

use std::sync::Arc;

use jiff::civil::{Date, date};

use super::*;
use crate::diagnostic::Text;
use crate::policy::model::*;
use crate::source::Span;
use crate::value::Number;

fn name(key: &str) -> Name {
    Name { key: key.into(), zh: key.into(), span: Span::default() }
}

fn ty(kind: TypeKind) -> Type {
    Type { kind, or_none: false }
}

fn number() -> TypeKind {
    TypeKind::Quantity(QuantityType { unit: Unit::Plain, places: None, min: None, max: None })
}

fn fact(key: &str, kind: TypeKind, guard: Option<Guard>) -> Fact {
    Fact {
        name: name(key),
        layer: LayerId(0),
        ty: ty(kind),
        record: None,
        judgement: false,
        fixed: false,
        guard,
        of: Asked::Applicant,
        ask: Text::new(key, key),
        evidence: Vec::new(),
        costs: Costs::default(),
        likely: Likely::default(),
    }
}

fn definition(key: &str, kind: DefinitionKind, type_kind: TypeKind, body: Body) -> Definition {
    Definition {
        name: name(key),
        layer: LayerId(0),
        record: None,
        kind,
        ty: ty(type_kind),
        body,
        backing: Backing::default(),
    }
}

fn rule(key: &str, when: Condition, answer: Answer, overrides: &[u32]) -> Rule {
    Rule {
        name: name(key),
        layer: LayerId(0),
        otherwise: key == "otherwise",
        answer,
        when,
        backing: Backing::default(),
        say: None,
        overrides: overrides.to_vec(),
    }
}

fn clause(when: Condition) -> Clause {
    Clause { name: name("clause"), layer: LayerId(0), when, backing: Backing::default() }
}

/// Facts `a`, `b`, `c` (booleans: 0, 1, 2), `kind` (3: one of x, y, z), `size` (4: a number), `gets` (5: a set of
/// x, y, z), `guarded` (6: a boolean only when `a`, else true), `rare` (7: a number only when `a`, else none); then
/// these definitions.
fn law(definitions: Vec<Definition>) -> InForce {
    let when_a = |otherwise| Some(Guard { when: Condition::Fact(A), otherwise });
    let model = Model {
        layers: vec![Layer { name: name("p"), periods: vec![Period { from: Date::MIN, to: Date::MAX }] }],
        answers: Vec::new(),
        first: Vec::new(),
        instruments: Vec::new(),
        records: Vec::new(),
        fields: Vec::new(),
        enums: vec![Enumeration { name: name("e"), layer: LayerId(0), values: ["x", "y", "z"].map(name).to_vec() }],
        facts: vec![
            fact("a", TypeKind::Boolean, None),
            fact("b", TypeKind::Boolean, None),
            fact("c", TypeKind::Boolean, None),
            fact("kind", TypeKind::Choice(EnumId(0)), None),
            fact("size", number(), None),
            fact("gets", TypeKind::Set(EnumId(0)), None),
            fact("guarded", TypeKind::Boolean, when_a(Constant::Truth(true))),
            fact("rare", number(), when_a(Constant::None)),
        ],
        parameters: Vec::new(),
        actions: vec![Action { name: name("act"), layer: LayerId(0) }],
        evidence: Vec::new(),
        definitions,
        asserts: Vec::new(),
        tests: Vec::new(),
        digest: "sha256:".into(),
        names: FactNames::default(),
    };
    InForce::on(&Arc::new(model), date(2024, 1, 1), &[]).unwrap()
}

const A: FactId = FactId(0);
const B: FactId = FactId(1);
const C: FactId = FactId(2);
const KIND: FactId = FactId(3);
const SIZE: FactId = FactId(4);
const GETS: FactId = FactId(5);
const GUARDED: FactId = FactId(6);
const RARE: FactId = FactId(7);
const FIRST: DefinitionId = DefinitionId(0);

fn case(law: &InForce, known: &[(FactId, Known)]) -> Case {
    let mut case = Case::new(&law.model, date(2024, 1, 1));
    for (fact, known) in known {
        case.set(*fact, Some(known.clone()));
    }
    case
}

fn yes(fact: FactId) -> (FactId, Known) {
    (fact, Known::Truth(true))
}

fn no(fact: FactId) -> (FactId, Known) {
    (fact, Known::Truth(false))
}

fn exactly(fact: FactId, value: i64) -> (FactId, Known) {
    (fact, Known::Between(Some(value.into()), Some(value.into())))
}

fn holds(fact: FactId) -> Condition {
    Condition::Fact(fact)
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn is(known: &[(FactId, Known)], condition: &Condition) -> Truth {
    let law = law(Vec::new());
    evaluate(&law, &case(&law, known)).condition(condition)
}

#[test]
fn an_unknown_fact_leaves_open_what_hangs_on_it() {
    let both = Condition::All(vec![holds(A), holds(B)]);
    assert_eq!(is(&[yes(A)], &both), Truth::Unknown);
    assert_eq!(is(&[yes(A), (B, Known::Asked)], &both), Truth::Unknown);
    assert_eq!(is(&[no(A)], &both), Truth::False);
    assert_eq!(is(&[yes(A), yes(B)], &not(both)), Truth::False);
}

#[test]
fn a_guarded_fact_counts_as_its_other_value_elsewhere() {
    assert_eq!(is(&[no(A), no(GUARDED)], &holds(GUARDED)), Truth::True);
    assert_eq!(is(&[yes(A), no(GUARDED)], &holds(GUARDED)), Truth::False);
    assert_eq!(is(&[no(GUARDED)], &holds(GUARDED)), Truth::Unknown);
    assert_eq!(is(&[yes(GUARDED)], &holds(GUARDED)), Truth::True);
}

#[test]
fn a_comparison_with_none_is_false_and_its_negation_true() {
    let rare = || Quantity::Fact(RARE);
    let more = Condition::Order(Order::MoreThan, Quantity::Fact(SIZE), rare());
    assert_eq!(is(&[no(A)], &more), Truth::False);
    assert_eq!(is(&[no(A)], &not(more)), Truth::True);
    assert_eq!(is(&[no(A)], &Condition::Equal(rare(), rare())), Truth::False);
    assert_eq!(is(&[no(A)], &Condition::Absent(rare())), Truth::True);
    assert_eq!(is(&[yes(A), exactly(RARE, 3)], &Condition::Absent(rare())), Truth::False);
    let sum = Quantity::Add(Box::new(rare()), Box::new(Quantity::Fact(SIZE)));
    assert_eq!(is(&[no(A)], &Condition::Absent(sum)), Truth::True);
    assert_eq!(is(&[], &Condition::Same(Choice::None, Choice::Fact(KIND))), Truth::False);
}

#[test]
fn unlimited_is_above_every_number() {
    let least = Quantity::Min(vec![Quantity::Unlimited, Quantity::Fact(SIZE)]);
    assert_eq!(is(&[exactly(SIZE, 5)], &Condition::Equal(least, Quantity::Number(5.into()))), Truth::True);
    let below = Condition::Order(Order::LessThan, Quantity::Fact(SIZE), Quantity::Unlimited);
    assert_eq!(is(&[exactly(SIZE, 5)], &below), Truth::True);
    assert_eq!(is(&[], &below), Truth::Unknown);
}

#[test]
fn a_range_is_a_value_only_where_its_ends_meet() {
    let small = Condition::Order(Order::AtMost, Quantity::Fact(SIZE), Quantity::Number(9.into()));
    assert_eq!(is(&[exactly(SIZE, 9)], &small), Truth::True);
    let range = Known::Between(Some(Number::ONE), Some(2.into()));
    assert_eq!(is(&[(SIZE, range)], &small), Truth::Unknown);
}

#[test]
fn if_is_known_where_both_branches_agree() {
    let choose = |then, otherwise| Condition::If(Box::new(holds(A)), Box::new(then), Box::new(otherwise));
    assert_eq!(is(&[yes(B), yes(C)], &choose(holds(B), holds(C))), Truth::True);
    assert_eq!(is(&[yes(B)], &choose(holds(B), holds(C))), Truth::Unknown);
}

#[test]
fn a_set_is_known_member_by_member() {
    let gets = Known::Set(vec![Some(false), None, Some(false)]);
    let set = Set::Fact(GETS);
    assert_eq!(is(&[(GETS, gets.clone())], &Condition::Member(0, set)), Truth::False);
    assert_eq!(is(&[(GETS, gets.clone())], &Condition::Member(1, set)), Truth::Unknown);
    assert_eq!(is(&[(GETS, gets.clone())], &Condition::Empty(set)), Truth::Unknown);
    assert_eq!(is(&[(GETS, gets)], &Condition::Exactly(set, vec![0])), Truth::False);
    assert_eq!(is(&[(GETS, Known::Set(vec![Some(false); 3]))], &Condition::Empty(set)), Truth::True);
}

#[test]
fn a_standard_has_the_first_status_that_holds() {
    let standard = Body::Clauses { clauses: vec![clause(holds(B))], barred: vec![clause(holds(C))], open: None };
    let law = law(vec![
        definition("standard", DefinitionKind::Standard(None), TypeKind::Boolean, standard),
        definition("waiver", DefinitionKind::Exemption(Relief::Waives, FIRST), TypeKind::Boolean, Body::When(holds(A))),
    ]);
    let statuses = |known: &[_]| evaluate(&law, &case(&law, known)).statuses(FIRST).to_vec();
    assert_eq!(statuses(&[yes(A)]), [Status::Waived]);
    assert_eq!(statuses(&[no(A), yes(B), no(C)]), [Status::Met]);
    assert_eq!(statuses(&[no(A), yes(B), yes(C)]), [Status::Unmet]);
    assert_eq!(statuses(&[yes(B), no(C)]), [Status::Waived, Status::Met]);
    assert_eq!(statuses(&[no(B)]), [Status::Waived, Status::Unmet]);
    let satisfied = Condition::Status(FIRST, vec![Status::Waived, Status::Presumed, Status::Met]);
    let case = case(&law, &[yes(B), no(C)]);
    assert_eq!(evaluate(&law, &case).condition(&satisfied), Truth::True);
}

#[test]
fn a_power_is_no_duty() {
    let shall = DefinitionKind::Trigger(Duty::Shall, ActionId(0));
    let law = law(vec![definition("trigger", shall, TypeKind::Boolean, Body::When(holds(A)))]);
    let case = case(&law, &[yes(A)]);
    let evaluation = evaluate(&law, &case);
    assert_eq!(evaluation.condition(&Condition::Duty(Duty::Shall, ActionId(0))), Truth::True);
    assert_eq!(evaluation.condition(&Condition::Duty(Duty::May, ActionId(0))), Truth::False);
}

fn answering(symbol: u16) -> Answer {
    Answer::Choice(Choice::Symbol(symbol))
}

fn decision(rules: Vec<Rule>) -> InForce {
    law(vec![definition("d", DefinitionKind::Decision, TypeKind::Choice(EnumId(0)), Body::Rules(rules))])
}

fn answer(law: &InForce, known: &[(FactId, Known)]) -> (Option<Option<u16>>, Outcome) {
    let case = case(law, known);
    let evaluation = evaluate(law, &case);
    match evaluation.value(FIRST) {
        Value::Choice(choice) => (choice.known().copied(), evaluation.reading(FIRST).outcome),
        other => panic!("{other:?} is no choice"),
    }
}

#[test]
fn a_rule_gives_way_to_one_that_overrides_it_and_holds() {
    let law = decision(vec![
        rule("high", holds(A), answering(0), &[1]),
        rule("low", holds(B), answering(1), &[]),
        rule("otherwise", Condition::Truth(true), answering(2), &[]),
    ]);
    assert_eq!(answer(&law, &[yes(A)]), (Some(Some(0)), Outcome::Determined));
    assert_eq!(answer(&law, &[no(A), yes(B)]), (Some(Some(1)), Outcome::Determined));
    assert_eq!(answer(&law, &[yes(B)]), (None, Outcome::Determined));
    assert_eq!(answer(&law, &[no(A), no(B)]), (Some(Some(2)), Outcome::Determined));
}

#[test]
fn equal_answers_agree_and_different_ones_conflict() {
    let law = decision(vec![
        rule("one", holds(A), answering(0), &[]),
        rule("same", holds(B), answering(0), &[]),
        rule("other", holds(C), answering(1), &[]),
    ]);
    assert_eq!(answer(&law, &[yes(A), no(C)]), (Some(Some(0)), Outcome::Determined));
    assert_eq!(answer(&law, &[yes(A)]), (None, Outcome::Determined));
    assert_eq!(answer(&law, &[yes(A), yes(C)]), (None, Outcome::Conflict(0, 2)));
    assert_eq!(answer(&law, &[no(A), no(B), no(C)]), (None, Outcome::Gap));
    assert_eq!(answer(&law, &[no(A), no(C)]), (None, Outcome::Determined));
}

#[test]
fn what_one_rule_includes_an_overriding_rule_excludes() {
    let rules = vec![
        rule("base", holds(A), Answer::Include(vec![0, 1]), &[]),
        rule("other", holds(C), Answer::Include(vec![0]), &[]),
        rule("less", holds(B), Answer::Exclude(vec![0]), &[0]),
    ];
    let law = law(vec![definition("d", DefinitionKind::Decision, TypeKind::Set(EnumId(0)), Body::Rules(rules))]);
    let members = |known: &[_]| evaluate(&law, &case(&law, known)).members(Set::Definition(FIRST)).to_vec();
    assert_eq!(members(&[yes(A), no(B), no(C)]), [Truth::True, Truth::True, Truth::False]);
    assert_eq!(members(&[yes(A), yes(B), no(C)]), [Truth::False, Truth::True, Truth::False]);
    assert_eq!(members(&[yes(A), yes(B), yes(C)]), [Truth::True, Truth::True, Truth::False]);
    assert_eq!(members(&[yes(A), no(C)]), [Truth::Unknown, Truth::True, Truth::False]);
}

#[test]
fn a_long_chain_of_definitions_needs_no_deep_stack() {
    let links = (0..50_000_u32).map(|place| {
        let body = if place == 49_999 { holds(A) } else { Condition::Holds(DefinitionId(place + 1)) };
        definition("link", DefinitionKind::Define, TypeKind::Boolean, Body::When(body))
    });
    let law = law(links.collect());
    let case = case(&law, &[yes(A)]);
    assert_eq!(evaluate(&law, &case).value(FIRST), &Value::Truth(Truth::True));
}
