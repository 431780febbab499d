//! Parquet one column at a time: the few shapes of column the ground state uses.
//!
//! Takes iterators of values and gives bytes that DuckDB, pandas and Spark read (UTF-8 strings,
//! integers, doubles, UTC timestamps, nulls); reads the same back. The low-level interface, since
//! the columnar in-memory format would add a hundred packages to hold what is a list of rows here.
//! Bytes depend on the values alone: no time, no host, a fixed writer name.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{
    ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::model::unhex;

use super::error::{Error, Result};

/// Name written into each file as its maker.
const CREATED_BY: &str = concat!("earful ", env!("CARGO_PKG_VERSION"));

/// A file that counts and hashes what is written to it.
pub(super) struct HashedFile {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    size: u64,
}

impl HashedFile {
    /// An empty file.
    pub(super) fn create(path: &Path) -> Result<HashedFile> {
        let file = File::create(path).map_err(|e| Error::io("create", path, e))?;
        Ok(HashedFile {
            file: BufWriter::with_capacity(1 << 18, file),
            hasher: blake3::Hasher::new(),
            size: 0,
        })
    }

    /// Syncs the file, whose path is named when that fails; gives the hash of its bytes and their
    /// number.
    pub(super) fn finish(mut self, path: &Path) -> Result<(String, u64)> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(|e| Error::io("write", path, e))?;
        Ok((self.hasher.finalize().to_hex().to_string(), self.size))
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes one Parquet file, row group by row group.
pub(super) struct TableWriter {
    path: PathBuf,
    writer: SerializedFileWriter<HashedFile>,
}

impl TableWriter {
    /// Starts a file with the schema (Parquet's message notation). Columns named in `plain` hold
    /// a different value in almost every row, so that a dictionary would only cost.
    pub(super) fn create(path: &Path, schema: &str, plain: &[&str]) -> Result<TableWriter> {
        let sink = HashedFile::create(path)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_statistics_truncate_length(Some(32));
        for column in plain {
            properties = properties
                .set_column_dictionary_enabled(ColumnPath::from(*column), false)
                .set_column_statistics_enabled(ColumnPath::from(*column), EnabledStatistics::None);
        }
        let writer = parse_message_type(schema)
            .and_then(|schema| {
                SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties.build()))
            })
            .map_err(|e| Error::parquet_write(path, e))?;
        Ok(TableWriter { path: path.to_owned(), writer })
    }

    /// Writes one row group; `fill` puts the columns in the order of the schema.
    pub(super) fn group(
        &mut self,
        fill: impl FnOnce(&mut GroupWriter<'_, '_>) -> std::result::Result<(), ParquetError>,
    ) -> Result<()> {
        let path = &self.path;
        let mut inner = self.writer.next_row_group().map_err(|e| Error::parquet_write(path, e))?;
        fill(&mut GroupWriter { inner: &mut inner })
            .and_then(|()| inner.close().map(|_| ()))
            .map_err(|e| Error::parquet_write(path, e))
    }

    /// Ends the file and syncs it; gives the hash of its bytes and their number.
    pub(super) fn finish(self) -> Result<(String, u64)> {
        let path = self.path;
        let sink = self.writer.into_inner().map_err(|e| Error::parquet_write(&path, e))?;
        sink.finish(&path)
    }
}

/// Columns of one row group, in the order of the schema.
pub(super) struct GroupWriter<'a, 'w> {
    inner: &'a mut SerializedRowGroupWriter<'w, HashedFile>,
}

type Written = std::result::Result<(), ParquetError>;

impl GroupWriter<'_, '_> {
    fn put<T: DataType>(&mut self, values: &[T::T], levels: Option<&[i16]>) -> Written {
        let mut column = self
            .inner
            .next_column()?
            .ok_or_else(|| ParquetError::General("more columns than the schema has".to_owned()))?;
        column.typed::<T>().write_batch(values, levels, None)?;
        column.close()
    }

    fn put_optional<T: DataType>(&mut self, rows: impl Iterator<Item = Option<T::T>>) -> Written {
        let mut values = Vec::new();
        let levels: Vec<i16> = rows
            .map(|value| {
                let level = i16::from(value.is_some());
                values.extend(value);
                level
            })
            .collect();
        self.put::<T>(&values, Some(&levels))
    }

    /// A text in every row.
    pub(super) fn texts<S: AsRef<str>>(&mut self, rows: impl Iterator<Item = S>) -> Written {
        let values: Vec<ByteArray> = rows.map(|text| ByteArray::from(text.as_ref())).collect();
        self.put::<ByteArrayType>(&values, None)
    }

    /// Bytes in every row.
    pub(super) fn bytes(&mut self, rows: impl Iterator<Item = Vec<u8>>) -> Written {
        self.put::<ByteArrayType>(&rows.map(ByteArray::from).collect::<Vec<_>>(), None)
    }

    /// A text or null.
    pub(super) fn optional_texts<S: AsRef<str>>(
        &mut self,
        rows: impl Iterator<Item = Option<S>>,
    ) -> Written {
        self.put_optional::<ByteArrayType>(
            rows.map(|text| text.map(|text| ByteArray::from(text.as_ref()))),
        )
    }

    /// A 32-bit integer in every row.
    pub(super) fn ints(&mut self, rows: impl Iterator<Item = i32>) -> Written {
        self.put::<Int32Type>(&rows.collect::<Vec<_>>(), None)
    }

