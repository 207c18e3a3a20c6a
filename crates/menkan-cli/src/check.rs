//! `menkan check`: what is wrong with policies before any case is decided.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use menkan::diagnostic::render::{render_text, to_json_all};
use menkan::diagnostic::{Diagnostic, Lang, Severity};
use menkan::source::{FileId, Sources};
use menkan_files::{LoadError, Named};

use crate::arguments::{CheckArguments, CheckFormat};
use crate::failure::{Failure, Form};
use crate::report::{Report, Status};
use crate::{sarif, terminal};

/// What is wrong with one policy.
pub(crate) struct Checked {
    /// The name or path.
    pub(crate) named: String,
    /// What was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics speak of.
    pub(crate) sources: Sources,
    /// Whether an error that keeps it from being read is told of another policy.
    refused_elsewhere: bool,
}

pub(crate) fn run(arguments: &CheckArguments) -> Report {
    let lang = arguments.language.lang();
    let form = match arguments.format {
        CheckFormat::Text => Form::Text,
        CheckFormat::Json | CheckFormat::Sarif => Form::Json,
    };
    match check_all(&arguments.paths) {
        Err(failure) => failure.report(form, lang),
        Ok(checked) => {
            let errors: usize = checked.iter().map(|one| one.count(Severity::Error)).sum();
            let warnings: usize = checked.iter().map(|one| one.count(Severity::Warning)).sum();
            let fault = errors > 0 || (arguments.deny_warnings && warnings > 0);
            let (out, err) = match arguments.format {
                CheckFormat::Text => text(&checked, lang),
                CheckFormat::Json => (format!("{}\n", json(&checked)), String::new()),
                CheckFormat::Sarif => (format!("{}\n", sarif::log(&checked)), String::new()),
            };
            Report { out, err, status: if fault { Status::Fault } else { Status::Done } }
        }
    }
}

fn check_all(paths: &[String]) -> Result<Vec<Checked>, Failure> {
    let mut checked: Vec<Checked> = Vec::new();
    for path in paths {
        for named in Named::find_all(path)? {
            let one = check(&named)?;
            checked.push(one);
        }
    }
    leave_out_repeated(&mut checked);
    Ok(checked)
}

fn check(named: &Named) -> Result<Checked, Failure> {
    let parsed = match named.load() {
        Ok(policy) => policy.require_texts().map(|()| Ok(policy)).map_err(Failure::Compiled)?,
        Err(LoadError::Policy(rejected)) => Err(rejected),
        Err(error @ (LoadError::File(_) | LoadError::Compiled(_))) => return Err(error.into()),
    };
    let menkan::analyse::Checked { diagnostics, sources } = menkan::analyse::Checked::of(parsed);
    Ok(Checked { named: named.to_string(), diagnostics, sources, refused_elsewhere: false })
}

/// What is wrong with a parent is told once: of the parent, where it is checked too, else of the first of its children.
fn leave_out_repeated(checked: &mut [Checked]) {
    let keys: Vec<Vec<Key>> =
        checked.iter().map(|one| one.diagnostics.iter().map(|told| one.key(told)).collect()).collect();
    let mut homes: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (place, one) in checked.iter().enumerate() {
        homes.entry(one.file(FileId::default())).or_insert(place);
    }
    let mut told = BTreeSet::new();
    for (place, one) in checked.iter_mut().enumerate() {
        let mut keys_of_one = keys[place].iter();
        one.diagnostics.retain(|diagnostic| {
            let Some(key) = keys_of_one.next() else { return true };
            let home = homes.get(&key.file).filter(|home| **home != place);
            let kept = !home.is_some_and(|home| keys[*home].contains(key)) && told.insert(key);
            one.refused_elsewhere |= !kept && diagnostic.severity == Severity::Error;
            kept
        });
    }
}

/// By what a diagnostic is known again.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    file: PathBuf,
    place: (u32, u32),
    code: &'static str,
    message: String,
}

impl Checked {
    /// One file may be reached by several paths.
    fn file(&self, file: FileId) -> PathBuf {
        let name = self.sources.file(file).map_or("", |file| file.name());
        std::fs::canonicalize(name).unwrap_or_else(|_| name.into())
    }

    fn key(&self, diagnostic: &Diagnostic) -> Key {
        let Diagnostic { span, code, message, .. } = diagnostic;
        Key { file: self.file(span.file), place: (span.start, span.end), code: code.0, message: message.en.clone() }
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// A line for each policy, and the diagnostics.
fn text(checked: &[Checked], lang: Lang) -> (String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    for one in checked {
        let (errors, warnings) = (one.count(Severity::Error), one.count(Severity::Warning));
        out.push_str(&match (errors, warnings, lang) {
            (0, 0, Lang::Zh) if one.refused_elsewhere => format!("{}:上级政策有错误\n", one.named),
            (0, 0, Lang::En) if one.refused_elsewhere => {
                format!("{}: a parent has errors\n", one.named)
            }
            (0, 0, Lang::Zh) => format!("{}:没有问题\n", one.named),
            (0, 0, Lang::En) => format!("{}: no fault found\n", one.named),
            (_, _, Lang::Zh) => format!("{}:{errors} 个错误,{warnings} 个警告\n", one.named),
            (_, _, Lang::En) => {
                let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
                format!("{}: {errors}, {warnings}\n", one.named)
            }
        });
        err.push_str(&render_text(&one.diagnostics, &one.sources, lang, terminal::color()));
    }
    (out, err)
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn json(checked: &[Checked]) -> String {
    to_json_all(checked.iter().map(|one| (one.diagnostics.as_slice(), &one.sources)))
}
