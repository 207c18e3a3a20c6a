//! An order of terms under which the diagrams are small: FORCE (Aloul, Markov and Sakallah 2003).
//!
//! Terms that meet in one rule or clause should stand close together. Each round puts every term at the mean of the
//! centres of the conditions that it occurs in. Positions are whole numbers, so that every machine finds the same order.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::build::{Built, Roots};
use super::store::{Node, NodeId, Store, Test};

const ROUNDS: usize = 60;
const SCALE: i64 = 1 << 20;

/// The terms of `built` in an order that brings terms of one condition together.
pub(crate) fn force(built: &Built) -> Vec<(Test, u32)> {
    let terms: Vec<(Test, u32)> = built.store.terms().collect();
    let edges = hyperedges(built);
    let mut of_term: Vec<Vec<usize>> = vec![Vec::new(); terms.len()];
    for (edge, members) in edges.iter().enumerate() {
        for &term in members {
            of_term[term as usize].push(edge);
        }
    }
    let mut positions: Vec<i64> =
        (0..terms.len()).map(|place| i64::try_from(place).unwrap_or(i64::MAX) * SCALE).collect();
    let mut order: Vec<usize> = (0..terms.len()).collect();
    for _ in 0..ROUNDS {
        let centres: Vec<i64> =
            edges.iter().map(|members| mean(members.iter().map(|&term| positions[term as usize]))).collect();
        let wanted: Vec<i64> = of_term
            .iter()
            .enumerate()
            .map(
                |(term, edges)| {
                    if edges.is_empty() { positions[term] } else { mean(edges.iter().map(|&edge| centres[edge])) }
                },
            )
            .collect();
        let before = order.clone();
        order.sort_by_key(|&term| (wanted[term], positions[term]));
        for (place, &term) in order.iter().enumerate() {
            positions[term] = i64::try_from(place).unwrap_or(i64::MAX) * SCALE;
        }
        if order == before {
            break;
        }
    }
    order.into_iter().map(|term| terms[term]).collect()
}

fn mean(values: impl Iterator<Item = i64>) -> i64 {
    let (sum, count) = values.fold((0_i64, 0_i64), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0 } else { sum / count }
}

/// The terms of each rule, clause and condition.
fn hyperedges(built: &Built) -> Vec<BTreeSet<u32>> {
    let mut edges = Vec::new();
    for roots in &built.roots {
        let value = if roots.rules.is_empty() && roots.clauses.is_empty() { roots.value } else { None };
        for root in roots.rules.iter().chain(&roots.clauses).chain(&roots.barred).chain(value.iter()) {
            let members = support(&built.store, *root);
            if members.len() > 1 {
                edges.push(members);
            }
        }
    }
    edges
}

fn support(store: &Store, root: NodeId) -> BTreeSet<u32> {
    let mut levels = BTreeSet::new();
    let mut seen: FxHashMap<NodeId, ()> = FxHashMap::default();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if seen.insert(id, ()).is_some() {
            continue;
        }
        if let Node::Branch { level, children, .. } = store.node(id) {
            levels.insert(*level);
            open.extend(children.iter());
        }
    }
    levels
}

/// How many nodes the diagrams of `roots` share.
pub(crate) fn size(store: &Store, roots: &[Roots]) -> usize {
    let mut seen: FxHashMap<NodeId, ()> = FxHashMap::default();
    let mut open: Vec<NodeId> = roots.iter().flat_map(all_of).collect();
    while let Some(id) = open.pop() {
        if seen.insert(id, ()).is_none()
            && let Node::Branch { children, .. } = store.node(id)
        {
            open.extend(children.iter());
        }
    }
    seen.len()
}

/// Every root of a definition.
pub(crate) fn all_of(roots: &Roots) -> impl Iterator<Item = NodeId> + '_ {
    let lists = [&roots.members, &roots.rules, &roots.clauses, &roots.barred];
    let sides = roots.comparisons.iter().flat_map(|compared| [compared.left, compared.right]);
    roots.value.iter().copied().chain(lists.into_iter().flatten().copied()).chain(sides)
}
