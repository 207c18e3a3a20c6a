//! Values to bytes and back: what the compiled form of a policy is written in.
//!
//! Numbers are written in as few bytes as they need (seven bits in each, the lowest first), lists with their length
//! before them, texts as their place in one table. The bytes are the same on every machine. Nothing that is read is
//! trusted: a length never asks for more room than there are bytes behind it, and nothing nests deeper than
//! [`MAX_DEPTH`].

mod error;
mod texts;
mod values;

pub use error::CompiledError;

pub(crate) use texts::{TextTable, Texts};

/// How deep what is read may nest. Expressions of a checked policy nest less deep: its definitions may all together not
/// nest deeper than 400.
pub(crate) const MAX_DEPTH: usize = 512;

/// Something that can be written as bytes and read back.
pub(crate) trait Codec: Sized {
    /// Writes it.
    fn encode(&self, to: &mut Encoder);

    /// Reads it.
    ///
    /// # Errors
    /// Where the bytes are none that [`Codec::encode`] writes.
    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed>;
}

/// Bytes are none that were written so: what is wrong with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Bytes as they are written.
#[derive(Debug, Default)]
pub(crate) struct Encoder {
    bytes: Vec<u8>,
    texts: TextTable,
    /// Whether places in texts are written.
    pub(crate) spans: Spans,
}

/// Whether places in texts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Spans {
    /// They are.
    #[default]
    Kept,
    /// They are not: the texts are not there either.
    Dropped,
}

impl Encoder {
    pub(crate) fn new(spans: Spans) -> Self {
        Self { spans, ..Self::default() }
    }

    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    pub(crate) fn text(&mut self, text: &str) {
        let place = self.texts.place(text);
        self.length(place);
    }

    /// What was written, and the texts that it refers to.
    pub(crate) fn finish(self) -> (Vec<u8>, TextTable) {
        (self.bytes, self.texts)
    }
}

/// Bytes as they are read.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    rest: &'a [u8],
    texts: Texts<'a>,
    spans: Spans,
    depth: usize,
}

impl<'a> Decoder<'a> {
    /// Reads bytes that refer to the texts of a table.
    pub(crate) fn new(bytes: &'a [u8], texts: Texts<'a>, spans: Spans) -> Self {
        Self { rest: bytes, texts, spans, depth: 0 }
    }

    /// Reads bytes that refer to no text.
    pub(crate) fn plain(bytes: &'a [u8]) -> Self {
        Self::new(bytes, Texts::default(), Spans::Kept)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.rest.split_first().ok_or(Malformed("bytes are missing"))?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn raw(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (raw, rest) = self.rest.split_at_checked(length).ok_or(Malformed("bytes are missing"))?;
        self.rest = rest;
        Ok(raw)
    }

    #[inline]
    pub(crate) fn number(&mut self) -> Result<u64, Malformed> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        let mut number = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed("a number is too long"))
    }

    /// How many things follow, each of at least one byte.
    pub(crate) fn length(&mut self) -> Result<usize, Malformed> {
        let length = self.number()?;
        usize::try_from(length)
            .ok()
            .filter(|length| *length <= self.rest.len())
            .ok_or(Malformed("a list is longer than its bytes"))
    }

    /// A place in a list of so many.
    pub(crate) fn place(&mut self, of: usize) -> Result<usize, Malformed> {
        let place = self.number()?;
        usize::try_from(place).ok().filter(|place| *place < of).ok_or(Malformed("a place lies outside its list"))
    }

    /// Reads what is nested one deeper.
    pub(crate) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Malformed>) -> Result<T, Malformed> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Malformed("expressions nest too deep"));
        }
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Refuses bytes that are left over.
    pub(crate) fn end(&self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed("bytes are left over")) }
    }
}

/// A [`Codec`] for structs: their fields, one after another.
macro_rules! codec_of_structs {
    ($($ty:ident { $($field:ident),+ $(,)? })+) => { $(
        impl $crate::codec::Codec for $ty {
            fn encode(&self, to: &mut $crate::codec::Encoder) {
                let Self { $($field),+ } = self;
                $( $crate::codec::Codec::encode($field, to); )+
            }
            fn decode(from: &mut $crate::codec::Decoder<'_>) -> Result<Self, $crate::codec::Malformed> {
                Ok(Self { $( $field: $crate::codec::Codec::decode(from)? ),+ })
            }
        }
    )+ };
}

/// A [`Codec`] for enumerations: a byte for the variant, then its fields. The compiler names a variant that is left out.
macro_rules! codec_of_enums {
    ($($ty:ident { $($tag:literal => $variant:ident $(($($field:ident),+))? $({ $($named:ident),+ })? ),+ $(,)? })+) => { $(
        impl $crate::codec::Codec for $ty {
            fn encode(&self, to: &mut $crate::codec::Encoder) {
                match self { $(
                    Self::$variant $(($($field),+))? $({ $($named),+ })? => {
                        to.byte($tag);
                        $( $( $crate::codec::Codec::encode($field, to); )+ )?
                        $( $( $crate::codec::Codec::encode($named, to); )+ )?
                    }
                )+ }
            }
            fn decode(from: &mut $crate::codec::Decoder<'_>) -> Result<Self, $crate::codec::Malformed> {
                Ok(match from.byte()? {
                    $( $tag => {
                        $( $( let $field = $crate::codec::Codec::decode(from)?; )+ )?
                        $( $( let $named = $crate::codec::Codec::decode(from)?; )+ )?
                        Self::$variant $(($($field),+))? $({ $($named),+ })?
                    } )+
                    _ => return Err($crate::codec::Malformed(concat!("no such ", stringify!($ty)))),
                })
            }
        }
    )+ };
}

/// A [`Codec`] for ids and places: the number that each of them is.
macro_rules! codec_of_newtypes {
    ($($ty:ident),+ $(,)?) => { $(
        impl $crate::codec::Codec for $ty {
            fn encode(&self, to: &mut $crate::codec::Encoder) {
                $crate::codec::Codec::encode(&self.0, to);
            }

            fn decode(from: &mut $crate::codec::Decoder<'_>) -> Result<Self, $crate::codec::Malformed> {
                <u32 as $crate::codec::Codec>::decode(from).map(Self)
            }
        }
    )+ };
}

pub(crate) use codec_of_enums;
pub(crate) use codec_of_newtypes;
pub(crate) use codec_of_structs;
