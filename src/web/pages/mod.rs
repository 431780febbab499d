//! The pages: the report's sections by the report's hand, and around them what can be asked.

mod bars;
mod compare;
mod data;
mod frame;
mod morning;
mod record;
mod runs;
mod search;
mod theme;
mod themes;
mod written;

pub(super) use compare::compare;
pub(super) use data::{corrections, data, method, roadmap};
pub(super) use frame::{fault, login, refused_login, script, style};
pub(super) use morning::morning;
pub(super) use record::{numbered, record};
pub(super) use runs::{changes, file, run, runs};
pub(super) use search::search;
pub(super) use theme::theme;
pub(super) use themes::themes;
pub(super) use written::{shipped, written};
