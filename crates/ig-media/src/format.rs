//! The recognized formats; Instagram refuses most of them by name.

mod container;

use std::fmt;

use serde::Serialize;

/// The format of a file, from its first bytes and never from its name.
///
/// In JSON it is the lower-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// A plain JPEG: the only photo format that Instagram accepts (D-MEDIA 2026-09-11).
    Jpeg,
    /// A JPEG with further views of the same scene, as stereo cameras write it: two pictures or more
    /// in its MPF segment, of the types disparity or multi-angle (CIPA DC-007, 5.2.3.3). A preview
    /// or a gain map does not make it one.
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
    /// JPEG XL, bare or in boxes.
    Jxl,
    /// JPEG 2000, bare or in boxes.
    Jp2,
    /// Photoshop.
    Psd,
    /// An icon of Windows.
    Ico,
    /// Portable bitmap, graymap, pixmap or any map.
    Pnm,
    /// OpenEXR.
    Exr,
    /// Quite OK Image.
    Qoi,
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
            [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Self::Jxl,
            [0xFF, 0x4F, 0xFF, 0x51, ..] | [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => Self::Jp2,
            [b'8', b'B', b'P', b'S', 0, 1 | 2, ..] => Self::Psd,
            // Cursors have a 2; the count is small, and the planes of an icon are reserved.
            [0, 0, 1, 0, 1..=64, 0, _, _, _, 0, ..] => Self::Ico,
            [b'P', b'1'..=b'7', b' ' | b'\n' | b'\r' | b'\t', next, ..] if is_of_map(*next) => {
                Self::Pnm
            }
            [0x76, 0x2F, 0x31, 0x01, ..] => Self::Exr,
            [b'q', b'o', b'i', b'f', ..] => Self::Qoi,
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
            Self::Heic | Self::Avif | Self::Bmp | Self::Tiff | Self::Jxl | Self::Jp2 => false,
            Self::Psd | Self::Ico | Self::Pnm | Self::Exr | Self::Qoi | Self::Unknown => false,
        }
    }
}

/// The start of a number, a comment or, in a PAM, a word.
fn is_of_map(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'#' || byte.is_ascii_uppercase()
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
            Self::Jxl => "JPEG XL",
            Self::Jp2 => "JPEG 2000",
            Self::Psd => "PSD (Photoshop)",
            Self::Ico => "ICO",
            Self::Pnm => "PNM",
            Self::Exr => "OpenEXR",
            Self::Qoi => "QOI",
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
