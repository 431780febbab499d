//! One opportunity as it is published: the claim, the evidence, what speaks against it.
//!
//! Takes a ranked opportunity with its theme, trend and the corpus; gives the numbers a reader
//! needs to repeat every step with a pencil, and the commands that open the records.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Context;
use super::trend::TrendView;
use super::{Stances, SubthemeView, curation, sentences};
use crate::model::{Corpus, Coverage, Evidence, Impact, Opportunity, Quote, SegmentShare, Theme};
use crate::report::phrase;

/// One ranked opportunity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpportunityView {
    /// 1 is first.
    pub rank: u32,
    /// 90 % bootstrap interval of the rank.
    pub rank_interval: [u32; 2],
    /// Share of bootstrap worlds in which it is among the first five.
    pub top_five: f64,
    /// The theme's id: `T-17`.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// The shortest whole statement that says it, in a customer's own words; empty where none does.
    #[serde(default)]
    pub gist: String,
    /// The phrases behind the title.
    pub terms: Vec<String>,
    /// Its area's id.
    pub area: String,
    /// Its area's name.
    pub area_title: String,
    /// 0 to 100, one decimal: the sum of the factors' `shown` points.
    pub score: f64,
    /// `new`, `rising`, `unclear`, `steady`, `falling`, `quiet` or `unknown`.
    pub status: String,
    /// Different customers who want it changed.
    pub customers: u32,
    /// Those customers over all customers heard.
    pub customers_share: f64,
    /// How many say so, in a sentence.
    pub claim: String,
    /// How badly it hurts, in a sentence.
    pub severity: String,
    /// The effect on ratings, in a sentence.
    pub impact_words: String,
    /// What it is doing, in a sentence.
    pub status_words: String,
    /// How sure the rank is, in a sentence.
    pub rank_words: String,
    /// What is heard, counted.
    pub evidence: EvidenceView,
    /// The effect on ratings, where they allow it.
    pub impact: Option<ImpactView>,
    /// The parts of the score; `shown` adds up to it.
    pub factors: Vec<FactorView>,
    /// Its weeks and windows, where anything is dated.
    pub trend: Option<TrendView>,
    /// Segments, most over-represented first.
    pub segments: Vec<SegmentView>,
    /// Of the first ten, how common they are in the largest segments: the same segments for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub across: Vec<SegmentView>,
    /// What customers say.
    pub quotes: Vec<QuoteView>,
    /// Praise for the same thing.
    pub counter_quotes: Vec<QuoteView>,
    /// What speaks against it, in a sentence.
    pub counter_words: String,
    /// Why to be careful.
    pub caveats: Vec<CaveatView>,
    /// The command that opens its records.
    pub search: String,
    /// The command that takes its score apart.
    pub why: String,
    /// Its parts, where it is large and splits cleanly: every statement of it is in one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subthemes: Vec<SubthemeView>,
    /// Who named it, where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// Whether it is shown whatever its rank.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// What people did to it, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<String>,
}

/// What is heard of a theme, counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceView {
    /// Statements of any stance.
    pub statements: u32,
    /// Pieces of feedback with at least one of them.
    pub feedback: u32,
    /// Pieces of feedback with a complaint or a request.
    pub wanting: u32,
    /// The same, copies of one voice counted once.
    pub voices: u32,
    /// Different authors of those.
    pub authors: u32,
    /// Customers beyond those authors who voted for what they wrote; 0 in reports from before votes
    /// counted.
    #[serde(default)]
    pub voters: u32,
    /// Statements by stance.
    pub stances: Stances,
    /// Complaints and requests by severity 0 to 3.
    pub severities: [u32; 4],
    /// Mean polarity, −1 to 1.
    pub polarity: f64,
    /// What its customers are worth, in the company's unit, where known.
    pub value: Option<f64>,
    /// `wanting` by source, most first.
    pub sources: Vec<Named>,
}

/// A name and its count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The count.
    pub count: u64,
}

