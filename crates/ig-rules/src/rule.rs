//! The rules and their names.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a row of the table is about. Several rows can have one rule: for different uses, and with a
/// hard and a disputed bound.
///
/// In JSON it is its [name](Rule::name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The format of the file.
    Format,
    /// How the data of a JPEG is coded.
    Coding,
    /// The file is complete, and a video has its index.
    Complete,
    /// Width and height can be read.
    Dimensions,
    /// The length of the file in bytes.
    FileSize,
    /// Width by height.
    AspectRatio,
    /// The smallest width that is not scaled up.
    MinWidth,
    /// The largest width that is not scaled down, or that is accepted for a video.
    MaxWidth,
    /// The EXIF orientation of a photo.
    Orientation,
    /// An HDR gain map in a photo.
    GainMap,
    /// The colour space of a photo.
    Colour,
    /// The index of a video before its data.
    MoovFirst,
    /// No edit lists in a video.
    EditLists,
    /// The duration of a video.
    Duration,
    /// A video track and its encoding.
    VideoCodec,
    /// The chroma subsampling of a video.
    Chroma,
    /// The bits of a sample of a video.
    BitDepth,
    /// The transfer function of a video: standard, HLG or PQ.
    DynamicRange,
    /// The shape of a pixel of a video.
    PixelAspect,
    /// Progressive and not interlaced video.
    Scan,
    /// Frames per second.
    FrameRate,
    /// Bits per second of the video track.
    VideoBitRate,
    /// An audio track.
    AudioTrack,
    /// The encoding of the audio.
    AudioCodec,
    /// The number of channels.
    AudioChannels,
    /// Samples per second.
    AudioSampleRate,
    /// Bits per second of the audio track.
    AudioBitRate,
    /// The URL is valid: plain ASCII, a scheme, a host.
    Url,
    /// The URL is encrypted.
    Https,
    /// The host is on the internet.
    PublicHost,
    /// The host is none that Meta was reported to refuse.
    ReportedHost,
    /// The robots.txt of the server lets Meta's fetcher get the file.
    Robots,
    /// The robots.txt can be read.
    RobotsRead,
    /// The server answers Meta's crawler as it answers others.
    Crawler,
    /// The path has the extension of the file's format.
    UrlExtension,
    /// The server answers.
    Reachable,
    /// The server says 200.
    Status,
    /// The server has the file itself, and does not redirect.
    Redirect,
    /// The server responds quickly.
    FirstByte,
    /// The server sends the file fast enough.
    Speed,
    /// The server reports the type of the file.
    ContentType,
    /// The server serves the file and not a page.
    Interstitial,
    /// The server serves parts of a video.
    Ranges,
    /// The server gives the part that was asked for, or the whole file.
    SoundRanges,
    /// The file has no content encoding but those that were asked for.
    ContentEncoding,
    /// The server reports the length of the file.
    ContentLength,
    /// The server serves as much as it announces.
    Whole,
    /// The characters of a caption.
    CaptionLength,
    /// The `#hashtags` of a caption.
    Hashtags,
    /// The `@mentions` of a caption.
    Mentions,
    /// The characters of an alternative text.
    AltText,
    /// The photos and videos of a carousel.
    CarouselItems,
    /// The accounts that are invited as co-authors.
    Collaborators,
}

impl Rule {
    /// The stable name of the rule for programs, such as `aspect-ratio`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Coding => "coding",
            Self::Complete => "complete",
            Self::Dimensions => "dimensions",
            Self::FileSize => "file-size",
            Self::AspectRatio => "aspect-ratio",
            Self::MinWidth => "min-width",
            Self::MaxWidth => "max-width",
            Self::Orientation => "orientation",
            Self::GainMap => "gain-map",
            Self::Colour => "colour",
            Self::MoovFirst => "moov-first",
            Self::EditLists => "edit-lists",
            Self::Duration => "duration",
            Self::VideoCodec => "video-codec",
            Self::Chroma => "chroma",
            Self::BitDepth => "bit-depth",
            Self::DynamicRange => "dynamic-range",
            Self::PixelAspect => "pixel-aspect",
            Self::Scan => "scan",
            Self::FrameRate => "frame-rate",
            Self::VideoBitRate => "video-bit-rate",
            Self::AudioTrack => "audio-track",
            Self::AudioCodec => "audio-codec",
            Self::AudioChannels => "audio-channels",
            Self::AudioSampleRate => "audio-sample-rate",
            Self::AudioBitRate => "audio-bit-rate",
            Self::Url => "url",
            Self::Https => "https",
            Self::PublicHost => "public-host",
            Self::ReportedHost => "reported-host",
            Self::Robots => "robots",
            Self::RobotsRead => "robots-read",
            Self::Crawler => "crawler",
            Self::UrlExtension => "url-extension",
            Self::Reachable => "reachable",
            Self::Status => "status",
            Self::Redirect => "redirect",
            Self::FirstByte => "first-byte",
            Self::Speed => "speed",
            Self::ContentType => "content-type",
            Self::Interstitial => "interstitial",
            Self::Ranges => "ranges",
            Self::SoundRanges => "sound-ranges",
            Self::ContentEncoding => "content-encoding",
            Self::ContentLength => "content-length",
            Self::Whole => "whole",
            Self::CaptionLength => "caption-length",
            Self::Hashtags => "hashtags",
            Self::Mentions => "mentions",
            Self::AltText => "alt-text",
            Self::CarouselItems => "carousel-items",
            Self::Collaborators => "collaborators",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
