//! Films to upload: a start that is a film's, and then bytes no two mebibytes of
//! which are alike.

use std::{
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use hmac_sha256::Hash;
use ig_core::LocalFile;
use tempfile::TempDir;

const BLOCK: usize = 1024 * 1024;

/// A film in a folder of its own, which goes with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Film {
    /// As a plan names it.
    pub file: LocalFile,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    path: PathBuf,
    _folder: TempDir,
}

impl Film {
    /// A film of `size` bytes, last changed an hour ago.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
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
            out.write_all(part).expect("room for a film");
            left -= part.len();
            left
        };
        write(b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08mdat");
        for number in 0_u64.. {
            block[..8].copy_from_slice(&number.to_le_bytes());
            if write(&block) == 0 {
                break;
            }
        }
        let file = out.into_inner().expect("room for a film");
        // A change within the same tick of the file system's clock is none.
        file.set_modified(SystemTime::now() - Duration::from_secs(3600)).expect("a time");
        drop(file);
        let metadata = path.metadata().expect("it is there");
        let file = LocalFile::of(&path, &metadata).expect("a file");
        let mut sha256 = String::new();
        for byte in hash.finalize() {
            write!(sha256, "{byte:02x}").expect("a string");
        }
        Self { file, sha256, path, _folder: folder }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Xorshift's.
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
