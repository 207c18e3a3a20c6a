//! A path of a diagram to a case that takes it.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::case::Case;
use crate::diagram::quantity::{Mention, Range, Ranges};
use crate::diagram::solve::{Wanted, solve};
use crate::diagram::{At, Compiled, Declared, Diagrams, Leaf, Place, Test};
use crate::policy::law::InForce;
use crate::policy::model::{DefinitionId, FactId, Known, ParameterId, Setting, SettingValue, TypeKind};
use crate::value::{Number, day_number};

/// How many paths are tried before giving up.
const PATHS: usize = 500;

/// A cell of each term that a path passes.
type Path = Vec<(usize, u16)>;

/// What a search for a case found.
pub(super) enum Search {
    /// No path leads there.
    Unreachable,
    /// A case that takes one.
    Found(Case),
    /// Paths lead there, but no numbers were found that take one.
    Unknown,
}

/// Before this day no case can be: its JSON writes years in four digits.
const FIRST_DAY: Date = Date::constant(1, 1, 1);

/// A day on which this law applies; where the law is without beginning, one that a case can name.
pub(super) fn day_of_law(law: &InForce) -> Date {
    let periods = law.model.layer().map_or(&[][..], |layer| &layer.periods);
    let first = periods.iter().find(|period| law.period.from <= period.to && period.from <= law.period.to);
    let from = first.map_or(law.period.from, |period| period.from.max(law.period.from));
    from.max(FIRST_DAY.min(law.period.to))
}

/// A case for which a definition ends in `wanted`, as far as `confirm` agrees.
pub(super) fn search(
    law: &InForce,
    diagrams: &Diagrams,
    definition: DefinitionId,
    wanted: Leaf,
    confirm: &dyn Fn(&Case) -> bool,
) -> Search {
    let compiled = &diagrams.compiled;
    let Some(root) = compiled.definitions[definition.index()].value else { return Search::Unreachable };
    let root = compiled.start(root);
    let mut leads = FxHashMap::default();
    if !leads_to(compiled, root, wanted, &mut leads) {
        return Search::Unreachable;
    }
    let mut tried = 0;
    let mut path = Path::new();
    let mut found = None;
    walk(compiled, root, &leads, &mut path, &mut |path| {
        tried += 1;
        found = case_of(law, diagrams, path).and_then(|case| {
            if confirm(&case) {
                return Some(case);
            }
            let full = completed(law, &case);
            confirm(&full).then_some(full)
        });
        found.is_some() || tried >= PATHS
    });
    found.map_or(Search::Unknown, Search::Found)
}

fn leads_to(compiled: &Compiled, root: Place, wanted: Leaf, known: &mut FxHashMap<Place, bool>) -> bool {
    if let Some(&answer) = known.get(&root) {
        return answer;
    }
    let answer = match compiled.at(root) {
        At::Leaf(leaf) => leaf == wanted,
        At::Node { term, base } => {
            let mut any = false;
            for cell in 0..compiled.terms[term].cells {
                any |= leads_to(compiled, compiled.child(base, cell), wanted, known);
            }
            any
        }
    };
    known.insert(root, answer);
    answer
}

/// Calls `visit` with each path until it says that it has enough; gives whether it did.
fn walk(
    compiled: &Compiled,
    root: Place,
    leads: &FxHashMap<Place, bool>,
    path: &mut Path,
    visit: &mut dyn FnMut(&Path) -> bool,
) -> bool {
    if leads.get(&root) != Some(&true) {
        return false;
    }
    match compiled.at(root) {
        At::Leaf(_) => visit(path),
        At::Node { term, base } => {
            for cell in 0..compiled.terms[term].cells {
                path.push((term, cell));
                let enough = walk(compiled, compiled.child(base, cell), leads, path, visit);
                path.pop();
                if enough {
                    return true;
                }
            }
            false
        }
    }
}

