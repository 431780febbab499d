//! The one table of routes: the router, the OpenAPI document and the tools for assistants are made
//! of it.

use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};

use crate::pipeline::Reader;

use super::answer::{Answer, Fault};
use super::desk::Desk;
use super::guard::Editor;
use super::params::{Given, Param, Shape};
use super::searching::{COUNTS, SEARCH, SEARCH_PAGE};
use super::{api, edit, openapi, pages};

/// What a route gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page for people.
    Page,
    /// Data for programs.
    Data,
    /// A form that changes something: needs the token.
    Form,
    /// The form that takes the token, and what pages look like: for everybody.
    Open,
    /// A form for everybody: the token is in it.
    OpenForm,
}

impl Kind {
    /// Whether it is asked for with POST.
    pub(super) fn is_form(self) -> bool {
        matches!(self, Kind::Form | Kind::OpenForm)
    }
}

/// One request, as an answer needs it.
pub(super) struct Asked<'a> {
    /// What is served.
    pub desk: &'a Desk,
    /// Its newest state; `None` before the first run.
    pub reader: Option<Arc<Reader>>,
    /// The path as it was asked for.
    pub path: &'a str,
    /// Parameters of path and query, or fields of the form; checked.
    pub given: Given,
    /// Who asks, where they know the token.
    pub editor: Option<Editor>,
}

impl Asked<'_> {
    /// The state to answer from.
    pub(super) fn reader(&self) -> Result<&Reader, Fault> {
        self.reader.as_deref().ok_or_else(|| {
            Fault::new(503, "there is no report yet: `earful run` makes one, and it is shown here")
        })
    }
}

