//! Every declaration of a chain of layers: collected, numbered in canonical order, entered into the namespace.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::currency::currency_places;
use super::model::{
    ActionId, DefinitionId, EnumId, Enumeration, FactId, InstrumentId, LayerId, Name, ParameterId, RecordId,
};
use super::names::{Entry, Found, Namespace, Referent, name_of};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{self, Ident, ItemKind, Names, TypeKind};
use crate::syntax::keywords::{Kw, Place};

/// The names of the decisions that groups declare.
pub(crate) const GROUPS: (&str, &str) = ("groups", "重点群体");
/// Likewise, the best rank.
pub(crate) const PRIORITY: (&str, &str) = ("priority", "优先次序");
/// How many values an enumeration may have.
pub(crate) const MAX_VALUES: usize = 200;

/// An item with its name and layer.
#[derive(Debug, Clone)]
pub(crate) struct Declared<'a, T> {
    pub(crate) name: Name,
    pub(crate) names: &'a Names,
    pub(crate) layer: LayerId,
    pub(crate) item: &'a T,
}

/// What became a definition.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin<'a> {
    Definition(&'a ast::Definition),
    Exemption(&'a ast::Exemption),
    Group(&'a ast::Group),
    Trigger(&'a ast::Trigger),
    /// The set of groups, which groups declare.
    Groups,
    /// The best rank, which groups declare.
    Priority,
}

/// A define, standard, decision, exemption, group or trigger.
#[derive(Debug, Clone)]
pub(crate) struct DeclaredDefinition<'a> {
    pub(crate) name: Name,
    pub(crate) layer: LayerId,
    pub(crate) origin: Origin<'a>,
    /// The record whose items it is about.
    pub(crate) record: Option<RecordId>,
}

/// An `amend` item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amendment<'a> {
    pub(crate) layer: LayerId,
    pub(crate) item: &'a ast::Amend,
}

/// All declarations, each list in canonical order: by layer, then name.
#[derive(Debug, Default)]
pub(crate) struct Declarations<'a> {
    pub(crate) instruments: Vec<Declared<'a, ast::Instrument>>,
    pub(crate) enums: Vec<Enumeration>,
    /// The enumerations written inside a type, by the place of that type.
    pub(crate) inline: BTreeMap<Span, EnumId>,
    pub(crate) records: Vec<Declared<'a, ast::Record>>,
    /// The facts; behind them the fields of records, by record, then name.
    pub(crate) facts: Vec<Declared<'a, ast::Fact>>,
    /// The records of the fields: where they begin among `facts`, and of what each is.
    pub(crate) fields: (usize, Vec<RecordId>),
    pub(crate) parameters: Vec<Declared<'a, ast::Parameter>>,
    pub(crate) actions: Vec<Declared<'a, Names>>,
    pub(crate) definitions: Vec<DeclaredDefinition<'a>>,
    pub(crate) amendments: Vec<Amendment<'a>>,
    pub(crate) asserts: Vec<(LayerId, &'a ast::Assert, Span)>,
    pub(crate) tests: Vec<(LayerId, &'a ast::Test, Span)>,
    /// The enumeration of all groups, where there is one.
    pub(crate) groups: Option<EnumId>,
    pub(crate) names: Namespace,
    /// By layer, what its header cites.
    pub(crate) cites: Vec<Vec<ast::Cite>>,
    /// The names inside each record.
    pub(crate) members: Vec<Namespace>,
}

/// Which forms of a name an item must have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forms {
    /// JSON needs the ASCII form.
    Ascii,
    /// Both ought to be there.
    Both,
    /// Either will do.
    Either,
}

impl<'a> Declarations<'a> {
    /// Collects the declarations of `layers`, parents first.
    pub(crate) fn collect(layers: &'a [ast::File], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut all = Self::default();
        for (index, file) in layers.iter().enumerate() {
            let layer = LayerId::from(index);
            all.cites.push(file.header.as_ref().map(|header| header.cites.clone()).unwrap_or_default());
            for item in &file.items {
                all.add(layer, item, diagnostics);
            }
        }
        all.declare_what_groups_declare();
        let groups = all.collect_enums(layers, diagnostics);
        all.add_members(diagnostics);
        all.sort();
        all.number_enums();
        all.groups = groups.and_then(|span| all.inline.get(&span).copied());
        all.enter(layers, diagnostics);
        all.enter_members(diagnostics);
        all
    }

    /// The record that a fact is a field of.
    pub(crate) fn record_of(&self, fact: FactId) -> Option<RecordId> {
        fact.index().checked_sub(self.fields.0).and_then(|place| self.fields.1.get(place)).copied()
    }

    /// Adds the definitions of records to the others. Their fields wait until the facts are in order.
    fn add_members(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        self.records.sort_by(|a, b| (a.layer, &a.name.key, a.name.span).cmp(&(b.layer, &b.name.key, b.name.span)));
        for (place, declared) in self.records.iter().enumerate() {
            for member in &declared.item.members {
                if let ast::Member::Definition(item) = member {
                    check_forms(&item.names, Forms::Either, diagnostics);
                    check_words(&item.names, Place::Value, diagnostics);
                    self.definitions.push(DeclaredDefinition {
                        name: name_of(&item.names),
                        layer: declared.layer,
                        origin: Origin::Definition(item),
                        record: Some(RecordId::from(place)),
                    });
                }
            }
        }
    }

    /// The fields of records, behind the facts.
    fn add_fields(&mut self) {
        self.fields.0 = self.facts.len();
        for (place, declared) in self.records.iter().enumerate() {
            let mut fields = Vec::new();
            for member in &declared.item.members {
                if let ast::Member::Field(item) = member {
                    let field = |names| Declared { name: name_of(names), names, layer: declared.layer, item };
                    fields.extend(item.names.iter().map(field));
                }
            }
            fields.sort_by(|a, b| (&a.name.key, a.name.span).cmp(&(&b.name.key, b.name.span)));
            self.fields.1.extend(fields.iter().map(|_| RecordId::from(place)));
            self.facts.extend(fields);
        }
    }

    /// Enters the fields and definitions of each record. They may not be called like an item: a word in a record would
    /// mean two things.
    fn enter_members(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut found: Vec<(RecordId, &Names, Entry)> = Vec::new();
        for (place, field) in self.facts.iter().enumerate().skip(self.fields.0) {
            if let Some(record) = self.record_of(FactId::from(place)) {
                let referent = Referent::Fact(FactId::from(place));
                found.push((record, field.names, Entry { referent, layer: field.layer, name: field.name.clone() }));
            }
        }
        for (place, definition) in self.definitions.iter().enumerate() {
            if let (Some(record), Origin::Definition(item)) = (definition.record, definition.origin) {
                let referent = Referent::Definition(DefinitionId::from(place));
                let entry = Entry { referent, layer: definition.layer, name: definition.name.clone() };
                found.push((record, &item.names, entry));
            }
        }
        found.sort_by_key(|(record, _, entry)| (*record, entry.name.span));
        let mut members: Vec<Namespace> = self.records.iter().map(|_| Namespace::default()).collect();
        for (record, names, entry) in found {
            for form in [&names.ascii, &names.han].into_iter().flatten() {
                if let Found::Item(item) | Found::Below(item) = self.names.find(&form.text, entry.layer) {
                    diagnostics.push(Diagnostic::declared_twice(form, item.name.span));
                }
            }
            if let Err((word, first)) = members[record.index()].declare(names, entry) {
                diagnostics.push(Diagnostic::declared_twice(&word, first));
            }
        }
        self.members = members;
    }

    fn add(&mut self, layer: LayerId, item: &'a ast::Item, diagnostics: &mut Vec<Diagnostic>) {
        let mut check = |names: &Names, forms: Forms| {
            check_forms(names, forms, diagnostics);
            check_words(names, Place::Value, diagnostics);
            name_of(names)
        };
        match &item.kind {
            ItemKind::Instrument(item) => {
                let name = check(&item.names, Forms::Ascii);
                self.instruments.push(Declared { name, names: &item.names, layer, item });
            }
            // Collected with the enumerations that stand inside types.
            ItemKind::Enum(_) => {}
            ItemKind::Record(item) => {
                let name = check(&item.names, Forms::Both);
                self.records.push(Declared { name, names: &item.names, layer, item });
                for member in &item.members {
                    if let ast::Member::Field(field) = member {
                        for names in &field.names {
                            check(names, Forms::Either);
                        }
                    }
                }
            }
            ItemKind::Fact(fact) => {
                for names in &fact.names {
                    let name = check(names, Forms::Ascii);
                    self.facts.push(Declared { name, names, layer, item: fact });
                }
            }
            ItemKind::Parameter(item) => {
                let name = check(&item.names, Forms::Ascii);
                self.parameters.push(Declared { name, names: &item.names, layer, item });
            }
            ItemKind::Definition(item) => {
                let forms = match item.kind {
                    ast::DefinitionKind::Define => Forms::Both,
                    ast::DefinitionKind::Standard | ast::DefinitionKind::Decision => Forms::Ascii,
                };
                self.define(check(&item.names, forms), layer, Origin::Definition(item));
            }
            ItemKind::Exemption(item) => {
                self.define(check(&item.names, Forms::Ascii), layer, Origin::Exemption(item));
            }
            ItemKind::Group(item) => self.define(check(&item.names, Forms::Ascii), layer, Origin::Group(item)),
            ItemKind::Trigger(item) => self.define(check(&item.names, Forms::Ascii), layer, Origin::Trigger(item)),
            ItemKind::Action(names) => {
                let name = check(names, Forms::Ascii);
                self.actions.push(Declared { name, names, layer, item: names });
            }
            ItemKind::Assert(assert) => self.asserts.push((layer, assert, item.span.0)),
            ItemKind::Test(test) => self.tests.push((layer, test, item.span.0)),
            ItemKind::Amend(item) => self.amendments.push(Amendment { layer, item }),
            // It has had its diagnostic.
            ItemKind::Unparsed => {}
        }
    }

    fn define(&mut self, name: Name, layer: LayerId, origin: Origin<'a>) {
        self.definitions.push(DeclaredDefinition { name, layer, origin, record: None });
    }

    fn declared_groups(&self) -> impl Iterator<Item = &DeclaredDefinition<'a>> {
        self.definitions.iter().filter(|definition| matches!(definition.origin, Origin::Group(_)))
    }

    /// Groups declare the decisions `groups` and `priority` in the first layer that has one.
    fn declare_what_groups_declare(&mut self) {
        let first = self.declared_groups().min_by_key(|group| (group.layer, Arc::clone(&group.name.key)));
        let Some((layer, span)) = first.map(|group| (group.layer, group.name.span)) else { return };
        for ((key, zh), origin) in [(GROUPS, Origin::Groups), (PRIORITY, Origin::Priority)] {
            self.define(Name { key: key.into(), zh: zh.into(), span }, layer, origin);
        }
    }

    /// Collects all enumerations, under the place of their type. Gives the place of that of all groups.
    fn collect_enums(&mut self, layers: &'a [ast::File], diagnostics: &mut Vec<Diagnostic>) -> Option<Span> {
        for (index, file) in layers.iter().enumerate() {
            let layer = LayerId::from(index);
            for item in &file.items {
                match &item.kind {
                    ItemKind::Enum(named) => {
                        check_forms(&named.names, Forms::Both, diagnostics);
                        check_words(&named.names, Place::Type, diagnostics);
                        self.add_enum(name_of(&named.names), layer, &named.values, item.span.0, diagnostics);
                    }
                    ItemKind::Fact(fact) => {
                        let owner = fact.names.iter().map(name_of).min_by_key(|name| Arc::clone(&name.key));
                        self.add_inline(owner, layer, Some(&fact.ty), diagnostics);
                    }
                    ItemKind::Definition(definition) => {
                        let owner = name_of(&definition.names);
                        self.add_inline(Some(owner), layer, definition.ty.as_ref(), diagnostics);
                    }
                    ItemKind::Record(record) => {
                        for member in &record.members {
                            let (names, ty) = match member {
                                ast::Member::Field(field) => (
                                    field.names.iter().map(name_of).min_by_key(|name| Arc::clone(&name.key)),
                                    Some(&field.ty),
                                ),
                                ast::Member::Definition(item) => (Some(name_of(&item.names)), item.ty.as_ref()),
                            };
                            self.add_inline(names.map(|name| within(&record.names, name)), layer, ty, diagnostics);
                        }
                    }
                    // A parameter is a figure; its type is refused where it is an enumeration.
                    ItemKind::Parameter(_)
                    | ItemKind::Instrument(_)
                    | ItemKind::Exemption(_)
                    | ItemKind::Group(_)
                    | ItemKind::Action(_)
                    | ItemKind::Trigger(_)
                    | ItemKind::Assert(_)
                    | ItemKind::Test(_)
                    | ItemKind::Amend(_)
                    | ItemKind::Unparsed => {}
                }
            }
        }
        let synthetic = self.definitions.iter().find(|definition| matches!(definition.origin, Origin::Groups))?;
        let (name, layer) = (synthetic.name.clone(), synthetic.layer);
        let mut values: Vec<(LayerId, Name)> =
            self.declared_groups().map(|group| (group.layer, group.name.clone())).collect();
        values.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
        let place = name.span;
        self.inline.insert(place, EnumId::from(self.enums.len()));
        if values.len() > MAX_VALUES {
            diagnostics.push(Diagnostic::too_many_values(name.span, values.len(), MAX_VALUES));
        }
        let values = values.into_iter().take(MAX_VALUES).map(|(_, name)| name).collect();
        self.enums.push(Enumeration { name, layer, values });
        Some(place)
    }

    fn add_inline(
        &mut self,
        owner: Option<Name>,
        layer: LayerId,
        ty: Option<&ast::Type>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let (Some(owner), Some(ty)) = (owner, ty) else { return };
        if let TypeKind::OneOf(values) | TypeKind::SetOf(values) = &ty.kind {
            self.add_enum(owner, layer, values, ty.span.0, diagnostics);
        }
    }

    fn add_enum(
        &mut self,
        name: Name,
        layer: LayerId,
        values: &[Names],
        place: Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for value in values {
            check_forms(value, Forms::Ascii, diagnostics);
            for form in [&value.ascii, &value.han].into_iter().flatten() {
                if let Some(first) = seen.insert(Arc::clone(&form.text), form.span) {
                    diagnostics.push(Diagnostic::value_declared_twice(form, first));
                }
            }
        }
        if values.len() > MAX_VALUES {
            diagnostics.push(Diagnostic::too_many_values(name.span, values.len(), MAX_VALUES));
        }
        self.inline.insert(place, EnumId::from(self.enums.len()));
        let values = values.iter().take(MAX_VALUES).map(name_of).collect();
        self.enums.push(Enumeration { name, layer, values });
    }

    fn sort(&mut self) {
        fn by_name<T>(list: &mut [Declared<'_, T>]) {
            list.sort_by(|a, b| (a.layer, &a.name.key, a.name.span).cmp(&(b.layer, &b.name.key, b.name.span)));
        }
        by_name(&mut self.instruments);
        by_name(&mut self.facts);
        self.add_fields();
        by_name(&mut self.parameters);
        by_name(&mut self.actions);
        self.definitions.sort_by(|a, b| {
            (a.layer, a.record, &a.name.key, a.name.span).cmp(&(b.layer, b.record, &b.name.key, b.name.span))
        });
        let title = |words: &ast::Words| (words.en.clone().or(words.zh.clone()), words.zh.clone());
        self.asserts.sort_by_key(|(layer, assert, span)| (*layer, title(&assert.title), *span));
        self.tests.sort_by_key(|(layer, test, span)| (*layer, title(&test.title), *span));
        self.amendments.sort_by_key(|amendment| (amendment.layer, amendment.item.name.span));
    }

    /// Puts the enumerations into canonical order, and their numbers with them.
    fn number_enums(&mut self) {
        let mut order: Vec<usize> = (0..self.enums.len()).collect();
        order.sort_by(|&a, &b| {
            let key =
                |place: usize| (self.enums[place].layer, &self.enums[place].name.key, self.enums[place].name.span);
            key(a).cmp(&key(b))
        });
        let mut moved = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            moved[from] = to;
        }
        self.enums = order.iter().map(|&place| self.enums[place].clone()).collect();
        for id in self.inline.values_mut() {
            *id = EnumId::from(moved[id.index()]);
        }
    }

    /// Enters every item into the namespace: parents first, then as written, so that of two the first keeps the name.
    fn enter(&mut self, layers: &'a [ast::File], diagnostics: &mut Vec<Diagnostic>) {
        let mut found: Vec<(Names, Entry)> = Vec::new();
        let mut add = |names: &Names, layer: LayerId, referent: Referent| {
            found.push((names.clone(), Entry { referent, layer, name: name_of(names) }));
        };
        for (index, item) in self.instruments.iter().enumerate() {
            add(item.names, item.layer, Referent::Instrument(InstrumentId::from(index)));
        }
        for (index, item) in self.records.iter().enumerate() {
            add(item.names, item.layer, Referent::Record(RecordId::from(index)));
        }
        for (index, item) in self.facts.iter().enumerate().take(self.fields.0) {
            add(item.names, item.layer, Referent::Fact(FactId::from(index)));
        }
        for (index, item) in self.parameters.iter().enumerate() {
            add(item.names, item.layer, Referent::Parameter(ParameterId::from(index)));
        }
        for (index, item) in self.actions.iter().enumerate() {
            add(item.names, item.layer, Referent::Action(ActionId::from(index)));
        }
        for (index, file) in layers.iter().enumerate() {
            for item in &file.items {
                if let (ItemKind::Enum(named), Some(&id)) = (&item.kind, self.inline.get(&item.span.0)) {
                    add(&named.names, LayerId::from(index), Referent::Enum(id));
                }
            }
        }
        for (index, definition) in self.definitions.iter().enumerate().filter(|(_, one)| one.record.is_none()) {
            let names = match definition.origin {
                Origin::Definition(item) => item.names.clone(),
                Origin::Exemption(item) => item.names.clone(),
                Origin::Group(item) => item.names.clone(),
                Origin::Trigger(item) => item.names.clone(),
                Origin::Groups | Origin::Priority => continue,
            };
            add(&names, definition.layer, Referent::Definition(DefinitionId::from(index)));
        }
        found.sort_by_key(|(_, entry)| (entry.layer, entry.name.span));
        // What groups declare keeps its name against everyone.
        for (index, definition) in self.definitions.iter().enumerate() {
            if matches!(definition.origin, Origin::Groups | Origin::Priority) {
                let span = definition.name.span;
                let form = |text: &Arc<str>| Some(Ident { text: Arc::clone(text), span });
                let names = Names { ascii: form(&definition.name.key), han: form(&definition.name.zh) };
                let referent = Referent::Definition(DefinitionId::from(index));
                let entry = Entry { referent, layer: definition.layer, name: definition.name.clone() };
                drop(self.names.declare(&names, entry));
            }
        }
        let declared_by_groups =
            |word: &str| self.groups.is_some() && [GROUPS.0, GROUPS.1, PRIORITY.0, PRIORITY.1].contains(&word);
        for (names, entry) in found {
            if let Err((word, first)) = self.names.declare(&names, entry) {
                diagnostics.push(if declared_by_groups(&word.text) {
                    Diagnostic::declared_by_groups(&word, first)
                } else {
                    Diagnostic::declared_twice(&word, first)
                });
            }
        }
    }

    /// The place of a word among an enumeration's values.
    pub(crate) fn value_named(&self, id: EnumId, word: &str) -> Option<u16> {
        let values = &self.enums.get(id.index())?.values;
        let place = values.iter().position(|value| super::names::is_called(value, word))?;
        u16::try_from(place).ok()
    }

    /// The value of an enumeration that is called *none* itself.
    pub(crate) fn value_none(&self, id: EnumId) -> Option<u16> {
        self.value_named(id, "none").or_else(|| self.value_named(id, "无"))
    }
}

