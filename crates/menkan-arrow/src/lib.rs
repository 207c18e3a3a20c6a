//! Menkan over Arrow record batches: a column for each fact in, a column for each decision out.
//!
//! A column is matched to a fact by its name; other columns are not looked at, and of a fact without a column nothing is known.
//! A null is not known either. What a column of each type may hold stands with [`Table`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use arrow_array::{Array, BooleanArray, Int64Array, RecordBatch, cast::AsArray};
//! use arrow_schema::{DataType, Field, Schema};
//! use menkan::policy::Policy;
//! use menkan::source::SourceFile;
//! use menkan_arrow::Table;
//!
//! let text = r#"
//! policy example / 示例
//!   answers adult
//! fact age / 年龄 : integer 0..130 ask "多大年龄?" / "How old?"
//! decision adult / 成年 when age is at least 18 cite none "an example"
//! "#;
//! let policy = Policy::parse(SourceFile::new("example.menkan", text), &()).unwrap();
//! let table = Table::new(&policy, jiff::civil::date(2024, 8, 1)).unwrap();
//! let schema = Schema::new(vec![Field::new("age", DataType::Int64, true)]);
//! let ages = Int64Array::from(vec![Some(17), Some(18), None, Some(900)]);
//! let batch = RecordBatch::try_new(Arc::new(schema), vec![Arc::new(ages)]).unwrap();
//! let decided = table.decide(&batch).unwrap();
//! assert_eq!(decided.batch.column(0).as_boolean(), &BooleanArray::from(vec![Some(false), Some(true), None, None]));
//! assert_eq!(decided.bad[0].row, 3);
//! assert_eq!(decided.bad[0].errors.errors()[0].problem.code(), "C0104");
//! ```

mod error;
mod read;
mod write;

pub use error::{BadRow, TableError};

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use jiff::civil::Date;
use menkan::case::{Case, CaseErrors, known_of_text};
use menkan::decide::DecideError;
use menkan::decide::columns::{Columns, ROWS};
use menkan::policy::Policy;
use menkan::policy::model::{FactId, Known, Model};
use read::Column;
use write::Output;

/// A policy ready to decide record batches by the law of one day.
///
/// | a fact that is | is read from a column of |
/// |---|---|
/// | boolean | `Boolean` |
/// | a choice | a dictionary of texts, `Utf8`, `LargeUtf8`, `Utf8View`: names of values |
/// | an integer, days | any integer type, decimals that are whole |
/// | an amount, a decimal | `Decimal128`, any integer type: whole units |
/// | a date | `Date32` |
/// | a set | a list of texts: exactly that set |
///
/// Any fact may stand in a column of texts too, as [`Case::with`] takes it: `true`, `3040.00`, `2024-08-01`, and the JSON of a
/// range, a set or a list. Binary floating point is refused: no amount can be trusted to it.
///
/// The result has, for each decision, a column of its name: booleans as `Boolean`, choices as a dictionary of their values,
/// whole numbers and days as `Int64`, dates as `Date32`, all other numbers as texts that say them exactly, sets as lists
/// of texts. A null is the policy's own *none*, or open; which of them, the last column says: [`Table::OPEN`] lists the
/// decisions that are open in a row.
#[derive(Debug, Clone)]
pub struct Table {
    policy: Policy,
    columns: Columns,
    reads: Vec<FactId>,
    schema: SchemaRef,
}

/// A batch decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// A row for each row, in order.
    pub batch: RecordBatch,
    /// The rows that could not be read, by rising place; in the batch they are null throughout.
    pub bad: Vec<BadRow>,
}

impl Table {
    /// The name of the column that lists the decisions that are open.
    pub const OPEN: &'static str = "open_decisions";

    /// Prepares a policy for record batches, by the law in force on a day.
    ///
    /// # Errors
    /// Where the policy is not in force on that day, or its diagrams are larger than the budget.
    pub fn new(policy: &Policy, day: Date) -> Result<Self, DecideError> {
        let columns = policy.at(day)?.columns();
        let schema = Arc::new(Schema::new(write::fields(&columns)));
        let reads = columns.reads();
        Ok(Self { policy: policy.clone(), columns, reads, schema })
    }

    /// The schema of results.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The facts that the decisions depend on, by name: the columns that are read.
    pub fn reads(&self) -> impl Iterator<Item = &str> {
        self.reads.iter().map(|fact| &*self.policy.model().fact(*fact).name.key)
    }

    /// Decides each row of a batch.
    ///
    /// # Errors
    /// Where the column of a fact has a type that it cannot be read from, or stands twice. Rows with a wrong value are no error
    /// of the batch: they are told in [`Decided::bad`].
    pub fn decide(&self, batch: &RecordBatch) -> Result<Decided, TableError> {
        let model = self.policy.model();
        let columns = self.read_columns(batch)?;
        let (mut block, mut found) = (self.columns.block(), self.columns.found());
        let mut output = Output::new(&self.columns, batch.num_rows());
        let mut bad: Vec<BadRow> = Vec::new();
        let mut first = 0;
        while first < batch.num_rows() {
            let rows = ROWS.min(batch.num_rows() - first);
            // What a block cannot tell of a row, and what is wrong.
            let mut odd: Vec<(usize, FactId, Known)> = Vec::new();
            let before = bad.len();
            for column in &columns {
                column.read(model, first, rows, &mut block, &mut odd, &mut bad);
            }
            self.columns.decide(&block, rows, &mut found);
            odd.sort_by_key(|(row, fact, _)| (*row, *fact));
            for of_row in odd.chunk_by(|one, other| one.0 == other.0) {
                let mut case = block.case(model, self.columns.law().day(), of_row[0].0);
                of_row.iter().for_each(|(_, fact, known)| case.set(*fact, Some(known.clone())));
                let outcomes = self.columns.law().outcomes(&case)?;
                found.tell(of_row[0].0, outcomes.iter().map(|(_, outcome)| outcome));
            }
            bad[before..].sort_by_key(|bad| bad.row);
            output.add(&found, rows, bad[before..].iter().map(|bad| bad.row - first))?;
            first += rows;
        }
        bad.dedup_by_key(|bad| bad.row);
        Ok(Decided { batch: output.finish(self.schema())?, bad })
    }

    fn read_columns<'b>(&self, batch: &'b RecordBatch) -> Result<Vec<Column<'b>>, TableError> {
        let mut columns = Vec::new();
        for &fact in &self.reads {
            let name = &*self.policy.model().fact(fact).name.key;
            let schema = batch.schema_ref();
            let mut named = schema.fields().iter().enumerate().filter(|(_, field)| field.name() == name);
            if let Some((place, _)) = named.next() {
                if named.next().is_some() {
                    return Err(TableError::Twice { column: name.to_owned() });
                }
                columns.push(Column::new(self.policy.model(), fact, batch.column(place))?);
            }
        }
        Ok(columns)
    }
}

/// What a text says of a fact, as a case would have it.
fn known_of(model: &Model, fact: FactId, text: &str) -> Result<Known, CaseErrors> {
    // The errors of a case say more than the problem alone.
    known_of_text(model, fact, text).or_else(|_| {
        let case = Case::new(model, Date::ZERO).with(model, &model.fact(fact).name.key, text)?;
        Ok(case.known(fact).cloned().unwrap_or(Known::Asked))
    })
}
