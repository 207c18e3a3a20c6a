//! M00xx: text that cannot be read as a policy. Long because it is a list, one constructor a kind.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Lang, Text};
use crate::source::Span;
use crate::syntax::keywords::Kw;

/// A list of keywords for a message: `` `when`, `cite` ``.
fn quoted(keywords: &[Kw], lang: Lang) -> String {
    let words: Vec<_> = keywords.iter().map(|keyword| format!("`{}`", keyword.text(lang))).collect();
    words.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// How many characters of an author's text a message repeats.
const MAX_SHOWN: usize = 60;

/// An author's word, cut short where it is too long to repeat.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Chinese with a blank between its own characters and words in backticks.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let (mut inside, mut before) = (false, ' ');
    for c in text.chars() {
        let opens = c == '`' && !inside;
        let behind_closed = before == '`' && !inside && c != '`';
        let han = |c: char| c.is_alphabetic() && !c.is_ascii();
        if (opens && han(before)) || (behind_closed && han(c)) {
            out.push(' ');
        }
        if c == '`' {
            inside = !inside;
        }
        out.push(c);
        before = c;
    }
    out
}

/// What has to do with the text as bytes, and with how much there is of it.
impl Diagnostic {
    /// M0001: the bytes are not UTF-8.
    pub(crate) fn not_utf8(span: Span, byte: u8) -> Self {
        Self::error(Code("M0001"), span, Text::new("文件不是 UTF-8 编码的文本", "the file is not UTF-8 text"))
            .expected(Text::new("UTF-8 编码的文本", "text in UTF-8"))
            .found(format!("byte 0x{byte:02X}"))
            .help(Text::new("请以 UTF-8 编码另存该文件", "save the file as UTF-8"))
    }

    /// M0002: a character that no reader can see.
    pub(crate) fn invisible_character(span: Span, c: char) -> Self {
        let name = format!("U+{:04X}", u32::from(c));
        Self::error(
            Code("M0002"),
            span,
            Text::new(format!("此处有看不见的字符 `{name}`"), format!("an invisible character `{name}` stands here")),
        )
        .found(name)
        .help(Text::new("删除该字符", "delete it"))
        .fix(span, "")
    }

    /// M0003: a file past the limit of size.
    pub(crate) fn file_too_large(span: Span, bytes: usize, limit: usize) -> Self {
        Self::error(
            Code("M0003"),
            span,
            Text::new(
                format!("文件共 {bytes} 字节,超过 {limit} 字节的上限"),
                format!("the file has {bytes} bytes, more than the limit of {limit}"),
            ),
        )
        .expected(Text::new(format!("至多 {limit} 字节"), format!("at most {limit} bytes")))
        .found(format!("{bytes} bytes"))
    }

    /// M0004: brackets, bullets, branches or chains of signs past the limit of depth.
    pub(crate) fn too_deep(span: Span, limit: usize) -> Self {
        Self::error(
            Code("M0004"),
            span,
            Text::new(format!("嵌套超过 {limit} 层"), format!("nested more than {limit} deep")),
        )
        .expected(Text::new(format!("至多 {limit} 层"), format!("at most {limit} levels")))
        .help(Text::new("用 `定义` 为其中一部分命名", "give a part of it a name with `define`"))
    }

    /// M0005: a head, rule, clause, row or bullet past the limit of length.
    pub(crate) fn part_too_long(span: Span, bytes: usize, limit: usize) -> Self {
        Self::error(
            Code("M0005"),
            span,
            Text::new(
                format!("这一部分共 {bytes} 字节,超过 {limit} 字节的上限"),
                format!("this part has {bytes} bytes, more than the limit of {limit}"),
            ),
        )
        .expected(Text::new(format!("至多 {limit} 字节"), format!("at most {limit} bytes")))
        .found(format!("{bytes} bytes"))
    }

    /// M0006: more items than a file may have.
    pub(crate) fn too_many_items(span: Span, limit: usize) -> Self {
        Self::error(
            Code("M0006"),
            span,
            Text::new(
                format!("文件的条目超过 {limit} 个,其后的没有读取"),
                format!("more than {limit} items: the rest is not read"),
            ),
        )
    }

