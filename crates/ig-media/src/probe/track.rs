//! A track of a video, assembled from its boxes.

use std::{
    io::{self, Read, Seek},
    time::Duration,
};

use mp4_atom::{Atom, Elst, ElstEntry, Matrix, Mdhd, Tkhd};

use super::{
    boxes::{Boxed, length},
    sample_entry::{self, SampleEntry},
    source::Source,
};
use crate::{AudioTrack, Edits, VideoTrack};

/// The largest shift with which encoders align audio and video, in seconds: the delay of a few
/// pictures that refer to later ones, or the priming of AAC. Our own bound.
const ALIGNMENT: f64 = 0.25;

/// The known properties of a track.
#[derive(Default)]
pub(super) struct Track {
    /// The handler type: `vide`, `soun` or another.
    pub(super) handler: [u8; 4],
    header: Option<Tkhd>,
    timescale: u32,
    ticks: u64,
    edits: Option<Option<Vec<ElstEntry>>>,
    entry: Option<SampleEntry>,
    samples: u32,
}

impl Track {
    /// Reads the boxes that are needed; the first of each kind counts.
    pub(super) fn read<R: Read + Seek>(
        &mut self,
        next: &Boxed,
        source: &mut Source<R>,
    ) -> io::Result<()> {
        match &next.kind {
            b"tkhd" if self.header.is_none() => {
                self.header = Tkhd::decode_body(&mut next.content(source)?).ok();
            }
            b"mdhd" if self.timescale == 0 => {
                if let Ok(mdhd) = Mdhd::decode_body(&mut next.content(source)?) {
                    (self.timescale, self.ticks) = (mdhd.timescale, mdhd.duration);
                }
            }
            b"hdlr" if self.handler == [0; 4] => self.handler = handler(next.content(source)?),
            b"elst" if self.edits.is_none() => {
                let edits = Elst::decode_body(&mut next.content(source)?).ok();
                self.edits = Some(edits.map(|list| list.entries));
            }
            b"stsd" if self.entry.is_none() => {
                self.entry = SampleEntry::of(next.content(source)?, &self.handler);
            }
            b"stsz" | b"stz2" if self.samples == 0 => {
                // Version and flags, the size that all samples have or the width of a field, and
                // their number; the table after them is not read.
                if let [_, _, _, _, _, _, _, _, a, b, c, d] = *source.read(next.body, 12)? {
                    self.samples = u32::from_be_bytes([a, b, c, d]);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The duration before edits.
    pub(super) fn duration(&self) -> Option<Duration> {
        length(self.ticks, self.timescale)
    }

    pub(super) fn video(&self, bit_rate: Option<u64>) -> Option<VideoTrack> {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return None };
        let duration = self.duration().filter(|_| self.samples > 0);
        Some(VideoTrack {
            rotation: self.header.as_ref().map_or(0, |header| rotation(&header.matrix)),
            frame_rate: duration.map(|it| f64::from(self.samples) / it.as_secs_f64()),
            bit_rate,
            ..entry.clone()
        })
    }

    /// Width and height as shown: pixels need not be square, and the picture may be rotated.
    pub(super) fn shown(&self) -> Option<(u32, u32)> {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return None };
        let header = self.header.as_ref().filter(|header| !header.size_is_aspect_ratio);
        let (width, height) = header
            .map(|header| (header.width.integer().into(), header.height.integer().into()))
            .filter(|&(width, height)| width > 0 && height > 0)
            .unwrap_or((entry.width, entry.height));
        let turned =
            self.header.as_ref().is_some_and(|it| matches!(rotation(&it.matrix), 90 | 270));
        Some(if turned { (height, width) } else { (width, height) })
    }

    pub(super) fn audio(&self) -> AudioTrack {
        match &self.entry {
            Some(SampleEntry::Audio(entry)) => entry.clone(),
            _ => sample_entry::unknown_audio(),
        }
    }

    /// The effect of its edit list; `movie` is the unit of the durations in it.
    pub(super) fn edits(&self, movie: u32) -> Edits {
        let Some(list) = &self.edits else { return Edits::None };
        // A list that cannot be read or is too long is not one that only aligns.
        let Some(list) = list else { return Edits::Cut };
        let seconds = |ticks: u64, scale: u32| ticks as f64 / f64::from(scale.max(1));
        let (delays, rest): (Vec<_>, Vec<_>) =
            list.iter().partition(|edit| edit.media_time.is_none());
        let delay: f64 = delays.iter().map(|edit| seconds(edit.segment_duration, movie)).sum();
        match rest[..] {
            [] if delays.is_empty() => Edits::None,
            [edit] if delay <= ALIGNMENT && list.last() == Some(edit) => {
                let start = seconds(edit.media_time.unwrap_or(0), self.timescale);
                let all = self.duration().map_or(0.0, |duration| duration.as_secs_f64());
                let kept = match edit.segment_duration {
                    // The whole track: the length of a fragmented one is not known here.
                    0 => all - start,
                    ticks => seconds(ticks, movie),
                };
                let is_whole = all == 0.0 || (all - start - kept).abs() <= ALIGNMENT;
                let rate = (edit.media_rate.integer(), edit.media_rate.decimal());
                if start <= ALIGNMENT && is_whole && rate == (1, 0) {
                    Edits::Alignment
                } else {
                    Edits::Cut
                }
            }
            _ => Edits::Cut,
        }
    }
}

/// The type of the handler, unless it is QuickTime's handler for the data reference. It is read
/// here, because QuickTime writes the name after it differently from what `mp4_atom` expects.
fn handler(content: &[u8]) -> [u8; 4] {
    match *content {
        [_, _, _, _, b'd', b'h', b'l', b'r', ..] => [0; 4],
        [_, _, _, _, _, _, _, _, a, b, c, d, ..] => [a, b, c, d],
        _ => [0; 4],
    }
}

/// For a picture that is also mirrored, the direction of its top counts.
fn rotation(matrix: &Matrix) -> u16 {
    let Matrix { a, b, c, d, .. } = *matrix;
    if a.unsigned_abs().max(d.unsigned_abs()) >= b.unsigned_abs().max(c.unsigned_abs()) {
        if d < 0 { 180 } else { 0 }
    } else if b > 0 {
        90
    } else {
        270
    }
}
