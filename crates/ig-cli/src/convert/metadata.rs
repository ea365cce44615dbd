//! Metadata that a JPEG made here does not have. The decoders tell of some of it, and only of what
//! comes before the pixels: the file itself is asked.

mod gif;
mod jpeg;
mod png;
mod tiff;
mod webp;

use image::ImageFormat;

pub(super) use self::png::{Chunk, chunks};

/// What people know by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Exif,
    Xmp,
    Iptc,
    /// Who has made it, and how it came about, signed.
    C2pa,
    /// Titles, authors and comments.
    Text,
    /// When it was changed.
    Time,
    Other,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Exif => "EXIF",
            Self::Xmp => "XMP",
            Self::Iptc => "IPTC",
            Self::C2pa => "C2PA",
            Self::Text => "text",
            Self::Time => "time",
            Self::Other => "other",
        }
    }
}

/// The metadata of a file. Where the file is damaged, what comes before that.
pub(super) fn of(format: ImageFormat, bytes: &[u8]) -> Vec<Kind> {
    match format {
        ImageFormat::Png => png::metadata(bytes),
        ImageFormat::Jpeg => jpeg::metadata(bytes),
        ImageFormat::Gif => gif::metadata(bytes),
        ImageFormat::WebP => webp::metadata(bytes),
        ImageFormat::Tiff => tiff::metadata(bytes),
        _ => Vec::new(),
    }
}

/// `EXIF and XMP metadata is left out`.
pub(super) fn left_out(mut found: Vec<Kind>) -> Option<String> {
    found.sort();
    found.dedup();
    let names: Vec<_> = found.into_iter().map(Kind::name).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => format!("{last} metadata is left out"),
        others => format!("{} and {last} metadata is left out", others.join(", ")),
    })
}

/// Whether some bytes are among others.
fn has(bytes: &[u8], some: &[u8]) -> bool {
    bytes.windows(some.len()).any(|window| window == some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_ends_anywhere_is_read_to_its_end() {
        for (format, bytes) in [
            (
                ImageFormat::Png,
                &b"\x89PNG\r\n\x1a\n\0\0\0\x04tEXta\0bc\0\0\0\0\0\0\0\0IEND\0\0\0\0"[..],
            ),
            (ImageFormat::Jpeg, b"\xff\xd8\xff\xfe\0\x04hi\xff\xda\0\x02ab\xff\0c\xff\xd0\xff\xd9"),
            (
                ImageFormat::Gif,
                b"GIF89a\x01\0\x01\0\0\0\0!\xfe\x02hi\0,\0\0\0\0\x01\0\x01\0\0\x02\x01a\0;",
            ),
            (ImageFormat::WebP, b"RIFF\x16\0\0\0WEBPXMP \x02\0\0\0hiEXIF\0\0\0\0"),
        ] {
            assert!(!of(format, bytes).is_empty(), "{format:?}");
            for end in 0..bytes.len() {
                of(format, &bytes[..end]);
            }
        }
    }
}
