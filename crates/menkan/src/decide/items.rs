//! The items of a case's lists: what each gives to what its list comes to, and what of it is not known.

use std::collections::BTreeSet;

use super::bind::{Numbers, cells_within, range_within};
use crate::diagram::quantity::{BodyId, Quantities, Range, Ranges, Share};
use crate::diagram::{At, Compiled, Declared, Leaf, Place};
use crate::policy::law::InForce;
use crate::policy::model::{FactId, FoldKind, Item, Known, ParameterId, Record};

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

    fn shares(&self, quantities: &Quantities, kind: FoldKind, body: BodyId) -> Option<Vec<Share>> {
        self.case.shares(quantities, kind, body)
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
        let ends = ends(numbers.compiled, quantities, &within, body, &mut |leaf| {
            if let Leaf::Quantity(id) = leaf {
                fields_of(quantities, id, &mut asked);
            }
        });
        for term in ends {
            match numbers.compiled.terms[term].test {
                crate::diagram::Test::Fact(field) | crate::diagram::Test::Member(field, _) => {
                    asked.insert(field);
                }
                crate::diagram::Test::Axis(id) => fields_of(quantities, id, &mut asked),
                crate::diagram::Test::Open(_) | crate::diagram::Test::Doubt(_) => {}
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

fn fields_of(quantities: &Quantities, id: crate::diagram::quantity::QuantityId, to: &mut BTreeSet<FactId>) {
    quantities.mentions(id, &mut |mention| {
        if let crate::diagram::quantity::Mention::Fact(fact) = mention {
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

/// Calls `visit` with each end that an item can still reach; gives the terms on the way that can lie in several cells.
fn ends(
    compiled: &Compiled,
    quantities: &Quantities,
    within: &Within<'_>,
    body: BodyId,
    visit: &mut dyn FnMut(Leaf),
) -> Vec<usize> {
    let mut open_terms = Vec::new();
    let mut open: Vec<Place> = vec![compiled.start(compiled.bodies[body.index()])];
    let mut seen = Vec::new();
    while let Some(mut place) = open.pop() {
        loop {
            match compiled.at(place) {
                At::Leaf(leaf) => {
                    visit(leaf);
                    break;
                }
                At::Node { term, base } => {
                    let cells = cells_within(&compiled.terms[term], quantities, &|field| within.known(field), within);
                    let (first, last) = cells;
                    if first == last {
                        place = compiled.child(base, first);
                        continue;
                    }
                    if !seen.contains(&place) {
                        seen.push(place);
                        open_terms.push(term);
                        open.extend((first..=last).map(|cell| compiled.child(base, cell)));
                    }
                    break;
                }
            }
        }
    }
    open_terms
}
