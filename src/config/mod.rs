//! The settings: `earful.toml` to checked values, every fault at once with file, line, key and fix.
//!
//! Takes the text of a settings file, gives [`Settings`] (each room's own, and the sources as
//! presets) or [`Faults`], all of them in one pass. Unknown keys are faults, with the key that was
//! probably meant. `default.toml` is the reference of all keys and is tested to say what the code
//! does. [`guess`] and [`propose`] write a first file from the feeds themselves.
//!
//! It never writes a file, never reads a feed except the heads that [`guess`] looks at, and knows
//! nothing of what the rooms do with their settings.

mod code_book;
mod expression;
mod extend;
mod fault;
mod init;
mod keys;
mod meeting;
mod presets;
mod privacy;
mod rooms;
mod source;
mod workspace;

use std::path::Path;

use toml::de::DeTable;

use crate::sources::preset::Preset;
use crate::{
    business, catalogue, intake, pipeline, planning, ranking, report, space, statements, themes,
    trends,
};

use extend::{Library, extended};
use keys::{Keys, Page};

pub use expression::TRANSFORMS;
pub use fault::{Fault, Faults, nearest};
pub use init::{FileGuess, Found, Guess, Guessed, PresetGuess, guess, propose};
pub use presets::{check_preset, preset, preset_names, preset_text};
pub use rooms::Run;
pub use workspace::{SETTINGS_FILE, find_workspace};

/// The reference of all keys with their defaults, for people.
pub const REFERENCE: &str = include_str!("default.toml");

/// A settings file larger than this is none: a megabyte is 20,000 lines.
const MOST_BYTES: u64 = 1 << 20;

/// Everything a company decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The company's name, for reports.
    pub company: String,
    /// Whom the company competes with, by name: asked for by `earful competitors`, in no report.
    pub competitors: Vec<String>,
    /// The feeds, by name in ascending order.
    pub sources: Vec<SourceSettings>,
    /// The way in.
    pub intake: intake::Settings,
    /// How feedback is cut.
    pub statements: statements::Settings,
    /// What turns words into vectors.
    pub space: space::Settings,
    /// Which known pains are used.
    pub catalogue: catalogue::Settings,
    /// Files with a team's own known pains, as the settings name them.
    pub code_books: Vec<String>,
    /// How statements are grouped.
    pub themes: themes::Settings,
    /// What counts as recent.
    pub trends: trends::Settings,
    /// What counts as important.
    pub ranking: ranking::Settings,
    /// How much is shown.
    pub report: report::Settings,
    /// How long feedback is kept.
    pub retention: pipeline::Retention,
    /// Where customers, events, roadmap, costs and exposure are.
    pub business: business::Settings,
    /// How the roadmap is weighed; nothing here changes what a night finds.
    pub planning: planning::Settings,
    /// How a night is run and kept.
    pub run: Run,
}

/// One feed.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceSettings {
    /// Its name, the same as `preset.source`.
    pub name: String,
    /// How it is read.
    pub preset: Preset,
}

impl Settings {
    /// What the pipeline needs of them.
    pub fn for_the_night(self) -> pipeline::Settings {
        pipeline::Settings {
            company: self.company.clone(),
            feeds: self.sources.into_iter().map(|source| source.preset).collect(),
            intake: self.intake,
            statements: self.statements,
            space: self.space,
            catalogue: self.catalogue,
            themes: themes::Settings { company: self.company, ..self.themes },
            trends: self.trends,
            ranking: self.ranking,
            report: self.report,
            retention: self.retention,
            business: self.business,
            planning: self.planning,
            keep_runs: self.run.keep_runs,
        }
    }
}

/// The checked settings in a file.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines; a file that cannot be read, is no
/// UTF-8 or is larger than 1 MiB is one fault without a line.
pub fn load(path: &Path) -> Result<Settings, Faults> {
    let file = path.display().to_string();
    let text = read_text(path).map_err(|problem| {
        let fix = "point to the earful.toml, or write one with `earful init`";
        Faults::whole(&file, problem, fix)
    })?;
    load_text(&text, path)
}

