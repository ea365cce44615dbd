//! What the headers of a film say.

use std::{fmt, time::Duration};

use serde::{Serialize, Serializer};

/// An MP4 or a MOV, by its boxes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Film {
    /// Where the index of the film lies. All but [`Film::missing_bytes`] is read from it.
    pub moov: Moov,
    /// How many bytes the file is shorter than its boxes say: it was cut off.
    pub missing_bytes: u64,
    /// Whether there is an `mdat`, which holds pictures and sound: there may be one where the file
    /// was not seen to its end.
    pub has_media: bool,
    /// Whether the film is made for streaming in fragments, whose index is spread over the file.
    pub is_fragmented: bool,
    /// How long it plays: in JSON, in seconds.
    #[serde(rename = "duration_s", serialize_with = "seconds")]
    pub duration: Option<Duration>,
    /// What the edit lists of its tracks do.
    pub edits: Edits,
    /// All bits of its `mdat` boxes, which hold pictures and sound, by its duration, per second;
    /// `None` too where the file was not seen to its end.
    pub bit_rate: Option<u64>,
    /// The first track of pictures.
    pub video: Option<VideoTrack>,
    /// The first track of sound.
    pub audio: Option<AudioTrack>,
}

/// Where the `moov` box lies, which is the index of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Moov {
    /// Before the pictures and the sound.
    First,
    /// Behind them: a player has to have the end of the file before it can start.
    Last,
    /// Nowhere, and the file was seen to its end.
    Missing,
    /// Behind the bytes that were given, or behind more boxes than are worth reading.
    Unread,
}

/// What edit lists do to the film that is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Edits {
    /// There are none.
    None,
    /// They show the whole track at its own speed, and shift or trim it by a quarter of a second
    /// at most: encoders write them to align sound and picture.
    Alignment,
    /// They leave something out, repeat it, delay it or change its speed.
    Cut,
}

/// A track of pictures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VideoTrack {
    /// The codec.
    pub codec: VideoCodec,
    /// The profile by its name, such as `High` or `Main 10`.
    pub profile: Option<String>,
    /// The level, such as `4.1`.
    pub level: Option<String>,
    /// How colours are sampled.
    pub chroma: Option<Chroma>,
    /// Bits per sample of brightness.
    pub bit_depth: Option<u8>,
    /// Whether a picture is whole or one half of the lines.
    pub scan: Option<Scan>,
    /// The width in pixels as encoded, before the picture is turned.
    pub width: u32,
    /// The height in pixels as encoded, before the picture is turned.
    pub height: u32,
    /// By how many degrees it is turned to the right to be shown: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Pictures per second, on average.
    pub frame_rate: Option<f64>,
    /// Bits per second, on average: [those of the film](Film::bit_rate) less those that the sound
    /// says it takes. It is derived, and more than the truth where there are further tracks.
    pub bit_rate: Option<u64>,
}

/// How pictures are encoded, by the sample entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VideoCodec {
    /// H.264, also called AVC.
    H264,
    /// H.265, also called HEVC.
    Hevc,
    /// Another one, by the four letters of its sample entry.
    Other(String),
}

/// How colours are sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum Chroma {
    /// No colours.
    #[serde(rename = "4:0:0")]
    Monochrome,
    /// A colour for four pixels.
    #[serde(rename = "4:2:0")]
    Yuv420,
    /// A colour for two pixels.
    #[serde(rename = "4:2:2")]
    Yuv422,
    /// A colour for each pixel.
    #[serde(rename = "4:4:4")]
    Yuv444,
}

/// What a picture of a film holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scan {
    /// All lines.
    Progressive,
    /// The even lines or the odd ones; or the header allows for it.
    Interlaced,
}

/// A track of sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AudioTrack {
    /// The codec.
    pub codec: AudioCodec,
    /// The number of channels.
    pub channels: Option<u16>,
    /// Samples per second.
    pub sample_rate: Option<u32>,
    /// Bits per second on average, as the encoder has written them down.
    pub bit_rate: Option<u32>,
}

/// How sound is encoded, by the sample entry and the object type within it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AudioCodec {
    /// AAC of any profile.
    Aac,
    /// Another one: its name, or the four letters of its sample entry.
    Other(String),
}

impl fmt::Display for VideoCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::H264 => "H.264",
            Self::Hevc => "HEVC",
            Self::Other(name) => name,
        })
    }
}

impl fmt::Display for AudioCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aac => "AAC",
            Self::Other(name) => name,
        })
    }
}

impl fmt::Display for Chroma {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Monochrome => "4:0:0",
            Self::Yuv420 => "4:2:0",
            Self::Yuv422 => "4:2:2",
            Self::Yuv444 => "4:4:4",
        })
    }
}

fn seconds<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    duration.map(|duration| duration.as_secs_f64()).serialize(serializer)
}
