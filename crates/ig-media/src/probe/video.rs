//! The boxes of an MP4 or a MOV: their order, the duration, and the tracks.
//!
//! The content of a box is decoded by [`mp4_atom`]; sample tables are never read, because
//! their number of samples is in their head.

use std::io::{self, Read, Seek};

use mp4_atom::{Atom, Mehd, Mvhd};

use super::{
    boxes::{Boxed, Walk, length},
    source::{Source, WHOLE},
    track::Track,
};
use crate::{Edits, Moov, Video};

/// More tracks than any video has.
const MOST_TRACKS: usize = 64;

/// Reads as much as possible; a damaged, missing or too distant part is `None` in the result.
///
/// The result also has the displayed width and height.
pub(super) fn read<R: Read + Seek>(
    reader: R,
    size: u64,
) -> io::Result<(Video, Option<(u32, u32)>)> {
    let mut source = Source::new(reader, size);
    let layout = Layout::read(&mut source)?;
    let mut index = Index::default();
    if let Some(moov) = &layout.moov {
        index.read(&mut source, moov)?;
    }
    let shown = index.track(b"vide").and_then(Track::shown);
    Ok((index.video(&layout), shown))
}

/// The boxes of the file itself.
struct Layout {
    moov: Option<Boxed>,
    place: Moov,
    has_media: bool,
    /// The bytes of video and audio; `None` if the file was not read to its end.
    media: Option<u64>,
    missing_bytes: u64,
    has_fragments: bool,
}

impl Layout {
    fn read<R: Read + Seek>(source: &mut Source<R>) -> io::Result<Self> {
        let size = source.size;
        let mut layout = Self {
            moov: None,
            place: Moov::Missing,
            has_media: false,
            media: None,
            missing_bytes: 0,
            has_fragments: false,
        };
        let mut media = 0_u64;
        let mut walk = Walk::of_file(size);
        while let Some(next) = walk.next(source)? {
            match &next.kind {
                b"mdat" => {
                    layout.has_media = true;
                    media += next.end.min(size).saturating_sub(next.body);
                }
                b"moof" => layout.has_fragments = true,
                b"moov" if layout.moov.is_none() => {
                    layout.place = if layout.has_media { Moov::Last } else { Moov::First };
                }
                b"moov" => {}
                // Unknown bytes may be anything, and of any length.
                _ => continue,
            }
            layout.missing_bytes = next.end.saturating_sub(size);
            if &next.kind == b"moov" && layout.moov.is_none() {
                layout.moov = Some(next);
            }
        }
        // Less than the head of a box is also the end.
        let is_end = walk.at.saturating_add(8) > size;
        let is_seen = is_end || !walk.is_given_up() && source.read(walk.at, 8)?.len() == 8;
        if !is_seen {
            // Its content may be anything.
            layout.has_media = true;
            if layout.moov.is_none() {
                layout.place = Moov::Unread;
            }
        }
        layout.media = Some(media).filter(|_| is_seen);
        Ok(layout)
    }
}

/// The content of the `moov`.
#[derive(Default)]
struct Index {
    timescale: u32,
    duration: u64,
    fragments_duration: u64,
    has_fragments: bool,
    tracks: Vec<Track>,
}

impl Index {
    fn read<R: Read + Seek>(&mut self, source: &mut Source<R>, moov: &Boxed) -> io::Result<()> {
        if moov.end - moov.body <= WHOLE {
            moov.content(source)?;
        }
        let mut walk = Walk::of_moov(moov, source.size);
        while let Some(next) = walk.next(source)? {
            match &next.kind {
                b"mvhd" => {
                    if let Ok(mvhd) = Mvhd::decode_body(&mut next.content(source)?) {
                        (self.timescale, self.duration) = (mvhd.timescale, mvhd.duration);
                    }
                }
                b"mvex" => self.has_fragments = true,
                b"mehd" => {
                    if let Ok(mehd) = Mehd::decode_body(&mut next.content(source)?) {
                        self.fragments_duration = mehd.fragment_duration;
                    }
                }
                b"trak" if self.tracks.len() == MOST_TRACKS => break,
                b"trak" => self.tracks.push(Track::default()),
                _ => {
                    if let Some(track) = self.tracks.last_mut() {
                        track.read(&next, source)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn track(&self, handler: &[u8; 4]) -> Option<&Track> {
        self.tracks.iter().find(|track| &track.handler == handler)
    }

    fn video(&self, layout: &Layout) -> Video {
        let (video, audio) = (self.track(b"vide"), self.track(b"soun"));
        let tracks = [video, audio].into_iter().flatten();
        let written = [self.duration, self.fragments_duration]
            .into_iter()
            .find_map(|duration| length(duration, self.timescale));
        let duration = written.or_else(|| tracks.clone().filter_map(Track::duration).max());
        // Not those of the whole file, which may contain large `free` boxes.
        let bit_rate = duration
            .zip(layout.media)
            .map(|(duration, media)| (media as f64 * 8.0 / duration.as_secs_f64()) as u64);
        let audio = audio.map(Track::audio);
        let sound = audio.as_ref().and_then(|audio| audio.bit_rate).unwrap_or(0);
        let pictures = bit_rate.map(|all| all.saturating_sub(sound.into()));
        Video {
            moov: layout.place,
            missing_bytes: layout.missing_bytes,
            has_media: layout.has_media,
            is_fragmented: self.has_fragments || layout.has_fragments,
            duration,
            edits: tracks.map(|track| track.edits(self.timescale)).max().unwrap_or(Edits::None),
            bit_rate,
            video_track: video.and_then(|track| track.video(pictures)),
            audio_track: audio,
        }
    }
}
