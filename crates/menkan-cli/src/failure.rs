//! What keeps a command from its work: a file, a case, a policy, a decision; each in text and as JSON.

use menkan::case::CaseErrors;
use menkan::compiled_form::CompiledError;
use menkan::decide::{DecideError, Refused};
use menkan::diagnostic::Lang;
use menkan::diagnostic::render::{render_text, to_json};
use menkan::interview::SavedError;
use menkan::policy::Rejected;
use menkan_files::{FileError, LoadError};

use crate::report::{Report, Status};
use crate::terminal;

/// What keeps a command from its work.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// F01xx: what was named cannot be read.
    Input(FileError),
    /// M…: the policy is at fault.
    Policy(Rejected),
    /// C01xx: the case is at fault; and what it was read from.
    Case(CaseErrors, Option<String>),
    /// C03xx: the case cannot be decided.
    Decide(DecideError),
    /// K01xx: a compiled policy cannot be used, or not for this.
    Compiled(CompiledError),
    /// C04xx: a saved interview cannot be gone on with.
    Saved(SavedError),
}

impl Failure {
    /// Why a request was refused; and what its case was read from.
    pub(crate) fn refused(refused: Refused, file: Option<String>) -> Self {
        match refused {
            Refused::Case(errors) => Self::Case(errors, file),
            Refused::Setting(errors) => Self::Case(errors, None),
            Refused::Decide(error) => Self::Decide(error),
            Refused::Saved(error) => Self::Saved(error),
        }
    }

    /// The failure for people on standard error, or for programs on standard output.
    pub(crate) fn report(&self, form: Form, lang: Lang) -> Report {
        match form {
            Form::Text => Report { out: String::new(), err: self.text(lang), status: Status::Fault },
            Form::Json => Report { out: format!("{}\n", self.json()), err: String::new(), status: Status::Fault },
        }
    }

    fn text(&self, lang: Lang) -> String {
        let error = match lang {
            Lang::Zh => "错误",
            Lang::En => "error",
        };
        match self {
            Self::Input(input) => format!("{error}[{}]: {}\n", input.code(), input.message().get(lang)),
            Self::Policy(rejected) => render_text(&rejected.diagnostics, &rejected.sources, lang, terminal::color()),
            Self::Case(errors, file) => format!("{}\n", errors.to_text(lang, file.as_deref())),
            Self::Compiled(compiled) => format!("{error}[{}]: {}\n", compiled.code(), compiled.message().get(lang)),
            Self::Saved(saved) => format!("{error}[{}]: {}\n", saved.code(), saved.message().get(lang)),
            Self::Decide(decide) => {
                let nearest = match (decide.nearest(), lang) {
                    (None, _) => String::new(),
                    (Some(nearest), Lang::Zh) => format!(",是否指 `{nearest}`?"),
                    (Some(nearest), Lang::En) => format!("; did you mean `{nearest}`?"),
                };
                format!("{error}[{}]: {}{nearest}\n", decide.code(), decide.message().get(lang))
            }
        }
    }

    fn json(&self) -> String {
        match self {
            Self::Input(input) => input.to_json(),
            Self::Policy(rejected) => to_json(&rejected.diagnostics, &rejected.sources),
            Self::Case(errors, file) => errors.to_json(file.as_deref()),
            Self::Decide(decide) => decide.to_json(),
            Self::Compiled(compiled) => compiled.to_json(),
            Self::Saved(saved) => saved.to_json(),
        }
    }
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::Input(error)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::File(error) => Self::Input(error),
            LoadError::Policy(rejected) => Self::Policy(rejected),
            LoadError::Compiled(error) => Self::Compiled(error),
        }
    }
}
