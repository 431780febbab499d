//! `earful run`: the night, and a summary a person can read in twenty seconds.

use std::path::Path;

use serde_json::json;

use super::{Outcome, Place, json_line};
use crate::cli::args::RunArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::cli::progress::Progress;
use crate::model::{Day, hex};
use crate::pipeline::{self, Refit, Settings};
use crate::report::{self, phrase};
use crate::store::{self, Inherited, Workspace};

/// Texts that many sent which the summary names; the report names them all.
const CAMPAIGNS_SHOWN: usize = 2;

pub(super) fn run(place: &Place, args: &RunArgs, out: &mut Printer) -> Outcome {
    let root = place.root()?;
    let order = Order {
        today: args.today.unwrap_or_else(crate::cli::today),
        threads: args.threads,
        refit: args.refit,
        show_stripped: args.show_stripped.unwrap_or(0),
        json: args.json,
    };
    night(place, &root, &order, out)
}

/// How a night is to be run.
pub(super) struct Order {
    pub(super) today: Day,
    pub(super) threads: Option<u16>,
    pub(super) refit: bool,
    pub(super) show_stripped: u16,
    pub(super) json: bool,
}

/// Runs the night in a folder with an `earful.toml`.
pub(super) fn night(place: &Place, root: &Path, order: &Order, out: &mut Printer) -> Outcome {
    let settings = place.settings(root)?;
    let hash = hex(&crate::config::settings_hash(&settings));
    let threads = order.threads.map(usize::from).or(settings.run.threads);
    let settings = settings.for_the_night();
    if store::inherited(root)? == Inherited::Salt {
        eprintln!("earful: {}", super::STRANGE_SALT);
    }
    sure_of_the_day(root, &settings, order.today)?;
    // Without a workspace, or with one that cannot be read, there is no run before; the night itself
    // says what is wrong.
    let newest = || Some(Workspace::open(root).ok()?.latest().ok()??.id);
    let before = newest();
    let refit = if order.refit { Refit::Tonight } else { Refit::WhenDue };
    let progress = Progress::new();
    let night = pipeline::with_threads(threads, || {
        pipeline::run(root, &settings, &hash, order.today, refit, &|event| progress.show(event))
    })??;

    let too_many = night.rejected_share() > settings.intake.max_reject_ratio;
    if order.json {
        print_json(&night, out);
    } else {
        print_summary(&night, root, out);
        if before.as_ref() == Some(&night.published.manifest.id) {
            out.line("Nothing is new since the last run: it was made again.");
        }
        print_stripped(&night, order.show_stripped.into(), out);
    }
    let rings = night.published.view.alarms.iter().any(report::AlarmView::rings);
    let done = if rings { Exit::Alarm } else { Exit::Done };
    let rejected = if rings { Exit::Alarm } else { Exit::TooManyRejected };
    if !too_many && night.refused_files() > 0 {
        let files = phrase::counted(night.refused_files() as u64, "file was", "files were");
        eprintln!("earful: {files} refused whole; the summary says why, nothing else is affected");
        return Ok(rejected);
    }
    if too_many {
        eprintln!(
            "earful: {} of what was read was rejected, more than the {} the settings allow ([intake] max_reject_ratio); \
             corpus/*/rejections.jsonl names file, line and reason",
            phrase::percent(night.rejected_share()),
            phrase::percent(settings.intake.max_reject_ratio),
        );
        return Ok(rejected);
    }
    Ok(done)
}

/// Days between which a slip of the fingers is no longer told from a day that is meant.
const YEAR: i32 = 366;

/// Refuses a day far ahead of the clock and of all records on which most of the corpus would be too old
/// to be kept: a year that was mistyped would empty it for good.
///
/// # Errors
/// [`Failure::Usage`]; nothing was done.
pub(super) fn sure_of_the_day(root: &Path, settings: &Settings, today: Day) -> Result<(), Failure> {
    let clock = crate::cli::today();
    if today.since(clock) < YEAR || settings.retention == pipeline::Retention::default() {
        return Ok(());
    }
    // What is wrong with a workspace says the night itself.
    let Ok(workspace) = Workspace::open(root) else { return Ok(()) };
    let ageing = pipeline::ageing(&workspace, &settings.retention, today)?;
    let is_ahead = ageing.newest.is_none_or(|newest| today.since(newest) >= YEAR);
    if !is_ahead || 2 * ageing.records <= ageing.of {
        return Ok(());
    }
    let newest = ageing.newest.map_or_else(
        || "nothing is dated".to_owned(),
        |newest| format!("the newest record is of {}", phrase::date(newest)),
    );
    Err(Failure::Usage(format!(
        "{} is far ahead: the clock says {} and {newest}. By [retention] {} of {} would leave for good, \
         so nothing was done: leave --today out, or give --today {clock}. If the day is meant, set the \
         clock first",
        phrase::date(today),
        phrase::date(clock),
        phrase::count(ageing.records),
        phrase::counted(ageing.of, "record", "records"),
    )))
}

/// Columns of a gist below its theme.
const GIST_WIDTH: usize = 88;

