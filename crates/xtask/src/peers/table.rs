//! The figures as one table, each engine a row, with notes on how it was asked.

use std::fmt::Write as _;

use super::figures::{Figure, What, millions, short, time};

/// The languages that have a program each.
pub(super) const LANGUAGES: [&str; 3] = ["Rust", "Python", "JavaScript"];

/// An engine in the table.
struct Row {
    language: &'static str,
    /// What the program that measures calls it.
    engine: &'static str,
    /// What readers call it.
    label: &'static str,
    /// How it was asked.
    note: &'static str,
}

/// The rows.
const ROWS: [Row; 23] = [
    Row {
        language: "Rust",
        engine: "by hand",
        label: "by hand, a struct",
        note: "The function of `benches/src/workload.rs`, in which the figures of a region are reckoned from its \
            number. Many: an array of structs.",
    },
    Row {
        language: "Rust",
        engine: "by hand, columns",
        label: "by hand, columns",
        note: "A column for each fact, of the least width, without a branch, compiled for any x86-64. It decides \
            only many at once.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, prepared",
        label: "Menkan, `Prepared::decide`",
        note: "A row has a number for each fact and a code for each choice; what comes out is four outcomes. Many: \
            row after row. Loading is from the policy's text.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, compiled",
        label: "Menkan, compiled for a day",
        note: "The same from the bytes that `menkan compile` writes, checked while they are read.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, columns",
        label: "Menkan, `Columns::decide`",
        note: "Blocks of 512 cases, filled beforehand: a bit for each truth, a code for each choice, 64 bits for \
            each number.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, record batches",
        label: "Menkan, record batches",
        note: "`menkan-arrow`: one Arrow batch in, with choices as dictionaries of their names, and one out; every \
            value is checked.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, JSON without reasons",
        label: "Menkan, `decide_json` without reasons",
        note: "Starts from JSON alone; the decision also tells the policy, its digest and the day. Growth is that \
            of JSON to JSON.",
    },
    Row {
        language: "Rust",
        engine: "Menkan, JSON with reasons",
        label: "Menkan, `decide_json` with reasons",
        note: "The same with the reasons of each answer, their sources and the facts that they rest on.",
    },
    Row {
        language: "Rust",
        engine: "Cedar",
        label: "Cedar (cedar-policy 4.14.1)",
        note: "Cedar permits or forbids. Each value of a decision is a policy that permits; one request tells all \
            that do, and the program takes the first of each decision. Without a schema. Rules of a region have \
            it as their resource.",
    },
    Row {
        language: "Rust",
        engine: "zen-expression",
        label: "zen-expression 2.1.6",
        note: "Four compiled expressions with the definitions written into them, on the bare virtual machine. Rules \
            of a region stand behind a condition, one after the other.",
    },
    Row {
        language: "Rust",
        engine: "zen-engine, expressions",
        label: "zen-engine 2.1.6, expressions",
        note: "A graph of two nodes: the definitions and the decisions as expressions, compiled. Rules of a region \
            are a branch behind a switch.",
    },
    Row {
        language: "Rust",
        engine: "zen-engine, tables",
        label: "zen-engine 2.1.6, tables",
        note: "The same with three decision tables.",
    },
    Row {
        language: "Rust",
        engine: "regorus",
        label: "regorus 0.14.1",
        note: "Compiled for its virtual machine, which is given one input after another. Rules of a region are a \
            package that the input names.",
    },
    Row {
        language: "Rust",
        engine: "CEL (cel)",
        label: "CEL (cel 0.15.0)",
        note: "Four programs with the definitions written into them; variables are looked up in a struct of the \
            engine's own values. Rules of a region stand behind a condition, one after the other.",
    },
    Row {
        language: "Python",
        engine: "by hand",
        label: "by hand, a class with slots",
        note: "Many: a list of objects.",
    },
    Row {
        language: "Python",
        engine: "numpy",
        label: "numpy 2.4.6",
        note: "It decides only many at once: a column for each fact, numbers of 64 bits, choices as bytes. Rules of \
            a region would be a column of figures, not more rules.",
    },
    Row {
        language: "Python",
        engine: "polars",
        label: "polars 2.1.0",
        note: "It decides only many at once, here on one thread: a frame, choices of enumerated types, the rules as \
            expressions, evaluated lazily. Loading is making the expressions. Rules of a region would be a \
            column of figures, not more rules.",
    },
    Row {
        language: "Python",
        engine: "OpenFisca",
        label: "OpenFisca-Core 46.0.1",
        note: "Variables with formulas, over arrays. Many: a simulation of all persons from arrays. JSON: values by \
            person and month, as its web service takes them. Rules of a region would be parameters, not more \
            rules.",
    },
    Row { language: "JavaScript", engine: "by hand", label: "by hand, an object", note: "Many: an array of objects." },
    Row {
        language: "JavaScript",
        engine: "json-rules-engine",
        label: "json-rules-engine 7.3.1",
        note: "A rule for each value of a decision, definitions as named conditions; what is multiplied is a fact \
            that a function gives. The program takes the first of each decision. Rules of a region ask for it \
            first.",
    },
    Row {
        language: "JavaScript",
        engine: "cedar-wasm",
        label: "cedar-wasm 4.13.0",
        note: "As Cedar in Rust, with the policies parsed once and kept in the module.",
    },
    Row {
        language: "JavaScript",
        engine: "zen-engine on Node, expressions",
        label: "zen-engine 0.54.0 on Node, expressions",
        note: "The same graph as in Rust, in its package for Node; each answer is a promise that is waited for.",
    },
    Row {
        language: "JavaScript",
        engine: "zen-engine on Node, tables",
        label: "zen-engine 0.54.0 on Node, tables",
        note: "The same with three decision tables.",
    },
];

