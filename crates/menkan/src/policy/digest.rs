//! The digest: SHA-256 over what a policy says, whatever the order, the layout and the language it was written in.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::facts::EvidenceNames;
use super::names::name_of;
use crate::diagnostic::Lang;
use crate::syntax::ast::{self, Ident, ItemKind, Weighed};
use crate::syntax::print;

/// What a reference is called in English.
type English<'e> = &'e dyn Fn(&Ident) -> Option<String>;

/// The digest of a chain of layers, parents first: of each the canonical English print, without comments, tests and
/// assertions, items sorted by kind and name, after the parent's digest. `english` is what a reference is called.
pub(crate) fn digest(layers: &[ast::File], evidence: &EvidenceNames, english: English<'_>) -> Arc<str> {
    let mut digest = String::new();
    for file in layers {
        let mut hash = Sha256::new();
        hash.update(digest.as_bytes());
        hash.update(b"\n");
        if let Some(header) = &file.header {
            hash.update(print::header(header, Lang::En, english).as_bytes());
        }
        let mut items: Vec<(u8, Arc<str>, String)> = file
            .items
            .iter()
            .filter_map(|item| {
                let (kind, name) = sort_key(&item.kind)?;
                let mut item = item.clone();
                sort_parts(&mut item.kind, evidence, english);
                Some((kind, name, print::item(&item, Lang::En, english)))
            })
            .collect();
        items.sort();
        for (_, _, text) in items {
            hash.update(text.as_bytes());
        }
        digest = format!("sha256:{}", hex(&hash.finalize()));
    }
    digest.into()
}

/// By what an item is sorted; `None` for what does not count.
fn sort_key(kind: &ItemKind) -> Option<(u8, Arc<str>)> {
    let name = |names: &ast::Names| name_of(names).key;
    Some(match kind {
        ItemKind::Instrument(item) => (0, name(&item.names)),
        ItemKind::Enum(item) => (1, name(&item.names)),
        ItemKind::Record(item) => (1, name(&item.names)),
        ItemKind::Fact(item) => (2, item.names.iter().map(name).min()?),
        ItemKind::Parameter(item) => (3, name(&item.names)),
        ItemKind::Action(names) => (4, name(names)),
        ItemKind::Definition(item) => (5, name(&item.names)),
        ItemKind::Exemption(item) => (6, name(&item.names)),
        ItemKind::Group(item) => (7, name(&item.names)),
        ItemKind::Trigger(item) => (8, name(&item.names)),
        // Sorted by their text: two may amend one item, which may be named in either language.
        ItemKind::Amend(_) => (9, "".into()),
        ItemKind::Assert(_) | ItemKind::Test(_) | ItemKind::Unparsed => return None,
    })
}

/// Puts clauses, rules, rows and the weights of values into an order of their own, and evidence under both its names.
fn sort_parts(kind: &mut ItemKind, evidence: &EvidenceNames, english: English<'_>) {
    match kind {
        ItemKind::Fact(fact) => {
            name_fully(fact.evidence.as_mut(), evidence);
            sort_weights(fact.likely.as_mut(), english);
        }
        ItemKind::Parameter(parameter) => parameter.rows.sort_by_key(|row| row.from),
        ItemKind::Definition(definition) => sort_body(&mut definition.body, english),
        ItemKind::Record(record) => {
            for member in &mut record.members {
                if let ast::Member::Definition(definition) = member {
                    sort_body(&mut definition.body, english);
                }
            }
            record.members.sort_by_key(|member| match member {
                ast::Member::Field(field) => (0, field.names.iter().map(|names| name_of(names).key).min()),
                ast::Member::Definition(definition) => (1, Some(name_of(&definition.names).key)),
            });
        }
        ItemKind::Amend(amend) => {
            // The keyword behind `amend` may be left out.
            amend.kind = None;
            name_ended_parts(&mut amend.body, english);
            sort_body(&mut amend.body, english);
            amend.rows.sort_by_key(|row| row.from);
            name_fully(amend.evidence.as_mut(), evidence);
        }
        ItemKind::Instrument(_)
        | ItemKind::Enum(_)
        | ItemKind::Exemption(_)
        | ItemKind::Group(_)
        | ItemKind::Action(_)
        | ItemKind::Trigger(_)
        | ItemKind::Assert(_)
        | ItemKind::Test(_)
        | ItemKind::Unparsed => {}
    }
}

fn sort_body(body: &mut ast::Body, english: English<'_>) {
    let name = |ident: &Ident| english(ident).unwrap_or_else(|| ident.text.to_string());
    body.precedence.sort_by_key(|names| names.iter().map(name).collect::<Vec<_>>());
    body.clauses.sort_by_key(|clause| name_of(&clause.names).key);
    body.rules.sort_by_key(|rule| (rule.otherwise, name_of(&rule.names).key));
}

/// Values by name; bands stay in their order, which rises.
fn sort_weights(likely: Option<&mut ast::Likely>, english: English<'_>) {
    if let Some(likely) = likely {
        likely.weights.sort_by_key(|weight| match &weight.of {
            Weighed::Value(word) => Some(english(word).unwrap_or_else(|| word.text.to_string())),
            Weighed::UpTo(..) | Weighed::Above => None,
        });
    }
}

/// Puts what a child only ends under its English name, whichever of its forms it is mentioned by.
fn name_ended_parts(body: &mut ast::Body, english: English<'_>) {
    let clauses = body.clauses.iter_mut().map(|clause| &mut clause.names);
    let rules = body.rules.iter_mut().map(|rule| &mut rule.names);
    for names in clauses.chain(rules) {
        // A name that is declared here is no reference.
        let mentioned =
            [&names.ascii, &names.han].into_iter().flatten().find_map(|form| Some((english(form)?, form.span)));
        if let Some((text, span)) = mentioned {
            *names = ast::Names { ascii: Some(Ident { text: text.into(), span }), han: None };
        }
    }
}

fn name_fully(mentioned: Option<&mut ast::Evidence>, evidence: &EvidenceNames) {
    for names in mentioned.into_iter().flat_map(|mentioned| mentioned.alternatives.iter_mut().flatten()) {
        if let Some(name) = evidence.find(names).and_then(|id| evidence.list.get(id.index())) {
            let form = |text: &Arc<str>| Some(Ident { text: Arc::clone(text), span: name.span });
            *names = ast::Names { ascii: form(&name.key), han: form(&name.zh) };
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
