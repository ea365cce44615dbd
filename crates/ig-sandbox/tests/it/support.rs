//! What all tests of the server use: an account, and an internet in memory.

use ig_sandbox::{FetchError, Fetched, Timestamp};

pub(crate) const USER: &str = "17841400008460056";
pub(crate) const TOKEN: &str = "sandbox-token";
pub(crate) const PHOTO: &str = "https://www.example.com/images/bronz-fonz.jpg";
pub(crate) const VIDEO: &str = "https://www.example.com/videos/hungry-fonzes.mov";

/// 2019-09-26T22:36:43Z, the time in Meta's own example of a post.
pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_569_537_403_000);

/// The internet: a photo at every `.jpg`, a video at every `.mov`.
pub(crate) fn fetch(url: &str) -> Result<Fetched, FetchError> {
    match url.rsplit('.').next() {
        Some("jpg") => Ok(Fetched::new(jpeg(64, 64))),
        Some("mov") => Ok(Fetched::new(video(0))),
        _ => Err(FetchError::Status(404)),
    }
}

pub(crate) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![128; usize::from(width) * usize::from(height)];
    jpeg_encoder::Encoder::new(&mut file, 50)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Luma)
        .unwrap();
    file
}

/// A video that is at least so long, no two parts of which are alike.
pub(crate) fn video(length: usize) -> Vec<u8> {
    let mut file = include_bytes!("../../../ig-sandbox-core/src/files/sample.mp4").to_vec();
    file.extend((file.len()..length).map(|at| (at / 3 + at / 251 + at / 65_521) as u8));
    file
}

pub(crate) fn form(params: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

/// The SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
