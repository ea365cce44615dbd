//! Arguments of `ig check`.

use std::{ffi::OsString, time::Duration};

use clap::ValueEnum;

use super::{WebArgs, value};

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Files, or public URLs, which are checked as Instagram's fetcher would fetch them
    #[arg(value_name = "FILE|URL", required = true)]
    pub(crate) media: Vec<OsString>,
    /// The intended use; by default, photos are for the feed and videos are reels
    #[arg(long = "as", value_name = "USE", value_enum)]
    pub(crate) purpose: Option<UseArg>,
    /// Also check URLs on this machine and its network, which a sandbox can fetch
    #[arg(long)]
    pub(crate) local: bool,
    /// How long a server may take to respond
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = timeout)]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) web: WebArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UseArg {
    /// A photo in the feed
    Photo,
    /// A reel
    Reel,
    /// A photo or a video in a story
    Story,
    /// A photo or a video in a carousel
    Carousel,
    /// The cover of a reel
    Cover,
}

fn timeout(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_millis(100);
    const MOST: Duration = Duration::from_secs(5 * 60);
    value::duration(text, (LEAST, MOST), "from 100ms to 5m")
}
