//! `earful theme`: corrections by hand, tried or written, and the list of them.

use serde_json::json;

use super::{Outcome, Place, json_line};
use crate::cli::args::{OneRecord, OneTheme, Signature, ThemeArgs, ThemeVerb};
use crate::cli::exit::Exit;
use crate::cli::print::{Printer, Style, inert, shortened, table};
use crate::model::{Action, ThemeId};
use crate::pipeline::answers::{EntryAnswer, logged};
use crate::pipeline::{self, Asked, Effect, Lesson, Mode, Named, Size, Wish, Written};
use crate::report::phrase;
use crate::report::view::correction;

pub(super) fn run(place: &Place, args: &ThemeArgs, out: &mut Printer) -> Outcome {
    // The pipeline gives what people make its id.
    let made = ThemeId::by_hand(0);
    let (wish, signature) = match &args.verb {
        ThemeVerb::Log { json } => return log(place, *json, out),
        ThemeVerb::Rename { theme, title, signature } => {
            (Wish::Do(Action::Rename { theme: *theme, title: title.join(" ") }), signature)
        }
        ThemeVerb::Merge { theme, into, signature } => {
            (Wish::Do(Action::Merge { theme: *theme, into: *into }), signature)
        }
        ThemeVerb::Split { theme, words, title, signature } => {
            let words = words.join(" ");
            let title = title.clone().unwrap_or_else(|| phrase::sentence_case(&words));
            (Wish::Do(Action::Split { theme: *theme, words, id: made, title }), signature)
        }
        ThemeVerb::Mute(OneTheme { theme, signature }) => {
            (Wish::Do(Action::Mute { theme: *theme }), signature)
        }
        ThemeVerb::Pin(OneTheme { theme, signature }) => {
            (Wish::Do(Action::Pin { theme: *theme }), signature)
        }
        ThemeVerb::Unmute(OneTheme { theme, signature }) => (Wish::Undo("mute", *theme), signature),
        ThemeVerb::Unpin(OneTheme { theme, signature }) => (Wish::Undo("pin", *theme), signature),
        ThemeVerb::Untrack(OneTheme { theme, signature }) => {
            (Wish::Undo("track", *theme), signature)
        }
        ThemeVerb::Move(one) => (Wish::Move(named(one), one.theme), &one.signature),
        ThemeVerb::Reject(one) => (Wish::Reject(named(one), one.theme), &one.signature),
        ThemeVerb::Track { query, title, signature } => {
            let query = query.join(" ");
            let title = title.clone().unwrap_or_else(|| phrase::sentence_case(&query));
            (Wish::Do(Action::Track { query, id: made, title }), signature)
        }
        ThemeVerb::Parent { theme, area, signature } => {
            (Wish::Do(Action::Parent { theme: *theme, area: area.join(" ") }), signature)
        }
        ThemeVerb::Revert { entry, signature } => {
            (Wish::Do(Action::Revert { entry: *entry }), signature)
        }
    };
    let workspace = place.workspace()?;
    let settings = place.settings(workspace.root())?;
    let threads = settings.run.threads;
    let settings = settings.for_the_night();
    let asked = Asked {
        wish,
        by: author(signature),
        on: signature.today.unwrap_or_else(crate::cli::today),
        why: signature.why.clone().unwrap_or_default(),
    };
    let mode = if signature.dry_run { Mode::DryRun } else { Mode::Write };
    let written = pipeline::with_threads(threads, || {
        pipeline::correct(&workspace, &settings, &asked, mode)
    })??;
    if signature.json {
        print_json(&written, mode, out);
    } else {
        print(&written, mode, out);
    }
    Ok(Exit::Done)
}

fn named(one: &OneRecord) -> Named {
    Named { record: one.record.clone(), source: one.source.clone(), statement: one.statement }
}

/// Who decides: as it is said, else the user's name.
fn author(signature: &Signature) -> String {
    let user = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let name = signature.by.clone().or_else(user).unwrap_or_default();
    match name.trim() {
        "" => "somebody".to_owned(),
        name => name.to_owned(),
    }
}

