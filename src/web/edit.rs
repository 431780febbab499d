//! Corrections from the page: the same entries that `earful theme` writes, signed with a name.

use crate::model::{Action, EntryId, ThemeId};
use crate::pipeline::{self, Asked as Correction, Mode, Named, Shipped, Wish};
use crate::report::html::tags::{record_page, theme_page};
use crate::report::phrase;

use super::answer::{Answer, Fault};
use super::api;
use super::guard::goodbye;
use super::pages;
use super::routes::Asked;

/// Takes the token and gives a session.
pub(super) fn login(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let next = asked.given.text("next").unwrap_or("/");
    // Only to a page of ours.
    let next = if next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') {
        next
    } else {
        "/"
    };
    let Some(token) = &asked.desk.token else {
        return Err(Fault::new(
            403,
            "there is no token: start it with --token-file to correct from the page",
        ));
    };
    if !token.is(asked.given.text("token").unwrap_or("")) {
        return Ok(pages::refused_login(next));
    }
    let cookies = token.cookies(asked.given.text("name").unwrap_or(""));
    Ok(Answer::Session(next.to_owned(), cookies))
}

/// Ends the session.
pub(super) fn logout(_: &Asked<'_>) -> Result<Answer, Fault> {
    Ok(Answer::Session("/".to_owned(), goodbye()))
}

/// A correction of a theme.
pub(super) fn theme(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let theme = api::theme_id(asked)?;
    let to = || {
        let text = asked.given.text("to").unwrap_or("").trim().to_owned();
        if text.is_empty() {
            Err(Fault::unclear("to is missing: say what it becomes"))
        } else {
            Ok(text)
        }
    };
    let wish = match asked.given.text("do").unwrap_or("") {
        "rename" => Wish::Do(Action::Rename { theme, title: to()? }),
        "merge" => {
            let into = to()?.parse::<ThemeId>();
            let into = into.map_err(|error| Fault::unclear(format!("to: {error}")))?;
            Wish::Do(Action::Merge { theme, into })
        }
        "split" => {
            let words = to()?;
            let title = phrase::sentence_case(&words);
            // The pipeline gives what people make its id.
            Wish::Do(Action::Split { theme, words, id: ThemeId::by_hand(0), title })
        }
        "parent" => Wish::Do(Action::Parent { theme, area: to()? }),
        "mute" => Wish::Do(Action::Mute { theme }),
        "pin" => Wish::Do(Action::Pin { theme }),
        "unmute" => Wish::Undo("mute", theme),
        "unpin" => Wish::Undo("pin", theme),
        _ => Wish::Undo("track", theme),
    };
    correct(asked, wish, &theme_page(&theme.to_string()))
}

/// A record put into a theme, or taken out of one.
pub(super) fn record(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let id = api::record_id(asked)?;
    let theme = api::theme_id(asked)?;
    let named = Named {
        record: id.to_string(),
        source: None,
        statement: asked.given.read::<u16>("statement")?,
    };
    let wish = match asked.given.text("do") {
        Some("move") => Wish::Move(named, theme),
        _ => Wish::Reject(named, theme),
    };
    correct(asked, wish, &record_page(&id.to_string(), None))
}

/// A search counted as a theme.
pub(super) fn track(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let query = asked.given.text("q").unwrap_or("").trim().to_owned();
    let title =
        asked.given.text("title").map_or_else(|| phrase::sentence_case(&query), str::to_owned);
    // The pipeline gives what people make its id.
    let wish = Wish::Do(Action::Track { query, id: ThemeId::by_hand(0), title });
    correct(asked, wish, "/corrections")
}

/// An item of the roadmap that shipped, or has not after all.
pub(super) fn ship(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let desk = asked.desk;
    let editor = asked.editor.as_ref().ok_or_else(|| Fault::new(401, "the token is needed"))?;
    let text = |name: &str| asked.given.text(name).unwrap_or("").trim().to_owned();
    let on = match text("on").as_str() {
        "" => desk.today(),
        day => day.parse().map_err(|error| Fault::unclear(format!("on: {error}")))?,
    };
    let said = Shipped {
        item: text("item"),
        on: (!asked.given.is_set("not")).then_some(on),
        version: text("version"),
        by: editor.name.clone(),
        today: desk.today(),
        why: text("why"),
    };
    let item = pipeline::ship(desk.workspace(), &desk.settings, &said)
        .map_err(|error| Fault::of(error, ""))?;
    Ok(pages::shipped(asked, &item, said.on))
}

/// An entry taken back.
pub(super) fn revert(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let entry = asked.given.read::<EntryId>("entry")?;
    let entry = entry.ok_or_else(|| Fault::unclear("entry: which one?"))?;
    correct(asked, Wish::Do(Action::Revert { entry }), "/corrections")
}

fn correct(asked: &Asked<'_>, wish: Wish, back: &str) -> Result<Answer, Fault> {
    let desk = asked.desk;
    let editor = asked.editor.as_ref().ok_or_else(|| Fault::new(401, "the token is needed"))?;
    let correction = Correction {
        wish,
        by: editor.name.clone(),
        on: desk.today(),
        why: asked.given.text("why").unwrap_or("").trim().to_owned(),
    };
    let mode = match asked.given.text("look") {
        Some(_) => Mode::DryRun,
        None => Mode::Write,
    };
    let written = pipeline::with_threads(desk.threads, || {
        pipeline::correct(desk.workspace(), &desk.settings, &correction, mode)
    });
    let written = written
        .map_err(|error| Fault::new(500, error.to_string()))?
        .map_err(|error| Fault::of(error, ""))?;
    Ok(pages::written(asked, &written, mode, back))
}
