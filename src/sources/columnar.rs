//! Parquet: each row as a JSON object, columns by name.
//!
//! Takes a file's bytes; gives one object a row. Files of one feed may differ in columns and types
//! (a timestamp in one is a text in the next), so nothing is assumed across files: what a column
//! holds becomes JSON by its own type. Whole numbers stay exact, timestamps become RFC 3339 in
//! UTC whatever their unit, decimals keep their digits, structs and lists nest. The row reader of
//! the parquet package streams column pages; a wall stands around it because it panics on schemas
//! that contradict themselves.

mod footer;

use std::io::{self, Read};

use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::data_type::Decimal;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::{Map, Number, Value};

use super::contain::contained;
use super::refused;

/// Bytes of a file on disk. It has to be in memory: its table of contents stands at the end. ETL
/// tools cut their parts at 200 MB.
const LARGEST: u64 = 512 << 20;

const GAVE_UP: &str = "bad_parquet: its parts contradict each other";

/// A file's columns and rows.
pub(super) struct Table {
    reader: SerializedFileReader<Bytes>,
}

impl Table {
    /// Opens a file; `allowed` bounds the inflated bytes its footer declares, and its rows.
    ///
    /// # Errors
    /// Refuses with `bad_parquet` or `decompression_limit`, and passes on what the stream reports.
    pub(super) fn open(raw: impl Read, allowed: u64) -> io::Result<Table> {
        let mut bytes = Vec::new();
        raw.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Err(refused("empty_file"));
        }
        if bytes.len() as u64 > LARGEST {
            return Err(refused("bad_parquet: larger than 512 MiB; export it in parts"));
        }
        footer::check(&bytes)?;
        let reader = contained(GAVE_UP, || SerializedFileReader::new(Bytes::from(bytes)))?
            .map_err(|_| refused("bad_parquet: its footer cannot be read"))?;
        let (mut size, mut rows) = (0u64, 0u64);
        for group in reader.metadata().row_groups() {
            size = size.saturating_add(group.total_byte_size().max(0) as u64);
            rows = rows.saturating_add(u64::try_from(group.num_rows()).unwrap_or(u64::MAX));
        }
        // A row of nulls costs nothing on disk: rows count as bytes, or a page could hold billions.
        if size > allowed || rows > allowed {
            return Err(refused("decompression_limit"));
        }
        Ok(Table { reader })
    }

    /// The names of its columns, in order.
    pub(super) fn columns(&self) -> Vec<String> {
        let schema = self.reader.metadata().file_metadata().schema();
        schema.get_fields().iter().map(|field| field.name().to_owned()).collect()
    }

    /// Every row.
    ///
    /// # Errors
    /// Refuses with `bad_parquet`, and passes on what `emit` reports.
    pub(super) fn rows(&self, emit: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        let schema = self.reader.metadata().file_metadata().schema();
        let mut rows = contained(GAVE_UP, || self.reader.get_row_iter(None))?
            .map_err(|_| refused("bad_parquet: its columns cannot be read"))?;
        let mut number = 0u64;
        loop {
            number += 1;
            let row = contained(GAVE_UP, || rows.next())?;
            let Some(row) = row else { return Ok(()) };
            let row =
                row.map_err(|_| refused(format!("bad_parquet: unreadable at row {number}")))?;
            emit(object(&row, Some(schema)))?;
        }
    }
}

fn object(row: &Row, group: Option<&Type>) -> Value {
    let fields = group.filter(|one| one.is_group()).map_or(&[][..], Type::get_fields);
    let columns = row.get_column_iter().enumerate().map(|(at, (name, value))| {
        let kind = fields.get(at).filter(|kind| kind.name() == name);
        (name.clone(), json(value, kind.map(|kind| &**kind)))
    });
    Value::Object(columns.collect::<Map<String, Value>>())
}

/// The type of a list's elements: below the repeated group of the three-level form, or itself.
fn element(list: Option<&Type>) -> Option<&Type> {
    let repeated = list.filter(|one| one.is_group())?.get_fields().first()?;
    if !repeated.is_group() {
        return Some(repeated);
    }
    match repeated.get_fields() {
        [one] => Some(one),
        _ => Some(repeated),
    }
}

