//! What a case may set: each figure and standard that is open on some day of the policy's periods.

use std::sync::Arc;

use super::Schema;
use super::numbers::{Extent, given};
use crate::case::takes_unlimited;
use crate::diagnostic::{Lang, Text};
use crate::policy::law::{InForce, cell_name, change_days};
use crate::policy::model::{DefinitionId, DefinitionKind, Model, ParameterId, Setting};
use crate::render::cell;

/// The settings that the law of some day takes, figures first, each with its name.
pub(super) fn settable(model: &Model) -> Vec<(String, Setting)> {
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    let days = change_days(model).into_iter().filter(|day| periods.iter().any(|period| period.contains(*day)));
    let shared = Arc::new(model.clone());
    // Nothing is set, so that nothing can be set wrongly.
    let laws: Vec<InForce> = days.filter_map(|day| InForce::on(&shared, day, &[]).ok()).collect();
    let figures = (0..model.parameters.len()).map(ParameterId::from).flat_map(|id| {
        let cells = model.parameter(id).rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        (0..cells)
            .map(move |cell| (cell_name(model, id, cell), Setting::Figure(id, u16::try_from(cell).unwrap_or(u16::MAX))))
    });
    let standards = model.definitions.iter().enumerate().filter_map(|(place, definition)| match definition.kind {
        DefinitionKind::Standard(_) => {
            Some((definition.name.key.to_string(), Setting::Standard(DefinitionId::from(place))))
        }
        DefinitionKind::Define
        | DefinitionKind::Decision
        | DefinitionKind::Exemption(..)
        | DefinitionKind::Group(_)
        | DefinitionKind::Trigger(..) => None,
    });
    figures.chain(standards).filter(|(_, setting)| laws.iter().any(|law| law.can_set(*setting))).collect()
}

/// What a setting may be given.
pub(super) fn schema(model: &Model, setting: Setting) -> Schema {
    match setting {
        Setting::Figure(id, place) => {
            let parameter = model.parameter(id);
            let mut forms = given(&parameter.ty, Extent::Declared);
            if takes_unlimited(model, id) {
                forms.push(Schema { title: Some("不限 / unlimited".to_owned()), ..Schema::constant("unlimited") });
            }
            let label = |lang| {
                let name = parameter.name.label(lang);
                match (cell(model, id, place, lang), lang) {
                    (Some(cell), Lang::Zh) => format!("{name}({cell})"),
                    (Some(cell), Lang::En) => format!("{name} ({cell})"),
                    (None, Lang::Zh | Lang::En) => name,
                }
            };
            let title = Text::new(label(Lang::Zh), label(Lang::En)).joined();
            Schema { title: Some(title), ..Schema::any_of(forms) }
        }
        Setting::Standard(id) => {
            let met = Schema { title: Some("符合 / met".to_owned()), ..Schema::constant("met") };
            let unmet = Schema { title: Some("不符合 / unmet".to_owned()), ..Schema::constant("unmet") };
            let title = model.definition(id).name.labels().joined();
            Schema { title: Some(title), ..Schema::one_of(vec![met, unmet]) }
        }
    }
}
