//! `menkan show`: what a policy declares, or which policies are shipped.

use menkan::describe::{Days, Description, describe, periods_text};
use menkan::diagnostic::{Lang, Text};
use serde::Serialize;

use crate::arguments::{Format, ShowArguments};
use crate::failure::{Failure, Form};
use crate::report::Report;

pub(crate) fn run(arguments: &ShowArguments) -> Report {
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    let lang = arguments.language.lang();
    let shown = match &arguments.policy {
        Some(policy) => policy_shown(policy, arguments.format, lang),
        None => shipped(arguments.format, lang),
    };
    shown.unwrap_or_else(|failure| failure.report(form, lang))
}

fn policy_shown(policy: &str, format: Format, lang: Lang) -> Result<Report, Failure> {
    let description = describe(menkan_files::load(policy)?.model());
    Ok(Report::said(match format {
        Format::Text => description.to_text(lang),
        Format::Json => format!("{}\n", description.to_json()),
    }))
}

/// The shipped policies with their dates.
fn shipped(format: Format, lang: Lang) -> Result<Report, Failure> {
    let load = |name| Ok(describe(menkan_files::load(name)?.model()));
    let all = menkan_policies::names().map(load).collect::<Result<Vec<Description>, Failure>>()?;
    Ok(Report::said(match format {
        Format::Text => all.iter().map(|policy| entry(policy, lang)).collect(),
        Format::Json => format!("{}\n", list(&all)),
    }))
}

fn entry(policy: &Description, lang: Lang) -> String {
    let label = policy.label.get(lang);
    let periods = policy.layers.last().map_or_else(String::new, |layer| periods_text(&layer.periods, lang));
    let changes = policy.changes.join(", ");
    match lang {
        Lang::Zh => format!("{} {label}:{periods}\n  法律变更之日:{changes}\n", policy.policy),
        Lang::En => format!("{}: {periods}\n  the law changes on {changes}\n", policy.policy),
    }
}

/// One line of the list of shipped policies.
#[derive(Serialize)]
struct Summary<'a> {
    policy: &'a str,
    label: &'a Text,
    digest: &'a str,
    periods: &'a [Days],
    changes: &'a [String],
}

impl<'a> Summary<'a> {
    fn of(policy: &'a Description) -> Self {
        Self {
            policy: &policy.policy,
            label: &policy.label,
            digest: &policy.digest,
            periods: policy.layers.last().map_or(&[], |layer| &layer.periods),
            changes: &policy.changes,
        }
    }
}

fn list(policies: &[Description]) -> String {
    #[derive(Serialize)]
    struct List<'a> {
        policies: Vec<Summary<'a>>,
    }
    // A struct of texts always has a JSON form.
    serde_json::to_string(&List { policies: policies.iter().map(Summary::of).collect() }).unwrap_or_default()
}
