//! Names and paths on the command line to policies.
//!
//! A file's parents are looked for next to it and in the folders above that hold policies, then among the shipped.

use std::fmt;
use std::path::{Path, PathBuf};

use menkan::near::nearest_word;
use menkan::policy::{Library, Policy};
use menkan::source::{FileId, SourceFile};
use menkan::syntax::{self, limits::MAX_BYTES};

use crate::failure::{Failure, InputError};
use crate::input;

/// The policy of this name or path.
pub(crate) fn load(named: &str) -> Result<Policy, Failure> {
    Named::find(named)?.load()
}

/// A policy as it was named: shipped, or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// A shipped policy.
    Shipped(String),
    /// A file.
    File(PathBuf),
}

impl Named {
    /// One policy: a shipped name before a path.
    fn find(named: &str) -> Result<Self, InputError> {
        if menkan_policies::source(named).is_some() {
            return Ok(Self::Shipped(named.to_owned()));
        }
        let path = PathBuf::from(named);
        let looks_like_a_path = path.extension().is_some_and(|it| it == "menkan") || path.components().count() > 1;
        if path.exists() || looks_like_a_path {
            return Ok(Self::File(path));
        }
        let nearest = nearest_word(named, menkan_policies::names()).map(str::to_owned);
        Err(InputError::NoSuchPolicy(named.to_owned(), nearest))
    }

    /// Every policy that a path names: one, or those in a folder.
    pub(crate) fn find_all(named: &str) -> Result<Vec<Self>, InputError> {
        let path = Path::new(named);
        if menkan_policies::source(named).is_none() && path.is_dir() {
            let files = input::policy_files(path)?;
            if files.is_empty() {
                return Err(InputError::NoPolicies(path.to_owned()));
            }
            return Ok(files.into_iter().map(Self::File).collect());
        }
        Ok(vec![Self::find(named)?])
    }

    /// Reads and checks the policy.
    pub(crate) fn load(&self) -> Result<Policy, Failure> {
        let loaded = match self {
            Self::Shipped(name) => Policy::load(name, &menkan_policies::library()),
            Self::File(path) => {
                let text = input::read_text(path, MAX_BYTES)?;
                Policy::parse(SourceFile::new(&path.to_string_lossy(), &text), &Nearby::of(path))
            }
        };
        loaded.map_err(Failure::Policy)
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The policies near a file, then the shipped ones.
pub(crate) struct Nearby {
    files: Vec<PathBuf>,
}

impl Nearby {
    pub(crate) fn of(file: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let whole = file.canonicalize().unwrap_or_else(|_| here.join(file));
        let mut files = Vec::new();
        for folder in whole.ancestors().skip(1) {
            let own = input::neighbours(folder);
            if own.is_empty() {
                break;
            }
            // As short as its user would write it.
            files.extend(own.iter().map(|path| path.strip_prefix(&here).unwrap_or(path).to_owned()));
        }
        Self { files }
    }
}

impl Library for Nearby {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let named_so = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == name);
        let read = |path: &PathBuf| {
            let text = input::read_text(path, MAX_BYTES).ok()?;
            Some(SourceFile::new(&path.to_string_lossy(), &text))
        };
        let by_file_name = self.files.iter().find(named_so).and_then(read);
        let by_header =
            || self.files.iter().filter_map(read).find(|file| header_names(file.text()).any(|it| it == name));
        by_file_name.or_else(by_header).or_else(|| menkan_policies::library().source(name))
    }

    fn names(&self) -> Vec<String> {
        let stems = self.files.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
        stems.chain(menkan_policies::names().map(str::to_owned)).collect()
    }
}

/// The names in the `policy` line of a text.
fn header_names(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_header = |line: &&&str| line.starts_with("policy") || line.starts_with("政策");
    let header = lines.iter().find(is_header).map(|line| syntax::parse(line, FileId::default()).file.header);
    let names = header.flatten().map(|header| header.names);
    let forms = names.into_iter().flat_map(|names| [names.ascii, names.han]);
    forms.flatten().map(|form| form.text.to_string()).collect::<Vec<_>>().into_iter()
}
