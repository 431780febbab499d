//! Exports of issues: which columns Jira, Linear and GitHub have for what a roadmap needs.

use super::columns::Columns;

/// Whose table it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tracker {
    /// The company's own.
    Own,
    /// Jira's "Export Excel CSV (all fields)".
    Jira,
    /// Linear's "Export issues as CSV".
    Linear,
    /// GitHub's issues, as `gh issue list --json …` and the usual exporters name them.
    GitHub,
}

/// The names of the columns, as [`super::columns::key`] writes them; the first that is there.
pub(super) struct Names {
    pub title: &'static [&'static str],
    pub id: &'static [&'static str],
    pub key: &'static [&'static str],
    pub themes: &'static [&'static str],
    pub query: &'static [&'static str],
    pub effort: &'static [&'static str],
    pub team: &'static [&'static str],
    pub status: &'static [&'static str],
    pub owner: &'static [&'static str],
    pub shipped: &'static [&'static str],
    pub version: &'static [&'static str],
}

const OWN: Names = Names {
    title: &["item", "title", "name", "summary", "initiative", "epic"],
    id: &["id", "item_id"],
    key: &["key", "tracker", "tracker_key", "issue", "ticket", "jira", "linear", "github"],
    themes: &["themes", "theme", "pains", "pain", "opportunities"],
    query: &["query", "queries", "search"],
    effort: &["effort", "weeks", "estimate", "size"],
    team: &["team", "teams", "squad"],
    status: &["status", "state", "stage"],
    owner: &["owner", "assignee", "lead"],
    shipped: &["shipped", "shipped_on", "shipped_date", "released", "done_on", "completed"],
    version: &["version", "shipped_version", "fix_version", "release"],
};

const JIRA: Names = Names {
    title: &["summary"],
    id: &["custom_field_external_id", "external_id"],
    key: &["issue_key", "key"],
    themes: &["labels", "label", "custom_field_external_id", "external_id"],
    query: &[],
    effort: &[
        "original_estimate",
        "σ_original_estimate",
        "custom_field_story_points",
        "story_points",
    ],
    team: &[
        "custom_field_team",
        "team",
        "component_s",
        "components",
        "project_key",
        "project_name",
    ],
    status: &["status"],
    owner: &["assignee"],
    shipped: &["resolved", "resolution_date"],
    version: &["fix_version_s", "fix_versions", "fix_version"],
};

const LINEAR: Names = Names {
    title: &["title"],
    id: &["external_id"],
    key: &["id"],
    themes: &["labels", "external_id"],
    query: &[],
    effort: &["estimate"],
    team: &["team"],
    status: &["status"],
    owner: &["assignee"],
    shipped: &["completed"],
    version: &[],
};

const GITHUB: Names = Names {
    title: &["title"],
    id: &[],
    key: &["number", "issue_number"],
    themes: &["labels", "label"],
    query: &[],
    effort: &["estimate", "size"],
    team: &["team", "repository", "repo"],
    status: &["state_reason", "statereason", "state"],
    owner: &["assignees", "assignee"],
    shipped: &["closed_at", "closedat", "closed"],
    version: &["milestone"],
};

/// Seconds of work in a week of 40 hours: Jira's estimates are in seconds.
const SECONDS: f64 = 40.0 * 3600.0;
/// Points to the week, where a tracker counts points and nobody said how much one is: one day. The
/// receipt of the file says so.
pub(super) const POINTS: f64 = 5.0;
/// A number of this size in Jira's column of estimates is seconds; points are far below.
const AS_SECONDS: f64 = 600.0;

impl Tracker {
    /// Whose table it is, by its columns.
    pub(super) fn of(columns: &Columns<'_>) -> Tracker {
        let has = |names: &[&str]| columns.find(names).is_some();
        if has(&["summary"]) && has(&["issue_key"]) {
            Tracker::Jira
        } else if has(&["title"])
            && has(&["cycle_number", "cycle_name", "creator"])
            && has(&["status"])
        {
            Tracker::Linear
        } else if has(&["title"]) && has(&["number", "issue_number"]) && has(&["state"]) {
            Tracker::GitHub
        } else {
            Tracker::Own
        }
    }

    pub(super) fn names(self) -> &'static Names {
        match self {
            Tracker::Own => &OWN,
            Tracker::Jira => &JIRA,
            Tracker::Linear => &LINEAR,
            Tracker::GitHub => &GITHUB,
        }
    }

    /// What people call it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Tracker::Own => "a table of your own",
            Tracker::Jira => "issues of Jira",
            Tracker::Linear => "issues of Linear",
            Tracker::GitHub => "issues of GitHub",
        }
    }

    /// Whether a bare number is points: a tracker counts points, and in Jira's column of estimates large
    /// numbers are seconds.
    pub(super) fn is_points(self, amount: f64) -> bool {
        match self {
            Tracker::Own => false,
            Tracker::Jira => amount < AS_SECONDS,
            Tracker::Linear | Tracker::GitHub => true,
        }
    }

    /// Weeks in a bare number.
    pub(super) fn weeks(self, amount: f64) -> f64 {
        match self {
            Tracker::Own => amount,
            _ if self.is_points(amount) => amount / POINTS,
            _ => amount / SECONDS,
        }
    }
}
