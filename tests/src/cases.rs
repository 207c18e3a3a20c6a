//! Cases drawn by chance for any policy, close to its thresholds: at a constant of the policy or one step beside it.

mod thresholds;

use jiff::civil::Date;
use menkan::case::Case;
use menkan::policy::law::InForce;
use menkan::policy::model::{
    Fact, FactId, Figure, Item, Known, ListType, Model, QuantityType, Setting, SettingValue, TypeKind, Unit,
};
use menkan::value::{Number, day_number};

use crate::dice::Dice;
use thresholds::thresholds;

/// Draws cases under one law.
#[derive(Debug, Clone)]
pub struct Draw<'a> {
    model: &'a Model,
    law: &'a InForce,
    thresholds: Vec<Number>,
    /// The settings that cases come with: few, for each makes a law of its own.
    settings: Vec<Vec<(Setting, SettingValue)>>,
}

impl<'a> Draw<'a> {
    /// For the law of an interval; whatever settings it was made under are not used.
    #[must_use]
    pub fn new(law: &'a InForce, dice: &mut Dice) -> Self {
        let mut draw = Self { model: &law.model, law, thresholds: thresholds(law), settings: vec![Vec::new()] };
        for percent in [100, 100, 50] {
            let settings = draw.settings(dice, percent);
            if !draw.settings.contains(&settings) {
                draw.settings.push(settings);
            }
        }
        draw
    }

    /// The settings that cases come with.
    #[must_use]
    pub fn all_settings(&self) -> &[Vec<(Setting, SettingValue)>] {
        &self.settings
    }

    /// A case in which every fact is known.
    pub fn whole(&self, dice: &mut Dice, as_of: Date) -> Case {
        let mut case = Case::new(self.model, as_of);
        case.settings = dice.pick(&self.settings).cloned().unwrap_or_default();
        self.completed(dice, &case)
    }

    /// A case of which some is known.
    pub fn partial(&self, dice: &mut Dice, as_of: Date) -> Case {
        let mut case = Case::new(self.model, as_of);
        case.settings = dice.pick(&self.settings).cloned().unwrap_or_default();
        let share = dice.number(0..=100);
        for (place, fact) in self.model.facts.iter().enumerate() {
            let known = match dice.number(1..=20) {
                _ if !dice.chance(share) => None,
                1 => Some(Known::Asked),
                2..=5 => Some(self.part(dice, fact, as_of)),
                _ => Some(self.value(dice, &fact.ty.kind, as_of)),
            };
            case.set(FactId::from(place), known);
        }
        case
    }

    /// The case with all its unknown facts filled in, within what is known of them.
    pub fn completed(&self, dice: &mut Dice, case: &Case) -> Case {
        let mut whole = case.clone();
        for (place, fact) in self.model.facts.iter().enumerate() {
            let id = FactId::from(place);
            whole.set(id, Some(self.filled(dice, fact, case.known(id), case.as_of)));
        }
        whole
    }

    /// One value of a fact, within what is known of it.
    pub fn filled(&self, dice: &mut Dice, fact: &Fact, known: Option<&Known>, as_of: Date) -> Known {
        match (&fact.ty.kind, known) {
            (TypeKind::Quantity(ty), Some(Known::Between(low, high))) => {
                let within = QuantityType {
                    min: low.clone().or_else(|| ty.min.clone()),
                    max: high.clone().or_else(|| ty.max.clone()),
                    ..ty.clone()
                };
                self.value(dice, &TypeKind::Quantity(within), as_of)
            }
            (TypeKind::Set(_), Some(Known::Set(members))) => {
                Known::Set(members.iter().map(|member| Some(member.unwrap_or_else(|| dice.chance(50)))).collect())
            }
            (TypeKind::List(list), Some(Known::List(items))) => {
                let items = items.iter().map(|item| self.item(dice, *list, item, as_of)).collect();
                Known::List(self.told_apart(dice, *list, items, as_of))
            }
            (_, Some(known @ (Known::Truth(_) | Known::Symbol(_)))) => known.clone(),
            (kind, Some(Known::Asked | Known::Between(..) | Known::Set(_) | Known::List(_)) | None) => {
                self.value(dice, kind, as_of)
            }
        }
    }

    /// An item with all its fields, within what is known of them.
    fn item(&self, dice: &mut Dice, list: ListType, known: &Item, as_of: Date) -> Item {
        let fields = self.model.record(list.record).fields().zip(&known.0);
        let filled =
            fields.map(|(field, known)| Some(self.filled(dice, self.model.fact(field), known.as_ref(), as_of)));
        Item(filled.collect())
    }

    /// Items that differ in the field in which they must: one that does not gets another value of it, or goes.
    fn told_apart(&self, dice: &mut Dice, list: ListType, items: Vec<Item>, as_of: Date) -> Vec<Item> {
        let Some(field) = list.distinct else { return items };
        let (place, kind) = (self.model.record(list.record).place(field), &self.model.fact(field).ty.kind);
        let mut kept: Vec<Item> = Vec::new();
        for mut item in items {
            for _ in 0..100 {
                let alike = |other: &Item| other.0.get(place) == item.0.get(place);
                if !kept.iter().any(alike) {
                    kept.push(item);
                    break;
                }
                if let Some(slot) = item.0.get_mut(place) {
                    *slot = Some(self.value(dice, kind, as_of));
                }
            }
        }
        kept
    }

