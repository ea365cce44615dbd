//! The chunks of a PNG (Portable Network Graphics, third edition, 5.3 and 11).

use super::Kind;

/// A chunk: its type and its data.
pub(in crate::convert) type Chunk<'a> = ([u8; 4], &'a [u8]);

/// The chunks, up to the end or to where the file is cut off.
pub(in crate::convert) fn chunks(bytes: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (name, after) = after.split_first_chunk()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = after.get(..length)?;
        // The sum is checked where the picture is decoded.
        rest = after.get(length + 4..).unwrap_or_default();
        Some((*name, data))
    })
}

pub(super) fn metadata(bytes: &[u8]) -> Vec<Kind> {
    chunks(bytes).filter_map(kind).collect()
}

fn kind((name, data): Chunk<'_>) -> Option<Kind> {
    match &name {
        b"eXIf" => Some(Kind::Exif),
        b"caBX" => Some(Kind::C2pa),
        b"tIME" => Some(Kind::Time),
        b"tEXt" | b"zTXt" | b"iTXt" => {
            Some(of_text(data.split(|byte| *byte == 0).next().unwrap_or_default()))
        }
        // What is shown, and how; the last is an index of the pixels.
        b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"bKGD" | b"hIST" | b"sPLT" | b"pHYs"
        | b"sBIT" | b"gAMA" | b"cHRM" | b"sRGB" | b"iCCP" | b"cICP" | b"mDCV" | b"cLLI"
        | b"acTL" | b"fcTL" | b"fdAT" | b"iDOT" => None,
        _ => Some(Kind::Other),
    }
}

/// Programs keep other metadata as text, in digits, as ImageMagick does.
fn of_text(keyword: &[u8]) -> Kind {
    match keyword {
        b"XML:com.adobe.xmp" | b"Raw profile type xmp" => Kind::Xmp,
        b"Raw profile type exif" | b"Raw profile type APP1" => Kind::Exif,
        b"Raw profile type iptc" | b"Raw profile type 8bim" => Kind::Iptc,
        _ => Kind::Text,
    }
}
