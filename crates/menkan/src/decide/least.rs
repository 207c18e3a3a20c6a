//! The least choices that settle diagrams: which facts suffice, whatever the others are.
//!
//! A term is either *chosen*, in one cell, or *left*, in all the cells that it may have. A choice needs items: the facts
//! whose values put the term there. A set of items with its choices settles a diagram when all ways that are left lead
//! to one end. The search goes through the terms in their order; where it stands is, for each diagram, the set of nodes
//! that the choices so far leave. It is A* (Hart, Nilsson and Raphael 1968): what is still to pay is bounded from below for
//! each node and end by a pass over the nodes, so sets are found by rising cost. A superset of a set found is passed over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::bits::Bits;
use super::restrict::{Link, Residual, To};
use crate::diagram::Leaf;

/// A term with the cell that it is chosen to lie in.
pub(crate) type Chosen = (usize, u16);

/// What a term may be chosen to be, and what that takes.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// The first and last cell in which the term lies while it is left.
    pub(crate) left: (u16, u16),
    /// The cells that it can be chosen to lie in.
    pub(crate) cells: Vec<u16>,
    /// Sets of items each of which allows such a choice.
    pub(crate) by: Vec<Vec<usize>>,
    /// Whether the choice bears on what other terms can be: they share what they are made from.
    pub(crate) joint: bool,
}

/// What is to be settled, and how.
pub(crate) struct Problem<'a> {
    pub(crate) residual: &'a Residual<'a>,
    /// The diagrams, and for each the ends of which it must reach one; none: any one end.
    pub(crate) goals: Vec<(Link, Option<Vec<Leaf>>)>,
    /// By term; `None` for one that can only be left, in all the cells that its nodes have.
    pub(crate) choices: Vec<Option<Choices>>,
    /// What each item costs; more than nothing.
    pub(crate) costs: Vec<u32>,
    /// The items that an end waits for, beside what leads to it.
    pub(crate) waits: &'a dyn Fn(Leaf) -> Vec<usize>,
    /// Whether these items allow these choices of joint terms together; left terms that are joint are not among them.
    pub(crate) feasible: &'a dyn Fn(&[usize], &[Chosen]) -> bool,
}

/// A set of items that settles the diagrams by some choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Least {
    /// The items, rising.
    pub(crate) items: Vec<usize>,
    pub(crate) cost: u32,
    /// The terms chosen, with their cells, by rising term.
    pub(crate) chosen: Vec<Chosen>,
}

/// The least sets, by cost, then items; and whether there are no others within what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Found {
    pub(crate) sets: Vec<Least>,
    /// Whether the search ended because it had seen all, or as many as were wanted, and not because it was too long.
    pub(crate) complete: bool,
}

/// No way leads there.
const NEVER: u32 = u32::MAX;

/// Finds the least sets: at most `most`, over at most `steps` states.
pub(crate) fn least(problem: &Problem<'_>, most: usize, steps: usize) -> Found {
    Search::new(problem).run(most, steps)
}

/// Where a search stands: for each goal the nodes that are left.
type Front = Vec<Vec<Link>>;

/// What two states must have in common for one to be as good as the other: front, items, choices of joint terms.
type State = (Front, Bits, Vec<Chosen>);

/// A state that was reached: its choice, and the state before.
struct Step {
    before: usize,
    chosen: Option<Chosen>,
    /// The choices so far of terms that are joint.
    joint: Vec<Chosen>,
    front: Front,
    items: Bits,
    cost: u32,
}

