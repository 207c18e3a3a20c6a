//! What a command is given as a case: a file or standard input.

use std::io::{IsTerminal as _, stdin};
use std::path::Path;

use menkan_files::{FileError, read_file, read_stream};

/// What was named as a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseText {
    /// The bytes; `None` where nothing was given.
    pub(crate) bytes: Option<Vec<u8>>,
    /// The name of the file.
    pub(crate) file: Option<String>,
}

/// The case at a path, `-` or nothing for standard input. Nothing typed into a terminal is waited for.
pub(crate) fn read_case(path: Option<&str>, limit: usize) -> Result<CaseText, FileError> {
    match path {
        None if stdin().is_terminal() => Ok(CaseText { bytes: None, file: None }),
        None => {
            let bytes = read_stream(stdin().lock(), Path::new("-"), limit)?;
            let given = bytes.iter().any(|byte| !byte.is_ascii_whitespace());
            Ok(CaseText { bytes: given.then_some(bytes), file: None })
        }
        Some("-") => Ok(CaseText { bytes: Some(read_stream(stdin().lock(), Path::new("-"), limit)?), file: None }),
        Some(path) => Ok(CaseText { bytes: Some(read_file(Path::new(path), limit)?), file: Some(path.to_owned()) }),
    }
}
