//! The pages of `docs/errors` are complete and true: every code has one, the wrong example is told so, in the words
//! that the page prints, and the right one is not.
//!
//! `MENKAN_UPDATE=1 cargo test -p menkan-tests --test error_pages` writes anew what is printed, and the index.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use menkan::case::Case;
use menkan::compiled_form::{CompiledError, FORM, MAGIC};
use menkan::decide::{DecideError, Refused, Request, Wanted};
use menkan::diagnostic::render::{Color, render_text};
use menkan::diagnostic::{Diagnostic, Lang};
use menkan::format::format;
use menkan::policy::{Library, Policy};
use menkan::source::{FileId, SourceFile, Sources};
use menkan::syntax::parse_bytes;
use menkan::trial::{self, Trial};
use menkan_tests::documents::root;
use menkan_tests::pages::{Block, Page, codes, codes_by_file, folder, pages, write_printed};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

/// The policies that an example may extend: those before it in its section, and that of the index.
struct Texts(Vec<(String, String)>);

impl Texts {
    fn of(blocks: &[Block]) -> Self {
        let index = fs::read_to_string(folder().join("README.md")).unwrap();
        let example = index.split("```menkan\n").nth(1).and_then(|behind| behind.split("```").next()).unwrap();
        let example = Block { info: Vec::new(), text: example.to_owned() };
        let named =
            |block: &Block| (block.option("file").map_or_else(|| name(&block.text), str::to_owned), block.text.clone());
        Self(
            std::iter::once(&example)
                .chain(blocks.iter().filter(|block| block.info[..1] == ["menkan"]))
                .map(named)
                .collect(),
        )
    }
}

impl Library for Texts {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let (_, text) = self.0.iter().find(|(own, _)| own == name)?;
        Some(SourceFile::new(&format!("{name}.menkan"), text))
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// The name on the policy line.
fn name(text: &str) -> String {
    let mut words = text.split_whitespace();
    match words.next() {
        Some("policy" | "政策") => words.find(|word| word.is_ascii() && *word != "/").unwrap_or("policy").to_owned(),
        _ => "policy".to_owned(),
    }
}

/// What a text is told: codes, and the words in each language.
#[derive(Debug, Default)]
struct Told {
    codes: BTreeSet<String>,
    words: [String; 2],
}

impl Told {
    fn of_diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        Self {
            codes: diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect(),
            words: LANGUAGES.map(|lang| render_text(diagnostics, sources, lang, Color::Plain).trim_end().to_owned()),
        }
    }

    fn of_decide(error: &DecideError) -> Self {
        Self {
            codes: BTreeSet::from([error.code().to_owned()]),
            words: LANGUAGES.map(|lang| {
                let word = if lang == Lang::Zh { "错误" } else { "error" };
                format!("{word}[{}]: {}", error.code(), error.message().get(lang))
            }),
        }
    }

    /// The two blocks of the page.
    fn printed(&self) -> String {
        self.words.iter().map(|words| format!("```text\n{words}\n```\n")).collect()
    }
}

/// Everything that `check` and `test` say of a policy.
fn of_policy(text: &str, library: &Texts) -> (Option<Policy>, Told) {
    let file = SourceFile::new(&format!("{}.menkan", name(text)), text);
    match Policy::parse(file, library) {
        Err(rejected) => (None, Told::of_diagnostics(&rejected.diagnostics, &rejected.sources)),
        Ok(policy) => {
            let mut all = policy.warnings().to_vec();
            all.extend(policy.check());
            all.extend(trial::run(&policy).iter().flat_map(Trial::diagnostics));
            let told = Told::of_diagnostics(&all, policy.sources());
            (Some(policy), told)
        }
    }
}

