//! What Markdown documents show in fenced blocks: policies, cases, and the decisions that come of them.
//!
//! | fence | is |
//! |---|---|
//! | `menkan` | a policy |
//! | `menkan,fragment` | goes on with the policy before it, or with the last one whose `file=NAME` it shares |
//! | `menkan,wrong,file=NAME` | a policy with a fault: the document's commands show what is said of it |
//! | `json,case=POLICY` | a case for a policy of this document or a shipped one |
//! | `json,decision` | what comes of the case before it, key by key, the digest as `sha256:…`; `part` leaves some out |
//! | `json,errors` | what is wrong with the case before it |
//!
//! What has `file=NAME` is a file of that name for the commands behind it.

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The document, from the root of the source tree.
    pub document: PathBuf,
    /// The line of the opening fence, from one.
    pub line: usize,
    /// The first word behind the fence.
    pub language: String,
    /// The words behind that.
    pub words: Vec<String>,
    /// What stands between the fences.
    pub text: String,
}

impl Block {
    /// Where it stands: `docs/language.md:40`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.document.display(), self.line)
    }

    /// Whether a word stands behind the language.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// What stands behind `KEY=` among its words.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }
}

/// A policy that a document shows: a block that begins with `policy`, and the fragments that go on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where its first block stands: `docs/language.md:40`.
    pub place: String,
    /// Its name, the ASCII form.
    pub name: String,
    /// The file that the document's commands find it in.
    pub file: Option<String>,
    /// Its text, a blank line between blocks.
    pub text: String,
}

/// The root of the source tree.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every fenced block of a document.
#[must_use]
pub fn blocks(document: &Path, markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, span) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned);
                let language = words.next().unwrap_or_default();
                let line = 1 + markdown[..span.start].matches('\n').count();
                let words = words.collect();
                open = Some(Block { document: document.into(), line, language, words, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// The policies that a document's blocks make up; a block that neither begins nor goes on with one is told by its place.
///
/// # Errors
/// The places of blocks that belong to no policy.
pub fn policies(blocks: &[Block]) -> Result<Vec<Shown>, Vec<String>> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut stray = Vec::new();
    for block in blocks.iter().filter(|block| block.language == "menkan") {
        let file = block.value("file");
        let fragment = block.has("fragment");
        let goes_on = match file {
            Some(_) => shown.iter().rposition(|policy| policy.file.as_deref() == file),
            None => shown.len().checked_sub(1),
        };
        match (policy_name(&block.text), goes_on) {
            // Whoever shows a fault says what comes of it, which needs a file.
            _ if block.has("wrong") && file.is_some() => {}
            (Some(name), _) if !fragment => {
                let file = file.map(str::to_owned);
                shown.push(Shown { place: block.place(), name, file, text: block.text.clone() });
            }
            (None, Some(place)) if fragment => {
                shown[place].text.push('\n');
                shown[place].text.push_str(&block.text);
            }
            _ => stray.push(block.place()),
        }
    }
    if stray.is_empty() { Ok(shown) } else { Err(stray) }
}

/// The name on a policy line, where the text begins with one.
fn policy_name(text: &str) -> Option<String> {
    let line = text.lines().find(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty())?;
    let mut words = line.split_whitespace();
    words.next().filter(|word| matches!(*word, "policy" | "政策"))?;
    words.find(|word| word.is_ascii() && *word != "/").map(str::to_owned)
}
