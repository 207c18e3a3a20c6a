//! `menkan test`: the policies' own tests.

use menkan::diagnostic::render::render_text;
use menkan::diagnostic::{Diagnostic, Lang, Text};
use menkan::source::Sources;
use menkan::trial::{self, Trial};
use serde::Serialize;

use crate::arguments::{Format, TestArguments};
use crate::failure::{Failure, Form};
use crate::policies::Named;
use crate::report::{Report, Status};
use crate::terminal;

/// What came of one policy's tests.
struct Tested {
    policy: String,
    trials: Vec<Trial>,
    sources: Sources,
}

pub(crate) fn run(arguments: &TestArguments) -> Report {
    let lang = arguments.language.lang();
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    match test_all(&arguments.paths) {
        Err(failure) => failure.report(form, lang),
        Ok(tested) => {
            let passed = tested.iter().flat_map(|one| &one.trials).all(Trial::passes);
            let (out, err) = match arguments.format {
                Format::Text => text(&tested, lang),
                Format::Json => (format!("{}\n", json(&tested)), String::new()),
            };
            Report { out, err, status: if passed { Status::Done } else { Status::Fault } }
        }
    }
}

fn test_all(paths: &[String]) -> Result<Vec<Tested>, Failure> {
    let mut tested = Vec::new();
    for path in paths {
        for named in Named::find_all(path)? {
            let policy = named.load()?;
            let trials = trial::run(&policy);
            tested.push(Tested { policy: named.to_string(), trials, sources: policy.sources().clone() });
        }
    }
    Ok(tested)
}

/// A line for each policy, and what fails.
fn text(tested: &[Tested], lang: Lang) -> (String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    for one in tested {
        let failed = one.trials.iter().filter(|trial| !trial.passes()).count();
        let count = one.trials.len();
        out.push_str(&match (failed, lang) {
            (0, Lang::Zh) => format!("{}:{count} 个测试全部通过\n", one.policy),
            (0, Lang::En) => format!("{}: all {count} tests pass\n", one.policy),
            (_, Lang::Zh) => format!("{}:{count} 个测试中有 {failed} 个没有通过\n", one.policy),
            (_, Lang::En) => format!("{}: {failed} of {count} tests fail\n", one.policy),
        });
        let failures: Vec<Diagnostic> = one.trials.iter().flat_map(Trial::diagnostics).collect();
        err.push_str(&render_text(&failures, &one.sources, lang, terminal::color()));
    }
    (out, err)
}

fn json(tested: &[Tested]) -> String {
    #[derive(Serialize)]
    struct Results<'a> {
        policies: Vec<Result<'a>>,
    }
    #[derive(Serialize)]
    struct Result<'a> {
        policy: &'a str,
        tests: usize,
        failed: Vec<Failed<'a>>,
    }
    #[derive(Serialize)]
    struct Failed<'a> {
        test: &'a Text,
        as_of: String,
        failures: Vec<Expected<'a>>,
    }
    #[derive(Serialize)]
    struct Expected<'a> {
        expected: &'a Text,
        found: &'a Text,
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<At<'a>>,
    }
    #[derive(Serialize)]
    struct At<'a> {
        file: &'a str,
        line: u32,
        column: u32,
    }
    let results = tested.iter().map(|one| {
        let failed = one.trials.iter().filter(|trial| !trial.passes()).map(|trial| {
            let failures = trial.failures.iter().map(|failure| {
                let file = one.sources.file(failure.span.file);
                let at = file.map(|file| {
                    let place = file.position(failure.span.start);
                    At { file: file.name(), line: place.line, column: place.column }
                });
                Expected { expected: &failure.expected, found: &failure.found, at }
            });
            Failed { test: &trial.title, as_of: trial.as_of.to_string(), failures: failures.collect() }
        });
        Result { policy: &one.policy, tests: one.trials.len(), failed: failed.collect() }
    });
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_string(&Results { policies: results.collect() }).unwrap_or_default()
}