/// The checked settings in a text, such as the one a run was made with, as if it stood at `path`:
/// presets, code books and models are read from the folder of it, as they are now.
///
/// # Errors
/// As [`load`].
pub fn load_text(text: &str, path: &Path) -> Result<Settings, Faults> {
    let file = path.display().to_string();
    let mut settings = parse_in(text, &file, path.parent())?;
    if let Some(folder) = settings.space.model.clone() {
        let base = path.parent().unwrap_or_else(|| Path::new("")).join(&folder);
        settings.space = own_table(settings.space, &base).map_err(|(problem, fix)| Faults {
            file: file.clone(),
            faults: vec![Fault {
                line: 0,
                column: 0,
                key: "space.model".to_owned(),
                problem: format!("{folder}: {problem}"),
                fix: fix.to_owned(),
            }],
        })?;
    }
    let base = path.parent().unwrap_or_else(|| Path::new(""));
    for name in &settings.code_books {
        let book = code_book::read(&base.join(name)).map_err(|(problem, fix)| Faults {
            file: file.clone(),
            faults: vec![Fault {
                line: 0,
                column: 0,
                key: "catalogue.code_books".to_owned(),
                problem: format!("{name}: {problem}"),
                fix,
            }],
        })?;
        settings.catalogue.code_books.push(book);
    }
    Ok(settings)
}

/// A team's own code book, read as `[catalogue] code_books` would.
///
/// # Errors
/// What is wrong with the file, and the fix.
pub fn code_book(path: &Path) -> Result<catalogue::Field, (String, String)> {
    code_book::read(path)
}

/// The text of a settings file.
fn read_text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map(|data| data.len());
    let bytes = match size {
        Ok(size) if size > MOST_BYTES => {
            return Err(format!("is {size} bytes long, more than a settings file can be"));
        }
        Ok(_) => std::fs::read(path),
        Err(error) => Err(error),
    };
    let bytes = bytes.map_err(|error| format!("cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("is no UTF-8 from byte {at} on; save it as UTF-8")
    })
}

/// A user's table is at most this large in all: the largest ones published are half of it.
const LARGEST_TABLE: u64 = 2 << 30;

/// The settings with the table in their folder; else what is wrong and what to do about it.
fn own_table(
    space: space::Settings,
    folder: &Path,
) -> Result<space::Settings, (String, &'static str)> {
    const FIX: &str =
        "name the folder of a Model2Vec model: model.safetensors, tokenizer.json, config.json";
    let read = |name: &str| {
        let path = folder.join(name);
        let size = std::fs::metadata(&path).map(|data| data.len());
        match size {
            Ok(size) if size > LARGEST_TABLE => Err((format!("{name} has {size} bytes"), FIX)),
            Ok(_) => std::fs::read(&path).map_err(|error| (format!("{name}: {error}"), FIX)),
            Err(error) => Err((format!("{name}: {error}"), FIX)),
        }
    };
    let (model, tokenizer) = (read("model.safetensors")?, read("tokenizer.json")?);
    // The one file of the three that a model can do without.
    let config =
        if folder.join("config.json").exists() { read("config.json")? } else { Vec::new() };
    space.with_files(model, &tokenizer, &config).map_err(|error| (error.to_string(), ""))
}

/// The checked settings in a text; `file` is what faults call it. Presets it names are the shipped
/// ones.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines.
pub fn parse(text: &str, file: &str) -> Result<Settings, Faults> {
    parse_in(text, file, None)
}

/// The same with presets of the user's own in `folder`.
fn parse_in(text: &str, file: &str, folder: Option<&Path>) -> Result<Settings, Faults> {
    let library = Library::of(text, folder);
    page_of(text, file, |page, table, span| read(page, table, span, &library))
}

/// Parses a text and walks its table; what the walk gives counts when there is no fault.
fn page_of<'t, T>(
    text: &'t str,
    file: &str,
    walk: impl FnOnce(&Page<'t>, &DeTable<'t>, std::ops::Range<usize>) -> Option<T>,
) -> Result<T, Faults> {
    // A byte order mark is how some editors begin; it is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let page = Page::new(text, !errors.is_empty());
    // The parser goes on after an error; what it trips over later in the same line is the same.
    let mut lines = std::collections::BTreeSet::new();
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        if !lines.insert(page.line(at)) {
            continue;
        }
        page.fault(at, "", error.message().trim().replace('\n', ", "), "");
    }
    let walked = walk(&page, table.get_ref(), table.span());
    let faults = page.into_faults();
    match walked {
        Some(walked) if faults.is_empty() => Ok(walked),
        _ => Err(Faults { file: file.to_string(), faults }),
    }
}