    /// The settings that the law leaves open, each with this chance.
    fn settings(&self, dice: &mut Dice, percent: i64) -> Vec<(Setting, SettingValue)> {
        let mut settings = Vec::new();
        let mut add = |setting: Setting, value: SettingValue, chance: bool| {
            if chance && self.law.can_set(setting) {
                settings.push((setting, value));
            }
        };
        for (place, cells) in self.law.figures.iter().enumerate() {
            let id = place.into();
            for (cell, figure) in (0..).zip(cells) {
                let unknown = matches!(figure, Figure::Unknown(_));
                // An assumed figure may be set too, but seldom is.
                let chance = dice.chance(if unknown { percent } else { 3 });
                let number = self.number(dice, &self.model.parameter(id).ty, self.law.period.from);
                add(Setting::Figure(id, cell), SettingValue::Number(number), chance);
            }
        }
        for place in 0..self.law.definitions.len() {
            let chance = dice.chance(percent);
            add(Setting::Standard(place.into()), SettingValue::Met(dice.chance(50)), chance);
        }
        settings.sort();
        settings
    }

    /// Something short of a value.
    fn part(&self, dice: &mut Dice, fact: &Fact, as_of: Date) -> Known {
        match &fact.ty.kind {
            TypeKind::Quantity(ty) => {
                let (a, b) = (self.number(dice, ty, as_of), self.number(dice, ty, as_of));
                match dice.number(1..=3) {
                    // As a case is read, a range that leaves one value is that value.
                    1 if ty.max.as_ref() != Some(&a) => Known::Between(Some(a), None),
                    2 if ty.min.as_ref() != Some(&a) => Known::Between(None, Some(a)),
                    _ => Known::Between(Some(a.clone().min(b.clone())), Some(a.max(b))),
                }
            }
            TypeKind::Set(values) => {
                let members = &self.model.enumeration(*values).values;
                Known::Set(members.iter().map(|_| dice.chance(50).then(|| dice.chance(50))).collect())
            }
            kind @ TypeKind::List(list) => {
                let Known::List(mut items) = self.value(dice, kind, as_of) else { return Known::Asked };
                for item in &mut items {
                    for (field, slot) in self.model.record(list.record).fields().zip(&mut item.0) {
                        // What tells items apart stays: what it is left to be depends on the others.
                        match dice.number(1..=6) {
                            _ if list.distinct == Some(field) => {}
                            1 => *slot = None,
                            2 => *slot = Some(Known::Asked),
                            3 => *slot = Some(self.part(dice, self.model.fact(field), as_of)),
                            _ => {}
                        }
                    }
                }
                Known::List(items)
            }
            kind @ (TypeKind::Boolean | TypeKind::Choice(_)) => self.value(dice, kind, as_of),
        }
    }

    fn value(&self, dice: &mut Dice, kind: &TypeKind, as_of: Date) -> Known {
        let size = |values: &_| self.model.enumeration(*values).values.len();
        match kind {
            TypeKind::Boolean => Known::Truth(dice.chance(50)),
            TypeKind::Choice(values) => Known::Symbol(u16::try_from(dice.place(size(values))).unwrap_or(0)),
            TypeKind::Set(values) => {
                let full = dice.number(0..=100);
                Known::Set((0..size(values)).map(|_| Some(dice.chance(full))).collect())
            }
            TypeKind::List(list) => {
                let count = dice.number(i64::from(list.min)..=i64::from(list.max.min(list.min + 3)));
                let fields = self.model.record(list.record).fields as usize;
                let items = (0..count).map(|_| self.item(dice, *list, &Item(vec![None; fields]), as_of)).collect();
                Known::List(self.told_apart(dice, *list, items, as_of))
            }
            TypeKind::Quantity(ty) => {
                let number = self.number(dice, ty, as_of);
                Known::Between(Some(number.clone()), Some(number))
            }
        }
    }

    /// A number of a type: near a threshold more often than not.
    fn number(&self, dice: &mut Dice, ty: &QuantityType, as_of: Date) -> Number {
        let step = ty.places.map_or_else(|| Number::power_of_ten(2), Number::power_of_ten);
        let step = Number::ONE.checked_div(&step).unwrap_or(Number::ONE);
        for _ in 0..20 {
            let near = match ty.unit {
                Unit::Date if dice.chance(60) => &day_number(as_of) - &Number::integer(dice.number(-3..=22) * 365),
                Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Date | Unit::Days => {
                    dice.pick(&self.thresholds).cloned().unwrap_or(Number::ONE)
                }
            };
            let factor = if ty.unit == Unit::Date || dice.chance(60) { 1 } else { dice.number(2..=4) };
            let beside = Number::integer(dice.number(-1..=1));
            let number = &(&near * &Number::integer(factor)) + &(&beside * &step);
            let number = number.round_to(&step, menkan::value::RoundingMode::Down);
            if is_within(ty, &number) {
                return number;
            }
        }
        let (min, max) = (ty.min.clone().unwrap_or(Number::ZERO), ty.max.clone());
        let above = &min + &(&step * &Number::integer(dice.number(0..=40)));
        match max {
            Some(max) if above > max => max,
            Some(_) | None => above,
        }
    }
}

fn is_within(ty: &QuantityType, number: &Number) -> bool {
    ty.min.as_ref().is_none_or(|min| min <= number) && ty.max.as_ref().is_none_or(|max| number <= max)
}
