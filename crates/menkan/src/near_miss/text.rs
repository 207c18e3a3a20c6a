//! Near misses in words.

use super::{Change, Crossing, Kind, NearMiss, NearMisses, Never};
use crate::decide::Value;
use crate::diagnostic::Lang;
use crate::policy::model::{Body, Model, Type, TypeKind};
use crate::render::{Page, Wording, comparison_text, list, truth, value};

/// Near misses for a terminal.
pub(super) fn text(near: &NearMisses, model: &Model, lang: Lang) -> String {
    let writing = Writing { wording: Wording { model, lang } };
    let mut page = Page::default();
    let say = |zh, en| writing.wording.say(zh, en);
    page.line(
        0,
        &match lang {
            Lang::Zh => format!("{}({}),适用 {} 的法律", near.label.zh, near.policy, near.as_of),
            Lang::En => format!("{}, law as of {}", near.policy, near.as_of),
        },
    );
    let wanted = writing.wording.labelled(&near.decision, &writing.wording.value(&near.decision, &near.wanted));
    let now = match (&near.now, &near.possible) {
        (Some(now), _) => writing.wording.value(&near.decision, now),
        (None, Some(possible)) => {
            format!("{}{}", say("待定:", "open: "), writing.wording.possible_text(&near.decision, possible))
        }
        (None, None) => String::new(),
    };
    page.section(&format!("{}{wanted}", say("想要的结论——", "Wanted: ")));
    page.line(2, &format!("{}{now}", say("现在:", "now: ")));
    if near.already {
        page.line(2, say("本案已经是这一结论。", "The case has this answer already."));
    }
    for (miss, number) in near.misses.iter().zip(1..) {
        writing.miss(&mut page, miss, number);
    }
    if near.misses.is_empty() && !near.already {
        let barred: Vec<String> = near.barred.iter().map(|fact| writing.wording.name(fact)).collect();
        page.section(&match near.never {
            Some(Never::InNoCase) => say("任何情形都不会有这一结论。", "No case has this answer.").to_owned(),
            Some(Never::OnlyThroughFixed) => format!(
                "{}{}",
                say(
                    "只有不能改变的事实或者由人判断的事项不同,才会有这一结论:",
                    "Only if what nobody can change or what is a judgement were otherwise: ",
                ),
                list(&barred, lang)
            ),
            None => say("没有找到可行的改变。", "No change was found that would do it.").to_owned(),
        });
    }
    if !near.complete {
        page.section(say(
            "可能还有其他更小的改变没有列出。",
            "There may be other, smaller changes that are not listed.",
        ));
    }
    page.into_text()
}

struct Writing<'a> {
    wording: Wording<'a>,
}

impl Writing<'_> {
    fn miss(&self, page: &mut Page, miss: &NearMiss, number: usize) {
        let say = |zh, en| self.wording.say(zh, en);
        page.section(&format!(
            "{number}. {}{}",
            say("如果(代价 ", "If (cost "),
            format_args!("{}{}", miss.cost, say("):", "):"))
        ));
        for change in &miss.changes {
            page.line(3, &self.change(change));
            if !change.evidence.is_empty() {
                page.line(5, &format!("{}{}", say("证明材料:", "Evidence: "), self.wording.evidence(&change.evidence)));
            }
        }
        for crossing in &miss.crossed {
            for (when, text) in [("now", self.crossing(crossing, false)), ("then", self.crossing(crossing, true))] {
                let when = if when == "now" { say("现在:", "now: ") } else { say("届时:", "then: ") };
                page.line(5, &format!("{when}{text}"));
            }
        }
        for turn in &miss.standards {
            let open = say("待定", "open");
            let status = |status: Option<&'static str>| status.map_or(open, |status| self.wording.status(status));
            let text = format!("{} → {}", status(turn.now), status(turn.then));
            page.line(5, &self.wording.labelled(&turn.standard, &text));
        }
        if !miss.exemptions.is_empty() {
            let names: Vec<String> = miss.exemptions.iter().map(|name| self.wording.name(name)).collect();
            page.line(5, &format!("{}{}", say("适用:", "Would apply: "), list(&names, self.wording.lang)));
        }
    }

    fn change(&self, change: &Change) -> String {
        let kind = self.wording.model.fact_named(&change.fact).map(|id| &self.wording.model.fact(id).ty);
        let told = |json: &serde_json::Value| kind.map_or_else(|| json.to_string(), |ty| self.told(json, ty));
        let label = change.label.get(self.wording.lang);
        let (to, from) = (told(&change.to), change.from.as_ref().map(told));
        let text = match (change.kind, from) {
            (Kind::Answer, _) => format!("{label}{}{to}", self.wording.say(" 查明为 ", " turns out to be ")),
            (Kind::Change, Some(from)) => format!("{label}{}{from} → {to}", self.wording.say(":", ": ")),
            (Kind::Change, None) => format!("{label} → {to}"),
        };
        match (&change.by, self.wording.lang) {
            (None, _) => text,
            (Some(by), Lang::Zh) => match by.strip_prefix('-') {
                Some(less) => format!("{text}(少 {less})"),
                None => format!("{text}(多 {by})"),
            },
            (Some(by), Lang::En) => match by.strip_prefix('-') {
                Some(less) => format!("{text} ({less} less)"),
                None => format!("{text} ({by} more)"),
            },
        }
    }

    /// What a case writes of a fact, in words.
    fn told(&self, json: &serde_json::Value, ty: &Type) -> String {
        let (model, lang) = (self.wording.model, self.wording.lang);
        let one = |value_of: Value| value(model, &value_of, ty, lang);
        match json {
            serde_json::Value::Null => self.wording.say("不知道", "not known").to_owned(),
            serde_json::Value::Bool(is) => one(Value::Truth(*is)),
            serde_json::Value::Number(number) => one(Value::Text(number.to_string().into())),
            serde_json::Value::String(text) => one(Value::Text(text.as_str().into())),
            serde_json::Value::Array(keys) => {
                one(Value::Set(keys.iter().filter_map(|key| key.as_str().map(Into::into)).collect()))
            }
            serde_json::Value::Object(said) => {
                let parts: Vec<String> = said
                    .iter()
                    .map(|(key, said)| match (key.as_str(), &ty.kind) {
                        ("at_least", _) => {
                            format!("{}{}", self.wording.say("不低于 ", "at least "), self.told(said, ty))
                        }
                        ("at_most", _) => format!("{}{}", self.wording.say("不超过 ", "at most "), self.told(said, ty)),
                        (key, TypeKind::Set(_)) => {
                            let is = said.as_bool().map_or("", |is| truth(is, lang));
                            format!("{} {is}", one(Value::Set(vec![key.into()])))
                        }
                        _ => said.to_string(),
                    })
                    .collect();
                parts.join(self.wording.say("、", ", "))
            }
        }
    }

    fn crossing(&self, crossing: &Crossing, then: bool) -> String {
        let comparison = if then { &crossing.then } else { &crossing.now };
        let clause = self.wording.definition(&crossing.standard).and_then(|definition| match &definition.body {
            Body::Clauses { clauses, barred, .. } => {
                clauses.iter().chain(barred).find(|clause| clause.name.key == comparison.clause)
            }
            Body::When(_) | Body::Choice(_) | Body::Quantity(_) | Body::Rules(_) => None,
        });
        comparison_text(self.wording, comparison, clause, crossing.place)
    }
}
