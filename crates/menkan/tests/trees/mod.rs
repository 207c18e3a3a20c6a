//! Syntax trees made at random, in the form that the parser gives them.

use jiff::civil::Date;
use menkan::source::Span;
use menkan::syntax::ast::*;
use menkan::value::Number;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// A whole file.
pub(crate) fn file() -> impl Strategy<Value = File> {
    (header(), vec(item(), 0..6)).prop_map(|(header, items)| File { header: Some(header), items, comments: Vec::new() })
}

pub(crate) fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        number().prop_map(ExprKind::Number),
        number().prop_map(|n| ExprKind::Percent(n.checked_div(&Number::integer(100)).unwrap())),
        date().prop_map(ExprKind::Date),
        Just(ExprKind::Yes),
        Just(ExprKind::No),
        Just(ExprKind::None),
        Just(ExprKind::Unlimited),
        Just(ExprKind::Empty),
        Just(ExprKind::AsOf),
        ident().prop_map(ExprKind::Name),
        ident().prop_map(ExprKind::Name),
        plain_ident().prop_map(ExprKind::Shall),
        plain_ident().prop_map(ExprKind::May),
    ]
    .prop_map(of);
    leaf.prop_recursive(5, 40, 4, |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let two = || (one(), one());
        let negated = any::<bool>;
        prop_oneof![
            one().prop_map(ExprKind::Days),
            vec(inner.clone(), 0..4).prop_map(ExprKind::Set),
            vec(inner.clone(), 0..3).prop_map(ExprKind::Items),
            (fold(), plain_ident(), inner.clone(), option::of(inner.clone()), inner.clone()).prop_map(
                |(fold, list, item, condition, otherwise)| {
                    let by_size = matches!(fold, Fold::Largest | Fold::Smallest);
                    let item = (by_size || fold == Fold::Sum).then_some(item);
                    let otherwise = by_size.then_some(otherwise);
                    ExprKind::Fold(Box::new(Folded { fold, item, list, condition, otherwise }))
                }
            ),
            vec(inner.clone(), 2..4).prop_map(ExprKind::All),
            vec(inner.clone(), 2..4).prop_map(ExprKind::Any),
            one().prop_map(ExprKind::Not),
            (
                prop_oneof![Just(Order::AtMost), Just(Order::LessThan), Just(Order::AtLeast), Just(Order::MoreThan)],
                two()
            )
                .prop_map(|(op, (left, right))| ExprKind::Order { op, left, right }),
            (negated(), two()).prop_map(|(negated, (left, right))| match right.kind {
                ExprKind::Empty => ExprKind::IsEmpty { negated, set: left },
                _ => ExprKind::Is { negated, left, right },
            }),
            (negated(), two()).prop_map(|(negated, (left, right))| ExprKind::In { negated, left, right }),
            (negated(), one(), two()).prop_map(|(negated, left, (low, high))| {
                let right = Box::new(of(ExprKind::Range(low, high)));
                ExprKind::In { negated, left, right }
            }),
            (negated(), one()).prop_map(|(negated, set)| ExprKind::IsEmpty { negated, set }),
            (negated(), one()).prop_map(|(negated, standard)| ExprKind::Satisfied { negated, standard }),
            (
                prop_oneof![
                    Just(Arithmetic::Add),
                    Just(Arithmetic::Subtract),
                    Just(Arithmetic::Multiply),
                    Just(Arithmetic::Divide)
                ],
                two()
            )
                .prop_map(|(op, (left, right))| ExprKind::Arithmetic { op, left, right }),
            one().prop_map(ExprKind::Negative),
            vec(inner.clone(), 1..4).prop_map(ExprKind::Min),
            vec(inner.clone(), 1..4).prop_map(ExprKind::Max),
            (one(), number(), rounding()).prop_map(|(value, to, mode)| ExprKind::Round { value, to, mode }),
            (one(), two()).prop_map(|(condition, (then, otherwise))| ExprKind::If { condition, then, otherwise }),
            two().prop_map(|(from, to)| ExprKind::YearsBetween(from, to)),
            two().prop_map(|(from, to)| ExprKind::MonthsBetween(from, to)),
            (one(), unit()).prop_map(|(inner, unit)| ExprKind::Per(inner, unit)),
        ]
        .prop_map(of)
    })
}

