//! The report as CSV, for trackers and spreadsheets: one row an opportunity, one row a theme.
//!
//! Every field is quoted (RFC 4180, CRLF), numbers have a plain point and minus sign, and a cell
//! with words in it never starts a formula ([`escape::csv`]). A missing number is an empty cell.

use super::{Renderer, View, escape};

/// `opportunities.csv`: one row an opportunity, best first.
#[derive(Clone, Copy, Debug)]
pub struct OpportunitiesCsv;

/// `themes.csv`: one row a theme, ascending id.
#[derive(Clone, Copy, Debug)]
pub struct ThemesCsv;

/// A number as a program reads it: the shortest text that is that number.
fn plain(value: f64) -> String {
    if value.is_finite() { (value + 0.0).to_string() } else { String::new() }
}

fn optional<T>(value: Option<T>, show: impl Fn(T) -> String) -> String {
    value.map(show).unwrap_or_default()
}

/// A row of cells as a table has it (RFC 4180): every cell quoted, CRLF at the end. Words of others are to be
/// escaped before ([`escape::csv`]).
pub fn csv_line(cells: &[String]) -> String {
    let quoted: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\r\n", quoted.join(","))
}

pub(super) fn table(header: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory cannot fail, and every row is as long as the header.
    let reason = "rows of one length go to memory";
    writer.write_record(header).expect(reason);
    for row in rows {
        writer.write_record(&row).expect(reason);
    }
    writer.into_inner().unwrap_or_default()
}

const OPPORTUNITIES: [&str; 52] = [
    "rank",
    "rank_low",
    "rank_high",
    "theme",
    "title",
    "area",
    "area_title",
    "status",
    "score",
    "customers",
    "customers_share",
    "voters",
    "feedback_wanting",
    "voices",
    "feedback",
    "statements",
    "complaints",
    "requests",
    "praise",
    "value",
    "impact",
    "impact_low",
    "impact_high",
    "impact_scale",
    "recent_share",
    "baseline_share",
    "q",
    "first_heard",
    "last_heard",
    "points_reach",
    "points_severity",
    "points_satisfaction",
    "points_momentum",
    "points_value",
    "top_segment",
    "caveats",
    "claim",
    "quote",
    "quote_record",
    "run",
    "search",
    "gist",
    "change",
    "change_cause",
    "change_factor",
    "rank_before",
    "customers_before",
    "customers_heard_since",
    "customers_regrouped",
    "named_by",
    "pinned",
    "customers_corrected",
];

impl Renderer for OpportunitiesCsv {
    fn stem(&self) -> &'static str {
        "opportunities"
    }

    fn name(&self) -> &'static str {
        "csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        let rows = view.opportunities.iter().map(|one| {
            let points = |name: &str| {
                let factor = one.factors.iter().find(|factor| factor.name == name);
                optional(factor.filter(|f| f.raw.is_some()), |factor| plain(factor.shown))
            };
            let impact = one.impact.as_ref();
            let interval = impact.and_then(|impact| impact.interval);
            let trend = one.trend.as_ref();
            let quote = one.quotes.first();
            let segment = one.segments.iter().find(|segment| segment.leads());
            let caveats: Vec<&str> = one.caveats.iter().map(|c| c.kind.as_str()).collect();
            let change = view.changes.ranks.iter().find(|change| change.theme == one.theme);
            let listed = view.changes.list.iter().find(|listed| listed.of == one.theme);
            let factor = (view.changes.list.iter())
                .filter(|listed| listed.of == one.theme)
                .find_map(|listed| listed.factor.as_ref());
            vec![
                one.rank.to_string(),
                one.rank_interval[0].to_string(),
                one.rank_interval[1].to_string(),
                escape::csv(&one.theme),
                escape::csv(&one.title),
                escape::csv(&one.area),
                escape::csv(&one.area_title),
                escape::csv(&one.status),
                plain(one.score),
                one.customers.to_string(),
                plain(one.customers_share),
                one.evidence.voters.to_string(),
                one.evidence.wanting.to_string(),
                one.evidence.voices.to_string(),
                one.evidence.feedback.to_string(),
                one.evidence.statements.to_string(),
                one.evidence.stances.complaint.to_string(),
                one.evidence.stances.request.to_string(),
                one.evidence.stances.praise.to_string(),
                optional(one.evidence.value, plain),
                optional(impact, |impact| plain(impact.impact)),
                optional(interval, |ends| plain(ends[0])),
                optional(interval, |ends| plain(ends[1])),
                optional(impact, |impact| escape::csv(&impact.scale)),
                optional(trend, |trend| plain(trend.recent.share)),
                optional(trend, |trend| plain(trend.baseline.share)),
                optional(trend, |trend| plain(trend.q)),
                optional(trend.and_then(|t| t.first.as_ref()), |day| escape::csv(day)),
                optional(trend.and_then(|t| t.last.as_ref()), |day| escape::csv(day)),
                points("reach"),
                points("severity"),
                points("satisfaction"),
                points("momentum"),
                points("value"),
                optional(segment, |s| escape::csv(&format!("{}: {}", s.name, s.value))),
                escape::csv(&caveats.join(" ")),
                escape::csv(&one.claim),
                optional(quote, |quote| escape::csv(&quote.text)),
                optional(quote, |quote| escape::csv(&quote.record)),
                escape::csv(&view.run.id),
                escape::csv(&one.search),
                escape::csv(&one.gist),
                optional(listed, |listed| escape::csv(&listed.kind)),
                optional(listed, |listed| escape::csv(&listed.cause)),
                optional(factor, |factor| escape::csv(&factor.name)),
                optional(change.and_then(|change| change.rank[0]), |rank| rank.to_string()),
                optional(change.and_then(|change| change.customers[0]), |count| count.to_string()),
                optional(change, |change| change.heard.to_string()),
                optional(change, |change| change.regrouped.to_string()),
                optional(one.named_by.as_ref(), |by| escape::csv(by)),
                one.pinned.to_string(),
                optional(change, |change| change.corrected.to_string()),
            ]
        });
        table(&OPPORTUNITIES, rows.collect())
    }
}

const THEMES: [&str; 22] = [
    "theme",
    "title",
    "terms",
    "area",
    "rank",
    "general",
    "strength",
    "status",
    "statements",
    "feedback",
    "customers",
    "complaints",
    "requests",
    "praise",
    "questions",
    "remarks",
    "born",
    "lineage",
    "named_by",
    "muted",
    "pinned",
    "corrections",
];

impl Renderer for ThemesCsv {
    fn stem(&self) -> &'static str {
        "themes"
    }

    fn name(&self) -> &'static str {
        "themes-csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        let rows = view.themes.iter().map(|theme| {
            vec![
                escape::csv(&theme.id),
                escape::csv(&theme.title),
                escape::csv(&theme.terms.join(", ")),
                escape::csv(&theme.area),
                optional(theme.rank, |rank| rank.to_string()),
                theme.general.to_string(),
                theme.strength.to_string(),
                escape::csv(&theme.status),
                theme.statements.to_string(),
                theme.feedback.to_string(),
                theme.customers.to_string(),
                theme.stances.complaint.to_string(),
                theme.stances.request.to_string(),
                theme.stances.praise.to_string(),
                theme.stances.question.to_string(),
                theme.stances.remark.to_string(),
                escape::csv(&theme.born),
                escape::csv(&theme.lineage),
                optional(theme.named_by.as_ref(), |by| escape::csv(by)),
                theme.muted.to_string(),
                theme.pinned.to_string(),
                escape::csv(&theme.corrections.join(" ")),
            ]
        });
        table(&THEMES, rows.collect())
    }
}