struct Search<'a> {
    problem: &'a Problem<'a>,
    /// By node and end: the least still to pay.
    bounds: Vec<u32>,
    ends: usize,
    steps: Vec<Step>,
    /// By estimate and depth, so that of two alike the one further on is taken.
    open: BinaryHeap<(Reverse<u32>, usize, Reverse<usize>)>,
    seen: FxHashSet<State>,
    found: Found,
    /// Whether nothing was given up without proof.
    is_sure: bool,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem<'a>) -> Self {
        let ends = problem.residual.leaves().len();
        Self {
            bounds: bounds(problem, ends),
            problem,
            ends,
            steps: Vec::new(),
            open: BinaryHeap::new(),
            seen: FxHashSet::default(),
            found: Found::default(),
            is_sure: true,
        }
    }

    fn run(mut self, most: usize, steps: usize) -> Found {
        let front: Front = self.problem.goals.iter().map(|(link, _)| vec![*link]).collect();
        let items = Bits::none(self.problem.costs.len());
        self.reach(Step { before: usize::MAX, chosen: None, joint: Vec::new(), front, items, cost: 0 });
        let mut taken = 0;
        while let Some((_, _, Reverse(number))) = self.open.pop() {
            if self.found.sets.len() >= most {
                self.found.complete = self.is_sure;
                return self.sorted();
            }
            taken += 1;
            if taken > steps {
                return self.sorted();
            }
            if self.is_covered(&self.steps[number].items) {
                continue;
            }
            match self.next_term(number) {
                Some(term) => self.pass(number, term),
                None => self.settle(number),
            }
        }
        self.found.complete = self.is_sure;
        self.sorted()
    }

    fn sorted(mut self) -> Found {
        self.found.sets.sort_by(|one, other| (one.cost, &one.items).cmp(&(other.cost, &other.items)));
        self.found
    }

    /// Whether a set found already is part of this one.
    fn is_covered(&self, items: &Bits) -> bool {
        self.found.sets.iter().any(|set| set.items.iter().all(|item| items.contains(*item)))
    }

    /// The first term that some node of the front tests.
    fn next_term(&self, number: usize) -> Option<usize> {
        let nodes = self.problem.residual.nodes();
        self.steps[number]
            .front
            .iter()
            .flatten()
            .filter_map(|link| match link.to() {
                To::Node(node) => Some(nodes[node].term),
                To::End(_) => None,
            })
            .min()
    }

    fn pass(&mut self, number: usize, term: usize) {
        let Some(choices) = &self.problem.choices[term] else {
            self.go(number, term, None, &[]);
            return;
        };
        let has = |by: &Vec<usize>| by.iter().all(|item| self.steps[number].items.contains(*item));
        let free = choices.by.iter().any(has);
        // What is known already costs nothing to know; where it is chosen to lie where it is left is one of the choices.
        if !free || choices.left.0 == choices.left.1 {
            self.go(number, term, None, &[]);
        }
        let ways: Vec<&[usize]> = if free { vec![&[]] } else { choices.by.iter().map(Vec::as_slice).collect() };
        for way in ways {
            for &cell in &choices.cells {
                self.go(number, term, Some(cell), way);
            }
        }
    }

    /// Goes on with a term chosen to lie in a cell, or left.
    fn go(&mut self, number: usize, term: usize, cell: Option<u16>, way: &[usize]) {
        let nodes = self.problem.residual.nodes();
        let span = match (cell, &self.problem.choices[term]) {
            (Some(cell), _) => Some((cell, cell)),
            (None, Some(choices)) => Some(choices.left),
            (None, None) => None,
        };
        let step = &self.steps[number];
        let through = |front: &Vec<Link>| {
            let mut next = Vec::with_capacity(front.len());
            for link in front {
                match link.to() {
                    To::Node(node) if nodes[node].term == term => next.extend(within(&nodes[node], span)),
                    To::Node(_) | To::End(_) => next.push(*link),
                }
            }
            next.sort_unstable();
            next.dedup();
            next
        };
        let front = step.front.iter().map(through).collect();
        let (mut items, mut cost) = (step.items.clone(), step.cost);
        for &item in way {
            if !items.contains(item) {
                items.add(item);
                cost += self.problem.costs[item];
            }
        }
        let chosen = cell.map(|cell| (term, cell));
        let is_joint = self.problem.choices[term].as_ref().is_some_and(|choices| choices.joint);
        let mut joint = step.joint.clone();
        joint.extend(chosen.filter(|_| is_joint));
        self.reach(Step { before: number, chosen, joint, front, items, cost });
    }

    /// Notes a state, where something can still come of it.
    fn reach(&mut self, step: Step) {
        let rest = self.rest(&step.front);
        if rest == NEVER {
            return;
        }
        // The same items cost the same, so the first of two such states is as good as the second.
        if !self.seen.insert((step.front.clone(), step.items.clone(), step.joint.clone())) {
            return;
        }
        self.open.push((Reverse(step.cost.saturating_add(rest)), self.depth(&step), Reverse(self.steps.len())));
        self.steps.push(step);
    }

    fn depth(&self, step: &Step) -> usize {
        let mut depth = 0;
        let mut before = step.before;
        while let Some(step) = self.steps.get(before) {
            depth += 1;
            before = step.before;
        }
        depth
    }

    /// The least that is still to pay from a front on.
    fn rest(&self, front: &Front) -> u32 {
        let of_goal = |(links, (_, wanted)): (&Vec<Link>, &(Link, Option<Vec<Leaf>>))| {
            let leaves = self.problem.residual.leaves();
            let ends = (0..self.ends).filter(|end| !is_no_answer(leaves[*end]) || self.ends == 1);
            let to_end = |end: usize| links.iter().map(|link| self.bound(*link, end)).max().unwrap_or(0);
            match wanted {
                None => ends.map(to_end).min().unwrap_or(NEVER),
                // Any of them will do: for each node the nearest.
                Some(wanted) => links
                    .iter()
                    .map(|link| {
                        let ends = ends.clone().filter(|end| wanted.contains(&leaves[*end]));
                        ends.map(|end| self.bound(*link, end)).min().unwrap_or(NEVER)
                    })
                    .max()
                    .unwrap_or(0),
            }
        };
        front.iter().zip(&self.problem.goals).map(of_goal).max().unwrap_or(0)
    }

    fn bound(&self, link: Link, end: usize) -> u32 {
        match link.to() {
            To::End(place) if place == end || is_no_answer(self.problem.residual.leaves()[place]) => 0,
            To::End(_) => NEVER,
            To::Node(node) => self.bounds[node * self.ends + end],
        }
    }

    /// All ways lead to an end.
    fn settle(&mut self, number: usize) {
        let leaves = self.problem.residual.leaves();
        let ends = self.steps[number].front.iter().flatten().filter_map(|link| match link.to() {
            To::End(place) => Some(leaves[place]),
            To::Node(_) => None,
        });
        let waits: Vec<usize> = ends
            .flat_map(|leaf| (self.problem.waits)(leaf))
            .filter(|item| !self.steps[number].items.contains(*item))
            .collect();
        if !waits.is_empty() {
            let step = &self.steps[number];
            let (mut items, mut cost) = (step.items.clone(), step.cost);
            for item in waits {
                if !items.contains(item) {
                    items.add(item);
                    cost += self.problem.costs[item];
                }
            }
            let (front, joint) = (step.front.clone(), step.joint.clone());
            self.reach(Step { before: number, chosen: None, joint, front, items, cost });
            return;
        }
        let mut chosen = Vec::new();
        let mut at = number;
        while let Some(step) = self.steps.get(at) {
            chosen.extend(step.chosen);
            at = step.before;
        }
        chosen.reverse();
        let items: Vec<usize> = self.steps[number].items.iter().collect();
        if (self.problem.feasible)(&items, &self.steps[number].joint) {
            let cost = self.steps[number].cost;
            self.found.sets.push(Least { items, cost, chosen });
        } else {
            // Finding no numbers proves nothing.
            self.is_sure = false;
        }
    }
}

