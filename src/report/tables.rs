//! The columns of the opportunities and of the themes, each written once: what it is called, what it
//! holds, and how a row fills it.
//!
//! Two readers loop over them. The files of a run ([`super::OpportunitiesCsv`], [`super::ThemesCsv`]) have
//! every column under its name; `earful export` has those of [`Table::exported`], some under another
//! name and in an order of its own, because both were published and neither may change. Takes a view,
//! gives values; each reader draws them for its format and escapes what customers wrote.

use super::view::{
    ChangeView, ImpactView, ListedView, OpportunityView, ThemeView, TrendView, View,
};
use crate::model::FactorName;

/// Points of a factor as they are printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Points {
    /// With one decimal.
    pub shown: f64,
    /// Whether the factor could be measured: 0 points of one that could not are told apart in the
    /// files of a run, where they are an empty cell.
    pub measured: bool,
}

/// How a row fills a column, by the kind of value; `None` is a missing value.
pub enum Cell<R: 'static> {
    /// Words, customers' among them: unescaped.
    Text(fn(&View, &R) -> Option<String>),
    /// Several words: files of a run part them by commas, the export by semicolons.
    Texts(fn(&View, &R) -> Vec<String>),
    /// A whole number.
    Integer(fn(&View, &R) -> Option<i64>),
    /// A finite number of at most six decimals.
    Number(fn(&View, &R) -> Option<f64>),
    /// Yes or no: `true` and `false` in the files of a run, 1 and 0 in the export.
    Truth(fn(&View, &R) -> bool),
    /// Points of a factor; `None` where the report does not know the factor.
    Points(fn(&View, &R) -> Option<Points>),
}

/// A column.
pub struct Column<R: 'static> {
    /// What it is called in the file of a run.
    pub name: &'static str,
    /// What its values count, or what they are.
    pub unit: &'static str,
    /// Its values.
    pub cell: Cell<R>,
}

/// A column of the export.
pub struct Exported {
    /// What it is called there.
    pub name: &'static str,
    /// What the same column is called in the file of a run.
    pub column: &'static str,
}

/// A table.
pub struct Table<R: 'static> {
    /// Every column in the order of the file of a run; a new one goes to the end.
    pub columns: &'static [Column<R>],
    /// The columns of the export, in its order; a new one goes to the end.
    pub exported: &'static [Exported],
    /// The rows, in their order.
    pub rows: fn(&View) -> &[R],
}

impl<R> Table<R> {
    /// The columns of the export in its order, each with its name there.
    pub fn exported(&self) -> impl Iterator<Item = (&'static str, &'static Column<R>)> + use<R> {
        let columns = self.columns;
        self.exported.iter().filter_map(move |one| {
            let column = columns.iter().find(|column| column.name == one.column)?;
            Some((one.name, column))
        })
    }
}

/// `opportunities.csv` and `earful export opportunities`: one row an opportunity, best first.
pub static OPPORTUNITIES: Table<OpportunityView> = Table {
    columns: &OPPORTUNITY_COLUMNS,
    exported: &OPPORTUNITIES_EXPORTED,
    rows: |view| &view.opportunities,
};

/// `themes.csv` and `earful export themes`: one row a theme, ascending id.
pub static THEMES: Table<ThemeView> =
    Table { columns: &THEME_COLUMNS, exported: &THEMES_EXPORTED, rows: |view| &view.themes };

/// Units that several columns have.
mod unit {
    pub const CUSTOMERS: &str = "customers";
    pub const RECORDS: &str = "records";
    pub const STATEMENTS: &str = "statements";
    pub const POINTS: &str = "points of the score";
    pub const RANK: &str = "rank, 1 is first";
    pub const SHARE: &str = "share, 0 to 1";
    pub const DAY: &str = "day, ISO 8601";
    pub const ID: &str = "id";
    pub const WORDS: &str = "words";
    pub const NAME: &str = "one of a few names";
    pub const TRUTH: &str = "true or false";
    pub const COMMAND: &str = "command";
    pub const RATING: &str = "points of the mean rating, in impact_scale";
    pub const WORTH: &str = "worth, as the company counts it";
}

