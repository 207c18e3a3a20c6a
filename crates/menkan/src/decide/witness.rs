//! Witnesses that nothing listed as missing is idle: completions of a case.
//!
//! Where axes share an unknown, the diagrams alone do not tell which of their paths some case takes. Here cases are made:
//! numbers that lie where a path wants them, so that an end is reached; and two cases that differ in one fact alone and
//! have different answers. Where all ends are reached and everything listed is shown to matter, the list is exact.
//! Finding no witness proves nothing.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Deciding;
use super::restrict::{Link, Residual, To};
use super::settle::wanted;
use super::unknown::Unknown;
use crate::diagram::quantity::{Mention, QuantityId, Ranges as _};
use crate::diagram::solve::{Assigned, Wanted, grid, solve};
use crate::diagram::{Leaf, Test};
use crate::policy::model::DefinitionId;
use crate::value::{Number, RoundingMode};

/// How many cases are made at most.
const CASES: usize = 48;

/// How many values of a number are tried one by one; of more, those at which a comparison turns.
const VALUES: i64 = 32;

/// A case that is complete as far as a residual asks.
#[derive(Debug, Clone, Default)]
struct Whole {
    /// Of each term that is no axis, the cell in which it lies; the first where nothing is said.
    cells: FxHashMap<usize, u16>,
    numbers: BTreeMap<Mention, Number>,
}

/// What a diagram says of a case: an end, or the number that it is.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    End(Link),
    Number(Number),
}

impl Deciding<'_> {
    /// Whether completions were found that reach all that an answer can still be, and show that each of these matters.
    pub(crate) fn is_witnessed(&self, answer: DefinitionId, needed: Vec<Unknown>) -> bool {
        if !self.has_few_nodes(answer) {
            return false;
        }
        let (residual, links) = self.residual(&[answer]);
        let mut witnesses = Witnesses::new(self, &residual, &links, needed);
        witnesses.reach_ends();
        witnesses.vary();
        witnesses.ends.is_empty() && witnesses.needed.is_empty()
    }
}

impl<'a> Deciding<'a> {
    /// Whether each unknown of an axis can move it by itself from one cell to another one that leads elsewhere.
    ///
    /// Of `c - 2 * a`, whole numbers of which `c` is 3 or 4, only `a` can move it over 2.
    pub(crate) fn each_moves(&self, residual: &Residual<'a>, term: usize) -> bool {
        let compiled = &self.diagrams.compiled.terms[term];
        let Some(quantity) = compiled.quantity() else { return true };
        let mut unknown = self.unknown_in(quantity);
        if unknown.len() < 2 {
            return true;
        }
        let witnesses = Witnesses::new(self, residual, &[], Vec::new());
        let (first, last) = self.walked.cells(term);
        for cell in first..=last {
            let Some(demand) = wanted(compiled, (cell, cell)) else { continue };
            let numbers = self.numbers();
            let Some(found) = solve(self.model, &self.diagrams.quantities, &numbers, &[demand]) else { continue };
            let whole = Whole { numbers: found.0, ..Whole::default() };
            let leads_elsewhere = |other: &Whole| {
                let Some(number) = witnesses.number(other, quantity) else { return false };
                let to = compiled.cell_of(&number);
                residual.nodes().iter().filter(|node| node.term == term).any(|node| {
                    let child = |cell: u16| node.children.get(usize::from(cell.checked_sub(node.first)?));
                    child(cell) != child(to)
                })
            };
            unknown.retain(|one| !witnesses.turned(&whole, *one, &[term]).iter().any(leads_elsewhere));
            if unknown.is_empty() {
                return true;
            }
        }
        false
    }
}

struct Witnesses<'w, 'a> {
    deciding: &'w Deciding<'a>,
    residual: &'w Residual<'a>,
    links: &'w [Link],
    /// The terms that the residual tests.
    terms: Vec<usize>,
    /// The numbers that are not known.
    mentions: Vec<Mention>,
    /// Of each node and end, a node above it and the cell that leads there; nothing of the tops.
    above: FxHashMap<Link, (usize, u16)>,
    /// What no case was found for yet.
    ends: Vec<(usize, Link)>,
    needed: Vec<Unknown>,
    cases: usize,
}

