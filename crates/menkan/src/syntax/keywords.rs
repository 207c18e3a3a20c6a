//! Every keyword of the language, English beside Chinese, as data: for the printer, for messages, for editors.
//!
//! `grammar/menkan.pest` reads the same words; a test holds the two together. Each pair means one thing, and either
//! half may be written anywhere.

use crate::diagnostic::Lang;

/// Where a keyword is one. Elsewhere the same word may be a name, unless it is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Begins an item, at column 0.
    Item,
    /// Begins a line inside an item: `clause`, `rule`, `otherwise`, the lines of a test.
    Line,
    /// Begins a part of an item or line: `when`, `cite`, `say`.
    Part,
    /// Stands between or before operands.
    Operator,
    /// Is a value by itself.
    Value,
    /// Names a type.
    Type,
    /// Stands before arguments in brackets.
    Function,
    /// Says what `round` does with the rest.
    Rounding,
    /// A name that the language declares: a status of a standard, the decisions that groups declare.
    Declared,
}

/// One keyword in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyword {
    /// What it is, whatever the language.
    pub keyword: Kw,
    /// Where it is a keyword.
    pub place: Place,
    /// English; blanks stand between the words of a phrase.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

macro_rules! keywords {
    ($($place:ident { $($name:ident $en:literal $zh:literal,)* })*) => {
        /// A keyword, whatever the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is named after its English form in the table")]
        pub enum Kw { $($($name,)*)* }

        /// Every keyword, by where it stands.
        pub const KEYWORDS: &[Keyword] = &[
            $($(Keyword { keyword: Kw::$name, place: Place::$place, en: $en, zh: $zh },)*)*
        ];
    };
}

keywords! {
    Item {
        Policy "policy" "政策",
        Instrument "instrument" "文件",
        Enum "enum" "分类",
        Record "record" "记录",
        Fact "fact" "事实",
        Judgement "judgement" "判断",
        Parameter "parameter" "参数",
        Define "define" "定义",
        Standard "standard" "标准",
        Decision "decision" "决定",
        Exemption "exemption" "免除",
        Group "group" "群体",
        Action "action" "措施",
        Trigger "trigger" "触发",
        Assert "assert" "断言",
        Test "test" "测试",
        Amend "amend" "修改",
    }
    Line {
        Clause "clause" "条款",
        Barred "barred" "除外",
        Rule "rule" "规则",
        Otherwise "otherwise" "其余",
        Precedence "precedence" "优先顺序",
        AsOfDay "as of" "截至",
        Given "given" "给定",
        SetLine "set" "设置",
        Expect "expect" "预期",
    }
    Part {
        Extends "extends" "承接",
        InForce "in force" "施行",
        From "from" "自",
        To "to" "至",
        Answers "answers" "回答",
        AsksFirst "asks first" "先问",
        Title "title" "全称",
        Link "link" "链接",
        Assumed "assumed" "假定",
        Fixed "fixed" "固定",
        OnlyWhen "only when" "仅当",
        Ask "ask" "询问",
        Applicant "applicant" "申请人",
        Officer "officer" "经办人",
        Embedder "embedder" "系统",
        Evidence "evidence" "证明材料",
        AskingCosts "asking costs" "询问代价",
        ChangingCosts "changing costs" "改变代价",
        Likely "likely" "常见",
        UpTo "up to" "至多",
        AtLeastItems "at least" "至少",
        DistinctBy "distinct by" "互异按",
        By "by" "按",
        AtMostBand "at most" "不超过",
        Above "above" "超过",
        Unknown "unknown" "未知",
        When "when" "当",
        Cite "cite" "依据",
        ItemNumber "item" "项",
        Say "say" "说明",
        Overrides "overrides" "优先于",
        Open "open" "待定",
        Widen "children may only widen" "下级只可放宽",
        Raise "children may only raise" "下级只可提高",
        Waives "waives" "豁免",
        Presumes "presumes" "推定",
        Rank "rank" "顺位",
        Include "include" "包括",
        Exclude "exclude" "排除",
        Never "never" "绝不",
        Always "always" "始终",
        NeverGained "never gained" "绝不取得",
        NeverLost "never lost" "绝不丧失",
        Rises "rises" "增加",
        Falls "falls" "减少",
        But "but" "但",
        Missing "missing" "缺少",
        Assumptions "assumptions" "假定事项",
    }
    Operator {
        And "and" "且",
        Or "or" "或",
        Not "not" "非",
        Is "is" "是",
        IsNot "is not" "不是",
        AtMost "is at most" "不超过",
        LessThan "is less than" "低于",
        AtLeast "is at least" "不低于",
        MoreThan "is more than" "高于",
        In "in" "属于",
        NotIn "not in" "不属于",
        IsEmpty "is empty" "为空",
        IsNotEmpty "is not empty" "不为空",
        IsSatisfied "is satisfied" "已满足",
        IsNotSatisfied "is not satisfied" "未满足",
        AllOf "all of" "同时满足",
        AnyOf "any of" "满足任一",
        If "if" "如果",
        Then "then" "则",
        Else "else" "否则",
        Shall "shall" "应当",
        May "may" "可以",
        Sum "sum" "合计",
        Count "count" "计数",
        Largest "largest" "最大的",
        Smallest "smallest" "最小的",
        Of "of" "取自",
        Where "where" "其中",
        Any "any" "任一",
        All "all" "全部",
        YearsBetween "years between" "相距年数",
        MonthsBetween "months between" "相距月数",
        With "and" "与",
        DaysUnit "days" "天",
        PerMonth "per month" "每月",
        PerYear "per year" "每年",
    }
    Value {
        Yes "yes" "成立",
        No "no" "不成立",
        None "none" "无",
        Unlimited "unlimited" "不限",
        Empty "empty" "空",
        AsOf "as_of" "基准日",
    }
    Type {
        Boolean "boolean" "是否",
        Integer "integer" "整数",
        Number "number" "数值",
        Decimal "decimal" "小数",
        Percent "percent" "百分比",
        Date "date" "日期",
        Days "days" "天数",
        OneOf "one of" "单选",
        SetOf "set of" "多选",
        ListOf "list of" "列表",
        Cny "CNY" "人民币",
        Gbp "GBP" "英镑",
        Usd "USD" "美元",
        Eur "EUR" "欧元",
        Hkd "HKD" "港元",
    }
    Function {
        Min "min" "最小值",
        Max "max" "最大值",
        Round "round" "舍入",
    }
    Rounding {
        HalfUp "half up" "四舍五入",
        HalfDown "half down" "五舍六入",
        HalfEven "half even" "五取偶",
        Up "up" "向上",
        Down "down" "向下",
    }
    Declared {
        Waived "waived" "已豁免",
        Presumed "presumed" "已推定",
        Met "met" "符合",
        Unmet "unmet" "不符合",
        Groups "groups" "重点群体",
        Priority "priority" "优先次序",
    }
}

