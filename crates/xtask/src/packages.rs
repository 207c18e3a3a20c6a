//! Packages every published crate, unpacks them outside the workspace and builds them there, as someone would who
//! got them from a registry. Cargo's own check of a package unpacks below `target`, where paths that lead out of the
//! package still find the workspace; a file that was left behind shows only elsewhere.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, process};

use crate::steps::Outcome;
use crate::workspace::{Package, Workspace};
use crate::{Attempt, commands};

/// Every published crate builds from its package alone, its siblings from theirs.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let packages: Vec<&Package> = workspace.published().collect();
    if packages.is_empty() {
        return Ok(Outcome::Skipped("no crate is published".to_owned()));
    }
    let mut command = workspace.cargo(&["package", "--no-verify", "--allow-dirty"]);
    commands::run(command.args(packages.iter().flat_map(|package| ["--package", package.name.as_str()])))?;
    let elsewhere = Elsewhere::new()?;
    for package in &packages {
        let file = workspace.target.join("package").join(format!("{}.crate", folder_name(package)));
        commands::run(Command::new("tar").arg("-xzf").arg(file).arg("-C").arg(&elsewhere.folder))?;
    }
    fs::write(elsewhere.folder.join("Cargo.toml"), manifest(&packages))?;
    fs::copy(workspace.root.join("Cargo.lock"), elsewhere.folder.join("Cargo.lock"))?;
    let mut command = workspace.cargo(&["check", "--workspace"]);
    // The dependencies stay built from one run to the next; the packages move, and are checked anew.
    command.current_dir(&elsewhere.folder).env("CARGO_TARGET_DIR", workspace.target.join("packages"));
    commands::run(&mut command)?;
    Ok(Outcome::Passed)
}

/// A folder outside the workspace, removed when done.
struct Elsewhere {
    folder: PathBuf,
}

impl Elsewhere {
    fn new() -> Attempt<Self> {
        let folder = env::temp_dir().join(format!("menkan-packages-{}", process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // What is left behind lies in the system's folder for such files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A workspace of the unpacked crates in which each stands for its namesake in the registry.
fn manifest(packages: &[&Package]) -> String {
    let members = packages.iter().map(|package| format!("{:?}", folder_name(package))).collect::<Vec<_>>().join(", ");
    let patches =
        packages.iter().map(|package| format!("{} = {{ path = {:?} }}\n", package.name, folder_name(package)));
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n[patch.crates-io]\n{}",
        patches.collect::<String>()
    )
}

fn folder_name(package: &Package) -> String {
    format!("{}-{}", package.name, package.version)
}
