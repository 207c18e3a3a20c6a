//! What a description says in the words of the language reads back as what the policy says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::describe::describe;
use menkan::diagnostic::{Lang, Text};
use menkan::policy::Policy;
use menkan::policy::model::{Body, Condition, Definition, DefinitionKind, Model};
use menkan::source::SourceFile;

/// Every condition that a description prints, beside the one in the model.
fn printed(model: &Model) -> Vec<(Condition, Text)> {
    let description = describe(model);
    let of_kind = |wanted: fn(&DefinitionKind) -> bool| -> Vec<&Definition> {
        model.definitions.iter().filter(|definition| wanted(&definition.kind)).collect()
    };
    let mut all = Vec::new();
    for (fact, described) in model.facts.iter().zip(&description.facts) {
        if let (Some(guard), Some(text)) = (&fact.guard, &described.guard) {
            all.push((guard.when.clone(), text.when.clone()));
        }
    }
    for (definition, described) in of_kind(|kind| *kind == DefinitionKind::Decision).iter().zip(&description.decisions)
    {
        if let Body::Rules(rules) = &definition.body {
            let texts = described.rules.iter().map(|rule| rule.provision.when.clone());
            all.extend(rules.iter().map(|rule| rule.when.clone()).zip(texts));
        }
    }
    let standards = of_kind(|kind| matches!(kind, DefinitionKind::Standard(_)));
    for (definition, described) in standards.iter().zip(&description.standards) {
        if let Body::Clauses { clauses, barred, .. } = &definition.body {
            let texts = described.clauses.iter().map(|clause| clause.provision.when.clone());
            all.extend(clauses.iter().chain(barred).map(|clause| clause.when.clone()).zip(texts));
        }
    }
    let definitions = [
        of_kind(|kind| matches!(kind, DefinitionKind::Exemption(..))),
        of_kind(|kind| matches!(kind, DefinitionKind::Group(_))),
        of_kind(|kind| matches!(kind, DefinitionKind::Trigger(..))),
    ];
    let exemptions = description.exemptions.iter().map(|one| &one.provision);
    let groups = description.groups.iter().map(|one| &one.provision);
    let triggers = description.triggers.iter().map(|one| &one.provision);
    for (definition, provision) in definitions.iter().flatten().zip(exemptions.chain(groups).chain(triggers)) {
        assert_eq!(*definition.name.key, *provision.declared.name);
        if let Body::When(condition) = &definition.body {
            all.push((condition.clone(), provision.when.clone()));
        }
    }
    all
}

#[test]
fn conditions_read_back_in_both_languages() {
    for name in menkan_policies::names() {
        let policy = Policy::load(name, &menkan_policies::library()).unwrap();
        let conditions = printed(policy.model());
        assert!(conditions.len() > 50, "{name}: {}", conditions.len());
        for lang in [Lang::Zh, Lang::En] {
            let mut text = format!("policy {name}.child extends {name} in force from 2013-01-01\n");
            for (place, (_, printed)) in conditions.iter().enumerate() {
                text.push_str(&format!("define read_back_{place} when {}\n", printed.get(lang)));
            }
            let file = SourceFile::new("child.menkan", &text);
            let child = Policy::parse(file, &menkan_policies::library());
            let child = child.unwrap_or_else(|rejected| panic!("{rejected}\n{text}"));
            for (place, (condition, printed)) in conditions.iter().enumerate() {
                let id = child.model().definition_named(&format!("read_back_{place}")).unwrap();
                let read = &child.model().definition(id).body;
                assert_eq!(*read, Body::When(condition.clone()), "{name}: {}", printed.get(lang));
            }
        }
    }
}
