//! What a policy promises about itself: assertions, and tests with their bases.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::check::Checker;
use super::declare::Origin;
use super::givens::Givens;
use super::model::{
    Assert, Claim, Definition, DefinitionId, DefinitionKind, Expectation, ExpectationKind, FactId, Key, Known, Layer,
    LayerId, Parameter, ParameterId, Setting, SettingValue, Test, TypeKind,
};
use super::names::{Found, Referent, is_called};
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Text};
use crate::near::nearest_word;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, Ident, Words};

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

/// The parts that tests speak of.
pub(crate) struct Subjects<'m> {
    pub(crate) layers: &'m [Layer],
    pub(crate) parameters: &'m [Option<Parameter>],
    pub(crate) definitions: &'m [Option<Definition>],
}

impl<'a> Checker<'a> {
    /// The assertions of the model; those at fault are left out.
    pub(crate) fn asserts(&mut self) -> Vec<Assert> {
        let mut all = Vec::new();
        for (layer, assert, span) in self.declarations.asserts.clone() {
            self.enter(layer, None);
            let claim = match &assert.claim {
                ast::Claim::Never(condition) => self.condition(condition).map(Claim::Never),
                ast::Claim::Always(condition) => self.condition(condition).map(Claim::Always),
                ast::Claim::Monotone { condition, change, fact, direction } => {
                    let condition = self.condition(condition);
                    let fact = self.monotone_fact(fact);
                    condition.zip(fact).map(|(condition, fact)| Claim::Monotone {
                        condition,
                        change: *change,
                        fact,
                        direction: *direction,
                    })
                }
            };
            if let Some(claim) = claim {
                all.push(Assert { title: text_of(&assert.title), layer, claim, span });
            }
        }
        all
    }

