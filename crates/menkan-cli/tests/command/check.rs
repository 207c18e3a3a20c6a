//! `menkan check` and `menkan test`: names, files and folders.

use std::fs;

use crate::run::{folder, menkan, menkan_in};

const PARENT: &str = "policy a / 甲 in force from 2020-01-01
  answers outcome

instrument law / 某法 from 2020-01-01
fact poor / 贫困 : boolean
  ask \"贫困吗?\" / \"Poor?\"
decision outcome / 决定 : one of granted / 援助, refused / 不援助
  rule grant / 援助: granted when poor cite law 1
    say \"贫困,予以援助\" / \"Poor: granted\"
  otherwise refused cite law 2
    say \"不贫困,不予援助\" / \"Not poor: refused\"
test \"the poor\" / \"贫困者\"
  as of 2024-08-01
  given poor
  expect outcome is granted
";

const CHILD: &str = "policy a.b / 甲乙 extends a in force from 2020-01-01
fact old / 年老 : boolean
  ask \"年老吗?\" / \"Old?\"
amend decision outcome
  rule age / 年老: granted when old cite law 3
    say \"年老,予以援助\" / \"Old: granted\"
test \"the old\" / \"年老者\"
  as of 2024-08-01
  given old and not poor
  expect outcome is granted
";

#[test]
fn a_shipped_policy_is_checked_and_tested_by_name() {
    assert_eq!(menkan(&["check", "cn", "--deny-warnings"], b"").done(), "cn: no fault found\n");
    let tested = menkan(&["test", "cn"], b"");
    assert!(tested.done().starts_with("cn: all ") && tested.out.ends_with(" tests pass\n"), "{}", tested.out);
}

#[test]
fn a_folder_is_descended_and_parents_are_found_above() {
    let folder = folder("descended");
    fs::create_dir(folder.join("below")).unwrap();
    fs::write(folder.join("a.menkan"), PARENT).unwrap();
    fs::write(folder.join("below/child.menkan"), CHILD).unwrap();
    let said = menkan_in(&folder, &["check", "."], b"");
    assert_eq!(said.done(), "a.menkan: no fault found\nbelow/child.menkan: no fault found\n");
    let said = menkan_in(&folder, &["test", ".", "--lang", "zh"], b"");
    assert_eq!(said.done(), "a.menkan:1 个测试全部通过\nbelow/child.menkan:1 个测试全部通过\n");
}

#[test]
fn a_parent_is_found_next_to_a_file_before_the_shipped_ones() {
    let folder = folder("next_to");
    fs::write(folder.join("cn.menkan"), PARENT.replace("policy a / 甲", "policy cn / 国")).unwrap();
    fs::write(folder.join("x.menkan"), CHILD.replace("a.b / 甲乙 extends a", "cn.x / 国某 extends cn")).unwrap();
    assert_eq!(menkan_in(&folder, &["check", "x.menkan"], b"").done(), "x.menkan: no fault found\n");
}

#[test]
fn a_parent_under_another_file_name_is_found_by_its_policy_line() {
    let folder = folder("other_file_name");
    fs::write(folder.join("parent.menkan"), format!("# national\n\n{PARENT}")).unwrap();
    fs::write(folder.join("child.menkan"), CHILD.replace("extends a", "extends 甲")).unwrap();
    assert_eq!(menkan_in(&folder, &["check", "child.menkan"], b"").done(), "child.menkan: no fault found\n");
}

#[test]
fn what_is_wrong_is_told_once_and_in_three_forms() {
    let folder = folder("three_forms");
    fs::write(folder.join("a.menkan"), PARENT.replace("when poor", "when pooor")).unwrap();
    fs::write(folder.join("b.menkan"), CHILD).unwrap();
    let text = menkan_in(&folder, &["check", "."], b"");
    assert_eq!(text.status, Some(1));
    assert_eq!(text.err.matches("pooor` is").count(), 1, "{}", text.err);
    let json = menkan_in(&folder, &["check", ".", "--format", "json"], b"");
    assert_eq!(json.codes().len(), 1);
    assert_eq!(json.json()["errors"][0]["nearest"], "poor");
    let sarif = menkan_in(&folder, &["check", ".", "--format", "sarif"], b"");
    assert_eq!((sarif.status, sarif.err.as_str()), (Some(1), ""));
    let result = &sarif.json()["runs"][0]["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 8);
}

#[test]
fn gaps_are_found_with_a_case() {
    let folder = folder("gap");
    let text =
        PARENT.replace("  otherwise refused cite law 2\n    say \"不贫困,不予援助\" / \"Not poor: refused\"\n", "");
    fs::write(folder.join("a.menkan"), text).unwrap();
    let said = menkan_in(&folder, &["check", "a.menkan", "--format", "json"], b"");
    let codes = said.codes();
    assert!(codes.iter().any(|code| code.starts_with("M05")), "{codes:?}");
    let errors = said.json();
    let gap = errors["errors"].as_array().unwrap().iter().find(|it| it["witness"].is_object()).unwrap();
    assert_eq!(gap["witness"]["facts"]["poor"], false);
}

#[test]
fn a_test_that_fails_says_what_was_found() {
    let folder = folder("failing_test");
    let text = format!(
        "{PARENT}test \"nothing known\" / \"一无所知\"\n  as of 2024-08-01\n  given\n    - not poor\n  expect\n    - outcome is granted\n    - missing outcome is {{poor}}\n"
    );
    fs::write(folder.join("a.menkan"), text).unwrap();
    let said = menkan_in(&folder, &["test", "a.menkan"], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), "a.menkan: 1 of 2 tests fail\n"));
    assert!(said.err.contains("outcome: refused"), "{}", said.err);
    let json = menkan_in(&folder, &["test", "a.menkan", "--format", "json"], b"");
    assert_eq!(json.status, Some(1));
    let failed = &json.json()["policies"][0]["failed"][0];
    assert_eq!(failed["test"]["zh"], "一无所知");
    assert_eq!(failed["failures"][0]["expected"]["en"], "outcome is granted");
    assert_eq!(failed["failures"][0]["expected"]["zh"], "决定 是 援助");
    assert_eq!(failed["failures"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_wrong_with_a_parent_is_told_once_and_counted_on_it() {
    let folder = folder("parent_at_fault");
    // Some children stand before their parent in the folder, some behind it.
    fs::write(folder.join("a.menkan"), PARENT.replace("when poor cite", "when pour cite")).unwrap();
    fs::write(folder.join("a.b.menkan"), CHILD).unwrap();
    fs::write(folder.join("a.z.menkan"), CHILD.replace("a.b / 甲乙", "a.z / 甲丙")).unwrap();
    let said = menkan_in(&folder, &["check", "."], b"");
    assert_eq!(
        said.out,
        "a.b.menkan: a parent has errors\na.menkan: 1 error, 0 warnings\n\
         a.z.menkan: a parent has errors\n"
    );
    assert_eq!(said.err.matches("error[").count(), 1, "{}", said.err);
    assert_eq!(menkan_in(&folder, &["check", ".", "--format", "json"], b"").codes().len(), 1);
    // Alone, a child tells what keeps it from being checked.
    assert!(menkan_in(&folder, &["check", "a.b.menkan"], b"").out.ends_with("a.b.menkan: 1 error, 0 warnings\n"));
}
