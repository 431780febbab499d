//! The terminal: what was typed, what is printed, how the program ends.
//!
//! The only room that reads the clock, prints, and turns errors into words and exit codes. A verb
//! is a file in `commands/`, a screenful each: open the workspace, ask the room that knows, print.

mod args;
mod commands;
mod exit;
mod failure;
mod print;
mod progress;
mod webhook;

use std::process::ExitCode;

use clap::Parser;

use crate::model::{Day, Timestamp};

/// Runs the program: reads the arguments, does what they say, ends with a documented exit code.
pub fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            // Names of files, queries and settings come from outside: they are shown, never obeyed.
            let words = failure.to_string();
            let lines: Vec<String> = words.lines().map(print::inert).collect();
            eprintln!("earful: {}", lines.join("\n"));
            failure.exit().into()
        }
    }
}

/// The day it is, in UTC.
fn today() -> Day {
    let now = std::time::SystemTime::now();
    let seconds = match now.duration_since(std::time::UNIX_EPOCH) {
        Ok(since) => since.as_secs() as i64,
        Err(before) => -(before.duration().as_secs() as i64),
    };
    Timestamp(seconds).day()
}
