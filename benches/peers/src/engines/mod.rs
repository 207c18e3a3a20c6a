//! The engines: each decides all cases that it is timed on and is held against the answers, before anything is timed.

pub mod by_hand;
pub mod cedar;
pub mod cel;
pub mod menkan;
pub mod regorus;
pub mod zen;

use std::path::Path;
use std::rc::Rc;

use crate::Attempt;
use crate::cases::{self, Answer, Case};
use crate::timing::{Timed, What};

/// How many cases there are for engines of several speeds.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Code that takes some nanoseconds, and batches.
    pub batch: usize,
    /// What takes less than ten microseconds.
    pub fast: usize,
    /// What takes more.
    pub slow: usize,
}

/// The cases of all sizes of the rules.
pub struct Cases<'a> {
    folder: &'a Path,
    /// How many of them.
    pub counts: Counts,
}

impl<'a> Cases<'a> {
    /// The cases of a folder.
    pub fn new(folder: &'a Path, counts: Counts) -> Self {
        Self { folder, counts }
    }

    /// So many cases of so many regions.
    pub fn of(&self, regions: u16, count: usize) -> Attempt<Rc<[Case]>> {
        cases::read(self.folder, regions, count)
    }
}

/// Something that takes cases in turn.
pub fn in_turn<T: 'static>(
    engine: &'static str,
    what: What,
    regions: u16,
    inputs: Vec<T>,
    mut decide: impl FnMut(&T) + 'static,
) -> Timed {
    let cases = inputs.len();
    let mut next = 0;
    let run = move |times| {
        for _ in 0..times {
            decide(&inputs[next]);
            next += 1;
            if next == inputs.len() {
                next = 0;
            }
        }
    };
    Timed { engine, what, regions, cases, each: 1, run: Box::new(run) }
}

/// Loading.
pub fn loading(engine: &'static str, mut load: impl FnMut() + 'static) -> Timed {
    let run = move |times| (0..times).for_each(|_| load());
    Timed { engine, what: What::Load, regions: 1, cases: 0, each: 1, run: Box::new(run) }
}

/// Holds an engine's answers against those of the cases.
pub fn hold(engine: &str, cases: &[Case], answers: impl IntoIterator<Item = Attempt<Answer>>) -> Attempt {
    let mut count = 0;
    for (case, answer) in cases.iter().zip(answers) {
        let answer = answer?;
        if answer != case.answer {
            return Err(format!("{engine}: {}\nshould be {:?}\nand is {answer:?}", case.text, case.answer).into());
        }
        count += 1;
    }
    if count == cases.len() { Ok(()) } else { Err(format!("{engine}: decided {count} of {}", cases.len()).into()) }
}

/// The answers that a text of JSON tells.
pub fn told(text: &str) -> Attempt<Answer> {
    Ok(serde_json::from_str(text)?)
}
