//! The roadmap meeting on the page: the roadmap and what it covers, the fix ledger with its charts,
//! what is at stake.

use super::tags::Out;
use crate::report::view::{FixView, MeetingView, View};
use crate::report::{demand as searched, meeting, phrase};

/// Width and height of a chart, in its own units.
const WIDE: f64 = 390.0;
const TALL: f64 = 100.0;

/// The whole section; nothing where the company keeps no such file.
pub(crate) fn section(out: &mut Out, view: &View) {
    let Some(all) = &view.meeting else { return };
    out.raw("<section id=\"roadmap\"><h2>Roadmap</h2>");
    if let Some(coverage) = &all.coverage {
        out.raw("<p class=\"lead\">").text(&coverage.words).raw("</p>");
    }
    if !all.words.is_empty() {
        out.raw("<ul class=\"plain\">");
        for words in &all.words {
            out.tagged("li", words);
        }
        out.raw("</ul>");
    }
    if !all.items.is_empty() {
        items(out, all);
    }
    uncovered(out, all);
    if !all.fixes.is_empty() {
        out.raw("<h3 id=\"fixes\">Fix ledger</h3>");
        for fix in &all.fixes {
            fixed(out, fix);
        }
    }
    demand(out, all);
    stakes(out, all);
    sales(out, all);
    if !all.metrics.is_empty() {
        out.raw("<h3>Metrics of pains, lately against before</h3>");
        metrics(out, meeting::metrics(all).iter().map(String::as_str));
    }
    ratings(out, all);
    out.raw("</section>");
}

fn heads(out: &mut Out, heads: &[&str], right: &[usize]) {
    out.raw("<div class=\"scroll\"><table class=\"sources\"><thead><tr>");
    for (at, head) in heads.iter().enumerate() {
        let is_number = right.contains(&at);
        out.tagged(
            if is_number { "th scope=\"col\" class=\"n\"" } else { "th scope=\"col\"" },
            head,
        );
    }
    out.raw("</tr></thead><tbody>");
}

fn row(out: &mut Out, cells: &[String], right: &[usize]) {
    out.raw("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        out.tagged(
            match (at, right.contains(&at)) {
                (0, _) => "th scope=\"row\"",
                (_, true) => "td class=\"n\"",
                (_, false) => "td dir=\"auto\"",
            },
            cell,
        );
    }
    out.raw("</tr>");
}

fn items(out: &mut Out, all: &MeetingView) {
    heads(out, &meeting::ROADMAP, &[2, 3]);
    for item in all.items.iter().take(meeting::ITEMS) {
        row(out, &meeting::item(item), &[2, 3]);
    }
    out.raw("</tbody></table></div>");
    if let Some(more) = all.items.len().checked_sub(meeting::ITEMS).filter(|&more| more > 0) {
        out.tagged("p class=\"key\"", &format!("{more} more items are in report.json."));
    }
    let problems = all
        .items
        .iter()
        .flat_map(|item| item.problems.iter().map(move |words| format!("{}: {words}", item.place)));
    let problems: Vec<String> = problems.collect();
    if !problems.is_empty() {
        out.raw("<ul class=\"plain\">");
        problems.iter().for_each(|words| {
            out.tagged("li", words);
        });
        out.raw("</ul>");
    }
}

fn uncovered(out: &mut Out, all: &MeetingView) {
    let Some(coverage) = &all.coverage else { return };
    if !coverage.without_work.is_empty() {
        out.raw("<h3>Pains nobody works on</h3><ul class=\"plain\">");
        for (theme, title, rank) in coverage.without_work.iter().take(meeting::PAINS) {
            out.raw("<li>").text(&format!("Number {rank}: ")).raw("<b dir=\"auto\">").text(title);
            out.raw("</b> <small>").text(theme);
            if let Some(shipped) = meeting::shipped_for(all, theme) {
                out.text(&format!(" · {shipped}"));
            }
            out.raw("</small></li>");
        }
        if let Some(more) = meeting::more_pains(coverage.without_work.len()) {
            out.tagged("li", &more);
        }
        out.raw("</ul>");
    }
    if !coverage.without_pain.is_empty() {
        out.raw("<h3>Work that answers no pain</h3><ul class=\"plain\">");
        for (id, title) in &coverage.without_pain {
            out.raw("<li><b dir=\"auto\">").text(title).raw("</b> <small>").text(id);
            out.raw("</small></li>");
        }
        out.raw("</ul>");
    }
}

