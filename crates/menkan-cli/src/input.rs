//! What a command is given as a case: a file or standard input.

use std::io::{IsTerminal as _, stdin};
use std::path::Path;

use crate::failure::InputError;

/// The bytes of a file of at most `limit` bytes.
pub(crate) fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, InputError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => InputError::NoSuchFile(path.to_owned()),
        ErrorKind::IsADirectory => InputError::Folder(path.to_owned()),
        _ => InputError::Unreadable(path.to_owned(), error.to_string()),
    };
    if path.is_dir() {
        return Err(InputError::Folder(path.to_owned()));
    }
    let file = File::open(path).map_err(unreadable)?;
    read(file, path, limit)
}

/// The text of a file of at most `limit` bytes.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, InputError> {
    text(read_file(path, limit)?, path)
}
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

/// The text on standard input, of at most `limit` bytes.
pub(crate) fn read_standard_input(from: impl Read, limit: usize) -> Result<String, InputError> {
    text(read(from, Path::new("-"), limit)?, Path::new("-"))
}

fn text(bytes: Vec<u8>, path: &Path) -> Result<String, InputError> {
    String::from_utf8(bytes).map_err(|error| InputError::NotUtf8(path.to_owned(), error.utf8_error().valid_up_to() + 1))
}

fn read(from: impl Read, path: &Path, limit: usize) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::Unreadable(path.to_owned(), error.to_string()))?;
    if bytes.len() > limit { Err(InputError::TooLarge(path.to_owned(), limit)) } else { Ok(bytes) }
}

/// The policy files of a folder and the folders in it, by path. Links to folders are not followed.
pub(crate) fn policy_files(folder: &Path) -> Result<Vec<PathBuf>, InputError> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for (path, is_folder) in entries(&folder)? {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if is_folder && !hidden {
                open.push(path);
            } else if !is_folder && is_policy(&path) {
                files.push(path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_owned));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The policy files that lie in a folder itself; none where it cannot be read.
pub(crate) fn neighbours(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = entries(folder)
        .unwrap_or_default()
        .into_iter()
        .filter(|(path, is_folder)| !is_folder && is_policy(path))
        .map(|(path, _)| path)
        .collect();
    files.sort();
    files
}

fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, InputError> {
    let unreadable = |error: std::io::Error| InputError::Unreadable(folder.to_owned(), error.to_string());
    let entry = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        Ok((entry.path(), is_folder))
    };
    std::fs::read_dir(folder).map_err(unreadable)?.map(|found| entry(found).map_err(unreadable)).collect()
}

fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "menkan")
}
