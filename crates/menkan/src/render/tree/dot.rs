//! Pictures as a Graphviz graph, each in a cluster of its own.

use super::{Node, Tree};
use crate::diagnostic::Lang;

impl Tree {
    /// The pictures as one DOT graph.
    #[must_use]
    pub fn to_dot(&self, lang: Lang) -> String {
        let mut text = format!("digraph {} {{\n  node [shape=box];\n", quoted(&self.policy));
        for (number, picture) in self.pictures.iter().enumerate() {
            let id = |place: usize| format!("p{number}n{place}");
            text.push_str(&format!("  subgraph cluster_{number} {{\n    label={};\n", quoted(picture.label.get(lang))));
            for (place, node) in picture.nodes.iter().enumerate() {
                let (label, more) = match node {
                    Node::Test { label, .. } => (label, ""),
                    Node::End(end) => (&end.label, ", style=rounded"),
                };
                text.push_str(&format!("    {} [label={}{more}];\n", id(place), quoted(label.get(lang))));
            }
            for (place, entry) in picture.roots.iter().enumerate() {
                if let Some((_, label)) = &entry.element {
                    let label = quoted(label.get(lang));
                    text.push_str(&format!("    p{number}e{place} [label={label}, shape=plaintext];\n"));
                    text.push_str(&format!("    p{number}e{place} -> {};\n", id(entry.node)));
                }
            }
            for (place, node) in picture.nodes.iter().enumerate() {
                let Node::Test { edges, .. } = node else { continue };
                for edge in edges {
                    let label = quoted(edge.label.get(lang));
                    text.push_str(&format!("    {} -> {} [label={label}];\n", id(place), id(edge.to)));
                }
            }
            text.push_str("  }\n");
        }
        text.push_str("}\n");
        text
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}
