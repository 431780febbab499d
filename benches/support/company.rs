//! The invented company's feedback, taken in.

use std::path::Path;

use earful::demo;
use earful::model::{Corpus, Day};
use earful::pipeline::{Ready, Settings, Since, ingest, keep_voices};
use earful::store::Workspace;

/// The settings of the company.
pub fn settings() -> Settings {
    earful::config::parse(demo::SETTINGS, "earful.toml")
        .expect("the demo's settings are sound")
        .for_the_night()
}

/// Reads all of a folder's files; gives the corpus they make.
pub fn taken_in(root: &Path, settings: &Settings) -> Corpus {
    let workspace = Workspace::open_or_create(root).expect("a workspace");
    let writer = workspace.lock().expect("nobody else writes");
    let ready = Ready::new(settings).expect("the demo's settings are sound");
    ingest(&writer, &ready, &Corpus::default(), &[], settings, Day(20_000), &|_| {})
        .expect("the files are read");
    let mut corpus = workspace.load().expect("what was just written");
    let since = Since { segment: 0, fresh: Vec::new() };
    keep_voices(&writer, &mut corpus, 1, since, settings.intake.voice_days).expect("voices");
    corpus
}
