//! Expressions as written to conditions, quantities, choices and sets of the model: names, types, units, periods.
//!
//! A part that is at fault has its diagnostic and becomes `None`; what holds it says nothing more about it.

mod choices;
mod conditions;
mod constants;
mod folds;
mod measures;
mod quantities;
mod sets;
pub(crate) mod size;
mod standards;
mod words;

use std::collections::BTreeMap;

use super::declare::Declarations;
use super::model::{
    ActionId, Condition, DefinitionId, DefinitionKind, Duty, EnumId, FactId, LayerId, Name, ParameterId, Quantity,
    QuantityType, RecordId, Type, TypeKind, Unit,
};
use super::names::{Entry, Found, Referent};
use super::slips;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::Span;
use crate::syntax::ast::{Cite, Expr, ExprKind, Fold, Ident, Order};

pub(crate) use conditions::is_value;
pub(crate) use measures::Measure;

/// How many diagnostics are kept until they are sorted.
const MAX_FOUND: usize = 20_000;

/// What depends on something, or is depended on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    Fact(FactId),
    Parameter(ParameterId),
    Definition(DefinitionId),
    /// What some trigger in force that holds says.
    Duty(Duty, ActionId),
}

/// One thing uses another, here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: Node,
    pub(crate) to: Node,
    pub(crate) span: Span,
}

/// What remains to be shown once every definition is known: it rests on how far quantities can reach.
#[derive(Debug, Clone)]
pub(crate) enum Obligation {
    /// A divisor is never 0.
    Divisor(Quantity, Span),
    /// An operand is never unlimited.
    Finite(Quantity, Span),
    /// A comparison of a fact with a constant is neither always nor never true.
    Compared { left: Quantity, op: Option<Order>, right: Quantity, span: Span },
    /// What is asked whether it is *none* may be.
    Absent(Quantity, Span),
    /// What of an item is added up or compared is never *none*.
    Present(Quantity, Span),
    /// A figure is of the type of its definition.
    Figure { of: DefinitionId, quantity: Quantity, span: Span },
}

/// Checks expressions, one item after the other, against the declarations.
pub(crate) struct Checker<'a> {
    pub(crate) declarations: Declarations<'a>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The types of facts, with `or_none` where the guard says so; `None`: at fault.
    pub(crate) facts: Vec<Option<Type>>,
    pub(crate) parameters: Vec<Option<QuantityType>>,
    /// The record whose items a table goes by.
    pub(crate) tables_of_records: Vec<Option<RecordId>>,
    pub(crate) definitions: Vec<Option<Type>>,
    pub(crate) kinds: Vec<DefinitionKind>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) obligations: Vec<Obligation>,
    /// What each word that names an item refers to.
    pub(crate) references: BTreeMap<Span, Referent>,
    /// What each word that names no item is called: a value, a rule, a status, a cell.
    pub(crate) names: BTreeMap<Span, Name>,
    layer: LayerId,
    node: Option<Node>,
    /// The record whose fields and definitions are seen: that of the item that is looked at.
    scope: Option<RecordId>,
    /// Facts whose guard is being looked into.
    applying: Vec<FactId>,
    /// Whether an error has been noted.
    failed: bool,
    /// How many suggestions there may still be: each looks at every name.
    suggestions: u32,
    /// How many nodes may still be written out beyond the text (equal sets, a list of numbers); `None` once told.
    expansion: Option<u32>,
}

