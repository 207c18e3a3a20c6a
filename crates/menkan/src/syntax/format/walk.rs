//! Segments to pieces: what the grammar reads in a segment, word by word and sign by sign, in the order of the text.

use crate::diagnostic::Lang;
use crate::syntax::keywords::{Kw, Place};
use crate::syntax::layout::{LIST, Segment};
use crate::syntax::lower::{Pair, Rule};

use super::read::Reader;
use super::wording::{Article, KEYWORD_PLACES, article_in_chinese, article_in_numbers, sign, string};
use super::{Group, Joint, Member, Piece, Stand, Wording};

/// Where a line is broken only when there is no better place.
const LAST_RESORT: Joint = Joint::Break(u8::MAX);

/// The groups of pieces of what the grammar read in a segment, in the order of the text.
pub(super) fn walk(
    reader: &mut Reader<'_>,
    segment: &Segment,
    rule: Rule,
    pair: Pair<'_>,
) -> Option<Vec<(Line, Group)>> {
    let head = (Line::OfItem, Group { place: Stand::Head, members: Vec::new() });
    let (groups, next) = (vec![head], Joint::Blank);
    let mut walk = Walk { reader, segment, rule, groups, last: None, next, depth: 0, whole: true };
    walk.inside(pair);
    let Walk { mut groups, whole, .. } = walk;
    groups.retain(|(_, group)| !group.members.is_empty());
    whole.then_some(groups)
}

/// Whether a group stands behind others of its item, or begins a line in the column of clauses and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    OfItem,
    Own,
}

/// A walk over what the grammar read in one segment.
struct Walk<'w, 't> {
    reader: &'w mut Reader<'t>,
    segment: &'w Segment,
    /// What the segment was read as.
    rule: Rule,
    groups: Vec<(Line, Group)>,
    /// The part before.
    last: Option<Rule>,
    /// How the next piece stands behind the one before it.
    next: Joint,
    /// In how many brackets the walk is.
    depth: u8,
    whole: bool,
}

impl Walk<'_, '_> {
    fn pair(&mut self, pair: Pair<'_>, parent: Rule) {
        let rule = pair.as_rule();
        if let Some((line, place)) = self.stand(&pair, parent) {
            self.groups.push((line, Group { place, members: Vec::new() }));
            self.last = Some(rule);
            self.next = Joint::Blank;
            return self.inside(pair);
        }
        match rule {
            Rule::EOI => {}
            Rule::kw_fixed if !matches!(&self.groups[..], [_]) => {
                self.groups.push((Line::OfItem, Group { place: Stand::Flows, members: Vec::new() }));
                self.leaf(&pair, parent);
            }
            Rule::names => self.names(pair),
            Rule::article => self.article(&pair, article_in_numbers(pair.as_str()), Lang::En),
            Rule::article_zh => self.article(&pair, article_in_chinese(pair.as_str()), Lang::Zh),
            Rule::list => self.list(&pair, parent),
            Rule::paren | Rule::set | Rule::cells | Rule::items | Rule::fold | Rule::arguments | Rule::branch => {
                self.depth = self.depth.saturating_add(1);
                self.inside(pair);
                self.depth = self.depth.saturating_sub(1);
            }
            Rule::period => {
                match parent {
                    Rule::citation => self.next = Joint::Blank,
                    Rule::in_force if self.next != Joint::Blank => self.next = Joint::BreakAnyway(0),
                    _ => {}
                }
                self.inside(pair);
            }
            Rule::operand_word => self.leaf(&pair, parent),
            _ if pair.clone().into_inner().next().is_some() => self.inside(pair),
            _ => self.leaf(&pair, parent),
        }
    }

    fn inside(&mut self, pair: Pair<'_>) {
        let rule = pair.as_rule();
        for inner in pair.into_inner() {
            self.pair(inner, rule);
        }
    }