const fn text<R>(
    name: &'static str,
    unit: &'static str,
    cell: fn(&View, &R) -> Option<String>,
) -> Column<R> {
    Column { name, unit, cell: Cell::Text(cell) }
}

const fn texts<R>(name: &'static str, cell: fn(&View, &R) -> Vec<String>) -> Column<R> {
    Column { name, unit: unit::WORDS, cell: Cell::Texts(cell) }
}

const fn integer<R>(
    name: &'static str,
    unit: &'static str,
    cell: fn(&View, &R) -> Option<i64>,
) -> Column<R> {
    Column { name, unit, cell: Cell::Integer(cell) }
}

const fn number<R>(
    name: &'static str,
    unit: &'static str,
    cell: fn(&View, &R) -> Option<f64>,
) -> Column<R> {
    Column { name, unit, cell: Cell::Number(cell) }
}

const fn truth<R>(name: &'static str, cell: fn(&View, &R) -> bool) -> Column<R> {
    Column { name, unit: unit::TRUTH, cell: Cell::Truth(cell) }
}

const fn points(
    name: &'static str,
    cell: fn(&View, &OpportunityView) -> Option<Points>,
) -> Column<OpportunityView> {
    Column { name, unit: unit::POINTS, cell: Cell::Points(cell) }
}

const fn exported(name: &'static str, column: &'static str) -> Exported {
    Exported { name, column }
}

const fn as_in_the_file(name: &'static str) -> Exported {
    exported(name, name)
}

/// Columns that are of no factor.
const OTHER_COLUMNS: usize = 47;

