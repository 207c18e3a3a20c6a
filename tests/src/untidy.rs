//! The same policy as nobody should write it: lines broken anywhere, comments anywhere, blanks and blank lines.

use crate::dice::Dice;

/// Words that would begin something of their own at the beginning of a line.
const BEGIN: &[&str] = &[
    "from",
    "to",
    "as",
    "clause",
    "barred",
    "rule",
    "otherwise",
    "precedence",
    "given",
    "set",
    "expect",
    "自",
    "至",
    "截至",
    "条款",
    "除外",
    "规则",
    "其余",
    "优先顺序",
    "给定",
    "设置",
    "预期",
    "-",
    "policy",
    "instrument",
    "enum",
    "fact",
    "define",
    "standard",
    "decision",
    "test",
    "amend",
];

/// Words inside a keyword or an article of several words: a comment there has no place of its own to stay in.
const INSIDE: &[&str] = &[
    "of",
    "not",
    "at",
    "most",
    "least",
    "less",
    "more",
    "than",
    "empty",
    "satisfied",
    "when",
    "force",
    "month",
    "year",
    "between",
    "gained",
    "lost",
    "up",
    "down",
    "even",
    "may",
    "only",
    "widen",
    "raise",
    "if",
    "item",
    "first",
    "costs",
    "如果",
];

/// The text of a policy laid out by chance; what it says stays the same. Comments are numbered: `# 1`, `# 2` and so on
/// where they stand on a line of their own, `# 1 behind` where they end one.
#[must_use]
pub fn untidy(text: &str, dice: &mut Dice) -> String {
    let mut page = Page { out: String::new(), comments: 0, dice };
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let body = line.trim_start();
        page.between(line.len() - body.len());
        page.out.push_str(&" ".repeat(line.len() - body.len()));
        page.line(body);
    }
    page.between(0);
    page.out
}

struct Page<'d> {
    out: String,
    comments: usize,
    dice: &'d mut Dice,
}

impl Page<'_> {
    /// Blank lines and comments before a line.
    fn between(&mut self, indent: usize) {
        while self.dice.chance(15) {
            if self.dice.chance(50) {
                self.out.push('\n');
            } else {
                self.comments += 1;
                let deeper = indent + self.dice.place(5);
                let number = self.comments;
                self.out.push_str(&format!("{:deeper$}# {number}\n", ""));
            }
        }
    }

    fn line(&mut self, body: &str) {
        let (mut inside, mut escaped) = (false, false);
        for (at, c) in body.char_indices() {
            if inside {
                (inside, escaped) = (escaped || c != '"', !escaped && c == '\\');
            } else if c == '"' {
                inside = true;
            } else if c == '#' {
                self.out.push_str(&body[at..]);
                self.out.push('\n');
                return;
            } else if c == ' ' && at > 2 && !begins(body[at..].trim_start()) && self.dice.chance(6) {
                self.end();
                self.between(40);
                self.out.push_str(&" ".repeat(40));
            } else if c == ' ' && self.dice.chance(5) {
                self.out.push_str("   ");
            }
            self.out.push(c);
        }
        self.end();
    }

    fn end(&mut self) {
        if self.dice.chance(10) {
            self.comments += 1;
            let number = self.comments;
            self.out.push_str(&format!(" # {number} behind"));
        }
        self.out.push('\n');
    }
}

fn begins(text: &str) -> bool {
    let word = text.split([' ', ',', ':', ')', '.']).next().unwrap_or("");
    text.is_empty() || text.starts_with(['#', '-']) || BEGIN.contains(&word) || INSIDE.contains(&word)
}
