//! A preset made ready to read with: patterns compiled, selectors numbered, globs checked.

use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;
use globset::{Glob, GlobBuilder, GlobMatcher};
use regex::Regex;

use super::condition::{Condition, pattern};
use super::envelope::Latest;
use super::expression::Compiled;
use super::files::{self, Found, Inside};
use super::preset::{
    Columns, Compression, Envelope, Expression, Preset, Test, TextMode, Thread, Which, Zone,
};
use super::selector::{Place, Selectors, steps};

/// What can be wrong with a feed's settings, or with the machine reading it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting that cannot be read with.
    #[error("source `{source_name}`, {key}: {fault}")]
    Setting {
        /// The source.
        source_name: String,
        /// The key inside the source's table: `fields.id`, `attrs.plan`, `input.encoding`.
        key: String,
        /// What is wrong and what would be right.
        fault: String,
    },
    /// The system gave no thread or channel to read with.
    #[error("cannot start reading: {0}; close other programs or raise the limit of threads")]
    System(#[from] std::io::Error),
}

/// A compiled preset.
#[derive(Debug, Clone)]
pub struct Feed {
    pub(super) preset: Preset,
    pub(super) source: Arc<str>,
    pub(super) globs: Vec<(String, GlobMatcher)>,
    /// What counts in an archive that a pattern matches; all of it when empty.
    members: Vec<GlobMatcher>,
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) delimiter: Option<u8>,
    pub(super) selectors: Selectors,
    pub(super) id: Option<Compiled>,
    /// Fields other than id and text, by their names in a raw record.
    pub(super) fields: Vec<(Arc<str>, Compiled)>,
    pub(super) text: TextMap,
    pub(super) deletes: Vec<Condition>,
    pub(super) skips: Vec<Skip>,
    /// Conditions of the rating's other scales.
    pub(super) scales: Vec<Condition>,
    /// Expressions without which a file cannot be read.
    pub(super) needed: Vec<Compiled>,
    /// Expressions by which a file of this feed is told from others.
    pub(super) telling: Vec<Compiled>,
    /// Selectors outside the record, with their steps.
    pub(super) document: Vec<(usize, Vec<String>)>,
    /// Whether a record's ids or segments depend on the name of its file.
    pub(super) of_file: bool,
    /// The latest version of the table that its files hold.
    pub(super) latest: Latest,
    /// Whether text that was decoded wrongly is taken back.
    pub(super) mends: bool,
}

/// Where the text is.
#[derive(Debug, Clone)]
pub(super) enum TextMap {
    Field(Compiled),
    Thread(Box<ThreadMap>),
    Columns(ColumnMap),
    Array(ArrayMap),
}

/// A rule that leaves units out.
#[derive(Debug, Clone)]
pub(super) struct Skip {
    pub(super) when: Condition,
    pub(super) reason: Arc<str>,
    /// Whether search may find what they say.
    pub(super) searchable: bool,
}

/// The messages of a conversation.
#[derive(Debug, Clone)]
pub(super) struct ThreadMap {
    pub(super) first: Option<usize>,
    pub(super) first_when: Vec<Condition>,
    pub(super) array: Option<Vec<String>>,
    pub(super) text: Vec<Vec<String>>,
    pub(super) when: Vec<Condition>,
    pub(super) searchable: Option<Vec<Condition>>,
    pub(super) first_searchable: Option<Vec<Condition>>,
    pub(super) newest_first: bool,
    pub(super) last: Option<usize>,
    /// Selector of the cells, how one is written, and the selectors of the customer.
    pub(super) cells: Option<(usize, Regex, Vec<usize>)>,
}

/// Columns that are open questions.
#[derive(Debug, Clone)]
pub(super) struct ColumnMap {
    pub(super) columns: Columns,
    /// Selector numbers of columns chosen by name.
    pub(super) numbers: Vec<usize>,
    pub(super) regex: Option<Regex>,
    pub(super) except: Option<Regex>,
}

