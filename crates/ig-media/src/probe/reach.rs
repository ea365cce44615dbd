//! How far a video in fragments goes, where that is written: in `sidx` before the fragments, or in
//! `mfra` at the end of the file (ISO/IEC 14496-12, 8.16.3 and 8.8.9).

use std::io::{self, Read, Seek};

use super::{
    boxes::{Boxed, Walk},
    fragments::{self, Take},
    source::Source,
    track::Track,
};

/// More indexes than there are tracks mean that each fragment has its own.
const MOST_INDEXES: usize = 8;

/// The indexes before the first fragment.
#[derive(Default)]
pub(super) struct Indexes(Vec<Boxed>);

impl Indexes {
    pub(super) fn add(&mut self, index: Boxed) {
        if self.0.len() < MOST_INDEXES {
            self.0.push(index);
        }
    }

    /// Finds out how long the tracks are; `false` if nothing reaches the end of the file.
    pub(super) fn find<R: Read + Seek>(
        &self,
        source: &mut Source<R>,
        tracks: &mut [Track],
    ) -> io::Result<bool> {
        let mut is_found = false;
        for index in &self.0 {
            is_found |= of_index(index, source, tracks)?;
        }
        Ok(is_found || of_the_end(source, tracks)?)
    }
}

/// The sum of an `sidx`, if it reaches the end.
fn of_index<R: Read + Seek>(
    index: &Boxed,
    source: &mut Source<R>,
    tracks: &mut [Track],
) -> io::Result<bool> {
    let head = index.part(source, 0, 32)?;
    let (Some(&version), Some(&[a, b, c, d, w, x, y, z])) =
        (head.first(), head.get(4..12).and_then(|it| it.first_chunk()))
    else {
        return Ok(false);
    };
    let (id, timescale) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([w, x, y, z]));
    let (offset, start) = match (version, head.get(12..)) {
        (0, Some(&[_, _, _, _, a, b, c, d, ..])) => (u32::from_be_bytes([a, b, c, d]).into(), 20),
        (1, Some(&[_, _, _, _, _, _, _, _, a, b, c, d, w, x, y, z, ..])) => {
            (u64::from_be_bytes([a, b, c, d, w, x, y, z]), 28)
        }
        _ => return Ok(false),
    };
    let &[_, _, a, b] = index.part(source, start, 4)? else { return Ok(false) };
    let count = u64::from(u16::from_be_bytes([a, b]));
    let (mut reach, mut ticks) = (index.end.saturating_add(offset), 0_u64);
    let mut done = 0;
    while done < count {
        let wanted = (count - done).min(512) * 12;
        let (entries, _) = index.part(source, start + 4 + done * 12, wanted)?.as_chunks::<12>();
        if entries.is_empty() {
            return Ok(false);
        }
        for &[a, b, c, d, w, x, y, z, ..] in entries {
            // The first bit says whether it is another index.
            reach =
                reach.saturating_add((u32::from_be_bytes([a, b, c, d]) & i32::MAX as u32).into());
            ticks = ticks.saturating_add(u32::from_be_bytes([w, x, y, z]).into());
        }
        done += entries.len() as u64;
    }
    let is_end = reach == source.size
        || Boxed::read(source, reach, source.size)?.is_some_and(|it| &it.kind == b"mfra");
    if !is_end || timescale == 0 || ticks == 0 {
        return Ok(false);
    }
    let seconds = ticks as f64 / f64::from(timescale);
    for track in tracks.iter_mut().filter(|track| track.id() == id) {
        track.reach = Some(seconds);
    }
    Ok(true)
}

/// The end of the last fragments, which an `mfra` names.
fn of_the_end<R: Read + Seek>(source: &mut Source<R>, tracks: &mut [Track]) -> io::Result<bool> {
    let size = source.size;
    let Some(at) = size.checked_sub(16) else { return Ok(false) };
    let &[0, 0, 0, 16, b'm', b'f', b'r', b'o', _, _, _, _, a, b, c, d] = source.read(at, 16)?
    else {
        return Ok(false);
    };
    let start = size.saturating_sub(u32::from_be_bytes([a, b, c, d]).into());
    let Some(mfra) = Boxed::read(source, start, size)?.filter(|it| &it.kind == b"mfra") else {
        return Ok(false);
    };
    let mut last = None;
    let mut walk = Walk::between(mfra.body, size);
    while let Some(next) = walk.next(source)? {
        if &next.kind == b"tfra" {
            last = last.max(last_entry(&next, source)?);
        }
    }
    let Some(last) = last else { return Ok(false) };
    let ends: Vec<_> = tracks.iter().map(|track| track.end).collect();
    let mut walk = Walk::between(last, start);
    while let Some(next) = walk.next(source)? {
        if &next.kind == b"moof" {
            fragments::read(&next, Take::End, source, tracks)?;
        }
    }
    // Only a walk that comes to the end has seen all of them.
    if walk.at != start {
        return Ok(false);
    }
    let mut is_found = false;
    for (track, before) in tracks.iter_mut().zip(ends) {
        if track.end > before {
            track.reach = track.until_end();
            is_found |= track.reach.is_some();
        }
    }
    Ok(is_found)
}

/// The position of the last fragment in a `tfra`.
fn last_entry<R: Read + Seek>(table: &Boxed, source: &mut Source<R>) -> io::Result<Option<u64>> {
    let &[version, _, _, _, _, _, _, _, _, _, _, lengths, a, b, c, d] =
        table.part(source, 0, 16)?
    else {
        return Ok(None);
    };
    let count = u64::from(u32::from_be_bytes([a, b, c, d]));
    let field = if version == 1 { 8 } else { 4 };
    let numbers = (0..3).map(|at| u64::from(lengths >> (2 * at) & 3) + 1).sum::<u64>();
    let Some(before) = count.checked_sub(1) else { return Ok(None) };
    let offset = table.part(source, 16 + before * (2 * field + numbers) + field, field)?;
    Ok(match *offset {
        [a, b, c, d] => Some(u32::from_be_bytes([a, b, c, d]).into()),
        [a, b, c, d, w, x, y, z] => Some(u64::from_be_bytes([a, b, c, d, w, x, y, z])),
        _ => None,
    })
}
