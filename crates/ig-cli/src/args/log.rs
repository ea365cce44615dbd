//! Arguments of the log.

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;

/// What is logged to standard error.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Output")]
#[expect(clippy::exhaustive_structs, reason = "every program has this one")]
pub struct LogArgs {
    /// Log to standard error: a level, such as info, which has a line for each request; json for a
    /// JSON object a line; or both, as debug,json. Without it, IG_LOG says what is logged
    #[arg(
        long,
        global = true,
        value_name = "LEVEL|json",
        value_enum,
        value_delimiter = ',',
        ignore_case = true,
        hide_possible_values = true
    )]
    pub log: Vec<LogArg>,
}

/// One word of `--log`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(clippy::exhaustive_enums, reason = "the levels and the form")]
pub enum LogArg {
    /// Only what keeps the command from its work
    Error,
    /// Also refusals and lost requests
    Warn,
    /// Also each request, and what became of each post
    Info,
    /// Also each wait and each save
    Debug,
    /// Everything
    Trace,
    /// A JSON object a line
    Json,
}

impl LogArgs {
    pub(crate) fn level(&self) -> Option<LevelFilter> {
        self.log.iter().rev().find_map(|word| match word {
            LogArg::Error => Some(LevelFilter::ERROR),
            LogArg::Warn => Some(LevelFilter::WARN),
            LogArg::Info => Some(LevelFilter::INFO),
            LogArg::Debug => Some(LevelFilter::DEBUG),
            LogArg::Trace => Some(LevelFilter::TRACE),
            LogArg::Json => None,
        })
    }

    pub(crate) fn is_json(&self) -> bool {
        self.log.contains(&LogArg::Json)
    }
}
