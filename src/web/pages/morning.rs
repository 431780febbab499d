//! This morning: what rings, what hurts, how sure that is, what changed.

use super::frame::framed;
use crate::report::html::{about, first_screen, heat, table};
use crate::web::answer::{Answer, Fault};
use crate::web::routes::Asked;

/// Rows of the ranking that are shown; the page of themes has all.
const ROWS: usize = 10;

pub(in crate::web) fn morning(asked: &Asked<'_>) -> Result<Answer, Fault> {
    let view = asked.reader()?.view();
    Ok(framed(asked, "This morning", "/", |out| {
        out.raw("<main id=\"main\">");
        first_screen(out, view);
        if !view.opportunities.is_empty() {
            out.raw("<section id=\"ranking\"><h2>The ranking</h2>");
            let rows: Vec<_> = view.opportunities.iter().take(ROWS).collect();
            table::rows_of(out, view, &rows, ROWS);
            table::legend(out, view);
            let all = view.opportunities.len() as u64;
            out.raw("<p class=\"key\">");
            out.link(
                "/themes",
                &format!("All {} of the ranking", crate::report::phrase::count(all)),
            );
            out.raw("</p></section>");
        }
        heat::section(out, view);
        about::changes(out, view);
        about::curation(out, view);
        out.raw("</main>");
    }))
}
