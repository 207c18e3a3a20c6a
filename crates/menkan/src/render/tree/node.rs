//! One node of a picture: what it tests with an edge for each group of cells, or what it ends with.

use crate::decide::{Value, number_value};
use crate::diagnostic::{Lang, Text};
use crate::diagram::quantity::{Expression, QuantityId};
use crate::diagram::{Cut, Diagrams, Leaf, Term, Test};
use crate::policy::law::Target;
use crate::policy::model::{Body, DefinitionId, EnumId, Model, QuantityType, Status, Type, TypeKind, Unit};
use crate::render::expression::{Naming, Writer, status_word};
use crate::render::{label, units};
use crate::value::Number;

/// A node of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A test.
    Test {
        /// The name of what is tested: a fact, an open standard; `None` for a quantity.
        name: Option<String>,
        /// What is tested, in words.
        label: Text,
        /// Where each outcome leads; together they cover every case.
        edges: Vec<Edge>,
    },
    /// An end.
    End(End),
}

/// A way on from a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// For which outcomes.
    pub cells: Cells,
    /// In words.
    pub label: Text,
    /// The place of the node that it leads to.
    pub to: usize,
}

/// Outcomes of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cells {
    /// Yes or no.
    Truth(bool),
    /// These values of an enumeration.
    Values(Vec<String>),
    /// The quantity lies between these.
    Between(Option<Bound>, Option<Bound>),
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The number, as the quantity is written.
    pub at: Value,
    /// Whether the number itself lies inside.
    pub included: bool,
}

/// What a diagram says at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The value; `None` for a quantity that the case gives, a gap or a conflict.
    pub value: Option<Value>,
    /// In words.
    pub label: Text,
}

/// Names the parts of a law's diagrams.
pub(super) struct Painter<'a> {
    pub(super) model: &'a Model,
    pub(super) diagrams: &'a Diagrams,
}