/// What `fmt --lang` says of a policy.
fn of_layout(text: &str, library: &Texts, lang: &str) -> Told {
    let lang = match lang {
        "zh" => Lang::Zh,
        "en" => Lang::En,
        _ => panic!("no language: {lang}"),
    };
    let file = SourceFile::new(&format!("{}.menkan", name(text)), text);
    let formatted = format(&file, library, Some(lang));
    Told::of_diagnostics(&formatted.diagnostics, &formatted.sources)
}

/// What a saved interview is told; `sha256:…` in it is the policy's own digest.
fn of_saved(json: &str, policy: &Policy) -> Told {
    let json = json.replace("sha256:…", &policy.model().digest);
    match policy.resume_interview(json.as_bytes()) {
        Ok(_) => Told::default(),
        Err(Refused::Saved(error)) => Told {
            codes: BTreeSet::from([error.code().to_owned()]),
            words: LANGUAGES.map(|lang| {
                let word = if lang == Lang::Zh { "错误" } else { "error" };
                format!("{word}[{}]: {}", error.code(), error.message().get(lang))
                    .replace(&*policy.model().digest, "sha256:…")
            }),
        },
        Err(other) => panic!("{other}"),
    }
}

/// What is told of a case and an answer that is wanted, `decision=value`.
fn of_wanted(json: &str, wanted: &str, policy: &Policy) -> Told {
    let (decision, value) = wanted.split_once('=').unwrap();
    match policy.why_not_json(json.as_bytes(), decision, value, &Request::default()) {
        Ok(_) => Told::default(),
        Err(Refused::Decide(error)) => Told::of_decide(&error),
        Err(other) => panic!("{other}"),
    }
}

/// What a case is told under the policy of its section.
fn of_case(json: &[u8], options: &Block, policy: &Policy) -> Told {
    let day = |name| options.option(name).map(|day| day.parse::<Date>().unwrap());
    let case = match day("as-of") {
        Some(day) => Case::read_as_of(policy.model(), json, day),
        None => Case::read(policy.model(), json),
    };
    let case = match case {
        Ok(case) => case,
        Err(errors) => {
            return Told {
                codes: errors.errors().iter().map(|error| error.problem.code().to_owned()).collect(),
                words: LANGUAGES.map(|lang| errors.to_text(lang, Some("case.json")).trim_end().to_owned()),
            };
        }
    };
    let answers = options.option("decision").map(|name| policy.model().definition_named(name).unwrap());
    let wanted = Wanted { answers: answers.into_iter().collect(), ..Wanted::default() };
    let law = policy.at(day("law").unwrap_or(case.as_of));
    match law.and_then(|law| law.decide_as(&case, &wanted)) {
        Ok(_) => Told::default(),
        Err(error) => Told::of_decide(&error),
    }
}

/// What the example of a section is told: its last block, or what stands for an example too long to print.
fn told(page: &Page, section: usize) -> Told {
    let blocks = &page.sections[section].blocks;
    let library = Texts::of(blocks);
    match blocks.last() {
        Some(block) if block.info[..1] == ["menkan"] => match block.option("fmt") {
            Some(lang) => of_layout(&block.text, &library, lang),
            None => of_policy(&block.text, &library).1,
        },
        Some(block) if block.info[..1] == ["json"] => {
            let policy = Policy::load(&library.0.last().unwrap().0, &library);
            let policy = policy.unwrap_or_else(|rejected| panic!("{rejected}"));
            if let Some(wanted) = block.option("why-not") {
                of_wanted(&block.text, wanted, &policy)
            } else if block.info.iter().any(|word| word == "saved") {
                of_saved(&block.text, &policy)
            } else {
                of_case(block.text.as_bytes(), block, &policy)
            }
        }
        Some(block) => panic!("{}: a block of {:?}", page.path.display(), block.info),
        None => generated(&page.code),
    }
}