/// What an expression is, as far as its words tell; found without a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Condition,
    Choice(EnumId),
    Set(EnumId),
    Quantity,
    Standard(DefinitionId),
    /// `none`, which fits many places.
    None,
    /// A word that names no item: a value perhaps.
    Word,
    /// `{…}`: of what, its place says.
    Elements,
    /// A list.
    List,
    /// An item that is no value, or whose type is at fault.
    Other,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(declarations: Declarations<'a>, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            declarations,
            diagnostics,
            facts: Vec::new(),
            parameters: Vec::new(),
            tables_of_records: Vec::new(),
            definitions: Vec::new(),
            kinds: Vec::new(),
            edges: Vec::new(),
            obligations: Vec::new(),
            references: BTreeMap::new(),
            names: BTreeMap::new(),
            layer: LayerId(0),
            node: None,
            scope: None,
            applying: Vec::new(),
            failed: false,
            suggestions: 200,
            expansion: Some(250_000),
        }
    }

    /// Says whose expressions come next: what they use is used by `node`, and they see `layer` and its parents.
    pub(crate) fn enter(&mut self, layer: LayerId, node: Option<Node>) {
        self.layer = layer;
        self.node = node;
        self.scope = match node {
            Some(Node::Fact(id)) => self.declarations.record_of(id),
            Some(Node::Definition(id)) => self.declarations.definitions.get(id.index()).and_then(|one| one.record),
            Some(Node::Parameter(_) | Node::Duty(..)) | None => None,
        };
    }

    /// What the provisions of the layer that is looked at rest on where they cite nothing. A helper needs no source.
    pub(crate) fn default_cites(&self) -> Vec<Cite> {
        let helper = |id: DefinitionId| matches!(self.kinds.get(id.index()), Some(DefinitionKind::Define));
        match self.node {
            Some(Node::Definition(id)) if helper(id) => Vec::new(),
            _ => self.declarations.cites.get(self.layer.index()).cloned().unwrap_or_default(),
        }
    }

    /// What a word names here: a member of the record that is looked at, or an item.
    pub(crate) fn find(&self, word: &str) -> Found<'_> {
        if let Some(members) = self.scope.and_then(|record| self.declarations.members.get(record.index()))
            && let found @ Found::Item(_) = members.find(word, self.layer)
        {
            return found;
        }
        self.declarations.names.find(word, self.layer)
    }

    /// Sees the members of this record, or of none; gives back whose were seen before.
    pub(crate) fn look_inside(&mut self, record: Option<RecordId>) -> Option<RecordId> {
        std::mem::replace(&mut self.scope, record)
    }

    pub(crate) fn layer(&self) -> LayerId {
        self.layer
    }

    /// Notes that a word is this value of an enumeration.
    pub(crate) fn is_value_of(&mut self, span: Span, values: EnumId, symbol: u16) {
        let value = self.declarations.enums.get(values.index()).and_then(|these| these.values.get(usize::from(symbol)));
        if let Some(name) = value.cloned() {
            self.names.insert(span, name);
        }
    }

    /// Notes how a word that is written in either language is called.
    pub(crate) fn is_called(&mut self, span: Span, en: &str, zh: &str) {
        self.names.insert(span, Name { key: en.into(), zh: zh.into(), span });
    }

    /// Notes what is wrong; past what anyone will be told, only the first error.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let error = diagnostic.severity == Severity::Error;
        if self.diagnostics.len() < MAX_FOUND || (error && !self.failed) {
            self.failed |= error;
            self.diagnostics.push(diagnostic);
        }
    }

    /// Finds the item that a word names, among those that `wanted` picks for a suggestion.
    pub(crate) fn resolve(&mut self, word: &Ident, wanted: fn(Referent) -> bool) -> Option<Referent> {
        let found = match self.find(&word.text) {
            Found::Item(entry) => Ok(entry.referent),
            Found::Below(entry) => Err(Diagnostic::declared_below(word, entry.name.span)),
            Found::Nothing => {
                self.suggestions = self.suggestions.saturating_sub(1);
                let members = self.scope.and_then(|record| self.declarations.members.get(record.index()));
                let near = match self.suggestions {
                    0 => None,
                    _ => members
                        .and_then(|members| members.nearest(&word.text, self.layer, wanted))
                        .or_else(|| self.declarations.names.nearest(&word.text, self.layer, wanted)),
                };
                Err(match near {
                    Some(near) => Diagnostic::unknown_name(word, Some(near)),
                    None => slips::of_value(word).unwrap_or_else(|| Diagnostic::unknown_name(word, None)),
                })
            }
        };
        match found {
            Ok(referent) => {
                if let Referent::Parameter(id) = referent
                    && let Some(Some(record)) = self.tables_of_records.get(id.index())
                    && self.scope != Some(*record)
                {
                    let record = self.declarations.records[record.index()].name.clone();
                    self.report(Diagnostic::table_of_a_record(word, &record));
                    return None;
                }
                self.refer(word, referent);
                Some(referent)
            }
            Err(diagnostic) => {
                self.report(diagnostic);
                None
            }
        }
    }

    /// The record and its member that a word such as `Child.age` names.
    pub(crate) fn member_of(&self, word: &Ident) -> Option<(RecordId, Ident)> {
        let (head, tail) = word.text.rsplit_once('.')?;
        let Found::Item(Entry { referent: Referent::Record(id), .. }) = self.declarations.names.find(head, self.layer)
        else {
            return None;
        };
        Some((*id, Ident { text: tail.into(), span: word.span }))
    }

    /// Takes from what may be written out; a diagnostic where too little is left.
    fn expand(&mut self, count: usize, span: Span) -> Option<()> {
        let left = self.expansion?;
        self.expansion = u32::try_from(count).ok().and_then(|count| left.checked_sub(count));
        if self.expansion.is_none() {
            self.report(Diagnostic::too_much_written_out(span));
        }
        self.expansion.map(drop)
    }

    /// Finds the definition that a word names, where it is of a kind that `wanted` picks.
    pub(crate) fn definition_named(
        &mut self,
        word: &Ident,
        expected: Text,
        wanted: fn(&DefinitionKind) -> bool,
    ) -> Option<DefinitionId> {
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Definition(_)))?;
        match referent {
            Referent::Definition(id) if wanted(&self.kinds[id.index()]) => Some(id),
            Referent::Definition(_)
            | Referent::Instrument(_)
            | Referent::Enum(_)
            | Referent::Record(_)
            | Referent::Fact(_)
            | Referent::Parameter(_)
            | Referent::Action(_) => {
                self.wrong_kind(word, referent, expected);
                None
            }
        }
    }

    pub(crate) fn wrong_kind(&mut self, word: &Ident, referent: Referent, expected: Text) {
        let (found, declared) = (self.kind_text(referent), self.declared_at(referent));
        self.report(Diagnostic::not_of_kind(word, &expected, &found, declared));
    }

    fn refer(&mut self, word: &Ident, referent: Referent) {
        self.references.insert(word.span, referent);
        match referent {
            Referent::Fact(id) => self.uses(Node::Fact(id), word.span),
            Referent::Parameter(id) => self.uses(Node::Parameter(id), word.span),
            Referent::Definition(id) => self.uses(Node::Definition(id), word.span),
            Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => {}
        }
    }

    pub(crate) fn uses(&mut self, to: Node, span: Span) {
        if let Some(from) = self.node {
            self.edges.push(Edge { from, to, span });
        }
    }

    /// What an expression is, without a diagnostic.
    pub(crate) fn shape(&self, expr: &Expr) -> Shape {
        match &expr.kind {
            ExprKind::Name(word) => match self.find(&word.text) {
                Found::Item(entry) => self.shape_of(entry.referent),
                Found::Below(_) | Found::Nothing => Shape::Word,
            },
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Days(_)
            | ExprKind::Unlimited
            | ExprKind::AsOf
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negative(_)
            | ExprKind::Min(_)
            | ExprKind::Max(_)
            | ExprKind::Round { .. }
            | ExprKind::YearsBetween(..)
            | ExprKind::MonthsBetween(..)
            | ExprKind::Per(..) => Shape::Quantity,
            ExprKind::Yes
            | ExprKind::No
            | ExprKind::All(_)
            | ExprKind::Any(_)
            | ExprKind::Not(_)
            | ExprKind::Order { .. }
            | ExprKind::Is { .. }
            | ExprKind::In { .. }
            | ExprKind::IsEmpty { .. }
            | ExprKind::Satisfied { .. }
            | ExprKind::Shall(_)
            | ExprKind::May(_) => Shape::Condition,
            ExprKind::Fold(folded) => match folded.fold {
                Fold::Any | Fold::All => Shape::Condition,
                Fold::Sum | Fold::Count | Fold::Largest | Fold::Smallest => Shape::Quantity,
            },
            ExprKind::Items(_) => Shape::Elements,
            ExprKind::None => Shape::None,
            ExprKind::Empty | ExprKind::Set(_) | ExprKind::Range(..) => Shape::Elements,
            ExprKind::If { then, otherwise, .. } => match self.shape(then) {
                Shape::None | Shape::Word => self.shape(otherwise),
                shape => shape,
            },
        }
    }

    pub(crate) fn shape_of(&self, referent: Referent) -> Shape {
        let of_type = |ty: Option<&Type>| match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Boolean) => Shape::Condition,
            Some(TypeKind::Choice(id)) => Shape::Choice(*id),
            Some(TypeKind::Set(id)) => Shape::Set(*id),
            Some(TypeKind::Quantity(_)) => Shape::Quantity,
            Some(TypeKind::List(_)) => Shape::List,
            None => Shape::Other,
        };
        match referent {
            Referent::Fact(id) => of_type(self.facts.get(id.index()).and_then(Option::as_ref)),
            Referent::Parameter(id) => match self.parameters.get(id.index()) {
                Some(Some(_)) => Shape::Quantity,
                Some(None) | None => Shape::Other,
            },
            Referent::Definition(id) => match self.kinds.get(id.index()) {
                Some(DefinitionKind::Standard(_)) => Shape::Standard(id),
                Some(
                    DefinitionKind::Define
                    | DefinitionKind::Decision
                    | DefinitionKind::Exemption(..)
                    | DefinitionKind::Group(_)
                    | DefinitionKind::Trigger(..),
                )
                | None => of_type(self.definitions.get(id.index()).and_then(Option::as_ref)),
            },
            Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => Shape::Other,
        }
    }

    /// Whether a word names an item whose type is at fault: nothing more is said about it.
    fn is_broken(&self, referent: Referent) -> bool {
        match referent {
            Referent::Fact(id) => self.facts.get(id.index()).is_none_or(Option::is_none),
            Referent::Parameter(id) => self.parameters.get(id.index()).is_none_or(Option::is_none),
            Referent::Definition(id) => self.definitions.get(id.index()).is_none_or(Option::is_none),
            Referent::Instrument(_) | Referent::Enum(_) | Referent::Record(_) | Referent::Action(_) => false,
        }
    }

    /// The unit of a quantity's type.
    pub(crate) fn unit_of(ty: &Type) -> Option<&Unit> {
        match &ty.kind {
            TypeKind::Quantity(quantity) => Some(&quantity.unit),
            TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::List(_) => None,
        }
    }
}

/// Every condition, or nothing where one is at fault; each is looked at.
pub(crate) fn all_or_none<T>(parts: impl IntoIterator<Item = Option<T>>) -> Option<Vec<T>> {
    let parts: Vec<Option<T>> = parts.into_iter().collect();
    parts.into_iter().collect()
}

/// A conjunction, without a shell around one.
pub(crate) fn any_of(mut conditions: Vec<Condition>) -> Condition {
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            conditions.push(last);
            Condition::Any(conditions)
        }
        (None, _) => Condition::Truth(false),
    }
}
