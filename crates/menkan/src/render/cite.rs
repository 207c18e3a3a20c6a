//! Citations as lawyers write them: `《法律援助法》第四十二条第三项`, `法律援助法 art. 42 item 3`.

use crate::decide::Cite;
use crate::diagnostic::Lang;
use crate::syntax::numeral;
use crate::syntax::token::has_han;

/// Citations in a row. What is cited of one instrument in turn stands behind one mention of it.
#[must_use]
pub fn citations(cites: &[Cite], lang: Lang) -> String {
    let mut text = String::new();
    let mut last: Option<&str> = None;
    for cite in cites {
        let place = place(cite, lang);
        if last == Some(&cite.instrument) && !place.is_empty() {
            text.push_str(match lang {
                Lang::Zh => "、",
                Lang::En => ", ",
            });
        } else {
            if last.is_some() {
                text.push_str(match lang {
                    Lang::Zh => ";",
                    Lang::En => "; ",
                });
            }
            text.push_str(&title(&cite.instrument, lang));
            if lang == Lang::En && !place.is_empty() {
                text.push(' ');
            }
        }
        text.push_str(&place);
        last = Some(&cite.instrument);
    }
    text
}

/// A title in its own language. A Chinese title stands in book marks, those inside it turn single; the number of a
/// document (`司发通〔2022〕49号`) is no title.
fn title(title: &str, lang: Lang) -> String {
    let is_number = title.contains('〔') && title.ends_with('号');
    match lang {
        Lang::Zh if has_han(title) && !is_number => format!("《{}》", title.replace('《', "〈").replace('》', "〉")),
        Lang::Zh | Lang::En => title.to_owned(),
    }
}

fn place(cite: &Cite, lang: Lang) -> String {
    let parts = [(cite.article, "条", "art."), (cite.paragraph, "款", "para."), (cite.item, "项", "item")];
    let given = parts.into_iter().filter_map(|(number, zh, en)| Some((number?, zh, en)));
    match lang {
        Lang::Zh => given.map(|(number, zh, _)| format!("第{}{zh}", numeral::print(number))).collect(),
        Lang::En => given.map(|(number, _, en)| format!("{en} {number}")).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cite(instrument: &str, article: Option<u32>, paragraph: Option<u32>, item: Option<u32>) -> Cite {
        Cite { instrument: instrument.into(), article, paragraph, item }
    }

    #[test]
    fn places_of_one_instrument_follow_one_title() {
        let cites = [
            cite("法律援助法", Some(43), Some(1), None),
            cite("法律援助法", Some(31), None, Some(5)),
            cite("关于适用《中华人民共和国刑事诉讼法》的解释", Some(47), Some(2), None),
            cite("司发通〔2022〕49号", None, None, None),
        ];
        assert_eq!(
            citations(&cites, Lang::Zh),
            "《法律援助法》第四十三条第一款、第三十一条第五项;《关于适用〈中华人民共和国刑事诉讼法〉的解释》第四十七条第二款;司发通〔2022〕49号"
        );
        assert_eq!(citations(&cites[..2], Lang::En), "法律援助法 art. 43 para. 1, art. 31 item 5");
    }
}
