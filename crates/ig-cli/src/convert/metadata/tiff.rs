//! The fields of a TIFF's first page that say something of the picture and are not the picture.

use std::io::Cursor;

use tiff::{decoder::Decoder, tags::Tag};

use super::Kind;

/// By their numbers (TIFF 6.0, section 8 and appendix A; EXIF 2.32, 4.6.3; the registries of Adobe and C2PA).
const FIELDS: [(Kind, &[u16]); 6] = [
    // The place on earth is a folder of its own.
    (Kind::Exif, &[34665, 34853]),
    (Kind::Xmp, &[700]),
    (Kind::Iptc, &[33723]),
    (Kind::C2pa, &[52545]),
    // The name, what is seen, the camera, the program, the author, the machine, the rights.
    (Kind::Text, &[269, 270, 271, 272, 285, 305, 315, 316, 33432]),
    (Kind::Time, &[306]),
];

pub(super) fn metadata(bytes: &[u8]) -> Vec<Kind> {
    let Ok(mut decoder) = Decoder::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut has = |field: &u16| {
        decoder.find_tag(Tag::from_u16_exhaustive(*field)).is_ok_and(|found| found.is_some())
    };
    let there = FIELDS.iter().filter(|(_, fields)| fields.iter().any(&mut has));
    there.map(|(kind, _)| *kind).collect()
}
