//! JSON bytes to a case. Everything that is wrong is collected; the case comes out only where nothing is.

use std::ops::Range;

use jiff::civil::Date;

use super::Case;
use super::error::{Misfit, Problem, Subject, shortened};
use super::json::{Json, Member, Shape};
use super::quick;
use super::report::CaseErrors;
use super::settings::{setting_named, setting_of_json};
use super::values::{Located, day, fact_named, known_of_json, not_json};
use crate::diagnostic::Text;
use crate::near::nearest_word;
use crate::policy::model::{FactId, Known, Model, Setting, SettingValue};

const KEYS: [&str; 3] = ["as_of", "facts", "settings"];

/// `asked` is the day of a case that says none.
pub(super) fn read(model: &Model, json: &[u8], asked: Option<Date>) -> Result<Case, CaseErrors> {
    let text = text(json)?;
    match quick::read(model, text, asked) {
        Some(case) => Ok(case),
        None => read_closely(model, text, asked),
    }
}

/// Reads with the places of all parts at hand.
pub(super) fn read_closely(model: &Model, text: &str, asked: Option<Date>) -> Result<Case, CaseErrors> {
    let mut reader = Reader { model, text, asked, problems: Vec::new() };
    let read = reader.case();
    reader.end(read)
}

/// What one value in JSON says of one fact.
pub(super) fn read_fact(model: &Model, fact: &str, json: &[u8]) -> Result<(FactId, Known), CaseErrors> {
    let fact = fact_named(model, fact).map_err(CaseErrors::of)?;
    let mut reader = Reader { model, text: text(json)?, asked: None, problems: Vec::new() };
    let known = reader.json().and_then(|json| reader.known(fact, json));
    reader.end(known.map(|known| (fact, known)))
}

fn text(json: &[u8]) -> Result<&str, CaseErrors> {
    if json.len() > Case::MAX_BYTES {
        return Err(CaseErrors::of(Problem::TooLong { bytes: json.len(), limit: Case::MAX_BYTES }));
    }
    match std::str::from_utf8(json) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let end = error.valid_up_to();
            let sound = String::from_utf8_lossy(&json[..end]);
            Err(CaseErrors::at(&sound, vec![(Problem::NotUtf8, sound.len()..sound.len())]))
        }
    }
}

/// The objects of a case.
#[derive(Debug, Clone, Copy)]
enum Part {
    Whole,
    Facts,
    Settings,
}

impl Part {
    fn words(self) -> Text {
        match self {
            Self::Whole => Text::new("案件", "the case"),
            Self::Facts => Text::new("`facts` ", "`facts`"),
            Self::Settings => Text::new("`settings` ", "`settings`"),
        }
    }

    /// What its keys name.
    fn subject(self, key: String) -> Subject {
        match self {
            Self::Whole => Subject::Key(key),
            Self::Facts => Subject::Fact(key),
            Self::Settings => Subject::Setting(key),
        }
    }
}

struct Reader<'a> {
    model: &'a Model,
    text: &'a str,
    asked: Option<Date>,
    problems: Vec<(Problem, Range<usize>)>,
}

