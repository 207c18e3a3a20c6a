//! Has the `menkan` command check, test and lay out the shipped policies, as their authors would.

use std::path::PathBuf;

use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{Attempt, commands};

/// `menkan check` finds no error in the shipped policies, their own tests pass, and `menkan fmt` would change none.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let Some(policies) = workspace.package("menkan-policies") else {
        return Ok(Outcome::Skipped("no package `menkan-policies` yet".to_owned()));
    };
    let Some(menkan) = build_command(workspace)? else {
        return Ok(Outcome::Skipped("no package `menkan-cli` yet".to_owned()));
    };
    let folder = policies.folder.to_string_lossy();
    for arguments in [&["check"][..], &["test"], &["fmt", "--check"]] {
        let arguments: Vec<&str> = arguments.iter().copied().chain([&*folder]).collect();
        commands::run(&mut workspace.command(&menkan.to_string_lossy(), &arguments))?;
    }
    Ok(Outcome::Passed)
}

/// Builds the command as the README has it built and says where it lies; none while there is no such package.
pub(crate) fn build_command(workspace: &Workspace) -> Attempt<Option<PathBuf>> {
    if workspace.package("menkan-cli").is_none() {
        return Ok(None);
    }
    commands::run(&mut workspace.cargo(&["build", "--release", "--package", "menkan-cli"]))?;
    let program = format!("menkan{}", std::env::consts::EXE_SUFFIX);
    Ok(Some(workspace.target.join("release").join(program)))
}
