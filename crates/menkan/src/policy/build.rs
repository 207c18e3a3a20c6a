//! A chain of syntax trees to one checked model: every step in its order, every fault collected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::Reference;
use super::check::Checker;
use super::declare::{Declarations, Declared};
use super::digest::digest;
use super::facts::EvidenceNames;
use super::law::{InForce, cell_name};
use super::layers::Amendments;
use super::model::{
    Definition, DefinitionId, Fact, FactId, FactNames, LayerId, Model, Name, Parameter, ParameterId, Record, RecordId,
    Setting,
};
use super::names::Referent;
use super::tests::Subjects;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::syntax::ast;
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
    let answers = checker.answers(layers);
    let first = checker.asks_first(layers);
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
    let first_field = checker.declarations.fields.0;
    let mut facts = facts;
    let fields = facts.split_off(first_field.min(facts.len()));
    let model = Model {
        layers: model_layers,
        answers,
        first,
        instruments,
        enums: checker.declarations.enums.clone(),
        records: checker.records(),
        facts,
        fields,
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
        names: FactNames::default(),
    };
    checker.check_in_force(&model);
    let model = Arc::new(model);
    checker.check_figures(&model);
    checker.check_settings(&model, &settings);
    let model = Arc::try_unwrap(model).unwrap_or_else(|shared| (*shared).clone());
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
    fn records(&self) -> Vec<Record> {
        let declarations = &self.declarations;
        let (first, of) = &declarations.fields;
        let record = |(place, declared): (usize, &Declared<'_, ast::Record>)| {
            let id = RecordId::from(place);
            let before = of.partition_point(|record| *record < id);
            let fields = of.partition_point(|record| *record <= id) - before;
            let first = FactId::from(first + before);
            let fields = u32::try_from(fields).unwrap_or(u32::MAX);
            Record { name: declared.name.clone(), layer: declared.layer, first, fields }
        };
        declarations.records.iter().enumerate().map(record).collect()
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
                    record: declared.record,
                    kind: self.kinds[place].clone(),
                    ty: self.definitions[place].clone()?,
                    body,
                    backing,
                })
            })
            .collect()
    }

    /// Refuses settings of what is neither unknown, assumed nor open on the day of their test. A parent's test is run
    /// with the parent, where more may be open, so it is judged there.
    fn check_settings(&mut self, model: &Arc<Model>, settings: &[(usize, Setting, Span)]) {
        let own = LayerId::from(model.layers.len().saturating_sub(1));
        let of_day = |&(test, setting, span): &(usize, Setting, Span)| {
            let test = model.tests.get(test).filter(|test| test.layer == own)?;
            Some((test.as_of, setting, span))
        };
        let mut settings: Vec<(Date, Setting, Span)> = settings.iter().filter_map(of_day).collect();
        settings.sort_unstable();
        settings.dedup();
        for same_day in settings.chunk_by(|one, other| one.0 == other.0) {
            let [(day, ..), ..] = same_day else { continue };
            let Ok(law) = InForce::on(model, *day, &[]) else { continue };
            for (_, setting, span) in same_day {
                if !law.can_set(*setting) {
                    let name = match *setting {
                        Setting::Figure(id, cell) => cell_name(model, id, usize::from(cell)),
                        Setting::Standard(id) => model.definition(id).name.key.to_string(),
                    };
                    self.report(Diagnostic::cannot_be_set(*span, &name, *day));
                }
            }
        }
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

    pub(crate) fn name_of_referent(&self, referent: Referent) -> Name {
        let declarations = &self.declarations;
        match referent {
            Referent::Instrument(id) => declarations.instruments[id.index()].name.clone(),
            Referent::Record(id) => declarations.records[id.index()].name.clone(),
            Referent::Enum(id) => declarations.enums[id.index()].name.clone(),
            Referent::Fact(id) => declarations.facts[id.index()].name.clone(),
            Referent::Parameter(id) => declarations.parameters[id.index()].name.clone(),
            Referent::Action(id) => declarations.actions[id.index()].name.clone(),
            Referent::Definition(id) => declarations.definitions[id.index()].name.clone(),
        }
    }
}
