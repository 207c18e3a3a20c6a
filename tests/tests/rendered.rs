//! What is rendered of policies, shipped and generated: conditions read back as they were, diagrams as drawn lead to
//! what is decided, and decisions fit their page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use menkan::case::Case;
use menkan::decide::Value;
use menkan::describe::describe;
use menkan::diagnostic::render::{Color, render_text};
use menkan::diagnostic::{Lang, Text};
use menkan::policy::model::{Body, Condition, Definition, DefinitionKind, FactId, Known, Model, TypeKind};
use menkan::policy::{Library, Policy};
use menkan::render::tree::{Cells, Node, Picture, Tree};
use menkan::render::{COLUMNS, decision_text};
use menkan::source::SourceFile;
use menkan_tests::cases::Draw;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Generated, Size, policy};
use menkan_tests::library::{Shipped, days, load};
use unicode_width::UnicodeWidthStr as _;

const GENERATED: u64 = 60;

fn generated() -> impl Iterator<Item = (Generated, Policy)> {
    (0..GENERATED).filter_map(|seed| {
        let texts = policy(seed, Size::Large, Care::Careful);
        let policy = load(&texts).ok()?;
        Some((texts, policy))
    })
}

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

/// A child of `policy` whose defines are these conditions, as they were printed.
fn read_back(policy: &Policy, library: &dyn Library, conditions: &[(Condition, Text)], lang: Lang) {
    let name = policy.name();
    let mut text = format!("policy read_back / 读回 extends {name}\n");
    for (place, (_, printed)) in conditions.iter().enumerate() {
        text.push_str(&format!("define read_back_{place} / 读回{place} when {}\n", printed.get(lang)));
    }
    let child = Policy::parse(SourceFile::new("child.menkan", &text), library);
    let child = child.unwrap_or_else(|rejected| {
        panic!("{}", render_text(&rejected.diagnostics, &rejected.sources, Lang::En, Color::Plain))
    });
    for (place, (condition, printed)) in conditions.iter().enumerate() {
        let id = child.model().definition_named(&format!("read_back_{place}")).unwrap();
        let read = &child.model().definition(id).body;
        assert_eq!(*read, Body::When(condition.clone()), "{name}: {}", printed.get(lang));
    }
}

#[test]
fn conditions_of_the_shipped_policies_read_back() {
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap();
        let conditions = printed(policy.model());
        // A means test alone says less than the law of a country.
        let least = if name.starts_with("cn") { 50 } else { 3 };
        assert!(conditions.len() > least, "{name}: {}", conditions.len());
        for lang in [Lang::Zh, Lang::En] {
            read_back(&policy, &Shipped, &conditions, lang);
        }
    }
}

