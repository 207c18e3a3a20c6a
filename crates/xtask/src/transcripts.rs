//! Runs the commands that documents show, and compares what they print with what the document says.
//!
//! A block fenced as `console` is a transcript in the form that trycmd uses: `$ ` starts a command, `> ` goes on with
//! it, `? 1` is its exit status where that is not 0, and what follows is its output, in which a line `...` stands for
//! any lines. A command without output shown is only run. The transcripts of one document are one shell session in a
//! fresh copy of the source tree, with `menkan` on the path. `console,no_run` is left alone. A block of another language
//! with `file=NAME` is written to that file before the commands behind it; with `fragment`, at the end of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::markdown::{Block, Document};
use crate::steps::Outcome;
use crate::workspace::Workspace;
use crate::{Attempt, commands, links, policies};

/// Every transcript in the Markdown documents of the source tree happens as shown.
pub(crate) fn check(workspace: &Workspace) -> Attempt<Outcome> {
    let documents = links::read_documents(workspace)?;
    let mut sessions = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, document) in &documents {
        match session(document) {
            Ok(exchanges) if exchanges.is_empty() => {}
            Ok(exchanges) => drop(sessions.insert(path, exchanges)),
            Err(reason) => wrong.push(format!("{}:{reason}", path.display())),
        }
    }
    if sessions.is_empty() && wrong.is_empty() {
        return Ok(Outcome::Skipped("no document shows a command".to_owned()));
    }
    let menkan = policies::build_command(workspace)?;
    for (path, exchanges) in sessions {
        println!("{}: {} commands", path.display(), exchanges.len());
        let copy = fresh_copy(workspace)?;
        let said = converse(workspace, &copy, menkan.as_deref(), &exchanges)?;
        let told = exchanges.iter().zip(said).filter_map(|(exchange, said)| exchange.differs(&said));
        wrong.extend(told.map(|difference| format!("{}:{difference}", path.display())));
    }
    if wrong.is_empty() { Ok(Outcome::Passed) } else { Err(wrong.join("\n").into()) }
}

/// A command, and what the document says comes of it.
#[derive(Debug, PartialEq, Eq)]
struct Exchange {
    line: usize,
    command: String,
    status: String,
    output: Vec<String>,
}

/// What came of it.
struct Said {
    output: String,
    status: String,
}

/// The commands of a document, in order; or the line of a shell block that nobody would run, and what to write there.
fn session(document: &Document) -> Result<Vec<Exchange>, String> {
    let mut exchanges = Vec::new();
    for block in &document.blocks {
        exchanges.extend(file(block));
        let language = block.words.first().map_or("", String::as_str);
        let left_alone = block.words.iter().any(|word| word == "no_run");
        match language {
            "console" if !left_alone => exchanges.extend(transcript(&block.text, block.line + 1)),
            "sh" | "bash" | "shell" | "zsh" => {
                let hint = "a `console` block with `$ ` before each command is run; `console,no_run` is not";
                return Err(format!("{}: a `{language}` block: {hint}", block.line));
            }
            _ => {}
        }
    }
    Ok(exchanges)
}

/// The command that writes a block to the file that it names.
fn file(block: &Block) -> Option<Exchange> {
    let name = block.words.iter().find_map(|word| word.strip_prefix("file="))?;
    let fragment = block.words.iter().any(|word| word == "fragment");
    let (sign, between) = if fragment { (">>", "\n") } else { (">", "") };
    let command = format!("cat {sign} '{name}' <<'{END_OF_BLOCK}'\n{between}{}{END_OF_BLOCK}", block.text);
    Some(Exchange { line: block.line, command, status: "0".to_owned(), output: Vec::new() })
}

/// Ends the text of a block for the shell; no block has such a line.
const END_OF_BLOCK: &str = "END OF BLOCK";

fn transcript(text: &str, first_line: usize) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (offset, line) in text.lines().enumerate() {
        if let Some(command) = line.strip_prefix("$ ") {
            let (command, status) = (command.to_owned(), "0".to_owned());
            exchanges.push(Exchange { line: first_line + offset, command, status, output: Vec::new() });
        } else if let Some(exchange) = exchanges.last_mut() {
            if let Some(more) = line.strip_prefix("> ").filter(|_| exchange.output.is_empty()) {
                exchange.command.push('\n');
                exchange.command.push_str(more);
            } else if let Some(status) = line.strip_prefix("? ").filter(|_| exchange.output.is_empty()) {
                status.clone_into(&mut exchange.status);
            } else {
                exchange.output.push(line.to_owned());
            }
        }
    }
    exchanges
}

/// Has one shell run the commands. A control sign that no command prints parts what each said.
fn converse(workspace: &Workspace, folder: &Path, menkan: Option<&Path>, exchanges: &[Exchange]) -> Attempt<Vec<Said>> {
    let commands = exchanges.iter().map(|exchange| format!("{}\nprintf '\\036%s\\036' \"$?\"\n", exchange.command));
    let script = format!("exec 2>&1\n{}", commands.collect::<String>());
    let mut shell = workspace.command("bash", &["-c", &script]);
    shell.current_dir(folder).env("PATH", search_path(folder, menkan)?);
    shell.env("CARGO_INSTALL_ROOT", folder.join("target/installed")).env_remove("CARGO_TARGET_DIR");
    let output = commands::output(&mut shell)?;
    let parts: Vec<&str> = output.split('\u{1e}').collect();
    let said = parts.chunks_exact(2).map(|part| Said { output: part[0].to_owned(), status: part[1].to_owned() });
    let said: Vec<Said> = said.collect();
    if said.len() < exchanges.len() {
        let stopped = &exchanges[said.len()];
        return Err(format!("line {}: the shell ended at `{}`\n{output}", stopped.line, stopped.command).into());
    }
    Ok(said)
}

