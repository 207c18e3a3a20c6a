//! Input that is broken, endless or meant to do harm: a coded error, no panic, bounded time.

use std::fs;
use std::io::Read as _;

use crate::run::{command, folder, menkan, menkan_in};

/// The codes of a case given on standard input.
fn case(json: &[u8]) -> Vec<String> {
    menkan(&["decide", "cn", "-", "--format", "json"], json).codes()
}

/// The codes of a policy file of these bytes.
fn policy(test: &str, bytes: &[u8]) -> Vec<String> {
    let folder = folder(test);
    fs::write(folder.join("p.menkan"), bytes).unwrap();
    menkan_in(&folder, &["check", "p.menkan", "--format", "json"], b"").codes()
}

#[test]
fn a_case_that_is_no_json_is_refused() {
    assert_eq!(case(b"{"), ["C0123"]);
    assert_eq!(case(b"\0"), ["C0123"]);
    assert_eq!(case(b"[1]"), ["C0124"]);
    assert_eq!(case(b"\"\xff\""), ["C0122"]);
    assert_eq!(case("[".repeat(100_000).as_bytes()), ["C0123"]);
    let nested = format!("{{\"as_of\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(case(nested.as_bytes()), ["C0107"]);
}

#[test]
fn a_case_is_read_up_to_a_limit() {
    assert_eq!(case(&vec![b' '; 50 << 20]), ["F0105"]);
    assert_eq!(menkan(&["decide", "cn", "/dev/zero", "--format", "json"], b"").codes(), ["F0105"]);
}

#[test]
fn a_policy_is_read_up_to_a_limit() {
    assert_eq!(policy("policy_50_mb", &vec![b'#'; 50 << 20]), ["F0105"]);
    assert_eq!(menkan(&["check", "/dev/zero", "--format", "json"], b"").codes(), ["F0105"]);
}

#[test]
fn a_policy_that_is_no_text_is_refused() {
    assert_eq!(policy("policy_latin1", b"policy caf\xe9\n"), ["F0104"]);
    for (test, bytes) in [("policy_nul", &b"policy a\0b\n"[..]), ("policy_empty", b""), ("policy_bom", b"\xef\xbb\xbf")]
    {
        let codes = policy(test, bytes);
        assert!(codes.iter().all(|code| code.starts_with('M')), "{test}: {codes:?}");
    }
}

#[test]
fn nesting_is_bounded() {
    for (test, open, close) in [("brackets", "(", ")"), ("nots", "not ", ""), ("sets", "{", "}"), ("ifs", "if (", ")")]
    {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let text = format!("policy a / 甲\n  answers o\n\ndefine d / 丁 when {open}yes{close}\n");
        let codes = policy(&format!("nesting_{test}"), text.as_bytes());
        assert!(!codes.is_empty() && codes.iter().all(|code| code.starts_with('M')), "{test}: {codes:?}");
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = folder("what_cannot_be_read");
    fs::create_dir(folder.join("d.menkan")).unwrap();
    fs::create_dir(folder.join("empty")).unwrap();
    let codes = |arguments: &[&str]| menkan_in(&folder, &[arguments, &["--format", "json"]].concat(), b"").codes();
    assert_eq!(codes(&["decide", "cn", "case.json"]), ["F0101"]);
    assert_eq!(codes(&["decide", "cn", "d.menkan"]), ["F0102"]);
    assert_eq!(codes(&["decide", "d.menkan", "-"]), ["F0102"]);
    assert_eq!(codes(&["show", "none.menkan"]), ["F0101"]);
    assert_eq!(codes(&["show", "cn.gansu.jiayuguam"]), ["F0106"]);
    assert_eq!(codes(&["check", "empty"]), ["F0107"]);
    assert_eq!(codes(&["test", "no/such/folder"]), ["F0101"]);
}

#[test]
fn a_closed_pipe_ends_the_command_quietly() {
    let arguments = ["tree", "cn.gansu.jiayuguan", "--decision", "outcome", "--decision", "forms"];
    let mut child = command(std::path::Path::new("."), &arguments).spawn().unwrap();
    drop(child.stdin.take());
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((err.as_str(), child.wait().unwrap().code()), ("", Some(141)));
}

#[test]
fn a_parent_in_a_circle_is_told() {
    let folder = folder("circle");
    fs::write(folder.join("a.menkan"), "policy a / 甲 extends b in force from 2020-01-01\n").unwrap();
    fs::write(folder.join("b.menkan"), "policy b / 乙 extends a in force from 2020-01-01\n").unwrap();
    let codes = menkan_in(&folder, &["check", ".", "--format", "json"], b"").codes();
    assert!(codes.iter().all(|code| code.starts_with('M')), "{codes:?}");
}

/// A policy of this many boolean facts, and what else it declares.
fn of_facts(count: usize, items: &str) -> String {
    let mut text = "policy a / 甲\n  answers d\ninstrument law / 法 from 2022-01-01\n".to_owned();
    for first in (0..count).step_by(500) {
        let names: Vec<String> = (first..count.min(first + 500)).map(|fact| format!("f{fact} / 事{fact}")).collect();
        text += &format!("fact {} : boolean\n  ask \"?\" / \"?\"\n", names.join(", "));
    }
    text + items
}

#[test]
fn a_wide_policy_is_answered_or_refused() {
    let any = |parts: &[String]| format!("any of\n{}", parts.concat());
    let wide: Vec<String> = (0..4_000).map(|fact| format!("    - f{fact}\n")).collect();
    let decision = format!("decision d / 丁 when {}  cite law 1\n", any(&wide));
    assert_eq!(policy("wide", of_facts(4_000, &decision).as_bytes()), ["M0504"]);
    // Shallow definitions on top of each other: few nodes, but as many terms in a row.
    let mut groups: Vec<String> = wide
        .chunks(60)
        .enumerate()
        .map(|(place, parts)| format!("define g{place} / 组{place} when {}", any(parts)))
        .collect();
    let (mut row, mut next): (Vec<String>, usize) = ((0..groups.len()).map(|place| format!("g{place}")).collect(), 0);
    while row.len() > 1 {
        let pairs: Vec<String> = row.chunks(2).map(|pair| pair.join(" or ")).collect();
        row = Vec::new();
        for pair in pairs {
            groups.push(format!("define h{next} / 层{next} when {pair}\n"));
            row.push(format!("h{next}"));
            next += 1;
        }
    }
    let items = format!("{}decision d / 丁 when {} cite law 1\n", groups.concat(), row[0]);
    let mut codes = policy("deep", of_facts(4_000, &items).as_bytes());
    codes.dedup();
    assert_eq!(codes, ["M0504"]);
}

#[test]
fn an_axis_of_many_cuts_is_answered() {
    let cuts: Vec<String> = (0..600).map(|cut| format!("    - x is {} and f{cut}\n", cut * 37)).collect();
    let items = format!(
        "fact x / 数 : integer 0..100000 ask \"?\" / \"?\"\ndecision d / 丁 when any of\n{}  cite law 1\n",
        cuts.concat()
    );
    let folder = folder("axis");
    fs::write(folder.join("p.menkan"), of_facts(600, &items)).unwrap();
    assert_eq!(menkan_in(&folder, &["check", "p.menkan"], b"").done(), "p.menkan: no fault found\n");
}
