//! Items to entries: each segment is given to the grammar, and what `walk` makes of it stands in its column.

use std::ops::Range;

use pest::Parser as _;

use crate::syntax::keywords::Kw;
use crate::syntax::layout::{Chunk, Segment, SubLine};
use crate::syntax::lower::{MenkanParser, Rule};

use super::walk::{Line, walk};
use super::{Entry, Group, Joint, Member, Piece, Stand, Wording};

/// In which column the lines of an item stand: clauses, rules, rows, the parts of a test.
const LINES: usize = 2;

/// What was read: all pieces, and how they make up the items.
pub(super) struct Read {
    pub(super) pieces: Vec<Piece>,
    pub(super) items: Vec<Vec<Entry>>,
}

/// Reads one item after the other.
pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) wording: Wording<'t>,
    read: Read,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, wording: Wording<'t>) -> Self {
        Self { text, wording, read: Read { pieces: Vec::new(), items: Vec::new() } }
    }

    pub(super) fn finish(self) -> Read {
        self.read
    }

    /// Reads an item; `None`, and nothing is kept of it, where the grammar refuses a part of it.
    pub(super) fn item(&mut self, chunk: &Chunk) -> Option<()> {
        let before = self.read.pieces.len();
        let entries = self.entries(chunk);
        match entries {
            Some(entries) => self.read.items.push(entries),
            None => self.read.pieces.truncate(before),
        }
        (self.read.pieces.len() > before).then_some(())
    }

    /// Leaves a run of bytes as it stands.
    pub(super) fn leave(&mut self, bytes: Range<usize>) {
        let text = self.text.get(bytes.clone()).unwrap_or("");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let piece = self.read.pieces.len();
        self.read.pieces.push(Piece {
            start: bytes.start,
            end: bytes.end,
            text: lines.join("\n"),
            joint: Joint::Blank,
            left: true,
            before: Vec::new(),
            blank: false,
            after: None,
        });
        let group = Group { place: Stand::Head, members: vec![Member::Piece(piece)] };
        self.read.items.push(vec![Entry { column: 0, groups: vec![group] }]);
    }

    fn entries(&mut self, chunk: &Chunk) -> Option<Vec<Entry>> {
        let item = chunk.keyword?;
        let mut entries = Vec::new();
        let below = chunk.lines.first().map(|line| line.segment.span().start as usize);
        self.cut(&chunk.head, item_rule(item)?, 0, below, &mut entries)?;
        for line in &chunk.lines {
            // What stands below a definition of a record is one step deeper.
            let inner = item == Kw::Record && !matches!(line.keyword, Kw::Define | Kw::Record);
            let column = if inner { 2 * LINES } else { LINES };
            self.cut(&line.segment, line_rule(item, line)?, column, None, &mut entries)?;
        }
        // What belongs to the head may stand below the lines.
        entries.sort_by_key(|entry| entry.groups.first().map_or(0, |group| self.start(group)));
        Some(entries)
    }

    fn start(&self, group: &Group) -> usize {
        let first = group.members.iter().find_map(|member| match member {
            Member::Piece(place) => self.read.pieces.get(*place),
            Member::List(_) => None,
        });
        first.map_or(0, |piece| piece.start)
    }

    /// The groups of a segment as entries: one in the column of the segment, one for each line inside it that begins
    /// in a column of its own, and one more for what follows those, or stands behind the place `below`.
    fn cut(
        &mut self,
        segment: &Segment,
        rule: Rule,
        column: usize,
        below: Option<usize>,
        entries: &mut Vec<Entry>,
    ) -> Option<()> {
        let mut open = false;
        for (line, mut group) in self.segment(segment, rule)? {
            if line == Line::Own {
                entries.push(Entry { column: LINES, groups: vec![group] });
                open = false;
                continue;
            }
            open &= below.is_none_or(|below| self.start(&group) < below);
            match entries.last_mut() {
                Some(entry) if open => entry.groups.push(group),
                _ => {
                    let column = if group.place == Stand::Head { column } else { 0 };
                    if group.place == Stand::Flows {
                        group.place = Stand::Line;
                    }
                    entries.push(Entry { column, groups: vec![group] });
                    open = true;
                }
            }
        }
        Some(())
    }

    /// The groups of pieces of a segment; `None` where the grammar refuses it.
    pub(super) fn segment(&mut self, segment: &Segment, rule: Rule) -> Option<Vec<(Line, Group)>> {
        let pair = MenkanParser::parse(rule, &segment.text).ok()?.next()?;
        walk(self, segment, rule, pair)
    }

    /// The piece read last.
    pub(super) fn last(&self) -> Option<&Piece> {
        self.read.pieces.last()
    }

    /// Adds a piece; gives its place among all.
    pub(super) fn add(&mut self, piece: Piece) -> usize {
        self.read.pieces.push(piece);
        self.read.pieces.len() - 1
    }
}

fn item_rule(item: Kw) -> Option<Rule> {
    Some(match item {
        Kw::Policy => Rule::policy_item,
        Kw::Instrument => Rule::instrument_item,
        Kw::Enum => Rule::enum_item,
        Kw::Record => Rule::record_item,
        Kw::Fact | Kw::Judgement => Rule::fact_item,
        Kw::Parameter => Rule::parameter_item,
        Kw::Define | Kw::Standard | Kw::Decision => Rule::definition_item,
        Kw::Exemption => Rule::exemption_item,
        Kw::Group => Rule::group_item,
        Kw::Action => Rule::action_item,
        Kw::Trigger => Rule::trigger_item,
        Kw::Assert => Rule::assert_item,
        Kw::Test => Rule::test_item,
        Kw::Amend => Rule::amend_item,
        _ => return None,
    })
}

fn line_rule(item: Kw, line: &SubLine) -> Option<Rule> {
    Some(match line.keyword {
        Kw::Record => Rule::field_line,
        Kw::Define => Rule::member_line,
        Kw::Clause | Kw::Barred => Rule::clause_line,
        Kw::Rule => Rule::rule_line,
        Kw::Otherwise => Rule::otherwise_line,
        Kw::Precedence => Rule::precedence_line,
        Kw::From if item == Kw::Amend => Rule::row_or_period_line,
        Kw::From => Rule::row_line,
        Kw::AsOfDay | Kw::Given | Kw::SetLine | Kw::Expect => Rule::test_line,
        _ => return None,
    })
}
