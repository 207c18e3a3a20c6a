//! Parameters: dated figures and tables, complete and without holes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::check::{Checker, Measure, Node, Shape};
use super::declare::{Amendment, Declared};
use super::model::{Backing, Figure, Key, Parameter, ParameterId, Quantity, QuantityType, Row, TypeKind, Unit};
use super::names::Found;
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast::{self, CellKey, Holds};
use crate::value::{Number, day_number};

/// How many bands a table may have, over all its rows.
const MAX_BANDS: usize = 1000;

/// How many cells a table may have.
const MAX_CELLS: usize = 10_000;

/// A figure, and why it is not certain where its cell says so.
type Stated = (Figure, Option<Text>);

impl<'a> Checker<'a> {
    /// A parameter of the model; `None` where it is at fault.
    pub(crate) fn parameter(&mut self, id: ParameterId, amendments: &[Amendment<'a>]) -> Option<Parameter> {
        let declared = self.declarations.parameters[id.index()].clone();
        self.enter(declared.layer, Some(Node::Parameter(id)));
        let (written, replaced) = self.rows(&declared, amendments);
        self.enter(declared.layer, Some(Node::Parameter(id)));
        let key = self.keys(&declared, &written);
        let ty = self.parameters[id.index()].clone();
        let (key, ty) = (key?, ty?);
        if written.is_empty() {
            self.report(Diagnostic::no_figures(&declared.name));
            return None;
        }
        for row in replaced {
            // Looked at all the same: its words mean something, and it must be right without the child.
            self.row_cells(row, &key, &ty);
        }
        let mut rows = Vec::new();
        for (row, backing) in written {
            let cells = self.row_cells(row, &key, &ty);
            rows.push(cells.map(|cells| {
                let all = row.assumed.as_ref().map(text_of).or_else(|| backing.assumed.clone());
                let why = |(figure, own): (Figure, Option<Text>)| (figure, own.or_else(|| all.clone()));
                let (cells, assumed) = cells.into_iter().map(why).unzip();
                Row { from: row.from, cells, assumed, backing, span: row.span.0 }
            }));
        }
        let rows = super::check::all_or_none(rows)?;
        Some(Parameter { name: declared.name, layer: declared.layer, ty, key, rows })
    }

    /// The rows in force: the parent's until the first day that a child's row begins, then the child's. Beside them
    /// the rows that are replaced.
    fn rows(
        &mut self,
        declared: &Declared<'a, ast::Parameter>,
        amendments: &[Amendment<'a>],
    ) -> (Vec<(&'a ast::Row, Backing)>, Vec<&'a ast::Row>) {
        let mut all: Vec<(&'a ast::Row, Backing)> = Vec::new();
        let mut replaced = Vec::new();
        let own = (declared.layer, &declared.item.rows, &declared.item.source);
        let added = amendments.iter().map(|amendment| (amendment.layer, &amendment.item.rows, &amendment.item.source));
        let mut sources: Vec<_> = std::iter::once(own).chain(added).collect();
        sources.sort_by_key(|(layer, _, _)| *layer);
        for same_layer in sources.chunk_by(|a, b| a.0 == b.0) {
            let mut rows: Vec<(&'a ast::Row, Backing)> = Vec::new();
            for (layer, written, source) in same_layer {
                self.enter(*layer, None);
                let backing = self.backing(source);
                let known = |row: &ast::Row| row.cells.iter().any(has_known);
                let silent = source.cites.is_empty() && source.none.is_none() && self.default_cites().is_empty();
                if silent && written.iter().any(known) {
                    self.report(Diagnostic::source_missing(&declared.name));
                }
                rows.extend(written.iter().map(|row| (row, backing.clone())));
            }
            rows.sort_by_key(|(row, _)| (row.from, row.span.0));
            for pair in rows.windows(2) {
                if let [(first, _), (second, _)] = pair
                    && first.from == second.from
                {
                    self.report(Diagnostic::row_twice(second.span.0, first.span.0, second.from));
                }
            }
            if let Some((first, _)) = rows.first() {
                let kept = all.partition_point(|(row, _)| row.from < first.from);
                replaced.extend(all.drain(kept..).map(|(row, _)| row));
            }
            all.extend(rows);
        }
        (all, replaced)
    }

    /// The key of a table; `Child.age` is of the items of a list, and so is the table.
    fn key_in_record(&mut self, by: &ast::Expr, level: &[&ast::Cell], upper: Vec<Number>) -> Option<Key> {
        let ast::ExprKind::Name(word) = &by.kind else { return self.key(by, level, upper) };
        let Some((record, member)) = self.member_of(word) else { return self.key(by, level, upper) };
        let members = self.declarations.members.get(record.index())?;
        if !matches!(members.find(&member.text, self.layer()), Found::Item(_)) {
            let declared = &self.declarations.records[record.index()].name;
            let near = members.nearest(&member.text, self.layer(), |_| true);
            let near = near.and_then(|near| Some(format!("{}.{near}", word.text.rsplit_once('.')?.0)));
            let name = Text::new(&*declared.zh, &*declared.key);
            self.report(Diagnostic::unknown_field(&member, &name, declared.span).nearest(near.as_deref()));
            return None;
        }
        let outer = self.look_inside(Some(record));
        let name = ast::Expr { kind: ast::ExprKind::Name(member), span: by.span };
        let key = self.key(&name, level, upper);
        self.look_inside(outer);
        if let Some(&referent) = self.references.get(&word.span) {
            let (record, member) = (&self.declarations.records[record.index()].name, self.name_of_referent(referent));
            let (en, zh) = (format!("{}.{}", record.key, member.key), format!("{}.{}", record.zh, member.zh));
            self.is_called(word.span, &en, &zh);
        }
        key
    }

    /// The key of a table, from what it goes by and the cells of its rows.
    fn keys(&mut self, declared: &Declared<'a, ast::Parameter>, rows: &[(&'a ast::Row, Backing)]) -> Option<Key> {
        let mut level: Vec<&ast::Cell> = rows.iter().flat_map(|(row, _)| &row.cells).collect();
        let mut keys = Vec::new();
        for by in &declared.item.by {
            let upper = upper_ends(&level);
            if upper.len() > MAX_BANDS {
                self.report(Diagnostic::too_many_cells(&declared.name, upper.len(), MAX_BANDS));
                return None;
            }
            keys.push(self.key_in_record(by, &level, upper));
            level = level.iter().flat_map(|cell| inner_cells(cell)).collect();
        }
        let keys = super::check::all_or_none(keys)?;
        let count = keys.iter().map(|key| self.cell_count(key)).fold(1, usize::saturating_mul);
        if count > MAX_CELLS {
            self.report(Diagnostic::too_many_cells(&declared.name, count, MAX_CELLS));
            return None;
        }
        let joined = keys.into_iter().rev().reduce(|inner, outer| {
            let width = self.cell_count(&inner);
            Key::Pair { outer: Box::new(outer), inner: Box::new(inner), width }
        });
        Some(joined.unwrap_or(Key::Whole))
    }

    /// How many cells a key has.
    fn cell_count(&self, key: &Key) -> usize {
        match key {
            Key::Whole => 1,
            Key::Choice(_, values) => self.declarations.enums[values.index()].values.len(),
            Key::Truth(_) => 2,
            Key::Bands { by: _, upper } => upper.len() + 1,
            Key::Numbers { by: _, first, last } => {
                usize::try_from(last.saturating_sub(*first).saturating_add(1)).unwrap_or(usize::MAX)
            }
            Key::Pair { outer, inner: _, width } => self.cell_count(outer).saturating_mul(*width),
        }
    }

    /// One key, and the cells of its level.
    fn key(&mut self, by: &ast::Expr, level: &[&ast::Cell], upper: Vec<Number>) -> Option<Key> {
        match self.shape(by) {
            Shape::Choice(values) => self.choice(by, values).map(|choice| Key::Choice(choice, values)),
            Shape::Condition => self.condition(by).map(Key::Truth),
            Shape::Quantity | Shape::Word => {
                let typed = self.quantity(by)?;
                if typed.measure == Measure::Unit(Unit::Date) {
                    let found = self.expr_text(by);
                    self.report(Diagnostic::key_unfit(by.span, &found));
                    return None;
                }
                let by = typed.quantity;
                let by_number = level.iter().any(|cell| matches!(cell.key, CellKey::Number(_)));
                Some(match self.whole_numbers(&by).filter(|_| by_number) {
                    Some((first, last)) => Key::Numbers { by, first, last },
                    None => Key::Bands { by, upper },
                })
            }
            Shape::Set(_) | Shape::Standard(_) | Shape::None | Shape::Elements | Shape::List | Shape::Other => {
                let found = self.expr_text(by);
                self.report(Diagnostic::key_unfit(by.span, &found));
                None
            }
        }
    }

    /// The first and the last value of a fact or a definition that is an integer with a range.
    fn whole_numbers(&self, by: &Quantity) -> Option<(i64, i64)> {
        let ty = match by {
            Quantity::Fact(id) => self.facts[id.index()].as_ref()?,
            Quantity::Definition(id) => self.definitions[id.index()].as_ref()?,
            _ => return None,
        };
        let TypeKind::Quantity(QuantityType { unit: Unit::Plain, places: Some(0), min, max }) = &ty.kind else {
            return None;
        };
        Some((min.as_ref()?.to_i64()?, max.as_ref()?.to_i64()?))
    }

    /// One figure for each cell of the key.
    fn row_cells(&mut self, row: &ast::Row, key: &Key, ty: &QuantityType) -> Option<Vec<Stated>> {
        if *key == Key::Whole {
            return self.whole_cell(row, ty);
        }
        let keys: Vec<Key> = key.parts().into_iter().cloned().collect();
        self.cells((row.span.0, row.from), &row.cells, &keys, ty)
    }

    /// One figure for each cell of some keys, the outer first, from the cells of their level.
    fn cells(&mut self, at: (Span, Date), level: &[ast::Cell], keys: &[Key], ty: &QuantityType) -> Option<Vec<Stated>> {
        let (key, rest) = keys.split_first()?;
        let mut held: Vec<Option<Vec<Stated>>> = Vec::new();
        for cell in level {
            held.push(match (&cell.holds, rest) {
                (Holds::Figure(figure, assumed), []) => {
                    let figure = self.figure(figure, cell.span.0, ty);
                    figure.map(|figure| vec![(figure, assumed.as_ref().map(text_of))])
                }
                (Holds::Cells(cells), [_, ..]) => self.cells((cell.span.0, at.1), cells, rest, ty),
                (Holds::Figure(..), [_, ..]) => {
                    let expected = Text::new(
                        "外层的值,其后的 `{…}` 中是下一层",
                        "values of the outer key, each with the cells of the next in `{…}`",
                    );
                    self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                    None
                }
                (Holds::Cells(_), []) => {
                    let expected = Text::new("单个的数额,没有再下一层", "one figure each, for there is no further key");
                    self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                    None
                }
            });
        }
        if let Key::Bands { by: _, upper } = key {
            return self.bands(at.0, level, held, upper);
        }
        let places: Vec<Option<usize>> = level.iter().map(|cell| self.place(cell, key)).collect();
        let names = self.cell_words(key);
        let mut first: BTreeMap<usize, (Span, Option<Vec<Stated>>)> = BTreeMap::new();
        let mut whole = places.iter().all(Option::is_some);
        for ((place, held), cell) in places.iter().zip(held).zip(level) {
            let Some(place) = *place else { continue };
            if let Some((span, _)) = first.get(&place) {
                self.report(Diagnostic::cell_twice(cell.span.0, *span));
                whole = false;
                continue;
            }
            first.insert(place, (cell.span.0, held));
        }
        let missing: Vec<_> = (0..names.len()).filter(|place| !first.contains_key(place)).collect();
        if !missing.is_empty() && whole {
            let list = |pick: fn(&(String, String)) -> &String, comma: &str| {
                let words: Vec<_> = missing.iter().map(|&place| format!("`{}`", pick(&names[place]))).collect();
                words.join(comma)
            };
            let text = Text::new(list(|name| &name.0, "、"), list(|name| &name.1, ", "));
            self.report(Diagnostic::cells_missing(at.0, at.1, &text));
            return None;
        }
        if !whole {
            return None;
        }
        let cells = super::check::all_or_none(first.into_values().map(|(_, held)| held))?;
        Some(cells.into_iter().flatten().collect())
    }

    /// The place of a cell among those of its key, which has no bands.
    fn place(&mut self, cell: &ast::Cell, key: &Key) -> Option<usize> {
        let expected = match (key, &cell.key) {
            (Key::Choice(_, values), CellKey::Value(word)) => {
                return self.symbols(std::slice::from_ref(word), *values)?.first().map(|&symbol| usize::from(symbol));
            }
            (Key::Truth(_), CellKey::Value(word)) if ["yes", "成立"].contains(&&*word.text) => {
                self.is_called(word.span, "yes", "成立");
                return Some(0);
            }
            (Key::Truth(_), CellKey::Value(word)) if ["no", "不成立"].contains(&&*word.text) => {
                self.is_called(word.span, "no", "不成立");
                return Some(1);
            }
            (Key::Numbers { by: _, first, last }, CellKey::Number(number)) => {
                let number = number.to_i64().filter(|number| (first..=last).contains(&number));
                if let Some(place) = number.and_then(|number| usize::try_from(number.checked_sub(*first)?).ok()) {
                    return Some(place);
                }
                Text::new(format!("{first} 至 {last} 的整数"), format!("whole numbers from {first} to {last}"))
            }
            (Key::Choice(_, values), _) => self.choice_text(*values),
            (Key::Truth(_), _) => Text::new("`成立` 和 `不成立`", "`yes` and `no`"),
            (Key::Numbers { by: _, first, last }, _) => {
                Text::new(format!("{first} 至 {last} 的整数"), format!("whole numbers from {first} to {last}"))
            }
            (Key::Whole | Key::Bands { .. } | Key::Pair { .. }, _) => return None,
        };
        self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
        None
    }

    fn whole_cell(&mut self, row: &ast::Row, ty: &QuantityType) -> Option<Vec<Stated>> {
        let mut figures = Vec::new();
        for cell in &row.cells {
            let Holds::Figure(figure, assumed) = &cell.holds else {
                self.report(Diagnostic::cell_without_table(cell.span.0));
                return None;
            };
            figures.push(self.figure(figure, cell.span.0, ty).map(|figure| (figure, assumed.as_ref().map(text_of))));
        }
        if let Some(cell) = row.cells.iter().find(|cell| !matches!(cell.key, CellKey::Whole)) {
            self.report(Diagnostic::cell_without_table(cell.span.0));
            return None;
        }
        if let [_, second, ..] = &row.cells[..] {
            self.report(Diagnostic::cell_without_table(second.span.0));
            return None;
        }
        super::check::all_or_none(figures)
    }

    /// The figures of a row by bands, spread over the bands of all rows.
    fn bands(
        &mut self,
        at: Span,
        level: &[ast::Cell],
        held: Vec<Option<Vec<Stated>>>,
        upper: &[Number],
    ) -> Option<Vec<Stated>> {
        let mut ends: Vec<Number> = Vec::new();
        let mut above = None;
        for (place, cell) in level.iter().enumerate() {
            match &cell.key {
                CellKey::AtMost(end) => {
                    if let Some(last) = ends.last().filter(|last| *last >= end) {
                        self.report(Diagnostic::bands_not_rising(cell.span.0, end, last, &Unit::Plain));
                        return None;
                    }
                    if above.is_some() {
                        self.report(Diagnostic::above_not_last(cell.span.0));
                        return None;
                    }
                    ends.push(end.clone());
                }
                CellKey::Above => {
                    if above.replace(place).is_some() {
                        self.report(Diagnostic::above_not_last(cell.span.0));
                        return None;
                    }
                }
                CellKey::Whole | CellKey::Value(_) | CellKey::Number(_) => {
                    let expected = Text::new("`不超过 数值` 或 `超过`", "`at most N` or `above`");
                    self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                    return None;
                }
            }
        }
        if above.is_none() {
            self.report(Diagnostic::band_hole(at, ends.last()));
            return None;
        }
        let held = super::check::all_or_none(held)?;
        let spread = upper.iter().map(|end| {
            let band = ends.partition_point(|last| last < end);
            held.get(band).cloned()
        });
        let cells = super::check::all_or_none(spread.chain(std::iter::once(held.last().cloned())))?;
        Some(cells.into_iter().flatten().collect())
    }

    fn figure(&mut self, figure: &ast::Figure, span: Span, ty: &QuantityType) -> Option<Figure> {
        match (figure, &ty.unit) {
            (ast::Figure::Number(number), Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days) => {
                self.check_number(number, ty, span, &Text::new("参数", "the parameter"))?;
                Some(Figure::Known(number.clone()))
            }
            (ast::Figure::Date(day), Unit::Date) => {
                let number = day_number(*day);
                self.check_number(&number, ty, span, &Text::new("参数", "the parameter"))?;
                Some(Figure::Known(number))
            }
            (ast::Figure::Number(_), Unit::Date)
            | (ast::Figure::Date(_), Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days) => {
                let expected = super::types::unit_text(&ty.unit);
                self.report(Diagnostic::figure_unfit(span, &expected));
                None
            }
            (ast::Figure::Unlimited, Unit::Date) => {
                self.report(Diagnostic::figure_unfit(span, &super::types::unit_text(&ty.unit)));
                None
            }
            (ast::Figure::Unlimited, Unit::Plain | Unit::Percent | Unit::Money(..) | Unit::Days) => {
                Some(Figure::Unlimited)
            }
            (ast::Figure::Unknown(why), _) => Some(Figure::Unknown(text_of(why))),
        }
    }
}

/// The upper ends of all bands of a level, over all rows: each row is spread over them.
fn upper_ends(level: &[&ast::Cell]) -> Vec<Number> {
    let mut upper: Vec<Number> = level
        .iter()
        .filter_map(|cell| match &cell.key {
            CellKey::AtMost(end) => Some(end.clone()),
            CellKey::Whole | CellKey::Value(_) | CellKey::Number(_) | CellKey::Above => None,
        })
        .collect();
    upper.sort();
    upper.dedup();
    upper
}

fn inner_cells(cell: &ast::Cell) -> &[ast::Cell] {
    match &cell.holds {
        Holds::Figure(..) => &[],
        Holds::Cells(cells) => cells,
    }
}

/// Whether a cell, or one within it, has a figure that is known.
fn has_known(cell: &ast::Cell) -> bool {
    match &cell.holds {
        Holds::Figure(figure, _) => !matches!(figure, ast::Figure::Unknown(_)),
        Holds::Cells(cells) => cells.iter().any(has_known),
    }
}
