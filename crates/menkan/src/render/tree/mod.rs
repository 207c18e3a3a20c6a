//! The diagrams of a law as pictures: of each definition its tests and ends, cells with one outcome drawn together.

mod dot;
mod json;
mod mermaid;
mod node;
mod text;

use rustc_hash::FxHashMap;

use crate::case::Case;
use crate::decide::restrict::{Link, Residual, To};
use crate::decide::{DecideError, Law};
use crate::diagnostic::Text;
use crate::diagram::{At, Compiled, DefinitionRoots, Diagrams, Leaf, Place, Root};
use crate::policy::law::InForce;
use crate::policy::model::{DefinitionId, Period, Type, TypeKind};
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
        let diagrams = law.diagrams();
        Self::drawn(law.in_force(), diagrams, definitions, |id| {
            let compiled = &diagrams.compiled;
            let whole = Whole(compiled);
            let roots = roots(&compiled.definitions[id.index()]);
            Picture::of(law.in_force(), diagrams, id, roots.map(|root| compiled.start(root)), &whole)
        })
    }

    /// Draws what is left of these diagrams once what a case knows is fixed: what is tested is what can still matter.
    ///
    /// # Errors
    /// Where the case is as of another day, or sets what cannot be set.
    ///
    /// ```
    /// use menkan::case::Case;
    /// use menkan::policy::Policy;
    /// use menkan::render::tree::Tree;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers free
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
    /// fact student / 学生 : boolean ask "是学生吗?" / "A student?"
    /// decision free / 免费 when age is at most 17 or student cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let case = Case::read(policy.model(), br#"{ "as_of": "2024-08-01", "facts": { "age": 30 } }"#).unwrap();
    /// let tree = Tree::of_case(&policy.at(case.as_of).unwrap(), &case, &[]).unwrap();
    /// assert_eq!(tree.pictures[0].nodes.len(), 3); // whether a student; yes; no
    /// ```
    pub fn of_case(law: &Law, case: &Case, definitions: &[DefinitionId]) -> Result<Self, DecideError> {
        law.with(case, |deciding| {
            let numbers = deciding.numbers();
            let same = |leaf| deciding.same(leaf, &numbers);
            let compiled = &deciding.diagrams.compiled;
            Ok(Self::drawn(deciding.law, deciding.diagrams, definitions, |id| {
                let mut residual = Residual::new(compiled);
                let cells = |term| deciding.walked.cells(term);
                let roots = roots(&compiled.definitions[id.index()]);
                let left = roots.map(|root| residual.of(deciding.walked.stands(root), &cells, &same));
                let left: Vec<Link> = left.collect();
                Picture::of(deciding.law, deciding.diagrams, id, left.into_iter(), &residual)
            }))
        })
    }

    fn drawn(
        law: &InForce,
        diagrams: &Diagrams,
        definitions: &[DefinitionId],
        picture: impl Fn(DefinitionId) -> Picture,
    ) -> Self {
        let model = &law.model;
        let named = if definitions.is_empty() { &model.answers[..] } else { definitions };
        let pictures: Vec<Picture> = named.iter().map(|id| picture(*id)).collect();
        Self {
            policy: model.layer().map_or_else(String::new, |layer| layer.name.key.to_string()),
            digest: model.digest.to_string(),
            period: law.period,
            nodes: diagrams.compiled.size(),
            pictures,
        }
    }
}

/// The diagrams that make up a definition: one, or one for each element of a set.
fn roots(of: &DefinitionRoots) -> impl Iterator<Item = Root> + '_ {
    of.value.iter().chain(&of.members).copied()
}

/// A diagram as it is drawn, whole or restricted.
trait Graph {
    /// A node or an end.
    type At: Copy + Eq + std::hash::Hash;

    fn at(&self, at: Self::At) -> Drawn<Self::At>;
}

/// What is drawn.
enum Drawn<At> {
    End(Leaf),
    /// A test, and where each cell leads from the first on.
    Test {
        term: usize,
        first: u16,
        to: Vec<At>,
    },
}

struct Whole<'a>(&'a Compiled);

impl Graph for Whole<'_> {
    type At = Place;

    fn at(&self, at: Place) -> Drawn<Place> {
        match self.0.at(at) {
            At::Leaf(leaf) => Drawn::End(leaf),
            At::Node { term, base } => {
                let to = (0..self.0.terms[term].cells).map(|cell| self.0.child(base, cell)).collect();
                Drawn::Test { term, first: 0, to }
            }
        }
    }
}

impl Graph for Residual<'_> {
    type At = Link;

    fn at(&self, at: Link) -> Drawn<Link> {
        match at.to() {
            To::End(place) => Drawn::End(self.leaves()[place]),
            To::Node(number) => {
                let node = &self.nodes()[number];
                Drawn::Test { term: node.term, first: node.first, to: node.children.clone() }
            }
        }
    }
}

impl Picture {
    fn of<G: Graph>(
        law: &InForce,
        diagrams: &Diagrams,
        id: DefinitionId,
        mut roots: impl Iterator<Item = G::At>,
        graph: &G,
    ) -> Self {
        let painter = Painter { model: &law.model, diagrams };
        let definition = painter.model.definition(id);
        let elements = match definition.ty.kind {
            TypeKind::Set(values) => painter.model.enumeration(values).values.as_slice(),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => &[],
        };
        let has_value = diagrams.compiled.definitions[id.index()].value.is_some();
        let names = elements.iter().map(|name| Some((name.key.to_string(), name.labels())));
        let names = has_value.then_some(None).into_iter().chain(names);

        let mut picture = Self {
            name: definition.name.key.to_string(),
            label: definition.name.labels(),
            roots: vec![],
            nodes: vec![],
        };
        let mut places: FxHashMap<G::At, usize> = FxHashMap::default();
        for (element, root) in names.zip(&mut roots) {
            let node = picture.add(&painter, &definition.ty, root, graph, &mut places);
            picture.roots.push(Entry { element, node });
        }
        picture
    }

    /// Adds what a root reaches and has not been added, depth first.
    fn add<G: Graph>(
        &mut self,
        painter: &Painter<'_>,
        ty: &Type,
        root: G::At,
        graph: &G,
        places: &mut FxHashMap<G::At, usize>,
    ) -> usize {
        // First what is met in which order, then the nodes, whose edges name places.
        let first = self.nodes.len();
        let mut met = Vec::new();
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if places.contains_key(&at) {
                continue;
            }
            places.insert(at, first + met.len());
            let drawn = graph.at(at);
            if let Drawn::Test { to, .. } = &drawn {
                open.extend(to.iter().rev());
            }
            met.push(drawn);
        }
        for drawn in met {
            let node = match drawn {
                Drawn::End(leaf) => Node::End(painter.end(leaf, ty)),
                Drawn::Test { term, first, to } => painter.test(term, (first..).zip(to.iter().map(|at| places[at]))),
            };
            self.nodes.push(node);
        }
        places[&root]
    }
}
