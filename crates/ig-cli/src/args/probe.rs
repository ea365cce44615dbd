//! Arguments of `ig probe`.

use std::{path::PathBuf, time::Duration};

use super::{AccessArgs, value};

#[derive(Debug, clap::Args)]
pub(crate) struct ProbeArgs {
    /// The photo to post: its public URL, or a file if the API is a sandbox on this machine
    #[arg(value_name = "URL")]
    pub(crate) image: PathBuf,
    /// Do not ask for confirmation; without a terminal, nothing is posted unless this is given
    #[arg(long)]
    pub(crate) yes: bool,
    /// Delete the posts at the end; only Facebook Login can do this
    #[arg(long)]
    pub(crate) delete: bool,
    /// Write the results to this file as JSON, instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How long to look for the result of each of the two publishes
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = watch)]
    pub(crate) watch: Duration,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

fn watch(text: &str) -> Result<Duration, String> {
    const MOST: Duration = Duration::from_secs(30 * 60);
    value::duration(text, (Duration::from_secs(1), MOST), "from 1s to 30m")
}
