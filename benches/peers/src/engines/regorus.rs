//! regorus, on its virtual machine: the Rego policy is compiled once, and a machine is given one input after another. Rules of
//! several regions are a package each, and the case's region names the package, as policies in Rego are put together.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

use ::regorus::languages::rego::compiler::Compiler;
use ::regorus::rvm::vm::RegoVM;
use ::regorus::{Engine as Rego, Value};

use super::{Cases, hold, in_turn, loading, told};
use crate::Attempt;
use crate::cases::REGIONS;
use crate::rules::of_region;
use crate::timing::{Timed, What};

const REGORUS: &str = "regorus";
const RULES: &str = include_str!("../../policies/workload.rego");
const ENTRY: &str = "data.entry.answers";

/// The policy of each region, and the one that asks for that of the case's region.
fn texts(regions: u16) -> Vec<String> {
    let mut texts: Vec<String> = (0..regions).map(|region| of_region(RULES, region)).collect();
    let place = if regions > 1 { "[input.region]" } else { ".r0" };
    texts.push(format!("package entry\n\nimport rego.v1\n\nanswers := data.workload{place}.answers\n"));
    texts
}

fn load(texts: &[String]) -> Attempt<RegoVM> {
    let mut engine = Rego::new();
    for (at, text) in texts.iter().enumerate() {
        engine.add_policy(format!("{at}.rego"), text.clone())?;
    }
    let compiled = engine.compile_with_entrypoint(&ENTRY.into())?;
    let program = Compiler::compile_from_policy(&compiled, &[ENTRY])?;
    let mut machine = RegoVM::new_with_policy(compiled);
    machine.load_program(program);
    Ok(machine)
}

fn decide(machine: &RefCell<RegoVM>, input: Value) -> Attempt<Value> {
    let mut machine = machine.borrow_mut();
    machine.set_input(input);
    Ok(machine.execute_entry_point_by_index(0)?)
}

fn decide_json(machine: &RefCell<RegoVM>, text: &str) -> Attempt<String> {
    Ok(serde_json::to_string(&decide(machine, Value::from_json_str(text)?)?)?)
}

/// Loading, inputs made beforehand, and JSON to JSON.
pub fn timed(cases: &Cases<'_>) -> Attempt<Vec<Timed>> {
    let mut all = Vec::new();
    let once = texts(1);
    all.push(loading(REGORUS, move || drop(black_box(load(&once)))));
    for regions in REGIONS {
        let own = cases.of(regions, cases.counts.slow)?;
        let machine = Rc::new(RefCell::new(load(&texts(regions))?));
        let inputs = own.iter().map(|case| Value::from_json_str(&case.text)).collect::<Result<Vec<_>, _>>()?;
        let answers = inputs.iter().map(|input| told(&serde_json::to_string(&decide(&machine, input.clone())?)?));
        hold(REGORUS, &own, answers)?;
        hold(REGORUS, &own, own.iter().map(|case| told(&decide_json(&machine, &case.text)?)))?;
        let own_machine = Rc::clone(&machine);
        all.push(in_turn(REGORUS, What::One, regions, inputs, move |input| {
            let _ = black_box(decide(&own_machine, black_box(input.clone())));
        }));
        if regions == 1 {
            let texts = own.iter().map(|case| case.text.clone()).collect();
            all.push(in_turn(REGORUS, What::Json, regions, texts, move |text| {
                let _ = black_box(decide_json(&machine, black_box(text)));
            }));
        }
    }
    Ok(all)
}