fn fixed(out: &mut Out, fix: &FixView) {
    out.raw("<div class=\"fix\"><h4><span dir=\"auto\">").text(&fix.title).raw("</span> <small>");
    out.text(&format!("{} · shipped {}", fix.item, phrase::iso_date(&fix.shipped)));
    out.raw("</small> ");
    out.tagged(
        if fix.verdict == "regressed" { "b class=\"status hot\"" } else { "b class=\"status\"" },
        meeting::verdict(&fix.verdict),
    );
    out.raw("</h4>");
    chart(out, fix);
    out.raw("<p>").sentence(&fix.words).raw("</p>");
    for words in [&fix.version_words, &fix.saved_words].into_iter().filter(|one| !one.is_empty()) {
        out.tagged("p", words);
    }
    metrics(out, fix.metrics.iter().map(|one| one.words.as_str()));
    if !fix.parts.is_empty() {
        let parts: Vec<String> = (fix.parts.iter())
            .map(|(name, value, change, [low, high])| {
                let per_cent = |value: f64| phrase::signed(100.0 * value, 0);
                format!(
                    "{name} {value} {} % ({} to {})",
                    per_cent(*change),
                    per_cent(*low),
                    per_cent(*high)
                )
            })
            .collect();
        out.tagged("p class=\"key\"", &format!("By part: {}.", parts.join("; ")));
    }
    if !fix.meanwhile.is_empty() {
        out.tagged("p class=\"key\"", &format!("Meanwhile: {}.", fix.meanwhile.join("; ")));
    }
    out.raw("</div>");
}

/// Weeks as bars, those since the day marked; what was to be expected as a line. Readable in black and
/// white: the day is a rule, and bars since are filled where those before are outlined.
fn chart(out: &mut Out, fix: &FixView) {
    let all = fix.before.len() + fix.after.len();
    let counts = fix.before.iter().chain(&fix.after).map(|&count| f64::from(count));
    let most = counts.clone().chain(fix.expected.iter().copied()).fold(0.0, f64::max);
    if all < 2 || most <= 0.0 {
        return;
    }
    let week = WIDE / all as f64;
    let label = format!(
        "Voices a week: {} before, {} since; expected since {}",
        fix.before.iter().sum::<u32>(),
        fix.after.iter().sum::<u32>(),
        phrase::decimal(fix.expected[fix.before.len()..].iter().sum(), 0)
    );
    out.raw("<figure class=\"trend\"><svg class=\"bars fixed\" role=\"img\" preserveAspectRatio=\"none\"");
    out.attr("viewBox", &format!("0 0 {WIDE} {TALL}")).attr("aria-label", &label).raw(">");
    for (at, count) in counts.enumerate().filter(|one| one.1 > 0.0) {
        out.raw(if at < fix.before.len() { "<rect" } else { "<rect class=\"now\"" });
        let height = TALL * count / most;
        out.at("x", at as f64 * week + 0.12 * week).at("width", 0.76 * week);
        out.at("y", TALL - height).at("height", height).raw("/>");
    }
    out.raw("<path class=\"line\" d=\"");
    for (at, value) in fix.expected.iter().enumerate() {
        out.raw(if at == 0 { "M" } else { "L" });
        out.coordinate((at as f64 + 0.5) * week).raw(" ").coordinate(TALL * (1.0 - value / most));
    }
    out.raw("\"/><line class=\"day\"");
    let day = fix.before.len() as f64 * week;
    out.at("x1", day).at("x2", day).at("y1", 0.0).at("y2", TALL).raw("/></svg><figcaption>");
    out.text(&format!(
        "Voices a week, at most {}; the upright rule is the day it shipped, the line what {} lead to expect.",
        phrase::measure(most),
        phrase::counted(fix.compared.len() as u64, "other theme", "other themes")
    ));
    out.raw("</figcaption></figure>");
}

