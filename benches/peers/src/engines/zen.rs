//! zen: its expressions on their own, compiled once for its virtual machine; and graphs of its decision engine, one with the
//! decisions as expressions, one with them as decision tables. Rules of several regions are a branch each behind a switch.

use std::collections::HashMap;
use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Value, json};
use zen_engine::Decision;
use zen_engine::model::GraphContent;
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate, Variable};

use super::{Cases, hold, in_turn, loading, told};
use crate::Attempt;
use crate::cases::{Answer, REGIONS};
use crate::rules::{by_region, definitions, of_region, replaced, written_out};
use crate::timing::{Timed, What};

const RULES: &str = include_str!("../../policies/workload.zen");
const DECISIONS: [&str; 4] = ["outcome", "means_test", "channel", "priority"];
const MACHINE: &str = "zen-expression";

/// How the decisions stand in a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Each is an expression.
    Expressions,
    /// Those that choose are decision tables over the definitions; the first row that holds decides.
    Tables,
}

/// Both.
pub const STYLES: [Style; 2] = [Style::Expressions, Style::Tables];

impl Style {
    /// In names of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expressions => "expressions",
            Self::Tables => "tables",
        }
    }

    fn engine(self) -> &'static str {
        match self {
            Self::Expressions => "zen-engine, expressions",
            Self::Tables => "zen-engine, tables",
        }
    }
}

/// The graph as its editor keeps it.
pub fn graph(style: Style, regions: u16) -> Value {
    let mut nodes = vec![
        json!({ "id": "in", "name": "in", "type": "inputNode", "content": {} }),
        json!({ "id": "out", "name": "out", "type": "outputNode", "content": {} }),
    ];
    let mut edges = Vec::new();
    if regions > 1 {
        let statements: Vec<Value> = (0..regions)
            .map(|region| json!({ "id": format!("s{region}"), "condition": format!("region == 'r{region}'") }))
            .collect();
        let content = json!({ "hitPolicy": "first", "statements": statements });
        nodes.push(json!({ "id": "switch", "name": "switch", "type": "switchNode", "content": content }));
        edges.push(json!({ "id": "e", "sourceId": "in", "targetId": "switch" }));
    }
    for region in 0..regions {
        let of_region = branch(style, region);
        let mut from = if regions > 1 { "switch".to_owned() } else { "in".to_owned() };
        let mut handle = (regions > 1).then(|| format!("s{region}"));
        for mut node in of_region {
            let id = format!("{}{region}", node["name"].as_str().unwrap_or_default());
            let mut edge = json!({ "id": format!("e-{id}"), "sourceId": from, "targetId": id });
            if let Some(handle) = handle.take() {
                edge["sourceHandle"] = handle.into();
            }
            edges.push(edge);
            node["id"] = id.clone().into();
            node["name"] = id.clone().into();
            nodes.push(node);
            from = id;
        }
        edges.push(json!({ "id": format!("e-out{region}"), "sourceId": from, "targetId": "out" }));
    }
    json!({ "nodes": nodes, "edges": edges })
}

/// The nodes of one region, each behind the one before.
fn branch(style: Style, region: u16) -> Vec<Value> {
    let text = of_region(RULES, region);
    let all = definitions(&text);
    let (answers, helpers): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| DECISIONS.contains(name));
    // Within a node, what stands above is reached through `$`.
    let mut above: HashMap<&str, String> = HashMap::new();
    let mut rows = Vec::new();
    for (name, expression) in helpers {
        rows.push(json!({ "id": name, "key": name, "value": replaced(expression, &above) }));
        above.insert(name, format!("$.{name}"));
    }
    let mut nodes = vec![expressions("definitions", &rows, true)];
    let row = |name: &str| {
        let (name, value) = answers.iter().find(|(known, _)| *known == name).copied().unwrap_or_default();
        json!({ "id": name, "key": name, "value": value })
    };
    match style {
        Style::Expressions => nodes.push(expressions("decisions", &DECISIONS.map(row), false)),
        Style::Tables => {
            nodes.push(table("outcomes", "outcome", &OUTCOME));
            nodes.push(table("means", "means_test", &MEANS_TEST));
            nodes.push(table("channels", "channel", &CHANNEL));
            let kept = |name: &str| json!({ "id": name, "key": name, "value": name });
            let last = [kept("outcome"), kept("means_test"), kept("channel"), row("priority")];
            nodes.push(expressions("decisions", &last, false));
        }
    }
    nodes
}

