//! The kept parts of a video that comes in pieces: its hash, its head and its tail.
//!
//! Judging a video requires its boxes, which are at its start or at its end. So memory is bounded
//! whatever the length of the video, and the machine needs no file.

use hmac_sha256::Hash;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::handling::Fetched;

/// The length of the kept head, and the least length of the kept tail, in bytes: the index of a
/// video of a quarter of an hour is shorter. Videos up to twice this length are kept whole.
const PART: usize = 4 << 20;

/// The part of a video that has come.
#[derive(Clone)]
pub(crate) struct Kept {
    length: u64,
    /// The hash; `None` after a restart in the middle of a video that was too long to keep.
    hash: Option<Hash>,
    head: Vec<u8>,
    /// The bytes that came after the head, without its start if it is long.
    tail: Vec<u8>,
}

impl Default for Kept {
    fn default() -> Self {
        Self::of_parts(0, &[])
    }
}

/// Its length: the bytes are a row of their own, and [`Kept::restore`] puts them back.
impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.length.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of_parts(u64::deserialize(deserializer)?, &[]))
    }
}

impl Kept {
    /// How many bytes came.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        let (head, rest) = bytes.split_at(bytes.len().min(PART - self.head.len()));
        self.head.extend_from_slice(head);
        // Old bytes are dropped first, so that a long piece is not copied whole.
        let last = &rest[rest.len().saturating_sub(2 * PART)..];
        if self.tail.len() + last.len() > 2 * PART {
            let keep = PART.saturating_sub(last.len()).min(self.tail.len());
            self.tail.drain(..self.tail.len() - keep);
        }
        self.tail.extend_from_slice(last);
    }

    /// The SHA-256 of all that came, in hexadecimal digits.
    pub(crate) fn sha256(&self) -> Option<String> {
        self.hash.as_ref().map(|hash| digits(&hash.finalize()))
    }

    /// The kept bytes: the head and the tail.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.head[..], &self.tail].concat()
    }

    /// Restores the kept bytes.
    pub(crate) fn restore(&mut self, bytes: &[u8]) {
        *self = Self::of_parts(self.length, bytes);
    }

    fn of_parts(length: u64, held: &[u8]) -> Self {
        let hash = (held.len() as u64 == length).then(|| {
            let mut hash = Hash::default();
            hash.update(held);
            hash
        });
        let (head, tail) = held.split_at(held.len().min(PART));
        Self { length, hash, head: head.to_vec(), tail: tail.to_vec() }
    }

    /// Takes the video out, for the judge.
    pub(crate) fn take(&mut self) -> Fetched {
        let (mut head, tail) = (std::mem::take(&mut self.head), std::mem::take(&mut self.tail));
        if (head.len() + tail.len()) as u64 == self.length {
            head.extend_from_slice(&tail);
            return Fetched::new(head);
        }
        Fetched::new(head).with_total(self.length).with_tail(tail)
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    digits(&Hash::hash(bytes))
}

fn digits(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({} bytes)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom};

    use super::*;

    fn video(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at / 7 + at / 1009) as u8).collect()
    }

    fn kept(video: &[u8], piece: usize) -> Kept {
        let mut kept = Kept::default();
        video.chunks(piece).for_each(|piece| kept.add(piece));
        kept
    }

    #[test]
    fn videos_up_to_twice_the_kept_part_are_whole_whatever_their_pieces() {
        for length in [0, 1, PART, PART + 1, 2 * PART] {
            let video = video(length);
            for piece in [1 << 16, 3 * PART, PART + 3] {
                let mut kept = kept(&video, piece);
                assert_eq!(kept.length(), length as u64);
                assert!(
                    kept.take() == Fetched::new(video.clone()),
                    "{length} in pieces of {piece}"
                );
            }
        }
    }

    #[test]
    fn the_hash_the_head_and_the_tail_of_a_long_video_are_kept() {
        let video = video(5 * PART + 123);
        let digest = sha256(&video);
        for piece in [100_003, PART, 4 * PART, video.len()] {
            let mut kept = kept(&video, piece);
            assert_eq!(kept.sha256(), Some(digest.clone()));
            assert!(kept.head.len() + kept.tail.len() <= 3 * PART, "memory is bounded");
            let fetched = kept.take();
            assert_eq!((fetched.bytes.len(), fetched.total), (PART, video.len() as u64));
            assert!(fetched.tail.len() >= PART && video.ends_with(&fetched.tail));
            let mut reader = fetched.reader();
            let mut end = Vec::new();
            reader.seek(SeekFrom::End(-1000)).unwrap();
            reader.read_to_end(&mut end).unwrap();
            assert!(video.ends_with(&end) && end.len() == 1000);
        }
    }
}
