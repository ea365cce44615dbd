//! What can be asked and done about what is public already.

use clap::{Subcommand, ValueEnum};

use super::{AccessArgs, value};

#[derive(Debug, Subcommand)]
pub(crate) enum MediaCommand {
    /// List what is public on the account, newest first
    List(MediaListArgs),
    /// Show what is known of a post that is public
    Show(MediaArgs),
    /// Delete a post for good
    Delete(DeleteArgs),
    /// Let people comment on a post, or nobody
    Comments(CommentsArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct MediaListArgs {
    /// How many to show
    #[arg(long, value_name = "N", default_value = "10", value_parser = value::count)]
    pub(crate) limit: usize,
    /// List the stories that are up now, which are not among the rest
    #[arg(long)]
    pub(crate) stories: bool,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MediaArgs {
    /// The id of the media object
    #[arg(value_name = "MEDIA")]
    pub(crate) media: String,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) media: MediaArgs,
    /// Do not ask; without it, nothing is deleted where there is no terminal to ask on
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CommentsArgs {
    /// Whether people may comment
    #[arg(value_enum)]
    pub(crate) comments: Comments,
    #[command(flatten)]
    pub(crate) media: MediaArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Comments {
    On,
    Off,
}
