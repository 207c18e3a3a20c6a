//! CEL: a program for each decision. The variables are read off a struct of the engine's own values, by name, which is the
//! quickest way in that the library has.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use ::cel::common::types::{CelBool, CelInt, CelString};
use ::cel::common::value::{CowVal, Val};
use ::cel::context::VariableResolver;
use ::cel::{Context, Env, Program, Value};
use serde::Deserialize;

use super::{Cases, hold, in_turn, loading, told};
use crate::Attempt;
use crate::cases::{Answer, Case, REGIONS};
use crate::rules::{by_region, definitions, of_region, written_out};
use crate::timing::{Timed, What};

const CEL: &str = "CEL (cel)";
const RULES: &str = include_str!("../../policies/workload.cel");
const DECISIONS: [&str; 4] = ["outcome", "means_test", "channel", "priority"];

/// The text of the program of each decision.
fn texts(regions: u16) -> [String; 4] {
    let of_regions: Vec<String> = (0..regions).map(|region| of_region(RULES, region)).collect();
    let written: Vec<Vec<(&str, String)>> = of_regions.iter().map(|text| written_out(&definitions(text))).collect();
    DECISIONS.map(|decision| {
        let of = |region: u16| {
            let all = &written[usize::from(region)];
            all.iter().find(|(name, _)| *name == decision).map_or_else(String::new, |(_, text)| text.clone())
        };
        // The parser goes 96 deep: regions are asked for in tens.
        let mut text = String::new();
        let tens = (0..regions).step_by(10).map(|first| first..(first + 10).min(regions));
        for ten in tens {
            let own = by_region(ten.clone(), of, '"');
            if ten.end < regions {
                let names: Vec<String> = ten.map(|region| format!("\"r{region}\"")).collect();
                text.push_str(&format!("region in [{}] ? ({own}) : ", names.join(", ")));
            } else {
                text.push_str(&own);
            }
        }
        text
    })
}

/// A case as values of the engine, which borrow their texts.
macro_rules! variables {
    ($($name:ident: $plain:ty => $value:ty,)*) => {
        #[derive(Deserialize)]
        struct Plain<'a> {
            $(#[serde(default)] $name: $plain,)*
        }

        struct Variables<'a> {
            $($name: $value,)*
        }

        impl<'a> From<Plain<'a>> for Variables<'a> {
            fn from(plain: Plain<'a>) -> Self {
                Self { $($name: <$value>::from(plain.$name),)* }
            }
        }

        impl VariableResolver for Variables<'_> {
            fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
                let value: &'b (dyn Val + 'b) = match name {
                    $(stringify!($name) => &self.$name,)*
                    _ => return None,
                };
                Some(CowVal::Borrowed(value))
            }
        }
    };
}

variables! {
    age: i64 => CelInt,
    is_migrant_worker: bool => CelBool,
    is_disabled: bool => CelBool,
    is_military_family: bool => CelBool,
    is_woman: bool => CelBool,
    no_fixed_livelihood: bool => CelBool,
    receives_social_assistance: bool => CelBool,
    domestic_violence_victim: bool => CelBool,
    good_samaritan: bool => CelBool,
    martyr_kin: bool => CelBool,
    retrial_acquitted: bool => CelBool,
    has_counsel: bool => CelBool,
    speech_hearing_visual_impaired: bool => CelBool,
    limited_capacity: bool => CelBool,
    in_absentia: bool => CelBool,
    case_type: &'a str => CelString<'a>,
    matter: &'a str => CelString<'a>,
    stage: &'a str => CelString<'a>,
    procedure: &'a str => CelString<'a>,
    possible_penalty: &'a str => CelString<'a>,
    region: &'a str => CelString<'a>,
    household_income: i64 => CelInt,
    household_size: i64 => CelInt,
    dibao: i64 => CelInt,
    assets: i64 => CelInt,
    limitation_days_left: i64 => CelInt,
}

struct Engine {
    context: Context<'static, 'static>,
    programs: [Program; 4],
}

impl Engine {
    fn load(texts: &[String; 4]) -> Attempt<Self> {
        let env = Arc::new(Env::stdlib());
        let compile = |text: &String| env.compile(text).map_err(|errors| errors.to_string());
        let [outcome, means_test, channel, priority] = texts;
        let programs = [compile(outcome)?, compile(means_test)?, compile(channel)?, compile(priority)?];
        Ok(Self { context: Context::with_env(env), programs })
    }

    fn decide(&self, variables: &Variables<'_>) -> Attempt<[Value; 4]> {
        let mut context = self.context.new_inner_scope();
        context.set_variable_resolver(variables);
        let value = |program: usize| self.programs[program].execute(&context);
        Ok([value(0)?, value(1)?, value(2)?, value(3)?])
    }

    fn decide_json(&self, text: &str) -> Attempt<String> {
        let plain: Plain<'_> = serde_json::from_str(text)?;
        Ok(serde_json::to_string(&answer(&self.decide(&plain.into())?)?)?)
    }
}

fn answer([outcome, means_test, channel, priority]: &[Value; 4]) -> Attempt<Answer> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.as_str().into()),
        other => Err(format!("{other:?} is no text")),
    };
    let Value::Int(priority) = priority else { return Err(format!("{priority:?} is no number").into()) };
    Ok(Answer { outcome: text(outcome)?, means_test: text(means_test)?, channel: text(channel)?, priority: *priority })
}

/// Loading, cases whose values are made beforehand, and JSON to JSON.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let once = texts(1);
    all.push(loading(CEL, move || drop(black_box(Engine::load(&once)))));
    for regions in REGIONS {
        let own = cases.of(regions, cases.counts.fast)?;
        let engine = Rc::new(Engine::load(&texts(regions))?);
        // Leaked: the values borrow the texts of their cases, and last as long as the program.
        let own: &'static [Case] = Box::leak(own.to_vec().into_boxed_slice());
        let variables = own
            .iter()
            .map(|case| Ok(serde_json::from_str::<Plain<'static>>(&case.text)?.into()))
            .collect::<Attempt<Vec<Variables<'static>>>>()?;
        hold(CEL, own, variables.iter().map(|variables| answer(&engine.decide(variables)?)))?;
        hold(CEL, own, own.iter().map(|case| told(&engine.decide_json(&case.text)?)))?;
        let decider = Rc::clone(&engine);
        all.push(in_turn(CEL, What::One, regions, variables, move |variables| {
            let _ = black_box(decider.decide(black_box(variables)));
        }));
        if regions == 1 {
            let texts = own.iter().map(|case| case.text.clone()).collect();
            all.push(in_turn(CEL, What::Json, regions, texts, move |text| {
                let _ = black_box(engine.decide_json(black_box(text)));
            }));
        }
    }
    Ok(all)
}
