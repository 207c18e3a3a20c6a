//! What lists come to: every item looked at by itself.

use super::order::{Item, needed_of_an_item};
use super::{Amount, Evaluation, Knowledge, Truth, Value};
use crate::policy::model::{Fold, FoldKind, Known, RecordId};
use crate::value::Number;
use Knowledge::{Known as Is, Unknown};

impl Evaluation<'_> {
    pub(super) fn fold(&self, fold: &Fold) -> Knowledge<Amount> {
        let Some(items) = self.items(fold) else { return Unknown };
        // Of each item that may count: whether it does, and what it gives.
        let given: Vec<(Truth, Knowledge<Amount>)> = items
            .iter()
            .map(|item| (item.condition(&fold.when), item.quantity(&fold.item)))
            .filter(|(counts, _)| *counts != Truth::False)
            .collect();
        match fold.kind {
            FoldKind::Count => {
                let all = given.iter().all(|(counts, _)| *counts == Truth::True);
                let count = i64::try_from(given.len()).unwrap_or(i64::MAX);
                if all { Is(Amount::Number(Number::integer(count))) } else { Unknown }
            }
            FoldKind::Sum => {
                let zero = Is(Amount::Number(Number::ZERO));
                let mut sum = Number::ZERO;
                for (counts, gives) in given {
                    match gives {
                        Is(Amount::Number(number)) if counts == Truth::True => sum = &sum + &number,
                        // Whether it counts or not.
                        gives if gives == zero => {}
                        Is(_) | Unknown => return Unknown,
                    }
                }
                Is(Amount::Number(sum))
            }
            FoldKind::Largest | FoldKind::Smallest => {
                let mut amounts = Vec::new();
                for (counts, gives) in given {
                    match (counts, gives) {
                        (Truth::True, Is(amount)) => amounts.push(amount),
                        (_, Is(_) | Unknown) => return Unknown,
                    }
                }
                let extreme =
                    if fold.kind == FoldKind::Largest { amounts.into_iter().max() } else { amounts.into_iter().min() };
                extreme.map_or_else(|| self.quantity(&fold.otherwise), Is)
            }
        }
    }

    /// The evaluation for each item of a list; `None` where the list is not known.
    fn items(&self, fold: &Fold) -> Option<Vec<Self>> {
        let Value::List(Is(count)) = self.fact(fold.list) else { return None };
        let record = self.law.model.list(fold.list)?.record;
        let needed = needed_of_an_item(self.law, fold, record);
        let items = match self.case.known(fold.list) {
            Some(Known::List(items)) => items.as_slice(),
            _ => &[],
        };
        Some(items.iter().take(*count).map(|item| self.of_item(record, item, &needed)).collect())
    }
}

impl<'a> Evaluation<'a> {
    /// The values of an item's fields, and of what its record defines, beside those of the case: only what is needed, for
    /// a definition may ask about other items of the same list.
    fn of_item(&self, record: RecordId, item: &'a crate::policy::model::Item, needed: &[Item]) -> Self {
        let mut within = Self { item: Some((record, item)), ..self.clone() };
        for one in std::sync::Arc::clone(&self.order).iter().filter(|one| needed.contains(one)) {
            within.read_item(*one);
        }
        within
    }
}
