//! Conformance cases: a case, a policy, and what any surface must make of it.
//!
//! `conformance/TOPIC/*.json` holds them, each file a list. What is expected is written from the law, not copied from
//! an answer; `because` says from where. `golden` marks the few whose whole decision is kept, byte for byte, in
//! `conformance/TOPIC/golden/NAME.json`.

mod expect;

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use serde_json::value::RawValue;

pub use expect::Expected;

/// One conformance case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conformance {
    /// What happens, as a name in snake case.
    pub name: String,
    /// Why that is right: the provision.
    pub because: String,
    /// A shipped policy's name, or the path of a policy from the root of the source tree.
    pub policy: String,
    /// The case as it is given to a surface, byte for byte.
    case: Option<Box<RawValue>>,
    /// The same, where it is no JSON.
    case_text: Option<String>,
    /// What comes of it.
    pub expect: Expected,
    /// Whether the whole decision is kept.
    #[serde(default)]
    pub golden: bool,
    /// The file that it stands in.
    #[serde(skip)]
    pub file: PathBuf,
}

impl Conformance {
    /// The text of the case.
    #[must_use]
    pub fn text(&self) -> &str {
        match (&self.case, &self.case_text) {
            (Some(case), _) => case.get(),
            (None, Some(text)) => text,
            (None, None) => "",
        }
    }

    /// The file that keeps the whole decision.
    #[must_use]
    pub fn golden_file(&self) -> PathBuf {
        let folder = self.file.parent().unwrap_or(Path::new("")).join("golden");
        folder.join(format!("{}.json", self.name))
    }

    /// The topic, the file and the name: `hardship/standard: exactly_at_the_line`.
    #[must_use]
    pub fn title(&self) -> String {
        let file = self.file.with_extension("");
        let parts: Vec<_> = file.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        format!("{}/{}: {}", parts.get(1).map_or("", |part| part), parts.first().map_or("", |part| part), self.name)
    }
}

/// The folder of the cases.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Every case, by file and then in the order written.
///
/// # Errors
/// Where a file cannot be read, or is not a list of cases.
pub fn all() -> io::Result<Vec<Conformance>> {
    let mut cases = Vec::new();
    for topic in sorted(&folder())? {
        if !topic.is_dir() {
            continue;
        }
        for file in sorted(&topic)? {
            if file.extension().is_some_and(|extension| extension == "json") {
                cases.extend(read(&file)?);
            }
        }
    }
    Ok(cases)
}

/// The policies that some of the cases use, beside them.
///
/// # Errors
/// Where the folder cannot be read.
pub fn policies() -> io::Result<Vec<PathBuf>> {
    let mut policies = Vec::new();
    for topic in sorted(&folder())?.into_iter().filter(|path| path.is_dir()) {
        policies.extend(sorted(&topic)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "menkan")));
    }
    Ok(policies)
}

fn read(file: &Path) -> io::Result<Vec<Conformance>> {
    let text = fs::read_to_string(file)?;
    let mut cases: Vec<Conformance> =
        serde_json::from_str(&text).map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
    for case in &mut cases {
        file.clone_into(&mut case.file);
    }
    Ok(cases)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}
