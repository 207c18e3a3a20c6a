//! Which question is next: the one after which the least is expected to be still to pay.
//!
//! An interview is a game against chance: a question costs something, its answer restricts the diagrams, and the game ends
//! when nothing that can be asked can matter. Where few facts are open, the game is solved. Otherwise it is looked ahead
//! (rollout: Bertsekas, Tsitsiklis and Wu 1997). *Greedy* is the question whose answers, on average, leave the least to
//! ask of all that can still matter. *Plain* is to ask in the order of the diagrams' terms and to skip what cannot matter:
//! what that is expected to cost is one pass over the restricted diagrams. A question is judged by what it costs, then the
//! greedy one after each of its answers, twice, and then the plain way. Only a few questions are considered: those that the
//! plain way is likeliest to come to; more of them cost time and, measured, make nothing better.
//!
//! The game is a model: what is unknown is as likely as it is declared to be, each fact apart from the others, and a
//! quantity made from several facts tells nothing before all of them are known. It chooses questions and decides nothing.
#![allow(
    clippy::float_arithmetic,
    reason = "chances choose questions and decide nothing; the same order of IEEE operations gives the same everywhere"
)]

use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::board::Board;
use super::chances::{Answer, answers, of_cells};
use crate::decide::Deciding;
use crate::decide::restrict::{Link, Residual, To};
use crate::decide::unknown::Unknown;
use crate::diagram::Leaf;
use crate::policy::model::{DefinitionId, FactId, Known};

/// Up to how many open facts the game is solved.
pub const SOLVED_FACTS: usize = 6;

/// How many stands a solved game has at most; beyond, it is looked ahead.
const SOLVED_STANDS: usize = 2_000;

/// How many questions are considered at a stand: those that the plain way is likeliest to come to.
const CONSIDERED: usize = 6;

/// How many of them are judged: those that leave the least to ask.
const JUDGED: usize = 4;

/// How many greedy questions follow the one that is judged before the plain way. With one of them, `cn` took more
/// questions than the greedy way alone; a third makes nothing better.
const GREEDY: u8 = 2;

/// Costs closer than this are one.
const NEAR: f64 = 1e-9;

/// What is still to be asked, in some way to ask it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ahead {
    /// What it is expected to cost.
    pub(super) cost: f64,
    /// How many questions are expected.
    pub(super) questions: f64,
    /// How many they are at best.
    pub(super) fewest: u32,
    /// How many they are at worst.
    pub(super) most: u32,
}

impl Ahead {
    const NOTHING: Self = Self { cost: 0.0, questions: 0.0, fewest: 0, most: 0 };

    /// So many questions before it, at their cost.
    fn after(self, questions: u32, cost: f64) -> Self {
        Self {
            cost: self.cost + cost,
            questions: self.questions + f64::from(questions),
            fewest: self.fewest.saturating_add(questions),
            most: self.most.saturating_add(questions),
        }
    }

    /// What is to be mixed from what may follow.
    fn mixed() -> Self {
        Self { fewest: u32::MAX, ..Self::NOTHING }
    }

    /// Adds what may follow, by how likely it is.
    fn add(&mut self, chance: f64, ahead: Self) {
        self.cost += chance * ahead.cost;
        self.questions += chance * ahead.questions;
        self.fewest = self.fewest.min(ahead.fewest);
        self.most = self.most.max(ahead.most);
    }
}

/// A fact that can be asked for, and can matter.
struct Item {
    fact: FactId,
    cost: f64,
    answers: Vec<Answer>,
    /// What is left of the condition under which it applies.
    guard: Link,
    /// Its bit, where it has one.
    bit: u64,
}

/// The restricted diagrams of what is open, and how an interview may go on.
pub(super) struct Plan {
    board: Board,
    /// Where the diagrams of the answers begin.
    start: Vec<Link>,
    items: Vec<Item>,
    /// The place of the end *yes*.
    yes: Option<usize>,
    /// By term: the items without which it is not known; nothing where it never will be.
    waits: Vec<Option<Vec<usize>>>,
    /// By end: the items that it waits for.
    ends: Vec<Vec<usize>>,
    /// By term, for each cell from the first possible one on: how likely it is.
    chances: Vec<Vec<f64>>,
    /// The bits of the items that are still needed once asked for: of any other, the only term is then known.
    kept: u64,
    /// Whether each item has a bit.
    all_bits: bool,
    /// By node: the bits of the items that it and what is below it wait for.
    below: Vec<u64>,
    /// By node: how likely the plain way comes there; kept for its room.
    reached: Vec<Option<f64>>,
    /// What the plain way costs, by one function and what was asked.
    plain_one: FxHashMap<(Link, u64), Ahead>,
    /// The same for several functions.
    plain: FxHashMap<(Vec<Link>, u64), Ahead>,
    /// What so many greedy questions and then the plain way cost.
    ahead: FxHashMap<(Vec<Link>, u64, u8), Ahead>,
    /// What the best questions cost, by what is left of the diagrams and of the guards of what is open.
    solved: FxHashMap<(Vec<Link>, Vec<Link>, u64), Ahead>,
}

