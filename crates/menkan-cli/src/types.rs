//! `menkan types`: the types of a policy's cases and decisions, for programs in other languages.

use menkan::schema;

use crate::arguments::{Typed, TypesArguments, TypesTarget};
use crate::failure::{Failure, Form};
use crate::report::Report;

pub(crate) fn run(arguments: &TypesArguments) -> Report {
    typed(arguments).unwrap_or_else(|failure| failure.report(Form::Text, arguments.language.lang()))
}

fn typed(arguments: &TypesArguments) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    Ok(Report::said(match (arguments.target, arguments.of) {
        (TypesTarget::JsonSchema, Typed::Case) => format!("{}\n", schema::of_cases(policy.model()).to_json()),
        (TypesTarget::JsonSchema, Typed::Decision) => format!("{}\n", schema::of_decisions(policy.model()).to_json()),
    }))
}
