//! The requested content encodings, `gzip` and `deflate`, decoded within limits.

use std::io::Read as _;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, StatusCode, header::CONTENT_ENCODING};

use crate::end::End;

/// The requested encodings: those that Meta's crawlers need a server to support (reference §17.8).
pub(crate) const ACCEPTED: &str = "gzip, deflate";

/// The content encoding of a response in lower case, or `None` for none.
pub(crate) fn of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_ENCODING)?;
    let word = String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase();
    Some(word).filter(|word| !word.is_empty() && word != "identity")
}

/// Decodes at most `most` bytes of a body that was read up to `end`. A body in any other encoding
/// is not changed.
///
/// A part of an encoded body (206) usually lacks the end of its encoding.
pub(crate) fn decoded(
    encoding: &str,
    status: StatusCode,
    body: Vec<u8>,
    end: End,
    most: u64,
) -> (Vec<u8>, End) {
    let (bytes, failure) = match encoding {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(&*body), most),
        // The standard requires zlib, but servers have been seen to omit its frame.
        "deflate" => match read(ZlibDecoder::new(&*body), most) {
            (bytes, Some(_)) if bytes.is_empty() => read(DeflateDecoder::new(&*body), most),
            decoded => decoded,
        },
        _ => return (body, end),
    };
    // A body that is a part, or was read only in part, ends in the middle of its encoding.
    let end = match (end, failure) {
        (End::Whole, Some(_)) if status == StatusCode::PARTIAL_CONTENT => End::Enough,
        (End::Whole, Some(why)) => End::Cut(format!("its {encoding} encoding is broken: {why}")),
        (End::Whole, None) if most <= bytes.len() as u64 => End::Enough,
        (end, _) => end,
    };
    (bytes, end)
}

fn read(decoder: impl std::io::Read, most: u64) -> (Vec<u8>, Option<String>) {
    let mut bytes = Vec::new();
    let failure = decoder.take(most).read_to_end(&mut bytes).err();
    (bytes, failure.map(|error| error.to_string()))
}
