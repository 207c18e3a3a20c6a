//! A notice as a letter: its words, before they are set as text, Markdown or HTML.

use super::{Notice, Question};
use crate::decide::{Possible, Status};
use crate::diagnostic::{Lang, Text};
use crate::policy::model::{Model, TypeKind};
use crate::render::{Wording, items, list, pick, possible, truth, unit};

/// A letter ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) lang: Lang,
    pub(super) title: &'static str,
    /// What it is about, one line each.
    pub(super) about: Vec<String>,
    /// Whom it concerns, to be filled in by hand.
    pub(super) blanks: Vec<&'static str>,
    pub(super) sections: Vec<Section>,
    /// What is said at the end.
    pub(super) notes: Vec<String>,
    /// By whom and when, to be filled in by hand.
    pub(super) signed: Vec<&'static str>,
    /// Which policy decided, to the byte.
    pub(super) digest: String,
}

/// A part with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) lead: Option<&'static str>,
    pub(super) items: Vec<Item>,
}

/// One numbered point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    /// Answers to tick.
    pub(super) choices: Vec<String>,
    /// What follows a blank to be filled in: its unit.
    pub(super) blank: Option<String>,
    /// What belongs to it, one line each.
    pub(super) notes: Vec<String>,
}

impl Item {
    fn plain(text: String) -> Self {
        Self { text, choices: Vec::new(), blank: None, notes: Vec::new() }
    }
}

/// Whether answers are to be written on the paper.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    Wanted,
    Told,
}

/// The words of a notice.
pub(super) fn letter(notice: &Notice, model: &Model, lang: Lang) -> Letter {
    let writing = Writing { notice, wording: Wording { model, lang } };
    let mut sections = Vec::new();
    let mut add =
        |heading: (&'static str, &'static str), lead: Option<(&'static str, &'static str)>, items: Vec<Item>| {
            if !items.is_empty() {
                let lead = lead.map(|(zh, en)| pick(lang, zh, en));
                sections.push(Section { heading: pick(lang, heading.0, heading.1), lead, items });
            }
        };
    add(
        ("请您回答", "Please answer"),
        Some(("请逐项回答;没有列出的事项不需要再提供。", "Please answer each point. Nothing else is needed.")),
        writing.questions(&notice.applicant, false, Answers::Wanted),
    );
    add(
        ("您尚不清楚的事项", "What you do not know yet"),
        Some((
            "这些事项已经问过,不再询问;可以用所列材料证明,没有材料的由受理人员核实。",
            "You were asked these before and will not be asked again. The papers named here settle them; where none is named, \
             the office finds out.",
        )),
        writing.questions(&notice.applicant, true, Answers::Told),
    );
    add(
        ("请您提供的材料", "Papers to bring"),
        Some((
            "每项中用“或者”连接的,任选其一即可;证明用不上的事项时不必提供。",
            "Of papers joined by “or”, one is enough. None is needed for a point that turns out not to matter.",
        )),
        writing.documents(),
    );
    let officer = [false, true].map(|asked| writing.questions(&notice.officer, asked, Answers::Told)).concat();
    add(
        ("由受理人员核实", "What the office finds out"),
        Some(("以下事项不需要您回答。", "You need not answer these.")),
        officer,
    );
    add(
        ("由系统提供", "What the system supplies"),
        Some((
            "以下数据由办理系统提供,不需要您回答。",
            "The office's system supplies these. You need not answer them.",
        )),
        writing.owed(),
    );
    add(
        ("最少需要查明什么", "What may be enough"),
        Some((
            "查明其中任何一组,视答案而定,可能就足以作出决定;其余各项届时不再需要。",
            "Depending on the answers, any one of these groups may be enough to decide; the other points are then not needed.",
        )),
        writing.settling(),
    );
    add(
        ("※ 尚未确定的规定", "※ What is not certain in the law"),
        Some((
            "待定的决定涉及下列尚待核实的规定,以正式文本为准。",
            "What is still open touches on provisions that have not been verified. The official text prevails.",
        )),
        writing.assumptions(),
    );
    Letter {
        lang,
        title: pick(lang, "一次性告知书", "Notice of what is needed"),
        about: writing.about(),
        blanks: match lang {
            Lang::Zh => vec!["申请人", "受理编号"],
            Lang::En => vec!["Applicant", "Reference"],
        },
        sections,
        notes: writing.notes(),
        signed: match lang {
            Lang::Zh => vec!["法律援助机构(盖章)", "经办人", "日期"],
            Lang::En => vec!["Legal aid office (seal)", "Officer", "Date"],
        },
        digest: notice.digest.to_string(),
    }
}

struct Writing<'a> {
    notice: &'a Notice,
    wording: Wording<'a>,
}

