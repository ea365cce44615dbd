//! Arguments of `ig queue`.

use std::{path::PathBuf, time::Duration};

use clap::Subcommand;
use ig_queue::Late;

use super::{
    AccessArgs, CheckUrlsArg, FolderArgs, PostsArgs, PublishArgs, ServerArgs,
    schedule::AmbiguousArg, value,
};

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    #[command(flatten)]
    Posts(PostsCommand<FolderArgs, PostsArgs>),
    /// Publish posts when they are due
    Work(Box<WorkArgs>),
    /// Bring a queue of an earlier version of this program up to date; nothing else does
    Migrate(PostsArgs),
}

/// What people do to the posts of a queue, wherever it is: `New` says where posts are added, and
/// `Kept` where those are that were added before.
#[derive(Debug, Subcommand)]
pub(crate) enum PostsCommand<New: clap::Args, Kept: clap::Args> {
    /// Add a post, as `ig publish --at` does
    Add(Box<AddArgs<New>>),
    /// List posts by the time at which they are due
    List(QueueListArgs<Kept>),
    /// Show a post
    Show(QueuePostArgs<Kept>),
    /// Explain what a post waits for, who has to do what, and what happened to it
    Explain(QueuePostArgs<Kept>),
    /// Change the time, the post or the policy of a post that cannot be public yet
    Edit(EditArgs<Kept>),
    /// Take a post back, unless it may be public
    Cancel(QueuePostArgs<Kept>),
    /// Let held posts go on, and look again for uncertain ones
    Release(ReleaseArgs<Kept>),
    /// Move posts whose local time means another instant since the rules of its zone have changed
    Retime(RetimeArgs<Kept>),
    /// Publish nothing more for an account
    Pause(PauseArgs<Kept>),
    /// Let a paused account go on
    Go(GoArgs<Kept>),
    /// Add the posts of a CSV or JSONL file: all of them, or none if one is wrong
    Import(Box<ImportArgs<New>>),
    /// Print counts for Prometheus
    Metrics(MetricsArgs<Kept>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct AddArgs<P: clap::Args> {
    #[command(flatten)]
    pub(crate) post: PublishArgs,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MetricsArgs<P: clap::Args> {
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct QueueListArgs<P: clap::Args> {
    /// Only posts that are due and not public yet
    #[arg(long)]
    pub(crate) late: bool,
    /// Only posts that wait for a person: held and uncertain ones, those without a valid token, and
    /// those that nobody has looked at for a minute after their time
    #[arg(long, conflicts_with = "late")]
    pub(crate) held: bool,
    /// Only posts of this account: its id, or its name in the configuration
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) account: Option<String>,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct QueuePostArgs<P: clap::Args> {
    /// The id of the post, as `ig queue list` shows it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EditArgs<P: clap::Args> {
    /// The id of the post, as `ig queue list` shows it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The new time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// The time zone of --at, where that has none
    #[arg(long, value_name = "ZONE", requires = "at")]
    pub(crate) zone: Option<String>,
    /// Which instant is meant where clocks skip the time or show it twice
    #[arg(long, value_name = "WHICH", value_enum, requires = "at")]
    pub(crate) ambiguous: Option<AmbiguousArg>,
    /// What happens if it is found too late: `publish`, `skip=60m` or `hold`
    #[arg(long, value_name = "POLICY")]
    pub(crate) late: Option<Late>,
    /// Prepare it so long before its time, such as 10m or 2h, at most 20h
    #[arg(long, value_name = "DURATION", value_parser = super::lead)]
    pub(crate) lead: Option<Duration>,
    /// Publish the post of this file instead; `ig schema` prints the format
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,
    /// Whether to look at the media's URLs of that post, as `ig check` does
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    pub(crate) check_urls: CheckUrlsArg,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs<P: clap::Args> {
    /// The ids of the posts, as `ig queue list --held` shows them
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<String>,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RetimeArgs<P: clap::Args> {
    /// Show what would be moved, and move nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PauseArgs<P: clap::Args> {
    /// The id of the Instagram account, or its name in the configuration
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    /// Why, for those who find it paused
    #[arg(long, value_name = "WORDS", default_value = "by hand")]
    pub(crate) because: String,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct GoArgs<P: clap::Args> {
    /// The id of the Instagram account, or its name in the configuration
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) place: P,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WorkArgs {
    /// End as soon as nothing is due, for a timer or cron
    #[arg(long)]
    pub(crate) once: bool,
    /// End when no post is left that waits for its time, however long that takes
    #[arg(long, conflicts_with = "once")]
    pub(crate) drain: bool,
    /// Whether to look again at the media's URLs before a post is prepared, as `ig check` does: a
    /// file that is gone or that Instagram would refuse is tried again until the post is due, which is
    /// held then
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    pub(crate) check_urls: CheckUrlsArg,
    /// How many posts are worked on at once, from 1 to 1000
    #[arg(long, value_name = "N", default_value = "100", value_parser = in_flight)]
    pub(crate) in_flight: usize,
    /// The folder with a token file for each credential, instead of IG_TOKEN_DIR
    #[arg(long, value_name = "DIR")]
    pub(crate) token_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs<P: clap::Args> {
    /// A file that ends with .csv or .jsonl
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The time zone of rows that have none
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// Send each publish once and never again
    #[arg(long)]
    pub(crate) strict: bool,
    /// The folder with a token file for each credential, instead of IG_TOKEN_DIR
    #[arg(long, value_name = "DIR")]
    pub(crate) token_dir: Option<PathBuf>,
    /// Add posts even if their tokens are not here, but only where `ig queue work` runs
    #[arg(long)]
    pub(crate) token_elsewhere: bool,
    /// Whether to look at the URLs of all rows, as `ig check` does
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    pub(crate) check_urls: CheckUrlsArg,
    /// Check the file and add nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(flatten)]
    pub(crate) place: P,
}

fn in_flight(text: &str) -> Result<usize, String> {
    match value::count(text)? {
        count @ 1..=1000 => Ok(count),
        _ => Err("it must be from 1 to 1000".to_owned()),
    }
}
