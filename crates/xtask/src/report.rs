//! Runs steps one after another and tells how each went: a heading while it runs, a table and a count at the end.

use std::time::{Duration, Instant};

use crate::Attempt;
use crate::steps::{Outcome, Pace, Step};
use crate::workspace::Workspace;

/// How each step went, in order.
pub(crate) struct Report {
    lines: Vec<Line>,
}

struct Line {
    step: &'static str,
    result: Result<Outcome, String>,
    took: Duration,
}

impl Report {
    /// Runs `steps`: all of them at full pace, up to the first failure at a quick one.
    pub(crate) fn of(workspace: &Workspace, steps: &[&Step], pace: Pace) -> Self {
        let mut lines = Vec::new();
        for step in steps {
            let line = Line::of(workspace, step);
            let failed = line.result.is_err();
            lines.push(line);
            if failed && pace == Pace::Quick {
                break;
            }
        }
        Self { lines }
    }

    /// Prints the table and, alone on the last line, the count that CI reads; fails if a step did, naming it.
    pub(crate) fn close(self) -> Attempt {
        println!("\n{:<12} {:<8} {:>8}", "step", "result", "time");
        for line in &self.lines {
            let row = format!("{:<12} {:<8} {:>8}  {}", line.step, line.word(), seconds(line.took), line.remark());
            println!("{}", row.trim_end());
        }
        println!("total {}\n", seconds(self.lines.iter().map(|line| line.took).sum()));
        let count = |word: &str| self.lines.iter().filter(|line| line.word() == word).count();
        println!("{} passed, {} failed, {} skipped", count("passed"), count("failed"), count("skipped"));
        let failed: Vec<&str> = self.lines.iter().filter(|line| line.result.is_err()).map(|line| line.step).collect();
        if failed.is_empty() {
            return Ok(());
        }
        Err(format!("failed: {}; again with `cargo xtask test {}`", failed.join(", "), failed.join(" ")).into())
    }
}

impl Line {
    fn of(workspace: &Workspace, step: &Step) -> Self {
        println!("\n== {}", step.name);
        let start = Instant::now();
        let result = (step.run)(workspace).map_err(|reason| reason.to_string());
        let line = Self { step: step.name, result, took: start.elapsed() };
        if let Err(reason) = &line.result {
            eprintln!("{reason}");
        }
        println!("== {} {} in {}", line.step, line.word(), seconds(line.took));
        line
    }

    fn word(&self) -> &'static str {
        match &self.result {
            Ok(Outcome::Passed) => "passed",
            Ok(Outcome::Skipped(_)) => "skipped",
            Err(_) => "failed",
        }
    }

    /// Why it was skipped, or the first line of why it failed.
    fn remark(&self) -> &str {
        match &self.result {
            Ok(Outcome::Passed) => "",
            Ok(Outcome::Skipped(why)) => why,
            Err(reason) => reason.lines().next().unwrap_or_default(),
        }
    }
}

fn seconds(took: Duration) -> String {
    format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100)
}
