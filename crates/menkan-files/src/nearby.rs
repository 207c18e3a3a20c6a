//! Where a policy in a file finds its parents: next to it and in the folders above that hold policies, then among the
//! shipped.

use std::path::{Path, PathBuf};

use menkan::policy::{Library, names_in_header};
use menkan::source::SourceFile;
use menkan::syntax::limits::MAX_BYTES;

use crate::read;

/// The policies near a file, then the shipped ones.
#[derive(Debug, Clone)]
pub struct Nearby {
    files: Vec<PathBuf>,
}

impl Nearby {
    /// Those that a policy in this file can extend.
    #[must_use]
    pub fn of(file: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let whole = file.canonicalize().unwrap_or_else(|_| here.join(file));
        let mut files = Vec::new();
        for folder in whole.ancestors().skip(1) {
            let own = read::neighbours(folder);
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
            let text = read::read_text(path, MAX_BYTES).ok()?;
            Some(SourceFile::new(&path.to_string_lossy(), &text))
        };
        let by_file_name = self.files.iter().find(named_so).and_then(read);
        let by_header =
            || self.files.iter().filter_map(read).find(|file| names_in_header(file.text()).iter().any(|it| it == name));
        by_file_name.or_else(by_header).or_else(|| menkan_policies::library().source(name))
    }

    fn names(&self) -> Vec<String> {
        let stems = self.files.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
        stems.chain(menkan_policies::names().map(str::to_owned)).collect()
    }
}
