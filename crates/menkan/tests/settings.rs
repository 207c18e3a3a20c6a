//! What a case sets, and what a decision says was set.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use menkan::case::Case;
use menkan::diagnostic::Lang;
use menkan::policy::Policy;
use menkan::render::decision_text;
use menkan::source::SourceFile;
use serde_json::{Value, json};

const TEXT: &str = r#"policy p / 甲
  answers d
instrument law / 法 from 2022-01-01
fact born / 出生 : date ask "何日?" / "When?"
fact share / 份额 : percent ask "多少?" / "How much?"
fact income / 收入 : CNY per month ask "多少?" / "How much?"
fact size / 人数 : integer 1..30 ask "几人?" / "How many?"
parameter last_day / 末日 : date
  from 2022-01-01 unknown "未知" / "not known"
parameter quota / 比例 : percent
  from 2022-01-01 unknown "未知" / "not known"
parameter line / 界线 by at_home : CNY per month
  from 2022-01-01 yes: unknown "未知" / "not known", no: unknown "未知" / "not known"
parameter most / 上限 : integer 0..100
  from 2022-01-01 unknown "未知" / "not known"
parameter grace / 宽限 : days
  from 2022-01-01 unknown "未知" / "not known"
parameter weight / 权重 : decimal(2)
  from 2022-01-01 unknown "未知" / "not known"
fact at_home / 在家 : boolean ask "是否?" / "Is it?"
standard age / 年龄标准
  clause old / 年老 when born is at most last_day cite law 1
  clause graced / 宽限 when born is at most last_day + grace cite law 1
standard part / 份额标准
  clause fair / 公平 when share is at least quota cite law 1
  clause half / 一半 when share is at least 50% cite law 1
standard means / 经济标准
  clause poor / 贫困 when income is at most line and size is at most most cite law 1
  clause weighed / 加权 when size * weight is at most 3 cite law 1
standard merit / 案情标准 open "待定" / "later"
decision d / 决定 when age is satisfied and part is satisfied and means is satisfied and merit is satisfied cite law 1
"#;

fn settings() -> Value {
    json!({
        "grace": 30, "last_day": "2024-02-02", "line.no": "unlimited", "line.yes": "1520.5", "merit": "met", "most": 4,
        "quota": "37.5", "weight": "0.25"
    })
}

fn decided() -> (Policy, Case, menkan::decide::Decision) {
    let policy = Policy::parse(SourceFile::new("p.menkan", TEXT), &()).unwrap();
    let case = json!({ "as_of": "2024-03-01", "settings": settings(), "facts": {
        "born": "2024-03-05", "share": "50", "income": "1600", "size": 3, "at_home": true } });
    let case = Case::read(policy.model(), case.to_string().as_bytes()).unwrap();
    let decision = policy.decide(&case).unwrap();
    (policy, case, decision)
}

#[test]
fn the_settings_of_a_decision_read_back_as_those_of_the_case() {
    let (policy, case, decision) = decided();
    let decision: Value = serde_json::from_str(&decision.to_json()).unwrap();
    assert_eq!(decision["settings"], settings());
    let again = json!({ "as_of": decision["as_of"], "settings": decision["settings"] }).to_string();
    assert_eq!(Case::read(policy.model(), again.as_bytes()).unwrap().settings, case.settings);
}

#[test]
fn the_sides_of_a_comparison_are_written_by_their_type() {
    let (_, _, decision) = decided();
    let decision: Value = serde_json::from_str(&decision.to_json()).unwrap();
    let compared = |standard: usize| -> Vec<Value> {
        let all = decision["standards"][standard]["comparisons"].as_array().unwrap();
        all.iter().map(|this| json!([this["left"], this["right"], this["holds"], this["margin"]])).collect()
    };
    let names: Vec<&Value> = decision["standards"].as_array().unwrap().iter().map(|this| &this["standard"]).collect();
    assert_eq!(names, ["age", "means", "merit", "part"]);
    assert_eq!(
        compared(0),
        [json!(["2024-03-05", "2024-03-03", false, "-2"]), json!(["2024-03-05", "2024-02-02", false, "-32"])]
    );
    let means =
        [json!(["1600", "1520.5", false, "-79.5"]), json!(["3", "4", true, "1"]), json!(["0.75", "3", true, "2.25"])];
    assert_eq!(compared(1), means);
    assert_eq!(compared(3), [json!(["50", "37.5", true, "12.5"]), json!(["50", "50", true, "0"])]);
}

#[test]
fn a_decision_tells_what_was_set_with_its_unit() {
    let (policy, _, decision) = decided();
    let told = |lang| decision_text(&decision, policy.model(), lang).split_whitespace().collect::<String>();
    let zh = told(Lang::Zh);
    let en = told(Lang::En);
    for part in ["grace = 30 日", "line.no = 不限", "merit = 符合", "quota = 37.5%", "last_day = 2024-02-02"] {
        assert!(zh.contains(&part.replace(' ', "")), "{part}: {zh}");
    }
    for part in ["line.yes = CNY 1520.5 per month", "most = 4", "quota = 37.5%", "share", "50%", "over by 12.5%"] {
        assert!(en.contains(&part.replace(' ', "")), "{part}: {en}");
    }
}