fn expressions(name: &str, rows: &[Value], pass: bool) -> Value {
    json!({ "name": name, "type": "expressionNode", "content": { "expressions": rows, "passThrough": pass } })
}

/// Rows of a table: the value, and the columns in which something must hold or not.
type Rows<'a> = [(&'a str, &'a [(&'a str, &'a str)])];

const OUTCOME: [(&str, &[(&str, &str)]); 9] = [
    ("refuse_has_counsel", &[("has_counsel", "true")]),
    ("appoint_mandatory", &[("case_type", "'criminal'"), ("triggered", "true")]),
    ("appoint_may", &[("case_type", "'criminal'"), ("may_appoint", "true")]),
    ("grant", &[("case_type", "'criminal'"), ("hardship", "true")]),
    ("duty_lawyer", &[("case_type", "'criminal'")]),
    ("refuse_scope", &[("in_scope", "false"), ("lifted", "false")]),
    ("refuse_means", &[("lifted", "false"), ("spared", "false"), ("hardship", "false")]),
    ("grant_urgent", &[("urgent", "true")]),
    ("grant", &[]),
];

const MEANS_TEST: [(&str, &[(&str, &str)]); 7] = [
    ("waived", &[("case_type", "'criminal'"), ("triggered", "true")]),
    ("waived", &[("case_type", "'criminal'"), ("may_appoint", "true")]),
    ("waived", &[("lifted", "true")]),
    ("exempt", &[("spared", "true")]),
    ("declared", &[("is_disabled", "true")]),
    ("declared", &[("is_military_family", "true")]),
    ("required", &[]),
];

const CHANNEL: [(&str, &[(&str, &str)]); 2] = [("green", &[("favoured", "true")]), ("normal", &[])];

fn table(name: &str, output: &str, rows: &Rows<'_>) -> Value {
    let mut columns: Vec<&str> = Vec::new();
    for (column, _) in rows.iter().flat_map(|(_, cells)| cells.iter()) {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    let inputs: Vec<Value> =
        columns.iter().map(|column| json!({ "id": column, "name": column, "field": column })).collect();
    let rules: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(at, (value, cells))| {
            let mut rule = json!({ "_id": format!("{name}{at}"), "value": format!("'{value}'") });
            for column in &columns {
                let cell = cells.iter().find(|(known, _)| known == column);
                rule[*column] = cell.map_or("", |(_, cell)| *cell).into();
            }
            rule
        })
        .collect();
    let outputs = [json!({ "id": "value", "name": output, "field": output })];
    let content = json!({
        "hitPolicy": "first", "passThrough": true, "inputs": inputs, "outputs": outputs, "rules": rules,
    });
    json!({ "name": name, "type": "decisionTableNode", "content": content })
}

/// The text of the expression of each decision.
fn texts(regions: u16) -> [String; 4] {
    let of_regions: Vec<String> = (0..regions).map(|region| of_region(RULES, region)).collect();
    let written: Vec<Vec<(&str, String)>> = of_regions.iter().map(|text| written_out(&definitions(text))).collect();
    DECISIONS.map(|decision| {
        let of = |region: u16| {
            let all = &written[usize::from(region)];
            all.iter().find(|(name, _)| *name == decision).map_or_else(String::new, |(_, text)| text.clone())
        };
        by_region(0..regions, of, '\'')
    })
}

fn compile(texts: &[String; 4]) -> Attempt<Vec<Expression<Standard>>> {
    let mut isolate = Isolate::new();
    texts.iter().map(|text| isolate.compile_standard(text).map_err(|error| error.to_string().into())).collect()
}

fn decision(text: &str) -> Attempt<Decision> {
    let content: GraphContent = serde_json::from_str(text)?;
    let mut decision = Decision::from(Arc::new(content));
    decision.compile();
    Ok(decision)
}

