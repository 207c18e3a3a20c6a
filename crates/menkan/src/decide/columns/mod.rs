//! Many cases at once, from columns: one bit for each case, so that a step in a diagram is taken by 64 cases with one
//! instruction.
//!
//! For each cell of each term stands a mask of the cases that can lie in it. From the root of a diagram on, each node passes
//! on to its children the cases that came to it and can lie in their cells; what is open goes to several. A case that comes to
//! one end only is settled. One that comes to several is open, unless comparisons that share an unknown exclude each other,
//! which masks do not see: such cases are decided one by one, as [`Law::outcomes`] does. So is what ends in a number of the
//! case's own, and every decision with more nodes than pay.

mod block;
mod sliced;
mod terms;

pub use block::{Block, Mask, ROWS};

use super::Law;
use super::outcome::Outcome;
use super::prepared::{Answers, Prepared, Row};
use crate::diagram::quantity::{Expression, Mention};
use crate::diagram::{At, Leaf, Root, Test};
use crate::policy::model::{DefinitionId, FactId, TypeKind};
use block::{NONE, add, and, cases, not};
use sliced::{OPEN, OWN, Shape, Sliced};
use terms::{Masks, Terms};

/// A law ready to decide columns of cases.
///
/// ```
/// use jiff::civil::date;
/// use menkan::decide::Outcome;
/// use menkan::decide::columns::ROWS;
/// use menkan::policy::Policy;
/// use menkan::source::SourceFile;
///
/// let text = r#"
/// policy example / 示例
///   answers adult
/// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
/// decision adult / 成年 when age is at least 18 cite none "an example"
/// "#;
/// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
/// let columns = policy.at(date(2024, 8, 1)).unwrap().columns();
/// let (mut block, mut found) = (columns.block(), columns.found());
/// let (ages, known) = block.numbers_mut(policy.model().fact_named("age").unwrap()).unwrap();
/// ages.iter_mut().zip(0..).for_each(|(age, place)| *age = place % 100);
/// *known = [u64::MAX; ROWS / 64];
/// columns.decide(&block, ROWS, &mut found);
/// assert_eq!(found.outcome(0, 17), Some(Outcome::Truth(false)));
/// assert_eq!(found.outcome(0, 118), Some(Outcome::Truth(true)));
/// ```
#[derive(Debug, Clone)]
pub struct Columns {
    prepared: Prepared,
    terms: Terms,
    /// By decision.
    diagrams: Vec<Diagram>,
}

/// The diagrams of a decision.
#[derive(Debug, Clone)]
struct Diagram {
    /// The one diagram, or of a set those of its elements; none where cases are decided one by one.
    sliced: Vec<Sliced>,
    /// The terms of those that are tested that share unknowns.
    tangled: Vec<usize>,
    /// Of a set, how many elements it may have.
    elements: Option<usize>,
}

/// What was decided of a block.
#[derive(Debug, Clone)]
pub struct Found {
    decisions: Vec<Decided>,
    masks: Masks,
    reach: Vec<Mask>,
    row: Row,
    answers: Answers,
}

/// What one decision is of each case of a block.
#[derive(Debug, Clone)]
pub enum Decided {
    /// One value.
    Values(Values),
    /// Whether each element is in the set.
    Set(Vec<Element>),
}

/// The values of a decision.
#[derive(Debug, Clone)]
pub struct Values {
    /// The outcomes that cases have in common.
    common: Vec<Outcome>,
    /// Of each case, the place of its outcome.
    places: Box<[u8; ROWS]>,
    /// The outcomes of some cases for their own, by rising place of the case.
    own: Vec<(usize, Outcome)>,
}

/// Whether an element is in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// The cases in which it surely is.
    pub within: Mask,
    /// The cases in which that is settled.
    pub known: Mask,
}

impl Values {
    /// The outcomes that cases have in common; a case has that of its place.
    #[must_use]
    pub fn common(&self) -> &[Outcome] {
        &self.common
    }

    /// Of each case the place of its outcome among [`Values::common`]. Any other place: what
    /// [`Values::outcome`] says.
    #[must_use]
    pub fn places(&self) -> &[u8; ROWS] {
        &self.places
    }

    /// The outcome of a case; `None` where it is open.
    #[must_use]
    pub fn outcome(&self, case: usize) -> Option<&Outcome> {
        match self.places.get(case)? {
            &OPEN => None,
            &OWN => {
                let own = self.own.binary_search_by_key(&case, |(case, _)| *case);
                own.ok().map(|place| &self.own[place].1)
            }
            place => self.common.get(usize::from(*place)),
        }
    }
}

