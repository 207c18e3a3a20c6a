//! `menkan ask`, through pipes and through a terminal.

use std::fs;

use serde_json::Value;

use crate::run::{folder, menkan};

const DAY: [&str; 2] = ["--as-of", "2024-08-01"];

/// What is said in a talk whose lines are all known beforehand.
fn talk(arguments: &[&str], lines: &str) -> String {
    let all = [&["ask", "cn.gansu.jiayuguan", "--lang", "en"], arguments].concat();
    menkan(&all, lines.as_bytes()).done().to_owned()
}

#[test]
fn a_talk_ends_with_the_decision() {
    let said = talk(&DAY, "advice\nyes\nyes\nself\ncomplete\n");
    assert!(said.contains("Question 1 ("), "{said}");
    assert!(said.contains("outcome: "), "{said}");
    assert!(!said.contains("not finished"), "{said}");
}

#[test]
fn the_day_is_asked_for_where_nothing_says_it() {
    let said = talk(&[], "yesterday\n2024-08-01\nquit\n");
    assert!(said.contains("Which day's law applies?") && said.contains("`yesterday` is no day"), "{said}");
    assert!(said.contains("Question 1 (") && said.contains("not finished"), "{said}");
    assert_eq!(talk(&[], "").lines().count(), 2);
    assert!(!talk(&[], "quit\n").contains("Question"));
}

#[test]
fn as_json_the_questions_go_elsewhere() {
    let arguments = ["ask", "cn.gansu.jiayuguan", "--format", "json", "--as-of", "2024-08-01", "--lang", "zh"];
    let said = menkan(&arguments, "民事\n".as_bytes());
    let decision: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(decision["status"], "incomplete");
    assert!(said.err.contains("第 1 问") && said.err.contains("第 2 问"), "{}", said.err);
    assert_eq!(said.status, Some(0));
}

