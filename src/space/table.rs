//! The static table: a vector for every piece of a word, learnt elsewhere and never changed.
//!
//! Takes the three files of a Model2Vec folder as bytes (`model.safetensors`, `tokenizer.json`,
//! `config.json`), gives a checked table. The shipped one is distilled from a sentence
//! transformer (see `assets/table/README.md`) and lies inside the program; its 8-bit rows are
//! used where they lie. Nothing here reads a file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Error;
use super::wordpiece::{WordPiece, normalise, split};
use crate::text;

/// Vectors of word pieces, with the tokenizer that belongs to them.
#[derive(Debug)]
pub struct Table {
    width: usize,
    rows: Rows,
    /// A factor for each row.
    weights: Option<Vec<f32>>,
    pieces: WordPiece,
    /// Whether it is the shipped one, which knows no other language.
    english_only: bool,
    fingerprint: String,
}

#[derive(Debug)]
enum Rows {
    /// Signed bytes.
    Small(Cow<'static, [u8]>),
    Full(Vec<f32>),
}

static MODEL: &[u8] = include_bytes!("../../assets/table/model.safetensors");
static TOKENIZER: &[u8] = include_bytes!("../../assets/table/tokenizer.json");
static CONFIG: &[u8] = include_bytes!("../../assets/table/config.json");

/// Part of the fingerprint: changes whenever this room would turn the same text into another
/// vector.
const VERSION: u32 = 2;

impl Table {
    /// The table inside the program, decoded on first use (some 20 ms) and then kept.
    pub fn shipped() -> &'static Table {
        static SHIPPED: LazyLock<Table> = LazyLock::new(|| {
            let table = read(Cow::Borrowed(MODEL), TOKENIZER, CONFIG)
                .expect("the shipped table is whole: a test opens it");
            Table { english_only: true, ..table }
        });
        &SHIPPED
    }

    /// A table from the bytes of a Model2Vec folder's three files; `config` may be empty when the
    /// folder has none.
    ///
    /// # Errors
    /// [`Error::Model`] when the file is cut short or its header is broken, [`Error::Layout`] when
    /// its tensors are missing or of another type or shape than the vocabulary asks for,
    /// [`Error::Tokenizer`] when the tokenizer is not a lower-casing WordPiece, [`Error::Config`]
    /// when the configuration speaks of another width. In each case another copy or another model
    /// is needed.
    pub fn from_folder_bytes(
        model: Vec<u8>,
        tokenizer: &[u8],
        config: &[u8],
    ) -> Result<Table, Error> {
        read(Cow::Owned(model), tokenizer, config)
    }

    /// Components of a vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Hash of the table's files and of the versions of the code that turns text into pieces and
    /// terms, in hexadecimal.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Whether texts of other languages mean nothing to it: so of the shipped one. A user's own
    /// table is taken to know what it is used for.
    pub(super) fn knows_english_only(&self) -> bool {
        self.english_only
    }

    /// Appends the numbers of a normalised word's pieces; nothing for a word it does not know.
    pub(super) fn cut(&self, word: &str, into: &mut Vec<u32>) {
        self.pieces.cut(word, into);
    }

    /// Adds the vectors of a normalised word's pieces to `sum`; whether the word has any.
    /// `pieces` is working memory.
    pub(super) fn add_word(&self, word: &str, pieces: &mut Vec<u32>, sum: &mut [f32]) -> bool {
        pieces.clear();
        self.pieces.cut(word, pieces);
        for &piece in &*pieces {
            let piece = piece as usize;
            let range = piece * self.width..(piece + 1) * self.width;
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[piece]);
            match &self.rows {
                Rows::Small(bytes) => {
                    for (sum, &byte) in sum.iter_mut().zip(&bytes[range]) {
                        *sum += weight * f32::from(byte as i8);
                    }
                }
                Rows::Full(values) => {
                    for (sum, &value) in sum.iter_mut().zip(&values[range]) {
                        *sum += weight * value;
                    }
                }
            }
        }
        !pieces.is_empty()
    }

    /// The sum of all rows, each with its factor.
    pub(super) fn sum_of_rows(&self) -> Vec<f64> {
        let mut sum = vec![0.0f64; self.width];
        let weight = |row: usize| self.weights.as_ref().map_or(1.0, |weights| weights[row]);
        let mut add = |row: usize, component: usize, value: f32| {
            sum[component] += f64::from(weight(row) * value);
        };
        match &self.rows {
            Rows::Small(bytes) => {
                for (at, &byte) in bytes.iter().enumerate() {
                    add(at / self.width, at % self.width, f32::from(byte as i8));
                }
            }
            Rows::Full(values) => {
                for (at, &value) in values.iter().enumerate() {
                    add(at / self.width, at % self.width, value);
                }
            }
        }
        sum
    }

    /// The numbers of a text's pieces in order, unknown words left out: what the tokenizer makes
    /// of it.
    pub fn pieces(&self, text: &str) -> Vec<u32> {
        let (mut normal, mut ids) = (String::new(), Vec::new());
        normalise(text, &mut normal);
        for word in split(&normal) {
            self.pieces.cut(word, &mut ids);
        }
        ids
    }
}

