//! Holds the diagrams against the oracle: over shipped policies at every interval of their law, over given files, and over policies
//! made by chance.
//!
//! ```text
//! cargo run --release -p menkan-tests --bin differential -- --cases 1000 --partial 1000 --policies 500 --seed 1
//! ```
//!
//! Every failure is printed with the case that shows it; a generated policy is named by its size and seed, and
//! `--show small-78` (or `large-78`, `careless-78`) prints its text.

use std::process::ExitCode;

use menkan::decide::Law;
use menkan::diagnostic::Severity;
use menkan::policy::Policy;
use menkan_tests::compare::{Comparison, Depth, Fault, Tally};
use menkan_tests::dice::Dice;
use menkan_tests::exhaustive::{Counted, count_out};
use menkan_tests::flaws::hunt;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// Of every so many whole cases one is compared in what it assumes too; of partial cases every one is.
const DOUBTED: u64 = 50;

/// `--only generated`: no shipped policy.
const GENERATED: &str = "generated";

/// What to do.
struct Wanted {
    /// Whole cases for each interval of a shipped policy's law.
    cases: u64,
    /// Partial cases likewise.
    partial: u64,
    /// Generated policies of each size; each gets a tenth of the cases.
    policies: u64,
    /// The first seed.
    seed: u64,
    /// Only this policy, by name.
    only: Option<String>,
    /// The generated policy to print.
    show: Option<String>,
}

/// What was done and found.
#[derive(Default)]
struct Found {
    policies: u64,
    refused: u64,
    laws: u64,
    whole: Tally,
    partial: Tally,
    counted_out: u64,
    hunted: u64,
    flaws: usize,
    faults: u64,
}

fn main() -> ExitCode {
    let wanted = match wanted(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(what) => {
            complain(&what);
            return ExitCode::from(2);
        }
    };
    if let Some(name) = &wanted.show {
        return show(name);
    }
    let mut found = Found::default();
    for name in Shipped::names().iter().filter(|name| wanted.only.as_ref().is_none_or(|only| only == *name)) {
        match Policy::load(name, &Shipped) {
            Ok(policy) => {
                hold(&policy, name, &mut Dice::new(wanted.seed), wanted.cases, wanted.partial, &mut found);
            }
            Err(rejected) => report(&mut found, &format!("{name}: {rejected}")),
        }
    }
    let chance = match wanted.only.as_deref() {
        None | Some(GENERATED) => wanted.policies,
        Some(_) => 0,
    };
    for seed in wanted.seed..wanted.seed + chance {
        for size in [Size::Small, Size::Large] {
            match load(&policy(seed, size, Care::Careful)) {
                Ok(policy) if is_too_large(&policy) => found.refused += 1,
                Ok(policy) => {
                    let (cases, partial) = (wanted.cases.div_ceil(10), wanted.partial.div_ceil(10));
                    let name = format!("{size:?}-{seed}").to_lowercase();
                    hold(&policy, &name, &mut Dice::new(seed), cases, partial, &mut found);
                }
                Err(rejected) => {
                    found.refused += 1;
                    let worst = rejected.diagnostics.iter().find(|one| one.severity == Severity::Error);
                    if let Some(worst) = worst.filter(|_| wanted.policies <= 20) {
                        complain(&format!("{size:?} {seed} is refused: {} {}", worst.code, worst.message.en));
                    }
                }
            }
        }
    }
    for seed in wanted.seed..wanted.seed + chance {
        if let Ok(policy) = load(&policy(seed, Size::Small, Care::Careless)) {
            match hunt(&policy) {
                Ok((Counted::Out, flaws)) => {
                    found.hunted += 1;
                    found.flaws += flaws;
                }
                Ok((Counted::TooMany, _)) => {}
                Err(fault) => report(&mut found, &format!("careless-{seed}: {}\n  {}", fault.what, fault.case)),
            }
        }
    }
    tell(&found);
    if found.faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether `check` refuses a policy because its diagrams are past the budget.
fn is_too_large(policy: &Policy) -> bool {
    policy.check().iter().any(|one| one.code.0 == "M0504")
}

/// Every interval of a policy's law, with whole and partial cases.
fn hold(policy: &Policy, name: &str, dice: &mut Dice, cases: u64, partial: u64, found: &mut Found) {
    found.policies += 1;
    for day in days(policy) {
        let law = match policy.at(day) {
            Ok(law) => law,
            Err(error) => {
                report(found, &format!("{name} on {day}: {error}"));
                continue;
            }
        };
        found.laws += 1;
        if let Err(fault) = hold_law(&law, dice, cases, partial, found) {
            report(found, &format!("{name} on {day}: {}\n  {}", fault.what, fault.case));
        }
    }
}

fn hold_law(law: &Law, dice: &mut Dice, cases: u64, partial: u64, found: &mut Found) -> Result<(), Fault> {
    let comparison = Comparison::new(law, dice);
    let draw = &comparison.draw;
    for number in 0..cases {
        let case = draw.whole(dice, law.day());
        let depth = if number % DOUBTED == 0 { Depth::Doubting } else { Depth::AsStated };
        found.whole.add(comparison.compare(&case, dice, 0, depth)?);
    }
    for _ in 0..partial {
        let case = draw.partial(dice, law.day());
        found.partial.add(comparison.compare(&case, dice, 3, Depth::Doubting)?);
        if let Counted::Out = count_out(&comparison, &case)? {
            found.counted_out += 1;
        }
    }
    Ok(())
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted { cases: 200, partial: 200, policies: 100, seed: 1, only: None, show: None };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} wants a number, not {value}"));
        match name.as_str() {
            "--cases" => wanted.cases = number()?,
            "--partial" => wanted.partial = number()?,
            "--policies" => wanted.policies = number()?,
            "--seed" => wanted.seed = number()?,
            "--only" => wanted.only = Some(value),
            "--show" => wanted.show = Some(value),
            _ => return Err(format!("{name} is unknown: --cases, --partial, --policies, --seed, --only, --show")),
        }
    }
    Ok(wanted)
}

