//! A question in words, for a terminal.

use super::State;
use crate::diagnostic::Lang;
use crate::policy::model::{Fact, TypeKind};
use crate::render::{Page, Wording, items, truth, unit};

/// What has become certain, and the next question.
pub(super) fn text(state: &State, before: Option<&State>, wording: Wording<'_>, columns: usize) -> String {
    let mut page = Page::of(columns);
    let known = |name: &str| before.is_some_and(|before| before.decisions.iter().any(|(known, _)| **known == *name));
    let new = state.decisions.iter().filter(|(name, _)| !known(name));
    let certain: Vec<String> = new.map(|(name, value)| wording.labelled(name, &wording.value(name, value))).collect();
    let Some(next) = &state.next else { return page.into_text() };
    if !certain.is_empty() {
        page.section(wording.say("已经确定", "Certain by now"));
        certain.iter().for_each(|line| page.line(2, line));
    }
    let (number, ahead) = (state.answered.len() + 1, next.ahead);
    page.section(&match wording.lang {
        Lang::Zh if ahead.fewest == ahead.most => format!("第 {number} 问(共剩 {} 问)", ahead.most),
        Lang::Zh => format!("第 {number} 问(还剩 {} 至 {} 问,平均 {:.1} 问)", ahead.fewest, ahead.most, ahead.expected),
        Lang::En if ahead.fewest == ahead.most => format!("Question {number} (of {} left)", ahead.most),
        Lang::En => {
            format!("Question {number} ({} to {} are left, {:.1} on average)", ahead.fewest, ahead.most, ahead.expected)
        }
    });
    page.line(2, next.question.ask.get(wording.lang));
    if next.of != "applicant" {
        page.line(
            2,
            match next.of {
                "officer" => wording.say("(由受理人员回答)", "(for the officer to answer)"),
                _ => wording.say("(由办理系统提供)", "(for the office's system to supply)"),
            },
        );
    }
    if let Some(fact) = wording.model.fact_named(&next.question.fact).map(|id| wording.model.fact(id)) {
        answers(&mut page, state, fact, wording);
    }
    if !next.question.evidence.is_empty() {
        let evidence = wording.evidence(&next.question.evidence);
        page.line(2, &format!("{}{evidence}", wording.say("证明材料:", "Evidence: ")));
    }
    page.into_text()
}

/// How it can be answered.
fn answers(page: &mut Page, state: &State, fact: &Fact, wording: Wording<'_>) {
    let Wording { model, lang } = wording;
    match &fact.ty.kind {
        TypeKind::Boolean => {
            page.line(4, &[true, false].map(|value| truth(value, lang)).join(" / "));
        }
        TypeKind::Choice(values) => {
            for (name, number) in model.enumeration(*values).values.iter().zip(1..) {
                page.line(4, &format!("{number} {}", name.label(lang)));
            }
        }
        TypeKind::Set(_) => {
            let members = state.next.iter().flat_map(|next| &next.question.members);
            for (member, number) in members.zip(1..) {
                page.line(4, &format!("{number} {}", member.label.get(lang)));
            }
            page.line(
                4,
                wording.say("可以多选,用逗号隔开;都不选请输入 0", "any of them, with commas between; 0 for none"),
            );
        }
        TypeKind::List(list) => page.line(4, items(model, *list).get(lang)),
        TypeKind::Quantity(ty) => {
            if let Some(unit) = unit(&ty.unit) {
                page.line(4, unit.get(lang));
            }
        }
    }
}
