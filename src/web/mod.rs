//! The page of `earful serve`, its JSON API, and the tools of `earful mcp`.
//!
//! Takes a workspace and answers from one whole state of it ([`crate::pipeline::Reader`]): the pages
//! show the newest report's numbers, drawn by the report's own hand, and every number opens the
//! records behind it. One table of routes makes the router, the OpenAPI document and the tools for
//! assistants, so that none of them can promise what another does not keep.
//!
//! Everything works without a script; nothing is fetched from outside. What customers wrote is
//! escaped by the writer of the pages, which takes only markup of this program's source as it is.
//! All `async` of the program lives in `server` and `mcp`: an answer is made by a plain function on
//! a thread that may block, one for each core at most, and handed over whole, so that a slow client
//! holds no worker. It never writes anything but people's corrections, and those only for whoever
//! has the token.

mod address;
mod answer;
mod api;
mod desk;
mod edit;
mod guard;
mod kept;
mod mcp;
mod openapi;
mod pages;
mod params;
mod routes;
mod searching;
mod server;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

use crate::model::Day;
use crate::pipeline::Settings;
use crate::store::Workspace;

pub use mcp::converse;
pub use server::serve;

/// What is served, and to whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// The workspace.
    pub workspace: Workspace,
    /// Its settings.
    pub settings: Settings,
    /// Worker threads of corrections that are tried; `None` is one a core.
    pub threads: Option<usize>,
    /// Who may correct, and from afar who may read; `None`: nobody may.
    pub token: Option<String>,
    /// Names by which browsers may call it, beside `localhost` and addresses of digits.
    pub hosts: Vec<String>,
    /// What day it is.
    pub today: fn() -> Day,
}

/// Why it cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {source}; --port takes another one, 0 any that is free")]
    Listening {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Other machines would read everything.
    #[error(
        "{address} can be reached from other machines: name a file with --token-file, it is made with a token that opens the page"
    )]
    NoToken {
        /// The address.
        address: SocketAddr,
    },
    /// The machine gave no threads, or the connection of an assistant broke.
    #[error("cannot serve: {0}")]
    Broken(String),
}
