//! Ordered, reduced, shared, multi-valued decision diagrams: the nodes and the operations on them.
//!
//! A node tests one *term*: a choice (one child for each value) or an *axis* (one child for each run between cuts).
//! Nodes are kept once each, so two diagrams are the same function exactly where they are the same node (Bryant 1986;
//! interval diagrams after Strehl and Thiele 1998). Terms are ordered by level; a new term goes last.
//! Long because nodes, their caches and every operation on them keep one invariant together.

use rustc_hash::FxHashMap;

use super::TERM_LIMIT;
use super::quantity::QuantityId;
use crate::policy::law::Target;
use crate::policy::model::{DefinitionId, FactId, Status};
use crate::value::Number;

/// A node of a [`Store`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

/// What a diagram says at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaf {
    /// No.
    False,
    /// Yes.
    True,
    /// *None*.
    None,
    /// A value of an enumeration.
    Symbol(u16),
    /// A quantity.
    Quantity(QuantityId),
    /// The status of a standard.
    Status(Status),
    /// No rule holds.
    Gap,
    /// Two rules hold, none overrides the other, and they answer differently.
    Conflict,
}

/// What a node tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// The value of a boolean fact (no, yes) or of a choice.
    Fact(FactId),
    /// Whether a symbol is in a set fact (no, yes).
    Member(FactId, u16),
    /// Whether an open standard is met (no, yes).
    Open(DefinitionId),
    /// Where a quantity lies.
    Axis(QuantityId),
    /// Whether a doubtful item is as stated, holds whatever is stated, or fails whatever is stated.
    Doubt(Target),
}

/// What terms are about: the order of terms is an order of subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Fact(FactId),
    Open(DefinitionId),
    Doubt(Target),
}

/// The place of a term in the order of terms: of its subject first, then within the subject.
pub(crate) type Level = u32;

/// Where the terms of fields begin: below all terms of the case, so that what a diagram asks of an item stands at its end.
const FIELDS: Level = 1 << 31;

/// Whether the terms of a level are about an item of a list.
pub(super) fn is_of_item(level: Level) -> bool {
    level >= FIELDS
}

/// How many terms one subject may have: a set has one for each value, an axis one for each way of looking at a number.
const WITHIN: u32 = 1 << 14;

/// A cut of an axis: below it lies what is less than the number, and the number itself where `included`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut {
    /// The number.
    pub at: Number,
    /// Whether the number itself lies below.
    pub included: bool,
}

impl Cut {
    /// Whether a number lies below.
    #[must_use]
    pub fn is_above(&self, number: &Number) -> bool {
        if self.included { *number <= self.at } else { *number < self.at }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Leaf(Leaf),
    /// For an axis, `cuts` rise and there is one child more; for a choice, `cuts` are empty.
    Branch {
        level: Level,
        cuts: Box<[u32]>,
        children: Box<[NodeId]>,
    },
}

/// An operation of two diagrams whose result depends on the ends alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    And,
    Or,
    /// The first where it says something, else the second; `Conflict` where both do and differ.
    Merge,
}

/// More nodes, children or terms than a law may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OverBudget;

/// The nodes.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    nodes: Vec<Node>,
    unique: FxHashMap<Node, NodeId>,
    terms: FxHashMap<Level, (Test, u32)>,
    levels: FxHashMap<Test, Level>,
    subjects: FxHashMap<Subject, u32>,
    /// The first fact that is a field of a record.
    first_field: usize,
    /// How many axes stand behind each subject.
    axes: FxHashMap<u32, u32>,
    cuts: Vec<Cut>,
    cut_places: FxHashMap<Cut, u32>,
    binary: FxHashMap<(Binary, NodeId, NodeId), NodeId>,
    choose: FxHashMap<(NodeId, NodeId, NodeId), NodeId>,
    budget: usize,
    /// How many children all nodes have together.
    children: usize,
}

/// How many children nodes may have on average: what a law takes to build is bounded by both.
const CHILDREN_PER_NODE: usize = 8;

impl Store {
    pub(crate) const FALSE: NodeId = NodeId(0);
    pub(crate) const TRUE: NodeId = NodeId(1);