#[test]
fn what_is_known_is_not_asked_and_each_answer_is_saved() {
    let here = folder("ask");
    let (case, saved) = (here.join("case.json"), here.join("saved.json"));
    fs::write(&case, br#"{ "as_of": "2024-08-01", "facts": { "request.kind": "civil" } }"#).unwrap();
    let (case, saved) = (case.to_str().unwrap(), saved.to_str().unwrap());
    let said = talk(&[case, "--save", saved], "yes\nyes\n");
    assert!(!said.contains("Which kind of help"), "{said}");
    let kept: Value = serde_json::from_slice(&fs::read(saved).unwrap()).unwrap();
    assert_eq!(kept["steps"].as_array().unwrap().len(), 2);
    assert_eq!(kept["case"]["facts"]["request.kind"], "civil");
    let resumed = talk(&["--resume", saved], "");
    assert!(resumed.contains("Question 3 ("), "{resumed}");
}

#[test]
fn broken_answers_leave_the_question_standing() {
    let said = talk(&DAY, "9\ncivl\n\nundo\nsave\nsave /nowhere/at/all.json\ncivil\nquit\n");
    for told in [
        "“9” is not on the list",
        "“civl” is not on the list",
        "Please answer",
        "no answer yet",
        "F010",
        "Question 2 (",
    ] {
        assert!(said.contains(told), "{told} is missing in {said}");
    }
    assert_eq!(said.matches("Question 1 (").count(), 1, "{said}");
}

#[test]
fn what_cannot_be_resumed_is_told_so() {
    let folder = folder("ask-resume");
    let file = folder.join("saved.json");
    fs::write(&file, "{}").unwrap();
    let arguments = ["ask", "cn", "--resume", file.to_str().unwrap()];
    let said = menkan(&arguments, b"");
    assert!(said.err.contains("C0401"), "{}", said.err);
    assert_eq!((said.status, said.out.as_str()), (Some(1), ""));
    let said = menkan(&["ask", "cn", "--resume", "a.json", "--as-of", "2024-08-01"], b"");
    assert_eq!(said.status, Some(2));
}

#[cfg(unix)]
mod in_a_terminal {
    use std::fs::{self, File, OpenOptions};
    use std::io::{Read as _, Write as _};
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::process::Child;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    use crate::run::{command, folder};

    const PATIENCE: Duration = Duration::from_secs(30);

    /// `menkan` at a pseudo-terminal, and what it has shown.
    struct Terminal {
        child: Child,
        keys: File,
        shown: Receiver<Vec<u8>>,
        bytes: Vec<u8>,
        /// Up to where what was shown has been read.
        read: usize,
    }

    impl Terminal {
        fn open(arguments: &[&str]) -> Self {
            let controller: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
            grantpt(&controller).unwrap();
            unlockpt(&controller).unwrap();
            let name = ptsname(&controller, Vec::new()).unwrap();
            let side = || OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
            let mut command = command(Path::new(env!("CARGO_MANIFEST_DIR")), arguments);
            command.env("TERM", "dumb").stdin(side()).stdout(side()).stderr(side());
            let child = command.spawn().unwrap();
            // The command keeps its own copies of the terminal's other side; the last to go ends it.
            drop(command);
            let keys = File::from(controller);
            let mut screen = keys.try_clone().unwrap();
            let (send, shown) = channel();
            std::thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = screen.read(&mut buffer) {
                    if send.send(buffer[..count].to_vec()).is_err() {
                        break;
                    }
                }
            });
            Self { child, keys, shown, bytes: Vec::new(), read: 0 }
        }

        /// Waits until this is shown after what was waited for before.
        fn wait_for(&mut self, text: &str) {
            let until = Instant::now() + PATIENCE;
            loop {
                let shown = String::from_utf8_lossy(&self.bytes[self.read..]).into_owned();
                if let Some(at) = shown.find(text) {
                    self.read += at + text.len();
                    return;
                }
                match self.shown.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(more) => self.bytes.extend(more),
                    Err(_) => panic!("{text:?} is not shown after:\n{shown}"),
                }
            }
        }

        /// Types a line once a prompt stands.
        fn type_line(&mut self, line: &str) {
            self.wait_for("> ");
            self.keys.write_all(format!("{line}\n").as_bytes()).unwrap();
        }

        /// Waits for the end; gives all that was shown, and the exit status.
        fn end(mut self) -> (String, Option<i32>) {
            let status = self.child.wait().unwrap();
            while let Ok(more) = self.shown.recv_timeout(Duration::from_millis(200)) {
                self.bytes.extend(more);
            }
            (String::from_utf8_lossy(&self.bytes).into_owned(), status.code())
        }
    }

    /// Nothing but text and line ends, in lines that a terminal of 80 columns holds.
    fn is_plain(shown: &str) {
        assert!(!shown.contains('\u{1b}'), "{shown}");
        for line in shown.lines().take_while(|line| !line.contains("sha256")) {
            // The decision itself is set for 100 columns; what is typed is echoed.
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
        }
    }

    #[test]
    fn in_chinese_with_a_broken_answer_and_a_way_back() {
        let folder = folder("ask-terminal-zh");
        let saved = folder.join("保存.json");
        let mut terminal = Terminal::open(&["ask", "cn.gansu.jiayuguan", "--lang", "zh", "--as-of", "2024-08-01"]);
        terminal.wait_for("第 1 问");
        terminal.wait_for("您需要哪一类帮助");
        terminal.type_line("民诉");
        terminal.wait_for("没有“民诉”这一项");
        terminal.type_line("2");
        terminal.wait_for("第 2 问");
        terminal.type_line("是");
        terminal.wait_for("第 3 问");
        terminal.type_line("撤销");
        terminal.wait_for("第 2 问");
        terminal.type_line("是");
        terminal.wait_for("第 3 问");
        terminal.type_line("不知道");
        terminal.wait_for("第 4 问");
        terminal.type_line(&format!("保存 {}", saved.display()));
        terminal.wait_for("已保存到");
        terminal.type_line("退出");
        let (shown, status) = terminal.end();
        assert_eq!(status, Some(0), "{shown}");
        assert!(shown.contains("询问尚未完成"), "{shown}");
        is_plain(&shown);

        let mut terminal =
            Terminal::open(&["ask", "cn.gansu.jiayuguan", "--lang", "zh", "--resume", saved.to_str().unwrap()]);
        terminal.wait_for("第 4 问");
        terminal.type_line("撤回");
        terminal.wait_for("第 3 问");
        terminal.type_line("否");
        terminal.wait_for("援助决定:");
        let (shown, status) = terminal.end();
        assert_eq!(status, Some(0), "{shown}");
        is_plain(&shown);
    }

    #[test]
    fn in_english_with_a_broken_answer_and_a_way_back() {
        let folder = folder("ask-terminal-en");
        let saved = folder.join("saved.json");
        let mut terminal =
            Terminal::open(&["ask", "cn.gansu.jiayuguan", "--lang", "en", "--save", saved.to_str().unwrap()]);
        terminal.wait_for("Which day's law applies?");
        terminal.type_line("1 August");
        terminal.wait_for("is no day");
        terminal.type_line("2024-08-01");
        terminal.wait_for("Question 1 (");
        terminal.type_line("civil");
        terminal.wait_for("Question 2 (");
        terminal.type_line("perhaps");
        terminal.wait_for("please answer `yes` or `no`");
        terminal.type_line("y");
        terminal.wait_for("Question 3 (");
        terminal.type_line("undo");
        terminal.wait_for("Question 2 (");
        terminal.type_line("y");
        terminal.wait_for("Question 3 (");
        terminal.type_line("?");
        terminal.wait_for("Question 4 (");
        // Control-D at the beginning of a line ends the input.
        terminal.wait_for("> ");
        terminal.keys.write_all(b"\x04").unwrap();
        let (shown, status) = terminal.end();
        assert_eq!(status, Some(0), "{shown}");
        assert!(shown.contains("not finished"), "{shown}");
        is_plain(&shown);
        assert!(fs::read_to_string(&saved).unwrap().contains("\"value\":null"));

        let mut terminal =
            Terminal::open(&["ask", "cn.gansu.jiayuguan", "--lang", "en", "--resume", saved.to_str().unwrap()]);
        terminal.wait_for("Question 4 (");
        terminal.type_line("undo");
        terminal.wait_for("Question 3 (");
        terminal.type_line("no");
        terminal.wait_for("outcome: ");
        let (shown, status) = terminal.end();
        assert_eq!(status, Some(0), "{shown}");
        is_plain(&shown);
    }
}
