//! A language's binding gives, for every conformance case, the bytes that the library gives; describes and checks policies,
//! and asks and tells, as it does.
//!
//! `MENKAN_RUNNER` is the command that answers requests, see `runners`; `cargo xtask test python wasm` sets it.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test may fail and tell")]

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use menkan::analyse::Checked;
use menkan::decide::{Refused, Request};
use menkan::describe::describe;
use menkan::diagnostic::Lang;
use menkan::near_miss::NearMisses;
use menkan::notice::Notice;
use menkan::policy::Policy;
use menkan::policy::model::{TypeKind, Unit};
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

/// What a binding answered otherwise than the library.
#[derive(Default)]
struct Compared {
    requests: usize,
    wrong: Vec<String>,
}

impl Compared {
    fn compare(&mut self, binding: &mut Binding, request: &Value, expected: &str) {
        let given = binding.answer(request);
        self.requests += 1;
        if given != expected {
            self.wrong.push(format!("{request}:\nthe binding gives\n{given}\nthe library gives\n{expected}"));
        }
    }

    /// Texts that JSON holds: languages escape other characters.
    fn compare_json(&mut self, binding: &mut Binding, request: &Value, expected: &Value) {
        let given = binding.answer(request);
        self.requests += 1;
        if serde_json::from_str::<Value>(&given).ok().as_ref() != Some(expected) {
            self.wrong.push(format!("{request}:\nthe binding gives\n{given}\nthe library gives\n{expected}"));
        }
    }

    fn end(self, binding: Binding) {
        binding.end();
        assert!(self.wrong.is_empty(), "{} differ\n{}", self.wrong.len(), self.wrong.join("\n"));
        println!("{} requests give the same bytes", self.requests);
    }
}

#[test]
#[ignore = "needs a binding: `cargo xtask test python wasm` runs it for each"]
fn the_binding_gives_what_the_library_gives() {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut binding = Binding::start();
    let mut compared = Compared::default();
    let cases = conformance::all().unwrap();
    for case in &cases {
        let expected = rust.decide(case).unwrap();
        compared.compare(&mut binding, &json!({ "decide": case.policy, "case": case.text() }), &expected);
        compared.compare(&mut binding, &json!({ "compiled": case.policy, "case": case.text() }), &expected);
        // Numbers that are no texts would pass through the language's own.
        if case.expect.error.is_none() && !has_fraction(case.text()) {
            compared.compare(&mut binding, &json!({ "objects": case.policy, "case": case.text() }), &expected);
        }
    }
    let policies: BTreeSet<&str> = cases.iter().map(|case| case.policy.as_str()).collect();
    for named in policies {
        let policy = rust.policy(named).unwrap();
        let codes: Vec<&str> = Checked::of(Ok(policy.clone())).diagnostics.iter().map(|each| each.code.0).collect();
        compared.compare(&mut binding, &json!({ "check": named }), &json!(codes).to_string());
        compared.compare(&mut binding, &json!({ "describe": named }), &describe(policy.model()).to_json());
    }
    for path in flawed() {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        let checked = Checked::of(Policy::parse(SourceFile::new(&path, &text), &menkan_policies::library()));
        let cut = checked.diagnostics.iter().map(|each| (each.code.0, checked.sources.snippet(each.span)));
        compared.compare(&mut binding, &json!({ "reject": path }), &json!(cut.collect::<Vec<_>>()).to_string());
    }
    compared.end(binding);
}

#[test]
#[ignore = "needs a binding: `cargo xtask test python wasm` runs it for each"]
fn the_binding_asks_and_tells_as_the_library_does() {
    let library = Files(menkan_policies::library());
    let mut rust = Rust::new(&library);
    let mut binding = Binding::start();
    let mut compared = Compared::default();
    let asked = Request::default();
    for (at, case) in conformance::all().unwrap().iter().enumerate() {
        let (named, text) = (&case.policy, case.text());
        let policy = rust.policy(named).unwrap();
        let notice = policy.notice_json(text.as_bytes(), &asked);
        let expected = notice.as_ref().map_or_else(Refused::to_json, Notice::to_json);
        compared.compare(&mut binding, &json!({ "notice": named, "case": text }), &expected);
        let (Ok(notice), 0) = (notice, at % EVERY) else { continue };
        for (tag, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            let letters = [
                ("text", notice.to_text(policy.model(), lang)),
                ("markdown", notice.to_markdown(policy.model(), lang)),
                ("html", notice.to_html(policy.model(), lang)),
            ];
            for (form, letter) in letters {
                let request = json!({ "letter": named, "case": text, "as": form, "language": tag });
                compared.compare_json(&mut binding, &request, &json!(letter));
            }
        }
        let enough = policy.decide_json(text.as_bytes(), &Request { sufficient: true, ..asked.clone() }).unwrap();
        let request = json!({ "decide": named, "case": text, "sufficient": true });
        compared.compare(&mut binding, &request, &enough.to_json());
        for value in ["granted", "refused", "nothing"] {
            let near = policy.why_not_json(text.as_bytes(), "outcome", value, &asked);
            let expected = near.as_ref().map_or_else(Refused::to_json, NearMisses::to_json);
            let request = json!({ "why_not": named, "case": text, "decision": "outcome", "value": value });
            compared.compare(&mut binding, &request, &expected);
        }
        let (answers, states) = talk(policy, text);
        let request = json!({ "interview": named, "case": text, "answers": answers });
        compared.compare_json(&mut binding, &request, &json!(states));
    }
    compared.end(binding);
}

/// Of so many conformance cases one is asked everything about.
const EVERY: usize = 25;

/// How many questions of an interview are answered.
const QUESTIONS: usize = 6;

/// Answers to what is asked about a case, by turns a value and *not known*; and what the library gives: the states, the
/// saved form, and the state after it was resumed.
fn talk(policy: &Policy, case: &str) -> (Vec<(String, Value)>, Vec<String>) {
    let mut interview = policy.interview(case.as_bytes(), &Request::default()).unwrap();
    let (mut answers, mut states) = (Vec::new(), Vec::new());
    loop {
        let state = interview.state().unwrap();
        states.push(state.to_json());
        let Some(next) = state.next.filter(|_| answers.len() < QUESTIONS) else { break };
        let fact = &*next.question.fact;
        let value = if answers.len() % 3 == 2 { Value::Null } else { some_value(policy, fact) };
        interview.answer_json(fact, value.to_string().as_bytes()).unwrap();
        answers.push((fact.to_owned(), value));
    }
    states.push(interview.to_json());
    let resumed = policy.resume_interview(interview.to_json().as_bytes()).unwrap();
    states.push(resumed.state().unwrap().to_json());
    (answers, states)
}

fn some_value(policy: &Policy, fact: &str) -> Value {
    let model = policy.model();
    match &model.fact(model.fact_named(fact).unwrap()).ty.kind {
        TypeKind::Boolean => json!(true),
        TypeKind::Choice(values) => json!(model.enumeration(*values).values[0].key),
        TypeKind::Set(values) => json!([model.enumeration(*values).values[0].key]),
        TypeKind::Quantity(ty) if ty.unit == Unit::Date => json!("2024-01-31"),
        TypeKind::Quantity(_) => json!(2),
        TypeKind::List(_) => json!([]),
    }
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
