//! Files written by the parquet package's own writer.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

use super::*;

/// One column's values with their definition and repetition levels.
pub(crate) struct Column {
    pub(crate) values: Values,
    pub(crate) definitions: Vec<i16>,
    pub(crate) repetitions: Vec<i16>,
}

/// Values of one physical type.
pub(crate) enum Values {
    Truths(Vec<bool>),
    Ints(Vec<i32>),
    Longs(Vec<i64>),
    Floats(Vec<f32>),
    Doubles(Vec<f64>),
    Texts(Vec<&'static str>),
    Fixed(Vec<Vec<u8>>),
}

/// Values that are all there.
pub(crate) fn full(values: Values) -> Column {
    Column { values, definitions: Vec::new(), repetitions: Vec::new() }
}

/// Values of optional columns: where the level is 0 there is none.
pub(crate) fn optional(values: Values, definitions: &[i16]) -> Column {
    Column { values, definitions: definitions.to_vec(), repetitions: Vec::new() }
}

/// A file of this schema and these columns, in one row group.
pub(crate) fn file(schema: &str, columns: &[Column], compression: Compression) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    for column in columns {
        let mut place = group.next_column().expect("a column").expect("a column of the schema");
        let levels = (!column.definitions.is_empty()).then_some(&column.definitions[..]);
        let repeats = (!column.repetitions.is_empty()).then_some(&column.repetitions[..]);
        let written = match (place.untyped(), &column.values) {
            (ColumnWriter::BoolColumnWriter(w), Values::Truths(v)) => {
                w.write_batch(v, levels, repeats)
            }
            (ColumnWriter::Int32ColumnWriter(w), Values::Ints(v)) => {
                w.write_batch(v, levels, repeats)
            }
            (ColumnWriter::Int64ColumnWriter(w), Values::Longs(v)) => {
                w.write_batch(v, levels, repeats)
            }
            (ColumnWriter::FloatColumnWriter(w), Values::Floats(v)) => {
                w.write_batch(v, levels, repeats)
            }
            (ColumnWriter::DoubleColumnWriter(w), Values::Doubles(v)) => {
                w.write_batch(v, levels, repeats)
            }
            (ColumnWriter::ByteArrayColumnWriter(w), Values::Texts(v)) => {
                let texts: Vec<ByteArray> = v.iter().map(|&text| ByteArray::from(text)).collect();
                w.write_batch(&texts, levels, repeats)
            }
            (ColumnWriter::FixedLenByteArrayColumnWriter(w), Values::Fixed(v)) => {
                let values: Vec<FixedLenByteArray> =
                    v.iter().map(|one| FixedLenByteArray::from(one.clone())).collect();
                w.write_batch(&values, levels, repeats)
            }
            _ => panic!("values of another type than the column's"),
        };
        written.expect("values");
        place.close().expect("a column");
    }
    group.close().expect("a row group");
    writer.close().expect("a file");
    bytes
}

fn rows(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let mut found = Vec::new();
    Table::open(bytes, 32 << 20)
        .and_then(|table| {
            table.rows(&mut |row| {
                found.push(row);
                Ok(())
            })
        })
        .map_err(|error| crate::sources::reason_of(&error))
        .map(|()| found)
}

#[test]
fn types_become_what_they_mean() {
    let schema = "message m {
        required int64 id;
        optional binary name (STRING);
        required binary raw;
        required int64 ms (TIMESTAMP(MILLIS,true));
        required int64 us (TIMESTAMP(MICROS,false));
        required int64 ns (TIMESTAMP(NANOS,true));
        required int32 day (DATE);
        required boolean gone;
        required float small;
        required double big;
        required int64 price (DECIMAL(12,2));
        required fixed_len_byte_array(3) wide (DECIMAL(6,0));
        required int64 unsigned (INTEGER(64,false));
    }";
    let columns = [
        full(Values::Longs(vec![i64::MAX, 9_007_199_254_740_993])),
        optional(Values::Texts(vec!["Größe"]), &[1, 0]),
        full(Values::Texts(vec!["a", ""])),
        full(Values::Longs(vec![1_760_340_600_120, 0])),
        full(Values::Longs(vec![1_760_340_600_000_000, -1])),
        full(Values::Longs(vec![1_760_340_600_123_456_789, -86_400_000_000_000])),
        full(Values::Ints(vec![20_374, -719_468])),
        full(Values::Truths(vec![true, false])),
        full(Values::Floats(vec![0.1, f32::NAN])),
        full(Values::Doubles(vec![4.5, f64::INFINITY])),
        full(Values::Longs(vec![1999, -5])),
        full(Values::Fixed(vec![vec![0x01, 0x00, 0x00], vec![0xff, 0xff, 0xff]])),
        full(Values::Longs(vec![-1, 7])),
    ];
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(Default::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ] {
        let found = rows(&file(schema, &columns, compression)).expect("a good file");
        let told: Vec<String> = found.iter().map(Value::to_string).collect();
        assert_eq!(
            told,
            [
                r#"{"id":9223372036854775807,"name":"Größe","raw":"a","ms":"2025-10-13T07:30:00.12Z","us":"2025-10-13T07:30:00Z","ns":"2025-10-13T07:30:00.123456789Z","day":"2025-10-13","gone":true,"small":0.1,"big":4.5,"price":"19.99","wide":"65536","unsigned":18446744073709551615}"#,
                r#"{"id":9007199254740993,"name":null,"raw":"","ms":"1970-01-01T00:00:00Z","us":"1969-12-31T23:59:59.999999Z","ns":"1969-12-31T00:00:00Z","day":"0000-03-01","gone":false,"small":null,"big":null,"price":"-0.05","wide":"-1","unsigned":7}"#,
            ]
        );
    }
}

