//! The `menkan` command: arguments in, one report out.
//!
//! Every command is a function from its arguments to a [`Report`]; nothing else writes, but for the questions of `ask`. A reader that closes the pipe
//! early ends the command quietly.

mod arguments;
mod ask;
mod check;
mod compile;
mod coverage;
mod decide;
mod failure;
mod fmt;
mod input;
mod notice;
mod output;
mod report;
mod sarif;
mod show;
mod terminal;
mod test;
mod tree;
mod types;
mod why_not;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use report::Report;

fn main() -> ExitCode {
    if std::env::args_os().len() <= 1 {
        return Report::said(arguments::help()).write();
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Report::usage(&error).write(),
    };
    let report = match &arguments.command {
        Command::Decide(arguments) => decide::run(arguments),
        Command::Notice(arguments) => notice::run(arguments),
        Command::Ask(arguments) => ask::run(arguments),
        Command::WhyNot(arguments) => why_not::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Compile(arguments) => compile::run(arguments),
        Command::Tree(arguments) => tree::run(arguments),
        Command::Types(arguments) => types::run(arguments),
        Command::Fmt(arguments) => fmt::run(arguments),
    };
    report.write()
}
