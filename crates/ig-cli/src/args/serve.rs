//! Arguments of `ig serve` and `ig mcp`.

use std::{path::PathBuf, time::Duration};

use super::{AccessArgs, CheckUrlsArg, FolderArgs, PacingArg, publish::settle};

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; a port by itself means this machine, and port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8026")]
    pub(crate) listen: String,
    /// Listen on an address that other machines reach: whoever has the token can publish then, and it
    /// crosses the network unencrypted
    #[arg(long)]
    pub(crate) public: bool,
    /// Also answer to this host name, as in ig.internal; without it, only to localhost and to
    /// addresses, so that no web page can reach the port under a name of its own
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// Print the token that programs have to send, and end; it is made where there is none
    #[arg(long)]
    pub(crate) print_token: bool,
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct McpArgs {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
}

/// What posts of other programs have in common.
#[derive(Debug, clap::Args)]
pub(crate) struct ServiceArgs {
    /// Let photos and videos of this folder be posted, by their paths in it; without it, only URLs are
    #[arg(long, value_name = "DIR")]
    pub(crate) files: Option<PathBuf>,
    /// Whether to look at the media's URLs when a post is asked for and again before it is prepared, as
    /// `ig check` does
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    pub(crate) check_urls: CheckUrlsArg,
    /// How long a server may take to list a post that it made: after a publish whose reply was
    /// lost, the post is looked for at this interval, and published again after looking twice
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = settle)]
    pub(crate) settle: Duration,
    /// How often to read a container while Instagram processes the media
    #[arg(long, value_name = "PACE", value_enum, default_value_t = PacingArg::Growing)]
    pub(crate) pacing: PacingArg,
    /// The folder with a token file for each credential, instead of IG_TOKEN_DIR
    #[arg(long, value_name = "DIR")]
    pub(crate) token_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
}
