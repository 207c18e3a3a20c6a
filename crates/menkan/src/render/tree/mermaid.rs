//! Pictures as a Mermaid flowchart, each in a frame of its own.

use super::{Node, Tree};
use crate::diagnostic::Lang;

impl Tree {
    /// The pictures as one Mermaid flowchart.
    #[must_use]
    pub fn to_mermaid(&self, lang: Lang) -> String {
        let mut text = String::from("flowchart TD\n");
        for (number, picture) in self.pictures.iter().enumerate() {
            let id = |place: usize| format!("p{number}n{place}");
            text.push_str(&format!("  subgraph p{number}[{}]\n", quoted(picture.label.get(lang))));
            for (place, node) in picture.nodes.iter().enumerate() {
                let shape = match node {
                    Node::Test { label, .. } => format!("{{{}}}", quoted(label.get(lang))),
                    Node::End(end) => format!("([{}])", quoted(end.label.get(lang))),
                };
                text.push_str(&format!("    {}{shape}\n", id(place)));
            }
            for (place, entry) in picture.roots.iter().enumerate() {
                if let Some((_, label)) = &entry.element {
                    let shape = quoted(label.get(lang));
                    text.push_str(&format!("    p{number}e{place}[{shape}] --> {}\n", id(entry.node)));
                }
            }
            for (place, node) in picture.nodes.iter().enumerate() {
                let Node::Test { edges, .. } = node else { continue };
                for edge in edges {
                    let label = quoted(edge.label.get(lang));
                    text.push_str(&format!("    {} -->|{label}| {}\n", id(place), id(edge.to)));
                }
            }
            text.push_str("  end\n");
        }
        text
    }
}

/// A text in quotes, in which Mermaid reads neither Markdown nor an end of the quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push_str("#96;"),
            '*' => out.push_str("#42;"),
            '_' => out.push_str("#95;"),
            char if char.is_control() => out.push(' '),
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_mermaid_would_read_are_spelt() {
        assert_eq!(quoted("a \"b\" < 2 * c\n"), "\"a #quot;b#quot; #lt; 2 #42; c \"");
    }
}
