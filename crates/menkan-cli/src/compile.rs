//! `menkan compile`: a policy to the bytes that every surface loads.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use menkan::compiled_form::MAGIC;
use menkan::decide::DecideError;
use menkan::diagnostic::Lang;
use menkan_files::FileError;

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
    if !may_be_replaced(&arguments.out) {
        return Err(FileError::NotCompiled(arguments.out.clone()).into());
    }
    output::write(&arguments.out, &compiled)?;
    let (out, size) = (arguments.out.display(), compiled.len());
    Ok(Report::said(match lang {
        Lang::Zh => format!("{out}:已编译,{size} 字节\n"),
        Lang::En => format!("{out}: compiled, {size} bytes\n"),
    }))
}

/// Whether nothing stands there, or what can be compiled anew: a policy's text that is written over is lost. What cannot be
/// read is left to the writing to tell.
fn may_be_replaced(out: &Path) -> bool {
    let mut first = Vec::new();
    let read = File::open(out).and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut first));
    read.is_err() || first.is_empty() || first == MAGIC
}
