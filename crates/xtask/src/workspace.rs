//! What `cargo metadata` tells of this workspace: where it lies and which packages it has.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::{Attempt, commands};

/// The workspace that this program was built in.
pub(crate) struct Workspace {
    /// The folder that holds the virtual manifest.
    pub(crate) root: PathBuf,
    /// The folder for everything built.
    pub(crate) target: PathBuf,
    /// The members, in the order of the manifest.
    pub(crate) packages: Vec<Package>,
}

/// One member.
pub(crate) struct Package {
    /// The name in its manifest.
    pub(crate) name: String,
    /// The version in its manifest.
    pub(crate) version: String,
    /// The folder that holds its manifest.
    pub(crate) folder: PathBuf,
    /// Its features, `default` left out.
    pub(crate) features: Vec<String>,
    /// Whether it is meant for others to depend on.
    pub(crate) published: bool,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn read() -> Attempt<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let mut command = Command::new(cargo_program());
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest);
        let metadata: Value = serde_json::from_str(&commands::output(&mut command)?)?;
        let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
        Ok(Self {
            root: text(&metadata, "workspace_root")?.into(),
            target: text(&metadata, "target_directory")?.into(),
            packages: packages.iter().map(Package::read).collect::<Attempt<_>>()?,
        })
    }

    /// A cargo command at the root of the workspace.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        self.command(&cargo_program(), arguments)
    }

    /// A command at the root of the workspace.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).args(arguments);
        command
    }

    /// The member of that name, once there is one.
    pub(crate) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The members that others depend on.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.published)
    }

    /// The files of the source tree, from the root: what git tracks, and what it would track.
    pub(crate) fn files(&self) -> Attempt<Vec<PathBuf>> {
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let list = commands::output(&mut self.command("git", &list))?;
        let files = list.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(files.filter(|path| fs::symlink_metadata(self.root.join(path)).is_ok()).collect())
    }
}

impl Package {
    fn read(entry: &Value) -> Attempt<Self> {
        let manifest = PathBuf::from(text(entry, "manifest_path")?);
        let features = entry["features"].as_object().ok_or("cargo metadata lists no features")?;
        Ok(Self {
            name: text(entry, "name")?.to_owned(),
            version: text(entry, "version")?.to_owned(),
            folder: manifest.parent().ok_or("a manifest lies in no folder")?.to_owned(),
            features: features.keys().filter(|feature| *feature != "default").cloned().collect(),
            published: entry["publish"].is_null(),
        })
    }
}

/// Cargo tells the programs that it runs where it is.
pub(crate) fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn text<'value>(value: &'value Value, key: &str) -> Attempt<&'value str> {
    value[key].as_str().ok_or_else(|| format!("cargo metadata gives no `{key}`").into())
}
