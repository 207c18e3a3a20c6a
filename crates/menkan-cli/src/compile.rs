//! `menkan compile`: a policy to the bytes that every surface loads.

use menkan::decide::DecideError;
use menkan::diagnostic::Lang;

use crate::arguments::CompileArguments;
use crate::failure::{Failure, Form};
use crate::output;
use crate::report::Report;

pub(crate) fn run(arguments: &CompileArguments) -> Report {
    let lang = arguments.language.lang();
    compile(arguments, lang).unwrap_or_else(|failure| failure.report(Form::Text, lang))
}

fn compile(arguments: &CompileArguments, lang: Lang) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let compiled = match arguments.as_of {
        Some(day) => policy.to_compiled_for(day),
        None => policy.to_compiled(),
    };
    let compiled = compiled.map_err(|error| match error {
        DecideError::Compiled(error) => Failure::Compiled(error),
        other => Failure::Decide(other),
    })?;
    output::write(&arguments.out, &compiled)?;
    let (out, size) = (arguments.out.display(), compiled.len());
    Ok(Report::said(match lang {
        Lang::Zh => format!("{out}:已编译,{size} 字节\n"),
        Lang::En => format!("{out}: compiled, {size} bytes\n"),
    }))
}
