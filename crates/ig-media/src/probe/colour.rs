//! The colours of a video by their numbers (ITU-T H.273), and whether they are HDR.

use crate::{Hdr, VideoTrack};

/// Primaries and transfer, by number; 2 means that it is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colours {
    pub(super) primaries: u16,
    pub(super) transfer: u16,
}

impl Colours {
    /// Of a `colr` box; `None` if it has an ICC profile.
    pub(super) fn of_box(content: &[u8]) -> Option<Self> {
        match *content {
            [b'n', b'c', b'l', b'x' | b'c', a, b, c, d, ..] => Some(Self {
                primaries: u16::from_be_bytes([a, b]),
                transfer: u16::from_be_bytes([c, d]),
            }),
            _ => None,
        }
    }

    /// Fills in what is not known yet: the box is read before the parameter set, as players do.
    pub(super) fn describe(self, track: &mut VideoTrack) {
        track.primaries = track.primaries.take().or(primaries(self.primaries).map(str::to_owned));
        track.transfer = track.transfer.take().or(transfer(self.transfer).map(str::to_owned));
        let hdr = match self.transfer {
            16 => Some(Hdr::Pq),
            18 => Some(Hdr::Hlg),
            _ => None,
        };
        track.hdr = track.hdr.or(hdr);
    }
}

/// ITU-T H.273, table 2.
fn primaries(number: u16) -> Option<&'static str> {
    Some(match number {
        1 => "BT.709",
        4 => "BT.470 M",
        5 => "BT.601 PAL",
        6 => "BT.601 NTSC",
        7 => "SMPTE 240M",
        9 => "BT.2020",
        10 => "XYZ",
        11 => "DCI P3",
        12 => "Display P3",
        22 => "EBU 3213",
        _ => return None,
    })
}

/// ITU-T H.273, table 3.
fn transfer(number: u16) -> Option<&'static str> {
    Some(match number {
        1 => "BT.709",
        4 => "gamma 2.2",
        5 => "gamma 2.8",
        6 => "BT.601",
        7 => "SMPTE 240M",
        8 => "linear",
        11 => "xvYCC",
        12 => "BT.1361",
        13 => "sRGB",
        14 | 15 => "BT.2020",
        16 => "PQ",
        17 => "SMPTE 428M",
        18 => "HLG",
        _ => return None,
    })
}