    /// Where a part stands; `None` for what is no part.
    fn stand(&self, pair: &Pair<'_>, parent: Rule) -> Option<(Line, Stand)> {
        let of_item = |place| Some((Line::OfItem, place));
        // Every rule has its source in the same place.
        let in_rule = matches!(self.rule, Rule::rule_line | Rule::otherwise_line);
        match pair.as_rule() {
            // A condition stands on the line of its head or, where something else stands there, on its own: bullets
            // begin below a line that says little more than what they are of.
            Rule::when => {
                let has_list = pair.as_str().contains(LIST);
                let defines = matches!(self.rule, Rule::definition_item | Rule::member_line);
                let flows = self.last.is_none() && (!has_list || defines);
                of_item(if flows { Stand::Flows } else { Stand::Line })
            }
            Rule::cite if in_rule => of_item(Stand::Line),
            // Behind a source it would be taken for a part of that.
            Rule::overrides if self.last == Some(Rule::cite) => of_item(Stand::Line),
            // What a figure or a row rests on stands beside it.
            Rule::assumed if matches!(parent, Rule::row | Rule::cell) => None,
            Rule::is
            | Rule::amend_is
            | Rule::cite
            | Rule::overrides
            | Rule::open
            | Rule::children
            | Rule::guard
            | Rule::asking_costs
            | Rule::changing_costs
            | Rule::title
            | Rule::extends => of_item(Stand::Flows),
            Rule::evidence if self.rule == Rule::amend_item => of_item(Stand::Flows),
            Rule::say
            | Rule::assumed
            | Rule::link
            | Rule::answers
            | Rule::asks_first
            | Rule::likely
            | Rule::ask
            | Rule::evidence
            | Rule::never
            | Rule::always
            | Rule::monotone => of_item(Stand::Line),
            Rule::row | Rule::as_of | Rule::given | Rule::settings | Rule::expect => Some((Line::Own, Stand::Head)),
            Rule::own_period if self.is_of_rows() => Some((Line::Own, Stand::Head)),
            // Behind a citation a period would limit that citation alone, and behind a period it would end that one.
            Rule::own_period | Rule::in_force => of_item(match self.last {
                Some(Rule::cite | Rule::own_period | Rule::in_force) => Stand::Line,
                _ => Stand::Flows,
            }),
            _ => None,
        }
    }

    /// Whether `from` begins a row here.
    fn is_of_rows(&self) -> bool {
        matches!(self.rule, Rule::parameter_item | Rule::row_line | Rule::row_or_period_line)
    }

    fn push(&mut self, pair: &Pair<'_>, text: impl Into<String>, next: Joint) {
        let span = pair.as_span();
        let end = span.start() + pair.as_str().trim_end_matches([' ', '\u{2}']).len();
        let place = self.segment.place(span.start(), end);
        let piece = self.reader.add(Piece {
            start: place.start as usize,
            end: place.end as usize,
            text: text.into(),
            joint: self.next,
            left: false,
            before: Vec::new(),
            blank: false,
            after: None,
        });
        if let Some((_, group)) = self.groups.last_mut() {
            group.members.push(Member::Piece(piece));
        }
        self.next = next;
    }

    fn level(&self, rank: u8) -> Joint {
        Joint::Break(self.depth.saturating_mul(4).saturating_add(rank))
    }

    /// A word, a sign, a number, a string.
    fn leaf(&mut self, pair: &Pair<'_>, parent: Rule) {
        let (written, wording) = (pair.as_str(), self.reader.wording);
        match pair.as_rule() {
            Rule::word | Rule::operand_word => self.word(pair, parent),
            Rule::number | Rule::date => self.push(pair, written, LAST_RESORT),
            Rule::percent => {
                let digits = written.trim_end_matches(['%', '％', ' ']);
                self.push(pair, format!("{digits}%"), LAST_RESORT);
            }
            Rule::string => self.push(pair, string(written), LAST_RESORT),
            Rule::colon => {
                let tight = matches!(parent, Rule::rule_line | Rule::cell | Rule::weight);
                self.next = if tight { Joint::Tight } else { Joint::Blank };
                self.push(pair, ":", Joint::Blank);
            }
            Rule::comma | Rule::semicolon => {
                self.next = Joint::Tight;
                let next = self.level(0);
                self.push(pair, sign(written), next);
            }
            Rule::slash => {
                self.next = self.level(0);
                self.push(pair, "/", Joint::Blank);
            }
            Rule::lparen | Rule::lbrace | Rule::lbracket => {
                if matches!(parent, Rule::arguments | Rule::decimal) {
                    self.next = Joint::Tight;
                }
                self.push(pair, sign(written), Joint::Tight);
            }
            Rule::rparen | Rule::rbrace | Rule::rbracket => {
                self.next = Joint::Tight;
                self.push(pair, sign(written), LAST_RESORT);
            }
            Rule::minus => self.push(pair, "-", Joint::Tight),
            Rule::dots => {
                self.next = Joint::Tight;
                self.push(pair, "..", Joint::Tight);
            }
            Rule::prefix if matches!(written, "-" | "－") => self.push(pair, "-", Joint::Tight),
            Rule::prefix => self.push(pair, wording.said(Kw::Not, written), Joint::Blank),
            Rule::postfix | Rule::per => {
                self.next = Joint::Blank;
                self.push(pair, wording.keyword(written, &[Place::Operator]), LAST_RESORT);
            }
            Rule::suffix => {
                self.next = self.level(1);
                self.push(pair, wording.keyword(written, &[Place::Operator]), LAST_RESORT);
            }
            Rule::rounding => {
                self.next = Joint::Blank;
                self.push(pair, wording.keyword(written, &[Place::Rounding]), LAST_RESORT);
            }
            Rule::infix | Rule::sign => self.infix(pair),
            Rule::kw_else_if => {
                let (otherwise, condition) = (wording.said(Kw::Else, "else"), wording.said(Kw::If, "if"));
                let text = match wording {
                    Wording::AsWritten => wording.keyword(written, &[]),
                    Wording::In(..) => format!("{otherwise} {condition}"),
                };
                self.next = self.level(0);
                self.push(pair, text, Joint::Blank);
            }
            Rule::kw_then | Rule::kw_else => {
                self.next = self.level(0);
                self.push(pair, wording.keyword(written, KEYWORD_PLACES), Joint::Blank);
            }
            Rule::kw_and | Rule::kw_with if parent == Rule::between => {
                self.next = self.level(2);
                self.push(pair, wording.said(Kw::With, written), Joint::Blank);
            }
            Rule::kw_and => {
                self.next = self.level(u8::from(parent == Rule::evidence));
                self.push(pair, wording.said(Kw::And, written), Joint::Blank);
            }
            Rule::kw_or => {
                self.next = if parent == Rule::evidence { self.level(0) } else { Joint::Blank };
                self.push(pair, wording.said(Kw::Or, written), Joint::Blank);
            }
            // A period is in one line.
            Rule::kw_to => {
                self.next = Joint::Blank;
                self.push(pair, wording.said(Kw::To, written), Joint::Blank);
            }
            Rule::amend_kind => self.push(pair, wording.keyword(written, &[Place::Item]), Joint::Blank),
            // What is left are keywords.
            _ => self.push(pair, wording.keyword(written, KEYWORD_PLACES), Joint::Blank),
        }
    }

