//! What a case expects of a decision, compared with the decision's JSON.

use serde::Deserialize;
use serde_json::{Map, Value};

/// What is expected. What is left out is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    /// The code of the first error; then there is no decision.
    pub error: Option<String>,
    /// The name that the first error is about.
    pub fact: Option<String>,
    /// The nearest declared name that the first error offers.
    pub nearest: Option<String>,
    /// `decided` or `incomplete`.
    pub status: Option<String>,
    /// Whether what is missing is exact.
    pub exact: Option<bool>,
    /// Some of the settled decisions.
    pub decisions: Map<String, Value>,
    /// Decisions that the policy does not have.
    pub absent: Vec<String>,
    /// Some of the open decisions.
    pub possible: Map<String, Value>,
    /// Exactly what is missing, in order.
    pub missing: Option<Vec<String>>,
    /// What is not missing.
    pub not_missing: Vec<String>,
    /// Exactly what is missing and was asked.
    pub asked: Option<Vec<String>>,
    /// For each, some reason has these fields.
    pub reasons: Vec<Map<String, Value>>,
    /// For each, the standard of that name has these fields; of its comparisons, each listed is one.
    pub standards: Vec<Map<String, Value>>,
    /// Exactly the exemptions that hold, in order.
    pub exemptions: Option<Vec<String>>,
    /// Exactly the triggers that hold, in order.
    pub triggers: Option<Vec<String>>,
    /// Some of the assumptions, by name.
    pub assumptions: Vec<String>,
    /// What is not assumed.
    pub not_assumptions: Vec<String>,
    /// Exactly the facts that are ignored, in order.
    pub ignored: Option<Vec<String>>,
}

impl Expected {
    /// Where an answer (a decision, or errors) differs from what is expected.
    #[must_use]
    pub fn differences(&self, answer: &Value) -> Vec<String> {
        let mut found = Found { answer, differences: Vec::new() };
        match (&self.error, answer.get("errors")) {
            (Some(code), Some(errors)) => found.error(self, code, errors),
            (Some(code), None) => found.differs("error", code, "a decision"),
            (None, Some(errors)) => found.differs("answer", "a decision", errors),
            (None, None) => found.decision(self),
        }
        found.differences
    }
}

struct Found<'a> {
    answer: &'a Value,
    differences: Vec<String>,
}

impl Found<'_> {
    fn error(&mut self, expected: &Expected, code: &str, errors: &Value) {
        self.same("error", &Value::from(code), &errors[0]["code"]);
        for (key, wanted) in [("fact", &expected.fact), ("nearest", &expected.nearest)] {
            if let Some(wanted) = wanted {
                self.same(key, &Value::from(wanted.as_str()), &errors[0][key]);
            }
        }
    }

    fn decision(&mut self, expected: &Expected) {
        if let Some(status) = &expected.status {
            self.same("status", &Value::from(status.as_str()), &self.answer["status"]);
        }
        if let Some(exact) = expected.exact {
            self.same("exact", &Value::from(exact), &self.answer["exact"]);
        }
        for part in ["decisions", "possible"] {
            let wanted = if part == "decisions" { &expected.decisions } else { &expected.possible };
            for (name, value) in wanted {
                // A decision that is null differs from one that is open.
                match self.answer[part].get(name) {
                    Some(found) => self.same(name, value, found),
                    None => self.differs(name, value, format!("not among `{part}`")),
                }
            }
        }
        for name in &expected.absent {
            for part in ["decisions", "possible"] {
                if let Some(found) = self.answer[part].get(name) {
                    self.differs(name, "no such decision", found);
                }
            }
        }
        self.missing(expected);
        for wanted in &expected.reasons {
            self.some("reasons", wanted);
        }
        for wanted in &expected.standards {
            self.standard(wanted);
        }
        for (part, wanted) in
            [("exemptions", &expected.exemptions), ("triggers", &expected.triggers), ("ignored", &expected.ignored)]
        {
            if let Some(wanted) = wanted {
                self.same(part, &Value::from(wanted.clone()), &self.answer[part]);
            }
        }
        let assumed = names(&self.answer["assumptions"], "name");
        for name in expected.assumptions.iter().filter(|name| !assumed.contains(name)) {
            self.differs("assumptions", name, format!("{assumed:?}"));
        }
        for name in expected.not_assumptions.iter().filter(|name| assumed.contains(name)) {
            self.differs("assumptions", format!("not {name}"), format!("{assumed:?}"));
        }
    }

    fn missing(&mut self, expected: &Expected) {
        let missing = names(&self.answer["missing"], "fact");
        if let Some(wanted) = &expected.missing
            && *wanted != missing
        {
            self.differs("missing", format!("{wanted:?}"), format!("{missing:?}"));
        }
        for name in expected.not_missing.iter().filter(|name| missing.contains(name)) {
            self.differs("missing", format!("not {name}"), format!("{missing:?}"));
        }
        if let Some(wanted) = &expected.asked {
            let entries = self.answer["missing"].as_array().cloned().unwrap_or_default();
            let asked = Value::Array(entries.into_iter().filter(|entry| entry["asked"] == true).collect());
            let asked = names(&asked, "fact");
            if *wanted != asked {
                self.differs("asked", format!("{wanted:?}"), format!("{asked:?}"));
            }
        }
    }

    fn standard(&mut self, wanted: &Map<String, Value>) {
        let all = self.answer["standards"].as_array().cloned().unwrap_or_default();
        let Some(found) = all.iter().find(|found| found.get("standard") == wanted.get("standard")) else {
            return self.differs("standards", Value::Object(wanted.clone()), "no such standard");
        };
        for (key, value) in wanted.iter().filter(|(key, _)| *key != "comparisons") {
            self.same(key, value, &found[key]);
        }
        let comparisons = found["comparisons"].as_array().cloned().unwrap_or_default();
        for comparison in wanted.get("comparisons").and_then(Value::as_array).into_iter().flatten() {
            if !comparisons.iter().any(|found| holds_all(comparison, found)) {
                self.differs("comparisons", comparison, Value::Array(comparisons.clone()));
            }
        }
    }

    fn some(&mut self, part: &str, wanted: &Map<String, Value>) {
        let all = self.answer[part].as_array().cloned().unwrap_or_default();
        let wanted = Value::Object(wanted.clone());
        if !all.iter().any(|found| holds_all(&wanted, found)) {
            let same = all.iter().filter(|found| found.get("decision") == wanted.get("decision"));
            let shown: Vec<String> = same.map(|found| format!("{}: {}", found["rule"], found["ground"])).collect();
            self.differs(part, wanted, shown.join(", "));
        }
    }

    fn same(&mut self, what: &str, wanted: &Value, found: &Value) {
        if wanted != found {
            self.differs(what, wanted, found);
        }
    }

    fn differs(&mut self, what: &str, wanted: impl std::fmt::Display, found: impl std::fmt::Display) {
        self.differences.push(format!("{what}: expected {wanted}, found {found}"));
    }
}

/// Whether an object has every field of another, with the same value.
fn holds_all(wanted: &Value, found: &Value) -> bool {
    wanted.as_object().is_some_and(|wanted| wanted.iter().all(|(key, value)| found.get(key) == Some(value)))
}

fn names(list: &Value, key: &str) -> Vec<String> {
    let entries = list.as_array().map_or(&[][..], Vec::as_slice);
    entries.iter().filter_map(|entry| entry[key].as_str().map(str::to_owned)).collect()
}
