//! `menkan compile`: what it writes is taken wherever a policy is.

use std::fs;

use crate::run::{folder, menkan, menkan_in};

const CASE: &[u8] =
    br#"{ "as_of": "2024-08-01", "facts": { "request.kind": "civil", "applicant.migrant_worker": true } }"#;

#[test]
fn a_compiled_policy_is_taken_wherever_a_policy_is() {
    let folder = folder("compile");
    // It is known by what it holds, not by its name.
    for out in ["whole", "village.menkan"] {
        let said = menkan_in(&folder, &["compile", "cn.gansu.jiayuguan", out], b"");
        let size = fs::metadata(folder.join(out)).unwrap().len();
        assert_eq!(said.done(), format!("{out}: compiled, {size} bytes\n"));
        for verb in [
            &["decide", "POLICY", "-", "--format", "json"][..],
            &["decide", "POLICY", "-", "--sufficient", "--lang", "zh"],
            &["notice", "POLICY", "-", "--format", "html"],
            &["why-not", "POLICY", "-", "outcome=refused"],
            &["show", "POLICY"],
            &["tree", "POLICY", "--decision", "channel"],
            &["tree", "POLICY", "--case", "-"],
            &["types", "POLICY", "--for", "json-schema"],
        ] {
            let with = |policy: &str| {
                let arguments: Vec<String> = verb.iter().map(|word| word.replace("POLICY", policy)).collect();
                menkan_in(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>(), CASE)
            };
            assert_eq!(with(&format!("./{out}")).done(), with("cn.gansu.jiayuguan").done(), "{verb:?}");
        }
    }
}

#[test]
fn a_policy_for_a_day_is_small_and_says_what_it_lacks() {
    let folder = folder("compile_for_a_day");
    menkan_in(&folder, &["compile", "cn", "whole"], b"").done();
    menkan_in(&folder, &["compile", "./whole", "day", "--as-of", "2024-08-01"], b"").done();
    let size = |file: &str| fs::metadata(folder.join(file)).unwrap().len();
    assert!(size("day") * 4 < size("whole"), "{} of {}", size("day"), size("whole"));
    let decide = |policy: &str| menkan_in(&folder, &["decide", policy, "-", "--format", "json"], CASE);
    assert_eq!(decide("./day").done(), decide("cn").done());
    let codes = |arguments: &[&str]| menkan_in(&folder, arguments, b"{}").codes();
    assert_eq!(codes(&["decide", "./day", "-", "--as-of", "2023-01-01", "--format", "json"]), ["K0105"]);
    assert_eq!(codes(&["check", "./day", "--format", "json"]), ["K0106"]);
    assert_eq!(codes(&["test", "./day", "--format", "json"]), ["K0106"]);
    let said = menkan_in(&folder, &["compile", "./day", "other"], b"");
    assert!(said.status == Some(1) && said.err.starts_with("error[K0105]: "), "{}", said.err);
    assert!(!folder.join("other").exists());
}

#[test]
fn a_compiled_policy_carries_its_tests() {
    let folder = folder("compile_tests");
    menkan_in(&folder, &["compile", "fr.aj", "whole"], b"").done();
    let said = |verb: &str, policy: &str| {
        let said = menkan_in(&folder, &[verb, policy, "--format", "json"], b"");
        said.done().replace(r#""policy":"./whole""#, r#""policy":"fr.aj""#)
    };
    assert_eq!(said("test", "./whole"), said("test", "fr.aj"));
    assert_eq!(said("check", "./whole"), said("check", "fr.aj"));
}

#[test]
fn what_is_damaged_is_refused() {
    let folder = folder("compile_damaged");
    menkan_in(&folder, &["compile", "fr.aj", "whole"], b"").done();
    let bytes = fs::read(folder.join("whole")).unwrap();
    fs::write(folder.join("half"), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(folder.join("newer"), [&bytes[..8], &[2, 0, 0, 0], &bytes[12..]].concat()).unwrap();
    for (file, code) in [("./half", "K0103"), ("./newer", "K0102")] {
        assert_eq!(menkan_in(&folder, &["decide", file, "-", "--format", "json"], b"").codes(), [code]);
    }
}

#[test]
fn what_cannot_be_compiled_leaves_no_file() {
    let folder = folder("compile_fails");
    let said = menkan_in(&folder, &["compile", "cn", "none", "--as-of", "1990-01-01"], b"");
    assert!(said.status == Some(1) && said.err.starts_with("error[C0301]: "), "{}", said.err);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    let said = menkan(&["compile", "cn", "no/such/folder/out"], b"");
    assert!(said.status == Some(1) && said.err.starts_with("error[F0108]: "), "{}", said.err);
}

#[test]
fn no_text_is_written_over() {
    let folder = folder("compile_over");
    let text =
        "policy small / 小 in force from 2024-01-01\n  answers yes\ndecision yes / 是 when true cite none \"-\"\n";
    fs::write(folder.join("small.menkan"), text).unwrap();
    let compile = |out: &str, lang: &str| {
        menkan_in(&folder, &["compile", "cn.gansu.jiayuguan", out, "--as-of", "2024-08-01", "--lang", lang], b"")
    };
    let said = compile("small.menkan", "zh");
    assert!(said.status == Some(1) && said.err.starts_with("错误[F0109]: `small.menkan` "), "{}", said.err);
    assert_eq!(fs::read_to_string(folder.join("small.menkan")).unwrap(), text);
    // What was compiled before is compiled anew.
    compile("out", "en").done();
    compile("out", "en").done();
}
