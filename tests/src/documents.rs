//! The policy texts that Markdown documents show.

use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A fenced block of policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The document, from the root of the source tree.
    pub document: PathBuf,
    /// The line of the opening fence, from one.
    pub line: usize,
    /// The words behind `menkan`.
    pub words: Vec<String>,
    /// What stands between the fences.
    pub text: String,
}

/// A policy that a document shows: a block that begins with `policy`, and the fragments that go on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where its first block stands: `docs/language.md:40`.
    pub place: String,
    /// Its name, the ASCII form.
    pub name: String,
    /// Its text, a blank line between blocks.
    pub text: String,
}

/// The root of the source tree.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every block fenced as `menkan` in a document.
#[must_use]
pub fn blocks(document: &Path, markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (event, span) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned);
                if words.next().as_deref() == Some("menkan") {
                    let line = 1 + markdown[..span.start].matches('\n').count();
                    open = Some(Block { document: document.into(), line, words: words.collect(), text: String::new() });
                }
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
    for block in blocks {
        let place = format!("{}:{}", block.document.display(), block.line);
        let fragment = block.words.iter().any(|word| word == "fragment");
        match (policy_name(&block.text), shown.last_mut()) {
            (Some(name), _) if !fragment => shown.push(Shown { place, name, text: block.text.clone() }),
            (None, Some(policy)) if fragment => {
                policy.text.push('\n');
                policy.text.push_str(&block.text);
            }
            _ => stray.push(place),
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
