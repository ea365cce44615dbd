//! The fragments of a video: what `moof` boxes say of its tracks (ISO/IEC 14496-12, 8.8).

use std::io::{self, Read, Seek};

use super::{
    boxes::{Boxed, Walk},
    source::Source,
    track::Track,
};

/// How many entries of a table are read at once.
const AT_ONCE: u64 = 512;

/// What is taken from a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// Its samples: all fragments before it were read.
    All,
    /// Only when it ends: others were skipped.
    End,
}

/// A part of a fragment that is of one track: its `traf`.
struct Part {
    /// The index of the track.
    track: usize,
    /// The length of a sample that has none of its own.
    length: u32,
    /// When the next sample starts, in units of the track; `None` if the fragment does not say it.
    at: Option<u64>,
}

/// Reads a `moof` into the tracks.
pub(super) fn read<R: Read + Seek>(
    moof: &Boxed,
    take: Take,
    source: &mut Source<R>,
    tracks: &mut [Track],
) -> io::Result<()> {
    // The next one is probably as long; the head of the box after it comes with it.
    source.expect((moof.end - moof.body).saturating_add(40));
    let mut part = None;
    let mut walk = Walk::of_moof(moof, source.size);
    while let Some(next) = walk.next(source)? {
        match (&next.kind, &mut part) {
            (b"traf", part) => *part = None,
            (b"tfhd", part) => *part = Part::of(next.part(source, 0, 24)?, tracks),
            (b"tfdt", Some(part)) => {
                part.at = match *next.part(source, 0, 12)? {
                    [1, _, _, _, a, b, c, d, w, x, y, z] => {
                        Some(u64::from_be_bytes([a, b, c, d, w, x, y, z]))
                    }
                    [0, _, _, _, a, b, c, d, ..] => Some(u32::from_be_bytes([a, b, c, d]).into()),
                    _ => None,
                };
            }
            (b"trun", Some(part)) => {
                if let Some(track) = tracks.get_mut(part.track) {
                    run(&next, part, take, source, track)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

impl Part {
    /// Of a `tfhd`; `None` if its track is unknown.
    fn of(header: &[u8], tracks: &[Track]) -> Option<Self> {
        let (&[_, _, _, flags, a, b, c, d], rest) = header.split_first_chunk::<8>()?;
        let id = u32::from_be_bytes([a, b, c, d]);
        let track = tracks.iter().position(|track| track.id() == id)?;
        // The position of the data and the number of the sample description come before it.
        let skipped = if flags & 1 == 0 { 0 } else { 8 } + if flags & 2 == 0 { 0 } else { 4 };
        let own = rest.get(skipped..).and_then(|rest| rest.first_chunk::<4>());
        let own = own.filter(|_| flags & 8 != 0).map(|&length| u32::from_be_bytes(length));
        Some(Self { track, length: own.unwrap_or(tracks[track].default_length), at: None })
    }
}

/// Reads a `trun`. Its table is skipped unless it has the lengths of the samples.
fn run<R: Read + Seek>(
    run: &Boxed,
    part: &mut Part,
    take: Take,
    source: &mut Source<R>,
    track: &mut Track,
) -> io::Result<()> {
    let &[_, _, columns, flags, a, b, c, d] = run.part(source, 0, 8)? else { return Ok(()) };
    let count = u64::from(u32::from_be_bytes([a, b, c, d]));
    let start = 8 + if flags & 1 == 0 { 0 } else { 4 } + if flags & 4 == 0 { 0 } else { 4 };
    let entry = u64::from((columns & 0x0F).count_ones()) * 4;
    let room = run.end.min(source.size).saturating_sub(run.body.saturating_add(start));
    let count = room.checked_div(entry).map_or(count, |most| count.min(most));
    let mut ticks = 0_u64;
    if columns & 1 == 0 {
        ticks = count.saturating_mul(part.length.into());
        if take == Take::All {
            track.timing.add(count, part.length);
        }
    } else {
        let mut done = 0;
        while done < count {
            let wanted = (count - done).min(AT_ONCE) * entry;
            let table = run.part(source, start + done * entry, wanted)?;
            let before = done;
            for entry in table.chunks_exact(usize::try_from(entry).unwrap_or(usize::MAX)) {
                let Some(&length) = entry.first_chunk::<4>() else { break };
                let length = u32::from_be_bytes(length);
                ticks = ticks.saturating_add(length.into());
                if take == Take::All {
                    track.timing.add(1, length);
                }
                done += 1;
            }
            if done == before {
                break;
            }
        }
    }
    if let Some(at) = &mut part.at {
        track.start.get_or_insert(*at);
        *at = at.saturating_add(ticks);
        track.end = track.end.max(*at);
    }
    Ok(())
}
