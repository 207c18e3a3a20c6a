//! A policy to JSON Schemas (draft 2020-12): of the cases that it reads, and of the decisions that come of them.
//!
//! A schema says of every name and value what this policy declares, with labels and questions in both languages, so that
//! an editor completes it, a form is made of it, and a program has types for it. What a schema cannot say, such as the
//! bounds of an amount that is written as a text, [`Case::read`](crate::case::Case::read) says.

mod case;
mod decision;
mod node;
mod numbers;
mod settings;

use crate::diagnostic::Text;
use crate::policy::model::{EnumId, Model, Name};

pub use node::{Closed, Kind, Schema};

/// The schema of the cases of a policy.
///
/// ```
/// # use menkan::policy::{Policy, Texts};
/// # use menkan::source::SourceFile;
/// let text = r#"policy town / 镇 in force from 2024-01-01
///   answers aided
/// fact poor / 困难 : boolean ask "困难吗?" / "Is it hard?"
/// decision aided / 受援 when poor cite none "示例" / "an example"
/// "#;
/// let policy = Policy::parse(SourceFile::new("town.menkan", text), &Texts::default())?;
/// let schema = menkan::schema::of_cases(policy.model()).to_json();
/// assert!(schema.contains(r#""title": "困难 / poor""#));
/// # Ok::<(), menkan::policy::Rejected>(())
/// ```
#[must_use]
pub fn of_cases(model: &Model) -> Schema {
    case::schema(model)
}

/// The schema of the decisions of a policy, each with the values that it can have.
#[must_use]
pub fn of_decisions(model: &Model) -> Schema {
    decision::schema(model)
}

/// What a whole schema is called and begins with.
fn titled(model: &Model, what: &Text, schema: Schema) -> Schema {
    let policy = model.layer().map_or_else(|| Text::new("", ""), |layer| layer.name.labels());
    let title = Text::new(format!("{}:{}", policy.zh, what.zh), format!("{}: {}", policy.en, what.en));
    Schema { dialect: Some("https://json-schema.org/draft/2020-12/schema"), title: Some(title.joined()), ..schema }
}

/// The name of the policy.
fn policy_name(model: &Model) -> &str {
    model.layer().map_or("", |layer| &layer.name.key)
}

/// One schema for each value of an enumeration, its label as the title.
fn values(model: &Model, values: EnumId) -> Vec<Schema> {
    model.enumeration(values).values.iter().map(value).collect()
}

fn value(name: &Name) -> Schema {
    Schema { title: Some(name.labels().joined()), ..Schema::constant(&*name.key) }
}

/// A list of some values of an enumeration, each at most once.
fn subset(model: &Model, of: EnumId) -> Schema {
    Schema { unique_items: true, ..Schema::list(Schema::one_of(values(model, of))) }
}