/// The change of the mean rating if these records scored like the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactView {
    /// What it is measured on: `stars`, `nps`, …, or `satisfaction` (0 to 1).
    pub scale: String,
    /// Rated feedback in the theme.
    pub rated: u32,
    /// All rated feedback.
    pub all_rated: u32,
    /// Mean in the theme.
    pub inside: f64,
    /// Mean outside it.
    pub outside: f64,
    /// `rated / all_rated`.
    pub share: f64,
    /// `inside − outside`.
    pub gap: f64,
    /// `share × gap`; negative hurts.
    pub impact: f64,
    /// Standard error of `impact`, with the records of one customer taken together; `None` where fewer
    /// than two customers rated in the theme or outside it.
    pub standard_error: Option<f64>,
    /// 95 % interval of `impact`, where its standard error is known.
    pub interval: Option<[f64; 2]>,
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FactorView {
    /// `reach`, `severity`, `satisfaction`, `momentum` or `value`.
    pub name: String,
    /// The measured number; `None` when the data cannot say.
    pub raw: Option<f64>,
    /// What `raw` counts.
    pub unit: String,
    /// `raw` on a scale of 0 to 1.
    pub scaled: f64,
    /// Its weight.
    pub weight: f64,
    /// `100 × weight × scaled / sum of the weights in use`.
    pub points: f64,
    /// The points with one decimal, rounded so that they add up to the score.
    pub shown: f64,
    /// Records behind it.
    pub records: u32,
    /// How `raw` becomes `scaled`.
    pub how: String,
}

/// How common a theme is in one segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentView {
    /// The segment's name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Feedback of the segment that wants a change here.
    pub feedback: u32,
    /// All feedback of the segment.
    pub all: u32,
    /// `feedback / all`, shrunk towards the company's share where the segment is small.
    pub share: f64,
    /// `share` over the company's share.
    pub lift: f64,
    /// 95 % Wilson interval of the plain share.
    pub interval: [f64; 2],
    /// Whether the whole interval lies above the company's share.
    pub stands_out: bool,
    /// The name of segments within each of which the difference from all others goes the other way:
    /// their mix makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed_within: Option<String>,
}

/// Words of a customer, to the byte.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteView {
    /// The record's lasting id: 32 hexadecimal digits.
    pub record: String,
    /// The source's name.
    pub source: String,
    /// The source's own id of the record.
    pub external: String,
    /// Which statement of the record, from 0.
    pub ordinal: u16,
    /// First byte in the stored text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Those bytes.
    pub text: String,
    /// When it was said.
    pub at: Option<String>,
    /// The rating as given.
    pub rating: Option<f64>,
    /// What the rating measures, where the record is in the corpus.
    pub rating_kind: Option<String>,
    /// What the customer is doing.
    pub stance: String,
    /// 0 to 3.
    pub severity: u8,
    /// −1 to 1.
    pub polarity: f64,
}

/// Why to be careful.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaveatView {
    /// A stable word: `few_authors`, `one_source`, ….
    pub kind: String,
    /// The sentence.
    pub words: String,
}

/// A number of the view: finite, six decimals at most.
pub(super) fn number(value: f64) -> f64 {
    phrase::rounded(value, 6)
}

pub(super) fn pair((low, high): (f64, f64)) -> [f64; 2] {
    [number(low), number(high)]
}

