//! The chores of this repository, so that nobody has to remember a command line: `cargo xtask test` and its kin.
#![allow(clippy::print_stdout, reason = "a chore tells on the terminal what it does")]

mod steps;

mod bindings;
mod checks;
mod links;
mod packages;
mod peers;
mod pictures;
mod policies;
mod python;
mod tools;
mod transcripts;
mod wasm;

mod commands;
mod markdown;
mod report;
mod workspace;

use std::env;
use std::process::ExitCode;

use crate::steps::Pace;
use crate::workspace::Workspace;

/// What a chore gives, or why it stopped, in words for whoever ran it.
type Attempt<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask test [STEP]…      install what the tests need and run every step, or the named ones
cargo xtask test --quick      the inner loop: format, lint, tests, policies; stops at the first failure
cargo xtask test --list       the steps
cargo xtask bless             keeps anew the decisions of conformance cases that are kept whole
cargo xtask pictures          draws the letters that documents show, and keeps them
cargo xtask soak [OPTION]…    the long differential test: --cases N, --partial N, --seed S
cargo xtask bench [OPTION]…   the benchmarks; options go to `cargo bench`
cargo xtask peers [OPTION]…   other engines on the same workload: --quick, --only NAME, --keep (table and chart in docs)";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let attempt = match words.as_slice() {
        ["test", "--list"] => {
            println!("{}", steps::list());
            Ok(())
        }
        ["test", "--quick"] => Workspace::read().and_then(|workspace| steps::run(&workspace, Pace::Quick)),
        ["test"] => Workspace::read().and_then(|workspace| steps::run(&workspace, Pace::Full)),
        ["test", names @ ..] => Workspace::read().and_then(|workspace| steps::run_named(&workspace, names)),
        ["bless"] => Workspace::read().and_then(|workspace| bless(&workspace)),
        ["pictures"] => Workspace::read().and_then(|workspace| pictures::draw(&workspace)),
        ["soak", options @ ..] => Workspace::read().and_then(|workspace| soak(&workspace, options)),
        ["peers", options @ ..] => Workspace::read().and_then(|workspace| peers::run(&workspace, options)),
        ["bench", options @ ..] => Workspace::read().and_then(|workspace| bench(&workspace, options)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match attempt {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// What the conformance cases keep whole, as the library gives it now: to be looked at before it is committed.
fn bless(workspace: &Workspace) -> Attempt {
    let test = ["test", "--package", "menkan-tests", "--test", "conformance", "the_library_decides"];
    commands::run(workspace.cargo(&test).env("MENKAN_BLESS", "1"))
}

/// Drawn policies and cases, decided by the diagrams and by the reference, for as long as the options say.
fn soak(workspace: &Workspace, options: &[&str]) -> Attempt {
    let program = ["run", "--release", "--package", "menkan-tests", "--bin", "differential", "--"];
    commands::run(workspace.cargo(&program).args(options))
}

fn bench(workspace: &Workspace, options: &[&str]) -> Attempt {
    commands::run(workspace.cargo(&["bench", "--package", "menkan-benches"]).args(options))
}
