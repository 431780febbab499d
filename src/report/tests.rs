//! The report as a whole: what it says of an invented night, that it says it again from its own
//! JSON, that nothing a customer writes is ever live, and that little or nothing reads well too.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::model::{Analysis, Caveat, Corpus, FeedbackId, Status, Themes};

fn text(renderer: &dyn Renderer, view: &View) -> String {
    String::from_utf8(renderer.render(view)).expect("a report is UTF-8")
}

/// A view small enough to be read whole.
fn small() -> View {
    let (analysis, corpus) = sample::night();
    let mut view = View::new(
        &analysis,
        &corpus,
        &Settings { top: 3, pages: 2, quotes: 2, ..Settings::default() },
    );
    view.opportunities.truncate(4);
    for one in &mut view.opportunities {
        one.segments.truncate(3);
        if let Some(trend) = &mut one.trend {
            trend.weeks.drain(..50);
        }
    }
    view.themes.retain(|theme| theme.rank.is_none() || theme.rank < Some(3));
    view.areas.truncate(2);
    view
}

#[test]
fn markdown_reads_as_before() {
    insta::assert_snapshot!(text(&Markdown, &small()));
}

/// The other parts are held to their types, and their words to the Markdown.
#[test]
fn json_has_one_opportunity_as_before() {
    let mut view = small();
    view.opportunities.truncate(1);
    let text = text(&Json, &view);
    let whole: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).expect("an object");
    let parts: Vec<&str> = whole.keys().map(String::as_str).collect();
    assert_eq!(
        parts,
        [
            "schema",
            "run",
            "alarms",
            "as_of",
            "limits",
            "summary",
            "changes",
            "opportunities",
            "areas",
            "themes",
            "intake",
            "coverage",
            "method"
        ]
    );
    let after = text.split_once("  \"opportunities\": [\n").expect("opportunities").1;
    let (opportunity, _) = after.split_once("\n  ],\n  \"areas\"").expect("areas");
    insta::assert_snapshot!(opportunity);
}

#[test]
fn csv_reads_as_before() {
    let view = small();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        text(&OpportunitiesCsv, &view).replace("\r\n", "\n"),
        text(&ThemesCsv, &view).replace("\r\n", "\n")
    ));
}

#[test]
fn a_stored_report_renders_to_the_same_bytes() {
    for (analysis, corpus) in [sample::night(), sample::nothing()] {
        let view = View::new(&analysis, &corpus, &Settings::default());
        let stored = Json.render(&view);
        let read = View::from_json(&stored).expect("what was written is read");
        assert_eq!(read, view);
        assert_eq!(render_all(&read), render_all(&view));
    }
}