fn read(
    page: &Page<'_>,
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
    library: &Library,
) -> Option<Settings> {
    let mut keys = Keys::new(page, Some(table), String::new(), 0..span.end);
    let company = keys.text("company").unwrap_or_default().trim().to_string();
    if !keys.has("company") {
        keys.missing("company", "name your company: company = \"…\"");
    } else if company.is_empty()
        && let Some(item) = keys.take("company").filter(|item| item.get_ref().is_str())
    {
        keys.wrong(item, "company", "the name is empty", "name your company");
    }
    let competitors = keys.plain_texts("competitors");
    let (sources, whole) = sources(&mut keys, library);
    let privacy = privacy::privacy(keys.table("privacy"));
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let retention = privacy::retention(keys.table("retention"), &names);
    let (catalogue, code_books) = rooms::catalogue(keys.table("catalogue"));
    let settings = Settings {
        company,
        competitors,
        sources,
        intake: intake::Settings {
            orders: privacy.orders,
            accounts: privacy.accounts,
            ..rooms::intake(keys.table("intake"))
        },
        statements: rooms::statements(keys.table("statements")),
        space: rooms::space(keys.table("space")),
        catalogue,
        code_books,
        themes: rooms::themes(keys.table("themes")),
        trends: rooms::trends(keys.table("trends")),
        ranking: rooms::ranking(keys.table("ranking")),
        report: report::Settings {
            least_authors: privacy.least_authors,
            ..rooms::report(keys.table("report"))
        },
        retention,
        business: meeting::business(keys.table("business")),
        planning: meeting::planning(keys.table("planning")),
        run: rooms::run(keys.table("run")),
    };
    keys.finish();
    whole.then_some(settings)
}

/// The sources, and whether all of them could be read.
fn sources(keys: &mut Keys, library: &Library) -> (Vec<SourceSettings>, bool) {
    let all = keys.table("sources");
    let mut sources = Vec::new();
    let mut whole = true;
    let mut entries: Vec<_> = all.entries().collect();
    entries.sort_by_key(|(name, ..)| *name);
    for (name, span, item) in &entries {
        let good = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !good {
            let fix = "use letters, digits, `_` and `-`, at most 64 of them";
            all.page().fault(span.start, all.path_of(name), "no name for a source", fix);
        }
        let Some(table) = item.get_ref().as_table() else {
            all.type_fault(item, name, &format!("a table, written [sources.{name}]"));
            whole = false;
            continue;
        };
        let path = all.path_of(name);
        let (table, based) = extended(table, "preset", library, all.page(), &format!("{path}."));
        let mut inner = Keys::new(all.page(), Some(&table), path, item.span());
        for key in ["preset", "extends"] {
            inner.take(key);
        }
        match source::read(name, inner, !based) {
            Some(preset) => sources.push(SourceSettings { name: name.to_string(), preset }),
            None => whole = false,
        }
    }
    if entries.is_empty() {
        all.missing("NAME", "describe a feed in [sources.reviews], or run `earful init FILE…`");
    }
    (sources, whole)
}

/// A hash of everything that can change what a night finds: the company, the sources and every
/// room, but not [`Run`], so that two machines with other threads name one run alike.
///
/// Stable for one version of the program; a version that has new keys may hash differently.
pub fn settings_hash(settings: &Settings) -> [u8; 32] {
    let Settings {
        company,
        // They change no report.
        competitors: _,
        sources,
        intake,
        statements,
        space,
        catalogue,
        // What is in them is in the catalogue.
        code_books: _,
        themes,
        trends,
        ranking,
        report,
        retention,
        business,
        planning: _,
        run: _,
    } = settings;
    // The derived `Debug` prints every field, and numbers so that they read back the same.
    let mut all = format!(
        "{company:?}{sources:?}{intake:?}{statements:?}{space:?}{catalogue:?}{themes:?}{trends:?}{ranking:?}{report:?}{retention:?}"
    );
    // Settings without such files have the name they had before there were any.
    if *business != business::Settings::default() {
        all.push_str(&format!("{business:?}"));
    }
    *blake3::hash(all.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests;