impl Plan {
    /// What may still be asked in a case to settle some decisions; these facts are not asked for again.
    pub(super) fn new(deciding: &Deciding<'_>, open: &[DefinitionId], answered: &[FactId]) -> Self {
        let (mut residual, links) = deciding.residual(open);
        let is_answered = |fact| deciding.case.known(fact) == Some(&Known::Asked) || answered.contains(&fact);
        let can_be_asked = |unknown: &Unknown| match unknown {
            Unknown::Fact(fact) if !is_answered(*fact) => Some(*fact),
            Unknown::Fact(_) | Unknown::Standard(_) | Unknown::Figure(..) | Unknown::Item(..) => None,
        };
        let (of_terms, of_ends) = open_in(deciding, &residual);
        let all = of_terms.iter().map(|(_, unknown)| unknown).chain(&of_ends).flatten();
        let mut facts: Vec<FactId> = all.filter_map(can_be_asked).collect();
        facts.sort_unstable();
        facts.dedup();
        let guards: Vec<Link> = facts.iter().map(|fact| deciding.guard(*fact, &mut residual)).collect();
        // What the guards wait for beyond the answers is not asked.
        let (of_terms, of_ends) = open_in(deciding, &residual);
        let place = |unknown: &Unknown| can_be_asked(unknown).and_then(|fact| facts.binary_search(&fact).ok());
        let count = deciding.diagrams.compiled.terms.len();
        let (mut waits, mut chances) = (vec![None; count], vec![Vec::new(); count]);
        for (term, unknown) in &of_terms {
            let items: Option<Vec<usize>> = unknown.iter().map(place).collect();
            // A doubt waits for nothing that can be asked.
            waits[*term] = items.filter(|items| !items.is_empty());
            chances[*term] = of_cells(deciding, *term);
        }
        let ends: Vec<Vec<usize>> = of_ends.iter().map(|unknown| unknown.iter().filter_map(place).collect()).collect();
        let items = facts.iter().zip(guards).enumerate().map(|(item, (fact, guard))| {
            let alone = |(term, _): &&OfTerm| waits[*term].as_deref() == Some(&[item]);
            let alone: Vec<usize> = of_terms.iter().filter(alone).map(|(term, _)| *term).collect();
            Item {
                fact: *fact,
                cost: f64::from(deciding.model.fact(*fact).costs.asking),
                answers: answers(deciding, &alone, &chances),
                guard,
                bit: 0,
            }
        });
        let mut items: Vec<Item> = items.collect();
        let mut serves = vec![0_usize; items.len()];
        for needs in waits.iter().flatten().chain(&ends) {
            // What is made from several stays unknown when one of them is known.
            needs.iter().for_each(|item| serves[*item] += needs.len());
        }
        ends.iter().flatten().for_each(|item| serves[*item] += 1);
        // Of up to 64 items each has a bit. Of more, those that are still needed once asked for have one, as far as there
        // are so many; the cost of others is counted again wherever the plain way needs them.
        let all_bits = items.len() <= 64;
        let (mut next, mut kept) = (1_u64, 0);
        for (item, serves) in items.iter_mut().zip(serves) {
            if all_bits || serves > 1 {
                item.bit = next;
                next <<= 1;
            }
            if serves > 1 {
                kept |= item.bit;
            }
        }
        let mut plan = Self {
            board: Board::new(&residual),
            start: in_order(links),
            yes: residual.leaves().iter().position(|leaf| *leaf == Leaf::True),
            items,
            waits,
            ends,
            chances,
            kept,
            all_bits,
            below: Vec::new(),
            plain_one: FxHashMap::default(),
            reached: Vec::new(),
            plain: FxHashMap::default(),
            ahead: FxHashMap::default(),
            solved: FxHashMap::default(),
        };
        plan.note_below();
        plan
    }

