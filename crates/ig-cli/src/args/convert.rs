//! Arguments of `ig convert`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::value;

#[derive(Debug, clap::Args)]
pub(crate) struct ConvertArgs {
    /// PNG, WebP, HEIC, GIF, BMP, TIFF and JPEG files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The JPEG to write, a name with .jpg, or for several files a folder; by default it is beside
    /// the file and has its name with .jpg, or NAME-converted.jpg if that is a JPEG
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// The intended use, which decides what shapes are accepted
    #[arg(long = "as", value_name = "USE", value_enum, default_value_t = PhotoUse::Photo)]
    pub(crate) purpose: PhotoUse,
    /// The color behind transparent parts
    #[arg(long, value_name = "COLOR", default_value = "white", value_parser = value::color)]
    pub(crate) background: [u8; 3],
    /// Give a picture that is too wide or too tall a border of this color: white, black or #rrggbb
    #[arg(long, value_name = "COLOR", value_parser = value::color)]
    pub(crate) pad: Option<[u8; 3]>,
    /// Take the first picture of an animation
    #[arg(long)]
    pub(crate) first_frame: bool,
    /// Replace files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PhotoUse {
    /// A photo in the feed
    Photo,
    /// A photo in a story
    Story,
    /// A photo in a carousel
    Carousel,
    /// The cover of a reel
    Cover,
}
