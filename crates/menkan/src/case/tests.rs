//! Every code once, and what reads well.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Lang, Text};
use crate::policy::model::*;
use crate::source::Span;
use crate::value::{Number, day_number};

fn name(key: &str, zh: &str) -> Name {
    Name { key: key.into(), zh: zh.into(), span: Span::default() }
}

fn quantity(unit: Unit, places: Option<u8>, min: i64, max: i64) -> TypeKind {
    TypeKind::Quantity(QuantityType { unit, places, min: Some(min.into()), max: Some(max.into()) })
}

fn cny() -> Unit {
    Unit::Money("CNY".into(), Some(Per::Month))
}

fn fact(key: &str, zh: &str, kind: TypeKind) -> Fact {
    Fact {
        name: name(key, zh),
        layer: LayerId(0),
        ty: Type { kind, or_none: false },
        record: None,
        judgement: false,
        fixed: false,
        guard: None,
        of: Asked::Applicant,
        ask: Text::new(zh, key),
        evidence: Vec::new(),
        costs: Costs::default(),
        likely: Likely::default(),
    }
}

fn parameter(key: &str, by: Key, cells: Vec<Figure>) -> Parameter {
    let unit = QuantityType { unit: cny(), places: Some(2), min: Some(Number::ZERO), max: None };
    let assumed = vec![None; cells.len()];
    let row = Row { from: date(2023, 1, 1), cells, assumed, backing: Backing::default(), span: Span::default() };
    Parameter { name: name(key, key), layer: LayerId(0), ty: unit, key: by, rows: vec![row] }
}

fn figure() -> Figure {
    Figure::Unknown(Text::new("未公布", "not published"))
}

fn model() -> Model {
    let area = || Choice::Fact(FactId(0));
    let definition = |key: &str, kind, type_kind, body| Definition {
        name: name(key, key),
        layer: LayerId(0),
        record: None,
        kind,
        ty: Type { kind: type_kind, or_none: false },
        body,
        backing: Backing::default(),
    };
    let doubled = Quantity::Add(Box::new(Quantity::Figure(ParameterId(1))), Box::new(Quantity::Figure(ParameterId(1))));
    Model {
        layers: vec![Layer { name: name("p", "政策"), periods: Vec::new() }],
        answers: Vec::new(),
        first: Vec::new(),
        instruments: Vec::new(),
        records: Vec::new(),
        fields: Vec::new(),
        enums: vec![Enumeration {
            name: name("household.area", "城乡"),
            layer: LayerId(0),
            values: vec![name("urban", "城镇"), name("rural", "农村"), name("other", "其他")],
        }],
        facts: vec![
            fact("household.area", "城乡", TypeKind::Choice(EnumId(0))),
            fact("household.income", "家庭月收入", quantity(cny(), Some(2), 0, 1_000_000)),
            fact("household.migrant", "农民工", TypeKind::Boolean),
            fact("household.receives", "享受", TypeKind::Set(EnumId(0))),
            fact("household.share", "份额", quantity(Unit::Percent, None, 0, 1)),
            fact(
                "household.since",
                "自",
                TypeKind::Quantity(QuantityType {
                    unit: Unit::Date,
                    places: Some(0),
                    min: Some(day_number(date(1900, 1, 1))),
                    max: Some(day_number(date(2999, 12, 31))),
                }),
            ),
            fact("household.size", "家庭人口", quantity(Unit::Plain, Some(0), 1, 30)),
            fact(
                "household.weight",
                "权重",
                TypeKind::Quantity(QuantityType { unit: Unit::Plain, places: None, min: None, max: None }),
            ),
        ],
        parameters: vec![
            parameter("limit", Key::Choice(area(), EnumId(0)), vec![figure(), Figure::Unlimited, Figure::Unlimited]),
            parameter("rate", Key::Whole, vec![figure()]),
            parameter("known", Key::Whole, vec![Figure::Known(5.into())]),
        ],
        actions: Vec::new(),
        evidence: Vec::new(),
        definitions: vec![
            definition(
                "hardship",
                DefinitionKind::Standard(None),
                TypeKind::Boolean,
                Body::Clauses { clauses: Vec::new(), barred: Vec::new(), open: Some(Text::new("未定", "not set")) },
            ),
            definition("twice", DefinitionKind::Define, quantity(cny(), None, 0, 1), Body::Quantity(doubled)),
        ],
        asserts: Vec::new(),
        tests: Vec::new(),
        digest: "sha256:".into(),
        names: FactNames::default(),
    }
}

