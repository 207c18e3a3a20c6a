//! The conformance cases: what the library and the command make of them.
//!
//! `MENKAN_BLESS=1` rewrites the decisions that are kept whole (`cargo xtask bless`); nothing else is ever rewritten.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use menkan_tests::conformance::{self, Conformance};
use menkan_tests::documents::root;
use menkan_tests::surface::{Files, Rust, command};

#[test]
fn every_case_can_be_read_and_has_a_name_of_its_own() {
    let cases = conformance::all().unwrap();
    let names: BTreeSet<_> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.iter().all(|case| !case.because.is_empty() && !case.policy.is_empty()));
}

#[test]
fn the_library_decides_every_case_as_expected() {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut wrong = Vec::new();
    for case in conformance::all().unwrap() {
        let answer = answer(&mut rust, &case);
        let differences = case.expect.differences(&serde_json::from_str(&answer).unwrap());
        wrong.extend(differences.iter().map(|difference| format!("{}: {difference}", case.title())));
        if case.golden {
            wrong.extend(differs_from_golden(&case, &answer));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_prints_what_the_library_gives() {
    let mut seen = BTreeSet::new();
    let mut cases = conformance::all().unwrap();
    cases.retain(|case| seen.insert(case.file.clone()) || case.golden);
    compare_command(cases);
}

#[test]
#[ignore = "some minutes: `cargo xtask test surfaces` runs it"]
fn the_command_prints_what_the_library_gives_for_every_case() {
    compare_command(conformance::all().unwrap());
}

fn compare_command(cases: Vec<Conformance>) {
    let menkan = command().unwrap();
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut wrong = Vec::new();
    for case in cases {
        let (expected, printed) = (answer(&mut rust, &case), printed(&menkan, &case));
        if printed.strip_suffix('\n') != Some(&expected) {
            wrong.push(format!("{}: the command printed\n{printed}\nthe library gives\n{expected}", case.title()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn answer(rust: &mut Rust<'_>, case: &Conformance) -> String {
    rust.decide(case).unwrap_or_else(|rejected| {
        let messages: Vec<&str> = rejected.diagnostics.iter().map(|each| each.message.en.as_str()).collect();
        panic!("{}: {}", case.policy, messages.join("\n"))
    })
}

/// How a decision differs from the one that is kept, or nothing once it is kept.
fn differs_from_golden(case: &Conformance, answer: &str) -> Option<String> {
    let file = case.golden_file();
    let answer = format!("{answer}\n");
    if env::var_os("MENKAN_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, answer).unwrap();
        return None;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let hint = "look at the difference, then `cargo xtask bless`";
    (kept != answer).then(|| format!("{}: {} differs; {hint}\n{answer}", case.title(), file.display()))
}

/// What `menkan decide` prints, the case on its standard input.
fn printed(menkan: &PathBuf, case: &Conformance) -> String {
    let mut child = Command::new(menkan)
        .current_dir(root())
        .args(["decide", &case.policy, "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(case.text().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let status = i32::from(case.expect.error.is_some());
    assert_eq!(output.status.code(), Some(status), "{}: exit status", case.title());
    String::from_utf8(output.stdout).unwrap()
}
