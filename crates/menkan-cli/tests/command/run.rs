//! Runs the command and holds what it said.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// No command that these tests run may take longer.
const LIMIT: Duration = Duration::from_secs(60);

/// What a run of the command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: Option<i32>,
}

/// Runs `menkan` in English, without a terminal.
pub(crate) fn menkan(arguments: &[&str], input: &[u8]) -> Said {
    menkan_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, input)
}

pub(crate) fn menkan_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Said {
    let began = Instant::now();
    let mut child = command(folder, arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The command may end without having read all.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(began.elapsed() < LIMIT, "{arguments:?} took {:?}", began.elapsed());
    let said = Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code(),
    };
    assert!(!said.err.contains("panicked"), "{arguments:?} panicked:\n{}", said.err);
    assert!(said.status.is_some(), "{arguments:?} was ended by a signal");
    said
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_menkan"));
    command.current_dir(folder).args(arguments);
    command.env("LC_ALL", "C.UTF-8").env_remove("NO_COLOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Said {
    /// Done, with nothing to complain of.
    pub(crate) fn done(&self) -> &str {
        assert_eq!((self.status, self.err.as_str()), (Some(0), ""), "{}", self.out);
        &self.out
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// At fault, with exactly these codes in JSON on standard output.
    #[track_caller]
    pub(crate) fn codes(&self) -> Vec<String> {
        assert_eq!((self.status, self.err.as_str()), (Some(1), ""), "{}", self.out);
        let errors = self.json();
        let errors = errors["errors"].as_array().unwrap().clone();
        for error in &errors {
            for lang in ["zh", "en"] {
                assert!(error["message"][lang].as_str().is_some_and(|text| !text.is_empty()), "{error}");
            }
        }
        errors.iter().map(|error| error["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// A folder of its own for one test, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