impl OpportunityView {
    /// Publishes one opportunity.
    pub(super) fn new(one: &Opportunity, context: &Context<'_>) -> OpportunityView {
        let Context { analysis, corpus, settings, .. } = *context;
        let coverage = &analysis.coverage;
        let theme = analysis.themes.get(one.theme);
        let area = analysis.themes.area(one.area);
        let trend = analysis
            .trends
            .binary_search_by_key(&one.theme, |trend| trend.theme)
            .ok()
            .map(|at| &analysis.trends[at]);
        let impact = one.impact.as_ref().filter(|impact| finite(impact));
        let shown = phrase::adding_up(&one.factors.iter().map(|f| f.points).collect::<Vec<_>>());
        let score = phrase::rounded(shown.iter().sum(), 1);
        let quotes = |from: &[Quote]| -> Vec<QuoteView> {
            from.iter().take(settings.quotes).map(|quote| QuoteView::new(quote, corpus)).collect()
        };
        OpportunityView {
            rank: one.rank,
            rank_interval: [one.rank_interval.0, one.rank_interval.1],
            top_five: number(one.top_five),
            theme: one.theme.to_string(),
            title: title_of(theme, &one.theme.to_string()),
            gist: gist_of(theme, corpus),
            terms: theme.map(|theme| theme.label.terms.clone()).unwrap_or_default(),
            area: one.area.to_string(),
            area_title: area
                .map(|area| area.label.title.clone())
                .filter(|title| !title.trim().is_empty())
                .unwrap_or_else(|| format!("Area {}", one.area)),
            score,
            status: one.status.name().to_owned(),
            customers: one.evidence.customers(),
            customers_share: number(phrase::share(
                u64::from(one.evidence.customers()),
                coverage.customers(),
            )),
            claim: sentences::claim(&one.evidence, coverage.customers()),
            severity: sentences::severity(&one.evidence),
            impact_words: sentences::impact(impact, context.anything_rated),
            status_words: sentences::status(trend, one.status),
            rank_words: sentences::rank(one, analysis.opportunities.len()),
            evidence: EvidenceView::new(&one.evidence),
            impact: impact.map(ImpactView::new),
            factors: one
                .factors
                .iter()
                .zip(shown)
                .map(|(factor, shown)| FactorView {
                    name: factor.name.name().to_owned(),
                    raw: factor.raw.filter(|raw| raw.is_finite()).map(number),
                    unit: factor.unit.clone(),
                    scaled: number(factor.scaled),
                    weight: number(factor.weight),
                    points: number(factor.points),
                    shown,
                    records: factor.records,
                    how: factor.how.clone(),
                })
                .collect(),
            trend: trend.filter(|trend| trend.first.is_some()).map(TrendView::new),
            segments: one.segments.iter().map(|s| SegmentView::new(s, one, coverage)).collect(),
            across: one.across.iter().map(|s| SegmentView::new(s, one, coverage)).collect(),
            quotes: quotes(&one.quotes),
            counter_quotes: quotes(&one.counter_quotes),
            counter_words: counter(&one.evidence, one.counter_quotes.len()),
            caveats: one
                .caveats
                .iter()
                .map(sentences::caveat)
                .map(|(kind, words)| CaveatView { kind: kind.to_owned(), words })
                .collect(),
            search: format!("earful search --theme {}", one.theme),
            why: format!("earful why {}", one.theme),
            subthemes: SubthemeView::all(one.theme, context),
            named_by: curation::named_by(one.theme, analysis),
            pinned: curation::is_pinned(one.theme, analysis),
            corrections: curation::corrections_of(one.theme, analysis),
        }
    }
}

/// The title of a theme, or its phrases, or its id: never empty.
pub(super) fn title_of(theme: Option<&Theme>, id: &str) -> String {
    let label = theme.map(|theme| &theme.label);
    match label {
        Some(label) if !label.title.trim().is_empty() => label.title.clone(),
        Some(label) if label.terms.iter().any(|term| !term.trim().is_empty()) => {
            label.terms.join(", ")
        }
        _ => format!("Theme {id}"),
    }
}

/// The gist of a theme; empty where it has none.
fn gist_of(theme: Option<&Theme>, corpus: &Corpus) -> String {
    let row = theme.and_then(|theme| theme.gist);
    let statement = row.and_then(|row| corpus.statements().get(row as usize));
    statement.map(|statement| corpus.text_of(statement).to_owned()).unwrap_or_default()
}

fn finite(impact: &Impact) -> bool {
    let ends = impact.interval.map_or([0.0; 2], |(low, high)| [low, high]);
    [impact.impact, impact.gap, impact.inside, impact.outside]
        .iter()
        .chain(&ends)
        .all(|value| value.is_finite())
}

fn counter(evidence: &Evidence, quoted: usize) -> String {
    let praise = u64::from(evidence.stances[crate::model::Stance::Praise as usize]);
    let all = u64::from(evidence.statements);
    let elsewhere = u64::from(evidence.praise_elsewhere);
    if elsewhere > 0 {
        return format!(
            "{} {} the same subject, beside {} here.",
            phrase::counted(elsewhere + praise, "statement", "statements"),
            if elsewhere + praise == 1 { "praises" } else { "praise" },
            phrase::counted(all - praise, "other", "others")
        );
    }
    if praise == 0 {
        return format!(
            "None of its {} was heard as praise.",
            phrase::counted(all, "statement", "statements")
        );
    }
    let word = phrase::quantifier(phrase::share(praise, all));
    let tail = if quoted == 0 { " None of it is fit to quote." } else { "" };
    format!(
        "{} of its statements {} praise: {}.{tail}",
        phrase::sentence_case(word),
        if praise == 1 { "is" } else { "are" },
        phrase::part_of(praise, all)
    )
}