    fn infix(&mut self, pair: &Pair<'_>) {
        let written = pair.as_str();
        match sign(written) {
            ".." => {
                let before = self.reader.last();
                let plain = before.is_some_and(|piece| piece.text.ends_with(|c: char| c.is_ascii_digit()));
                self.next = if plain { Joint::Tight } else { Joint::Blank };
                self.push(pair, "..", if plain { Joint::Tight } else { Joint::Blank });
            }
            sign @ ("+" | "-") => {
                self.next = self.level(2);
                self.push(pair, sign, Joint::Blank);
            }
            sign @ ("*" | "/") => {
                self.next = self.level(3);
                self.push(pair, sign, Joint::Blank);
            }
            word => {
                let joins = matches!(word, "and" | "or" | "且" | "或");
                self.next = self.level(u8::from(!joins));
                let text = self.reader.wording.keyword(word, &[Place::Operator]);
                self.push(pair, text, Joint::Blank);
            }
        }
    }

    fn word(&mut self, pair: &Pair<'_>, parent: Rule) {
        let (written, wording) = (pair.as_str(), self.reader.wording);
        let is_called = parent == Rule::reference
            && self.segment.text[pair.as_span().end()..].trim_start().starts_with(['(', '（']);
        let span = self.segment.place(pair.as_span().start(), pair.as_span().end());
        let text = if is_called {
            wording.keyword(written, &[Place::Function])
        } else {
            let place = if matches!(parent, Rule::named | Rule::money) { Place::Type } else { Place::Value };
            wording.reference(written, span, place)
        };
        self.push(pair, text, LAST_RESORT);
    }

    fn names(&mut self, pair: Pair<'_>) {
        let words: Vec<_> = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::word).collect();
        let wording = self.reader.wording;
        match &words[..] {
            // Each form stands where one stood, so that a comment between them stays there.
            [first, second] => {
                let [one, other] = wording.pair(first.as_str(), second.as_str());
                self.push(first, one, Joint::Blank);
                let slash = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::slash);
                self.push(slash.as_ref().unwrap_or(second), "/", Joint::Blank);
                self.push(second, other, LAST_RESORT);
            }
            [only] => {
                let span = self.segment.place(only.as_span().start(), only.as_span().end());
                self.push(&pair, wording.mention(only.as_str(), span), LAST_RESORT);
            }
            _ => self.whole = false,
        }
    }

    fn article(&mut self, pair: &Pair<'_>, cited: Option<Article>, written: Lang) {
        match cited {
            Some(cited) => {
                self.next = Joint::Blank;
                self.push(pair, self.reader.wording.article(cited, written), LAST_RESORT);
            }
            None => self.whole = false,
        }
    }

    fn list(&mut self, pair: &Pair<'_>, parent: Rule) {
        let at = pair.as_span().start();
        let rule = if parent == Rule::expect { Rule::expect_line } else { Rule::expr_line };
        let list = self.segment.lists.iter().find(|list| list.at == at);
        let mut bullets = Vec::new();
        for bullet in list.map_or(&[][..], |list| &list.bullets) {
            match self.reader.segment(bullet, rule) {
                Some(groups) => bullets.push(groups.into_iter().map(|(_, group)| group).collect()),
                None => self.whole = false,
            }
        }
        if let Some((_, group)) = self.groups.last_mut() {
            group.members.push(Member::List(bullets));
        }
    }
}
