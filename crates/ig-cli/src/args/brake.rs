//! Arguments of `ig brake`, for the pauses after a block.

use clap::Subcommand;

use super::PostsArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum BrakeCommand {
    /// List the accounts whose posts are paused, and until when
    List(PostsArgs),
    /// Forget that posts of an account were blocked, so that they are no longer paused
    Clear(ClearArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ClearArgs {
    /// The account, instead of IG_USER_ID
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub(crate) user_id: Option<String>,
    /// Forget the blocks of all accounts
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}
