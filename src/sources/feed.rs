//! A preset made ready to read with: patterns compiled, selectors numbered, globs checked.

use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;
use globset::{Glob, GlobBuilder, GlobMatcher};

use super::expression::{Compiled, Condition, Selectors};
use super::files::{self, Found};
use super::preset::{Preset, TextMode};

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
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) delimiter: Option<u8>,
    pub(super) selectors: Selectors,
    pub(super) id: Option<Compiled>,
    /// Fields other than id and text, by their names in a raw record.
    pub(super) fields: Vec<(Arc<str>, Compiled)>,
    pub(super) text: TextMap,
    pub(super) deletes: Vec<Condition>,
    pub(super) skips: Vec<(Condition, Arc<str>)>,
    /// Expressions without which a file cannot be read.
    pub(super) needed: Vec<Compiled>,
}

/// Where the text is.
#[derive(Debug, Clone)]
pub(super) enum TextMap {
    Field(Compiled),
    /// Selector numbers of the questions.
    Questions(Vec<usize>),
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
        let mut globs = Vec::new();
        for text in &preset.input.files {
            globs.push((text.clone(), glob(text).map_err(fault("input.files"))?.compile_matcher()));
        }
        if globs.is_empty() {
            return Err(fault("input.files")("no files; name at least one".into()));
        }
        let encoding = match preset.input.encoding.as_deref() {
            None | Some("auto") => None,
            Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                fault("input.encoding")(format!(
                    "`{label}` is no known encoding; try utf-8, windows-1252 or utf-16"
                ))
            })?),
        };
        let delimiter = preset
            .input
            .delimiter
            .map(|c| {
                u8::try_from(c)
                    .ok()
                    .filter(|&byte| byte.is_ascii() && !b"\"\r\n".contains(&byte))
                    .ok_or_else(|| {
                        fault("input.delimiter")(format!(
                            "`{c}` cannot separate cells; use one of , ; | or a tab"
                        ))
                    })
            })
            .transpose()?;
        let id = preset
            .fields
            .id
            .as_ref()
            .map(|one| Compiled::new(one, &mut selectors).map_err(fault("fields.id")))
            .transpose()?;
        let mut fields: Vec<(Arc<str>, Compiled)> = Vec::new();
        let named = &preset.fields;
        for (name, expression) in [
            ("created_at", &named.created_at),
            ("updated_at", &named.updated_at),
            ("rating", &named.rating),
            ("title", &named.title),
            ("lang", &named.lang),
            ("author", &named.author),
            ("product", &named.product),
            ("value", &named.value),
            ("question", &named.question),
        ] {
            if let Some(expression) = expression {
                let compiled = Compiled::new(expression, &mut selectors)
                    .map_err(fault(&format!("fields.{name}")))?;
                fields.push((name.into(), compiled));
            }
        }
        for (name, expression) in &preset.attrs {
            let compiled = Compiled::new(expression, &mut selectors)
                .map_err(fault(&format!("attrs.{name}")))?;
            fields.push((format!("attr.{name}").into(), compiled));
        }
        for (at, selector) in preset.never.iter().enumerate() {
            let number = selectors.number(selector.trim());
            fields.push((format!("pii.{at}").into(), Compiled::Select(number)));
        }
        let mut needed: Vec<Compiled> = id.iter().cloned().collect();
        needed.extend(
            fields
                .iter()
                .filter(|(name, _)| matches!(&**name, "created_at" | "rating"))
                .map(|(_, one)| one.clone()),
        );
        let text = match &preset.text.mode {
            TextMode::Field(expression) => {
                let compiled =
                    Compiled::new(expression, &mut selectors).map_err(fault("text.from"))?;
                needed.push(compiled.clone());
                TextMap::Field(compiled)
            }
            TextMode::Questions(names) => {
                if names.is_empty() {
                    return Err(fault("text.columns")(
                        "no columns; name the open questions".into(),
                    ));
                }
                let numbers: Vec<usize> =
                    names.iter().map(|name| selectors.number(name.trim())).collect();
                needed.extend(numbers.iter().copied().map(Compiled::Select));
                TextMap::Questions(numbers)
            }
        };
        let deletes = preset
            .deletes
            .iter()
            .map(|one| Condition::new(one, &mut selectors).map_err(fault("delete")))
            .collect::<Result<_, _>>()?;
        let skips = preset
            .skips
            .iter()
            .map(|(one, reason)| {
                Condition::new(one, &mut selectors)
                    .map(|condition| (condition, reason.as_str().into()))
                    .map_err(fault("skip"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Feed {
            source: preset.source.as_str().into(),
            preset: preset.clone(),
            globs,
            encoding,
            delimiter,
            selectors,
            id,
            fields,
            text,
            deletes,
            skips,
            needed,
        })
    }

    /// The preset it was made from.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// The files it would read now, in name order, each once. A glob that matches nothing, a file
    /// that is not there or a folder that cannot be listed is in the list with its problem.
    pub fn files(&self, root: &Path) -> Vec<Found> {
        files::find(&self.globs, root)
    }
}

fn glob(text: &str) -> Result<Glob, String> {
    GlobBuilder::new(text)
        .literal_separator(true)
        .build()
        .map_err(|error| format!("`{text}` is no file pattern: {error}"))
}
