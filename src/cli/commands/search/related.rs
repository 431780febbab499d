//! The themes that a query asks for, printed above the hits.

use crate::cli::failure::Failure;
use crate::cli::print::{Printer, Style, inert};
use crate::index::Page;
use crate::pipeline;
use crate::report::phrase;
use crate::store::Workspace;

/// Prints the themes that answer the question of a page; nothing where there is no report yet.
pub(super) fn show(workspace: &Workspace, page: &Page, out: &mut Printer) -> Result<(), Failure> {
    // A search of filters alone asks for no theme: the report need not be read.
    let asks = !page.words.is_empty() || page.side != 0;
    // A report that is lost or cannot be read is not what was asked for: the hits are.
    let Some(newest) = workspace.latest().ok().flatten().filter(|_| asks) else { return Ok(()) };
    let Ok(view) = super::super::view_of(workspace, &newest) else { return Ok(()) };
    let found = pipeline::answering(page, &view);
    for theme in &found {
        let heard = match theme.customers {
            0 => phrase::counted(theme.feedback.into(), "record", "records"),
            customers => phrase::counted(customers.into(), "customer", "customers"),
        };
        let name = out.styled(Style::Bold, &format!("{} {}", theme.id, inert(&theme.title)));
        out.line(format!("{name}: {heard}"));
    }
    if !found.is_empty() {
        out.gap();
    }
    Ok(())
}
