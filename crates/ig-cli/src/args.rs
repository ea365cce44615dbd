//! The command line.

mod access;
mod accounts;
mod brake;
mod check;
mod convert;
mod doctor;
mod host;
mod log;
mod login;
mod man;
mod media;
mod post;
mod probe;
mod publish;
mod queue;
mod refused;
mod sandbox;
mod schedule;
mod schema;
mod serve;
mod token;
mod value;

use std::{path::PathBuf, time::Duration};

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::{
    access::{AccessArgs, AccountArgs, ServerArgs, WebArgs},
    accounts::AccountsArgs,
    brake::{BrakeCommand, ClearArgs},
    check::{CheckArgs, UseArg},
    convert::{ConvertArgs, PhotoUse},
    doctor::{DoctorArgs, NeedArg},
    host::HostArgs,
    login::LoginArgs,
    man::ManArgs,
    media::{Comments, CommentsArgs, DeleteArgs, MediaArgs, MediaCommand, MediaListArgs},
    post::{Answer, PostArgs, TrialArg},
    probe::ProbeArgs,
    publish::{CheckUrlsArg, PacingArg, PublishArgs, PublishHere},
    queue::{
        EditArgs, GoArgs, ImportArgs, MetricsArgs, PauseArgs, PostsCommand, QueueCommand,
        QueueListArgs, QueuePostArgs, ReleaseArgs, RetimeArgs, WorkArgs,
    },
    sandbox::{SandboxArgs, SecondPublishArg},
    schedule::{ScheduleArgs, lead},
    schema::SchemaArgs,
    serve::{McpArgs, ServeArgs, ServiceArgs},
    token::{DebugArgs, ExchangeArgs, RenewArgs, TokenCommand},
};
pub use self::{
    log::{LogArg, LogArgs},
    refused::refused,
};

const ENVIRONMENT: &str = "\
Environment:
  IG_ACCESS_TOKEN  the access token; or use --token-file
  IG_USER_ID       the id of the Instagram account; or use --user-id
  IG_LOGIN         where the token is from: facebook (the default) or instagram; or use --login
  IG_ACCOUNT       the account of the configuration to use; or use --account
  IG_CONFIG        the configuration, instead of ~/.config/ig/config.toml; or use --config
  IG_APP_ID        the app's id, for `ig login`, `ig token` and `ig doctor`
  IG_APP_SECRET    the app's secret, for the same, and if the app requires appsecret_proof
  IG_AUTH_CODE     the code of a login's dialog, for `ig token exchange`
  IG_TOKEN_<NAME>  the access token of a credential NAME of the queue, in capitals
  IG_TOKEN_DIR     the folder with a token file for each credential; or use --token-dir
  IG_API_BASE      another API, such as a sandbox: http://127.0.0.1:8025; or use --api-base
  IG_LOG           what is logged to standard error, such as info or ig=debug; or use --log
  IG_STATE_DIR     the folder for posts; or use --state-dir
  XDG_STATE_HOME   the parent of the default folder for posts, which is called ig
  SSL_CERT_FILE    a PEM file with the certificate authorities to trust; or use --ca
  SSL_CERT_DIR     a folder with such files
  HTTPS_PROXY      the proxy to Instagram; NO_PROXY lists the hosts that are reached without it
  NO_COLOR         any value removes the colors from errors
An option overrides its variable, and both override the account of the configuration. An account that
was named is refused with an IG_ACCESS_TOKEN, and with another IG_USER_ID or IG_LOGIN. The default account
is used only if neither IG_ACCESS_TOKEN nor IG_USER_ID is set. A variable that starts with IG_ and is
empty is refused.

Exit codes:
  0  published, or done
  1  not published, or failed
  2  wrong usage or bad input: nothing was sent
  3  uncertain or interrupted: it may be public; the last line says how to resume";

