//! Policies so small that all their cases can be counted out.

use std::collections::BTreeMap;

use menkan::case::Case;
use menkan::decide::{Law, Reasons, Value, Wanted};
use menkan::policy::model::{FactId, Known, Model, TypeKind};
use menkan::policy::{Policy, Rejected};
use menkan::source::SourceFile;
use menkan::value::Number;

use crate::dice::Dice;

/// The greatest value of a number in a small policy.
const WIDEST: i64 = 4;

/// A small policy: one yes-or-no decision `d` over three numbers, a choice, a set and a yes-or-no fact. Its comparisons share
/// numbers. With it, the condition under which `d` holds.
///
/// # Errors
/// Where what was drawn is no policy.
pub fn policy(dice: &mut Dice) -> Result<(Policy, String), Rejected> {
    let facts = format!(
        "fact a / 甲, b / 乙, c / 丙 : integer 0..{WIDEST} ask \"?\" / \"?\"\nfact open / 开放 : boolean ask \"?\" / \"?\"\n\
         fact kind / 种类 : one of k0 / 零种, k1 / 一种, k2 / 二种 ask \"?\" / \"?\"\n\
         fact has / 拥有 : set of h0 / 零有, h1 / 一有 ask \"?\" / \"?\"\n"
    );
    let part = |dice: &mut Dice| format!("{}({})", if dice.chance(25) { "not " } else { "" }, test(dice));
    let way = |dice: &mut Dice| {
        let some: Vec<String> = (0..dice.number(1..=3)).map(|_| part(dice)).collect();
        format!("({})", some.join(" and "))
    };
    let ways: Vec<String> = (0..dice.number(2..=5)).map(|_| way(dice)).collect();
    let when = ways.join(" or ");
    let text = format!("policy p / 政策\n  answers d\n{facts}decision d / 决定 when {when} cite none \"-\"\n");
    Policy::parse(SourceFile::new("p.menkan", &text), &()).map(|policy| (policy, when))
}

