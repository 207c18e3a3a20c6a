//! What the steps of both bindings do: hold a binding against the library.

use std::path::Path;

use crate::workspace::Workspace;
use crate::{Attempt, commands};

/// Every conformance case through the program that answers requests, compared with the library as bytes.
pub(crate) fn conform(workspace: &Workspace, runner: &str, package: Option<&Path>) -> Attempt {
    let test = ["test", "--workspace", "--test", "bindings", "--", "--ignored", "--nocapture"];
    let mut command = workspace.cargo(&test);
    command.env("MENKAN_RUNNER", runner);
    if let Some(package) = package {
        command.env("MENKAN_PACKAGE", package);
    }
    commands::run(&mut command)
}
