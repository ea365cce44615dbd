//! The configuration of AAC: what is heard, which is not always what is stored.
//!
//! Spectral band replication (HE-AAC) doubles the rate, and parametric stereo makes two channels of
//! one. Both may be said at the start, or at the end for decoders that do not know of them
//! (ISO/IEC 14496-3, 1.6.2.1 and 1.6.5).

use super::bits::Bits;

/// The properties of a stream as it is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    /// The object type (ISO/IEC 14496-3, table 1.17); with an extension, that of the extension.
    pub(super) object_type: u32,
    pub(super) sample_rate: Option<u32>,
    pub(super) channels: Option<u16>,
}

const SBR: u32 = 5;
const PS: u32 = 29;

/// Reads an AudioSpecificConfig; `None` if it is cut short.
pub(super) fn read(config: &[u8]) -> Option<Heard> {
    let mut bits = Bits::new(config);
    let first = object_type(&mut bits)?;
    let mut heard = Heard { object_type: first, sample_rate: rate(&mut bits)?, channels: None };
    let layout = bits.read(4)?;
    heard.channels = channels(layout);
    let mut core = first;
    if matches!(first, SBR | PS) {
        heard.sample_rate = rate(&mut bits)?;
        core = object_type(&mut bits)?;
        if core == 22 {
            bits.skip(4)?;
        }
    }
    if is_general(core) {
        // What is cut off here leaves what is known.
        if general(&mut bits, core, layout, &mut heard).is_some() && first != SBR && first != PS {
            extension(&mut bits, &mut heard);
        }
    }
    if heard.object_type == PS && heard.channels == Some(1) {
        heard.channels = Some(2);
    }
    Some(heard)
}

fn object_type(bits: &mut Bits<'_>) -> Option<u32> {
    match bits.read(5)? {
        31 => Some(32 + bits.read(6)?),
        number => Some(number),
    }
}

/// ISO/IEC 14496-3, table 1.18; the inner value is `None` for a reserved number.
fn rate(bits: &mut Bits<'_>) -> Option<Option<u32>> {
    const RATES: [u32; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350,
    ];
    match bits.read(4)? {
        15 => Some(Some(bits.read(24)?).filter(|&rate| rate > 0)),
        index => Some(RATES.get(index as usize).copied()),
    }
}

/// ISO/IEC 14496-3, table 1.19; 0 means that they are listed.
fn channels(layout: u32) -> Option<u16> {
    match layout {
        count @ 1..=6 => u16::try_from(count).ok(),
        7 | 12 | 14 => Some(8),
        11 => Some(7),
        13 => Some(24),
        _ => None,
    }
}

/// The object types that have a GASpecificConfig.
fn is_general(object_type: u32) -> bool {
    matches!(object_type, 1..=4 | 6 | 7 | 17 | 19..=23)
}

/// ISO/IEC 14496-3, 4.4.1.
fn general(bits: &mut Bits<'_>, object_type: u32, layout: u32, heard: &mut Heard) -> Option<()> {
    bits.skip(1)?;
    if bits.flag()? {
        bits.skip(14)?;
    }
    let is_extended = bits.flag()?;
    if layout == 0 {
        heard.channels = Some(listed(bits)?).filter(|&channels| channels > 0);
    }
    if matches!(object_type, 6 | 20) {
        bits.skip(3)?;
    }
    if is_extended {
        match object_type {
            22 => bits.skip(16)?,
            17 | 19 | 20 | 23 => bits.skip(3)?,
            _ => {}
        }
        bits.skip(1)?;
    }
    Some(())
}

/// The channels of a program_config_element (ISO/IEC 14496-3, table 4.2).
fn listed(bits: &mut Bits<'_>) -> Option<u16> {
    bits.skip(10)?;
    let counts = [bits.read(4)?, bits.read(4)?, bits.read(4)?];
    let (low, data, coupling) = (bits.read(2)?, bits.read(3)?, bits.read(4)?);
    for skipped in [4, 4, 3] {
        if bits.flag()? {
            bits.skip(skipped)?;
        }
    }
    let mut channels = low;
    for _ in 0..counts.iter().sum() {
        channels += 1 + u32::from(bits.flag()?);
        bits.skip(4)?;
    }
    bits.skip((4 * low + 4 * data + 5 * coupling) as usize)?;
    bits.align();
    let comment = bits.read(8)?;
    bits.skip(8 * comment as usize)?;
    u16::try_from(channels).ok()
}

/// An extension at the end, which a decoder without it does not read.
fn extension(bits: &mut Bits<'_>, heard: &mut Heard) -> Option<()> {
    if bits.read(11)? != 0x2B7 || object_type(bits)? != SBR || !bits.flag()? {
        return None;
    }
    heard.sample_rate = rate(bits)?;
    heard.object_type = SBR;
    if bits.read(11)? == 0x548 && bits.flag()? {
        heard.object_type = PS;
    }
    Some(())
}

/// The name of an object type.
pub(super) fn profile(object_type: u32) -> Option<&'static str> {
    Some(match object_type {
        1 => "Main",
        2 => "LC",
        3 => "SSR",
        4 => "LTP",
        SBR => "HE-AAC",
        PS => "HE-AAC v2",
        23 => "LD",
        39 => "ELD",
        42 => "xHE-AAC",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    fn check(config: &[u8], expect: Option<(u32, u32, u16)>) {
        let heard = read(config)
            .map(|it| (it.object_type, it.sample_rate.unwrap_or(0), it.channels.unwrap_or(0)));
        assert_eq!(heard, expect, "{config:02X?}");
    }

    #[test]
    fn the_rate_and_the_channels_are_those_that_are_heard() {
        check(&[0x11, 0x90], Some((2, 48_000, 2)));
        check(&[0x12, 0x08], Some((2, 44_100, 1)));
        // HE-AAC, said at the start: 24 000 stored, 48 000 heard.
        check(&[0x2B, 0x11, 0x88, 0x00], Some((5, 48_000, 2)));
        // The same at the end, after a start that any decoder knows.
        check(&[0x13, 0x10, 0x56, 0xE5, 0x98], Some((5, 48_000, 2)));
        // With stereo from one channel, said in either way.
        check(&[0xEB, 0x09, 0x88, 0x00], Some((29, 48_000, 2)));
        check(&[0x13, 0x08, 0x56, 0xE5, 0x9D, 0x48, 0x80], Some((29, 48_000, 2)));
        // An extension that is there to say that there is none.
        check(&[0x13, 0x10, 0x56, 0xE5, 0x18], Some((2, 24_000, 2)));
        check(&[0x11, 0xB8], Some((2, 48_000, 8)));
        check(&[0x11, 0xB0], Some((2, 48_000, 6)));
        // A rate that is not in the table: 15, then 24 bits.
        check(&[0x17, 0x80, 0x5D, 0xC0, 0x10], Some((2, 48_000, 2)));
        // Channels that are listed: a pair in front and one for low tones.
        check(&[0x11, 0x80, 0x04, 0xC4, 0x01, 0x00, 0x20, 0x00, 0x00], Some((2, 48_000, 3)));
        check(&[0xF9, 0x46, 0x40], Some((42, 48_000, 2)));
    }

    #[test]
    fn a_configuration_that_is_cut_short_says_what_is_left() {
        check(&[], None);
        check(&[0x11], None);
        check(&[0x17, 0x80], None);
        check(&[0x13, 0x10, 0x56, 0xE5], Some((2, 24_000, 2)));
        check(&[0x11, 0x80, 0x04], Some((2, 48_000, 0)));
    }
}
