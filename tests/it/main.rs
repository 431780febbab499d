//! All tests that run the real binary on real files, one module a subject, one program to link.
//!
//! Snapshots lie in `snapshots/`. When words or numbers change on purpose, write them anew with
//! `INSTA_UPDATE=always cargo test --test it` and read the difference before it is committed.

mod alarms;
mod architecture;
mod assistant;
mod bad_input;
mod browser;
mod cli_errors;
mod cli_help;
mod cli_verbs;
mod commerce;
mod compare;
mod crash;
mod curation;
mod demand;
mod desk;
mod determinism;
mod documents;
mod export;
mod fixtures;
mod forget;
mod formats;
mod generations;
mod hostile;
mod judged;
mod lists;
mod meeting;
mod nights;
mod nothing_lost;
mod outlived;
mod overheard;
mod page;
mod presets;
mod privacy;
mod proof;
mod quality;
mod quirks;
mod readers;
mod recognised;
mod regrouped;
mod replaced;
mod replay;
mod samples;
mod scrapes;
mod searching;
mod served;
mod shape;
mod small_corpora;
mod strange_columns;
mod strangers;
mod subthemes;
mod support;
mod surveys;
mod trouble;
mod votes;
