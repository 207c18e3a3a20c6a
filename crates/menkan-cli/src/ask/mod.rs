//! `menkan ask`: an interview in a terminal, one line for each answer.
//!
//! It reads lines and writes lines: no colour, no keys, nothing that a narrow terminal, a screen reader or a pipe lacks.

mod answer;

use std::io::{BufRead, Write, stderr, stdin, stdout};
use std::path::Path;

use jiff::civil::Date;
use menkan::case::Case;
use menkan::decide::{Reasons, Request};
use menkan::diagnostic::Lang;
use menkan::interview::{Interview, State};
use menkan::policy::Policy;
use menkan::render::decision_text;
use menkan_files::{FileError, read_file};

use crate::arguments::{AskArguments, Format};
use crate::failure::{Failure, Form};
use crate::output;
use crate::report::Report;
use answer::{Said, hint, said};

/// How long a line of an answer may be, in bytes; and a saved interview.
const MOST_BYTES: u64 = 1 << 16;
const MOST_SAVED: usize = 2 * Case::MAX_BYTES;

/// How wide a terminal is taken to be.
const COLUMNS: usize = 80;

pub(crate) fn run(arguments: &AskArguments) -> Report {
    let form = match arguments.format {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    let lang = arguments.language.lang();
    let asked = match arguments.format {
        Format::Text => ask(arguments, lang, &mut stdin().lock(), &mut stdout().lock()),
        Format::Json => ask(arguments, lang, &mut stdin().lock(), &mut stderr().lock()),
    };
    asked.unwrap_or_else(|failure| failure.report(form, lang))
}

fn ask(arguments: &AskArguments, lang: Lang, from: &mut dyn BufRead, to: &mut dyn Write) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let mut talk = Talk { from, to, lang, save: arguments.save.as_deref() };
    let Some(mut interview) = begin(arguments, &policy, &mut talk)? else { return Ok(Report::said("")) };
    if !talk.interview(&mut interview)? && arguments.format == Format::Text {
        return Ok(Report::said(match lang {
            Lang::Zh => "\n询问尚未完成。用“保存”所写的文件可以 `--resume` 继续。\n",
            Lang::En => "\nThe interview is not finished. `--resume` goes on with a file that `save` wrote.\n",
        }));
    }
    let case = interview.case().to_json(policy.model());
    let request = Request {
        answers: interview.state().map_err(Failure::Decide)?.answers.iter().map(|name| name.to_string()).collect(),
        reasons: Reasons::Given,
        ..Request::default()
    };
    let decision = policy.decide_json(case.as_bytes(), &request);
    let decision = decision.map_err(|refused| Failure::refused(refused, None))?;
    Ok(Report::said(match arguments.format {
        Format::Text => format!("\n{}", decision_text(&decision, policy.model(), lang)),
        Format::Json => format!("{}\n", decision.to_json()),
    }))
}

/// The interview, or nothing where the input ends before its day is known.
fn begin(arguments: &AskArguments, policy: &Policy, talk: &mut Talk<'_>) -> Result<Option<Interview>, Failure> {
    if let Some(file) = &arguments.resume {
        let saved = read_file(file, MOST_SAVED)?;
        let resumed = policy.resume_interview(&saved);
        return resumed.map(Some).map_err(|refused| Failure::refused(refused, Some(file.display().to_string())));
    }
    let case = match &arguments.case {
        Some(file) => Some(read_file(Path::new(file), Case::MAX_BYTES)?),
        None => None,
    };
    let as_of = match (&case, arguments.as_of) {
        (None, None) => match talk.day() {
            Some(day) => Some(day),
            None => return Ok(None),
        },
        (_, as_of) => as_of,
    };
    let request = Request {
        as_of,
        settings: arguments.set.clone(),
        answers: arguments.decision.clone(),
        reasons: Reasons::Omitted,
        sufficient: false,
    };
    let begun = policy.interview(case.as_deref().unwrap_or(b"{}"), &request);
    begun.map(Some).map_err(|refused| Failure::refused(refused, arguments.case.clone()))
}

/// A talk with somebody: lines from them, lines to them.
struct Talk<'a> {
    from: &'a mut dyn BufRead,
    to: &'a mut dyn Write,
    lang: Lang,
    /// Where each answer is saved.
    save: Option<&'a Path>,
}

/// How a turn ends.
enum Turn {
    /// The interview went on, or back.
    Moved,
    /// The question stands.
    Again,
    /// Nothing more will be said.
    Over,
}

