//! Whether a model that was read is such as the checker accepts, as far as anything that uses a model takes it for
//! granted: every id is that of something, every expression has a type, tables have their cells, and nothing rests on
//! itself.
//!
//! A model made from a text has all this by how it is made. Units, dates and names are the author's business, and no
//! part of it.

mod depths;
mod expressions;

use super::model::{
    Answer, Backing, Body, Claim, Constant, Costs, Definition, DefinitionKind, EnumId, EvidenceId, ExpectationKind,
    Fact, FactId, Fold, Key, Known, LayerId, Likely, ListType, Model, Parameter, QuantityType, RecordId, Rule, Set,
    Setting, Type, TypeKind,
};
use crate::codec::Malformed;

type Checked = Result<(), Malformed>;

/// A model to be checked.
pub(crate) struct Soundness<'m> {
    model: &'m Model,
    /// For each parameter, the record whose fields its key looks at.
    keys: Vec<Option<RecordId>>,
}

/// Says what is wrong where something is.
fn ensure(is_so: bool, otherwise: &'static str) -> Checked {
    if is_so { Ok(()) } else { Err(Malformed(otherwise)) }
}

impl<'m> Soundness<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        let keys = model.parameters.iter().map(|parameter| record_of_key(model, &parameter.key)).collect();
        Self { model, keys }
    }

    /// Whether all of the model but its tests and assertions is sound.
    pub(crate) fn check(&self) -> Checked {
        let model = self.model;
        ensure(model.layers.iter().all(|layer| !layer.periods.is_empty()), "a layer is never in force")?;
        ensure(!model.layers.is_empty(), "there is no layer")?;
        for instrument in &model.instruments {
            self.layer(instrument.layer)?;
        }
        for of in &model.enums {
            self.layer(of.layer)?;
            ensure((1..=200).contains(&of.values.len()), "an enumeration has no values, or too many")?;
        }
        self.records()?;
        for (facts, of_record) in [(&model.facts, false), (&model.fields, true)] {
            for fact in facts {
                ensure(
                    fact.record.is_some() == of_record,
                    "a fact stands among the fields, or a field among the facts",
                )?;
                self.fact(fact)?;
            }
        }
        for action in &model.actions {
            self.layer(action.layer)?;
        }
        for (parameter, record) in model.parameters.iter().zip(&self.keys) {
            self.parameter(parameter, *record)?;
        }
        model.definitions.iter().try_for_each(|definition| self.definition(definition))?;
        for answer in &model.answers {
            let of = model.definitions.get(answer.index());
            ensure(of.is_some_and(|of| of.kind == DefinitionKind::Decision), "an answer is no decision")?;
        }
        ensure(model.first.iter().all(|fact| fact.index() < model.facts.len()), "a fact to ask first is not there")?;
        self.check_depths()
    }

    /// Whether the tests and assertions are.
    pub(crate) fn check_promises(&self) -> Checked {
        for assert in &self.model.asserts {
            self.layer(assert.layer)?;
            match &assert.claim {
                Claim::Never(condition) | Claim::Always(condition) => self.condition(condition, None)?,
                Claim::Monotone { condition, fact, change: _, direction: _ } => {
                    self.condition(condition, None)?;
                    self.fact_of(*fact, None, |kind| matches!(kind, TypeKind::Quantity(_)))?;
                }
            }
        }
        for test in &self.model.tests {
            self.layer(test.layer)?;
            for (fact, known) in &test.given {
                let fact = self.model.facts.get(fact.index()).ok_or(Malformed("a fact of a test is not there"))?;
                self.known(&fact.ty, known)?;
            }
            for (setting, _) in &test.set {
                match setting {
                    Setting::Figure(parameter, _) => {
                        ensure(parameter.index() < self.model.parameters.len(), "a parameter is not there")?;
                    }
                    Setting::Standard(id) => self.standard(*id)?,
                }
            }
            for expectation in &test.expect {
                match &expectation.kind {
                    ExpectationKind::Condition(condition) => self.condition(condition, None)?,
                    ExpectationKind::Missing(id, _) | ExpectationKind::InMissing(id, _, _) => {
                        self.definition_of(*id, None, |_| true)?;
                    }
                    ExpectationKind::InAssumptions(..) => {}
                }
            }
        }
        Ok(())
    }

    fn layer(&self, id: LayerId) -> Checked {
        ensure(id.index() < self.model.layers.len(), "a layer is not there")
    }

    /// The fields of records stand one record after another behind the facts.
    fn records(&self) -> Checked {
        let mut next = self.model.facts.len();
        for (place, record) in self.model.records.iter().enumerate() {
            self.layer(record.layer)?;
            ensure(record.first.index() == next, "the fields of a record are not where they should be")?;
            for _ in 0..record.fields {
                let field = self.model.fact_or_field(FactId::from(next));
                let is_own = field.is_some_and(|field| field.record == Some(RecordId::from(place)));
                ensure(is_own, "a field is not that of its record")?;
                next += 1;
            }
        }
        ensure(next == self.model.facts.len() + self.model.fields.len(), "a field belongs to no record")
    }

    fn ty(&self, ty: &Type) -> Checked {
        match &ty.kind {
            TypeKind::Boolean => Ok(()),
            TypeKind::Quantity(ty) => self.quantity_type(ty),
            TypeKind::Choice(of) | TypeKind::Set(of) => self.size(*of).map(drop),
            TypeKind::List(list) => self.list(list),
        }
    }

    fn quantity_type(&self, ty: &QuantityType) -> Checked {
        let rises = ty.min.as_ref().zip(ty.max.as_ref()).is_none_or(|(min, max)| min <= max);
        ensure(rises && ty.places.is_none_or(|places| places <= 18), "a number can be nothing")
    }

    fn list(&self, list: &ListType) -> Checked {
        ensure(list.record.index() < self.model.records.len() && list.min <= list.max, "a list has no items")?;
        let Some(field) = list.distinct else { return Ok(()) };
        let of = self.model.fact_or_field(field).and_then(|field| field.record);
        ensure(of == Some(list.record), "a field is not that of its record")
    }

    /// How many values an enumeration has.
    fn size(&self, id: EnumId) -> Result<usize, Malformed> {
        self.model.enums.get(id.index()).map(|of| of.values.len()).ok_or(Malformed("an enumeration is not there"))
    }

    fn symbols(&self, of: EnumId, mut symbols: impl Iterator<Item = u16>) -> Checked {
        let size = self.size(of)?;
        ensure(symbols.all(|symbol| usize::from(symbol) < size), "a value is not that of its enumeration")
    }

    fn fact(&self, fact: &Fact) -> Checked {
        self.layer(fact.layer)?;
        self.ty(&fact.ty)?;
        let is_list = matches!(fact.ty.kind, TypeKind::List(_));
        ensure(fact.record.is_none() || !is_list, "an item holds a list")?;
        let Costs { asking, changing } = fact.costs;
        ensure(asking > 0 && changing > 0, "a question costs nothing")?;
        if let Some(guard) = &fact.guard {
            self.condition(&guard.when, fact.record)?;
            let is_sound = match (&guard.otherwise, &fact.ty.kind) {
                (Constant::None, _)
                | (Constant::Truth(_), TypeKind::Boolean)
                | (Constant::Number(_), TypeKind::Quantity(_)) => true,
                (Constant::Symbol(symbol), TypeKind::Choice(of)) => usize::from(*symbol) < self.size(*of)?,
                (Constant::Set(symbols), TypeKind::Set(of)) => {
                    self.symbols(*of, symbols.iter().copied())?;
                    true
                }
                (Constant::Set(symbols), TypeKind::List(_)) => symbols.is_empty(),
                _ => false,
            };
            ensure(is_sound, "a fact counts as what it can never be")?;
        }
        let known = |id: &EvidenceId| id.index() < self.model.evidence.len();
        ensure(fact.evidence.iter().flatten().all(known), "a kind of evidence is not there")?;
        let is_sound = match (&fact.likely, &fact.ty.kind) {
            (Likely::Flat, _) | (Likely::Bands(..), TypeKind::Quantity(_)) => true,
            (Likely::Values(weights), TypeKind::Boolean) => weights.len() == 2,
            (Likely::Values(weights), TypeKind::Choice(of) | TypeKind::Set(of)) => weights.len() == self.size(*of)?,
            _ => false,
        };
        ensure(is_sound, "how likely a fact is does not fit it")
    }

    fn parameter(&self, parameter: &Parameter, record: Option<RecordId>) -> Checked {
        self.layer(parameter.layer)?;
        self.quantity_type(&parameter.ty)?;
        let cells = self.key(&parameter.key, record)?;
        for row in &parameter.rows {
            ensure(row.cells.len() == cells && row.assumed.len() == cells, "a row has not the cells of its table")?;
            self.backing(&row.backing)?;
        }
        Ok(())
    }

    /// How many cells a table of this key has.
    fn key(&self, key: &Key, record: Option<RecordId>) -> Result<usize, Malformed> {
        const MOST: usize = 1 << 16;
        let cells = match key {
            Key::Whole => 1,
            Key::Choice(choice, of) => {
                self.choice(choice, Some(*of), record)?;
                self.size(*of)?
            }
            Key::Truth(condition) => {
                self.condition(condition, record)?;
                2
            }
            Key::Bands { by, upper } => {
                self.quantity(by, record)?;
                ensure(upper.is_sorted_by(|a, b| a < b), "the bands of a table do not rise")?;
                upper.len() + 1
            }
            Key::Numbers { by, first, last } => {
                self.quantity(by, record)?;
                let more = last.checked_sub(*first).and_then(|more| usize::try_from(more).ok());
                more.filter(|more| *more < MOST).map(|more| more + 1).ok_or(Malformed("a table has no cells"))?
            }
            Key::Pair { outer, inner, width } => {
                ensure(!matches!(**outer, Key::Pair { .. }), "the keys of a table stand in another order")?;
                let (outer, inner) = (self.key(outer, record)?, self.key(inner, record)?);
                ensure(inner == *width, "a row has not the cells of its table")?;
                outer.saturating_mul(inner)
            }
        };
        if cells < MOST { Ok(cells) } else { Err(Malformed("a table has too many cells")) }
    }

    fn backing(&self, backing: &Backing) -> Checked {
        let known = backing.cites.iter().all(|cite| cite.instrument.index() < self.model.instruments.len());
        ensure(known, "an instrument is not there")
    }

    fn definition(&self, definition: &Definition) -> Checked {
        self.layer(definition.layer)?;
        let record = definition.record;
        ensure(record.is_none_or(|id| id.index() < self.model.records.len()), "a record is not there")?;
        self.ty(&definition.ty)?;
        self.backing(&definition.backing)?;
        match definition.kind {
            DefinitionKind::Define | DefinitionKind::Group(_) => {}
            DefinitionKind::Decision => ensure(record.is_none(), "a decision is about an item")?,
            DefinitionKind::Standard(_) => {
                let is_sound = matches!(definition.body, Body::Clauses { .. }) && record.is_none();
                ensure(is_sound, "a standard has no clauses")?;
            }
            DefinitionKind::Exemption(_, standard) => self.standard(standard)?,
            DefinitionKind::Trigger(_, action) => {
                ensure(action.index() < self.model.actions.len(), "an action is not there")?;
            }
        }
        let is_condition = matches!(
            definition.kind,
            DefinitionKind::Exemption(..)
                | DefinitionKind::Group(_)
                | DefinitionKind::Trigger(..)
                | DefinitionKind::Standard(_)
        );
        ensure(!is_condition || definition.ty.kind == TypeKind::Boolean, "a definition is of another type")?;
        match (&definition.body, &definition.ty.kind) {
            (Body::When(condition), TypeKind::Boolean) => self.condition(condition, record),
            (Body::Choice(choice), TypeKind::Choice(of)) => self.choice(choice, Some(*of), record),
            (Body::Quantity(quantity), TypeKind::Quantity(_)) => self.quantity(quantity, record),
            (Body::Clauses { clauses, barred, open: _ }, TypeKind::Boolean) => {
                clauses.iter().chain(barred).try_for_each(|clause| {
                    self.layer(clause.layer)?;
                    self.backing(&clause.backing)?;
                    self.condition(&clause.when, record)
                })
            }
            (Body::Rules(rules), ty) => rules.iter().try_for_each(|rule| self.rule(rule, rules.len(), ty, record)),
            _ => Err(Malformed("a definition is of another type")),
        }
    }

    fn rule(&self, rule: &Rule, rules: usize, ty: &TypeKind, record: Option<RecordId>) -> Checked {
        self.layer(rule.layer)?;
        self.backing(&rule.backing)?;
        self.condition(&rule.when, record)?;
        ensure(rule.overrides.iter().all(|place| (*place as usize) < rules), "a rule overrides what is not there")?;
        match (&rule.answer, ty) {
            (Answer::Truth(condition), TypeKind::Boolean) => self.condition(condition, record),
            (Answer::Choice(choice), TypeKind::Choice(of)) => self.choice(choice, Some(*of), record),
            (Answer::Quantity(quantity), TypeKind::Quantity(_)) => self.quantity(quantity, record),
            (Answer::Include(symbols) | Answer::Exclude(symbols), TypeKind::Set(of)) => {
                self.symbols(*of, symbols.iter().copied())
            }
            (Answer::IncludeWhere(conditions), TypeKind::Set(of)) => {
                ensure(conditions.len() <= self.size(*of)?, "a value is not that of its enumeration")?;
                conditions.iter().try_for_each(|condition| self.condition(condition, record))
            }
            _ => Err(Malformed("a rule answers with another type")),
        }
    }

    /// What is known fits a type.
    fn known(&self, ty: &Type, known: &Known) -> Checked {
        let is_sound = match (known, &ty.kind) {
            (Known::Asked, _) | (Known::Truth(_), TypeKind::Boolean) | (Known::Between(..), TypeKind::Quantity(_)) => {
                true
            }
            (Known::Symbol(symbol), TypeKind::Choice(of)) => usize::from(*symbol) < self.size(*of)?,
            (Known::Set(members), TypeKind::Set(of)) => members.len() == self.size(*of)?,
            (Known::List(items), TypeKind::List(list)) => {
                let record = self.model.record(list.record);
                for item in items {
                    ensure(item.0.len() == record.fields as usize, "an item has not the fields of its record")?;
                    for (field, known) in record.fields().zip(&item.0) {
                        let Some(known) = known else { continue };
                        self.known(&self.model.fact(field).ty, known)?;
                    }
                }
                true
            }
            _ => false,
        };
        ensure(is_sound, "what is known of a fact does not fit it")
    }
}

