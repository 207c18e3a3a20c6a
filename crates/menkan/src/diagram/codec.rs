//! How diagrams are written in the compiled form of a policy, and read back.
//!
//! Nodes stand with their children before them, so a child is told by how far back it stands, and equal children side by
//! side are told once. How many cells a term has is not written: the model says it.

use super::compiled::{At, Comparison, Compiled, DefinitionRoots, LEAF, Place, Root, Term, WORD_BUDGET, word};
use super::quantity::{BodyId, Expression, ListBody, Mention, Quantities, QuantityId, Range, Share, Walk, WalkId};
use super::sound::Soundness;
use super::store::{Cut, Leaf, NodeId, Test};
use super::{Diagrams, TERM_LIMIT, Trust};
use crate::codec::{Codec, Decoder, Encoder, Malformed, codec_of_enums, codec_of_newtypes, codec_of_structs};
use crate::policy::law::InForce;
use crate::policy::model::{FactId, TypeKind};

codec_of_newtypes!(QuantityId, BodyId, WalkId, Root);

codec_of_structs! {
    Cut { at, included }
    Range { low, high }
    Share { must, may, range }
    DefinitionRoots { value, members, rules, clauses, barred, comparisons }
    Comparison { clause, order, left, right }
}

codec_of_enums! {
    Expression {
        0 => Number(number),
        1 => Unlimited,
        2 => AsOf,
        3 => Fact(fact),
        4 => Figure(parameter, cell),
        5 => Linear(terms, constant),
        6 => Product(left, right),
        7 => Quotient(left, right),
        8 => Min(parts),
        9 => Max(parts),
        10 => Round(value, step, mode),
        11 => Years(from_day, to_day),
        12 => Months(from_day, to_day),
        13 => Fold(kind, body),
        14 => Walked(walk),
    }
    Mention { 0 => Fact(fact), 1 => Figure(parameter, cell), 2 => NoNumber(fact) }
    Leaf {
        0 => False,
        1 => True,
        2 => None,
        3 => Symbol(symbol),
        4 => Quantity(id),
        5 => Status(status),
        6 => Gap,
        7 => Conflict,
    }
    Test { 0 => Fact(fact), 1 => Member(fact, symbol), 2 => Open(id), 3 => Axis(id), 4 => Doubt(target) }
}

impl Diagrams {
    /// Writes the diagrams of a law.
    pub(crate) fn encode(&self, to: &mut Encoder) {
        let Self { compiled, quantities } = self;
        quantities.all.encode(to);
        to.length(quantities.bodies.len());
        quantities.bodies.iter().for_each(|body| encode_body(body, to));
        to.length(quantities.walks.len());
        quantities.walks.iter().for_each(|walk| encode_walk(walk, to));
        to.length(compiled.terms.len());
        for Term { test, cells: _, cuts } in &compiled.terms {
            test.encode(to);
            if let Test::Axis(_) = test {
                cuts.encode(to);
            }
        }
        to.length(compiled.case_terms);
        compiled.leaves.encode(to);
        let places = encode_nodes(compiled, to);
        to.length(compiled.roots.len());
        compiled.roots.iter().for_each(|root| to.number(u64::from(places.told(*root))));
        to.length(compiled.decisions);
        compiled.definitions.encode(to);
        compiled.guards.encode(to);
        compiled.extra.encode(to);
        compiled.bodies.encode(to);
        compiled.walks.encode(to);
    }

    /// Reads the diagrams of `law`, with so many conditions beside.
    ///
    /// # Errors
    /// Where the bytes are none that were written so, or are not the diagrams of such a law.
    pub(crate) fn decode(from: &mut Decoder<'_>, law: &InForce, trust: Trust, extra: usize) -> Result<Self, Malformed> {
        let all: Vec<Expression> = Codec::decode(from)?;
        let bodies = decode_all(from, |from| decode_body(from, law))?;
        let walks = decode_all(from, decode_walk)?;
        let terms = decode_all(from, |from| decode_term(from, law))?;
        if terms.len() > TERM_LIMIT {
            return Err(Malformed("there are too many terms"));
        }
        let case_terms = from.place(terms.len() + 1)?;
        let leaves: Vec<Leaf> = Codec::decode(from)?;
        let (words, starts) = decode_nodes(from, &terms, leaves.len())?;
        let places = Places { starts: &starts, ends: leaves.len() };
        let roots = decode_all(from, |from| places.read(from))?;
        let decisions = from.place(roots.len() + 1)?;
        let compiled = Compiled {
            terms,
            case_terms,
            words,
            nodes: starts.len(),
            leaves,
            roots,
            decisions,
            definitions: Codec::decode(from)?,
            guards: Codec::decode(from)?,
            extra: Codec::decode(from)?,
            bodies: Codec::decode(from)?,
            walks: Codec::decode(from)?,
        };
        let mut quantities = Quantities { all, bodies, walks, ..Quantities::default() };
        Soundness { law, trust, compiled: &compiled, quantities: &quantities }.check(extra, &starts)?;
        // What is looked up once a law is made are numbers alone.
        for (expression, id) in quantities.all.iter().zip(0..) {
            if let Expression::Number(_) = expression {
                quantities.places.entry(expression.clone()).or_insert(QuantityId(id));
            }
        }
        Ok(Self { compiled, quantities })
    }
}

