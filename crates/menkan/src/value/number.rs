//! Exact rational numbers: two machine words where they suffice, arbitrary size where they do not.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::{BigInt, Sign};
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

/// An exact rational number. Arithmetic never rounds and never overflows.
///
/// The printed form is the shortest decimal where there is one, else a fraction in lowest terms.
///
/// ```
/// use menkan::value::Number;
/// let third = Number::ratio(1000, 3).unwrap();
/// assert_eq!(third.to_string(), "1000/3");
/// assert_eq!(Number::parse("3040.00").unwrap().to_string(), "3040");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// Every number that fits `Small` is `Small`, in lowest terms: so equality and hashing may be derived.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small { numerator: i64, denominator: i64 },
    Big(Box<BigRational>),
}

/// How to treat what lies between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    /// To the nearest step; halves away from zero.
    HalfUp,
    /// To the nearest step; halves towards zero.
    HalfDown,
    /// To the nearest step; halves to the even step.
    HalfEven,
    /// To the next greater step.
    Up,
    /// To the next smaller step.
    Down,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is not made of digits with at most one point.
    #[error("not a decimal number")]
    Malformed,
    /// It has more digits than [`Number::MAX_DIGITS`].
    #[error("more than {} digits", Number::MAX_DIGITS)]
    TooLong,
}

impl Number {
    /// The number 0.
    pub const ZERO: Self = Self(Repr::Small { numerator: 0, denominator: 1 });
    /// The number 1.
    pub const ONE: Self = Self(Repr::Small { numerator: 1, denominator: 1 });
    /// How many digits a written number may have.
    pub const MAX_DIGITS: usize = 40;

