//! A policy that was compiled and loaded says what it said before, to every question.

use jiff::civil::{Date, date};
use menkan::analyse::Checked;
use menkan::case::Case;
use menkan::compiled_form::FORM;
use menkan::coverage::Coverage;
use menkan::decide::{DecideError, Request, Wanted};
use menkan::describe::describe;
use menkan::diagnostic::Lang;
use menkan::diagnostic::render::Offsets;
use menkan::policy::Policy;
use menkan::policy::model::{Model, Setting};
use menkan::render::tree::Tree;
use menkan::source::SourceFile;
use menkan::{schema, trial};
use menkan_tests::cases::Draw;
use menkan_tests::conformance;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};
use menkan_tests::surface::{Files, Rust};

fn shipped(name: &str) -> Policy {
    Policy::load(name, &Shipped).unwrap_or_else(|_| panic!("{name}"))
}

fn loaded(bytes: &[u8]) -> Policy {
    Policy::from_compiled(bytes).unwrap_or_else(|error| panic!("{error}"))
}

/// Both policies answer drawn cases of a day alike, settings among them.
fn compare_cases(policy: &Policy, other: &Policy, day: Date, cases: usize, dice: &mut Dice) -> usize {
    let Ok(law) = policy.at(day) else {
        assert_eq!(policy.at(day).unwrap_err(), other.at(day).unwrap_err());
        return 0;
    };
    let read = other.at(day).unwrap();
    assert_eq!(read.diagrams().compiled, law.diagrams().compiled, "{} on {day}", policy.name());
    let draw = Draw::new(law.in_force(), dice);
    for round in 0..cases {
        let case = if round % 2 == 0 { draw.whole(dice, day) } else { draw.partial(dice, day) };
        let wanted = Wanted { sufficient: round % 5 == 0, ..Wanted::default() };
        let (one, two) = (law.decide_as(&case, &wanted), read.decide_as(&case, &wanted));
        assert_eq!(one, two, "{} on {day}: {}", policy.name(), case.to_json(policy.model()));
        let json = case.to_json(policy.model());
        let request = Request::default();
        let (one, two) = (policy.notice_json(json.as_bytes(), &request), other.notice_json(json.as_bytes(), &request));
        assert_eq!(one.map(|notice| notice.to_json()), two.map(|notice| notice.to_json()));
        let (one, two) = (policy.interview(json.as_bytes(), &request), other.interview(json.as_bytes(), &request));
        let state = |interview: Result<menkan::interview::Interview, _>| {
            interview
                .map_err(|refused: menkan::decide::Refused| refused.to_json())?
                .state()
                .map_err(|error| error.to_json())
                .map(|state| state.to_json())
        };
        assert_eq!(state(one), state(two));
    }
    cases
}

/// All that is said of a policy without a case.
fn compare_policies(policy: &Policy, other: &Policy) {
    assert_eq!((other.model(), other.name(), other.digest()), (policy.model(), policy.name(), policy.digest()));
    assert_eq!(other.sources(), policy.sources());
    assert_eq!((other.layers(), other.warnings()), (policy.layers(), policy.warnings()));
    assert_eq!(other.references(), policy.references());
    assert_eq!(other.compiled_for(), None);
    assert!(other.has_texts());
}