impl<'w, 'a> Witnesses<'w, 'a> {
    fn new(deciding: &'w Deciding<'a>, residual: &'w Residual<'a>, links: &'w [Link], needed: Vec<Unknown>) -> Self {
        let (mut terms, mut ends) = (Vec::new(), Vec::new());
        let mut above = FxHashMap::default();
        for (of, link) in links.iter().enumerate() {
            let mut open = VecDeque::from([*link]);
            let mut seen = FxHashSet::from_iter([*link]);
            while let Some(link) = open.pop_front() {
                match link.to() {
                    To::End(place) => {
                        if !matches!(residual.leaves()[place], Leaf::Gap | Leaf::Conflict) {
                            ends.push((of, link));
                        }
                    }
                    To::Node(number) => {
                        let node = &residual.nodes()[number];
                        terms.push(node.term);
                        for (cell, child) in (node.first..).zip(&node.children) {
                            above.entry(*child).or_insert((number, cell));
                            if seen.insert(*child) {
                                open.push_back(*child);
                            }
                        }
                    }
                }
            }
        }
        terms.sort_unstable();
        terms.dedup();
        let mut mentions = Vec::new();
        let quantities = terms.iter().filter_map(|term| deciding.diagrams.compiled.terms[*term].quantity());
        let leaves = residual.leaves().iter().filter_map(|leaf| match leaf {
            Leaf::Quantity(quantity) => Some(*quantity),
            _ => None,
        });
        for quantity in quantities.chain(leaves) {
            deciding.diagrams.quantities.mentions(quantity, &mut |mention| mentions.push(mention));
        }
        mentions.sort_unstable();
        mentions.dedup();
        Self { deciding, residual, links, terms, mentions, above, ends, needed, cases: CASES }
    }

    /// Looks for a case for each end, and notes what matters in it.
    fn reach_ends(&mut self) {
        for (of, link) in self.ends.clone() {
            if !self.ends.contains(&(of, link)) {
                continue;
            }
            if let Some(whole) = self.whole(link, &[]) {
                self.note(&whole);
            }
        }
    }

    /// Looks for a case for each thing that was not yet shown to matter: on the way to a node that tests it, and on from there
    /// so that two of its children come to different ends.
    fn vary(&mut self) {
        for unknown in self.needed.clone() {
            let reads = |number: &usize| {
                let term = self.residual.nodes()[*number].term;
                self.deciding.unknown_of(term).contains(&unknown)
            };
            let nodes: Vec<usize> = (0..self.residual.nodes().len()).rev().filter(reads).collect();
            for number in nodes {
                if !self.needed.contains(&unknown) || self.cases == 0 {
                    break;
                }
                let residual = self.residual;
                for pair in residual.nodes()[number].children.windows(2).filter(|pair| pair[0] != pair[1]) {
                    let apart = self.apart(pair[0], pair[1]);
                    if let Some(whole) = self.whole(pair[0], &apart) {
                        self.note(&whole);
                    }
                }
            }
        }
    }

    /// Terms with cells that lead two functions which differ to different ends.
    fn apart(&self, mut one: Link, mut other: Link) -> Vec<(usize, u16)> {
        let node = |link: Link| match link.to() {
            To::Node(number) => Some(&self.residual.nodes()[number]),
            To::End(_) => None,
        };
        let mut chosen = Vec::new();
        while let Some(term) = node(one).iter().chain(&node(other)).map(|node| node.term).min() {
            let own = |link: Link| node(link).filter(|node| node.term == term);
            let Some((first, children)) = own(one).or_else(|| own(other)).map(|node| (node.first, node.children.len()))
            else {
                break;
            };
            let through = |link: Link, at: usize| own(link).map_or(link, |node| node.children[at]);
            let differing = (0..children).find(|at| through(one, *at) != through(other, *at));
            let Some(at) = differing else { break };
            chosen.extend(u16::try_from(at).map(|at| (term, first + at)));
            (one, other) = (through(one, at), through(other, at));
        }
        chosen
    }

    /// A case on some way from a top to a node or an end, and on through these cells.
    fn whole(&mut self, to: Link, below: &[(usize, u16)]) -> Option<Whole> {
        self.cases = self.cases.checked_sub(1)?;
        let (deciding, mut at) = (self.deciding, to);
        let mut chosen = below.to_vec();
        while let Some((number, cell)) = self.above.get(&at) {
            chosen.push((self.residual.nodes()[*number].term, *cell));
            at = Link::node(*number);
        }
        let mut whole = Whole::default();
        let mut demands: Vec<Wanted> = Vec::new();
        for (term, cell) in chosen {
            match wanted(&deciding.diagrams.compiled.terms[term], (cell, cell)) {
                Some(demand) => demands.push(demand),
                None => drop(whole.cells.insert(term, cell)),
            }
        }
        let numbers = deciding.numbers();
        whole.numbers = solve(deciding.model, &deciding.diagrams.quantities, &numbers, &demands)?.0;
        for mention in &self.mentions {
            let range = numbers.of(*mention);
            if range.number().is_none() {
                let any = range.low.or(range.high).unwrap_or(Number::ZERO);
                whole.numbers.entry(*mention).or_insert(any);
            }
        }
        Some(whole)
    }

    /// Notes the ends that a case reaches, and what changes them if it alone is otherwise.
    fn note(&mut self, whole: &Whole) {
        let Some(answers) = self.answers(whole) else { return };
        let (ends, answers): (Vec<Link>, Vec<Answer>) = answers.into_iter().unzip();
        self.ends.retain(|(of, end)| ends[*of] != *end);
        let mut needed = std::mem::take(&mut self.needed);
        needed.retain(|unknown| {
            let differs = |other: &Whole| {
                self.answers(other).is_some_and(|others| others.iter().map(|(_, answer)| answer).ne(&answers))
            };
            !self.others(whole, *unknown).iter().any(differs)
        });
        self.needed = needed;
    }

