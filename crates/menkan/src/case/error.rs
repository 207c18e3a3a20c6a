//! What can be wrong with a case: one variant a kind, one stable code each.
//!
//! `C010x`, `C011x`: a fact; `C012x`: the JSON; `C013x`: a setting. (`C03xx` are failures to decide, see `decide`.)

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Text;

/// What is wrong, without its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// C0101: the policy declares no fact of this name.
    #[error("`{name}` is not a fact of the policy")]
    UnknownFact {
        /// The name.
        name: String,
        /// The nearest declared name.
        nearest: Option<String>,
    },
    /// C0102: a value of another type than declared.
    #[error("{} takes {}, not {}", .0.subject, .0.expected.en, .0.found)]
    WrongType(Box<Misfit>),
    /// C0103: not a value of the enumeration.
    #[error("{} takes {}, not {}", .0.subject, .0.expected.en, .0.found)]
    UnknownValue(Box<Misfit>),
    /// C0104: outside the declared range.
    #[error("{} takes {}; {} is outside", .0.subject, .0.expected.en, .0.found)]
    OutOfRange(Box<Misfit>),
    /// C0105: more decimal places than declared, or than the currency has.
    #[error("{} takes {}; {} is more exact than that", .0.subject, .0.expected.en, .0.found)]
    TooPrecise(Box<Misfit>),
    /// C0106: no number that can be read exactly.
    #[error("{} takes {}; {} is not a number in plain digits{}", .0.subject, .0.expected.en, .0.found, .1.en())]
    NotANumber(Box<Misfit>, NoNumber),
    /// C0107: no day of the calendar, or not written as one.
    #[error("{} takes {}, not {}", .0.subject, .0.expected.en, .0.found)]
    NotADay(Box<Misfit>),
    /// C0108: a range whose lower end lies above its upper end.
    #[error("the range of {subject} is crossed: `at_least` is above `at_most` in {found}")]
    CrossedRange {
        /// Whose range it is.
        subject: Subject,
        /// What was written.
        found: String,
    },
    /// C0109: a range that no declared value lies in.
    #[error("{} takes {}; no such value lies in {}", .0.subject, .0.expected.en, .0.found)]
    RangeOutside(Box<Misfit>),
    /// C0110: an object that is no range.
    #[error("a range of {subject} has `at_least`, `at_most` or both, not {found}")]
    BadRange {
        /// Whose range it is.
        subject: Subject,
        /// What was written.
        found: String,
    },
    /// C0111: said twice.
    #[error("{subject} is given twice")]
    Duplicate {
        /// What.
        subject: Subject,
    },
    /// C0112: an array for a set names an element twice.
    #[error("the set {subject} names {found} twice")]
    RepeatedElement {
        /// Whose value it is.
        subject: Subject,
        /// The element.
        found: String,
    },
    /// C0113: two items of a list share what tells items apart.
    #[error("two items of {subject} have the same `{field}`; the second is {found}")]
    RepeatedItem {
        /// Which list.
        subject: Subject,
        /// The field that tells its items apart.
        field: Arc<str>,
        /// The second item.
        found: String,
    },
    /// C0121: more bytes than are read.
    #[error("the case has {bytes} bytes; at most {limit} are read")]
    TooLong {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
    /// C0122: not UTF-8.
    #[error("the case is not UTF-8")]
    NotUtf8,
    /// C0123: not JSON.
    #[error("the case is not JSON: {why}")]
    NotJson {
        /// What the JSON reader says, in English.
        why: String,
    },
    /// C0124: a part of the case has another form than it must.
    #[error("{} must be an object, not {found}", .part.en)]
    NotAnObject {
        /// Which part.
        part: Text,
        /// What was written.
        found: String,
    },
    /// C0125: a key that no case has.
    #[error("a case has `as_of`, `facts` and `settings`, not `{name}`")]
    UnknownKey {
        /// The key.
        name: String,
        /// The nearest key.
        nearest: Option<String>,
    },
    /// C0126: no day.
    #[error("the case must say `as_of`: the day whose law applies")]
    NoDay,
    /// C0128: the day of the case is not the day asked for beside it.
    #[error("the case is as of {found}, but {asked} was asked for")]
    OtherDay {
        /// The day asked for.
        asked: Date,
        /// The day of the case.
        found: Date,
    },
    /// C0127: more errors than are reported.
    #[error("there are more errors; the first {limit} are given")]
    TooMany {
        /// How many are.
        limit: usize,
    },
    /// C0131: nothing of this name can be set.
    #[error("`{name}` is no figure or open standard of the policy that could be set")]
    UnknownSetting {
        /// The name.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// C0132: the policy never leaves this open.
    #[error("`{name}` cannot be set: {}", .why.en)]
    NotOpen {
        /// The name.
        name: String,
        /// Why not.
        why: Text,
    },
}

/// A value that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Whose value it is.
    pub subject: Subject,
    /// What would do.
    pub expected: Text,
    /// What was written.
    pub found: String,
    /// The nearest value that would do.
    pub nearest: Option<String>,
}

