//! Bytes that are no compiled policy: cut off, changed on the way, from elsewhere, or made to do harm with a digest that
//! fits. Each is refused or gives a policy that can be used.

use jiff::civil::{Date, date};
use menkan::case::Case;
use menkan::compiled_form::{FORM, MAGIC};
use menkan::decide::{Request, Wanted};
use menkan::describe::describe;
use menkan::policy::Policy;
use menkan::policy::model::{FactId, Item, Known, Model, TypeKind};
use menkan::value::Number;
use menkan_tests::dice::Dice;
use menkan_tests::generate::{Care, Size, policy};
use menkan_tests::library::{Shipped, days, load};

/// Where the digest stands, and what it is of.
const DIGEST: usize = MAGIC.len() + 4;
const CONTENT: usize = DIGEST + blake3::OUT_LEN;

/// The bytes with a digest that fits.
fn with_digest(mut bytes: Vec<u8>) -> Vec<u8> {
    let digest = blake3::hash(&bytes[CONTENT..]);
    bytes[DIGEST..CONTENT].copy_from_slice(digest.as_bytes());
    bytes
}

fn compiled(seed: u64, size: Size) -> Option<(Policy, Vec<u8>)> {
    let policy = load(&policy(seed, size, Care::Careful)).ok()?;
    let bytes = policy.to_compiled().unwrap();
    Some((policy, bytes))
}

fn code(bytes: &[u8]) -> &'static str {
    Policy::from_compiled(bytes).map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn whatever_is_cut_off_is_refused() {
    let (_, bytes) = compiled(2, Size::Small).unwrap();
    for length in 0..bytes.len() {
        let expected = if length < MAGIC.len() { "K0101" } else { "K0103" };
        assert_eq!(code(&bytes[..length]), expected, "{length} bytes");
    }
    assert_eq!(code(&[bytes.clone(), vec![0]].concat()), "K0103");
    // With a digest that fits, too, but for nothing.
    for length in CONTENT..bytes.len() {
        assert_eq!(code(&with_digest(bytes[..length].to_vec())), "K0104", "{length} bytes");
    }
}

#[test]
fn whatever_was_changed_is_refused() {
    let (_, bytes) = compiled(4, Size::Large).unwrap();
    let mut dice = Dice::new(83);
    for bit in 0..8 * CONTENT {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0..8 => "K0101",
            8..12 => "K0102",
            _ => "K0103",
        };
        assert_eq!(code(&other), expected, "bit {bit}");
    }
    for _ in 0..3_000 {
        let mut other = bytes.clone();
        for _ in 0..dice.number(1..=4) {
            let place = CONTENT + dice.place(bytes.len() - CONTENT);
            other[place] ^= 1 << dice.place(8);
        }
        assert!(other == bytes || code(&other) == "K0103");
    }
}

#[test]
fn what_is_something_else_is_refused() {
    for bytes in [&b""[..], b"policy example", b"\x89PNG\r\n\x1a\n", b"\x7fELF", &[0; 100], &[0xff; 100]] {
        assert_eq!(code(bytes), "K0101");
    }
    let (_, mut bytes) = compiled(2, Size::Small).unwrap();
    bytes[MAGIC.len()..DIGEST].copy_from_slice(&(FORM + 1).to_le_bytes());
    let error = Policy::from_compiled(&bytes).unwrap_err();
    assert_eq!(error.code(), "K0102");
    assert!(error.message().en.contains("compile it anew"));
    // Lengths that no memory holds.
    let mut content = Vec::new();
    content.extend(MAGIC);
    content.extend(FORM.to_le_bytes());
    content.extend([0; blake3::OUT_LEN]);
    for absurd in [&[0xff; 9][..], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], &[0xff; 40]] {
        assert_eq!(code(&with_digest([&content[..], absurd].concat())), "K0104");
        assert_eq!(code(&with_digest([&content[..], &[0, 0], absurd].concat())), "K0104");
    }
}

/// Changes of all kinds behind the digest: bits, bytes, pieces moved, doubled, left out.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut other = bytes.to_vec();
    for _ in 0..dice.number(1..=3) {
        let place = CONTENT + dice.place(other.len() - CONTENT);
        match dice.number(0..=6) {
            0 => other[place] ^= 1 << dice.place(8),
            1 => other[place] = u8::try_from(dice.place(256)).unwrap(),
            2 => other[place] = other[place].wrapping_add(1),
            3 => other[place] = [0, 1, 0x7f, 0x80, 0xff][dice.place(5)],
            4 => {
                let from = CONTENT + dice.place(other.len() - CONTENT);
                let length = dice.place(16).min(other.len() - place.max(from));
                other.copy_within(from..from + length, place);
            }
            5 => drop(other.remove(place)),
            _ => other.insert(place, u8::try_from(dice.place(256)).unwrap()),
        }
    }
    with_digest(other)
}

