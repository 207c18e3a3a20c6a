//! What keeps a command from its work: a file, a case, a policy, a decision; each in text and as JSON.

use menkan::case::CaseErrors;
use menkan::decide::DecideError;
use menkan::diagnostic::Lang;
use menkan::diagnostic::render::{render_text, to_json};
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
}

/// Why what was named cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputError {
    /// F0101
    NoSuchFile(PathBuf),
    /// F0102
    Folder(PathBuf),
    /// F0103
    Unreadable(PathBuf, String),
    /// F0104: and the first byte that is wrong.
    NotUtf8(PathBuf, usize),
    /// F0105: and the most bytes that are read.
    TooLarge(PathBuf, usize),
    /// F0106: neither a shipped policy nor a file; and the nearest shipped name.
    NoSuchPolicy(String, Option<String>),
    /// F0107
    NoPolicies(PathBuf),
    /// F0108: and why it cannot be written.
    Unwritable(PathBuf, String),
}
impl Failure {
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

/// One error as JSON writes it; what does not apply is left out.
#[derive(Serialize)]
struct Written<'a> {
    code: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<At>,
}

/// A place of which only the file is known.
#[derive(Serialize)]
struct At {
    file: String,
}

impl Written<'_> {
    fn new(code: &'static str, message: Text) -> Self {
        Self { code, message, nearest: None, at: None }
    }
}

fn written(error: &Written<'_>) -> String {
    #[derive(Serialize)]
    struct Errors<'a> {
        errors: [&'a Written<'a>; 1],
    }
    // A struct of texts always has a JSON form.
    serde_json::to_string(&Errors { errors: [error] }).unwrap_or_default()
}

impl InputError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchFile(_) => "F0101",
            Self::Folder(_) => "F0102",
            Self::Unreadable(..) => "F0103",
            Self::NotUtf8(..) => "F0104",
            Self::TooLarge(..) => "F0105",
            Self::NoSuchPolicy(..) => "F0106",
            Self::NoPolicies(_) => "F0107",
            Self::Unwritable(..) => "F0108",
        }
    }

    pub(crate) fn message(&self) -> Text {
        match self {
            Self::NoSuchFile(path) => {
                let path = path.display();
                Text::new(format!("找不到文件 `{path}`"), format!("there is no file `{path}`"))
            }
            Self::Folder(path) => {
                let path = path.display();
                Text::new(format!("`{path}` 是文件夹,不是文件"), format!("`{path}` is a folder, not a file"))
            }
            Self::Unreadable(path, why) => {
                let path = path.display();
                Text::new(format!("无法读取 `{path}`:{why}"), format!("`{path}` cannot be read: {why}"))
            }
            Self::NotUtf8(path, at) => {
                let path = path.display();
                Text::new(
                    format!("`{path}` 不是 UTF-8 编码的文本:第 {at} 个字节有误"),
                    format!("`{path}` is not UTF-8 text: byte {at} is wrong"),
                )
            }
            Self::TooLarge(path, limit) => {
                let path = path.display();
                Text::new(
                    format!("`{path}` 超过 {limit} 字节的上限"),
                    format!("`{path}` is larger than the limit of {limit} bytes"),
                )
            }
            Self::NoSuchPolicy(name, nearest) => {
                let (mut zh, mut en) = (
                    format!("`{name}` 既不是内置政策的名称,也不是文件"),
                    format!("`{name}` is neither a shipped policy nor a file"),
                );
                if let Some(nearest) = nearest {
                    zh.push_str(&format!(",是否指 `{nearest}`?"));
                    en.push_str(&format!("; did you mean `{nearest}`?"));
                }
                Text::new(zh, en)
            }
            Self::Unwritable(path, why) => {
                let path = path.display();
                Text::new(format!("无法写入 `{path}`:{why}"), format!("`{path}` cannot be written: {why}"))
            }
            Self::NoPolicies(path) => {
                let path = path.display();
                Text::new(
                    format!("文件夹 `{path}` 中没有政策文件(*.menkan)"),
                    format!("the folder `{path}` holds no policy (*.menkan)"),
                )
            }
        }
    }

    fn file(&self) -> Option<String> {
        let path: &Path = match self {
            Self::NoSuchFile(path)
            | Self::Folder(path)
            | Self::Unreadable(path, _)
            | Self::NotUtf8(path, _)
            | Self::TooLarge(path, _)
            | Self::NoPolicies(path)
            | Self::Unwritable(path, _) => path,
            Self::NoSuchPolicy(..) => return None,
        };
        Some(path.display().to_string())
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
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
        }
    }
}
