//! A policy's tests: what each gives and sets, with its bases, and what it expects.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::check::{Checker, all_or_none};
use super::givens::Givens;
use super::model::{
    Definition, DefinitionKind, Expectation, ExpectationKind, FactId, Key, Known, Layer, LayerId, Parameter, Setting,
    SettingValue, Test,
};
use super::names::{Found, Referent};
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, Ident, Words};

/// The parts that tests speak of.
pub(crate) struct Subjects<'m> {
    pub(crate) layers: &'m [Layer],
    pub(crate) parameters: &'m [Option<Parameter>],
    pub(crate) definitions: &'m [Option<Definition>],
}

/// How many bases a test may stand on.
const MAX_BASES: usize = 100;

/// A test's own facts and settings, before its base's are put beneath.
struct Own<'a> {
    layer: LayerId,
    test: &'a ast::Test,
    span: Span,
    given: BTreeMap<FactId, Known>,
    set: BTreeMap<Setting, (SettingValue, Span)>,
    /// The place of its base; `Err` where there should be one.
    base: Result<Option<usize>, ()>,
}

impl<'a> Checker<'a> {
    /// The tests of the model, each with its bases' facts and settings; those at fault are left out. Beside each
    /// setting of the policy's own tests its place (for what a base sets, where the base is named): whether
    /// it can be set is told by the law in force only.
    pub(crate) fn tests(&mut self, subjects: &Subjects<'_>) -> (Vec<Test>, Vec<(usize, Setting, Span)>) {
        let declared = self.declarations.tests.clone();
        let titles = self.titles(&declared);
        let own: Vec<Own<'a>> = declared
            .iter()
            .map(|&(layer, test, span)| {
                self.enter(layer, None);
                let given = self.givens(&test.given);
                let set = self.settings(&test.set, subjects);
                let base = self.base(&titles, layer, test);
                Own { layer, test, span, given, set, base }
            })
            .collect();
        let (mut tests, mut places) = (Vec::new(), Vec::new());
        for (place, this) in own.iter().enumerate() {
            let Some(bases) = self.bases(&own, place) else { continue };
            self.enter(this.layer, None);
            let day = bases.iter().find_map(|&base| own[base].test.as_of);
            let expect = self.expectations(&this.test.expect, subjects);
            let Some(as_of) = day else {
                self.report(Diagnostic::test_without_date(this.test.title.span.0));
                continue;
            };
            if !self.check_day(as_of, this, subjects) {
                continue;
            }
            let (mut given, mut set) = (BTreeMap::new(), BTreeMap::new());
            for &base in bases.iter().rev() {
                given.extend(own[base].given.clone());
                set.extend(own[base].set.clone());
            }
            if this.layer.index() + 1 == subjects.layers.len() {
                let base = this.test.base.as_ref().map(|(_, span)| span.0);
                let place = |setting: &Setting, span: Span| match base {
                    Some(base) if !this.set.contains_key(setting) => base,
                    Some(_) | None => span,
                };
                places.extend(set.iter().map(|(setting, (_, span))| (tests.len(), *setting, place(setting, *span))));
            }
            tests.push(Test {
                title: text_of(&this.test.title),
                layer: this.layer,
                as_of,
                given: given.into_iter().collect(),
                set: set.into_iter().map(|(setting, (value, _))| (setting, value)).collect(),
                expect,
                span: this.span,
            });
        }
        (tests, places)
    }

    fn check_day(&mut self, day: Date, test: &Own<'_>, subjects: &Subjects<'_>) -> bool {
        let Some(layer) = subjects.layers.get(test.layer.index()) else { return false };
        let inside = layer.periods.iter().any(|period| period.contains(day));
        if !inside {
            self.report(Diagnostic::test_outside_the_policy(test.test.title.span.0, day, layer));
        }
        inside
    }

