//! The pictures of printed letters that the documents show, drawn anew from what the command writes.
//!
//! The letters are kept beside the pictures, and a test holds them against the command: a picture is as old as its letter.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;
use crate::{Attempt, commands, policies};

/// What draws the letters, with the characters that they need.
const DEBIAN: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// The letters: name, policy, case, language, and how many pixels high the page is.
const LETTERS: [(&str, &str, &str, &str, u32); 4] = [
    ("notice-cn-zh", "cn", "support-begun", "zh", 1800),
    ("notice-gansu-zh", "cn.gansu", "support-begun", "zh", 2960),
    ("notice-jiayuguan-zh", "cn.gansu.jiayuguan", "wage-claim-begun", "zh", 2000),
    ("notice-jiayuguan-en", "cn.gansu.jiayuguan", "wage-claim-begun", "en", 2130),
];

/// Writes every letter and draws it.
pub(crate) fn draw(workspace: &Workspace) -> Attempt {
    if !commands::succeeds(Command::new("dpkg").arg("--status").args(DEBIAN)) {
        commands::run(Command::new("apt-get").arg("update"))?;
        commands::run(Command::new("apt-get").args(["install", "--yes", "--no-install-recommends"]).args(DEBIAN))?;
    }
    let menkan = policies::build_command(workspace)?.ok_or("there is no command")?;
    let folder = workspace.root.join("docs/pictures");
    fs::create_dir_all(&folder)?;
    for (name, policy, case, language, height) in LETTERS {
        let case = format!("examples/{case}.json");
        let arguments = ["notice", policy, &case, "--lang", language, "--format", "html"];
        let letter = commands::output(&mut workspace.command(&menkan.to_string_lossy(), &arguments))?;
        let page = folder.join(name).with_extension("html");
        fs::write(&page, letter)?;
        photograph(&page, &folder.join(name).with_extension("png"), height)?;
    }
    Ok(())
}

fn photograph(page: &Path, picture: &Path, height: u32) -> Attempt {
    let mut chromium = Command::new("chromium");
    chromium.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]);
    chromium.arg(format!("--window-size=820,{height}")).arg(format!("--screenshot={}", picture.display()));
    commands::run(chromium.arg(format!("file://{}", page.display())))
}