    /// The next question and what is then ahead; nothing where none is left. The first of the `pinned` that can matter goes
    /// before all others.
    pub(super) fn next(&mut self, pinned: &[FactId]) -> Option<(FactId, Ahead)> {
        let guards: Vec<Link> = self.items.iter().map(|item| item.guard).collect();
        let mut items = self.sure_to_apply((0..self.items.len()).collect(), &guards);
        let place = |fact: &FactId| items.iter().find(|item| self.items[**item].fact == *fact).copied();
        if let Some(item) = pinned.iter().find_map(place) {
            items = vec![item];
        }
        let start = self.start.clone();
        let solved = if self.items.len() <= SOLVED_FACTS { self.best(&start, &guards, 0, &items) } else { None };
        let (item, ahead) = match solved {
            Some(found) => found,
            None => self.looked_ahead(&start, items)?,
        };
        Some((self.items[item].fact, ahead))
    }

    /// Of some items those that are known to apply; all where none is. Whether a fact applies is found out before the fact
    /// is, where it can be.
    fn sure_to_apply(&self, items: Vec<usize>, guards: &[Link]) -> Vec<usize> {
        let applies = |item: &usize| matches!(guards[*item].to(), To::End(end) if Some(end) == self.yes);
        let sure: Vec<usize> = items.iter().copied().filter(applies).collect();
        if sure.is_empty() { items } else { sure }
    }

    /// The best of some items to ask for, as far as it is looked ahead.
    fn looked_ahead(&mut self, links: &[Link], items: Vec<usize>) -> Option<(usize, Ahead)> {
        let items = self.likely(links, items);
        let mut best: Option<(usize, Ahead)> = None;
        for item in self.greedy(links, 0, items, JUDGED) {
            let ahead =
                self.after(links, 0, item, &mut |plan, links, asked| plan.greedy_then_plain(links, asked, GREEDY));
            if best.is_none_or(|(_, least)| ahead.cost < least.cost - NEAR) {
                best = Some((item, ahead));
            }
        }
        best
    }

    /// What asking for an item costs, and what comes after each answer.
    fn after(
        &mut self,
        links: &[Link],
        asked: u64,
        item: usize,
        then: &mut dyn FnMut(&mut Self, &[Link], u64) -> Ahead,
    ) -> Ahead {
        let mut mixed = Ahead::mixed();
        for answer in self.told_by(item, asked) {
            let left = self.answered(links, &answer.places);
            let ahead = then(self, &left, asked | self.items[item].bit);
            mixed.add(answer.chance, ahead);
        }
        mixed.after(1, self.items[item].cost)
    }

    /// What so many greedy questions cost, and then the plain way.
    fn greedy_then_plain(&mut self, links: &[Link], asked: u64, greedy: u8) -> Ahead {
        let Some(fewer) = greedy.checked_sub(1) else { return self.plain(links, asked) };
        let stand = (links.to_vec(), asked & self.kept & self.needed(links), greedy);
        if let Some(known) = self.ahead.get(&stand) {
            return *known;
        }
        let open = self.open_at(links, stand.1);
        let open = self.likely(links, open);
        let ahead = match self.greedy(links, stand.1, open, 1)[..] {
            [item] => {
                self.after(links, stand.1, item, &mut |plan, links, asked| plan.greedy_then_plain(links, asked, fewer))
            }
            _ => Ahead::NOTHING,
        };
        self.ahead.insert(stand, ahead);
        ahead
    }

    /// Of some items the few that the plain way is likeliest to ask for, by what they cost; rising.
    fn likely(&mut self, links: &[Link], mut items: Vec<usize>) -> Vec<usize> {
        if items.len() > CONSIDERED {
            let asked = self.asked_for(links);
            let worth = |item: &usize| asked[*item].unwrap_or(0.0) / self.items[*item].cost;
            items.sort_by(|one, other| worth(other).total_cmp(&worth(one)).then(one.cmp(other)));
            items.truncate(CONSIDERED);
            items.sort_unstable();
        }
        items
    }

    /// By item: how likely the plain way comes to ask for it, counted once for each term and diagram that asks for it;
    /// nothing where none does.
    fn asked_for(&mut self, links: &[Link]) -> Vec<Option<f64>> {
        let mut asked = vec![None; self.items.len()];
        self.reached.resize(self.board.len(), None);
        // Children have lower numbers than their parents: the highest is always reached by all its ways.
        let mut open = BinaryHeap::new();
        for link in links {
            self.reach(*link, 1.0, &mut open, &mut asked);
        }
        while let Some(node) = open.pop() {
            let by = self.reached[node].take().unwrap_or(0.0);
            let term = self.board.term(node);
            self.waits[term].iter().flatten().for_each(|item| *asked[*item].get_or_insert(0.0) += by);
            for place in 0..self.chances[term].len() {
                let Some(child) = self.board.children(node).get(place).copied() else { break };
                self.reach(child, by * self.chances[term][place], &mut open, &mut asked);
            }
        }
        asked
    }

