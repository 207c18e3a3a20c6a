//! The same policy in another order: items, and inside them clauses and rules.

use crate::dice::Dice;

/// The items of a policy's text in an order by chance, its policy line first; so are the clauses and rules inside each.
/// Comments are left out.
#[must_use]
pub fn shuffled(text: &str, dice: &mut Dice) -> String {
    let mut items = chunks(text.lines().filter(|line| !is_comment(line)), |line| !line.starts_with([' ', '-']));
    let header = items.remove(0);
    mix(&mut items, dice);
    let mut out = header.join("\n");
    for item in items {
        out.push('\n');
        out.push_str(&within(&item, dice));
    }
    out.push('\n');
    out
}

/// An item with its clauses and rules in an order by chance.
fn within(item: &[&str], dice: &mut Dice) -> String {
    let mut parts = chunks(item.iter().copied(), is_part);
    let head = parts.remove(0);
    let whole = head.first().is_some_and(|line| {
        let word = line.split_whitespace().next().unwrap_or("");
        matches!(word, "define" | "standard" | "decision" | "amend" | "定义" | "标准" | "决定" | "修改")
    });
    if whole {
        mix(&mut parts, dice);
    }
    std::iter::once(head).chain(parts).map(|part| part.join("\n")).collect::<Vec<_>>().join("\n")
}

fn is_comment(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// Whether a line begins a clause or a rule.
fn is_part(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or("");
    let words = ["clause", "barred", "rule", "otherwise", "precedence", "条款", "除外", "规则", "其余", "优先顺序"];
    line.starts_with(' ') && words.contains(&word)
}

/// Lines in runs, each begun by a line that `begins` says.
fn chunks<'t>(lines: impl Iterator<Item = &'t str>, begins: impl Fn(&str) -> bool) -> Vec<Vec<&'t str>> {
    let mut chunks: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        match chunks.last_mut() {
            Some(chunk) if !begins(line) => chunk.push(line),
            _ => chunks.push(vec![line]),
        }
    }
    chunks
}

/// Fisher and Yates 1938.
fn mix<T>(list: &mut [T], dice: &mut Dice) {
    for last in (1..list.len()).rev() {
        list.swap(last, dice.place(last + 1));
    }
}