/// The record whose fields a key looks at: a table by a field belongs to that record.
fn record_of_key(model: &Model, key: &Key) -> Option<RecordId> {
    let mut facts = Vec::new();
    let mut definitions = Vec::new();
    expressions::named_in_key(key, &mut |named| match named {
        expressions::Named::Fact(fact) => facts.push(fact),
        expressions::Named::Definition(id) => definitions.push(id),
        expressions::Named::Parameter(_) | expressions::Named::Duty(..) => {}
    });
    let of_facts = facts.into_iter().find_map(|fact| model.fact_or_field(fact)?.record);
    of_facts.or_else(|| definitions.into_iter().find_map(|id| model.definitions.get(id.index())?.record))
}

/// A set is a fact's or a definition's; its enumeration.
fn set_of(model: &Model, set: Set) -> Option<(&Type, Option<RecordId>)> {
    match set {
        Set::Fact(fact) => model.fact_or_field(fact).map(|fact| (&fact.ty, fact.record)),
        Set::Definition(id) => model.definitions.get(id.index()).map(|definition| (&definition.ty, definition.record)),
    }
}

/// Facts of lists that folds go over, for the two files beside.
fn list_of(model: &Model, fold: &Fold) -> Option<ListType> {
    match model.facts.get(fold.list.index()).map(|fact| &fact.ty.kind) {
        Some(TypeKind::List(list)) => Some(*list),
        _ => None,
    }
}