fn print(written: &Written, mode: Mode, out: &mut Printer) {
    let entry = &written.entry;
    for (typed, today) in &written.meant {
        out.line(format!("{typed} is part of {today} today."));
    }
    let words = inert(&correction(&entry.action));
    let replaced = entry.replaces.map(|one| format!(" In place of {one}.")).unwrap_or_default();
    if mode == Mode::Write {
        out.line(format!("{}: {words}{replaced}", entry.id));
        out.line(format!(
            "Written to curation.toml; the next `earful run` follows it, `earful theme revert {}` \
             takes it back.",
            entry.id
        ));
        return;
    }
    out.line(format!("Would be {}: {words}{replaced}", entry.id));
    if written.effects.is_empty() {
        out.line("No theme would be touched.");
    } else {
        let mut rows = vec![
            ["theme", "", "customers", "records", "statements", ""].map(str::to_owned).to_vec(),
        ];
        rows.extend(written.effects.iter().map(row));
        for (at, line) in table(&rows, &[2, 3, 4]).into_iter().enumerate() {
            let line = if at == 0 { out.styled(Style::Dim, &line) } else { line };
            out.line(line.trim_end());
        }
    }
    if let Some((before, after)) = written.loose.filter(|(before, after)| before != after) {
        out.line(format!(
            "In no theme: {} → {}.",
            phrase::count(before.into()),
            phrase::counted(after.into(), "statement", "statements")
        ));
    }
    if let Some(lesson) = &written.lesson {
        taught(lesson, out);
    }
    out.line("Nothing was written.");
}

/// What of a moved record will draw others after it.
fn taught(lesson: &Lesson, out: &mut Printer) {
    if lesson.examples.is_empty() {
        out.line("None of its statements teaches the theme anything: nothing else follows it.");
        return;
    }
    let of = phrase::part_of(lesson.examples.len() as u64, lesson.moved.into());
    out.line(format!(
        "{of} of its statements teach the theme; what is said like them follows with the next \
         `earful run`, everything with `earful run --refit`:"
    ));
    for words in &lesson.examples {
        out.line(format!("  {}", shortened(&inert(&phrase::quoted(words)), 76)));
    }
    if lesson.moved > 1 {
        out.line("--statement N moves one statement alone.");
    }
}

fn row(effect: &Effect) -> Vec<String> {
    let Effect { theme, before, after } = effect;
    let nothing = Size::default();
    let (then, now) = (before.as_ref().unwrap_or(&nothing), after.as_ref().unwrap_or(&nothing));
    let change = |then: u32, now: u32| match then == now {
        true => phrase::count(now.into()),
        false => format!("{} → {}", phrase::count(then.into()), phrase::count(now.into())),
    };
    let title = if now.title.is_empty() { &then.title } else { &now.title };
    let state = match (before, after) {
        (None, Some(_)) => "new".to_owned(),
        (Some(_), None) => "goes".to_owned(),
        (Some(then), Some(now)) if then.muted != now.muted => {
            if now.muted { "muted" } else { "back in the ranking" }.to_owned()
        }
        (Some(then), Some(now)) if then.title != now.title => {
            format!("was “{}”", shortened(&inert(&then.title), 40))
        }
        _ => String::new(),
    };
    vec![
        theme.to_string(),
        shortened(&inert(title), 44),
        change(then.customers, now.customers),
        change(then.records, now.records),
        change(then.statements, now.statements),
        state,
    ]
}

fn print_json(written: &Written, mode: Mode, out: &mut Printer) {
    let size = |size: &Option<Size>| {
        size.as_ref().map(|size| {
            json!({
                "title": size.title, "customers": size.customers, "records": size.records,
                "statements": size.statements, "muted": size.muted,
            })
        })
    };
    let effects: Vec<serde_json::Value> = (written.effects.iter())
        .map(|one| {
            json!({
                "theme": one.theme.to_string(), "before": size(&one.before),
                "after": size(&one.after),
            })
        })
        .collect();
    json_line(
        out,
        &json!({
            "entry": EntryAnswer::of(&written.entry), "dry_run": mode == Mode::DryRun, "effects": effects,
            "loose": written.loose.map(|(before, after)| [before, after]),
            "lesson": written.lesson.as_ref().map(|one| {
                json!({ "examples": one.examples, "moved": one.moved })
            }),
        }),
    );
}

/// Every entry, the first first, and whether it holds.
fn log(place: &Place, json: bool, out: &mut Printer) -> Outcome {
    let workspace = place.workspace()?;
    let curation = pipeline::entries(&workspace)?;
    if curation.entries.is_empty() {
        if !json {
            out.line("Nobody has corrected anything: `earful theme --help` says how.");
        }
        return Ok(Exit::NothingFound);
    }
    for (entry, logged) in curation.entries.iter().zip(logged(&curation)) {
        if json {
            json_line(out, &logged);
            continue;
        }
        let by = logged.taken_back_by;
        let back = by.as_ref().map(|one| format!(" (taken back by {one})")).unwrap_or_default();
        let line = format!("{}  {}{back}", entry.id, inert(&correction(&entry.action)));
        out.line(if by.is_some() { out.styled(Style::Dim, &line) } else { line });
        let why = if entry.why.is_empty() { String::new() } else { format!(": {}", entry.why) };
        let signed = format!("     {}, {}{why}", entry.by, phrase::date(entry.on));
        out.line(out.styled(Style::Dim, &inert(&signed)));
    }
    Ok(Exit::Done)
}
