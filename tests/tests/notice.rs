//! The one-time notice of the shipped policies: what it asks for, and the letters that it is set as.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may fail")]

use menkan::decide::{Request, Status};
use menkan::diagnostic::Lang;
use menkan::notice::Notice;
use menkan::policy::Policy;
use menkan::source::SourceFile;

const INCOMPLETE: &[u8] = include_bytes!("../../examples/incomplete.json");

fn jiayuguan() -> Policy {
    Policy::load("cn.gansu.jiayuguan", &menkan_policies::library()).unwrap()
}

fn notice(policy: &Policy, case: &[u8]) -> Notice {
    policy.notice_json(case, &Request::default()).unwrap()
}

fn asks(notice: &Notice) -> Vec<&str> {
    notice.questions().map(|question| &*question.fact).collect()
}

#[test]
fn a_migrant_workers_wage_claim_is_not_asked_about_means() {
    let case = br#"{ "as_of": "2024-06-03", "facts": { "request.kind": "civil", "applicant.migrant_worker": true,
                     "matter.kind": "labour_pay" } }"#;
    let notice = notice(&jiayuguan(), case);
    assert_eq!(notice.status, Status::Incomplete);
    for means in ["household.income", "household.size", "household.area", "applicant.income"] {
        assert!(!asks(&notice).contains(&means), "{means} is asked");
    }
}

#[test]
fn what_was_asked_and_is_not_known_is_not_asked_again_but_its_papers_are_named() {
    let policy = jiayuguan();
    let notice = notice(&policy, INCOMPLETE);
    let income = notice.applicant.iter().find(|question| &*question.fact == "household.income").unwrap();
    assert!(income.asked && !income.evidence.is_empty());
    let text = notice.to_text(policy.model(), Lang::En);
    let (asked, unknown) = text.split_once("What you do not know yet").unwrap();
    assert!(!asked.contains("household earn") && unknown.contains("household earn"), "{text}");
}

#[test]
fn a_whole_case_needs_nothing() {
    let policy = jiayuguan();
    let notice = notice(&policy, include_bytes!("../../examples/wage-claim.json"));
    assert_eq!((notice.status, asks(&notice).len(), notice.settling.len()), (Status::Decided, 0, 0));
    assert!(notice.to_text(policy.model(), Lang::Zh).contains("不需要补充任何材料"));
}

#[test]
fn letters_escape_what_their_form_takes_for_marks() {
    let text = r#"
policy marks / 符号
  answers good
fact a / 甲 : boolean ask "<b>甲</b> & *乙*?" / "<script>*a*_b_ & 'c'?"
decision good / 是否 when a cite none "an example"
"#;
    let policy = Policy::parse(SourceFile::new("marks.menkan", text), &()).unwrap();
    let notice = notice(&policy, br#"{ "as_of": "2024-01-01" }"#);
    let html = notice.to_html(policy.model(), Lang::En);
    assert!(html.contains("&lt;script&gt;*a*_b_ &amp; &#39;c&#39;?") && !html.contains("<script"), "{html}");
    let markdown = notice.to_markdown(policy.model(), Lang::En);
    assert!(markdown.contains(r"\<script\>\*a\*\_b\_ \& 'c'?"), "{markdown}");
}
