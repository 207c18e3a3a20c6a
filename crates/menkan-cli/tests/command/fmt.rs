//! `menkan fmt`: files, folders and standard input; what is written, and what is not.

use std::fs;
use std::path::Path;

use crate::run::{folder, menkan_in};

const UNTIDY: &str = "policy a/甲\n answers d   # why\n\n\n# of the rule\ndecision d/丁 : one of x/子, y/丑\n  otherwise x cite none \"无\"\n";
const ENGLISH: &str = "policy a / 甲\n  answers d # why\n\n# of the rule\ndecision d / 丁 : one of x / 子, y / 丑\n  otherwise x\n    cite none \"无\"\n";
const CHINESE: &str =
    "政策 甲 / a\n  回答 丁 # why\n\n# of the rule\n决定 丁 / d : 单选 子 / x, 丑 / y\n  其余 子\n    依据 无 \"无\"\n";
const BELOW: &str = "policy a.b / 甲乙 extends 甲\namend decision d\n  rule r / 规: y cite none \"无\"\n";

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The names in a folder: nothing that was written on the way is left behind.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_laid_out_in_its_own_language_and_left_alone_once_it_is() {
    let folder = folder("fmt_file");
    let file = folder.join("a.menkan");
    fs::write(&file, UNTIDY).unwrap();
    assert_eq!(menkan_in(&folder, &["fmt", "a.menkan"], b"").done(), "a.menkan: laid out\n");
    assert_eq!(read(&file), ENGLISH);
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    assert_eq!(menkan_in(&folder, &["fmt", "a.menkan"], b"").done(), "");
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), written);
    assert_eq!(names(&folder), ["a.menkan"]);
}

#[test]
fn a_folder_is_translated_there_and_back() {
    let folder = folder("fmt_folder");
    fs::create_dir(folder.join("below")).unwrap();
    let (above, below) = (folder.join("a.menkan"), folder.join("below/b.menkan"));
    fs::write(&above, UNTIDY).unwrap();
    fs::write(&below, BELOW).unwrap();
    assert_eq!(menkan_in(&folder, &["fmt", ".", "--lang", "en"], b"").status, Some(0));
    let english = [read(&above), read(&below)];
    assert_eq!(english[0], ENGLISH);
    assert!(english[1].starts_with("policy a.b / 甲乙 extends a\n"), "{}", english[1]);
    let said = menkan_in(&folder, &["fmt", ".", "--lang", "zh"], b"");
    assert_eq!(said.done(), "a.menkan:已调整版式\nbelow/b.menkan:已调整版式\n");
    assert_eq!(read(&above), CHINESE);
    assert!(read(&below).starts_with("政策 甲乙 / a.b 承接 甲\n修改 决定 丁\n"), "{}", read(&below));
    assert_eq!(menkan_in(&folder, &["fmt", "."], b"").done(), "", "each stays in its own language");
    assert_eq!(menkan_in(&folder, &["fmt", ".", "--lang", "en"], b"").status, Some(0));
    assert_eq!([read(&above), read(&below)], english);
}

#[test]
fn check_names_what_would_change_and_writes_nothing() {
    let folder = folder("fmt_check");
    fs::write(folder.join("a.menkan"), UNTIDY).unwrap();
    fs::write(folder.join("b.menkan"), ENGLISH).unwrap();
    let said = menkan_in(&folder, &["fmt", ".", "--check"], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), "a.menkan: would be laid out anew\n"));
    assert_eq!(read(&folder.join("a.menkan")), UNTIDY);
    assert_eq!(menkan_in(&folder, &["fmt", "b.menkan", "--check"], b"").done(), "");
    let said = menkan_in(&folder, &["fmt", "b.menkan", "--check", "--lang", "zh"], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), "b.menkan:版式不符,会被改写\n"));
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = folder("fmt_stdin");
    assert_eq!(menkan_in(&folder, &["fmt", "-"], UNTIDY.as_bytes()).done(), ENGLISH);
    assert_eq!(menkan_in(&folder, &["fmt", "--lang", "zh", "-"], UNTIDY.as_bytes()).done(), CHINESE);
    assert_eq!(menkan_in(&folder, &["fmt", "-", "--check"], ENGLISH.as_bytes()).done(), "");
    assert_eq!(menkan_in(&folder, &["fmt", "-", "--check"], UNTIDY.as_bytes()).status, Some(1));
    fs::write(folder.join("a.menkan"), ENGLISH).unwrap();
    let child = menkan_in(&folder, &["fmt", "-", "--lang", "en"], BELOW.as_bytes());
    assert!(child.done().starts_with("policy a.b / 甲乙 extends a\n"), "its parent lies in this folder");
    assert_eq!(menkan_in(&folder, &["fmt", "-"], b"\xFF").status, Some(1));
}