/// As long as there are factors, so that one without its points is refused by the compiler.
static OPPORTUNITY_COLUMNS: [Column<OpportunityView>; OTHER_COLUMNS + FactorName::ALL.len()] = [
    integer("rank", unit::RANK, |_, one| Some(one.rank.into())),
    integer("rank_low", unit::RANK, |_, one| Some(one.rank_interval[0].into())),
    integer("rank_high", unit::RANK, |_, one| Some(one.rank_interval[1].into())),
    text("theme", unit::ID, |_, one| Some(one.theme.clone())),
    text("title", unit::WORDS, |_, one| Some(one.title.clone())),
    text("area", unit::ID, |_, one| Some(one.area.clone())),
    text("area_title", unit::WORDS, |_, one| Some(one.area_title.clone())),
    text("status", unit::NAME, |_, one| Some(one.status.clone())),
    number("score", "points, 0 to 100", |_, one| Some(one.score)),
    integer("customers", unit::CUSTOMERS, |_, one| Some(one.customers.into())),
    number("customers_share", unit::SHARE, |_, one| Some(one.customers_share)),
    integer("voters", unit::CUSTOMERS, |_, one| Some(one.evidence.voters.into())),
    integer("feedback_wanting", unit::RECORDS, |_, one| Some(one.evidence.wanting.into())),
    integer("voices", "records without copies", |_, one| Some(one.evidence.voices.into())),
    integer("feedback", unit::RECORDS, |_, one| Some(one.evidence.feedback.into())),
    integer("statements", unit::STATEMENTS, |_, one| Some(one.evidence.statements.into())),
    integer("complaints", unit::STATEMENTS, |_, one| Some(one.evidence.stances.complaint.into())),
    integer("requests", unit::STATEMENTS, |_, one| Some(one.evidence.stances.request.into())),
    integer("praise", unit::STATEMENTS, |_, one| Some(one.evidence.stances.praise.into())),
    number("value", unit::WORTH, |_, one| one.evidence.value),
    number("impact", unit::RATING, |_, one| impact(one, |impact| impact.impact)),
    number("impact_low", unit::RATING, |_, one| impact_end(one, 0)),
    number("impact_high", unit::RATING, |_, one| impact_end(one, 1)),
    text("impact_scale", unit::NAME, |_, one| impact(one, |impact| impact.scale.clone())),
    number("recent_share", unit::SHARE, |_, one| trend(one, |trend| trend.recent.share)),
    number("baseline_share", unit::SHARE, |_, one| trend(one, |trend| trend.baseline.share)),
    number("q", "false discovery rate, 0 to 1", |_, one| trend(one, |trend| trend.q)),
    text("first_heard", unit::DAY, |_, one| trend(one, |trend| trend.first.clone()).flatten()),
    text("last_heard", unit::DAY, |_, one| trend(one, |trend| trend.last.clone()).flatten()),
    points("points_reach", |_, one| points_of(one, FactorName::Reach)),
    points("points_severity", |_, one| points_of(one, FactorName::Severity)),
    points("points_satisfaction", |_, one| points_of(one, FactorName::Satisfaction)),
    points("points_momentum", |_, one| points_of(one, FactorName::Momentum)),
    points("points_value", |_, one| points_of(one, FactorName::Value)),
    text("top_segment", unit::WORDS, |_, one| {
        let leads = one.segments.iter().find(|segment| segment.leads());
        leads.map(|segment| format!("{}: {}", segment.name, segment.value))
    }),
    text("caveats", "names, parted by blanks", |_, one| {
        let kinds: Vec<&str> = one.caveats.iter().map(|caveat| caveat.kind.as_str()).collect();
        Some(kinds.join(" "))
    }),
    text("claim", unit::WORDS, |_, one| Some(one.claim.clone())),
    text("quote", unit::WORDS, |_, one| one.quotes.first().map(|quote| quote.text.clone())),
    text("quote_record", unit::ID, |_, one| one.quotes.first().map(|quote| quote.record.clone())),
    text("run", unit::ID, |view, _| Some(view.run.id.clone())),
    text("search", unit::COMMAND, |_, one| Some(one.search.clone())),
    text("gist", unit::WORDS, |_, one| Some(one.gist.clone())),
    text("change", unit::NAME, |view, one| {
        listed(view, one).next().map(|listed| listed.kind.clone())
    }),
    text("change_cause", unit::NAME, |view, one| {
        listed(view, one).next().map(|listed| listed.cause.clone())
    }),
    text("change_factor", unit::NAME, |view, one| {
        listed(view, one).find_map(|listed| listed.factor.as_ref().map(|by| by.name.clone()))
    }),
    integer("rank_before", unit::RANK, |view, one| {
        change(view, one).and_then(|change| change.rank[0]).map(i64::from)
    }),
    integer("customers_before", unit::CUSTOMERS, |view, one| {
        change(view, one).and_then(|change| change.customers[0]).map(i64::from)
    }),
    integer("customers_heard_since", unit::CUSTOMERS, |view, one| {
        change(view, one).map(|change| change.heard)
    }),
    integer("customers_regrouped", unit::CUSTOMERS, |view, one| {
        change(view, one).map(|change| change.regrouped)
    }),
    text("named_by", unit::WORDS, |_, one| one.named_by.clone()),
    truth("pinned", |_, one| one.pinned),
    integer("customers_corrected", unit::CUSTOMERS, |view, one| {
        change(view, one).map(|change| change.corrected)
    }),
];

/// As long as there are factors, as [`OPPORTUNITY_COLUMNS`] is.
static OPPORTUNITIES_EXPORTED: [Exported; 17 + FactorName::ALL.len()] = [
    as_in_the_file("rank"),
    as_in_the_file("rank_low"),
    as_in_the_file("rank_high"),
    as_in_the_file("theme"),
    as_in_the_file("title"),
    exported("area", "area_title"),
    as_in_the_file("score"),
    as_in_the_file("customers"),
    as_in_the_file("voters"),
    exported("records", "feedback_wanting"),
    as_in_the_file("status"),
    as_in_the_file("impact"),
    as_in_the_file("impact_low"),
    as_in_the_file("impact_high"),
    as_in_the_file("impact_scale"),
    as_in_the_file("value"),
    exported("reach_points", "points_reach"),
    exported("severity_points", "points_severity"),
    exported("satisfaction_points", "points_satisfaction"),
    exported("momentum_points", "points_momentum"),
    exported("value_points", "points_value"),
    as_in_the_file("search"),
];