impl Talk<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Says something. Who has gone away does not hear it, and will say nothing more.
    fn say(&mut self, text: &str) {
        let _ = self.to.write_all(text.as_bytes()).and_then(|()| self.to.flush());
    }

    /// The next line, trimmed; nothing at the end of the input.
    fn hear(&mut self) -> Option<String> {
        self.say("> ");
        let mut line = Vec::new();
        let read = std::io::Read::take(&mut *self.from, MOST_BYTES).read_until(b'\n', &mut line);
        match read {
            Ok(0) | Err(_) => {
                self.say("\n");
                None
            }
            Ok(_) => Some(String::from_utf8_lossy(&line).trim().to_owned()),
        }
    }

    /// The day whose law applies.
    fn day(&mut self) -> Option<Date> {
        self.say(self.pick("适用哪一天的法律?(年-月-日,如 2024-08-01)\n", "Which day's law applies? (2024-08-01)\n"));
        loop {
            let line = self.hear()?;
            match line.parse::<Date>() {
                Ok(day) => return Some(day),
                Err(_) if is_one_of(&line, answer::QUIT) => return None,
                Err(_) => {
                    let again = match self.lang {
                        Lang::Zh => format!("`{line}` 不是一个日期;请写成 2024-08-01 这样\n"),
                        Lang::En => format!("`{line}` is no day; write it like 2024-08-01\n"),
                    };
                    self.say(&again);
                }
            }
        }
    }

    /// Asks until nothing is left to ask, or nothing more is said; gives whether it was the first.
    fn interview(&mut self, interview: &mut Interview) -> Result<bool, Failure> {
        self.say(self.pick(
            "请逐项回答。输入 ? 表示不知道,“撤销”撤回上一个回答,“保存 文件名”保存,“退出”结束。\n",
            "Please answer each question. `?` says that you do not know; `undo` takes the last answer back;\n`save FILE` saves; `quit` ends.\n",
        ));
        let mut before: Option<State> = None;
        loop {
            let state = interview.state().map_err(Failure::Decide)?;
            if state.next.is_none() {
                return Ok(true);
            }
            let text = state.to_text(before.as_ref(), interview.policy().model(), self.lang, COLUMNS);
            self.say(&format!("\n{text}"));
            loop {
                match self.turn(interview, &state)? {
                    Turn::Moved => break,
                    Turn::Again => {}
                    Turn::Over => return Ok(false),
                }
            }
            if let Some(file) = self.save {
                output::write(file, format!("{}\n", interview.to_json()).as_bytes())?;
            }
            before = Some(state);
        }
    }

    fn turn(&mut self, interview: &mut Interview, state: &State) -> Result<Turn, Failure> {
        let (Some(line), Some(next)) = (self.hear(), &state.next) else { return Ok(Turn::Over) };
        let model = interview.policy().model();
        match said(&line, interview.case(), model, &next.question) {
            Said::Nothing => {
                self.say(self.pick("请回答;不知道请输入 ?\n", "Please answer; `?` says that you do not know\n"));
                Ok(Turn::Again)
            }
            Said::Undo => {
                if interview.undo().is_some() {
                    return Ok(Turn::Moved);
                }
                self.say(self.pick("还没有可以撤回的回答\n", "There is no answer yet to take back\n"));
                Ok(Turn::Again)
            }
            Said::Save(file) => {
                match output::write(Path::new(file), format!("{}\n", interview.to_json()).as_bytes()) {
                    Ok(()) => {
                        let saved = match self.lang {
                            Lang::Zh => format!("已保存到 {file}\n"),
                            Lang::En => format!("Saved in {file}\n"),
                        };
                        self.say(&saved);
                    }
                    // Nothing is lost: the question stands.
                    Err(error) => self.tell(&error),
                }
                Ok(Turn::Again)
            }
            Said::Unclear => {
                let hint = hint(&line, model, &next.question, self.lang);
                self.say(&hint);
                Ok(Turn::Again)
            }
            Said::Quit => Ok(Turn::Over),
            Said::Answer(value) => match interview.answer(&next.question.fact, &value) {
                Ok(()) => Ok(Turn::Moved),
                Err(refused) => {
                    let report = Failure::refused(refused, None).report(Form::Text, self.lang);
                    self.say(&report.err);
                    Ok(Turn::Again)
                }
            },
        }
    }

    fn tell(&mut self, error: &FileError) {
        let report = Failure::from(error.clone()).report(Form::Text, self.lang);
        self.say(&report.err);
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}
