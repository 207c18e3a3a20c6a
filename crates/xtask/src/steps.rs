//! The steps of `cargo xtask test`, in the order in which they run: what must hold before a change lands.

use crate::report::Report;
use crate::workspace::Workspace;
use crate::{Attempt, checks, links, packages, policies, python, transcripts, wasm};

/// Which steps are run, and how far past a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// The inner loop, in under two minutes once warm; ends at the first failure.
    Quick,
    /// All of them, whatever fails.
    Full,
}

/// What a step says when nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it holds.
    Passed,
    /// There was nothing to check, and why.
    Skipped(String),
}

/// One thing that must hold.
pub(crate) struct Step {
    /// The word that selects it on the command line.
    pub(crate) name: &'static str,
    /// What it checks, for `--list`.
    what: &'static str,
    pace: Pace,
    /// The check itself.
    pub(crate) run: fn(&Workspace) -> Attempt<Outcome>,
}

const STEPS: &[Step] = &[
    Step { name: "format", what: "rustfmt has nothing to change", pace: Pace::Quick, run: checks::format },
    Step { name: "lint", what: "clippy is silent about every target", pace: Pace::Quick, run: checks::lint },
    Step { name: "tests", what: "every Rust test passes", pace: Pace::Quick, run: checks::tests },
    Step {
        name: "policies",
        what: "`menkan check`, `menkan test` and `menkan fmt --check` pass",
        pace: Pace::Quick,
        run: policies::check,
    },
    Step { name: "surfaces", what: "every surface decides alike", pace: Pace::Full, run: checks::surfaces },
    Step { name: "python", what: "the Python package builds, decides alike", pace: Pace::Full, run: python::check },
    Step { name: "wasm", what: "the npm package builds, decides alike", pace: Pace::Full, run: wasm::check },
    Step { name: "lock", what: "Cargo.lock is the committed one (in CI)", pace: Pace::Full, run: checks::lock },
    Step { name: "doctests", what: "every example in the API docs runs", pace: Pace::Full, run: checks::doctests },
    Step { name: "docs", what: "the API docs build without a warning", pace: Pace::Full, run: checks::docs },
    Step { name: "features", what: "crates build with each feature alone", pace: Pace::Full, run: checks::features },
    Step { name: "packages", what: "packaged crates build elsewhere", pace: Pace::Full, run: packages::check },
    Step { name: "licences", what: "dependencies keep to deny.toml", pace: Pace::Full, run: checks::licences },
    Step { name: "book", what: "the book builds", pace: Pace::Full, run: checks::book },
    Step { name: "links", what: "no link between documents is broken", pace: Pace::Full, run: links::check },
    Step { name: "transcripts", what: "commands in documents do as shown", pace: Pace::Full, run: transcripts::check },
];

/// Runs the steps of this pace. A failure of any is a failure of the whole, named.
pub(crate) fn run(workspace: &Workspace, pace: Pace) -> Attempt {
    let steps: Vec<&Step> = STEPS.iter().filter(|step| pace == Pace::Full || step.pace == Pace::Quick).collect();
    Report::of(workspace, &steps, pace).close()
}

/// Runs the named steps.
pub(crate) fn run_named(workspace: &Workspace, names: &[&str]) -> Attempt {
    let find = |name: &&str| {
        let step = STEPS.iter().find(|step| step.name == *name);
        step.ok_or_else(|| format!("no step is called `{name}`; the steps are\n{}", list()))
    };
    let steps = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    Report::of(workspace, &steps, Pace::Full).close()
}

/// Every step with what it checks, one a line.
pub(crate) fn list() -> String {
    let line = |step: &Step| format!("{:<12} {}", step.name, step.what);
    STEPS.iter().map(line).collect::<Vec<_>>().join("\n")
}
