//! Standards in conditions: by their status.

use super::{Checker, all_or_none};
use crate::diagnostic::{Diagnostic, Text};
use crate::near::nearest_word;
use crate::policy::model::{Condition, DefinitionId, DefinitionKind, Status};
use crate::syntax::ast::{Expr, ExprKind};

/// The words for the statuses of a standard, English and Chinese.
const STATUSES: [(&str, &str, Status); 4] = [
    ("waived", "已豁免", Status::Waived),
    ("presumed", "已推定", Status::Presumed),
    ("met", "符合", Status::Met),
    ("unmet", "不符合", Status::Unmet),
];

impl Checker<'_> {
    pub(super) fn satisfied(&mut self, standard: &Expr) -> Option<Condition> {
        let satisfied = vec![Status::Waived, Status::Presumed, Status::Met];
        self.standard(standard).map(|id| Condition::Status(id, satisfied))
    }

    /// The standard that an expression names.
    pub(crate) fn standard(&mut self, expr: &Expr) -> Option<DefinitionId> {
        let expected = Text::new("标准", "a standard");
        let ExprKind::Name(word) = &expr.kind else {
            let found = self.expr_text(expr);
            self.report(Diagnostic::unfit(expr.span, &expected, &found));
            return None;
        };
        self.definition_named(word, expected, |kind| matches!(kind, DefinitionKind::Standard(_)))
    }

    pub(super) fn standard_is(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let id = self.standard(left)?;
        let status = self.status(right)?;
        Some(Condition::Status(id, vec![status]))
    }

    pub(super) fn standard_in(&mut self, left: &Expr, right: &Expr) -> Option<Condition> {
        let id = self.standard(left)?;
        let ExprKind::Set(words) = &right.kind else {
            self.no_status(right);
            return None;
        };
        let statuses: Vec<_> = words.iter().map(|word| self.status(word)).collect();
        let mut statuses = all_or_none(statuses)?;
        statuses.sort_unstable();
        statuses.dedup();
        Some(Condition::Status(id, statuses))
    }

    /// The status of a standard that a word means.
    pub(super) fn status(&mut self, expr: &Expr) -> Option<Status> {
        if let ExprKind::Name(word) = &expr.kind {
            let known = STATUSES.iter().find(|(en, zh, _)| *en == &*word.text || *zh == &*word.text);
            if let Some((en, zh, status)) = known {
                self.is_called(expr.span, en, zh);
                return Some(*status);
            }
            let words = STATUSES.iter().flat_map(|(en, zh, _)| [*en, *zh]);
            let near = nearest_word(&word.text, words);
            self.report(Diagnostic::unknown_status(expr.span, &word.text, near));
            return None;
        }
        self.no_status(expr);
        None
    }

    pub(super) fn no_status(&mut self, expr: &Expr) {
        let found = self.expr_text(expr);
        self.report(Diagnostic::unfit(expr.span, &Text::new("标准的状态", "a status of a standard"), &found));
    }
}
