//! Which rule overrides which, and the canonical order that follows.
//!
//! Overriding is what `precedence` and `overrides` say and all that follows from it; every rule overrides `otherwise`.
//! The canonical order puts a rule before those that it overrides; among equals by layer, then name; `otherwise` last.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::model::LayerId;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// How many rules one decision may have.
pub(crate) const MAX_RULES: usize = 1000;

/// A rule, as far as its order goes.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub(crate) key: Arc<str>,
    pub(crate) layer: LayerId,
    pub(crate) otherwise: bool,
    pub(crate) span: Span,
}

/// One rule overrides another, as is said here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overriding {
    pub(crate) over: usize,
    pub(crate) under: usize,
    pub(crate) layer: LayerId,
    pub(crate) span: Span,
}

/// The rules in canonical order: their places in the list given, and for each the new places of those it overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) places: Vec<usize>,
    pub(crate) overrides: Vec<Vec<u32>>,
}

/// Puts rules into canonical order.
pub(crate) fn order(rules: &[Ranked], said: &[Overriding]) -> Result<Order, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    if let Some(circle) = circle(rules.len(), said) {
        let names: Vec<_> = circle.iter().map(|edge| Arc::clone(&rules[edge.over].key)).collect();
        let spans: Vec<_> = circle.iter().map(|edge| edge.span).collect();
        diagnostics.push(Diagnostic::rules_override_in_a_circle(&names, &spans));
        return Err(diagnostics);
    }
    let reach = closure(rules.len(), said);
    diagnostics.extend(reordered(rules, said));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let places = canonical(rules, &reach);
    let mut moved = vec![0_u32; rules.len()];
    for (to, &from) in places.iter().enumerate() {
        moved[from] = u32::try_from(to).unwrap_or(u32::MAX);
    }
    let overrides = places
        .iter()
        .map(|&place| {
            let under = |other: &usize| reach[place][*other] || (rules[*other].otherwise && !rules[place].otherwise);
            let mut places: Vec<u32> = (0..rules.len()).filter(under).map(|other| moved[other]).collect();
            places.sort_unstable();
            places
        })
        .collect();
    Ok(Order { places, overrides })
}

/// A circle of overriding, where there is one: each edge leads to the next.
fn circle(count: usize, said: &[Overriding]) -> Option<Vec<Overriding>> {
    let mut edges: Vec<Vec<&Overriding>> = vec![Vec::new(); count];
    for edge in said {
        edges[edge.over].push(edge);
    }
    for under in &mut edges {
        under.sort_by_key(|edge| edge.under);
        under.dedup_by_key(|edge| edge.under);
    }
    let mut done = vec![false; count];
    for start in 0..count {
        // A path of edges, and for each rule on it the next edge to try.
        let mut path: Vec<&Overriding> = Vec::new();
        let mut on_path = vec![false; count];
        let mut next = vec![(start, 0)];
        on_path[start] = true;
        while let Some((rule, tried)) = next.pop() {
            if done[rule] {
                on_path[rule] = false;
                path.pop();
                continue;
            }
            let Some(edge) = edges[rule].get(tried) else {
                done[rule] = true;
                on_path[rule] = false;
                path.pop();
                continue;
            };
            next.push((rule, tried + 1));
            if on_path[edge.under] {
                let first = path.iter().position(|step| step.over == edge.under).unwrap_or(path.len());
                let mut circle: Vec<Overriding> = path[first..].iter().map(|step| **step).collect();
                circle.push(**edge);
                return Some(circle);
            }
            if !done[edge.under] {
                on_path[edge.under] = true;
                path.push(edge);
                next.push((edge.under, 0));
            }
        }
    }
    None
}

/// For each rule, all that it overrides, directly or not. There is no circle.
fn closure(count: usize, said: &[Overriding]) -> Vec<Vec<bool>> {
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in said {
        edges[edge.over].push(edge.under);
    }
    for under in &mut edges {
        under.sort_unstable();
        under.dedup();
    }
    let mut reached: Vec<Option<Vec<bool>>> = vec![None; count];
    for start in 0..count {
        let mut open = vec![start];
        while let Some(&rule) = open.last() {
            if reached[rule].is_some() {
                open.pop();
                continue;
            }
            let before = open.len();
            open.extend(edges[rule].iter().filter(|under| reached[**under].is_none()));
            if open.len() > before {
                continue;
            }
            let mut all = vec![false; count];
            for &under in &edges[rule] {
                all[under] = true;
                for (place, further) in reached[under].iter().flatten().enumerate() {
                    all[place] |= further;
                }
            }
            reached[rule] = Some(all);
            open.pop();
        }
    }
    reached.into_iter().map(|reached| reached.unwrap_or_else(|| vec![false; count])).collect()
}