fn json(value: &Field, kind: Option<&Type>) -> Value {
    match value {
        Field::Null => Value::Null,
        Field::Bool(truth) => Value::Bool(*truth),
        Field::Byte(number) => Value::from(*number),
        Field::Short(number) => Value::from(*number),
        Field::Int(number) => Value::from(*number),
        Field::Long(number) => long(*number, kind),
        Field::UByte(number) => Value::from(*number),
        Field::UShort(number) => Value::from(*number),
        Field::UInt(number) => Value::from(*number),
        Field::ULong(number) => Value::from(*number),
        Field::Float16(number) => float(f64::from(number.to_f32())),
        // Through its shortest text: 0.1 is 0.1 and not 0.10000000149011612.
        Field::Float(number) => float(number.to_string().parse().unwrap_or(f64::NAN)),
        Field::Double(number) => float(*number),
        Field::Decimal(number) => Value::String(decimal(number)),
        Field::Str(text) => Value::String(text.clone()),
        Field::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.data()).into_owned()),
        Field::Date(days) => Value::String(date(i64::from(*days))),
        Field::TimeMillis(millis) => Value::String(clock(i64::from(*millis) * 1_000_000)),
        Field::TimeMicros(micros) => Value::String(clock(micros.saturating_mul(1000))),
        Field::TimestampMillis(millis) => Value::String(moment(*millis, 1000)),
        Field::TimestampMicros(micros) => Value::String(moment(*micros, 1_000_000)),
        Field::Group(row) => object(row, kind),
        Field::ListInternal(list) => {
            let kind = element(kind);
            Value::Array(list.elements().iter().map(|one| json(one, kind)).collect())
        }
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, value)| {
                let key = match json(key, None) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                (key, json(value, None))
            });
            Value::Object(entries.collect())
        }
    }
}

/// A whole number, unless its column says that it is a time: only the older of the two ways to say
/// so is known to the row reader, and nanoseconds have no older way.
fn long(number: i64, kind: Option<&Type>) -> Value {
    let per_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    match kind.and_then(|kind| kind.get_basic_info().logical_type_ref()) {
        Some(LogicalType::Timestamp(time)) => Value::String(moment(number, per_second(&time.unit))),
        Some(LogicalType::Time(time)) => {
            let nanos = 1_000_000_000 / per_second(&time.unit);
            Value::String(clock(number.saturating_mul(nanos)))
        }
        _ => Value::from(number),
    }
}

fn float(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A point in time, so many units a second since 1970, as RFC 3339 in UTC.
fn moment(count: i64, per_second: i64) -> String {
    let seconds = count.div_euclid(per_second);
    let nanos = count.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let clock = clock(seconds.rem_euclid(86_400) * 1_000_000_000 + nanos);
    format!("{}T{clock}Z", date(seconds.div_euclid(86_400)))
}

/// Nanoseconds of a day as hours, minutes and seconds.
fn clock(nanos: i64) -> String {
    let seconds = nanos.div_euclid(1_000_000_000);
    let rest = nanos.rem_euclid(1_000_000_000);
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => whole,
        _ => format!("{whole}.{}", format!("{rest:09}").trim_end_matches('0')),
    }
}

/// Days since 1970 as a date of the Gregorian calendar: 400 years are 146,097 days, and a year
/// that starts in March has its leap day at the end.
fn date(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A decimal's digits: a big-endian two's complement number with a point before the last `scale`.
fn decimal(number: &Decimal) -> String {
    let mut bytes = number.data().to_vec();
    let negative = bytes.first().is_some_and(|&byte| byte >= 0x80);
    if negative {
        let mut carry = true;
        for byte in bytes.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let mut digits = Vec::new();
    // Bounded: nobody has a number of more than 256 bits.
    bytes.truncate(64);
    while bytes.iter().any(|&byte| byte != 0) {
        let mut rest = 0u32;
        for byte in &mut bytes {
            let value = rest * 256 + u32::from(*byte);
            *byte = (value / 10) as u8;
            rest = value % 10;
        }
        digits.push(char::from_digit(rest, 10).unwrap_or('0'));
    }
    let scale = usize::try_from(number.scale()).unwrap_or_default().min(200);
    while digits.len() <= scale {
        digits.push('0');
    }
    let mut text: String = digits.iter().rev().collect();
    if scale > 0 {
        text.insert(text.len() - scale, '.');
    }
    if negative { format!("-{text}") } else { text }
}

#[cfg(test)]
pub(super) mod tests;
