//! Photos and videos, whose headers may claim anything.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use ig_media::{Use, check, probe, probe_reader};

/// Reads a file: complete, in pieces, and as the head of a longer one.
///
/// # Panics
///
/// When it reads more of the file than it may, or reports different results from memory and from
/// a disk.
pub fn run(bytes: &[u8]) {
    let mut disk = Disk { file: Cursor::new(bytes), read: 0 };
    let whole = probe(bytes, bytes.len() as u64);
    let read = probe_reader(&mut disk).expect("nothing goes wrong with reading");
    // Headers are read once or twice, tables of samples not at all.
    assert!(disk.read <= MOST, "{} bytes were read", disk.read);
    assert_eq!(whole, read);
    for size in [0, 1 << 20, u64::MAX] {
        let head = probe(bytes, size);
        for purpose in Use::ALL {
            judge(&head, purpose);
        }
    }
    for purpose in Use::ALL {
        judge(&whole, purpose);
    }
}

/// The most bytes that are read of a file, as documented in `ig-media`.
const MOST: u64 = 2 << 20;

fn judge(probe: &ig_media::Probe, purpose: Use) {
    for finding in check(probe, purpose) {
        assert!(!finding.to_string().is_empty());
    }
    // It is shown as JSON, where NaN and infinities become `null`.
    let track = probe.video.as_ref().and_then(|video| video.video_track.as_ref());
    let rate = track.and_then(|track| track.frame_rate);
    assert!(rate.is_none_or(|rate| rate.is_finite() && rate >= 0.0), "{rate:?}");
    serde_json::to_string(probe).expect("it can be shown");
}

/// A disk that counts the bytes that are read.
struct Disk<'a> {
    file: Cursor<&'a [u8]>,
    read: u64,
}

impl Read for Disk<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Disk<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
