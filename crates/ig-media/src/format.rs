//! The recognized formats; Instagram refuses most of them by name.

mod container;

use std::fmt;

use serde::Serialize;

/// The format of a file, from its first bytes and never from its name.
///
/// In JSON it is the lower-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// A plain JPEG: the only photo format that Instagram accepts (D-MEDIA 2026-09-11).
    Jpeg,
    /// A JPEG followed by further pictures: it has an APP2 segment that starts with `MPF\0`
    /// (CIPA DC-007). Stereo cameras write it, and so do phones that keep an HDR gain map.
    Mpo,
    /// A stereoscopic JPEG: it has an APP3 segment that starts with `_JPSJPS_`.
    Jps,
    /// Portable Network Graphics.
    Png,
    /// Graphics Interchange Format.
    Gif,
    /// WebP, lossy or lossless.
    WebP,
    /// High Efficiency Image File Format, as phones write it.
    Heic,
    /// AV1 Image File Format.
    Avif,
    /// Windows bitmap.
    Bmp,
    /// Tagged Image File Format; many raw formats of cameras look the same.
    Tiff,
    /// MPEG-4 part 14.
    Mp4,
    /// QuickTime.
    Mov,
    /// 3GPP, made for phones before MP4 was: the boxes of an MP4 under brands of its own.
    #[serde(rename = "3gp")]
    ThreeGp,
    /// Matroska, mostly named `.mkv`.
    Matroska,
    /// WebM, a Matroska for the web.
    WebM,
    /// Audio Video Interleave.
    Avi,
    /// MPEG-2 transport stream, of broadcasts and camcorders (`.ts`, `.m2ts`, `.mts`).
    #[serde(rename = "mpeg-ts")]
    MpegTs,
    /// MPEG program stream, of DVDs (`.mpg`, `.vob`).
    #[serde(rename = "mpeg-ps")]
    MpegPs,
    /// Flash Video.
    Flv,
    /// Advanced Systems Format, mostly named `.wmv`.
    Asf,
    /// Ogg, with pictures or only with sound.
    Ogg,
    /// Material Exchange Format, of broadcast cameras.
    Mxf,
    /// The bytes of an encoder without a container: H.264, HEVC or MPEG.
    #[serde(rename = "bare-video")]
    BareVideo,
    /// None of the others.
    Unknown,
}

impl Format {
    /// Reports any kind of JPEG as [`Format::Jpeg`]: its segments are not read here.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Self::Png,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::WebP,
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Self::Tiff,
            // Two letters are not enough: the reserved fields must also be zero.
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Self::Bmp,
            _ => container::of(head),
        }
    }

    /// Whether it is a container or a stream of video, accepted or not.
    pub fn is_video(self) -> bool {
        match self {
            Self::Mp4 | Self::Mov | Self::ThreeGp => true,
            Self::Matroska | Self::WebM | Self::Avi | Self::MpegTs | Self::MpegPs => true,
            Self::Flv | Self::Asf | Self::Ogg | Self::Mxf | Self::BareVideo => true,
            Self::Jpeg | Self::Mpo | Self::Jps | Self::Png | Self::Gif | Self::WebP => false,
            Self::Heic | Self::Avif | Self::Bmp | Self::Tiff | Self::Unknown => false,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Mpo => "MPO",
            Self::Jps => "JPS",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Heic => "HEIC",
            Self::Avif => "AVIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Mp4 => "MP4",
            Self::Mov => "MOV",
            Self::ThreeGp => "3GP",
            Self::Matroska => "Matroska",
            Self::WebM => "WebM",
            Self::Avi => "AVI",
            Self::MpegTs => "MPEG-TS",
            Self::MpegPs => "MPEG-PS",
            Self::Flv => "FLV",
            Self::Asf => "WMV (ASF)",
            Self::Ogg => "Ogg",
            Self::Mxf => "MXF",
            Self::BareVideo => "a video stream without a container",
            Self::Unknown => "unknown",
        })
    }
}
