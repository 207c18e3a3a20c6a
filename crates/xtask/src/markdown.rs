//! Reads Markdown documents: their fenced blocks, their links, the anchors of their headings.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What the other modules want to know of a document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Fenced blocks, in order.
    pub(crate) blocks: Vec<Block>,
    /// Where links and pictures lead, with the line of each.
    pub(crate) links: Vec<(String, usize)>,
    /// What `#…` behind the document's address may say.
    pub(crate) anchors: Vec<String>,
}

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The words behind the fence, parted by commas or spaces: the language, then how it is treated.
    pub(crate) words: Vec<String>,
    /// What stands between the fences.
    pub(crate) text: String,
    /// The line of the opening fence, from one.
    pub(crate) line: usize,
}

impl Document {
    /// Reads a document.
    pub(crate) fn read(markdown: &str) -> Self {
        let mut document = Self::default();
        let mut block: Option<Block> = None;
        let mut heading: Option<String> = None;
        let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter();
        for (event, span) in events {
            let line = 1 + markdown[..span.start].matches('\n').count();
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let words = info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
                    block = Some(Block { words, text: String::new(), line });
                }
                Event::End(TagEnd::CodeBlock) => document.blocks.extend(block.take()),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => document.anchors.extend(heading.take().map(|title| anchor(&title))),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push((dest_url.into_string(), line));
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(block) = &mut block {
                        block.text.push_str(&text);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        number_repeated(&mut document.anchors);
        document
    }
}

/// The anchor that mdBook and the usual hosts give a heading: small letters, spaces as dashes, no punctuation.
fn anchor(title: &str) -> String {
    let title = title.trim().to_lowercase();
    let kept = title.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

/// The second heading of one title is `title-1`.
fn number_repeated(anchors: &mut [String]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for anchor in anchors {
        let times = seen.entry(anchor.clone()).or_default();
        *times += 1;
        if *times > 1 {
            *anchor = format!("{anchor}-{}", *times - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_keeps_its_words_text_and_line() {
        let document = Document::read("# A\n\n```console,no_run\n$ menkan show\n```\n");
        let block = &document.blocks[0];
        assert_eq!(
            (block.words.join("+").as_str(), block.text.as_str(), block.line),
            ("console+no_run", "$ menkan show\n", 3)
        );
    }

    #[test]
    fn headings_in_both_languages_have_anchors() {
        let document = Document::read("# 经济困难标准 `hardship`!\n## Same\n## Same\n");
        assert_eq!(document.anchors, ["经济困难标准-hardship", "same", "same-1"]);
    }

    #[test]
    fn links_and_pictures_are_found_but_not_in_code() {
        let document = Document::read("[a](b.md#c)\n\n`[x](y)` ![p](q.svg)\n");
        assert_eq!(document.links, [("b.md#c".to_owned(), 1), ("q.svg".to_owned(), 3)]);
    }
}