impl Writing<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.wording.say(zh, en)
    }

    fn about(&self) -> Vec<String> {
        let Notice { policy, label, as_of, .. } = self.notice;
        let mut about = vec![match self.wording.lang {
            Lang::Zh => format!("适用规则:{}({policy}),{as_of} 有效的规定", label.zh),
            Lang::En => format!("Rules: {policy}, the law as of {as_of}"),
        }];
        for (decision, value) in &self.notice.decisions {
            about.push(self.wording.labelled(decision, &self.wording.value(decision, value)));
        }
        for (decision, possible) in &self.notice.possible {
            let text = self.wording.possible_text(decision, possible);
            let open = match self.wording.lang {
                Lang::Zh => format!("待定({text})"),
                Lang::En => format!("open ({text})"),
            };
            about.push(self.wording.labelled(decision, &open));
        }
        about
    }

    fn questions(&self, questions: &[Question], asked: bool, answers: Answers) -> Vec<Item> {
        let wanted = questions.iter().filter(|question| question.asked == asked);
        wanted.map(|question| self.question(question, answers)).collect()
    }

    fn question(&self, question: &Question, answers: Answers) -> Item {
        let mut item = Item::plain(question.ask.get(self.wording.lang).to_owned());
        if answers == Answers::Wanted {
            self.answers(question, &mut item);
        }
        if let Some(known) = &question.known {
            let (min, max) = (known.at_least.clone(), known.at_most.clone());
            let fact = self.wording.model.fact_named(&question.fact).map(|id| self.wording.model.fact(id));
            if let Some(fact) = fact {
                let between = Possible::Between { min, max, none: false };
                let text = possible(self.wording.model, &between, &fact.ty, self.wording.lang);
                item.notes.push(format!("{}{text}", self.say("已知:", "Known so far: ")));
            }
        }
        if question.asked && question.evidence.is_empty() && self.is_applicants(question) {
            item.notes.push(self.say("由受理人员核实", "The office finds out").to_owned());
        }
        if !question.evidence.is_empty() {
            let evidence = self.wording.evidence(&question.evidence);
            item.notes.push(format!("{}{evidence}", self.say("证明材料:", "Evidence: ")));
        }
        item
    }

    fn is_applicants(&self, question: &Question) -> bool {
        self.notice.applicant.iter().any(|own| own.fact == question.fact)
    }

    fn answers(&self, question: &Question, item: &mut Item) {
        let Wording { model, lang } = self.wording;
        let Some(fact) = model.fact_named(&question.fact).map(|id| model.fact(id)) else { return };
        match &fact.ty.kind {
            TypeKind::Boolean => item.choices = [true, false].map(|value| truth(value, lang).to_owned()).to_vec(),
            TypeKind::Choice(values) => {
                item.choices = model.enumeration(*values).values.iter().map(|name| name.label(lang)).collect();
            }
            TypeKind::Set(_) => {
                item.choices = question.members.iter().map(|member| member.label.get(lang).to_owned()).collect();
                item.notes.push(self.say("可以多选,也可以都不选", "Tick any number, or none").to_owned());
            }
            TypeKind::List(list) => item.notes.push(items(model, *list).get(lang).to_owned()),
            TypeKind::Quantity(ty) => {
                item.blank = Some(unit(&ty.unit).map_or_else(String::new, |unit| unit.get(lang).to_owned()));
            }
        }
    }

    fn documents(&self) -> Vec<Item> {
        let wanted = self.notice.documents.iter();
        let item = |document: &super::Document| {
            let keys: Vec<Vec<_>> =
                document.any_of.iter().map(|all| all.iter().map(|one| one.name.clone()).collect()).collect();
            let mut item = Item::plain(self.wording.evidence(&keys));
            let facts: Vec<String> = document.facts.iter().map(|fact| self.wording.name(fact)).collect();
            item.notes.push(format!("{}{}", self.say("证明:", "For: "), list(&facts, self.wording.lang)));
            item
        };
        wanted.map(item).collect()
    }

    fn owed(&self) -> Vec<Item> {
        let lang = self.wording.lang;
        let item = |question: &Question| {
            let Text { zh, en } = &question.label;
            let label = pick(lang, zh, en);
            Item::plain(format!("{label}{}{}", self.say(":", ": "), question.ask.get(lang)))
        };
        self.notice.embedder.iter().map(item).collect()
    }

    fn settling(&self) -> Vec<Item> {
        // A group that is all there is to ask says nothing new.
        let all = self.notice.questions().count();
        let told = self.notice.settling.iter().filter(|set| set.facts.len() < all);
        let item = |set: &super::Settling| {
            let facts: Vec<String> = set.facts.iter().map(|fact| self.wording.part(fact)).collect();
            let mut item = Item::plain(list(&facts, self.wording.lang));
            let papers = set.documents.iter().filter_map(|place| self.notice.documents.get(*place)).map(|document| {
                let keys: Vec<Vec<_>> =
                    document.any_of.iter().map(|all| all.iter().map(|one| one.name.clone()).collect()).collect();
                self.wording.evidence(&keys)
            });
            let papers: Vec<String> = papers.collect();
            if !papers.is_empty() {
                let papers = papers.join(self.say(";", "; "));
                item.notes.push(format!("{}{papers}", self.say("材料:", "Papers: ")));
            }
            item
        };
        told.map(item).collect()
    }

    fn assumptions(&self) -> Vec<Item> {
        let of = |text: &str| match text.split_once(" / ") {
            Some((zh, en)) => pick(self.wording.lang, zh, en).to_owned(),
            None => text.to_owned(),
        };
        let item = |assumed: &crate::decide::Assumed| {
            Item::plain(self.wording.labelled_part(&assumed.name, &of(&assumed.why)))
        };
        self.notice.assumptions.iter().map(item).collect()
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |zh: &str, en: &str| notes.push(pick(self.wording.lang, zh, en).to_owned());
        if self.notice.status == Status::Decided {
            note(
                "现有事实已经足以作出决定,不需要补充任何材料。",
                "What is known is enough to decide. Nothing more is needed.",
            );
        } else {
            note(
                "以上为一次性告知的全部内容:补齐后即可作出决定,不会再要求提供其他材料。",
                "This is everything, told once: when it is answered the decision can be made, and nothing else will be asked.",
            );
            if !self.notice.exact {
                note("其中个别事项可能最终用不上。", "Some of these points may turn out not to matter.");
            }
        }
        note("是否给予法律援助,由法律援助机构决定。", "The legal aid office decides whether aid is granted.");
        notes
    }
}
