//! The cases that every engine decides, kept as lines of JSON with their answers, so that programs in other languages read
//! the same ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use menkan_benches::workload::{self, Facts};
use menkan_tests::dice::Dice;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Attempt;

const SEED: u64 = 7;

/// How often the rules of the workload stand in a policy: once for each of so many regions.
pub const REGIONS: [u16; 3] = [1, 10, 100];

/// What a case comes to, in the words of the workload.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Answer {
    /// What is decided of the application.
    pub outcome: Rc<str>,
    /// How means are tested.
    pub means_test: Rc<str>,
    /// The way that the application goes.
    pub channel: Rc<str>,
    /// Its points.
    pub priority: i64,
}

/// A case in the forms that engines start from, and what it comes to.
#[derive(Debug, Clone)]
pub struct Case {
    /// As a program that has only this policy would keep it.
    pub facts: Facts,
    /// As JSON: an object of its facts, and of its region where rules stand once for each of several.
    pub text: Rc<str>,
    /// What the function written by hand says.
    pub answer: Answer,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    case: &'a RawValue,
    answers: Answer,
}

#[derive(Deserialize)]
struct Region {
    region: Option<String>,
}

/// The file of the cases where rules stand once for each of so many regions.
pub fn file(folder: &Path, regions: u16) -> std::path::PathBuf {
    folder.join(format!("cases-{regions}.ndjson"))
}

/// Draws cases, decides them by hand and keeps them. Cases of several regions are those of one with the region beside.
///
/// # Errors
/// Where some value of a decision never occurs, or a file cannot be written.
pub fn write(folder: &Path, count: usize) -> Attempt {
    fs::create_dir_all(folder)?;
    for regions in REGIONS {
        let mut dice = Dice::new(SEED);
        let mut text = String::new();
        let mut seen: [BTreeSet<String>; 3] = Default::default();
        for _ in 0..count {
            let facts = Facts::draw(&mut dice, regions);
            let mut case = serde_json::to_string(&facts)?;
            if regions > 1 {
                case.truncate(case.len() - 1);
                write!(case, r#","region":"r{}"}}"#, facts.region)?;
            }
            let answers = workload::decide(&facts);
            for (seen, value) in seen.iter_mut().zip([
                serde_json::to_string(&answers.outcome)?,
                serde_json::to_string(&answers.means_test)?,
                serde_json::to_string(&answers.channel)?,
            ]) {
                seen.insert(value);
            }
            writeln!(text, r#"{{"case":{case},"answers":{}}}"#, serde_json::to_string(&answers)?)?;
        }
        if seen.map(|seen| seen.len()) != [8, 4, 2] {
            return Err("some value of a decision occurs in no case".into());
        }
        fs::write(file(folder, regions), text)?;
    }
    Ok(())
}

/// Reads at most so many cases.
///
/// # Errors
/// Where the file cannot be read, or is not what [`write`] writes.
pub fn read(folder: &Path, regions: u16, most: usize) -> Attempt<Rc<[Case]>> {
    let text = fs::read_to_string(file(folder, regions))?;
    let case = |line: &str| {
        let Line { case, answers } = serde_json::from_str(line)?;
        let mut facts: Facts = serde_json::from_str(case.get())?;
        let Region { region } = serde_json::from_str(case.get())?;
        facts.region = region.map_or(Ok(0), |region| region.trim_start_matches('r').parse())?;
        Ok(Case { facts, text: case.get().into(), answer: answers })
    };
    text.lines().take(most).map(case).collect()
}
