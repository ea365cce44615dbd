//! Videos that are nowhere but in memory: no two are alike, wherever they are.

use ig_core::upload::NamedSource;

use crate::MP4;

/// The video that is at a path or a URL: a real one, with its name in a box at
/// its end that players leave aside.
///
/// # Panics
///
/// When the name is longer than any box.
pub fn video_at(name: &str) -> Vec<u8> {
    let mut bytes = MP4.to_vec();
    let length = u32::try_from(8 + name.len()).expect("a short name");
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(b"free");
    bytes.extend_from_slice(name.as_bytes());
    bytes
}

/// The video at a path, as a plan names it.
///
/// # Panics
///
/// When the path is empty.
pub fn local_video(path: &str) -> NamedSource {
    NamedSource::new(path, video_at(path).len() as u64).expect("a video")
}
