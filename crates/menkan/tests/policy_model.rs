//! What the checker makes of policies that are right: layers in one, groups written out, tests with their bases.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use jiff::civil::date;
use menkan::policy::model::{
    Answer, Body, Choice, Condition, Constant, Definition, Figure, Key, Known, Model, Period, Quantity, Setting,
    SettingValue, Status, TypeKind, Unit,
};
use menkan::policy::{Library, Policy, Texts};
use menkan::source::SourceFile;
use menkan::value::Number;

/// The policies of `tests/ui/model` under the names of their files.
struct Shelf;

impl Library for Shelf {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/model");
        let text = std::fs::read_to_string(folder.join(format!("{name}.menkan"))).ok()?;
        Some(SourceFile::new(name, &text))
    }

    fn names(&self) -> Vec<String> {
        vec!["parent".into(), "child".into(), "groups_and_tables".into()]
    }
}

fn load(name: &str) -> Policy {
    Policy::load(name, &Shelf).unwrap_or_else(|rejected| panic!("{rejected}: {:#?}", rejected.diagnostics))
}

/// A policy of these items, without parents.
fn policy(items: &str) -> Policy {
    let text = format!("policy t / 测试\n  answers d\n{items}");
    Policy::parse(SourceFile::new("t.menkan", &text), &())
        .unwrap_or_else(|rejected| panic!("{rejected}: {:#?}", rejected.diagnostics))
}

fn definition<'m>(model: &'m Model, name: &str) -> &'m Definition {
    model.definition(model.definition_named(name).unwrap_or_else(|| panic!("{name} is declared")))
}

/// The rules of a definition: name, and the names of those that they override.
fn rules(model: &Model, name: &str) -> Vec<(String, Vec<String>)> {
    let Body::Rules(rules) = &definition(model, name).body else { panic!("{name} has rules") };
    let name = |place: &u32| rules[*place as usize].name.key.to_string();
    rules.iter().map(|rule| (rule.name.key.to_string(), rule.overrides.iter().map(name).collect())).collect()
}

fn clauses(model: &Model, name: &str) -> Vec<String> {
    let Body::Clauses { clauses, barred, .. } = &definition(model, name).body else { panic!("{name} has clauses") };
    clauses.iter().chain(barred).map(|clause| clause.name.key.to_string()).collect()
}

fn is(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    expected.iter().map(|(name, under)| ((*name).into(), under.iter().map(|name| (*name).into()).collect())).collect()
}

#[test]
fn a_child_adds_ends_and_overrides() {
    let policy = load("child");
    let model = policy.model();
    let layers: Vec<_> = model.layers.iter().map(|layer| &*layer.name.key).collect();
    assert_eq!(layers, ["parent", "child"]);
    // An open end is the parent's.
    assert_eq!(model.layers[1].periods, [Period { from: date(2023, 1, 1), to: date(2030, 12, 31) }]);
    assert_eq!(clauses(model, "d2"), ["a", "later", "b"]);
    assert_eq!(clauses(model, "s"), ["f"]);
    // `z` comes before `a`, which it overrides; those that are free to come next, parents first, then by name.
    let expected: &[(&str, &[&str])] = &[
        ("b", &["otherwise"]),
        ("c", &["otherwise"]),
        ("z", &["a", "otherwise"]),
        ("a", &["otherwise"]),
        ("otherwise", &[]),
    ];
    assert_eq!(rules(model, "d1"), is(expected));
    let Body::Rules(d1) = &definition(model, "d1").body else { panic!() };
    let ended = d1.iter().find(|rule| &*rule.name.key == "b").unwrap();
    assert_eq!(ended.backing.periods.last().unwrap().to, date(2026, 12, 31));
    assert_eq!(definition(model, "e").backing.periods[0].to, date(2024, 12, 31));
    let evidence = |fact: &str| model.fact(model.fact_named(fact).unwrap()).evidence.len();
    assert_eq!((evidence("old"), evidence("size")), (1, 0));
    let Body::Rules(d4) = &definition(model, "d4").body else { panic!() };
    assert_eq!(
        d4.iter().map(|rule| &rule.answer).collect::<Vec<_>>(),
        [&Answer::Exclude(vec![0]), &Answer::Include(vec![0])]
    );
    assert_eq!((&d4[0].overrides[..], &d4[1].overrides[..]), (&[1][..], &[][..]));
}

