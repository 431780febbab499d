//! Themes and areas with everything in them counted, whether it is ranked or not.
//!
//! Takes the themes and the corpus; an area is the union of its themes and nothing else, so its
//! customers are counted once however many of its themes they speak of.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Context;
use super::curation;
use super::opportunity::{OpportunityView, QuoteView, title_of};
use crate::model::{Lineage, Quote, Stance, Statement, Status, Subtheme, Theme, ThemeId};
use crate::report::phrase;

/// Statements by stance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stances {
    /// Something hurts.
    pub complaint: u32,
    /// Something is asked for.
    pub request: u32,
    /// Something pleases.
    pub praise: u32,
    /// Something is asked about.
    pub question: u32,
    /// None of these.
    pub remark: u32,
}

impl Stances {
    /// From counts in the order of [`Stance::ALL`].
    pub(super) fn new([complaint, request, praise, question, remark]: [u32; 5]) -> Stances {
        Stances { complaint, request, praise, question, remark }
    }
}

/// One theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeView {
    /// Its id: `T-17`.
    pub id: String,
    /// Its area's id.
    pub area: String,
    /// What it is called.
    pub title: String,
    /// The phrases behind the title.
    pub terms: Vec<String>,
    /// Its rank, when it is an opportunity.
    pub rank: Option<u32>,
    /// Whether it is general dissatisfaction or delight without a subject.
    pub general: bool,
    /// Whether more than half of its statements are praise (and it has a subject).
    pub strength: bool,
    /// Statements in it.
    pub statements: u32,
    /// Pieces of feedback with at least one of them.
    pub feedback: u32,
    /// Different authors of those.
    pub customers: u32,
    /// Different authors who praise it.
    pub praise: u32,
    /// Statements by stance.
    pub stances: Stances,
    /// What it is doing.
    pub status: String,
    /// The night it was first seen.
    pub born: String,
    /// Where it comes from, in words; empty when it simply continues.
    pub lineage: String,
    /// How it is heard, in a sentence.
    pub words: String,
    /// A statement that stands for it: of praise where it is a strength.
    pub quote: Option<QuoteView>,
    /// Its parts, where it is large and splits cleanly: every statement of it is in one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subthemes: Vec<SubthemeView>,
    /// Who named it, where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// Whether people took it out of the ranking.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
    /// Whether it is always shown in the ranking.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// What people did to it, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<String>,
}

/// A part of a theme that is large and splits cleanly; never ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubthemeView {
    /// Its id: `T-17.1`.
    pub id: String,
    /// What it is called, beside the other parts.
    pub title: String,
    /// The phrases behind the title.
    pub terms: Vec<String>,
    /// Statements in it: those of all parts are those of the theme.
    pub statements: u32,
    /// Pieces of feedback with at least one of them; one may speak of several parts.
    pub feedback: u32,
    /// Different authors of those.
    pub customers: u32,
    /// The night it was first seen.
    pub born: String,
}

impl SubthemeView {
    /// The parts of a theme, ascending number; none where it has none.
    pub(super) fn all(theme: ThemeId, context: &Context<'_>) -> Vec<SubthemeView> {
        let new = |part: &Subtheme| {
            let statements = context.corpus.statements();
            let rows: BTreeSet<u32> = (part.members.iter())
                .filter_map(|&row| Some(statements.get(row as usize)?.row))
                .collect();
            let authors: BTreeSet<u32> =
                rows.iter().filter_map(|&row| context.authors.get(row as usize).copied()).collect();
            SubthemeView {
                id: part.id.to_string(),
                title: match part.label.title.trim() {
                    "" => format!("Part {}", part.id),
                    _ => part.label.title.clone(),
                },
                terms: part.label.terms.clone(),
                statements: part.members.len() as u32,
                feedback: rows.len() as u32,
                customers: authors.len() as u32,
                born: part.born.to_string(),
            }
        };
        context.analysis.themes.parts(theme).iter().map(new).collect()
    }
}

/// A group of neighbouring themes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AreaView {
    /// Its id: `A-3`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its themes: ranked ones by rank, then the others by id.
    pub themes: Vec<String>,
    /// Statements in them.
    pub statements: u64,
    /// Pieces of feedback with at least one of them.
    pub feedback: u64,
    /// Different customers with a complaint or a request in any of them.
    pub customers: u64,
    /// The best rank among them.
    pub best_rank: Option<u32>,
}

impl ThemeView {
    /// The number of its id, for ties; 0 when a stored report holds none.
    pub fn number(&self) -> u32 {
        self.id.trim_start_matches("T-").parse().unwrap_or(0)
    }

