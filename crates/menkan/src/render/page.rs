//! Plain text for people: paragraphs broken at a width that counts a Han character as two columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns a line may have.
pub const COLUMNS: usize = 100;

/// Lines of text, each within so many columns where its words allow.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    text: String,
    columns: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self::of(COLUMNS)
    }
}

impl Page {
    /// A page of so many columns.
    pub(crate) fn of(columns: usize) -> Self {
        Self { text: String::new(), columns }
    }

    /// Begins a section: an empty line unless it is the first, then the title.
    pub(crate) fn section(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(0, title);
    }

    /// A paragraph whose further lines stand two columns deeper.
    pub(crate) fn line(&mut self, indent: usize, text: &str) {
        let mut rest = text;
        let mut margin = indent;
        loop {
            let (line, after) = split(rest, self.columns.saturating_sub(margin).max(self.columns / 2));
            self.text.extend(std::iter::repeat_n(' ', margin));
            self.text.push_str(line);
            self.text.push('\n');
            if after.is_empty() {
                return;
            }
            rest = after;
            margin = indent + 2;
        }
    }

    /// The whole, which ends with a line end.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// The longest beginning of `text` that fits, and the rest without the blanks between.
fn split(text: &str, columns: usize) -> (&str, &str) {
    if text.width() <= columns {
        return (text, "");
    }
    // Blanks at the end of a line take no room; a word longer than a line is left whole.
    let (mut width, mut filled, mut best) = (0, 0, None);
    let (mut before, mut whole_until) = (None, 0);
    for (at, now) in text.char_indices() {
        if now == '《' {
            whole_until = at + title_len(&text[at..]);
        }
        if (at >= whole_until || now == '《') && before.is_some_and(|before| may_break(before, now)) {
            if filled <= columns || best.is_none() {
                best = Some(at);
            }
            if filled > columns {
                break;
            }
        }
        width += now.width().unwrap_or(0);
        if now != ' ' {
            filled = width;
        }
        before = Some(now);
    }
    best.map_or((text, ""), |at| (text[..at].trim_end(), text[at..].trim_start()))
}

/// How many bytes a title takes that ought to stay in one line; nothing where it is long.
fn title_len(text: &str) -> usize {
    let title = text.find('》').map_or("", |end| &text[..end]);
    if title.width() <= COLUMNS / 2 { title.len() } else { 0 }
}

/// Whether a line may end between these two.
fn may_break(before: char, now: char) -> bool {
    const NEVER_FIRST: &str = ",.;:!?)]}%,。、;:!?)》〉」』】…";
    const NEVER_LAST: &str = "([{(《〈「『【";
    if before == ' ' {
        return now != ' ';
    }
    let wide = |char: char| char.width() == Some(2);
    now != ' ' && (wide(before) || wide(now)) && !NEVER_FIRST.contains(now) && !NEVER_LAST.contains(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut page = Page::default();
        page.line(2, text);
        page.into_text().lines().map(str::to_owned).collect()
    }

    #[test]
    fn han_characters_count_as_two_columns() {
        let text = "依据".repeat(60);
        let broken = lines(&text);
        assert_eq!(broken.len(), 3);
        assert!(broken.iter().all(|line| line.width() <= COLUMNS), "{broken:?}");
        assert_eq!(broken[0].width(), COLUMNS);
    }

    #[test]
    fn no_line_begins_with_a_stop_or_ends_with_an_opening_bracket() {
        for padding in 40..50 {
            let text = format!("{}《法律援助法》第四十二条,第三项;{}", "文".repeat(padding), "文".repeat(20));
            assert!(lines(&text).iter().any(|line| line.contains("《法律援助法》")), "{text}");
            for line in lines(&text) {
                assert!(!line.trim_start().starts_with([',', ';', '》']), "{line}");
                assert!(!line.ends_with('《'), "{line}");
                assert!(line.width() <= COLUMNS, "{line}");
            }
        }
    }

    #[test]
    fn english_breaks_at_blanks_and_leaves_a_long_word_whole() {
        let broken = lines(&format!("{} {}", "word ".repeat(30), "x".repeat(150)));
        assert_eq!(broken.len(), 3);
        assert!(broken[0].ends_with("word") && broken[1].ends_with("word"), "{broken:?}");
        assert_eq!(broken[2].trim(), "x".repeat(150));
    }
}
