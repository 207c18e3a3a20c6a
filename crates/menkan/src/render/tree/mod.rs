//! The diagrams of a law as pictures: of each definition its tests and ends, cells with one outcome drawn together.

mod dot;
mod json;
mod mermaid;
mod node;
mod text;

use rustc_hash::FxHashMap;

use crate::decide::Law;
use crate::diagnostic::Text;
use crate::diagram::{At, Place};
use crate::policy::model::{DefinitionId, Period, TypeKind};
use node::Painter;

pub use node::{Bound, Cells, Edge, End, Node};

/// Pictures of a law's diagrams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The policy's name.
    pub policy: String,
    /// The policy's digest.
    pub digest: String,
    /// The days over which these diagrams decide.
    pub period: Period,
    /// How many nodes all diagrams of the law have together, ends included.
    pub nodes: usize,
    /// The pictures, in the order asked for.
    pub pictures: Vec<Picture>,
}

/// The diagram of one definition; of a set, those of its elements, with what they share drawn once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The definition's name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// Where to begin: one root, or one for each element of a set.
    pub roots: Vec<Entry>,
    /// The nodes, in the order in which a reader going down meets them.
    pub nodes: Vec<Node>,
}

/// A way into a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The element of a set and its label; `None` for the one root of anything else.
    pub element: Option<(String, Text)>,
    /// The place among the nodes.
    pub node: usize,
}

impl Tree {
    /// Draws the diagrams of these definitions; of the policy's answers where none is named.
    #[must_use]
    pub fn of(law: &Law, definitions: &[DefinitionId]) -> Self {
        let model = &law.in_force().model;
        let named = if definitions.is_empty() { &model.answers[..] } else { definitions };
        Self {
            policy: model.layer().map_or_else(String::new, |layer| layer.name.key.to_string()),
            digest: model.digest.to_string(),
            period: law.in_force().period,
            nodes: law.diagrams().compiled.size(),
            pictures: named.iter().map(|id| Picture::of(law, *id)).collect(),
        }
    }
}

impl Picture {
    fn of(law: &Law, id: DefinitionId) -> Self {
        let painter = Painter { model: &law.in_force().model, diagrams: law.diagrams() };
        let definition = painter.model.definition(id);
        let roots = &painter.diagrams.compiled.definitions[id.index()];
        let elements = match definition.ty.kind {
            TypeKind::Set(values) => painter.model.enumeration(values).values.as_slice(),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) => &[],
        };
        let compiled = &painter.diagrams.compiled;
        let whole = roots.value.iter().map(|root| (None, compiled.start(*root)));
        let members = elements.iter().zip(&roots.members);
        let members = members.map(|(name, root)| (Some((name.key.to_string(), name.labels())), compiled.start(*root)));

        let mut picture = Self {
            name: definition.name.key.to_string(),
            label: definition.name.labels(),
            roots: vec![],
            nodes: vec![],
        };
        let mut places: FxHashMap<Place, usize> = FxHashMap::default();
        for (element, root) in whole.chain(members) {
            let node = picture.add(&painter, &definition.ty, root, &mut places);
            picture.roots.push(Entry { element, node });
        }
        picture
    }

    /// Adds what a root reaches and has not been added, depth first.
    fn add(
        &mut self,
        painter: &Painter<'_>,
        ty: &crate::policy::model::Type,
        root: Place,
        places: &mut FxHashMap<Place, usize>,
    ) -> usize {
        let compiled = &painter.diagrams.compiled;
        // First what is met in which order, then the nodes, whose edges name places.
        let first = self.nodes.len();
        let mut met = Vec::new();
        let mut open = vec![root];
        while let Some(root) = open.pop() {
            if places.contains_key(&root) {
                continue;
            }
            places.insert(root, first + met.len());
            met.push(root);
            if let At::Node { term, base } = compiled.at(root) {
                open.extend((0..compiled.terms[term].cells).rev().map(|cell| compiled.child(base, cell)));
            }
        }
        for root in met {
            let node = match compiled.at(root) {
                At::Leaf(leaf) => Node::End(painter.end(leaf, ty)),
                At::Node { term, base } => painter.test(term, &|cell| places[&compiled.child(base, cell)]),
            };
            self.nodes.push(node);
        }
        places[&root]
    }
}
