//! `menkan decide`: a case to its decision.

use menkan::case::Case;
use menkan::decide::{DecideError, Law, Reasons, Wanted};
use menkan::near::nearest_word;
use menkan::policy::model::{DefinitionId, DefinitionKind, Model};
use menkan::render::decision_text;

use crate::arguments::{DecideArguments, Format};
use crate::failure::{Failure, Form};
use crate::report::Report;
use crate::{input, policies};

pub(crate) fn run(arguments: &DecideArguments) -> Report {
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    decide(arguments).unwrap_or_else(|failure| failure.report(form, arguments.language.lang()))
}

fn decide(arguments: &DecideArguments) -> Result<Report, Failure> {
    let policy = policies::load(&arguments.policy)?;
    let model = policy.model();
    let case = case(arguments, model)?;
    let law: Law = policy.at(case.as_of).map_err(|error| Failure::Decide(error, None))?;
    let wanted = Wanted {
        answers: definitions(model, &arguments.decision, |kind| matches!(kind, DefinitionKind::Decision))?,
        reasons: if arguments.brief { Reasons::Omitted } else { Reasons::Given },
    };
    let decision = law.decide_as(&case, &wanted).map_err(|error| Failure::Decide(error, None))?;
    Ok(Report::said(match arguments.format {
        Format::Text => decision_text(&decision, model, arguments.language.lang()),
        Format::Json => format!("{}\n", decision.to_json()),
    }))
}

/// The case with the settings of the command line, which win over its own.
fn case(arguments: &DecideArguments, model: &Model) -> Result<Case, Failure> {
    let given = input::read_case(arguments.case.as_deref(), Case::MAX_BYTES)?;
    let json = given.bytes.as_deref().unwrap_or(b"{}");
    let read = match arguments.as_of {
        Some(day) => Case::read_as_of(model, json, day),
        None => Case::read(model, json),
    };
    let mut case = read.map_err(|errors| Failure::Case(errors, given.file))?;
    for (name, value) in &arguments.set {
        case = case.with_setting(model, name, value).map_err(|errors| Failure::Case(errors, None))?;
    }
    Ok(case)
}

/// The definitions of these names, each of a wanted kind.
pub(crate) fn definitions(
    model: &Model,
    names: &[String],
    wanted: fn(&DefinitionKind) -> bool,
) -> Result<Vec<DefinitionId>, Failure> {
    let known = || model.definitions.iter().filter(|definition| wanted(&definition.kind));
    names
        .iter()
        .map(|name| {
            let found = (0..model.definitions.len()).map(DefinitionId::from).find(|id| {
                let definition = model.definition(*id);
                wanted(&definition.kind) && (*definition.name.key == **name || *definition.name.zh == **name)
            });
            found.ok_or_else(|| {
                let nearest = nearest_word(name, known().map(|definition| &*definition.name.key)).map(str::to_owned);
                Failure::Decide(DecideError::NoDecision { decision: name.clone() }, nearest)
            })
        })
        .collect()
}
