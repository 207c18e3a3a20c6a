//! A chain of syntax trees to one checked model: every step in its order, every fault collected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::Reference;
use super::bounds::{self, Bounds, MAX_DIGITS, Reach};
use super::check::{Checker, Node, Obligation, size};
use super::cycles::{self, Sorted};
use super::declare::{Declarations, Origin};
use super::digest::digest;
use super::facts::EvidenceNames;
use super::law::{InForce, cell_name};
use super::layers::Amendments;
use super::model::{
    Backing, Definition, DefinitionId, DefinitionKind, Fact, FactId, LayerId, Model, Name, Order, Parameter,
    ParameterId, QuantityType, Setting, Type, TypeKind,
};
use super::names::Referent;
use super::promises::Subjects;
use super::types::{TypeRole, type_of};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, Duty};
use crate::syntax::limits::MAX_DIAGNOSTICS;

/// The policy's own text; its parents' follow.
const OWN_FILE: FileId = FileId(0);

/// A checked model, the warnings it has, and what the words of its texts refer to.
pub(crate) struct Built {
    pub(crate) model: Model,
    pub(crate) warnings: Vec<Diagnostic>,
    pub(crate) references: BTreeMap<Span, Reference>,
}

/// Checks a chain of layers, parents first.
pub(crate) fn build(layers: &[ast::File], found: Vec<Diagnostic>) -> Result<Built, Vec<Diagnostic>> {
    let mut diagnostics = found;
    let declarations = Declarations::collect(layers, &mut diagnostics);
    let mut checker = Checker::new(declarations, diagnostics);
    checker.declare_types();
    let amendments = checker.amendments();
    let evidence = checker.evidence_names();
    let instruments = checker.instruments();
    let facts = checker.all_facts(&amendments, &evidence);
    let parameters = checker.all_parameters(&amendments);
    let mut definitions = checker.all_definitions(&amendments);
    checker.edges.sort_unstable();
    checker.edges.dedup();
    let acyclic = checker.check_reach(&facts, &parameters, &mut definitions);
    let model_layers = checker.layers(layers, &parameters);
    checker.check_figures(&model_layers, &parameters);
    let answers = checker.answers(layers);
    let asserts = checker.asserts();
    let subjects = Subjects { layers: &model_layers, parameters: &parameters, definitions: &definitions };
    let (tests, settings) = checker.tests(&subjects);
    let parts = (all(facts), all(parameters), all(definitions));
    let (Some(facts), Some(parameters), Some(definitions), true) = (parts.0, parts.1, parts.2, acyclic) else {
        debug_assert!(checker.has_errors(), "what is left out of the model has a diagnostic");
        return Err(checker.faults());
    };
    if checker.has_errors() {
        return Err(checker.faults());
    }
    let english = |ident: &ast::Ident| checker.reference(ident.span).map(|reference| reference.name.key.to_string());
    let parent_names = parent_names(layers);
    let digest = digest(layers, &evidence, &|ident| {
        english(ident).or_else(|| parent_names.get(&ident.span).map(|name| name.key.to_string()))
    });
    let model = Model {
        layers: model_layers,
        answers,
        instruments,
        enums: checker.declarations.enums.clone(),
        facts,
        parameters,
        actions: checker
            .declarations
            .actions
            .iter()
            .map(|action| super::model::Action { name: action.name.clone(), layer: action.layer })
            .collect(),
        evidence: evidence.list,
        definitions,
        asserts,
        tests,
        digest,
    };
    checker.check_in_force(&model);
    let model = checker.check_settings(model, &settings);
    let references = checker.all_references(parent_names);
    let warnings = checker.faults();
    if warnings.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(warnings);
    }
    Ok(Built { model, warnings, references })
}

fn all<T>(parts: Vec<Option<T>>) -> Option<Vec<T>> {
    parts.into_iter().collect()
}

/// What `extends` refers to: the name of the parent, as it declares it.
fn parent_names(layers: &[ast::File]) -> BTreeMap<Span, Name> {
    let headers: Vec<_> = layers.iter().filter_map(|file| file.header.as_ref()).collect();
    headers
        .windows(2)
        .filter_map(|pair| match pair {
            [parent, child] => Some((child.extends.as_ref()?.span, super::names::name_of(&parent.names))),
            _ => None,
        })
        .collect()
}

