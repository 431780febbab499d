//! How the first hits of a search say what is asked for, and what that does to their order.
//!
//! Takes hits in the order of their scores, gives them in another: those that say the words of the query in
//! one statement, and put them as the query does (`wording`), come before those over which they are strewn,
//! those whose writers are on the side that is asked for before those on no side, and those that say the
//! opposite come last ("staff were rude" asked, "the staff were anything but rude" found). A score is of a
//! whole record and knows neither. Only the first few are looked at, as many for every page, so that pages do
//! not overlap.

use std::collections::BTreeSet;
use std::ops::Range;

use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

use crate::model::Lang;
use crate::text::Analyser;

use super::document::{Said, stemmed_as, unpacked};
use super::nearest::{Near, is_agreeing, is_opposite};
use super::page::Tier;
use super::plan::Plan;
use super::search::Found;
use super::snapshot::Snapshot;
use super::snippet::places;
use super::soft::tells_half;
use super::wording::{READ, Worded};

/// Hits of a list that are looked at: three pages of twenty.
pub(super) const EXAMINED: usize = 60;

/// Ratings, from 0 to 1, of those who are hardly troubled and of those who are hardly pleased.
const PLEASED: f64 = 0.9;
const TROUBLED: f64 = 0.3;

/// A hit, and what makes it near where its meaning does.
pub(super) type Ranked = (Found, Option<Near>);

/// How a hit says what is asked for, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// All of its words that are asked for stand in one statement, by somebody on the side that is asked for.
    Together,
    /// They do, in a statement of nobody's side, or one that says something of the kind.
    Unsaid,
    /// They stand in several, or say something else.
    Strewn,
    /// The statements that hold most of them are of the other side.
    Against,
    /// They say the opposite in so many words.
    Opposite,
}

/// A list of hits in the order of how they say what is asked for; ties keep their order.
#[derive(Default)]
pub(super) struct Ordered {
    /// Those that were looked at and do not say the opposite.
    first: Vec<Ranked>,
    /// Those that do.
    opposite: Vec<Ranked>,
    /// Those that were not looked at.
    rest: Vec<Ranked>,
}

/// The first hits of a list in the order of how they say what is asked for.
pub(super) fn ordered(
    snapshot: &Snapshot,
    plan: &Plan,
    side: i8,
    mut hits: Vec<Ranked>,
) -> tantivy::Result<Ordered> {
    let several = plan.soft.len() > 1;
    if plan.marks.is_empty() || !several && side == 0 && !plan.wording.matters() {
        return Ok(Ordered { first: hits, ..Ordered::default() });
    }
    let rest = hits.split_off(hits.len().min(EXAMINED));
    let mut analyser = Analyser::new();
    let standings: tantivy::Result<Vec<Standing>> =
        hits.iter().map(|hit| standing(snapshot, plan, side, hit, &mut analyser)).collect();
    let mut placed: Vec<(Standing, Ranked)> = standings?.into_iter().zip(hits).collect();
    placed.sort_by_key(|(standing, _)| *standing);
    let opposite = placed.partition_point(|(standing, _)| *standing < Standing::Opposite);
    let opposite = placed.split_off(opposite);
    let bare = |placed: Vec<(Standing, Ranked)>| placed.into_iter().map(|(_, hit)| hit).collect();
    let (first, opposite) = (bare(placed), bare(opposite));
    Ok(Ordered { first, opposite, rest })
}

/// One list of the hits with all words, of which there are `total`, and of the others; each with whether it
/// says the opposite. Where all of the former were looked at, those that say the opposite come behind the
/// others too.
pub(super) fn joined(whole: Ordered, others: Ordered, total: usize) -> Vec<(Ranked, bool)> {
    let said = |hits: Vec<Ranked>, opposite: bool| hits.into_iter().map(move |hit| (hit, opposite));
    let lists = match total <= EXAMINED {
        true => [
            said(whole.first, false),
            said(whole.rest, false),
            said(others.first, false),
            said(whole.opposite, true),
            said(others.opposite, true),
            said(others.rest, false),
        ],
        false => [
            said(whole.first, false),
            said(whole.opposite, true),
            said(whole.rest, false),
            said(others.first, false),
            said(others.opposite, true),
            said(others.rest, false),
        ],
    };
    lists.into_iter().flatten().collect()
}