#[test]
fn a_child_ends_every_clause_and_rule_of_a_parents_definition() {
    let parent = "policy p / 上\n  answers d\ninstrument law / 法 from 2022-01-01\n\
        fact old / 老年 : boolean ask \"是否?\" / \"Is it?\"\n\
        define s / 事项\n  clause a / 甲 when old\n  clause b / 乙 when not old to 2023-06-30\n  barred c / 丙 when no\n\
        decision d / 决定 : integer\n  rule r / 规则: 1 when s cite law 1\n  otherwise 2 cite law 1\n\
        standard h / 标准 open \"待定\" / \"later\"\n";
    let child = |amended: &str| {
        let text = format!(
            "policy p.q / 下 extends p\n{amended}  clause k / 丁 when old cite law 1\n\
             amend decision d to 2024-12-31\n  rule t / 后: 3 cite law 1 overrides r\n"
        );
        Policy::parse(SourceFile::new("p.q", &text), &Texts::new([SourceFile::new("p", parent)]))
    };
    let policy = child("amend define s to 2024-12-31\n").unwrap();
    let last = |name: &str, part: &str| {
        let body = &definition(policy.model(), name).body;
        let backing = match body {
            Body::Clauses { clauses, barred, .. } => {
                clauses.iter().chain(barred).find(|clause| &*clause.name.key == part).map(|clause| &clause.backing)
            }
            Body::Rules(rules) => rules.iter().find(|rule| &*rule.name.key == part).map(|rule| &rule.backing),
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => None,
        };
        backing.unwrap().periods.last().map(|period| period.to)
    };
    let end = Some(date(2024, 12, 31));
    assert_eq!([last("s", "a"), last("s", "c"), last("d", "r"), last("d", "otherwise")], [end; 4]);
    // What ends before stays so, and what the child itself adds goes on.
    assert_eq!([last("s", "b"), last("s", "k"), last("d", "t")], [Some(date(2023, 6, 30)), None, None]);
    let rejected = child("amend standard h to 2024-12-31\n").unwrap_err();
    assert_eq!(rejected.diagnostics.iter().map(|told| told.code.0).collect::<Vec<_>>(), ["M0427"]);
}

#[test]
fn amended_rows_replace_the_parents_from_their_first_day_on() {
    let (parent, child) = (load("parent"), load("child"));
    let rows = |policy: &Policy| -> Vec<(String, Figure)> {
        policy.model().parameters[0].rows.iter().map(|row| (row.from.to_string(), row.cells[0].clone())).collect()
    };
    let known = |number| Figure::Known(Number::integer(number));
    assert_eq!(rows(&parent), [("2022-01-01".into(), known(5)), ("2024-01-01".into(), known(7))]);
    assert_eq!(rows(&child), [("2022-01-01".into(), known(5)), ("2023-07-01".into(), known(6))]);
    let model = child.model();
    let source = model.instrument(model.parameters[0].rows[1].backing.cites[0].instrument);
    assert_eq!(&*source.name.key, "notice");
}

#[test]
fn groups_declare_a_set_and_a_priority() {
    let policy = load("groups_and_tables");
    let model = policy.model();
    let groups = definition(model, "groups");
    let TypeKind::Set(values) = groups.ty.kind else { panic!("a set") };
    let names: Vec<_> = model.enumeration(values).values.iter().map(|value| &*value.key).collect();
    assert_eq!(names, ["g", "h", "k"]);
    assert_eq!(rules(model, "groups"), is(&[("g", &[]), ("h", &[]), ("k", &[])]));
    let ranks = is(&[("rank_1", &["rank_3", "otherwise"]), ("rank_3", &["otherwise"]), ("otherwise", &[])]);
    assert_eq!(rules(model, "priority"), ranks);
    let Body::Rules(priority) = &definition(model, "priority").body else { panic!() };
    let holds = |name: &str| Condition::Holds(model.definition_named(name).unwrap());
    assert_eq!(priority[1].when, Condition::Any(vec![holds("g"), holds("k")]));
    assert_eq!(priority[2].answer, Answer::Quantity(Quantity::None));
    assert!(definition(model, "priority").ty.or_none);
}