impl<'a> Reader<'a> {
    /// What was read, where nothing is wrong.
    fn end<T>(self, read: Option<T>) -> Result<T, CaseErrors> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            Some(_) | None => Err(CaseErrors::at(self.text, self.problems)),
        }
    }

    /// The text as JSON, where it is.
    fn json(&mut self) -> Option<Json<'a>> {
        let read = Json::parse(self.text);
        if let Err(error) = &read {
            let at = byte_of(self.text, error.line(), error.column());
            self.problems.push((not_json(error), at..self.text.len().min(at + 1)));
        }
        read.ok()
    }

    /// The case as far as it can be read; nothing where it has no day.
    fn case(&mut self) -> Option<Case> {
        let json = self.json()?;
        let mut day = self.asked;
        let mut facts = Vec::new();
        let mut settings = Vec::new();
        let mut dated = false;
        for member in self.members(json, Part::Whole)? {
            match &*member.key {
                "as_of" => {
                    dated = true;
                    day = self.day(member.value);
                }
                "facts" => facts = self.facts(member.value),
                "settings" => settings = self.settings(member.value),
                _ => {
                    let nearest = nearest_word(&member.key, KEYS).map(str::to_owned);
                    self.report(Problem::UnknownKey { name: shortened(&member.key), nearest }, member.at);
                }
            }
            if self.is_full() {
                break;
            }
        }
        if !dated && self.asked.is_none() {
            let brace = self.place(json).start;
            self.problems.push((Problem::NoDay, brace..brace + 1));
        }
        let mut case = Case::new(self.model, day?);
        for (fact, known) in facts {
            case.set(fact, Some(known));
        }
        settings.sort();
        case.settings = settings;
        Some(case)
    }

    fn day(&mut self, json: Json<'a>) -> Option<Date> {
        let found = match json.shape() {
            Ok(Shape::Text(text)) => day(&text),
            Ok(Shape::Null | Shape::Truth(_) | Shape::Number(_) | Shape::Array(_) | Shape::Object(_)) | Err(_) => None,
        };
        if found.is_none() {
            let expected = Text::new("写作 2024-08-01 的日期", "a day, written 2024-08-01");
            let subject = Subject::Key("as_of".to_owned());
            self.report(Problem::NotADay(Misfit::new(&subject, expected, json.text())), json);
        }
        if let (Some(asked), Some(found)) = (self.asked, found)
            && asked != found
        {
            self.report(Problem::OtherDay { asked, found }, json);
        }
        found
    }

    fn facts(&mut self, json: Json<'a>) -> Vec<(FactId, Known)> {
        let mut known: Vec<(FactId, Known)> = Vec::new();
        for member in self.members(json, Part::Facts).unwrap_or_default() {
            match fact_named(self.model, &member.key) {
                Err(problem) => self.report(problem, member.at),
                Ok(fact) => known.extend(self.known(fact, member.value).map(|value| (fact, value))),
            }
            if self.is_full() {
                break;
            }
        }
        known
    }

    /// What is known of a fact, where nothing is wrong with it.
    fn known(&mut self, fact: FactId, json: Json<'a>) -> Option<Known> {
        let known = known_of_json(self.model, fact, json);
        known.map_err(|problems| self.report_all(problems)).ok()
    }

    fn settings(&mut self, json: Json<'a>) -> Vec<(Setting, SettingValue)> {
        let mut set: Vec<(Setting, SettingValue)> = Vec::new();
        for member in self.members(json, Part::Settings).unwrap_or_default() {
            match setting_named(self.model, &member.key) {
                Err(problem) => self.report(problem, member.at),
                Ok(setting) => match setting_of_json(self.model, &member.key, setting, member.value) {
                    Ok(value) => set.push((setting, value)),
                    Err(problem) => self.report(problem, member.value),
                },
            }
            if self.is_full() {
                break;
            }
        }
        set
    }

    /// The members of an object, each key once: the first stands, a second is reported.
    fn members(&mut self, json: Json<'a>, part: Part) -> Option<Vec<Member<'a>>> {
        let members = match json.shape() {
            Ok(Shape::Object(members)) => members,
            Ok(Shape::Null | Shape::Truth(_) | Shape::Number(_) | Shape::Text(_) | Shape::Array(_)) => {
                self.report(Problem::NotAnObject { part: part.words(), found: shortened(json.text()) }, json);
                return None;
            }
            Err(error) => {
                self.report(not_json(&error), json);
                return None;
            }
        };
        let mut seen = rustc_hash::FxHashSet::default();
        let mut kept = Vec::with_capacity(members.len());
        for member in members {
            if seen.insert(member.key.clone()) {
                kept.push(member);
                continue;
            }
            self.report(Problem::Duplicate { subject: part.subject(shortened(&member.key)) }, member.at);
            if self.is_full() {
                break;
            }
        }
        Some(kept)
    }

    fn report(&mut self, problem: Problem, at: Json<'a>) {
        let place = self.place(at);
        self.problems.push((problem, place));
    }

    /// What `Json` holds is a slice of the text, so that its address tells its place.
    fn place(&self, at: Json<'a>) -> Range<usize> {
        let start = (at.text().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + at.text().len()
    }

    fn report_all(&mut self, problems: Vec<Located<'a>>) {
        for (problem, at) in problems {
            self.report(problem, at);
        }
    }

    fn is_full(&self) -> bool {
        self.problems.len() > Case::MAX_ERRORS
    }
}

/// The byte of a line and a column, both from 1 and the column in bytes, as serde_json counts.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