impl<'a> Checker<'a> {
    /// The types of all facts, parameters and definitions, and what each definition was declared as.
    fn declare_types(&mut self) {
        // Types shared by several facts are looked at once.
        let mut seen: BTreeMap<Span, Option<Type>> = BTreeMap::new();
        for declared in self.declarations.facts.clone() {
            let ty = seen.get(&declared.item.ty.span.0).cloned().unwrap_or_else(|| {
                let (role, layer) = (TypeRole::Fact, declared.layer);
                type_of(&declared.item.ty, role, layer, &self.declarations, &mut self.diagnostics)
            });
            seen.insert(declared.item.ty.span.0, ty.clone());
            let ty = ty.map(|ty| Type { or_none: self.guarded_by_none(declared.item, &ty.kind), ..ty });
            self.facts.push(ty);
        }
        for declared in self.declarations.parameters.clone() {
            let ty = self.parameter_type(declared.item, &declared.name, declared.layer);
            self.parameters.push(ty);
        }
        for declared in self.declarations.definitions.clone() {
            let (kind, ty) = self.definition_type(&declared);
            self.kinds.push(kind);
            self.definitions.push(ty);
        }
        self.resolve_kinds();
    }

    fn parameter_type(&mut self, item: &ast::Parameter, name: &Name, layer: LayerId) -> Option<QuantityType> {
        let Some(written) = &item.ty else {
            self.report(Diagnostic::type_missing(name));
            return None;
        };
        let ty = type_of(written, TypeRole::Parameter, layer, &self.declarations, &mut self.diagnostics);
        let enumerated = matches!(written.kind, ast::TypeKind::OneOf(_) | ast::TypeKind::SetOf(_));
        match ty.map(|ty| ty.kind) {
            Some(TypeKind::Quantity(quantity)) => Some(quantity),
            Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_)) => {
                self.report(Diagnostic::parameter_type(written.span.0));
                None
            }
            None => {
                if enumerated {
                    self.report(Diagnostic::parameter_type(written.span.0));
                }
                None
            }
        }
    }

    fn definition_type(&mut self, declared: &super::declare::DeclaredDefinition<'a>) -> (DefinitionKind, Option<Type>) {
        let boolean = || Some(Type { kind: TypeKind::Boolean, or_none: false });
        let unresolved = DefinitionId(u32::MAX);
        match declared.origin {
            Origin::Definition(item) => {
                let kind = match item.kind {
                    ast::DefinitionKind::Define => DefinitionKind::Define,
                    ast::DefinitionKind::Standard => DefinitionKind::Standard(item.body.children),
                    ast::DefinitionKind::Decision => DefinitionKind::Decision,
                };
                let condition = item.body.is.is_none() && item.body.rules.is_empty();
                let ty = match &item.ty {
                    Some(written) => {
                        let (role, layer) = (TypeRole::Definition, declared.layer);
                        let ty = type_of(written, role, layer, &self.declarations, &mut self.diagnostics);
                        let standard = item.kind == ast::DefinitionKind::Standard;
                        let by_condition = item.body.when.is_some() || !item.body.clauses.is_empty();
                        let unfit = ty.as_ref().is_some_and(|ty| ty.kind != TypeKind::Boolean);
                        if unfit && (standard || (condition && by_condition)) {
                            self.report(Diagnostic::condition_of_another_type(written.span.0, &declared.name));
                            boolean()
                        } else {
                            ty
                        }
                    }
                    None if condition || item.kind == ast::DefinitionKind::Standard => boolean(),
                    None => {
                        self.report(Diagnostic::type_missing(&declared.name));
                        None
                    }
                };
                (kind, ty)
            }
            Origin::Exemption(item) => (DefinitionKind::Exemption(item.relief, unresolved), boolean()),
            Origin::Group(item) => {
                if item.rank.is_none_or(|rank| rank == 0) {
                    self.report(Diagnostic::rank_missing(&declared.name));
                }
                (DefinitionKind::Group(item.rank.unwrap_or(1)), boolean())
            }
            Origin::Trigger(item) => (DefinitionKind::Trigger(item.duty, super::model::ActionId(u32::MAX)), boolean()),
            Origin::Groups => {
                let kind = self.declarations.groups.map(TypeKind::Set);
                (DefinitionKind::Decision, kind.map(|kind| Type { kind, or_none: false }))
            }
            Origin::Priority => {
                let ranks = self.declarations.definitions.iter().filter_map(|definition| match definition.origin {
                    Origin::Group(group) => group.rank,
                    Origin::Definition(_)
                    | Origin::Exemption(_)
                    | Origin::Trigger(_)
                    | Origin::Groups
                    | Origin::Priority => None,
                });
                let ranks: Vec<_> = ranks.map(|rank| i64::from(rank).into()).collect();
                let quantity = QuantityType {
                    unit: super::model::Unit::Plain,
                    places: Some(0),
                    min: ranks.iter().min().cloned(),
                    max: ranks.iter().max().cloned(),
                };
                (DefinitionKind::Decision, Some(Type { kind: TypeKind::Quantity(quantity), or_none: true }))
            }
        }
    }

    /// Finds the standards that exemptions lift, and the actions that triggers call for.
    fn resolve_kinds(&mut self) {
        for (place, declared) in self.declarations.definitions.clone().into_iter().enumerate() {
            self.enter(declared.layer, None);
            match declared.origin {
                Origin::Exemption(item) => {
                    let expected = Text::new("标准", "a standard");
                    let standard = self
                        .definition_named(&item.standard, expected, |kind| matches!(kind, DefinitionKind::Standard(_)));
                    if let Some(standard) = standard {
                        self.kinds[place] = DefinitionKind::Exemption(item.relief, standard);
                        // A standard's status rests on its exemptions.
                        self.enter(declared.layer, Some(Node::Definition(standard)));
                        self.uses(Node::Definition(DefinitionId::from(place)), item.standard.span);
                    }
                }
                Origin::Trigger(item) => {
                    let action = self.resolve(&item.action, |referent| matches!(referent, Referent::Action(_)));
                    match action {
                        Some(Referent::Action(action)) => {
                            self.kinds[place] = DefinitionKind::Trigger(item.duty, action);
                            self.enter(declared.layer, Some(Node::Duty(item.duty, action)));
                            self.uses(Node::Definition(DefinitionId::from(place)), item.action.span);
                        }
                        Some(other) => {
                            self.wrong_kind(&item.action, other, Text::new("措施", "an action"));
                        }
                        None => {}
                    }
                }
                Origin::Definition(_) | Origin::Group(_) | Origin::Groups | Origin::Priority => {}
            }
        }
    }

    fn all_facts(&mut self, amendments: &Amendments<'a>, evidence: &EvidenceNames) -> Vec<Option<Fact>> {
        let mut shared = BTreeSet::new();
        (0..self.declarations.facts.len())
            .map(|place| {
                let id = FactId::from(place);
                let before = self.diagnostics.len();
                let added = amendments.facts.get(&id).map_or(&[][..], Vec::as_slice);
                let fact = self.fact(id, added, evidence);
                // Several names share one declaration: its faults are told once, what is about a name for each.
                if !shared.insert(self.declarations.facts[place].item.ty.span.0) {
                    let name = self.declarations.facts[place].name.span;
                    let told = self.diagnostics.split_off(before.min(self.diagnostics.len()));
                    self.diagnostics.extend(told.into_iter().filter(|diagnostic| diagnostic.span == name));
                }
                fact
            })
            .collect()
    }

    fn all_parameters(&mut self, amendments: &Amendments<'a>) -> Vec<Option<Parameter>> {
        (0..self.declarations.parameters.len())
            .map(|place| {
                let id = ParameterId::from(place);
                self.parameter(id, amendments.parameters.get(&id).map_or(&[][..], Vec::as_slice))
            })
            .collect()
    }

    fn all_definitions(&mut self, amendments: &Amendments<'a>) -> Vec<Option<Definition>> {
        (0..self.declarations.definitions.len())
            .map(|place| {
                let id = DefinitionId::from(place);
                let (body, backing) = self.body(id, amendments.definitions.get(&id).map_or(&[][..], Vec::as_slice))?;
                let declared = &self.declarations.definitions[place];
                Some(Definition {
                    name: declared.name.clone(),
                    layer: declared.layer,
                    kind: self.kinds[place].clone(),
                    ty: self.definitions[place].clone()?,
                    body,
                    backing,
                })
            })
            .collect()
    }

    /// Refuses circles; then works out how far every figure can reach, and shows what rests on that.
    fn check_reach(
        &mut self,
        facts: &[Option<Fact>],
        parameters: &[Option<Parameter>],
        definitions: &mut [Option<Definition>],
    ) -> bool {
        let depth = |node: Node| match node {
            Node::Fact(id) => {
                let guard = facts[id.index()].as_ref().and_then(|fact| fact.guard.as_ref());
                guard.map_or(0, |guard| size::depth_of_condition(&guard.when))
            }
            Node::Parameter(id) => {
                parameters[id.index()].as_ref().map_or(0, |parameter| size::depth_of_key(&parameter.key))
            }
            Node::Definition(id) => {
                definitions[id.index()].as_ref().map_or(0, |definition| size::depth_of_body(&definition.body))
            }
            Node::Duty(..) => 0,
        };
        let order = match cycles::sort(&self.edges, &depth) {
            Sorted::Order(order) => order,
            Sorted::Circles(circles) => {
                for circle in circles {
                    let places: Vec<_> = circle.iter().map(|edge| (self.node_name(edge.from), edge.span)).collect();
                    self.report(Diagnostic::circle(&places));
                }
                return false;
            }
            Sorted::TooDeep(edge, depth) => {
                let name = self.node_name(edge.from);
                self.report(Diagnostic::nested_too_deep(edge.span, &name, depth, cycles::MAX_NESTING));
                return false;
            }
        };
        let mut figures: Vec<Option<Bounds>> = vec![None; parameters.len()];
        let mut values: Vec<Option<Bounds>> = vec![None; definitions.len()];
        let mut listed: Vec<Node> =
            (0..parameters.len()).map(|place| Node::Parameter(ParameterId::from(place))).collect();
        listed.extend((0..definitions.len()).map(|place| Node::Definition(DefinitionId::from(place))));
        for node in order.into_iter().chain(listed) {
            let reach = Reach { facts, parameters: &figures, definitions: &values };
            match node {
                Node::Parameter(id) if figures[id.index()].is_none() => {
                    figures[id.index()] = parameters[id.index()].as_ref().map(|parameter| {
                        let none = bounds::key_may_be_none(&parameter.key, &reach, |choice| self.may_be_none(choice));
                        bounds::of_parameter(parameter, |row| self.is_settable(&row.backing), none)
                    });
                }
                Node::Definition(id) if values[id.index()].is_none() => {
                    let Some(definition) = &definitions[id.index()] else { continue };
                    let mut bounds = bounds::of_body(&definition.body, &definition.ty, &reach);
                    if let Some(bounds) = bounds.as_mut().filter(|bounds| bounds.digits > MAX_DIGITS) {
                        let name = definition.name.clone();
                        self.report(Diagnostic::too_many_digits(&name, bounds.digits, MAX_DIGITS));
                        // What is computed from it says nothing more about it.
                        bounds.digits = 0;
                    }
                    values[id.index()] = bounds;
                }
                Node::Parameter(_) | Node::Definition(_) | Node::Fact(_) | Node::Duty(..) => {}
            }
        }
        let reach = Reach { facts, parameters: &figures, definitions: &values };
        for obligation in std::mem::take(&mut self.obligations) {
            self.check_obligation(obligation, &reach);
        }
        for (definition, bounds) in definitions.iter_mut().zip(&values) {
            if let (Some(definition), Some(bounds)) = (definition, bounds) {
                narrow(&mut definition.ty, bounds);
            }
        }
        true
    }

    /// Whether the caller may set a figure of this backing: it is assumed, or may rest on an assumed source.
    fn is_settable(&self, backing: &Backing) -> bool {
        let assumed = |cite: &super::model::Citation| {
            self.declarations.instruments[cite.instrument.index()].item.assumed.is_some()
        };
        backing.assumed.is_some() || backing.cites.iter().any(assumed)
    }

    fn check_obligation(&mut self, obligation: Obligation, reach: &Reach<'_>) {
        match obligation {
            Obligation::Divisor(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| bounds.holds_zero()) {
                    let name = self.quantity_source(&quantity);
                    self.report(Diagnostic::divisor_may_be_zero(span, name.as_ref()));
                }
            }
            Obligation::Finite(quantity, span) => {
                if reach.of(&quantity).is_some_and(|bounds| bounds.unlimited) {
                    let name = self.quantity_source(&quantity);
                    self.report(Diagnostic::unlimited_in_arithmetic(span, name.as_ref()));
                }
            }
            Obligation::Compared { left, op, right, span } => {
                let sides = reach.of(&left).zip(reach.of(&right));
                if let Some(always) = sides.and_then(|(left, right)| settled(&left, op, &right)) {
                    let fact = [&left, &right].into_iter().find_map(|side| match side {
                        super::model::Quantity::Fact(id) => reach.facts.get(id.index())?.as_ref(),
                        _ => None,
                    });
                    self.report(if always {
                        Diagnostic::comparison_always(span, fact)
                    } else {
                        Diagnostic::comparison_never(span, fact)
                    });
                }
            }
            Obligation::Figure { of, quantity, span } => self.check_figure(of, &quantity, span, reach),
        }
    }

    fn check_figure(&mut self, of: DefinitionId, quantity: &super::model::Quantity, span: Span, reach: &Reach<'_>) {
        let Some(bounds) = reach.of(quantity) else { return };
        let Some(Type { kind: TypeKind::Quantity(ty), or_none }) = self.definitions[of.index()].clone() else { return };
        let name = self.declarations.definitions[of.index()].name.clone();
        if bounds.none && !or_none {
            self.report(Diagnostic::none_not_admitted(span, &name));
        }
        if !bounds.number {
            return;
        }
        // A helper's money may be finer than coins; what is reported, and what is whole by its type, may not.
        let decision = matches!(self.kinds[of.index()], DefinitionKind::Decision);
        let strict = decision || !matches!(ty.unit, super::model::Unit::Money(..));
        if let Some(places) = ty.places.filter(|_| strict)
            && bounds.places.is_none_or(|found| found > places)
        {
            self.report(Diagnostic::not_rounded(span, &name, places));
        }
        let below = ty.min.as_ref().is_some_and(|min| bounds.min.as_ref().is_none_or(|least| least < min));
        let beyond = ty.max.as_ref().is_some_and(|max| bounds.max.as_ref().is_none_or(|most| most > max));
        if below || beyond {
            self.report(Diagnostic::may_leave_the_range(span, &name, (bounds.min.as_ref(), bounds.max.as_ref()), &ty));
        }
    }

    /// The item that a bare quantity names: how it is called and where it is declared.
    fn quantity_source(&self, quantity: &super::model::Quantity) -> Option<Name> {
        use super::model::Quantity;
        match quantity {
            Quantity::Fact(id) => Some(self.declarations.facts[id.index()].name.clone()),
            Quantity::Definition(id) => Some(self.declarations.definitions[id.index()].name.clone()),
            Quantity::Figure(id) => Some(self.declarations.parameters[id.index()].name.clone()),
            Quantity::None
            | Quantity::Number(_)
            | Quantity::Unlimited
            | Quantity::AsOf
            | Quantity::Add(..)
            | Quantity::Subtract(..)
            | Quantity::Multiply(..)
            | Quantity::Divide(..)
            | Quantity::Min(_)
            | Quantity::Max(_)
            | Quantity::Round(..)
            | Quantity::If(..)
            | Quantity::Years(..)
            | Quantity::Months(..) => None,
        }
    }

    fn node_name(&self, node: Node) -> Name {
        match node {
            Node::Fact(id) => self.declarations.facts[id.index()].name.clone(),
            Node::Parameter(id) => self.declarations.parameters[id.index()].name.clone(),
            Node::Definition(id) => self.declarations.definitions[id.index()].name.clone(),
            Node::Duty(duty, id) => {
                let action = &self.declarations.actions[id.index()].name;
                let (en, zh) = match duty {
                    Duty::Shall => ("shall", "应当"),
                    Duty::May => ("may", "可以"),
                };
                Name {
                    key: format!("{en} {}", action.key).into(),
                    zh: format!("{zh} {}", action.zh).into(),
                    span: action.span,
                }
            }
        }
    }

    /// Refuses settings of what is neither unknown, assumed nor open on the day of their test. A parent's test is run
    /// with the parent, where more may be open, so it is judged there.
    fn check_settings(&mut self, model: Model, settings: &[(usize, Setting, Span)]) -> Model {
        let own = LayerId::from(model.layers.len().saturating_sub(1));
        let of_day = |&(test, setting, span): &(usize, Setting, Span)| {
            let test = model.tests.get(test).filter(|test| test.layer == own)?;
            Some((test.as_of, setting, span))
        };
        let mut settings: Vec<(Date, Setting, Span)> = settings.iter().filter_map(of_day).collect();
        settings.sort_unstable();
        settings.dedup();
        if settings.is_empty() {
            return model;
        }
        let model = Arc::new(model);
        for same_day in settings.chunk_by(|one, other| one.0 == other.0) {
            let [(day, ..), ..] = same_day else { continue };
            let Ok(law) = InForce::on(&model, *day, &[]) else { continue };
            for (_, setting, span) in same_day {
                if !law.can_set(*setting) {
                    let name = match *setting {
                        Setting::Figure(id, cell) => cell_name(&model, id, usize::from(cell)),
                        Setting::Standard(id) => model.definition(id).name.key.to_string(),
                    };
                    self.report(Diagnostic::cannot_be_set(*span, &name, *day));
                }
            }
        }
        Arc::try_unwrap(model).unwrap_or_else(|shared| (*shared).clone())
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All that was found, in the order of the texts: the policy itself first, each once.
    fn faults(&mut self) -> Vec<Diagnostic> {
        let mut all = std::mem::take(&mut self.diagnostics);
        // A parent's warnings are told where the parent is checked.
        all.retain(|diagnostic| diagnostic.severity == Severity::Error || diagnostic.span.file == OWN_FILE);
        all.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        all.dedup();
        let errors = all.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if errors && all.len() > MAX_DIAGNOSTICS {
            // Errors before warnings, where not all can be told.
            all.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity == Severity::Error));
            all.truncate(MAX_DIAGNOSTICS);
            let last = all.last().map(|diagnostic| diagnostic.span).unwrap_or_default();
            all.push(Diagnostic::too_many_diagnostics(last));
        }
        all
    }

    /// What the word at a place refers to.
    fn reference(&self, span: Span) -> Option<Reference> {
        if let Some(&referent) = self.references.get(&span) {
            let name = self.names.get(&span).cloned().unwrap_or_else(|| self.name_of_referent(referent));
            return Some(Reference { referent: Some(referent), name });
        }
        self.names.get(&span).map(|name| Reference { referent: None, name: name.clone() })
    }

    fn all_references(&self, parents: BTreeMap<Span, Name>) -> BTreeMap<Span, Reference> {
        let spans: BTreeSet<Span> = self.references.keys().chain(self.names.keys()).copied().collect();
        let mut all: BTreeMap<Span, Reference> =
            spans.into_iter().filter_map(|span| Some((span, self.reference(span)?))).collect();
        all.extend(parents.into_iter().map(|(span, name)| (span, Reference { referent: None, name })));
        all
    }

    fn name_of_referent(&self, referent: Referent) -> Name {
        let declarations = &self.declarations;
        match referent {
            Referent::Instrument(id) => declarations.instruments[id.index()].name.clone(),
            Referent::Enum(id) => declarations.enums[id.index()].name.clone(),
            Referent::Fact(id) => declarations.facts[id.index()].name.clone(),
            Referent::Parameter(id) => declarations.parameters[id.index()].name.clone(),
            Referent::Action(id) => declarations.actions[id.index()].name.clone(),
            Referent::Definition(id) => declarations.definitions[id.index()].name.clone(),
        }
    }
}

