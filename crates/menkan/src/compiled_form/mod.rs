//! The compiled form of a policy: bytes that every surface loads, from which cases are decided without reading a text
//! or building a diagram.
//!
//! It begins with [`MAGIC`], the version of the form and a digest of all that follows. Then stand the model, the texts,
//! and for each interval of the law its diagrams, which are read when that law is first asked for. The bytes are the same
//! on every machine, and the same each time.
//!
//! The digest finds damage, not malice: whoever writes the file writes the digest too. Bytes with a fitting digest that
//! no policy compiles to are refused all the same, but a compiled policy says what its author says, as a text does. Take
//! it from where you would take the text.

mod layout;

use jiff::civil::Date;

pub use crate::codec::CompiledError;

use crate::codec::{Codec, Decoder, Encoder, Malformed, Spans, Texts};
use crate::decide::{Compiled, CompiledLaw, CompiledLaws, DecideError, Enacted, Laws};
use crate::policy::Policy;
use crate::policy::law::days_of_laws;
use crate::policy::model::{Model, Period};
use crate::policy::sound::Soundness;
use crate::source::SourceFile;
use layout::Parts;

/// The first bytes of every compiled policy. No text begins so: the first is no character, and a copy that changes the
/// ends of lines changes them.
pub const MAGIC: [u8; 8] = *b"\x89MNK\r\n\x1a\n";

/// The version of the form that is written and read.
pub const FORM: u32 = 1;

/// How many bytes a compiled policy may have.
pub const MAX_BYTES: usize = 64 << 20;