    /// M0007: more diagnostics than are worth showing.
    pub(crate) fn too_many_diagnostics(span: Span) -> Self {
        Self::error(Code("M0007"), span, Text::new("错误过多,其余未列出", "too many errors: the others are not listed"))
    }
}

/// Lines, strings, brackets.
impl Diagnostic {
    /// M0008: a tab in the indentation.
    pub(crate) fn tab_indentation(span: Span, columns: usize) -> Self {
        Self::error(Code("M0008"), span, Text::new("缩进使用了制表符", "the indentation has a tab"))
            .expected(Text::new("空格", "blanks"))
            .found("tab")
            .help(Text::new(
                "将每个制表符改为两个空格:制表符在不同编辑器中宽度不同",
                "write two blanks for each tab: editors show tabs in different widths",
            ))
            .fix(span, " ".repeat(columns))
    }

    /// M0009: a string that its line does not close.
    pub(crate) fn unclosed_string(span: Span, close: char) -> Self {
        let end = Span { start: span.end, ..span };
        Self::error(
            Code("M0009"),
            span,
            Text::new(format!("字符串缺少后引号 `{close}`"), format!("the string lacks its closing quote `{close}`")),
        )
        .expected(Text::new(format!("本行内的 `{close}`"), format!("`{close}` on the same line")))
        .fix(end, close)
    }

    /// M0010: a backslash before something that needs none.
    pub(crate) fn unknown_escape(span: Span, c: char) -> Self {
        Self::error(Code("M0010"), span, Text::new(format!("`\\{c}` 不是有效的转义"), format!("`\\{c}` is no escape")))
            .expected(Text::new("`\\\"` 或 `\\\\`", "`\\\"` or `\\\\`"))
            .found(format!("\\{c}"))
            .fix(span, format!("\\\\{c}"))
    }

    /// M0011: a closing bracket that closes nothing, or another kind.
    pub(crate) fn stray_bracket(span: Span, close: &str, open: Option<Span>) -> Self {
        let this = Self::error(
            Code("M0011"),
            span,
            Text::new(format!("`{close}` 没有对应的左括号"), format!("`{close}` closes no bracket")),
        )
        .found(close);
        match open {
            Some(open) => this.label(open, Text::new("此处的左括号是另一种", "another kind of bracket opens here")),
            None => this.fix(span, ""),
        }
    }

    /// M0012: an opening bracket that nothing closes.
    pub(crate) fn unclosed_bracket(span: Span, open: &str) -> Self {
        let close = match open {
            "{" | "｛" => "}",
            _ => ")",
        };
        Self::error(
            Code("M0012"),
            span,
            Text::new(format!("`{open}` 缺少对应的右括号"), format!("`{open}` is never closed")),
        )
        .expected(Text::new(format!("`{close}`"), format!("`{close}`")))
    }

    /// M0013: a bullet that stands in no list, or not in the column of its list.
    pub(crate) fn stray_bullet(span: Span) -> Self {
        Self::error(Code("M0013"), span, Text::new("这个列表项不属于任何列表", "this bullet belongs to no list")).help(
            Text::new(
                "同一列表的各项须左对齐,并位于 `同时满足`、`满足任一` 等之下",
                "the bullets of one list stand in one column, below `all of`, `any of` and the like",
            ),
        )
    }

    /// M0014: something on the same level behind a list of bullets.
    pub(crate) fn behind_bullets(span: Span) -> Self {
        Self::error(
            Code("M0014"),
            span,
            Text::new("列表之后不能接着写条件", "a condition cannot go on behind its bullets"),
        )
        .help(Text::new("把列表写在最后,或把整个列表放进括号", "write the list last, or put brackets around it"))
    }
}

