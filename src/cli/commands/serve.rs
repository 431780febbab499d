//! `earful serve`: the page.

use std::net::SocketAddr;

use serde_json::json;

use super::{Outcome, Place};
use crate::cli::args::ServeArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::today;
use crate::store;
use crate::web::{self, Options};

pub(super) fn run(place: &Place, args: &ServeArgs) -> Outcome {
    let mut options = options(place)?;
    if let Some(path) = &args.token_file {
        let (token, is_new) = store::token(path)?;
        if is_new {
            eprintln!("earful: a token was made; it stands in {}", path.display());
        }
        options.token = Some(token);
    }
    options.hosts.clone_from(&args.host);
    let can_correct = options.token.is_some();
    // Printed by itself: the verb ends when it is told to.
    let tell = |address: SocketAddr| {
        if args.json {
            println!("{}", json!({ "address": format!("http://{address}/") }));
        } else {
            println!("http://{address}/");
            if !can_correct {
                eprintln!(
                    "earful: for reading; with --token-file FILE themes can be corrected, too"
                );
            }
            eprintln!("earful: ctrl-c ends it");
        }
    };
    web::serve(options, SocketAddr::new(args.bind, args.port), &tell)?;
    Ok(Exit::Done)
}

/// What the page and the tools for assistants serve.
pub(super) fn options(place: &Place) -> Result<Options, Failure> {
    let workspace = place.workspace()?;
    let settings = place.settings(workspace.root())?;
    Ok(Options {
        workspace,
        threads: settings.run.threads,
        settings: settings.for_the_night(),
        token: None,
        hosts: Vec::new(),
        today,
    })
}
