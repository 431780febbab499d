//! A run as data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::store::Manifest;

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RunAnswer {
    /// Its id.
    pub id: String,
    /// 1 for the first of the workspace.
    pub sequence: u64,
    /// The day it speaks for.
    pub today: String,
    /// The run it went on from.
    pub base: Option<String>,
    /// The version of the program that made it.
    pub program: String,
    /// Counts by name: `feedback`, `statements`, `themes`, ….
    pub counts: BTreeMap<String, u64>,
    /// Where its files are; not told over a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

impl RunAnswer {
    /// A run, with the folder of its files where that may be told.
    pub fn of(run: &Manifest, folder: Option<String>) -> RunAnswer {
        RunAnswer {
            id: run.id.clone(),
            sequence: run.sequence,
            today: run.today.to_string(),
            base: run.base.clone(),
            program: run.program.clone(),
            counts: run.counts.clone(),
            folder,
        }
    }
}
