//! The recognized formats; Instagram refuses most of them by name.

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
            [a, b, c, d, b'f', b't', b'y', b'p', rest @ ..] => {
                let size = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
                Self::of_brands(&rest[..rest.len().min(size.saturating_sub(8))])
            }
            // Older QuickTime files without brands start with any of these atoms.
            [_, _, _, _, b'm', b'o', b'o', b'v', ..]
            | [_, _, _, _, b'm', b'd', b'a', b't', ..]
            | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => Self::Mov,
            _ => Self::Unknown,
        }
    }

    /// The major brand decides; if it is generic, the first known compatible brand decides.
    fn of_brands(brands: &[u8]) -> Self {
        let major = brands.chunks_exact(4).take(1);
        let compatible = brands.chunks_exact(4).skip(2);
        major.chain(compatible).find_map(Self::of_brand).unwrap_or(Self::Unknown)
    }

    fn of_brand(brand: &[u8]) -> Option<Self> {
        match brand {
            b"avif" | b"avis" | b"avio" => Some(Self::Avif),
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
                Some(Self::Heic)
            }
            b"qt  " => Some(Self::Mov),
            b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42"
            | b"avc1" | b"dash" | b"M4V " | b"MSNV" => Some(Self::Mp4),
            _ => None,
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
            Self::Unknown => "unknown",
        })
    }
}
