//! Arguments of `ig-worker`.

use clap::{Parser, Subcommand};
use ig_cli::shared::{LogArgs, OutputArgs, PostsCommand, TokensArgs};

use crate::database::Database;

/// Publish scheduled posts from many machines: each once, at its time
///
/// The queue is a schema of a Postgres database. `migrate` makes it, any number of `work` publish, and
/// `add` and the others use it from anywhere. Tokens are in no row: each worker has its own, and takes
/// the posts whose tokens it has.
#[derive(Debug, Parser)]
#[command(name = "ig-worker", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) log: LogArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the queue in a database, or bring it up to the version of this program
    Migrate(MigrateArgs),
    /// Publish posts when they are due, until a signal ends it; with --once, until nothing is due
    Work(Box<WorkArgs>),
    #[command(flatten)]
    Posts(PostsCommand<Database>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WorkArgs {
    /// End as soon as nothing is due that this worker can publish, for a timer or cron; the exit status
    /// is that of the worst post that ended
    #[arg(long)]
    pub(crate) once: bool,
    /// How many posts are worked on at once, from 1 to 1000
    #[arg(long, value_name = "N", default_value = "100", value_parser = in_flight)]
    pub(crate) in_flight: usize,
    #[command(flatten)]
    pub(crate) database: Database,
    #[command(flatten)]
    pub(crate) tokens: TokensArgs,
}

fn in_flight(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1000) => Ok(count),
        _ => Err("it must be from 1 to 1000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