fn with_facts(facts: &str) -> String {
    format!(r#"{{"as_of":"2024-08-01","facts":{{{facts}}}}}"#)
}

fn known(facts: &str) -> Known {
    let case = Case::read(&model(), with_facts(facts).as_bytes()).unwrap();
    (0..8).find_map(|place| case.known(FactId(place)).cloned()).unwrap()
}

fn exactly(text: &str) -> Known {
    let number = Number::parse(text).unwrap();
    Known::Between(Some(number.clone()), Some(number))
}

/// The codes of the errors in a case.
fn codes(json: &str) -> Vec<&'static str> {
    let errors = Case::read(&model(), json.as_bytes()).unwrap_err();
    errors.errors().iter().map(|error| error.problem.code()).collect()
}

/// The one error of a fact, as `CODE expected | found | nearest`.
fn of_fact(facts: &str) -> String {
    let errors = Case::read(&model(), with_facts(facts).as_bytes()).unwrap_err();
    let [error] = errors.errors() else { panic!("{errors}") };
    let details = error.problem.details();
    let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    format!(
        "{} {} | {} | {}",
        error.problem.code(),
        text(details.expected.map(|text| text.en)),
        text(details.found),
        text(details.nearest)
    )
}

fn of_settings(settings: &str) -> Vec<&'static str> {
    codes(&format!(r#"{{"as_of":"2024-08-01","settings":{{{settings}}}}}"#))
}

#[test]
fn values_are_read_as_their_types_say() {
    assert_eq!(known(r#""household.area":"rural""#), Known::Symbol(1));
    assert_eq!(known(r#""household.migrant":true"#), Known::Truth(true));
    assert_eq!(known(r#""household.size":2"#), exactly("2"));
    assert_eq!(known(r#""household.income":"3040.00""#), exactly("3040"));
    assert_eq!(known(r#""household.income":3040.10"#), exactly("3040.1"));
    assert_eq!(known(r#""household.share":"12.5""#), exactly("0.125"));
    assert_eq!(known(r#""household.weight":0.1"#), exactly("0.1"));
    assert_eq!(known(r#""household.weight":12345678901234567890.5"#), exactly("12345678901234567890.5"));
    assert_eq!(known(r#""household.since":"1970-01-03""#), exactly("2"));
    assert_eq!(known(r#""household.area":null"#), Known::Asked);
}

#[test]
fn a_set_is_exact_by_an_array_and_partial_by_an_object() {
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(known(r#""household.receives":["other"]"#), Known::Set(vec![no, no, yes]));
    assert_eq!(known(r#""household.receives":[]"#), Known::Set(vec![no, no, no]));
    assert_eq!(
        known(r#""household.receives":{"other":true,"rural":false,"urban":null}"#),
        Known::Set(vec![None, no, yes])
    );
}

#[test]
fn a_range_is_knowledge_too() {
    let number = |text| Some(Number::parse(text).unwrap());
    assert_eq!(known(r#""household.income":{"at_least":"5000"}"#), Known::Between(number("5000"), None));
    assert_eq!(known(r#""household.size":{"at_least":2,"at_most":2}"#), exactly("2"));
    assert_eq!(known(r#""household.size":{"at_least":0,"at_most":17}"#), Known::Between(number("1"), number("17")));
    assert_eq!(known(r#""household.size":{"at_least":30}"#), exactly("30"));
    let day = r#""household.since":{"at_most":"1970-01-02"}"#;
    assert_eq!(known(day), Known::Between(None, number("1")));
}

#[test]
fn an_unknown_fact_is_told_with_the_nearest() {
    assert_eq!(of_fact(r#""houshold.income":"1""#), "C0101 - | houshold.income | household.income");
    assert_eq!(of_fact(r#""家庭月收入":"1""#), "C0101 - | 家庭月收入 | household.income");
    assert_eq!(of_fact(r#""weather":"1""#), "C0101 - | weather | -");
}

#[test]
fn a_wrong_type_is_told_with_the_right_one() {
    assert_eq!(of_fact(r#""household.migrant":"true""#), r#"C0102 `true` or `false` | "true" | -"#);
    assert_eq!(of_fact(r#""household.migrant":1"#), "C0102 `true` or `false` | 1 | -");
    assert_eq!(of_fact(r#""household.size":"2""#), r#"C0102 an integer 1..30 | "2" | -"#);
    assert_eq!(of_fact(r#""household.size":2.5"#), "C0102 an integer 1..30 | 2.5 | -");
    assert_eq!(
        of_fact(r#""household.income":true"#),
        "C0102 CNY per month 0..1000000, with at most 2 decimals | true | -"
    );
    assert_eq!(of_fact(r#""household.since":20240801"#), "C0102 a day, written 2024-08-01 | 20240801 | -");
    assert_eq!(of_fact(r#""household.area":["urban"]"#), r#"C0102 one of "urban", "rural", "other" | ["urban"] | -"#);
    assert_eq!(of_fact(r#""household.receives":{"other":1}"#), "C0102 `true` or `false` | 1 | -");
}

#[test]
fn an_unknown_value_is_told_with_the_nearest() {
    assert_eq!(of_fact(r#""household.area":"rurall""#), r#"C0103 one of "urban", "rural", "other" | "rurall" | rural"#);
    assert_eq!(
        of_fact(r#""household.receives":["城镇"]"#),
        r#"C0103 one of "urban", "rural", "other" | "城镇" | urban"#
    );
}

#[test]
fn a_number_lies_in_its_range_and_is_no_more_exact_than_its_type() {
    assert_eq!(of_fact(r#""household.size":31"#), "C0104 an integer 1..30 | 31 | -");
    let money = "CNY per month 0..1000000, with at most 2 decimals";
    assert_eq!(of_fact(r#""household.income":"-0.01""#), format!("C0104 {money} | \"-0.01\" | -"));
    assert_eq!(of_fact(r#""household.income":"3040.005""#), format!("C0105 {money} | \"3040.005\" | -"));
    assert_eq!(of_fact(r#""household.share":"101""#), "C0104 a percentage 0..100 | \"101\" | -");
}

#[test]
fn a_number_is_written_in_plain_digits() {
    for written in ["1e3", "\"1,000\"", "\" 1\"", "\"1.\"", "\"NaN\"", "\"\"", "\"１\"", "\"1元\""] {
        assert!(of_fact(&format!(r#""household.income":{written}"#)).starts_with("C0106"), "{written}");
    }
    let long = "9".repeat(41);
    assert!(of_fact(&format!(r#""household.weight":{long}"#)).starts_with("C0106"));
    let message = |facts: &str| Case::read(&model(), with_facts(facts).as_bytes()).unwrap_err().to_string();
    assert!(message(r#""household.size":1e1"#).ends_with("write it without an exponent"));
    assert!(message(&format!(r#""household.weight":{long}"#)).ends_with("it has more than 40 digits"));
}

#[test]
fn a_day_is_one_of_the_calendar() {
    for written in ["2023-02-29", "2024-8-1", "20240801", "2024-08-01T00:00", "+2024-08-01", ""] {
        assert!(of_fact(&format!(r#""household.since":"{written}""#)).starts_with("C0107"), "{written}");
        assert_eq!(codes(&format!(r#"{{"as_of":"{written}"}}"#)), ["C0107"]);
    }
    assert_eq!(codes(r#"{"as_of":null}"#), ["C0107"]);
}

#[test]
fn a_range_is_neither_crossed_nor_outside() {
    let size = |range: &str| of_fact(&format!(r#""household.size":{range}"#))[..5].to_owned();
    assert_eq!(size(r#"{"at_least":3,"at_most":2}"#), "C0108");
    assert_eq!(size(r#"{"at_least":31}"#), "C0109");
    assert_eq!(size(r#"{"at_most":0}"#), "C0109");
    assert_eq!(size("{}"), "C0110");
    assert_eq!(size(r#"{"min":1}"#), "C0110");
    assert_eq!(size(r#"{"at_least":null}"#), "C0102");
    assert_eq!(size(r#"{"at_least":1,"at_least":2}"#), "C0111");
}

#[test]
fn nothing_is_said_twice() {
    assert_eq!(of_fact(r#""household.size":2,"household.\u0073ize":3"#), "C0111 - | - | -");
    assert_eq!(codes(r#"{"as_of":"2024-08-01","as_of":"2024-08-01"}"#), ["C0111"]);
    assert_eq!(of_fact(r#""household.receives":["other","other"]"#), "C0112 - | \"other\" | -");
    assert_eq!(of_fact(r#""household.receives":{"other":true,"other":null}"#), "C0112 - | \"other\" | -");
}

#[test]
fn the_text_is_a_json_object_in_utf8_and_not_too_long() {
    assert_eq!(codes(&" ".repeat(Case::MAX_BYTES + 1)), ["C0121"]);
    let errors = Case::read(&model(), b"{\"as_of\": \xff}").unwrap_err();
    assert_eq!(errors.to_text(Lang::En, Some("a.json")), "a.json:1:11: [C0122] the case is not UTF-8");
    for text in ["", "{", "{\"as_of\":\u{0}1}", "{} x", "{'as_of':1}", "{\"as_of\":01}", "nul", "{\"a\":1,}"] {
        assert_eq!(codes(text), ["C0123"], "{text}");
    }
    assert_eq!(codes(&"[".repeat(1000)), ["C0123"]);
    assert_eq!(codes(r#"{"as_of":"2024-08-01","facts":{"household.area":"\ud800"}}"#), ["C0123"]);
    assert_eq!(codes("[]"), ["C0124"]);
    assert_eq!(codes(r#"{"as_of":"2024-08-01","facts":null}"#), ["C0124"]);
    assert_eq!(codes(r#"{"as_of":"2024-08-01","fact":{}}"#), ["C0125"]);
    assert_eq!(codes("{}"), ["C0126"]);
}

#[test]
fn depth_and_number_of_errors_are_bounded() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(codes(&with_facts(&format!(r#""household.area":{deep}"#))), ["C0102"]);
    let many: Vec<String> = (0..20_000).map(|place| format!("\"fact{place}\":1")).collect();
    let codes = codes(&with_facts(&many.join(",")));
    assert_eq!((codes.len(), codes.last()), (Case::MAX_ERRORS + 1, Some(&"C0127")));
    let same = vec!["\"other\""; 50_000].join(",");
    assert_eq!(self::codes(&with_facts(&format!("\"household.receives\":[{same}]"))).len(), Case::MAX_ERRORS + 1);
}

#[test]
fn a_day_said_beside_the_case_stands_in_for_its_own_and_must_not_differ() {
    let day = jiff::civil::date(2024, 8, 1);
    let read = |json: &str| Case::read_as_of(&model(), json.as_bytes(), day);
    assert_eq!(read("{}").unwrap().as_of, day);
    assert_eq!(read(r#"{"as_of":"2024-08-01"}"#).unwrap().as_of, day);
    let errors = read(r#"{"as_of":"2024-08-02"}"#).unwrap_err();
    assert_eq!(
        errors.to_text(Lang::En, None),
        "1:10: [C0128] the case is as of 2024-08-02, but 2024-08-01 was asked for"
    );
}

#[test]
fn only_what_is_open_can_be_set() {
    let read = |settings: &str| {
        let json = format!(r#"{{"as_of":"2024-08-01","settings":{{{settings}}}}}"#);
        Case::read(&model(), json.as_bytes()).unwrap().settings
    };
    let number = |value: i64| SettingValue::Number(value.into());
    assert_eq!(
        read(r#""rate":7,"limit.urban":"760""#),
        [(Setting::Figure(ParameterId(0), 0), number(760)), (Setting::Figure(ParameterId(1), 0), number(7))]
    );
    assert_eq!(read(r#""limit.rural":"unlimited""#)[0].1, SettingValue::Unlimited);
    assert_eq!(read(r#""hardship":"unmet""#), [(Setting::Standard(DefinitionId(0)), SettingValue::Met(false))]);
    assert_eq!(of_settings(r#""limit":1"#), ["C0131"]);
    assert_eq!(of_settings(r#""twice":1"#), ["C0131"]);
    assert_eq!(of_settings(r#""known":1"#), ["C0132"]);
    // The policy doubles it.
    assert_eq!(of_settings(r#""rate":"unlimited""#), ["C0132"]);
    assert_eq!(of_settings(r#""rate":"1.005""#), ["C0105"]);
    assert_eq!(of_settings(r#""rate":-1"#), ["C0104"]);
    assert_eq!(of_settings(r#""hardship":true"#), ["C0102"]);
    let errors = Case::new(&model(), date(2024, 8, 1)).with_setting(&model(), "limit", "1").unwrap_err();
    assert!(errors.to_string().ends_with("did you mean `limit.urban`?"));
}

#[test]
fn all_errors_are_told_at_once_each_with_its_place() {
    let json = "{ \"as_of\": \"2024-08-01\",\n  \"facts\": { \"城乡\": \"urban\",\n    \"household.size\": 99 },\n  \"setting\": {} }";
    let errors = Case::read(&model(), json.as_bytes()).unwrap_err();
    assert_eq!(
        errors.to_text(Lang::Zh, None),
        "2:14: [C0101] 政策中没有 `城乡` 这一事实,是否指 `household.area`?\n\
         3:23: [C0104] `household.size` 的值应为整数 1..30,99 超出范围\n\
         4:3: [C0125] 案件只有 `as_of`、`facts` 和 `settings`,没有 `setting`,是否指 `settings`?"
    );
    let written: serde_json::Value = serde_json::from_str(&errors.to_json(Some("case.json"))).unwrap();
    assert_eq!(
        written["errors"][1],
        serde_json::json!({
            "code": "C0104",
            "message": {
                "zh": "`household.size` 的值应为整数 1..30,99 超出范围",
                "en": "`household.size` takes an integer 1..30; 99 is outside"
            },
            "fact": "household.size",
            "expected": "an integer 1..30",
            "found": "99",
            "at": { "file": "case.json", "line": 3, "column": 23, "length": 2 }
        })
    );
}

#[test]
fn a_case_is_written_as_it_reads() {
    let json = concat!(
        r#"{"as_of":"2024-08-01","facts":{"household.area":"rural","household.income":{"at_least":"5000"},"#,
        r#""household.migrant":null,"household.receives":{"urban":true},"household.share":"12.5","#,
        r#""household.since":"2020-02-29","household.size":2,"household.weight":"0.1"},"#,
        r#""settings":{"limit.urban":"unlimited","rate":"760.5","hardship":"met"}}"#
    );
    let case = Case::read(&model(), json.as_bytes()).unwrap();
    assert_eq!(case.to_json(&model()), json);
}

#[test]
fn a_case_is_built_value_by_value_with_the_same_checks() {
    let model = model();
    let case = Case::new(&model, date(2024, 8, 1))
        .with(&model, "household.income", "3040.00")
        .and_then(|case| case.with(&model, "household.area", "urban"))
        .and_then(|case| case.with(&model, "household.since", "2020-01-01"))
        .and_then(|case| case.with(&model, "household.receives", "[\"other\"]"))
        .and_then(|case| case.with(&model, "household.size", "{\"at_most\": 3}"))
        .and_then(|case| case.with(&model, "household.migrant", "null"))
        .and_then(|case| case.with_setting(&model, "rate", "7"))
        .unwrap();
    let read = Case::read(&model, case.to_json(&model).as_bytes()).unwrap();
    assert_eq!(read, case);
    for (fact, value, code) in [
        ("household.incme", "1", "C0101"),
        ("household.migrant", "yes", "C0102"),
        ("household.area", "urbn", "C0103"),
        ("household.income", "1e3", "C0106"),
        ("household.since", "today", "C0107"),
        ("household.receives", "other", "C0102"),
    ] {
        let errors = Case::new(&model, date(2024, 8, 1)).with(&model, fact, value).unwrap_err();
        assert_eq!(errors.errors()[0].problem.code(), code, "{fact}");
    }
}

#[test]
fn a_fact_is_read_from_its_own_json_as_within_a_case() {
    let model = model();
    let empty = Case::new(&model, date(2024, 8, 1));
    for (fact, value) in [
        ("household.income", "\"3040.00\""),
        ("household.income", "{\"at_least\":\"5\"}"),
        ("household.area", "\"urban\""),
        ("household.receives", "[\"other\"]"),
        ("household.migrant", "null"),
        ("household.size", " 3\n"),
    ] {
        let json = format!("{{\"as_of\":\"2024-08-01\",\"facts\":{{\"{fact}\":{value}}}}}");
        let whole = Case::read(&model, json.as_bytes()).unwrap();
        assert_eq!(empty.clone().with_json(&model, fact, value.as_bytes()).unwrap(), whole, "{fact}");
    }
    for (fact, value, code) in [
        ("household.incme", "1", "C0101"),
        // As text it would be a truth value, an amount, a number.
        ("household.migrant", "\"true\"", "C0102"),
        ("household.income", "x", "C0123"),
        ("household.size", "", "C0123"),
        ("household.size", "1, \"household.migrant\": true", "C0123"),
        ("household.size", "\"\\", "C0123"),
    ] {
        let errors = empty.clone().with_json(&model, fact, value.as_bytes()).unwrap_err();
        assert_eq!(errors.errors()[0].problem.code(), code, "{fact}: {value}");
    }
    let errors = empty.clone().with_json(&model, "household.receives", b"[\"othr\"]").unwrap_err();
    assert_eq!(errors.errors()[0].at, Some(Place { line: 1, column: 2, length: 6 }));
    assert!(empty.with_json(&model, "household.size", b"\xff").is_err());
}

/// Text that is nearly a case: pieces of one, put together anyhow.
fn nearly_a_case() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(":"),
        Just(","),
        Just("\""),
        Just("null"),
        Just("true"),
        Just("\"as_of\""),
        Just("\"2024-08-01\""),
        Just("\"facts\""),
        Just("\"settings\""),
        Just("\"household.size\""),
        Just("\"household.income\""),
        Just("\"household.receives\""),
        Just("\"other\""),
        Just("\"at_least\""),
        Just("\"at_most\""),
        Just("1e99999"),
        Just("-0.00"),
        Just("99999999999999999999"),
        Just("\\u0000"),
        Just("界"),
        Just("\"limit.urban\""),
        Just("\"unlimited\""),
        Just("\"\\ud800\""),
        Just(" \n"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Case::read(&model(), &bytes);
    }

    #[test]
    fn no_text_makes_it_panic(text in nearly_a_case()) {
        let inside = format!("{{\"as_of\":\"2024-08-01\",\"facts\":{{{text}}}}}");
        for text in [text, inside] {
            match Case::read(&model(), text.as_bytes()) {
                Ok(case) => prop_assert_eq!(Case::read(&model(), case.to_json(&model()).as_bytes()), Ok(case)),
                Err(errors) => prop_assert!(!errors.errors().is_empty() && !errors.to_text(Lang::Zh, None).is_empty()),
            }
        }
    }

    #[test]
    fn what_is_read_in_one_pass_is_read_closely_too(text in nearly_a_case(), asked in any::<bool>()) {
        let inside = format!("{{\"as_of\":\"2024-08-01\",\"facts\":{{{text}}}}}");
        let asked = asked.then(|| date(2024, 8, 1));
        for text in [text, inside] {
            if let Some(case) = quick::read(&model(), &text, asked) {
                prop_assert_eq!(read::read_closely(&model(), &text, asked), Ok(case));
            }
        }
    }

    #[test]
    fn a_number_is_read_as_its_digits_say(whole in 0_u32..=1_000_000, cents in 0_u8..100) {
        prop_assume!(whole < 1_000_000 || cents == 0);
        let text = format!("{whole}.{cents:02}");
        let written = [known(&format!("\"household.income\":{text}")), known(&format!("\"household.income\":\"{text}\""))];
        prop_assert_eq!(&written, &[exactly(&text), exactly(&text)]);
    }
}
