//! Whether diagrams that were read are such as could have been built: what deciding takes for granted of them.
//!
//! Everything refers to what is there; what is worked out from something refers to what stands before it, so that
//! nothing rests on itself; and every diagram ends in what its definition can be.

use super::Trust;
use super::compiled::{At, Compiled, DefinitionRoots, LEAF, Place, Root};
use super::quantity::{Expression, Mention, Quantities, QuantityId};
use super::store::{Leaf, Test};
use crate::codec::{MAX_DEPTH, Malformed};
use crate::policy::law::InForce;
use crate::policy::model::{Body, Definition, DefinitionKind, EnumId, TypeKind};
use crate::policy::sound::Soundness as OfModel;
use crate::policy::units::comparisons;

/// How large all quantities may be together, each written out: working one out goes through all of it.
const SIZES: u64 = 1 << 20;

/// How many nodes may be gone through to find how deep what is walked rests on itself.
const VISITS: usize = 1 << 22;

type Checked = Result<(), Malformed>;

/// Diagrams of a law, to be checked.
pub(super) struct Soundness<'a> {
    pub(super) law: &'a InForce,
    pub(super) trust: Trust,
    pub(super) compiled: &'a Compiled,
    pub(super) quantities: &'a Quantities,
}

/// What a quantity rests on.
#[derive(Debug, Clone, Copy, Default)]
struct OfQuantity {
    /// How large it is, written out.
    size: u64,
    /// Whether it mentions a field of an item.
    of_item: bool,
}

/// What is below a node, or at an end.
#[derive(Debug, Clone, Copy, Default)]
struct Below {
    /// The kinds of ends, as bits.
    kinds: u8,
    /// One more than the greatest symbol.
    symbols: u32,
    /// One more than the greatest quantity, those of axes included.
    quantities: u32,
    /// Whether a field of an item is looked at.
    of_item: bool,
}

const TRUTH: u8 = 1;
const NONE: u8 = 2;
const SYMBOL: u8 = 4;
const QUANTITY: u8 = 8;
const STATUS: u8 = 16;
/// A gap or a conflict of rules.
const UNDETERMINED: u8 = 32;

impl Below {
    fn or(self, other: Self) -> Self {
        Self {
            kinds: self.kinds | other.kinds,
            symbols: self.symbols.max(other.symbols),
            quantities: self.quantities.max(other.quantities),
            of_item: self.of_item || other.of_item,
        }
    }
}

/// What stands below each node and at each end.
struct Summary {
    nodes: Vec<Below>,
    ends: Vec<Below>,
}

impl Summary {
    fn at(&self, place: Place) -> Below {
        let list = if place.is_end() { &self.ends } else { &self.nodes };
        list.get((place.0 & !LEAF) as usize).copied().unwrap_or_default()
    }
}

