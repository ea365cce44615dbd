//! The boxes of an MP4 or a MOV: their order, the duration, and the tracks.
//!
//! The content of a box is decoded by [`mp4_atom`]. Of the sample tables only the lengths of the
//! pictures are read, in runs; the number of samples is in the head of another.

mod layout;
mod tracks;

use std::{
    io::{self, Read, Seek},
    time::Duration,
};

use mp4_atom::{Atom, Mehd, Mvhd};

use self::layout::Layout;
use super::{
    boxes::{Boxed, Walk, length},
    source::{Source, WHOLE},
    track::Track,
};
use crate::{Edits, Video};

/// More tracks than any video has.
const MOST_TRACKS: usize = 64;

/// Reads as much as possible; a damaged, missing or too distant part is `None` in the result.
///
/// The result also has the displayed width and height.
pub(super) fn read<R: Read + Seek>(
    reader: R,
    size: u64,
) -> io::Result<(Video, Option<(u32, u32)>)> {
    let layout = Layout::read(&mut Source::new(reader, size))?;
    let index = &layout.index;
    let shown = tracks::video(&index.tracks).and_then(Track::shown);
    Ok((index.video(&layout), shown))
}

/// The content of the `moov`, and what the fragments add to its tracks.
#[derive(Default)]
struct Index {
    timescale: u32,
    duration: u64,
    fragments_duration: u64,
    has_fragments: bool,
    tracks: Vec<Track>,
}

impl Index {
    fn read<R: Read + Seek>(source: &mut Source<R>, moov: &Boxed) -> io::Result<Self> {
        let mut index = Self::default();
        // The length of a sample by the number of its track.
        let mut defaults = Vec::new();
        if moov.end - moov.body <= WHOLE {
            moov.content(source)?;
        }
        let mut walk = Walk::of_moov(moov, source.size);
        while let Some(next) = walk.next(source)? {
            match &next.kind {
                b"mvhd" => {
                    if let Ok(mvhd) = Mvhd::decode_body(&mut next.content(source)?) {
                        (index.timescale, index.duration) = (mvhd.timescale, mvhd.duration);
                    }
                }
                b"mvex" => index.has_fragments = true,
                b"mehd" => {
                    if let Ok(mehd) = Mehd::decode_body(&mut next.content(source)?) {
                        index.fragments_duration = mehd.fragment_duration;
                    }
                }
                b"trex" if defaults.len() < MOST_TRACKS => {
                    if let &[_, _, _, _, a, b, c, d, _, _, _, _, w, x, y, z] =
                        next.part(source, 0, 16)?
                    {
                        let length = u32::from_be_bytes([w, x, y, z]);
                        defaults.push((u32::from_be_bytes([a, b, c, d]), length));
                    }
                }
                b"trak" if index.tracks.len() == MOST_TRACKS => break,
                b"trak" => index.tracks.push(Track::default()),
                _ => {
                    if let Some(track) = index.tracks.last_mut() {
                        track.read(&next, source)?;
                    }
                }
            }
        }
        for track in &mut index.tracks {
            let own = defaults.iter().find(|(id, _)| *id == track.id());
            track.default_length = own.map_or(0, |&(_, length)| length);
            // The fragments go on from the samples that are already there.
            track.start = (track.timing.samples > 0).then_some(0);
        }
        Ok(index)
    }

    fn video(&self, layout: &Layout) -> Video {
        let (video, audio) = (tracks::video(&self.tracks), tracks::audio(&self.tracks));
        let counted = [video, audio].into_iter().flatten();
        let in_fragments = self.has_fragments || layout.has_fragments;
        let played =
            counted.clone().filter_map(|track| track.played(self.timescale, in_fragments)).max();
        let written = length(self.fragments_duration, self.timescale);
        // What is written before the end is not better than what was counted.
        let is_cut = in_fragments && !layout.is_all;
        let reach = counted.clone().any(|track| track.reach.is_some());
        let duration = match played {
            Some(played) if is_cut && !reach => Some(played).max(written),
            Some(played) => Some(played),
            None => written.or_else(|| length(self.duration, self.timescale)),
        };
        let is_at_least = is_cut && !reach && written.is_none_or(|it| Some(it) != duration);
        // Not those of the whole file, which may contain large `free` boxes.
        let bit_rate = duration
            .zip(layout.media(is_at_least))
            .map(|(duration, media)| (media as f64 * 8.0 / duration.as_secs_f64()) as u64);
        let audio = audio.map(Track::audio);
        let sound = audio.as_ref().and_then(|audio| audio.bit_rate).unwrap_or(0);
        let pictures = bit_rate.map(|all| all.saturating_sub(sound.into()));
        let edits = counted.map(|track| track.edits(self.timescale, in_fragments)).max();
        Video {
            moov: layout.place,
            missing_bytes: layout.missing_bytes,
            has_media: layout.has_media,
            is_fragmented: in_fragments,
            duration: duration.filter(|duration| *duration > Duration::ZERO),
            duration_is_at_least: is_at_least && duration.is_some(),
            edits: edits.unwrap_or(Edits::None),
            bit_rate,
            video_track: video.and_then(|track| track.video(pictures)),
            audio_track: audio,
        }
    }
}