    fn reach(&mut self, link: Link, by: f64, open: &mut BinaryHeap<usize>, asked: &mut [Option<f64>]) {
        match link.to() {
            To::Node(node) => match &mut self.reached[node] {
                Some(reached) => *reached += by,
                new @ None => {
                    *new = Some(by);
                    open.push(node);
                }
            },
            To::End(end) => self.ends[end].iter().for_each(|item| *asked[*item].get_or_insert(0.0) += by),
        }
    }

    /// The items that some functions may still need, some asked for; rising.
    fn open_at(&mut self, links: &[Link], asked: u64) -> Vec<usize> {
        if self.all_bits {
            let needed = self.needed(links) & !asked;
            return (0..self.items.len()).filter(|item| self.items[*item].bit & needed != 0).collect();
        }
        let needed = self.asked_for(links);
        (0..self.items.len()).filter(|item| needed[*item].is_some() && self.items[*item].bit & asked == 0).collect()
    }

    /// The first of some items by what, on average, is left to ask of all that can still matter, their own cost included.
    fn greedy(&mut self, links: &[Link], asked: u64, items: Vec<usize>, most: usize) -> Vec<usize> {
        if items.len() <= 1 {
            return items;
        }
        let mut by_left: Vec<(f64, usize)> = Vec::with_capacity(items.len());
        for item in items {
            let known = asked | self.items[item].bit;
            let left = self.after(links, asked, item, &mut |plan, links, _| {
                let left = plan.open_at(links, known);
                Ahead { cost: left.iter().map(|item| plan.items[*item].cost).sum(), ..Ahead::NOTHING }
            });
            by_left.push((left.cost, item));
        }
        by_left.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        by_left.into_iter().take(most).map(|(_, item)| item).collect()
    }

    /// What the plain way costs from some functions on.
    fn plain(&mut self, links: &[Link], asked: u64) -> Ahead {
        let asked = asked & self.kept & self.needed(links);
        if let [only] = links {
            if let Some(known) = self.plain_one.get(&(*only, asked)) {
                return *known;
            }
            let ahead = self.play(links, asked);
            self.plain_one.insert((*only, asked), ahead);
            return ahead;
        }
        let stand = (links.to_vec(), asked);
        if let Some(known) = self.plain.get(&stand) {
            return *known;
        }
        let ahead = self.play(links, asked);
        self.plain.insert(stand, ahead);
        ahead
    }

    fn play(&mut self, links: &[Link], asked: u64) -> Ahead {
        let Some(term) = self.board.first_term(links) else { return self.at_ends(links, asked) };
        let Some(items) = &self.waits[term] else {
            let next = self.through(links, term, None);
            return self.plain(&next, asked);
        };
        let (questions, cost) = self.price(items, asked);
        let known = items.iter().fold(asked, |bits, item| bits | self.items[*item].bit);
        let mut mixed = Ahead::mixed();
        for place in 0..self.chances[term].len() {
            let next = self.through(links, term, Some(place));
            let ahead = self.plain(&next, known);
            mixed.add(self.chances[term][place], ahead);
        }
        mixed.after(questions, cost)
    }

    /// What the numbers at the ends still take.
    fn at_ends(&self, links: &[Link], asked: u64) -> Ahead {
        let ends = links.iter().filter_map(|link| match link.to() {
            To::End(end) => Some(&self.ends[end]),
            To::Node(_) => None,
        });
        let mut items: Vec<usize> = ends.flatten().copied().collect();
        items.sort_unstable();
        items.dedup();
        let (questions, cost) = self.price(&items, asked);
        Ahead::NOTHING.after(questions, cost)
    }

    /// How many of some items are not yet asked for, and what they cost.
    fn price(&self, items: &[usize], asked: u64) -> (u32, f64) {
        let new = items.iter().map(|item| &self.items[*item]).filter(|item| item.bit & asked == 0);
        new.fold((0, 0.0), |(count, cost), item| (count + 1, cost + item.cost))
    }

    /// The best of some items to ask for, the game solved; nothing where it is too large to solve. `guards` is by item.
    fn best(&mut self, links: &[Link], guards: &[Link], asked: u64, items: &[usize]) -> Option<(usize, Ahead)> {
        let mut best: Option<(usize, Ahead)> = None;
        for &item in items {
            let mut mixed = Ahead::mixed();
            for answer in self.told_by(item, asked) {
                let left = self.answered(links, &answer.places);
                let guards = self.board.after(guards, &answer.places);
                self.note_below();
                let ahead = self.solve(&left, &guards, asked | self.items[item].bit)?;
                mixed.add(answer.chance, ahead);
            }
            let ahead = mixed.after(1, self.items[item].cost);
            if best.is_none_or(|(_, least)| ahead.cost < least.cost - NEAR) {
                best = Some((item, ahead));
            }
        }
        best
    }