    fn monotone_fact(&mut self, word: &Ident) -> Option<FactId> {
        let referent = self.resolve(word, |referent| matches!(referent, Referent::Fact(_)))?;
        if let Referent::Fact(id) = referent {
            match self.facts[id.index()].as_ref().map(|ty| &ty.kind) {
                Some(TypeKind::Quantity(_)) => return Some(id),
                None => return None,
                Some(TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Set(_)) => {}
            }
        }
        self.wrong_kind(word, referent, Text::new("数值事实", "a fact that is a number"));
        None
    }

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
                Key::Choice(..) | Key::Truth(_) | Key::Bands { .. } => {
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

    /// The cell of a table that a dotted word names.
    fn cell_named(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<(ParameterId, u16)> {
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let (head, cell) = (&word.text[..at], &word.text[at + 1..]);
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let Referent::Parameter(id) = entry.referent else { continue };
            let place = match &subjects.parameters.get(id.index())?.as_ref()?.key {
                Key::Whole => continue,
                Key::Choice(_, values) => self.declarations.value_named(*values, cell),
                Key::Truth(_) if ["yes", "成立"].contains(&cell) => Some(0),
                Key::Truth(_) if ["no", "不成立"].contains(&cell) => Some(1),
                Key::Truth(_) => None,
                Key::Bands { upper, .. } => {
                    let named = |place: usize| match upper.get(place) {
                        Some(end) => cell == format!("at_most_{end}"),
                        None => cell == "above" || cell == "超过",
                    };
                    (0..=upper.len()).find(|&place| named(place)).and_then(|place| u16::try_from(place).ok())
                }
            };
            if let Some(place) = place {
                self.references.insert(word.span, Referent::Parameter(id));
                self.note_cell(word.span, id, place, subjects);
                return Some((id, place));
            }
        }
        None
    }

    /// Notes how a dotted word that names a cell is called in both languages.
    fn note_cell(&mut self, span: Span, id: ParameterId, cell: u16, subjects: &Subjects<'_>) {
        let Some(Some(parameter)) = subjects.parameters.get(id.index()) else { return };
        let name = &parameter.name;
        let (en, zh) = match &parameter.key {
            Key::Whole => return,
            Key::Choice(_, values) => match self.declarations.enums[values.index()].values.get(usize::from(cell)) {
                Some(value) => (value.key.to_string(), value.zh.to_string()),
                None => return,
            },
            Key::Truth(_) if cell == 0 => ("yes".to_owned(), "成立".to_owned()),
            Key::Truth(_) => ("no".to_owned(), "不成立".to_owned()),
            Key::Bands { upper, .. } => match upper.get(usize::from(cell)) {
                Some(end) => (format!("at_most_{end}"), format!("at_most_{end}")),
                None => ("above".to_owned(), "超过".to_owned()),
            },
        };
        let (en, zh) = (format!("{}.{en}", name.key), format!("{}.{zh}", name.zh));
        self.is_called(span, &en, &zh);
    }

    fn expectations(&mut self, written: &[ast::Expect], subjects: &Subjects<'_>) -> Vec<Expectation> {
        let mut all = Vec::new();
        for expect in written {
            let kind = match &expect.kind {
                ast::ExpectKind::Condition(condition) => self.condition(condition).map(ExpectationKind::Condition),
                ast::ExpectKind::Missing { decision, names } => {
                    let decision = self.decision(decision);
                    let names: Vec<_> = names.iter().map(|name| self.askable(name, subjects)).collect();
                    let names = super::check::all_or_none(names);
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

    pub(crate) fn decision(&mut self, word: &Ident) -> Option<DefinitionId> {
        let expected = Text::new("决定", "a decision");
        self.definition_named(word, expected, |kind| matches!(kind, DefinitionKind::Decision))
    }

    /// The JSON name of what somebody can be asked for.
    fn askable(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        if let Found::Nothing = self.declarations.names.find(&word.text, self.layer())
            && let Some((id, cell)) = self.cell_named(word, subjects)
        {
            return self.cell_key(id, cell, subjects);
        }
        if self.is_unknown_part(word, subjects) {
            return None;
        }
        let referent = self.resolve(word, super::check::is_value)?;
        match referent {
            Referent::Fact(id) => Some(Arc::clone(&self.declarations.facts[id.index()].name.key)),
            Referent::Parameter(id) => Some(Arc::clone(&self.declarations.parameters[id.index()].name.key)),
            Referent::Definition(id) if matches!(self.kinds[id.index()], DefinitionKind::Standard(_)) => {
                Some(Arc::clone(&self.declarations.definitions[id.index()].name.key))
            }
            Referent::Definition(_) | Referent::Instrument(_) | Referent::Enum(_) | Referent::Action(_) => {
                let expected = Text::new("事实、标准或参数", "a fact, a standard or a parameter");
                self.wrong_kind(word, referent, expected);
                None
            }
        }
    }

    fn cell_key(&self, id: ParameterId, cell: u16, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        let parameter = subjects.parameters.get(id.index())?.as_ref()?;
        let name = &parameter.name.key;
        let cell = usize::from(cell);
        Some(match &parameter.key {
            Key::Whole => Arc::clone(name),
            Key::Choice(_, values) => {
                let value = self.declarations.enums[values.index()].values.get(cell)?;
                format!("{name}.{}", value.key).into()
            }
            Key::Truth(_) => format!("{name}.{}", if cell == 0 { "yes" } else { "no" }).into(),
            Key::Bands { upper, .. } => match upper.get(cell) {
                Some(end) => format!("{name}.at_most_{end}").into(),
                None => format!("{name}.above").into(),
            },
        })
    }

    /// The name of what may be assumed: an item, a cell, or a clause or rule behind its definition's name.
    fn assumable(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        if let Found::Nothing = self.declarations.names.find(&word.text, self.layer()) {
            if let Some((id, cell)) = self.cell_named(word, subjects) {
                return self.cell_key(id, cell, subjects);
            }
            if let Some(part) = self.part_named(word, subjects) {
                return Some(part);
            }
            if self.is_unknown_part(word, subjects) {
                return None;
            }
        }
        let referent = self.resolve(word, |_| true)?;
        let declarations = &self.declarations;
        let key = match referent {
            Referent::Instrument(id) => &declarations.instruments[id.index()].name.key,
            Referent::Parameter(id) => &declarations.parameters[id.index()].name.key,
            Referent::Definition(id) => &declarations.definitions[id.index()].name.key,
            Referent::Fact(_) | Referent::Enum(_) | Referent::Action(_) => {
                let expected = Text::new("可以假定的事项", "what may be assumed");
                self.wrong_kind(word, referent, expected);
                return None;
            }
        };
        Some(Arc::clone(key))
    }

    /// Reports a dotted word that names no cell, clause or rule of the item that it begins with.
    fn is_unknown_part(&mut self, word: &Ident, subjects: &Subjects<'_>) -> bool {
        if !matches!(self.declarations.names.find(&word.text, self.layer()), Found::Nothing) {
            return false;
        }
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let head = &word.text[..at];
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let parts = self.part_words(entry.referent, subjects);
            if parts.is_empty() {
                continue;
            }
            let parts: Vec<String> = parts.into_iter().map(|part| format!("{head}.{part}")).collect();
            let near = nearest_word(&word.text, parts.iter().map(String::as_str)).map(str::to_owned);
            self.report(Diagnostic::unknown_name(word, near.as_deref()));
            return true;
        }
        false
    }

    /// What the cells of a table, the clauses and rules of a definition are called.
    fn part_words(&self, referent: Referent, subjects: &Subjects<'_>) -> Vec<String> {
        use super::model::{Body, Name};
        fn both(names: Vec<&Name>) -> Vec<String> {
            names.into_iter().flat_map(|name| [name.key.to_string(), name.zh.to_string()]).collect()
        }
        match referent {
            Referent::Parameter(id) => match subjects.parameters.get(id.index()) {
                Some(Some(Parameter { key: Key::Choice(_, values), .. })) => {
                    both(self.declarations.enums[values.index()].values.iter().collect())
                }
                Some(Some(Parameter { key: Key::Truth(_), .. })) => {
                    ["yes", "no", "成立", "不成立"].map(str::to_owned).to_vec()
                }
                Some(Some(Parameter { key: Key::Bands { upper, .. }, .. })) => {
                    let bands = upper.iter().map(|end| format!("at_most_{end}"));
                    bands.chain(["above".to_owned(), "超过".to_owned()]).collect()
                }
                Some(Some(Parameter { key: Key::Whole, .. })) | Some(None) | None => Vec::new(),
            },
            Referent::Definition(id) => match subjects.definitions.get(id.index()).and_then(Option::as_ref) {
                Some(Definition { body: Body::Clauses { clauses, barred, .. }, .. }) => {
                    both(clauses.iter().chain(barred).map(|part| &part.name).collect())
                }
                Some(Definition { body: Body::Rules(rules), .. }) => {
                    both(rules.iter().map(|part| &part.name).collect())
                }
                Some(Definition { body: Body::When(_) | Body::Choice(_) | Body::Quantity(_), .. }) | None => Vec::new(),
            },
            Referent::Fact(_) | Referent::Instrument(_) | Referent::Enum(_) | Referent::Action(_) => Vec::new(),
        }
    }

    fn part_named(&mut self, word: &Ident, subjects: &Subjects<'_>) -> Option<Arc<str>> {
        use super::model::Body;
        for (at, _) in word.text.char_indices().filter(|(_, c)| *c == '.').collect::<Vec<_>>().into_iter().rev() {
            let (head, part) = (&word.text[..at], &word.text[at + 1..]);
            let Found::Item(entry) = self.declarations.names.find(head, self.layer()) else { continue };
            let Referent::Definition(id) = entry.referent else { continue };
            let Some(definition) = subjects.definitions.get(id.index()).and_then(Option::as_ref) else { continue };
            let names: Vec<_> = match &definition.body {
                Body::Clauses { clauses, barred, .. } => clauses.iter().chain(barred).map(|part| &part.name).collect(),
                Body::Rules(rules) => rules.iter().map(|rule| &rule.name).collect(),
                Body::When(_) | Body::Choice(_) | Body::Quantity(_) => Vec::new(),
            };
            if let Some(name) = names.into_iter().find(|name| is_called(name, part)) {
                self.references.insert(word.span, Referent::Definition(id));
                let whole = &definition.name;
                let (en, zh) = (format!("{}.{}", whole.key, name.key), format!("{}.{}", whole.zh, name.zh));
                self.is_called(word.span, &en, &zh);
                return Some(format!("{}.{}", definition.name.key, name.key).into());
            }
        }
        None
    }

    /// The decisions that the policy answers: those that the last layer with `answers` names.
    pub(crate) fn answers(&mut self, files: &[ast::File]) -> Vec<DefinitionId> {
        let headers = files.iter().enumerate().filter_map(|(index, file)| Some((index, file.header.as_ref()?)));
        let mut answers = Vec::new();
        let mut named = false;
        for (index, header) in headers {
            if header.answers.is_empty() {
                continue;
            }
            named = true;
            self.enter(LayerId::from(index), None);
            answers = header.answers.iter().filter_map(|word| self.decision(word)).collect();
        }
        if !named && let Some(header) = files.last().and_then(|file| file.header.as_ref()) {
            let decisions: Vec<_> = self
                .declarations
                .definitions
                .iter()
                .filter(|definition| match definition.origin {
                    Origin::Definition(item) => item.kind == ast::DefinitionKind::Decision,
                    Origin::Exemption(_)
                    | Origin::Group(_)
                    | Origin::Trigger(_)
                    | Origin::Groups
                    | Origin::Priority => false,
                })
                .map(|definition| Arc::clone(&definition.name.key))
                .collect();
            self.report(Diagnostic::no_answers(header.span.0, &decisions));
        }
        answers.sort_unstable();
        answers.dedup();
        answers
    }
}

/// Where the tests of a title are: layer and place.
type Titles = BTreeMap<Arc<str>, Vec<(LayerId, usize)>>;

fn titles_of(words: &Words) -> impl Iterator<Item = &Arc<str>> {
    [&words.zh, &words.en].into_iter().flatten()
}
