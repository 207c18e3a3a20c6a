//! Diagnostics as SARIF 2.1.0, which code hosts show beside the lines of a change.

use std::collections::BTreeMap;

use menkan::diagnostic::{Diagnostic, Severity};
use menkan::source::{Sources, Span};
use serde::Serialize;

use crate::check::Checked;

/// The log of one run over all policies.
pub(crate) fn log(checked: &[Checked]) -> String {
    let diagnostics =
        || checked.iter().flat_map(|one| one.diagnostics.iter().map(move |diagnostic| (diagnostic, &one.sources)));
    let rules: BTreeMap<&str, Rule> =
        diagnostics().map(|(diagnostic, _)| (diagnostic.code.0, Rule { id: diagnostic.code.0 })).collect();
    let driver = Driver { name: "menkan", version: env!("CARGO_PKG_VERSION"), rules: rules.into_values().collect() };
    let results = diagnostics().map(|(diagnostic, sources)| Entry::of(diagnostic, sources)).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    };
    // A struct of texts and numbers always has a JSON form.
    serde_json::to_string(&log).unwrap_or_default()
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    rule_id: &'static str,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    region: Region,
}

#[derive(Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> Entry<'a> {
    fn of(diagnostic: &Diagnostic, sources: &'a Sources) -> Self {
        let related = diagnostic.labels.iter().filter_map(|label| {
            let location = Location::of(label.span, sources)?;
            Some(Location { message: Some(Message { text: label.text.joined() }), ..location })
        });
        Self {
            rule_id: diagnostic.code.0,
            level: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: Message { text: diagnostic.message.joined() },
            locations: Location::of(diagnostic.span, sources).into_iter().collect(),
            related_locations: related.collect(),
        }
    }
}

impl<'a> Location<'a> {
    fn of(span: Span, sources: &'a Sources) -> Option<Self> {
        let file = sources.file(span.file)?;
        let (start, end) = (file.position(span.start), file.position(span.end));
        let region =
            Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column };
        let artifact_location = Artifact { uri: file.name() };
        Some(Self { physical_location: Physical { artifact_location, region }, message: None })
    }
}