fn evaluate(decision: &Decision, input: Variable) -> Attempt<Variable> {
    let response = futures::executor::block_on(decision.evaluate(input)).map_err(|error| error.to_string())?;
    Ok(response.result)
}

/// Loading, inputs made beforehand, and JSON to JSON: of graphs and of expressions on their own.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = expressions_alone(cases)?;
    for style in STYLES {
        let engine = style.engine();
        let text = graph(style, 1).to_string();
        all.push(loading(engine, move || drop(black_box(decision(&text)))));
        for regions in REGIONS {
            let own = cases.of(regions, cases.counts.slow)?;
            let decision = Rc::new(decision(&graph(style, regions).to_string())?);
            let inputs = inputs(&own)?;
            let decide_json = |decision: &Decision, text: &str| -> Attempt<String> {
                Ok(serde_json::to_string(&evaluate(decision, serde_json::from_str(text)?)?)?)
            };
            let answers = inputs.iter().map(|input| told(&evaluate(&decision, input.clone())?.to_value().to_string()));
            hold(engine, &own, answers)?;
            hold(engine, &own, own.iter().map(|case| told(&decide_json(&decision, &case.text)?)))?;
            let decider = Rc::clone(&decision);
            all.push(in_turn(engine, What::One, regions, inputs, move |input| {
                let _ = black_box(evaluate(&decider, black_box(input.clone())));
            }));
            if regions == 1 {
                let texts = own.iter().map(|case| case.text.clone()).collect();
                all.push(in_turn(engine, What::Json, regions, texts, move |text| {
                    let _ = black_box(decide_json(&decision, black_box(text)));
                }));
            }
        }
    }
    Ok(all)
}

fn inputs(cases: &[crate::cases::Case]) -> Attempt<Vec<Variable>> {
    cases.iter().map(|case| Ok(serde_json::from_str(&case.text)?)).collect()
}

fn expressions_alone(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let once = texts(1);
    all.push(loading(MACHINE, move || drop(black_box(compile(&once)))));
    for regions in REGIONS {
        let own = cases.of(regions, cases.counts.fast)?;
        let compiled = Rc::new(compile(&texts(regions))?);
        let inputs = inputs(&own)?;
        let mut machine = VM::new();
        hold(MACHINE, &own, inputs.iter().map(|input| answer(&run(&compiled, input, &mut machine)?)))?;
        let (own_machine, own_compiled) = (VM::new(), Rc::clone(&compiled));
        let mut own_machine = own_machine;
        all.push(in_turn(MACHINE, What::One, regions, inputs, move |input| {
            let _ = black_box(run(&own_compiled, black_box(input), &mut own_machine));
        }));
        if regions == 1 {
            let mut by_text = move |text: &str| -> Attempt<String> {
                let input = serde_json::from_str(text)?;
                Ok(serde_json::to_string(&answer(&run(&compiled, &input, &mut machine)?)?)?)
            };
            hold(MACHINE, &own, own.iter().map(|case| told(&by_text(&case.text)?)))?;
            let texts = own.iter().map(|case| case.text.clone()).collect();
            all.push(in_turn(MACHINE, What::Json, regions, texts, move |text| {
                let _ = black_box(by_text(black_box(text)));
            }));
        }
    }
    Ok(all)
}

fn run(compiled: &[Expression<Standard>], input: &Variable, machine: &mut VM) -> Attempt<[Variable; 4]> {
    let mut value = |at: usize| compiled[at].evaluate_with(input.clone(), machine).map_err(|error| error.to_string());
    Ok([value(0)?, value(1)?, value(2)?, value(3)?])
}

fn answer([outcome, means_test, channel, priority]: &[Variable; 4]) -> Attempt<Answer> {
    let text = |value: &Variable| value.as_str().map(Into::into).ok_or_else(|| format!("{value:?} is no text"));
    let priority = priority.to_value().as_f64().ok_or("a priority that is no number")? as i64;
    Ok(Answer { outcome: text(outcome)?, means_test: text(means_test)?, channel: text(channel)?, priority })
}
