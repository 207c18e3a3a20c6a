//! The surfaces that decide a conformance case: each gives the bytes that it prints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use menkan::decide::Request;
use menkan::policy::{Library, Policy, Rejected};
use menkan::source::SourceFile;
use serde_json::Value;

use crate::conformance::Conformance;
use crate::documents::root;

/// The Rust library, its policies loaded once.
pub struct Rust<'l> {
    library: &'l dyn Library,
    policies: BTreeMap<String, Policy>,
}

impl<'l> Rust<'l> {
    /// The library with these policies.
    #[must_use]
    pub fn new(library: &'l dyn Library) -> Self {
        Self { library, policies: BTreeMap::new() }
    }

    /// The policy of a name or path.
    ///
    /// # Errors
    /// Where it is not accepted.
    pub fn policy(&mut self, named: &str) -> Result<&Policy, Rejected> {
        if !self.policies.contains_key(named) {
            let policy = Policy::load(named, self.library)?;
            self.policies.insert(named.to_owned(), policy);
        }
        Ok(&self.policies[named])
    }

    /// The policies loaded so far.
    pub fn loaded(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
    }

    /// What the library makes of a case: the decision as JSON, or the errors.
    ///
    /// # Errors
    /// Where the policy is not accepted.
    pub fn decide(&mut self, case: &Conformance) -> Result<String, Rejected> {
        let decided = self.policy(&case.policy)?.decide_json(case.text().as_bytes(), &Request::default());
        Ok(decided.map_or_else(|refused| refused.to_json(), |decision| decision.to_json()))
    }
}

/// The path of the command, built as a user would build it.
///
/// # Errors
/// Where it does not build.
pub fn command() -> io::Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--quiet", "--release", "--package", "menkan-cli", "--message-format", "json"];
    let output = Command::new(cargo).current_dir(root()).args(arguments).stderr(Stdio::inherit()).output()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let programs = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = programs.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    programs.next_back().ok_or_else(|| io::Error::other("the command does not build"))
}

/// Policies by name, and those in files by path, with their neighbours by name.
pub struct Files<L>(
    /// The policies by name.
    pub L,
);

impl<L: Library> Library for Files<L> {
    fn source(&self, name: &str) -> Option<SourceFile> {
        if let Some(file) = self.0.source(name) {
            return Some(file);
        }
        let path = root().join(name);
        if path.is_file() {
            return read(&path, name).ok();
        }
        let stem = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == name);
        let path = crate::conformance::policies().ok()?.into_iter().find(stem)?;
        read(&path, name).ok()
    }

    fn names(&self) -> Vec<String> {
        self.0.names()
    }
}

fn read(path: &Path, name: &str) -> io::Result<SourceFile> {
    Ok(SourceFile::new(name, &fs::read_to_string(path)?))
}
