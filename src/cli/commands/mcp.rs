//! `earful mcp`: the tools for assistants, on standard input and output.

use super::serve::options;
use super::{Outcome, Place};
use crate::cli::exit::Exit;
use crate::web;

pub(super) fn run(place: &Place) -> Outcome {
    web::converse(options(place)?)?;
    Ok(Exit::Done)
}
