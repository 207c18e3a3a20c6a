//! Generated policies are policies.

use menkan::source::FileId;
use menkan::syntax::parse;
use menkan_tests::generate::{Care, Size, policy};

#[test]
fn every_generated_policy_reads() {
    for seed in 0..200 {
        for size in [Size::Small, Size::Large] {
            for (name, text) in policy(seed, size, Care::Careful).layers {
                let parsed = parse(&text, FileId(0));
                assert!(parsed.diagnostics.is_empty(), "{name} of seed {seed}: {:#?}\n{text}", parsed.diagnostics);
            }
        }
    }
}
