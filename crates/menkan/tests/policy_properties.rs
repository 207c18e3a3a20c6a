//! What holds of every policy: its order, its language and its layout say nothing; and no text makes the checker panic.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

mod trees;

use std::path::{Path, PathBuf};

use menkan::diagnostic::Lang;
use menkan::format::format;
use menkan::policy::{Library, Policy, Rejected};
use menkan::source::{FileId, SourceFile};
use menkan::syntax::{ast, parse, print};
use proptest::prelude::*;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The policies of some folders, but for texts that stand in for theirs.
struct Shelf {
    texts: Vec<(String, String)>,
}

impl Shelf {
    /// The example, two layers made for tests, and the shipped policies.
    fn all() -> Self {
        let mut shelf = Self { texts: Vec::new() };
        shelf.add(&folder("../../tests/fixtures/example.menkan"), "cn.example");
        for name in ["parent", "child", "groups_and_tables"] {
            shelf.add(&folder(&format!("tests/ui/model/{name}.menkan")), name);
        }
        for name in ["cn", "cn.gansu", "cn.gansu.jiayuguan"] {
            shelf.add(&folder(&format!("../menkan-policies/policies/{name}.menkan")), name);
        }
        shelf
    }

    fn add(&mut self, path: &Path, name: &str) {
        let text = std::fs::read_to_string(path).expect("it is part of the repository");
        self.texts.push((name.to_owned(), text));
    }

    fn load(&self, name: &str) -> Result<Policy, Rejected> {
        Policy::load(name, self)
    }

    /// Every policy of the shelf, rewritten.
    fn rewritten(&self, rewrite: &dyn Fn(&Policy) -> String) -> Self {
        let texts = self.texts.iter().map(|(name, _)| (name.clone(), rewrite(&self.load(name).expect("it is right"))));
        Self { texts: texts.collect() }
    }
}

impl Library for Shelf {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let (name, text) = self.texts.iter().find(|(known, _)| known == name)?;
        Some(SourceFile::new(name, text))
    }

    fn names(&self) -> Vec<String> {
        self.texts.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// A model as text, without the places in the source.
fn shown(policy: &Policy) -> String {
    let text = format!("{:#?}", policy.model());
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find("    },\n").or(rest.find('}')).map_or(rest.len(), |end| end);
        let end = rest[end..].find('}').map_or(rest.len(), |close| end + close + 1);
        rest = &rest[end..];
    }
    out + rest
}

fn own_file(policy: &Policy) -> &ast::File {
    policy.layers().last().expect("a policy has a layer")
}

/// The policy's own file in a language, with every reference in it.
fn translated(policy: &Policy, lang: Lang) -> String {
    print::file(own_file(policy), lang, &|ident| policy.translation(ident, lang))
}

/// A generator that is good enough to shuffle with (Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides.max(1) as u64).unwrap_or(0)
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.roll(place + 1));
        }
    }
}

fn shuffled(policy: &Policy, seed: u64) -> String {
    let mut dice = Dice(seed | 1);
    let mut file = own_file(policy).clone();
    dice.shuffle(&mut file.items);
    for item in &mut file.items {
        match &mut item.kind {
            ast::ItemKind::Definition(definition) => {
                dice.shuffle(&mut definition.body.clauses);
                dice.shuffle(&mut definition.body.rules);
                dice.shuffle(&mut definition.body.precedence);
            }
            ast::ItemKind::Amend(amend) => {
                dice.shuffle(&mut amend.body.clauses);
                dice.shuffle(&mut amend.body.rules);
                dice.shuffle(&mut amend.rows);
            }
            ast::ItemKind::Parameter(parameter) => dice.shuffle(&mut parameter.rows),
            _ => {}
        }
    }
    print::file(&file, Lang::En, &print::as_written)
}

#[test]
fn what_is_shipped_is_right_without_a_warning() {
    let shelf = Shelf::all();
    for name in shelf.names() {
        let policy = shelf.load(&name).unwrap_or_else(|rejected| panic!("{name}: {rejected}"));
        assert!(policy.warnings().is_empty(), "{name}: {:#?}", policy.warnings());
    }
}

