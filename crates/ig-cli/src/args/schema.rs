//! Arguments of `ig schema`.

use clap::builder::PossibleValuesParser;

use crate::contract::OUTPUTS;

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Print the schema of what this command prints with --json: publish, media-list, …
    #[arg(
        long,
        value_name = "COMMAND",
        value_parser = PossibleValuesParser::new(OUTPUTS),
        hide_possible_values = true
    )]
    pub(crate) output: Option<String>,
    /// Print the schema of the configuration, config.toml
    #[arg(long, conflicts_with = "output")]
    pub(crate) config: bool,
    /// List the commands that --output accepts
    #[arg(long, conflicts_with_all = ["output", "config"])]
    pub(crate) list: bool,
}
