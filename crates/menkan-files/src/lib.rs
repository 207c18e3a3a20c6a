//! Policies by name or path: shipped, or in files with their parents beside them, or compiled.
//!
//! The library reads no file; this is what reads them for the command and for Python.

mod error;
mod nearby;
mod read;

use std::fmt;
use std::path::{Path, PathBuf};

use menkan::compiled_form::{CompiledError, is_compiled};
use menkan::near::nearest_word;
use menkan::policy::{Policy, Rejected};
use menkan::source::SourceFile;

pub use error::FileError;
pub use nearby::Nearby;
pub use read::{policy_files, read_file, read_policy, read_stream, read_text, read_text_stream};

/// Why there is no policy of a name or path.
#[derive(Debug, Clone)]
pub enum LoadError {
    /// What was named cannot be read.
    File(FileError),
    /// The policy is at fault.
    Policy(Rejected),
    /// The file holds a compiled policy that cannot be used.
    Compiled(CompiledError),
}

/// The policy of this name or path.
///
/// # Errors
/// Where there is none, or it cannot be read, or is at fault.
pub fn load(named: &str) -> Result<Policy, LoadError> {
    Named::find(named).map_err(LoadError::File)?.load()
}

/// A policy as it was named: shipped, or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A shipped policy.
    Shipped(String),
    /// A file.
    File(PathBuf),
}

impl Named {
    /// One policy: a shipped name before a path.
    ///
    /// # Errors
    /// Where it is neither shipped nor looks like a path.
    pub fn find(named: &str) -> Result<Self, FileError> {
        if menkan_policies::source(named).is_some() {
            return Ok(Self::Shipped(named.to_owned()));
        }
        let path = PathBuf::from(named);
        let looks_like_a_path = path.extension().is_some_and(|it| it == "menkan") || path.components().count() > 1;
        if path.exists() || looks_like_a_path {
            return Ok(Self::File(path));
        }
        let nearest = nearest_word(named, menkan_policies::names()).map(str::to_owned);
        Err(FileError::NoSuchPolicy(named.to_owned(), nearest))
    }

    /// Every policy that a path names: one, or those in a folder.
    ///
    /// # Errors
    /// As [`Named::find`], and where the folder holds none or cannot be read.
    pub fn find_all(named: &str) -> Result<Vec<Self>, FileError> {
        let path = Path::new(named);
        if menkan_policies::source(named).is_none() && path.is_dir() {
            return Ok(policy_files(path)?.into_iter().map(Self::File).collect());
        }
        Ok(vec![Self::find(named)?])
    }

    /// Reads and checks the policy. A file that begins as a compiled policy does is one, whatever it is called.
    ///
    /// # Errors
    /// Where the file cannot be read, or the policy or a parent is at fault.
    pub fn load(&self) -> Result<Policy, LoadError> {
        let loaded = match self {
            Self::Shipped(name) => Policy::load(name, &menkan_policies::library()),
            Self::File(path) => {
                let bytes = read_policy(path).map_err(LoadError::File)?;
                if is_compiled(&bytes) {
                    return Policy::from_compiled(&bytes).map_err(LoadError::Compiled);
                }
                let text = read::text(bytes, path).map_err(LoadError::File)?;
                Policy::parse(SourceFile::new(&path.to_string_lossy(), &text), &Nearby::of(path))
            }
        };
        loaded.map_err(LoadError::Policy)
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
