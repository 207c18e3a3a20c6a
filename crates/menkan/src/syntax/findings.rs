//! The diagnostics of one file, as they are found: so many and no more.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::limits::MAX_DIAGNOSTICS;

/// Diagnostics up to the limit, and whether there were others.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
    more: bool,
}

impl Findings {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.is_full() {
            self.more = true;
        } else {
            self.found.push(diagnostic);
        }
    }

    /// Whether what is found from now on is not kept, so that it need not be looked for.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MAX_DIAGNOSTICS
    }

    /// Says that something was not looked at.
    pub(crate) fn skip(&mut self) {
        self.more = true;
    }

    /// What was found, in the order of the text, and behind it that there is more, where there is.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
        if self.more {
            let at = self.found.last().map_or(Span::default(), |last| last.span);
            self.found.push(Diagnostic::too_many_diagnostics(at));
        }
        self.found
    }
}
