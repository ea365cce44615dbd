//! The rules by name, and the sentences that they make.

use serde::Serialize;

use crate::Severity;

/// What Instagram asks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The format of the file.
    Format,
    /// The file is whole, and a film has its index.
    Complete,
    /// Width and height can be read.
    Dimensions,
    /// The length of the file in bytes.
    FileSize,
    /// Width by height.
    AspectRatio,
    /// The least width that is shown as it is.
    MinWidth,
    /// The greatest width that is shown as it is, or for a film that is taken.
    MaxWidth,
    /// The colour space of a photo.
    Colour,
    /// The index of a film before its pictures.
    MoovFirst,
    /// No edit lists in a film.
    EditLists,
    /// How long a film plays.
    Duration,
    /// A track of pictures, and how they are encoded.
    VideoCodec,
    /// How the colours of a film are sampled.
    Chroma,
    /// Whole pictures and not one half of the lines after the other.
    Scan,
    /// Pictures per second.
    FrameRate,
    /// Bits per second for the pictures.
    VideoBitRate,
    /// A track of sound.
    AudioTrack,
    /// How the sound is encoded.
    AudioCodec,
    /// The number of channels.
    AudioChannels,
    /// Samples per second.
    AudioSampleRate,
    /// Bits per second for the sound.
    AudioBitRate,
}

impl Rule {
    /// The name of the rule for machines, such as `aspect-ratio`; it does not change.
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

    /// What a sentence says before what was measured, between it and what is allowed, and after.
    pub(crate) fn words(self, severity: Severity) -> (&'static str, &'static str, &'static str) {
        const TAKES: &str = ", and Instagram takes ";
        const NEEDS: &str = ", and Instagram needs ";
        const DOCUMENTS: &str = ", and Instagram's documents allow ";
        match (self, severity) {
            (Self::Format, _) => ("the format is ", TAKES, ""),
            (Self::Complete, _) => ("the file has ", NEEDS, ""),
            (Self::Dimensions, _) => ("the dimensions are ", NEEDS, ""),
            (Self::FileSize, Severity::Error) => ("the file has ", TAKES, ""),
            (Self::FileSize, Severity::Warning) => {
                ("the file has ", DOCUMENTS, ", though it may take more")
            }
            (Self::AspectRatio, Severity::Error) => ("the picture is ", TAKES, ""),
            (Self::AspectRatio, Severity::Warning) => {
                ("the picture is ", ", and Instagram advises ", "")
            }
            (Self::MinWidth, _) => {
                ("the picture is ", " wide, and Instagram scales it up to ", ", which blurs it")
            }
            (Self::MaxWidth, Severity::Warning) => {
                ("the picture is ", " wide, and Instagram scales it down to ", "")
            }
            (Self::MaxWidth, Severity::Error) => {
                ("the picture is ", " wide, and Instagram takes ", "")
            }
            (Self::Colour, _) => ("the colours are ", ", and Instagram converts them to ", ""),
            (Self::MoovFirst, _) => ("the index of the film is ", ", and Instagram wants it ", ""),
            (Self::EditLists, _) => ("the film has ", ", and Instagram wants ", ""),
            (Self::Duration, Severity::Error) => ("the film plays ", TAKES, ""),
            (Self::Duration, Severity::Warning) => ("the film plays ", DOCUMENTS, ""),
            (Self::VideoCodec, _) => ("the codec of the pictures is ", TAKES, ""),
            (Self::Chroma, _) => ("the colours are sampled ", TAKES, ""),
            (Self::Scan, _) => ("the film is ", ", and Instagram wants ", ""),
            (Self::FrameRate, _) => ("the film has ", TAKES, ""),
            (Self::VideoBitRate, _) => ("the pictures take ", DOCUMENTS, ""),
            (Self::AudioTrack, _) => {
                ("the film has ", ", and Instagram takes it without, but not together with ", "")
            }
            (Self::AudioCodec, _) => ("the codec of the sound is ", TAKES, ""),
            (Self::AudioChannels, _) => ("the sound has ", TAKES, ""),
            (Self::AudioSampleRate, _) => ("the sound has ", TAKES, ""),
            (Self::AudioBitRate, _) => {
                ("the sound takes ", ", and Instagram's documents name ", "")
            }
        }
    }
}
