//! Parameters: dated figures and tables, complete and without holes.

use std::collections::BTreeMap;

use super::check::{Checker, Measure, Node, Shape};
use super::declare::{Amendment, Declared};
use super::model::{Backing, Figure, Key, Parameter, ParameterId, QuantityType, Row, Unit};
use super::names::Found;
use super::sources::text_of;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::syntax::ast::{self, CellKey};
use crate::value::{Number, day_number};

/// How many bands a table may have, over all its rows.
const MAX_BANDS: usize = 1000;

impl<'a> Checker<'a> {
    /// A parameter of the model; `None` where it is at fault.
    pub(crate) fn parameter(&mut self, id: ParameterId, amendments: &[Amendment<'a>]) -> Option<Parameter> {
        let declared = self.declarations.parameters[id.index()].clone();
        self.enter(declared.layer, Some(Node::Parameter(id)));
        let (written, replaced) = self.rows(&declared, amendments);
        self.enter(declared.layer, Some(Node::Parameter(id)));
        let upper = upper_ends(written.iter().map(|(row, _)| *row));
        if upper.len() > MAX_BANDS {
            self.report(Diagnostic::too_many_bands(&declared.name, upper.len(), MAX_BANDS));
            return None;
        }
        let key = match &declared.item.by {
            None => Some(Key::Whole),
            Some(by) => self.key_in_record(by, &upper),
        };
        let ty = self.parameters[id.index()].clone();
        let (key, ty) = (key?, ty?);
        if written.is_empty() {
            self.report(Diagnostic::no_figures(&declared.name));
            return None;
        }
        for row in replaced {
            // Looked at all the same: its words mean something, and it must be right without the child.
            self.cells(row, &key, &ty);
        }
        let mut rows = Vec::new();
        for (row, backing) in written {
            let cells = self.cells(row, &key, &ty);
            rows.push(cells.map(|cells| Row { from: row.from, cells, backing, span: row.span.0 }));
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
                let known =
                    |row: &ast::Row| row.cells.iter().any(|cell| !matches!(cell.figure, ast::Figure::Unknown(_)));
                if source.cites.is_empty() && source.none.is_none() && written.iter().any(known) {
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
    fn key_in_record(&mut self, by: &ast::Expr, upper: &[Number]) -> Option<Key> {
        let ast::ExprKind::Name(word) = &by.kind else { return self.key(by, upper) };
        let Some((record, member)) = self.member_of(word) else { return self.key(by, upper) };
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
        let key = self.key(&name, upper);
        self.look_inside(outer);
        if let Some(&referent) = self.references.get(&word.span) {
            let (record, member) = (&self.declarations.records[record.index()].name, self.name_of_referent(referent));
            let (en, zh) = (format!("{}.{}", record.key, member.key), format!("{}.{}", record.zh, member.zh));
            self.is_called(word.span, &en, &zh);
        }
        key
    }

    fn key(&mut self, by: &ast::Expr, upper: &[Number]) -> Option<Key> {
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
                Some(Key::Bands { by: typed.quantity, upper: upper.to_vec() })
            }
            Shape::Set(_) | Shape::Standard(_) | Shape::None | Shape::Elements | Shape::List | Shape::Other => {
                let found = self.expr_text(by);
                self.report(Diagnostic::key_unfit(by.span, &found));
                None
            }
        }
    }

    /// One figure for each cell of the key.
    fn cells(&mut self, row: &ast::Row, key: &Key, ty: &QuantityType) -> Option<Vec<Figure>> {
        let mut figures: Vec<Option<Figure>> = Vec::new();
        for cell in &row.cells {
            figures.push(self.figure(cell, ty));
        }
        let places: Vec<Option<usize>> = match key {
            Key::Whole => return self.whole_cell(row, figures),
            Key::Bands { upper, .. } => return self.bands(row, figures, upper),
            Key::Choice(_, values) => {
                let values = *values;
                row.cells
                    .iter()
                    .map(|cell| match &cell.key {
                        CellKey::Value(word) => {
                            self.symbols(std::slice::from_ref(word), values)?.first().map(|&s| usize::from(s))
                        }
                        CellKey::Whole | CellKey::AtMost(_) | CellKey::Above => {
                            let expected = self.choice_text(values);
                            self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                            None
                        }
                    })
                    .collect()
            }
            Key::Truth(_) => row
                .cells
                .iter()
                .map(|cell| match &cell.key {
                    CellKey::Value(word) if ["yes", "成立"].contains(&&*word.text) => {
                        self.is_called(word.span, "yes", "成立");
                        Some(0)
                    }
                    CellKey::Value(word) if ["no", "不成立"].contains(&&*word.text) => {
                        self.is_called(word.span, "no", "不成立");
                        Some(1)
                    }
                    CellKey::Value(_) | CellKey::Whole | CellKey::AtMost(_) | CellKey::Above => {
                        let expected = Text::new("`成立` 和 `不成立`", "`yes` and `no`");
                        self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                        None
                    }
                })
                .collect(),
        };
        let names: Vec<(String, String)> = match key {
            Key::Choice(_, values) => {
                let values = &self.declarations.enums[values.index()].values;
                values.iter().map(|value| (value.zh.to_string(), value.key.to_string())).collect()
            }
            Key::Whole | Key::Truth(_) | Key::Bands { .. } => {
                vec![("成立".into(), "yes".into()), ("不成立".into(), "no".into())]
            }
        };
        let mut first: BTreeMap<usize, (Span, Option<Figure>)> = BTreeMap::new();
        let mut whole = places.iter().all(Option::is_some);
        for ((place, figure), cell) in places.iter().zip(figures).zip(&row.cells) {
            let Some(place) = *place else { continue };
            if let Some((span, _)) = first.get(&place) {
                self.report(Diagnostic::cell_twice(cell.span.0, *span));
                whole = false;
                continue;
            }
            first.insert(place, (cell.span.0, figure));
        }
        let missing: Vec<_> = (0..names.len()).filter(|place| !first.contains_key(place)).collect();
        if !missing.is_empty() && whole {
            let list = |pick: fn(&(String, String)) -> &String, comma: &str| {
                let words: Vec<_> = missing.iter().map(|&place| format!("`{}`", pick(&names[place]))).collect();
                words.join(comma)
            };
            let text = Text::new(list(|name| &name.0, "、"), list(|name| &name.1, ", "));
            self.report(Diagnostic::cells_missing(row.span.0, row.from, &text));
            return None;
        }
        if !whole {
            return None;
        }
        super::check::all_or_none(first.into_values().map(|(_, figure)| figure))
    }

    fn whole_cell(&mut self, row: &ast::Row, figures: Vec<Option<Figure>>) -> Option<Vec<Figure>> {
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
    fn bands(&mut self, row: &ast::Row, figures: Vec<Option<Figure>>, upper: &[Number]) -> Option<Vec<Figure>> {
        let mut ends: Vec<Number> = Vec::new();
        let mut above = None;
        for (place, cell) in row.cells.iter().enumerate() {
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
                CellKey::Whole | CellKey::Value(_) => {
                    let expected = Text::new("`不超过 数值` 或 `超过`", "`at most N` or `above`");
                    self.report(Diagnostic::cell_unfit(cell.span.0, &expected));
                    return None;
                }
            }
        }
        if above.is_none() {
            self.report(Diagnostic::band_hole(row.span.0, ends.last()));
            return None;
        }
        let figures = super::check::all_or_none(figures)?;
        let spread = upper.iter().map(|end| {
            let band = ends.partition_point(|last| last < end);
            figures.get(band).cloned()
        });
        super::check::all_or_none(spread.chain(std::iter::once(figures.last().cloned())))
    }

    fn figure(&mut self, cell: &ast::Cell, ty: &QuantityType) -> Option<Figure> {
        let span = cell.span.0;
        match (&cell.figure, &ty.unit) {
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

/// The upper ends of all bands over all rows: each row is spread over them.
fn upper_ends<'r>(rows: impl Iterator<Item = &'r ast::Row>) -> Vec<Number> {
    let mut upper: Vec<Number> = rows
        .flat_map(|row| &row.cells)
        .filter_map(|cell| match &cell.key {
            CellKey::AtMost(end) => Some(end.clone()),
            CellKey::Whole | CellKey::Value(_) | CellKey::Above => None,
        })
        .collect();
    upper.sort();
    upper.dedup();
    upper
}
