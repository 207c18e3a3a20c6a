//! The decisions of a policy.

use super::numbers::{day, decided};
use super::{Kind, Schema, policy_name, subset, titled, values};
use crate::describe::settable;
use crate::diagnostic::Text;
use crate::policy::model::{Definition, DefinitionKind, Model, Type, TypeKind};

pub(super) fn schema(model: &Model) -> Schema {
    let settable: Vec<String> = settable(model).into_iter().map(|(name, _)| name).collect();
    let strings = settable.iter().map(|name| (name.clone(), Schema::of(Kind::String))).collect();
    let decisions: Vec<&Definition> = of_kind(model, |kind| *kind == DefinitionKind::Decision).collect();
    let by_name = |schema: fn(&Model, &Definition) -> Schema| {
        Schema::object(decisions.iter().map(|it| (it.name.key.to_string(), schema(model, it))).collect())
    };
    let sufficient = Schema::record(vec![
        ("decision", Schema::reference("decision")),
        ("facts", names("fact")),
        ("smallest", Schema::of(Kind::Boolean)),
    ]);
    let decision = Schema::record(vec![
        ("policy", Schema::constant(policy_name(model))),
        ("as_of", day()),
        ("digest", Schema::pattern("^sha256:[0-9a-f]{64}$")),
        ("settings", Schema::object(strings)),
        ("answers", names("decision")),
        ("status", Schema::texts(["decided", "incomplete"])),
        ("exact", Schema::of(Kind::Boolean)),
        ("decisions", by_name(value)),
        ("reasons", Schema::list(Schema::reference("reason"))),
        ("standards", Schema::list(Schema::reference("standard"))),
        ("exemptions", Schema::list(Schema::texts(keys(model, |kind| matches!(kind, DefinitionKind::Exemption(..)))))),
        ("triggers", Schema::list(Schema::texts(keys(model, |kind| matches!(kind, DefinitionKind::Trigger(..)))))),
        ("assumptions", Schema::list(Schema::reference("assumption"))),
        ("ignored", names("fact")),
        ("possible", by_name(possible)),
        ("missing", Schema::list(Schema::reference("missing"))),
        ("sufficient", Schema::list(sufficient)),
    ])
    .optional("reasons")
    .optional("sufficient");
    let decision = Schema { definitions: Some(definitions(model, settable)), ..decision };
    titled(model, &Text::new("决定", "a decision"), decision)
}

/// What a decision is.
fn value(model: &Model, decision: &Definition) -> Schema {
    let schema = match (&forms(model, &decision.ty)[..], &decision.ty.kind) {
        ([only], _) => only.clone(),
        (several, TypeKind::Choice(_)) => Schema::one_of(several.to_vec()),
        (several, TypeKind::Boolean | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_)) => {
            Schema::any_of(several.to_vec())
        }
    };
    Schema { title: Some(decision.name.labels().joined()), ..schema }
}

/// What a decision that is not settled can be.
fn possible(model: &Model, decision: &Definition) -> Schema {
    let ty = &decision.ty;
    let schema = match &ty.kind {
        TypeKind::Boolean => Schema::constant(vec![false, true]),
        TypeKind::Choice(_) => Schema { unique_items: true, ..Schema::list(Schema::one_of(forms(model, ty))) },
        // No decision is a list.
        TypeKind::List(_) => Schema::default(),
        TypeKind::Set(of) => Schema::record(vec![("certain", subset(model, *of)), ("open", subset(model, *of))]),
        TypeKind::Quantity(quantity) => {
            let mut end = decided(quantity);
            end.push(Schema::of(Kind::Null));
            Schema::record(vec![
                ("min", Schema::any_of(end.clone())),
                ("max", Schema::any_of(end)),
                ("none", Schema::constant(true)),
            ])
            .optional("none")
        }
    };
    Schema { title: Some(decision.name.labels().joined()), ..schema }
}

/// The values of a type: any of these.
fn forms(model: &Model, ty: &Type) -> Vec<Schema> {
    let mut forms = match &ty.kind {
        TypeKind::Boolean => vec![Schema::of(Kind::Boolean)],
        TypeKind::Choice(of) => values(model, *of),
        TypeKind::Set(of) => vec![subset(model, *of)],
        TypeKind::List(_) => Vec::new(),
        TypeKind::Quantity(quantity) => decided(quantity),
    };
    if ty.or_none {
        forms.push(Schema { title: Some("无 / none".to_owned()), ..Schema::of(Kind::Null) });
    }
    forms
}

