//! A folder with files of other tools in it, and what the binary reads from them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// A folder with files in it.
pub struct Desk(tempfile::TempDir);

/// What was read: the records by id, and the counts.
pub struct Read {
    pub records: Vec<Value>,
    pub counts: Value,
}

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a folder"))
    }

    pub fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Desk {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    pub fn earful(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_earful"))
            .args(args)
            .current_dir(self.0.path())
            .output()
            .expect("the binary runs")
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The preset that a file is of.
    pub fn detected(&self, file: &str) -> Value {
        let output = self.earful(&["detect", "--json", file]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// What a preset makes of files; the preset must be the one that is found, too.
    pub fn read(&self, preset: &str, files: &[&str]) -> Read {
        assert_eq!(self.detected(files[0])["preset"], preset, "{}", self.detected(files[0]));
        self.read_as(preset, files)
    }

    pub fn read_as(&self, preset: &str, files: &[&str]) -> Read {
        let mut args = vec!["read", "--preset", preset, "--json", "--counts", "counts.out"];
        args.extend(files);
        let output = self.earful(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let records = String::from_utf8(output.stdout).expect("UTF-8");
        let counts = fs::read_to_string(self.path().join("counts.out")).expect(&said);
        Read {
            records: records.lines().map(|one| serde_json::from_str(one).expect("JSON")).collect(),
            counts: serde_json::from_str(&counts).expect("JSON"),
        }
    }
}

impl Read {
    pub fn texts(&self) -> Vec<(&str, &str)> {
        self.records
            .iter()
            .map(|one| (one["id"].as_str().unwrap_or("-"), one["text"].as_str().unwrap_or("-")))
            .collect()
    }

    /// Units kept, superseded, deleted; and those skipped by reason.
    pub fn sums(&self) -> (u64, u64, usize, Value) {
        let number = |key: &str| self.counts[key].as_u64().expect("a number");
        let rejected = self.counts["rejected"].as_array().map_or(0, Vec::len) as u64;
        let deleted = self.counts["deleted"].as_array().map_or(0, Vec::len);
        let skipped: u64 = self.counts["skipped"]
            .as_object()
            .expect("reasons")
            .values()
            .filter_map(Value::as_u64)
            .sum();
        let sum = number("kept_units") + number("superseded") + deleted as u64 + skipped + rejected;
        assert_eq!(number("units"), sum, "{}", self.counts);
        (number("kept_units"), number("superseded"), deleted, self.counts["skipped"].clone())
    }
}

/// The text in windows-1252.
pub fn in_windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            '€' => 0x80,
            other => u8::try_from(u32::from(other)).expect("a letter of Latin 1"),
        })
        .collect()
}

/// A zip archive whose members are stored as they are.
pub fn zip_of(members: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut table) = (Vec::new(), Vec::new());
    for (name, text) in members {
        let crc = {
            let mut crc = flate2::Crc::new();
            crc.update(text.as_bytes());
            crc.sum()
        };
        let size = (text.len() as u32).to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(crc.to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        table.extend(b"PK\x01\x02\x14\x00");
        table.extend(&common);
        table.extend([0; 10]);
        table.extend((out.len() as u32).to_le_bytes());
        table.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
    }
    let (start, length) = (out.len() as u32, table.len() as u32);
    let count = (members.len() as u16).to_le_bytes();
    out.extend(table);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count);
    out.extend(count);
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The head of a table of Salesforce's cases.
pub const CASES: &str = "\"Id\",\"CaseNumber\",\"Subject\",\"Description\",\"Status\",\"IsDeleted\",\
    \"CreatedDate\",\"SystemModstamp\"\n";

/// A case.
pub fn case(id: &str, text: &str) -> String {
    format!(
        "\"{id}\",\"00001026\",\"S\",\"{text}\",\"New\",\"0\",\"2025-07-15 14:03:22\",\
         \"2025-07-15 14:03:22\"\n"
    )
}
