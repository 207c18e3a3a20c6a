//! What a case sets: figures that the policy does not know or only assumes, and open standards.

use super::error::{Misfit, Problem, Subject, shortened};
use super::json::{Json, Shape};
use super::unlimited::takes_unlimited;
use super::values::{not_json, number_of_shape, number_of_text, within};
use crate::diagnostic::Text;
use crate::near::nearest_word;
use crate::policy::law::cell_name;
use crate::policy::model::{
    DefinitionId, DefinitionKind, Figure, Model, Parameter, ParameterId, Row, Setting, SettingValue,
};

/// A setting from its name and a plain text: `760`, `unlimited`, `met`, `unmet`.
///
/// # Errors
/// Where nothing of that name can be set, or not to that.
pub fn setting_of_text(model: &Model, name: &str, text: &str) -> Result<(Setting, SettingValue), Problem> {
    let setting = setting_named(model, name)?;
    let subject = Subject::Setting(name.to_owned());
    let found = format!("`{text}`");
    let value = match setting {
        Setting::Standard(_) => met(text).ok_or_else(|| wrong_status(subject, &found))?,
        Setting::Figure(parameter, _) if text == "unlimited" => unlimited(model, parameter, name)?,
        Setting::Figure(parameter, _) => {
            let ty = &model.parameter(parameter).ty;
            SettingValue::Number(within(ty, &subject, &found, number_of_text(ty, &subject, text)?)?)
        }
    };
    Ok((setting, value))
}

/// A setting's value from JSON.
pub(super) fn setting_of_json(
    model: &Model,
    name: &str,
    setting: Setting,
    json: Json<'_>,
) -> Result<SettingValue, Problem> {
    let subject = Subject::Setting(name.to_owned());
    let shape = json.shape().map_err(|error| not_json(&error))?;
    match (setting, &shape) {
        (Setting::Standard(_), Shape::Text(text)) => met(text).ok_or_else(|| wrong_status(subject, json.text())),
        (Setting::Standard(_), _) => Err(wrong_status(subject, json.text())),
        (Setting::Figure(parameter, _), Shape::Text(text)) if text == "unlimited" => unlimited(model, parameter, name),
        (Setting::Figure(parameter, _), shape) => {
            let ty = &model.parameter(parameter).ty;
            let number = number_of_shape(ty, &subject, json, shape)?;
            Ok(SettingValue::Number(within(ty, &subject, json.text(), number)?))
        }
    }
}

/// What a name sets. Whether it can be set on the case's day is for the law of that day to say.
pub(super) fn setting_named(model: &Model, name: &str) -> Result<Setting, Problem> {
    let figures = || {
        let parameters = (0..model.parameters.len()).map(ParameterId::from);
        parameters.flat_map(|id| (0..cells(model.parameter(id))).map(move |cell| (id, cell)))
    };
    for (id, cell) in figures() {
        if cell_name(model, id, cell) == name {
            if !is_ever_unsure(model, model.parameter(id)) {
                let why = Text::new("政策对该数额一直有确定的规定", "the policy always states this figure");
                return Err(Problem::NotOpen { name: name.to_owned(), why });
            }
            return Ok(Setting::Figure(id, u16::try_from(cell).unwrap_or(u16::MAX)));
        }
    }
    let definitions = model.definitions.iter().enumerate();
    let mut standards = definitions.filter(|(_, definition)| matches!(definition.kind, DefinitionKind::Standard(_)));
    if let Some((place, _)) = standards.clone().find(|(_, standard)| &*standard.name.key == name) {
        return Ok(Setting::Standard(DefinitionId::from(place)));
    }
    let names: Vec<String> = figures()
        .map(|(id, cell)| cell_name(model, id, cell))
        .chain(standards.by_ref().map(|(_, standard)| standard.name.key.to_string()))
        .collect();
    let cell_of_table = names.iter().find(|other| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
    Err(Problem::UnknownSetting {
        name: shortened(name),
        nearest: cell_of_table
            .cloned()
            .or_else(|| nearest_word(name, names.iter().map(String::as_str)).map(str::to_owned)),
    })
}

/// How many figures a row of a parameter has.
fn cells(parameter: &Parameter) -> usize {
    parameter.rows.first().map_or(0, |row| row.cells.len())
}

/// Whether on some day a figure of the parameter is unknown or assumed.
fn is_ever_unsure(model: &Model, parameter: &Parameter) -> bool {
    let assumed = |row: &Row| {
        row.assumed.iter().any(Option::is_some)
            || row.backing.cites.iter().any(|cite| model.instrument(cite.instrument).assumed.is_some())
    };
    parameter.rows.iter().any(|row| assumed(row) || row.cells.iter().any(|figure| matches!(figure, Figure::Unknown(_))))
}

fn unlimited(model: &Model, parameter: ParameterId, name: &str) -> Result<SettingValue, Problem> {
    if takes_unlimited(model, parameter) {
        return Ok(SettingValue::Unlimited);
    }
    let why = Text::new("政策用它计算,不能为不限", "the policy computes with it, so that it cannot be unlimited");
    Err(Problem::NotOpen { name: name.to_owned(), why })
}

fn met(text: &str) -> Option<SettingValue> {
    match text {
        "met" => Some(SettingValue::Met(true)),
        "unmet" => Some(SettingValue::Met(false)),
        _ => None,
    }
}

fn wrong_status(subject: Subject, found: &str) -> Problem {
    let expected = Text::new("\"met\" 或者 \"unmet\"", "\"met\" or \"unmet\"");
    Problem::WrongType(Misfit::new(&subject, expected, found))
}