/// Answers in a list.
#[derive(Debug, Clone)]
pub(super) struct ArrayMap {
    pub(super) first: Option<usize>,
    pub(super) path: Vec<String>,
    pub(super) conditions: Vec<(Vec<String>, String)>,
    pub(super) text: Vec<String>,
    pub(super) suffix: Vec<String>,
    pub(super) context: Option<QuestionMap>,
    pub(super) by_answers: bool,
}

/// Where the questions of answers in a list stand.
#[derive(Debug, Clone)]
pub(super) struct QuestionMap {
    /// The side table they are in.
    pub(super) table: Option<String>,
    /// The list of the unit they are in, with the steps to key and question in each.
    pub(super) list: Option<(Vec<String>, Vec<String>, Vec<String>)>,
    /// The steps to key or question in an element.
    pub(super) key: Vec<String>,
    /// Whether an answer without a question in the side table is none.
    pub(super) required: bool,
}

impl Feed {
    /// Compiles a preset.
    ///
    /// # Errors
    /// [`Error::Setting`] names the first key at fault.
    pub fn new(preset: &Preset) -> Result<Feed, Error> {
        let fault = |key: &str| {
            let (source_name, key) = (preset.source.clone(), key.to_owned());
            move |fault: String| Error::Setting { source_name, key, fault }
        };
        let mut selectors = Selectors::default();
        let globs = globs(preset).map_err(fault("input.files"))?;
        let encoding = match preset.input.encoding.as_deref() {
            None | Some("auto") => None,
            Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                fault("input.encoding")(format!(
                    "`{label}` is no known encoding; try utf-8, windows-1252 or utf-16"
                ))
            })?),
        };
        let delimiter =
            preset.input.delimiter.map(delimiter).transpose().map_err(fault("input.delimiter"))?;
        roles(preset).map_err(fault("input.header.rows"))?;
        let named = &preset.fields;
        let mut compiled = |key: &str, one: &Expression| {
            Compiled::new(one, &mut selectors).map_err(fault(&format!("fields.{key}")))
        };
        let id = named.id.as_ref().map(|one| compiled("id", one)).transpose()?;
        let mut fields: Vec<(Arc<str>, Compiled)> = Vec::new();
        for (name, expression) in [
            ("thread_id", &named.thread_id),
            ("parent_id", &named.parent_id),
            ("created_at", &named.created_at),
            ("created_at_fallback", &named.created_at_fallback),
            ("updated_at", &named.updated_at),
            ("version", &named.version),
            ("rating", &named.rating),
            ("title", &named.title),
            ("lang", &named.lang),
            ("author", &named.author),
            ("product", &named.product),
            ("value", &named.value),
            ("votes", &named.votes),
            ("question", &named.question),
            ("kind", &named.kind),
        ] {
            if let Some(expression) = expression {
                fields.push((name.into(), compiled(name, expression)?));
            }
        }
        let mut needed: Vec<Compiled> = id.iter().cloned().collect();
        needed.extend(
            fields
                .iter()
                .filter(|(name, _)| matches!(&**name, "created_at" | "rating"))
                .map(|(_, one)| one.clone()),
        );
        let mut telling: Vec<Compiled> = id.iter().cloned().collect();
        telling.extend(
            fields.iter().filter(|(name, _)| &**name == "created_at").map(|(_, one)| one.clone()),
        );
        for (name, expression) in &preset.attrs {
            let compiled = Compiled::new(expression, &mut selectors)
                .map_err(fault(&format!("attrs.{name}")))?;
            fields.push((format!("attr.{name}").into(), compiled));
        }
        // What must never come out is read too, so that intake can mask it where a text says it.
        for (at, selector) in preset.never.iter().enumerate() {
            if let Ok(number) = selectors.checked(selector) {
                fields.push((format!("pii.{at}").into(), Compiled::Select(number)));
            }
        }
        let text =
            text(preset, &mut selectors, &mut needed, &mut telling).map_err(fault("text"))?;
        for one in &preset.known_by {
            telling.push(Compiled::new(one, &mut selectors).map_err(fault("known_by"))?);
        }
        let mut conditions =
            |key: &str, list: &mut dyn Iterator<Item = &super::preset::Condition>| {
                list.map(|one| Condition::new(one, &mut selectors).map_err(fault(key)))
                    .collect::<Result<Vec<_>, _>>()
            };
        if let Some(table) = undescribed(preset) {
            let said = format!("there is no table `{table}`; write [lookup.{table}]");
            return Err(fault("in_lookup")(said));
        }
        let deletes = conditions("delete", &mut preset.deletes.iter())?;
        let skips = conditions("skip", &mut preset.skips.iter().map(|one| &one.when))?;
        let skips = skips.into_iter().zip(&preset.skips).map(|(when, one)| Skip {
            when,
            reason: one.reason.as_str().into(),
            searchable: one.searchable,
        });
        let others = preset.rating.iter().flat_map(|scale| &scale.others);
        let scales = conditions("rating.by", &mut others.map(|(one, _)| one))?;
        let document = selectors
            .all()
            .iter()
            .enumerate()
            .filter_map(|(number, selector)| match &selector.place {
                Place::Document(steps) => Some((number, steps.clone())),
                _ => None,
            })
            .collect();
        Ok(Feed {
            source: preset.source.as_str().into(),
            preset: preset.clone(),
            globs,
            members: Vec::new(),
            encoding,
            delimiter,
            of_file: selectors.all().iter().any(|selector| selector.of_file()),
            latest: Latest::default(),
            mends: true,
            selectors,
            id,
            fields,
            text,
            deletes,
            skips: skips.collect(),
            scales,
            needed,
            telling,
            document,
        })
    }

    /// The latest generation of its table that is known; `None` where nothing numbers them.
    pub fn generation(&self) -> Option<u64> {
        self.latest.get()
    }

    /// The same feed, knowing of no generation yet.
    pub(super) fn unaware(self) -> Feed {
        Feed { latest: Latest::default(), ..self }
    }

    /// Learns of a generation that earlier nights know of: what an older one says is stale.
    pub fn knows(&self, generation: Option<u64>) {
        self.latest.meet(generation);
    }

    /// The preset it was made from.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// The same feed, giving texts as they stand in the file though a program decoded them wrongly.
    pub fn as_it_stands(self) -> Feed {
        Feed { mends: false, ..self }
    }

    /// The same feed, reading from an archive that it is pointed at only the members that one of
    /// these patterns means (all of them where none is meant). The patterns are below the archive
    /// or below any folder in it.
    ///
    /// # Errors
    /// [`Error::Setting`] when a pattern is none.
    pub fn with_members(mut self, patterns: &[String]) -> Result<Feed, Error> {
        for text in patterns {
            let compiled = glob(&format!("**/{text}")).map_err(|fault| Error::Setting {
                source_name: self.source.to_string(),
                key: "input.files".to_owned(),
                fault,
            })?;
            self.members.push(compiled.compile_matcher());
        }
        Ok(self)
    }

    /// The files it would read now, in name order, each once. A file that is not there or a folder
    /// that cannot be listed is in the list with its problem; so are the globs, when none of them
    /// matches anything.
    pub fn files(&self, root: &Path) -> Vec<Found> {
        let input = &self.preset.input;
        let inside = Inside { ratio: input.max_ratio, most: input.max_bytes };
        let inside = (input.compression != Compression::None).then_some(inside);
        let mut found = files::find(&self.globs, &self.members, root, inside);
        if self.preset.input.envelope == Some(Envelope::Dlt) {
            found.retain(|one| !files::is_mark(&one.name));
        }
        // What questions are called stands in a file beside the answers and is none of them.
        let side: Vec<&str> =
            self.preset.lookups.values().filter_map(|one| one.file.rsplit('/').next()).collect();
        let is_side = |one: &Found| one.name.rsplit('/').next().is_some_and(|n| side.contains(&n));
        if found.iter().any(|one| one.problem.is_none() && !is_side(one)) {
            found.retain(|one| !is_side(one));
        }
        // Patterns are alternatives: a tool writes `.jsonl` or `.jsonl.gz`, and seldom both.
        if found.iter().any(|one| one.problem.is_none()) {
            found.retain(|one| one.problem.as_deref() != Some("no_match"));
        }
        found
    }
}

