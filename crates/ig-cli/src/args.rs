//! What can be said on the command line.

mod check;
mod doctor;
mod media;
mod post;
mod probe;
mod publish;
mod refused;
mod sandbox;
mod token;

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::{
    check::{CheckArgs, UseArg},
    doctor::{DoctorArgs, NeedArg},
    media::{Comments, CommentsArgs, DeleteArgs, MediaArgs, MediaCommand, MediaListArgs},
    post::{Answer, PostArgs, TrialArg},
    probe::ProbeArgs,
    publish::{PacingArg, PublishArgs},
    refused::refused,
    sandbox::{SandboxArgs, SecondPublishArg},
    token::{DebugArgs, ExchangeArgs, RenewArgs, TokenCommand},
};

const ENVIRONMENT: &str = "\
Environment:
  IG_ACCESS_TOKEN  the access token; or use --token-file
  IG_USER_ID       the id of the Instagram account
  IG_LOGIN         where the token is from: facebook (the default) or instagram
  IG_APP_ID        the app's id, for `ig token` and `ig doctor`
  IG_APP_SECRET    the app's secret, for those, and where the app demands appsecret_proof
  IG_AUTH_CODE     the code of a login's dialog, for `ig token exchange`
  IG_API_BASE      another API, such as a sandbox: http://127.0.0.1:8025
  IG_STATE_DIR     where posts under way are kept; or use --state-dir

Exit codes:
  0  published, or done
  1  not published, or failed
  2  wrong usage or bad input: nothing was sent
  3  uncertain, or stopped on the way: it may be public; the last line says how to go on";

/// Publish to Instagram once, and prove it
#[derive(Debug, Parser)]
#[command(name = "ig", version, after_help = ENVIRONMENT)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Publish a photo, a reel, a story or a carousel
    Publish(Box<PublishArgs>),
    /// Show how far a container is
    Status(StatusArgs),
    /// List the posts that were made here, newest first
    List(PostsArgs),
    /// Go on with a post that was interrupted or is uncertain
    Resume(ResumeArgs),
    /// Tell what is known of a post, and what to do about it
    Explain(ExplainArgs),
    /// Show how many posts are left in the moving 24 hours
    Limit(AccessArgs),
    /// List, show and delete what is public, and turn its comments on or off
    #[command(subcommand)]
    Media(MediaCommand),
    /// Print the JSON schema of a post in a file, as `ig publish --plan` takes it
    Schema,
    /// Find Pages
    #[command(subcommand)]
    Pages(PagesCommand),
    /// Look whether Instagram takes a file, or the file behind a URL: exit 0 where it does, 1 if not
    Check(CheckArgs),
    /// Look whether the account can publish, and who has to do what where it cannot: exit 0 or 1
    Doctor(DoctorArgs),
    /// Find out, with two posts at most, what a server does on which "once" rests; for test accounts
    Probe(ProbeArgs),
    /// Get an access token, make it last, and see what it may do
    #[command(subcommand)]
    Token(TokenCommand),
    /// Run a local Instagram to try things on
    Sandbox(SandboxArgs),
    /// Print the completions for a shell
    Completions {
        /// For which shell
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PagesCommand {
    /// Find Pages by name, to use as the location of a post
    Search(SearchArgs),
}

/// How much is said, and in which form.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Print one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print results and errors alone
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print the causes of errors too
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

/// Where the token comes from. It is never an argument: those are visible to every user of the
/// machine.
#[derive(Debug, clap::Args)]
pub(crate) struct AccessArgs {
    /// Read the access token from a file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Where posts are kept.
#[derive(Debug, clap::Args)]
pub(crate) struct FolderArgs {
    /// Keep posts under way in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
}

/// Where posts were kept.
#[derive(Debug, clap::Args)]
pub(crate) struct PostsArgs {
    /// Look for posts in this folder; it is the one that `ig publish` was given
    #[arg(long, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct StatusArgs {
    /// The id of the container
    pub(crate) container: String,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ResumeArgs {
    /// Which post; without it, the one that can be resumed
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// Which post
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SearchArgs {
    /// What the name has in it
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    /// How many to show
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) most: NonZeroUsize,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}
