//! Videos that exist only in memory: each path or URL has a different one.

use ig_core::upload::NamedSource;

use crate::MP4;

/// The video at a path or a URL: a real one, with its name in a box at the end that
/// players ignore.
///
/// # Panics
///
/// When the name is longer than any box.
pub(crate) fn video_at(name: &str) -> Vec<u8> {
    let mut bytes = MP4.to_vec();
    let length = u32::try_from(8 + name.len()).expect("a short name");
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(b"free");
    bytes.extend_from_slice(name.as_bytes());
    bytes
}

/// The video at a path, as a source for a plan.
///
/// # Panics
///
/// When the path is empty.
pub(crate) fn local_video(path: &str) -> NamedSource {
    NamedSource::new(path, video_at(path).len() as u64).expect("a video")
}
