//! The rules and their names.

use serde::Serialize;

/// A rule of Instagram for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The format of the file.
    Format,
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
}

impl Rule {
    /// The stable name of the rule for programs, such as `aspect-ratio`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Complete => "complete",
            Self::Dimensions => "dimensions",
            Self::FileSize => "file-size",
            Self::AspectRatio => "aspect-ratio",
            Self::MinWidth => "min-width",
            Self::MaxWidth => "max-width",
            Self::Colour => "colour",
            Self::MoovFirst => "moov-first",
            Self::EditLists => "edit-lists",
            Self::Duration => "duration",
            Self::VideoCodec => "video-codec",
            Self::Chroma => "chroma",
            Self::Scan => "scan",
            Self::FrameRate => "frame-rate",
            Self::VideoBitRate => "video-bit-rate",
            Self::AudioTrack => "audio-track",
            Self::AudioCodec => "audio-codec",
            Self::AudioChannels => "audio-channels",
            Self::AudioSampleRate => "audio-sample-rate",
            Self::AudioBitRate => "audio-bit-rate",
        }
    }
}
