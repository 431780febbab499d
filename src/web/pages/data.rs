//! What was read, what was left out, what is not sorted; the method; what people corrected.

use std::collections::BTreeMap;

use super::frame::{framed, hidden};
use crate::pipeline;
use crate::pipeline::answers::logged;
use crate::report::html::about;
use crate::report::html::links::Records;
use crate::report::html::meeting;
use crate::report::html::tags::Out;
use crate::report::phrase;
use crate::report::view::ItemView;
use crate::web::answer::{Answer, Fault};
use crate::web::guard::Editor;
use crate::web::routes::Asked;

/// Rejected units that are listed; more are counted.
const LISTED: usize = 200;

pub(in crate::web) fn data(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let reader = asked.reader()?;
    let view = reader.view();
    let rejected = asked.desk.workspace().rejections(LISTED);
    let rejected = rejected.map_err(|error| Fault::of(error.into(), ""))?;
    Ok(framed(asked, "Data", "/data", |out| {
        out.raw("<main id=\"main\"><h1 class=\"unseen\">Data</h1>");
        about::intake(out, view);
        out.raw("<section><h2>What fits no theme clearly</h2><p class=\"lead\">");
        let loose = phrase::counted(reader.loose() as u64, "statement fits", "statements fit");
        out.records(&loose, &Records::all().with("theme", "none"));
        out.raw(" no theme clearly: they are counted, searched, and sorted when enough customers say the same.</p><ul class=\"plain\"><li>");
        match reader.index() {
            Ok(index) => out.text(&format!(
                "{} can be searched.",
                phrase::sentence_case(&phrase::counted(index.documents(), "record", "records"))
            )),
            Err(error) => out.text(&format!("Nothing can be searched: {error}")),
        };
        out.raw("</li></ul></section>");
        unreadable(out, &rejected);
        out.raw("</main>");
    }))
}

/// Units that could not be kept, by file and reason, with their lines.
fn unreadable(out: &mut Out, rejected: &[crate::model::Rejection]) {
    if rejected.is_empty() {
        return;
    }
    let mut by_place: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    for one in rejected {
        by_place.entry((&one.origin.file, &one.reason)).or_default().push(one.origin.line);
    }
    out.raw("<section><h2>What could not be read</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Why</th><th scope=\"col\">Lines</th></tr></thead><tbody>");
    for ((file, reason), lines) in &by_place {
        let shown: Vec<String> = lines.iter().take(12).map(u64::to_string).collect();
        let more = lines.len().saturating_sub(12);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.raw("<tr><th scope=\"row\" dir=\"auto\">").text(file).raw("</th>");
        out.tagged("td dir=\"auto\"", &phrase::reason(reason));
        out.tagged("td class=\"lines\"", &format!("{}{more}", shown.join(", "))).raw("</tr>");
    }
    out.raw("</tbody></table></div>");
    if rejected.len() == LISTED {
        out.raw("<p class=\"key\">The newest 200; all of them stand in the segments’ rejections.jsonl.</p>");
    }
    out.raw("</section>");
}

/// The roadmap and what it covers, the ledger of fixes, what is at stake.
pub(in crate::web) fn roadmap(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let view = asked.reader()?.view();
    Ok(framed(asked, "Roadmap", "/roadmap", |out| {
        out.raw("<main id=\"main\"><h1 class=\"unseen\">Roadmap</h1>");
        match view.meeting {
            Some(_) => meeting::section(out, view),
            None => {
                out.raw("<section><h2>Roadmap</h2><p class=\"lead\">Nothing is known of the roadmap yet. With <code>roadmap.csv</code>, <code>customers.csv</code>, <code>events.csv</code> or <code>costs.csv</code> beside the settings, the next night shows here which pains somebody works on, what they cost, and whether what shipped has helped.</p></section>");
            }
        }
        if let (Some(meeting), Some(editor)) = (&view.meeting, &asked.editor) {
            ship(out, &meeting.items, editor);
        }
        out.raw("</main>");
    }))
}

/// The form that says what has shipped; only items that have not, or that a person can take back.
fn ship(out: &mut Out, items: &[ItemView], editor: &Editor) {
    if items.is_empty() {
        return;
    }
    out.raw("<section><h2>Shipped</h2><form method=\"post\" action=\"/roadmap/ship\" class=\"filters\">");
    hidden(out, "form", &editor.form);
    out.raw("<label>Item <select name=\"item\">");
    for item in items {
        out.raw("<option").attr("value", &item.id).raw(">");
        out.text(&format!("{} {} ({})", item.id, item.title, item.progress)).raw("</option>");
    }
    out.raw("</select></label><label>Day <input name=\"on\" placeholder=\"today\" size=\"10\"></label><label>Version <input name=\"version\" size=\"8\"></label><label>Why <input name=\"why\"></label><button>Has shipped</button><button name=\"not\" value=\"1\">Has not after all</button></form><p class=\"note\">A row more in roadmap-shipped.csv, signed with your name; the next night shows whether it helped.</p></section>");
}

pub(in crate::web) fn method(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let view = asked.reader()?.view();
    Ok(framed(asked, "Method", "/method", |out| {
        out.raw("<main id=\"main\"><h1 class=\"unseen\">Method</h1>");
        about::method(out, view);
        if !view.method.weights.is_empty() {
            out.raw("<section><h2>Weights</h2><table class=\"made\"><tbody>");
            for one in &view.method.weights {
                out.raw("<tr><th scope=\"row\">")
                    .text(&phrase::sentence_case(&one.name))
                    .raw("</th>");
                out.tagged("td class=\"n\"", &phrase::decimal(one.weight, 2)).raw("</tr>");
            }
            out.raw("</tbody></table></section>");
        }
        out.raw("</main>");
    }))
}

pub(in crate::web) fn corrections(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let curation = pipeline::entries(asked.desk.workspace());
    let curation = curation.map_err(|error| Fault::of(error, ""))?;
    let mut entries = logged(&curation);
    entries.reverse();
    Ok(framed(asked, "Corrections", "", |out| {
        out.raw("<main id=\"main\"><section><h1>Corrections</h1>");
        if entries.is_empty() {
            out.raw("<p class=\"lead\">Nobody has corrected anything.</p></section></main>");
            return;
        }
        out.raw("<p class=\"lead\">What people decided, the newest first; each night follows those that hold.</p><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Entry</th><th scope=\"col\">What it does</th><th scope=\"col\">By</th><th scope=\"col\">On</th><th scope=\"col\">Why</th><th scope=\"col\">Holds</th></tr></thead><tbody>");
        for one in &entries {
            let entry = &one.entry;
            out.raw("<tr><th scope=\"row\">").text(&entry.id).raw("</th><td dir=\"auto\">");
            out.sentence(&entry.words).raw("</td>").tagged("td dir=\"auto\"", &entry.by);
            out.tagged("td", &phrase::iso_short(&entry.on)).tagged("td dir=\"auto\"", &entry.why);
            out.raw("<td>");
            match (&one.holds, &one.taken_back_by, &asked.editor) {
                (true, _, Some(editor)) => {
                    out.raw("<form method=\"post\" class=\"inline\"");
                    out.attr("action", &format!("/corrections/{}/revert", entry.id)).raw(">");
                    hidden(out, "form", &editor.form);
                    out.raw("<button>Take back</button></form>");
                }
                (true, _, None) => {
                    out.raw("yes");
                }
                (false, Some(by), _) => {
                    out.text(&format!("taken back by {by}"));
                }
                (false, None, _) => {
                    out.raw("no");
                }
            }
            out.raw("</td></tr>");
        }
        out.raw("</tbody></table></div></section></main>");
    }))
}
