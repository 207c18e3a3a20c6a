//! `menkan notice`: what is still missing in a case, as a notice to hand over.

use menkan::case::Case;
use menkan::decide::{Reasons, Request};

use crate::arguments::{NoticeArguments, NoticeFormat};
use crate::failure::{Failure, Form};
use crate::input;
use crate::report::Report;

pub(crate) fn run(arguments: &NoticeArguments) -> Report {
    let form = match arguments.format {
        NoticeFormat::Text | NoticeFormat::Markdown | NoticeFormat::Html => Form::Text,
        NoticeFormat::Json => Form::Json,
    };
    notice(arguments).unwrap_or_else(|failure| failure.report(form, arguments.language.lang()))
}

fn notice(arguments: &NoticeArguments) -> Result<Report, Failure> {
    let policy = menkan_files::load(&arguments.policy)?;
    let given = input::read_case(arguments.case.as_deref(), Case::MAX_BYTES)?;
    let request = Request {
        as_of: arguments.as_of,
        settings: arguments.set.clone(),
        answers: arguments.decision.clone(),
        reasons: Reasons::Omitted,
        sufficient: false,
    };
    let notice = policy.notice_json(given.bytes.as_deref().unwrap_or(b"{}"), &request);
    let notice = notice.map_err(|refused| Failure::refused(refused, given.file))?;
    let (model, lang) = (policy.model(), arguments.language.lang());
    Ok(Report::said(match arguments.format {
        NoticeFormat::Text => notice.to_text(model, lang),
        NoticeFormat::Json => format!("{}\n", notice.to_json()),
        NoticeFormat::Markdown => notice.to_markdown(model, lang),
        NoticeFormat::Html => notice.to_html(model, lang),
    }))
}
