//! How long the pictures of a track last, from its table `stts` and from its fragments.
//!
//! Only sums are kept: by length on a logarithmic scale, so that a table of any length takes the
//! same memory.

use std::{
    collections::BTreeMap,
    io::{self, Read, Seek},
};

use super::{boxes::Boxed, source::Source};

/// How many groups a doubling of the length has: neighbours are 2 % apart.
const PER_OCTAVE: f64 = 32.0;

/// How much lengths differ that are the same for the eye, as a fraction.
const JITTER: f64 = 0.1;

/// How many entries of a table are read at once.
const AT_ONCE: u64 = 512;

/// The samples of a track and their lengths.
#[derive(Debug, Default)]
pub(super) struct Timing {
    pub(super) samples: u64,
    /// The sum of the lengths, in units of the track.
    pub(super) ticks: u64,
    /// Whether a table was not read to its end.
    pub(super) is_partial: bool,
    groups: BTreeMap<u16, Group>,
    last: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Group {
    samples: u64,
    ticks: u64,
}

/// The rates of a track, in samples per second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) mean: f64,
    /// That of most samples.
    pub(super) common: f64,
    pub(super) is_variable: bool,
}

impl Timing {
    /// Samples that follow each other, each of this length.
    pub(super) fn add(&mut self, samples: u64, length: u32) {
        if samples == 0 {
            return;
        }
        // QuickTime's lengths are signed; a negative one is a mistake of a muxer.
        let length = if length > i32::MAX.unsigned_abs() { 0 } else { length };
        let ticks = samples.saturating_mul(length.into());
        self.samples = self.samples.saturating_add(samples);
        self.ticks = self.ticks.saturating_add(ticks);
        self.last = length;
        if length > 0 {
            let group = self.groups.entry(place(length.into())).or_default();
            group.samples = group.samples.saturating_add(samples);
            group.ticks = group.ticks.saturating_add(ticks);
        }
    }

    /// Reads an `stts`: counts and lengths (ISO/IEC 14496-12, 8.6.1.2).
    pub(super) fn read<R: Read + Seek>(
        &mut self,
        table: &Boxed,
        source: &mut Source<R>,
    ) -> io::Result<()> {
        let &[_, _, _, _, a, b, c, d] = table.part(source, 0, 8)? else { return Ok(()) };
        let count = u64::from(u32::from_be_bytes([a, b, c, d]));
        let mut done = 0;
        while done < count {
            let wanted = (count - done).min(AT_ONCE) * 8;
            let (entries, rest) = table.part(source, 8 + done * 8, wanted)?.as_chunks::<8>();
            for &[a, b, c, d, w, x, y, z] in entries {
                let samples = u32::from_be_bytes([a, b, c, d]);
                self.add(samples.into(), u32::from_be_bytes([w, x, y, z]));
            }
            done += entries.len() as u64;
            if entries.is_empty() || !rest.is_empty() {
                break;
            }
        }
        self.is_partial = done < count;
        Ok(())
    }

    /// `None` without a sample that has a length.
    pub(super) fn rates(&self, timescale: u32) -> Option<Rates> {
        if timescale == 0 || self.ticks == 0 {
            return None;
        }
        let second = f64::from(timescale);
        let (mode, _) = self.groups.iter().max_by_key(|(_, group)| group.samples)?;
        // A length may be on the border of two groups.
        let around = self.groups.range(mode.saturating_sub(1)..=mode.saturating_add(1));
        let length = around.map(|(_, group)| *group).sum::<Group>().length();
        // A length that is no whole number of units is written as the two beside it.
        let tolerance = (length * JITTER).max(1.01);
        let is_near = |it: f64| (it - length).abs() <= tolerance;
        let near: Group =
            self.groups.values().filter(|group| is_near(group.length())).copied().sum();
        // Nothing follows the last sample, so that its length means little.
        let last = u64::from(!is_near(self.last.into()));
        let stray = self.samples.saturating_sub(near.samples).saturating_sub(last);
        let common = second / near.length();
        let is_variable = stray > 0 && stray.saturating_mul(100) > self.samples;
        let mean = self.samples as f64 * second / self.ticks as f64;
        Some(Rates { mean: if is_variable { mean } else { common }, common, is_variable })
    }
}

impl Group {
    fn length(&self) -> f64 {
        self.ticks as f64 / self.samples.max(1) as f64
    }
}

impl std::iter::Sum for Group {
    fn sum<I: Iterator<Item = Self>>(groups: I) -> Self {
        groups.fold(Self::default(), |sum, group| Self {
            samples: sum.samples.saturating_add(group.samples),
            ticks: sum.ticks.saturating_add(group.ticks),
        })
    }
}

fn place(length: f64) -> u16 {
    (length.log2() * PER_OCTAVE).round() as u16
}