/// The words that are never names: the reserved English ones, and the Chinese ones that mean the same.
pub const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "in",
    "of",
    "where",
    "if",
    "then",
    "else",
    "any",
    "all",
    "且",
    "或",
    "非",
    "是",
    "不是",
    "属于",
    "不属于",
    "其中",
    "取自",
    "如果",
    "则",
    "否则",
];

/// A Chinese word with blanks put around the comparison inside it, where there is one: 年龄不低于60 is one word, and
/// 年龄 不低于 60 was meant. For a word that no declaration knows.
#[must_use]
pub fn respaced(word: &str) -> Option<String> {
    let signs = [Kw::NotIn, Kw::IsNot, Kw::AtMost, Kw::AtLeast, Kw::LessThan, Kw::MoreThan, Kw::In, Kw::Is];
    signs.into_iter().map(|sign| sign.text(Lang::Zh)).find_map(|sign| {
        let (left, right) = word.split_once(sign)?;
        (!left.is_empty() && !right.is_empty()).then(|| format!("{left} {sign} {right}"))
    })
}

impl Kw {
    /// Its place in the table.
    #[must_use]
    pub fn entry(self) -> &'static Keyword {
        // The table is written in the order of the variants, by the macro.
        &KEYWORDS[self as usize]
    }

    /// How it is written in one language.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.entry().zh,
            Lang::En => self.entry().en,
        }
    }

    /// The keyword of this place that is written so, in either language.
    #[must_use]
    pub fn find(place: Place, text: &str) -> Option<Self> {
        KEYWORDS
            .iter()
            .find(|entry| entry.place == place && (entry.en == text || entry.zh == text))
            .map(|entry| entry.keyword)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The words between quotes in the grammar, comments left out.
    fn grammar_words() -> BTreeSet<String> {
        let grammar = include_str!("../../grammar/menkan.pest");
        let mut words = BTreeSet::new();
        for line in grammar.lines().filter(|line| !line.starts_with("//")) {
            for quoted in line.split('"').skip(1).step_by(2) {
                if quoted.chars().count() > 0 && quoted.chars().all(char::is_alphabetic) {
                    words.insert(quoted.to_owned());
                }
            }
        }
        words
    }

    /// Parts of a numeral or of a citation's article, which are no keywords.
    const NUMERAL: [&str; 18] =
        ["〇", "零", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "第", "条", "款"];

    #[test]
    fn the_grammar_and_the_table_have_the_same_words() {
        let mut table = BTreeSet::new();
        let mut plain = BTreeSet::new();
        for entry in KEYWORDS {
            // Values, functions, and declared names are plain words to the grammar.
            let set = match entry.place {
                Place::Value | Place::Function | Place::Declared | Place::Type => &mut plain,
                _ => &mut table,
            };
            set.extend(entry.en.split(' ').map(str::to_owned));
            set.insert(entry.zh.to_owned());
        }
        let grammar: BTreeSet<_> =
            grammar_words().into_iter().filter(|word| !NUMERAL.contains(&word.as_str())).collect();
        let unread: Vec<_> = table.iter().filter(|word| !grammar.contains(*word)).collect();
        assert!(unread.is_empty(), "the table has words that the grammar does not read: {unread:?}");
        let unlisted: Vec<_> = grammar.iter().filter(|word| !table.contains(*word) && !plain.contains(*word)).collect();
        assert!(unlisted.is_empty(), "the grammar reads words that the table does not list: {unlisted:?}");
    }

    #[test]
    fn comparisons_written_without_blanks_are_found() {
        assert_eq!(respaced("年龄不低于60").as_deref(), Some("年龄 不低于 60"));
        assert_eq!(respaced("事项不是赡养").as_deref(), Some("事项 不是 赡养"));
        assert_eq!(respaced("低于"), None);
        assert_eq!(respaced("household.income"), None);
    }

    #[test]
    fn every_entry_stands_where_its_variant_points() {
        for (at, entry) in KEYWORDS.iter().enumerate() {
            assert_eq!(entry.keyword as usize, at);
        }
    }

    #[test]
    fn no_word_means_two_things_in_one_place() {
        for place in [Place::Item, Place::Line, Place::Part, Place::Value, Place::Type, Place::Function] {
            let mut seen = BTreeSet::new();
            for entry in KEYWORDS.iter().filter(|entry| entry.place == place) {
                assert!(seen.insert(entry.en) && seen.insert(entry.zh), "{} / {}", entry.en, entry.zh);
            }
        }
    }
}