#[test]
fn strangers_are_refused_with_a_way_on() {
    let refused = |bytes: &[u8]| View::from_json(bytes).expect_err("no report").to_string();
    assert!(refused(b"[").contains("report.json"));
    assert!(refused(br#"{"schema":"earful.report/1"}"#).contains("earful run"));
    assert!(refused(br#"{"schema":"earful.report/2"}"#).contains("earful.report/2"));
}

#[test]
fn files_have_the_names_people_were_told() {
    let names: Vec<String> = renderers().iter().map(|one| one.file_name()).collect();
    assert_eq!(
        names,
        ["report.md", "report.html", "report.json", "opportunities.csv", "themes.csv"]
    );
    assert_eq!(renderer("html").map(Renderer::file_name).as_deref(), Some("report.html"));
    assert!(renderer("pdf").is_none());
}

#[test]
fn every_score_can_be_added_by_hand() {
    let (analysis, corpus) = sample::night();
    let view = View::new(&analysis, &corpus, &Settings::default());
    assert_eq!(view.opportunities.len(), 14);
    for one in &view.opportunities {
        let sum: f64 = one.factors.iter().map(|factor| factor.shown).sum();
        assert_eq!(phrase::decimal(sum, 1), phrase::decimal(one.score, 1));
        let weights = cells::weights(one);
        for factor in one.factors.iter().filter(|factor| factor.raw.is_some()) {
            let by_hand = 100.0 * factor.weight * factor.scaled / weights;
            let repeated = (by_hand - factor.shown).abs() <= 0.11 || weights < 0.999;
            assert!(repeated, "{} {}", one.theme, factor.name);
        }
    }
    let parts = &view.coverage.feedback_parts;
    assert_eq!(parts.themed + parts.loose + parts.filtered, view.coverage.feedback);
    assert_eq!(parts.tenths.iter().sum::<u32>(), 1000);
    let total = view.intake.total;
    assert_eq!(
        total.units,
        total.kept + total.superseded + total.deleted + total.skipped + total.rejected
    );
}

#[test]
fn every_link_of_the_page_leads_somewhere() {
    let (analysis, corpus) = sample::night();
    let view = View::new(
        &analysis,
        &corpus,
        &Settings { top: 3, pages: 6, quotes: 1, ..Settings::default() },
    );
    let page = text(&Html, &view);
    let pieces = |mark: &str| -> BTreeSet<String> {
        page.split(mark)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(ToOwned::to_owned)
            .collect()
    };
    let (links, ids) = (pieces("href=\"#"), pieces(" id=\""));
    assert!(links.contains(&view.opportunities[0].theme));
    assert!(links.is_subset(&ids), "{:?}", links.difference(&ids));
}

/// Puts `poison` wherever a customer, a file or a settings file has a say.
fn poisoned(poison: &str) -> (Analysis, Corpus) {
    let (mut analysis, corpus) = sample::night();
    let name: Arc<str> = poison.into();
    analysis.run.company = poison.into();
    for theme in &mut analysis.themes.themes {
        theme.label.title = poison.into();
        theme.label.terms = vec![poison.into(), poison.into()];
    }
    for area in &mut analysis.themes.areas {
        area.label.title = poison.into();
    }
    for source in &mut analysis.intake.sources {
        source.source = name.clone();
        source.refused = vec![(name.clone(), poison.into())];
        source.units.rejected = [(poison.to_owned(), 1)].into();
        source.units.skipped = [(poison.to_owned(), 1)].into();
    }
    analysis.coverage.filtered = [(poison.to_owned(), 1)].into();
    analysis.coverage.languages = [(poison.to_owned(), 1)].into();
    for one in &mut analysis.opportunities {
        one.evidence.sources = vec![(name.clone(), 1)];
        one.caveats = vec![Caveat::OneSource(name.clone())];
        for segment in &mut one.segments {
            segment.name = name.clone();
            segment.value = name.clone();
        }
        for factor in &mut one.factors {
            factor.unit = poison.into();
            factor.how = poison.into();
        }
        for quote in one.quotes.iter_mut().chain(&mut one.counter_quotes) {
            // A record the corpus does not hold, so that the quote's own text is shown.
            quote.feedback = FeedbackId([255; 16]);
            quote.text = poison.into();
            quote.source = name.clone();
            quote.external = name.clone();
        }
    }
    (analysis, corpus)
}

const POISONS: [&str; 19] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></textarea><svg/onload=alert(1)>",
    "--><b>x</b><!--",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "x\";=1+1;\"",
    "[x](javascript:alert(1)) ![y](http://evil.example/a.png)",
    "`code` ``` *bold* _it_ ~~no~~ $x$ # h\n# h\n> q\n- l\n1. n\n| a | b |",
    "see https://evil.example and www.evil.example, @team #12",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "abc\u{202e}fed\u{2066}x\u{9b}31m",
    "a\u{0}b\r\nc\u{2028}d",
    "&lt;b&gt; &#x3c;",
    "\\",
];

/// The tags of a page with their attributes' names, in order; panics at anything the page has no
/// business to hold.
fn tags(page: &str) -> Vec<String> {
    let start = page.find("</style>").expect("a page has a style");
    let end = page.rfind("<script>").expect("a page has a script");
    let body = &page[start..end];
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let close = rest
            .find(|letter| {
                quoted ^= letter == '"';
                letter == '>' && !quoted
            })
            .expect("every tag ends");
        let tag = &rest[..close];
        let mut shape = String::new();
        for (at, piece) in tag.split('"').enumerate() {
            if at % 2 == 0 {
                shape.push_str(piece);
            } else {
                assert!(!shape.ends_with("href=") || piece.starts_with('#'), "{tag}");
            }
        }
        assert!(!shape.contains(" on") && !shape.contains(" style"), "{tag}");
        assert!(!shape.starts_with("script") && !shape.starts_with("img"), "{tag}");
        found.push(shape);
        rest = &rest[close..];
    }
    found
}

/// What gives Markdown its structure: marks that are not escaped, line by line.
fn marks(markdown: &str) -> Vec<String> {
    markdown
        .lines()
        .map(|line| {
            let mut shape = String::new();
            let mut letters = line.chars();
            while let Some(letter) = letters.next() {
                if letter == '\\' {
                    letters.next();
                } else if "|<>[]`*_#~@$&".contains(letter) {
                    shape.push(letter);
                }
            }
            shape
        })
        .collect()
}

#[test]
fn nothing_a_customer_writes_is_live() {
    let settings = Settings { top: 5, pages: 3, quotes: 2, ..Settings::default() };
    let render = |poison: &str| {
        let (analysis, corpus) = poisoned(poison);
        let view = View::new(&analysis, &corpus, &settings);
        let files: Vec<String> = renderers().iter().map(|one| text(*one, &view)).collect();
        (view, files)
    };
    let (_, plain) = render("plain words");
    for poison in POISONS {
        let (view, files) = render(poison);
        for file in &files {
            let control = |c: char| c.is_control() && c != '\n' && c != '\r';
            assert!(!file.contains(control), "{poison:?}");
            assert!(!file.contains(['\u{202e}', '\u{2066}', '\u{2028}']), "{poison:?}");
        }
        let [markdown, page, json, opportunities, themes] = &files[..] else {
            panic!("five files")
        };
        assert_eq!(marks(markdown), marks(&plain[0]), "{poison:?}");
        assert!(!markdown.contains("://") && !markdown.contains("www."), "{poison:?}");
        assert_eq!(tags(page), tags(&plain[1]), "{poison:?}");
        assert!(!json.contains(['<', '>', '&']), "{poison:?}");
        assert_eq!(View::from_json(json.as_bytes()).ok().as_ref(), Some(&view), "{poison:?}");
        for (table, like) in [(opportunities, &plain[3]), (themes, &plain[4])] {
            let cells = |table: &str| -> Vec<Vec<String>> {
                ::csv::ReaderBuilder::new()
                    .from_reader(table.as_bytes())
                    .records()
                    .map(|row| {
                        let row = row.expect("rows of one length");
                        row.iter().map(ToOwned::to_owned).collect()
                    })
                    .collect()
            };
            let found = cells(table);
            assert_eq!(found.len(), cells(like).len());
            for cell in found.iter().flatten() {
                let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!starts || cell.parse::<f64>().is_ok(), "{poison:?} gave {cell:?}");
            }
        }
    }
}

#[test]
fn json_keeps_the_exact_words() {
    for poison in POISONS {
        let (analysis, corpus) = poisoned(poison);
        let view = View::new(&analysis, &corpus, &Settings::default());
        let json: serde_json::Value =
            serde_json::from_slice(&Json.render(&view)).expect("JSON is JSON");
        let quote = &json["opportunities"][0]["quotes"][0]["text"];
        assert_eq!(quote.as_str(), Some(poison));
    }
}

/// No word of a report may be the trace of a number that is none, or of a hole.
fn wholesome(view: &View) -> Vec<String> {
    let files: Vec<String> = renderers().iter().map(|one| text(*one, view)).collect();
    for file in &files {
        for trace in
            ["NaN", "inf ", "inf,", "-inf", "(None", "Some(", "  %", " 1 customers", " 1 records"]
        {
            assert!(!file.contains(trace), "{trace:?}");
        }
    }
    files
}

#[test]
fn broken_numbers_do_not_come_out() {
    let (mut analysis, corpus) = sample::night();
    for (at, one) in analysis.opportunities.iter_mut().enumerate() {
        let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY][at % 3];
        one.score = bad;
        one.top_five = bad;
        one.evidence.polarity = bad;
        one.evidence.value = Some(bad);
        for factor in &mut one.factors {
            factor.raw = Some(bad);
            factor.points = bad;
            factor.scaled = bad;
        }
        for segment in &mut one.segments {
            segment.lift = bad;
            segment.share = bad;
            segment.interval = (bad, bad);
        }
        if let Some(impact) = &mut one.impact {
            impact.impact = bad;
        }
        one.caveats = vec![Caveat::Concentrated(bad), Caveat::LooseTheme(bad)];
    }
    for trend in &mut analysis.trends {
        trend.ratio = f64::INFINITY;
        trend.q_value = f64::NAN;
        trend.recent.share = f64::NAN;
    }
    let view = View::new(&analysis, &corpus, &Settings::default());
    wholesome(&view);
    assert_eq!(View::from_json(&Json.render(&view)).ok(), Some(view));
}

