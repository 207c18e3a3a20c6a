//! A letter as Markdown: boxes to tick, lines to fill in.

use std::fmt::Write as _;

use super::letter::{Item, Letter};
use crate::diagnostic::Lang;

/// The letter in CommonMark.
pub(super) fn markdown(letter: &Letter) -> String {
    let mut text = format!("# {}\n", escaped(letter.title));
    let colon = match letter.lang {
        Lang::Zh => ":",
        Lang::En => ": ",
    };
    let filled = |label: &&str| format!("{}{colon}{}", escaped(label), LINE);
    paragraph(&mut text, &letter.about.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("  \n"));
    paragraph(&mut text, &letter.blanks.iter().map(filled).collect::<Vec<_>>().join("  \n"));
    for section in &letter.sections {
        let _ = write!(text, "\n## {}\n", escaped(section.heading));
        if let Some(lead) = section.lead {
            paragraph(&mut text, &escaped(lead));
        }
        text.push('\n');
        for (item, number) in section.items.iter().zip(1..) {
            let lead = format!("{number}. ");
            let _ = writeln!(text, "{lead}{}{}", escaped(&item.text), answers(item));
            for note in &item.notes {
                let _ = writeln!(text, "{}- {}", " ".repeat(lead.len()), escaped(note));
            }
        }
    }
    for note in &letter.notes {
        paragraph(&mut text, &escaped(note));
    }
    paragraph(&mut text, &letter.signed.iter().map(filled).collect::<Vec<_>>().join("  \n"));
    paragraph(&mut text, &format!("`{}`", letter.digest));
    text
}

const LINE: &str = r"\_\_\_\_\_\_\_\_\_\_\_\_";

fn paragraph(text: &mut String, words: &str) {
    let _ = write!(text, "\n{words}\n");
}

fn answers(item: &Item) -> String {
    let mut text: String = item.choices.iter().map(|choice| format!(" ☐ {}", escaped(choice))).collect();
    if let Some(unit) = &item.blank {
        let _ = write!(text, " {LINE} {}", escaped(unit));
    }
    text.trim_end().to_owned()
}

/// The text with every character escaped that CommonMark could take for a mark of its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            out.push('\\');
        }
        out.push(char);
    }
    out
}
