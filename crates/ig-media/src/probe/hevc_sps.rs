//! The sequence parameter set of HEVC, of which the end is needed: the colours and the shape of a
//! pixel (H.265, 7.3.2.2 and E.2.1).

use super::{bits::Bits, colour::Colours};

/// The part of it that is not in the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usability {
    /// Width and height of a pixel.
    pub(super) pixel: Option<(u32, u32)>,
    pub(super) colours: Option<Colours>,
}

/// The most that the syntax allows.
const MOST_SETS: u32 = 64;
const MOST_PICTURES: u32 = 16;
const MOST_LONG_TERM: u32 = 32;

/// Reads a unit with its header of two bytes; `None` if it is damaged or says nothing.
pub(super) fn read(unit: &[u8]) -> Option<Usability> {
    let bytes = without_emulation(unit.get(2..)?);
    let mut bits = Bits::new(&bytes);
    bits.skip(4)?;
    let layers = bits.read(3)?;
    bits.skip(1)?;
    profile(&mut bits, layers)?;
    bits.code()?;
    if bits.code()? == 3 {
        bits.skip(1)?;
    }
    codes(&mut bits, 2)?;
    if bits.flag()? {
        codes(&mut bits, 4)?;
    }
    codes(&mut bits, 2)?;
    let order_bits = bits.code()?.checked_add(4).filter(|&count| count <= 16)?;
    let sets = if bits.flag()? { layers + 1 } else { 1 };
    codes(&mut bits, 3 * sets + 6)?;
    if bits.flag()? && bits.flag()? {
        scaling_lists(&mut bits)?;
    }
    bits.skip(2)?;
    if bits.flag()? {
        bits.skip(8)?;
        codes(&mut bits, 2)?;
        bits.skip(1)?;
    }
    reference_sets(&mut bits)?;
    if bits.flag()? {
        let count = bits.code()?.min(MOST_LONG_TERM);
        bits.skip((count * (order_bits + 1)) as usize)?;
    }
    bits.skip(2)?;
    if bits.flag()? { usability(&mut bits) } else { None }
}

fn codes(bits: &mut Bits<'_>, count: u32) -> Option<()> {
    (0..count).try_for_each(|_| bits.code().map(drop))
}

/// H.265, 7.3.3.
fn profile(bits: &mut Bits<'_>, layers: u32) -> Option<()> {
    bits.skip(96)?;
    if layers == 0 {
        return Some(());
    }
    let present: Vec<_> =
        (0..8).map(|_| Some((bits.flag()?, bits.flag()?))).collect::<Option<_>>()?;
    for (has_profile, has_level) in present.into_iter().take(layers as usize) {
        bits.skip(if has_profile { 88 } else { 0 } + if has_level { 8 } else { 0 })?;
    }
    Some(())
}

/// H.265, 7.3.4.
fn scaling_lists(bits: &mut Bits<'_>) -> Option<()> {
    for size in 0..4_u32 {
        for _ in 0..if size == 3 { 2 } else { 6 } {
            if bits.flag()? {
                let first = u32::from(size > 1);
                codes(bits, first + 64.min(1 << (4 + 2 * size)))?;
            } else {
                bits.code()?;
            }
        }
    }
    Some(())
}

/// H.265, 7.3.7: a set may be written as the difference to the one before it.
fn reference_sets(bits: &mut Bits<'_>) -> Option<()> {
    let count = bits.code()?;
    if count > MOST_SETS {
        return None;
    }
    let mut pictures = 0;
    for set in 0..count {
        if set > 0 && bits.flag()? {
            bits.skip(1)?;
            bits.code()?;
            let mut kept = 0;
            for _ in 0..=pictures {
                kept += u32::from(bits.flag()? || bits.flag()?);
            }
            pictures = kept;
        } else {
            let (before, after) = (bits.code()?, bits.code()?);
            pictures = before.checked_add(after).filter(|&all| all <= MOST_PICTURES)?;
            for _ in 0..pictures {
                bits.code()?;
                bits.skip(1)?;
            }
        }
    }
    Some(())
}

/// H.265, E.2.1, as far as the colours.
fn usability(bits: &mut Bits<'_>) -> Option<Usability> {
    let mut read = Usability::default();
    if bits.flag()? {
        read.pixel = match bits.read(8)? {
            255 => Some((bits.read(16)?, bits.read(16)?)),
            number => SHAPES.get(number as usize).copied(),
        };
    }
    if bits.flag()? {
        bits.skip(1)?;
    }
    if bits.flag()? {
        bits.skip(4)?;
        if bits.flag()? {
            let (primaries, transfer) = (bits.read(8)? as u16, bits.read(8)? as u16);
            read.colours = Some(Colours { primaries, transfer });
        }
    }
    Some(read)
}

/// H.265, table E.1; 0 means that it is not said.
const SHAPES: [(u32, u32); 17] = [
    (0, 0),
    (1, 1),
    (12, 11),
    (10, 11),
    (16, 11),
    (40, 33),
    (24, 11),
    (20, 11),
    (32, 11),
    (80, 33),
    (18, 11),
    (15, 11),
    (64, 33),
    (160, 99),
    (4, 3),
    (3, 2),
    (2, 1),
];

/// H.265, 7.3.1.1: after two zeros, a three is not content.
fn without_emulation(unit: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for &byte in unit {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        bytes.push(byte);
    }
    bytes
}
