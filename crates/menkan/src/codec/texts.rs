//! The texts of a compiled policy, each once: many names, questions and reasons are said again and again.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Decoder, Encoder, Malformed};

/// Texts as they are written, in the order in which they were first mentioned.
#[derive(Debug, Default)]
pub(crate) struct TextTable {
    places: FxHashMap<Box<str>, usize>,
    lengths: Vec<usize>,
    joined: String,
}

impl TextTable {
    pub(super) fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.lengths.len();
        self.places.insert(text.into(), place);
        self.lengths.push(text.len());
        self.joined.push_str(text);
        place
    }

    /// How many there are, the length of each, then all of them together.
    pub(crate) fn encode(&self, to: &mut Encoder) {
        to.length(self.lengths.len());
        self.lengths.iter().for_each(|length| to.length(*length));
        to.raw(self.joined.as_bytes());
    }
}

/// Texts as they are read; one that several share is made once.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a> {
    texts: Vec<&'a str>,
    shared: Vec<Option<Arc<str>>>,
}

impl<'a> Texts<'a> {
    /// Reads a table that takes up all that is left.
    pub(crate) fn decode(from: &mut Decoder<'a>) -> Result<Self, Malformed> {
        let count = from.length()?;
        let mut lengths = Vec::new();
        for _ in 0..count {
            lengths.push(from.length()?);
        }
        let whole = std::str::from_utf8(from.rest).map_err(|_| Malformed("a text is not UTF-8"))?;
        let mut rest = whole;
        let mut texts = Vec::with_capacity(lengths.len());
        for length in lengths {
            // A length that ends within a character is none that was written.
            let (text, behind) = rest.split_at_checked(length).ok_or(Malformed("a text ends outside the texts"))?;
            texts.push(text);
            rest = behind;
        }
        from.rest = rest.as_bytes();
        let shared = vec![None; texts.len()];
        Ok(Self { texts, shared })
    }

    pub(super) fn get(&self, place: usize) -> Result<&'a str, Malformed> {
        self.texts.get(place).copied().ok_or(NO_TEXT)
    }

    pub(super) fn shared(&mut self, place: usize) -> Result<Arc<str>, Malformed> {
        match self.shared.get_mut(place) {
            Some(Some(text)) => Ok(Arc::clone(text)),
            Some(empty) => Ok(Arc::clone(empty.insert(self.texts.get(place).copied().ok_or(NO_TEXT)?.into()))),
            None => Err(NO_TEXT),
        }
    }
}

const NO_TEXT: Malformed = Malformed("a text lies outside the texts");
