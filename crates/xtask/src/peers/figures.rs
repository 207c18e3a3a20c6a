//! The figures that programs in several languages print, all in one form.

use serde_json::{Value, json};

use crate::Attempt;

/// What a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// From a case in the engine's own form to its result.
    One,
    /// From the text of a case to the text of its answers.
    Json,
    /// One of many cases that are decided at once.
    Batch,
    /// From the text of the rules to what decides.
    Load,
}

const NAMES: [(&str, What); 4] =
    [("one", What::One), ("json", What::Json), ("batch", What::Batch), ("load", What::Load)];

/// How long something takes.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// In which language.
    pub(super) language: String,
    /// Who does it.
    pub(super) engine: String,
    pub(super) what: What,
    /// With rules once for each of so many regions.
    pub(super) regions: u64,
    /// How many cases were taken in turn, or at once.
    cases: u64,
    /// Nanoseconds of processor time.
    pub(super) ns: f64,
    /// Between which half of the rounds lie.
    spread: [f64; 2],
    /// How many times as long as by hand in the same language.
    pub(super) ratio: Option<f64>,
    /// How many times as long as with rules once.
    pub(super) growth: Option<f64>,
}

/// The figures of a program.
pub(super) fn read(text: &str) -> Attempt<Vec<Figure>> {
    let all: Value = serde_json::from_str(text)?;
    let all = all.as_array().ok_or("a program printed no list of figures")?;
    all.iter().map(|value| figure(value).ok_or_else(|| format!("no figure: {value}").into())).collect()
}

fn figure(value: &Value) -> Option<Figure> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let what = value["what"].as_str()?;
    Some(Figure {
        language: text("language")?,
        engine: text("engine")?,
        what: NAMES.iter().find(|(name, _)| *name == what)?.1,
        regions: value["regions"].as_u64()?,
        cases: value["cases"].as_u64()?,
        ns: value["ns"].as_f64()?,
        spread: [value["spread"][0].as_f64()?, value["spread"][1].as_f64()?],
        ratio: value["ratio"].as_f64(),
        growth: value["growth"].as_f64(),
    })
}

/// All figures in the form in which they were printed.
pub(super) fn to_json(figures: &[Figure]) -> String {
    let one = |figure: &Figure| {
        let name = NAMES.iter().find(|(_, what)| *what == figure.what).map(|(name, _)| *name);
        json!({
            "language": figure.language, "engine": figure.engine, "what": name, "regions": figure.regions,
            "cases": figure.cases, "ns": figure.ns, "spread": figure.spread, "ratio": figure.ratio,
            "growth": figure.growth,
        })
    };
    let all: Vec<Value> = figures.iter().map(one).collect();
    format!("{:#}\n", Value::from(all))
}

/// A time as one reads it, of two digits that say something.
pub(super) fn time(ns: f64) -> String {
    let (number, unit) = match ns {
        ns if ns < 995.0 => (ns, "ns"),
        ns if ns < 995e3 => (scaled(ns, 1e3), "µs"),
        ns if ns < 995e6 => (scaled(ns, 1e6), "ms"),
        ns => (scaled(ns, 1e9), "s"),
    };
    format!("{} {unit}", short(number))
}

/// A number of two digits, or all that stand before its point.
pub(super) fn short(number: f64) -> String {
    if number < 9.95 { format!("{number:.1}") } else { format!("{number:.0}") }
}

#[expect(clippy::float_arithmetic, reason = "times are measured")]
fn scaled(ns: f64, unit: f64) -> f64 {
    ns / unit
}

/// So many millions a second.
#[expect(clippy::float_arithmetic, reason = "times are measured")]
pub(super) fn millions(ns: f64) -> String {
    let rate = 1e3 / ns;
    if rate < 0.095 { format!("{rate:.2}") } else { short(rate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_digits() {
        let times = [2.46, 33.4, 996.0, 3_240.0, 17_400.0, 1_000_000.0].map(time);
        assert_eq!(times, ["2.5 ns", "33 ns", "1.0 µs", "3.2 µs", "17 µs", "1.0 ms"]);
    }

    #[test]
    fn figures_come_back_as_they_were_printed() {
        let printed = r#"[{"language": "Rust", "engine": "by hand", "what": "one", "regions": 10, "cases": 5, "ns": 60.5,
            "spread": [59.0, 61.0], "ratio": null, "growth": 1.5}]"#;
        let figures = read(printed).unwrap();
        assert_eq!(figures[0].growth, Some(1.5));
        let again: Value = serde_json::from_str(&to_json(&figures)).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(printed).unwrap());
    }
}
