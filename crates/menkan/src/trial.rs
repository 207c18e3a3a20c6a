//! The tests that a policy holds itself: run, and what of them fails.
//!
//! A test belongs to its layer and is run with that layer's policy, so a policy runs its own tests, not its parents'.
//! A condition must hold certainly: a case that leaves it open fails the test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::case::Case;
use crate::decide::{Assumed, DecideError, Decision, Law, Reasons, Wanted};
use crate::diagnostic::{Code, Diagnostic, Lang, Text};
use crate::policy::Policy;
use crate::policy::mentions::Mentions;
use crate::policy::model::{
    Condition, DefinitionId, DefinitionKind, Expectation, ExpectationKind, LayerId, Model, Test, TypeKind,
};
use crate::render::{Naming, Wording, Writer, list, truth};
use crate::source::{Sources, Span};

/// What came of one test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The test's title.
    pub title: Text,
    /// The day whose law applied.
    pub as_of: Date,
    /// Where it begins: its first line.
    pub span: Span,
    /// What of it fails; nothing where it passes.
    pub failures: Vec<Failure>,
}

/// An expectation that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where the expectation stands.
    pub span: Span,
    /// What was expected.
    pub expected: Text,
    /// What was found instead.
    pub found: Text,
}

impl Trial {
    /// Whether every expectation is met.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.failures.is_empty()
    }

    /// The failures as diagnostics of the policy's text.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let diagnostic = |failure: &Failure| {
            let message = Text::new(
                format!("测试“{}”没有通过:{}", self.title.zh, failure.found.zh),
                format!("the test \"{}\" fails: {}", self.title.en, failure.found.en),
            );
            Diagnostic::error(Code("M0601"), failure.span, message)
                .expected(failure.expected.clone())
                .label(self.span, Text::new("所在的测试", "in this test"))
        };
        self.failures.iter().map(diagnostic).collect()
    }
}

/// Runs the tests of a policy's own layer, in canonical order.
#[must_use]
pub fn run(policy: &Policy) -> Vec<Trial> {
    let model = policy.model();
    let own = LayerId::from(model.layers.len().saturating_sub(1));
    model.tests.iter().filter(|test| test.layer == own).map(|test| trial(policy, test)).collect()
}

fn trial(policy: &Policy, test: &Test) -> Trial {
    let model = policy.model();
    let mut case = Case::new(model, test.as_of);
    for (fact, known) in &test.given {
        case.set(*fact, Some(known.clone()));
    }
    case.settings.clone_from(&test.set);
    case.settings.sort();
    let failures = policy.at(test.as_of).and_then(|law| Hearing { model, law, case }.failures(&test.expect));
    let failures = failures.unwrap_or_else(|error| {
        let expected = Text::new("案件可以决定", "the case can be decided");
        vec![Failure { span: test.span, expected, found: error.message() }]
    });
    let span = first_line(policy.sources(), test.span);
    Trial { title: test.title.clone(), as_of: test.as_of, span, failures }
}

/// A test's case before its law.
struct Hearing<'a> {
    model: &'a Model,
    law: Law,
    case: Case,
}

