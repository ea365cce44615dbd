//! What can be said about a post itself. What a kind of post does not take is refused with its name
//! in `post::options`; a post from a file says all of it there.

use std::{ffi::OsString, path::PathBuf};

use clap::ValueEnum;

/// All of it is refused beside `--plan`; the name of this group is for the test of that.
#[derive(Debug, Default, clap::Args)]
#[group(id = "post", multiple = true)]
#[command(next_help_heading = "The post")]
pub(crate) struct PostArgs {
    /// A JPEG, MP4 or MOV: its public URL, or a file. Two to ten make a carousel. A film on this
    /// machine is uploaded; a photo on this machine is taken only by a sandbox
    #[arg(value_name = "URL|FILE")]
    pub(crate) media: Vec<OsString>,
    /// Publish a story, which is shown for 24 hours
    #[arg(long, conflicts_with = "reel")]
    pub(crate) story: bool,
    /// Publish a video as a reel, whatever its name ends in
    #[arg(long)]
    pub(crate) reel: bool,
    /// The text under the post
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) caption: Option<String>,
    /// Read the text under the post from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "caption")]
    pub(crate) caption_file: Option<PathBuf>,
    /// What is to be seen in a photo, for those who cannot see it. N is the number of the item, from
    /// 1; a carousel needs it, and so does a text that begins with a number and a colon itself
    #[arg(long, value_name = "[N:]TEXT", allow_hyphen_values = true)]
    pub(crate) alt_text: Vec<String>,
    /// Tag a person: in a photo at a place from 0,0 (top left) to 1,1, in a video without one, in a
    /// story with or without; may be repeated
    #[arg(long = "tag", value_name = "[N:]USER[@X,Y]")]
    pub(crate) tags: Vec<String>,
    /// Tag a product: in a photo at a place, in a video without one; may be repeated
    #[arg(long = "product", value_name = "[N:]ID[@X,Y]")]
    pub(crate) products: Vec<String>,
    /// The Page where it was taken; `ig pages search` finds it
    #[arg(long, value_name = "PAGE_ID")]
    pub(crate) location: Option<String>,
    /// Invite a co-author, three at most; may be repeated
    #[arg(long = "collaborator", value_name = "USER")]
    pub(crate) collaborators: Vec<String>,
    /// The picture that stands for a reel: the URL of a JPEG, or a file, which a sandbox alone takes
    #[arg(long, value_name = "URL|FILE", conflicts_with = "cover_at")]
    pub(crate) cover: Option<OsString>,
    /// The moment that stands for a video: 0, 1500ms, 2s
    #[arg(long, value_name = "[N:]DURATION")]
    pub(crate) cover_at: Vec<String>,
    /// Whether a reel is shown in the feed too, or on the reels tab alone
    #[arg(long, value_name = "ANSWER", value_enum)]
    pub(crate) share_to_feed: Option<Answer>,
    /// A name for a reel's own sound, which can be set once
    #[arg(long, value_name = "NAME")]
    pub(crate) audio_name: Option<String>,
    /// Music under a reel, with the volumes of the music and of the film's own sound, from 0 to 100
    #[arg(long, value_name = "ID[,audio=N][,video=N]")]
    pub(crate) audio: Option<String>,
    /// Show a reel to strangers first; who decides when followers see it: you, in the app, or its
    /// performance
    #[arg(long, value_name = "WHO", value_enum)]
    pub(crate) trial: Option<TrialArg>,
    /// Label it as made by AI
    #[arg(long)]
    pub(crate) ai_generated: bool,
    /// Label it as a paid partnership, with no sponsor named or with one or two
    #[arg(
        long,
        value_name = "SPONSOR_ID",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ','
    )]
    pub(crate) paid_partnership: Option<Vec<String>>,
    /// Have the upload host fetch the URL of a video, for servers that Meta's other fetcher does not
    /// get on with
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
    /// Instagram decides, by how it is received
    Performance,
}
