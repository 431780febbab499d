//! From bytes to units: which files, how they are packed and written, what lies around them.
//!
//! Takes nothing, gives the types that config fills in and the readers of this room follow. Limits
//! are bytes of unpacked data.

/// From bytes to units.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Globs below the folder (or absolute), read in name order.
    pub files: Vec<String>,
    /// How bytes are packed.
    pub compression: Compression,
    /// How units are written.
    pub format: Format,
    /// WHATWG label of the text's encoding; a BOM always beats it. `None` is UTF-8.
    pub encoding: Option<String>,
    /// Rows before the header.
    pub skip_rows: u32,
    /// Separator of CSV; `None` finds the one under which most needed columns exist.
    pub delimiter: Option<char>,
    /// Whether a row with too few or too many cells is kept (missing cells empty) or rejected.
    pub pad_ragged_rows: bool,
    /// The rows that name the columns.
    pub header: Header,
    /// Sheet of a workbook; `None`, or a name it does not have, is the first.
    pub sheet: Option<String>,
    /// Where the units are: a JSON pointer to their list for `json`, a path of local names for
    /// `xml`.
    pub records: Option<String>,
    /// How a JSON document holds its records, where it is no list of them.
    pub shape: Shape,
    /// Whether a document without that list is an empty one and no fault.
    pub records_may_be_absent: bool,
    /// Whether a line may be a dictionary as Python prints it; else it is a rejected unit.
    pub python: bool,
    /// Whether people also keep the records as a sheet (separated values, a workbook), a column for
    /// each pointer: `user/name` or `user.name` for `/user/name`.
    pub sheets: bool,
    /// What an ETL tool wraps each record in.
    pub envelope: Option<Envelope>,
    /// A field larger than this many bytes is a rejected unit.
    pub max_field_bytes: usize,
    /// A unit larger than this many bytes is a rejected unit; `None` is four fields.
    pub max_unit_bytes: Option<usize>,
    /// Decompressed bytes may be at most this many times the compressed ones (and at least 1 GiB
    /// is always allowed up to `max_bytes`).
    pub max_ratio: u64,
    /// Decompressed bytes at most.
    pub max_bytes: u64,
    /// Base-two logarithm of the largest zstd window that is accepted: what a stream may make its
    /// reader remember.
    pub zstd_window_log_max: u32,
}

impl Input {
    /// A field larger than 16 MiB is no feedback; intake cuts texts far below it, and a quote that was
    /// never closed is found before it has eaten the memory.
    pub const MAX_FIELD_BYTES: usize = 1 << 24;
    /// Feedback compresses 3 to 20 times; 200 leaves room for repetition and stops bombs.
    pub const MAX_RATIO: u64 = 200;
    /// 64 GiB: more than any feed in text, less than a disk.
    pub const MAX_BYTES: u64 = 1 << 36;
    /// 128 MiB of window, the most that `zstd` itself accepts unasked.
    pub const WINDOW_LOG: u32 = 27;

    /// Files of one format with nothing special about them, and the limits of a feed that says
    /// none of its own.
    pub fn of(files: &[&str], format: Format) -> Input {
        Input {
            files: files.iter().map(|&glob| glob.to_owned()).collect(),
            compression: Compression::default(),
            format,
            encoding: None,
            skip_rows: 0,
            delimiter: None,
            pad_ragged_rows: false,
            header: Header::default(),
            sheet: None,
            records: None,
            shape: Shape::List,
            records_may_be_absent: false,
            python: false,
            sheets: false,
            envelope: None,
            max_field_bytes: Input::MAX_FIELD_BYTES,
            max_unit_bytes: None,
            max_ratio: Input::MAX_RATIO,
            max_bytes: Input::MAX_BYTES,
            zstd_window_log_max: Input::WINDOW_LOG,
        }
    }
}

