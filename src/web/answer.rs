//! What a request is answered with.

use serde::Serialize;

use crate::report::escape;
use crate::{index, pipeline, store};

/// An answer.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A page.
    Page(String),
    /// JSON.
    Json(String),
    /// A file of this program, which never changes as long as its address is the same.
    Asset(&'static str, String),
    /// A file to keep: its type, its name, its bytes.
    File(&'static str, String, Vec<u8>),
    /// Another address.
    Elsewhere(String),
    /// Another address, and what the browser is to send with every request from now on.
    Session(String, Vec<String>),
}

impl Answer {
    /// A value as JSON, without characters that nobody sees.
    pub(super) fn json(value: &impl Serialize) -> Answer {
        let text =
            serde_json::to_string(value).expect("our own types have text keys and finite numbers");
        Answer::Json(escape::unhidden(&text).into_owned())
    }
}

/// Why there is no answer, in words, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The status of HTTP.
    pub status: u16,
    /// What is wrong and what to do about it.
    pub words: String,
    /// The query, and the characters before the place at fault.
    pub place: Option<(String, usize)>,
}

impl Fault {
    /// A fault of that status.
    pub(super) fn new(status: u16, words: impl Into<String>) -> Fault {
        Fault { status, words: words.into(), place: None }
    }

    /// What was asked for is not there.
    pub(super) fn missing(words: impl Into<String>) -> Fault {
        Fault::new(404, words)
    }

    /// What was asked cannot be understood.
    pub(super) fn unclear(words: impl Into<String>) -> Fault {
        Fault::new(400, words)
    }

    /// A fault of a query, with its place.
    pub(super) fn of_query(query: &str, error: &index::QueryError) -> Fault {
        Fault {
            status: 400,
            words: format!("the query cannot be read: {}; {}", error.message, error.hint),
            place: Some((query.to_owned(), error.column)),
        }
    }

    /// What the pipeline refuses, for a query.
    pub(super) fn of(error: pipeline::Error, query: &str) -> Fault {
        match error {
            pipeline::Error::Index(index::Error::Query(fault)) => Fault::of_query(query, &fault),
            pipeline::Error::Usage(words)
            | pipeline::Error::Settings(words)
            | pipeline::Error::Curation(words) => Fault::unclear(words),
            pipeline::Error::Store(store::Error::Locked { .. }) => {
                Fault::new(409, "a night is being written: try again when it is over")
            }
            pipeline::Error::Store(store::Error::NoRun { id }) => Fault::missing(format!(
                "there is no run {id}: the page of runs lists those there are"
            )),
            other => Fault::new(500, inward(&other)),
        }
    }

    /// What the status is called.
    pub(super) fn title(&self) -> &'static str {
        match self.status {
            400 => "That cannot be understood",
            401 | 403 => "Not for everybody",
            404 => "There is no such thing",
            405 => "Not in this way",
            409 => "Not now",
            413 | 414 | 431 => "Too much",
            421 => "Another name was called",
            503 => "Not yet",
            _ => "That went wrong",
        }
    }
}

/// What went wrong inside, in words that name no path of this machine: whoever serves reads more
/// where it was started.
fn inward(error: &pipeline::Error) -> String {
    match error {
        pipeline::Error::Index(_) => {
            "the search index cannot be read: `earful run` makes it again".to_owned()
        }
        _ => {
            "the workspace cannot be read: the terminal in which it is served says more".to_owned()
        }
    }
}
