//! What a correction does, or did.

use super::frame::framed;
use crate::model::{Day, Item};
use crate::pipeline::{Effect, Mode, Size, Written};
use crate::report::html::tags::{Out, theme_page};
use crate::report::phrase;
use crate::report::view::correction;
use crate::web::answer::Answer;
use crate::web::routes::Asked;

/// The page after a correction, or after one that was only tried.
pub(in crate::web) fn written(
    asked: &Asked<'_>,
    written: &Written,
    mode: Mode,
    back: &str,
) -> Answer {
    let entry = &written.entry;
    let look = mode == Mode::DryRun;
    let title = if look { "What it would do" } else { "Written down" };
    framed(asked, title, "", |out| {
        out.raw("<main id=\"main\" class=\"single\"><h1>")
            .raw(title)
            .raw("</h1><p class=\"claim\">");
        out.sentence(&correction(&entry.action)).raw("</p>");
        for (typed, today) in &written.meant {
            out.raw("<p class=\"note\">")
                .text(&format!("{typed} is part of {today} today."))
                .raw("</p>");
        }
        if look {
            effects(out, written);
            out.raw("<p>Nothing was written.</p>");
        } else {
            out.raw("<p class=\"lead\">");
            out.text(&format!("{}, by {}. The next night follows it.", entry.id, entry.by));
            if let Some(replaced) = entry.replaces {
                out.text(&format!(" It stands in place of {replaced}."));
            }
            out.raw("</p>");
        }
        out.raw("<p>");
        out.link(back, "Back").raw(" · <a href=\"/corrections\">All corrections</a></p></main>");
    })
}

/// The page after a word about an item of the roadmap.
pub(in crate::web) fn shipped(asked: &Asked<'_>, item: &Item, on: Option<Day>) -> Answer {
    framed(asked, "Written down", "", |out| {
        out.raw("<main id=\"main\" class=\"single\"><h1>Written down</h1><p class=\"claim\"><bdi>");
        out.text(&format!("{} {}", item.id, item.title)).raw("</bdi>");
        out.text(&match on {
            Some(day) => format!(" shipped on {}.", phrase::date(day)),
            None => " is as the roadmap has it.".to_owned(),
        });
        out.raw(
            "</p><p class=\"lead\">It stands in roadmap-shipped.csv. The next night follows it.</p><p>",
        );
        out.link("/roadmap", "Back").raw("</p></main>");
    })
}

fn effects(out: &mut Out, written: &Written) {
    if written.effects.is_empty() {
        out.raw("<p class=\"note\">No theme would be touched.</p>");
        return;
    }
    out.raw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Theme</th><th scope=\"col\" class=\"n\">Customers</th><th scope=\"col\" class=\"n\">Records</th><th scope=\"col\" class=\"n\">Statements</th><th scope=\"col\">Becomes</th></tr></thead><tbody>");
    for Effect { theme, before, after } in &written.effects {
        let nothing = Size::default();
        let (then, now) = (before.as_ref().unwrap_or(&nothing), after.as_ref().unwrap_or(&nothing));
        let title = if now.title.is_empty() { &then.title } else { &now.title };
        let change = |then: u32, now: u32| match then == now {
            true => phrase::count(now.into()),
            false => format!("{} → {}", phrase::count(then.into()), phrase::count(now.into())),
        };
        out.raw("<tr><th scope=\"row\" dir=\"auto\">");
        out.link(&theme_page(&theme.to_string()), title).raw(" <small>").text(&theme.to_string());
        out.raw("</small></th>").tagged("td class=\"n\"", &change(then.customers, now.customers));
        out.tagged("td class=\"n\"", &change(then.records, now.records));
        out.tagged("td class=\"n\"", &change(then.statements, now.statements))
            .raw("<td dir=\"auto\">");
        out.text(&match (before, after) {
            (None, Some(_)) => "new".to_owned(),
            (Some(_), None) => "goes".to_owned(),
            (Some(then), Some(now)) if then.muted != now.muted => {
                if now.muted { "muted" } else { "back in the ranking" }.to_owned()
            }
            (Some(then), Some(now)) if then.title != now.title => format!("was “{}”", then.title),
            _ => String::new(),
        });
        out.raw("</td></tr>");
    }
    out.raw("</tbody></table></div>");
    if let Some((before, after)) = written.loose.filter(|(before, after)| before != after) {
        out.raw("<p class=\"note\">").text(&format!(
            "In no theme: {} → {}.",
            phrase::count(before.into()),
            phrase::counted(after.into(), "statement", "statements")
        ));
        out.raw("</p>");
    }
}