/// How units are written. Compression is told from the bytes, never from the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated values with one or more header rows.
    Csv,
    /// A sheet of a workbook, read as CSV is.
    Xlsx,
    /// One JSON object a line.
    Ndjson,
    /// One JSON document with a list in it.
    Json,
    /// One XML document with repeated elements in it.
    Xml,
    /// Columns by name; a row is read as a JSON object is.
    Parquet,
    /// Mails one after the other.
    Mbox,
    /// One mail.
    Eml,
}

impl Format {
    /// Every format with the name settings use.
    pub const ALL: [(&'static str, Format); 8] = [
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
        ("json", Format::Json),
        ("ndjson", Format::Ndjson),
        ("xml", Format::Xml),
        ("parquet", Format::Parquet),
        ("mbox", Format::Mbox),
        ("eml", Format::Eml),
    ];

    /// The name settings use.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, one)| *one == self).map_or("csv", |(name, _)| name)
    }
}

/// How a JSON document holds its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shape {
    /// A list of objects, or an object that is one record.
    #[default]
    List,
    /// An object of columns: `{"text": {"0": …, "1": …}}` or `{"text": […]}`.
    ByColumn,
    /// Names and rows apart: `{"columns": […], "data": [[…]]}`.
    Split,
}

impl Shape {
    /// Every shape with the name settings use.
    pub const ALL: [(&'static str, Shape); 3] =
        [("list", Shape::List), ("by_column", Shape::ByColumn), ("split", Shape::Split)];

    /// The name settings use.
    pub fn name(self) -> &'static str {
        Shape::ALL.iter().find(|(_, one)| *one == self).map_or("list", |(name, _)| name)
    }

    /// How a person would say it.
    pub fn words(self) -> &'static str {
        match self {
            Shape::List => "as a list of records",
            Shape::ByColumn => "by column, as pandas does by default",
            Shape::Split => "as names and rows apart, as pandas does with orient=split",
        }
    }
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Compression {
    /// Told from the first bytes.
    #[default]
    Auto,
    /// Not at all, whatever the first bytes look like.
    None,
    /// Gzip, every member.
    Gzip,
    /// Zstandard, every frame.
    Zstd,
    /// A zip archive.
    Zip,
}

/// The rows that name a sheet's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What each row holds: `name` is what selectors mean (without one, the first row is), `title`
    /// the question as it was asked, `sub` the answer it stands for, `import` the tool's own key.
    pub rows: Vec<String>,
    /// Roles whose empty cells take the value to their left.
    pub fill_right: Vec<String>,
    /// Whether rows stand before the header and after the last record, as in a report made for
    /// people: the header is the first row with every needed column, and a row with a single cell
    /// is no record.
    pub find: bool,
    /// Whether there is no header: columns are `column_1`, `column_2`, … then.
    pub none: bool,
}

impl Default for Header {
    fn default() -> Header {
        Header { rows: vec!["name".to_owned()], fill_right: Vec::new(), find: false, none: false }
    }
}

/// What an ETL tool wraps each record in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// The record is `_airbyte_data`, an object or its JSON text.
    Airbyte,
    /// The record is `record` of a `RECORD` message of this stream; other messages are no units.
    Singer {
        /// Which stream.
        stream: String,
    },
    /// Plain records; files of loads that `_dlt_loads` does not list as finished are left out.
    Dlt,
}

/// A small side file as a table from a key to a text: the titles of a form's questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The file, below the feed's folder.
    pub file: String,
    /// JSON pointer to its list.
    pub records: String,
    /// Pointer, in an element, to a list of more elements of the same sort.
    pub recurse: Option<String>,
    /// What must be equal in an element.
    pub conditions: Vec<(String, String)>,
    /// Pointer to the key.
    pub key: String,
    /// Pointer to the text.
    pub value: String,
}

/// A child table that holds what was a list, as ETL tools write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nested {
    /// Glob of its files, below the feed's folder.
    pub files: String,
    /// Key of the parent's id.
    pub parent: String,
    /// Key of the place in the list.
    pub order: String,
    /// Key of the value.
    pub value: String,
}
