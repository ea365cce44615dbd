//! Arguments of `ig media`, for published media.

use clap::{Subcommand, ValueEnum};

use super::{AccessArgs, value};

#[derive(Debug, Subcommand)]
pub(crate) enum MediaCommand {
    /// List the account's published media, newest first
    List(MediaListArgs),
    /// Show a published post
    Show(MediaArgs),
    /// Delete a post permanently
    Delete(DeleteArgs),
    /// Turn comments on a post on or off
    Comments(CommentsArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct MediaListArgs {
    /// The number of results to show
    #[arg(long, value_name = "N", default_value = "10", value_parser = value::count)]
    pub(crate) limit: usize,
    /// List the current stories, which are not among the other media
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
    /// Do not ask for confirmation; without a terminal, nothing is deleted unless this is given
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
