//! What is timed, and how: processor time of this process, the median of rounds in which everything takes its turn. Time on
//! the clock swings with whatever else the machine does.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// What a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// From a case in the engine's own form to its result.
    One,
    /// From the text of a case to the text of its answers.
    Json,
    /// From many cases in the engine's own form to their results, for one case of them.
    Batch,
    /// From the text of the rules to what decides.
    Load,
}

/// Something that is done over and over.
pub struct Timed {
    /// Who does it.
    pub engine: &'static str,
    /// What.
    pub what: What,
    /// With rules once for each of so many regions.
    pub regions: u16,
    /// How many cases are taken in turn.
    pub cases: usize,
    /// How many of them one turn of `run` decides.
    pub each: usize,
    /// Does it so many times.
    pub run: Box<dyn FnMut(usize)>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    language: &'static str,
    engine: &'static str,
    what: What,
    regions: u16,
    cases: usize,
    /// Nanoseconds of processor time for each case, or each load.
    ns: f64,
    /// The quarters of the rounds between which half of them lie.
    spread: [f64; 2],
    /// How many times as long as the same by hand, in the same rounds.
    ratio: Option<f64>,
    /// How many times as long as with rules once, in the same rounds.
    growth: Option<f64>,
}

/// How long and how often.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often everything takes its turn.
    pub rounds: usize,
    /// How long a turn is, at least.
    pub turn: Duration,
}

/// Who decides by hand what others are held beside.
pub const BY_HAND: &str = "by hand";

fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

fn nanoseconds(timed: &mut Timed, times: usize) -> f64 {
    let start = processor_time();
    (timed.run)(times);
    processor_time() - start
}

/// Times all of it, everything in turn.
pub fn measure(mut all: Vec<Timed>, pace: Pace) -> Vec<Figure> {
    let turn = pace.turn.as_nanos() as f64;
    let times: Vec<usize> = all
        .iter_mut()
        .map(|timed| {
            let mut times = 1;
            loop {
                let took = nanoseconds(timed, times);
                if took >= turn / 4.0 {
                    break ((turn / took * times as f64).ceil() as usize).max(1);
                }
                times *= 4;
            }
        })
        .collect();
    let mut rounds: Vec<Vec<f64>> = vec![Vec::new(); all.len()];
    for _ in 0..pace.rounds {
        for ((timed, times), rounds) in all.iter_mut().zip(&times).zip(&mut rounds) {
            let each = (times * timed.each) as f64;
            rounds.push(nanoseconds(timed, *times) / each);
        }
    }
    let beside = |mine: usize, other: Option<usize>| {
        let other = other.filter(|other| *other != mine)?;
        Some(quartiles(rounds[mine].iter().zip(&rounds[other]).map(|(mine, other)| mine / other).collect())[1])
    };
    let find = |engine: &str, what: What| {
        all.iter().position(|timed| timed.engine == engine && timed.what == what && timed.regions == 1)
    };
    (0..all.len())
        .map(|at| {
            let Timed { engine, what, regions, cases, .. } = all[at];
            let [low, ns, high] = quartiles(rounds[at].clone());
            let by_hand = if what == What::Load || regions > 1 { None } else { find(BY_HAND, what) };
            let once = if regions > 1 { find(engine, what) } else { None };
            let (ratio, growth) = (beside(at, by_hand), beside(at, once));
            Figure { language: "Rust", engine, what, regions, cases, ns, spread: [low, high], ratio, growth }
        })
        .collect()
}

fn quartiles(mut numbers: Vec<f64>) -> [f64; 3] {
    numbers.sort_by(f64::total_cmp);
    let last = numbers.len() - 1;
    [last / 4, last / 2, last - last / 4].map(|place| numbers[place])
}
