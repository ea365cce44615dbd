//! Arguments of `ig schema`.

use clap::ValueEnum;

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Print the schema of what this command prints with --json
    #[arg(long, value_name = "COMMAND", value_enum)]
    pub(crate) output: Option<OutputOf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OutputOf {
    /// `ig check --json`
    Check,
}
