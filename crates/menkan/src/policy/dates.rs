//! When things are in force: layers, figures for every day of them, items that never are.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::check::Checker;
use super::law::InForce;
use super::mentions::Mentions;
use super::model::{
    Answer, Backing, Body, Definition, DefinitionKind, Instrument, Layer, LayerId, Model, Name, Parameter, Period,
};
use super::names::name_of;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast;

impl Checker<'_> {
    /// The layers with their periods. Where a policy that extends none leaves its start open, it begins on the first
    /// day for which it has every figure; where a child leaves out its period, that is its parent's.
    pub(crate) fn layers(&mut self, files: &[ast::File], parameters: &[Option<Parameter>]) -> Vec<Layer> {
        let mut layers: Vec<Layer> = Vec::new();
        for (index, header) in files.iter().filter_map(|file| file.header.as_ref()).enumerate() {
            let id = LayerId::from(index);
            let own = || parameters.iter().flatten().filter(|parameter| parameter.layer == id);
            let first_day = own().filter_map(|parameter| parameter.rows.first()).map(|row| row.from).max();
            let start = match layers.last() {
                None => first_day.unwrap_or(Date::MIN),
                Some(parent) => parent.periods.first().map_or(Date::MIN, |period| period.from),
            };
            let mut written = header.periods.clone();
            if let Some(open) = written.iter_mut().find(|period| period.from.is_none()) {
                open.from = Some(start);
            }
            let mut periods = self.periods(&written);
            if header.periods.is_empty() {
                periods = match layers.last() {
                    None => vec![Period { from: start, to: Date::MAX }],
                    Some(parent) => parent.periods.clone(),
                };
            } else if let Some(parent) = layers.last() {
                periods = self.within_parent(header, &periods, parent);
            }
            layers.push(Layer { name: name_of(&header.names), periods });
        }
        layers
    }

    /// A child's periods lie within its parent's; where an end is left open, on all days of the parent from its start.
    fn within_parent(&mut self, header: &ast::Header, periods: &[Period], parent: &Layer) -> Vec<Period> {
        let mut all = Vec::new();
        for period in periods {
            let around = parent.periods.iter().filter(|around| period.from <= around.to && around.from <= period.to);
            let shared =
                around.map(|around| Period { from: period.from.max(around.from), to: period.to.min(around.to) });
            let shared: Vec<Period> = shared.collect();
            let from = shared.first().is_some_and(|first| first.from == period.from);
            let whole = period.to == Date::MAX || shared == [*period];
            if !(from && whole) {
                let written = header.periods.iter().find(|written| written.from == Some(period.from));
                let span = written.or(header.periods.first()).map_or(header.span.0, |written| written.span.0);
                self.report(Diagnostic::outside_the_parent(span, parent));
            }
            all.extend(shared);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The instruments of the model.
    pub(crate) fn instruments(&mut self) -> Vec<Instrument> {
        let mut all = Vec::new();
        for declared in self.declarations.instruments.clone() {
            let item = declared.item;
            let mut periods = self.periods(&item.periods);
            if item.periods.is_empty() {
                // The parser asks for a period; a tree made by hand may lack it.
                periods.push(Period { from: Date::MIN, to: Date::MAX });
            }
            all.push(Instrument {
                title: item.title.clone().unwrap_or_else(|| declared.name.zh.clone()),
                name: declared.name,
                layer: declared.layer,
                link: item.link.clone(),
                periods,
                assumed: item.assumed.as_ref().map(super::sources::text_of),
            });
        }
        all
    }

    /// Every parameter has a figure on every day on which something in force uses it.
    pub(crate) fn check_figures(&mut self, model: &Arc<Model>) {
        let Some(layer) = model.layer() else { return };
        let start = layer.periods.first().map_or(Date::MIN, |period| period.from);
        let late = |parameter: &Parameter| parameter.rows.first().filter(|row| row.from > start).map(|row| row.from);
        let Some(last) = model.parameters.iter().filter_map(late).max() else { return };
        let mut told = BTreeSet::new();
        for day in super::law::days_of_laws(model).into_iter().take_while(|day| *day < last) {
            let Ok(law) = InForce::on(model, day, &[]) else { continue };
            let used = Mentions::of_law(&law).with_dependencies();
            for &id in &used.parameters {
                let parameter = model.parameter(id);
                let Some(row) = parameter.rows.first().filter(|row| row.from > day) else { continue };
                if told.insert(id) {
                    let mut users =
                        used.definitions.iter().filter(|user| Mentions::figures_of(&law, **user).contains(&id));
                    let user = users.next().map(|user| &model.definition(*user).name);
                    self.report(Diagnostic::no_figure_yet(&parameter.name, (row.span, row.from), user, day));
                }
            }
        }
    }

    /// Warns of what is in force on no day of its policy.
    pub(crate) fn check_in_force(&mut self, model: &Model) {
        for definition in &model.definitions {
            let parts: Vec<(&Name, LayerId, &Backing)> = match &definition.body {
                Body::When(_) => vec![(&definition.name, definition.layer, &definition.backing)],
                Body::Choice(_) | Body::Quantity(_) => Vec::new(),
                Body::Clauses { clauses, barred, .. } => {
                    clauses.iter().chain(barred).map(|clause| (&clause.name, clause.layer, &clause.backing)).collect()
                }
                Body::Rules(_) if is_made_of_groups(definition) => Vec::new(),
                Body::Rules(rules) => rules.iter().map(|rule| (&rule.name, rule.layer, &rule.backing)).collect(),
            };
            for (name, layer, backing) in parts {
                if !is_ever_in_force(model, layer, backing) {
                    self.report(Diagnostic::never_in_force(name));
                }
            }
        }
    }
}

/// Whether a definition is what groups declare; each group is looked at by itself.
fn is_made_of_groups(definition: &Definition) -> bool {
    let made = [super::declare::GROUPS.0, super::declare::PRIORITY.0].contains(&&*definition.name.key);
    made && matches!(definition.kind, DefinitionKind::Decision)
        && match &definition.body {
            Body::Rules(rules) => rules.iter().all(|rule| match &rule.answer {
                Answer::Include(_) | Answer::Quantity(_) => true,
                Answer::Truth(_) | Answer::Choice(_) | Answer::IncludeWhere(_) | Answer::Exclude(_) => false,
            }),
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) | Body::Clauses { .. } => false,
        }
}

/// Whether an item is in force on some day of its layer. Only days on which something begins need be looked at.
fn is_ever_in_force(model: &Model, layer: LayerId, backing: &Backing) -> bool {
    let periods = &model.layers[layer.index()].periods;
    let mut starts: Vec<Date> = periods.iter().map(|period| period.from).collect();
    starts.extend(backing.periods.iter().map(|period| period.from));
    for cite in &backing.cites {
        starts.extend(cite.period.map(|period| period.from));
        starts.extend(model.instrument(cite.instrument).periods.iter().map(|period| period.from));
    }
    let in_layer = |day: Date| periods.iter().any(|period| period.contains(day));
    starts.into_iter().any(|day| in_layer(day) && super::law::in_force(model, backing, day))
}
