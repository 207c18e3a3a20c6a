//! `menkan why-not`: the least changes to a case that would give a decision another value.

use menkan::case::Case;
use menkan::decide::Request;

use crate::arguments::{Format, WhyNotArguments};
use crate::failure::{Failure, Form};
use crate::input;
use crate::report::Report;

pub(crate) fn run(arguments: &WhyNotArguments) -> Report {
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    why_not(arguments).unwrap_or_else(|failure| failure.report(form, arguments.language.lang()))
}

fn why_not(arguments: &WhyNotArguments) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let given = input::read_case(Some(&arguments.case), Case::MAX_BYTES)?;
    let request = Request { as_of: arguments.as_of, settings: arguments.set.clone(), ..Request::default() };
    let (decision, value) = &arguments.wanted;
    let near = policy.why_not_json(given.bytes.as_deref().unwrap_or(b"{}"), decision, value, &request);
    let near = near.map_err(|refused| Failure::refused(refused, given.file))?;
    Ok(Report::said(match arguments.format {
        Format::Text => near.to_text(policy.model(), arguments.language.lang()),
        Format::Json => format!("{}\n", near.to_json()),
    }))
}
