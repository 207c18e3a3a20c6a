//! How many questions the shipped policies take, by the way in which they are chosen: a table in Markdown.
//!
//! ```text
//! cargo run --release -p menkan-tests --bin questions -- --cases 500 --seed 1 --only cn --only cn.gansu
//! ```
//!
//! The cases are drawn by chance, each fact apart: whole numbers and amounts close to the policies' thresholds, everything
//! else alike.
#![allow(clippy::float_arithmetic, reason = "means of counts")]

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use menkan::policy::Policy;
use menkan_tests::dice::Dice;
use menkan_tests::library::{Shipped, days};
use menkan_tests::strategies::{Player, Strategy};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut cases, mut seed, mut only) = (500_u32, 1_u64, Vec::new());
    while let Some(name) = arguments.next() {
        let text = arguments.next();
        let value = text.as_ref().and_then(|value| value.parse().ok());
        if let ("--only", Some(text)) = (name.as_str(), &text) {
            only.push(text.clone());
            continue;
        }
        match (name.as_str(), value) {
            ("--cases", Some(value)) => cases = u32::try_from(value).unwrap_or(cases),
            ("--seed", Some(value)) => seed = value,
            _ => {
                eprintln!("usage: questions [--cases N] [--seed N] [--only NAME]…");
                return ExitCode::from(2);
            }
        }
    }
    match table(cases, seed, &only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn table(cases: u32, seed: u64, only: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| policy | way | questions on average | at worst | time |")?;
    writeln!(out, "|---|---|---:|---:|---:|")?;
    for name in Shipped::names().into_iter().filter(|name| only.is_empty() || only.contains(name)) {
        let policy = Policy::load(&name, &Shipped).map_err(|rejected| rejected.to_string())?;
        let Some(day) = days(&policy).last().copied() else { continue };
        let law = policy.at(day)?;
        let mut dice = Dice::new(seed);
        let mut player = Player::new(&policy, &law, day, &mut dice);
        let drawn: Vec<_> = (0..cases).map(|_| player.whole(&mut dice)).collect();
        for strategy in Strategy::ALL {
            let began = Instant::now();
            let (mut sum, mut most) = (0_u32, 0_u32);
            for case in &drawn {
                let questions = player.questions(strategy, case)?;
                sum += questions;
                most = most.max(questions);
            }
            let (mean, time): (f64, Duration) = (f64::from(sum) / f64::from(cases), began.elapsed());
            writeln!(out, "| {name} {day} | {} | {mean:.2} | {most} | {time:.1?} |", strategy.name())?;
        }
    }
    Ok(())
}
