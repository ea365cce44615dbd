//! The frame header of a JPEG, and what its components mean.

use crate::{Coding, ColourEncoding, Entropy};

/// What a frame header says (T.81, B.2.2).
pub(super) struct Frame {
    pub(super) coding: Coding,
    pub(super) entropy: Entropy,
    pub(super) bit_depth: Option<u8>,
    pub(super) dimensions: Option<(u32, u32)>,
    pub(super) components: Option<u8>,
    /// The identifiers of the first three components.
    ids: [Option<u8>; 3],
}

impl Frame {
    /// `None` for a segment that is not a frame header.
    pub(super) fn read(marker: u8, head: &[u8]) -> Option<Self> {
        let (coding, entropy) = process(marker)?;
        Some(Self {
            coding,
            entropy,
            bit_depth: head.first().copied(),
            dimensions: dimensions(head),
            components: head.get(5).copied(),
            ids: [6, 9, 12].map(|at| head.get(at).copied()),
        })
    }

    /// What the components are: as libjpeg and what is built on it decide.
    pub(super) fn encoding(&self, has_jfif: bool, adobe: Option<u8>) -> Option<ColourEncoding> {
        match (self.components?, adobe) {
            (1, _) => Some(ColourEncoding::Grey),
            // JPEG-LS has no transform of its own: the components are what was put in.
            (3, _) if self.coding == Coding::JpegLs => Some(ColourEncoding::Rgb),
            (3, _) if has_jfif => Some(ColourEncoding::YCbCr),
            (3, Some(0)) => Some(ColourEncoding::Rgb),
            (3, Some(_)) => Some(ColourEncoding::YCbCr),
            (3, None) if self.ids == [b'R', b'G', b'B'].map(Some) => Some(ColourEncoding::Rgb),
            (3, None) => Some(ColourEncoding::YCbCr),
            (4, Some(2)) => Some(ColourEncoding::Ycck),
            (4, _) => Some(ColourEncoding::Cmyk),
            _ => None,
        }
    }
}

/// SOF0 to SOF15 without DHT, JPG and DAC, which share their range; SOF55 of T.87.
fn process(marker: u8) -> Option<(Coding, Entropy)> {
    let coding = match marker {
        0xC0 => Coding::Baseline,
        0xC1 | 0xC9 => Coding::Extended,
        0xC2 | 0xCA => Coding::Progressive,
        0xC3 | 0xCB => Coding::Lossless,
        0xC5..=0xC7 | 0xCD..=0xCF => Coding::Hierarchical,
        0xF7 => Coding::JpegLs,
        _ => return None,
    };
    let entropy = match marker {
        0xF7 => Entropy::Golomb,
        0xC9.. => Entropy::Arithmetic,
        _ => Entropy::Huffman,
    };
    Some((coding, entropy))
}

/// Precision, number of lines, samples per line.
pub(super) fn dimensions(head: &[u8]) -> Option<(u32, u32)> {
    let [_, h1, h0, w1, w0, ..] = *head else { return None };
    let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
    Some((width.into(), height.into()))
}
