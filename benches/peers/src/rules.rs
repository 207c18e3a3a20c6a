//! The rules of the workload in the words of other engines: texts below `policies`, for each region with its own figures.

use std::collections::HashMap;
use std::ops::Range;

/// A text of rules for one region: its multiple of the line for assets, its days that are urgent.
pub fn of_region(text: &str, region: u16) -> String {
    text.replace("REGION", &format!("r{region}"))
        .replace("MULTIPLE", &(12 + region % 3).to_string())
        .replace("DAYS", &(7 + region % 5).to_string())
}

/// The lines `name = expression` of a text, in their order.
pub fn definitions(text: &str) -> Vec<(&str, &str)> {
    text.lines().filter(|line| !line.starts_with("//")).filter_map(|line| line.split_once(" = ")).collect()
}

/// The same definitions with each name that one above has replaced by what that one is, in parentheses.
pub fn written_out<'a>(definitions: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    let mut known: HashMap<&str, String> = HashMap::new();
    let mut all = Vec::new();
    for (name, expression) in definitions {
        let expression = replaced(expression, &known);
        known.insert(name, format!("({expression})"));
        all.push((*name, expression));
    }
    all
}

/// A text with whole words replaced, except in quotes and behind a dot.
pub fn replaced(text: &str, words: &HashMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |end| end + 2),
            first if first == '_' || first.is_ascii_alphabetic() => {
                rest.find(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric()).unwrap_or(rest.len())
            }
            first => first.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        match words.get(piece) {
            Some(word) if !out.ends_with('.') => out.push_str(word),
            _ => out.push_str(piece),
        }
        rest = behind;
    }
    out
}

/// One expression for several regions: that of the case's region, asked for one after the other.
pub fn by_region(regions: Range<u16>, expression: impl Fn(u16) -> String, quote: char) -> String {
    let last = regions.end - 1;
    let mut text = String::new();
    for region in regions.start..last {
        text.push_str(&format!("region == {quote}r{region}{quote} ? ({}) : ", expression(region)));
    }
    text.push_str(&format!("({})", expression(last)));
    text
}
