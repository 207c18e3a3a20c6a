//! Pictures as indented text. What several edges lead to is shown once, with a number, and referred to after that.

use super::{Node, Picture, Tree};
use crate::diagnostic::Lang;
use crate::render::label::pick;

impl Tree {
    /// The pictures as indented text.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let shown: Vec<String> = self.pictures.iter().map(|picture| picture.to_text(lang)).collect();
        shown.join("\n")
    }
}

impl Picture {
    fn to_text(&self, lang: Lang) -> String {
        let mut outline =
            Outline { picture: self, lang, parents: self.parents(), numbers: vec![None; self.nodes.len()], last: 0 };
        let (label, count) = (self.label.get(lang), self.nodes.len());
        let name = if label == self.name { String::new() } else { format!(" {}", self.name) };
        let mut text = match lang {
            Lang::Zh => format!("{label}{name}({count} 个节点)\n"),
            Lang::En => format!("{label}{name} ({count} {})\n", if count == 1 { "node" } else { "nodes" }),
        };
        for entry in &self.roots {
            let (indent, lead) = match &entry.element {
                Some((_, label)) => (1, format!("{}{}", label.get(lang), pick(lang, ":", ": "))),
                None => (0, String::new()),
            };
            outline.write(entry.node, indent, &lead, &mut text);
        }
        text
    }

    /// How many edges lead to each node.
    fn parents(&self) -> Vec<usize> {
        let mut parents = vec![0; self.nodes.len()];
        self.roots.iter().for_each(|entry| parents[entry.node] += 1);
        for node in &self.nodes {
            if let Node::Test { edges, .. } = node {
                edges.iter().for_each(|edge| parents[edge.to] += 1);
            }
        }
        parents
    }
}

struct Outline<'a> {
    picture: &'a Picture,
    lang: Lang,
    parents: Vec<usize>,
    /// The numbers of the shared nodes that have been shown.
    numbers: Vec<Option<usize>>,
    last: usize,
}

impl Outline<'_> {
    fn write(&mut self, root: usize, indent: usize, lead: &str, text: &mut String) {
        let mut open = vec![(root, indent, lead.to_owned())];
        while let Some((place, indent, lead)) = open.pop() {
            text.extend(std::iter::repeat_n("  ", indent));
            text.push_str(&lead);
            match &self.picture.nodes[place] {
                Node::End(end) => text.push_str(end.label.get(self.lang)),
                Node::Test { label, .. } if self.numbers[place].is_some() => {
                    let number = self.numbers[place].unwrap_or_default();
                    let see = pick(self.lang, "见 ", "see ");
                    text.push_str(&format!("{see}[{number}] {}", label.get(self.lang)));
                }
                Node::Test { label, edges, .. } => {
                    if self.parents[place] > 1 {
                        self.last += 1;
                        self.numbers[place] = Some(self.last);
                        text.push_str(&format!("[{}] ", self.last));
                    }
                    text.push_str(label.get(self.lang));
                    open.extend(edges.iter().rev().map(|edge| {
                        (edge.to, indent + 1, format!("{}{}", edge.label.get(self.lang), pick(self.lang, ":", ": ")))
                    }));
                }
            }
            text.push('\n');
        }
    }
}
