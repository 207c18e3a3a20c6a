//! Laws whose diagrams were made beforehand: what a compiled policy holds of each interval, read when first asked for.

use jiff::civil::Date;

use super::error::DecideError;
use crate::codec::{CompiledError, Decoder};
use crate::diagram::{Diagrams, Trust};
use crate::policy::law::InForce;
use crate::policy::model::Period;

/// The laws of a compiled policy.
#[derive(Debug)]
pub(crate) struct CompiledLaws {
    /// By their days, which rise.
    pub(crate) laws: Vec<CompiledLaw>,
    /// Whether there are others that were left out.
    pub(crate) extent: Compiled,
}

/// Which laws of a policy were compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compiled {
    /// All of them.
    All,
    /// The law of these days.
    Only(Period),
}

/// The diagrams of one law, nothing being set, as they are written.
#[derive(Debug)]
pub(crate) struct CompiledLaw {
    pub(crate) period: Period,
    pub(crate) diagrams: Box<[u8]>,
    /// Those in which assumptions may be doubted; none where nothing is assumed.
    pub(crate) doubted: Box<[u8]>,
}

impl CompiledLaws {
    /// The law of a day, where it was compiled.
    ///
    /// # Errors
    /// Where it was left out.
    pub(crate) fn on(&self, day: Date) -> Result<Option<&CompiledLaw>, DecideError> {
        match self.extent {
            Compiled::Only(period) if !period.contains(day) => {
                Err(DecideError::Compiled(CompiledError::OtherDays { day, period }))
            }
            Compiled::Only(_) | Compiled::All => Ok(self.laws.iter().find(|law| law.period.contains(day))),
        }
    }
}

/// Reads the diagrams of a law, with so many conditions beside.
pub(crate) fn read(bytes: &[u8], law: &InForce, trust: Trust, extra: usize) -> Result<Diagrams, DecideError> {
    let mut from = Decoder::plain(bytes);
    let read = Diagrams::decode(&mut from, law, trust, extra).and_then(|diagrams| from.end().map(|()| diagrams));
    read.map_err(|malformed| DecideError::Compiled(malformed.into()))
}