fn read(model: Cow<'static, [u8]>, tokenizer: &[u8], config: &[u8]) -> Result<Table, Error> {
    let fingerprint = fingerprint(&model, tokenizer, config);
    let (pieces, vocabulary) = read_tokenizer(tokenizer)?;
    let tensors = Tensors::read(&model)?;
    let embeddings = tensors
        .get("embeddings")?
        .ok_or_else(|| Error::Layout { fault: "there is no tensor `embeddings`".to_owned() })?;
    let &[rows, width] = &embeddings.shape[..] else {
        return Err(Error::Layout {
            fault: format!("`embeddings` has {} dimensions, not 2", embeddings.shape.len()),
        });
    };
    if rows != vocabulary {
        return Err(Error::Layout {
            fault: format!(
                "`embeddings` has {rows} rows and the tokenizer a vocabulary of {vocabulary}"
            ),
        });
    }
    if width == 0 || width > WIDEST {
        return Err(Error::Layout { fault: format!("`embeddings` is {width} wide") });
    }
    check_config(config, width)?;
    let weights = match tensors.get("weights")? {
        None => None,
        Some(weights) if weights.shape == [rows] => Some(weights.floats("weights")?),
        Some(weights) => {
            return Err(Error::Layout {
                fault: format!("`weights` has the shape {:?}, not [{rows}]", weights.shape),
            });
        }
    };
    let range = embeddings.start..embeddings.start + embeddings.bytes.len();
    let rows = if embeddings.dtype == "I8" {
        Rows::Small(match &model {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[range]),
            Cow::Owned(bytes) => Cow::Owned(bytes[range].to_vec()),
        })
    } else {
        Rows::Full(embeddings.floats("embeddings")?)
    };
    Ok(Table { width, rows, weights, pieces, english_only: false, fingerprint })
}

/// No model of this kind is wider; a wider one is a broken header.
const WIDEST: usize = 4_096;

fn fingerprint(model: &[u8], tokenizer: &[u8], config: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [model, tokenizer, config] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(&VERSION.to_le_bytes());
    hasher.update(&text::VERSION.to_le_bytes());
    hasher.finalize().to_hex().to_string()
}

/// A safetensors file: the length of a JSON header (8 bytes, little end first), the header, the
/// tensors' bytes.
struct Tensors<'a> {
    header: HashMap<String, serde_json::Value>,
    data: &'a [u8],
    /// Where the data begin in the file.
    start: usize,
}

struct Tensor<'a> {
    dtype: String,
    shape: Vec<usize>,
    bytes: &'a [u8],
    /// Where the bytes begin in the file.
    start: usize,
}