/// What this process searches, after the commands that a reader would have installed by now.
fn search_path(folder: &Path, menkan: Option<&Path>) -> Attempt<std::ffi::OsString> {
    let mut folders = vec![folder.join("target/installed/bin")];
    folders.extend(menkan.and_then(Path::parent).map(Path::to_owned));
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(env::join_paths(folders)?)
}

/// The source tree as a new clone would have it, uncommitted changes included; only what was built stays from before.
fn fresh_copy(workspace: &Workspace) -> Attempt<PathBuf> {
    let copy = workspace.target.join("transcripts");
    fs::create_dir_all(&copy)?;
    for entry in fs::read_dir(&copy)? {
        let entry = entry?;
        if entry.file_name() == "target" {
            continue;
        }
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    let mut archive = workspace.command("tar", &["-cf"]);
    let file = workspace.target.join("transcripts.tar");
    archive.arg(&file).args(workspace.files()?);
    commands::output(&mut archive)?;
    commands::output(workspace.command("tar", &["-xf"]).arg(&file).arg("-C").arg(&copy))?;
    fs::remove_file(file)?;
    Ok(copy)
}

impl Exchange {
    /// How what came of the command differs from what the document says, where it does.
    fn differs(&self, said: &Said) -> Option<String> {
        let lines: Vec<&str> = said.output.lines().collect();
        let expected: Vec<&str> = self.output.iter().map(String::as_str).collect();
        if said.status != self.status {
            let Self { line, command, status, .. } = self;
            return Some(format!(
                "{line}: `{command}` ended with {}, not {status}, and said\n{}",
                said.status,
                said.output.trim_end()
            ));
        }
        if expected.is_empty() || matches(&expected, &lines) {
            return None;
        }
        Some(format!(
            "{}: `{}` said\n{}\nwhere the document has\n{}",
            self.line,
            self.command,
            said.output.trim_end(),
            self.output.join("\n")
        ))
    }
}

/// Whether the lines are the expected ones, `...` standing for any number of lines.
fn matches(expected: &[&str], lines: &[&str]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines
            .split_first()
            .is_some_and(|(line, others)| line.trim_end() == first.trim_end() && matches(rest, others)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Exchange {
        let document = Document::read(&format!("```console\n{text}\n```\n"));
        let mut exchanges = session(&document).expect("a transcript");
        exchanges.pop().expect("a command")
    }

    fn said(output: &str, status: &str) -> Said {
        Said { output: output.to_owned(), status: status.to_owned() }
    }

    #[test]
    fn a_command_may_go_on_and_end_badly() {
        let exchange = only("$ menkan decide cn \\\n> case.json\n? 1\nno such file");
        assert_eq!(exchange.command, "menkan decide cn \\\ncase.json");
        assert_eq!(
            (exchange.status.as_str(), exchange.output, exchange.line),
            ("1", vec!["no such file".to_owned()], 2)
        );
    }

    #[test]
    fn dots_stand_for_any_lines() {
        let exchange = only("$ menkan show\ncn\n...\ngb.ew.civil");
        assert_eq!(exchange.differs(&said("cn\ncn.gansu\ngb.ew.civil\n", "0")), None);
        assert_eq!(exchange.differs(&said("cn\ngb.ew.civil\n", "0")), None);
        assert!(exchange.differs(&said("cn\ncn.gansu\n", "0")).is_some());
    }

    #[test]
    fn output_left_out_is_not_compared_but_the_status_is() {
        let exchange = only("$ menkan show");
        assert_eq!(exchange.differs(&said("cn\n", "0")), None);
        assert!(exchange.differs(&said("cn\n", "1")).is_some());
    }

    #[test]
    fn a_block_becomes_a_file_and_a_fragment_goes_on_with_it() {
        let text = "```menkan,file=a.menkan\npolicy a\n```\n```menkan,fragment,file=a.menkan\nenum E x, y\n```\n";
        let exchanges = session(&Document::read(text)).expect("two files");
        let commands: Vec<&str> = exchanges.iter().map(|exchange| exchange.command.as_str()).collect();
        let expected = [
            "cat > 'a.menkan' <<'END OF BLOCK'\npolicy a\nEND OF BLOCK",
            "cat >> 'a.menkan' <<'END OF BLOCK'\n\nenum E x, y\nEND OF BLOCK",
        ];
        assert_eq!(commands, expected);
    }

    #[test]
    fn shell_blocks_that_nobody_runs_are_refused() {
        assert!(session(&Document::read("```sh\nmenkan show\n```\n")).is_err());
        assert_eq!(session(&Document::read("```console,no_run\n$ menkan ask cn\n```\n")), Ok(vec![]));
    }
}