/// A side table that a condition asks for and the preset does not describe.
fn undescribed(preset: &Preset) -> Option<&str> {
    let mut asked: Vec<&super::preset::Condition> = preset.deletes.iter().collect();
    asked.extend(preset.skips.iter().map(|one| &one.when));
    if let TextMode::Thread(thread) = &preset.text.mode {
        asked.extend(thread.first_when.iter().chain(&thread.when));
        asked.extend(thread.searchable.iter().chain(&thread.first_searchable).flatten());
    }
    asked.iter().find_map(|one| match &one.test {
        Test::InLookup(table) if !preset.lookups.contains_key(table) => Some(table.as_str()),
        _ => None,
    })
}

/// Whether a feed reads a file of that name in the workspace's own folder.
pub fn takes(preset: &Preset, name: &str) -> bool {
    let globs = globs(preset).unwrap_or_default();
    preset.folder.is_none() && globs.iter().any(|(_, glob)| glob.is_match(name))
}

/// The globs, below the feed's folder.
fn globs(preset: &Preset) -> Result<Vec<(String, GlobMatcher)>, String> {
    let mut globs = Vec::new();
    for text in &preset.input.files {
        let text = match &preset.folder {
            Some(folder) if !Path::new(text).is_absolute() => {
                format!("{}/{text}", globset::escape(folder.trim_end_matches('/')))
            }
            _ => text.clone(),
        };
        let matcher = glob(&text)?.compile_matcher();
        globs.push((text, matcher));
    }
    if globs.is_empty() {
        return Err("no files; name at least one".into());
    }
    Ok(globs)
}

