//! The seed of requirements: for whom, what they ask for, the parts, the edges, how it is accepted.

use super::objections::objections;
use super::prfaq::{NOT_QUOTED, measured, who, without};
use super::{Counts, Document, Draft, Line, blank, known, named, opens_wanting, origin};
use crate::report::phrase;
use crate::report::view::{OpportunityView, QuoteView, View};

/// Quotes shown of each kind.
const QUOTES: usize = 4;

/// The page of one theme.
pub fn prd(view: &View, one: &OpportunityView, counts: &Counts) -> Document {
    let mut draft = Draft::new();
    draft.line(origin(view));
    draft.line(Line::new("Owner, team, tracker key:").blank("who, and where this is tracked"));

    draft.section("The problem");
    draft.line(opens_wanting(Line::new(format!("{}. {}", named(one), one.claim)), &one.theme));
    draft.line(Line::new(&one.severity));
    draft.line(Line::new(&one.status_words));
    let complaints: Vec<QuoteView> = of_stance(one, "complaint");
    match one.quotes.is_empty() {
        true => draft.line(Line::new(NOT_QUOTED)),
        false => draft.quotes(&complaints, QUOTES),
    }

    draft.section("For whom");
    who(&mut draft, one);
    draft.question("Not for");
    without(&mut draft, counts);
    draft.line(Line::new("Whom this release leaves out:").blank("segments, and why"));

    draft.section("What they ask for");
    let requests = of_stance(one, "request");
    let asked = one.evidence.stances.request;
    draft.line(
        Line::new(format!(
            "{} in it {} for something; {} of what hurts, and {} not say what would help.",
            phrase::counted(asked.into(), "statement", "statements"),
            if asked == 1 { "asks" } else { "ask" },
            phrase::counted(one.evidence.stances.complaint.into(), "tells", "tell"),
            if one.evidence.stances.complaint == 1 { "does" } else { "do" },
        ))
        .opens(format!("earful search --theme {} --stance request", one.theme)),
    );
    draft.quotes(&requests, QUOTES);

    draft.section("Requirements");
    if one.subthemes.is_empty() {
        draft.line(Line::new(
            "The theme does not split into parts, so the data gives no list of requirements of its own.",
        ));
    } else {
        draft.line(Line::new(
            "The theme splits into these parts; each statement of it is in one of them. Each may be a \
             requirement of its own:",
        ));
        let rows = one.subthemes.iter().map(|part| {
            vec![
                format!("{} ({})", part.title, part.id),
                phrase::count(part.customers.into()),
                phrase::count(part.statements.into()),
            ]
        });
        draft.table(&["part", "customers", "statements"], &[1, 2], rows.collect());
    }
    draft.bullets(vec![
        blank("must: what the customer can do afterwards"),
        blank("should"),
        blank("out of scope, and why"),
    ]);

    draft.section("Edge cases");
    draft.bullets(edges(view, one));

    draft.section("Accepted when");
    measured(&mut draft, one);

    draft.section("Before it is built");
    draft.bullets(objections(view, one, counts));
    draft.bullets(vec![
        Line::new("Depends on:").blank("teams, systems, contracts"),
        Line::new("Risks, and what is done about them:").blank("risks"),
        known::earlier(view, one, "Earlier work on this"),
    ]);
    draft.finish(format!("Requirements: {}", one.title))
}

fn of_stance(one: &OpportunityView, stance: &str) -> Vec<QuoteView> {
    one.quotes.iter().filter(|quote| quote.stance == stance).cloned().collect()
}

/// Where it must work too, by what the records tell: versions, platforms, languages, sources, what is
/// gravest, what is asked.
fn edges(view: &View, one: &OpportunityView) -> Vec<Line> {
    let mut found = Vec::new();
    let named =
        |name: &str| ["version", "platform", "device", "os", "browser", "lang"].contains(&name);
    for segment in one.segments.iter().filter(|segment| named(&segment.name)).take(6) {
        let command = match segment.name.as_str() {
            "lang" => format!("earful search --theme {} --lang {}", one.theme, segment.value),
            name => format!(
                "earful search --theme {} --segment {}",
                one.theme,
                crate::report::figures::shell(&format!("{name}={}", segment.value))
            ),
        };
        found.push(
            Line::new(format!(
                "{} {}: {}.",
                segment.name,
                segment.value,
                phrase::counted(
                    segment.feedback.into(),
                    "record wants it changed",
                    "records want it changed"
                )
            ))
            .opens(command),
        );
    }
    let [.., blocked, grave] = one.evidence.severities;
    let stances = &one.evidence.stances;
    let theme = &one.theme;
    let kinds = [
        (
            grave,
            ["statement tells", "statements tell"],
            "of lost data, lost money, danger or leaving: read each.",
            format!("earful search severity:3 --theme {theme}"),
        ),
        (
            blocked,
            ["statement tells", "statements tell"],
            "of being blocked or of cost.",
            format!("earful search severity:2 --theme {theme}"),
        ),
        (
            stances.question,
            ["statement asks", "statements ask"],
            "something in it: what the product does not explain.",
            format!("earful search --theme {theme} --stance question"),
        ),
        (
            stances.praise,
            ["statement praises", "statements praise"],
            "it: what must not break.",
            format!("earful search --theme {theme} --stance praise"),
        ),
    ];
    for (count, [single, several], what, command) in kinds {
        if count > 0 {
            let counted = phrase::counted(count.into(), single, several);
            found.push(Line::new(format!("{counted} {what}")).opens(command));
        }
    }
    let languages = view.coverage.languages.iter().filter(|one| one.code != "und").take(4);
    let languages: Vec<String> =
        languages.map(|one| phrase::language(&one.code).to_owned()).collect();
    if languages.len() > 1 {
        found.push(Line::new(format!(
            "Feedback comes in {}: texts, dates and money in each.",
            phrase::list(&languages)
        )));
    }
    found.push(blank("edge cases that no customer has met yet"));
    found
}