/// Examples that nobody wants to read whole. Of what they are told the first of the page's code is printed.
fn generated(code: &str) -> Told {
    let library = Texts::of(&[]);
    let example = || Policy::load("example", &library).unwrap();
    let case = |json: &[u8]| {
        let options = Block { info: Vec::new(), text: String::new() };
        of_case(json, &options, &example())
    };
    let head = "policy more / 补充 extends example\n";
    let values = |count: usize| (0..count).map(|at| format!("v{at} / 值{at}")).collect::<Vec<_>>().join(", ");
    if code.starts_with('K') {
        return of_compiled(code, &example());
    }
    let text = match code {
        "C0121" => return case(&vec![b' '; (1 << 20) + 1]),
        "C0122" => return case(b"{ \"as_of\": \"\xFF\" }"),
        "C0127" => {
            let facts: Vec<String> = (0..150).map(|at| format!("\"f{at}\": 1")).collect();
            let mut told =
                case(format!("{{ \"as_of\": \"2024-08-01\", \"facts\": {{ {} }} }}", facts.join(", ")).as_bytes());
            assert!(told.codes.remove("C0101"));
            told.words = told.words.map(|words| words.lines().last().unwrap_or_default().to_owned());
            return told;
        }
        "M0001" => return of_bytes(b"policy more / \xB2\xB9\xB3\xE4\n", code),
        "M0003" => format!("{head}{}", "# comment\n".repeat(430_000)),
        "M0004" => format!("{head}define deep / 深 when {}worker{}\n", "(".repeat(201), ")".repeat(201)),
        "M0005" => format!("{head}define long / 长 when {}\n", vec!["worker"; 10_000].join(" or ")),
        "M0006" => format!("{head}{}", "action a\n".repeat(20_001)),
        "M0007" => format!("{head}{}", "oops\n".repeat(1_001)),
        "M0033" => format!("{head}define big / 大数 when age is {}\n", "1".repeat(41)),
        "M0105" => return endless(),
        "M0111" => format!("{head}fact kind / 种类 : one of {}\n  ask \"?\" / \"?\"\n", values(201)),
        "M0239" => format!(
            "{head}fact f / 事, g / 物 : set of {}\n  ask \"?\" / \"?\"\ndefine same / 相同 when {}\n",
            values(200),
            vec!["f is g"; 1300].join(" or ")
        ),
        "M0324" => {
            let row = |year: u32| {
                let bands: Vec<String> = (1..=600).map(|band| format!("at most {}: 1", band * 1200 + year)).collect();
                format!("  from {year}-01-01 {}, above: 2\n", bands.join(", "))
            };
            format!("{head}parameter fee / 费用 by income : CNY\n{}{}  cite law 9\n", row(2022), row(2023))
        }
        "M0402" => {
            let chain: String = (1..300).map(|at| format!("define d{at} / 第{at}号 when d{}\n", at - 1)).collect();
            format!("{head}define d0 / 第0号 when worker\n{chain}")
        }
        "M0422" => {
            let rules: String = (0..1001).map(|at| format!("  rule r{at}: 1 cite none \"-\"\n")).collect();
            format!("{head}decision many / 众多 : integer\n{rules}")
        }
        "M0504" | "C0305" => large(),
        _ => panic!("{code}: the page shows no wrong example"),
    };
    if code == "C0305" {
        let policy = Policy::parse(SourceFile::new("more.menkan", &text), &library).unwrap();
        let options = Block { info: Vec::new(), text: String::new() };
        return of_case(b"{ \"as_of\": \"2024-08-01\" }", &options, &policy);
    }
    let file = SourceFile::new("more.menkan", &text);
    match Policy::parse(file, &library) {
        Err(rejected) => first(&rejected.diagnostics, &rejected.sources, code),
        Ok(policy) => first(&policy.check(), policy.sources(), code),
    }
}