/// Whether bytes begin as a compiled policy does.
///
/// ```
/// assert!(menkan::compiled_form::is_compiled(&menkan::compiled_form::MAGIC));
/// assert!(!menkan::compiled_form::is_compiled(b"policy example"));
/// ```
#[must_use]
pub fn is_compiled(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

impl Policy {
    /// The compiled form of the whole policy: the law of every day, its texts, tests and assertions.
    ///
    /// # Errors
    /// Where the policy itself was compiled for one day, or is too large to be read back.
    ///
    /// ```
    /// use menkan::case::Case;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers adult
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
    /// decision adult / 成年 when age is at least 18 cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let loaded = Policy::from_compiled(&policy.to_compiled().unwrap()).unwrap();
    /// assert_eq!(loaded.digest(), policy.digest());
    /// let case = Case::read(loaded.model(), br#"{ "as_of": "2024-08-01", "facts": { "age": 17 } }"#).unwrap();
    /// assert_eq!(loaded.decide(&case), policy.decide(&case));
    /// ```
    pub fn to_compiled(&self) -> Result<Vec<u8>, DecideError> {
        if let Some(period) = self.compiled_for() {
            let day = days_of_laws(self.model()).into_iter().find(|day| !period.contains(*day));
            return Err(DecideError::Compiled(match day {
                Some(day) => CompiledError::OtherDays { day, period },
                None => CompiledError::NoTexts,
            }));
        }
        self.compile(Compiled::All)
    }

    /// The compiled form of the policy for the law of one day, as long as it stays the same: small, for web pages.
    /// Texts, tests and assertions are left out.
    ///
    /// # Errors
    /// As [`Policy::at`], and where the result is too large to be read back.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use menkan::policy::Policy;
    /// use menkan::source::SourceFile;
    ///
    /// let text = r#"
    /// policy example / 示例
    ///   answers adult
    /// fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
    /// decision adult / 成年 when age is at least 18 from 2020-01-01 cite none "an example"
    /// "#;
    /// let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
    /// let loaded = Policy::from_compiled(&policy.to_compiled_for(date(2024, 8, 1)).unwrap()).unwrap();
    /// assert!(loaded.at(date(2021, 1, 1)).is_ok());
    /// assert_eq!(loaded.at(date(2019, 1, 1)).unwrap_err().code(), "K0105");
    /// assert!(!loaded.has_texts());
    /// ```
    pub fn to_compiled_for(&self, day: Date) -> Result<Vec<u8>, DecideError> {
        let law = self.at(day)?;
        self.compile(Compiled::Only(law.in_force().period))
    }

    /// The policy of a compiled form.
    ///
    /// # Errors
    /// Where the bytes are no compiled policy, are damaged, or are in another form.
    ///
    /// ```
    /// use menkan::policy::Policy;
    /// assert_eq!(Policy::from_compiled(b"policy example").unwrap_err().code(), "K0101");
    /// ```
    pub fn from_compiled(bytes: &[u8]) -> Result<Self, CompiledError> {
        let parts = Parts::split(bytes)?;
        let (model, spans) = read_model(&parts)?;
        let texts = match spans {
            Spans::Kept => Some(layout::read_sources(parts.sources)?),
            Spans::Dropped => None,
        };
        let laws = CompiledLaws { laws: parts.laws.iter().map(layout::Law::owned).collect(), extent: parts.extent };
        Ok(Self::of_parts(model, texts, Laws::compiled(laws)))
    }

    /// The days for whose law alone the policy was compiled; `None` where it has the law of all days.
    #[must_use]
    pub fn compiled_for(&self) -> Option<Period> {
        match self.laws().compiled_laws()?.extent {
            Compiled::All => None,
            Compiled::Only(period) => Some(period),
        }
    }

    /// Refuses a policy that was compiled without its texts, tests and assertions.
    ///
    /// # Errors
    /// [`CompiledError::NoTexts`] where it was.
    pub fn require_texts(&self) -> Result<(), CompiledError> {
        if self.has_texts() { Ok(()) } else { Err(CompiledError::NoTexts) }
    }

    fn compile(&self, extent: Compiled) -> Result<Vec<u8>, DecideError> {
        let spans = match extent {
            Compiled::All => Spans::Kept,
            Compiled::Only(_) => Spans::Dropped,
        };
        let mut laws: Vec<CompiledLaw> = Vec::new();
        for day in days_of_laws(self.model()) {
            let other = matches!(extent, Compiled::Only(period) if !period.contains(day));
            if other || laws.iter().any(|law| law.period.contains(day)) {
                continue;
            }
            match self.at(day) {
                Ok(law) => laws.push(write_law(law.enacted())?),
                // Whoever asks for that day is told the same.
                Err(DecideError::TooLarge { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let (model, texts) = write_model(self.model(), spans);
        let sources = match spans {
            Spans::Kept => layout::write_sources(self.sources().files()),
            Spans::Dropped => Vec::new(),
        };
        let bytes = layout::join(self.digest(), extent, &texts, &model, &sources, &laws);
        match check(&bytes) {
            Ok(()) => Ok(bytes),
            Err(_) => Err(DecideError::Compiled(CompiledError::TooLarge)),
        }
    }
}

/// What was written must be read back whole: a reader has limits that texts do not have.
fn check(bytes: &[u8]) -> Result<(), CompiledError> {
    if bytes.len() > MAX_BYTES {
        return Err(CompiledError::TooLarge);
    }
    let read = Policy::from_compiled(bytes)?;
    for law in read.laws().compiled_laws().map_or(&[][..], |laws| &laws.laws) {
        let read = read
            .at(law.period.from)
            .and_then(|read| if law.doubted.is_empty() { Ok(()) } else { read.enacted().doubted().map(drop) });
        if let Err(DecideError::Compiled(error)) = read {
            return Err(error);
        }
    }
    Ok(())
}

fn write_law(enacted: &Enacted) -> Result<CompiledLaw, DecideError> {
    let write = |diagrams: &crate::diagram::Diagrams| {
        let mut to = Encoder::new(Spans::Kept);
        diagrams.encode(&mut to);
        to.finish().0.into_boxed_slice()
    };
    let doubted =
        if enacted.in_force.assumptions.is_empty() { Box::default() } else { write(&enacted.doubted()?.diagrams) };
    Ok(CompiledLaw { period: enacted.in_force.period, diagrams: write(&enacted.diagrams), doubted })
}

fn write_model(model: &Model, spans: Spans) -> (Vec<u8>, Vec<u8>) {
    let mut to = Encoder::new(spans);
    model.encode(&mut to);
    if spans == Spans::Kept {
        model.asserts.encode(&mut to);
        model.tests.encode(&mut to);
    }
    let (bytes, texts) = to.finish();
    let mut to = Encoder::default();
    texts.encode(&mut to);
    (bytes, to.finish().0)
}

fn read_model(parts: &Parts<'_>) -> Result<(Model, Spans), Malformed> {
    let spans = match parts.extent {
        Compiled::All => Spans::Kept,
        Compiled::Only(_) => Spans::Dropped,
    };
    let mut from = Decoder::plain(parts.texts);
    let texts = Texts::decode(&mut from)?;
    from.end()?;
    let mut from = Decoder::new(parts.model, texts, spans);
    let mut model = Model::decode(&mut from)?;
    if spans == Spans::Kept {
        model.asserts = Codec::decode(&mut from)?;
        model.tests = Codec::decode(&mut from)?;
    }
    from.end()?;
    model.digest = parts.digest.into();
    let soundness = Soundness::new(&model);
    soundness.check()?;
    soundness.check_promises()?;
    Ok((model, spans))
}
