//! `menkan test`: the policies' own tests.

use menkan::coverage::Coverage;
use menkan::diagnostic::render::render_text;
use menkan::diagnostic::{Diagnostic, Lang, Text};
use menkan::policy::Policy;
use menkan::trial::{self, Trial};
use menkan_files::Named;
use serde::Serialize;

use crate::arguments::{Format, TestArguments};
use crate::coverage;
use crate::failure::{Failure, Form};
use crate::report::{Report, Status};
use crate::terminal;

/// What came of one policy's tests.
struct Tested {
    named: String,
    policy: Policy,
    trials: Vec<Trial>,
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
            let policies: Vec<&Policy> = tested.iter().map(|one| &one.policy).collect();
            let coverage = arguments.coverage.then(|| Coverage::of(&policies));
            let (out, err) = match arguments.format {
                Format::Text => text(&tested, coverage.as_ref(), lang),
                Format::Json => (format!("{}\n", json(&tested, coverage.as_ref())), String::new()),
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
            policy.require_texts().map_err(Failure::Compiled)?;
            let trials = trial::run(&policy);
            tested.push(Tested { named: named.to_string(), policy, trials });
        }
    }
    Ok(tested)
}

/// A line for each policy, what its tests do not reach, and what fails.
fn text(tested: &[Tested], coverage: Option<&Coverage>, lang: Lang) -> (String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    for one in tested {
        let failed = one.trials.iter().filter(|trial| !trial.passes()).count();
        let count = one.trials.len();
        out.push_str(&match (failed, lang) {
            (0, Lang::Zh) => format!("{}:{count} 个测试全部通过\n", one.named),
            (0, Lang::En) => format!("{}: all {count} tests pass\n", one.named),
            (_, Lang::Zh) => format!("{}:{count} 个测试中有 {failed} 个没有通过\n", one.named),
            (_, Lang::En) => format!("{}: {failed} of {count} tests fail\n", one.named),
        });
        let failures: Vec<Diagnostic> = one.trials.iter().flat_map(Trial::diagnostics).collect();
        if let Some(coverage) = coverage {
            out.push_str(&coverage::text(coverage, one.policy.name(), lang));
        }
        err.push_str(&render_text(&failures, one.policy.sources(), lang, terminal::color()));
    }
    (out, err)
}

fn json(tested: &[Tested], coverage: Option<&Coverage>) -> String {
    #[derive(Serialize)]
    struct Results<'a> {
        policies: Vec<Result<'a>>,
    }
    #[derive(Serialize)]
    struct Result<'a> {
        policy: &'a str,
        tests: usize,
        failed: Vec<Failed<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        coverage: Option<coverage::Written<'a>>,
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
                let file = one.policy.sources().file(failure.span.file);
                let at = file.map(|file| {
                    let place = file.position(failure.span.start);
                    At { file: file.name(), line: place.line, column: place.column }
                });
                Expected { expected: &failure.expected, found: &failure.found, at }
            });
            Failed { test: &trial.title, as_of: trial.as_of.to_string(), failures: failures.collect() }
        });
        let coverage = coverage.map(|coverage| coverage::Written::of(coverage, one.policy.name()));
        Result { policy: &one.named, tests: one.trials.len(), failed: failed.collect(), coverage }
    });
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_string(&Results { policies: results.collect() }).unwrap_or_default()
}