impl Found {
    /// What each decision is, in the order of [`Columns::decisions`]. Of cases behind those that were asked for it says
    /// nothing.
    #[must_use]
    pub fn decisions(&self) -> &[Decided] {
        &self.decisions
    }

    /// Takes what each decision is of one case, where the block could not be told all of it.
    pub fn tell<'o>(&mut self, case: usize, outcomes: impl Iterator<Item = &'o Outcome>) {
        self.decisions.iter_mut().zip(outcomes).for_each(|(decided, outcome)| decided.tell(case, outcome));
    }

    /// What a decision, by its place, is of a case; `None` where it is open.
    #[must_use]
    pub fn outcome(&self, decision: usize, case: usize) -> Option<Outcome> {
        match self.decisions.get(decision)? {
            Decided::Values(values) => values.outcome(case).cloned(),
            Decided::Set(elements) => {
                let is = |mask: &Mask| mask[case / 64] >> (case % 64) & 1 != 0;
                let element = |element: &Element| is(&element.known).then(|| is(&element.within));
                (case < ROWS).then(|| Outcome::Set(elements.iter().map(element).collect()))
            }
        }
    }
}

impl Law {
    /// Makes this law ready to decide columns of cases as of its day, nothing being set.
    #[must_use]
    pub fn columns(&self) -> Columns {
        Columns::new(self.prepare())
    }
}

impl Columns {
    fn new(prepared: Prepared) -> Self {
        let law = prepared.law().clone();
        let diagrams = law.diagrams();
        let mut terms = Terms::new(&law, prepared.layout());
        let of = |id: DefinitionId| {
            let roots = &diagrams.compiled.definitions[id.index()];
            let roots: Vec<Root> = roots.value.iter().chain(&roots.members).copied().collect();
            roots.into_iter().map(|root| Shape::of(diagrams, root)).collect::<Option<Vec<Shape>>>().unwrap_or_default()
        };
        let shapes: Vec<(DefinitionId, Vec<Shape>)> = prepared.decisions().map(|id| (id, of(id))).collect();
        for shape in shapes.iter().flat_map(|(_, shapes)| shapes) {
            shape.terms().for_each(|term| terms.test(term, prepared.layout()));
        }
        let diagrams = shapes.into_iter().map(|(id, shapes)| {
            let mut tangled = law.tangled(id).to_vec();
            tangled.retain(|tangled| shapes.iter().any(|shape| shape.terms().any(|term| term == *tangled)));
            let elements = match law.in_force().definition(id).ty.kind {
                TypeKind::Set(values) => Some(law.in_force().model.enumeration(values).values.len()),
                TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => None,
            };
            let sliced = shapes.into_iter().map(|shape| Sliced::new(law.diagrams(), shape, &mut terms)).collect();
            Diagram { sliced, tangled, elements }
        });
        let diagrams = diagrams.collect();
        Self { prepared, terms, diagrams }
    }

    /// The law.
    #[must_use]
    pub fn law(&self) -> &Law {
        self.prepared.law()
    }

