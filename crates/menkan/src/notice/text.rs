//! A letter as plain text.

use super::letter::{Item, Letter};
use crate::diagnostic::Lang;
use crate::render::Page;

/// A notice in words for a terminal: at most [`COLUMNS`](crate::render::COLUMNS) columns.
pub(super) fn text(letter: &Letter) -> String {
    let mut page = Page::default();
    page.line(0, letter.title);
    letter.about.iter().for_each(|line| page.line(2, line));
    for section in &letter.sections {
        page.section(section.heading);
        section.lead.iter().for_each(|lead| page.line(2, lead));
        for (item, number) in section.items.iter().zip(1..) {
            page.line(2, &format!("{number}. {}{}", item.text, answers(item, letter.lang)));
            item.notes.iter().for_each(|note| page.line(5, note));
        }
    }
    page.section(&letter.notes.join(match letter.lang {
        Lang::Zh => "",
        Lang::En => " ",
    }));
    page.section(&letter.digest);
    page.into_text()
}

fn answers(item: &Item, lang: Lang) -> String {
    match (&item.choices[..], &item.blank) {
        ([], None) => String::new(),
        ([], Some(unit)) if unit.is_empty() => String::new(),
        ([], Some(unit)) => format!(" ({unit})"),
        (choices, _) => match lang {
            Lang::Zh => format!("({})", choices.join("/")),
            Lang::En => format!(" ({})", choices.join(" / ")),
        },
    }
}
