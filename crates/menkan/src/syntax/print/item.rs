//! Items, and the clauses, rules and rows inside them.

use crate::diagnostic::Lang;
use crate::syntax::ast::{
    Amend, Amended, Answer, Ask, Asked, Assert, Body, Cell, CellKey, Change, Children, Cite, Claim, Clause, Definition,
    DefinitionKind, Direction, Duty, End, Enum, Evidence, Exemption, Expect, ExpectKind, Expr, ExprKind, Fact, Figure,
    Group, Header, Holds, Instrument, ItemKind, Likely, Member, Names, Parameter, Period, Record, Relief, Row, Rule,
    Source, Test, Trigger, Type, TypeKind, Weighed, Weight, Words,
};
use crate::syntax::keywords::{KEYWORDS, Kw, Place};
use crate::syntax::numeral;
use crate::value::Number;

use super::expr::{Level, per};
use super::fill::{Block, Part, Tree};
use super::{Printer, quoted};

impl Printer<'_> {
    pub(super) fn header(&self, header: &Header) -> Block {
        let mut block = Block::new(self.declared(Kw::Policy, &header.names));
        if let Some(parent) = &header.extends {
            block.parts.push(Part::Flows(format!("{} {}", self.kw(Kw::Extends), self.name(parent))));
        }
        if !header.periods.is_empty() {
            let periods: Vec<_> = header.periods.iter().map(|period| self.period(period)).collect();
            block.parts.push(Part::Flows(format!("{} {}", self.kw(Kw::InForce), periods.join(", "))));
        }
        if !header.answers.is_empty() {
            block.parts.push(Part::Line(format!("{} {}", self.kw(Kw::Answers), self.name_list(&header.answers))));
        }
        if !header.asks_first.is_empty() {
            let names = self.name_list(&header.asks_first);
            block.parts.push(Part::Line(format!("{} {names}", self.kw(Kw::AsksFirst))));
        }
        block
    }

    pub(super) fn item(&self, kind: &ItemKind) -> Option<Block> {
        Some(match kind {
            ItemKind::Instrument(instrument) => self.instrument(instrument),
            ItemKind::Enum(Enum { names, values }) => {
                Block::new(format!("{} {}", self.declared(Kw::Enum, names), self.names_list(values)))
            }
            ItemKind::Record(record) => self.record(record),
            ItemKind::Fact(fact) => self.fact(Some(if fact.judgement { Kw::Judgement } else { Kw::Fact }), fact),
            ItemKind::Parameter(parameter) => self.parameter(parameter),
            ItemKind::Definition(definition) => self.definition(definition),
            ItemKind::Exemption(exemption) => self.exemption(exemption),
            ItemKind::Group(group) => self.group(group),
            ItemKind::Action(names) => Block::new(self.declared(Kw::Action, names)),
            ItemKind::Trigger(trigger) => self.trigger(trigger),
            ItemKind::Assert(assert) => self.assert(assert),
            ItemKind::Test(test) => self.test(test),
            ItemKind::Amend(amend) => self.amend(amend),
            ItemKind::Unparsed => return None,
        })
    }

    fn declared(&self, keyword: Kw, names: &Names) -> String {
        format!("{} {}", self.kw(keyword), self.pair(names))
    }

    /// Both forms of a name, the language's own first; one alone may be a mention.
    fn pair(&self, names: &Names) -> String {
        if let (Some(only), None) | (None, Some(only)) = (&names.ascii, &names.han) {
            return self.name(only);
        }
        let forms = match self.lang {
            Lang::Zh => [&names.han, &names.ascii],
            Lang::En => [&names.ascii, &names.han],
        };
        forms.into_iter().flatten().map(|form| form.text.to_string()).collect::<Vec<_>>().join(" / ")
    }

    fn names_list(&self, names: &[Names]) -> String {
        names.iter().map(|names| self.pair(names)).collect::<Vec<_>>().join(", ")
    }

    fn period(&self, period: &Period) -> String {
        let ends = [(Kw::From, period.from), (Kw::To, period.to)];
        let ends = ends.into_iter().filter_map(|(keyword, day)| Some(format!("{} {}", self.kw(keyword), day?)));
        ends.collect::<Vec<_>>().join(" ")
    }

    fn instrument(&self, instrument: &Instrument) -> Block {
        let mut block = Block::new(self.declared(Kw::Instrument, &instrument.names));
        for (keyword, text) in [(Kw::Title, &instrument.title), (Kw::Link, &instrument.link)] {
            if let Some(text) = text {
                block.parts.push(Part::Flows(format!("{} {}", self.kw(keyword), quoted(text))));
            }
        }
        block.parts.extend(self.periods(&instrument.periods));
        block.parts.extend(self.assumed(instrument.assumed.as_ref()));
        block
    }

    fn record(&self, record: &Record) -> Block {
        let mut block = Block::new(self.declared(Kw::Record, &record.names));
        block.lines.extend(record.members.iter().map(|member| match member {
            Member::Field(field) => self.fact(None, field),
            Member::Definition(definition) => self.definition(definition),
        }));
        block
    }

    /// A fact; without a keyword, a field of a record.
    fn fact(&self, keyword: Option<Kw>, fact: &Fact) -> Block {
        let keyword = keyword.map_or(String::new(), |keyword| format!("{} ", self.kw(keyword)));
        let mut block = Block::new(format!("{keyword}{} : {}", self.names_list(&fact.names), self.ty(&fact.ty)));
        if fact.fixed {
            block.parts.push(Part::Flows(self.kw(Kw::Fixed).to_owned()));
        }
        if let Some(guard) = &fact.guard {
            block.parts.push(Part::Flows(format!(
                "{} {}, {} {}",
                self.kw(Kw::OnlyWhen),
                self.expr(&guard.when),
                self.kw(Kw::Else),
                self.expr(&guard.otherwise)
            )));
        }
        block.parts.extend(fact.ask.iter().map(|ask| Part::Line(self.ask(ask))));
        block.parts.extend(fact.evidence.iter().map(|evidence| Part::Flows(self.evidence(evidence))));
        let costs = [(Kw::AskingCosts, fact.asking_costs), (Kw::ChangingCosts, fact.changing_costs)];
        let costs =
            costs.into_iter().filter_map(|(keyword, cost)| Some(format!("{} {}", self.kw(keyword), cost?.cost)));
        block.parts.extend(costs.map(Part::Flows));
        block.parts.extend(fact.likely.iter().map(|likely| Part::Line(self.likely(likely))));
        block
    }

    fn likely(&self, likely: &Likely) -> String {
        let weights: Vec<_> = likely.weights.iter().map(|weight| self.weight(weight)).collect();
        format!("{} {}", self.kw(Kw::Likely), weights.join(", "))
    }

    fn weight(&self, weight: &Weight) -> String {
        let of = match &weight.of {
            Weighed::Value(name) => self.name(name),
            Weighed::UpTo(End::Number(end), _) => format!("{} {end}", self.kw(Kw::AtMostBand)),
            Weighed::UpTo(End::Percent(end), _) => {
                format!("{} {}%", self.kw(Kw::AtMostBand), end * &Number::integer(100))
            }
            Weighed::UpTo(End::Date(end), _) => format!("{} {end}", self.kw(Kw::AtMostBand)),
            Weighed::Above => self.kw(Kw::Above).to_owned(),
        };
        format!("{of}: {}", weight.weight)
    }

    fn ask(&self, ask: &Ask) -> String {
        let of = match ask.of {
            Asked::Applicant => String::new(),
            Asked::Officer => format!("{} ", self.kw(Kw::Officer)),
            Asked::Embedder => format!("{} ", self.kw(Kw::Embedder)),
        };
        format!("{} {of}{}", self.kw(Kw::Ask), self.words(&ask.words))
    }

    fn evidence(&self, evidence: &Evidence) -> String {
        let together = format!(" {} ", self.kw(Kw::And));
        let either = format!(" {} ", self.kw(Kw::Or));
        let alternatives: Vec<_> = evidence
            .alternatives
            .iter()
            .map(|names| names.iter().map(|names| self.pair(names)).collect::<Vec<_>>().join(&together))
            .collect();
        format!("{} {}", self.kw(Kw::Evidence), alternatives.join(&either))
    }

    fn ty(&self, ty: &Type) -> String {
        let bounded = |keyword: String, bounds: &Option<(Number, Number)>| match bounds {
            Some((low, high)) => format!("{keyword} {low}..{high}"),
            None => keyword,
        };
        let text = match &ty.kind {
            TypeKind::Boolean => self.kw(Kw::Boolean).to_owned(),
            TypeKind::Integer(bounds) => bounded(self.kw(Kw::Integer).to_owned(), bounds),
            TypeKind::Number(bounds) => bounded(self.kw(Kw::Number).to_owned(), bounds),
            TypeKind::Decimal(places, bounds) => bounded(format!("{}({places})", self.kw(Kw::Decimal)), bounds),
            TypeKind::Percent => self.kw(Kw::Percent).to_owned(),
            TypeKind::Money { currency, per: unit, bounds } => {
                let known = KEYWORDS.iter().find(|entry| entry.place == Place::Type && entry.en == &**currency);
                let currency = known.map_or(&**currency, |entry| self.kw(entry.keyword));
                let money = unit.map_or(currency.to_owned(), |unit| format!("{currency} {}", self.kw(per(unit))));
                bounded(money, bounds)
            }
            TypeKind::Date => self.kw(Kw::Date).to_owned(),
            TypeKind::Days => self.kw(Kw::Days).to_owned(),
            TypeKind::OneOf(values) => format!("{} {}", self.kw(Kw::OneOf), self.names_list(values)),
            TypeKind::SetOf(values) => format!("{} {}", self.kw(Kw::SetOf), self.names_list(values)),
            TypeKind::SetOfNamed(name) => format!("{} {}", self.kw(Kw::SetOf), self.name(name)),
            TypeKind::Named(name) => self.name(name),
            TypeKind::ListOf(list) => {
                let size = |keyword, size: Option<u32>| size.map(|size| format!(" {} {size}", self.kw(keyword)));
                let distinct = list.distinct.as_ref();
                let distinct = distinct.map(|field| format!(" {} {}", self.kw(Kw::DistinctBy), self.name(field)));
                [size(Kw::UpTo, list.up_to), size(Kw::AtLeastItems, list.at_least), distinct]
                    .into_iter()
                    .flatten()
                    .fold(format!("{} {}", self.kw(Kw::ListOf), self.name(&list.record)), |text, part| text + &part)
            }
        };
        if ty.or_none { format!("{text} {} {}", self.kw(Kw::Or), self.kw(Kw::None)) } else { text }
    }

    fn parameter(&self, parameter: &Parameter) -> Block {
        let mut head = self.declared(Kw::Parameter, &parameter.names);
        if !parameter.by.is_empty() {
            let keys: Vec<_> = parameter.by.iter().map(|by| self.expr(by)).collect();
            head += &format!(" {} {}", self.kw(Kw::By), keys.join(", "));
        }
        if let Some(ty) = &parameter.ty {
            head += &format!(" : {}", self.ty(ty));
        }
        let mut block = Block::new(head);
        block.parts.extend(parameter.rows.iter().map(|row| Part::Line(self.row(row))));
        // Its source stands on lines of its own too, below the rows.
        block.parts.extend(self.source(&parameter.source).into_iter().map(Part::on_a_line));
        block
    }

    fn row(&self, row: &Row) -> String {
        let cells: Vec<_> = row.cells.iter().map(|cell| self.cell(cell)).collect();
        let assumed = self.why(row.assumed.as_ref()).map(|why| why + " ").unwrap_or_default();
        format!("{} {} {assumed}{}", self.kw(Kw::From), row.from, cells.join(", "))
    }

    fn cell(&self, cell: &Cell) -> String {
        let held = match &cell.holds {
            Holds::Figure(figure, assumed) => match self.why(assumed.as_ref()) {
                Some(why) => format!("{} {why}", self.figure(figure)),
                None => self.figure(figure),
            },
            Holds::Cells(cells) => {
                let cells: Vec<_> = cells.iter().map(|cell| self.cell(cell)).collect();
                format!("{{{}}}", cells.join(", "))
            }
        };
        match &cell.key {
            CellKey::Whole => held,
            CellKey::Value(name) => format!("{}: {held}", self.name(name)),
            CellKey::Number(number) => format!("{number}: {held}"),
            CellKey::AtMost(limit) => format!("{} {limit}: {held}", self.kw(Kw::AtMostBand)),
            CellKey::Above => format!("{}: {held}", self.kw(Kw::Above)),
        }
    }

    fn figure(&self, figure: &Figure) -> String {
        match figure {
            Figure::Number(number) => number.to_string(),
            Figure::Date(date) => date.to_string(),
            Figure::Unlimited => self.kw(Kw::Unlimited).to_owned(),
            Figure::Unknown(why) => format!("{} {}", self.kw(Kw::Unknown), self.words(why)),
        }
    }

    /// The periods first: behind a citation they would limit that citation alone.
    fn source(&self, source: &Source) -> Vec<Part> {
        let mut parts = self.periods(&source.periods);
        if let Some(why) = &source.none {
            parts.push(Part::Flows(format!("{} {} {}", self.kw(Kw::Cite), self.kw(Kw::None), self.words(why))));
        } else if !source.cites.is_empty() {
            let cites: Vec<_> = source.cites.iter().map(|cite| self.cite(cite)).collect();
            parts.push(Part::Flows(format!("{} {}", self.kw(Kw::Cite), cites.join("; "))));
        }
        parts.extend(self.assumed(source.assumed.as_ref()));
        parts
    }

    /// A period that has only an end begins a line behind another: else it would end that one.
    fn periods(&self, periods: &[Period]) -> Vec<Part> {
        let part = |(index, period): (usize, &Period)| {
            let text = self.period(period);
            if index > 0 && period.from.is_none() { Part::Line(text) } else { Part::Flows(text) }
        };
        periods.iter().enumerate().map(part).collect()
    }

    fn assumed(&self, why: Option<&Words>) -> Option<Part> {
        self.why(why).map(Part::Flows)
    }

    fn why(&self, why: Option<&Words>) -> Option<String> {
        Some(format!("{} {}", self.kw(Kw::Assumed), self.words(why?)))
    }

    fn cite(&self, cite: &Cite) -> String {
        let mut text = self.name(&cite.instrument);
        if cite.article.is_some() {
            text += &format!(" {}", article(self.lang, cite.article, cite.paragraph, cite.item));
        }
        if let Some(period) = &cite.period {
            text += &format!(" {}", self.period(period));
        }
        text
    }

    fn definition(&self, definition: &Definition) -> Block {
        let keyword = match definition.kind {
            DefinitionKind::Define => Kw::Define,
            DefinitionKind::Standard => Kw::Standard,
            DefinitionKind::Decision => Kw::Decision,
        };
        let mut head = self.declared(keyword, &definition.names);
        if let Some(ty) = &definition.ty {
            head += &format!(" : {}", self.ty(ty));
        }
        let mut block = Block::new(head);
        self.body(&definition.body, &mut block);
        block.parts.extend(self.source(&definition.source));
        block
    }

    fn body(&self, body: &Body, block: &mut Block) {
        block.parts.extend(body.is.iter().map(|is| Part::Flows(format!("{} {}", self.kw(Kw::Is), self.expr(is)))));
        block.parts.extend(body.when.iter().map(|when| self.when(when)));
        block
            .parts
            .extend(body.open.iter().map(|why| Part::Flows(format!("{} {}", self.kw(Kw::Open), self.words(why)))));
        block.parts.extend(body.children.iter().map(|children| {
            Part::Flows(
                self.kw(match children {
                    Children::Widen => Kw::Widen,
                    Children::Raise => Kw::Raise,
                })
                .to_owned(),
            )
        }));
        block.lines.extend(body.clauses.iter().map(|clause| self.clause(clause)));
        block.lines.extend(body.rules.iter().map(|rule| self.rule(rule)));
        block.lines.extend(
            body.precedence
                .iter()
                .map(|names| Block::new(format!("{} {}", self.kw(Kw::Precedence), self.name_list(names)))),
        );
    }

    fn when(&self, when: &Expr) -> Part {
        let mut tree = self.tree(when);
        let keyword = self.kw(Kw::When);
        tree.flat = format!("{keyword} {}", tree.flat);
        if let Some((head, _)) = &mut tree.bullets {
            *head = format!("{keyword} {head}");
        }
        Part::Condition(tree)
    }

    /// A condition that can be broken into bullets.
    fn tree(&self, expr: &Expr) -> Tree {
        let bullets = match &expr.kind {
            ExprKind::All(members) => Some((Kw::AllOf, members)),
            ExprKind::Any(members) => Some((Kw::AnyOf, members)),
            _ => None,
        };
        Tree {
            flat: self.expr(expr),
            bullets: bullets.map(|(head, members)| {
                (self.kw(head).to_owned(), members.iter().map(|member| self.tree(member)).collect())
            }),
        }
    }

    fn clause(&self, clause: &Clause) -> Block {
        let mut block = Block::new(self.declared(if clause.barred { Kw::Barred } else { Kw::Clause }, &clause.names));
        self.condition(clause.when.as_ref(), &clause.source, &mut block);
        block
    }

    fn condition(&self, when: Option<&Expr>, source: &Source, block: &mut Block) {
        block.parts.extend(when.map(|when| self.when(when)));
        block.parts.extend(self.source(source));
    }

    fn rule(&self, rule: &Rule) -> Block {
        let answer = match &rule.answer {
            Answer::Value(value) => Some(self.expr(value)),
            Answer::Include(names) => Some(format!("{} {}", self.kw(Kw::Include), self.name_list(names))),
            Answer::IncludeFrom { field, list, condition } => Some(format!(
                "{} {} {} {}{}",
                self.kw(Kw::Include),
                self.name(field),
                self.kw(Kw::Of),
                self.name(list),
                self.where_clause(condition.as_ref())
            )),
            Answer::Exclude(names) => Some(format!("{} {}", self.kw(Kw::Exclude), self.name_list(names))),
            Answer::Unchanged => None,
        };
        let head = if rule.otherwise {
            format!("{} {}", self.kw(Kw::Otherwise), answer.unwrap_or_default())
        } else {
            let names = self.declared(Kw::Rule, &rule.names);
            answer.map_or(names.clone(), |answer| format!("{names}: {answer}"))
        };
        let mut block = Block::new(head);
        self.condition(rule.when.as_ref(), &rule.source, &mut block);
        if !rule.overrides.is_empty() {
            block.parts.push(Part::Flows(format!("{} {}", self.kw(Kw::Overrides), self.name_list(&rule.overrides))));
        }
        block.parts.extend(rule.say.iter().map(|say| Part::Line(format!("{} {}", self.kw(Kw::Say), self.words(say)))));
        block
    }

    fn exemption(&self, exemption: &Exemption) -> Block {
        let relief = match exemption.relief {
            Relief::Waives => Kw::Waives,
            Relief::Presumes => Kw::Presumes,
        };
        let mut block = Block::new(format!(
            "{} {} {}",
            self.declared(Kw::Exemption, &exemption.names),
            self.kw(relief),
            self.name(&exemption.standard)
        ));
        self.condition(exemption.when.as_ref(), &exemption.source, &mut block);
        block
    }

    fn group(&self, group: &Group) -> Block {
        let mut head = self.declared(Kw::Group, &group.names);
        if let Some(rank) = group.rank {
            head += &format!(" {} {rank}", self.kw(Kw::Rank));
        }
        let mut block = Block::new(head);
        self.condition(group.when.as_ref(), &group.source, &mut block);
        block
    }

    fn trigger(&self, trigger: &Trigger) -> Block {
        let duty = match trigger.duty {
            Duty::Shall => Kw::Shall,
            Duty::May => Kw::May,
        };
        let mut block = Block::new(format!(
            "{} {} {}",
            self.declared(Kw::Trigger, &trigger.names),
            self.kw(duty),
            self.name(&trigger.action)
        ));
        self.condition(trigger.when.as_ref(), &trigger.source, &mut block);
        block
    }

    fn assert(&self, assert: &Assert) -> Block {
        let mut block = Block::new(format!("{} {}", self.kw(Kw::Assert), self.words(&assert.title)));
        block.parts.push(Part::Line(match &assert.claim {
            Claim::Never(condition) => format!("{} {}", self.kw(Kw::Never), self.expr(condition)),
            Claim::Always(condition) => format!("{} {}", self.kw(Kw::Always), self.expr(condition)),
            Claim::Monotone { condition, change, fact, direction } => format!(
                "{} {} {} {} {}",
                self.expr(condition),
                self.kw(match change {
                    Change::Gained => Kw::NeverGained,
                    Change::Lost => Kw::NeverLost,
                }),
                self.kw(Kw::When),
                self.name(fact),
                self.kw(match direction {
                    Direction::Rises => Kw::Rises,
                    Direction::Falls => Kw::Falls,
                })
            ),
        }));
        block
    }

    fn test(&self, test: &Test) -> Block {
        let mut block = Block::new(format!("{} {}", self.kw(Kw::Test), self.words(&test.title)));
        if let Some(day) = test.as_of {
            block.parts.push(Part::Line(format!("{} {day}", self.kw(Kw::AsOfDay))));
        }
        let given = match &test.base {
            Some((base, _)) if test.given.is_empty() => Some(format!("{} {}", self.kw(Kw::Given), self.words(base))),
            Some((base, _)) => Some(format!("{} {} {}", self.kw(Kw::Given), self.words(base), self.kw(Kw::But))),
            None if test.given.is_empty() => None,
            None => Some(self.kw(Kw::Given).to_owned()),
        };
        let bullets = |conditions: &[Expr]| conditions.iter().map(|condition| self.tree(condition)).collect();
        block.lines.extend(given.map(|head| Block { bullets: bullets(&test.given), ..Block::new(head) }));
        if !test.set.is_empty() {
            block.lines.push(Block { bullets: bullets(&test.set), ..Block::new(self.kw(Kw::SetLine)) });
        }
        if !test.expect.is_empty() {
            block.lines.push(self.expectations(&test.expect));
        }
        block
    }

    /// On one line where there is room, else as bullets.
    fn expectations(&self, expectations: &[Expect]) -> Block {
        let texts: Vec<_> = expectations.iter().map(|expect| self.expectation(&expect.kind)).collect();
        let head = self.kw(Kw::Expect);
        let flat = format!("{head} {}", texts.join(&format!(" {} ", self.kw(Kw::And))));
        if unicode_width::UnicodeWidthStr::width(&*flat) + 2 <= super::WIDTH {
            return Block::new(flat);
        }
        let bullets = texts.into_iter().map(|flat| Tree { flat, bullets: None }).collect();
        Block { bullets, ..Block::new(head) }
    }

    fn expectation(&self, kind: &ExpectKind) -> String {
        let within = |negated: &bool| self.kw(if *negated { Kw::NotIn } else { Kw::In });
        match kind {
            ExpectKind::Condition(condition) => self.at(condition, Level::Not),
            ExpectKind::Missing { decision, names } => format!(
                "{} {} {} {{{}}}",
                self.kw(Kw::Missing),
                self.name(decision),
                self.kw(Kw::Is),
                self.name_list(names)
            ),
            ExpectKind::InMissing { name, decision, negated } => {
                format!("{} {} {} {}", self.name(name), within(negated), self.kw(Kw::Missing), self.name(decision))
            }
            ExpectKind::InAssumptions { name, negated } => {
                format!("{} {} {}", self.name(name), within(negated), self.kw(Kw::Assumptions))
            }
        }
    }

    fn amend(&self, amend: &Amend) -> Block {
        let mut head = self.kw(Kw::Amend).to_owned();
        if let Some(kind) = amend.kind {
            head += &format!(
                " {}",
                self.kw(match kind {
                    Amended::Fact => Kw::Fact,
                    Amended::Parameter => Kw::Parameter,
                    Amended::Define => Kw::Define,
                    Amended::Standard => Kw::Standard,
                    Amended::Decision => Kw::Decision,
                    Amended::Exemption => Kw::Exemption,
                    Amended::Group => Kw::Group,
                    Amended::Trigger => Kw::Trigger,
                })
            );
        }
        head += &format!(" {}", self.name(&amend.name));
        let mut block = Block::new(head);
        block.parts.extend(amend.evidence.iter().map(|evidence| Part::Flows(self.evidence(evidence))));
        block.parts.extend(amend.rows.iter().map(|row| Part::Line(self.row(row))));
        self.body(&amend.body, &mut block);
        // Behind a row the source begins a line: a row is a line of its own.
        let source = self.source(&amend.source).into_iter();
        if amend.rows.is_empty() {
            block.parts.extend(source);
        } else {
            block.parts.extend(source.map(Part::on_a_line));
        }
        block
    }
}

/// An article, and what of it is cited: `25(1)(4)`, 第二十五条第一款第四项.
pub(in crate::syntax) fn article(
    lang: Lang,
    article: Option<u32>,
    paragraph: Option<u32>,
    item: Option<u32>,
) -> String {
    match lang {
        Lang::Zh => {
            let places = [(article, "条"), (paragraph, "款"), (item, "项")];
            let place = |(count, sign): (Option<u32>, &str)| Some(format!("第{}{sign}", numeral::print(count?)));
            places.into_iter().filter_map(place).collect()
        }
        Lang::En => {
            let article = article.map(|count| count.to_string()).unwrap_or_default();
            match (paragraph, item) {
                (None, None) => article,
                (Some(paragraph), None) => format!("{article}({paragraph})"),
                (Some(paragraph), Some(item)) => format!("{article}({paragraph})({item})"),
                (None, Some(item)) => format!("{article} {} {item}", Kw::ItemNumber.text(lang)),
            }
        }
    }
}