/// A comparison of the numbers of a small policy, or a test of its other facts.
fn test(dice: &mut Dice) -> String {
    let pick = |dice: &mut Dice, names: &[&'static str]| dice.pick(names).copied().unwrap_or_default();
    let (one, other) = (pick(dice, &["a", "b", "c"]), pick(dice, &["a", "b", "c"]));
    let number = dice.number(0..=WIDEST);
    let compared = if dice.chance(50) { "at least" } else { "at most" };
    match dice.number(0..=7) {
        0 | 1 => format!("{one} is {compared} {number}"),
        2 => format!("{one} + {other} is {compared} {number}"),
        3 => format!("{one} - 2 * {other} is {compared} {}", number - 2),
        4 => format!("{one} is {compared} {number} * {other}"),
        5 => "open".to_owned(),
        6 => format!("kind is {}", pick(dice, &["k0", "k1", "k2"])),
        _ => format!("{} in has", pick(dice, &["h0", "h1"])),
    }
}

/// The values that a fact of a small policy can have.
fn domain(model: &Model, fact: FactId) -> Vec<Known> {
    match &model.fact(fact).ty.kind {
        TypeKind::Boolean => [false, true].map(Known::Truth).to_vec(),
        TypeKind::Choice(values) => {
            (0_u16..).take(model.enumeration(*values).values.len()).map(Known::Symbol).collect()
        }
        TypeKind::Set(values) => {
            let members = model.enumeration(*values).values.len();
            let set = |bits: u32| Known::Set((0..members).map(|at| Some(bits >> at & 1 == 1)).collect());
            (0..1 << members).map(set).collect()
        }
        // Small policies have none.
        TypeKind::List(_) => Vec::new(),
        TypeKind::Quantity(_) => {
            let number = |at| Some(Number::integer(at));
            (0..=WIDEST).map(|at| Known::Between(number(at), number(at))).collect()
        }
    }
}

/// All cases of a small policy, and whether the decision holds in each.
#[derive(Debug)]
pub struct Table {
    /// For each case, the place of each fact's value in its domain.
    rows: Vec<(Vec<usize>, bool)>,
    /// For each fact, its values.
    pub domains: Vec<Vec<Known>>,
}

impl Table {
    /// Decides all cases.
    #[must_use]
    pub fn new(law: &Law) -> Self {
        let model = &law.in_force().model;
        let domains: Vec<Vec<Known>> = (0..model.facts.len()).map(|fact| domain(model, FactId::from(fact))).collect();
        let mut places: Vec<Vec<usize>> = vec![Vec::new()];
        for domain in &domains {
            let longer =
                |row: &Vec<usize>| (0..domain.len()).map(|at| [row.as_slice(), &[at]].concat()).collect::<Vec<_>>();
            places = places.iter().flat_map(longer).collect();
        }
        let wanted = Wanted { reasons: Reasons::Omitted, ..Wanted::default() };
        let holds = |row: &[usize]| {
            let mut case = Case::new(model, law.day());
            let values = row.iter().zip(&domains).filter_map(|(at, domain)| domain.get(*at)).enumerate();
            values.for_each(|(fact, known)| case.set(FactId::from(fact), Some(known.clone())));
            law.decide_as(&case, &wanted).is_ok_and(|decided| decided.get("d") == Some(&Value::Truth(true)))
        };
        let rows = places.into_iter().map(|row| {
            let holds = holds(&row);
            (row, holds)
        });
        Self { rows: rows.collect(), domains }
    }

    /// A case of which each fact is known with a chance of so many in a hundred, of the rest some numbers within bounds.
    #[must_use]
    pub fn case(&self, law: &Law, dice: &mut Dice, known: i64) -> Case {
        let mut case = Case::new(&law.in_force().model, law.day());
        for (fact, domain) in self.domains.iter().enumerate() {
            if dice.chance(known) {
                case.set(FactId::from(fact), dice.pick(domain).cloned());
            } else if let (Some(Known::Between(low, _)), true) = (dice.pick(domain).cloned(), dice.chance(30)) {
                case.set(FactId::from(fact), Some(Known::Between(low, None)));
            }
        }
        case
    }

    /// The cases that a case may turn out to be, but for these facts; and whether the decision holds in each.
    fn completions<'t>(&'t self, case: &'t Case, moved: &'t [FactId]) -> impl Iterator<Item = &'t (Vec<usize>, bool)> {
        self.rows.iter().filter(move |(row, _)| {
            row.iter().zip(&self.domains).enumerate().all(|(fact, (at, domain))| {
                let id = FactId::from(fact);
                moved.contains(&id)
                    || case.known(id).is_none_or(|known| domain.get(*at).is_some_and(|value| fits(known, value)))
            })
        })
    }

    /// What the decision can be: false, true, or both.
    #[must_use]
    pub fn possible(&self, case: &Case) -> Vec<bool> {
        let mut found: Vec<bool> = self.completions(case, &[]).map(|(_, holds)| *holds).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether two completions that differ in one fact alone differ in the decision.
    #[must_use]
    pub fn matters(&self, case: &Case, fact: FactId) -> bool {
        let mut groups: BTreeMap<Vec<usize>, bool> = BTreeMap::new();
        self.completions(case, &[]).any(|(row, holds)| {
            let mut others = row.clone();
            others.remove(fact.index());
            *groups.entry(others).or_insert(*holds) != *holds
        })
    }

    /// Whether some values of these facts make the decision this for sure, the others as a case knows them or not.
    #[must_use]
    pub fn does(&self, case: &Case, moved: &[FactId], wanted: bool) -> bool {
        let mut sure: BTreeMap<Vec<usize>, bool> = BTreeMap::new();
        for (row, holds) in self.completions(case, moved) {
            let values = moved.iter().filter_map(|fact| row.get(fact.index()).copied()).collect();
            *sure.entry(values).or_insert(true) &= *holds == wanted;
        }
        sure.values().any(|sure| *sure)
    }

    /// The least sets of facts that do it.
    #[must_use]
    pub fn least(&self, case: &Case, wanted: bool) -> Vec<Vec<FactId>> {
        let mut least: Vec<Vec<FactId>> = Vec::new();
        let mut all: Vec<u32> = (0..1 << self.domains.len()).collect();
        all.sort_by_key(|bits| bits.count_ones());
        for bits in all {
            let facts = (0..self.domains.len()).filter(|at| bits >> at & 1 == 1);
            let moved: Vec<FactId> = facts.map(FactId::from).collect();
            let holds_one = least.iter().any(|less| less.iter().all(|fact| moved.contains(fact)));
            if !holds_one && self.does(case, &moved, wanted) {
                least.push(moved);
            }
        }
        least
    }
}

/// Whether a value fits what is known.
fn fits(known: &Known, value: &Known) -> bool {
    match (known, value) {
        (Known::Asked, _) => true,
        (Known::Between(low, high), Known::Between(Some(at), _)) => {
            low.as_ref().is_none_or(|low| low <= at) && high.as_ref().is_none_or(|high| at <= high)
        }
        (known, value) => known == value,
    }
}