/// A case with just what a path asks for.
fn case_of(law: &InForce, diagrams: &Diagrams, path: &Path) -> Option<Case> {
    let compiled = &diagrams.compiled;
    let mut case = Case::new(&law.model, day_of_law(law));
    let mut wanted = Vec::new();
    for &(term, cell) in path {
        let term = &compiled.terms[term];
        match term.test {
            Test::Fact(fact) => {
                let known = match law.model.fact(fact).ty.kind {
                    TypeKind::Boolean => Known::Truth(cell == 1),
                    TypeKind::Choice(_) | TypeKind::Set(_) | TypeKind::Quantity(_) | TypeKind::List(_) => {
                        Known::Symbol(cell)
                    }
                };
                case.set(fact, Some(known));
            }
            Test::Member(fact, symbol) => {
                let mut members = match case.known(fact) {
                    Some(Known::Set(members)) => members.clone(),
                    _ => vec![None; set_size(law, fact)],
                };
                if let Some(member) = members.get_mut(usize::from(symbol)) {
                    *member = Some(cell == 1);
                }
                case.set(fact, Some(Known::Set(members)));
            }
            Test::Open(standard) => {
                case.settings.push((Setting::Standard(standard), SettingValue::Met(cell == 1)));
            }
            Test::Axis(quantity) => {
                let cell = usize::from(cell);
                let from = cell.checked_sub(1).and_then(|below| term.cuts.get(below).cloned());
                wanted.push(Wanted { quantity, from, below: term.cuts.get(cell).cloned() });
            }
            Test::Doubt(_) => {}
        }
    }
    for (mention, number) in solve(&law.model, &diagrams.quantities, &OnDay(law), &wanted)?.0 {
        match mention {
            Mention::Fact(fact) => case.set(fact, Some(exactly(number))),
            // The solver leaves lists as they are.
            Mention::NoNumber(_) => {}
            Mention::Figure(parameter, cell) => {
                case.settings.push((Setting::Figure(parameter, cell), SettingValue::Number(number)));
            }
        }
    }
    case.settings.sort();
    Some(case)
}

/// What is declared, on a day of the law.
struct OnDay<'a>(&'a InForce);

impl Ranges for OnDay<'_> {
    fn fact(&self, fact: FactId) -> Range {
        Declared(self.0).fact(fact)
    }

    fn figure(&self, parameter: ParameterId, cell: u16) -> Range {
        Declared(self.0).figure(parameter, cell)
    }

    fn as_of(&self) -> Range {
        Range::exactly(day_number(day_of_law(self.0)))
    }
}

/// The case with a value for every fact that it leaves open.
fn completed(law: &InForce, case: &Case) -> Case {
    let mut full = case.clone();
    for place in 0..law.model.facts.len() {
        let fact = FactId::from(place);
        let known = match (&law.model.fact(fact).ty.kind, case.known(fact)) {
            (TypeKind::Set(_), Some(Known::Set(members))) => {
                Known::Set(members.iter().map(|member| Some(member.unwrap_or(false))).collect())
            }
            (_, Some(_)) => continue,
            (TypeKind::Boolean, None) => Known::Truth(false),
            (TypeKind::Choice(_), None) => Known::Symbol(0),
            (TypeKind::Set(_), None) => Known::Set(vec![Some(false); set_size(law, fact)]),
            (TypeKind::List(_), None) => continue,
            (TypeKind::Quantity(ty), None) => exactly(ty.min.clone().unwrap_or(Number::ZERO)),
        };
        full.set(fact, Some(known));
    }
    full
}

fn exactly(number: Number) -> Known {
    Known::Between(Some(number.clone()), Some(number))
}

fn set_size(law: &InForce, fact: FactId) -> usize {
    match law.model.fact(fact).ty.kind {
        TypeKind::Set(values) => law.model.enumeration(values).values.len(),
        TypeKind::Boolean | TypeKind::Choice(_) | TypeKind::Quantity(_) | TypeKind::List(_) => 0,
    }
}