#[test]
fn conditions_of_generated_policies_read_back() {
    let mut count = 0;
    for (texts, policy) in generated() {
        let conditions = printed(policy.model());
        count += conditions.len();
        for lang in [Lang::Zh, Lang::En] {
            read_back(&policy, &texts, &conditions, lang);
        }
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn what_is_drawn_leads_to_what_is_decided() {
    let mut dice = Dice::new(7);
    let mut compared = 0;
    for (_, policy) in generated() {
        let day = days(&policy)[0];
        let law = policy.at(day).unwrap();
        let tree = Tree::of(&law, &[]);
        for drawn in [tree.to_text(Lang::Zh), tree.to_mermaid(Lang::En), tree.to_dot(Lang::Zh), tree.to_json()] {
            assert!(!drawn.is_empty());
        }
        let draw = Draw::new(law.in_force(), &mut dice);
        for _ in 0..20 {
            let mut case = draw.whole(&mut dice, day);
            case.settings.clear();
            let Ok(decision) = law.decide(&case) else { continue };
            for picture in &tree.pictures {
                let [root] = picture.roots.as_slice() else { continue };
                if let Some(value) = walk(picture, root.node, policy.model(), &case) {
                    assert_eq!(
                        decision.get(&picture.name),
                        Some(&value),
                        "{}: {}",
                        picture.name,
                        case.to_json(policy.model())
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn what_is_left_of_a_case_leads_to_what_the_whole_case_is_decided_as() {
    let mut dice = Dice::new(8);
    let (mut compared, mut ended) = (0, 0);
    for (_, policy) in generated() {
        let day = days(&policy)[0];
        let law = policy.at(day).unwrap();
        let model = policy.model();
        let draw = Draw::new(law.in_force(), &mut dice);
        for _ in 0..20 {
            let mut whole = draw.whole(&mut dice, day);
            whole.settings.clear();
            let mut part = Case::new(model, day);
            for fact in (0..model.facts.len()).map(FactId::from) {
                if dice.chance(50) {
                    part.set(fact, whole.known(fact).cloned());
                }
            }
            let (Ok(decision), Ok(known)) = (law.decide(&whole), law.decide(&part)) else { continue };
            let tree = Tree::of_case(&law, &part, &[]).unwrap();
            for picture in &tree.pictures {
                let [root] = picture.roots.as_slice() else { continue };
                let told = || format!("{}: {} of {}", picture.name, part.to_json(model), whole.to_json(model));
                for node in &picture.nodes {
                    if let Node::Test { name: Some(name), .. } = node
                        && let Some(fact) = model.fact_named(name)
                        && !matches!(model.fact(fact).ty.kind, TypeKind::Set(_))
                    {
                        assert!(part.known(fact).is_none(), "{name} is known: {}", told());
                        assert!(known.missing.iter().any(|missing| *missing.fact == **name), "{}", told());
                    }
                }
                if known.get(&picture.name).is_some() {
                    assert!(picture.nodes.iter().all(|node| matches!(node, Node::End(_))), "{}", told());
                    ended += 1;
                }
                if let Some(value) = walk(picture, root.node, model, &whole) {
                    assert_eq!(decision.get(&picture.name), Some(&value), "{}", told());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100 && ended > 20, "{compared}, {ended}");
}

/// The value that a picture leads to; nothing where it asks for a quantity, which only the engine can work out.
fn walk(picture: &Picture, root: usize, model: &Model, case: &Case) -> Option<Value> {
    let mut place = root;
    loop {
        match &picture.nodes[place] {
            Node::End(end) => return end.value.clone(),
            Node::Test { name, edges, .. } => {
                let fact = model.fact_named(name.as_ref()?)?;
                let TypeKind::Choice(values) = model.fact(fact).ty.kind else {
                    let Some(Known::Truth(known)) = case.known(fact) else { return None };
                    place = edges.iter().find(|edge| edge.cells == Cells::Truth(*known))?.to;
                    continue;
                };
                let Some(Known::Symbol(symbol)) = case.known(fact) else { return None };
                let key = &model.enumeration(values).values[usize::from(*symbol)].key;
                let leads = |cells: &Cells| matches!(cells, Cells::Values(own) if own.iter().any(|own| **own == **key));
                place = edges.iter().find(|edge| leads(&edge.cells))?.to;
            }
        }
    }
}

#[test]
fn decisions_of_generated_policies_fit_their_page() {
    let mut dice = Dice::new(8);
    for (_, policy) in generated() {
        let day = days(&policy)[0];
        let law = policy.at(day).unwrap();
        let draw = Draw::new(law.in_force(), &mut dice);
        for _ in 0..5 {
            let case = draw.partial(&mut dice, day);
            let Ok(decision) = law.decide(&case) else { continue };
            for lang in [Lang::Zh, Lang::En] {
                let text = decision_text(&decision, policy.model(), lang);
                let wide = text.lines().find(|line| line.width() > COLUMNS);
                assert_eq!(wide, None);
                let unlabelled = text.lines().find(|line| line.trim().is_empty() && line.len() > 1);
                assert_eq!(unlabelled, None);
            }
        }
        let description = describe(policy.model());
        for lang in [Lang::Zh, Lang::En] {
            assert!(description.to_text(lang).lines().count() > 5);
        }
    }
}