impl Painter<'_> {
    /// A test with its edges: where each of the cells leads in which the term may lie.
    pub(super) fn test(&self, term: usize, ways: impl Iterator<Item = (u16, usize)>) -> Node {
        let term = &self.diagrams.compiled.terms[term];
        let groups = groups(term, ways);
        let (name, label, edges) = match term.test {
            Test::Fact(id) => {
                let fact = self.model.fact(id);
                let edges = match fact.ty.kind {
                    TypeKind::Choice(values) => self.by_value(values, &groups),
                    TypeKind::Boolean | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                        by_truth(&groups)
                    }
                };
                (Some(fact.name.key.to_string()), fact.name.labels(), edges)
            }
            Test::Member(id, symbol) => {
                let fact = self.model.fact(id);
                let element = |lang| match fact.ty.kind {
                    TypeKind::Set(values) => label::symbol_at(self.model, values, symbol, lang),
                    TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                        String::new()
                    }
                };
                let text = Text::new(
                    format!("{}包括{}", fact.name.label(Lang::Zh), element(Lang::Zh)),
                    format!("{} with {}", fact.name.label(Lang::En), element(Lang::En)),
                );
                (Some(fact.name.key.to_string()), text, by_truth(&groups))
            }
            Test::Open(id) => {
                let standard = &self.model.definition(id).name;
                (Some(standard.key.to_string()), self.is_met(id), by_truth(&groups))
            }
            Test::Doubt(target) => (None, self.doubt(target), by_place(&groups)),
            Test::Axis(quantity) => (None, self.quantity(quantity), self.by_range(quantity, term, &groups)),
        };
        Node::Test { name, label, edges }
    }

    /// An end of a definition of this type.
    pub(super) fn end(&self, leaf: Leaf, ty: &Type) -> End {
        let value = match (leaf, &ty.kind) {
            (Leaf::False, _) => Some(Value::Truth(false)),
            (Leaf::True, _) => Some(Value::Truth(true)),
            (Leaf::None, _) => Some(Value::None),
            (Leaf::Symbol(symbol), TypeKind::Choice(values)) => {
                let name = self.model.enumeration(*values).values.get(usize::from(symbol));
                name.map(|name| Value::Text(name.key.clone()))
            }
            (Leaf::Quantity(id), TypeKind::Quantity(ty)) => match self.diagrams.quantities.get(id) {
                Expression::Number(number) => Some(number_value(number, ty)),
                Expression::Unlimited => Some(Value::Text("unlimited".into())),
                _ => None,
            },
            (Leaf::Status(status), _) => Some(Value::Text(status_word(status, Lang::En).into())),
            (Leaf::Symbol(_) | Leaf::Quantity(_) | Leaf::Gap | Leaf::Conflict, _) => None,
        };
        let text = |lang| match (leaf, &value) {
            (Leaf::Status(status), _) => status_word(status, lang).to_owned(),
            (Leaf::Gap, _) => label::pick(lang, "没有规则适用", "no rule applies").to_owned(),
            (Leaf::Conflict, _) => label::pick(lang, "规则相互矛盾", "rules disagree").to_owned(),
            (_, Some(value)) => label::value(self.model, value, ty, lang),
            (Leaf::Quantity(id), None) => self.writer(lang).expression_text(&self.diagrams.quantities, id),
            (_, None) => String::new(),
        };
        End { label: Text::new(text(Lang::Zh), text(Lang::En)), value }
    }

    fn writer(&self, lang: Lang) -> Writer<'_> {
        Writer { model: self.model, naming: Naming::Labels, lang }
    }

    fn quantity(&self, id: QuantityId) -> Text {
        let text = |lang| self.writer(lang).expression_text(&self.diagrams.quantities, id);
        Text::new(text(Lang::Zh), text(Lang::En))
    }

    fn is_met(&self, standard: DefinitionId) -> Text {
        let name = &self.model.definition(standard).name;
        let text = |lang| format!("{} {}", name.label(lang), status_word(Status::Met, lang));
        Text::new(text(Lang::Zh), text(Lang::En))
    }

    /// An assumed item; only the diagrams that doubt assumptions test one.
    fn doubt(&self, target: Target) -> Text {
        let part = |id: DefinitionId, place: u32| {
            let definition = self.model.definition(id);
            let name = match &definition.body {
                Body::Clauses { clauses, .. } => clauses.get(place as usize).map(|clause| &clause.name),
                Body::Rules(rules) => rules.get(place as usize).map(|rule| &rule.name),
                Body::When(_) | Body::Choice(_) | Body::Quantity(_) => None,
            };
            let name = name.unwrap_or(&definition.name);
            name.labels()
        };
        match target {
            Target::Definition(id) => self.model.definition(id).name.labels(),
            Target::Clause(id, place) | Target::Barred(id, place) | Target::Rule(id, place) => part(id, place),
            Target::Figure(id, cell) => {
                Text::new(label::figure(self.model, id, cell, Lang::Zh), label::figure(self.model, id, cell, Lang::En))
            }
        }
    }

    fn by_value(&self, values: EnumId, groups: &[Group]) -> Vec<Edge> {
        let names = &self.model.enumeration(values).values;
        let edge = |group: &Group| {
            let own: Vec<_> = group.cells.iter().filter_map(|cell| names.get(usize::from(*cell))).collect();
            let text = |lang| {
                let labels: Vec<String> = own.iter().map(|name| name.label(lang)).collect();
                label::list(&labels, lang)
            };
            // The greatest group of many is what is left.
            let others = groups.len() > 1 && own.len() > 3 && own.len() * 2 > names.len();
            let label =
                if others { Text::new("其他", "any other") } else { Text::new(text(Lang::Zh), text(Lang::En)) };
            let cells = Cells::Values(own.iter().map(|name| name.key.to_string()).collect());
            Edge { cells, label, to: group.to }
        };
        groups.iter().map(edge).collect()
    }

    fn by_range(&self, quantity: QuantityId, term: &Term, groups: &[Group]) -> Vec<Edge> {
        let quantities = &self.diagrams.quantities;
        let unit = units::of_expression(self.model, quantities, quantity).unwrap_or(Unit::Plain);
        let places = quantities.places_of(quantity, self.model);
        let edge = |group: &Group| {
            let (first, last) = (group.cells.first().copied().unwrap_or(0), group.cells.last().copied().unwrap_or(0));
            let cut = |cell: u16| term.cuts.get(usize::from(cell)).map(|cut| shortest(cut, places));
            let low = first.checked_sub(1).and_then(cut);
            let high = cut(last);
            let text = |lang| {
                let amount = |number: &Number| label::amount(number, &unit, lang);
                let low = low.as_ref().map(|cut| (if cut.included { ">" } else { "≥" }, amount(&cut.at)));
                let high = high.as_ref().map(|cut| (if cut.included { "≤" } else { "<" }, amount(&cut.at)));
                match (low, high) {
                    (Some((sign, at)), None) | (None, Some((sign, at))) => format!("{sign} {at}"),
                    (Some((low, from)), Some((high, to))) => match lang {
                        Lang::Zh => format!("{low} {from} 且 {high} {to}"),
                        Lang::En => format!("{low} {from} and {high} {to}"),
                    },
                    (None, None) => label::pick(lang, "任意", "any").to_owned(),
                }
            };
            let bound = |cut: &Cut, included| Bound { at: number(&cut.at, &unit, places), included };
            let low_end = low.as_ref().map(|cut| bound(cut, !cut.included));
            let high_end = high.as_ref().map(|cut| bound(cut, cut.included));
            let label = Text::new(text(Lang::Zh), text(Lang::En));
            Edge { cells: Cells::Between(low_end, high_end), label, to: group.to }
        };
        groups.iter().map(edge).collect()
    }
}

