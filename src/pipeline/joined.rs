//! Segments of the customers file, for searches that ask for one.
//!
//! Takes what a search names; gives the records of each value, as reports count them: a name that the
//! file has is what the file says today, for customers that it names. Nothing of it is in the index, so
//! that the file decides. One pass over the corpus, and only where the file has what is asked for.

use std::collections::BTreeSet;

use crate::index::{self, JoinedSegments};
use crate::model::{Business, Corpus};
use crate::store::Workspace;
use crate::text::fold;

use super::Error;
use super::business::{customers, joined};
use super::settings::Settings;
use super::voices::tell_voices;

/// What the customers file knows of the segments that are asked for: by the query, or by `names`
/// (filters, facets). `None` where it has none of them.
///
/// # Errors
/// [`Error::Settings`] when the file cannot be read, [`Error::Store`] when the corpus cannot.
pub fn joined_segments(
    workspace: &Workspace,
    settings: &Settings,
    query: &str,
    names: impl IntoIterator<Item = String>,
) -> Result<Option<JoinedSegments>, Error> {
    // A query that cannot be read is the search's fault, which points at it.
    let mut asked = index::fields_of(query).unwrap_or_default();
    asked.extend(names);
    if asked.is_empty() {
        return Ok(None);
    }
    let business = customers(workspace, settings)?;
    let of_file = names_of(&business);
    if !asked.iter().any(|name| of_file.iter().any(|own| fold(own) == fold(name))) {
        return Ok(None);
    }
    let mut corpus = workspace.load().map_err(Error::Store)?;
    tell_voices(&mut corpus, settings.intake.voice_days);
    joined(&mut corpus, &business);
    Ok(Some(of_corpus(&corpus, &of_file)))
}

/// The names of the segments that the customers file has.
fn names_of(business: &Business) -> BTreeSet<&str> {
    let all = business.customers.iter().flat_map(|one| &one.segments);
    all.map(|one| &*one.name).collect()
}

fn of_corpus(corpus: &Corpus, names: &BTreeSet<&str>) -> JoinedSegments {
    let mut found = JoinedSegments::default();
    names.iter().for_each(|name| found.know(name));
    for one in corpus.feedback() {
        for attribute in &one.attributes {
            if names.contains(&*attribute.name) {
                found.add(&attribute.name, &attribute.value, one.id);
            }
        }
    }
    found
}
