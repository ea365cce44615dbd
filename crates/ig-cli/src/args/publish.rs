//! What can be said about a post.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use clap::ValueEnum;
use jiff::SignedDuration;

use super::{AccessArgs, FolderArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct PublishArgs {
    /// A JPEG, MP4 or MOV: its public URL, or a file, which a sandbox alone takes
    #[arg(value_name = "URL|FILE", required = true)]
    pub(crate) media: Vec<OsString>,
    /// The text under the post
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) caption: Option<String>,
    /// Read the text under the post from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "caption")]
    pub(crate) caption_file: Option<PathBuf>,
    /// Tag a person at a place in the photo, from 0,0 (top left) to 1,1; may be repeated
    #[arg(long = "tag", value_name = "USER@X,Y")]
    pub(crate) tags: Vec<String>,
    /// The Page where it was taken; `ig pages search` finds it
    #[arg(long, value_name = "PAGE_ID")]
    pub(crate) location: Option<String>,
    /// Publish a video as a reel, whatever its name ends in
    #[arg(long)]
    pub(crate) reel: bool,
    /// Publish to a sandbox inside this command, with no account and no token
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Show the requests and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Look whether the account can publish such a post first, as `ig doctor` does
    #[arg(long)]
    pub(crate) preflight: bool,
    /// Do not read the publishing limit first
    #[arg(long)]
    pub(crate) no_limit_check: bool,
    /// Where the limit is reached, wait until one more post is allowed
    #[arg(long, conflicts_with = "no_limit_check")]
    pub(crate) wait_for_quota: bool,
    /// How often a container is read while Instagram processes the media
    #[arg(long, value_name = "PACE", value_enum, default_value_t = PacingArg::Growing)]
    pub(crate) pacing: PacingArg,
    /// How long a server may take to show a post that it made: a publish whose reply was lost is
    /// looked into at this pace, and sent again after two looks; for those who know their server
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = settle)]
    pub(crate) settle: Duration,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PacingArg {
    /// At once, then at pauses that double up to a minute
    Growing,
    /// Once a minute for five minutes, as Meta's documents say
    Documented,
}

/// From a second on: with less, a post that the server makes late would be made twice.
fn settle(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_secs(1);
    const MOST: Duration = Duration::from_secs(10 * 60);
    let duration = text.parse::<SignedDuration>().ok().and_then(|it| Duration::try_from(it).ok());
    match duration {
        Some(duration) if (LEAST..=MOST).contains(&duration) => Ok(duration),
        Some(_) => Err("it must be from 1s to 10m".to_owned()),
        None => Err("write it as 30s or 2m".to_owned()),
    }
}
