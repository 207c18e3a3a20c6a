//! The figures as a picture: bars whose lengths are powers of ten, drawn as SVG.
#![allow(clippy::float_arithmetic, reason = "places on paper")]

use std::fmt::Write as _;

use super::figures::{Figure, What, time};
use super::table::label;

const WIDTH: f64 = 880.0;
/// Where the bars begin: left of it stand the names.
const LEFT: f64 = 285.0;
/// The room that a bar may take; behind it stands its figure.
const ROOM: f64 = 500.0;
const ROW: f64 = 22.0;
const BAR: f64 = 14.0;
/// The ends of the axis, as powers of ten of nanoseconds.
const DECADES: [i32; 2] = [0, 7];

/// Who has which colour, by the language; Menkan has its own.
const COLOURS: [(&str, &str); 4] =
    [("Menkan", "#0b6e4f"), ("Rust", "#4f6d9a"), ("Python", "#c77f1b"), ("JavaScript", "#8b5a9b")];

/// One bar.
struct Bar {
    name: String,
    kind: &'static str,
    /// Whether it is one of many that are decided at once.
    many: bool,
    ns: f64,
}

/// The picture: what one case takes in the engine's own form, and from JSON to JSON.
pub(super) fn draw(figures: &[Figure]) -> String {
    let (own, json) = (own_form(figures), from_json(figures));
    let panels = [
        ("A case in the engine's own form", &own),
        ("From the text of a case as JSON to the text of its answers", &json),
    ];
    let height = 96.0 + panels.iter().map(|(_, bars)| bars.len() as f64 * ROW + 64.0).sum::<f64>();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"12\" \
         fill=\"#222\">\n"
    );
    let _ = writeln!(svg, "<title id=\"title\">Processor time for one case of the workload, by engine</title>");
    let _ = writeln!(svg, "<desc id=\"desc\">{}</desc>", escaped(&description(&panels)));
    let _ = writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    let _ = writeln!(
        svg,
        "<text x=\"16\" y=\"28\" font-size=\"16\" font-weight=\"600\">Processor time for one case of the workload</text>"
    );
    legend(&mut svg);
    let mut top = 78.0;
    for (title, bars) in panels {
        panel(&mut svg, title, bars, top);
        top += bars.len() as f64 * ROW + 64.0;
    }
    svg.push_str("</svg>\n");
    svg
}

/// Engines that decide one case after another, and those that only decide many at once.
fn own_form(figures: &[Figure]) -> Vec<Bar> {
    let once = |what: What| figures.iter().filter(move |figure| figure.what == what && figure.regions == 1);
    let one = once(What::One).map(|figure| bar(figure, false));
    let only_many = once(What::Batch).filter(|figure| {
        !once(What::One).any(|other| other.engine == figure.engine && other.language == figure.language)
    });
    sorted(one.chain(only_many.map(|figure| bar(figure, true))).collect())
}

fn from_json(figures: &[Figure]) -> Vec<Bar> {
    let all = figures.iter().filter(|figure| figure.what == What::Json && figure.regions == 1);
    sorted(all.map(|figure| bar(figure, false)).collect())
}

fn bar(figure: &Figure, many: bool) -> Bar {
    let kind = if figure.engine.starts_with("Menkan") { "Menkan" } else { figure.language.as_str() };
    let kind = COLOURS.iter().find(|(known, _)| *known == kind).map_or("Rust", |(known, _)| *known);
    Bar { name: label(&figure.language, &figure.engine), kind, many, ns: figure.ns }
}

fn sorted(mut bars: Vec<Bar>) -> Vec<Bar> {
    bars.sort_by(|one, other| one.ns.total_cmp(&other.ns));
    bars
}

