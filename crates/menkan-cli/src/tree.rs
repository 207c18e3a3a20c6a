//! `menkan tree`: the diagrams that decide.

use menkan::case::Case;
use menkan::decide::{Refused, definitions_named};
use menkan::policy::law::change_days;
use menkan::policy::model::Model;
use menkan::render::tree::Tree;

use crate::arguments::{TreeArguments, TreeFormat};
use crate::failure::{Failure, Form};
use crate::input;
use crate::report::Report;

pub(crate) fn run(arguments: &TreeArguments) -> Report {
    let form = match arguments.format {
        TreeFormat::Text | TreeFormat::Mermaid | TreeFormat::Dot => Form::Text,
        TreeFormat::Json => Form::Json,
    };
    draw(arguments).unwrap_or_else(|failure| failure.report(form, arguments.language.lang()))
}

fn draw(arguments: &TreeArguments) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let model = policy.model();
    let definitions = definitions_named(model, &arguments.decision, |_| true).map_err(Failure::Decide)?;
    let tree = match &arguments.case {
        None => {
            let day = arguments.as_of.or_else(|| last_change(model)).unwrap_or(jiff::civil::Date::MIN);
            Tree::of(&policy.at(day).map_err(Failure::Decide)?, &definitions)
        }
        Some(path) => {
            let given = input::read_case(Some(path), Case::MAX_BYTES)?;
            let bytes = given.bytes.as_deref().unwrap_or(b"{}");
            let read = match arguments.as_of {
                Some(day) => Case::read_as_of(model, bytes, day),
                None => Case::read(model, bytes),
            };
            let case = read.map_err(|errors| Failure::refused(Refused::Case(errors), given.file))?;
            let law = policy.at(case.as_of).map_err(Failure::Decide)?;
            Tree::of_case(&law, &case, &definitions).map_err(Failure::Decide)?
        }
    };
    let lang = arguments.language.lang();
    Ok(Report::said(match arguments.format {
        TreeFormat::Text => tree.to_text(lang),
        TreeFormat::Mermaid => tree.to_mermaid(lang),
        TreeFormat::Dot => tree.to_dot(lang),
        TreeFormat::Json => format!("{}\n", tree.to_json()),
    }))
}

/// The last day on which the law changes while the policy is in force.
fn last_change(model: &Model) -> Option<jiff::civil::Date> {
    let periods = &model.layer()?.periods;
    change_days(model).into_iter().rfind(|day| periods.iter().any(|period| period.contains(*day)))
}