/// Items and parts.
impl Diagnostic {
    /// M0020: what stands there is not what may stand there.
    pub(crate) fn unexpected(span: Span, found: &str, expected: Text) -> Self {
        let found = &*shown(found);
        let expected = Text::new(spaced(&expected.zh), expected.en);
        let message = if found.is_empty() {
            Text::new(
                spaced(&format!("行末缺少{}", expected.zh)),
                format!("the line ends where {} is expected", expected.en),
            )
        } else {
            Text::new(
                spaced(&format!("此处应为{},而不是`{found}`", expected.zh)),
                format!("expected {}, found `{found}`", expected.en),
            )
        };
        let this = Self::error(Code("M0020"), span, message).expected(expected);
        if found.is_empty() { this } else { this.found(found) }
    }

    /// M0021: a line at column 0 that begins no item.
    pub(crate) fn unknown_item(span: Span, found: &str) -> Self {
        let found = &*shown(found);
        Self::error(
            Code("M0021"),
            span,
            Text::new(format!("`{found}` 不能作为条目的开头"), format!("`{found}` begins no item")),
        )
        .expected(Text::new(
            "`事实`、`定义`、`决定` 等开头的条目,或者缩进的行",
            "an item such as `fact`, `define` or `decision`, or an indented line",
        ))
        .found(found)
    }

    /// M0022: a file that does not begin with its policy line.
    pub(crate) fn no_policy_line(span: Span) -> Self {
        Self::error(
            Code("M0022"),
            span,
            Text::new("文件未以 `政策` 行开头", "the file does not begin with a `policy` line"),
        )
        .expected(Text::new("`政策 名称`", "`policy NAME`"))
    }

    /// M0023: a policy line that is not the first item.
    pub(crate) fn late_policy_line(span: Span) -> Self {
        Self::error(
            Code("M0023"),
            span,
            Text::new("`政策` 行不在文件开头", "a `policy` line that does not begin the file"),
        )
        .help(Text::new(
            "一个文件只写一个政策,首行为 `政策`",
            "a file holds one policy, and its `policy` line comes first",
        ))
    }

    /// M0024: a part that may stand once stands again.
    pub(crate) fn part_twice(span: Span, before: Span, keyword: Kw) -> Self {
        let this = Self::error(
            Code("M0024"),
            span,
            Text::new(
                format!("`{}` 重复", keyword.text(Lang::Zh)),
                format!("`{}` stands twice", keyword.text(Lang::En)),
            ),
        )
        .label(before, Text::new("前一处", "the first"));
        match keyword {
            Kw::Cite => this.help(Text::new("多个依据以 `;` 分隔", "several citations are separated by `;`")),
            Kw::When => this.help(Text::new("用 `且` 合并条件", "join the conditions with `and`")),
            _ => this,
        }
    }

    /// M0025: a part that has no place behind such a head.
    pub(crate) fn part_misplaced(span: Span, keyword: Kw, head: Kw, fitting: &[Kw]) -> Self {
        Self::error(
            Code("M0025"),
            span,
            Text::new(
                format!("`{}` 之下不能写 `{}`", head.text(Lang::Zh), keyword.text(Lang::Zh)),
                format!("`{}` has no place in `{}`", keyword.text(Lang::En), head.text(Lang::En)),
            ),
        )
        .expected(Text::new(quoted(fitting, Lang::Zh), quoted(fitting, Lang::En)))
        .found(keyword.text(Lang::En))
    }

    /// M0026: an instrument that does not say when it is in force.
    pub(crate) fn instrument_without_period(span: Span) -> Self {
        let end = Span { start: span.end, ..span };
        Self::error(
            Code("M0026"),
            span,
            Text::new("文件没有写明施行期间", "the instrument does not say when it is in force"),
        )
        .expected(Text::new("`自 日期`", "`from DATE`"))
        .label(end, Text::new("在此写 `自 …`", "write `from …` here"))
    }

    /// M0027: a keyword that begins a line stands within one.
    pub(crate) fn line_keyword_inside(span: Span, keyword: &str) -> Self {
        Self::error(
            Code("M0027"),
            span,
            Text::new(
                format!("`{keyword}` 须另起一行并缩进"),
                format!("`{keyword}` begins an indented line of its own"),
            ),
        )
        .found(keyword)
        .fix(span, format!("\n  {keyword}"))
    }
}