/// A value that a fact of a type may be said to have.
fn some_value(model: &Model, kind: &TypeKind, dice: &mut Dice) -> Option<Known> {
    let size = |of: menkan::policy::model::EnumId| model.enumeration(of).values.len();
    Some(match kind {
        TypeKind::Boolean => Known::Truth(dice.chance(50)),
        TypeKind::Choice(of) => Known::Symbol(u16::try_from(dice.place(size(*of))).unwrap()),
        TypeKind::Set(of) => Known::Set((0..size(*of)).map(|_| Some(dice.chance(50))).collect()),
        TypeKind::Quantity(_) => {
            let number = Number::integer(dice.number(-10..=2_000));
            Known::Between(Some(number.clone()), Some(number))
        }
        TypeKind::List(list) => {
            let fields: Vec<FactId> = model.record(list.record).fields().collect();
            let item = |dice: &mut Dice| {
                Item(fields.iter().map(|field| some_value(model, &model.fact(*field).ty.kind, dice)).collect())
            };
            let items = dice.place(3);
            Known::List((0..items).map(|_| item(dice)).collect())
        }
    })
}

/// Asks a policy all that can be asked: it may refuse, but must come to an end.
fn use_it(policy: &Policy, days: &[Date], dice: &mut Dice) -> usize {
    let model = policy.model();
    let mut decided = 0;
    drop(describe(model).to_json());
    for day in days.iter().chain(&[date(2024, 8, 1)]) {
        let Ok(law) = policy.at(*day) else { continue };
        for share in [0, 40, 100] {
            let mut case = Case::new(model, *day);
            for (place, fact) in model.facts.iter().enumerate() {
                if dice.chance(share) {
                    case.set(FactId::from(place), some_value(model, &fact.ty.kind, dice));
                }
            }
            let wanted = Wanted { sufficient: share == 100 && dice.chance(20), ..Wanted::default() };
            decided += usize::from(law.decide_as(&case, &wanted).is_ok());
            if dice.chance(20) {
                drop(policy.notice_json(case.to_json(model).as_bytes(), &Request::default()));
            }
            if dice.chance(20) {
                drop(
                    policy
                        .interview(case.to_json(model).as_bytes(), &Request::default())
                        .map(|interview| interview.state()),
                );
            }
            if dice.chance(20) {
                drop(law.prepare());
            }
        }
    }
    decided
}

#[test]
fn what_was_changed_with_its_digest_does_no_harm() {
    let mut dice = Dice::new(89);
    let (mut refused, mut accepted, mut decided) = (0, 0, 0);
    for seed in 0..12 {
        let size = if seed % 2 == 0 { Size::Small } else { Size::Large };
        let Some((policy, bytes)) = compiled(seed, size) else { continue };
        let days: Vec<Date> = days(&policy).into_iter().take(2).collect();
        for _ in 0..120 {
            match Policy::from_compiled(&mutated(&bytes, &mut dice)) {
                Ok(other) => {
                    accepted += 1;
                    decided += use_it(&other, &days, &mut dice);
                }
                Err(error) => {
                    assert_eq!(error.code(), "K0104");
                    refused += 1;
                }
            }
        }
    }
    assert!(
        refused > 300 && accepted > 100 && decided > 100,
        "{refused} refused, {accepted} accepted, {decided} decided"
    );
}

/// A policy with lists and quantities that are walked.
#[test]
fn lists_that_were_changed_do_no_harm() {
    let policy = Policy::load("gb.ew.crime", &Shipped).unwrap_or_else(|_| panic!("shipped"));
    let civil = Policy::load("gb.ew.civil", &Shipped).unwrap_or_else(|_| panic!("shipped"));
    let (mut dice, mut accepted) = (Dice::new(97), 0);
    for (policy, day, rounds) in [(policy, date(2024, 1, 1), 120), (civil, date(2026, 5, 1), 60)] {
        let bytes = policy.to_compiled_for(day).unwrap();
        for _ in 0..rounds {
            if let Ok(other) = Policy::from_compiled(&mutated(&bytes, &mut dice)) {
                accepted += 1;
                use_it(&other, &[day], &mut dice);
            }
        }
    }
    assert!(accepted > 30, "{accepted}");
}
