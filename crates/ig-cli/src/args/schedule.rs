//! Arguments with which a post is scheduled instead of being published now.

use std::{path::PathBuf, time::Duration};

use clap::ValueEnum;
use ig_queue::{Ambiguous, Late};

use super::value;

const HEADING: &str = "Schedule";

/// When a post is published, and what if that fails.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ScheduleArgs {
    /// Publish it then: `2026-12-24 18:00 Europe/Berlin`, `2026-12-24T18:00:00+01:00` or +2h. It
    /// waits in the queue, and `ig queue work` has to run then
    #[arg(
        long,
        value_name = "TIME",
        aliases = ["schedule", "publish-at", "scheduled-at"],
        allow_hyphen_values = true,
        help_heading = HEADING
    )]
    pub(crate) at: Option<String>,
    /// The time zone of --at, where that has none: Europe/Berlin
    #[arg(long, value_name = "ZONE", help_heading = HEADING)]
    pub(crate) zone: Option<String>,
    /// Which instant is meant where clocks skip the time or show it twice
    #[arg(long, value_name = "WHICH", value_enum, help_heading = HEADING)]
    pub(crate) ambiguous: Option<AmbiguousArg>,
    /// What happens if it is found too late: `publish` it up to 12 h late (the default),
    /// `skip=60m` or `hold`
    #[arg(long, value_name = "POLICY", help_heading = HEADING)]
    pub(crate) late: Option<Late>,
    /// Prepare it so long before its time, such as 10m or 2h, at most 20h; the default is 2m, and
    /// 15m with a video
    #[arg(long, value_name = "DURATION", value_parser = lead, help_heading = HEADING)]
    pub(crate) lead: Option<Duration>,
    /// Send the publish once and never again: if its reply is lost, the post stays uncertain until
    /// it shows
    #[arg(long, help_heading = HEADING)]
    pub(crate) strict: bool,
    /// The name of its access token: that in the variable `IG_TOKEN_<NAME>`, or in the file of
    /// this name in --token-dir
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    pub(crate) credential: Option<String>,
    /// The folder with a token file for each credential, instead of IG_TOKEN_DIR
    #[arg(long, value_name = "DIR", help_heading = HEADING)]
    pub(crate) token_dir: Option<PathBuf>,
    /// Add it even if its token is not here, but only where `ig queue work` runs
    #[arg(long, help_heading = HEADING)]
    pub(crate) token_elsewhere: bool,
}

/// A container lives for 24 hours, so that it cannot be made much sooner (reference §5).
pub(crate) fn lead(text: &str) -> Result<Duration, String> {
    value::duration(text, (Duration::ZERO, ig_queue::lead::MOST), "from 0s to 20h")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AmbiguousArg {
    /// The earlier of the two
    Earlier,
    /// The later of the two
    Later,
}

impl From<AmbiguousArg> for Ambiguous {
    fn from(which: AmbiguousArg) -> Self {
        match which {
            AmbiguousArg::Earlier => Self::Earlier,
            AmbiguousArg::Later => Self::Later,
        }
    }
}