#[test]
fn a_policy_with_errors_is_laid_out_but_not_translated() {
    let folder = folder("fmt_errors");
    let file = folder.join("a.menkan");
    fs::write(&file, UNTIDY.replace("otherwise x", "otherwise   z")).unwrap();
    let said = menkan_in(&folder, &["fmt", "a.menkan", "--lang", "en"], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), "a.menkan: laid out\n"));
    assert!(said.err.contains("error[M0701]"), "{}", said.err);
    assert_eq!(read(&file), ENGLISH.replace("otherwise x", "otherwise z"));
    let said = menkan_in(&folder, &["fmt", "a.menkan"], b"");
    assert_eq!(said.status, Some(0));
    assert!(said.err.contains("warning[M0701]"), "{}", said.err);
}

#[test]
fn an_item_that_cannot_be_read_is_left_as_it_stands() {
    let folder = folder("fmt_unread");
    let file = folder.join("a.menkan");
    let broken = "define   e / 戊   when and\n     cite law 3\n";
    fs::write(&file, format!("{UNTIDY}{broken}")).unwrap();
    let said = menkan_in(&folder, &["fmt", "a.menkan"], b"");
    assert_eq!(said.status, Some(1));
    assert!(said.err.contains("error[M0031]"), "{}", said.err);
    assert_eq!(read(&file), format!("{ENGLISH}{broken}"));
}

#[test]
fn a_file_that_cannot_be_read_keeps_none_of_the_others_from_it() {
    let folder = folder("fmt_unreadable");
    fs::write(folder.join("a.menkan"), UNTIDY).unwrap();
    fs::write(folder.join("bytes.menkan"), b"policy \xFF\n").unwrap();
    let said = menkan_in(&folder, &["fmt", "nowhere.menkan", "bytes.menkan", "a.menkan"], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), "a.menkan: laid out\n"));
    assert!(said.err.contains("F0101") && said.err.contains("F0104"), "{}", said.err);
    assert_eq!(fs::read(folder.join("bytes.menkan")).unwrap(), b"policy \xFF\n");
    assert_eq!(menkan_in(&folder, &["fmt"], b"").status, Some(2));
}

/// Whoever has the old file open keeps the old text: the new one is another file under the same name.
#[cfg(unix)]
#[test]
fn a_file_is_replaced_whole_through_links_and_with_its_permissions() {
    use std::io::Read as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = folder("fmt_whole");
    let file = folder.join("a.menkan");
    fs::write(&file, UNTIDY).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.menkan", folder.join("link.menkan")).unwrap();
    let mut open = fs::File::open(&file).unwrap();
    assert_eq!(menkan_in(&folder, &["fmt", "link.menkan"], b"").done(), "link.menkan: laid out\n");
    let mut before = String::new();
    open.read_to_string(&mut before).unwrap();
    assert_eq!((before.as_str(), read(&file).as_str()), (UNTIDY, ENGLISH));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.join("link.menkan")).unwrap().is_symlink());
    assert_eq!(names(&folder), ["a.menkan", "link.menkan"]);
}

/// A name so long that none fits beside it: nothing is written, and it is said why.
#[cfg(unix)]
#[test]
fn what_cannot_be_written_stays_as_it_was() {
    let folder = folder("fmt_unwritable");
    let name = format!("{}.menkan", "a".repeat(245));
    fs::write(folder.join(&name), UNTIDY).unwrap();
    let said = menkan_in(&folder, &["fmt", "."], b"");
    assert_eq!((said.status, said.out.as_str()), (Some(1), ""));
    assert!(said.err.starts_with("error[F0108]"), "{}", said.err);
    assert_eq!(read(&folder.join(&name)), UNTIDY);
    assert_eq!(names(&folder), [name]);
}