#[test]
fn a_policy_is_the_same_in_both_languages() {
    let shelf = Shelf::all();
    for lang in [Lang::Zh, Lang::En] {
        let other = shelf.rewritten(&|policy| translated(policy, lang));
        for name in shelf.names() {
            let (one, two) = (shelf.load(&name).unwrap(), other.load(&name).unwrap_or_else(|e| panic!("{name}: {e}")));
            assert_eq!(one.digest(), two.digest(), "{name} in {lang:?}");
            assert!(shown(&one) == shown(&two), "{name} in {lang:?}");
        }
    }
}

#[test]
fn every_reference_is_translated() {
    let shelf = Shelf::all();
    for name in shelf.names() {
        let chinese = translated(&shelf.load(&name).unwrap(), Lang::Zh);
        let policy = shelf.load(&name).unwrap();
        let file = parse(&chinese, FileId(0)).file;
        // Printed in English without a dictionary, what was a reference would still be Chinese; so compare with one.
        let back = Shelf { texts: vec![(name.clone(), chinese.clone())] };
        let library = Both(&back, &shelf);
        let again = Policy::load(&name, &library).unwrap_or_else(|rejected| panic!("{name}: {rejected}\n{chinese}"));
        assert_eq!(translated(&again, Lang::En), translated(&policy, Lang::En), "{name}");
        assert_eq!(file, *own_file(&again));
    }
}

/// Two layers with every place where a name may stand, each name by its form in this language.
fn referring_in(lang: &str) -> Shelf {
    let mut shelf = Shelf { texts: Vec::new() };
    for name in ["upper", "lower"] {
        shelf.add(&folder(&format!("tests/references/{name}.{lang}.menkan")), name);
    }
    shelf
}

#[test]
fn wherever_a_name_stands_either_form_says_the_same() {
    let (english, chinese) = (referring_in("en"), referring_in("zh"));
    for name in ["upper", "lower"] {
        let [one, other] = [&english, &chinese].map(|shelf| shelf.load(name).unwrap_or_else(|e| panic!("{name}: {e}")));
        assert_eq!(one.digest(), other.digest(), "{name}");
        assert!(shown(&one) == shown(&other), "{name}");
        let lines = |shelf: &Shelf| shelf.source(name).unwrap().text().lines().map(str::to_owned).collect::<Vec<_>>();
        for (of, to, lang) in [(&english, &chinese, Lang::Zh), (&chinese, &english, Lang::En)] {
            let formatted = format(&of.source(name).unwrap(), of, Some(lang));
            assert_eq!(formatted.diagnostics, [], "{name}");
            assert_eq!(formatted.text.lines().collect::<Vec<_>>(), lines(to), "{name} in {lang:?}");
        }
        // Keywords in English, names in Chinese, and the other way round.
        for (of, lang) in [(&one, Lang::Zh), (&other, Lang::En)] {
            let keywords = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
            let text = print::file(own_file(of), keywords, &|ident| of.translation(ident, lang));
            let mixed = Policy::parse(SourceFile::new(name, &text), &english).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(mixed.digest(), one.digest(), "{text}");
        }
    }
}

#[test]
fn what_a_child_ends_is_mentioned_by_any_of_its_forms() {
    let shelf = referring_in("en");
    let digest = shelf.load("lower").unwrap().digest().to_owned();
    let text = shelf.source("lower").unwrap().text().to_owned();
    for form in ["young / 青", "青 / young", "青"] {
        let text = text.replace("clause young to", &format!("clause {form} to"));
        let policy = Policy::parse(SourceFile::new("lower", &text), &shelf).unwrap_or_else(|e| panic!("{form}: {e}"));
        assert_eq!(policy.digest(), digest, "{form}");
    }
    let text = text.replace("clause young to", "clause young / 富 to");
    let rejected = Policy::parse(SourceFile::new("lower", &text), &shelf).expect_err("two clauses are named");
    assert_eq!(rejected.diagnostics[0].code.0, "M0118");
}

struct Both<'l>(&'l Shelf, &'l Shelf);

impl Library for Both<'_> {
    fn source(&self, name: &str) -> Option<SourceFile> {
        self.0.source(name).or_else(|| self.1.source(name))
    }

    fn names(&self) -> Vec<String> {
        self.1.names()
    }
}

