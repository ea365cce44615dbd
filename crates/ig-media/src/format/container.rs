//! Containers of video, by their first bytes.

use super::Format;

/// The length of a packet of MPEG-TS (ISO/IEC 13818-1, 2.4.3.2); camcorders put a time of four
/// bytes before each.
const PACKET: usize = 188;

/// The format of a file that is not a photo's by its first bytes.
pub(super) fn of(head: &[u8]) -> Format {
    match head {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => matroska(head),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ' | b'X', ..] => Format::Avi,
        [b'F', b'L', b'V', 1, ..] => Format::Flv,
        [b'O', b'g', b'g', b'S', 0, ..] => Format::Ogg,
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => Format::Asf,
        [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, ..] => Format::Mxf,
        [0, 0, 1, 0xBA, ..] => Format::MpegPs,
        [0, 0, 1, rest @ ..] | [0, 0, 0, 1, rest @ ..] if is_bare(rest) => Format::BareVideo,
        _ if is_transport(head, PACKET, 0) || is_transport(head, PACKET + 4, 4) => Format::MpegTs,
        _ => of_boxes(head),
    }
}

/// RFC 9559, 11: the type of the document tells them apart. It is near the start.
fn matroska(head: &[u8]) -> Format {
    let head = &head[..head.len().min(64)];
    if head.windows(4).any(|it| it == b"webm") { Format::WebM } else { Format::Matroska }
}

/// Two packets at least, each of which starts with the same byte.
fn is_transport(head: &[u8], length: usize, start: usize) -> bool {
    let mut starts = head.get(start..).unwrap_or_default().iter().step_by(length).take(3);
    starts.len() >= 2 && starts.all(|&byte| byte == 0x47)
}

/// The first unit after a start code: a parameter set or a delimiter of H.264 (7.4.1) or HEVC
/// (7.4.2.2), a sequence of MPEG-1 or 2, or the start of MPEG-4.
fn is_bare(unit: &[u8]) -> bool {
    let is_h264 = matches!(*unit, [0x07 | 0x27 | 0x47 | 0x67, _, ..] | [0x09, _, ..]);
    let is_hevc = matches!(*unit, [0x40 | 0x42 | 0x46, 1, ..]);
    is_h264 || is_hevc || matches!(*unit, [0xB0 | 0xB3, _, ..])
}

/// The boxes of MP4 and QuickTime. A `ftyp` decides, also after boxes that may be skipped;
/// QuickTime writes none, and may start with any of its own.
fn of_boxes(mut head: &[u8]) -> Format {
    let mut is_skipped = false;
    while let Some((&[a, b, c, d, w, x, y, z], rest)) = head.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        match &[w, x, y, z] {
            b"ftyp" => return of_brands(&rest[..rest.len().min(length.saturating_sub(8))]),
            b"moov" | b"mdat" => return Format::Mov,
            // The first bytes of a segment of a stream, without the start of the stream.
            b"styp" | b"sidx" | b"moof" if a == 0 && length > 8 => return Format::Mp4,
            // Such a box is short, while text may have these letters in this place.
            b"free" | b"skip" | b"wide" | b"pnot" if a == 0 && length >= 8 => {
                is_skipped = true;
                head = head.get(length..).unwrap_or_default();
            }
            _ => break,
        }
    }
    if is_skipped { Format::Mov } else { Format::Unknown }
}

/// The major brand decides; if it is generic, the first known compatible brand decides.
fn of_brands(brands: &[u8]) -> Format {
    let major = brands.chunks_exact(4).take(1);
    let compatible = brands.chunks_exact(4).skip(2);
    major.chain(compatible).find_map(of_brand).unwrap_or(Format::Unknown)
}

fn of_brand(brand: &[u8]) -> Option<Format> {
    match brand {
        b"avif" | b"avis" | b"avio" => Some(Format::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
            Some(Format::Heic)
        }
        b"qt  " => Some(Format::Mov),
        [b'3', b'g', b'p' | b'g' | b'r' | b's' | b'e' | b'h' | b'm' | b'2', _] => {
            Some(Format::ThreeGp)
        }
        [b'i', b's', b'o', b'm' | b'2'..=b'9' | b'a'..=b'c'] => Some(Format::Mp4),
        b"mp41" | b"mp42" | b"mp71" | b"avc1" | b"dash" | b"MSNV" | b"XAVC" | b"F4V " | b"f4v "
        | b"cmfc" | b"cmf2" | b"cmfs" | b"hlsf" | b"mmp4" | b"dby1" => Some(Format::Mp4),
        [b'M', b'4', b'V', b' ' | b'H' | b'P'] => Some(Format::Mp4),
        [b'N', b'D', ..] => Some(Format::Mp4),
        _ => None,
    }
}