/// The `policy` line.
impl Diagnostic {
    /// M0029: a policy line that cites nothing on purpose.
    pub(crate) fn header_cites_none(span: Span) -> Self {
        Self::error(Code("M0029"), span, Text::new("政策行不能写 `依据 无`", "the policy line does not cite `none`"))
            .help(Text::new("没有文件依据的条款各自写明原因", "each provision without a source says why itself"))
    }
}

/// Names, numbers, dates.
impl Diagnostic {
    /// M0030: a number where a name stands.
    pub(crate) fn number_as_name(span: Span, text: &str) -> Self {
        let text = &*shown(text);
        Self::error(Code("M0030"), span, Text::new(format!("`{text}` 不能作为名称"), format!("`{text}` is no name")))
            .expected(Text::new("含有字母或汉字的名称", "a name with a letter in it"))
            .found(text)
    }

    /// M0031: a reserved word where a name stands.
    pub(crate) fn reserved_word(span: Span, word: &str, expected: Text) -> Self {
        Self::error(
            Code("M0031"),
            span,
            Text::new(
                spaced(&format!("`{word}`是保留字,此处应为{}", expected.zh)),
                format!("`{word}` is reserved: expected {}", expected.en),
            ),
        )
        .expected(expected)
        .found(word)
    }

    /// M0032: the two forms of a name are both Chinese or both not.
    pub(crate) fn two_forms_of_one_script(span: Span, first: &str, second: &str) -> Self {
        let first = &*shown(first);
        let second = &*shown(second);
        Self::error(
            Code("M0032"),
            span,
            Text::new(
                format!("名称 `{first}` 与 `{second}` 是同一种文字"),
                format!("`{first}` and `{second}` are two names of one script"),
            ),
        )
        .expected(Text::new("一个中文名称和一个英文名称", "one name with Chinese characters and one without"))
    }

    /// M0033: a number with more digits than numbers have.
    pub(crate) fn number_too_long(span: Span, limit: usize) -> Self {
        Self::error(
            Code("M0033"),
            span,
            Text::new(format!("数字超过 {limit} 位"), format!("a number has at most {limit} digits")),
        )
        .expected(Text::new(format!("至多 {limit} 位数字"), format!("at most {limit} digits")))
    }

    /// M0034: an article, rank or number of places that is no whole number.
    pub(crate) fn not_a_count(span: Span, text: &str) -> Self {
        let text = &*shown(text);
        Self::error(
            Code("M0034"),
            span,
            Text::new(format!("`{text}` 不是此处可用的整数"), format!("`{text}` is no usable whole number")),
        )
        .expected(Text::new("整数", "a whole number"))
        .found(text)
    }

    /// M0035: a date that the calendar lacks, or in another form.
    pub(crate) fn bad_date(span: Span, text: &str) -> Self {
        let text = &*shown(text);
        let parts: Option<Vec<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
        let fixed = match parts.as_deref() {
            Some(&[year, month, day]) => i8::try_from(month)
                .ok()
                .zip(i8::try_from(day).ok())
                .and_then(|(month, day)| jiff::civil::Date::new(year, month, day).ok()),
            _ => None,
        };
        let this = Self::error(
            Code("M0035"),
            span,
            match fixed {
                Some(_) => Text::new(
                    format!("日期 `{text}` 的月、日须为两位"),
                    format!("the date `{text}` lacks digits: month and day have two"),
                ),
                None => Text::new(format!("没有 `{text}` 这一天"), format!("there is no day `{text}`")),
            },
        )
        .expected(Text::new("如 2024-08-01 的日期", "a date such as 2024-08-01"))
        .found(text);
        match fixed {
            Some(date) => this.fix(span, date.to_string()),
            None => this,
        }
    }

