//! Programs that the steps need and that cargo can install. One that is there already, of whatever version, is used.

use crate::workspace::Workspace;
use crate::{Attempt, commands};

/// A program and the version that is installed where it is missing.
pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    /// A command that succeeds once the program is there.
    probe: &'static [&'static str],
}

/// Checks licences, sources and bans. About three minutes to build on two cores.
pub(crate) const DENY: Tool = Tool { package: "cargo-deny", version: "0.20.2", probe: &["cargo-deny", "--version"] };

/// Builds the book. Under two minutes to build on two cores.
pub(crate) const MDBOOK: Tool = Tool { package: "mdbook", version: "0.5.4", probe: &["mdbook", "--version"] };

impl Tool {
    /// Sees to it that the program is there.
    pub(crate) fn install(&self, workspace: &Workspace) -> Attempt {
        let (program, arguments) = self.probe.split_first().ok_or("a tool without a probe")?;
        if commands::succeeds(&mut workspace.command(program, arguments)) {
            return Ok(());
        }
        commands::run(&mut workspace.cargo(&["install", "--locked", "--version", self.version, self.package]))
    }
}

/// Whether cargo-nextest is there. It is not installed: `cargo test` runs the same tests, only slower.
pub(crate) fn has_nextest(workspace: &Workspace) -> bool {
    commands::succeeds(&mut workspace.cargo(&["nextest", "--version"]))
}