#[test]
fn nothing_read_is_said_in_a_sentence() {
    let (analysis, corpus) = sample::nothing();
    let view = View::new(&analysis, &corpus, &Settings::default());
    let files = wholesome(&view);
    assert_eq!(view.summary.headline, "No feedback has been read yet");
    assert!(files[0].contains("This is the first run"));
    assert!(files[1].contains("Nothing is ranked"));
    assert!(!files[1].contains("<table"));
}

#[test]
fn feedback_without_a_complaint_is_said_in_a_sentence() {
    let (mut analysis, corpus) = sample::night();
    analysis.opportunities.clear();
    analysis.changes.clear();
    analysis.lineage.clear();
    let view = View::new(&analysis, &corpus, &Settings::default());
    let files = wholesome(&view);
    assert_eq!(view.summary.headline, "Nothing stands out that customers want changed");
    assert!(view.changes.words.contains("nothing is ranked"), "{}", view.changes.words);
    assert!(files[1].contains("What pleases"));
}

#[test]
fn no_dates_no_ratings_no_segments() {
    let (mut analysis, corpus) = sample::night();
    analysis.as_of = None;
    analysis.intake.sources.iter_mut().for_each(|source| source.days = None);
    for trend in &mut analysis.trends {
        trend.weeks.clear();
        (trend.first, trend.last) = (None, None);
        trend.status = Status::Unknown;
    }
    for one in &mut analysis.opportunities {
        one.status = Status::Unknown;
        one.impact = None;
        one.segments.clear();
        one.quotes.clear();
        one.counter_quotes.clear();
        one.factors.clear();
        one.caveats.clear();
    }
    let view = View::new(&analysis, &corpus, &Settings::default());
    let files = wholesome(&view);
    let first = &view.opportunities[0];
    assert_eq!(first.status_words, "No trend: none of its feedback carries a date.");
    assert!(first.trend.is_none() && first.score == 0.0);
    assert!(view.summary.sure.iter().any(|line| line.starts_with("Nothing is dated")));
    assert!(files[1].contains("too few ratings to measure"));
    assert!(!files[1].contains("class=\"share\""), "an empty chart is drawn");
}

