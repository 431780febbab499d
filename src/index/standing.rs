//! How the first hits of a search say what is asked for, and what that does to their order.
//!
//! Takes hits in the order of their scores, gives them in another: those that say the words of the query in
//! one statement come before those over which they are strewn, those whose writers are on the side that is
//! asked for before those on no side, and those that say the opposite come last
//! ("staff were rude" asked, "the staff were anything but rude" found). A score is of a whole record
//! and knows neither. Only the first few are looked at, as many for every page, so that pages do not
//! overlap.

use std::collections::BTreeSet;

use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument};

use crate::model::Lang;
use crate::text::Analyser;

use super::document::{Said, stemmed_as, unpacked};
use super::nearest::{is_agreeing, is_opposite};
use super::plan::Plan;
use super::search::Found;
use super::snapshot::Snapshot;
use super::snippet::places;

/// Hits of a list that are looked at: three pages of twenty.
pub(super) const EXAMINED: usize = 60;

/// How a hit says what is asked for, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// All of its words that are asked for stand in one statement, by somebody on the side that is asked for.
    Together,
    /// They do, in a statement of nobody's side.
    Unsaid,
    /// They stand in several.
    Strewn,
    /// The statements that hold most of them say the opposite.
    Opposite,
}

/// The first hits of a list in the order of how they say what is asked for; ties keep their order, and so
/// does everything behind them.
pub(super) fn ordered<T>(
    snapshot: &Snapshot,
    plan: &Plan,
    side: i8,
    mut hits: Vec<(Found, T)>,
) -> tantivy::Result<Vec<(Found, T)>> {
    let several = plan.soft.len() > 1;
    if plan.marks.is_empty() || !several && side == 0 {
        return Ok(hits);
    }
    let rest = hits.split_off(hits.len().min(EXAMINED));
    let mut analyser = Analyser::new();
    let standings: tantivy::Result<Vec<Standing>> =
        hits.iter().map(|(hit, _)| standing(snapshot, plan, side, hit, &mut analyser)).collect();
    let mut placed: Vec<(Standing, (Found, T))> = standings?.into_iter().zip(hits).collect();
    placed.sort_by_key(|(standing, _)| *standing);
    Ok(placed.into_iter().map(|(_, hit)| hit).chain(rest).collect())
}

fn standing(
    snapshot: &Snapshot,
    plan: &Plan,
    side: i8,
    found: &Found,
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
    // The most marks in one statement, and whether one of the statements with so many is of the side that is
    // asked for, and all of them say the opposite.
    let (mut most, mut agrees, mut opposite) = (0, false, false);
    for (span, said) in spans.values_for_doc(found.doc).zip(said.values_for_doc(found.doc)) {
        let span = unpacked(span);
        let inside: BTreeSet<usize> = marks
            .iter()
            .filter(|(range, _)| span.start <= range.start && range.start < span.end)
            .map(|(_, mark)| *mark)
            .collect();
        let said = Said::read(said);
        let (agreeing, denying) = (
            said.is_none_or(|one| is_agreeing(side, one)),
            said.is_some_and(|one| is_opposite(side, one)),
        );
        if inside.len() > most {
            (most, agrees, opposite) = (inside.len(), agreeing, denying);
        } else if inside.len() == most && most > 0 {
            (agrees, opposite) = (agrees || agreeing, opposite && denying);
        }
    }
    Ok(match most {
        // Found by what it means, or by what others said in the conversation.
        0 => Standing::Together,
        _ if opposite => Standing::Opposite,
        most if most < whole.len() => Standing::Strewn,
        _ if agrees => Standing::Together,
        _ => Standing::Unsaid,
    })
}
