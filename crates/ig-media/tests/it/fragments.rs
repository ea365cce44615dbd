//! A video of 10 GB in a million fragments, which is made while it is read.

use std::{
    io::{self, Read, Seek, SeekFrom},
    time::Duration,
};

use ig_media::{Use, Video, check, probe_reader};

use crate::video_files::{VideoFile, boxed};

const COUNT: u64 = 1_000_000;

/// The length of a fragment with its data.
const EACH: u64 = 10_000;

/// Units of the track in a second, and the length of a picture in them.
const SECOND: u64 = 90_000;
const PICTURE: u32 = 3_000;

/// The limit that the crate promises.
const MOST: u64 = 2 * 1024 * 1024;

/// A file with one picture in a fragment: 30 in a second.
struct Long {
    head: Vec<u8>,
    tail: Vec<u8>,
    at: u64,
    read: u64,
}

impl Long {
    fn new(mehd: u32, between: &[u8], tail: Vec<u8>) -> Self {
        Self { head: [head(mehd), between.to_vec()].concat(), tail, at: 0, read: 0 }
    }

    fn end(&self) -> u64 {
        self.head.len() as u64 + COUNT * EACH
    }

    fn byte(&self, at: u64) -> u8 {
        if let Some(&byte) = self.head.get(at as usize) {
            return byte;
        }
        if at >= self.end() {
            return self.tail[(at - self.end()) as usize];
        }
        let at = at - self.head.len() as u64;
        let (number, within) = (at / EACH, (at % EACH) as usize);
        // Only the heads of a fragment are not zeros.
        if within < 128 { fragment(number).get(within).copied().unwrap_or(0) } else { 0 }
    }

    fn video(&mut self) -> (Video, Vec<&'static str>) {
        let probe = probe_reader(&mut *self).unwrap();
        assert!(self.read <= MOST, "{} bytes read", self.read);
        let rows = check(&probe, Use::Reel).into_iter().map(|finding| finding.row).collect();
        (probe.video.unwrap(), rows)
    }
}

fn head(mehd: u32) -> Vec<u8> {
    let mut file = VideoFile::new();
    (file.milliseconds, file.media, file.audio) = (0, Some(100), None);
    (file.with_mvex, file.mehd) = (true, mehd);
    let pictures = file.pictures.as_mut().unwrap();
    pictures.frames = 0;
    pictures.edits.clear();
    file.disk().head()
}

fn fragment(number: u64) -> Vec<u8> {
    let tfhd = [&[0, 2, 0, 8, 0, 0, 0, 1][..], &PICTURE.to_be_bytes()].concat();
    let start = number * u64::from(PICTURE);
    let tfdt = [&[1, 0, 0, 0][..], &start.to_be_bytes()].concat();
    let trun = [0, 0, 0, 0, 0, 0, 0, 1];
    let traf = [boxed(b"tfhd", &tfhd), boxed(b"tfdt", &tfdt), boxed(b"trun", &trun)].concat();
    let moof = boxed(b"moof", &[boxed(b"mfhd", &[0; 8]), boxed(b"traf", &traf)].concat());
    let data = (EACH as u32 - moof.len() as u32).to_be_bytes();
    [&moof[..], &data, b"mdat"].concat()
}

impl Read for Long {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let size = self.end() + self.tail.len() as u64;
        let count = (size.saturating_sub(self.at)).min(buf.len() as u64);
        for (place, byte) in buf.iter_mut().enumerate().take(count as usize) {
            *byte = self.byte(self.at + place as u64);
        }
        self.at += count;
        self.read += count;
        Ok(count as usize)
    }
}

impl Seek for Long {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => (self.end() + self.tail.len() as u64).saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// All of it: 33,333.33 s.
fn whole() -> Duration {
    Duration::from_secs_f64((COUNT * u64::from(PICTURE)) as f64 / SECOND as f64)
}

#[test]
fn where_the_limit_ends_the_length_is_a_lower_bound() {
    let (video, rows) = Long::new(0, &[], Vec::new()).video();
    assert!(video.duration_is_at_least);
    let seconds = video.duration.unwrap().as_secs();
    // A fragment takes 256 bytes or less of the limit.
    assert!((200..900).contains(&seconds), "{seconds} s");
    assert!(rows.contains(&"video-duration-at-least"), "{rows:?}");
    assert!(!rows.contains(&"reel-duration"), "{rows:?}");
    let track = video.video_track.unwrap();
    assert_eq!((track.frame_rate, track.is_variable), (Some(30.0), false));
    // 30 fragments a second, of which the data is not much less than all.
    let rate = video.bit_rate.unwrap();
    assert!((2_300_000..=2_400_000).contains(&rate), "{rate}");
}

#[test]
fn the_length_that_the_index_has_of_all_fragments_is_taken() {
    let (video, rows) = Long::new(33_333_333, &[], Vec::new()).video();
    assert!(!video.duration_is_at_least);
    assert_eq!(video.duration, Some(Duration::from_millis(33_333_333)));
    assert!(rows.contains(&"reel-duration"), "{rows:?}");
}

fn check_exact(mut file: Long) {
    let (video, rows) = file.video();
    assert!(!video.duration_is_at_least);
    let (seconds, expect) = (video.duration.unwrap().as_secs_f64(), whole().as_secs_f64());
    assert!((seconds - expect).abs() < 0.001, "{seconds}");
    assert!(rows.contains(&"reel-duration"), "{rows:?}");
    let rate = video.bit_rate.unwrap();
    assert!((2_300_000..=2_400_010).contains(&rate), "{rate}");
    // It does not go on for long where the end is known.
    assert!(file.read < 256 * 1024, "{} bytes read", file.read);
}

#[test]
fn a_segment_index_before_the_fragments_says_how_long_all_are() {
    let references: Vec<_> = (0..10)
        .flat_map(|_| {
            let (bytes, ticks) = (COUNT * EACH / 10, COUNT * u64::from(PICTURE) / 10);
            [(bytes as u32).to_be_bytes(), (ticks as u32).to_be_bytes(), [0x90, 0, 0, 0]].concat()
        })
        .collect();
    let fixed = [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0x5F, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10];
    let index = boxed(b"sidx", &[&fixed[..], &references].concat());
    check_exact(Long::new(0, &index, Vec::new()));
    // One that ends before the file does says nothing of the rest.
    let fixed = [0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0x5F, 0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
    let index = boxed(b"sidx", &[&fixed[..], &references[..9 * 12]].concat());
    assert!(Long::new(0, &index, Vec::new()).video().0.duration_is_at_least);
}

#[test]
fn an_index_at_the_end_names_the_last_fragment() {
    let tail = |last: u64| {
        let start = last * u64::from(PICTURE);
        let at = head(0).len() as u64 + last * EACH;
        let entry = [&start.to_be_bytes()[..], &at.to_be_bytes(), &[1, 1, 1]].concat();
        let tfra = [&[1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat();
        let tfra = boxed(b"tfra", &tfra);
        let length = (8 + tfra.len() + 16) as u32;
        let mfro = boxed(b"mfro", &[[0; 4], length.to_be_bytes()].concat());
        boxed(b"mfra", &[tfra, mfro].concat())
    };
    check_exact(Long::new(0, &[], tail(COUNT - 1)));
    // It may name only those that start with a whole picture.
    check_exact(Long::new(0, &[], tail(COUNT - 30)));
    // One that points nowhere is not believed.
    assert!(Long::new(0, &[], tail(COUNT + 7)).video().0.duration_is_at_least);
}