impl Misfit {
    pub(super) fn new(subject: &Subject, expected: Text, found: &str) -> Box<Self> {
        Box::new(Self { subject: subject.clone(), expected, found: shortened(found), nearest: None })
    }
}

/// Whose value it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A fact's, by name.
    Fact(String),
    /// A setting's, by name.
    Setting(String),
    /// A key of the case itself.
    Key(String),
}

/// Why digits are no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// It has other characters than digits, one point, and a sign in front.
    Malformed,
    /// It has an exponent.
    Exponent,
    /// It has more digits than are read.
    TooLong,
}

impl NoNumber {
    fn en(self) -> String {
        match self {
            Self::Malformed => String::new(),
            Self::Exponent => ": write it without an exponent".to_owned(),
            Self::TooLong => format!(": it has more than {} digits", crate::value::Number::MAX_DIGITS),
        }
    }

    fn zh(self) -> String {
        match self {
            Self::Malformed => String::new(),
            Self::Exponent => ":请不用指数书写".to_owned(),
            Self::TooLong => format!(":超过 {} 位", crate::value::Number::MAX_DIGITS),
        }
    }
}

impl Subject {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Fact(name) | Self::Setting(name) | Self::Key(name) => name,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name())
    }
}

impl Problem {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFact { .. } => "C0101",
            Self::WrongType(_) => "C0102",
            Self::UnknownValue(_) => "C0103",
            Self::OutOfRange(_) => "C0104",
            Self::TooPrecise(_) => "C0105",
            Self::NotANumber(..) => "C0106",
            Self::NotADay(_) => "C0107",
            Self::CrossedRange { .. } => "C0108",
            Self::RangeOutside(_) => "C0109",
            Self::BadRange { .. } => "C0110",
            Self::Duplicate { .. } => "C0111",
            Self::RepeatedElement { .. } => "C0112",
            Self::RepeatedItem { .. } => "C0113",
            Self::TooLong { .. } => "C0121",
            Self::NotUtf8 => "C0122",
            Self::NotJson { .. } => "C0123",
            Self::NotAnObject { .. } => "C0124",
            Self::UnknownKey { .. } => "C0125",
            Self::NoDay => "C0126",
            Self::TooMany { .. } => "C0127",
            Self::OtherDay { .. } => "C0128",
            Self::UnknownSetting { .. } => "C0131",
            Self::NotOpen { .. } => "C0132",
        }
    }

    /// The message in both languages.
    #[must_use]
    pub fn message(&self) -> Text {
        Text::new(self.in_chinese(), self.to_string())
    }

    fn in_chinese(&self) -> String {
        match self {
            Self::UnknownFact { name, .. } => format!("政策中没有 `{name}` 这一事实"),
            Self::WrongType(misfit) | Self::UnknownValue(misfit) | Self::NotADay(misfit) => {
                let Misfit { subject, expected, found, nearest: _ } = &**misfit;
                format!("{subject} 的值应为{},而不是 {found}", expected.zh)
            }
            Self::OutOfRange(misfit) => {
                let Misfit { subject, expected, found, nearest: _ } = &**misfit;
                format!("{subject} 的值应为{},{found} 超出范围", expected.zh)
            }
            Self::TooPrecise(misfit) => {
                let Misfit { subject, expected, found, nearest: _ } = &**misfit;
                format!("{subject} 的值应为{},{found} 的小数位过多", expected.zh)
            }
            Self::NotANumber(misfit, why) => {
                let Misfit { subject, expected, found, nearest: _ } = &**misfit;
                format!("{subject} 的值应为{},{found} 不是用数字书写的数{}", expected.zh, why.zh())
            }
            Self::RangeOutside(misfit) => {
                let Misfit { subject, expected, found, nearest: _ } = &**misfit;
                format!("{subject} 的值应为{},{found} 之内没有这样的值", expected.zh)
            }
            Self::CrossedRange { subject, found } => {
                format!("{subject} 的范围颠倒:{found} 中 `at_least` 大于 `at_most`")
            }
            Self::BadRange { subject, found } => {
                format!("{subject} 的范围应写 `at_least`、`at_most` 或者两者,而不是 {found}")
            }
            Self::Duplicate { subject } => format!("{subject} 写了两次"),
            Self::RepeatedElement { subject, found } => format!("集合 {subject} 中 {found} 写了两次"),
            Self::RepeatedItem { subject, field, found } => {
                format!("{subject} 有两项的 `{field}` 相同,第二项是 {found}")
            }
            Self::TooLong { bytes, limit } => format!("案件共 {bytes} 字节,超过 {limit} 字节的上限"),
            Self::NotUtf8 => "案件不是 UTF-8 编码".to_owned(),
            Self::NotJson { why } => format!("案件不是合法的 JSON({why})"),
            Self::NotAnObject { part, found } => format!("{}应为一个对象,而不是 {found}", part.zh),
            Self::UnknownKey { name, .. } => format!("案件只有 `as_of`、`facts` 和 `settings`,没有 `{name}`"),
            Self::NoDay => "案件应写明 `as_of`,即适用哪一天的法律".to_owned(),
            Self::OtherDay { asked, found } => format!("案件的基准日是 {found},而要求适用的是 {asked} 的法律"),
            Self::TooMany { limit } => format!("错误过多,只列出前 {limit} 个"),
            Self::UnknownSetting { name, .. } => format!("政策中没有名为 `{name}` 的可设置的数额或者待定标准"),
            Self::NotOpen { name, why } => format!("不能设置 `{name}`:{}", why.zh),
        }
    }

    /// What it is about, piece by piece.
    #[must_use]
    pub fn details(&self) -> Details {
        let about = |subject: Subject| Details { subject: Some(subject), ..Details::default() };
        let name = |subject: Subject, nearest: &Option<String>| Details {
            found: Some(subject.name().to_owned()),
            nearest: nearest.clone(),
            ..about(subject)
        };
        let range = |subject: &Subject, found: &String| Details {
            expected: Some(Text::new(
                "`{ \"at_least\": …, \"at_most\": … }`,两端皆含",
                "`{ \"at_least\": …, \"at_most\": … }`, both ends included",
            )),
            found: Some(found.clone()),
            ..about(subject.clone())
        };
        match self {
            Self::WrongType(misfit)
            | Self::UnknownValue(misfit)
            | Self::OutOfRange(misfit)
            | Self::TooPrecise(misfit)
            | Self::NotANumber(misfit, _)
            | Self::NotADay(misfit)
            | Self::RangeOutside(misfit) => Details {
                subject: Some(misfit.subject.clone()),
                expected: Some(misfit.expected.clone()),
                found: Some(misfit.found.clone()),
                nearest: misfit.nearest.clone(),
            },
            Self::CrossedRange { subject, found } | Self::BadRange { subject, found } => range(subject, found),
            Self::Duplicate { subject } => about(subject.clone()),
            Self::RepeatedElement { subject, found } | Self::RepeatedItem { subject, field: _, found } => {
                Details { found: Some(found.clone()), ..about(subject.clone()) }
            }
            Self::UnknownFact { name: fact, nearest } => name(Subject::Fact(fact.clone()), nearest),
            Self::UnknownSetting { name: setting, nearest } => name(Subject::Setting(setting.clone()), nearest),
            Self::NotOpen { name: setting, why: _ } => name(Subject::Setting(setting.clone()), &None),
            Self::UnknownKey { name: key, nearest } => Details {
                expected: Some(Text::new("`as_of`、`facts` 或者 `settings`", "`as_of`, `facts` or `settings`")),
                ..name(Subject::Key(key.clone()), nearest)
            },
            Self::OtherDay { asked, found } => Details {
                expected: Some(Text::new(asked.to_string(), asked.to_string())),
                found: Some(found.to_string()),
                ..about(Subject::Key("as_of".to_owned()))
            },
            Self::NoDay => Details {
                expected: Some(Text::new("写作 2024-08-01 的日期", "a day, written 2024-08-01")),
                ..about(Subject::Key("as_of".to_owned()))
            },
            Self::NotAnObject { part: _, found } => Details {
                expected: Some(Text::new("一个对象", "an object")),
                found: Some(found.clone()),
                ..Details::default()
            },
            Self::TooLong { bytes, limit } => Details {
                expected: Some(Text::new(format!("最多 {limit} 字节"), format!("at most {limit} bytes"))),
                found: Some(format!("{bytes} bytes")),
                ..Details::default()
            },
            Self::NotUtf8 | Self::NotJson { .. } | Self::TooMany { .. } => Details::default(),
        }
    }
}

/// What a problem is about, piece by piece: what does not apply is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Whose value it is about, or which name.
    pub subject: Option<Subject>,
    /// What would do.
    pub expected: Option<Text>,
    /// What was written.
    pub found: Option<String>,
    /// The nearest declared name or value.
    pub nearest: Option<String>,
}

/// How many characters of the caller's text a message quotes.
const QUOTED: usize = 80;

/// A text of the caller's as a message quotes it: on one line and not too long.
pub(super) fn shortened(text: &str) -> String {
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut words: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        words.push('…');
    }
    words
}
