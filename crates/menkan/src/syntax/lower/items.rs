//! The items of a policy, and the clauses, rules and rows inside them.

use crate::diagnostic::Diagnostic;

use super::super::ast::{
    Amend, Amended, Answer, Ask, Asked, Body, Clause, Definition, DefinitionKind, Duty, Enum, Evidence, Exemption,
    Fact, Group, Guard, Header, Ident, Instrument, ItemKind, Member, Names, Parameter, Period, Record, Relief, Row,
    Rule as PolicyRule, Spot, Trigger, Words,
};
use super::super::keywords::Kw;
use super::super::layout::{Chunk, Segment, SubLine};
use super::expr::idents;
use super::parts::{Parts, SOURCE};
use super::{Lower, Pair, Rule, place, unquoted};

impl Lower<'_> {
    pub(super) fn header(&mut self, chunk: &Chunk) -> Option<Header> {
        let segment = &chunk.head;
        let pair = self.read(Rule::policy_item, segment)?;
        let mut header = Header {
            names: self.declared(segment, pair.clone())?,
            extends: None,
            periods: Vec::new(),
            answers: Vec::new(),
            asks_first: Vec::new(),
            span: Spot(chunk.span()),
        };
        let mut parts = Parts::default();
        for inner in pair.into_inner() {
            let span = place(segment, &inner);
            match inner.as_rule() {
                Rule::extends if parts.once(self, Kw::Extends, span) => {
                    header.extends = idents(self, segment, inner).pop();
                }
                Rule::in_force => header.periods.extend(self.periods(segment, inner)),
                Rule::answers if parts.once(self, Kw::Answers, span) => header.answers = idents(self, segment, inner),
                Rule::asks_first if parts.once(self, Kw::AsksFirst, span) => {
                    header.asks_first = idents(self, segment, inner);
                }
                _ => {}
            }
        }
        Some(header)
    }

    pub(super) fn instrument(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::instrument_item, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let mut instrument = Instrument { names, title: None, link: None, periods: Vec::new(), assumed: None };
        let mut parts = Parts::default();
        for inner in pair.into_inner() {
            let span = place(segment, &inner);
            match inner.as_rule() {
                Rule::title if parts.once(self, Kw::Title, span) => instrument.title = inner_string(inner),
                Rule::link if parts.once(self, Kw::Link, span) => instrument.link = inner_string(inner),
                Rule::assumed if parts.once(self, Kw::Assumed, span) => {
                    instrument.assumed = self.inner_words(segment, inner);
                }
                Rule::in_force => instrument.periods.extend(self.periods(segment, inner)),
                _ => {}
            }
        }
        if instrument.periods.is_empty() {
            self.report(Diagnostic::instrument_without_period(segment.span()));
        }
        Some(ItemKind::Instrument(instrument))
    }

    pub(super) fn enumeration(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::enum_item, segment)?;
        let mut names = self.names_of(segment, pair).into_iter();
        Some(ItemKind::Enum(Enum { names: names.next()?, values: names.collect() }))
    }

    pub(super) fn record(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let pair = self.read(Rule::record_item, &chunk.head);
        let mut members = Vec::new();
        let mut lines = chunk.lines.iter().peekable();
        let mut whole = true;
        while let Some(line) = lines.next() {
            if line.keyword == Kw::Define {
                let mut body = Body::default();
                while let Some(part) = lines.next_if(|part| !matches!(part.keyword, Kw::Define | Kw::Record)) {
                    self.body_line(part, &mut body);
                }
                let definition = self.defined(&line.segment, Rule::member_line, DefinitionKind::Define, body);
                whole &= definition.is_some();
                members.extend(definition.map(Member::Definition));
            } else {
                let field = self.read(Rule::field_line, &line.segment);
                let field = field.and_then(|field| self.fact_of(&line.segment, field, false));
                whole &= field.is_some();
                members.extend(field.map(Member::Field));
            }
        }
        let names = self.declared(&chunk.head, pair?)?;
        // A member that could not be read takes the record with it: whatever names it would be told of again.
        whole.then_some(ItemKind::Record(Record { names, members }))
    }

    pub(super) fn fact(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let pair = self.read(Rule::fact_item, &chunk.head)?;
        self.fact_of(&chunk.head, pair, chunk.keyword == Some(Kw::Judgement)).map(ItemKind::Fact)
    }

    /// A fact, or a field of a record.
    fn fact_of(&mut self, segment: &Segment, pair: Pair<'_>, judgement: bool) -> Option<Fact> {
        let names = self.names_of(segment, pair.clone());
        let ty = self.inner_type(segment, pair.clone()).flatten();
        let (mut fixed, mut guard, mut ask, mut evidence) = (false, None, None, None);
        let (mut asking_costs, mut changing_costs, mut likely) = (None, None, None);
        let mut parts = Parts::default();
        for inner in pair.into_inner() {
            let span = place(segment, &inner);
            match inner.as_rule() {
                Rule::kw_fixed if parts.once(self, Kw::Fixed, span) => fixed = true,
                Rule::guard if parts.once(self, Kw::OnlyWhen, span) => guard = Some(self.guard(segment, inner)),
                Rule::ask if parts.once(self, Kw::Ask, span) => ask = self.ask(segment, inner),
                Rule::evidence if parts.once(self, Kw::Evidence, span) => {
                    evidence = Some(self.evidence(segment, inner));
                }
                Rule::asking_costs if parts.once(self, Kw::AskingCosts, span) => {
                    asking_costs = self.cost(segment, inner);
                }
                Rule::changing_costs if parts.once(self, Kw::ChangingCosts, span) => {
                    changing_costs = self.cost(segment, inner);
                }
                Rule::likely if parts.once(self, Kw::Likely, span) => likely = self.likely(segment, inner),
                _ => {}
            }
        }
        // A guard that could not be read takes the fact with it: without its guard it would be another fact.
        let guard = match guard {
            Some(guard) => Some(guard?),
            None => None,
        };
        Some(Fact { names, judgement, ty: ty?, fixed, guard, ask, evidence, asking_costs, changing_costs, likely })
    }

    fn guard(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Guard> {
        let span = Spot(place(segment, &pair));
        let mut exprs: Vec<_> = pair
            .into_inner()
            .filter(|inner| inner.as_rule() == Rule::expr)
            .map(|inner| self.expr(segment, inner))
            .collect();
        let otherwise = exprs.pop()??;
        let when = exprs.pop()??;
        Some(Guard { when, otherwise, span })
    }

    fn ask(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Ask> {
        let of = pair
            .clone()
            .into_inner()
            .find_map(|inner| match inner.as_rule() {
                Rule::kw_officer => Some(Asked::Officer),
                Rule::kw_embedder => Some(Asked::Embedder),
                _ => None,
            })
            .unwrap_or(Asked::Applicant);
        Some(Ask { of, words: self.inner_words(segment, pair)? })
    }

    fn evidence(&mut self, segment: &Segment, pair: Pair<'_>) -> Evidence {
        let mut evidence = Evidence { alternatives: vec![Vec::new()], span: Spot(place(segment, &pair)) };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_or => evidence.alternatives.push(Vec::new()),
                Rule::names => {
                    let names = self.names(segment, inner);
                    if let Some(together) = evidence.alternatives.last_mut() {
                        together.push(names);
                    }
                }
                _ => {}
            }
        }
        evidence
    }

    pub(super) fn parameter(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let mut rows = Vec::new();
        let head = self.read(Rule::parameter_item, segment);
        let mut parts = Parts::default();
        if let Some(pair) = &head {
            rows.extend(self.inner_rows(segment, pair.clone()));
            self.more_parts(segment, pair.clone(), &mut parts);
        }
        for line in &chunk.lines {
            if let Some(pair) = self.read(Rule::row_line, &line.segment) {
                rows.extend(self.inner_rows(&line.segment, pair.clone()));
                self.more_parts(&line.segment, pair, &mut parts);
            }
        }
        let pair = head?;
        let names = self.declared(segment, pair.clone())?;
        let ty = match self.inner_type(segment, pair.clone()) {
            Some(ty) => Some(ty?),
            None => None,
        };
        let by = match pair.into_inner().find(|inner| inner.as_rule() == Rule::by) {
            Some(by) => self.inner_exprs(segment, by)?,
            None => Vec::new(),
        };
        let parts = parts.only(self, Kw::Parameter, &[Kw::Cite, Kw::Assumed])?;
        Some(ItemKind::Parameter(Parameter { names, by, ty, rows, source: parts.source }))
    }

    pub(super) fn definition(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let kind = match chunk.keyword {
            Some(Kw::Standard) => DefinitionKind::Standard,
            Some(Kw::Decision) => DefinitionKind::Decision,
            _ => DefinitionKind::Define,
        };
        let mut body = Body::default();
        for line in &chunk.lines {
            self.body_line(line, &mut body);
        }
        self.defined(segment, Rule::definition_item, kind, body).map(ItemKind::Definition)
    }

    /// A definition by its head; `body` holds what stands on lines of its own.
    fn defined(&mut self, segment: &Segment, rule: Rule, kind: DefinitionKind, mut body: Body) -> Option<Definition> {
        let keyword = match kind {
            DefinitionKind::Standard => Kw::Standard,
            DefinitionKind::Decision => Kw::Decision,
            DefinitionKind::Define => Kw::Define,
        };
        let pair = self.read(rule, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let ty = match self.inner_type(segment, pair.clone()) {
            Some(ty) => Some(ty?),
            None => None,
        };
        let fitting = [Kw::When, Kw::Is, Kw::Open, Kw::Widen].into_iter().chain(SOURCE).collect::<Vec<_>>();
        let parts = self.parts(segment, pair).only(self, keyword, &fitting)?;
        body.when = parts.when;
        body.is = parts.is;
        body.open = parts.open;
        body.children = parts.children;
        Some(Definition { kind, names, ty, body, source: parts.source })
    }

    /// A clause, rule or precedence; one that cannot be read is left out.
    fn body_line(&mut self, line: &SubLine, body: &mut Body) {
        let segment = &line.segment;
        match line.keyword {
            Kw::Clause | Kw::Barred => body.clauses.extend(self.clause(segment, line.keyword)),
            Kw::Rule => body.rules.extend(self.rule(segment)),
            Kw::Otherwise => body.rules.extend(self.otherwise(segment)),
            Kw::Precedence => {
                body.precedence
                    .extend(self.read(Rule::precedence_line, segment).map(|pair| idents(self, segment, pair)));
            }
            _ => {}
        }
    }

    fn clause(&mut self, segment: &Segment, keyword: Kw) -> Option<Clause> {
        let pair = self.read(Rule::clause_line, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let fitting = [Kw::When].into_iter().chain(SOURCE).collect::<Vec<_>>();
        let parts = self.parts(segment, pair).only(self, keyword, &fitting)?;
        Some(Clause {
            names,
            barred: keyword == Kw::Barred,
            when: parts.when,
            source: parts.source,
            span: Spot(segment.span()),
        })
    }

    fn rule(&mut self, segment: &Segment) -> Option<PolicyRule> {
        let pair = self.read(Rule::rule_line, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let answer = match pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::answer) {
            Some(answer) => self.answer(segment, answer),
            None => Some(Answer::Unchanged),
        };
        let fitting = [Kw::When, Kw::Say, Kw::Overrides].into_iter().chain(SOURCE).collect::<Vec<_>>();
        let parts = self.parts(segment, pair).only(self, Kw::Rule, &fitting)?;
        Some(Self::rule_of(names, false, answer?, parts, segment))
    }

    fn otherwise(&mut self, segment: &Segment) -> Option<PolicyRule> {
        let pair = self.read(Rule::otherwise_line, segment)?;
        let answer = self.inner_expr(segment, pair.clone());
        let fitting = [Kw::Say].into_iter().chain(SOURCE).collect::<Vec<_>>();
        let parts = self.parts(segment, pair).only(self, Kw::Otherwise, &fitting)?;
        let names = Names { ascii: None, han: None };
        Some(Self::rule_of(names, true, Answer::Value(answer?), parts, segment))
    }

    fn rule_of(names: Names, otherwise: bool, answer: Answer, parts: Parts, segment: &Segment) -> PolicyRule {
        PolicyRule {
            names,
            otherwise,
            answer,
            when: parts.when,
            source: parts.source,
            say: parts.say,
            overrides: parts.overrides,
            span: Spot(segment.span()),
        }
    }

    fn answer(&mut self, segment: &Segment, pair: Pair<'_>) -> Option<Answer> {
        let inner = pair.into_inner().next()?;
        match inner.as_rule() {
            Rule::include_from => {
                let condition = match inner.clone().into_inner().find(|part| part.as_rule() == Rule::where_clause) {
                    Some(clause) => Some(self.inner_expr(segment, clause)?),
                    None => None,
                };
                let mut words = idents(self, segment, inner).into_iter();
                Some(Answer::IncludeFrom { field: words.next()?, list: words.next()?, condition })
            }
            Rule::include => Some(Answer::Include(idents(self, segment, inner))),
            Rule::exclude => Some(Answer::Exclude(idents(self, segment, inner))),
            _ => self.expr(segment, inner).map(Answer::Value),
        }
    }

    pub(super) fn exemption(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::exemption_item, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let presumes = has(&pair, Rule::kw_presumes);
        let relief = if presumes { Relief::Presumes } else { Relief::Waives };
        let standard = self.object(segment, pair.clone())?;
        let parts = self.condition_parts(segment, pair, Kw::Exemption)?;
        Some(ItemKind::Exemption(Exemption { names, relief, standard, when: parts.when, source: parts.source }))
    }

    pub(super) fn group(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::group_item, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let mut rank = None;
        let mut once = Parts::default();
        for inner in pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::rank) {
            if once.once(self, Kw::Rank, place(segment, &inner)) {
                let number = inner.into_inner().find(|inner| inner.as_rule() == Rule::number)?;
                rank = self.count(segment, &number);
            }
        }
        let parts = self.condition_parts(segment, pair, Kw::Group)?;
        Some(ItemKind::Group(Group { names, rank, when: parts.when, source: parts.source }))
    }

    pub(super) fn action(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let pair = self.read(Rule::action_item, &chunk.head)?;
        self.declared(&chunk.head, pair).map(ItemKind::Action)
    }

    pub(super) fn trigger(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let pair = self.read(Rule::trigger_item, segment)?;
        let names = self.declared(segment, pair.clone())?;
        let duty = if has(&pair, Rule::kw_may) { Duty::May } else { Duty::Shall };
        let action = self.object(segment, pair.clone())?;
        let parts = self.condition_parts(segment, pair, Kw::Trigger)?;
        Some(ItemKind::Trigger(Trigger { names, duty, action, when: parts.when, source: parts.source }))
    }

    fn condition_parts(&mut self, segment: &Segment, pair: Pair<'_>, head: Kw) -> Option<Parts> {
        let fitting = [Kw::When].into_iter().chain(SOURCE).collect::<Vec<_>>();
        self.parts(segment, pair).only(self, head, &fitting)
    }

    pub(super) fn amend(&mut self, chunk: &Chunk) -> Option<ItemKind> {
        let segment = &chunk.head;
        let head = self.read(Rule::amend_item, segment);
        let mut parts = Parts::default();
        let (mut body, mut rows) = (Body::default(), Vec::new());
        if let Some(pair) = &head {
            self.more_parts(segment, pair.clone(), &mut parts);
            rows.extend(self.inner_rows(segment, pair.clone()));
        }
        for line in &chunk.lines {
            if line.keyword != Kw::From {
                self.body_line(line, &mut body);
            } else if let Some(pair) = self.read(Rule::row_or_period_line, &line.segment) {
                rows.extend(self.inner_rows(&line.segment, pair.clone()));
                self.more_parts(&line.segment, pair, &mut parts);
            }
        }
        let pair = head?;
        let (mut kind, mut evidence) = (None, None);
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::amend_kind => kind = amended(inner.as_str()),
                Rule::evidence => evidence = Some(self.evidence(segment, inner)),
                _ => {}
            }
        }
        let name = self.object(segment, pair)?;
        let parts = parts.only(self, Kw::Amend, &SOURCE)?;
        Some(ItemKind::Amend(Amend { kind, name, body, evidence, rows, source: parts.source }))
    }

    /// The rows among the children of a line.
    fn inner_rows(&mut self, segment: &Segment, line: Pair<'_>) -> Vec<Row> {
        line.into_inner()
            .filter(|inner| inner.as_rule() == Rule::row)
            .filter_map(|row| self.row(segment, row))
            .collect()
    }

    /// The names that a head declares.
    fn declared(&mut self, segment: &Segment, head: Pair<'_>) -> Option<Names> {
        let names = head.into_inner().find(|inner| inner.as_rule() == Rule::names)?;
        Some(self.names(segment, names))
    }

    /// The one bare word among the children of a head: the standard waived, the action due, the item amended.
    fn object(&mut self, segment: &Segment, head: Pair<'_>) -> Option<Ident> {
        let word = head.into_inner().find(|inner| inner.as_rule() == Rule::word)?;
        Some(self.ident(segment, &word))
    }

    fn periods(&mut self, segment: &Segment, pair: Pair<'_>) -> Vec<Period> {
        pair.into_inner()
            .filter(|inner| inner.as_rule() == Rule::period)
            .filter_map(|period| self.period(segment, period))
            .collect()
    }

    /// The title of an assertion or a test.
    pub(super) fn title(&mut self, segment: &Segment, head: Pair<'_>) -> Option<Words> {
        self.inner_words(segment, head)
    }
}

fn has(pair: &Pair<'_>, rule: Rule) -> bool {
    pair.clone().into_inner().any(|inner| inner.as_rule() == rule)
}

fn inner_string(pair: Pair<'_>) -> Option<std::sync::Arc<str>> {
    pair.into_inner().find(|inner| inner.as_rule() == Rule::string).map(|string| unquoted(&string))
}

fn amended(word: &str) -> Option<Amended> {
    use super::super::keywords::Place;
    match Kw::find(Place::Item, word)? {
        Kw::Fact | Kw::Judgement => Some(Amended::Fact),
        Kw::Parameter => Some(Amended::Parameter),
        Kw::Define => Some(Amended::Define),
        Kw::Standard => Some(Amended::Standard),
        Kw::Decision => Some(Amended::Decision),
        Kw::Exemption => Some(Amended::Exemption),
        Kw::Group => Some(Amended::Group),
        Kw::Trigger => Some(Amended::Trigger),
        _ => None,
    }
}
