//! Runs other programs, and says which one failed and how.

use std::process::{Command, Stdio};

use crate::Attempt;

/// Runs `command` to its end, its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Attempt {
    println!("$ {}", shown(command));
    let status = command.stdin(Stdio::null()).status().map_err(|reason| told(command, &reason))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{}` failed: {status}", shown(command)).into())
}

/// What `command` writes to standard output; its errors go to the terminal.
pub(crate) fn output(command: &mut Command) -> Attempt<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|reason| told(command, &reason))?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", shown(command), output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether `command` runs and succeeds; nothing is printed.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn told(command: &Command, reason: &std::io::Error) -> String {
    format!("`{}` cannot be started: {reason}", shown(command))
}

/// The command as one would type it, the program without its folder.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    format!("{program}{}", arguments.collect::<String>())
}
