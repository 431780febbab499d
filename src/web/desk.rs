//! The state that is served: one whole state of the workspace, exchanged when another is published.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::model::Day;
use crate::pipeline::answers::ComparisonAnswer;
use crate::pipeline::{Reader, Settings};
use crate::store::Workspace;

use super::guard::Token;
use super::{Error, Options};

/// How often it is looked whether the workspace is another: a look costs a millisecond.
const LOOK: Duration = Duration::from_millis(500);
/// Comparisons that are remembered: each reads the whole corpus.
const COMPARED: usize = 32;

/// What is served.
pub(super) struct Desk {
    workspace: Workspace,
    pub(super) settings: Settings,
    pub(super) threads: Option<usize>,
    pub(super) token: Option<Token>,
    pub(super) hosts: Vec<String>,
    today: fn() -> Day,
    current: RwLock<Option<Arc<Reader>>>,
    /// When it was looked last; whoever holds it looks.
    looked: Mutex<Option<Instant>>,
    /// Why the newest state cannot be read.
    trouble: RwLock<Option<String>>,
    compared: Mutex<VecDeque<(String, Arc<ComparisonAnswer>)>>,
}

impl Desk {
    /// Opens the newest state.
    pub(super) fn new(options: Options) -> Result<Desk, Error> {
        let Options { workspace, settings, threads, token, hosts, today } = options;
        let desk = Desk {
            workspace,
            settings,
            threads,
            token: token.as_deref().map(Token::new),
            hosts,
            today,
            current: RwLock::new(None),
            looked: Mutex::new(None),
            trouble: RwLock::new(None),
            compared: Mutex::new(VecDeque::new()),
        };
        desk.open();
        match (desk.held(), desk.trouble()) {
            (None, Some(words)) => Err(Error::Broken(words)),
            _ => Ok(desk),
        }
    }

    /// The day it is.
    pub(super) fn today(&self) -> Day {
        (self.today)()
    }

    /// The workspace.
    pub(super) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The newest state that could be read whole; `None` before the first run.
    pub(super) fn reader(&self) -> Option<Arc<Reader>> {
        // Whoever comes first looks, everybody else is served from what there is.
        if let Ok(mut looked) = self.looked.try_lock()
            && looked.is_none_or(|at| at.elapsed() >= LOOK)
        {
            let is_current = self.held().is_some_and(|held| held.is_current().unwrap_or(true));
            if !is_current {
                self.open();
            }
            *looked = Some(Instant::now());
        }
        self.held()
    }

    /// Why the newest state is not the one that is served.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn held(&self) -> Option<Arc<Reader>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self) {
        let opened = Reader::open(&self.workspace, self.settings.intake.voice_days);
        let trouble = opened.as_ref().err().map(ToString::to_string);
        if let Ok(Some(reader)) = opened {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(reader));
            self.compared.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// A comparison as it was made before, else as `make` makes it; one at a time.
    pub(super) fn compared<E>(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<ComparisonAnswer, E>,
    ) -> Result<Arc<ComparisonAnswer>, E> {
        let mut kept = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = kept.iter().find(|(other, _)| other == key) {
            return Ok(found.clone());
        }
        let made = Arc::new(make()?);
        kept.push_back((key.to_owned(), made.clone()));
        if kept.len() > COMPARED {
            kept.pop_front();
        }
        Ok(made)
    }
}