impl Hearing<'_> {
    fn failures(&self, expectations: &[Expectation]) -> Result<Vec<Failure>, DecideError> {
        let conditions: Vec<Condition> =
            expectations.iter().filter_map(|one| condition_of(&one.kind).cloned()).collect();
        let mut holding = self.law.holds(&self.case, &conditions)?.into_iter();
        let mut failures = Vec::new();
        for expectation in expectations {
            let failure = match &expectation.kind {
                ExpectationKind::Condition(condition) => {
                    let holds = holding.next().flatten();
                    if holds == Some(true) { None } else { Some(self.condition_failed(condition, holds)?) }
                }
                ExpectationKind::Missing(decision, names) => self.missing(*decision, names)?,
                ExpectationKind::InMissing(decision, name, wanted) => self.in_missing(*decision, name, *wanted)?,
                ExpectationKind::InAssumptions(name, wanted) => self.in_assumptions(name, *wanted)?,
            };
            failures.extend(failure.map(|(expected, found)| Failure { span: expectation.span, expected, found }));
        }
        Ok(failures)
    }

    fn condition_failed(&self, condition: &Condition, holds: Option<bool>) -> Result<(Text, Text), DecideError> {
        let expected =
            both(|lang| Writer { model: self.model, naming: Naming::Declared, lang }.condition_text(condition));
        let named = Mentions::of(self.model, condition).definitions;
        let truths = self.truths(&named)?;
        let decision = self.decided()?;
        let found = both(|lang| {
            let wording = Wording { model: self.model, lang };
            let values: Vec<String> =
                named.iter().filter_map(|id| self.found(&decision, &truths, *id, wording)).collect();
            let verdict = match holds {
                Some(_) => wording.say("不成立", "it does not hold"),
                None => wording.say("尚不能确定", "it is open"),
            };
            if values.is_empty() {
                verdict.to_owned()
            } else {
                format!("{verdict}{}{}", wording.say(";", "; "), values.join(wording.say("、", ", ")))
            }
        });
        Ok((expected, found))
    }

    /// Which of the conditions among these hold.
    fn truths(&self, named: &BTreeSet<DefinitionId>) -> Result<BTreeMap<DefinitionId, Option<bool>>, DecideError> {
        let is_condition = |id: &&DefinitionId| {
            let definition = self.model.definition(**id);
            let reported = matches!(definition.kind, DefinitionKind::Decision | DefinitionKind::Standard(_));
            definition.ty.kind == TypeKind::Boolean && !reported
        };
        let ids: Vec<DefinitionId> = named.iter().filter(is_condition).copied().collect();
        let conditions: Vec<Condition> = ids.iter().map(|id| Condition::Holds(*id)).collect();
        Ok(ids.into_iter().zip(self.law.holds(&self.case, &conditions)?).collect())
    }

    /// What a definition is in this case.
    fn found(
        &self,
        decision: &Decision,
        truths: &BTreeMap<DefinitionId, Option<bool>>,
        id: DefinitionId,
        wording: Wording<'_>,
    ) -> Option<String> {
        let key = &*self.model.definition(id).name.key;
        let standard = decision.standards.iter().find(|standard| *standard.standard == *key);
        let open = wording.say("待定", "open");
        let value = if let Some(value) = decision.get(key) {
            wording.value(key, value)
        } else if let Some(possible) = decision.possible(key) {
            wording.possible_text(key, possible)
        } else if let Some(standard) = standard {
            standard.status.map_or(open, |status| wording.status(status)).to_owned()
        } else {
            truths.get(&id)?.map_or(open, |holds| truth(holds, wording.lang)).to_owned()
        };
        Some(wording.labelled(key, &value))
    }

    fn missing(&self, decision: DefinitionId, names: &[Arc<str>]) -> Result<Option<(Text, Text)>, DecideError> {
        let expected: BTreeSet<Arc<str>> = names.iter().cloned().collect();
        let found = self.missing_for(decision)?;
        if expected == found {
            return Ok(None);
        }
        let surplus: Vec<String> = found.difference(&expected).map(ToString::to_string).collect();
        let lacking: Vec<String> = expected.difference(&found).map(ToString::to_string).collect();
        let name = self.model.definition(decision).name.key.clone();
        let expected = Text::new(
            format!("缺少 {name} 是 {{{}}}", joined(&expected)),
            format!("missing {name} is {{{}}}", joined(&expected)),
        );
        let found = both(|lang| match lang {
            Lang::Zh => format!("多出 {},缺 {}", list(&surplus, lang), list(&lacking, lang)),
            Lang::En => format!("besides these {}; not among them {}", list(&surplus, lang), list(&lacking, lang)),
        });
        Ok(Some((expected, found)))
    }

    fn in_missing(
        &self,
        decision: DefinitionId,
        name: &str,
        wanted: bool,
    ) -> Result<Option<(Text, Text)>, DecideError> {
        let found = self.missing_for(decision)?;
        if found.contains(name) == wanted {
            return Ok(None);
        }
        let decision = &self.model.definition(decision).name.key;
        let expected = if wanted {
            Text::new(format!("{name} 属于 缺少 {decision}"), format!("{name} in missing {decision}"))
        } else {
            Text::new(format!("{name} 不属于 缺少 {decision}"), format!("{name} not in missing {decision}"))
        };
        let found = joined(&found);
        Ok(Some((expected, Text::new(format!("缺少的是 {{{found}}}"), format!("missing is {{{found}}}")))))
    }

    fn in_assumptions(&self, name: &str, wanted: bool) -> Result<Option<(Text, Text)>, DecideError> {
        let decision = self.decided()?;
        if decision.assumptions.iter().any(|assumed| is_named(assumed, name)) == wanted {
            return Ok(None);
        }
        let expected = if wanted {
            Text::new(format!("{name} 属于 假定事项"), format!("{name} in assumptions"))
        } else {
            Text::new(format!("{name} 不属于 假定事项"), format!("{name} not in assumptions"))
        };
        let found: BTreeSet<Arc<str>> = decision.assumptions.into_iter().map(|assumed| assumed.name).collect();
        let found = joined(&found);
        Ok(Some((expected, Text::new(format!("假定事项是 {{{found}}}"), format!("assumed is {{{found}}}")))))
    }

    fn missing_for(&self, decision: DefinitionId) -> Result<BTreeSet<Arc<str>>, DecideError> {
        Ok(self.law.missing(&self.case, &[decision])?.into_iter().map(|missing| missing.fact).collect())
    }

    fn decided(&self) -> Result<Decision, DecideError> {
        self.law.decide_as(&self.case, &Wanted { reasons: Reasons::Omitted, ..Wanted::default() })
    }
}

fn condition_of(kind: &ExpectationKind) -> Option<&Condition> {
    match kind {
        ExpectationKind::Condition(condition) => Some(condition),
        ExpectationKind::Missing(..) | ExpectationKind::InMissing(..) | ExpectationKind::InAssumptions(..) => None,
    }
}

/// Whether an assumption is one of this name: its own, the part's of a definition, a parameter's without its cell.
fn is_named(assumed: &Assumed, name: &str) -> bool {
    let rest = |whole: &str, part: &str| whole.strip_suffix(part).is_some_and(|rest| rest.ends_with('.'));
    match assumed.kind {
        _ if *assumed.name == *name => true,
        "clause" | "rule" => rest(&assumed.name, name),
        "parameter" => assumed.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')),
        _ => false,
    }
}

fn first_line(sources: &Sources, span: Span) -> Span {
    let length = sources.snippet(span).lines().next().map_or(0, str::len);
    let start = span.range().start;
    Span::new(span.file, start, start + length)
}

fn joined(names: &BTreeSet<Arc<str>>) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(", ")
}

fn both(write: impl Fn(Lang) -> String) -> Text {
    Text::new(write(Lang::Zh), write(Lang::En))
}