static THEME_COLUMNS: [Column<ThemeView>; 22] = [
    text("theme", unit::ID, |_, one| Some(one.id.clone())),
    text("title", unit::WORDS, |_, one| Some(one.title.clone())),
    texts("terms", |_, one| one.terms.clone()),
    text("area", unit::ID, |_, one| Some(one.area.clone())),
    integer("rank", unit::RANK, |_, one| one.rank.map(i64::from)),
    truth("general", |_, one| one.general),
    truth("strength", |_, one| one.strength),
    text("status", unit::NAME, |_, one| Some(one.status.clone())),
    integer("statements", unit::STATEMENTS, |_, one| Some(one.statements.into())),
    integer("feedback", unit::RECORDS, |_, one| Some(one.feedback.into())),
    integer("customers", unit::CUSTOMERS, |_, one| Some(one.customers.into())),
    integer("complaints", unit::STATEMENTS, |_, one| Some(one.stances.complaint.into())),
    integer("requests", unit::STATEMENTS, |_, one| Some(one.stances.request.into())),
    integer("praise", unit::STATEMENTS, |_, one| Some(one.stances.praise.into())),
    integer("questions", unit::STATEMENTS, |_, one| Some(one.stances.question.into())),
    integer("remarks", unit::STATEMENTS, |_, one| Some(one.stances.remark.into())),
    text("born", unit::DAY, |_, one| Some(one.born.clone())),
    text("lineage", unit::WORDS, |_, one| Some(one.lineage.clone())),
    text("named_by", unit::WORDS, |_, one| one.named_by.clone()),
    truth("muted", |_, one| one.muted),
    truth("pinned", |_, one| one.pinned),
    text("corrections", unit::WORDS, |_, one| Some(one.corrections.join(" "))),
];

static THEMES_EXPORTED: [Exported; 15] = [
    as_in_the_file("theme"),
    as_in_the_file("area"),
    as_in_the_file("title"),
    as_in_the_file("terms"),
    as_in_the_file("rank"),
    as_in_the_file("general"),
    as_in_the_file("strength"),
    as_in_the_file("statements"),
    as_in_the_file("feedback"),
    as_in_the_file("customers"),
    as_in_the_file("complaints"),
    as_in_the_file("requests"),
    as_in_the_file("praise"),
    as_in_the_file("status"),
    as_in_the_file("born"),
];

fn impact<T>(one: &OpportunityView, of: impl Fn(&ImpactView) -> T) -> Option<T> {
    one.impact.as_ref().map(of)
}

fn impact_end(one: &OpportunityView, end: usize) -> Option<f64> {
    impact(one, |impact| impact.interval.map(|ends| ends[end])).flatten()
}

fn trend<T>(one: &OpportunityView, of: impl Fn(&TrendView) -> T) -> Option<T> {
    one.trend.as_ref().map(of)
}

fn points_of(one: &OpportunityView, name: FactorName) -> Option<Points> {
    let factor = one.factors.iter().find(|factor| factor.name == name.name())?;
    Some(Points { shown: factor.shown, measured: factor.raw.is_some() })
}

/// How it differs from the last run.
fn change<'v>(view: &'v View, one: &OpportunityView) -> Option<&'v ChangeView> {
    view.changes.ranks.iter().find(|change| change.theme == one.theme)
}

/// Its lines in the list of what changed.
fn listed<'v>(
    view: &'v View,
    one: &'v OpportunityView,
) -> impl Iterator<Item = &'v ListedView> + use<'v> {
    view.changes.list.iter().filter(move |listed| listed.of == one.theme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn is_sound<R>(table: &'static Table<R>) {
        let names: BTreeSet<&str> = table.columns.iter().map(|one| one.name).collect();
        assert_eq!(names.len(), table.columns.len(), "a name stands twice");
        let exported: BTreeSet<&str> = table.exported().map(|(name, _)| name).collect();
        assert_eq!(exported.len(), table.exported.len(), "an exported column is none, or twice");
        assert!(table.columns.iter().all(|one| !one.unit.is_empty()));
    }

    #[test]
    fn every_exported_column_is_a_column() {
        is_sound(&OPPORTUNITIES);
        is_sound(&THEMES);
    }

    #[test]
    fn every_factor_has_its_points() {
        for factor in FactorName::ALL {
            let column = format!("points_{}", factor.name());
            let exported: Vec<&str> = (OPPORTUNITIES.exported.iter())
                .filter(|one| one.column == column)
                .map(|one| one.name)
                .collect();
            assert_eq!(exported, [format!("{}_points", factor.name())]);
        }
    }
}
