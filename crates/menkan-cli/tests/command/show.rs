//! `menkan show` and `menkan tree`, and the command without arguments.

use crate::run::menkan;

const SHIPPED: [&str; 13] = [
    "cn",
    "cn.chongqing",
    "cn.gansu",
    "cn.gansu.jiayuguan",
    "cn.guangdong",
    "cn.guangdong.zhongshan",
    "cn.shandong",
    "cn.shanghai",
    "gb.ew.civil",
    "gb.ew.crime",
    "fr.aj",
    "ca.qc",
    "tw.laf",
];

#[test]
fn without_arguments_there_is_help_with_an_example() {
    let said = menkan(&[], b"");
    assert!(said.done().contains("Example:") && said.out.contains("menkan decide cn.gansu.jiayuguan"), "{}", said.out);
    assert_eq!(menkan(&["--help"], b"").status, Some(0));
    assert_eq!(menkan(&["--version"], b"").out.split_whitespace().next(), Some("menkan"));
    assert_eq!(menkan(&["desire"], b"").status, Some(2));
    assert_eq!(menkan(&["decide"], b"").status, Some(2));
}

#[test]
fn the_shipped_policies_are_listed_with_their_dates() {
    let text = menkan(&["show"], b"");
    let json = menkan(&["show", "--format", "json"], b"").json();
    let names: Vec<&str> = json["policies"].as_array().unwrap().iter().filter_map(|it| it["policy"].as_str()).collect();
    assert_eq!(names, SHIPPED);
    assert!(SHIPPED.iter().all(|name| text.done().contains(name)), "{}", text.out);
    assert_eq!(json["policies"][0]["periods"][0]["from"], "2013-01-01");
    assert!(json["policies"][0]["changes"].as_array().unwrap().iter().any(|day| day == "2022-01-01"));
}

#[test]
fn a_form_can_be_drawn_from_the_description() {
    for policy in SHIPPED {
        let shown = menkan(&["show", policy, "--format", "json"], b"");
        let description = shown.json();
        assert_eq!(description["policy"], policy);
        for fact in description["facts"].as_array().unwrap() {
            let name = &fact["name"];
            for lang in ["zh", "en"] {
                assert!(fact["label"][lang].is_string() && fact["ask"][lang].is_string(), "{name}");
            }
            let ty = &fact["type"];
            let kind = ty["kind"].as_str().unwrap();
            assert_eq!(matches!(kind, "choice" | "set"), ty["values"].is_array(), "{name}");
            assert!(["applicant", "officer", "embedder"].iter().any(|of| fact["of"] == **of), "{name}");
        }
        let decisions = description["decisions"].as_array().unwrap();
        // The two tests of gb.ew.crime have a result each, and no outcome of both.
        let main = if policy == "gb.ew.crime" { "full_result" } else { "outcome" };
        assert!(decisions.iter().any(|it| it["name"] == main && it["answer"] == true));
        assert_eq!(description["layers"].as_array().unwrap().last().unwrap()["name"], policy);
    }
}

#[test]
fn a_guard_says_when_a_fact_applies_in_both_languages() {
    let description = menkan(&["show", "cn", "--format", "json"], b"").json();
    let facts = description["facts"].as_array().unwrap();
    let procedure = facts.iter().find(|fact| fact["name"] == "criminal.procedure").unwrap();
    assert_eq!(
        procedure["guard"],
        serde_json::json!({
            "when": { "zh": "刑事地位 不是 无", "en": "criminal.role is not none" },
            "facts": ["criminal.role", "request.kind"],
            "else": { "zh": "无", "en": "none" },
        })
    );
}

#[test]
fn a_description_is_for_people_too() {
    for lang in ["zh", "en"] {
        let said = menkan(&["show", "cn", "--lang", lang], b"");
        assert!(said.done().contains("household.income"), "{}", said.out);
    }
}

#[test]
fn a_diagram_is_drawn_in_four_ways() {
    let tree = |format: &str| menkan(&["tree", "cn", "--decision", "duty", "--format", format], b"");
    assert!(tree("text").done().starts_with("duty ("));
    assert!(tree("mermaid").done().starts_with("flowchart TD\n"));
    assert!(tree("dot").done().starts_with("digraph "));
    let json = tree("json").json();
    let picture = &json["decisions"][0];
    let nodes = picture["nodes"].as_array().unwrap();
    assert_eq!(picture["count"], nodes.len());
    for node in nodes {
        for edge in node["edges"].as_array().into_iter().flatten() {
            assert!(edge["to"].as_u64().is_some_and(|to| to < nodes.len() as u64), "{edge}");
        }
    }
    assert_eq!(menkan(&["tree", "cn", "--decision", "dutty", "--format", "json"], b"").codes(), ["C0306"]);
}

#[test]
fn of_a_case_what_is_left_is_drawn() {
    let known = br#"{ "as_of": "2024-08-01", "facts": { "request.kind": "advice" } }"#;
    let drawn = menkan(&["tree", "cn", "--lang", "en", "--case", "-"], known);
    assert_eq!(drawn.done(), "outcome (1 node)\nservice only\n", "{}", drawn.out);
    let wrong = menkan(&["tree", "cn", "--case", "-"], br#"{ "as_of": "2024-08-01", "facts": { "request.kin": 1 } }"#);
    assert_eq!(wrong.status, Some(1));
    assert!(wrong.err.contains("[C0101]"), "{}", wrong.err);
}

#[test]
fn a_diagram_walks_to_what_is_decided() {
    let json = menkan(&["tree", "cn", "--as-of", "2024-08-01", "--format", "json"], b"").json();
    let nodes = json["decisions"][0]["nodes"].as_array().unwrap().clone();
    let mut place = json["decisions"][0]["roots"][0]["node"].as_u64().unwrap();
    // A request for advice alone ends at once, whatever else is asked.
    while let Some(edges) = nodes[usize::try_from(place).unwrap()]["edges"].as_array() {
        let advice =
            |edge: &&serde_json::Value| edge["in"].as_array().is_some_and(|all| all.iter().any(|it| it == "advice"));
        let edge = edges.iter().find(advice).unwrap_or(&edges[0]);
        place = edge["to"].as_u64().unwrap();
    }
    assert!(nodes[usize::try_from(place).unwrap()]["value"].is_string());
}
