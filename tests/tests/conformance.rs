//! The conformance cases.
#![allow(missing_docs)]

use std::collections::BTreeSet;

use menkan_tests::conformance;

#[test]
fn every_case_can_be_read_and_has_a_name_of_its_own() {
    let cases = conformance::all().unwrap();
    let names: BTreeSet<_> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.iter().all(|case| !case.because.is_empty() && !case.policy.is_empty()));
}