    /// M0036: a date in another notation.
    pub(crate) fn date_in_words(span: Span, text: &str, iso: Option<String>) -> Self {
        let this = Self::error(
            Code("M0036"),
            span,
            Text::new(
                format!("日期 `{text}` 须写成 2024-08-01 的形式"),
                format!("the date `{text}` is written as in 2024-08-01"),
            ),
        )
        .expected(Text::new("如 2024-08-01 的日期", "a date such as 2024-08-01"))
        .found(text);
        match iso {
            Some(iso) => this.fix(span, iso),
            None => this,
        }
    }

    /// M0037: digits grouped by a comma.
    pub(crate) fn grouped_digits(span: Span, whole: &str, rest: &str) -> Self {
        Self::error(
            Code("M0037"),
            span,
            Text::new(
                format!("数字 `{whole},{rest}` 中不能有逗号"),
                format!("the number `{whole},{rest}` has a comma in it"),
            ),
        )
        .expected(Text::new(format!("`{whole}{rest}`"), format!("`{whole}{rest}`")))
        .help(Text::new("若确为两个数,请在逗号后加空格", "where two numbers are meant, write a blank behind the comma"))
        .fix(span, format!("{whole}{rest}"))
    }

    /// M0038: full-width digits or letters.
    pub(crate) fn full_width(span: Span, text: &str, ascii: &str) -> Self {
        let text = &*shown(text);
        Self::error(
            Code("M0038"),
            span,
            Text::new(format!("`{text}` 是全角字符"), format!("`{text}` is written in full-width characters")),
        )
        .expected(Text::new(format!("`{ascii}`"), format!("`{ascii}`")))
        .found(text)
        .fix(span, ascii)
    }

    /// M0039: more decimal places than a `decimal` may have.
    pub(crate) fn too_many_places(span: Span, limit: u32) -> Self {
        Self::error(
            Code("M0039"),
            span,
            Text::new(format!("小数至多 {limit} 位"), format!("a decimal has at most {limit} places")),
        )
        .expected(Text::new(format!("0 至 {limit}"), format!("0 to {limit}")))
    }

    /// M0040: `per month` behind what is no money.
    pub(crate) fn period_of_no_money(span: Span, word: &str) -> Self {
        let word = &*shown(word);
        Self::error(
            Code("M0040"),
            span,
            Text::new(
                format!("`{word}` 不是货币,不能按月或按年"),
                format!("`{word}` is no currency: only money is per month or year"),
            ),
        )
        .expected(Text::new("如 `人民币 每月` 的货币", "a currency, as in `CNY per month`"))
        .found(word)
    }

    /// M0041: an article written onto the name of its instrument.
    pub(crate) fn article_joined_to_name(span: Span, name: &str, article: &str) -> Self {
        let name = &*shown(name);
        let article = &*shown(article);
        let gap = Span { end: span.start, ..span };
        Self::error(
            Code("M0041"),
            span,
            Text::new(
                format!("`{name}` 与 `{article}` 之间须有空格"),
                format!("a blank is missing between `{name}` and `{article}`"),
            ),
        )
        .fix(gap, " ")
    }

    /// M0042: a citation deeper than article, paragraph, item.
    pub(crate) fn citation_too_deep(span: Span) -> Self {
        Self::error(
            Code("M0042"),
            span,
            Text::new("依据至多写到条、款、项", "a citation names an article, a paragraph and an item at most"),
        )
        .expected(Text::new("如 `第四十二条第一款第三项`", "as in `42(1)(3)`"))
    }

    /// M0043: citations separated by a comma.
    pub(crate) fn citations_by_comma(span: Span, comma: &str) -> Self {
        Self::error(Code("M0043"), span, Text::new("多个依据以 `;` 分隔", "citations are separated by `;`"))
            .expected(Text::new("`;`", "`;`"))
            .found(comma)
            .fix(span, ";")
    }
}

