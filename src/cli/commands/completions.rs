//! `earful completions`: a completion script for a shell.

use clap::CommandFactory;

use super::Outcome;
use crate::cli::args::{Cli, CompletionsArgs};
use crate::cli::exit::Exit;
use crate::cli::print::Printer;

pub(super) fn run(args: &CompletionsArgs, out: &mut Printer) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "earful", &mut script);
    out.bytes(&script);
    Ok(Exit::Done)
}