    /// A 64-bit integer in every row.
    pub(super) fn longs(&mut self, rows: impl Iterator<Item = i64>) -> Written {
        self.put::<Int64Type>(&rows.collect::<Vec<_>>(), None)
    }

    /// A 64-bit integer or null.
    pub(super) fn optional_longs(&mut self, rows: impl Iterator<Item = Option<i64>>) -> Written {
        self.put_optional::<Int64Type>(rows)
    }

    /// A 64-bit number or null.
    pub(super) fn optional_doubles(&mut self, rows: impl Iterator<Item = Option<f64>>) -> Written {
        self.put_optional::<DoubleType>(rows)
    }

    /// A 32-bit number in every row.
    pub(super) fn floats(&mut self, rows: impl Iterator<Item = f32>) -> Written {
        self.put::<FloatType>(&rows.collect::<Vec<_>>(), None)
    }
}

/// Reads one Parquet file, row group by row group, columns by name.
pub(super) struct TableReader {
    path: PathBuf,
    reader: SerializedFileReader<File>,
}

impl TableReader {
    /// Opens a file whose hash has been checked.
    pub(super) fn open(path: &Path) -> Result<TableReader> {
        let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        let reader =
            SerializedFileReader::new(file).map_err(|e| Error::damaged(path, e.to_string()))?;
        Ok(TableReader { path: path.to_owned(), reader })
    }

    /// Number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    /// One row group.
    pub(super) fn group(&self, at: usize) -> Result<GroupReader<'_>> {
        let inner =
            self.reader.get_row_group(at).map_err(|e| Error::damaged(&self.path, e.to_string()))?;
        let rows = usize::try_from(inner.metadata().num_rows()).unwrap_or(0);
        Ok(GroupReader { path: &self.path, inner, rows })
    }
}

/// One row group being read.
pub(super) struct GroupReader<'a> {
    path: &'a Path,
    inner: Box<dyn RowGroupReader + 'a>,
    /// Rows of the group.
    pub(super) rows: usize,
}

impl GroupReader<'_> {
    /// An error that names this file.
    pub(super) fn damaged(&self, why: impl Into<String>) -> Error {
        Error::damaged(self.path, why)
    }

    /// The values of a column and, for a column that may be null, one level a row (1: a value).
    fn column<T: DataType>(&self, name: &str) -> Result<(Vec<T::T>, Vec<i16>)> {
        let schema = self.inner.metadata().schema_descr();
        let at = (0..schema.num_columns())
            .find(|&at| schema.column(at).name() == name)
            .ok_or_else(|| self.damaged(format!("no column {name}")))?;
        let column = schema.column(at);
        if column.physical_type() != T::get_physical_type() || column.max_rep_level() != 0 {
            return Err(self.damaged(format!("column {name} is of another type")));
        }
        let reader =
            self.inner.get_column_reader(at).map_err(|e| self.damaged(format!("{name}: {e}")))?;
        let mut reader = get_typed_column_reader::<T>(reader);
        let (mut values, mut levels) = (Vec::with_capacity(self.rows), Vec::new());
        let (rows, ..) = reader
            .read_records(self.rows, Some(&mut levels), None, &mut values)
            .map_err(|e| self.damaged(format!("{name}: {e}")))?;
        if rows != self.rows {
            return Err(self.damaged(format!("column {name} has {rows} of {} rows", self.rows)));
        }
        Ok((values, levels))
    }

    /// Whether the file has a column of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        let schema = self.inner.metadata().schema_descr();
        (0..schema.num_columns()).any(|at| schema.column(at).name() == name)
    }

    /// The first value of a column; `None` in a group without rows.
    pub(super) fn first<T: DataType>(&self, name: &str) -> Result<Option<T::T>> {
        let schema = self.inner.metadata().schema_descr();
        let at = (0..schema.num_columns())
            .find(|&at| schema.column(at).name() == name)
            .filter(|&at| schema.column(at).physical_type() == T::get_physical_type())
            .ok_or_else(|| self.damaged(format!("no column {name}")))?;
        let fault = |e: ParquetError| self.damaged(format!("{name}: {e}"));
        let reader = self.inner.get_column_reader(at).map_err(fault)?;
        let mut values = Vec::new();
        let mut levels = Vec::new();
        get_typed_column_reader::<T>(reader)
            .read_records(1, Some(&mut levels), None, &mut values)
            .map_err(fault)?;
        Ok(values.into_iter().next())
    }

    /// A column with a value in every row.
    pub(super) fn required<T: DataType>(&self, name: &str) -> Result<Vec<T::T>> {
        let (values, _) = self.column::<T>(name)?;
        if values.len() == self.rows {
            Ok(values)
        } else {
            Err(self.damaged(format!("column {name} has nulls")))
        }
    }

    /// A column with a value or null in every row.
    pub(super) fn optional<T: DataType>(&self, name: &str) -> Result<Vec<Option<T::T>>> {
        let (values, levels) = self.column::<T>(name)?;
        if levels.is_empty() {
            return Ok(values.into_iter().map(Some).collect());
        }
        let mut values = values.into_iter();
        Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
    }

    /// The 16 bytes behind an id or key.
    pub(super) fn id(&self, value: &ByteArray) -> Result<[u8; 16]> {
        unhex(value.data()).ok_or_else(|| self.damaged("an id that is not 32 digits"))
    }

    /// The text of a value.
    pub(super) fn text<'v>(&self, value: &'v ByteArray) -> Result<&'v str> {
        value.as_utf8().map_err(|_| self.damaged("text that is not UTF-8"))
    }
}
