//! The properties in the headers of a video.

use std::{fmt, time::Duration};

use serde::{Serialize, Serializer};

/// The properties of an MP4 or a MOV, read from its boxes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Video {
    /// The position of the video's index. Everything except [`Video::missing_bytes`] is read from
    /// it.
    pub moov: Moov,
    /// How many bytes of a truncated file are missing, according to its boxes.
    pub missing_bytes: u64,
    /// Whether there is an `mdat`, which contains video and audio: there may be one if the file
    /// was not read to its end.
    pub has_media: bool,
    /// Whether the video is made for streaming in fragments, whose index is spread over the file.
    pub is_fragmented: bool,
    /// The duration as it is played, of the longer one of its video and audio track; in JSON, in
    /// seconds. That of text, chapters and other data does not count.
    #[serde(rename = "duration_s", serialize_with = "seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<f64>"))]
    pub duration: Option<Duration>,
    /// Whether the video is at least that long: it is in more fragments than were read, and its end
    /// is not written anywhere.
    pub duration_is_at_least: bool,
    /// The effect of its tracks' edit lists.
    pub edits: Edits,
    /// The average bits per second: all bits of its `mdat` boxes divided by the duration;
    /// `None` also if the file was not read to its end. Where the duration is only a
    /// [lower bound](Video::duration_is_at_least), of the part that was read.
    #[serde(rename = "bit_rate_bps")]
    pub bit_rate: Option<u64>,
    /// The main video track: of those that are enabled and not a still, the longest and largest.
    pub video_track: Option<VideoTrack>,
    /// The first enabled audio track.
    pub audio_track: Option<AudioTrack>,
}

/// The position of the `moov` box, which is the index of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Moov {
    /// Before the video and audio data.
    First,
    /// After the data: a player needs the end of the file before it can start.
    Last,
    /// Missing, and the file was read to its end.
    Missing,
    /// After the given bytes, or after more boxes than the limit.
    Unread,
}

/// The effect of edit lists on the video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Edits {
    /// There are no edit lists.
    None,
    /// They show the whole track at its own speed, and shift or trim it by a quarter of a second
    /// at most: encoders write them to align sound and picture.
    Alignment,
    /// They leave something out, repeat it, delay it or change its speed.
    Cut,
}

/// A video track.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VideoTrack {
    /// The codec.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub codec: VideoCodec,
    /// The profile by its name, such as `High` or `Main 10`.
    pub profile: Option<String>,
    /// The level, such as `4.1`.
    pub level: Option<String>,
    /// The chroma subsampling.
    pub chroma: Option<Chroma>,
    /// Bits per sample of brightness.
    pub bit_depth: Option<u8>,
    /// Whether it is progressive or interlaced.
    pub scan: Option<Scan>,
    /// The width in pixels as encoded, before rotation.
    pub width: u32,
    /// The height in pixels as encoded, before rotation.
    pub height: u32,
    /// The clockwise rotation for display in degrees: 0, 90, 180 or 270.
    #[serde(rename = "rotation_degrees")]
    pub rotation: u16,
    /// Frames per second, on average.
    #[serde(rename = "frame_rate_fps")]
    pub frame_rate: Option<f64>,
    /// Frames per second of most of its frames, which differs from the average if the rate is
    /// variable.
    #[serde(rename = "common_frame_rate_fps")]
    pub common_frame_rate: Option<f64>,
    /// Whether more than 1 in 100 frames last longer or shorter than most by over a tenth.
    pub is_variable: bool,
    /// Bits per second, on average: [those of the video](Video::bit_rate) less those that the audio
    /// declares. It is derived, and too high if there are further tracks.
    #[serde(rename = "bit_rate_bps")]
    pub bit_rate: Option<u64>,
    /// The width and height of a pixel as a ratio, as far as that is said: `(4, 3)` for a picture
    /// that is shown a third wider than it is stored.
    pub pixel_aspect: Option<(u32, u32)>,
    /// The primaries of its colours, such as `BT.709`, `BT.2020` or `Display P3`.
    pub primaries: Option<String>,
    /// The transfer of its brightness, such as `BT.709`, `PQ` or `HLG`.
    pub transfer: Option<String>,
    /// The kind of high dynamic range, if it has one.
    pub hdr: Option<Hdr>,
}

/// A kind of high dynamic range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Hdr {
    /// Hybrid log-gamma (ITU-R BT.2100).
    Hlg,
    /// Perceptual quantizer (ITU-R BT.2100), also called HDR10.
    Pq,
    /// Dolby Vision, as iPhones record it.
    DolbyVision,
}

/// The encoding of a video track, from the sample entry. In JSON it is text: `h264`, `hevc`, or the
/// four letters of another one, such as `av01`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VideoCodec {
    /// H.264, also called AVC.
    H264,
    /// H.265, also called HEVC.
    Hevc,
    /// Another codec, by the four letters of its sample entry.
    Other(String),
}

/// The chroma subsampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// The scan type of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scan {
    /// All lines.
    Progressive,
    /// The even lines or the odd ones; or the header allows for it.
    Interlaced,
}

/// An audio track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AudioTrack {
    /// The codec.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub codec: AudioCodec,
    /// The profile of AAC, such as `LC` or `HE-AAC`.
    pub profile: Option<String>,
    /// The number of channels that are heard.
    pub channels: Option<u16>,
    /// Samples per second as they are heard: twice the stored ones with HE-AAC.
    #[serde(rename = "sample_rate_hz")]
    pub sample_rate: Option<u32>,
    /// Bits per second on average, as declared by the encoder.
    #[serde(rename = "bit_rate_bps")]
    pub bit_rate: Option<u32>,
}

/// The encoding of an audio track, from the sample entry and the object type in it. In JSON it is
/// text: `aac`, or the name of another one, such as `Opus`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AudioCodec {
    /// AAC of any profile.
    Aac,
    /// Another codec: its name, or the four letters of its sample entry.
    Other(String),
}

impl Serialize for VideoCodec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
            Self::Other(name) => name,
        })
    }
}

impl Serialize for AudioCodec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Aac => "aac",
            Self::Other(name) => name,
        })
    }
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

impl fmt::Display for Hdr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hlg => "HLG",
            Self::Pq => "PQ",
            Self::DolbyVision => "Dolby Vision",
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