    /// A whole number.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Self::small(i128::from(value), 1)
    }

    /// A fraction; `None` where the denominator is 0.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self::small(i128::from(numerator), i128::from(denominator)))
    }

    /// Reads `-12.50`: digits with at most one point, no exponent, no separators.
    ///
    /// # Errors
    /// Where the text is anything else, or too long.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || (fraction.is_empty() && digits.contains('.'))
        {
            return Err(NumberError::Malformed);
        }
        if whole.len() + fraction.len() > Self::MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        // So many digits, and a power of ten of so many zeros, are a machine word.
        if whole.len() + fraction.len() <= 18 {
            let digits = whole.bytes().chain(fraction.bytes());
            let numerator = digits.fold(0_i64, |sum, digit| 10 * sum + i64::from(digit - b'0'));
            let denominator = (0..fraction.len()).fold(1_i64, |power, _| 10 * power);
            let numerator = if negative { -numerator } else { numerator };
            return Ok(Self::small(i128::from(numerator), i128::from(denominator)));
        }
        let joined = format!("{whole}{fraction}");
        let numerator: BigInt = joined.parse().map_err(|_| NumberError::Malformed)?;
        let denominator = BigInt::from(10).pow(u32::try_from(fraction.len()).map_err(|_| NumberError::TooLong)?);
        let value = Self::big(BigRational::new(numerator, denominator));
        Ok(if negative { -&value } else { value })
    }

    /// Whether the number is whole.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { denominator, .. } => *denominator == 1,
            Repr::Big(big) => big.is_integer(),
        }
    }

    /// Whether the number is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { numerator: 0, .. })
    }

    /// -1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i8 {
        match &self.0 {
            Repr::Small { numerator, .. } => i8::try_from(numerator.signum()).unwrap_or(0),
            Repr::Big(big) => {
                if big.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// The whole number, where it is one and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { numerator, denominator: 1 } => Some(*numerator),
            _ => None,
        }
    }

    /// Numerator and denominator in lowest terms, the denominator above 0, where both fit.
    #[must_use]
    pub fn parts(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small { numerator, denominator } => Some((numerator, denominator)),
            Repr::Big(_) => None,
        }
    }

    /// About how many decimal digits numerator and denominator have together: never fewer than they have.
    #[must_use]
    pub fn digits(&self) -> u64 {
        // log10(2) is a little less than 30103 / 100000.
        let digits = |bits: u64| bits.saturating_mul(30103) / 100_000 + 1;
        match &self.0 {
            Repr::Small { numerator, denominator } => {
                let bits = |value: u64| u64::from(u64::BITS - value.leading_zeros());
                digits(bits(numerator.unsigned_abs())) + digits(bits(denominator.unsigned_abs()))
            }
            Repr::Big(big) => digits(big.numer().bits()) + digits(big.denom().bits()),
        }
    }

    /// Whether the number is a whole multiple of `10^-places`.
    #[must_use]
    pub fn has_places(&self, places: u8) -> bool {
        self.is_integer() || (self * &Self::power_of_ten(places)).is_integer()
    }

    /// `10^exponent`; an exponent over 18 counts as 18.
    #[must_use]
    pub fn power_of_ten(exponent: u8) -> Self {
        Self::integer(10_i64.pow(u32::from(exponent.min(18))))
    }

    /// The greatest whole number that is not greater.
    #[must_use]
    pub fn floor(&self) -> Self {
        match &self.0 {
            Repr::Small { numerator, denominator } => Self::integer(numerator.div_floor(denominator)),
            Repr::Big(big) => Self::big(big.floor()),
        }
    }

    /// The least whole number that is not less.
    #[must_use]
    pub fn ceil(&self) -> Self {
        -&(-self).floor()
    }

    /// The number divided by `divisor`; `None` where that is 0.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &divisor.0)
        {
            return Some(Self::small(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)));
        }
        Some(Self::big(self.to_big() / divisor.to_big()))
    }

    /// The number rounded to a whole multiple of `step`; a step of 0 leaves it as it is.
    #[must_use]
    pub fn round_to(&self, step: &Self, mode: RoundingMode) -> Self {
        let Some(steps) = self.checked_div(step) else { return self.clone() };
        let below = steps.floor();
        let above = &below + &Self::ONE;
        let rest = &steps - &below;
        if rest.is_zero() {
            return self.clone();
        }
        let half = rest.cmp(&Self(Repr::Small { numerator: 1, denominator: 2 }));
        let up = match (mode, half) {
            (RoundingMode::Up, _) => true,
            (RoundingMode::Down, _) => false,
            (_, Ordering::Greater) => true,
            (_, Ordering::Less) => false,
            (RoundingMode::HalfUp, Ordering::Equal) => self.signum() >= 0,
            (RoundingMode::HalfDown, Ordering::Equal) => self.signum() < 0,
            (RoundingMode::HalfEven, Ordering::Equal) => {
                !(&below * &Self(Repr::Small { numerator: 1, denominator: 2 })).is_integer()
            }
        };
        step * if up { &above } else { &below }
    }

    /// Whether the number is below 0, and its numerator and denominator without a sign, the lowest byte first.
    pub(crate) fn magnitudes(&self) -> (bool, Vec<u8>, Vec<u8>) {
        let big = self.to_big();
        (big.is_negative(), big.numer().magnitude().to_bytes_le(), big.denom().magnitude().to_bytes_le())
    }

    /// The number of these; `None` where the denominator is 0.
    pub(crate) fn of_magnitudes(is_negative: bool, numerator: &[u8], denominator: &[u8]) -> Option<Self> {
        let sign = if is_negative { Sign::Minus } else { Sign::Plus };
        let (numerator, denominator) =
            (BigInt::from_bytes_le(sign, numerator), BigInt::from_bytes_le(Sign::Plus, denominator));
        (!denominator.is_zero()).then(|| Self::big(BigRational::new(numerator, denominator)))
    }

    fn small(numerator: i128, denominator: i128) -> Self {
        // Nearly every number of a policy is whole or short: one word's division is a tenth of two words'.
        if let (Ok(numerator), Ok(denominator @ 1..)) = (i64::try_from(numerator), i64::try_from(denominator))
            && numerator != i64::MIN
        {
            let divisor = match denominator {
                1 => 1,
                _ => i64::try_from(numerator.unsigned_abs().gcd(&denominator.unsigned_abs())).unwrap_or(1),
            };
            return Self(Repr::Small { numerator: numerator / divisor, denominator: denominator / divisor });
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).unwrap_or(1).max(1) * denominator.signum();
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) if numerator != i64::MIN => Self(Repr::Small { numerator, denominator }),
            _ => Self(Repr::Big(Box::new(BigRational::new_raw(numerator.into(), denominator.into())))),
        }
    }

    fn big(value: BigRational) -> Self {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(numerator), Some(denominator)) if numerator != i64::MIN => {
                Self(Repr::Small { numerator, denominator })
            }
            _ => Self(Repr::Big(Box::new(value))),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small { numerator, denominator } => BigRational::new_raw((*numerator).into(), (*denominator).into()),
            Repr::Big(big) => (**big).clone(),
        }
    }
}

/// Euclid's algorithm in machine words as soon as both sides fit one.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(narrow_a), Ok(narrow_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(narrow_a.gcd(&narrow_b));
        }
        (a, b) = (b, a % b);
    }
    a
}

