//! What a command has to say, and how it ends. Nothing else in the command writes.

use std::io::{ErrorKind, Write, stderr, stdout};
use std::process::ExitCode;

use clap::error::ErrorKind as Usage;

/// The output of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// For standard output.
    pub(crate) out: String,
    /// For standard error.
    pub(crate) err: String,
    /// How the command ends.
    pub(crate) status: Status,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Done, an incomplete decision too.
    Done,
    /// The policy or the case is at fault, or a test failed.
    Fault,
    /// Wrong usage.
    Usage,
}

/// What a shell gives for a program that a closed pipe ended.
const CLOSED_PIPE: u8 = 141;

impl Report {
    /// Done, with this on standard output.
    pub(crate) fn said(out: impl Into<String>) -> Self {
        Self { out: out.into(), err: String::new(), status: Status::Done }
    }

    /// This and another: what both say, and the worse end.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.out.push_str(&other.out);
        self.err.push_str(&other.err);
        Self { status: self.status.max(other.status), ..self }
    }

    /// The message of the reader of the command line: help, the version, or what is wrong.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        match error.kind() {
            Usage::DisplayHelp | Usage::DisplayVersion => Self::said(text),
            _ => Self { out: String::new(), err: text, status: Status::Usage },
        }
    }

    /// Writes it, and gives the exit status.
    pub(crate) fn write(&self) -> ExitCode {
        // Who closed standard error does not want to hear that it is closed.
        let _ = stderr().lock().write_all(self.err.as_bytes());
        let mut out = stdout().lock();
        match out.write_all(self.out.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => match self.status {
                Status::Done => ExitCode::SUCCESS,
                Status::Fault => ExitCode::from(1),
                Status::Usage => ExitCode::from(2),
            },
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(CLOSED_PIPE),
            Err(error) => {
                let _ = writeln!(stderr().lock(), "menkan: {error}");
                ExitCode::from(1)
            }
        }
    }
}
