//! Cedar, which permits or forbids. Each value that a decision can have is a policy that permits. One request tells all
//! policies that do, and the program that asked takes the first of each decision: fewer requests than one for each value,
//! each of which would look at all policies.

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::rc::Rc;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Entities, EntityUid, Policy, PolicyId, PolicySet, Request, Response, RestrictedExpression,
};
use serde_json::{Value, json};

use super::{Cases, hold, in_turn, loading, told};
use crate::Attempt;
use crate::cases::{Answer, Case, REGIONS};
use crate::rules::{definitions, of_region, replaced, written_out};
use crate::timing::{Timed, What};

const CEDAR: &str = "Cedar";
const RULES: &str = include_str!("../../policies/workload.cedar");

/// The policies by their names: of each region, if there are several.
pub fn policies(regions: u16) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for region in 0..regions {
        let text = of_region(RULES, region);
        let words: HashMap<&str, String> = written_out(&definitions(&text))
            .into_iter()
            .map(|(name, expression)| (name, format!("({expression})")))
            .collect();
        let rules = text.lines().filter(|line| !line.starts_with("//")).filter_map(|line| line.split_once(": "));
        for (name, condition) in rules {
            let condition = replaced(condition, &words);
            let scope = format!("principal, action, resource == Region::\"r{region}\"");
            all.insert(format!("{name}/r{region}"), format!("permit({scope}) when {{ {condition} }};"));
        }
    }
    all
}

/// What a policy that permits says: a value of a decision, by its place in the order of its rules, or points.
#[derive(Debug, Clone, Copy)]
enum Says {
    Value(usize, usize),
    Points(i64),
}

/// The values of the decisions in the order in which their rules go before each other; the last is what else holds.
const VALUES: [&[&str]; 3] = [
    &[
        "refuse_has_counsel",
        "appoint_mandatory",
        "appoint_may",
        "grant",
        "duty_lawyer",
        "refuse_scope",
        "refuse_means",
        "grant_urgent",
        "grant",
    ],
    &["waived", "exempt", "declared", "required"],
    &["green", "normal"],
];

struct Engine {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    says: HashMap<PolicyId, Says>,
    principal: EntityUid,
    action: EntityUid,
}

impl Engine {
    fn load(texts: &BTreeMap<String, String>) -> Attempt<Self> {
        let (mut policies, mut says) = (PolicySet::new(), HashMap::new());
        for (name, text) in texts {
            let id = PolicyId::new(name);
            policies.add(Policy::parse(Some(id.clone()), text)?)?;
            says.insert(id, meaning(name).ok_or("a policy by another name")?);
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::empty(),
            says,
            principal: EntityUid::from_str("Applicant::\"someone\"")?,
            action: EntityUid::from_str("Action::\"decide\"")?,
        })
    }

    fn request(&self, region: &str, context: Context) -> Attempt<Request> {
        let resource = EntityUid::from_str(&format!("Region::\"{region}\""))?;
        Ok(Request::new(self.principal.clone(), self.action.clone(), resource, context, None)?)
    }

    /// The places of the values, and the points.
    fn decide(&self, request: &Request) -> ([usize; 3], i64) {
        let response: Response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        let mut places = VALUES.map(|values| values.len() - 1);
        let mut points = 0;
        for id in response.diagnostics().reason() {
            match self.says[id] {
                Says::Value(decision, place) => places[decision] = places[decision].min(place),
                Says::Points(more) => points += more,
            }
        }
        // What goes the green way has ten points for it.
        (places, if places[2] == 0 { points + 10 } else { points })
    }

    fn decide_json(&self, text: &str) -> Attempt<String> {
        let mut facts: Value = serde_json::from_str(text)?;
        let region = facts.as_object_mut().and_then(|facts| facts.remove("region"));
        let region = region.as_ref().and_then(Value::as_str).unwrap_or("r0");
        let request = self.request(region, Context::from_json_value(facts, None)?)?;
        let ([outcome, means_test, channel], priority) = self.decide(&request);
        let answers = json!({
            "outcome": VALUES[0][outcome], "means_test": VALUES[1][means_test], "channel": VALUES[2][channel],
            "priority": priority,
        });
        Ok(answers.to_string())
    }
}

fn meaning(name: &str) -> Option<Says> {
    let mut words = name.split('/');
    let (decision, value) = (words.next()?, words.next()?);
    if decision == "priority" {
        return value.parse().ok().map(Says::Points);
    }
    let decision = ["outcome", "means_test", "channel"].iter().position(|known| *known == decision)?;
    Some(Says::Value(decision, VALUES[decision].iter().position(|known| *known == value)?))
}

/// A case as a context: what is true, whole numbers and texts.
fn context(case: &Case) -> Attempt<Context> {
    let facts: BTreeMap<String, Value> = serde_json::from_str(&case.text)?;
    let known = facts.into_iter().filter(|(name, _)| name != "region").filter_map(|(name, value)| {
        let value = match value {
            Value::Bool(truth) => RestrictedExpression::new_bool(truth),
            Value::Number(number) => RestrictedExpression::new_long(number.as_i64()?),
            Value::String(text) => RestrictedExpression::new_string(text),
            _ => return None,
        };
        Some((name, value))
    });
    Ok(Context::from_pairs(known)?)
}

/// Loading; requests made beforehand; and JSON to JSON.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let texts = policies(1);
    all.push(loading(CEDAR, move || drop(black_box(Engine::load(&texts)))));
    for regions in REGIONS {
        let own = cases.of(regions, cases.counts.slow)?;
        let engine = Rc::new(Engine::load(&policies(regions))?);
        let requests = own
            .iter()
            .map(|case| engine.request(&format!("r{}", case.facts.region), context(case)?))
            .collect::<Attempt<Vec<Request>>>()?;
        let answers = requests.iter().map(|request| {
            let ([outcome, means_test, channel], priority) = engine.decide(request);
            Ok(Answer {
                outcome: VALUES[0][outcome].into(),
                means_test: VALUES[1][means_test].into(),
                channel: VALUES[2][channel].into(),
                priority,
            })
        });
        hold(CEDAR, &own, answers)?;
        hold(CEDAR, &own, own.iter().map(|case| told(&engine.decide_json(&case.text)?)))?;
        let decider = Rc::clone(&engine);
        all.push(in_turn(CEDAR, What::One, regions, requests, move |request| {
            black_box(decider.decide(black_box(request)));
        }));
        if regions == 1 {
            let texts = own.iter().map(|case| case.text.clone()).collect();
            all.push(in_turn(CEDAR, What::Json, regions, texts, move |text| {
                let _ = black_box(engine.decide_json(black_box(text)));
            }));
        }
    }
    Ok(all)
}
