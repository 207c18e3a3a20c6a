//! Gaps and conflicts counted out: what is there `check` finds, and its witnesses show it.

use std::collections::BTreeSet;
use std::sync::Arc;

use menkan::analyse::{FindingKind, undetermined};
use menkan::case::Case;
use menkan::policy::Policy;
use menkan::policy::law::InForce;
use menkan::policy::model::{DefinitionId, TypeKind};
use menkan::reference::{Outcome, evaluate};

use crate::compare::Fault;
use crate::exhaustive::{Counted, completions, has_open_items};
use crate::library::days;

/// What is wrong with the rules of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Some case meets no rule.
    Gap,
    /// Some case gets two answers.
    Conflict,
}

/// Compares the flaws that the diagrams show with those that trying every case shows. Says how many both found.
///
/// # Errors
/// A flaw that is not found, or a witness that does not show what it should.
pub fn hunt(policy: &Policy) -> Result<(Counted, usize), Fault> {
    let model = Arc::new(policy.model().clone());
    let mut found: BTreeSet<(DefinitionId, Flaw)> = BTreeSet::new();
    for finding in undetermined(&model) {
        let flaw = match finding.kind {
            FindingKind::Gap => Flaw::Gap,
            FindingKind::Conflict(_) => Flaw::Conflict,
            FindingKind::TooLarge => continue,
        };
        found.insert((finding.definition, flaw));
        // Without a witness a finding says only that the flaw could not be ruled out.
        if let Some(case) = &finding.case {
            let fault = |what: String| Fault { what, case: case.to_json(&model) };
            let law = InForce::on(&model, case.as_of, &case.settings)
                .map_err(|(setting, error)| fault(format!("the witness sets {setting:?}: {error}")))?;
            if flaws(&law, case).all(|shown| shown != (finding.definition, flaw)) {
                let name = &model.definition(finding.definition).name.key;
                return Err(fault(format!("the witness of the {flaw:?} of {name} does not show it")));
            }
        }
    }
    let mut counted = Counted::Out;
    let mut there: BTreeSet<(DefinitionId, Flaw)> = BTreeSet::new();
    for day in days(policy) {
        let Ok(law) = InForce::on(&model, day, &[]) else { continue };
        let cases = if has_open_items(&law) { None } else { completions(&model, &Case::new(&model, day)) };
        let Some(cases) = cases else {
            counted = Counted::TooMany;
            continue;
        };
        for (_, case) in cases {
            for flaw in flaws(&law, &case) {
                if there.insert(flaw) && !found.contains(&flaw) {
                    let name = &model.definition(flaw.0).name.key;
                    let what = format!("the {:?} of {name} is not found", flaw.1);
                    return Err(Fault { what, case: case.to_json(&model) });
                }
            }
        }
    }
    Ok((counted, there.len()))
}

/// The flaws that a case shows.
fn flaws(law: &InForce, case: &Case) -> impl Iterator<Item = (DefinitionId, Flaw)> {
    let evaluation = evaluate(law, case);
    let all = law.definitions.iter().enumerate();
    let flaws: Vec<(DefinitionId, Flaw)> = all
        .filter(|(_, definition)| !matches!(definition.ty.kind, TypeKind::Set(_)))
        .filter_map(|(place, _)| {
            let id = DefinitionId::from(place);
            match evaluation.reading(id).outcome {
                Outcome::Determined => None,
                Outcome::Gap => Some((id, Flaw::Gap)),
                Outcome::Conflict(..) => Some((id, Flaw::Conflict)),
            }
        })
        .collect();
    flaws.into_iter()
}
