//! A track of a video, assembled from its boxes.

use std::{
    io::{self, Read, Seek},
    time::Duration,
};

use mp4_atom::{Atom, Elst, ElstEntry, Matrix, Mdhd, Tkhd};

use super::{
    boxes::{Boxed, length},
    sample_entry::SampleEntry,
    sound,
    source::Source,
    timing::Timing,
};
use crate::{AudioTrack, Edits, VideoCodec, VideoTrack};

/// More tracks of chapters than any video has.
const MOST_CHAPTERS: u64 = 16;

/// The codecs of pictures, as QuickTime names them.
const STILLS: [&str; 6] = ["jpeg", "mjpa", "mjpb", "png ", "tiff", "gif "];

/// The largest shift with which encoders align audio and video, in seconds: the delay of a few
/// pictures that refer to later ones, or the priming of AAC. Our own bound.
const ALIGNMENT: f64 = 0.25;

/// The known properties of a track.
#[derive(Default)]
pub(super) struct Track {
    /// The handler type: `vide`, `soun` or another.
    pub(super) handler: [u8; 4],
    /// The samples by the index, and then by the fragments.
    pub(super) timing: Timing,
    /// The length of a sample in a fragment that does not say it.
    pub(super) default_length: u32,
    /// When the first sample starts and the last one ends by the fragments, in units of the track.
    pub(super) start: Option<u64>,
    pub(super) end: u64,
    /// The length in seconds, where it is written elsewhere and not all fragments were read.
    pub(super) reach: Option<f64>,
    /// The tracks that are its chapters.
    pub(super) chapters: Vec<u32>,
    header: Option<Tkhd>,
    timescale: u32,
    /// The length by its header, in units of the track.
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
            b"stts" if self.timing.samples == 0 && self.is_counted() => {
                self.timing.read(next, source)?;
            }
            b"chap" if self.chapters.is_empty() => {
                let (ids, _) = next.part(source, 0, MOST_CHAPTERS * 4)?.as_chunks();
                self.chapters = ids.iter().map(|&id| u32::from_be_bytes(id)).collect();
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

    /// Its number, which is not 0; 0 without a header.
    pub(super) fn id(&self) -> u32 {
        self.header.as_ref().map_or(0, |header| header.track_id)
    }

    /// Whether it has pictures or sound. Text, time codes and data do not count for the length.
    pub(super) fn is_counted(&self) -> bool {
        matches!(&self.handler, b"vide" | b"soun")
    }

    /// Whether it is shown or heard without being chosen.
    pub(super) fn is_enabled(&self) -> bool {
        self.header.as_ref().is_none_or(|header| header.enabled)
    }

    /// Whether it is a picture and not a video, such as a cover.
    pub(super) fn is_still(&self) -> bool {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return true };
        let is_picture = match &entry.codec {
            VideoCodec::Other(name) => STILLS.contains(&name.as_str()),
            _ => false,
        };
        is_picture || self.timing.samples.max(self.samples.into()) == 1
    }

