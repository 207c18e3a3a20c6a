//! What the tests of a policy reach, in words and as JSON.

use menkan::coverage::{Coverage, Item, Kind};
use menkan::diagnostic::{Lang, Text};
use serde::Serialize;

/// How much of each kind is reached, and a line for each item of which something is not.
pub(crate) fn text(coverage: &Coverage, layer: &str, lang: Lang) -> String {
    let figures: Vec<String> = figures(coverage, layer)
        .iter()
        .map(|figure| format!("{} {}/{}", plural(figure.kind, lang), figure.covered, figure.all))
        .collect();
    let mut text = match lang {
        Lang::Zh => format!("  覆盖:{}\n", figures.join("、")),
        Lang::En => format!("  covered: {}\n", figures.join(", ")),
    };
    for item in coverage.of_layer(layer).filter(|item| !item.is_covered()) {
        let lacking: Vec<String> = item.lacking().map(|reach| reach.lack().get(lang).to_owned()).collect();
        let kind = item.kind.text();
        let name = match (&item.comparison, lang) {
            (None, _) => format!("{} `{}`", kind.get(lang), item.name),
            (Some(comparison), Lang::Zh) => format!("`{}` 中的{} `{}`", item.name, kind.zh, comparison.zh),
            (Some(comparison), Lang::En) => format!("{} `{}` in `{}`", kind.en, comparison.en, item.name),
        };
        let line = match lang {
            Lang::Zh => format!("  {}:{} {name}:{}\n", item.file, item.line, lacking.join(",")),
            Lang::En => format!("  {}:{} {name}: {}\n", item.file, item.line, lacking.join(", ")),
        };
        text.push_str(&line);
    }
    text
}

fn plural(kind: Kind, lang: Lang) -> String {
    match (kind, lang) {
        (Kind::Otherwise, Lang::En) => "otherwise".to_owned(),
        (_, Lang::En) => format!("{}s", kind.key()),
        (_, Lang::Zh) => kind.text().zh,
    }
}

/// How many items of a kind there are, and of how many tests reach all.
struct Figure {
    kind: Kind,
    covered: usize,
    all: usize,
}

fn figures(coverage: &Coverage, layer: &str) -> Vec<Figure> {
    let of_kind = |kind: Kind| {
        let items = || coverage.of_layer(layer).filter(move |item| item.kind == kind);
        Figure { kind, covered: items().filter(|item| item.is_covered()).count(), all: items().count() }
    };
    Kind::ALL.into_iter().map(of_kind).filter(|figure| figure.all > 0).collect()
}

/// The coverage of one policy as JSON writes it.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    kinds: Vec<WrittenFigure>,
    uncovered: Vec<WrittenItem<'a>>,
}

#[derive(Serialize)]
struct WrittenFigure {
    kind: &'static str,
    covered: usize,
    all: usize,
}

#[derive(Serialize)]
struct WrittenItem<'a> {
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Text>,
    lacking: Vec<&'static str>,
    at: At<'a>,
}

#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

impl<'a> Written<'a> {
    pub(crate) fn of(coverage: &'a Coverage, layer: &'a str) -> Self {
        let written = |item: &'a Item| WrittenItem {
            kind: item.kind.key(),
            name: &item.name,
            comparison: item.comparison.as_ref(),
            lacking: item.lacking().map(menkan::coverage::Reach::key).collect(),
            at: At { file: &item.file, line: item.line, column: item.column },
        };
        let kinds = figures(coverage, layer).into_iter();
        Self {
            kinds: kinds
                .map(|figure| WrittenFigure { kind: figure.kind.key(), covered: figure.covered, all: figure.all })
                .collect(),
            uncovered: coverage.of_layer(layer).filter(|item| !item.is_covered()).map(written).collect(),
        }
    }
}
