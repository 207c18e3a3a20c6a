//! `menkan fmt`: policies laid out, each file written whole or not at all.

use std::io::stdin;
use std::path::{Path, PathBuf};

use menkan::diagnostic::render::render_text;
use menkan::diagnostic::{Diagnostic, Lang, Severity};
use menkan::format::{Formatted, format};
use menkan::source::{SourceFile, Sources};
use menkan::syntax::limits::MAX_BYTES;
use menkan_files::{FileError, Nearby, policy_files, read_text, read_text_stream};

use crate::arguments::{FmtArguments, Spoken};
use crate::failure::{Failure, Form};
use crate::report::{Report, Status};
use crate::{output, terminal};

/// What becomes of a file that is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// It is written.
    Write,
    /// It is only looked at.
    Check,
}

pub(crate) fn run(arguments: &FmtArguments) -> Report {
    let asked = arguments.lang.map(Spoken::lang);
    let lang = asked.unwrap_or_else(terminal::language);
    let aim = if arguments.check { Aim::Check } else { Aim::Write };
    let mut report = Report::said("");
    for path in &arguments.paths {
        let done = match path.as_str() {
            "-" => standard_input(asked, aim, lang),
            path => files(Path::new(path)).map(|files| {
                files.iter().fold(Report::said(""), |all, file| all.and(one_file(file, asked, aim, lang)))
            }),
        };
        report = report.and(done.unwrap_or_else(|error| Failure::Input(error).report(Form::Text, lang)));
    }
    report
}

/// The file at a path, or the policies of a folder.
fn files(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    policy_files(path)
}

fn one_file(path: &Path, asked: Option<Lang>, aim: Aim, lang: Lang) -> Report {
    match lay_out(path, asked, aim, lang) {
        Ok(report) => report,
        Err(error) => Failure::Input(error).report(Form::Text, lang),
    }
}

fn lay_out(path: &Path, asked: Option<Lang>, aim: Aim, lang: Lang) -> Result<Report, FileError> {
    let text = read_text(path, MAX_BYTES)?;
    let formatted = format(&SourceFile::new(&path.to_string_lossy(), &text), &Nearby::of(path), asked);
    let told = told(&formatted.diagnostics, &formatted.sources, lang);
    if formatted.text == text {
        return Ok(told);
    }
    Ok(match aim {
        Aim::Write => {
            output::replace(path, formatted.text.as_bytes())?;
            told.and(Report::said(line(path, lang, "已调整版式", "laid out")))
        }
        Aim::Check => {
            let would = line(path, lang, "版式不符,会被改写", "would be laid out anew");
            told.and(Report { status: Status::Fault, ..Report::said(would) })
        }
    })
}

fn line(path: &Path, lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => format!("{}:{zh}\n", path.display()),
        Lang::En => format!("{}: {en}\n", path.display()),
    }
}

/// Standard input to standard output. Parents are looked for as if the text lay in the folder that one is in.
fn standard_input(asked: Option<Lang>, aim: Aim, lang: Lang) -> Result<Report, FileError> {
    let name = Path::new("-");
    let text = read_text_stream(stdin().lock(), name, MAX_BYTES)?;
    let Formatted { text: laid_out, diagnostics, sources } =
        format(&SourceFile::new("-", &text), &Nearby::of(name), asked);
    let told = told(&diagnostics, &sources, lang);
    Ok(match aim {
        Aim::Write => told.and(Report::said(laid_out)),
        Aim::Check if laid_out == text => told,
        Aim::Check => {
            let would = line(name, lang, "版式不符,会被改写", "would be laid out anew");
            told.and(Report { status: Status::Fault, ..Report::said(would) })
        }
    })
}

/// The diagnostics on standard error; at fault where one is an error.
fn told(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> Report {
    let error = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Report {
        out: String::new(),
        err: render_text(diagnostics, sources, lang, terminal::color()),
        status: if error { Status::Fault } else { Status::Done },
    }
}