/// What a layer says that puts two rules of its parents into an order that they do not have there.
fn reordered(rules: &[Ranked], said: &[Overriding]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut layers: Vec<LayerId> = said.iter().map(|edge| edge.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    for &layer in layers.iter().filter(|layer| layer.0 > 0) {
        let (before, with): (Vec<_>, Vec<_>) = (
            said.iter().filter(|edge| edge.layer < layer).copied().collect(),
            said.iter().filter(|edge| edge.layer <= layer).copied().collect(),
        );
        let (old, new) = (closure(rules.len(), &before), closure(rules.len(), &with));
        let parents = |place: &usize| rules[*place].layer < layer;
        let pair = (0..rules.len())
            .filter(parents)
            .flat_map(|over| (0..rules.len()).filter(parents).map(move |under| (over, under)))
            .find(|&(over, under)| new[over][under] && !old[over][under]);
        if let Some((over, under)) = pair {
            let place = |edge: &&Overriding| {
                edge.layer == layer
                    && (edge.over == over || new[over][edge.over])
                    && (edge.under == under || new[edge.under][under])
            };
            let span = said.iter().find(place).map_or(rules[over].span, |edge| edge.span);
            diagnostics.push(Diagnostic::reorders_parents_rules(
                span,
                (&rules[over].key, rules[over].span),
                (&rules[under].key, rules[under].span),
            ));
        }
    }
    diagnostics
}

/// A topological order; among rules that are free to come next, by layer and name (Kahn 1962).
fn canonical(rules: &[Ranked], reach: &[Vec<bool>]) -> Vec<usize> {
    let key = |place: usize| Reverse((rules[place].otherwise, rules[place].layer, &rules[place].key, place));
    let mut above: Vec<usize> =
        (0..rules.len()).map(|place| reach.iter().filter(|under| under[place]).count()).collect();
    let mut free: BinaryHeap<_> = (0..rules.len()).filter(|&place| above[place] == 0).map(key).collect();
    let mut order = Vec::with_capacity(rules.len());
    while let Some(Reverse((_, _, _, place))) = free.pop() {
        order.push(place);
        for (under, _) in reach[place].iter().enumerate().filter(|(_, reached)| **reached) {
            above[under] -= 1;
            if above[under] == 0 {
                free.push(key(under));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(names: &[(&str, u32)]) -> Vec<Ranked> {
        names
            .iter()
            .map(|&(key, layer)| Ranked {
                key: key.into(),
                layer: LayerId(layer),
                otherwise: key == "otherwise",
                span: Span::default(),
            })
            .collect()
    }

    fn said(pairs: &[(usize, usize, u32)]) -> Vec<Overriding> {
        pairs
            .iter()
            .map(|&(over, under, layer)| Overriding { over, under, layer: LayerId(layer), span: Span::default() })
            .collect()
    }

    #[test]
    fn overriding_is_transitive_and_otherwise_comes_last() {
        let rules = rules(&[("otherwise", 0), ("c", 0), ("b", 0), ("a", 0)]);
        let order = order(&rules, &said(&[(1, 2, 0), (2, 3, 0)])).unwrap();
        assert_eq!(order.places, [1, 2, 3, 0]);
        assert_eq!(order.overrides, [vec![1, 2, 3], vec![2, 3], vec![3], vec![]]);
    }

    #[test]
    fn a_circle_and_a_reordering_are_refused() {
        let rules = rules(&[("a", 0), ("b", 0), ("c", 1)]);
        assert_eq!(order(&rules, &said(&[(0, 1, 0), (1, 0, 0)])).unwrap_err().len(), 1);
        assert_eq!(order(&rules, &said(&[(0, 2, 1), (2, 1, 1)])).unwrap_err().len(), 1);
        assert!(order(&rules, &said(&[(2, 0, 1), (2, 1, 1)])).is_ok());
    }
}