    fn solve(&mut self, links: &[Link], guards: &[Link], asked: u64) -> Option<Ahead> {
        let asked = asked & self.kept & self.needed(links);
        let items = self.open_at(links, asked);
        if items.is_empty() {
            return Some(Ahead::NOTHING);
        }
        let stand = (links.to_vec(), items.iter().map(|item| guards[*item]).collect(), asked);
        if let Some(known) = self.solved.get(&stand) {
            return Some(*known);
        }
        if self.solved.len() >= SOLVED_STANDS {
            return None;
        }
        let items = self.sure_to_apply(items, guards);
        let (_, ahead) = self.best(links, guards, asked, &items)?;
        self.solved.insert(stand, ahead);
        Some(ahead)
    }

    /// What an item tells once some others are known: where it puts its own terms, and those that it was the last to be
    /// asked of.
    fn told_by(&self, item: usize, asked: u64) -> Vec<Answer> {
        let known = asked | self.items[item].bit;
        let mut told = self.items[item].answers.clone();
        for (term, waits) in self.waits.iter().enumerate() {
            let Some(waits) = waits else { continue };
            let is_last = waits.len() > 1
                && waits.contains(&item)
                && waits.iter().all(|other| self.items[*other].bit & known != 0);
            if is_last {
                let with = |answer: &Answer, place: usize, chance: f64| {
                    let mut places = answer.places.clone();
                    places.push((term, place));
                    places.sort_unstable();
                    Answer { chance: answer.chance * chance, places }
                };
                let chances = &self.chances[term];
                let each = |answer: &Answer| {
                    chances.iter().enumerate().map(|(place, chance)| with(answer, place, *chance)).collect::<Vec<_>>()
                };
                told = told.iter().flat_map(each).collect();
            }
        }
        told
    }

    /// Where links lead past a term: by the cell of this place, or by all.
    fn through(&self, links: &[Link], term: usize, place: Option<usize>) -> Vec<Link> {
        let mut next = Vec::with_capacity(links.len());
        for link in links {
            match (link.to(), place) {
                (To::Node(node), Some(place)) if self.board.term(node) == term => {
                    next.extend(self.board.children(node).get(place));
                }
                (To::Node(node), None) if self.board.term(node) == term => next.extend(self.board.children(node)),
                (To::Node(_) | To::End(_), _) => next.push(*link),
            }
        }
        in_order(next)
    }

    /// What is left of some functions once terms are known to lie in these places.
    fn answered(&mut self, links: &[Link], places: &[(usize, usize)]) -> Vec<Link> {
        let left = self.board.after(links, places);
        self.note_below();
        in_order(left)
    }

    /// Notes what new nodes wait for.
    fn note_below(&mut self) {
        for node in self.below.len()..self.board.len() {
            let waits = self.waits[self.board.term(node)].iter().flatten();
            let own = waits.fold(0, |bits, item| bits | self.items[*item].bit);
            let below = self.board.children(node).iter().map(|child| self.bits(*child));
            let bits = below.fold(own, |all, bits| all | bits);
            self.below.push(bits);
        }
    }

    fn bits(&self, link: Link) -> u64 {
        match link.to() {
            To::Node(node) => self.below[node],
            To::End(end) => self.ends[end].iter().fold(0, |bits, item| bits | self.items[*item].bit),
        }
    }

    /// The bits of what these functions may still need.
    fn needed(&self, links: &[Link]) -> u64 {
        links.iter().fold(0, |bits, link| bits | self.bits(*link))
    }
}

/// What a term waits for.
type OfTerm = (usize, Vec<Unknown>);

/// By term, rising, and by end: what restricted diagrams wait for.
fn open_in(deciding: &Deciding<'_>, residual: &Residual<'_>) -> (Vec<OfTerm>, Vec<Vec<Unknown>>) {
    let mut terms: Vec<usize> = residual.nodes().iter().map(|node| node.term).collect();
    terms.sort_unstable();
    terms.dedup();
    let of_terms = terms.into_iter().map(|term| (term, deciding.unknown_of(term)));
    (of_terms.collect(), residual.leaves().iter().map(|leaf| deciding.unknown_at(*leaf)).collect())
}

/// Links rising, each once.
fn in_order(mut links: Vec<Link>) -> Vec<Link> {
    if links.len() > 1 {
        links.sort_unstable();
        links.dedup();
    }
    links
}
