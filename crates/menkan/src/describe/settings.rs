//! What a case may set: each figure and standard that is open on some day of the policy's periods.

use std::sync::Arc;

use super::days_of_change;
use crate::policy::law::{InForce, cell_name};
use crate::policy::model::{DefinitionId, DefinitionKind, Model, ParameterId, Setting};

/// The settings that the law of some day takes, figures first, each with its name.
pub(crate) fn settable(model: &Model) -> Vec<(String, Setting)> {
    let shared = Arc::new(model.clone());
    // Nothing is set, so that nothing can be set wrongly.
    let laws: Vec<InForce> = days_of_change(model).filter_map(|day| InForce::on(&shared, day, &[]).ok()).collect();
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
