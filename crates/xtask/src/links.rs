//! Follows the links between the Markdown documents of the source tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::Attempt;
use crate::markdown::Document;
use crate::steps::Outcome;
use crate::workspace::Workspace;

/// Every relative link leads to a file or folder, and every `#…` behind one to a heading. Addresses on the web are not
/// followed.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let documents = read_documents(workspace)?;
    let broken = broken_links(&documents, |path| workspace.root.join(path).exists());
    if broken.is_empty() { Ok(Outcome::Passed) } else { Err(broken.join("\n").into()) }
}

/// The Markdown documents of the source tree, by their paths from its root.
pub(crate) fn read_documents(workspace: &Workspace) -> Attempt<BTreeMap<PathBuf, Document>> {
    let mut documents = BTreeMap::new();
    for path in workspace.files()? {
        if path.extension().is_some_and(|extension| extension == "md") {
            let markdown = fs::read_to_string(workspace.root.join(&path))?;
            documents.insert(path, Document::read(&markdown));
        }
    }
    Ok(documents)
}

fn broken_links(documents: &BTreeMap<PathBuf, Document>, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, document) in documents {
        for (link, line) in &document.links {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = path.parent().unwrap_or(Path::new(""));
            let target = if file.is_empty() { path.clone() } else { plain(&folder.join(file)) };
            let place = format!("{}:{line}", path.display());
            if !exists(&target) {
                broken.push(format!("{place}: `{link}` leads nowhere"));
            } else if let Some(target) = documents.get(&target)
                && !anchor.is_empty()
                && !target.anchors.iter().any(|known| known == anchor)
            {
                broken.push(format!("{place}: `{link}` names no heading"));
            }
        }
    }
    broken
}

/// The path without `.` and `..`, so that it can be looked up.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(component),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(guide: &str) -> Vec<String> {
        let guide = (PathBuf::from("docs/guide.md"), Document::read(guide));
        let readme = (PathBuf::from("README.md"), Document::read("# Start here\n"));
        let documents = BTreeMap::from([guide, readme]);
        broken_links(&documents, |path| documents.contains_key(path) || path == Path::new("grammar"))
    }

    #[test]
    fn links_to_files_folders_and_headings_hold() {
        assert_eq!(broken("# G\n[a](../README.md#start-here) [b](#g) [c](../grammar) [d](https://x.example)"), [""; 0]);
    }

    #[test]
    fn a_missing_file_or_heading_is_told_with_its_line() {
        assert_eq!(
            broken("# G\n\n[a](other.md)\n[b](../README.md#end)"),
            ["docs/guide.md:3: `other.md` leads nowhere", "docs/guide.md:4: `../README.md#end` names no heading"]
        );
    }
}
