//! The steps that are one or two commands each.

use std::env;

use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{Attempt, commands, tools};

/// rustfmt has nothing to change.
pub(crate) fn format(workspace: &Workspace) -> Attempt<Outcome> {
    pass(workspace, &["fmt", "--all", "--check"])
}

/// clippy and rustc are silent about every target.
pub(crate) fn lint(workspace: &Workspace) -> Attempt<Outcome> {
    pass(workspace, &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
}

/// Every unit and integration test passes.
pub(crate) fn tests(workspace: &Workspace) -> Attempt<Outcome> {
    if tools::has_nextest(workspace) {
        pass(workspace, &["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"])
    } else {
        pass(workspace, &["test", "--workspace", "--all-targets", "--no-fail-fast"])
    }
}

/// Every conformance case, through every surface that is left to this step because it takes a process a case.
pub(crate) fn surfaces(workspace: &Workspace) -> Attempt<Outcome> {
    pass(workspace, &["test", "--workspace", "--test", "conformance", "--", "--ignored"])
}

/// Every example in the API documentation runs.
pub(crate) fn doctests(workspace: &Workspace) -> Attempt<Outcome> {
    pass(workspace, &["test", "--workspace", "--doc"])
}

/// The API documentation builds without a warning, broken links among them.
pub(crate) fn docs(workspace: &Workspace) -> Attempt<Outcome> {
    let mut command = workspace.cargo(&["doc", "--workspace", "--no-deps"]);
    commands::run(command.env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(Outcome::Passed)
}

/// In a fresh clone, building changed nothing in `Cargo.lock`. Elsewhere it may be in the middle of a change.
pub(crate) fn lock(workspace: &Workspace) -> Attempt<Outcome> {
    if env::var_os("CI").is_none() {
        return Ok(Outcome::Skipped("only in CI".to_owned()));
    }
    commands::run(&mut workspace.command("git", &["diff", "--exit-code", "HEAD", "--", "Cargo.lock"]))?;
    Ok(Outcome::Passed)
}

/// Every published crate that has features builds with none of them and with each alone.
pub(crate) fn features(workspace: &Workspace) -> Attempt<Outcome> {
    let mut checked = false;
    for package in workspace.published().filter(|package| !package.features.is_empty()) {
        let bare = ["check", "--package", package.name.as_str(), "--no-default-features"];
        commands::run(&mut workspace.cargo(&bare))?;
        for feature in &package.features {
            commands::run(workspace.cargo(&bare).args(["--features", feature]))?;
        }
        checked = true;
    }
    Ok(if checked { Outcome::Passed } else { Outcome::Skipped("no published crate has features".to_owned()) })
}

/// The dependencies' licences and sources are those that `deny.toml` allows.
pub(crate) fn licences(workspace: &Workspace) -> Attempt<Outcome> {
    tools::DENY.install(workspace)?;
    // Doubled versions are told of by `cargo tree --duplicates`; here they would bury what is denied.
    pass(workspace, &["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])
}

/// The book builds: every chapter that its summary names is there.
pub(crate) fn book(workspace: &Workspace) -> Attempt<Outcome> {
    tools::MDBOOK.install(workspace)?;
    commands::run(&mut workspace.command("mdbook", &["build", "docs"]))?;
    Ok(Outcome::Passed)
}

fn pass(workspace: &Workspace, arguments: &[&str]) -> Attempt<Outcome> {
    commands::run(&mut workspace.cargo(arguments))?;
    Ok(Outcome::Passed)
}