    /// The decisions, in the order in which they are answered: that of the model.
    pub fn decisions(&self) -> impl Iterator<Item = DefinitionId> + '_ {
        self.prepared.decisions()
    }

    /// The facts that the decisions depend on, in the order of the model.
    #[must_use]
    pub fn reads(&self) -> Vec<FactId> {
        let diagrams = self.law().diagrams();
        let definitions = self.decisions().map(|id| &diagrams.compiled.definitions[id.index()]);
        let roots: Vec<Root> = definitions.flat_map(|of| of.value.iter().chain(&of.members).copied()).collect();
        let mut facts = Vec::new();
        let of_number = |quantity, facts: &mut Vec<FactId>| {
            diagrams.quantities.mentions(quantity, &mut |mention| match mention {
                Mention::Fact(fact) | Mention::NoNumber(fact) => facts.push(fact),
                Mention::Figure(..) => {}
            });
        };
        diagrams.compiled.visit(&roots, &mut |at| match at {
            At::Leaf(Leaf::Quantity(quantity)) => of_number(quantity, &mut facts),
            At::Leaf(_) => {}
            At::Node { term, .. } => match diagrams.compiled.terms[term].test {
                Test::Fact(fact) | Test::Member(fact, _) => facts.push(fact),
                Test::Axis(quantity) => of_number(quantity, &mut facts),
                Test::Open(_) | Test::Doubt(_) => {}
            },
        });
        facts.sort_unstable();
        facts.dedup();
        // Fields of items are told with the items of their list.
        facts.retain(|fact| fact.index() < self.law().in_force().model.facts.len());
        facts
    }

    /// Whether a decision has *unlimited* for an answer.
    #[must_use]
    pub fn may_be_unlimited(&self, decision: DefinitionId) -> bool {
        let diagrams = self.law().diagrams();
        let Some(root) = diagrams.compiled.definitions[decision.index()].value else { return false };
        let mut may = false;
        diagrams.compiled.visit(&[root], &mut |at| {
            may |= matches!(at, At::Leaf(Leaf::Quantity(quantity))
                if matches!(diagrams.quantities.get(quantity), Expression::Unlimited));
        });
        may
    }

    /// A block of which nothing is known.
    #[must_use]
    pub fn block(&self) -> Block {
        Block::new(self.prepared.layout().clone())
    }

    /// Room for what is decided.
    #[must_use]
    pub fn found(&self) -> Found {
        let of = |diagram: &Diagram| match diagram.elements {
            Some(elements) => Decided::Set(vec![Element { within: NONE, known: NONE }; elements]),
            None => Decided::Values(Values {
                common: diagram.sliced.first().map_or(Vec::new(), |sliced| sliced.outcomes().to_vec()),
                places: Box::new([OPEN; ROWS]),
                own: Vec::new(),
            }),
        };
        Found {
            decisions: self.diagrams.iter().map(of).collect(),
            masks: self.terms.masks(),
            reach: Vec::new(),
            row: self.prepared.row(),
            answers: self.prepared.answers(),
        }
    }

    /// Decides the first so many cases of a block.
    pub fn decide(&self, block: &Block, rows: usize, found: &mut Found) {
        let mut of_block = NONE;
        for (word, bits) in of_block.iter_mut().enumerate() {
            let rows = rows.saturating_sub(64 * word).min(64);
            *bits = if rows == 64 { u64::MAX } else { (1 << rows) - 1 };
        }
        let Found { decisions, masks, reach, row, answers } = found;
        self.terms.read(block, &of_block, masks, row);
        // For each decision, the cases that are decided one by one.
        let mut alone = vec![NONE; self.diagrams.len()];
        let mut any = NONE;
        for ((diagram, decided), alone) in self.diagrams.iter().zip(decisions.iter_mut()).zip(&mut alone) {
            let open = match decided {
                Decided::Values(values) => {
                    values.own.clear();
                    match diagram.sliced.first() {
                        Some(sliced) => {
                            let ended = sliced.decide(masks, reach, &of_block, &mut values.places);
                            add(alone, &ended.own);
                            ended.open
                        }
                        None => NONE,
                    }
                }
                Decided::Set(elements) => {
                    let mut open = NONE;
                    for (sliced, element) in diagram.sliced.iter().zip(elements) {
                        *element = sliced.is_true(masks, reach, &of_block);
                        add(&mut open, &not(&element.known));
                    }
                    and(&open, &of_block)
                }
            };
            if diagram.sliced.is_empty() {
                *alone = of_block;
            } else if open != NONE && diagram.tangled.len() > 1 {
                add(alone, &and(&open, &self.terms.several(&diagram.tangled, masks)));
            }
            add(&mut any, alone);
        }
        for case in cases(&any) {
            block.row(case, row);
            let outcomes = self.prepared.decide(row, answers);
            for ((decided, alone), outcome) in decisions.iter_mut().zip(&alone).zip(outcomes.iter()) {
                if alone[case / 64] >> (case % 64) & 1 != 0 {
                    decided.tell(case, outcome);
                }
            }
        }
    }
}

impl Decided {
    /// What the decision is of one case.
    fn tell(&mut self, case: usize, outcome: &Outcome) {
        match (self, outcome) {
            (Self::Values(values), outcome) if outcome.is_settled() => {
                values.places[case] = OWN;
                let own = values.own.binary_search_by_key(&case, |(case, _)| *case);
                match own {
                    Ok(place) => values.own[place].1 = outcome.clone(),
                    Err(place) => values.own.insert(place, (case, outcome.clone())),
                }
            }
            (Self::Values(values), _) => values.places[case] = OPEN,
            (Self::Set(elements), Outcome::Set(members)) => {
                let (word, bit) = (case / 64, 1 << (case % 64));
                for (element, member) in elements.iter_mut().zip(members) {
                    let set = |mask: &mut u64, to: bool| if to { *mask |= bit } else { *mask &= !bit };
                    set(&mut element.known[word], member.is_some());
                    set(&mut element.within[word], *member == Some(true));
                }
            }
            (Self::Set(_), _) => {}
        }
    }
}