/// The name of what stands inside a record, for whom it must not be mistaken for something else: `Capital.kind`.
fn within(record: &Names, name: Name) -> Name {
    let record = name_of(record);
    Name {
        key: format!("{}.{}", record.key, name.key).into(),
        zh: format!("{}.{}", record.zh, name.zh).into(),
        span: name.span,
    }
}

fn check_forms(names: &Names, forms: Forms, diagnostics: &mut Vec<Diagnostic>) {
    if forms == Forms::Either {
        return;
    }
    match (&names.ascii, &names.han) {
        (None, Some(han)) if forms == Forms::Ascii => diagnostics.push(Diagnostic::ascii_form_missing(han)),
        (None, Some(han)) => diagnostics.push(Diagnostic::form_missing(han)),
        (Some(ascii), None) => diagnostics.push(Diagnostic::form_missing(ascii)),
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// Reports an item that is called like a word of the language that would be read in its stead.
fn check_words(names: &Names, place: Place, diagnostics: &mut Vec<Diagnostic>) {
    for form in [&names.ascii, &names.han].into_iter().flatten() {
        let currency = place == Place::Type && currency_places(&form.text).is_some();
        if currency || Kw::find(place, &form.text).is_some() {
            diagnostics.push(Diagnostic::word_of_the_language(form));
        }
    }
}