/// Publish to Instagram once, and prove it
#[derive(Debug, Parser)]
#[command(name = "ig", version, after_help = ENVIRONMENT)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) log: LogArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Publish a photo, a reel, a story or a carousel
    Publish(Box<PublishHere>),
    /// Schedule posts, and publish them when they are due
    #[command(subcommand)]
    Queue(QueueCommand),
    /// Show the status of a container
    Status(StatusArgs),
    /// List the posts that were made on this machine, newest first
    List(PostsArgs),
    /// Resume a post that was interrupted or is uncertain
    Resume(ResumeArgs),
    /// Explain what is known about a post and what to do about it
    Explain(ExplainArgs),
    /// Show how many posts are left in the rolling 24-hour window
    Limit(AccessArgs),
    /// List, show and delete published media, and turn comments on or off
    #[command(subcommand)]
    Media(MediaCommand),
    /// Print the JSON schema of the post file that `ig publish --plan` accepts, of the configuration, or of
    /// what a command prints with --json
    Schema(SchemaArgs),
    /// Find Pages
    #[command(subcommand)]
    Pages(PagesCommand),
    /// Check whether Instagram accepts a file or the file at a URL: exit 0 if it does, 1 if not
    Check(CheckArgs),
    /// Make a JPEG that Instagram accepts of a PNG, WebP, HEIC, GIF, BMP or TIFF
    Convert(ConvertArgs),
    /// Check whether the account can publish, and if not, who has to do what: exit 0 or 1
    Doctor(DoctorArgs),
    /// Test, with at most two posts, the server behavior that "once" depends on; for test accounts
    Probe(ProbeArgs),
    /// Sign in with a browser, and save the account and its token
    Login(Box<LoginArgs>),
    /// List the accounts of the configuration, and whether their tokens can be used: exit 0 if all can,
    /// 1 if not
    Accounts(AccountsArgs),
    /// Get an access token, extend its life, and show its permissions
    #[command(subcommand)]
    Token(TokenCommand),
    /// List and clear the pauses that follow after Instagram has blocked a post
    #[command(subcommand)]
    Brake(BrakeCommand),
    /// Let programs in any language publish once, over HTTP on this machine
    Serve(Box<ServeArgs>),
    /// Let an assistant publish once, over the Model Context Protocol on standard input and output
    Mcp(Box<McpArgs>),
    /// Run a local Instagram for testing
    Sandbox(SandboxArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of a command, or write those of all commands into a folder
    Man(ManArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PagesCommand {
    /// Find Pages by name, to use as the location of a post
    Search(SearchArgs),
}

/// How much is printed, and in which form.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Output")]
#[expect(clippy::exhaustive_structs, reason = "every program has these three")]
pub struct OutputArgs {
    /// Print one JSON object; `ig schema --output COMMAND` prints its schema
    #[arg(long, global = true)]
    pub json: bool,
    /// Print only results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also print the causes of errors
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The folder of stored posts.
#[derive(Debug, clap::Args)]
pub(crate) struct FolderArgs {
    /// Store posts in progress in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
}

/// The folder of posts that were stored before.
#[derive(Debug, clap::Args)]
pub(crate) struct PostsArgs {
    /// Look for posts in this folder, which `ig publish` was given
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
    /// The key of the post, as `ig list` shows it; the default is the only resumable post
    #[arg(value_name = "KEY")]
    pub(crate) id: Option<String>,
    /// Stop after this time, such as 90s or 5m, and exit with 3; the post can be resumed
    #[arg(long, value_name = "DURATION", value_parser = give_up_after)]
    pub(crate) give_up_after: Option<Duration>,
    /// Remove what is still hosted for the post with this command instead of the one that hosted it;
    /// `true` only forgets it
    #[arg(long, value_name = "CMD", requires = "id", value_parser = host::command)]
    pub(crate) host_with: Option<String>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}

/// From one second to a week; the longest wait of a post is two days.
fn give_up_after(text: &str) -> Result<Duration, String> {
    const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);
    value::duration(text, (Duration::from_secs(1), WEEK), "from 1s to 168h")
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The key of the post, as `ig list` shows it
    #[arg(value_name = "KEY")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SearchArgs {
    /// Part of the name
    #[arg(value_name = "TEXT")]
    pub(crate) text: String,
    /// The number of results to show
    #[arg(long, value_name = "N", default_value = "10", value_parser = value::count)]
    pub(crate) most: usize,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}