macro_rules! operator {
    ($trait:ident, $method:ident, $small:expr) => {
        impl std::ops::$trait<&Number> for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
                    (&self.0, &other.0)
                {
                    let small: fn(i128, i128, i128, i128) -> Option<(i128, i128)> = $small;
                    if let Some((numerator, denominator)) =
                        small(i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d))
                    {
                        return Number::small(numerator, denominator);
                    }
                }
                Number::big(std::ops::$trait::$method(self.to_big(), other.to_big()))
            }
        }
        impl std::ops::$trait for Number {
            type Output = Number;
            fn $method(self, other: Number) -> Number {
                std::ops::$trait::$method(&self, &other)
            }
        }
    };
}

operator!(Add, add, |a, b, c, d| {
    if b == d { Some((a + c, b)) } else { Some(((a * d).checked_add(c * b)?, b * d)) }
});
operator!(Sub, sub, |a, b, c, d| {
    if b == d { Some((a - c, b)) } else { Some(((a * d).checked_sub(c * b)?, b * d)) }
});
operator!(Mul, mul, |a, b, c, d| Some((a * c, b * d)));

impl std::ops::Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        &Number::ZERO - self
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) => {
                if b == d {
                    a.cmp(c)
                } else {
                    (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
                }
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_big();
        let (mut rest, mut twos, mut fives) = (value.denom().clone(), 0_u32, 0_u32);
        for (prime, count) in [(2, &mut twos), (5, &mut fives)] {
            let prime = BigInt::from(prime);
            while (&rest % &prime).is_zero() {
                rest /= &prime;
                *count += 1;
            }
        }
        if !rest.is_one() {
            return write!(f, "{}/{}", value.numer(), value.denom());
        }
        let places = twos.max(fives);
        if places == 0 {
            return write!(f, "{}", value.numer());
        }
        let scaled = (value.numer() * BigInt::from(10).pow(places)) / value.denom();
        let digits = format!("{:0>width$}", scaled.abs().to_string(), width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        write!(f, "{}{whole}.{fraction}", if scaled.is_negative() { "-" } else { "" })
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::integer(value)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn prints_the_shortest_decimal_or_a_fraction() {
        for (text, printed) in [("3040.00", "3040"), ("-0.50", "-0.5"), ("0.001", "0.001"), ("000", "0")] {
            assert_eq!(number(text).to_string(), printed);
        }
        assert_eq!(number("1000").checked_div(&number("3")).unwrap().to_string(), "1000/3");
        assert_eq!(number("-1").checked_div(&number("8")).unwrap().to_string(), "-0.125");
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        for text in ["", "-", ".5", "5.", "1e3", "1,000", "+1", "0x1", "NaN", "1.2.3", "１"] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(41)), Err(NumberError::TooLong));
    }

    #[test]
    fn halves_round_away_from_zero() {
        let round = |text, mode| number(text).round_to(&number("0.01"), mode).to_string();
        assert_eq!(round("2591.505", RoundingMode::HalfUp), "2591.51");
        assert_eq!(round("-2591.505", RoundingMode::HalfUp), "-2591.51");
        assert_eq!(round("-2591.505", RoundingMode::HalfDown), "-2591.5");
        assert_eq!(round("0.025", RoundingMode::HalfEven), "0.02");
        assert_eq!(round("0.0201", RoundingMode::Up), "0.03");
        assert_eq!(round("-0.0201", RoundingMode::Down), "-0.03");
    }

    proptest! {
        #[test]
        fn agrees_with_the_library_of_big_numbers(a in any::<i64>(), b in 1_i64.., c in any::<i64>(), d in 1_i64..) {
            let (x, y) = (Number::ratio(a, b).unwrap(), Number::ratio(c, d).unwrap());
            let (p, q) = (BigRational::new(a.into(), b.into()), BigRational::new(c.into(), d.into()));
            prop_assert_eq!((&x + &y).to_big(), &p + &q);
            prop_assert_eq!((&x - &y).to_big(), &p - &q);
            prop_assert_eq!((&x * &y).to_big(), &p * &q);
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            prop_assert_eq!(x.floor().to_big(), p.floor());
            prop_assert_eq!(&(&(&x + &y) - &y), &x);
        }

        /// Short and long digits are read alike: those that fit a machine word and those that do not.
        #[test]
        fn reads_digits_as_the_library_of_big_numbers_does(digits in "-?[0-9]{1,12}(\\.[0-9]{1,12})?") {
            let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
            let numerator: BigInt = format!("{whole}{fraction}").parse().unwrap();
            let denominator = BigInt::from(10).pow(u32::try_from(fraction.len()).unwrap());
            prop_assert_eq!(Number::parse(&digits).unwrap().to_big(), BigRational::new(numerator, denominator));
        }
    }
}