    /// An empty store that holds at most `budget` nodes; subjects not in `order` come after those in it. The facts from
    /// `first_field` on are fields of records.
    pub(crate) fn new(budget: usize, order: &[Subject], first_field: usize) -> Self {
        let mut store = Self {
            nodes: Vec::new(),
            unique: FxHashMap::default(),
            terms: FxHashMap::default(),
            levels: FxHashMap::default(),
            subjects: FxHashMap::default(),
            first_field,
            axes: FxHashMap::default(),
            cuts: Vec::new(),
            cut_places: FxHashMap::default(),
            binary: FxHashMap::default(),
            choose: FxHashMap::default(),
            budget,
            children: 0,
        };
        for leaf in [Leaf::False, Leaf::True] {
            let node = Node::Leaf(leaf);
            let id = NodeId(u32::try_from(store.nodes.len()).unwrap_or(u32::MAX));
            store.nodes.push(node.clone());
            store.unique.insert(node, id);
        }
        for &subject in order {
            store.subject(subject);
        }
        store
    }

    /// What the terms of a level test, and the number of values (0 for an axis).
    pub(crate) fn term(&self, level: Level) -> Option<(Test, u32)> {
        self.terms.get(&level).copied()
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn cut(&self, place: u32) -> &Cut {
        &self.cuts[place as usize]
    }

    fn subject(&mut self, subject: Subject) -> u32 {
        let next = u32::try_from(self.subjects.len()).unwrap_or(u32::MAX);
        *self.subjects.entry(subject).or_insert(next)
    }

    /// The level of a choice.
    fn level(&mut self, test: Test, size: u32) -> Result<Level, OverBudget> {
        if let Some(&level) = self.levels.get(&test) {
            return Ok(level);
        }
        let (subject, within) = match test {
            Test::Fact(fact) => (Subject::Fact(fact), 0),
            Test::Member(fact, symbol) => (Subject::Fact(fact), u32::from(symbol)),
            Test::Open(standard) => (Subject::Open(standard), 0),
            Test::Doubt(target) => (Subject::Doubt(target), 0),
            // An axis has its level from `axis_level`.
            Test::Axis(_) => return Err(OverBudget),
        };
        let place = self.subject(subject);
        let field = matches!(subject, Subject::Fact(fact) if self.is_field(fact));
        self.add_term(test, size, place, within, field)
    }

    fn is_field(&self, fact: FactId) -> bool {
        fact.index() >= self.first_field
    }

    /// The level of an axis: behind the last fact that it is made from.
    fn axis_level(&mut self, axis: QuantityId, facts: &[FactId]) -> Result<Level, OverBudget> {
        if let Some(&level) = self.levels.get(&Test::Axis(axis)) {
            return Ok(level);
        }
        let mut last = None;
        let of_item = facts.iter().any(|fact| self.is_field(*fact));
        for fact in facts {
            if of_item && !self.is_field(*fact) {
                continue;
            }
            last = last.max(Some(self.subject(Subject::Fact(*fact))));
        }
        // What is made from no fact stands before all: it is known, or it is one figure.
        let place = last.map_or(0, |last| last + 1);
        let count = self.axes.entry(place).or_insert(0);
        let within = WITHIN / 2 + *count;
        *count += 1;
        if last.is_none() {
            return self.add_term_at(Test::Axis(axis), 0, within - WITHIN / 2);
        }
        self.add_term(Test::Axis(axis), 0, place - 1, within, of_item)
    }

    fn add_term(&mut self, test: Test, size: u32, place: u32, within: u32, of_item: bool) -> Result<Level, OverBudget> {
        if within >= WITHIN {
            return Err(OverBudget);
        }
        let level = (place + 1).checked_mul(WITHIN).and_then(|base| base.checked_add(within));
        let level = level.filter(|level| *level < FIELDS).ok_or(OverBudget)?;
        self.add_term_at(test, size, if of_item { level | FIELDS } else { level })
    }

    fn add_term_at(&mut self, test: Test, size: u32, level: Level) -> Result<Level, OverBudget> {
        if self.terms.len() >= TERM_LIMIT {
            return Err(OverBudget);
        }
        self.terms.insert(level, (test, size));
        self.levels.insert(test, level);
        Ok(level)
    }

    fn level_of(&self, id: NodeId) -> Level {
        match self.node(id) {
            Node::Leaf(_) => Level::MAX,
            Node::Branch { level, .. } => *level,
        }
    }

    pub(crate) fn leaf(&mut self, leaf: Leaf) -> Result<NodeId, OverBudget> {
        self.intern(Node::Leaf(leaf))
    }

    /// A choice among `children`, by a term of as many values.
    pub(crate) fn choice(&mut self, test: Test, children: &[NodeId]) -> Result<NodeId, OverBudget> {
        let level = self.level(test, u32::try_from(children.len()).unwrap_or(u32::MAX))?;
        self.switch(level, &[], children)
    }

    /// True where the axis, which is made from these facts, lies below the cut.
    pub(crate) fn below(&mut self, axis: QuantityId, facts: &[FactId], cut: Cut) -> Result<NodeId, OverBudget> {
        let level = self.axis_level(axis, facts)?;
        let place = match self.cut_places.get(&cut) {
            Some(&place) => place,
            None => {
                let place = u32::try_from(self.cuts.len()).unwrap_or(u32::MAX);
                self.cuts.push(cut.clone());
                self.cut_places.insert(cut, place);
                place
            }
        };
        self.branch(level, vec![place], vec![Self::TRUE, Self::FALSE])
    }

    pub(crate) fn not(&mut self, of: NodeId) -> Result<NodeId, OverBudget> {
        self.choose(of, Self::FALSE, Self::TRUE)
    }

    pub(crate) fn and(&mut self, left: NodeId, right: NodeId) -> Result<NodeId, OverBudget> {
        self.binary(Binary::And, left, right)
    }

    pub(crate) fn or(&mut self, left: NodeId, right: NodeId) -> Result<NodeId, OverBudget> {
        self.binary(Binary::Or, left, right)
    }

    /// `then` where `condition` says yes, else `otherwise`.
    pub(crate) fn choose(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> Result<NodeId, OverBudget> {
        if then == otherwise {
            return Ok(then);
        }
        if let Node::Leaf(leaf) = self.node(condition) {
            return Ok(if *leaf == Leaf::True { then } else { otherwise });
        }
        if then == Self::TRUE && otherwise == Self::FALSE && self.is_boolean(condition) {
            return Ok(condition);
        }
        let key = (condition, then, otherwise);
        if let Some(&known) = self.choose.get(&key) {
            return Ok(known);
        }
        let (level, cuts, width) = self.top(&[condition, then, otherwise]);
        let mut children = Vec::with_capacity(width);
        for cell in 0..width {
            let part = |of| self.cofactor(of, level, &cuts, cell);
            let (condition, then, otherwise) = (part(condition), part(then), part(otherwise));
            children.push(self.choose(condition, then, otherwise)?);
        }
        let result = self.branch(level, cuts, children)?;
        self.choose.insert(key, result);
        Ok(result)
    }

    /// Whether the node is known to end in yes and no only; a cheap test that may miss.
    fn is_boolean(&self, id: NodeId) -> bool {
        match self.node(id) {
            Node::Leaf(leaf) => matches!(leaf, Leaf::True | Leaf::False),
            Node::Branch { children, .. } => {
                children.iter().all(|child| matches!(self.node(*child), Node::Leaf(Leaf::True | Leaf::False)))
            }
        }
    }

    pub(crate) fn binary(&mut self, op: Binary, left: NodeId, right: NodeId) -> Result<NodeId, OverBudget> {
        if let Some(end) = self.shortcut(op, left, right)? {
            return Ok(end);
        }
        let key = (op, left.min(right), left.max(right));
        if let Some(&known) = self.binary.get(&key) {
            return Ok(known);
        }
        let (level, cuts, width) = self.top(&[left, right]);
        let mut children = Vec::with_capacity(width);
        for cell in 0..width {
            let part = |of| self.cofactor(of, level, &cuts, cell);
            let (left, right) = (part(left), part(right));
            children.push(self.binary(op, left, right)?);
        }
        let result = self.branch(level, cuts, children)?;
        self.binary.insert(key, result);
        Ok(result)
    }

    fn shortcut(&mut self, op: Binary, left: NodeId, right: NodeId) -> Result<Option<NodeId>, OverBudget> {
        if left == right {
            return Ok(Some(left));
        }
        let end = |id| match self.node(id) {
            Node::Leaf(leaf) => Some(*leaf),
            Node::Branch { .. } => None,
        };
        Ok(match (op, end(left), end(right)) {
            (Binary::And, Some(Leaf::True), _) => Some(right),
            (Binary::And, _, Some(Leaf::True)) => Some(left),
            (Binary::And, Some(_), _) | (Binary::And, _, Some(_)) => Some(Self::FALSE),
            (Binary::Or, Some(Leaf::True), _) | (Binary::Or, _, Some(Leaf::True)) => Some(Self::TRUE),
            (Binary::Or, Some(_), _) => Some(right),
            (Binary::Or, _, Some(_)) => Some(left),
            (Binary::Merge, Some(Leaf::Gap), _) => Some(right),
            (Binary::Merge, _, Some(Leaf::Gap)) => Some(left),
            (Binary::Merge, Some(_), Some(_)) => Some(self.leaf(Leaf::Conflict)?),
            _ => None,
        })
    }

    /// Replaces every end of a diagram.
    pub(crate) fn map(
        &mut self,
        of: NodeId,
        replace: &mut dyn FnMut(&mut Self, Leaf) -> Result<NodeId, OverBudget>,
    ) -> Result<NodeId, OverBudget> {
        let mut done = FxHashMap::default();
        self.map_known(of, replace, &mut done)
    }

    /// Replaces what a diagram asks of an item: each part at its end that tests nothing of the case.
    pub(crate) fn map_items(
        &mut self,
        of: NodeId,
        replace: &mut dyn FnMut(&mut Self, NodeId) -> Result<NodeId, OverBudget>,
    ) -> Result<NodeId, OverBudget> {
        let mut done = FxHashMap::default();
        self.map_items_known(of, replace, &mut done)
    }

    fn map_items_known(
        &mut self,
        of: NodeId,
        replace: &mut dyn FnMut(&mut Self, NodeId) -> Result<NodeId, OverBudget>,
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> Result<NodeId, OverBudget> {
        if let Some(&known) = done.get(&of) {
            return Ok(known);
        }
        let result = match self.node(of).clone() {
            Node::Branch { level, cuts, children } if level < FIELDS => {
                let mut mapped = Vec::with_capacity(children.len());
                for child in children {
                    mapped.push(self.map_items_known(child, replace, done)?);
                }
                self.switch(level, &cuts, &mapped)?
            }
            Node::Leaf(_) | Node::Branch { .. } => replace(self, of)?,
        };
        done.insert(of, result);
        Ok(result)
    }

    /// Calls `visit` with each end of a diagram and each axis that it tests.
    pub(crate) fn visit(&self, of: NodeId, visit: &mut dyn FnMut(Result<Leaf, Test>)) {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![of];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.node(id) {
                Node::Leaf(leaf) => visit(Ok(*leaf)),
                Node::Branch { level, children, .. } => {
                    if let Some((test, _)) = self.term(*level) {
                        visit(Err(test));
                    }
                    open.extend(children.iter());
                }
            }
        }
    }

    fn map_known(
        &mut self,
        of: NodeId,
        replace: &mut dyn FnMut(&mut Self, Leaf) -> Result<NodeId, OverBudget>,
        done: &mut FxHashMap<NodeId, NodeId>,
    ) -> Result<NodeId, OverBudget> {
        if let Some(&known) = done.get(&of) {
            return Ok(known);
        }
        let result = match self.node(of).clone() {
            Node::Leaf(leaf) => replace(self, leaf)?,
            Node::Branch { level, cuts, children } => {
                let mut mapped = Vec::with_capacity(children.len());
                for child in children {
                    mapped.push(self.map_known(child, replace, done)?);
                }
                self.switch(level, &cuts, &mapped)?
            }
        };
        done.insert(of, result);
        Ok(result)
    }

    /// Replaces every pair of ends of two diagrams.
    pub(crate) fn combine(
        &mut self,
        left: NodeId,
        right: NodeId,
        replace: &mut dyn FnMut(&mut Self, Leaf, Leaf) -> Result<NodeId, OverBudget>,
    ) -> Result<NodeId, OverBudget> {
        let mut done = FxHashMap::default();
        self.combine_known(left, right, replace, &mut done)
    }

    fn combine_known(
        &mut self,
        left: NodeId,
        right: NodeId,
        replace: &mut dyn FnMut(&mut Self, Leaf, Leaf) -> Result<NodeId, OverBudget>,
        done: &mut FxHashMap<(NodeId, NodeId), NodeId>,
    ) -> Result<NodeId, OverBudget> {
        if let Some(&known) = done.get(&(left, right)) {
            return Ok(known);
        }
        let result = if let (&Node::Leaf(a), &Node::Leaf(b)) = (self.node(left), self.node(right)) {
            replace(self, a, b)?
        } else {
            let (level, cuts, width) = self.top(&[left, right]);
            let mut children = Vec::with_capacity(width);
            for cell in 0..width {
                let part = |of| self.cofactor(of, level, &cuts, cell);
                let (left, right) = (part(left), part(right));
                children.push(self.combine_known(left, right, replace, done)?);
            }
            self.switch(level, &cuts, &children)?
        };
        done.insert((left, right), result);
        Ok(result)
    }

    /// A branch whose children may test terms that come before its own.
    fn switch(&mut self, level: Level, cuts: &[u32], children: &[NodeId]) -> Result<NodeId, OverBudget> {
        self.switch_known(level, cuts, children, &mut FxHashMap::default())
    }

    /// What several paths leave of the children is worked out once.
    fn switch_known(
        &mut self,
        level: Level,
        cuts: &[u32],
        children: &[NodeId],
        done: &mut FxHashMap<Vec<NodeId>, NodeId>,
    ) -> Result<NodeId, OverBudget> {
        if let Some(&known) = done.get(children) {
            return Ok(known);
        }
        let first = children.iter().map(|child| self.level_of(*child)).min().unwrap_or(Level::MAX);
        if level < first {
            return self.branch(level, cuts.to_vec(), children.to_vec());
        }
        if level == first {
            // The same term again: below each child only the part that this cell leaves is reached.
            return self.switch_same(level, cuts, children);
        }
        let (first, first_cuts, width) = self.top(children);
        let mut moved = Vec::with_capacity(width);
        for cell in 0..width {
            let column: Vec<NodeId> =
                children.iter().map(|child| self.cofactor(*child, first, &first_cuts, cell)).collect();
            moved.push(self.switch_known(level, cuts, &column, done)?);
        }
        let result = self.branch(first, first_cuts, moved)?;
        done.insert(children.to_vec(), result);
        Ok(result)
    }

    fn switch_same(&mut self, level: Level, cuts: &[u32], children: &[NodeId]) -> Result<NodeId, OverBudget> {
        let (_, all, _) = self.top(children);
        if cuts.is_empty() && all.is_empty() {
            let picked =
                children.iter().enumerate().map(|(value, child)| self.cofactor(*child, level, &[], value)).collect();
            return self.branch(level, Vec::new(), picked);
        }
        // Cells of the finer cutting; `children` are by the coarser one.
        let mut merged: Vec<u32> = all.iter().chain(cuts).copied().collect();
        merged.sort_by(|a, b| self.cut(*a).cmp(self.cut(*b)));
        merged.dedup();
        let mut picked = Vec::with_capacity(merged.len() + 1);
        for cell in 0..=merged.len() {
            let (fine, coarse) = (self.passed(&all, &merged, cell), self.passed(cuts, &merged, cell));
            picked.push(self.cofactor(children[coarse], level, &all, fine));
        }
        self.branch(level, merged, picked)
    }

    /// The first term of several diagrams, its cuts among them, and how many cells it has.
    fn top(&self, of: &[NodeId]) -> (Level, Vec<u32>, usize) {
        let level = of.iter().map(|id| self.level_of(*id)).min().unwrap_or(Level::MAX);
        let mut cuts: Vec<u32> = Vec::new();
        let mut width = 0;
        for id in of {
            if let Node::Branch { level: own, cuts: own_cuts, children } = self.node(*id)
                && *own == level
            {
                width = width.max(children.len());
                if cuts.is_empty() {
                    cuts.extend(own_cuts.iter());
                } else if cuts[..] != own_cuts[..] {
                    cuts.extend(own_cuts.iter());
                    cuts.sort_by(|a, b| self.cut(*a).cmp(self.cut(*b)));
                    cuts.dedup();
                }
            }
        }
        if !cuts.is_empty() {
            width = cuts.len() + 1;
        }
        (level, cuts, width)
    }

    /// What is left of a diagram in one cell of the first term.
    fn cofactor(&self, of: NodeId, level: Level, cuts: &[u32], cell: usize) -> NodeId {
        match self.node(of) {
            Node::Branch { level: own, cuts: own_cuts, children } if *own == level => {
                if cuts.is_empty() {
                    children[cell]
                } else {
                    children[self.passed(own_cuts, cuts, cell)]
                }
            }
            Node::Leaf(_) | Node::Branch { .. } => of,
        }
    }

    /// How many cuts of a coarser cutting lie below a cell of a finer one; both rise.
    fn passed(&self, coarse: &[u32], fine: &[u32], cell: usize) -> usize {
        match cell.checked_sub(1).and_then(|below| fine.get(below)) {
            Some(last) => coarse.partition_point(|cut| self.cut(*cut) <= self.cut(*last)),
            None => 0,
        }
    }

    /// A reduced node: equal neighbours on an axis are merged, and a test that changes nothing is left out.
    fn branch(&mut self, level: Level, mut cuts: Vec<u32>, mut children: Vec<NodeId>) -> Result<NodeId, OverBudget> {
        let mut cell = 1;
        while cell < children.len() && !cuts.is_empty() {
            if children[cell] == children[cell - 1] {
                children.remove(cell);
                cuts.remove(cell - 1);
            } else {
                cell += 1;
            }
        }
        let Some(&first) = children.first() else { return Ok(Self::FALSE) };
        if children.iter().all(|child| *child == first) {
            return Ok(first);
        }
        self.intern(Node::Branch { level, cuts: cuts.into(), children: children.into() })
    }

    fn intern(&mut self, node: Node) -> Result<NodeId, OverBudget> {
        if let Some(&known) = self.unique.get(&node) {
            return Ok(known);
        }
        let children = match &node {
            Node::Leaf(_) => 0,
            Node::Branch { children, .. } => children.len(),
        };
        self.children += children;
        if self.nodes.len() >= self.budget || self.children > self.budget.saturating_mul(CHILDREN_PER_NODE) {
            return Err(OverBudget);
        }
        let id = NodeId(u32::try_from(self.nodes.len()).map_err(|_| OverBudget)?);
        self.nodes.push(node.clone());
        self.unique.insert(node, id);
        Ok(id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A function over three choices (of 2, 3 and 2 values) and one axis with cells around 1 and 5.
    #[derive(Debug, Clone)]
    enum Function {
        Yes,
        Choice(u32, u16),
        Below(i64, bool),
        Not(Box<Function>),
        And(Box<Function>, Box<Function>),
        Or(Box<Function>, Box<Function>),
        If(Box<Function>, Box<Function>, Box<Function>),
    }

    const SIZES: [u16; 3] = [2, 3, 2];
    const POINTS: [i64; 5] = [0, 1, 3, 5, 6];

    impl Function {
        fn value(&self, choices: &[u16], number: i64) -> bool {
            match self {
                Self::Yes => true,
                Self::Choice(term, value) => choices[*term as usize] == *value,
                Self::Below(at, included) => number < *at || (*included && number == *at),
                Self::Not(inner) => !inner.value(choices, number),
                Self::And(a, b) => a.value(choices, number) && b.value(choices, number),
                Self::Or(a, b) => a.value(choices, number) || b.value(choices, number),
                Self::If(c, a, b) => {
                    if c.value(choices, number) {
                        a.value(choices, number)
                    } else {
                        b.value(choices, number)
                    }
                }
            }
        }

        fn build(&self, store: &mut Store) -> NodeId {
            match self {
                Self::Yes => Store::TRUE,
                Self::Choice(term, value) => {
                    let children: Vec<NodeId> = (0..SIZES[*term as usize])
                        .map(|cell| if cell == *value { Store::TRUE } else { Store::FALSE })
                        .collect();
                    store.choice(Test::Fact(FactId(*term)), &children).unwrap()
                }
                Self::Below(at, included) => store
                    .below(QuantityId(0), &[FactId(1)], Cut { at: Number::integer(*at), included: *included })
                    .unwrap(),
                Self::Not(inner) => {
                    let inner = inner.build(store);
                    store.not(inner).unwrap()
                }
                Self::And(a, b) => {
                    let (a, b) = (a.build(store), b.build(store));
                    store.and(a, b).unwrap()
                }
                Self::Or(a, b) => {
                    let (a, b) = (a.build(store), b.build(store));
                    store.or(a, b).unwrap()
                }
                Self::If(c, a, b) => {
                    let (c, a, b) = (c.build(store), a.build(store), b.build(store));
                    store.choose(c, a, b).unwrap()
                }
            }
        }
    }

    fn functions() -> impl Strategy<Value = Function> {
        let leaf = prop_oneof![
            Just(Function::Yes),
            (0_u32..3, 0_u16..2).prop_map(|(term, value)| Function::Choice(term, value)),
            (prop_oneof![Just(1_i64), Just(5)], any::<bool>()).prop_map(|(at, included)| Function::Below(at, included)),
        ];
        leaf.prop_recursive(5, 40, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|a| Function::Not(Box::new(a))),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Function::And(Box::new(a), Box::new(b))),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Function::Or(Box::new(a), Box::new(b))),
                (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| Function::If(
                    Box::new(c),
                    Box::new(a),
                    Box::new(b)
                )),
            ]
        })
    }

    fn walk(store: &Store, root: NodeId, choices: &[u16], number: i64) -> Leaf {
        match store.node(root) {
            Node::Leaf(leaf) => *leaf,
            Node::Branch { level, cuts, children } => {
                let cell = match store.term(*level) {
                    Some((Test::Fact(fact), _)) => usize::from(choices[fact.index()]),
                    _ => cuts.iter().filter(|cut| !store.cut(**cut).is_above(&Number::integer(number))).count(),
                };
                walk(store, children[cell], choices, number)
            }
        }
    }

    fn cases() -> impl Iterator<Item = ([u16; 3], i64)> {
        (0..2)
            .flat_map(|a| (0..3).flat_map(move |b| (0..2).map(move |c| [a, b, c])))
            .flat_map(|choices| POINTS.into_iter().map(move |number| (choices, number)))
    }

    proptest! {
        #[test]
        fn a_diagram_is_its_function_and_is_kept_once(one in functions(), other in functions()) {
            let mut store = Store::new(100_000, &[], usize::MAX);
            let (a, b) = (one.build(&mut store), other.build(&mut store));
            let mut same = true;
            for (choices, number) in cases() {
                let expected = one.value(&choices, number);
                prop_assert_eq!(walk(&store, a, &choices, number) == Leaf::True, expected);
                same &= expected == other.value(&choices, number);
            }
            prop_assert_eq!(a == b, same);
        }

        #[test]
        fn replacing_ends_by_diagrams_of_earlier_terms_keeps_the_order(of in functions(), yes in functions(), no in functions()) {
            let mut store = Store::new(100_000, &[], usize::MAX);
            let (of_node, yes_node) = (of.build(&mut store), yes.build(&mut store));
            let no_node = no.build(&mut store);
            let mapped = store
                .map(of_node, &mut |_, leaf| Ok(if leaf == Leaf::True { yes_node } else { no_node }))
                .unwrap();
            prop_assert_eq!(mapped, store.choose(of_node, yes_node, no_node).unwrap());
        }
    }

    #[test]
    fn past_the_budget_nothing_is_built() {
        let mut store = Store::new(3, &[], usize::MAX);
        let first = store.choice(Test::Fact(FactId(0)), &[Store::FALSE, Store::TRUE]);
        assert!(first.is_ok());
        assert_eq!(store.choice(Test::Fact(FactId(1)), &[Store::FALSE, Store::TRUE]), Err(OverBudget));
    }
}
