//! earful reads all of a company's feedback every night and ranks what hurts its customers most.
#![warn(missing_docs)]

pub mod cli;
pub mod config;
pub mod demo;
pub mod index;
pub mod intake;
pub mod model;
pub mod pipeline;
pub mod ranking;
pub mod report;
pub mod sources;
pub mod space;
pub mod statements;
pub mod store;
pub mod text;
pub mod themes;
pub mod trends;