#[derive(Deserialize)]
struct TensorHeader {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl<'a> Tensors<'a> {
    fn read(file: &'a [u8]) -> Result<Tensors<'a>, Error> {
        let fault = |fault: &str| Error::Model { fault: fault.to_owned() };
        let (length, rest) = file
            .split_first_chunk::<8>()
            .ok_or_else(|| fault("the file is shorter than 8 bytes"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (header, data) = rest
            .split_at_checked(length)
            .ok_or_else(|| fault("the file ends before its header does"))?;
        let header = serde_json::from_slice(header)
            .map_err(|error| Error::Model { fault: format!("the header is not JSON ({error})") })?;
        Ok(Tensors { header, data, start: 8 + length })
    }

    fn get(&self, name: &str) -> Result<Option<Tensor<'a>>, Error> {
        let Some(header) = self.header.get(name) else {
            return Ok(None);
        };
        let header = TensorHeader::deserialize(header).map_err(|error| Error::Model {
            fault: format!("the header of `{name}` is broken ({error})"),
        })?;
        let size = match header.dtype.as_str() {
            "I8" => 1,
            "F16" => 2,
            "F32" => 4,
            other => {
                return Err(Error::Layout { fault: format!("`{name}` has the type {other}") });
            }
        };
        let [from, to] = header.data_offsets;
        let bytes = self
            .data
            .get(from..to)
            .ok_or_else(|| Error::Model { fault: format!("the file ends before `{name}` does") })?;
        let expected =
            header.shape.iter().try_fold(size, |product: usize, &side| product.checked_mul(side));
        if expected != Some(bytes.len()) {
            return Err(Error::Model {
                fault: format!(
                    "`{name}` of shape {:?} and type {} has {} bytes",
                    header.shape,
                    header.dtype,
                    bytes.len()
                ),
            });
        }
        Ok(Some(Tensor {
            dtype: header.dtype,
            shape: header.shape,
            bytes,
            start: self.start + from,
        }))
    }
}

impl Tensor<'_> {
    /// The tensor's numbers, all of them finite.
    fn floats(&self, name: &str) -> Result<Vec<f32>, Error> {
        let values: Vec<f32> = match self.dtype.as_str() {
            "F32" => {
                self.bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect()
            }
            "F16" => {
                self.bytes.as_chunks().0.iter().map(|&two| half(u16::from_le_bytes(two))).collect()
            }
            other => {
                return Err(Error::Layout { fault: format!("`{name}` has the type {other}") });
            }
        };
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => {
                Err(Error::Layout { fault: format!("number {at} of `{name}` is not finite") })
            }
            None => Ok(values),
        }
    }
}

/// A 16-bit floating-point number (IEEE 754 binary16) as a wider one, exactly.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Zero and the numbers below 2^-14: a whole number of 2^-24.
        0 => f32::from_bits(sign | (fraction as f32 / 16_777_216.0).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// What a tokenizer file says of itself, without its vocabulary.
#[derive(Deserialize)]
struct TokenizerFile {
    normalizer: Option<Normalizer>,
    model: TokenizerModel,
}

#[derive(Deserialize)]
struct Normalizer {
    #[serde(rename = "type")]
    kind: String,
    lowercase: Option<bool>,
    /// Follows `lowercase` when it is not said.
    strip_accents: Option<bool>,
}

#[derive(Deserialize)]
struct TokenizerModel {
    #[serde(rename = "type")]
    kind: Option<String>,
    unk_token: Option<String>,
    continuing_subword_prefix: Option<String>,
    max_input_chars_per_word: Option<usize>,
}

/// The vocabulary alone: its form depends on the type of the model, so it is read once that is
/// known.
#[derive(Deserialize)]
struct VocabularyFile {
    model: Vocabulary,
}

#[derive(Deserialize)]
struct Vocabulary {
    vocab: HashMap<String, u32>,
}

/// The vocabulary and how many pieces it has.
fn read_tokenizer(file: &[u8]) -> Result<(WordPiece, usize), Error> {
    let fault = |fault: String| Error::Tokenizer { fault };
    let read: TokenizerFile = serde_json::from_slice(file)
        .map_err(|error| fault(format!("it is not a tokenizer's JSON ({error})")))?;
    let model = read.model;
    let kind = model.kind.unwrap_or_default();
    if kind != "WordPiece" {
        return Err(fault(format!("its model is of the type `{kind}`")));
    }
    let folds = read.normalizer.is_some_and(|normalizer| {
        normalizer.kind == "BertNormalizer"
            && normalizer.lowercase != Some(false)
            && normalizer.strip_accents != Some(false)
    });
    if !folds {
        return Err(fault("its normaliser is not BERT's with lower case".to_owned()));
    }
    let vocabulary = serde_json::from_slice::<VocabularyFile>(file)
        .map_err(|error| fault(format!("its vocabulary is not pieces with numbers ({error})")))?
        .model
        .vocab;
    let count = vocabulary.len();
    if let Some((piece, id)) = vocabulary.iter().filter(|&(_, &id)| id as usize >= count).min() {
        return Err(fault(format!("piece {piece:?} has the number {id} of {count}")));
    }
    let unknown = model.unk_token.unwrap_or_else(|| "[UNK]".to_owned());
    let unknown = *vocabulary
        .get(&unknown)
        .ok_or_else(|| fault(format!("its unknown piece {unknown:?} is not in the vocabulary")))?;
    let prefix = model.continuing_subword_prefix.unwrap_or_else(|| "##".to_owned());
    let limit = model.max_input_chars_per_word.unwrap_or(100);
    Ok((WordPiece::new(vocabulary.into_iter(), &prefix, unknown, limit), count))
}

#[derive(Deserialize)]
struct ConfigFile {
    hidden_dim: Option<usize>,
}

fn check_config(file: &[u8], width: usize) -> Result<(), Error> {
    if file.is_empty() {
        return Ok(());
    }
    let read: ConfigFile = serde_json::from_slice(file)
        .map_err(|error| Error::Config { fault: format!("it is not JSON ({error})") })?;
    match read.hidden_dim {
        Some(said) if said != width => Err(Error::Config {
            fault: format!("it speaks of {said} components, the tensors have {width}"),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL_TOKENIZER: &str = r###"{"normalizer": {"type": "BertNormalizer", "lowercase": true},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"[UNK]": 0, "a": 1, "##b": 2}}}"###;

    fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend_from_slice(header.as_bytes());
        file.extend_from_slice(data);
        file
    }

    fn small(dtype: &str, data: &[u8]) -> Vec<u8> {
        let header = format!(
            r#"{{"embeddings":{{"dtype":"{dtype}","shape":[3,2],"data_offsets":[0,{}]}}}}"#,
            data.len()
        );
        safetensors(&header, data)
    }

    fn open(model: Vec<u8>) -> Result<Table, Error> {
        Table::from_folder_bytes(model, SMALL_TOKENIZER.as_bytes(), b"")
    }

    fn word(table: &Table, word: &str) -> Vec<f32> {
        let mut sum = vec![0.0; table.width()];
        table.add_word(word, &mut Vec::new(), &mut sum);
        sum
    }

    #[test]
    fn the_shipped_table_is_whole() {
        let table = Table::shipped();
        assert_eq!(table.width(), 256);
        assert!(word(table, "refund").iter().any(|&value| value != 0.0));
        assert_eq!(table.fingerprint().len(), 64);
    }

    #[test]
    fn all_types_give_the_same_numbers() {
        let values = [0.0f32, 0.0, 1.0, -2.0, 3.0, 0.5];
        let full: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let halves = [0u16, 0, 0x3c00, 0xc000, 0x4200, 0x3800];
        let halves: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
        for table in [open(small("F32", &full)), open(small("F16", &halves))] {
            let table = table.expect("a table");
            assert_eq!(word(&table, "ab"), [4.0, -1.5]);
            assert_eq!(word(&table, "b"), [0.0, 0.0]);
        }
        let header = r#"{"weights":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},
            "embeddings":{"dtype":"I8","shape":[3,2],"data_offsets":[12,18]}}"#;
        let mut data: Vec<u8> = [9.0f32, 0.5, 2.0].iter().flat_map(|w| w.to_le_bytes()).collect();
        data.extend([0, 0, 2, 0xfc, 1, 3]);
        let table = open(safetensors(header, &data)).expect("a table");
        assert_eq!(word(&table, "ab"), [3.0, 4.0]);
    }

    #[test]
    fn halves_are_exact() {
        assert_eq!(half(0x3c01), 1.0 + 1.0 / 1024.0);
        assert_eq!(half(0x0001), 2.0f32.powi(-24));
        assert_eq!(half(0x8400), -(2.0f32.powi(-14)));
        assert_eq!(half(0x7bff), 65504.0);
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }

    #[test]
    fn faults_are_told_apart() {
        let told = |model: Vec<u8>| open(model).expect_err("a fault").to_string();
        assert!(told(vec![1, 2]).contains("shorter than 8 bytes"));
        assert!(told(vec![9; 20]).contains("ends before its header"));
        assert!(told(safetensors("{no", b"")).contains("header is not JSON"));
        assert!(told(safetensors("{}", b"")).contains("no tensor `embeddings`"));
        assert!(told(small("BF16", &[0; 12])).contains("type BF16"));
        assert!(told(small("F32", &[0; 20])).contains("has 20 bytes"));
        let cut = small("I8", &[0; 6]);
        assert!(told(cut[..cut.len() - 1].to_vec()).contains("ends before `embeddings`"));
        assert!(told(small("F32", &[0xff; 24])).contains("not finite"));
        let rows = r#"{"embeddings":{"dtype":"I8","shape":[2,3],"data_offsets":[0,6]}}"#;
        assert!(told(safetensors(rows, &[0; 6])).contains("2 rows"));

        let tokenizer = |text: &str| {
            Table::from_folder_bytes(small("I8", &[0; 6]), text.as_bytes(), b"")
                .expect_err("a fault")
                .to_string()
        };
        assert!(tokenizer("[").contains("not a tokenizer's JSON"));
        assert!(tokenizer(&SMALL_TOKENIZER.replace("WordPiece", "Unigram")).contains("`Unigram`"));
        assert!(tokenizer(&SMALL_TOKENIZER.replace("true", "false")).contains("normaliser"));
        assert!(tokenizer(&SMALL_TOKENIZER.replace(": 2", ": 7")).contains("number 7 of 3"));
        assert!(
            tokenizer(&SMALL_TOKENIZER.replace("\"[UNK]\":", "\"x\":")).contains("unknown piece")
        );
        let config = Table::from_folder_bytes(
            small("I8", &[0; 6]),
            SMALL_TOKENIZER.as_bytes(),
            br#"{"hidden_dim": 3}"#,
        );
        assert!(matches!(config, Err(Error::Config { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(
            header in "\\PC{0,60}", data: Vec<u8>, raw: Vec<u8>, cut in 0usize..80, tokenizer: Vec<u8>,
        ) {
            let _ = open(raw);
            let _ = open(safetensors(&header, &data));
            let whole = small("I8", &[1; 6]);
            prop_assert!(open(whole[..cut.min(whole.len() - 1)].to_vec()).is_err());
            let _ = Table::from_folder_bytes(whole, &tokenizer, &data);
        }
    }
}
