//! How plain values are written: numbers, days, texts, lists.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Codec, Decoder, Encoder, Malformed, Spans, codec_of_enums, codec_of_structs};
use crate::diagnostic::Text;
use crate::source::{FileId, Span};
use crate::value::{Number, RoundingMode};

/// How many elements of a list are made room for before the first is read: what is read must pay for more.
const ROOM: usize = 256;

/// How many bytes of a numerator or denominator are read: no checked policy comes to more than 4,000 digits.
const MAX_NUMBER_BYTES: usize = 2_048;

codec_of_structs! {
    Text { zh, en }
}

codec_of_enums! {
    RoundingMode { 0 => HalfUp, 1 => HalfDown, 2 => HalfEven, 3 => Up, 4 => Down }
}

impl Codec for bool {
    fn encode(&self, to: &mut Encoder) {
        to.byte(u8::from(*self));
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed("neither yes nor no")),
        }
    }
}

macro_rules! codec_of_words {
    ($($ty:ident),+) => { $(
        impl Codec for $ty {
            fn encode(&self, to: &mut Encoder) {
                to.number(*self as u64);
            }

            #[inline]
            fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
                Self::try_from(from.number()?).map_err(|_| Malformed("a number is too large"))
            }
        }
    )+ };
}

codec_of_words!(u8, u16, u32, usize);

impl Codec for i64 {
    fn encode(&self, to: &mut Encoder) {
        // Small numbers of either sign take few bytes.
        to.number(((self << 1) ^ (self >> 63)) as u64);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let number = from.number()?;
        Ok((number >> 1) as Self ^ -((number & 1) as Self))
    }
}

impl Codec for Number {
    fn encode(&self, to: &mut Encoder) {
        match self.parts() {
            Some((numerator, 1)) => {
                to.byte(0);
                numerator.encode(to);
            }
            Some((numerator, denominator)) => {
                to.byte(1);
                numerator.encode(to);
                denominator.encode(to);
            }
            None => {
                let (is_negative, numerator, denominator) = self.magnitudes();
                to.byte(if is_negative { 3 } else { 2 });
                for part in [numerator, denominator] {
                    to.length(part.len());
                    to.raw(&part);
                }
            }
        }
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        const NO_NUMBER: Malformed = Malformed("no such number");
        let sign = match from.byte()? {
            0 => return Ok(Self::integer(i64::decode(from)?)),
            1 => return Self::ratio(i64::decode(from)?, i64::decode(from)?).ok_or(NO_NUMBER),
            2 => false,
            3 => true,
            _ => return Err(NO_NUMBER),
        };
        let mut part = || {
            let length = from.length()?;
            if length > MAX_NUMBER_BYTES { Err(Malformed("a number is too long")) } else { from.raw(length) }
        };
        let (numerator, denominator) = (part()?, part()?);
        Self::of_magnitudes(sign, numerator, denominator).ok_or(NO_NUMBER)
    }
}

impl Codec for Date {
    fn encode(&self, to: &mut Encoder) {
        let (month, day) = (i64::from(self.month()), i64::from(self.day()));
        (i64::from(self.year()) << 9 | month << 5 | day).encode(to);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        const NO_DAY: Malformed = Malformed("no such day");
        let packed = i64::decode(from)?;
        let year = i16::try_from(packed >> 9).map_err(|_| NO_DAY)?;
        // Four and five bits fit.
        Self::new(year, ((packed >> 5) & 15) as i8, (packed & 31) as i8).map_err(|_| NO_DAY)
    }
}

impl Codec for Arc<str> {
    fn encode(&self, to: &mut Encoder) {
        to.text(self);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let place = usize::decode(from)?;
        from.texts.shared(place)
    }
}

impl Codec for String {
    fn encode(&self, to: &mut Encoder) {
        to.text(self);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let place = usize::decode(from)?;
        Ok(from.texts.get(place)?.to_owned())
    }
}

impl Codec for Span {
    fn encode(&self, to: &mut Encoder) {
        if to.spans == Spans::Kept {
            to.number(u64::from(self.file.0));
            to.number(u64::from(self.start));
            to.number(u64::from(self.end.saturating_sub(self.start)));
        }
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        if from.spans == Spans::Dropped {
            return Ok(Self::default());
        }
        let (file, start, length) = (u32::decode(from)?, u32::decode(from)?, u32::decode(from)?);
        let end = start.checked_add(length).ok_or(Malformed("a place lies outside its text"))?;
        Ok(Self { file: FileId(file), start, end })
    }
}

impl<T: Codec> Codec for Option<T> {
    fn encode(&self, to: &mut Encoder) {
        match self {
            None => to.byte(0),
            Some(value) => {
                to.byte(1);
                value.encode(to);
            }
        }
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Ok(if bool::decode(from)? { Some(T::decode(from)?) } else { None })
    }
}

impl<T: Codec> Codec for Box<T> {
    fn encode(&self, to: &mut Encoder) {
        (**self).encode(to);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        from.deeper(|from| T::decode(from)).map(Self::new)
    }
}

impl<T: Codec> Codec for Vec<T> {
    fn encode(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|element| element.encode(to));
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let length = from.length()?;
        from.deeper(|from| {
            let mut list = Self::with_capacity(length.min(ROOM));
            for _ in 0..length {
                list.push(T::decode(from)?);
            }
            Ok(list)
        })
    }
}

impl<T: Codec> Codec for Box<[T]> {
    fn encode(&self, to: &mut Encoder) {
        to.length(self.len());
        self.iter().for_each(|element| element.encode(to));
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Vec::decode(from).map(Vec::into_boxed_slice)
    }
}

impl<A: Codec, B: Codec> Codec for (A, B) {
    fn encode(&self, to: &mut Encoder) {
        self.0.encode(to);
        self.1.encode(to);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Ok((A::decode(from)?, B::decode(from)?))
    }
}