#[test]
fn generated_policies_come_back_whole() {
    let (mut dice, mut compared) = (Dice::new(71), 0);
    for seed in 0..80 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let care = if seed % 5 == 0 { Care::Careless } else { Care::Careful };
        let Ok(policy) = load(&policy(seed, size, care)) else { continue };
        let bytes = policy.to_compiled().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let other = loaded(&bytes);
        compare_policies(&policy, &other);
        for day in days(&policy).into_iter().take(3) {
            compared += compare_cases(&policy, &other, day, 4, &mut dice);
        }
        assert_eq!(other.to_compiled().unwrap(), bytes, "seed {seed}");
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn shipped_policies_come_back_whole() {
    let mut dice = Dice::new(73);
    for name in Shipped::names() {
        let policy = shipped(&name);
        let bytes = policy.to_compiled().unwrap();
        let other = loaded(&bytes);
        compare_policies(&policy, &other);
        assert_eq!(shipped(&name).to_compiled().unwrap(), bytes, "{name}: the same bytes each time");
        let all = days(&policy);
        let step = all.len().div_ceil(2).max(1);
        for day in all.into_iter().step_by(step) {
            compare_cases(&policy, &other, day, 4, &mut dice);
        }
    }
}

/// Each verb of the command, on a layer with everything.
#[test]
fn every_verb_says_the_same() {
    for (name, day) in [("cn.gansu", date(2024, 8, 1)), ("gb.ew.civil", date(2026, 5, 1))] {
        let policy = shipped(name);
        let other = loaded(&policy.to_compiled().unwrap());
        let day_of = other.to_compiled_for(day).unwrap();
        assert_eq!(policy.to_compiled_for(day).unwrap(), day_of);
        let for_a_day = loaded(&day_of);
        for one in [&other, &for_a_day] {
            assert_eq!(describe(one.model()).to_json(), describe(policy.model()).to_json());
            assert_eq!(schema::of_cases(one.model()).to_json(), schema::of_cases(policy.model()).to_json());
            assert_eq!(schema::of_decisions(one.model()).to_json(), schema::of_decisions(policy.model()).to_json());
            let tree = |policy: &Policy| Tree::of(&policy.at(day).unwrap(), &policy.model().answers).to_json();
            assert_eq!(tree(one), tree(&policy));
            let json = format!(r#"{{ "as_of": "{day}" }}"#);
            let near = |policy: &Policy| {
                let near = policy.why_not_json(json.as_bytes(), "outcome", "granted", &Request::default());
                near.map_or_else(|refused| refused.to_json(), |near| near.to_json())
            };
            assert_eq!(near(one), near(&policy));
            let notice = |policy: &Policy| {
                let notice = policy.notice_json(json.as_bytes(), &Request::default()).unwrap();
                notice.to_html(policy.model(), Lang::Zh)
            };
            assert_eq!(notice(one), notice(&policy));
        }
        assert_eq!(trial::run(&other), trial::run(&policy));
        assert_eq!(Coverage::of(&[&other]), Coverage::of(&[&policy]));
        let checked = |policy: &Policy| Checked::of(Ok(policy.clone())).to_json(Offsets::Utf16);
        assert_eq!(checked(&other), checked(&policy));
    }
}

/// The conformance cases give the bytes that they give under the policies read from texts.
#[test]
fn conformance_cases_are_decided_alike() {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut compiled: std::collections::BTreeMap<String, Policy> = std::collections::BTreeMap::new();
    for case in conformance::all().unwrap() {
        let expected = rust.decide(&case).unwrap();
        if !compiled.contains_key(&case.policy) {
            let policy = loaded(&rust.policy(&case.policy).unwrap().to_compiled().unwrap());
            compiled.insert(case.policy.clone(), policy);
        }
        let decided = compiled[&case.policy].decide_json(case.text().as_bytes(), &Request::default());
        let given = decided.map_or_else(|refused| refused.to_json(), |decision| decision.to_json());
        assert_eq!(given, expected, "{}", case.title());
    }
}

#[test]
fn a_policy_compiled_for_a_day_has_the_law_of_that_day_alone() {
    let policy = shipped("cn.gansu.jiayuguan");
    let day = date(2024, 8, 1);
    let bytes = policy.to_compiled_for(day).unwrap();
    assert!(bytes.len() * 4 < policy.to_compiled().unwrap().len());
    let other = loaded(&bytes);
    let period = policy.at(day).unwrap().in_force().period;
    assert_eq!(other.compiled_for(), Some(period));
    assert_eq!(compare_cases(&policy, &other, day, 20, &mut Dice::new(79)), 20);
    let before = period.from.yesterday().unwrap();
    let error = other.at(before).unwrap_err();
    assert_eq!(
        (error.code(), error.message().en),
        ("K0105", format!("the policy was compiled for the law {}, and not for {before}", period.text(Lang::En)))
    );
    // A day on which the policy is not in force at all is told as ever.
    assert_eq!(other.at(date(1990, 1, 1)).unwrap_err(), policy.at(date(1990, 1, 1)).unwrap_err());
    assert_eq!(other.require_texts().unwrap_err().code(), "K0106");
    assert_eq!(other.to_compiled().unwrap_err().code(), "K0105");
    assert_eq!(other.to_compiled_for(day).unwrap(), bytes);
    assert!(other.sources().files().is_empty() && !other.has_texts());
    let bare = |model: &Model| {
        let mut bare = model.clone();
        (bare.tests, bare.asserts) = (Vec::new(), Vec::new());
        bare
    };
    assert_eq!(describe(&bare(policy.model())).to_json(), describe(other.model()).to_json());
}

/// Under settings the law is made from the model, in a policy for one day too.
#[test]
fn settings_are_no_loss() {
    let policy = shipped("cn.gansu.jiayuguan");
    let day = date(2024, 8, 1);
    let law = policy.at(day).unwrap();
    let can_set = |id: usize| law.in_force().can_set(Setting::Figure(id.into(), 0));
    let id = (0..policy.model().parameters.len()).find(|id| can_set(*id)).unwrap();
    let name = menkan::policy::law::cell_name(policy.model(), id.into(), 0);
    let case = Case::new(policy.model(), day).with_setting(policy.model(), &name, "2").unwrap();
    let expected = policy.decide(&case).unwrap();
    for bytes in [policy.to_compiled().unwrap(), policy.to_compiled_for(day).unwrap()] {
        assert_eq!(loaded(&bytes).decide(&case).unwrap(), expected);
    }
}

/// The bytes of a small policy, by their digest: they are the same on every machine. Whoever changes the form changes
/// [`FORM`] with it, then this.
#[test]
fn the_bytes_are_the_same_everywhere() {
    let text = r#"
policy example / 示例
  answers adult
fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
fact income / 收入 : CNY ask "收入多少?" / "What income?"
parameter line / 标准 : CNY
  from 2020-01-01 1000
  from 2022-01-01 1200.50 assumed "未核实" / "not verified"
  cite none "an example"
decision adult / 成年 when age is at least 18 and income is at most 2 * line cite none "an example"
"#;
    let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap_or_else(|error| panic!("{error}"));
    let bytes = policy.to_compiled().unwrap();
    let digest = blake3::hash(&bytes).to_hex();
    assert_eq!((FORM, bytes.len()), (1, 1181));
    assert_eq!(&*digest, "89c49e4a24d864201da56477d6349109cfe67a749fbbe53c71887bd7754eb495");
}

/// Words of errors that come of a compiled policy, in both languages.
#[test]
fn errors_are_told_in_both_languages() {
    let error = DecideError::Compiled(Policy::from_compiled(b"policy").unwrap_err());
    assert_eq!(
        error.to_json(),
        r#"{"errors":[{"code":"K0101","message":{"zh":"这不是编译后的政策","en":"this is not a compiled policy"}}]}"#
    );
}
