//! What the verbs that answer others take.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

/// Options of `serve`.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 7878, value_name = "N")]
    pub port: u16,
    /// The address to listen on; any but this machine's own needs a token.
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub bind: IpAddr,
    /// The file with the token that lets people correct, and read from other machines; made with a
    /// random one where it is not there.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// A name by which browsers call this machine (may be repeated), beside localhost and numbers.
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// Print the address as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `mcp`.
#[derive(Args, Debug)]
pub struct McpArgs {}
