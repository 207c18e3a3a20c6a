//! The pages of `docs/errors`: one for each code, with an example that is wrong and one that is right.

use std::fs;
use std::path::{Path, PathBuf};

use crate::documents::root;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The code that it is about, from its file name.
    pub code: String,
    /// What stands behind the code in its title: `中文 / English`.
    pub title: String,
    /// Under the four headings, in their order.
    pub sections: Vec<Section>,
    /// Where it stands.
    pub path: PathBuf,
}

/// What stands under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// The fenced blocks.
    pub blocks: Vec<Block>,
    /// Whether there are words outside the blocks.
    pub words: usize,
}

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The words of its fence.
    pub info: Vec<String>,
    /// What stands between the fences.
    pub text: String,
}

/// The headings of every page, in order.
pub const HEADINGS: [&str; 4] = ["反例 / Wrong", "提示 / What is printed", "正例 / Right", "理由 / Why"];

impl Block {
    /// The value of a word `name=value` of the fence.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.info.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }
}

/// The folder of the pages.
#[must_use]
pub fn folder() -> PathBuf {
    root().join("docs/errors")
}

/// Every page, by code.
///
/// # Errors
/// Where a page cannot be read, or lacks its title or a heading.
pub fn pages() -> Result<Vec<Page>, String> {
    let entries = fs::read_dir(folder()).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md"));
    paths.sort();
    paths.iter().map(|path| page(path)).collect()
}

fn page(path: &Path) -> Result<Page, String> {
    let told = |what: &str| format!("{}: {what}", path.display());
    let text = fs::read_to_string(path).map_err(|error| told(&error.to_string()))?;
    let code = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let title = text.lines().next().and_then(|line| line.strip_prefix(&format!("# {code}: ")));
    let title = title.ok_or_else(|| told("the first line is not `# CODE: 中文 / English`"))?.to_owned();
    let sections = sections(&text);
    let headings: Vec<&str> = sections.iter().map(|section| section.heading.as_str()).collect();
    if headings != HEADINGS {
        return Err(told(&format!("has the headings {headings:?}, not {HEADINGS:?}")));
    }
    Ok(Page { code, title, sections, path: path.to_owned() })
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        if let Some(block) = &mut open {
            if line == "```" {
                if let (Some(block), Some(section)) = (open.take(), sections.last_mut()) {
                    section.blocks.push(block);
                }
            } else {
                block.text.push_str(line);
                block.text.push('\n');
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let info = info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
            open = Some(Block { info, text: String::new() });
        } else if let Some(heading) = line.strip_prefix("## ") {
            sections.push(Section { heading: heading.to_owned(), blocks: Vec::new(), words: 0 });
        } else if let Some(section) = sections.last_mut() {
            section.words += line.split_whitespace().count();
        }
    }
    sections
}

/// Writes what is printed into a page, in place of what stands under that heading.
///
/// # Errors
/// Where the page cannot be read or written.
pub fn write_printed(page: &Page, printed: &str) -> std::io::Result<()> {
    let text = fs::read_to_string(&page.path)?;
    let (heading, next) = (format!("## {}\n", HEADINGS[1]), format!("## {}\n", HEADINGS[2]));
    let (Some((before, _)), Some((_, behind))) = (text.split_once(&heading), text.split_once(&next)) else {
        return Ok(());
    };
    fs::write(&page.path, format!("{before}{heading}{printed}\n{next}{behind}"))
}

/// Every code that the library and the command can tell, sorted.
///
/// # Errors
/// Where the source tree cannot be read.
pub fn codes() -> std::io::Result<Vec<String>> {
    let mut codes: Vec<String> = codes_by_file()?.into_iter().map(|(_, code)| code).collect();
    codes.sort();
    codes.dedup();
    Ok(codes)
}

/// The codes that are written in each file that tells some.
///
/// # Errors
/// Where the source tree cannot be read.
pub fn codes_by_file() -> std::io::Result<Vec<(PathBuf, String)>> {
    let library = root().join("crates/menkan/src");
    let mut files = vec![
        library.join("trial.rs"),
        library.join("case/error.rs"),
        library.join("codec/error.rs"),
        library.join("decide/error.rs"),
        library.join("interview/saved.rs"),
        root().join("crates/menkan-files/src/error.rs"),
    ];
    for folder in ["diagnostic/catalogue", "diagnostic/catalogue/model"] {
        for entry in fs::read_dir(library.join(folder))? {
            files.push(entry?.path());
        }
    }
    let mut codes = Vec::new();
    for file in files.into_iter().filter(|file| file.extension().is_some_and(|it| it == "rs")) {
        let text = fs::read_to_string(&file)?;
        let quoted = text.split('"').filter(|word| is_code(word));
        codes.extend(quoted.map(|code| (file.clone(), code.to_owned())));
    }
    Ok(codes)
}

/// `M0103`, `C0101`, `F0106`.
fn is_code(word: &str) -> bool {
    let mut characters = word.chars();
    matches!(characters.next(), Some('M' | 'C' | 'F' | 'K'))
        && word.len() == 5
        && characters.all(|c| c.is_ascii_digit())
}
