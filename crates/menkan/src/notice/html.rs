//! A letter as one HTML page, ready to print on A4: nothing in it is loaded from elsewhere.

use std::fmt::Write as _;

use super::letter::{Item, Letter};
use crate::diagnostic::Lang;

const STYLE: &str = "\
@page{size:A4;margin:20mm}\
body{font:12pt/1.6 'Noto Serif CJK SC','Songti SC',SimSun,'Noto Serif',Georgia,serif;color:#000;background:#fff;\
max-width:44em;margin:2em auto;padding:0 1em}\
h1{font-size:20pt;text-align:center;letter-spacing:.1em;margin:0 0 1em}\
h2{font-size:13pt;margin:1.2em 0 .3em;break-after:avoid}\
p{margin:.3em 0}ol{margin:.3em 0;padding-left:2em}li{margin:.35em 0;break-inside:avoid}\
.notes{margin:.1em 0 0;padding:0;list-style:none;font-size:10.5pt}.notes li{margin:0}\
.choice{white-space:nowrap;margin-left:.8em}.box{display:inline-block;width:.8em;height:.8em;border:1px solid #000;\
margin-right:.3em;vertical-align:-.05em}\
.blank{display:inline-block;min-width:8em;border-bottom:1px solid #000;margin:0 .3em}\
.fill{display:flex;flex-wrap:wrap;gap:.3em 2.5em;margin:1em 0}.lead,.digest{font-size:10.5pt}\
.digest{margin-top:2em;word-break:break-all;color:#444}\
@media print{body{margin:0;max-width:none;padding:0}}";

/// The letter as a whole page.
pub(super) fn html(letter: &Letter) -> String {
    let lang = match letter.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = escaped(letter.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n"
    );
    for line in &letter.about {
        let _ = writeln!(page, "<p>{}</p>", escaped(line));
    }
    fill(&mut page, &letter.blanks, letter.lang);
    for section in &letter.sections {
        let _ = writeln!(page, "<section>\n<h2>{}</h2>", escaped(section.heading));
        if let Some(lead) = section.lead {
            let _ = writeln!(page, "<p class=\"lead\">{}</p>", escaped(lead));
        }
        page.push_str("<ol>\n");
        section.items.iter().for_each(|point| item(&mut page, point));
        page.push_str("</ol>\n</section>\n");
    }
    page.push_str("<section>\n");
    for note in &letter.notes {
        let _ = writeln!(page, "<p>{}</p>", escaped(note));
    }
    fill(&mut page, &letter.signed, letter.lang);
    let _ = writeln!(page, "<p class=\"digest\">{}</p>\n</section>", escaped(&letter.digest));
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn fill(page: &mut String, labels: &[&str], lang: Lang) {
    let colon = match lang {
        Lang::Zh => ":",
        Lang::En => ": ",
    };
    page.push_str("<div class=\"fill\">\n");
    for label in labels {
        let _ = writeln!(page, "<span>{}{colon}<span class=\"blank\">&nbsp;</span></span>", escaped(label));
    }
    page.push_str("</div>\n");
}

fn item(page: &mut String, item: &Item) {
    let _ = write!(page, "<li>{}", escaped(&item.text));
    for choice in &item.choices {
        let _ = write!(
            page,
            " <span class=\"choice\"><span class=\"box\" aria-hidden=\"true\"></span>{}</span>",
            escaped(choice)
        );
    }
    if let Some(unit) = &item.blank {
        let _ = write!(page, " <span class=\"blank\">&nbsp;</span>{}", escaped(unit));
    }
    if !item.notes.is_empty() {
        page.push_str("\n<ul class=\"notes\">");
        for note in &item.notes {
            let _ = write!(page, "<li>{}</li>", escaped(note));
        }
        page.push_str("</ul>");
    }
    page.push_str("</li>\n");
}

/// The text with the characters that HTML takes for marks written as references.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