    /// The number of stored pixels.
    pub(super) fn area(&self) -> u64 {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return 0 };
        u64::from(entry.width) * u64::from(entry.height)
    }

    /// The duration before edits: by the samples, or else by its header.
    pub(super) fn duration(&self) -> Option<Duration> {
        let counted = Some(self.timing.ticks).filter(|_| !self.timing.is_partial);
        let counted = counted.and_then(|ticks| length(ticks, self.timescale));
        let written = counted.or_else(|| length(self.ticks, self.timescale));
        written.max(self.until_end().and_then(|it| Duration::try_from_secs_f64(it).ok()))
    }

    /// The seconds between the start of the first fragment and the end of the last, as far as
    /// they were read.
    pub(super) fn until_end(&self) -> Option<f64> {
        let ticks = self.end.checked_sub(self.start?).filter(|&ticks| ticks > 0)?;
        Some(ticks as f64 / f64::from(Some(self.timescale).filter(|&it| it > 0)?))
    }

    /// The duration as it is played: with its edits, and without what they leave out.
    ///
    /// `movie` is the unit of the durations in them. In fragments, they cannot say more than where
    /// it starts, because they are written before its end is known.
    pub(super) fn played(&self, movie: u32, in_fragments: bool) -> Option<Duration> {
        let reach = self.reach.and_then(|it| Duration::try_from_secs_f64(it).ok());
        let whole = self.duration().max(reach)?;
        let Some(Some(list)) = self.edits.as_ref().filter(|_| movie > 0) else {
            return Some(whole);
        };
        let seconds = |ticks: u64| ticks as f64 / f64::from(movie);
        let is_shown = |edit: &&ElstEntry| edit.media_time.is_some();
        let start = list.iter().find_map(|edit| edit.media_time).unwrap_or(0);
        let rest = whole.saturating_sub(length(start, self.timescale).unwrap_or_default());
        let is_open = list.iter().filter(is_shown).any(|edit| edit.segment_duration == 0);
        let written: f64 = list.iter().map(|edit| seconds(edit.segment_duration)).sum();
        let played = match list[..] {
            [] => whole,
            _ if in_fragments => rest,
            _ if is_open => rest.saturating_add(Duration::try_from_secs_f64(written).ok()?),
            // The same, rounded to the unit of the movie.
            _ if (written - whole.as_secs_f64()).abs() <= seconds(2) => whole,
            _ => Duration::try_from_secs_f64(written).ok()?,
        };
        Some(played).filter(|played| !played.is_zero())
    }

    pub(super) fn video(&self, bit_rate: Option<u64>) -> Option<VideoTrack> {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return None };
        let rates = self.timing.rates(self.timescale);
        // Without a table of their lengths, the pictures have what the header says.
        let header = length(self.ticks, self.timescale).filter(|_| self.samples > 0);
        let mean = header.map(|it| f64::from(self.samples) / it.as_secs_f64());
        Some(VideoTrack {
            rotation: self.header.as_ref().map_or(0, |header| rotation(&header.matrix)),
            frame_rate: rates.map(|rates| rates.mean).or(mean),
            common_frame_rate: rates.map(|rates| rates.common).or(mean),
            is_variable: rates.is_some_and(|rates| rates.is_variable),
            bit_rate,
            pixel_aspect: entry.pixel_aspect.or_else(|| self.shape()),
            ..entry.clone()
        })
    }

    /// The shape of a pixel where only the size of the track says it.
    fn shape(&self) -> Option<(u32, u32)> {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return None };
        let header = self.header.as_ref().filter(|header| !header.size_is_aspect_ratio)?;
        let wide = u32::from(header.width.integer()).checked_mul(entry.height)?;
        let high = u32::from(header.height.integer()).checked_mul(entry.width)?;
        let (mut divisor, mut rest) = (wide, high);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        (wide > 0 && high > 0 && wide != high).then(|| (wide / divisor, high / divisor))
    }

    /// Width and height as shown: pixels need not be square, and the picture may be rotated.
    pub(super) fn shown(&self) -> Option<(u32, u32)> {
        let Some(SampleEntry::Video(entry)) = &self.entry else { return None };
        let header = self.header.as_ref().filter(|header| !header.size_is_aspect_ratio);
        let (width, height) = header
            .map(|header| (header.width.integer().into(), header.height.integer().into()))
            .filter(|&(width, height)| width > 0 && height > 0)
            .unwrap_or((entry.width, entry.height));
        let is_stored = (width, height) == (entry.width, entry.height);
        let pixel = entry.pixel_aspect.filter(|_| is_stored).unwrap_or((1, 1));
        let width = u64::from(width) * u64::from(pixel.0) + u64::from(pixel.1) / 2;
        let width = u32::try_from(width / u64::from(pixel.1)).ok()?;
        let turned =
            self.header.as_ref().is_some_and(|it| matches!(rotation(&it.matrix), 90 | 270));
        Some(if turned { (height, width) } else { (width, height) })
    }

    pub(super) fn audio(&self) -> AudioTrack {
        match &self.entry {
            Some(SampleEntry::Audio(entry)) => entry.clone(),
            _ => sound::unknown("unreadable".to_owned()),
        }
    }

    /// The effect of its edit list; `movie` is the unit of the durations in it.
    pub(super) fn edits(&self, movie: u32, in_fragments: bool) -> Edits {
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
                    // The whole track, and all that comes in fragments.
                    0 => all - start,
                    _ if in_fragments => all - start,
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
