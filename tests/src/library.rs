//! The texts of a generated policy, as its loader asks for them.

use jiff::civil::Date;
use menkan::policy::law::change_days;
use menkan::policy::{Library, Policy, Rejected};
use menkan::source::SourceFile;

use crate::generate::Generated;

impl Library for Generated {
    fn source(&self, name: &str) -> Option<SourceFile> {
        self.layers.iter().find(|(layer, _)| layer == name).map(|(layer, text)| SourceFile::new(layer, text))
    }

    fn names(&self) -> Vec<String> {
        self.layers.iter().map(|(layer, _)| layer.clone()).collect()
    }
}

/// Reads and checks a generated policy.
///
/// # Errors
/// Where it is at fault.
pub fn load(generated: &Generated) -> Result<Policy, Rejected> {
    let name = generated.layers.last().map_or("", |(name, _)| name.as_str());
    Policy::load(name, generated)
}

/// The policies that ship, as they lie in the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/menkan-policies/policies");

impl Shipped {
    /// Their names, sorted.
    #[must_use]
    pub fn names() -> Vec<String> {
        let files = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
        let names = files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".menkan").map(str::to_owned));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Three layers over one another, for what takes long for each policy: `differential --only NAME` goes over any other.
    #[must_use]
    pub fn layered() -> [String; 3] {
        ["cn", "cn.gansu", "cn.gansu.jiayuguan"].map(str::to_owned)
    }
}

impl Library for Shipped {
    fn source(&self, name: &str) -> Option<SourceFile> {
        // A policy's name is no path.
        if name.contains(['/', '\\']) {
            return None;
        }
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}.menkan")).ok()?;
        Some(SourceFile::new(name, &text))
    }

    fn names(&self) -> Vec<String> {
        Self::names()
    }
}

/// The first day of every interval of a policy's law.
#[must_use]
pub fn days(policy: &Policy) -> Vec<Date> {
    let model = policy.model();
    let periods = model.layer().map_or(&[][..], |layer| &layer.periods);
    let changes = change_days(model).into_iter();
    let mut days: Vec<Date> = changes.filter(|day| periods.iter().any(|period| period.contains(*day))).collect();
    if days.is_empty() {
        days.push(jiff::civil::date(2024, 8, 1));
    }
    days
}
