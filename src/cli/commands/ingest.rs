//! `earful ingest --dry-run`: what tonight's files would bring, and nothing written.

use super::{Outcome, Place};
use crate::cli::args::IngestArgs;
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened};
use crate::model::{Corpus, FileReceipt};
use crate::pipeline::{self, Ready, Rehearsed};
use crate::store::{Marks, Workspace};

pub(super) fn run(place: &Place, args: &IngestArgs, out: &mut Printer) -> Outcome {
    let root = place.root()?;
    let settings = place.settings(&root)?.for_the_night();
    let ready = Ready::new(&settings)?;
    // A workspace that has never run has nothing to compare with, and gets no folder here.
    let (corpus, segments, erased) = match Workspace::open(&root) {
        Ok(workspace) => (workspace.load()?, workspace.segments()?, workspace.erased()?),
        Err(crate::store::Error::NoWorkspace { .. }) => {
            (Corpus::new(Vec::new()), Vec::new(), Marks::default())
        }
        Err(error) => return Err(error.into()),
    };
    let before = Rehearsed { corpus: &corpus, segments: &segments, erased, shown: args.limit };
    let night = pipeline::dry_run(&root, &ready, before, &settings, crate::cli::today())?;
    for one in &night.first {
        let mut facts = vec![one.source.to_string(), one.external.to_string()];
        facts.extend(one.at.map(|at| at.to_string()));
        facts.extend(one.rating.map(|rating| format!("rated {}", rating.raw)));
        facts.push(one.lang.code().to_owned());
        facts.extend(one.attributes.iter().map(|pair| format!("{} {}", pair.name, pair.value)));
        out.line(out.styled(Style::Bold, &inert(&facts.join(" · "))));
        if let Some(question) = &one.question {
            out.line(format!("  {}", out.styled(Style::Dim, &inert(question))));
        }
        for line in one.own_words().lines() {
            out.line(format!("  {}", inert(&shortened(line, 200))));
        }
        if !one.thread().is_empty() {
            let words = "what others said in the conversation is kept for search";
            out.line(format!("  {}", out.styled(Style::Dim, words)));
        }
        out.gap();
    }
    let (mut units, mut rejected) = (0, 0);
    for file in &night.files {
        out.line(words(file));
        (units, rejected) = (units + file.units, rejected + file.rejected_total());
    }
    for rejection in &night.rejections {
        out.line(format!("  rejected, {}", inert(&rejection.to_string())));
    }
    for file in &night.refused {
        let reason = file.refused.as_deref().unwrap_or_default();
        out.line(format!("{}: {}: refused, {}", file.source, inert(&file.file), inert(reason)));
    }
    out.line(format!(
        "{} records would be kept and {} taken back; nothing was written",
        night.kept, night.gone
    ));
    let most = settings.intake.max_reject_ratio * units as f64;
    Ok(match () {
        () if !night.refused.is_empty() || rejected as f64 > most => Exit::TooManyRejected,
        () if night.kept == 0 => Exit::NothingFound,
        () => Exit::Done,
    })
}

fn words(file: &FileReceipt) -> String {
    let mut words = format!(
        "{}: {}: {} units: {} kept, {} superseded, {} deleted, {} skipped, {} rejected",
        file.source,
        inert(&file.file),
        file.units,
        file.kept,
        file.superseded,
        file.deleted,
        file.skipped_total(),
        file.rejected_total()
    );
    let reasons: Vec<String> =
        file.skipped.iter().map(|(reason, count)| format!("{} {count}", inert(reason))).collect();
    if !reasons.is_empty() {
        words.push_str(&format!(" (skipped: {})", reasons.join(", ")));
    }
    if let Some(note) = &file.note {
        words.push_str(&format!("; {}", inert(note)));
    }
    words
}