fn print_json(night: &pipeline::Finished, out: &mut Printer) {
    let view = &night.published.view;
    let mut printed = json!({
            "run": night.published.manifest.id,
            "today": night.published.manifest.today.to_string(),
            "folder": night.folder.display().to_string(),
            "alarms": view.alarms,
            "counts": night.published.manifest.counts,
            "intake": view.intake.total,
            "notices": view.intake.notices,
            "coverage": view.coverage,
            "summary": view.summary,
    });
    if let (Some(meeting), Some(printed)) = (&view.meeting, printed.as_object_mut()) {
        let part = json!({
            "words": meeting.words, "files": meeting.files, "joins": meeting.joins,
            "coverage": meeting.coverage,
        });
        printed.insert("meeting".to_owned(), part);
    }
    json_line(out, &printed);
}

fn print_summary(night: &pipeline::Finished, root: &Path, out: &mut Printer) {
    let view = &night.published.view;
    let summary = &view.summary;
    for line in &summary.alarms {
        out.line(out.styled(Style::Bad, &inert(&format!("Alarm. {line}"))));
    }
    if !summary.alarms.is_empty() {
        out.gap();
    }
    out.line(out.styled(Style::Bold, &inert(&summary.headline)));
    if !summary.standfirst.is_empty() {
        out.line(inert(&summary.standfirst));
    }
    if !summary.top.is_empty() {
        out.gap();
        let mut rows = vec![
            ["rank", "90 %", "theme", "", "customers", "doing", "score"]
                .map(str::to_owned)
                .to_vec(),
        ];
        rows.extend(summary.top.iter().map(|line| {
            vec![
                line.rank.to_string(),
                phrase::span(line.rank_interval[0], line.rank_interval[1]),
                line.theme.clone(),
                match line.named_by {
                    Some(_) => format!("{} ✎", shortened(&inert(&line.title), 46)),
                    None => shortened(&inert(&line.title), 48),
                },
                phrase::count(line.customers.into()),
                line.status.clone(),
                phrase::decimal(line.score, 1),
            ]
        }));
        for (at, line) in table(&rows, &[0, 4, 6]).into_iter().enumerate() {
            let Some(row) = at.checked_sub(1) else {
                out.line(out.styled(Style::Dim, &line));
                continue;
            };
            out.line(line);
            let gist = &summary.top[row].gist;
            if !gist.is_empty() {
                let gist = shortened(&inert(&phrase::quoted(gist)), GIST_WIDTH);
                out.line(out.styled(Style::Dim, &format!("{:>12}{gist}", "")));
            }
        }
    }
    for (heading, lines) in [("How sure", &summary.sure), ("What changed", &summary.changed)] {
        if !lines.is_empty() {
            out.gap();
            out.line(out.styled(Style::Bold, heading));
            lines.iter().for_each(|line| out.line(inert(line)));
        }
    }
    out.gap();
    out.line(inert(&view.intake.words));
    for words in view.meeting.iter().flat_map(|meeting| &meeting.words) {
        out.line(inert(words));
    }
    for words in view.meeting.iter().filter_map(report::meeting::summary) {
        out.line(inert(&words));
    }
    let is_campaign = |notice: &&report::NoticeView| notice.kind == "campaign";
    let (campaigns, others): (Vec<_>, Vec<_>) = view.intake.notices.iter().partition(is_campaign);
    for notice in others.into_iter().chain(campaigns.iter().copied().take(CAMPAIGNS_SHOWN)) {
        out.line(out.styled(Style::Bad, &inert(&notice.words)));
    }
    if campaigns.len() > CAMPAIGNS_SHOWN {
        let more = (campaigns.len() - CAMPAIGNS_SHOWN) as u64;
        out.line(format!(
            "{} that many sent {} in the report.",
            phrase::counted(more, "more text", "more texts"),
            if more == 1 { "is" } else { "are" }
        ));
    }
    for source in &view.intake.sources {
        for refused in &source.refused {
            let why = phrase::reason(refused.refused.as_deref().unwrap_or("refused"));
            out.line(out.styled(
                Style::Bad,
                &inert(&format!("{}: {why}; nothing of it was read", refused.file)),
            ));
        }
        for note in &source.notes {
            out.line(inert(&format!("{}: {}", note.file, note.words)));
        }
    }
    let page = night.folder.join("report.html");
    let shown = page.strip_prefix(root).map_or(page.as_path(), |_| page.as_path());
    out.line(format!("Report: {}", shown.display()));
}

fn print_stripped(night: &pipeline::Finished, most: usize, out: &mut Printer) {
    if most == 0 {
        return;
    }
    out.gap();
    if night.stripped.is_empty() {
        out.line("No text of tonight holds lines that a form or a mail program wrote.");
    }
    for (before, after) in night.stripped.iter().take(most) {
        out.line(out.styled(Style::Bold, "as it came"));
        before.lines().for_each(|line| out.line(format!("  {}", inert(line))));
        out.line(out.styled(Style::Bold, "as it is read"));
        after.lines().for_each(|line| out.line(format!("  {}", inert(line))));
    }
}

impl From<pipeline::ThreadError> for Failure {
    fn from(error: pipeline::ThreadError) -> Failure {
        Failure::Usage(error.to_string())
    }
}
