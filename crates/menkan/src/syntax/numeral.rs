//! Chinese numerals, as the law counts its articles: 第一百二十三条.

/// The number written as Chinese numerals up to 9999, or as ASCII digits.
pub(crate) fn parse(text: &str) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok());
    let (mut total, mut pending, mut last_unit) = (0_u32, None, 10_000_u32);
    let mut zero = false;
    for c in text.chars() {
        let c = match c {
            '〇' => '零',
            '两' => '二',
            other => other,
        };
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                match digit(c)? {
                    0 if pending.is_none() && !zero => zero = true,
                    0 => return None,
                    _ if pending.is_some() => return None,
                    value => pending = Some(value),
                }
                continue;
            }
        };
        // 十 alone is ten; 百 and 千 always have a digit before them. Units come in falling order.
        let count = match pending.take() {
            Some(count) => count,
            None if unit == 10 && total == 0 => 1,
            None => return None,
        };
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        zero = false;
        total += count * unit;
    }
    if zero && pending.is_none() {
        return (text == "零" || text == "〇").then_some(0);
    }
    total += pending.unwrap_or(0);
    (!text.is_empty()).then_some(total)
}

/// The number in Chinese numerals, as an article is counted; past 9999 in ASCII digits.
pub(crate) fn print(number: u32) -> String {
    if number == 0 || number > 9999 {
        return number.to_string();
    }
    let digit = |value: u32| "零一二三四五六七八九".chars().nth(value as usize).unwrap_or('零');
    let mut out = String::new();
    let mut gap = false;
    for (unit, sign) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let value = number / unit % 10;
        if value == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十二, not 一十二; but 一百一十二.
        if !(unit == 10 && value == 1 && out.is_empty()) {
            out.push(digit(value));
        }
        out.push_str(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_reads_back() {
        for number in 1..=9999 {
            assert_eq!(parse(&print(number)), Some(number), "{}", print(number));
        }
    }

    #[test]
    fn articles_are_counted_as_the_law_counts_them() {
        for (number, text) in [
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (42, "四十二"),
            (105, "一百零五"),
            (110, "一百一十"),
            (293, "二百九十三"),
            (1003, "一千零三"),
        ] {
            assert_eq!(print(number), text);
        }
        assert_eq!(parse("两百"), Some(200));
        assert_eq!(parse("42"), Some(42));
        for wrong in ["", "十十", "一二", "百", "一百二千", "四十二条", "零零"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