/// Whether a comparison is the same for every value of its sides: always or never true.
fn settled(left: &Bounds, op: Option<Order>, right: &Bounds) -> Option<bool> {
    if left.none || right.none || (left.unlimited && right.unlimited) {
        return None;
    }
    let (always, never) = if right.unlimited || left.unlimited {
        // Unlimited is above every number.
        let right_above = right.unlimited;
        match op {
            Some(Order::AtMost | Order::LessThan) => (right_above, !right_above),
            Some(Order::AtLeast | Order::MoreThan) => (!right_above, right_above),
            None => (false, true),
        }
    } else {
        let below = |a: &Bounds, b: &Bounds| a.max.as_ref().zip(b.min.as_ref()).is_some_and(|(a, b)| a < b);
        let up_to = |a: &Bounds, b: &Bounds| a.max.as_ref().zip(b.min.as_ref()).is_some_and(|(a, b)| a <= b);
        match op {
            Some(Order::AtMost) => (up_to(left, right), below(right, left)),
            Some(Order::LessThan) => (below(left, right), up_to(right, left)),
            Some(Order::AtLeast) => (up_to(right, left), below(left, right)),
            Some(Order::MoreThan) => (below(right, left), up_to(left, right)),
            None => {
                let finer = |a: &Bounds, b: &Bounds| {
                    a.places.is_some_and(|places| {
                        b.min.is_some() && b.min == b.max && b.min.as_ref().is_some_and(|n| !n.has_places(places))
                    })
                };
                (false, below(left, right) || below(right, left) || finer(left, right) || finer(right, left))
            }
        }
    };
    always.then_some(true).or(never.then_some(false))
}

/// Narrows a definition's type to what its figures can be.
fn narrow(ty: &mut Type, bounds: &Bounds) {
    if let TypeKind::Quantity(quantity) = &mut ty.kind
        && bounds.number
    {
        (quantity.min, quantity.max) = (bounds.min.clone(), bounds.max.clone());
        if bounds.places.is_none_or(|places| quantity.places.is_some_and(|declared| places > declared)) {
            quantity.places = bounds.places;
        }
    }
}
