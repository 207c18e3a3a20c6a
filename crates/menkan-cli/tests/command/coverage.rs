//! `menkan test --coverage`: what the tests of policies reach, and what they do not.

use std::fs;

use crate::run::{folder, menkan, menkan_in};

const POLICY: &str = "policy town / 镇 in force from 2020-01-01
  answers outcome
instrument law / 某法 from 2020-01-01
instrument old / 旧法 from 2020-01-01 to 2021-12-31
fact size / 人口 : integer 1..30
  ask \"几口人?\" / \"How many?\"
fact income / 收入 : CNY per month
  ask \"收入多少?\" / \"What income?\"
fact worker / 工人 : boolean
  ask \"是工人吗?\" / \"A worker?\"
fact days / 天数 : integer 0..900 only when worker, else none
  ask \"几天?\" / \"How many days?\"
parameter fee / 费用 by income : CNY
  from 2020-01-01 at most 100: 1, at most 500: 5, above: 9
  cite law 9
define per_head / 人均 : CNY per month is income / size
standard hardship / 困难
  clause poor / 贫困 when per_head is at most 1000 cite law 1
  clause large / 多口 when size is more than 5 cite old 1
exemption wages / 讨薪 presumes hardship cite law 2
  when worker and days is less than 30
group workers / 工人群体 rank 1 when worker cite law 3
decision outcome / 决定 : one of granted / 援助, refused / 不援助
  rule grant / 援助: granted when hardship is satisfied cite law 4
    say \"困难,予以援助\" / \"In hardship: granted\"
  rule worker / 工人: granted when worker cite law 5
    say \"工人,予以援助\" / \"A worker: granted\"
  otherwise refused cite law 6
    say \"不予援助\" / \"Refused\"
  precedence grant, worker
decision forms / 形式 : set of advice / 咨询, agency / 代理
  rule always / 人人: include advice cite law 7
  rule aided / 受援: include agency when outcome is granted cite law 8
decision charge / 收费 : CNY is fee cite law 9
";

const TESTS: &str = "test \"exactly at the line\"
  as of 2024-08-01
  given size is 2 and income is 2000 and not worker
  expect outcome is granted
test \"one fen above\"
  given \"exactly at the line\" but income is 2000.01
  expect outcome is refused
";

const WORKER: &str = "test \"a worker, of whom nothing else is known\"
  as of 2024-08-01
  given worker
  expect outcome is granted
";

#[test]
fn what_is_not_reached_is_listed_with_its_line() {
    let folder = folder("coverage");
    fs::write(folder.join("town.menkan"), format!("{POLICY}{TESTS}{WORKER}")).unwrap();
    let said = menkan_in(&folder, &["test", "town.menkan", "--coverage"], b"");
    assert_eq!(
        said.done(),
        "town.menkan: all 3 tests pass
  covered: clauses 1/2, rules 3/4, otherwise 1/1, exemptions 0/1, groups 1/1, thresholds 1/5
  town.menkan:13 threshold `income is at most 100` in `fee`: never holds, never at the boundary
  town.menkan:13 threshold `income is at most 500` in `fee`: never holds, never at the boundary
  town.menkan:19 clause `hardship.large`: never holds, never fails
  town.menkan:19 threshold `size is more than 5` in `hardship.large`: never holds, never fails, never at the boundary
  town.menkan:20 exemption `wages`: never holds
  town.menkan:20 threshold `days is less than 30` in `wages`: never holds, never fails, never at the boundary
  town.menkan:26 rule `outcome.worker`: never the ground
"
    );
}

#[test]
fn a_case_on_each_side_and_at_the_boundary_covers_a_threshold() {
    let folder = folder("coverage_boundary");
    let more = "test \"twenty-nine days\"
  as of 2021-08-01
  given worker and days is 29 and size is 6 and income is 9000
  expect outcome is granted
test \"thirty days\"
  given \"twenty-nine days\" but
    - days is 30
    - size is 5
  expect hardship is unmet
test \"the edges of the bands\"
  given \"thirty days\" but income is 100
  expect charge is 1
test \"the upper edge\"
  given \"thirty days\" but income is 500
  expect charge is 5
";
    fs::write(folder.join("town.menkan"), format!("{POLICY}{TESTS}{more}")).unwrap();
    let said = menkan_in(&folder, &["test", "town.menkan", "--coverage", "--lang", "zh"], b"");
    assert_eq!(
        said.done(),
        "town.menkan:6 个测试全部通过
  覆盖:条款 2/2、规则 4/4、其余 1/1、免除 1/1、群体 1/1、界限 5/5
"
    );
}

#[test]
fn coverage_is_data_too_and_a_parents_items_are_reached_by_the_tests_of_its_child() {
    let folder = folder("coverage_json");
    fs::write(folder.join("town.menkan"), POLICY).unwrap();
    let child = format!("policy town.east / 东镇 extends town in force from 2020-01-01\n{TESTS}");
    fs::write(folder.join("town.east.menkan"), child).unwrap();
    let said = menkan_in(&folder, &["test", ".", "--coverage", "--format", "json"], b"");
    let policies = said.json()["policies"].clone();
    assert_eq!(policies[0]["policy"], "town.east.menkan");
    assert_eq!(policies[0]["coverage"]["kinds"], serde_json::json!([]));
    let parent = &policies[1]["coverage"];
    assert_eq!(parent["kinds"][0], serde_json::json!({ "kind": "clause", "covered": 1, "all": 2 }));
    assert_eq!(
        parent["uncovered"][0],
        serde_json::json!({
            "kind": "threshold",
            "name": "fee",
            "comparison": { "zh": "收入 不超过 100", "en": "income is at most 100" },
            "lacking": ["held", "boundary"],
            "at": { "file": "town.menkan", "line": 13, "column": 11 }
        })
    );
    // Alone, the parent has no test that reaches anything.
    let alone = menkan_in(&folder, &["test", "town.menkan", "--coverage", "--format", "json"], b"");
    assert_eq!(alone.json()["policies"][0]["coverage"]["kinds"][0]["covered"], 0);
    let without = menkan_in(&folder, &["test", ".", "--format", "json"], b"");
    assert!(without.json()["policies"][1].get("coverage").is_none());
}

#[test]
fn the_shipped_policies_are_covered_as_far_as_said() {
    // The tests of a layer count for the layers above it in the same run, which is why a province stands with its city.
    covered_as_far_as_said(&["cn", "cn.gansu", "cn.gansu.jiayuguan"]);
    covered_as_far_as_said(&["cn.chongqing", "cn.guangdong", "cn.guangdong.zhongshan", "cn.shandong", "cn.shanghai"]);
}

fn covered_as_far_as_said(shipped: &[&str]) {
    let said = menkan(&[&["test"], shipped, &["--coverage", "--format", "json"]].concat(), b"");
    let policies = said.json()["policies"].clone();
    assert_eq!(policies.as_array().unwrap().len(), shipped.len());
    for policy in policies.as_array().unwrap() {
        let kinds = policy["coverage"]["kinds"].as_array().unwrap();
        let sum = |key: &str| kinds.iter().map(|kind| kind[key].as_u64().unwrap()).sum::<u64>();
        let (covered, all) = (sum("covered"), sum("all"));
        assert!(all > 0 && covered * 100 >= all * 85, "{}: {covered} of {all}", policy["policy"]);
        let items = policy["coverage"]["uncovered"].as_array().unwrap();
        assert_eq!(items.len() as u64, all - covered);
    }
}