/// Expressions.
impl Diagnostic {
    /// M0050: `and` beside `or` without brackets.
    pub(crate) fn mixed_and_or(span: Span, first: Span) -> Self {
        Self::error(
            Code("M0050"),
            span,
            Text::new("`且` 与 `或` 混用须加括号", "`and` and `or` are mixed without brackets"),
        )
        .label(first, Text::new("此处用的是另一个连接词", "another word joins here"))
        .help(Text::new(
            "把应当连在一起的条件放进括号,如 `甲 且 (乙 或 丙)`",
            "put brackets around what belongs together, as in `a and (b or c)`",
        ))
    }

    /// M0051: a bare `unless`.
    pub(crate) fn bare_unless(span: Span, word: &str) -> Self {
        Self::error(
            Code("M0051"),
            span,
            Text::new(format!("政策语言没有 `{word}` 的写法"), format!("there is no `{word}`")),
        )
        .found(word)
        .help(Text::new(
            "例外写作 `且 非 (…)`,或者写成 `除外` 条款、优先的规则",
            "write the exception as `and not (…)`, as a `barred` clause or as a rule that overrides",
        ))
        .fix(span, if word.is_ascii() { "and not" } else { "且 非" })
    }

    /// M0052: a sign or phrase for which this language has its own words: those of the language around it are offered.
    pub(crate) fn foreign_sign(span: Span, sign: &str, own: &str) -> Self {
        Self::error(
            Code("M0052"),
            span,
            Text::new(format!("`{sign}` 须写成 `{own}`"), format!("`{sign}` is written `{own}`")),
        )
        .expected(Text::new(format!("`{own}`"), format!("`{own}`")))
        .found(sign)
        .fix(span, own)
    }

    /// M0053: a full stop.
    pub(crate) fn full_stop(span: Span, stop: &str) -> Self {
        Self::error(Code("M0053"), span, Text::new("行末不写句号", "no full stop ends a line"))
            .found(stop)
            .fix(span, "")
    }

    /// M0054: one comparison on another.
    pub(crate) fn chained_comparison(span: Span) -> Self {
        Self::error(Code("M0054"), span, Text::new("比较不能连写", "a comparison cannot be compared again"))
            .help(Text::new("用 `且` 连接两个比较,或者加括号", "join two comparisons with `and`, or use brackets"))
    }

    /// M0055: a range that does not stand behind `in`.
    pub(crate) fn stray_range(span: Span) -> Self {
        Self::error(
            Code("M0055"),
            span,
            Text::new("区间 `..` 只能写在 `属于` 之后", "a range `..` stands behind `in` only"),
        )
        .help(Text::new("如 `年龄 属于 14..17`", "as in `age in 14..17`"))
    }

    /// M0056: `not` where a number stands.
    pub(crate) fn misplaced_not(span: Span) -> Self {
        Self::error(Code("M0056"), span, Text::new("`非` 只能写在条件之前", "`not` stands before a condition"))
            .help(Text::new("把条件放进括号", "put the condition in brackets"))
    }

    /// M0057: brackets behind a word that is no function.
    pub(crate) fn unknown_function(span: Span, word: &str) -> Self {
        let word = &*shown(word);
        Self::error(
            Code("M0057"),
            span,
            Text::new(format!("没有函数 `{word}`"), format!("there is no function `{word}`")),
        )
        .expected(Text::new("`最小值`、`最大值` 或 `舍入`", "`min`, `max` or `round`"))
        .found(word)
    }

    /// M0058: `round` that does not say to what.
    pub(crate) fn round_without_step(span: Span) -> Self {
        Self::error(Code("M0058"), span, Text::new("`舍入` 须写明步长和方式", "`round` says to what step, and how"))
            .expected(Text::new("如 `舍入(x 至 0.01 四舍五入)`", "as in `round(x to 0.01 half up)`"))
    }

    /// M0059: a step of rounding in another function.
    pub(crate) fn rounding_misplaced(span: Span, word: &str) -> Self {
        Self::error(
            Code("M0059"),
            span,
            Text::new(format!("`{word}` 不能写步长"), format!("`{word}` takes no step to round to")),
        )
        .help(Text::new("步长只能写在 `舍入` 中", "a step belongs to `round`"))
    }
}
