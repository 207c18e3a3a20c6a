//! Descriptions, diagrams, errors, results of tests: by the schemas of `docs/schemas`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::civil::Date;
use menkan::analyse::Checked;
use menkan::decide::{DecideError, Request};
use menkan::describe::describe;
use menkan::diagnostic::render::{Offsets, to_json, to_json_with};
use menkan::policy::{Library, Policy};
use menkan::render::tree::Tree;
use menkan::schema;
use menkan::source::SourceFile;
use menkan_files::{FileError, LoadError};
use menkan_tests::documents::root;
use menkan_tests::library::{Shipped, days};
use menkan_tests::surface::command;

use crate::held::Held;
use crate::policies;

#[test]
fn every_description_and_diagram_is_as_its_schema_says() {
    let (descriptions, trees) = (Held::of_form("description").unwrap(), Held::of_form("tree").unwrap());
    let mut wrong = Vec::new();
    for policy in policies() {
        wrong.extend(descriptions.against(&describe(policy.model()).to_json()));
        for day in days(&policy) {
            wrong.extend(trees.against(&Tree::of(&policy.at(day).unwrap(), &[]).to_json()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file of `crates/menkan/tests/ui`, with its neighbours by name.
struct Beside(PathBuf);

impl Library for Beside {
    fn source(&self, name: &str) -> Option<SourceFile> {
        let path = self.0.with_file_name(format!("{name}.menkan"));
        fs::read_to_string(&path).ok().map(|text| SourceFile::new(&format!("{name}.menkan"), &text))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn every_error_is_as_its_schema_says() {
    let errors = Held::of_form("errors").unwrap();
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    for folder in ["syntax", "model", "format"] {
        for entry in fs::read_dir(root().join("crates/menkan/tests/ui").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "menkan") {
                continue;
            }
            let file = SourceFile::new(&path.to_string_lossy(), &fs::read_to_string(&path).unwrap());
            let Checked { diagnostics, sources } = Checked::of(Policy::parse(file, &Beside(path)));
            codes.extend(diagnostics.iter().map(|diagnostic| diagnostic.code.0));
            wrong.extend(errors.against(&to_json(&diagnostics, &sources)));
            wrong.extend(errors.against(&to_json_with(&diagnostics, &sources, Offsets::Utf16)));
        }
    }
    assert!(codes.len() > 60, "{codes:?}");
    let path = PathBuf::from("case.json");
    let said = "permission denied".to_owned();
    for error in [
        FileError::NoSuchFile(path.clone()),
        FileError::Folder(path.clone()),
        FileError::Unreadable(path.clone(), said.clone()),
        FileError::NotUtf8(path.clone(), 3),
        FileError::TooLarge(path.clone(), 1),
        FileError::NoSuchPolicy("cn.gansi".to_owned(), Some("cn.gansu".to_owned())),
        FileError::NoPolicies(path.clone()),
        FileError::Unwritable(path, said),
    ] {
        wrong.extend(errors.against(&error.to_json()));
    }
    match menkan_files::load("cn.gansi") {
        Err(LoadError::File(error)) => wrong.extend(errors.against(&error.to_json())),
        Err(LoadError::Policy(_) | LoadError::Compiled(_)) | Ok(_) => panic!("there is no such policy"),
    }
    let policy = Policy::load("cn", &menkan_policies::library()).unwrap_or_else(|_| panic!("cn is shipped"));
    let outside: DecideError = policy.at(Date::constant(1999, 1, 1)).err().unwrap();
    wrong.extend(errors.against(&outside.to_json()));
    let request = Request { answers: vec!["outcme".to_owned()], ..Request::default() };
    let refused = policy.decide_json(br#"{ "as_of": "2024-08-01" }"#, &request).err().unwrap();
    assert!(refused.to_json().contains("\"nearest\":\"outcome\""), "{}", refused.to_json());
    wrong.extend(errors.against(&refused.to_json()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the command prints.
fn printed(menkan: &Path, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(menkan).current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_the_command_writes_is_as_the_schemas_say() {
    let menkan = command().unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let failing = r#"policy failing / 不通过 in force from 2024-01-01
  answers aided
fact income / 收入 : CNY per month ask "收入?" / "Income?"
decision aided / 受援 when income is at most 1520 cite none "示例" / "an example"
test "above" as of 2024-08-01 given income is 2000 expect aided
"#;
    fs::write(folder.join("failing.menkan"), failing).unwrap();
    let tests = Held::of_form("tests").unwrap();
    let of_failing = printed(&menkan, &["test", "failing.menkan", "--coverage", "--format", "json"], &folder);
    assert!(of_failing.contains("\"failures\":[{") && of_failing.contains("\"uncovered\":[{"), "{of_failing}");
    let said = [
        tests.against(&of_failing),
        tests.against(&printed(&menkan, &["test", "cn", "--coverage", "--format", "json"], &folder)),
        tests.against(&printed(&menkan, &["test", "cn.gansu", "--format", "json"], &folder)),
        Held::of_form("policies").unwrap().against(&printed(&menkan, &["show", "--format", "json"], &folder)),
        Held::of_form("errors").unwrap().against(&printed(&menkan, &["test", "cn.gansi", "--format", "json"], &folder)),
    ];
    assert_eq!(said.iter().flatten().collect::<Vec<_>>(), Vec::<&String>::new());
    for name in Shipped::names() {
        let policy = Policy::load(&name, &Shipped).unwrap_or_else(|_| panic!("{name}"));
        let types = |of| printed(&menkan, &["types", &name, "--for", "json-schema", "--of", of], &folder);
        assert_eq!(types("case").trim_end(), schema::of_cases(policy.model()).to_json());
        assert_eq!(types("decision").trim_end(), schema::of_decisions(policy.model()).to_json());
        assert_eq!(types("case"), printed(&menkan, &["types", &name, "--for", "json-schema"], &folder));
    }
    let refused = Command::new(&menkan).args(["types", "cn", "--for", "cobol"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("[possible values: json-schema]"));
}
