//! The arguments of `ig probe`.

use std::{path::PathBuf, time::Duration};

use super::{AccessArgs, value};

#[derive(Debug, clap::Args)]
pub(crate) struct ProbeArgs {
    /// The picture that is posted: its public URL; a file where the API is a sandbox on this machine
    #[arg(value_name = "URL")]
    pub(crate) image: PathBuf,
    /// Do not ask; without it, nothing is posted where there is no terminal to ask on
    #[arg(long)]
    pub(crate) yes: bool,
    /// Delete the posts in the end; only Facebook Login can
    #[arg(long)]
    pub(crate) delete: bool,
    /// Write the answers into this file as JSON, in place of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How long each of the two publishes is looked for
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = watch)]
    pub(crate) watch: Duration,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

fn watch(text: &str) -> Result<Duration, String> {
    const MOST: Duration = Duration::from_secs(30 * 60);
    value::duration(text, (Duration::from_secs(1), MOST), "from 1s to 30m")
}