fn metrics<'m>(out: &mut Out, all: impl Iterator<Item = &'m str>) {
    let mut all = all.peekable();
    if all.peek().is_some() {
        out.raw("<ul class=\"plain\">");
        all.for_each(|words| {
            out.tagged("li dir=\"auto\"", words);
        });
        out.raw("</ul>");
    }
}

fn demand(out: &mut Out, all: &MeetingView) {
    let Some(demand) = &all.demand else { return };
    out.raw("<h3 id=\"demand\">Demand: what customers search for</h3><ul class=\"plain\">");
    for words in &demand.words {
        out.tagged("li", words);
    }
    out.raw("</ul>");
    for table in searched::tables(demand, searched::QUERIES) {
        out.tagged("h3", table.heading);
        heads(out, &table.heads, &table.right);
        table.rows.iter().for_each(|cells| row(out, cells, &table.right));
        out.raw("</tbody></table></div>");
        if table.more > 0 {
            out.tagged("p class=\"key\"", &format!("{} more: `earful demand`.", table.more));
        }
    }
}

fn stakes(out: &mut Out, all: &MeetingView) {
    let known = meeting::known_stakes(all);
    if !(known[3] || known[4] || known[5]) {
        return;
    }
    out.raw("<h3>What is at stake</h3>");
    let shown: Vec<usize> = (0..known.len()).filter(|&at| known[at]).collect();
    let titles: Vec<&str> = shown.iter().map(|&at| meeting::STAKES[at]).collect();
    let right: Vec<usize> = (2..titles.len()).collect();
    heads(out, &titles, &right);
    for one in all.stakes.iter().take(meeting::THEMES) {
        let cells = meeting::stake(one);
        let cells: Vec<String> = shown.iter().map(|&at| cells[at].clone()).collect();
        row(out, &cells, &right);
    }
    out.raw("</tbody></table></div>");
    if let Some(words) = meeting::stakes_words(all) {
        out.tagged("p class=\"key\"", &words);
    }
    if let Some(cap) = all.cap {
        out.tagged(
            "p class=\"key\"",
            &format!(
                "Revenue is that of the customers heard; an account counts with at most {}, what 99 in 100 \
                 stay below.",
                phrase::decimal(cap, 0)
            ),
        );
    }
}

fn sales(out: &mut Out, all: &MeetingView) {
    let (rows, words) = (meeting::sales(all), meeting::sales_words(all));
    if rows.is_empty() {
        return;
    }
    out.raw("<h3>Sales undone</h3>");
    heads(out, &meeting::SALES, &[2, 3]);
    rows.iter().take(meeting::THEMES).for_each(|cells| row(out, cells, &[2, 3]));
    out.raw("</tbody></table></div>");
    if let Some(words) = words {
        out.tagged("p class=\"key\"", &words);
    }
}

fn ratings(out: &mut Out, all: &MeetingView) {
    for rating in &all.ratings {
        out.raw("<h3>What moves ").text(&rating.kind).raw("</h3><p>").text(&meeting::mean(rating));
        out.raw(" ").text(&rating.change_words).raw("</p>");
        heads(out, &meeting::RATINGS, &[2, 3, 4, 5, 6]);
        for one in rating.lines.iter().take(meeting::THEMES) {
            row(out, &meeting::rating(one, &rating.kind), &[2, 3, 4, 5, 6]);
        }
        out.raw("</tbody></table></div>");
    }
}