/// The children of a node within some cells; all where nothing is said.
fn within(node: &super::restrict::Node, span: Option<(u16, u16)>) -> &[Link] {
    let Some((first, last)) = span else { return &node.children };
    let end = node.children.len();
    let from = usize::from(first.saturating_sub(node.first)).min(end);
    let to = (usize::from((last + 1).saturating_sub(node.first))).clamp(from, end);
    &node.children[from..to]
}

/// An end without an answer lies on a path that no case takes: it stands in no answer's way.
fn is_no_answer(leaf: Leaf) -> bool {
    matches!(leaf, Leaf::Gap | Leaf::Conflict)
}

/// For each node and end, no more than what it takes to reach that end alone.
fn bounds(problem: &Problem<'_>, ends: usize) -> Vec<u32> {
    let nodes = problem.residual.nodes();
    let least = least_costs(problem);
    let mut bounds = vec![NEVER; nodes.len() * ends];
    for (number, node) in nodes.iter().enumerate() {
        for end in 0..ends {
            let to = |link: &Link| match link.to() {
                To::End(place) if place == end || is_no_answer(problem.residual.leaves()[place]) => 0,
                To::End(_) => NEVER,
                To::Node(child) => bounds[child * ends + end],
            };
            let choices = problem.choices[node.term].as_ref();
            let left = within(node, choices.map(|choices| choices.left)).iter().map(to).max().unwrap_or(NEVER);
            let chosen = choices
                .and_then(|choices| {
                    let cells = choices.cells.iter().flat_map(|cell| within(node, Some((*cell, *cell))));
                    cells.map(to).min()
                })
                .map_or(NEVER, |rest| rest.saturating_add(least[node.term]));
            bounds[number * ends + end] = left.min(chosen);
        }
    }
    bounds
}

/// What choosing a term costs at the least. An item that serves several terms is paid once: it counts nothing here.
fn least_costs(problem: &Problem<'_>) -> Vec<u32> {
    let mut terms_of = vec![0_u32; problem.costs.len()];
    for choices in problem.choices.iter().flatten() {
        let mut items: Vec<usize> = choices.by.iter().flatten().copied().collect();
        items.sort_unstable();
        items.dedup();
        items.into_iter().for_each(|item| terms_of[item] += 1);
    }
    let cost = |by: &Vec<usize>| by.iter().filter(|item| terms_of[**item] == 1).map(|item| problem.costs[*item]).sum();
    let least = |choices: &Option<Choices>| choices.as_ref().and_then(|choices| choices.by.iter().map(cost).min());
    problem.choices.iter().map(|choices| least(choices).unwrap_or(0)).collect()
}