fn report(found: &mut Found, what: &str) {
    found.faults += 1;
    complain(what);
}

#[allow(clippy::print_stderr, reason = "this is a command")]
fn complain(what: &str) {
    eprintln!("{what}");
}

/// Prints the layers of a generated policy.
#[allow(clippy::print_stdout, reason = "this is a command")]
fn show(name: &str) -> ExitCode {
    let generated = name.split_once('-').and_then(|(kind, seed)| {
        let seed = seed.parse().ok()?;
        match kind {
            "small" => Some(policy(seed, Size::Small, Care::Careful)),
            "large" => Some(policy(seed, Size::Large, Care::Careful)),
            "careless" => Some(policy(seed, Size::Small, Care::Careless)),
            _ => None,
        }
    });
    let Some(generated) = generated else {
        complain("--show wants small-N, large-N or careless-N");
        return ExitCode::from(2);
    };
    for (layer, text) in generated.layers {
        println!("# {layer}\n{text}");
    }
    ExitCode::SUCCESS
}

#[allow(clippy::print_stdout, reason = "this is a command")]
fn tell(found: &Found) {
    let Found { policies, refused, laws, whole, partial, counted_out, hunted, flaws, faults } = found;
    println!("{policies} policies ({refused} generated ones refused), {laws} intervals of law");
    for (kind, tally) in [("whole", whole), ("partial", partial)] {
        println!(
            "{kind}: {} decisions; both know {}, only the diagrams {}, only the oracle {}",
            tally.decisions, tally.both, tally.diagrams, tally.oracle
        );
    }
    println!("{counted_out} partial cases counted out");
    println!("{flaws} gaps and conflicts in {hunted} careless policies, found and counted out");
    println!("{faults} faults");
}
