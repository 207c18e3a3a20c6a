//! Files written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use menkan_files::FileError;

/// Gives a file other contents: written beside it first, then renamed onto it, so that nobody ever reads half of it. The
/// permissions stay; a link stays one, and what it leads to is replaced.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    let unwritable = |error: std::io::Error| FileError::Unwritable(path.to_owned(), error.to_string());
    let file = fs::canonicalize(path).map_err(unwritable)?;
    let permissions = fs::metadata(&file).map_err(unwritable)?.permissions();
    // A file that may not be written is not to be replaced either.
    OpenOptions::new().append(true).open(&file).map_err(unwritable)?;
    let (mut beside, temporary) = create_beside(&file).map_err(unwritable)?;
    let written = beside
        .write_all(contents)
        .and_then(|()| beside.set_permissions(permissions))
        .and_then(|()| beside.sync_all())
        .and_then(|()| fs::rename(&temporary, &file));
    if written.is_err() {
        // What is half written helps nobody; why it could not be written is told.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(unwritable)
}

/// Writes a file, whole or not at all: a new one, or what another contained is replaced.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<(), FileError> {
    if path.exists() {
        return replace(path, contents);
    }
    let unwritable = |error: std::io::Error| FileError::Unwritable(path.to_owned(), error.to_string());
    let (mut beside, temporary) = create_beside(path).map_err(unwritable)?;
    let written =
        beside.write_all(contents).and_then(|()| beside.sync_all()).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(unwritable)
}

/// A new file in the folder of another, under a name that `menkan` does not take for a policy.
fn create_beside(file: &Path) -> std::io::Result<(File, PathBuf)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut attempt = 0_u32;
    loop {
        let temporary = file.with_file_name(format!(".{name}.{}-{attempt}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
            opened => return Ok((opened?, temporary)),
        }
    }
}
