//! Videos to upload: real ones, followed by bytes of which no two mebibytes are
//! equal, in a box that players ignore.

use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use hmac_sha256::Hash;
use ig_core::upload::NamedSource;
use ig_driver::Files;
use tempfile::TempDir;

use crate::MP4;

const BLOCK: usize = 1024 * 1024;

/// A video in its own folder, which is removed with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct VideoFile {
    /// The source that a plan names.
    pub file: NamedSource,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    path: PathBuf,
    _folder: TempDir,
}

/// The head of a box.
const HEAD: usize = 8;

impl VideoFile {
    /// The size of the shortest video, in bytes.
    pub const SHORTEST: usize = MP4.len() + HEAD;

    /// A video of `size` bytes, last changed an hour ago, that Instagram accepts
    /// for any use up to 57 MB, and as a reel up to 300.
    ///
    /// # Panics
    ///
    /// When `size` is too small or the file cannot be written.
    pub fn new(size: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hungry-fonzes.mov");
        let mut out = BufWriter::new(File::create(&path).expect("a file"));
        let mut hash = Hash::new();
        let mut block = noise();
        let mut left = size;
        let mut write = |part: &[u8]| {
            let part = &part[..part.len().min(left)];
            hash.update(part);
            out.write_all(part).expect("room for a video");
            left -= part.len();
            left
        };
        let rest = u32::try_from(size - MP4.len()).expect("a box of less than 4 GiB");
        write(&lasting(size));
        write(&rest.to_be_bytes());
        write(b"free");
        for number in 0_u64.. {
            block[..8].copy_from_slice(&number.to_le_bytes());
            if write(&block) == 0 {
                break;
            }
        }
        let file = out.into_inner().expect("room for a video");
        // A change within the same tick of the file system's clock is not noticed.
        file.set_modified(SystemTime::now() - Duration::from_secs(3600)).expect("a time");
        drop(file);
        let file = Files::name(&path).expect("a file");
        let mut sha256 = String::new();
        for byte in hash.finalize() {
            write!(sha256, "{byte:02x}").expect("a string");
        }
        Self { file, sha256, path, _folder: folder }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The video with a duration of three seconds and one more per megabyte, so that
/// no bit rate is too high.
fn lasting(size: usize) -> Vec<u8> {
    let mut video = MP4.to_vec();
    let header = video.windows(4).position(|word| word == b"mvhd").expect("a video") + 4;
    let [timescale, duration] = [header + 12, header + 16];
    let ticks: [u8; 4] = video[timescale..duration].try_into().expect("four bytes");
    let seconds = u32::try_from(3 + size / 1_000_000).expect("a short video");
    let length = u32::from_be_bytes(ticks) * seconds;
    video[duration..duration + 4].copy_from_slice(&length.to_be_bytes());
    video
}

/// Bytes from xorshift.
fn noise() -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let words = (0..BLOCK / 8).flat_map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.collect()
}
