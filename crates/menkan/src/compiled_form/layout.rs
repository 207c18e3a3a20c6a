//! The parts of a compiled policy and where they stand.
//!
//! Magic bytes, version and digest have fixed places. Behind them the head says how long each part is, and the parts
//! follow in the same order without anything between them.

use super::{FORM, MAGIC, SourceFile};
use crate::codec::{Codec, CompiledError, Decoder, Encoder, Malformed};
use crate::decide::{Compiled, CompiledLaw};
use crate::policy::MAX_LAYERS;
use crate::policy::model::Period;

/// How long a BLAKE3 digest is.
const DIGEST: usize = blake3::OUT_LEN;

/// The parts of a compiled policy.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The digest of the policy.
    pub(super) digest: &'a str,
    pub(super) extent: Compiled,
    /// The texts that the model is made of.
    pub(super) texts: &'a [u8],
    pub(super) model: &'a [u8],
    /// The texts of the policy and its parents.
    pub(super) sources: &'a [u8],
    pub(super) laws: Vec<Law<'a>>,
}

/// A law as it stands in the bytes.
#[derive(Debug)]
pub(super) struct Law<'a> {
    period: Period,
    diagrams: &'a [u8],
    doubted: &'a [u8],
}

impl Law<'_> {
    /// The law, kept until it is asked for.
    pub(super) fn owned(&self) -> CompiledLaw {
        CompiledLaw { period: self.period, diagrams: self.diagrams.into(), doubted: self.doubted.into() }
    }
}

/// Puts the parts together.
pub(super) fn join(
    digest: &str,
    extent: Compiled,
    texts: &[u8],
    model: &[u8],
    sources: &[u8],
    laws: &[CompiledLaw],
) -> Vec<u8> {
    let mut rest = Encoder::default();
    rest.length(digest.len());
    rest.raw(digest.as_bytes());
    let only = match extent {
        Compiled::All => None,
        Compiled::Only(period) => Some(period),
    };
    only.encode(&mut rest);
    [texts, model, sources].iter().for_each(|part| rest.length(part.len()));
    rest.length(laws.len());
    for law in laws {
        law.period.encode(&mut rest);
        rest.length(law.diagrams.len());
        rest.length(law.doubted.len());
    }
    [texts, model, sources].iter().for_each(|part| rest.raw(part));
    for law in laws {
        rest.raw(&law.diagrams);
        rest.raw(&law.doubted);
    }
    let rest = rest.finish().0;
    let mut bytes = Vec::with_capacity(MAGIC.len() + 4 + DIGEST + rest.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORM.to_le_bytes());
    bytes.extend_from_slice(blake3::hash(&rest).as_bytes());
    bytes.extend_from_slice(&rest);
    bytes
}

impl<'a> Parts<'a> {
    /// Finds the parts; refuses what was damaged on the way.
    pub(super) fn split(bytes: &'a [u8]) -> Result<Self, CompiledError> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(CompiledError::NotCompiled)?;
        let (form, rest) = rest.split_first_chunk::<4>().ok_or(CompiledError::Damaged)?;
        let found = u32::from_le_bytes(*form);
        if found != FORM {
            return Err(CompiledError::OtherForm { found, known: FORM });
        }
        let (digest, rest) = rest.split_first_chunk::<DIGEST>().ok_or(CompiledError::Damaged)?;
        if blake3::hash(rest) != blake3::Hash::from_bytes(*digest) {
            return Err(CompiledError::Damaged);
        }
        Ok(Self::read(rest)?)
    }

    fn read(rest: &'a [u8]) -> Result<Self, Malformed> {
        let mut from = Decoder::plain(rest);
        let length = from.length()?;
        let digest = std::str::from_utf8(from.raw(length)?).map_err(|_| Malformed("a text is not UTF-8"))?;
        let extent = match Option::decode(&mut from)? {
            None => Compiled::All,
            Some(period) => Compiled::Only(period),
        };
        let lengths = [from.length()?, from.length()?, from.length()?];
        let mut of_laws: Vec<(Period, usize, usize)> = Vec::new();
        for _ in 0..from.length()? {
            let period = Period::decode(&mut from)?;
            if of_laws.last().is_some_and(|(before, ..)| before.to >= period.from) || period.from > period.to {
                return Err(Malformed("the laws do not follow one another"));
            }
            of_laws.push((period, from.length()?, from.length()?));
        }
        let [texts, model, sources] = [from.raw(lengths[0])?, from.raw(lengths[1])?, from.raw(lengths[2])?];
        let mut laws = Vec::with_capacity(of_laws.len());
        for (period, diagrams, doubted) in of_laws {
            laws.push(Law { period, diagrams: from.raw(diagrams)?, doubted: from.raw(doubted)? });
        }
        from.end()?;
        Ok(Self { digest, extent, texts, model, sources, laws })
    }
}

/// The texts of a policy and its parents, its own first.
pub(super) fn write_sources(files: &[SourceFile]) -> Vec<u8> {
    let mut to = Encoder::default();
    to.length(files.len());
    for text in files.iter().flat_map(|file| [file.name(), file.text()]) {
        to.length(text.len());
        to.raw(text.as_bytes());
    }
    to.finish().0
}

/// Reads what [`write_sources`] wrote: names and texts.
pub(super) fn read_sources(bytes: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    let mut from = Decoder::plain(bytes);
    let count = from.length()?;
    if count > MAX_LAYERS {
        return Err(Malformed("there are too many layers"));
    }
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        let mut text = || {
            let length = from.length()?;
            String::from_utf8(from.raw(length)?.to_vec()).map_err(|_| Malformed("a text is not UTF-8"))
        };
        files.push((text()?, text()?));
    }
    from.end()?;
    Ok(files)
}
