//! Why a file, or what was named as a policy, cannot be read or written: `F01xx`, in both languages and as JSON.

use std::fmt;
use std::path::{Path, PathBuf};

use menkan::diagnostic::Text;
use serde::Serialize;

/// Why what was named cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// F0101: no such file.
    NoSuchFile(PathBuf),
    /// F0102: a folder where a file is read.
    Folder(PathBuf),
    /// F0103: and what the system says.
    Unreadable(PathBuf, String),
    /// F0104: and the first byte that is wrong.
    NotUtf8(PathBuf, usize),
    /// F0105: and the most bytes that are read.
    TooLarge(PathBuf, usize),
    /// F0106: neither a shipped policy nor a file; and the nearest shipped name.
    NoSuchPolicy(String, Option<String>),
    /// F0107: a folder without policies.
    NoPolicies(PathBuf),
    /// F0108: and why it cannot be written.
    Unwritable(PathBuf, String),
    /// F0109: something other than a compiled policy stands where one is to be written.
    NotCompiled(PathBuf),
}

impl FileError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchFile(_) => "F0101",
            Self::Folder(_) => "F0102",
            Self::Unreadable(..) => "F0103",
            Self::NotUtf8(..) => "F0104",
            Self::TooLarge(..) => "F0105",
            Self::NoSuchPolicy(..) => "F0106",
            Self::NoPolicies(_) => "F0107",
            Self::Unwritable(..) => "F0108",
            Self::NotCompiled(_) => "F0109",
        }
    }

    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
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
            Self::NotCompiled(path) => {
                let path = path.display();
                Text::new(
                    format!("`{path}` 已存在,且不是编译后的政策:不予覆盖"),
                    format!("`{path}` is there already and is no compiled policy: it is not overwritten"),
                )
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

    /// `{ "errors": [ … ] }` with this one error.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Errors<'a> {
            errors: [Written<'a>; 1],
        }
        let nearest = match self {
            Self::NoSuchPolicy(_, nearest) => nearest.as_deref(),
            Self::NoSuchFile(_)
            | Self::Folder(_)
            | Self::Unreadable(..)
            | Self::NotUtf8(..)
            | Self::TooLarge(..)
            | Self::NoPolicies(_)
            | Self::Unwritable(..)
            | Self::NotCompiled(_) => None,
        };
        let at = self.file().map(|file| At { file });
        let error = Written { code: self.code(), message: self.message(), nearest, at };
        // A struct of texts always has a JSON form.
        serde_json::to_string(&Errors { errors: [error] }).unwrap_or_default()
    }

    fn file(&self) -> Option<String> {
        let path: &Path = match self {
            Self::NoSuchFile(path)
            | Self::Folder(path)
            | Self::Unreadable(path, _)
            | Self::NotUtf8(path, _)
            | Self::TooLarge(path, _)
            | Self::NoPolicies(path)
            | Self::Unwritable(path, _)
            | Self::NotCompiled(path) => path,
            Self::NoSuchPolicy(..) => return None,
        };
        Some(path.display().to_string())
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for FileError {}

/// An error as JSON writes it; what does not apply is left out.
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
