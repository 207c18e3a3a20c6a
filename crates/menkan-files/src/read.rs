//! Files and streams, read up to a limit: an endless one ends there.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use menkan::compiled_form::{self, is_compiled};
use menkan::syntax::limits;

use crate::FileError;

/// The bytes of a file of at most `limit` bytes.
///
/// # Errors
/// Where there is none that can be read, or it is longer.
pub fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, FileError> {
    read_stream(open(path)?, path, limit)
}

/// The bytes of a policy: of a text as many as a text may have, of a compiled policy as many as that may have.
///
/// # Errors
/// As [`read_file`].
pub fn read_policy(path: &Path) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    let mut bytes = Vec::new();
    let unreadable = |error: std::io::Error| FileError::Unreadable(path.to_owned(), error.to_string());
    file.by_ref().take(compiled_form::MAGIC.len() as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let limit = if is_compiled(&bytes) { compiled_form::MAX_BYTES } else { limits::MAX_BYTES };
    bytes.extend(read_stream(file, path, limit - bytes.len()).map_err(|error| match error {
        FileError::TooLarge(path, _) => FileError::TooLarge(path, limit),
        other => other,
    })?);
    Ok(bytes)
}

fn open(path: &Path) -> Result<File, FileError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FileError::NoSuchFile(path.to_owned()),
        ErrorKind::IsADirectory => FileError::Folder(path.to_owned()),
        _ => FileError::Unreadable(path.to_owned(), error.to_string()),
    };
    if path.is_dir() {
        return Err(FileError::Folder(path.to_owned()));
    }
    File::open(path).map_err(unreadable)
}

/// The text of a file of at most `limit` bytes.
///
/// # Errors
/// As [`read_file`], and where it is not UTF-8.
pub fn read_text(path: &Path, limit: usize) -> Result<String, FileError> {
    text(read_file(path, limit)?, path)
}

/// The text of a stream of at most `limit` bytes; `path` is what messages call it.
///
/// # Errors
/// As [`read_stream`], and where it is not UTF-8.
pub fn read_text_stream(from: impl Read, path: &Path, limit: usize) -> Result<String, FileError> {
    text(read_stream(from, path, limit)?, path)
}

pub(crate) fn text(bytes: Vec<u8>, path: &Path) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|error| FileError::NotUtf8(path.to_owned(), error.utf8_error().valid_up_to() + 1))
}

/// The bytes of a stream of at most `limit` bytes; `path` is what messages call it.
///
/// # Errors
/// Where it breaks off, or is longer.
pub fn read_stream(from: impl Read, path: &Path, limit: usize) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::Unreadable(path.to_owned(), error.to_string()))?;
    if bytes.len() > limit { Err(FileError::TooLarge(path.to_owned(), limit)) } else { Ok(bytes) }
}

/// The policy files of a folder and the folders in it, by path. Links to folders are not followed.
///
/// # Errors
/// Where the folder cannot be read, or holds none.
pub fn policy_files(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
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
    if files.is_empty() {
        return Err(FileError::NoPolicies(folder.to_owned()));
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

fn entries(folder: &Path) -> Result<Vec<(PathBuf, bool)>, FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable(folder.to_owned(), error.to_string());
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
