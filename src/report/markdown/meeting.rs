//! The roadmap meeting in Markdown.

use std::fmt::{self, Write};

use super::{md, table};
use crate::report::view::{DemandView, FixView, View};
use crate::report::{demand as searched, meeting, phrase};

/// The whole section; nothing where the company keeps no such file.
pub(super) fn section(out: &mut String, view: &View) -> fmt::Result {
    let Some(all) = &view.meeting else { return Ok(()) };
    writeln!(out, "## The roadmap meeting\n")?;
    for words in &all.words {
        writeln!(out, "- {}", md(words))?;
    }
    writeln!(out)?;
    if let Some(coverage) = &all.coverage {
        writeln!(out, "### Roadmap\n\n{}\n", md(&coverage.words))?;
        let rows: Vec<Vec<String>> = (all.items.iter().take(meeting::ITEMS))
            .map(|item| meeting::item(item).iter().map(|cell| md(cell)).collect())
            .collect();
        table(out, &meeting::ROADMAP, &[2, 3], &rows)?;
        more(out, all.items.len(), meeting::ITEMS, "items")?;
        let named = |(theme, title, rank): &(String, String, u32)| {
            let shipped = meeting::shipped_for(all, theme);
            let shipped = shipped.map_or_else(String::new, |words| format!("; {}", md(&words)));
            format!("- number {rank}: **{}** ({}){shipped}", md(title), md(theme))
        };
        if !coverage.without_work.is_empty() {
            writeln!(out, "#### Pains nobody works on\n")?;
            for one in coverage.without_work.iter().take(meeting::PAINS) {
                writeln!(out, "{}", named(one))?;
            }
            if let Some(more) = meeting::more_pains(coverage.without_work.len()) {
                writeln!(out, "- {more}")?;
            }
            writeln!(out)?;
        }
        if !coverage.without_pain.is_empty() {
            writeln!(out, "#### Work that answers no pain\n")?;
            for (id, title) in &coverage.without_pain {
                writeln!(out, "- **{}** ({})", md(title), md(id))?;
            }
            writeln!(out)?;
        }
        let problems = all.items.iter().flat_map(|item| {
            item.problems.iter().map(move |words| format!("{}: {words}", item.place))
        });
        for words in problems {
            writeln!(out, "- {}", md(&words))?;
        }
    }
    if !all.fixes.is_empty() {
        writeln!(out, "### Fix ledger\n")?;
        for fix in &all.fixes {
            fixed(out, fix)?;
        }
    }
    if let Some(demand) = &all.demand {
        searches(out, demand)?;
    }
    let known = meeting::known_stakes(all);
    if known[3] || known[4] || known[5] {
        writeln!(out, "### What is at stake\n")?;
        let heads: Vec<&str> = kept(&meeting::STAKES, known);
        let rows: Vec<Vec<String>> = (all.stakes.iter().take(meeting::THEMES))
            .map(|one| kept(&meeting::stake(one).map(|cell| md(&cell)), known))
            .collect();
        let right: Vec<usize> = (0..heads.len()).filter(|&at| at != 1).collect();
        table(out, &heads, &right, &rows)?;
        if let Some(words) = meeting::stakes_words(all) {
            writeln!(out, "{}\n", md(&words))?;
        }
    }
    let sales = meeting::sales(all);
    if !sales.is_empty() {
        writeln!(out, "### Sales undone\n")?;
        let rows: Vec<Vec<String>> = (sales.iter().take(meeting::THEMES))
            .map(|row| row.iter().map(|cell| md(cell)).collect())
            .collect();
        table(out, &meeting::SALES, &[0, 2, 3], &rows)?;
        if let Some(words) = meeting::sales_words(all) {
            writeln!(out, "{}\n", md(&words))?;
        }
    }
    if !all.metrics.is_empty() {
        writeln!(out, "### Metrics of pains, lately against before\n")?;
        for words in meeting::metrics(all) {
            writeln!(out, "- {}", md(&words))?;
        }
        writeln!(out)?;
    }
    for rating in &all.ratings {
        writeln!(out, "### What moves {}\n\n{}\n", md(&rating.kind), md(&meeting::mean(rating)))?;
        if !rating.change_words.is_empty() {
            writeln!(out, "{}\n", md(&rating.change_words))?;
        }
        let rows: Vec<Vec<String>> = (rating.lines.iter().take(meeting::THEMES))
            .map(|one| meeting::rating(one, &rating.kind).iter().map(|cell| md(cell)).collect())
            .collect();
        table(out, &meeting::RATINGS, &[2, 3, 4, 5, 6], &rows)?;
    }
    Ok(())
}

fn searches(out: &mut String, demand: &DemandView) -> fmt::Result {
    writeln!(out, "### Demand: what customers search for\n")?;
    for words in &demand.words {
        writeln!(out, "- {}", md(words))?;
    }
    writeln!(out)?;
    for found in searched::tables(demand, searched::QUERIES) {
        writeln!(out, "#### {}\n", found.heading)?;
        let cells = |row: &Vec<String>| row.iter().map(|cell| md(cell)).collect();
        let rows: Vec<Vec<String>> = found.rows.iter().map(cells).collect();
        table(out, &found.heads, &found.right, &rows)?;
        if found.more > 0 {
            writeln!(out, "{} more: `earful demand`.\n", found.more)?;
        }
    }
    Ok(())
}

/// The cells that are to be shown.
fn kept<T: Clone>(cells: &[T; 7], known: [bool; 7]) -> Vec<T> {
    cells.iter().zip(known).filter(|one| one.1).map(|one| one.0.clone()).collect()
}

fn more(out: &mut String, all: usize, shown: usize, what: &str) -> fmt::Result {
    match all.checked_sub(shown).filter(|&more| more > 0) {
        Some(more) => writeln!(out, "{more} more {what} in report.json.\n"),
        None => Ok(()),
    }
}

fn fixed(out: &mut String, fix: &FixView) -> fmt::Result {
    writeln!(
        out,
        "- **{}** ({}), shipped {}: **{}**. {}",
        md(&fix.title),
        md(&fix.item),
        md(&phrase::iso_date(&fix.shipped)),
        meeting::verdict(&fix.verdict),
        md(&fix.words)
    )?;
    for words in [&fix.version_words, &fix.saved_words].into_iter().filter(|one| !one.is_empty()) {
        writeln!(out, "  - {}", md(words))?;
    }
    for one in &fix.metrics {
        writeln!(out, "  - {}", md(&one.words))?;
    }
    for words in &fix.meanwhile {
        writeln!(out, "  - Meanwhile {}", md(words))?;
    }
    writeln!(out)
}
