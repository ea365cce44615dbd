//! What can be said about a check.

use std::{ffi::OsString, time::Duration};

use clap::ValueEnum;

use super::{WebArgs, value};

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Files, or public URLs, which are looked at as Instagram's fetcher would
    #[arg(value_name = "FILE|URL", required = true)]
    pub(crate) media: Vec<OsString>,
    /// What they are meant for; without it, photos are photos in the feed and films are reels
    #[arg(long = "as", value_name = "USE", value_enum)]
    pub(crate) purpose: Option<UseArg>,
    /// Look at URLs on this machine and its network too, as a sandbox fetches them
    #[arg(long)]
    pub(crate) local: bool,
    /// How long a server may take for an answer
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = timeout)]
    pub(crate) timeout: Duration,
    #[command(flatten)]
    pub(crate) web: WebArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UseArg {
    /// A photo that is a post of its own
    Photo,
    /// A reel
    Reel,
    /// A photo or a film in a story
    Story,
    /// A photo or a film in a carousel
    Carousel,
    /// The cover of a reel
    Cover,
}

fn timeout(text: &str) -> Result<Duration, String> {
    const LEAST: Duration = Duration::from_millis(100);
    const MOST: Duration = Duration::from_secs(5 * 60);
    value::duration(text, (LEAST, MOST), "from 100ms to 5m")
}
