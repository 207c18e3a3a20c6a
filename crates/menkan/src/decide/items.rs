//! What is walked for each case beside the diagrams of definitions: the items of lists, and quantities with conditions.

use std::collections::BTreeSet;

use super::bind::{Numbers, cells_in, cells_within, range_within};
use super::restrict::Residual;
use super::walk::Span;
use crate::diagram::quantity::{BodyId, Mention, Quantities, QuantityId, Range, Ranges, Share, WalkId};
use crate::diagram::{At, Compiled, Declared, Leaf, Place, Root, Test};
use crate::policy::law::InForce;
use crate::policy::model::{FactId, Item, Known, ParameterId, Record};

/// One item, laid over the numbers of a case.
struct Within<'a> {
    law: &'a InForce,
    record: &'a Record,
    item: &'a Item,
    case: &'a dyn Ranges,
}

impl<'a> Within<'a> {
    fn known(&self, field: FactId) -> Option<&'a Known> {
        self.item.0.get(self.record.place(field)).and_then(Option::as_ref)
    }
}

impl Ranges for Within<'_> {
    fn fact(&self, fact: FactId) -> Range {
        if self.law.model.is_field(fact) {
            return range_within(self.known(fact), Declared(self.law).fact(fact));
        }
        self.case.fact(fact)
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        self.case.figure(parameter, cell)
    }

    fn as_of(&self) -> Range {
        self.case.as_of()
    }

    fn case(&self) -> Option<&dyn Ranges> {
        Some(self.case)
    }
}

/// What each item gives where the list is known; `case` is the case as far as numbers are asked for.
pub(super) fn shares(
    numbers: &Numbers<'_>,
    case: &dyn Ranges,
    quantities: &Quantities,
    body: BodyId,
) -> Option<Vec<Share>> {
    let (record, items) = items(numbers, quantities, body)?;
    let of_item = |item| {
        let within = Within { law: numbers.law, record, item, case };
        let (mut some, mut none) = (false, false);
        let mut range: Option<Range> = None;
        ends(numbers.compiled, quantities, &within, body, &mut |leaf| match leaf {
            Leaf::Quantity(id) => {
                some = true;
                let own = quantities.range(id, &within);
                range = Some(match range.take() {
                    Some(range) => range.or(own),
                    None => own,
                });
            }
            Leaf::True => some = true,
            Leaf::False | Leaf::Gap | Leaf::None | Leaf::Symbol(_) | Leaf::Status(_) | Leaf::Conflict => none = true,
        });
        Share { must: u32::from(some && !none), may: u32::from(some), range: range.unwrap_or(Range::ANY) }
    };
    Some(items.iter().map(of_item).collect())
}

/// The fields that are not known and that what the list comes to depends on, each with the place of its item.
pub(super) fn unknown_fields(numbers: &Numbers<'_>, quantities: &Quantities, body: BodyId) -> Vec<(u16, FactId)> {
    let Some((record, items)) = items(numbers, quantities, body) else { return Vec::new() };
    let mut unknown = BTreeSet::new();
    for (place, item) in (0_u16..).zip(items) {
        let within = Within { law: numbers.law, record, item, case: numbers };
        let mut asked = BTreeSet::new();
        let cells = |term: usize| {
            cells_within(&numbers.compiled.terms[term], quantities, &|field| within.known(field), &within)
        };
        let root = numbers.compiled.bodies[body.index()];
        let (terms, ends) =
            support_from(numbers.compiled, root, &cells, &|leaf| one_of_equals(quantities, &within, leaf));
        for leaf in ends {
            if let Leaf::Quantity(id) = leaf {
                fields_of(quantities, id, &mut asked);
            }
        }
        for term in terms {
            match numbers.compiled.terms[term].test {
                Test::Fact(field) | Test::Member(field, _) => {
                    asked.insert(field);
                }
                Test::Axis(id) => fields_of(quantities, id, &mut asked),
                Test::Open(_) | Test::Doubt(_) => {}
            }
        }
        let is_known = |field: &FactId| match within.known(*field) {
            None | Some(Known::Asked) => false,
            Some(Known::Between(low, high)) => low.is_some() && low == high,
            Some(Known::Set(members)) => members.iter().all(Option::is_some),
            Some(Known::Truth(_) | Known::Symbol(_) | Known::List(_)) => true,
        };
        let fields = asked.into_iter().filter(|fact| numbers.law.model.is_field(*fact));
        unknown.extend(fields.filter(|field| !is_known(field)).map(|field| (place, field)));
    }
    unknown.into_iter().collect()
}