/// What the picture shows, in words.
fn description(panels: &[(&str, &Vec<Bar>)]) -> String {
    let told = |bars: &[Bar]| {
        let one = |bar: &Bar| {
            let many = if bar.many { ", of many at once" } else { "" };
            format!("{} in {} {}{many}", bar.name, language(bar.kind), time(bar.ns))
        };
        bars.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    panels.iter().map(|(title, bars)| format!("{title}: {}.", told(bars))).collect::<Vec<_>>().join(" ")
}

fn language(kind: &str) -> &str {
    if kind == "Menkan" { "Rust" } else { kind }
}

fn legend(svg: &mut String) {
    let mut x = 16.0;
    for (name, colour) in COLOURS {
        let name = if name == "Menkan" { "Menkan (Rust)" } else { name };
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"42\" width=\"14\" height=\"12\" fill=\"{colour}\"/>");
        let _ = writeln!(svg, "<text x=\"{}\" y=\"52\">{name}</text>", x + 20.0);
        x += 50.0 + 7.0 * name.len() as f64;
    }
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"42.5\" width=\"14\" height=\"11\" fill=\"#fff\" stroke=\"#222\"/><text x=\"{}\" y=\"52\">one of \
         many decided at once, on one core</text>",
        x + 20.0
    );
}

fn panel(svg: &mut String, title: &str, bars: &[Bar], top: f64) {
    let (from, to) = (top + 34.0, top + 34.0 + bars.len() as f64 * ROW);
    let _ = writeln!(svg, "<text x=\"16\" y=\"{}\" font-size=\"13\" font-weight=\"600\">{title}</text>", top + 8.0);
    for decade in DECADES[0]..=DECADES[1] {
        let x = place(10_f64.powi(decade));
        let name =
            ["1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms"][decade.unsigned_abs() as usize];
        let _ = writeln!(svg, "<line x1=\"{x:.1}\" y1=\"{from}\" x2=\"{x:.1}\" y2=\"{to}\" stroke=\"#ddd\"/>");
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#555\">{name}</text>",
            from - 6.0
        );
    }
    for (at, bar) in bars.iter().enumerate() {
        let y = from + at as f64 * ROW + (ROW - BAR) / 2.0;
        let colour = COLOURS.iter().find(|(name, _)| *name == bar.kind).map_or("#222", |(_, colour)| *colour);
        let end = place(bar.ns);
        let weight = if bar.kind == "Menkan" { " font-weight=\"600\"" } else { "" };
        let fill = if bar.many { format!("#fff\" stroke=\"{colour}\" stroke-width=\"1.5") } else { colour.to_owned() };
        let baseline = y + BAR - 3.0;
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{baseline}\" text-anchor=\"end\"{weight}>{}</text>",
            LEFT - 8.0,
            escaped(&bar.name)
        );
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"{fill}\"/>",
            (end - LEFT).max(1.0)
        );
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{baseline}\"{weight}>{}</text>", end + 6.0, time(bar.ns));
    }
}

/// Where a time stands on the axis.
fn place(ns: f64) -> f64 {
    let [first, last] = DECADES.map(f64::from);
    LEFT + (ns.log10() - first).clamp(0.0, last - first) / (last - first) * ROOM
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::figures;
    use super::*;

    #[test]
    fn every_engine_has_a_bar_and_is_told_of_in_words() {
        let printed = r#"[
            {"language": "Rust", "engine": "by hand", "what": "one", "regions": 1, "cases": 9, "ns": 60, "spread": [59, 61]},
            {"language": "Python", "engine": "a < b", "what": "batch", "regions": 1, "cases": 9, "ns": 16, "spread": [15, 17]},
            {"language": "Rust", "engine": "by hand", "what": "batch", "regions": 1, "cases": 9, "ns": 25, "spread": [24, 26]},
            {"language": "Rust", "engine": "by hand", "what": "one", "regions": 10, "cases": 9, "ns": 70, "spread": [69, 71]},
            {"language": "JavaScript", "engine": "by hand", "what": "json", "regions": 1, "cases": 9, "ns": 4000, "spread": [1, 2]}
        ]"#;
        let picture = draw(&figures::read(printed).unwrap());
        let told = "own form: a &lt; b in Python 16 ns, of many at once; by hand, a struct in Rust 60 ns. From the text of a case";
        assert!(picture.contains(told), "{picture}");
        assert_eq!(picture.matches("height=\"14\"").count(), 3);
    }
}