    pub(super) fn new(theme: &Theme, context: &Context<'_>) -> ThemeView {
        let mut stances = [0u32; 5];
        let mut rows = BTreeSet::new();
        let (mut authors, mut praising) = (BTreeSet::<u32>::new(), BTreeSet::<u32>::new());
        for statement in statements(theme, context) {
            stances[statement.stance as usize] += 1;
            rows.insert(statement.row);
            let author = context.authors.get(statement.row as usize);
            authors.extend(author);
            if statement.stance == Stance::Praise {
                praising.extend(author);
            }
        }
        let all: u32 = stances.iter().sum();
        let praise = stances[Stance::Praise as usize];
        let strength = !theme.general && praise > all - praise;
        let analysis = context.analysis;
        let trend = analysis.trends.binary_search_by_key(&theme.id, |trend| trend.theme);
        let share = phrase::part_of_all(u64::from(praise), u64::from(all), "statements");
        let feedback = phrase::counted(rows.len() as u64, "piece of", "pieces of");
        ThemeView {
            id: theme.id.to_string(),
            area: theme.area.to_string(),
            title: title_of(Some(theme), &theme.id.to_string()),
            terms: theme.label.terms.clone(),
            rank: analysis
                .opportunities
                .iter()
                .find(|one| one.theme == theme.id)
                .map(|one| one.rank),
            general: theme.general,
            strength,
            statements: all,
            feedback: rows.len() as u32,
            customers: authors.len() as u32,
            praise: praising.len() as u32,
            stances: Stances::new(stances),
            status: trend
                .map_or(Status::Unknown, |at| analysis.trends[at].status)
                .name()
                .to_owned(),
            born: theme.born.to_string(),
            lineage: match &theme.lineage {
                Lineage::New => "new".to_owned(),
                Lineage::Continues => String::new(),
                Lineage::SplitFrom(from) => format!("split from {from}"),
                Lineage::MergedFrom(from) => {
                    let from: Vec<_> = from.iter().map(ToString::to_string).collect();
                    format!("took in {}", phrase::list(&from))
                }
            },
            words: if theme.general {
                format!("{feedback} feedback say this without naming a subject; praise is {share}.")
            } else if strength {
                format!(
                    "{} it; praise is {share}.",
                    match praising.len() {
                        1 => "1 customer praises".to_owned(),
                        many => format!("{} customers praise", phrase::count(many as u64)),
                    }
                )
            } else {
                format!("{feedback} feedback; praise is {share}.")
            },
            quote: quote(theme, context, strength),
            subthemes: SubthemeView::all(theme.id, context),
            named_by: curation::named_by(theme.id, analysis),
            muted: analysis.themes.muted.binary_search(&theme.id).is_ok(),
            pinned: curation::is_pinned(theme.id, analysis),
            corrections: curation::corrections_of(theme.id, analysis),
        }
    }
}

fn statements<'a>(
    theme: &'a Theme,
    context: &'a Context<'_>,
) -> impl Iterator<Item = &'a Statement> {
    theme.members.iter().filter_map(|&row| context.corpus.statements().get(row as usize))
}

/// The best exemplar, of praise where praise is asked for.
fn quote(theme: &Theme, context: &Context<'_>, praise: bool) -> Option<QuoteView> {
    let corpus = context.corpus;
    // A theme without anything that stands for it is one of very few people.
    theme.exemplars.first()?;
    let found = theme
        .exemplars
        .iter()
        .filter_map(|one| corpus.statements().get(one.statement as usize))
        .chain(statements(theme, context).filter(|_| praise))
        .find(|statement| !praise || statement.stance == Stance::Praise)?;
    let feedback = corpus.feedback_of(found);
    let quote = Quote {
        feedback: feedback.id,
        source: feedback.source.clone(),
        external: feedback.external.clone(),
        ordinal: found.ordinal,
        span: found.span,
        text: corpus.text_of(found).to_owned(),
        at: feedback.at,
        rating: feedback.rating.map(|rating| rating.raw),
        stance: found.stance,
        severity: found.severity,
        polarity: found.polarity,
    };
    Some(QuoteView::new(&quote, corpus))
}

impl AreaView {
    pub(super) fn all(context: &Context<'_>, ranked: &[OpportunityView]) -> Vec<AreaView> {
        let rank_of = |theme: &str| ranked.iter().find(|one| one.theme == theme).map(|o| o.rank);
        let themes = &context.analysis.themes;
        let mut found: Vec<AreaView> = themes
            .areas
            .iter()
            .map(|area| {
                let (mut rows, mut wanting) = (BTreeSet::new(), BTreeSet::<u32>::new());
                let mut count = 0;
                for theme in area.themes.iter().filter_map(|&id| themes.get(id)) {
                    for statement in statements(theme, context) {
                        count += 1;
                        rows.insert(statement.row);
                        if statement.stance.wants_change() {
                            wanting.extend(context.authors.get(statement.row as usize));
                        }
                    }
                }
                let mut inside: Vec<(u32, u32, String)> = area
                    .themes
                    .iter()
                    .map(|id| (rank_of(&id.to_string()).unwrap_or(u32::MAX), id.0, id.to_string()))
                    .collect();
                inside.sort();
                AreaView {
                    id: area.id.to_string(),
                    title: match area.label.title.trim() {
                        "" => format!("Area {}", area.id),
                        _ => area.label.title.clone(),
                    },
                    best_rank: inside.first().map(|one| one.0).filter(|&rank| rank < u32::MAX),
                    themes: inside.into_iter().map(|one| one.2).collect(),
                    statements: count,
                    feedback: rows.len() as u64,
                    customers: wanting.len() as u64,
                }
            })
            .collect();
        // Areas come in ascending id and the sort is stable.
        found.sort_by_key(|area| area.best_rank.unwrap_or(u32::MAX));
        found
    }
}
