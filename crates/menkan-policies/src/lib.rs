//! The shipped policies, embedded: for China national law, provinces and cities, each a layer over the one above; beside
//! them means tests of France, Quebec and Taiwan.
//!
//! ```
//! use menkan::case::Case;
//! use menkan::decide::Value;
//! use menkan::policy::Policy;
//!
//! let policy = Policy::load("cn.gansu.jiayuguan", &menkan_policies::library())?;
//! let case = br#"{ "as_of": "2024-08-01", "facts": {
//!     "request.kind": "civil", "request.by": "self", "request.papers": "complete", "request.agency_competent": true,
//!     "applicant.natural_person": true, "applicant.migrant_worker": true,
//!     "matter.kind": "labour_pay", "matter.challenges_final_judgment": false } }"#;
//! let case = Case::read(policy.model(), case)?;
//! let decision = policy.decide(&case)?;
//! assert_eq!(decision.get("outcome"), Some(&Value::Text("granted".into())));
//! assert!(decision.missing.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use menkan::policy::Library;
use menkan::source::SourceFile;

/// Every shipped policy by name, parents first.
const POLICIES: &[(&str, &str)] = &[
    ("cn", include_str!("../policies/cn.menkan")),
    ("cn.chongqing", include_str!("../policies/cn.chongqing.menkan")),
    ("cn.gansu", include_str!("../policies/cn.gansu.menkan")),
    ("cn.gansu.jiayuguan", include_str!("../policies/cn.gansu.jiayuguan.menkan")),
    ("cn.guangdong", include_str!("../policies/cn.guangdong.menkan")),
    ("cn.guangdong.zhongshan", include_str!("../policies/cn.guangdong.zhongshan.menkan")),
    ("cn.shandong", include_str!("../policies/cn.shandong.menkan")),
    ("cn.shanghai", include_str!("../policies/cn.shanghai.menkan")),
    ("fr.aj", include_str!("../policies/fr.aj.menkan")),
    ("ca.qc", include_str!("../policies/ca.qc.menkan")),
    ("tw.laf", include_str!("../policies/tw.laf.menkan")),
];

/// The shipped policies as a library: where a policy and its parents are found by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shipped;

/// The shipped policies.
#[must_use]
pub fn library() -> Shipped {
    Shipped
}

/// The names of the shipped policies, parents first.
pub fn names() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().map(|(name, _)| *name)
}

/// The text of a shipped policy.
#[must_use]
pub fn source(name: &str) -> Option<&'static str> {
    POLICIES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

impl Library for Shipped {
    fn source(&self, name: &str) -> Option<SourceFile> {
        source(name).map(|text| SourceFile::new(name, text))
    }

    fn names(&self) -> Vec<String> {
        names().map(str::to_owned).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]
mod tests {
    use super::*;
    use menkan::policy::Policy;
    use menkan::trial;

    fn load(name: &str) -> Policy {
        Policy::load(name, &library()).unwrap_or_else(|rejected| panic!("{name}: {rejected}"))
    }

    #[test]
    fn every_policy_is_without_fault() {
        for name in names() {
            let policy = load(name);
            assert_eq!(policy.name(), name);
            assert_eq!(policy.warnings(), [], "{name}");
            assert_eq!(policy.check(), [], "{name}");
        }
    }

    #[test]
    fn every_policy_passes_its_own_tests() {
        for name in names() {
            let trials = trial::run(&load(name));
            assert!(!trials.is_empty(), "{name} has no tests");
            let failing: Vec<_> = trials.iter().filter(|trial| !trial.passes()).collect();
            assert!(failing.is_empty(), "{name}: {failing:#?}");
        }
    }

    #[test]
    fn every_policy_in_the_folder_is_shipped_under_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|file| file.strip_suffix(".menkan").map(str::to_owned))
            .collect();
        let mut shipped: Vec<String> = names().map(str::to_owned).collect();
        files.sort();
        shipped.sort();
        assert_eq!(files, shipped);
    }
}