fn standing(
    snapshot: &Snapshot,
    plan: &Plan,
    side: i8,
    (found, near): &Ranked,
    analyser: &mut Analyser,
) -> tantivy::Result<Standing> {
    let fields = &snapshot.fields;
    let stored: TantivyDocument =
        snapshot.searcher.doc(DocAddress::new(found.segment, found.doc))?;
    let text = |field| stored.get_first(field).and_then(|value| value.as_str());
    let lang = text(fields.lang).and_then(|code| code.parse().ok()).unwrap_or(Lang::UNKNOWN);
    let own = text(fields.shown_text).unwrap_or("");
    let marks = places(own, stemmed_as(lang), &plan.marks, analyser);
    let fast = snapshot.searcher.segment_reader(found.segment).fast_fields();
    let spans = fast.u64("stands")?;
    let said = fast.u64("said")?;
    let whole: BTreeSet<usize> = marks.iter().map(|(_, mark)| *mark).collect();
    // The most marks in one statement, and the statements with so many.
    let mut most = 0;
    let mut holding: Vec<(Range<usize>, Option<Said>)> = Vec::new();
    let mut nearest = None;
    for (packed, said) in spans.values_for_doc(found.doc).zip(said.values_for_doc(found.doc)) {
        let span = unpacked(packed);
        let said = Said::read(said);
        if near.is_some_and(|near| near.stands == packed) {
            nearest = said;
        }
        let inside: BTreeSet<usize> = marks
            .iter()
            .filter(|(range, _)| span.start <= range.start && range.start < span.end)
            .map(|(_, mark)| *mark)
            .collect();
        if inside.is_empty() || inside.len() < most {
            continue;
        }
        if inside.len() > most {
            most = inside.len();
            holding.clear();
        }
        holding.push((span, said));
    }
    // Who rates the whole as well as can be is hardly troubled, and the other way round.
    let rated =
        snapshot.searcher.segment_reader(found.segment).fast_fields().f64("satisfaction")?;
    let unlike = rated.first(found.doc).is_some_and(|unit| match side {
        side if side < 0 => unit > PLEASED,
        side if side > 0 => unit < TROUBLED,
        _ => false,
    });
    let agreeing = |said: Option<Said>| match plan.stance {
        Some(stance) => said.is_none_or(|one| one.stance == stance),
        None => !unlike && said.is_none_or(|one| is_agreeing(side, one)),
    };
    // A pair of neighbours that tell as much as one of them is little of the question.
    let is_little = found.tier == Tier::Most && !tells_half(snapshot, plan, found.held);
    if holding.is_empty() {
        // Found by what it means, or by what others said in the conversation.
        let plain = plan.wording.comparison.is_none() && plan.wording.degree.is_none();
        let paired = plan.groups.iter().any(|group| group.share > 0.0 && group.share < 1.0);
        let agrees = near.is_none() || plain && !paired && agreeing(nearest);
        return Ok(if agrees && !is_little { Standing::Together } else { Standing::Unsaid });
    }
    let against = holding.iter().all(|(_, said)| said.is_some_and(|one| is_opposite(side, one)));
    let mut best = Standing::Opposite;
    let mut apart = true;
    for (span, said) in holding.into_iter().take(READ) {
        let statement = own.get(span).unwrap_or("");
        let worded = plan.wording.of(statement, lang, analyser, (side, said));
        apart &= worded >= Worded::Apart;
        let worded = match worded {
            Worded::Says if agreeing(said) => Standing::Together,
            Worded::Says => Standing::Unsaid,
            Worded::Loosely if agreeing(said) => Standing::Unsaid,
            Worded::Loosely | Worded::Apart => Standing::Strewn,
            Worded::Contradicts => Standing::Opposite,
        };
        best = best.min(worded);
    }
    if against && best != Standing::Opposite {
        // What is said in so many words is said, whatever it was judged to be.
        let said = plan.wording.matters() && best < Standing::Strewn;
        best = if said { Standing::Unsaid } else { Standing::Against };
        if apart && !plan.wording.denied.is_empty() {
            // Praise that denies something else: "hadn't long to wait for a table".
            best = Standing::Opposite;
        }
    }
    if is_little {
        best = best.max(Standing::Unsaid);
    }
    Ok(if most < whole.len() { best.max(Standing::Strewn) } else { best })
}
