//! What other engines do on the workload P, beside Menkan and beside the same rules by hand. `cargo xtask peers` runs it.
//!
//! ```text
//! menkan-peers cases FOLDER COUNT            draws the cases
//! menkan-peers rules FOLDER                  writes the rules that programs in JavaScript read
//! menkan-peers measure FOLDER [--quick] [--only NAME]   compares, then times, and prints figures as JSON
//! ```

mod cases;
mod engines;
mod rules;
mod timing;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use crate::engines::{Cases, Counts, by_hand, cedar, cel, menkan, regorus, zen};
use crate::timing::{Pace, Timed, measure};

/// What a step gives, or why it stopped, in words.
type Attempt<T = ()> = Result<T, Box<dyn std::error::Error>>;

type Engine = fn(&Cases<'_>) -> Attempt<Vec<Timed>>;

/// By what their names have in them. By hand first: all others are held beside it.
const ENGINES: [(&str, Engine); 6] = [
    ("by hand", by_hand::timed),
    ("menkan", menkan::timed),
    ("cedar", cedar::timed),
    ("zen", zen::timed),
    ("regorus", regorus::timed),
    ("cel", cel::timed),
];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let attempt = match words.as_slice() {
        ["cases", folder, count] => write_cases(Path::new(folder), count),
        ["rules", folder] => write_rules(Path::new(folder)),
        ["measure", folder, options @ ..] => run(Path::new(folder), options),
        _ => Err("cases FOLDER COUNT, rules FOLDER, or measure FOLDER [--quick] [--only NAME]".into()),
    };
    match attempt {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("menkan-peers: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn write_cases(folder: &Path, count: &str) -> Attempt {
    cases::write(folder, count.parse()?)
}

fn write_rules(folder: &Path) -> Attempt {
    fs::create_dir_all(folder)?;
    for regions in cases::REGIONS {
        fs::write(folder.join(format!("cedar-{regions}.json")), serde_json::to_string(&cedar::policies(regions))?)?;
        for style in zen::STYLES {
            let name = format!("zen-{}-{regions}.json", style.name());
            fs::write(folder.join(name), zen::graph(style, regions).to_string())?;
        }
    }
    Ok(())
}

fn run(folder: &Path, options: &[&str]) -> Attempt {
    let (mut quick, mut only) = (false, None);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--quick" => quick = true,
            "--only" => only = Some(*options.next().ok_or("--only NAME")?),
            other => return Err(format!("`{other}` is no option").into()),
        }
    }
    let counts = if quick {
        Counts { batch: 10_000, fast: 2_000, slow: 200 }
    } else {
        Counts { batch: 100_000, fast: 10_000, slow: 2_000 }
    };
    let pace = if quick {
        Pace { rounds: 7, turn: Duration::from_millis(5) }
    } else {
        Pace { rounds: 25, turn: Duration::from_millis(20) }
    };
    let cases = Cases::new(folder, counts);
    let only = only.map(str::to_lowercase);
    let wanted = |name: &str| only.as_ref().is_none_or(|only| only.contains(name) || name.contains(only.as_str()));
    let mut all = Vec::new();
    for (at, (name, timed)) in ENGINES.iter().enumerate() {
        if at == 0 || wanted(name) {
            all.extend(timed(&cases)?);
            eprintln!("{name}: all answers agree");
        }
    }
    println!("{}", serde_json::to_string_pretty(&measure(all, pace))?);
    Ok(())
}
