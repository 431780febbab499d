//! `statements.parquet`: one row a statement, ascending (feedback, ordinal).
//!
//! Takes the statements beside their feedback, gives a table that joins `feedback.parquet` on the
//! feedback's id; reads the same statements back, checked against their texts.

use std::path::Path;

use parquet::data_type::{ByteArrayType, FloatType, Int32Type};

use crate::model::{Feedback, FeedbackId, Filtered, Span, Stance, Statement, hex};

use super::columns::{GroupReader, TableReader, TableWriter};
use super::error::{Error, Result};

const SCHEMA: &str = "message statement {
    REQUIRED BYTE_ARRAY feedback (STRING);
    REQUIRED INT32 ordinal (INTEGER(16,false));
    REQUIRED INT32 start_byte (INTEGER(32,false));
    REQUIRED INT32 end_byte (INTEGER(32,false));
    REQUIRED FLOAT polarity;
    REQUIRED BYTE_ARRAY stance (STRING);
    REQUIRED INT32 severity (INTEGER(8,false));
    OPTIONAL BYTE_ARRAY filtered (STRING);
}";

/// Rows of a group: what fits a reader's cache; see the same bound of feedback.
const GROUP_ROWS: usize = 32_768;

/// The file on its way: rows come a stretch at a time, groups leave as they are full.
pub(super) struct Table {
    table: TableWriter,
    /// Rows of the group that is not full yet.
    waiting: Vec<(FeedbackId, Statement)>,
}

impl Table {
    /// Starts the file.
    pub(super) fn create(path: &Path) -> Result<Table> {
        Ok(Table { table: TableWriter::create(path, SCHEMA, &["feedback"])?, waiting: Vec::new() })
    }

    /// Adds the next row; where stretches end makes no difference to the bytes of the file.
    pub(super) fn push(&mut self, id: FeedbackId, one: Statement) -> Result<()> {
        if self.waiting.len() == GROUP_ROWS {
            self.write_group()?;
        }
        self.waiting.push((id, one));
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        let rows = &self.waiting;
        self.table.group(|group| {
            group.texts(rows.iter().map(|(id, _)| hex(&id.0)))?;
            group.ints(rows.iter().map(|(_, one)| i32::from(one.ordinal)))?;
            group.ints(rows.iter().map(|(_, one)| one.span.start.cast_signed()))?;
            group.ints(rows.iter().map(|(_, one)| one.span.end.cast_signed()))?;
            group.floats(rows.iter().map(|(_, one)| one.polarity))?;
            group.texts(rows.iter().map(|(_, one)| one.stance.name()))?;
            group.ints(rows.iter().map(|(_, one)| i32::from(one.severity)))?;
            group.optional_texts(rows.iter().map(|(_, one)| one.filtered.map(Filtered::name)))
        })?;
        self.waiting.clear();
        Ok(())
    }

    /// Ends the file; gives its hash and size.
    pub(super) fn finish(mut self) -> Result<(String, u64)> {
        if !self.waiting.is_empty() {
            self.write_group()?;
        }
        self.table.finish()
    }
}

/// Reads all statements with the id of their feedback, in file order. Rows are 0: they are
/// numbered where the corpus is put together.
pub(super) fn read(path: &Path) -> Result<Vec<(FeedbackId, Statement)>> {
    let table = TableReader::open(path)?;
    let mut all = Vec::new();
    for at in 0..table.groups() {
        read_group(&table.group(at)?, &mut all)?;
    }
    Ok(all)
}

/// One row group.
pub(super) fn group(table: &TableReader, at: usize) -> Result<Vec<(FeedbackId, Statement)>> {
    let mut rows = Vec::new();
    read_group(&table.group(at)?, &mut rows)?;
    Ok(rows)
}

fn read_group(group: &GroupReader<'_>, all: &mut Vec<(FeedbackId, Statement)>) -> Result<()> {
    let ids = group.required::<ByteArrayType>("feedback")?;
    let ordinals = group.required::<Int32Type>("ordinal")?;
    let starts = group.required::<Int32Type>("start_byte")?;
    let ends = group.required::<Int32Type>("end_byte")?;
    let polarities = group.required::<FloatType>("polarity")?;
    let stances = group.required::<ByteArrayType>("stance")?;
    let severities = group.required::<Int32Type>("severity")?;
    let filtered = group.optional::<ByteArrayType>("filtered")?;
    for row in 0..group.rows {
        let filtered = filtered[row]
            .as_ref()
            .map(|name| match group.text(name)? {
                "no_information" => Ok(Filtered::NoInformation),
                _ => Err(group.damaged("unknown reason of a filtered statement")),
            })
            .transpose()?;
        all.push((
            FeedbackId(group.id(&ids[row])?),
            Statement {
                row: 0,
                ordinal: u16::try_from(ordinals[row])
                    .map_err(|_| group.damaged("ordinal out of range"))?,
                span: Span { start: starts[row].cast_unsigned(), end: ends[row].cast_unsigned() },
                polarity: polarities[row],
                stance: Stance::from_name(group.text(&stances[row])?)
                    .ok_or_else(|| group.damaged("unknown stance"))?,
                severity: u8::try_from(severities[row])
                    .map_err(|_| group.damaged("severity out of range"))?,
                filtered,
            },
        ));
    }
    Ok(())
}

/// Joins statements to their feedback; both ascend by id. `path` is named when they do not fit.
pub(super) fn join(
    path: &Path,
    feedback: Vec<Feedback>,
    statements: Vec<(FeedbackId, Statement)>,
) -> Result<Vec<(Feedback, Vec<Statement>)>> {
    let mut left = statements.as_slice();
    let mut items = Vec::with_capacity(feedback.len());
    for one in feedback {
        let (own, after) = left.split_at(left.iter().take_while(|(id, _)| *id == one.id).count());
        let inside = |(_, cut): &(_, Statement)| one.text.as_str().get(cut.span.range()).is_some();
        if !own.iter().all(inside) {
            return Err(Error::damaged(path, format!("a statement of {} lies outside", one.id)));
        }
        items.push((one, own.iter().map(|&(_, cut)| cut).collect()));
        left = after;
    }
    match left.first() {
        None => Ok(items),
        Some((id, _)) => Err(Error::damaged(path, format!("a statement of unknown feedback {id}"))),
    }
}
