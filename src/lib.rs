//! earful reads all of a company's feedback every night and ranks what hurts its customers most.
//!
//! Three questions, for a product manager who must defend the answers in a room full of engineers
//! and directors: *what hurts customers most, how sure are we, and what changed?* One binary, on a
//! laptop, offline; the same bytes from the same input on any machine.
//!
//! # The house
//!
//! ```text
//!  files                                                                     people
//!    |                                                                         ^
//!  sources -> intake -> statements -> [store: corpus] -> space -> themes       |
//!  (bytes to  (clean,   (cut, mood,        |             (words to (grouping,  |
//!  records)   redact,   stance,            v             vectors)  names, ids) |
//!             identity) severity)     index (search)                  |        |
//!                                          |                          v        |
//!                                          |            curation -> trends -> ranking -> report
//!                                          |            business -> planning -----------^
//!                                          v
//!                             cli: search, themes, why, export; web: the page
//! ```
//!
//! *A function lives in the room whose noun it returns.* On the ground floor are the nouns
//! ([`model`]) and the words ([`text`]). Above them stand the stage rooms, which never import one
//! another: [`sources`], [`intake`], [`statements`], [`space`], [`catalogue`], [`themes`],
//! [`curation`], [`trends`], [`business`], [`ranking`], [`planning`], [`report`], [`index`]. They
//! meet only in [`pipeline`]. Terminal ([`cli`]), browser ([`web`]), settings ([`config`]) and disk
//! ([`store`]) are edges; [`demo`] invents a company to try it on.
//!
//! # What holds everywhere
//!
//! - **Determinism.** Same inputs, settings and day give the same report, byte for byte, for any
//!   order of files and any number of threads. Vectors are integers ([`model::Vectors`]), sums run
//!   in fixed order, ties break by id, today and the seed are arguments.
//! - **Everything adds up.** Units read = kept + superseded + deleted + skipped + rejected;
//!   statements = themed + loose + filtered; an area is the union of its themes,
//!   a theme that has parts the union of its parts; a score is the sum
//!   of its printed points.
//! - **Nothing is lost silently.** A bad record is a [`model::Rejection`], which is data; a bad file
//!   does not stop the night; a bad setting does, before any work.
//! - **Nothing is half-written.** Segments and runs are written hidden, synced and renamed; a killed
//!   night starts again from the last whole state and ends with the same bytes.
//! - **Un-redacted text has no name outside intake**, and customers' text is hostile: it never
//!   reaches a terminal, page, spreadsheet, query or path unescaped.
//! - The middle (intake to ranking) does no I/O and reads no clock.
//!
//! Who may import whom is a table in `tests/it/architecture.rs`, which reads the source and names
//! the file at fault.
//!
//! # Where is the thing that ...
//!
//! | ... | here |
//! |---|---|
//! | decides what a CSV cell means | [`sources::preset`] |
//! | turns 4 of 5 stars into 0.75, cleans, masks a phone number | [`intake`] |
//! | cuts a long text, hears "not bad", weighs "lost all my data" | [`statements`] |
//! | turns words into vectors | [`space`] |
//! | knows what customers of a field usually complain about | [`catalogue`] |
//! | finds, names and keeps themes | [`themes`] |
//! | merges two themes because a person said so | [`curation`] |
//! | knows whether a rise is chance | [`trends`] |
//! | rings when something broke | [`trends::alarms`] |
//! | puts them in order and says why, keeps a rank over a refit | [`ranking`] |
//! | tells customers who came from customers who were regrouped | [`pipeline`] |
//! | tells two segments apart | [`trends::arms`] |
//! | counts days whose records have left | [`trends::history`] |
//! | draws the report | [`report`] |
//! | names the columns of `opportunities.csv` and of the export | [`report::tables`] |
//! | serves it as pages, as data and as tools for assistants | [`web`] |
//! | knows who pays what, and what shipped | [`business`] |
//! | chooses the quarter, proves that a fix worked | [`planning`] |
//! | lists what customers search for | [`pipeline::Desk::demand`] |
//! | tells a query that rises from chance | [`trends::series`] |
//! | says what a number is made of | [`report::figures`] |
//! | fills a press release, requirements, a review | [`report::documents`] |
//! | makes a published night again, byte for byte | [`pipeline::Prover`] |
//! | lives past nights without looking ahead | [`pipeline::replay`] |
//! | hears "switched to …" | [`statements::rivals`] |
//! | finds "crashing" for `crashes`, hears "not received" | [`index`] |
//! | makes a killed night harmless | [`store`] |
//! | is the whole journey on two pages | [`pipeline`] |
//!
//! # A whole night
//!
//! ```
//! use earful::{config, demo, pipeline};
//!
//! let folder = tempfile::tempdir()?;
//! let last_day = "2026-08-21".parse()?;
//! for (path, bytes) in demo::files(1, demo::Scale::records(300), last_day) {
//!     let path = folder.path().join(path);
//!     std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))?;
//!     std::fs::write(path, bytes)?;
//! }
//! let settings = config::load(&folder.path().join(config::SETTINGS_FILE))?.for_the_night();
//! let refit = pipeline::Refit::WhenDue;
//! let night = pipeline::run(folder.path(), &settings, "example", last_day, refit, &|_| {})?;
//!
//! let first = &night.published.view.opportunities[0];
//! assert_eq!(first.rank, 1);
//! let points: f64 = first.factors.iter().map(|factor| factor.shown).sum();
//! assert!((points - first.score).abs() < 0.01, "a score can be added up by hand");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod business;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod curation;
pub mod demo;
pub mod evaluation;
pub mod index;
pub mod intake;
pub mod model;
pub mod pipeline;
pub mod planning;
pub mod ranking;
pub mod report;
pub mod sources;
pub mod space;
pub mod statements;
pub mod store;
pub mod text;
pub mod themes;
pub mod trends;
pub mod web;