#[test]
fn one_theme_of_one_customer() {
    let (mut analysis, corpus) = sample::night();
    analysis.opportunities.truncate(1);
    analysis.previous = None;
    analysis.changes.clear();
    analysis.lineage.clear();
    analysis.coverage.authors = 1;
    analysis.coverage.feedback = 1;
    let one = &mut analysis.opportunities[0];
    one.rank_interval = (1, 1);
    one.evidence.authors = 1;
    one.evidence.wanting = 1;
    one.evidence.voices = 1;
    one.evidence.stances = [1, 0, 0, 0, 0];
    one.evidence.severities = [0, 1, 0, 0];
    let view = View::new(&analysis, &corpus, &Settings::default());
    wholesome(&view);
    assert_eq!(
        view.opportunities[0].claim,
        "1 of 1 customer (100 %) wants this changed. They say so in 1 piece of feedback, with 1 \
         complaint and no requests."
    );
    assert!(view.summary.sure[0].starts_with("Only one theme is ranked"));
}

#[test]
fn a_theme_nobody_knows_still_has_a_name() {
    let (mut analysis, corpus) = sample::night();
    analysis.themes = Themes::default();
    analysis.trends.clear();
    let view = View::new(&analysis, &corpus, &Settings::default());
    wholesome(&view);
    assert!(view.opportunities[0].title.starts_with("Theme T-"));
}

#[test]
fn a_part_of_few_people_is_not_called_by_their_words() {
    let (mut analysis, corpus) = sample::night();
    let part = &mut analysis.themes.splits[0].parts;
    let moved: Vec<u32> = part[1].members.drain(2..).collect();
    part[0].members.extend(moved);
    part[0].members.sort_unstable();
    let view = View::new(&analysis, &corpus, &Settings::default());
    let theme = view.themes.iter().find(|theme| !theme.subthemes.is_empty()).expect("a split");
    let titles: Vec<&str> = theme.subthemes.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(titles, ["On *Mondays*", "Small part T-3.2 (2 people)"]);
    assert_eq!(theme.subthemes[1].terms, Vec::<String>::new());
    let sum: u32 = theme.subthemes.iter().map(|part| part.statements).sum();
    assert_eq!(sum, theme.statements, "a theme is the union of its parts");
    let page = text(&Html, &view);
    assert!(page.contains("On *Mondays* (T-3.1, ") && !page.contains("&lt;dark"));
}