fn fields_of(quantities: &Quantities, id: QuantityId, to: &mut BTreeSet<FactId>) {
    quantities.mentions(id, &mut |mention| {
        if let Mention::Fact(fact) = mention {
            to.insert(fact);
        }
    });
}

fn items<'n>(numbers: &Numbers<'n>, quantities: &Quantities, body: BodyId) -> Option<(&'n Record, &'n [Item])> {
    let list = quantities.body(body).list;
    let Some(Known::List(items)) = numbers.case.known(list) else { return None };
    let model = &numbers.law.model;
    Some((model.record(model.list(list)?.record), items))
}

/// Calls `visit` with each end that an item can still reach.
fn ends(compiled: &Compiled, quantities: &Quantities, within: &Within<'_>, body: BodyId, visit: &mut dyn FnMut(Leaf)) {
    let cells = |term: usize| cells_within(&compiled.terms[term], quantities, &|field| within.known(field), within);
    ends_from(compiled, compiled.bodies[body.index()], &cells, visit);
}

/// The range of a quantity with conditions; `case` is the case as far as numbers are asked for.
pub(super) fn walked(numbers: &Numbers<'_>, case: &dyn Ranges, quantities: &Quantities, walk: WalkId) -> Range {
    let compiled = numbers.compiled;
    let cells = |term: usize| cells_in(&compiled.terms[term], quantities, numbers, case);
    let mut range: Option<Range> = None;
    ends_from(compiled, compiled.walks[walk.index()], &cells, &mut |leaf| {
        if let Leaf::Quantity(id) = leaf {
            let own = quantities.range(id, case);
            range = Some(match range.take() {
                Some(range) => range.or(own),
                None => own,
            });
        }
    });
    range.unwrap_or(Range::ANY)
}

/// The terms and the ends on which a quantity with conditions still depends.
pub(super) fn support_of_walk(numbers: &Numbers<'_>, quantities: &Quantities, walk: WalkId) -> (Vec<usize>, Vec<Leaf>) {
    let compiled = numbers.compiled;
    let cells = |term: usize| cells_in(&compiled.terms[term], quantities, numbers, numbers);
    let same = |leaf| one_of_equals(quantities, numbers, leaf);
    support_from(compiled, compiled.walks[walk.index()], &cells, &same)
}

/// The terms and the ends on which a diagram still depends, each term within its cells.
fn support_from(
    compiled: &Compiled,
    root: Root,
    cells: &dyn Fn(usize) -> Span,
    same: &dyn Fn(Leaf) -> Leaf,
) -> (Vec<usize>, Vec<Leaf>) {
    let mut residual = Residual::new(compiled);
    let link = residual.of(compiled.start(root), cells, same);
    residual.support(link)
}

/// The end that stands for all that are the same known number.
fn one_of_equals(quantities: &Quantities, ranges: &dyn Ranges, leaf: Leaf) -> Leaf {
    let Leaf::Quantity(id) = leaf else { return leaf };
    let number = quantities.range(id, ranges).number().cloned();
    Leaf::Quantity(number.and_then(|number| quantities.find_number(&number)).unwrap_or(id))
}

/// Calls `visit` with each end that can still be reached.
fn ends_from(compiled: &Compiled, root: Root, cells: &dyn Fn(usize) -> Span, visit: &mut dyn FnMut(Leaf)) {
    let mut open: Vec<Place> = vec![compiled.start(root)];
    let mut seen = Vec::new();
    while let Some(mut place) = open.pop() {
        loop {
            match compiled.at(place) {
                At::Leaf(leaf) => {
                    visit(leaf);
                    break;
                }
                At::Node { term, base } => {
                    let (first, last) = cells(term);
                    if first == last {
                        place = compiled.child(base, first);
                        continue;
                    }
                    if !seen.contains(&place) {
                        seen.push(place);
                        open.extend((first..=last).map(|cell| compiled.child(base, cell)));
                    }
                    break;
                }
            }
        }
    }
}
