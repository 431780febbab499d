//! What can go wrong, in words, with its exit code: the one place where errors are told to people.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::{config, index, pipeline, report, store, web};

use super::exit::Exit;

/// Why a verb did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// What was typed cannot be done as it is; the words say what to type instead.
    Usage(String),
    /// The settings have faults.
    Settings(config::Faults),
    /// The workspace refused.
    Store(store::Error),
    /// The search index refused.
    Index(index::Error),
    /// The night refused.
    Pipeline(pipeline::Error),
    /// A stored report cannot be read.
    Report(report::view::Error),
    /// What was asked for cannot be written.
    Output(PathBuf, io::Error),
    /// The page cannot be served.
    Web(web::Error),
    /// Standard output is gone.
    Printing(io::Error),
    /// A letter did not arrive; the words say why.
    Delivery(String),
}

impl Failure {
    /// How the program ends.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) | Failure::Settings(_) => Exit::Usage,
            Failure::Index(index::Error::Query(_)) => Exit::Usage,
            Failure::Web(web::Error::NoToken { .. }) => Exit::Usage,
            Failure::Store(store::Error::NoWorkspace { .. } | store::Error::NoRun { .. }) => {
                Exit::Usage
            }
            Failure::Pipeline(
                pipeline::Error::Settings(_)
                | pipeline::Error::Usage(_)
                | pipeline::Error::Curation(_),
            ) => Exit::Usage,
            _ => Exit::Failed,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(words) => f.write_str(words),
            Failure::Settings(faults) => {
                write!(f, "the settings cannot be used; nothing was done\n{faults}")
            }
            Failure::Store(error) => error.fmt(f),
            Failure::Index(error) => error.fmt(f),
            Failure::Pipeline(pipeline::Error::Curation(faults)) => {
                write!(f, "the curation file cannot be followed; nothing was done\n{faults}")
            }
            Failure::Pipeline(error) => error.fmt(f),
            Failure::Report(error) => error.fmt(f),
            Failure::Web(error) => error.fmt(f),
            Failure::Output(path, error) => write!(f, "cannot write {}: {error}", path.display()),
            Failure::Delivery(why) => {
                write!(f, "not delivered: {why}; nothing was noted, `earful deliver` tries again")
            }
            Failure::Printing(error) => write!(f, "cannot print: {error}"),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::Store(error)
    }
}

impl From<index::Error> for Failure {
    fn from(error: index::Error) -> Failure {
        Failure::Index(error)
    }
}

impl From<pipeline::Error> for Failure {
    fn from(error: pipeline::Error) -> Failure {
        Failure::Pipeline(error)
    }
}

impl From<report::view::Error> for Failure {
    fn from(error: report::view::Error) -> Failure {
        Failure::Report(error)
    }
}

impl From<web::Error> for Failure {
    fn from(error: web::Error) -> Failure {
        Failure::Web(error)
    }
}

impl From<config::Faults> for Failure {
    fn from(faults: config::Faults) -> Failure {
        Failure::Settings(faults)
    }
}