fn decode_all<T>(
    from: &mut Decoder<'_>,
    mut read: impl FnMut(&mut Decoder<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let length = from.length()?;
    let mut all = Vec::new();
    for _ in 0..length {
        all.push(read(from)?);
    }
    Ok(all)
}

/// What the diagram of a law's own compiles to is written behind all nodes; here stands nothing of it.
const NO_NODE: NodeId = NodeId(0);

fn encode_body(body: &ListBody, to: &mut Encoder) {
    let ListBody { list, node: _, said, size: _, each, places, mentions } = body;
    list.encode(to);
    said.encode(to);
    each.encode(to);
    places.encode(to);
    mentions.encode(to);
}

fn decode_body(from: &mut Decoder<'_>, law: &InForce) -> Result<ListBody, Malformed> {
    let list = FactId::decode(from)?;
    let of = law.model.facts.get(list.index()).map(|fact| &fact.ty.kind);
    let Some(TypeKind::List(ty)) = of else { return Err(Malformed("a list is none")) };
    Ok(ListBody {
        list,
        node: NO_NODE,
        said: Codec::decode(from)?,
        size: (ty.min, ty.max),
        each: Codec::decode(from)?,
        places: Codec::decode(from)?,
        mentions: Codec::decode(from)?,
    })
}

fn encode_walk(walk: &Walk, to: &mut Encoder) {
    let Walk { definition, node: _, range, places, mentions } = walk;
    definition.encode(to);
    range.encode(to);
    places.encode(to);
    mentions.encode(to);
}

fn decode_walk(from: &mut Decoder<'_>) -> Result<Walk, Malformed> {
    Ok(Walk {
        definition: Codec::decode(from)?,
        node: NO_NODE,
        range: Codec::decode(from)?,
        places: Codec::decode(from)?,
        mentions: Codec::decode(from)?,
    })
}

fn decode_term(from: &mut Decoder<'_>, law: &InForce) -> Result<Term, Malformed> {
    const NO_TERM: Malformed = Malformed("a term tests nothing");
    let test = Test::decode(from)?;
    let mut cuts: Vec<Cut> = Vec::new();
    let kind = |fact: FactId| law.model.fact_or_field(fact).map(|fact| &fact.ty.kind).ok_or(NO_TERM);
    let values = |of| law.model.enums.get(crate::policy::model::EnumId::index(of)).map(|of| of.values.len());
    let cells = match test {
        Test::Fact(fact) => match kind(fact)? {
            TypeKind::Boolean => 2,
            TypeKind::Choice(of) => values(*of).ok_or(NO_TERM)?,
            TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => return Err(NO_TERM),
        },
        Test::Member(fact, symbol) => match kind(fact)? {
            TypeKind::Set(of) if values(*of).is_some_and(|size| usize::from(symbol) < size) => 2,
            _ => return Err(NO_TERM),
        },
        Test::Open(id) if id.index() < law.definitions.len() => 2,
        Test::Open(_) => return Err(NO_TERM),
        Test::Doubt(target) if law.doubtful.iter().any(|item| item.target == target) => 3,
        Test::Doubt(_) => return Err(NO_TERM),
        Test::Axis(_) => {
            cuts = Codec::decode(from)?;
            if cuts.is_empty() || !cuts.is_sorted_by(|a, b| a < b) {
                return Err(Malformed("the cuts of an axis do not rise"));
            }
            cuts.len() + 1
        }
    };
    let cells = u16::try_from(cells).map_err(|_| Malformed("a term has too many cells"))?;
    if cells == 0 { Err(NO_TERM) } else { Ok(Term { test, cells, cuts }) }
}

/// The numbers of the nodes, by where each begins in the table.
struct Numbers(Vec<u32>);

impl Numbers {
    /// How a place is told: an end by its number, a node by its own, the last bit says which.
    fn told(&self, place: Place) -> u32 {
        if place.is_end() { (place.0 & !LEAF) << 1 | 1 } else { self.0[place.0 as usize] << 1 }
    }
}

fn encode_nodes(compiled: &Compiled, to: &mut Encoder) -> Numbers {
    let mut numbers = Numbers(vec![0; compiled.words.len()]);
    let mut places = Vec::with_capacity(compiled.nodes);
    let mut next = 0;
    while let Some(term) = compiled.words.get(next) {
        numbers.0[next] = word(places.len());
        places.push(Place(word(next)));
        next += 1 + compiled.terms.get(*term as usize).map_or(0, |term| usize::from(term.cells));
    }
    to.length(places.len());
    for (number, place) in (0_u32..).zip(&places) {
        let At::Node { term, base } = compiled.at(*place) else { continue };
        to.length(term);
        let cells = compiled.terms[term].cells;
        let mut cell = 0;
        while cell < cells {
            let child = compiled.child(base, cell);
            let alike = (cell..cells).take_while(|other| compiled.child(base, *other) == child).count();
            // A node stands so far back.
            let told = if child.is_end() { numbers.told(child) } else { (number << 1) - numbers.told(child) };
            to.number(u64::from(told) << 1 | u64::from(alike > 1));
            if alike > 1 {
                to.length(alike - 2);
            }
            cell += u16::try_from(alike).unwrap_or(u16::MAX);
        }
    }
    numbers
}

/// The table of words, and where each node begins in it.
fn decode_nodes(from: &mut Decoder<'_>, terms: &[Term], ends: usize) -> Result<(Vec<u32>, Vec<u32>), Malformed> {
    const TOO_LONG: Malformed = Malformed("a node has more children than its term has cells");
    let count = from.length()?;
    // Most nodes have two children.
    let room = count.min(WORD_BUDGET / 3);
    let (mut words, mut starts) = (Vec::with_capacity(3 * room), Vec::with_capacity(room));
    for number in 0..count {
        let term = from.place(terms.len())?;
        let cells = usize::from(terms[term].cells);
        let start = words.len();
        if start + cells >= WORD_BUDGET {
            return Err(Malformed("the diagrams are too large"));
        }
        words.push(word(term));
        let full = start + 1 + cells;
        while words.len() < full {
            let told = from.number()?;
            let alike = if told & 1 == 0 { 1 } else { 2 + from.place(cells)? };
            let told = told >> 1;
            let (is_end, value) = (told & 1 == 1, usize::try_from(told >> 1).unwrap_or(usize::MAX));
            let child = if is_end {
                if value >= ends {
                    return Err(Malformed("an end lies outside the ends"));
                }
                LEAF | word(value)
            } else {
                let child = number.checked_sub(value).filter(|_| value > 0);
                let place = child
                    .and_then(|child| starts.get(child))
                    .ok_or(Malformed("a node does not follow its children"))?;
                // Whoever walks goes down the terms in their order.
                if words[*place as usize] as usize <= term {
                    return Err(Malformed("a node tests no later term than the one above it"));
                }
                *place
            };
            if alike == 1 {
                words.push(child);
                continue;
            }
            if words.len() + alike > full {
                return Err(TOO_LONG);
            }
            words.resize(words.len() + alike, child);
        }
        starts.push(word(start));
    }
    Ok((words, starts))
}

/// How places are read: nodes by their number.
struct Places<'a> {
    starts: &'a [u32],
    ends: usize,
}

impl Places<'_> {
    fn read(&self, from: &mut Decoder<'_>) -> Result<Place, Malformed> {
        const NOWHERE: Malformed = Malformed("a diagram begins nowhere");
        let told = u32::decode(from)?;
        let place = (told >> 1) as usize;
        if told & 1 == 1 {
            return if place < self.ends { Ok(Place(LEAF | word(place))) } else { Err(NOWHERE) };
        }
        self.starts.get(place).map(|start| Place(*start)).ok_or(NOWHERE)
    }
}