    /// The place of each test by its titles.
    fn titles(&mut self, tests: &[(LayerId, &'a ast::Test, Span)]) -> Titles {
        let mut titles = Titles::new();
        for (place, (layer, test, _)) in tests.iter().enumerate() {
            let mut twice = None;
            for title in titles_of(&test.title) {
                let of_title = titles.entry(Arc::clone(title)).or_default();
                let first = of_title.iter().find(|(of, other)| of == layer && *other != place);
                twice = twice.or(first.map(|(_, first)| (title, tests[*first].1.title.span.0)));
                of_title.push((*layer, place));
            }
            if let Some((title, first)) = twice {
                self.report(Diagnostic::title_twice(test.title.span.0, title, first));
            }
        }
        titles
    }

    /// The test that `given "base" but` names: of the same layer, else of the nearest parent.
    fn base(&mut self, titles: &Titles, layer: LayerId, test: &ast::Test) -> Result<Option<usize>, ()> {
        let Some((words, span)) = &test.base else { return Ok(None) };
        let found = titles_of(words)
            .filter_map(|title| titles.get(title))
            .flatten()
            .filter(|(of, _)| *of <= layer)
            .max_by_key(|(of, place)| (*of, Reverse(*place)));
        if let Some((_, place)) = found {
            return Ok(Some(*place));
        }
        let wanted = titles_of(words).last().map_or("", |title| title);
        let visible = titles.iter().filter(|(_, of_title)| of_title.iter().any(|(of, _)| *of <= layer));
        let near = nearest_word(wanted, visible.map(|(title, _)| &**title)).map(str::to_owned);
        self.report(Diagnostic::unknown_base(span.0, wanted, near.as_deref()));
        Err(())
    }

    /// A test and its bases, the nearest first.
    fn bases(&mut self, own: &[Own<'a>], place: usize) -> Option<Vec<usize>> {
        let mut bases = vec![place];
        let mut next = own[place].base.ok()?;
        while let Some(base) = next {
            let circle = bases.contains(&base);
            if circle || bases.len() > MAX_BASES {
                // A circle is reported once: at the first of its tests.
                if !circle || (base == place && bases.iter().all(|other| *other >= place)) {
                    let spans: Vec<Span> =
                        bases.iter().filter_map(|&base| own[base].test.base.as_ref()).map(|(_, span)| span.0).collect();
                    self.report(Diagnostic::bases_in_a_circle(own[place].test.title.span.0, &spans));
                }
                return None;
            }
            bases.push(base);
            next = own[base].base.ok()?;
        }
        Some(bases)
    }

    fn givens(&mut self, written: &[Expr]) -> BTreeMap<FactId, Known> {
        let mut givens = Givens::default();
        for expr in written {
            self.given(expr, &mut givens);
        }
        givens.known()
    }

    fn settings(&mut self, written: &[Expr], subjects: &Subjects<'_>) -> BTreeMap<Setting, (SettingValue, Span)> {
        let mut all = BTreeMap::new();
        for expr in written {
            let ExprKind::Is { negated: false, left, right } = &expr.kind else {
                self.report(Diagnostic::setting_form(expr.span));
                continue;
            };
            let ExprKind::Name(word) = &left.kind else {
                self.report(Diagnostic::setting_form(expr.span));
                continue;
            };
            let Some(setting) = self.setting(word, subjects) else { continue };
            let Some(value) = self.setting_value(setting, right) else { continue };
            if all.insert(setting, (value, expr.span)).is_some() {
                self.report(Diagnostic::given_twice(expr.span, &word.text));
            }
        }
        all
    }

    /// What a setting sets: an open standard, a parameter, or a cell of it (`subsistence.urban`).
    fn setting(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Setting> {
        if let Found::Nothing = self.declarations.names.find(&word.text, self.layer())
            && let Some((id, cell)) = self.cell_named(word, subjects)
        {
            return Some(Setting::Figure(id, cell));
        }
        if self.is_unknown_part(word, subjects) {
            return None;
        }
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Parameter(_)))?;
        match referent {
            Referent::Parameter(id) => match subjects.parameters.get(id.index())?.as_ref().map(|this| &this.key)? {
                Key::Whole => Some(Setting::Figure(id, 0)),
                Key::Choice(..) | Key::Truth(_) | Key::Bands { .. } | Key::Numbers { .. } | Key::Pair { .. } => {
                    let declared = self.declared_at(referent);
                    self.report(Diagnostic::cell_of_table_missing(word, declared));
                    None
                }
            },
            Referent::Definition(id) if matches!(self.kinds[id.index()], DefinitionKind::Standard(_)) => {
                Some(Setting::Standard(id))
            }
            Referent::Definition(_)
            | Referent::Fact(_)
            | Referent::Instrument(_)
            | Referent::Enum(_)
            | Referent::Record(_)
            | Referent::Action(_) => {
                let expected = Text::new("参数或者待定的标准", "a parameter or an open standard");
                self.wrong_kind(word, referent, expected);
                None
            }
        }
    }

    fn setting_value(&mut self, setting: Setting, value: &Expr) -> Option<SettingValue> {
        match setting {
            Setting::Standard(_) => match &value.kind {
                ExprKind::Name(word) if ["met", "符合"].contains(&&*word.text) => {
                    self.is_called(word.span, "met", "符合");
                    Some(SettingValue::Met(true))
                }
                ExprKind::Name(word) if ["unmet", "不符合"].contains(&&*word.text) => {
                    self.is_called(word.span, "unmet", "不符合");
                    Some(SettingValue::Met(false))
                }
                _ => {
                    let found = self.expr_text(value);
                    let expected = Text::new("`符合` 或 `不符合`", "`met` or `unmet`");
                    self.report(Diagnostic::unfit(value.span, &expected, &found));
                    None
                }
            },
            Setting::Figure(..) if matches!(value.kind, ExprKind::Unlimited) => Some(SettingValue::Unlimited),
            Setting::Figure(id, _) => {
                let ty = self.parameters[id.index()].clone()?;
                self.constant_number(value, &ty, Text::new("参数", "the parameter")).map(SettingValue::Number)
            }
        }
    }

    fn expectations(&mut self, written: &[ast::Expect], subjects: &Subjects<'_>) -> Vec<Expectation> {
        let mut all = Vec::new();
        for expect in written {
            let kind = match &expect.kind {
                ast::ExpectKind::Condition(condition) => self.condition(condition).map(ExpectationKind::Condition),
                ast::ExpectKind::Missing { decision, names } => {
                    let decision = self.decision(decision);
                    let names: Vec<_> = names.iter().map(|name| self.askable(name, subjects)).collect();
                    let names = all_or_none(names);
                    decision.zip(names).map(|(decision, names)| ExpectationKind::Missing(decision, names))
                }
                ast::ExpectKind::InMissing { name, decision, negated } => {
                    let (decision, name) = (self.decision(decision), self.askable(name, subjects));
                    decision.zip(name).map(|(decision, name)| ExpectationKind::InMissing(decision, name, !negated))
                }
                ast::ExpectKind::InAssumptions { name, negated } => {
                    self.assumable(name, subjects).map(|name| ExpectationKind::InAssumptions(name, !negated))
                }
            };
            all.extend(kind.map(|kind| Expectation { kind, span: expect.span.0 }));
        }
        all
    }
}

/// Where the tests of a title are: layer and place.
type Titles = BTreeMap<Arc<str>, Vec<(LayerId, usize)>>;

fn titles_of(words: &Words) -> impl Iterator<Item = &Arc<str>> {
    [&words.zh, &words.en].into_iter().flatten()
}