impl EvidenceView {
    fn new(evidence: &Evidence) -> EvidenceView {
        EvidenceView {
            statements: evidence.statements,
            feedback: evidence.feedback,
            wanting: evidence.wanting,
            voices: evidence.voices,
            authors: evidence.authors,
            voters: evidence.voters,
            stances: Stances::new(evidence.stances),
            severities: evidence.severities,
            polarity: number(evidence.polarity),
            value: evidence.value.filter(|v| v.is_finite()).map(|v| phrase::rounded(v, 2)),
            sources: evidence
                .sources
                .iter()
                .map(|(name, count)| Named { name: name.to_string(), count: u64::from(*count) })
                .collect(),
        }
    }
}

impl ImpactView {
    fn new(impact: &Impact) -> ImpactView {
        ImpactView {
            scale: impact.scale.clone(),
            rated: impact.rated,
            all_rated: impact.all_rated,
            inside: number(impact.inside),
            outside: number(impact.outside),
            share: number(impact.share),
            gap: number(impact.gap),
            impact: number(impact.impact),
            standard_error: impact.standard_error.map(number),
            interval: impact.interval.map(pair),
        }
    }
}

impl SegmentView {
    fn new(segment: &SegmentShare, one: &Opportunity, coverage: &Coverage) -> SegmentView {
        // The lift says what share of the company it was measured against.
        let company = segment.share / segment.lift;
        let company = if company.is_finite() && company > 0.0 {
            company
        } else {
            phrase::share(u64::from(one.evidence.wanting), coverage.feedback)
        };
        SegmentView {
            name: segment.name.to_string(),
            value: segment.value.to_string(),
            feedback: segment.feedback,
            all: segment.all,
            share: number(segment.share),
            lift: number(segment.lift),
            interval: pair(segment.interval),
            stands_out: segment.interval.0 > company,
            reversed_within: segment.reversed.as_deref().map(str::to_owned),
        }
    }
}

impl SegmentView {
    /// Whether it stands out by itself, and not by the mix of other segments.
    pub(in crate::report) fn leads(&self) -> bool {
        self.stands_out && self.reversed_within.is_none()
    }
}

impl QuoteView {
    /// The corpus has the last word on what the record says.
    pub(super) fn new(quote: &Quote, corpus: &Corpus) -> QuoteView {
        let record = corpus.row_of(quote.feedback).map(|row| &corpus.feedback()[row as usize]);
        let text = record
            .and_then(|record| record.text.as_str().get(quote.span.range()))
            .unwrap_or(&quote.text);
        QuoteView {
            record: quote.feedback.to_string(),
            source: quote.source.to_string(),
            external: quote.external.to_string(),
            ordinal: quote.ordinal,
            start: quote.span.start,
            end: quote.span.end,
            text: text.to_owned(),
            at: quote.at.map(|at| at.to_string()),
            rating: quote.rating.filter(|rating| rating.is_finite()).map(number),
            rating_kind: record
                .and_then(|record| record.rating)
                .map(|rating| rating.kind.name().to_owned()),
            stance: quote.stance.name().to_owned(),
            severity: quote.severity,
            polarity: number(f64::from(quote.polarity)),
        }
    }

    /// Where it was said, in words: source, day, rating; the record's own id and bytes.
    pub fn place(&self) -> String {
        let mut parts = vec![self.source.clone()];
        if let Some(at) = &self.at {
            parts.push(phrase::iso_date(at));
        }
        if let Some(rating) = self.rating {
            let kind = self.rating_kind.as_deref().unwrap_or("rating");
            parts.push(phrase::rating(rating, kind));
        }
        parts.join(", ")
    }

    /// The record's own id and the bytes of its stored text.
    pub fn address(&self) -> String {
        format!("{}, bytes {}–{}", self.external, self.start, self.end)
    }
}