/// What is told of a compiled policy; of one that is too large, in the same words.
fn of_compiled(code: &str, policy: &Policy) -> Told {
    let day = jiff::civil::date(2022, 1, 1);
    let (whole, for_a_day) = (policy.to_compiled().unwrap(), policy.to_compiled_for(day).unwrap());
    let read = |bytes: &[u8]| Policy::from_compiled(bytes);
    let error = match code {
        "K0101" => read(b"policy example").unwrap_err(),
        "K0102" => read(&[&MAGIC[..], &(FORM + 1).to_le_bytes()].concat()).unwrap_err(),
        "K0103" => read(&whole[..whole.len() / 2]).unwrap_err(),
        "K0104" => {
            let head = [&MAGIC[..], &FORM.to_le_bytes()].concat();
            read(&[&head[..], blake3::hash(b"").as_bytes()].concat()).unwrap_err()
        }
        "K0105" => return Told::of_decide(&read(&for_a_day).unwrap().at(jiff::civil::date(2024, 1, 1)).unwrap_err()),
        "K0106" => read(&for_a_day).unwrap().require_texts().unwrap_err(),
        "K0107" => CompiledError::TooLarge,
        _ => panic!("{code}: the page shows no wrong example"),
    };
    Told::of_decide(&DecideError::Compiled(error))
}

/// A condition that needs a node for every way to pick some of many facts: each pair is compared across the order.
fn large() -> String {
    let facts =
        |letter: char| (0..22).map(|at| format!("{letter}{at} / {letter}事{at}")).collect::<Vec<_>>().join(", ");
    let sum = |letter: char| {
        (0..22).map(|at| format!("(if {letter}{at} then {} else 0)", 1_u32 << at)).collect::<Vec<_>>().join(" + ")
    };
    format!(
        "policy more / 补充 in force from 2022-01-01\n  answers equal\nfact {}, {} : boolean\n  ask \"?\" / \"?\"\ndecision equal / 相等 when {} is {} cite none \"-\"\n",
        facts('a'),
        facts('b'),
        sum('a'),
        sum('b')
    )
}

fn first(all: &[Diagnostic], sources: &Sources, code: &str) -> Told {
    let one: Vec<Diagnostic> = all.iter().filter(|diagnostic| diagnostic.code.0 == code).take(1).cloned().collect();
    Told::of_diagnostics(&one, sources)
}

fn of_bytes(bytes: &[u8], code: &str) -> Told {
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::new("more.menkan", &String::from_utf8_lossy(bytes)));
    debug_assert_eq!(id, FileId::default());
    first(&parse_bytes(bytes, id).diagnostics, &sources, code)
}

/// A chain of layers without an end.
fn endless() -> Told {
    struct Endless;
    impl Library for Endless {
        fn source(&self, name: &str) -> Option<SourceFile> {
            let next: u32 = name.trim_start_matches("layer_").parse::<u32>().ok()? + 1;
            Some(SourceFile::new(&format!("{name}.menkan"), &format!("policy {name} / 层 extends layer_{next}\n")))
        }
    }
    let rejected = Policy::load("layer_0", &Endless).unwrap_err();
    first(&rejected.diagnostics, &rejected.sources, "M0105")
}

/// The codes that examples are told beside the page's own: `also=M0121` on the fence.
fn also(page: &Page, section: usize) -> BTreeSet<String> {
    let blocks = page.sections[section].blocks.iter();
    blocks.filter_map(|block| block.option("also")).flat_map(|codes| codes.split('+')).map(str::to_owned).collect()
}

/// Pages of the command show transcripts, which `cargo xtask test transcripts` runs.
fn is_of_the_command(page: &Page) -> bool {
    page.code.starts_with('F')
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let written: Vec<String> = pages().unwrap().into_iter().map(|page| page.code).collect();
    assert_eq!(codes().unwrap(), written);
    assert!(written.len() >= 60);
}

#[test]
fn one_code_is_told_of_one_matter() {
    let codes_by_file = codes_by_file().unwrap();
    let mut told: BTreeMap<&str, &Path> = BTreeMap::new();
    for (path, code) in &codes_by_file {
        let first = told.entry(code).or_insert(path);
        assert_eq!(*first, path, "{code} is told in two files");
    }
}

