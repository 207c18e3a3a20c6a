//! `menkan decide`: a case to its decision.

use menkan::case::Case;
use menkan::decide::{Reasons, Request};
use menkan::render::decision_text;

use crate::arguments::{DecideArguments, Format};
use crate::failure::{Failure, Form};
use crate::input;
use crate::report::Report;

pub(crate) fn run(arguments: &DecideArguments) -> Report {
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    decide(arguments).unwrap_or_else(|failure| failure.report(form, arguments.language.lang()))
}

fn decide(arguments: &DecideArguments) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let given = input::read_case(arguments.case.as_deref(), Case::MAX_BYTES)?;
    let request = Request {
        as_of: arguments.as_of,
        settings: arguments.set.clone(),
        answers: arguments.decision.clone(),
        reasons: if arguments.brief { Reasons::Omitted } else { Reasons::Given },
        sufficient: arguments.sufficient,
    };
    let decided = policy.decide_json(given.bytes.as_deref().unwrap_or(b"{}"), &request);
    let decision = decided.map_err(|refused| Failure::refused(refused, given.file))?;
    Ok(Report::said(match arguments.format {
        Format::Text => decision_text(&decision, policy.model(), arguments.language.lang()),
        Format::Json => format!("{}\n", decision.to_json()),
    }))
}
