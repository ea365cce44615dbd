//! Arguments of `ig doctor`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{AccessArgs, PostsArgs};

#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// What the account should be able to do besides publishing a photo or a video; may be repeated
    #[arg(long = "for", value_name = "WHAT", value_enum, value_delimiter = ',')]
    pub(crate) needs: Vec<NeedArg>,
    /// Check what the post in this file needs; `ig publish --plan` publishes it
    #[arg(long, value_name = "FILE", conflicts_with = "needs")]
    pub(crate) plan: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    #[command(flatten)]
    pub(crate) folder: PostsArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NeedArg {
    /// A photo in the feed
    Photo,
    /// A reel
    Reel,
    /// A carousel of photos and videos
    Carousel,
    /// A story
    Story,
    /// Tagging products
    Products,
    /// The label of a paid partnership
    Partnership,
    /// Turning comments on and off
    Comments,
    /// Deleting media
    Deletion,
}