/// The pattern that means a file of this name and no other.
pub fn literal(name: &str) -> String {
    globset::escape(name)
}

fn glob(text: &str) -> Result<Glob, String> {
    GlobBuilder::new(text)
        .literal_separator(true)
        .build()
        .map_err(|error| format!("`{text}` is no file pattern: {error}"))
}

fn delimiter(letter: char) -> Result<u8, String> {
    u8::try_from(letter)
        .ok()
        .filter(|&byte| byte.is_ascii() && !b"\"\r\n".contains(&byte))
        .ok_or_else(|| format!("`{letter}` cannot separate cells; use one of , ; | or a tab"))
}

/// Header rows that the settings refer to must be among those they describe.
fn roles(preset: &Preset) -> Result<(), String> {
    let rows = &preset.input.header.rows;
    if rows.is_empty() {
        return Err("no header row; say what each holds, such as [\"name\"]".into());
    }
    let mut asked: Vec<&str> = Vec::new();
    if let TextMode::Columns(columns) = &preset.text.mode {
        asked.extend([columns.role.as_str(), columns.context_role.as_str()]);
    }
    if let Zone::Header { role, .. } = &preset.time.zone {
        asked.push(role);
    }
    match asked.into_iter().find(|role| *role != "name" && !rows.iter().any(|row| row == role)) {
        Some(role) => Err(format!("no row `{role}`; there are {}", rows.join(", "))),
        None => Ok(()),
    }
}