/// One route.
pub(super) struct Route {
    /// Its path; `{name}` is a parameter of it.
    pub path: &'static str,
    /// What it gives.
    pub kind: Kind,
    /// What it is for.
    pub about: &'static str,
    /// Parameters in the path.
    pub places: &'static [Param],
    /// Parameters of the query, or fields of the form.
    pub params: &'static [Param],
    /// The tool of that name for assistants.
    pub tool: Option<&'static str>,
    /// The shape of its data; nothing for pages.
    pub shape: Option<fn(&mut SchemaGenerator) -> Schema>,
    /// Makes the answer.
    pub run: fn(&Asked<'_>) -> Result<Answer, Fault>,
}

const THEME: &[Param] = &[Param::new(
    "theme",
    Shape::Form("^([Tt]-)?[Cc]?[0-9]{1,9}$"),
    "A theme by any id it ever had: T-17.",
)
.needed()];
const RECORD: &[Param] =
    &[Param::new("id", Shape::Form("^[0-9a-f]{32}$"), "The record's lasting id here.").needed()];
const RUN: &[Param] = &[Param::new("run", Shape::Form(RUN_ID), "The run's id.").needed()];
const RUN_ID: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{4,32}$";
const AREA: Param =
    Param::new("area", Shape::Form("^([Aa]-)?[Cc]?[0-9]{1,9}$"), "Only this area: A-2.");
const LIST_LIMIT: Param = Param::new("limit", Shape::Whole(1, 200), "How many: 50 if not said.");
const LIST_OFFSET: Param =
    Param::new("offset", Shape::Whole(0, 100_000), "How many to skip first.");
const STATUS: Param = Param::new(
    "status",
    Shape::Word(&["new", "rising", "unclear", "steady", "falling", "quiet", "unknown"]),
    "Only what is doing this.",
);
const PARTS: &[Param] = &[
    Param::new(
        "first",
        Shape::Form(PART),
        "The first part of the customers: plan=pro, or several \
        conditions joined with &: plan=pro & country=DE.",
    )
    .needed(),
    Param::new("second", Shape::Form(PART), "The second part.").needed(),
];
const PART: &str = "^[^=&]{1,60}=[^&]{1,100}( *& *[^=&]{1,60}=[^&]{1,100})*$";
const TWO_RUNS: &[Param] = &[
    Param::new(
        "from",
        Shape::Form(RUN_ID),
        "The earlier run; the one before the newest if not said.",
    ),
    Param::new("to", Shape::Form(RUN_ID), "The later run; the newest if not said."),
];
const NUMBERED: &[Param] = &[
    Param::new("record", Shape::Text(200), "The number that a hit or a quote names the record by.")
        .needed(),
    Param::new("source", Shape::Text(100), "The source, where two have a record of that number."),
];

const NEXT: Param = Param::new("next", Shape::Text(2_000), "Where to go on to.");
const WORD: Param = Param::new("form", Shape::Text(100), "The word of the form.").needed();
const WHY: Param = Param::new("why", Shape::Text(1_000), "Why.");
const LOOK: Param = Param::new("look", Shape::Word(&["1"]), "Only show what it would do.");

const fn page(
    path: &'static str,
    about: &'static str,
    places: &'static [Param],
    params: &'static [Param],
    run: fn(&Asked<'_>) -> Result<Answer, Fault>,
) -> Route {
    Route { path, kind: Kind::Page, about, places, params, tool: None, shape: None, run }
}

const fn form(
    path: &'static str,
    places: &'static [Param],
    params: &'static [Param],
    run: fn(&Asked<'_>) -> Result<Answer, Fault>,
) -> Route {
    Route { path, kind: Kind::Form, about: "", places, params, tool: None, shape: None, run }
}

/// Every route.
pub(super) const ROUTES: &[Route] = &[
    page("/", "This morning", &[], &[], pages::morning),
    page(
        "/themes",
        "Themes",
        &[],
        &[
            Param::new("find", Shape::Text(200), "Words of the title."),
            AREA,
            STATUS,
            Param::new("sort", Shape::Word(&["rank", "customers", "score", "title"]), "The order."),
            Param::new("offset", Shape::Whole(0, 100_000), "How many to skip first."),
        ],
        pages::themes,
    ),
    page("/themes/{theme}", "One theme", THEME, &[], pages::theme),
    page("/search", "Search", &[], SEARCH_PAGE, pages::search),
    page("/roadmap", "The roadmap and what it covers", &[], &[], pages::roadmap),
    page("/records", "A record by its number", &[], NUMBERED, pages::numbered),
    page("/records/{id}", "One record", RECORD, &[], pages::record),
    page(
        "/compare",
        "Two parts of the customers",
        &[],
        &[
            Param::new("first", Shape::Text(500), "The first part."),
            Param::new("second", Shape::Text(500), "The second part."),
        ],
        pages::compare,
    ),
    page("/runs", "Runs", &[], &[LIST_OFFSET], pages::runs),
    page("/runs/{run}", "One run", RUN, &[], pages::run),
    page(
        "/runs/{run}/{file}",
        "A file of a run",
        &[
            Param::new("run", Shape::Form(RUN_ID), "The run's id.").needed(),
            Param::new(
                "file",
                Shape::Word(&[
                    "report.html",
                    "report.md",
                    "report.json",
                    "opportunities.csv",
                    "themes.csv",
                ]),
                "The file.",
            )
            .needed(),
        ],
        &[],
        pages::file,
    ),
    page("/changes", "What changed between two runs", &[], TWO_RUNS, pages::changes),
    page("/data", "What was read", &[], &[], pages::data),
    page("/method", "How the numbers come about", &[], &[], pages::method),
    page("/corrections", "What people corrected", &[], &[], pages::corrections),
    Route {
        path: "/api/v1/search",
        kind: Kind::Data,
        about: "Finds records: the evidence. Hits that hold every word come first, then those with \
                most of them; themes that answer the words are named beside them.",
        places: &[],
        params: SEARCH,
        tool: Some("search"),
        shape: Some(|schemas| schemas.subschema_for::<api::SearchAnswer>()),
        run: api::search,
    },
    Route {
        path: "/api/v1/counts",
        kind: Kind::Data,
        about: "Counts all hits of a search: records, customers, by source, month or segment, and the \
                words that set them apart.",
        places: &[],
        params: COUNTS,
        tool: Some("counts"),
        shape: Some(|schemas| schemas.subschema_for::<crate::pipeline::answers::CountsAnswer>()),
        run: api::counts,
    },
    Route {
        path: "/api/v1/themes",
        kind: Kind::Data,
        about: "Lists the themes, what hurts most first: rank, customers, stances, status.",
        places: &[],
        params: &[AREA, LIST_LIMIT, LIST_OFFSET],
        tool: Some("themes"),
        shape: Some(|schemas| schemas.subschema_for::<api::ThemesAnswer>()),
        run: api::themes,
    },
    Route {
        path: "/api/v1/themes/{theme}",
        kind: Kind::Data,
        about: "Opens one theme: its claim in a sentence, trend by week, segments, quotes with the \
                records they are from, what speaks against it, cautions.",
        places: THEME,
        params: &[],
        tool: Some("theme"),
        shape: Some(|schemas| schemas.subschema_for::<api::ThemeAnswer>()),
        run: api::theme,
    },
    Route {
        path: "/api/v1/themes/{theme}/why",
        kind: Kind::Data,
        about: "Takes a theme's score apart: every factor with what was measured, its weight, its \
                points and the records behind it; how sure the rank is.",
        places: THEME,
        params: &[],
        tool: Some("why"),
        shape: Some(|schemas| schemas.subschema_for::<crate::report::view::OpportunityView>()),
        run: api::why,
    },
    Route {
        path: "/api/v1/compare",
        kind: Kind::Data,
        about: "Holds two parts of the customers against each other, theme by theme: shares with \
                their intervals, the difference, the chance of it, what could have been seen at all.",
        places: &[],
        params: PARTS,
        tool: Some("compare"),
        shape: Some(|schemas| {
            schemas.subschema_for::<crate::pipeline::answers::ComparisonAnswer>()
        }),
        run: api::compare,
    },
    Route {
        path: "/api/v1/records/{id}",
        kind: Kind::Data,
        about: "Opens one record whole, by the `id` of a hit or the `record` of a quote: its text, \
                its statements with stance, severity and theme, its copies, its conversation.",
        places: RECORD,
        params: &[],
        tool: Some("record"),
        shape: Some(|schemas| schemas.subschema_for::<crate::pipeline::answers::RecordAnswer>()),
        run: api::record,
    },
    Route {
        path: "/api/v1/runs",
        kind: Kind::Data,
        about: "Lists the runs, newest first.",
        places: &[],
        params: &[LIST_LIMIT, LIST_OFFSET],
        tool: None,
        shape: Some(|schemas| schemas.subschema_for::<api::RunsAnswer>()),
        run: api::runs,
    },
    Route {
        path: "/api/v1/changes",
        kind: Kind::Data,
        about: "What changed between two runs, theme by theme: rank, score, customers then and now.",
        places: &[],
        params: TWO_RUNS,
        tool: Some("changes"),
        shape: Some(|schemas| schemas.subschema_for::<crate::pipeline::answers::BetweenAnswer>()),
        run: api::changes,
    },
    Route {
        path: "/api/v1/report",
        kind: Kind::Data,
        about: "The newest report whole, as the run published it.",
        places: &[],
        params: &[],
        tool: None,
        shape: Some(|schemas| schemas.subschema_for::<crate::report::View>()),
        run: api::report,
    },
    Route {
        path: "/api/v1/corrections",
        kind: Kind::Data,
        about: "What people corrected, the first entry first, and which hold.",
        places: &[],
        params: &[],
        tool: None,
        shape: Some(|schemas| schemas.subschema_for::<api::CorrectionsAnswer>()),
        run: api::corrections,
    },
    Route {
        path: "/api/v1/openapi.json",
        kind: Kind::Data,
        about: "This document.",
        places: &[],
        params: &[],
        tool: None,
        shape: Some(|_| schemars::json_schema!({ "type": "object" })),
        run: openapi::answer,
    },
    Route {
        path: "/login",
        kind: Kind::Open,
        about: "Sign in",
        places: &[],
        params: &[NEXT],
        tool: None,
        shape: None,
        run: pages::login,
    },
    Route {
        path: "/login",
        kind: Kind::OpenForm,
        about: "",
        places: &[],
        params: &[
            Param::new("token", Shape::Text(500), "The token.").needed(),
            Param::new("name", Shape::Text(80), "Your name, which signs what you change."),
            NEXT,
        ],
        tool: None,
        shape: None,
        run: edit::login,
    },
    Route {
        path: "/logout",
        kind: Kind::OpenForm,
        about: "",
        places: &[],
        params: &[],
        tool: None,
        shape: None,
        run: edit::logout,
    },
    form(
        "/themes/{theme}/correct",
        THEME,
        &[
            WORD,
            WHY,
            LOOK,
            Param::new(
                "do",
                Shape::Word(&[
                    "rename", "merge", "split", "mute", "unmute", "pin", "unpin", "parent",
                    "untrack",
                ]),
                "What to do.",
            )
            .needed(),
            Param::new(
                "to",
                Shape::Text(200),
                "The name, the other theme, the area, or the words that split it.",
            ),
        ],
        edit::theme,
    ),
    form(
        "/records/{id}/correct",
        RECORD,
        &[
            WORD,
            WHY,
            LOOK,
            Param::new("do", Shape::Word(&["move", "reject"]), "What to do.").needed(),
            Param::new("theme", Shape::Text(20), "The theme.").needed(),
            Param::new("statement", Shape::Whole(0, 65_535), "Only this statement of it."),
        ],
        edit::record,
    ),
    form(
        "/track",
        &[],
        &[
            WORD,
            WHY,
            LOOK,
            Param::new("q", Shape::Text(1_000), "The search.").needed(),
            Param::new("title", Shape::Text(200), "What it is called."),
        ],
        edit::track,
    ),
    form(
        "/roadmap/ship",
        &[],
        &[
            WORD,
            WHY,
            Param::new("item", Shape::Text(200), "The item, by its id or its key.").needed(),
            Param::new("on", Shape::Text(10), "The day it reached customers: today if not said."),
            Param::new("version", Shape::Text(60), "The version it reached them with."),
            Param::new("not", Shape::Flag, "It has not shipped after all."),
        ],
        edit::ship,
    ),
    form(
        "/corrections/{entry}/revert",
        &[Param::new("entry", Shape::Form("^[Ee]-[0-9]{1,9}$"), "The entry.").needed()],
        &[WORD, WHY, LOOK],
        edit::revert,
    ),
    Route {
        path: "/style.css",
        kind: Kind::Open,
        about: "",
        places: &[],
        params: &[Param::new("v", Shape::Text(64), "Its version.")],
        tool: None,
        shape: None,
        run: pages::style,
    },
    Route {
        path: "/page.js",
        kind: Kind::Open,
        about: "",
        places: &[],
        params: &[Param::new("v", Shape::Text(64), "Its version.")],
        tool: None,
        shape: None,
        run: pages::script,
    },
];