#[test]
fn structs_and_lists_nest() {
    let schema = "message m {
        optional group author { optional binary name (STRING); optional int64 seen (TIMESTAMP(NANOS,true)); }
        optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
    }";
    let columns = [
        optional(Values::Texts(vec!["Anna"]), &[2, 0]),
        optional(Values::Longs(vec![1_000_000_000]), &[2, 0]),
        Column {
            values: Values::Texts(vec!["a", "b"]),
            definitions: vec![3, 2, 3, 0],
            repetitions: vec![0, 1, 1, 0],
        },
    ];
    let bytes = file(schema, &columns, Compression::SNAPPY);
    let told: Vec<String> =
        rows(&bytes).expect("a good file").iter().map(Value::to_string).collect();
    assert_eq!(
        told,
        [
            r#"{"author":{"name":"Anna","seen":"1970-01-01T00:00:01Z"},"tags":["a",null,"b"]}"#,
            r#"{"author":null,"tags":null}"#,
        ]
    );
    let table = Table::open(&bytes[..], 1 << 20).expect("a good file");
    assert_eq!(table.columns(), ["author", "tags"]);
}

#[test]
fn broken_files_are_refused() {
    let bytes = file(
        "message m { required int64 id; }",
        &[full(Values::Longs(vec![1, 2]))],
        Compression::SNAPPY,
    );
    assert_eq!(
        rows(&bytes[..bytes.len() - 1]),
        Err("bad_parquet: it is not a whole Parquet file".into())
    );
    assert_eq!(rows(b""), Err("empty_file".into()));
    let many = file(
        "message m { required int64 id; }",
        &[full(Values::Longs(vec![1; 10_000]))],
        Compression::SNAPPY,
    );
    let told =
        Table::open(&many[..], 5000).map(drop).map_err(|error| crate::sources::reason_of(&error));
    assert_eq!(told, Err("decompression_limit".into()));
}

proptest! {
    #[test]
    fn any_bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = rows(&[b"PAR1", &bytes[..], b"PAR1"].concat());
    }

    #[test]
    fn broken_files_survive(at in 0usize..2000, byte in any::<u8>(), cut in 0usize..2000, snappy in any::<bool>()) {
        let schema = "message m {
            optional group author { optional binary name (STRING); }
            optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
        }";
        let columns = [
            optional(Values::Texts(vec!["Anna"]), &[2, 0]),
            Column { values: Values::Texts(vec!["a", "b"]), definitions: vec![3, 2, 3, 0], repetitions: vec![0, 1, 1, 0] },
        ];
        let how = if snappy { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
        let mut bytes = file(schema, &columns, how);
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut < bytes.len() / 8 {
            // A piece out of the middle: offsets point to the wrong places.
            bytes.drain(cut + 4..cut + 12);
        }
        let _ = rows(&bytes);
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused(keep in 0usize..4000, snappy in any::<bool>()) {
        let columns = [
            full(Values::Longs(vec![1, 2])),
            full(Values::Texts(vec!["PAR1", "the list stays empty"])),
        ];
        let how = if snappy { Compression::SNAPPY } else { Compression::UNCOMPRESSED };
        let whole = file("message m { required int64 id; required binary text (STRING); }", &columns, how);
        prop_assert_eq!(rows(&whole).map(|rows| rows.len()), Ok(2));
        let refused = rows(&whole[..1 + keep % (whole.len() - 1)]).expect_err("its end is not there");
        prop_assert!(refused.starts_with("bad_parquet"), "{}", refused);
    }

    #[test]
    fn dates_count_up(days in -1_000_000i64..1_000_000) {
        let (one, next) = (date(days), date(days + 1));
        prop_assert!(one.len() >= 10 && one != next);
        if days >= -719_000 {
            prop_assert!(one < next);
        }
    }
}