#[test]
fn comments_tests_and_assertions_do_not_change_the_digest() {
    let shelf = Shelf::all();
    let bare = shelf.rewritten(&|policy| {
        let mut file = own_file(policy).clone();
        file.items.retain(|item| !matches!(item.kind, ast::ItemKind::Test(_) | ast::ItemKind::Assert(_)));
        format!("# another comment\n{}", print::file(&file, Lang::En, &print::as_written))
    });
    for name in shelf.names() {
        assert_eq!(shelf.load(&name).unwrap().digest(), bare.load(&name).unwrap().digest(), "{name}");
    }
}

#[test]
fn another_label_or_figure_changes_the_digest_of_the_policy_and_its_children() {
    let shelf = Shelf::all();
    let digest = |shelf: &Shelf, name| shelf.load(name).unwrap().digest().to_owned();
    for (from, to) in [("人口", "人数"), ("from 2024-01-01 7", "from 2024-01-01 8"), ("几人?", "多少人?")] {
        let mut other = Shelf::all();
        for (name, text) in &mut other.texts {
            if name == "parent" {
                assert!(text.contains(from));
                *text = text.replace(from, to);
            }
        }
        for name in ["parent", "child"] {
            assert_ne!(digest(&shelf, name), digest(&other, name), "{from} in {name}");
        }
        assert_eq!(digest(&shelf, "cn.example"), digest(&other, "cn.example"));
    }
}

/// Edits of a text that leave something of it.
fn edited(text: &str, edits: &[(u8, u32, u32)]) -> String {
    let mut words: Vec<String> = text.split_inclusive([' ', '\n']).map(str::to_owned).collect();
    for &(kind, from, to) in edits {
        let count = words.len();
        if count < 2 {
            break;
        }
        let (from, to) = (from as usize % count, to as usize % count);
        match kind % 5 {
            0 => drop(words.remove(from)),
            1 => words.swap(from, to),
            2 => words[from] = words[to].clone(),
            3 => words.insert(from, words[to].clone()),
            _ => {
                let range = from.min(to)..from.max(to).min(from.min(to) + 12);
                drop(words.drain(range));
            }
        }
    }
    words.concat()
}

/// Loads a policy, and reads all that came of it: nothing may panic, and every span lies in its text.
fn survive(name: &str, shelf: &Shelf) {
    let (diagnostics, sources) = match shelf.load(name) {
        Ok(policy) => (policy.warnings().to_vec(), policy.sources().clone()),
        Err(rejected) => (rejected.diagnostics, rejected.sources),
    };
    for diagnostic in &diagnostics {
        let labels = diagnostic.labels.iter().map(|label| label.span);
        for span in std::iter::once(diagnostic.span).chain(labels).chain(diagnostic.fix.iter().map(|fix| fix.span)) {
            let file = sources.file(span.file).expect("the span is in a file");
            assert!(file.text().get(span.range()).is_some(), "{diagnostic:?}");
        }
        assert!(!diagnostic.message.zh.is_empty() && !diagnostic.message.en.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_of_items_says_nothing(seed in any::<u64>(), place in any::<prop::sample::Index>()) {
        let shelf = Shelf::all();
        let names = shelf.names();
        let name = &names[place.index(names.len())];
        let one = shelf.load(name).unwrap();
        let other = Both(&Shelf { texts: vec![(name.clone(), shuffled(&one, seed))] }, &shelf).load(name).unwrap();
        prop_assert_eq!(one.digest(), other.digest());
        prop_assert!(shown(&one) == shown(&other), "{}", name);
    }

    #[test]
    fn no_edit_of_a_policy_makes_the_checker_panic(
        edits in prop::collection::vec((any::<u8>(), any::<u32>(), any::<u32>()), 1..8),
        place in any::<prop::sample::Index>(),
    ) {
        let mut shelf = Shelf::all();
        let place = place.index(shelf.texts.len());
        shelf.texts[place].1 = edited(&shelf.texts[place].1, &edits);
        let name = shelf.texts[place].0.clone();
        survive(&name, &shelf);
        if name == "parent" {
            survive("child", &shelf);
        }
    }

    #[test]
    fn no_tree_makes_the_checker_panic(file in trees::file()) {
        let text = print::file(&file, Lang::En, &print::as_written);
        let name = file.header.as_ref().and_then(|header| header.names.ascii.as_ref()).map_or("t", |name| &name.text);
        let shelf = Shelf { texts: vec![(name.to_owned(), text)] };
        survive(name, &shelf);
    }
}

impl Both<'_> {
    fn load(&self, name: &str) -> Result<Policy, Rejected> {
        Policy::load(name, self)
    }
}