#[test]
fn none_is_the_value_of_that_name_where_there_is_one() {
    let policy = load("groups_and_tables");
    let model = policy.model();
    let income = model.fact(model.fact_named("income").unwrap());
    let level = model.fact_named("level").unwrap();
    assert_eq!(
        income.guard.as_ref().unwrap().when,
        Condition::Not(Box::new(Condition::Chosen(Choice::Fact(level), vec![Some(0)])))
    );
    assert_eq!(income.guard.as_ref().unwrap().otherwise, Constant::None);
    assert!(income.ty.or_none);
    // A boolean that may be none: `is no` asks that it applies.
    let Body::Rules(kind) = &definition(model, "kind").body else { panic!() };
    let (old, sure) = (model.fact_named("old").unwrap(), model.fact_named("sure").unwrap());
    let not_sure = Condition::Not(Box::new(Condition::Fact(sure)));
    assert_eq!(kind[0].when, Condition::All(vec![Condition::Fact(old), not_sure]));
}

#[test]
fn bands_of_several_rows_share_their_edges() {
    let policy = load("groups_and_tables");
    let parameter = policy.model().parameters.iter().find(|parameter| &*parameter.name.key == "by_band").unwrap();
    let Key::Bands { upper, .. } = &parameter.key else { panic!("bands") };
    assert_eq!(upper.iter().map(Number::to_string).collect::<Vec<_>>(), ["20", "25", "50.5"]);
    let figures = |row: usize| -> Vec<String> {
        let figure = |figure: &Figure| match figure {
            Figure::Known(number) => number.to_string(),
            Figure::Unlimited | Figure::Unknown(_) => "?".to_owned(),
        };
        parameter.rows[row].cells.iter().map(figure).collect()
    };
    assert_eq!(
        (figures(0), figures(1)),
        (["1", "1", "2", "3"].map(str::to_owned).to_vec(), ["1", "5", "5", "5"].map(str::to_owned).to_vec(),)
    );
}

#[test]
fn a_test_has_its_bases_facts_but_for_its_own() {
    let policy = policy(
        r#"instrument law / 法 from 2022-01-01
fact old / 老年 : boolean ask "?" / "?"
fact size / 人口 : integer 1..30 ask "?" / "?"
fact sum / 金额 : CNY ask "?" / "?"
fact gets / 受助 : set of one / 一, two / 二, three / 三 ask "?" / "?"
parameter line / 线 : CNY
  from 2022-01-01 unknown "未公布" / "not published"
  cite law 1
decision d / 决定 when old and size is at most 3 and one in gets and sum is at most line cite law 1
test "base" as of 2023-01-01
  given
    - old and size is less than 5 and size is more than 1
    - one in gets and two not in gets and sum is 3.50
  set line is 3
  expect d
test "other" given "base" but
    - size is 7 and gets is empty
  set line is unlimited
  expect not d
"#,
    );
    let model = policy.model();
    let given = |test: usize, fact: &str| {
        let id = model.fact_named(fact).unwrap();
        model.tests[test].given.iter().find(|(known, _)| *known == id).map(|(_, known)| known.clone())
    };
    let number = |text: &str| Some(Number::parse(text).unwrap());
    assert_eq!(given(0, "size"), Some(Known::Between(number("2"), number("4"))));
    assert_eq!(given(0, "gets"), Some(Known::Set(vec![Some(true), Some(false), None])));
    assert_eq!(given(1, "size"), Some(Known::Between(number("7"), number("7"))));
    assert_eq!(given(1, "gets"), Some(Known::Set(vec![Some(false); 3])));
    assert_eq!(given(1, "sum"), Some(Known::Between(number("3.5"), number("3.5"))));
    assert_eq!((given(1, "old"), model.tests[1].as_of), (Some(Known::Truth(true)), date(2023, 1, 1)));
    let line = Setting::Figure(0_usize.into(), 0);
    assert_eq!(model.tests[0].set, [(line, SettingValue::Number(Number::integer(3)))]);
    assert_eq!(model.tests[1].set, [(line, SettingValue::Unlimited)]);
}

