//! A fresh workspace, the real binary run in it, and what it printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The day every fixture's night speaks for.
pub const TODAY: &str = "2026-08-22";

/// The demo's fixture after its night, shared by the tests that only read. Its folder stays below
/// `target/` until the next time.
pub fn demo() -> &'static Workspace {
    static DEMO: OnceLock<Workspace> = OnceLock::new();
    DEMO.get_or_init(|| Workspace::shared("demo"))
}

/// The small fixture after its night, shared by the tests that only read.
pub fn small() -> &'static Workspace {
    static SMALL: OnceLock<Workspace> = OnceLock::new();
    SMALL.get_or_init(|| Workspace::shared("small"))
}

/// A folder of its own for one test; gone when it is dropped.
pub struct Workspace {
    folder: Folder,
}

enum Folder {
    Own(TempDir),
    /// The lock keeps a second test program off it while this one runs.
    Shared(PathBuf, #[allow(dead_code, reason = "held, never read")] fs::File),
}

/// What a run of the binary gave.
#[derive(Debug)]
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
        Workspace { folder: Folder::Own(TempDir::new().expect("a temporary folder")) }
    }

    /// A copy of `fixtures/<name>`.
    pub fn fixture(name: &str) -> Workspace {
        let workspace = Workspace::empty();
        copy(&fixtures().join(name), workspace.path());
        workspace
    }

    /// A copy of this workspace as it is now, with its salt.
    pub fn copied(&self) -> Workspace {
        let workspace = Workspace::empty();
        copy(self.path(), workspace.path());
        workspace
    }

    fn shared(name: &str) -> Workspace {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared").join(name);
        let lock = root.with_extension("lock");
        fs::create_dir_all(root.parent().expect("a folder")).expect("folders");
        let lock = fs::File::create(lock).expect("a lock file");
        lock.lock().expect("the shared workspace is free in the end");
        if root.exists() {
            fs::remove_dir_all(&root).expect("the last shared workspace goes");
        }
        copy(&fixtures().join(name), &root);
        let workspace = Workspace { folder: Folder::Shared(root, lock) };
        workspace.ok(&["run", "--today", TODAY]);
        workspace
    }

    /// One review source, with the given rows as its file.
    pub fn reviews(csv: impl AsRef<[u8]>) -> Workspace {
        let workspace = Workspace::empty();
        workspace.write("earful.toml", one_file_of_reviews());
        workspace.write("reviews.csv", csv);
        workspace
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        match &self.folder {
            Folder::Own(folder) => folder.path(),
            Folder::Shared(folder, _) => folder,
        }
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
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command.env_remove("EARFUL_STOP_AT").env_remove("COLUMNS").env("NO_COLOR", "1");
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

    /// The JSON lines that a successful run of the binary prints.
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let printed = self.ok(arguments).out;
        printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// The night of [`TODAY`].
    pub fn night(&self) -> Ran {
        self.ok(&["run", "--today", TODAY])
    }

    /// The newest report as JSON.
    pub fn view(&self) -> Value {
        serde_json::from_slice(&self.report("json")).expect("the report is JSON")
    }

    /// The folder of the newest run.
    pub fn newest_run(&self) -> PathBuf {
        let runs = self.json(&["runs", "--json"]);
        self.path().join("runs").join(runs[0]["id"].as_str().expect("an id"))
    }

    /// The published files of the newest run, without its memory, by name.
    pub fn published(&self) -> Vec<(String, Vec<u8>)> {
        let run = self.newest_run();
        ["report.json", "report.html", "report.md", "opportunities.csv", "themes.csv"]
            .map(|name| (name.to_owned(), fs::read(run.join(name)).expect("a published file")))
            .into()
    }

    /// A verb and everything it did, for a snapshot: exit code, output, errors.
    pub fn transcript(&self, arguments: &[&str]) -> String {
        let ran = self.earful(arguments);
        let typed: Vec<String> = arguments
            .iter()
            .map(|one| if one.contains(' ') { format!("'{one}'") } else { (*one).to_owned() })
            .collect();
        let mut text = format!("$ earful {}\n{}", typed.join(" "), ran.out);
        if !ran.err.is_empty() {
            text.push_str(&format!("--- standard error\n{}", ran.err));
        }
        let code = ran.code.map_or_else(|| "killed".to_owned(), |code| code.to_string());
        self.redacted(&format!("{text}--- exit {code}\n"))
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

    /// Printed text with what differs from machine to machine and from version to version taken
    /// out: this folder, the version, and the hash in the ids of runs.
    pub fn redacted(&self, text: &str) -> String {
        let here = self.path().display().to_string();
        redact_made_by(&text.replace(&here, "WORKSPACE"))
    }
}

/// Text without what a new version of the program changes in every run: `earful 0.2.0` becomes
/// `earful VERSION`, `2026-08-22-7f3a91c2` becomes `2026-08-22-########`.
pub fn redact_made_by(text: &str) -> String {
    let text = text
        .replace(
            concat!("\"program\": \"", env!("CARGO_PKG_VERSION"), "\""),
            "\"program\": \"VERSION\"",
        )
        .replace(concat!("by earful ", env!("CARGO_PKG_VERSION")), "by earful VERSION");
    redact_runs(&text)
}

fn redact_runs(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_run = |at: usize| {
        bytes.get(at..at + 19).is_some_and(|run| {
            run.iter().enumerate().all(|(place, byte)| match place {
                4 | 7 | 10 => *byte == b'-',
                0..=9 => byte.is_ascii_digit(),
                _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            })
        })
    };
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        if is_run(at) {
            out.push_str(&text[from..at + 11]);
            out.push_str("########");
            at += 19;
            from = at;
        } else {
            at += 1;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// The binary as somebody for whom rights count. Tests are often run as root, who may do everything:
/// then it is run by the user nobody, from a place that everybody may read.
#[cfg(unix)]
pub struct Unprivileged {
    binary: PathBuf,
    _folder: TempDir,
}

#[cfg(unix)]
impl Unprivileged {
    /// The user and the group that own nothing.
    const NOBODY: u32 = 65534;

    /// Somebody who may do in these workspaces what the owner's rights allow.
    pub fn of(workspace: &Workspace) -> Unprivileged {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

        let folder = TempDir::new().expect("a temporary folder");
        let own = PathBuf::from(env!("CARGO_BIN_EXE_earful"));
        if fs::metadata(workspace.path()).expect("a folder").uid() != 0 {
            return Unprivileged { binary: own, _folder: folder };
        }
        let all = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder.path(), all.clone()).expect("a mode");
        let binary = folder.path().join("earful");
        fs::copy(own, &binary).expect("a copy");
        fs::set_permissions(&binary, all).expect("a mode");
        let mut paths = vec![workspace.path().to_owned()];
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                let below = fs::read_dir(&path).expect("a folder");
                paths.extend(below.map(|entry| entry.expect("an entry").path()));
            }
            chown(&path, Some(Self::NOBODY), Some(Self::NOBODY)).expect("another owner");
        }
        Unprivileged { binary, _folder: folder }
    }

    /// Runs the binary in the folder of the workspace.
    pub fn earful(&self, workspace: &Workspace, arguments: &[&str]) -> Ran {
        use std::os::unix::process::CommandExt;

        let typed = workspace.command(arguments);
        let mut command = Command::new(&self.binary);
        command.args(arguments).current_dir(workspace.path()).stdin(Stdio::null());
        for (name, value) in typed.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if self.binary != Path::new(env!("CARGO_BIN_EXE_earful")) {
            command.uid(Self::NOBODY).gid(Self::NOBODY);
        }
        Ran::from(command.output().expect("the binary starts"))
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
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

/// Settings with one source of reviews: `top` stands before it, `files` are its glob, `fields` are
/// more lines of its fields.
pub fn settings_of_reviews(top: &str, files: &str, fields: &str) -> String {
    format!(
        r#"company = "Testers"

{top}

[sources.reviews]
kind = "review"
files = ["{files}"]

[sources.reviews.fields]
id = "id"
created_at = "date"
text = "text"
rating = "stars"
author = "user"
{fields}

[sources.reviews.rating]
min = 1
max = 5

[sources.reviews.attrs]
country = "country"
"#
    )
}

/// Settings of a workspace with one file of reviews.
pub fn one_file_of_reviews() -> String {
    settings_of_reviews("", "reviews.csv", "")
}