    /// Cases that differ in one thing alone.
    fn others(&self, whole: &Whole, unknown: Unknown) -> Vec<Whole> {
        let terms = &self.deciding.diagrams.compiled.terms;
        let mut others = Vec::new();
        for term in &self.terms {
            let is_own = match (terms[*term].test, unknown) {
                (Test::Fact(fact) | Test::Member(fact, _), Unknown::Fact(own)) => fact == own,
                (Test::Open(standard), Unknown::Standard(own)) => standard == own,
                _ => false,
            };
            let cells = if is_own { terms[*term].cells } else { 0 };
            others.extend((0..cells).map(|cell| {
                let mut other = whole.clone();
                other.cells.insert(*term, cell);
                other
            }));
        }
        others.extend(self.turned(whole, unknown, &self.terms));
        others
    }

    /// Cases that differ in one number alone, so that some of these comparisons may turn.
    fn turned(&self, whole: &Whole, unknown: Unknown, terms: &[usize]) -> Vec<Whole> {
        let mention = match unknown {
            Unknown::Fact(fact) => Mention::Fact(fact),
            Unknown::Figure(parameter, cell) => Mention::Figure(parameter, cell),
            Unknown::Standard(_) | Unknown::Item(..) => return Vec::new(),
        };
        if !whole.numbers.contains_key(&mention) {
            return Vec::new();
        }
        let with = |number| {
            let mut other = whole.clone();
            other.numbers.insert(mention, number);
            other
        };
        self.values(whole, mention, terms).into_iter().map(with).collect()
    }

    /// Values of a number at which comparisons may turn, or all of few.
    fn values(&self, whole: &Whole, mention: Mention, terms: &[usize]) -> Vec<Number> {
        let deciding = self.deciding;
        let (range, step) = (deciding.numbers().of(mention), grid(deciding.model, mention));
        let mut values: Vec<Number> = range.low.iter().chain(&range.high).cloned().collect();
        if let (Some(low), Some(high)) = (&range.low, &range.high)
            && (high - low).checked_div(&step).and_then(|steps| steps.to_i64()).is_some_and(|steps| steps < VALUES)
        {
            let mut at = low.clone();
            while at < *high {
                values.push(at.clone());
                at = &at + &step;
            }
            return values;
        }
        let Some(now) = whole.numbers.get(&mention) else { return values };
        let mut moved = whole.clone();
        moved.numbers.insert(mention, now + &step);
        for term in terms.iter().map(|term| &deciding.diagrams.compiled.terms[*term]) {
            let Some(quantity) = term.quantity() else { continue };
            let (Some(before), Some(after)) = (self.number(whole, quantity), self.number(&moved, quantity)) else {
                continue;
            };
            for cut in &term.cuts {
                let steps = (&cut.at - &before).checked_div(&(&after - &before));
                let Some(steps) = steps else { continue };
                let nearest = &(now + &(&steps * &step)).round_to(&step, RoundingMode::Down);
                values.extend([nearest - &step, nearest.clone(), nearest + &step, &(nearest + &step) + &step]);
            }
        }
        values.retain(|value| {
            range.low.as_ref().is_none_or(|low| low <= value) && range.high.as_ref().is_none_or(|high| value <= high)
        });
        values
    }

    fn number(&self, whole: &Whole, quantity: QuantityId) -> Option<Number> {
        let numbers = self.deciding.numbers();
        let assigned = Assigned::new(&numbers, &whole.numbers);
        self.deciding.diagrams.quantities.range(quantity, &assigned).number().cloned()
    }

    /// The end of each diagram in a case, and what it says.
    fn answers(&self, whole: &Whole) -> Option<Vec<(Link, Answer)>> {
        self.links.iter().map(|link| self.answer(whole, *link)).collect()
    }

    fn answer(&self, whole: &Whole, mut link: Link) -> Option<(Link, Answer)> {
        loop {
            let node = match link.to() {
                To::Node(number) => &self.residual.nodes()[number],
                To::End(place) => {
                    let number = match self.residual.leaves()[place] {
                        Leaf::Quantity(quantity) => self.number(whole, quantity),
                        Leaf::Gap | Leaf::Conflict => return None,
                        _ => None,
                    };
                    return Some((link, number.map_or(Answer::End(link), Answer::Number)));
                }
            };
            let term = &self.deciding.diagrams.compiled.terms[node.term];
            let cell = match term.quantity() {
                Some(quantity) => term.cell_of(&self.number(whole, quantity)?),
                None => whole.cells.get(&node.term).copied().unwrap_or(node.first),
            };
            link = *node.children.get(usize::from(cell.checked_sub(node.first)?))?;
        }
    }
}