fn of(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn fold() -> impl Strategy<Value = Fold> {
    prop::sample::select(vec![Fold::Sum, Fold::Count, Fold::Any, Fold::All, Fold::Largest, Fold::Smallest])
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop_oneof![
        Just(Rounding::HalfUp),
        Just(Rounding::HalfDown),
        Just(Rounding::HalfEven),
        Just(Rounding::Up),
        Just(Rounding::Down)
    ]
}

fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::Month), Just(Unit::Year)]
}

fn number() -> impl Strategy<Value = Number> {
    (0_i64..100_000, 0_usize..4).prop_map(|(digits, places)| {
        Number::integer(digits).checked_div(&Number::power_of_ten(u8::try_from(places).unwrap())).unwrap()
    })
}

fn signed() -> impl Strategy<Value = Number> {
    (number(), any::<bool>()).prop_map(|(number, negative)| if negative { -&number } else { number })
}

fn date() -> impl Strategy<Value = Date> {
    (1900_i16..2100, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

/// Words that a reference may be, some of them keywords elsewhere.
fn ident() -> impl Strategy<Value = Ident> {
    prop::sample::select(vec![
        "a",
        "x1",
        "household.income",
        "年龄",
        "家庭.收入",
        "when",
        "rule",
        "cite",
        "item",
        "open",
        "given",
        "and_more",
        "规则",
        "依据",
        "不",
        "3年以上",
        "is.x",
        "months",
        "fact",
    ])
    .prop_map(|text| Ident { text: text.into(), span: Span::default() })
}

/// Words that are keywords nowhere.
fn plain_ident() -> impl Strategy<Value = Ident> {
    prop::sample::select(vec!["a", "x1", "household.income", "年龄", "程序规定", "DA001", "é"])
        .prop_map(|text| Ident { text: text.into(), span: Span::default() })
}

fn names() -> impl Strategy<Value = Names> {
    let ident = |words: Vec<&'static str>| {
        prop::sample::select(words).prop_map(|text| Ident { text: text.into(), span: Span::default() })
    };
    let ascii = ident(vec!["a", "b.c", "means_test", "none", "x2"]);
    let han = ident(vec!["甲", "乙.丙", "三年以上", "无"]);
    prop_oneof![
        (ascii.clone(), han.clone()).prop_map(|(ascii, han)| Names { ascii: Some(ascii), han: Some(han) }),
        ascii.prop_map(|ascii| Names { ascii: Some(ascii), han: None }),
        han.prop_map(|han| Names { ascii: None, han: Some(han) }),
    ]
}

fn pair() -> impl Strategy<Value = Names> {
    names().prop_filter("both forms", |names| names.ascii.is_some() && names.han.is_some())
}

fn words() -> impl Strategy<Value = Words> {
    let zh = prop::sample::select(vec!["是否农民工?", "“引号” \\ \"双\"", "办法〔2008〕95号 # 不是注释"]);
    let en = prop::sample::select(vec!["A worker?", "", "a \"b\" \\ c", "when x, cite y; # no comment", "- dash"]);
    (option::of(zh), en, any::<bool>()).prop_map(|(zh, en, both)| Words {
        en: (zh.is_none() || both).then(|| en.into()),
        zh: zh.map(Into::into),
        span: Spot::default(),
    })
}

fn period() -> impl Strategy<Value = Period> {
    (option::of(date()), date(), any::<bool>()).prop_map(|(from, to, open)| Period {
        to: (from.is_none() || !open).then_some(to),
        from,
        span: Spot::default(),
    })
}

fn cite() -> impl Strategy<Value = Cite> {
    (plain_ident(), option::of((1_u32..2000, option::of(1_u32..30), option::of(1_u32..30))), option::of(period()))
        .prop_map(|(instrument, place, period)| Cite {
            instrument,
            article: place.map(|(article, ..)| article),
            paragraph: place.and_then(|(_, paragraph, _)| paragraph),
            item: place.and_then(|(.., item)| item),
            period,
            span: Spot::default(),
        })
}

fn source() -> impl Strategy<Value = Source> {
    (vec(cite(), 0..3), option::of(words()), vec(period(), 0..3), option::of(words())).prop_map(
        |(cites, none, periods, assumed)| Source {
            none: if cites.is_empty() { none } else { None },
            cites,
            periods,
            assumed,
        },
    )
}

fn header() -> impl Strategy<Value = Header> {
    let idents = || vec(plain_ident(), 0..3);
    (names(), option::of(plain_ident()), vec(period(), 0..3), idents(), idents()).prop_map(
        |(names, extends, periods, answers, asks_first)| Header {
            names,
            extends,
            periods,
            answers,
            asks_first,
            span: Spot::default(),
        },
    )
}

fn ty() -> impl Strategy<Value = Type> {
    let bounds = || option::of((signed(), signed()));
    let currency = prop::sample::select(vec!["CNY", "GBP", "XYZ"]);
    let kind = prop_oneof![
        Just(TypeKind::Boolean),
        bounds().prop_map(TypeKind::Integer),
        bounds().prop_map(TypeKind::Number),
        (0_u8..19, bounds()).prop_map(|(places, bounds)| TypeKind::Decimal(places, bounds)),
        Just(TypeKind::Percent),
        (currency, option::of(unit()), bounds()).prop_map(|(currency, per, bounds)| TypeKind::Money {
            currency: currency.into(),
            per,
            bounds
        }),
        (plain_ident(), option::of(0_u32..2000), option::of(0_u32..9), option::of(plain_ident())).prop_map(
            |(record, up_to, at_least, distinct)| TypeKind::ListOf(ListOf { record, up_to, at_least, distinct })
        ),
        Just(TypeKind::Date),
        Just(TypeKind::Days),
        vec(names(), 1..30).prop_map(TypeKind::OneOf),
        vec(pair(), 1..30).prop_map(TypeKind::SetOf),
        plain_ident().prop_map(TypeKind::SetOfNamed),
        plain_ident().prop_map(TypeKind::Named),
    ];
    (kind, any::<bool>()).prop_map(|(kind, or_none)| Type { kind, or_none, span: Spot::default() })
}

fn evidence() -> impl Strategy<Value = Evidence> {
    vec(vec(names(), 1..3), 1..4).prop_map(|alternatives| Evidence { alternatives, span: Spot::default() })
}

fn cost() -> impl Strategy<Value = Cost> {
    (0_u32..2000).prop_map(|cost| Cost { cost, span: Spot::default() })
}

fn likely() -> impl Strategy<Value = Likely> {
    let percent = signed().prop_map(|n| n.checked_div(&Number::integer(100)).unwrap());
    let of = prop_oneof![
        plain_ident().prop_map(Weighed::Value),
        signed().prop_map(|end| Weighed::UpTo(End::Number(end), Spot::default())),
        percent.prop_map(|end| Weighed::UpTo(End::Percent(end), Spot::default())),
        date().prop_map(|end| Weighed::UpTo(End::Date(end), Spot::default())),
        Just(Weighed::Above),
    ];
    let weight = (of, 0_u32..20_000).prop_map(|(of, weight)| Weight { of, weight, span: Spot::default() });
    vec(weight, 1..12).prop_map(|weights| Likely { weights, span: Spot::default() })
}

fn fact() -> impl Strategy<Value = Fact> {
    let ask = (prop_oneof![Just(Asked::Applicant), Just(Asked::Officer), Just(Asked::Embedder)], words())
        .prop_map(|(of, words)| Ask { of, words });
    let guard = (expr(), expr()).prop_map(|(when, otherwise)| Guard { when, otherwise, span: Spot::default() });
    let weights = (option::of(cost()), option::of(cost()), option::of(likely()));
    let proof = (option::of(ask), option::of(evidence()));
    (vec(names(), 1..4), any::<(bool, bool)>(), ty(), option::of(guard), proof, weights).prop_map(
        |(names, (judgement, fixed), ty, guard, (ask, evidence), (asking_costs, changing_costs, likely))| Fact {
            names,
            judgement,
            ty,
            fixed,
            guard,
            ask,
            evidence,
            asking_costs,
            changing_costs,
            likely,
        },
    )
}

fn row() -> impl Strategy<Value = Row> {
    let key = prop_oneof![
        Just(CellKey::Whole),
        plain_ident().prop_map(CellKey::Value),
        signed().prop_map(CellKey::Number),
        signed().prop_map(CellKey::AtMost),
        Just(CellKey::Above)
    ];
    let figure = prop_oneof![
        signed().prop_map(Figure::Number),
        date().prop_map(Figure::Date),
        Just(Figure::Unlimited),
        words().prop_map(Figure::Unknown)
    ];
    let why = || option::weighted(0.2, words());
    let holds = (figure, why()).prop_map(|(figure, why)| Holds::Figure(figure, why));
    let cell = (key, holds).prop_map(|(key, holds)| Cell { key, holds, span: Spot::default() });
    let cell = cell.prop_recursive(2, 12, 4, |cell| {
        let key = prop_oneof![plain_ident().prop_map(CellKey::Value), Just(CellKey::Above)];
        (key, vec(cell, 1..4)).prop_map(|(key, cells)| Cell { key, holds: Holds::Cells(cells), span: Spot::default() })
    });
    (date(), why(), vec(cell, 1..12)).prop_map(|(from, assumed, cells)| Row {
        from,
        assumed,
        cells,
        span: Spot::default(),
    })
}

fn clause() -> impl Strategy<Value = Clause> {
    (names(), any::<bool>(), option::of(expr()), source()).prop_map(|(names, barred, when, source)| Clause {
        names,
        barred,
        when,
        source,
        span: Spot::default(),
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let answer =
        prop_oneof![
            expr().prop_map(Answer::Value),
            vec(plain_ident(), 1..4).prop_map(Answer::Include),
            (plain_ident(), plain_ident(), option::of(expr()))
                .prop_map(|(field, list, condition)| Answer::IncludeFrom { field, list, condition }),
            vec(plain_ident(), 1..4).prop_map(Answer::Exclude),
            Just(Answer::Unchanged),
        ];
    let rule = (names(), answer, option::of(expr()), source(), option::of(words()), vec(plain_ident(), 0..3)).prop_map(
        |(names, answer, when, source, say, overrides)| Rule {
            names,
            otherwise: false,
            answer,
            when,
            source,
            say,
            overrides,
            span: Spot::default(),
        },
    );
    let otherwise = (expr(), source(), option::of(words())).prop_map(|(value, source, say)| Rule {
        names: Names { ascii: None, han: None },
        otherwise: true,
        answer: Answer::Value(value),
        when: None,
        source,
        say,
        overrides: Vec::new(),
        span: Spot::default(),
    });
    prop_oneof![3 => rule, 1 => otherwise]
}

fn body() -> impl Strategy<Value = Body> {
    (
        option::of(expr()),
        option::of(expr()),
        vec(clause(), 0..3),
        vec(rule(), 0..4),
        vec(vec(ident(), 1..12), 0..2),
        option::of(words()),
        option::of(prop_oneof![Just(Children::Widen), Just(Children::Raise)]),
    )
        .prop_map(|(when, is, clauses, rules, precedence, open, children)| Body {
            when,
            is,
            clauses,
            rules,
            precedence,
            open,
            children,
        })
}

fn conjunct() -> impl Strategy<Value = Expr> {
    expr().prop_filter("a conjunction is several", |expr| !matches!(expr.kind, ExprKind::All(_)))
}

fn test() -> impl Strategy<Value = Test> {
    let kind = prop_oneof![
        expr().prop_map(ExpectKind::Condition),
        (plain_ident(), vec(plain_ident(), 0..3)).prop_map(|(decision, names)| ExpectKind::Missing { decision, names }),
        (plain_ident(), plain_ident(), any::<bool>()).prop_map(|(name, decision, negated)| ExpectKind::InMissing {
            name,
            decision,
            negated
        }),
        (plain_ident(), any::<bool>()).prop_map(|(name, negated)| ExpectKind::InAssumptions { name, negated }),
    ];
    (
        words(),
        option::of(date()),
        option::of(words().prop_map(|words| (words, Spot::default()))),
        vec(conjunct(), 0..4),
        vec(conjunct(), 0..2),
        vec(kind.prop_map(|kind| Expect { kind, span: Spot::default() }), 0..4),
    )
        .prop_map(|(title, as_of, base, given, set, expect)| Test { title, as_of, base, given, set, expect })
}

fn amend() -> impl Strategy<Value = Amend> {
    let kind = prop_oneof![
        Just(Amended::Fact),
        Just(Amended::Parameter),
        Just(Amended::Define),
        Just(Amended::Standard),
        Just(Amended::Decision),
        Just(Amended::Exemption),
        Just(Amended::Group),
        Just(Amended::Trigger)
    ];
    (option::of(kind), plain_ident(), body(), option::of(evidence()), vec(row(), 0..3), source()).prop_map(
        |(kind, name, body, evidence, rows, source)| Amend {
            kind,
            name,
            body: Body { when: None, is: None, open: None, children: None, ..body },
            evidence,
            rows,
            // Lines that begin with `from` are read apart from those that begin with `to`.
            source: Source { periods: source.periods.into_iter().take(1).collect(), ..source },
        },
    )
}

fn claim() -> impl Strategy<Value = Claim> {
    let monotone = (
        expr(),
        prop_oneof![Just(Change::Gained), Just(Change::Lost)],
        plain_ident(),
        prop_oneof![Just(Direction::Rises), Just(Direction::Falls)],
    )
        .prop_map(|(condition, change, fact, direction)| Claim::Monotone { condition, change, fact, direction });
    prop_oneof![expr().prop_map(Claim::Never), expr().prop_map(Claim::Always), monotone]
}

fn item() -> impl Strategy<Value = Item> {
    let instrument = (names(), option::of(words()), option::of(words()), vec(period(), 1..3), option::of(words()))
        .prop_map(|(names, title, link, periods, assumed)| Instrument {
            names,
            title: title.and_then(|words| words.zh.or(words.en)),
            link: link.and_then(|words| words.en),
            periods,
            assumed,
        });
    let parameter = (names(), vec(expr(), 0..3), option::of(ty()), vec(row(), 0..4), source()).prop_map(
        |(names, by, ty, rows, source)| Parameter {
            names,
            by,
            ty,
            rows,
            source: Source { periods: Vec::new(), ..source },
        },
    );
    let kinds =
        prop_oneof![Just(DefinitionKind::Define), Just(DefinitionKind::Standard), Just(DefinitionKind::Decision)];
    let definition = (kinds, names(), option::of(ty()), body(), source())
        .prop_map(|(kind, names, ty, body, source)| Definition { kind, names, ty, body, source });
    let field = fact().prop_map(|fact| {
        let (asking_costs, changing_costs, likely) = (None, None, None);
        let (judgement, fixed, evidence) = (false, false, None);
        Member::Field(Fact { judgement, fixed, evidence, asking_costs, changing_costs, likely, ..fact })
    });
    let worked_out = (names(), option::of(ty()), body(), source()).prop_map(|(names, ty, body, source)| {
        Member::Definition(Definition { kind: DefinitionKind::Define, names, ty, body, source })
    });
    let record = (names(), vec(prop_oneof![field, worked_out], 0..4))
        .prop_map(|(names, members)| ItemKind::Record(Record { names, members }));
    let condition = || (names(), plain_ident(), option::of(expr()), source());
    let exemption = (prop_oneof![Just(Relief::Waives), Just(Relief::Presumes)], condition())
        .prop_map(|(relief, (names, standard, when, source))| Exemption { names, relief, standard, when, source });
    let group = (option::of(0_u32..20), condition()).prop_map(|(rank, (names, _, when, source))| Group {
        names,
        rank,
        when,
        source,
    });
    let trigger = (prop_oneof![Just(Duty::Shall), Just(Duty::May)], condition())
        .prop_map(|(duty, (names, action, when, source))| Trigger { names, duty, action, when, source });
    prop_oneof![
        instrument.prop_map(ItemKind::Instrument),
        (names(), vec(names(), 1..30)).prop_map(|(names, values)| ItemKind::Enum(Enum { names, values })),
        record,
        fact().prop_map(ItemKind::Fact),
        parameter.prop_map(ItemKind::Parameter),
        definition.prop_map(ItemKind::Definition),
        exemption.prop_map(ItemKind::Exemption),
        group.prop_map(ItemKind::Group),
        names().prop_map(ItemKind::Action),
        trigger.prop_map(ItemKind::Trigger),
        (words(), claim()).prop_map(|(title, claim)| ItemKind::Assert(Assert { title, claim })),
        test().prop_map(ItemKind::Test),
        amend().prop_map(ItemKind::Amend),
    ]
    .prop_map(|kind| Item { kind, span: Spot::default() })
}
