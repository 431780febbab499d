//! `earful ingest`: the first half of a night; with `--dry-run` what it would bring, nothing written.

use std::path::Path;

use serde_json::{Value, json};

use super::run::sure_of_the_day;
use super::{Outcome, Place, json_line};
use crate::cli::args::IngestArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened};
use crate::cli::progress::Progress;
use crate::model::{Corpus, Day, Feedback, FileReceipt, Rejection, hex};
use crate::pipeline::{self, Ready, Rehearsed, Settings, Tell};
use crate::report::phrase;
use crate::store::{self, Inherited, Marks, Workspace};

pub(super) fn run(place: &Place, args: &IngestArgs, out: &mut Printer) -> Outcome {
    let root = place.root()?;
    let settings = place.settings(&root)?;
    let hash = hex(&crate::config::settings_hash(&settings));
    let threads = settings.run.threads;
    let settings = settings.for_the_night();
    let today = args.today.unwrap_or_else(crate::cli::today);
    let brought = if args.dry_run {
        Brought::rehearsed(&root, &settings, today, args.limit)?
    } else {
        if store::inherited(&root)? == Inherited::Salt {
            eprintln!("earful: {}", super::STRANGE_SALT);
        }
        sure_of_the_day(&root, &settings, today)?;
        let progress = Progress::new();
        pipeline::with_threads(threads, || {
            Brought::taken_in(&root, &settings, &hash, today, &|event| progress.show(event))
        })??
    };
    if args.json {
        json_line(out, &brought.to_json(args.dry_run));
    } else {
        brought.print(args.dry_run, out);
    }
    Ok(brought.exit(settings.intake.max_reject_ratio))
}

/// What was brought, or would be.
#[derive(Default)]
struct Brought {
    kept: u64,
    gone: usize,
    files: Vec<FileReceipt>,
    refused: Vec<FileReceipt>,
    /// The first of what would be kept.
    first: Vec<Feedback>,
    /// What could not be read, where nothing is written that names it.
    rejections: Vec<Rejection>,
}

impl Brought {
    fn rehearsed(
        root: &Path,
        settings: &Settings,
        today: Day,
        shown: usize,
    ) -> Result<Brought, Failure> {
        let ready = Ready::new(settings)?;
        // A workspace that has never run has nothing to compare with, and gets no folder here.
        let (corpus, segments, erased) = match Workspace::open(root) {
            Ok(workspace) => (workspace.load()?, workspace.segments()?, workspace.erased()?),
            Err(crate::store::Error::NoWorkspace { .. }) => {
                (Corpus::default(), Vec::new(), Marks::default())
            }
            Err(error) => return Err(error.into()),
        };
        let before = Rehearsed { corpus: &corpus, segments: &segments, erased, shown };
        let night = pipeline::dry_run(root, &ready, before, settings, today)?;
        Ok(Brought {
            kept: night.kept,
            gone: night.gone,
            files: night.files,
            refused: night.refused,
            first: night.first,
            rejections: night.rejections,
        })
    }

    fn taken_in(
        root: &Path,
        settings: &Settings,
        hash: &str,
        today: Day,
        tell: Tell<'_>,
    ) -> Result<Brought, Failure> {
        let taken = pipeline::take_in(root, settings, hash, today, tell)?;
        let segments = Workspace::open(root)?.segments()?;
        let segment = segments.into_iter().find(|one| Some(one.number) == taken.segment);
        let (kept, mut files) = segment
            .map_or((0, Vec::new()), |segment| (segment.receipt.feedback, segment.receipt.files));
        files.retain(|file| file.refused.is_none());
        let (gone, refused) = (taken.gone.len(), taken.refused);
        Ok(Brought { kept, gone, files, refused, ..Brought::default() })
    }

    fn exit(&self, max_reject_ratio: f64) -> Exit {
        let units: u64 = self.files.iter().map(|file| file.units.read).sum();
        let rejected: u64 = self.files.iter().map(|file| file.units.rejected_total()).sum();
        match () {
            () if !self.refused.is_empty() || rejected as f64 > max_reject_ratio * units as f64 => {
                Exit::TooManyRejected
            }
            () if self.kept == 0 && self.gone == 0 => Exit::NothingFound,
            () => Exit::Done,
        }
    }

    fn print(&self, dry_run: bool, out: &mut Printer) {
        self.first.iter().for_each(|one| print_one(one, out));
        self.files.iter().for_each(|file| out.line(words(file)));
        for rejection in &self.rejections {
            out.line(format!("  rejected, {}", inert(&rejection.to_string())));
        }
        for file in &self.refused {
            let reason = file.refused.as_deref().unwrap_or_default();
            out.line(format!("{}: {}: refused, {}", file.source, inert(&file.file), inert(reason)));
        }
        let kept = phrase::counted(self.kept, "record", "records");
        let gone = phrase::count(self.gone as u64);
        out.line(if dry_run {
            format!("{kept} would be kept and {gone} taken back; nothing was written")
        } else if self.files.is_empty() && self.refused.is_empty() {
            "There was no new file to read.".to_owned()
        } else {
            format!("{kept} kept and {gone} taken back; `earful run` makes the report")
        });
    }

    fn to_json(&self, dry_run: bool) -> Value {
        let file = |file: &FileReceipt| {
            json!({
                "source": &*file.source,
                "file": &*file.file,
                "units": file.units.read,
                "kept": file.units.kept,
                "superseded": file.units.superseded,
                "deleted": file.units.deleted,
                "skipped": file.units.skipped,
                "rejected": file.units.rejected,
                "cut": file.units.cut,
                "note": file.note,
            })
        };
        let refused = |file: &FileReceipt| json!({ "source": &*file.source, "file": &*file.file, "reason": file.refused });
        let rejection = |one: &Rejection| {
            let at = &one.origin;
            json!({ "file": &*at.file, "record": at.record, "line": at.line, "reason": one.reason })
        };
        let feedback = |one: &Feedback| {
            let pairs = one.attributes.iter().map(|pair| json!([&*pair.name, &*pair.value]));
            json!({
                "source": &*one.source,
                "record": &*one.external,
                "at": one.at.map(|at| at.to_string()),
                "rating": one.rating.map(|rating| rating.raw),
                "lang": one.lang.code(),
                "segments": pairs.collect::<Vec<_>>(),
                "question": one.question.as_deref(),
                "text": one.own_words(),
            })
        };
        json!({
            "dry_run": dry_run,
            "kept": self.kept,
            "taken_back": self.gone,
            "files": self.files.iter().map(file).collect::<Vec<_>>(),
            "refused": self.refused.iter().map(refused).collect::<Vec<_>>(),
            "rejections": self.rejections.iter().map(rejection).collect::<Vec<_>>(),
            "first": self.first.iter().map(feedback).collect::<Vec<_>>(),
        })
    }
}

fn print_one(one: &Feedback, out: &mut Printer) {
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

fn words(file: &FileReceipt) -> String {
    let mut words = format!(
        "{}: {}: {} units: {} kept, {} superseded, {} deleted, {} skipped, {} rejected",
        file.source,
        inert(&file.file),
        file.units.read,
        file.units.kept,
        file.units.superseded,
        file.units.deleted,
        file.units.skipped_total(),
        file.units.rejected_total()
    );
    let reasons: Vec<String> = file
        .units
        .skipped
        .iter()
        .map(|(reason, count)| format!("{} {count}", inert(reason)))
        .collect();
    if !reasons.is_empty() {
        words.push_str(&format!(" (skipped: {})", reasons.join(", ")));
    }
    if let Some(note) = &file.note {
        words.push_str(&format!("; {}", inert(note)));
    }
    words
}
