//! Options that describe a post. An option that a kind of post does not accept is refused by name
//! in `post::options`; a post file contains all of this itself.

use std::{ffi::OsString, path::PathBuf};

use clap::ValueEnum;

/// All of these are refused with `--plan`; the test of that needs the group's name.
#[derive(Debug, Default, clap::Args)]
#[group(id = "post", multiple = true)]
#[command(next_help_heading = "The post")]
pub(crate) struct PostArgs {
    /// A JPEG, MP4 or MOV: its public URL, or a file. Two to ten make a carousel. A local video
    /// is uploaded; a local photo is accepted only by a sandbox
    #[arg(value_name = "URL|FILE")]
    pub(crate) media: Vec<OsString>,
    /// Publish a story, which is shown for 24 hours
    #[arg(long, conflicts_with = "reel")]
    pub(crate) story: bool,
    /// Publish a video as a reel, whatever its file extension
    #[arg(long)]
    pub(crate) reel: bool,
    /// The text under the post
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) caption: Option<String>,
    /// Read the text under the post from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "caption")]
    pub(crate) caption_file: Option<PathBuf>,
    /// Alt text: a description of a photo for people who cannot see it. N is the item's number,
    /// from 1; a carousel needs it, and so does a text that itself begins with a number and a colon
    #[arg(long, value_name = "[N:]TEXT", allow_hyphen_values = true)]
    pub(crate) alt_text: Vec<String>,
    /// Tag a person: in a photo at a position from 0,0 (top left) to 1,1, in a video without one,
    /// in a story with or without one; may be repeated
    #[arg(long = "tag", value_name = "[N:]USER[@X,Y]")]
    pub(crate) tags: Vec<String>,
    /// Tag a product: in a photo at a position, in a video without one; may be repeated
    #[arg(long = "product", value_name = "[N:]ID[@X,Y]")]
    pub(crate) products: Vec<String>,
    /// The location, as a Page; `ig pages search` finds it
    #[arg(long, value_name = "PAGE_ID")]
    pub(crate) location: Option<String>,
    /// Invite a collaborator, at most three; may be repeated
    #[arg(long = "collaborator", value_name = "USER")]
    pub(crate) collaborators: Vec<String>,
    /// The cover of a reel: the URL of a JPEG, or a file, which only a sandbox accepts
    #[arg(long, value_name = "URL|FILE", conflicts_with = "cover_at")]
    pub(crate) cover: Option<OsString>,
    /// The position of the frame to use as a video's cover: 0, 1500ms, 2s
    #[arg(long, value_name = "[N:]DURATION")]
    pub(crate) cover_at: Vec<String>,
    /// Whether a reel is also shown in the feed, or only on the reels tab
    #[arg(long, value_name = "ANSWER", value_enum)]
    pub(crate) share_to_feed: Option<Answer>,
    /// A name for a reel's original audio, which can be set only once
    #[arg(long, value_name = "NAME")]
    pub(crate) audio_name: Option<String>,
    /// Music for a reel, with the volumes of the music and of the video's own audio, from 0 to 100
    #[arg(long, value_name = "ID[,audio=N][,video=N]")]
    pub(crate) audio: Option<String>,
    /// Show a reel to non-followers first; followers see it once you decide so in the app, or
    /// depending on its performance
    #[arg(long, value_name = "WHO", value_enum)]
    pub(crate) trial: Option<TrialArg>,
    /// Label it as made with AI
    #[arg(long)]
    pub(crate) ai_generated: bool,
    /// Label it as a paid partnership, naming up to two sponsors
    #[arg(
        long,
        value_name = "SPONSOR_ID",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ','
    )]
    pub(crate) paid_partnership: Option<Vec<String>>,
    /// An option of a poll, whose question is the caption; give two to four. Only Facebook Login
    #[arg(long = "poll", value_name = "OPTION", allow_hyphen_values = true)]
    pub(crate) poll: Vec<String>,
    /// Keep the poll open without an end, instead of for three days
    #[arg(long, requires = "poll")]
    pub(crate) poll_without_end: bool,
    /// Ask people to comment; the caption is the question. Only Facebook Login
    #[arg(long, conflicts_with = "poll")]
    pub(crate) comment_prompt: bool,
    /// Have the upload host fetch a video by its URL, for servers that do not work with Meta's
    /// other fetcher
    #[arg(long)]
    pub(crate) hosted: bool,
    /// A parameter that this version does not know; may be repeated
    #[arg(long = "param", value_name = "[N:]NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answer {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrialArg {
    /// The owner decides, in the app
    Manual,
    /// Instagram decides, by the reel's performance
    Performance,
}
