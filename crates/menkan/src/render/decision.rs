//! A decision for the people it concerns: the answer first, then why, what it rests on, and what is still needed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cite::citations;
use super::comparison::comparison_text;
use super::label::{self, pick};
use super::page::Page;
use super::wording::Wording;
use crate::decide::{Assumed, Decision, Missing, Possible, Reason, Standard, Status, Value};
use crate::diagnostic::Lang;
use crate::policy::law;
use crate::policy::model::{Body, Definition, Model};

/// The decision in words: plain text of at most [`COLUMNS`](super::COLUMNS) columns.
///
/// `model` is that of the policy that decided; a name that it does not know is printed as it is.
#[must_use]
pub fn decision_text(decision: &Decision, model: &Model, lang: Lang) -> String {
    let mut report = Report { decision, wording: Wording { model, lang }, page: Page::default() };
    report.heading();
    report.answers();
    report.missing();
    report.standards();
    report.others();
    report.holding();
    report.assumptions();
    report.notes();
    report.page.into_text()
}

struct Report<'a> {
    decision: &'a Decision,
    wording: Wording<'a>,
    page: Page,
}

impl<'a> Report<'a> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        pick(self.wording.lang, zh, en)
    }

    fn heading(&mut self) {
        let Decision { policy, as_of, .. } = self.decision;
        let line = match self.wording.lang {
            Lang::Zh => {
                let label = self.wording.model.layer().map_or("", |layer| &layer.name.zh);
                format!("{label}({policy}),适用 {as_of} 的法律")
            }
            Lang::En => format!("{policy}, law as of {as_of}"),
        };
        self.page.line(0, &line);
    }

    /// The answers: settled, with their reasons, or what they can still be.
    fn answers(&mut self) {
        let decision = self.decision;
        for answer in &decision.answers {
            let title = match (decision.get(answer), decision.possible(answer)) {
                (Some(value), _) => self.wording.labelled(answer, &self.wording.value(answer, value)),
                (None, Some(possible)) => {
                    let possible = self.wording.possible_text(answer, possible);
                    let open = match self.wording.lang {
                        Lang::Zh => format!("待定({possible})"),
                        Lang::En => format!("open ({possible})"),
                    };
                    self.wording.labelled(answer, &open)
                }
                (None, None) => self.wording.labelled(answer, self.say("待定", "open")),
            };
            self.page.section(&title);
            self.reasons(answer, 2);
            self.facts_read(answer);
            self.sufficient(answer);
        }
    }

    fn facts_read(&mut self, answer: &str) {
        let Some(reasons) = &self.decision.reasons else { return };
        let Some(ground) = reasons.iter().find(|reason| *reason.decision == *answer && reason.ground) else { return };
        if !ground.facts.is_empty() {
            let facts: Vec<String> = ground.facts.iter().map(|fact| self.wording.name(fact)).collect();
            let text = format!("{}{}", self.say("根据的事实:", "Facts: "), label::list(&facts, self.wording.lang));
            self.page.line(2, &text);
        }
    }

    fn sufficient(&mut self, answer: &str) {
        let Some(all) = &self.decision.sufficient else { return };
        let Some(own) = all.iter().find(|sufficient| *sufficient.decision == *answer) else { return };
        let facts: Vec<String> = own.facts.iter().map(|fact| self.wording.name(fact)).collect();
        let text = if facts.is_empty() {
            self.say("无论事实如何,结论都是如此", "So it is whatever the facts").to_owned()
        } else {
            let enough = self.say("仅凭这些事实即可确定:", "These alone settle it: ");
            format!("{enough}{}", label::list(&facts, self.wording.lang))
        };
        self.page.line(2, &text);
    }

    fn reasons(&mut self, decision: &str, indent: usize) {
        let Some(reasons) = &self.decision.reasons else { return };
        let own: Vec<&Reason> = reasons.iter().filter(|reason| *reason.decision == *decision).collect();
        // A reason made from the labels alone repeats the title, with the bare value perhaps.
        let titles = self.decision.get(decision).map(|value| {
            let bare = match value {
                Value::Integer(number) => number.to_string(),
                Value::Text(text) => text.to_string(),
                Value::None | Value::Truth(_) | Value::Set(_) => String::new(),
            };
            [self.wording.value(decision, value), bare].map(|value| self.wording.labelled(decision, &value))
        });
        for reason in own {
            let mut text = String::new();
            if !reason.ground {
                text.push_str(self.say("同时成立:", "Also holds: "));
            }
            let say = reason.say.get(self.wording.lang);
            let repeats = titles.iter().flatten().any(|title| title == say);
            if !repeats {
                text.push_str(say);
            }
            let cited = citations(&reason.cite, self.wording.lang);
            match (repeats, cited.is_empty()) {
                (true, true) => continue,
                (true, false) => text.push_str(&format!("{}{cited}", self.say("依据 ", "By "))),
                (false, true) => {}
                (false, false) => text.push_str(&format!(" ({cited})")),
            }
            self.page.line(indent, &text);
        }
    }

    fn missing(&mut self) {
        let decision = self.decision;
        if decision.missing.is_empty() {
            return;
        }
        self.page.section(self.say("还需要", "Still needed"));
        if !decision.exact {
            self.page.line(2, self.say("以下各项不一定都用得上", "not all of these need turn out to matter"));
        }
        let sources = [
            ("applicant", "由申请人回答", "From the applicant"),
            ("officer", "由经办人回答", "From the officer"),
            ("embedder", "由系统提供", "From the system"),
        ];
        for (of, zh, en) in sources {
            let own: Vec<&Missing> = decision.missing.iter().filter(|missing| missing.of == of).collect();
            if own.is_empty() {
                continue;
            }
            self.page.line(2, self.say(zh, en));
            for missing in own {
                let mut text = format!("- {}", missing.ask.get(self.wording.lang));
                if missing.of == "embedder" {
                    text = format!("- {}: {}", missing.fact, missing.ask.get(self.wording.lang));
                }
                if missing.asked {
                    text.push_str(self.say(" (已问过,尚不知道)", " (asked, not known yet)"));
                }
                self.page.line(4, &text);
                if !missing.evidence.is_empty() {
                    let evidence =
                        format!("{}{}", self.say("证明材料:", "Evidence: "), self.wording.evidence(&missing.evidence));
                    self.page.line(6, &evidence);
                }
            }
        }
    }

    fn standards(&mut self) {
        let decision = self.decision;
        for standard in &decision.standards {
            let Some(definition) = self.wording.definition(&standard.standard) else { continue };
            // A standard without a status or a figure has nothing to say.
            if standard.status.is_none() && standard.comparisons.is_empty() {
                continue;
            }
            let status = standard.status.map_or(self.say("待定", "open"), |status| self.wording.status(status));
            self.page.section(&self.wording.labelled(&standard.standard, status));
            self.comparisons(standard, definition);
        }
    }

    fn comparisons(&mut self, standard: &Standard, definition: &'a Definition) {
        let Body::Clauses { clauses, barred, .. } = &definition.body else { return };
        let mut told: Vec<&str> = Vec::new();
        for comparison in &standard.comparisons {
            let place = told.iter().filter(|clause| ***clause == *comparison.clause).count();
            told.push(&comparison.clause);
            // Nobody is asked for what a relief makes idle.
            let relieved = matches!(standard.status, Some("waived" | "presumed"));
            if relieved && (comparison.left.is_none() || comparison.right.is_none()) {
                continue;
            }
            let clause = clauses.iter().chain(barred).find(|clause| *clause.name.key == *comparison.clause);
            let text = comparison_text(self.wording, comparison, clause, place);
            let label =
                clause.map_or_else(|| comparison.clause.to_string(), |clause| clause.name.label(self.wording.lang));
            let bars = barred.iter().any(|clause| *clause.name.key == *comparison.clause);
            let lead = if bars { self.say("除外 ", "barred ") } else { "" };
            self.page.line(2, &format!("{lead}{label}{}{text}", self.say(":", ": ")));
        }
    }

    /// The decisions that nobody asked for.
    fn others(&mut self) {
        let decision = self.decision;
        let asked: BTreeSet<&str> = decision.answers.iter().map(|name| &**name).collect();
        let settled: Vec<&(Arc<str>, Value)> =
            decision.decisions.iter().filter(|(name, _)| !asked.contains(&**name)).collect();
        if !settled.is_empty() {
            self.page.section(self.say("其他决定", "Other decisions"));
        }
        for (name, value) in settled {
            let line = self.wording.labelled(name, &self.wording.value(name, value));
            self.page.line(2, &line);
            self.reasons(name, 4);
        }
        let open: Vec<&(Arc<str>, Possible)> =
            decision.possible.iter().filter(|(name, _)| !asked.contains(&**name)).collect();
        if !open.is_empty() {
            self.page.section(self.say("尚未确定的其他决定", "Other decisions still open"));
        }
        for (name, possible) in open {
            let line = self.wording.labelled(name, &self.wording.possible_text(name, possible));
            self.page.line(2, &line);
        }
    }

    /// The exemptions and triggers that hold.
    fn holding(&mut self) {
        let decision = self.decision;
        let kinds = [
            (&decision.exemptions, "适用的免除", "Exemptions that apply"),
            (&decision.triggers, "成立的通知情形", "Triggers that hold"),
        ];
        for (names, zh, en) in kinds {
            if !names.is_empty() {
                let labels: Vec<String> = names.iter().map(|name| self.wording.name(name)).collect();
                let text = format!("{}{}", self.say(zh, en), self.say(":", ": "));
                self.page.section(&format!("{text}{}", label::list(&labels, self.wording.lang)));
            }
        }
    }

    fn assumptions(&mut self) {
        let decision = self.decision;
        if decision.assumptions.is_empty() {
            return;
        }
        self.page.section(self.say("以下各点尚不确定,结论以其成立为前提", "Not certain, and the answer rests on it"));
        for assumed in &decision.assumptions {
            let line = self.assumption(assumed);
            self.page.line(2, &line);
            let decisions: Vec<String> = assumed.decisions.iter().map(|name| self.wording.name(name)).collect();
            let line = format!("{}{}", self.say("影响:", "Affects: "), label::list(&decisions, self.wording.lang));
            self.page.line(4, &line);
        }
    }

    fn assumption(&self, assumed: &Assumed) -> String {
        let kind = match assumed.kind {
            "instrument" => self.say("文件", "instrument"),
            "parameter" => self.say("数额", "figure"),
            "exemption" => self.say("免除", "exemption"),
            "group" => self.say("群体", "group"),
            "trigger" => self.say("通知情形", "trigger"),
            "define" => self.say("定义", "definition"),
            "clause" => self.say("条款", "clause"),
            _ => self.say("规则", "rule"),
        };
        let why = law::assumed(self.wording.model).find(|why| *why.joined() == *assumed.why);
        let why = why.map_or(&*assumed.why, |why| why.get(self.wording.lang));
        let name = self.wording.part(&assumed.name);
        match self.wording.lang {
            Lang::Zh => format!("{name}({kind}):{why}"),
            Lang::En => format!("{name} ({kind}): {why}"),
        }
    }

    fn notes(&mut self) {
        let decision = self.decision;
        if !decision.ignored.is_empty() {
            let facts: Vec<String> = decision.ignored.iter().map(|fact| self.wording.name(fact)).collect();
            let text = self.say("已给出但在本案不适用,未采用:", "Given but not applicable here, so left aside: ");
            self.page.section(&format!("{text}{}", label::list(&facts, self.wording.lang)));
        }
        if !decision.settings.is_empty() {
            let text = |(name, value): &(String, Value)| format!("{name} = {}", self.wording.setting(name, value));
            let set: Vec<String> = decision.settings.iter().map(text).collect();
            self.page.section(&format!("{}{}", self.say("由系统设定:", "Set by the system: "), set.join(", ")));
        }
        self.page.section(&decision.digest);
        if decision.status == Status::Incomplete && decision.missing.is_empty() {
            self.page.line(0, self.say("没有可以补充的事实", "there is nothing left to supply"));
        }
    }
}