/// Cells that lead to one place.
struct Group {
    cells: Vec<u16>,
    to: usize,
}

/// The cells by where they lead, in the order of their first; of an axis only neighbours stand together.
fn groups(term: &Term, ways: impl Iterator<Item = (u16, usize)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (cell, place) in ways {
        let known = match term.test {
            Test::Axis(_) => groups.last_mut().filter(|group| group.to == place),
            Test::Fact(_) | Test::Member(..) | Test::Open(_) | Test::Doubt(_) => {
                groups.iter_mut().find(|group| group.to == place)
            }
        };
        match known {
            Some(group) => group.cells.push(cell),
            None => groups.push(Group { cells: vec![cell], to: place }),
        }
    }
    groups
}

/// No is the first cell and yes the second; yes is drawn first.
fn by_truth(groups: &[Group]) -> Vec<Edge> {
    let edge = |group: &Group| {
        let value = group.cells.contains(&1);
        let label = Text::new(label::truth(value, Lang::Zh), label::truth(value, Lang::En));
        Edge { cells: Cells::Truth(value), label, to: group.to }
    };
    groups.iter().rev().map(edge).collect()
}

/// As stated, holding whatever is stated, failing whatever is stated.
fn by_place(groups: &[Group]) -> Vec<Edge> {
    let words = [("照所述", "as stated"), ("成立", "holds"), ("不成立", "fails")];
    let edge = |group: &Group| {
        let own = group.cells.iter().filter_map(|cell| words.get(usize::from(*cell)));
        let (zh, en): (Vec<&str>, Vec<&str>) = own.copied().unzip();
        let cells = Cells::Values(en.iter().map(|word| (*word).to_owned()).collect());
        Edge { cells, label: Text::new(zh.join("、"), en.join(", ")), to: group.to }
    };
    groups.iter().map(edge).collect()
}

/// On a grid, below 1520.01 is at most 1520: the one of both that is shorter.
fn shortest(cut: &Cut, places: Option<u8>) -> Cut {
    let Some(step) = places.and_then(|places| Number::ONE.checked_div(&Number::power_of_ten(places))) else {
        return cut.clone();
    };
    let other = if cut.included {
        Cut { at: &cut.at + &step, included: false }
    } else {
        Cut { at: &cut.at - &step, included: true }
    };
    if other.at.to_string().len() < cut.at.to_string().len() { other } else { cut.clone() }
}

fn number(number: &Number, unit: &Unit, places: Option<u8>) -> Value {
    let ty = QuantityType { unit: unit.clone(), places, min: None, max: None };
    number_value(number, &ty)
}