#[test]
fn a_policy_without_a_period_begins_when_it_has_every_figure() {
    let policy = policy(
        r#"instrument law / 法 from 2020-01-01
parameter a / 甲 : CNY
  from 2021-01-01 1
  cite law 1
parameter b / 乙 : CNY
  from 2022-05-01 1
  cite law 1
decision d / 决定 : CNY is a + b cite law 1
"#,
    );
    assert_eq!(policy.model().layers[0].periods[0].from, date(2022, 5, 1));
}

#[test]
fn figures_know_how_far_they_reach() {
    let policy = policy(
        r#"instrument law / 法 from 2020-01-01
fact size / 人口 : integer 1..30 ask "?" / "?"
fact income / 收入 : CNY per year ask "?" / "?"
fact born / 出生 : date ask "?" / "?"
define head / 人均 : CNY per month is income per month / size
decision d / 决定 : CNY per month is round(max(0, head - 100) to 0.01 half up) cite law 1
decision e / 年岁 : integer is min(years between born and born + 30 days, size) cite law 1
decision f / 期限 : days is size days cite law 1
"#,
    );
    let model = policy.model();
    let quantity = |name: &str| match &definition(model, name).ty.kind {
        TypeKind::Quantity(quantity) => quantity.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((quantity("head").places, quantity("d").places), (None, Some(2)));
    assert_eq!(quantity("head").unit, Unit::Money("CNY".into(), Some(menkan::policy::model::Per::Month)));
    assert_eq!(quantity("d").min, Some(Number::ZERO));
    assert_eq!((quantity("f").min, quantity("f").max), (Some(Number::ONE), Some(Number::integer(30))));
    assert_eq!(quantity("e").max, Some(Number::integer(30)));
    let Body::Quantity(head) = &definition(model, "head").body else { panic!() };
    let Quantity::Divide(month, _) = head else { panic!("{head:?}") };
    assert!(matches!(&**month, Quantity::Divide(_, twelve) if **twelve == Quantity::Number(Number::integer(12))));
}

#[test]
fn standards_are_asked_for_their_status_in_either_language() {
    let policy = policy(
        r#"instrument law / 法 from 2020-01-01
fact old / 老年 : boolean ask "?" / "?"
standard s / 标准一 when old cite law 1
define a / 定义一 when s is satisfied
define b / 定义二 when s not in {waived, presumed}
定义 定义三 / c 当 标准一 属于 {已豁免, 不符合} 且 标准一 不是 符合
decision d / 决定 when a or b or c cite law 1
"#,
    );
    let model = policy.model();
    let id = model.definition_named("s").unwrap();
    let status = |statuses: &[Status]| Condition::Status(id, statuses.to_vec());
    let not = |condition| Condition::Not(Box::new(condition));
    let is = |name: &str, condition: Condition| assert_eq!(definition(model, name).body, Body::When(condition));
    is("a", status(&[Status::Waived, Status::Presumed, Status::Met]));
    is("b", not(status(&[Status::Waived, Status::Presumed])));
    is("c", Condition::All(vec![status(&[Status::Waived, Status::Unmet]), not(status(&[Status::Met]))]));
    assert_eq!(clauses(model, "s"), ["s"]);
}

/// `second` rests on `first`, whose gap is shown by a case: what could not be ruled out of `second` is not told.
#[test]
fn a_gap_is_told_where_it_is_and_not_behind() {
    let text = r#"
policy follows / 其后 in force from 2024-01-01
  answers second
fact kind / 类别 : one of a / 甲, b / 乙, c / 丙 ask "哪一类?" / "Which?"
enum answer / 答复 x / 子, y / 丑
decision first / 第一 : answer
  rule when_a / 甲类: x when kind is a cite none "示例" / "an example"
  rule when_b / 乙类: y when kind is b cite none "示例" / "an example"
decision second / 第二 : answer
  rule like_first / 同第一: first when kind in {a, b, c} cite none "示例" / "an example"
"#;
    let policy = Policy::parse(SourceFile::new("follows.menkan", text), &()).unwrap();
    let told: Vec<(&str, &str)> = policy
        .check()
        .iter()
        .map(|one| (one.code.0, if one.message.en.contains("first") { "first" } else { "" }))
        .collect();
    assert_eq!(told, [("M0501", "first")]);
    let found = menkan::analyse::undetermined(&std::sync::Arc::new(policy.model().clone()));
    assert_eq!(found.len(), 2, "nothing is left out of what is found: {found:?}");
}
