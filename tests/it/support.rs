//! A fresh workspace, the real binary run in it, and what it printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder of its own for one test; gone when it is dropped.
pub struct Workspace {
    folder: TempDir,
}

/// What a run of the binary gave.
pub struct Ran {
    /// Its exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Workspace {
    /// An empty folder.
    pub fn empty() -> Workspace {
        Workspace { folder: TempDir::new().expect("a temporary folder") }
    }

    /// A copy of `fixtures/<name>`.
    pub fn fixture(name: &str) -> Workspace {
        let workspace = Workspace::empty();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name), workspace.path());
        workspace
    }

    /// One review source, with the given rows as its file.
    pub fn reviews(csv: impl AsRef<[u8]>) -> Workspace {
        let workspace = Workspace::empty();
        workspace.write("earful.toml", REVIEWS);
        workspace.write("reviews.csv", csv);
        workspace
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below it, with the folders above the file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// Reads a file below it.
    pub fn read(&self, name: &str) -> Vec<u8> {
        let path = self.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Reads a text file below it.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("text")
    }

    /// The binary, about to run in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_earful"));
        command.args(arguments).current_dir(self.path()).env_remove("EARFUL_STOP_AT").env("NO_COLOR", "1");
        command.stdin(Stdio::null());
        command
    }

    /// Runs the binary in this folder.
    pub fn earful(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the binary starts"))
    }

    /// Runs the binary and insists on success.
    pub fn ok(&self, arguments: &[&str]) -> Ran {
        let ran = self.earful(arguments);
        assert_eq!(ran.code, Some(0), "earful {arguments:?}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// The folder of the newest run.
    pub fn newest_run(&self) -> PathBuf {
        let listed = self.ok(&["runs", "--json"]).out;
        let first: serde_json::Value =
            serde_json::from_str(listed.lines().next().expect("a run")).expect("JSON");
        self.path().join("runs").join(first["id"].as_str().expect("an id"))
    }

    /// The newest report in one format.
    pub fn report(&self, ending: &str) -> Vec<u8> {
        let path = self.newest_run().join(format!("report.{ending}"));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Every file below it with its bytes, by name.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), fs::read(path).expect("a file")));
                }
            }
        }
        found.sort();
        found
    }

    /// Printed text with what differs from machine to machine taken out.
    pub fn redacted(&self, text: &str) -> String {
        text.replace(&self.path().display().to_string(), "WORKSPACE")
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// Settings of a workspace with one file of reviews.
pub const REVIEWS: &str = r#"company = "Testers"

[sources.reviews]
kind = "review"
files = ["reviews.csv"]

[sources.reviews.fields]
id = "id"
created_at = "date"
text = "text"
rating = "stars"
author = "user"

[sources.reviews.rating]
min = 1
max = 5

[sources.reviews.attrs]
country = "country"
"#;
