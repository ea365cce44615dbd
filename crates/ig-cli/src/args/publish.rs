//! Arguments of `ig publish`.

use std::{path::PathBuf, time::Duration};

use clap::ValueEnum;
use ig_core::Context;

use super::{
    AccessArgs, FolderArgs, HostArgs, PostArgs, give_up_after, schedule::ScheduleArgs, value,
};

/// Listed one by one, so that a refusal with `--plan` names the given option, not all of them.
const OPTIONS_OF_A_POST: [&str; 23] = [
    "media",
    "story",
    "reel",
    "caption",
    "caption_file",
    "alt_text",
    "tags",
    "products",
    "location",
    "collaborators",
    "cover",
    "cover_at",
    "share_to_feed",
    "audio_name",
    "audio",
    "trial",
    "ai_generated",
    "paid_partnership",
    "poll",
    "poll_without_end",
    "comment_prompt",
    "hosted",
    "parameters",
];

#[derive(Debug, clap::Args)]
pub(crate) struct PublishArgs {
    #[command(flatten)]
    pub(crate) post: PostArgs,
    /// Read the post from a JSON file, instead of all of the above; `ig schema` prints the format
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = OPTIONS_OF_A_POST,
        help_heading = "The post"
    )]
    pub(crate) plan: Option<PathBuf>,
    /// The post's key, such as an order number: however often the command is run with it, there is
    /// one post. An interrupted post is resumed, and a finished one shows its outcome; a different
    /// post under the same key is refused. 1 to 80 letters, digits and . _ - : @ + =
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub(crate) key: Option<String>,
    /// Post it even if the same post was made less than an hour ago, or if the post of --key is
    /// finished. A post that may be public is not posted again
    #[arg(long)]
    pub(crate) again: bool,
    /// Publish to a sandbox inside this command, with no account and no token
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Keep that sandbox running until Ctrl-C, as on a terminal without --json and --quiet
    #[arg(long, requires = "sandbox")]
    pub(crate) stay: bool,
    /// Show the requests and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// First check whether the account can publish such a post, as `ig doctor` does
    #[arg(long)]
    pub(crate) preflight: bool,
    /// Whether to look at the media's URLs first, as `ig check` does: a file that Instagram
    /// would refuse is not sent, and a server that does not answer is a warning
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    pub(crate) check_urls: CheckUrlsArg,
    /// Do not read the publishing limit first
    #[arg(long)]
    pub(crate) no_limit_check: bool,
    /// If the limit is reached, wait until another post is allowed
    #[arg(long, conflicts_with = "no_limit_check")]
    pub(crate) wait_for_quota: bool,
    /// Publish even if Instagram has blocked such posts of the account and the pause after that is
    /// not over; a post that is blocked again prolongs the block
    #[arg(long)]
    pub(crate) despite_block: bool,
    /// Stop after this time, such as 90s or 5m, and exit with 3: `ig resume` continues the
    /// post. No request is started after it; only a publish in progress is still waited for, for
    /// three minutes at most
    #[arg(long, value_name = "DURATION", value_parser = give_up_after)]
    pub(crate) give_up_after: Option<Duration>,
    /// How often to read a container while Instagram processes the media
    #[arg(long, value_name = "PACE", value_enum, default_value_t = PacingArg::Growing)]
    pub(crate) pacing: PacingArg,
    /// How long a server may take to list a post that it made: after a publish whose reply was
    /// lost, the post is looked for at this interval, and published again after looking twice
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = settle)]
    pub(crate) settle: Duration,
    /// Send a video in requests of this size, such as 8MiB or 500kB; the default is one request
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) upload_slice: Option<u64>,
    #[command(flatten)]
    pub(crate) host: HostArgs,
    #[command(flatten)]
    pub(crate) schedule: ScheduleArgs,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

/// `ig publish`, whose posts are in a folder.
#[derive(Debug, clap::Args)]
pub(crate) struct PublishHere {
    #[command(flatten)]
    pub(crate) publish: PublishArgs,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PacingArg {
    /// At once, then when it is likely to be ready, with pauses of up to a minute
    Growing,
    /// Once a minute for five minutes, as Meta's documentation says
    Documented,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckUrlsArg {
    /// Unless the post goes to a sandbox, which looks at them itself
    Auto,
    /// Also if the post goes to a sandbox, and with --dry-run
    Always,
    /// Not at all
    Never,
}

impl CheckUrlsArg {
    /// Whether URLs are looked at for a post to this API.
    pub(crate) fn applies(self, context: &Context) -> bool {
        match self {
            Self::Auto => !context.is_loopback(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// At least one second: with less, a post that the server makes late would be made twice.
pub(super) fn settle(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(1);
    const MOST: Duration = Duration::from_secs(10 * 60);
    value::duration(text, (LEAST, MOST), "from 1s to 10m")
}

/// At least 64 kB: with less, a video would take thousands of requests.
fn size(text: &str) -> Result<u64, String> {
    const LEAST: u64 = 64_000;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim_start() {
        "" | "B" => 1,
        "kB" => 1000,
        "KiB" => 1024,
        "MB" => 1_000_000,
        "MiB" => 1024 * 1024,
        _ => return Err("write it as 8MiB or 500kB".to_owned()),
    };
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    match size {
        Some(size) if LEAST <= size => Ok(size),
        Some(_) => Err("it must be 64kB or more".to_owned()),
        None => Err("write it as 8MiB or 500kB".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::args::Args;

    #[test]
    fn every_option_of_a_post_is_refused_with_a_plan() {
        let mut command = Args::command();
        command.build();
        let publish = command.find_subcommand("publish").unwrap();
        let group = publish.get_groups().find(|group| group.get_id() == "post").unwrap();
        let mut of_post: Vec<_> = group.get_args().map(clap::Id::as_str).collect();
        let mut refused = super::OPTIONS_OF_A_POST.to_vec();
        of_post.sort_unstable();
        refused.sort_unstable();
        assert_eq!(of_post, refused);
    }
}