impl Soundness<'_> {
    /// Whether all is as it could have been built, with so many conditions beside; `starts` is where nodes begin.
    pub(super) fn check(&self, extra: usize, starts: &[u32]) -> Checked {
        let of = self.of_quantities()?;
        self.check_terms(&of)?;
        let summary = self.summary(&of, starts)?;
        self.check_walked(&summary)?;
        self.check_depths()?;
        self.check_definitions(&summary)?;
        let (compiled, model) = (self.compiled, &self.law.model);
        let facts = model.facts.iter().chain(&model.fields);
        if compiled.guards.len() != model.facts.len() + model.fields.len() || compiled.extra.len() != extra {
            return Err(Malformed("diagrams are missing"));
        }
        for (fact, guard) in facts.zip(&compiled.guards) {
            match (guard, &fact.guard, fact.record) {
                (Some(guard), Some(_), record) => self.root(*guard, TRUTH, &summary, record.is_some())?,
                (None, None, _) | (None, Some(_), Some(_)) => {}
                _ => return Err(Malformed("a guard is not that of its fact")),
            }
        }
        compiled.extra.iter().try_for_each(|root| self.root(*root, TRUTH, &summary, false))
    }

    /// Every quantity rests on earlier ones, and on what is there.
    fn of_quantities(&self) -> Result<Vec<OfQuantity>, Malformed> {
        let mut all: Vec<OfQuantity> = Vec::with_capacity(self.quantities.all.len());
        for expression in &self.quantities.all {
            let mut of = OfQuantity { size: 1, of_item: false };
            self.own(expression, &mut of)?;
            let mut part = |id: QuantityId| match all.get(id.0 as usize) {
                Some(part) => {
                    of.size = of.size.saturating_add(part.size);
                    of.of_item |= part.of_item;
                    Ok(())
                }
                None => Err(Malformed("a quantity does not follow its parts")),
            };
            parts(expression).try_for_each(&mut part)?;
            all.push(of);
        }
        Ok(all)
    }

    /// What an expression says itself.
    fn own(&self, expression: &Expression, of: &mut OfQuantity) -> Checked {
        let model = &self.law.model;
        let is_sound = match expression {
            Expression::Number(number) => {
                of.size += number.digits() / 16;
                true
            }
            Expression::Fact(fact) => {
                of.of_item = model.is_field(*fact);
                matches!(model.fact_or_field(*fact).map(|fact| &fact.ty.kind), Some(TypeKind::Quantity(_)))
            }
            Expression::Figure(parameter, _) => parameter.index() < model.parameters.len(),
            Expression::Linear(terms, constant) => {
                of.size +=
                    terms.iter().map(|(_, factor)| factor).chain([constant]).map(|it| it.digits() / 16).sum::<u64>();
                !terms.is_empty()
                    && terms.is_sorted_by(|a, b| a.0 < b.0)
                    && terms.iter().all(|(_, factor)| !factor.is_zero())
            }
            Expression::Min(parts) | Expression::Max(parts) => !parts.is_empty(),
            Expression::Round(_, step, _) => step.signum() > 0,
            Expression::Fold(_, body) => body.index() < self.quantities.bodies.len(),
            Expression::Walked(walk) => walk.index() < self.quantities.walks.len(),
            Expression::Unlimited
            | Expression::AsOf
            | Expression::Product(..)
            | Expression::Quotient(..)
            | Expression::Years(..)
            | Expression::Months(..) => true,
        };
        if is_sound { Ok(()) } else { Err(Malformed("a quantity is made of what is not there")) }
    }

    /// Terms of the case come first; what all of them and the ends are worked out from is of bounded size.
    fn check_terms(&self, of: &[OfQuantity]) -> Checked {
        const NO_QUANTITY: Malformed = Malformed("a quantity is not there");
        let mut size = 0_u64;
        for (place, term) in self.compiled.terms.iter().enumerate() {
            let of_item = match term.test {
                Test::Fact(fact) | Test::Member(fact, _) => self.law.model.is_field(fact),
                Test::Axis(id) => {
                    let of = of.get(id.0 as usize).ok_or(NO_QUANTITY)?;
                    size = size.saturating_add(of.size);
                    of.of_item
                }
                Test::Open(_) => false,
                Test::Doubt(_) if self.trust == Trust::Doubtful => false,
                Test::Doubt(_) => return Err(Malformed("what is doubted stands among what is not")),
            };
            if of_item != (place >= self.compiled.case_terms) {
                return Err(Malformed("terms of the case and of items are mixed up"));
            }
        }
        for leaf in &self.compiled.leaves {
            if let Leaf::Quantity(id) = leaf {
                size = size.saturating_add(of.get(id.0 as usize).ok_or(NO_QUANTITY)?.size);
            }
        }
        if size > SIZES { Err(Malformed("quantities are too large")) } else { Ok(()) }
    }

    /// What is below each node: children come first.
    fn summary(&self, of: &[OfQuantity], starts: &[u32]) -> Result<Summary, Malformed> {
        let quantity = |id: QuantityId| {
            let of_item = of.get(id.0 as usize).is_some_and(|of| of.of_item);
            Below { quantities: id.0.saturating_add(1), of_item, ..Below::default() }
        };
        let kind = |kinds| Below { kinds, ..Below::default() };
        let ends = self.compiled.leaves.iter().map(|leaf| match leaf {
            Leaf::False | Leaf::True => kind(TRUTH),
            Leaf::None => kind(NONE),
            Leaf::Symbol(symbol) => Below { symbols: u32::from(*symbol) + 1, ..kind(SYMBOL) },
            Leaf::Quantity(id) => Below { kinds: QUANTITY, ..quantity(*id) },
            Leaf::Status(_) => kind(STATUS),
            Leaf::Gap | Leaf::Conflict => kind(UNDETERMINED),
        });
        let terms: Vec<Below> = (self.compiled.terms.iter().enumerate())
            .map(|(place, term)| {
                let below = term.quantity().map(quantity).unwrap_or_default();
                Below { of_item: place >= self.compiled.case_terms, ..below }
            })
            .collect();
        // By where a node begins, so that what is known of a child is found at once.
        let mut summary = Summary { nodes: vec![Below::default(); self.compiled.words.len()], ends: ends.collect() };
        for start in starts {
            let At::Node { term, base } = self.compiled.at(Place(*start)) else { continue };
            let cells = self.compiled.terms[term].cells;
            let mut last = None;
            let mut below = terms[term];
            for child in (0..cells).map(|cell| self.compiled.child(base, cell)) {
                if last != Some(child) {
                    below = below.or(summary.at(child));
                    last = Some(child);
                }
            }
            summary.nodes[base] = below;
        }
        Ok(summary)
    }

    /// Lists and quantities with conditions are walked over what stands before whatever is worked out from them.
    fn check_walked(&self, summary: &Summary) -> Checked {
        let (compiled, quantities, model) = (self.compiled, self.quantities, &self.law.model);
        if compiled.bodies.len() != quantities.bodies.len() || compiled.walks.len() != quantities.walks.len() {
            return Err(Malformed("diagrams are missing"));
        }
        let of_model = OfModel::new(model);
        for (root, body) in compiled.bodies.iter().zip(&quantities.bodies) {
            self.root(*root, TRUTH | QUANTITY | NONE | UNDETERMINED, summary, true)?;
            of_model.fold(&body.said)?;
            self.check_mentions(&body.mentions)?;
        }
        for (root, walk) in compiled.walks.iter().zip(&quantities.walks) {
            self.root(*root, QUANTITY, summary, false)?;
            if walk.definition.index() >= model.definitions.len() {
                return Err(Malformed("a definition is not there"));
            }
            self.check_mentions(&walk.mentions)?;
        }
        for (id, expression) in (0_u32..).zip(&quantities.all) {
            let root = match expression {
                Expression::Fold(_, body) => compiled.bodies[body.index()],
                Expression::Walked(walk) => compiled.walks[walk.index()],
                _ => continue,
            };
            if summary.at(compiled.start(root)).quantities > id {
                return Err(Malformed("what is walked does not stand before what is worked out from it"));
            }
        }
        Ok(())
    }

    fn check_mentions(&self, mentions: &[Mention]) -> Checked {
        let model = &self.law.model;
        let is_sound = mentions.iter().all(|mention| match mention {
            Mention::Fact(fact) | Mention::NoNumber(fact) => fact.index() < model.facts.len(),
            Mention::Figure(parameter, _) => parameter.index() < model.parameters.len(),
        });
        if is_sound { Ok(()) } else { Err(Malformed("what is mentioned is not there")) }
    }

    /// How deep quantities rest on one another, over all that is walked: whoever works one out calls itself as deep.
    fn check_depths(&self) -> Checked {
        let (compiled, quantities) = (self.compiled, self.quantities);
        let mut depths: Vec<usize> = Vec::with_capacity(quantities.all.len());
        let mut walked: Vec<Option<usize>> = vec![None; compiled.roots.len()];
        let mut visits = 0;
        for expression in &quantities.all {
            let root = match expression {
                Expression::Fold(_, body) => Some(compiled.bodies[body.index()]),
                Expression::Walked(walk) => Some(compiled.walks[walk.index()]),
                _ => None,
            };
            let mut deepest = parts(expression).map(|id| depths[id.0 as usize]).max().unwrap_or(0);
            if let Some(root) = root {
                let depth = match walked[root.index()] {
                    Some(known) => known,
                    None => {
                        let mut depth = 0;
                        compiled.visit(&[root], &mut |at| {
                            visits += 1;
                            let id = match at {
                                At::Leaf(Leaf::Quantity(id)) => Some(id),
                                At::Leaf(_) => None,
                                At::Node { term, .. } => compiled.terms[term].quantity(),
                            };
                            depth = depth.max(id.map_or(0, |id| depths[id.0 as usize]));
                        });
                        walked[root.index()] = Some(depth);
                        depth
                    }
                };
                deepest = deepest.max(depth);
            }
            if deepest >= MAX_DEPTH || visits > VISITS {
                return Err(Malformed("quantities nest too deep"));
            }
            depths.push(deepest + 1);
        }
        Ok(())
    }

    fn check_definitions(&self, summary: &Summary) -> Checked {
        let definitions = &self.law.definitions;
        if self.compiled.definitions.len() != definitions.len() {
            return Err(Malformed("diagrams are missing"));
        }
        for (definition, roots) in definitions.iter().zip(&self.compiled.definitions) {
            // What is worked out for an item is there where a list asks for it.
            if definition.record.is_some() && *roots == DefinitionRoots::default() {
                continue;
            }
            self.definition(definition, roots, summary)?;
        }
        Ok(())
    }

    fn definition(&self, definition: &Definition, roots: &DefinitionRoots, summary: &Summary) -> Checked {
        const OTHERS: Malformed = Malformed("the diagrams of a definition are others");
        let of_item = definition.record.is_some();
        let size = |id: EnumId| self.law.model.enumeration(id).values.len();
        let members = match (&definition.kind, &definition.ty.kind, roots.value) {
            (_, TypeKind::Set(of), None) => size(*of),
            (DefinitionKind::Standard(_), _, Some(root)) => {
                self.root(root, STATUS, summary, of_item)?;
                0
            }
            (_, TypeKind::Boolean, Some(root)) => {
                self.root(root, TRUTH | NONE | UNDETERMINED, summary, of_item)?;
                0
            }
            (_, TypeKind::Choice(of), Some(root)) => {
                self.root(root, SYMBOL | NONE | UNDETERMINED, summary, of_item)?;
                if summary.at(self.compiled.start(root)).symbols as usize > size(*of) {
                    return Err(OTHERS);
                }
                0
            }
            (_, TypeKind::Quantity(_), Some(root)) => {
                self.root(root, QUANTITY | NONE | UNDETERMINED, summary, of_item)?;
                0
            }
            _ => return Err(OTHERS),
        };
        let (mut rules, mut clauses, mut barred, mut compared) = (0, 0, 0, 0);
        match &definition.body {
            Body::Rules(all) => rules = all.len(),
            Body::Clauses { clauses: all, barred: bars, open: _ } => {
                (clauses, barred) = (all.len(), bars.len());
                if let DefinitionKind::Standard(_) = definition.kind {
                    compared = all.iter().chain(bars).map(|clause| comparisons(&clause.when).len()).sum();
                }
            }
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) => {}
        }
        let lengths =
            [(&roots.members, members), (&roots.rules, rules), (&roots.clauses, clauses), (&roots.barred, barred)];
        for (all, length) in lengths {
            if all.len() != length {
                return Err(OTHERS);
            }
            all.iter().try_for_each(|root| self.root(*root, TRUTH, summary, of_item))?;
        }
        if roots.comparisons.len() != compared {
            return Err(OTHERS);
        }
        for comparison in &roots.comparisons {
            if comparison.clause >= clauses + barred {
                return Err(OTHERS);
            }
            for side in [comparison.left, comparison.right] {
                self.root(side, QUANTITY | NONE | UNDETERMINED, summary, of_item)?;
            }
        }
        let walked_first = roots.value.iter().chain(&roots.members).all(|root| root.index() < self.compiled.decisions);
        if definition.kind == DefinitionKind::Decision && !walked_first { Err(OTHERS) } else { Ok(()) }
    }

    /// A diagram is there, ends in nothing but these kinds, and looks at items only where it may.
    fn root(&self, root: Root, kinds: u8, summary: &Summary, of_item: bool) -> Checked {
        let place = *self.compiled.roots.get(root.index()).ok_or(Malformed("a diagram is not there"))?;
        let below = summary.at(place);
        let is_sound = below.kinds & !kinds == 0 && (of_item || !below.of_item);
        if is_sound { Ok(()) } else { Err(Malformed("a diagram ends in what its definition never is")) }
    }
}

/// The quantities that an expression is made of.
fn parts(expression: &Expression) -> Box<dyn Iterator<Item = QuantityId> + '_> {
    match expression {
        Expression::Number(_)
        | Expression::Unlimited
        | Expression::AsOf
        | Expression::Fact(_)
        | Expression::Figure(..)
        | Expression::Fold(..)
        | Expression::Walked(_) => Box::new(std::iter::empty()),
        Expression::Linear(terms, _) => Box::new(terms.iter().map(|(id, _)| *id)),
        Expression::Product(left, right)
        | Expression::Quotient(left, right)
        | Expression::Years(left, right)
        | Expression::Months(left, right) => Box::new([*left, *right].into_iter()),
        Expression::Min(parts) | Expression::Max(parts) => Box::new(parts.iter().copied()),
        Expression::Round(value, ..) => Box::new(std::iter::once(*value)),
    }
}
