//! The JSON schemas, in the folder `schema` of the crate; the program has them packed.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// Each file's name and text, and a zero after each.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schemas"));

/// The text of a file, such as `output/publish.json`; empty if there is no such file.
pub(crate) fn text(name: &str) -> String {
    let mut all = String::new();
    // Each file is read by a test.
    let _ = DeflateDecoder::new(PACKED).read_to_string(&mut all);
    let mut parts = all.split('\0');
    while let (Some(found), Some(text)) = (parts.next(), parts.next()) {
        if found == name {
            return text.to_owned();
        }
    }
    String::new()
}