/// The languages of the engines whose names have this in them.
pub(super) fn languages(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    ROWS.iter().filter(|row| row.engine.to_lowercase().contains(&name)).map(|row| row.language).collect()
}

/// The name of an engine as the table has it.
pub(super) fn label(language: &str, engine: &str) -> String {
    let row = ROWS.iter().find(|row| row.language == language && row.engine == engine);
    row.map_or_else(|| engine.to_owned(), |row| row.label.replace('`', ""))
}

/// The table in Markdown, and the notes below it.
pub(super) fn markdown(figures: &[Figure]) -> String {
    let mut table = String::new();
    let mut notes = Vec::new();
    for language in LANGUAGES {
        if !figures.iter().any(|figure| figure.language == language) {
            continue;
        }
        let _ = writeln!(
            table,
            "| {language} | one case | JSON to JSON | many, M/s | loading | rules × 10 | × 100 | note |\n|---|---|---|---|---|---|---|---|"
        );
        for Row { engine, label, note, .. } in ROWS.iter().filter(|row| row.language == language) {
            let own: Vec<&Figure> =
                figures.iter().filter(|figure| figure.language == language && figure.engine == *engine).collect();
            if own.is_empty() {
                continue;
            }
            notes.push(*note);
            let cells = cells(&own).join(" | ");
            let _ = writeln!(table, "| {label} | {cells} | {} |", notes.len());
        }
        table.push('\n');
    }
    for (at, note) in notes.iter().enumerate() {
        let _ = writeln!(table, "{}. {note}", at + 1);
    }
    table
}

/// What is known of an engine, column by column.
fn cells(own: &[&Figure]) -> [String; 6] {
    let find = |what: What, regions: u64| own.iter().find(|figure| figure.what == what && figure.regions == regions);
    let timed = |what: What| {
        find(what, 1).map_or_else(String::new, |figure| {
            let ratio = figure.ratio.map_or_else(String::new, |ratio| format!(" ({}×)", short(ratio)));
            format!("{}{ratio}", time(figure.ns))
        })
    };
    // What has no form but JSON grows in that.
    let growing = if find(What::One, 1).is_some() { What::One } else { What::Json };
    let grown = |regions| {
        let growth = find(growing, regions).and_then(|figure| figure.growth);
        growth.map_or_else(String::new, |growth| format!("{}×", short(growth)))
    };
    let many = find(What::Batch, 1).map_or_else(String::new, |figure| millions(figure.ns));
    [timed(What::One), timed(What::Json), many, timed(What::Load), grown(10), grown(100)]
}

#[cfg(test)]
mod tests {
    use super::super::figures;
    use super::*;

    #[test]
    fn an_engine_is_a_row_with_a_note_and_what_is_not_known_is_blank() {
        let printed = r#"[
            {"language": "Rust", "engine": "regorus", "what": "one", "regions": 1, "cases": 9, "ns": 17400, "spread": [1, 2],
             "ratio": 290.4, "growth": null},
            {"language": "Rust", "engine": "regorus", "what": "one", "regions": 100, "cases": 9, "ns": 60000, "spread": [1, 2],
             "ratio": null, "growth": 3.41},
            {"language": "Rust", "engine": "regorus", "what": "load", "regions": 1, "cases": 0, "ns": 2e6, "spread": [1, 2]}
        ]"#;
        let table = markdown(&figures::read(printed).unwrap());
        assert!(
            table.contains("| regorus 0.14.1 | 17 µs (290×) |  |  | 2.0 ms |  | 3.4× | 1 |\n\n1. Compiled"),
            "{table}"
        );
    }
}
