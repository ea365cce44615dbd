//! Arguments of `ig token`.

use std::path::PathBuf;

use clap::{ArgGroup, Subcommand};

use super::{AccessArgs, ServerArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Show the token's owner, permissions and lifetime
    Debug(DebugArgs),
    /// Exchange the code of a login's dialog for a short-lived token
    Exchange(ExchangeArgs),
    /// Exchange a short-lived token for one that lasts 60 days
    Extend(RenewArgs),
    /// Give a long-lived token of Instagram Login another 60 days
    Refresh(RenewArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct DebugArgs {
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// Show what is stored beside the token file, and send nothing
    #[arg(long)]
    pub(crate) offline: bool,
}

/// The code is never an argument, because arguments are visible to every user of the machine.
#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("target").args(["token_file", "print"]).required(true).multiple(true)))]
pub(crate) struct ExchangeArgs {
    /// The exact redirect_uri that the dialog was opened with
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: String,
    /// Read the code from a file instead of IG_AUTH_CODE; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) code_file: Option<PathBuf>,
    /// Save the token to this file, readable only by its owner
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Print the token to standard output
    #[arg(long)]
    pub(crate) print: bool,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RenewArgs {
    /// Read the token from this file, and save the new one to it; - reads standard input. Without it,
    /// the file of the account
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Print the new token to standard output
    #[arg(long)]
    pub(crate) print: bool,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}