fn text(
    preset: &Preset,
    selectors: &mut Selectors,
    needed: &mut Vec<Compiled>,
    telling: &mut Vec<Compiled>,
) -> Result<TextMap, String> {
    Ok(match &preset.text.mode {
        TextMode::Field(expression) => {
            let compiled = Compiled::new(expression, selectors)?;
            needed.push(compiled.clone());
            telling.push(compiled.clone());
            TextMap::Field(compiled)
        }
        TextMode::Thread(thread) => {
            let place = thread.array.as_ref().or(thread.first.as_ref());
            if let Some(place) = place {
                telling.push(Compiled::Select(selectors.checked(place)?));
            }
            TextMap::Thread(Box::new(thread_map(thread, selectors)?))
        }
        TextMode::Columns(columns) => {
            let (mut numbers, mut regex) = (Vec::new(), None);
            match &columns.which {
                Which::Names(names) => {
                    if names.is_empty() {
                        return Err("no columns; name the open questions".into());
                    }
                    let checked = names.iter().map(|name| selectors.checked(name));
                    numbers = checked.collect::<Result<_, _>>()?;
                    needed.extend(numbers.iter().copied().map(Compiled::Select));
                    telling.extend(numbers.iter().copied().map(Compiled::Select));
                }
                Which::In(_) => {}
                Which::Regex(text) => regex = Some(pattern(text)?),
            }
            let except = columns.except.as_deref().map(pattern).transpose()?;
            TextMap::Columns(ColumnMap { columns: columns.clone(), numbers, regex, except })
        }
        TextMode::Array(answers) => {
            // A list of further answers is not in every record, the first one's place is.
            let list = Some(answers.path.as_str()).filter(|path| !path.is_empty());
            let place = answers.first.as_deref().or(list);
            let place = place.map(|place| selectors.checked(place)).transpose()?;
            telling.extend(place.map(Compiled::Select));
            TextMap::Array(ArrayMap {
                first: answers.first.as_ref().and(place),
                path: steps(&answers.path),
                conditions: answers
                    .conditions
                    .iter()
                    .map(|(pointer, value)| (steps(pointer), value.clone()))
                    .collect(),
                text: steps(&answers.text),
                suffix: match answers.suffix.as_str() {
                    "@key" => vec!["@key".to_owned()],
                    pointer => steps(pointer),
                },
                context: answers.context.as_ref().map(|context| QuestionMap {
                    table: context.lookup.clone(),
                    list: context
                        .list
                        .as_ref()
                        .map(|(list, own, value)| (steps(list), steps(own), steps(value))),
                    key: match context.key.as_str() {
                        "@key" => vec!["@key".to_owned()],
                        pointer => steps(pointer),
                    },
                    required: context.required,
                }),
                by_answers: answers.by_answers,
            })
        }
    })
}

fn thread_map(thread: &Thread, selectors: &mut Selectors) -> Result<ThreadMap, String> {
    let mut conditions = |list: &[super::preset::Condition]| {
        list.iter().map(|one| Condition::new(one, selectors)).collect::<Result<Vec<_>, _>>()
    };
    let first_when = conditions(&thread.first_when)?;
    let when = conditions(&thread.when)?;
    let searchable = thread.searchable.as_deref().map(&mut conditions).transpose()?;
    let first_searchable = thread.first_searchable.as_deref().map(&mut conditions).transpose()?;
    let mut number =
        |text: &Option<String>| text.as_ref().map(|text| selectors.checked(text)).transpose();
    let (first, last) = (number(&thread.first)?, number(&thread.last)?);
    let cells = match &thread.cells {
        None => None,
        Some(cells) => Some((
            selectors.checked(&cells.cells)?,
            // A cell has lines, and the pattern stands for all of it.
            pattern(&format!("(?s)^(?:{})", cells.regex))?,
            cells.author_is.iter().map(|one| selectors.checked(one)).collect::<Result<_, _>>()?,
        )),
    };
    Ok(ThreadMap {
        first,
        first_when,
        array: thread.array.as_deref().map(steps),
        text: thread.text.iter().map(|text| steps(text)).collect(),
        when,
        searchable,
        first_searchable,
        newest_first: thread.newest_first,
        last,
        cells,
    })
}