#[test]
fn what_pages_print_is_what_is_printed() {
    let mut wrong = Vec::new();
    for page in pages().unwrap().iter().filter(|page| !is_of_the_command(page)) {
        let told = told(page, 0);
        let mut expected = also(page, 0);
        expected.insert(page.code.clone());
        if told.codes != expected {
            wrong.push(format!(
                "{}: the wrong example is told {:?}, not {expected:?}\n{}",
                page.code, told.codes, told.words[1]
            ));
        } else if std::env::var_os("MENKAN_UPDATE").is_some() {
            write_printed(page, &told.printed()).unwrap();
        } else {
            let shown: String =
                page.sections[1].blocks.iter().map(|block| format!("```text\n{}```\n", block.text)).collect();
            if shown != told.printed() {
                wrong.push(format!("{}: prints\n{shown}in place of\n{}", page.code, told.printed()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} pages\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn right_examples_are_told_nothing() {
    let mut wrong = Vec::new();
    for page in pages().unwrap().iter().filter(|page| !is_of_the_command(page)) {
        if page.sections[2].blocks.is_empty() {
            // What is too long to print has nothing right to show beside but words.
            if page.sections[2].words < 5 || !page.sections[0].blocks.is_empty() {
                wrong.push(format!("{}: shows nothing that is right", page.code));
            }
            continue;
        }
        let told = told(page, 2);
        if told.codes != also(page, 2) || told.codes.contains(&page.code) {
            wrong.push(format!("{}: the right example is told {:?}\n{}", page.code, told.codes, told.words[1]));
        }
    }
    assert!(wrong.is_empty(), "{} pages\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn pages_of_the_command_show_both_languages() {
    for page in pages().unwrap().iter().filter(|page| is_of_the_command(page)) {
        let shown: String = page.sections[1].blocks.iter().map(|block| block.text.as_str()).collect();
        for told in [format!("错误[{}]", page.code), format!("error[{}]", page.code)] {
            assert!(shown.contains(&told), "{} does not show `{told}`", page.path.display());
        }
        let all = page.sections.iter().flat_map(|section| &section.blocks);
        assert!(all.into_iter().all(|block| block.info[..1] == ["console"]), "{}", page.path.display());
    }
}

#[test]
fn every_page_says_what_and_why_and_is_in_the_index_and_the_book() {
    let pages = pages().unwrap();
    let index: String = pages
        .iter()
        .map(|page| format!("| [{0}]({0}.md) | {1} |\n", page.code, page.title.replace(" / ", " | ")))
        .collect();
    let path = folder().join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, table) = text.split_once("|---|---|---|\n").unwrap();
    if std::env::var_os("MENKAN_UPDATE").is_some() {
        fs::write(&path, format!("{before}|---|---|---|\n{index}")).unwrap();
    } else {
        assert_eq!(table, index, "the index of {}", path.display());
    }
    for page in &pages {
        assert!(page.title.contains(" / "), "{}: a title in one language", page.code);
        assert!(page.sections[3].words >= 6, "{}: says hardly why", page.code);
    }
    let path = root().join("docs/SUMMARY.md");
    let summary = fs::read_to_string(&path).unwrap();
    let entry = |page: &Page| format!("  - [{0} {1}](errors/{0}.md)\n", page.code, page.title);
    let entries: String = pages.iter().map(entry).collect();
    let (before, behind) = summary.split_once("- [Errors](errors/README.md)\n").unwrap();
    let end = behind.find("\n- ").map_or(behind.len(), |at| at + 1);
    let (listed, rest) = if behind.starts_with("  - ") { behind.split_at(end) } else { ("", behind) };
    if std::env::var_os("MENKAN_UPDATE").is_some() {
        fs::write(&path, format!("{before}- [Errors](errors/README.md)\n{entries}{rest}")).unwrap();
    } else {
        assert_eq!(listed, entries, "the pages in {}", path.display());
    }
}
