//! A language's binding gives, for every conformance case, the bytes that the library gives; and describes and checks
//! policies as it does.
//!
//! `MENKAN_RUNNER` is the command that answers requests, see `runners`; `cargo xtask test python wasm` sets it.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use menkan::analyse::Checked;
use menkan::describe::describe;
use menkan::policy::Policy;
use menkan::source::SourceFile;
use menkan_tests::conformance;
use menkan_tests::documents::root;
use menkan_tests::surface::{Files, Rust};
use serde_json::{Value, json};

/// Policies that are rejected or warned of, from the tests of diagnostics.
const FLAWED: &str = "crates/menkan/tests/ui";

/// A running binding.
struct Binding {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Binding {
    fn start() -> Self {
        let command = env::var("MENKAN_RUNNER").unwrap();
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next().unwrap())
            .args(words)
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (requests, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, requests, answers }
    }

    fn answer(&mut self, request: &Value) -> String {
        writeln!(self.requests, "{request}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.strip_suffix('\n').map_or_else(|| panic!("no answer to {request}"), str::to_owned)
    }

    fn end(mut self) {
        drop(self.requests);
        assert!(self.child.wait().unwrap().success());
    }
}

#[test]
#[ignore = "needs a binding: `cargo xtask test python wasm` runs it for each"]
fn the_binding_gives_what_the_library_gives() {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut binding = Binding::start();
    let mut wrong = Vec::new();
    let mut compare = |binding: &mut Binding, request: Value, expected: &str| {
        let given = binding.answer(&request);
        if given != expected {
            wrong.push(format!("{request}:\nthe binding gives\n{given}\nthe library gives\n{expected}"));
        }
    };
    let cases = conformance::all().unwrap();
    for case in &cases {
        let expected = rust.decide(case).unwrap();
        compare(&mut binding, json!({ "decide": case.policy, "case": case.text() }), &expected);
        // Numbers that are no texts would pass through the language's own.
        if case.expect.error.is_none() && !has_fraction(case.text()) {
            compare(&mut binding, json!({ "objects": case.policy, "case": case.text() }), &expected);
        }
    }
    let policies: BTreeSet<&str> = cases.iter().map(|case| case.policy.as_str()).collect();
    for named in policies {
        let policy = rust.policy(named).unwrap();
        let codes: Vec<&str> = Checked::of(Ok(policy.clone())).diagnostics.iter().map(|each| each.code.0).collect();
        compare(&mut binding, json!({ "check": named }), &json!(codes).to_string());
        compare(&mut binding, json!({ "describe": named }), &describe(policy.model()).to_json());
    }
    for path in flawed() {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        let checked = Checked::of(Policy::parse(SourceFile::new(&path, &text), &menkan_policies::library()));
        let cut = checked.diagnostics.iter().map(|each| (each.code.0, checked.sources.snippet(each.span)));
        compare(&mut binding, json!({ "reject": path }), &json!(cut.collect::<Vec<_>>()).to_string());
    }
    binding.end();
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    println!("{} cases give the same bytes", cases.len());
}

fn has_fraction(case: &str) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Number(number) => !number.is_i64(),
            Value::Array(items) => items.iter().any(within),
            Value::Object(members) => members.values().any(within),
            Value::Null | Value::Bool(_) | Value::String(_) => false,
        }
    }
    within(&serde_json::from_str(case).unwrap_or_default())
}

/// The paths of these policies.
fn flawed() -> Vec<String> {
    let mut paths = Vec::new();
    for topic in std::fs::read_dir(root().join(FLAWED)).unwrap() {
        let topic = topic.unwrap().file_name().into_string().unwrap();
        for policy in std::fs::read_dir(root().join(FLAWED).join(&topic)).unwrap() {
            let policy = policy.unwrap().file_name().into_string().unwrap();
            if policy.ends_with(".menkan") {
                paths.push(format!("{FLAWED}/{topic}/{policy}"));
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty());
    paths
}