fn definitions(model: &Model, settable: Vec<String>) -> Vec<(String, Schema)> {
    let facts: Vec<String> = model.facts.iter().map(|fact| fact.name.key.to_string()).collect();
    let layers = Schema::texts(model.layers.iter().map(|layer| &*layer.name.key));
    let count = || Schema::of(Kind::Integer);
    let text = || Schema::of(Kind::String);
    let cite = Schema::record(vec![
        ("instrument", Schema::texts(model.instruments.iter().map(|instrument| &*instrument.title))),
        ("article", count()),
        ("paragraph", count()),
        ("item", count()),
    ])
    .optional("article")
    .optional("paragraph")
    .optional("item");
    let reason = Schema::record(vec![
        ("decision", Schema::reference("decision")),
        ("rule", text()),
        ("layer", layers),
        ("ground", Schema::of(Kind::Boolean)),
        ("cite", Schema::list(Schema::reference("cite"))),
        ("say", Schema::reference("text")),
        ("facts", names("fact")),
    ]);
    let mut statuses = ["waived", "presumed", "met", "unmet"].map(Schema::constant).to_vec();
    statuses.push(Schema::of(Kind::Null));
    let standard = Schema::record(vec![
        ("standard", Schema::texts(keys(model, |kind| matches!(kind, DefinitionKind::Standard(_))))),
        ("status", Schema::one_of(statuses)),
        ("comparisons", Schema::list(Schema::reference("comparison"))),
    ]);
    let comparison = Schema::record(vec![
        ("clause", text()),
        ("left", Schema::or_null(Kind::String)),
        ("op", Schema::texts(["at_most", "less_than", "at_least", "more_than"])),
        ("right", Schema::or_null(Kind::String)),
        ("holds", Schema::or_null(Kind::Boolean)),
        ("margin", Schema::or_null(Kind::String)),
    ]);
    let kinds = ["instrument", "parameter", "exemption", "group", "trigger", "define", "clause", "rule"];
    let assumption = Schema::record(vec![
        ("kind", Schema::texts(kinds)),
        ("name", text()),
        ("why", text()),
        ("decisions", names("decision")),
    ]);
    let missing = Schema::record(vec![
        ("fact", asked(model, facts.iter().cloned().chain(settable).collect())),
        ("of", Schema::texts(["applicant", "officer", "embedder"])),
        ("for", names("decision")),
        ("asked", Schema::of(Kind::Boolean)),
        ("ask", Schema::reference("text")),
        ("evidence", Schema::list(names("evidence"))),
    ]);
    let both = Schema::record(vec![("zh", text()), ("en", text())]);
    let evidence = Schema::texts(model.evidence.iter().map(|name| &*name.key));
    let all = [
        ("decision", Schema::texts(keys(model, |kind| *kind == DefinitionKind::Decision))),
        ("fact", Schema::texts(facts)),
        ("evidence", evidence),
        ("text", both),
        ("cite", cite),
        ("reason", reason),
        ("standard", standard),
        ("comparison", comparison),
        ("assumption", assumption),
        ("missing", missing),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema)).to_vec()
}

/// What a decision may lack: facts and figures by name, and fields of a list's items: `members[0].income`.
fn asked(model: &Model, names: Vec<String>) -> Schema {
    let mut forms = vec![Schema::texts(names)];
    for fact in &model.facts {
        let TypeKind::List(list) = &fact.ty.kind else { continue };
        let fields: Vec<&str> = model.record(list.record).fields().map(|field| &*model.fact(field).name.key).collect();
        let list = fact.name.key.replace('.', "\\.");
        forms.push(Schema::pattern(format!("^{list}\\[[0-9]+\\]\\.({})$", fields.join("|").replace('.', "\\."))));
    }
    match &forms[..] {
        [only] => only.clone(),
        _ => Schema::any_of(forms),
    }
}

/// A list of names that a definition of the schema lists.
fn names(definition: &str) -> Schema {
    Schema { unique_items: true, ..Schema::list(Schema::reference(definition)) }
}

fn keys(model: &Model, wanted: fn(&DefinitionKind) -> bool) -> Vec<String> {
    of_kind(model, wanted).map(|definition| definition.name.key.to_string()).collect()
}

fn of_kind(model: &Model, wanted: fn(&DefinitionKind) -> bool) -> impl Iterator<Item = &Definition> {
    model.definitions.iter().filter(move |definition| wanted(&definition.kind))
}
