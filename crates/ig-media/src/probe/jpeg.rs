//! The segments of a JPEG up to its first scan, which distinguish a plain JPEG from an MPO, a JPS
//! and what decoders do not read.

mod exif;
mod frame;
mod mpf;
mod segment;
mod xmp;

use std::io::{self, BufRead, Seek, SeekFrom};

pub(super) use self::segment::filled;
use self::{
    frame::Frame,
    segment::{Segment, Stop},
};
use super::icc;
use crate::{Coding, Ending, Format, Further, Photo};

/// Real headers have a few dozen segments; a file with more is not read further.
const MAX_SEGMENTS: usize = 4096;

const DHP: u8 = 0xDE;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP3: u8 = 0xE3;
const APP14: u8 = 0xEE;

/// The properties in the segments.
#[derive(Default)]
pub(super) struct Header {
    pub(super) dimensions: Option<(u32, u32)>,
    pub(super) photo: Photo,
    /// Where the first scan starts, if the end of the picture is to be looked for from there.
    pub(super) scan: Option<Scan>,
    is_jps: bool,
}

/// Where the picture goes on after its header.
#[derive(Clone, Copy)]
pub(super) struct Scan {
    /// The position of the header of the first scan.
    pub(super) at: u64,
    /// The position of the first further picture, or the end of the file.
    pub(super) to: u64,
}

impl Header {
    pub(super) fn format(&self) -> Format {
        match self.is_jps {
            true => Format::Jps,
            false if self.photo.further.contains(&Further::View) => Format::Mpo,
            false => Format::Jpeg,
        }
    }
}

/// Reads as much as possible: an early end or a damaged segment ends the walk, not the probe.
/// `size` is the length of the whole file, of which the reader may have no more than the head.
pub(super) fn read<R: BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Header> {
    let mut walk = Walk::default();
    reader.seek(SeekFrom::Start(2))?;
    let mut stop = None;
    for _ in 0..MAX_SEGMENTS {
        match Segment::next(reader)? {
            Ok(segment) => walk.take(reader, segment)?,
            Err(end) => {
                stop = Some(end);
                break;
            }
        }
    }
    let is_at_end = reader.stream_position()? >= size;
    walk.end(reader, size, stop, is_at_end)
}

/// What is known so far.
#[derive(Default)]
struct Walk {
    header: Header,
    profile: icc::Pieces,
    frame: Option<Frame>,
    has_jfif: bool,
    adobe: Option<u8>,
    index: Option<mpf::Index>,
    /// XMP that is read only if there are further pictures.
    xmp: Vec<Segment>,
    is_hierarchical: bool,
    has_iso_gain_map: bool,
    has_exif: bool,
}

impl Walk {
    fn take<R: BufRead + Seek>(&mut self, reader: &mut R, mut segment: Segment) -> io::Result<()> {
        match segment.marker {
            APP0 if segment.head.starts_with(b"JFIF\0") => self.has_jfif = true,
            APP1 if !self.has_exif && segment.head.starts_with(exif::SIGNATURE) => {
                self.has_exif = true;
                self.header.photo.orientation = exif::orientation(reader, &mut segment)?;
            }
            APP2 if segment.head.starts_with(mpf::SIGNATURE) => {
                self.index = mpf::Index::read(reader, &mut segment)?;
            }
            APP2 if segment.head.starts_with(mpf::ISO_GAIN_MAP) => self.has_iso_gain_map = true,
            APP2 if segment.head.starts_with(icc::SIGNATURE) => {
                segment.extend(reader, icc::SIGNATURE.len() + self.profile.wants())?;
                self.profile.add(&segment.head);
            }
            APP3 if segment.head.starts_with(b"_JPSJPS_") => self.header.is_jps = true,
            APP14 if segment.head.starts_with(b"Adobe") => {
                self.adobe = segment.head.get(11).copied();
            }
            DHP => {
                self.is_hierarchical = true;
                self.header.dimensions = frame::dimensions(&segment.head);
            }
            marker if self.frame.is_none() => {
                self.frame = Frame::read(marker, &segment.head);
            }
            _ => {}
        }
        segment.skip(reader)?;
        if segment.marker == APP1 && segment.head.starts_with(xmp::SIGNATURE) {
            self.xmp.push(segment);
        }
        Ok(())
    }

    fn end<R: BufRead + Seek>(
        mut self,
        reader: &mut R,
        size: u64,
        stop: Option<Stop>,
        is_at_end: bool,
    ) -> io::Result<Header> {
        let mut to = size;
        if let Some(index) = self.index.take() {
            let is_marked = self.has_iso_gain_map || self.names_gain_map(reader)?;
            let (further, first) = index.further(reader, size, is_marked)?;
            self.header.photo.further = further;
            to = first.unwrap_or(size);
        }
        let mut header = self.header;
        let photo = &mut header.photo;
        if let Some(frame) = self.frame {
            let coding = if self.is_hierarchical { Coding::Hierarchical } else { frame.coding };
            photo.coding = Some(coding);
            photo.entropy = Some(frame.entropy);
            photo.bit_depth = frame.bit_depth;
            photo.components = frame.components;
            photo.encoding = frame.encoding(self.has_jfif, self.adobe);
            header.dimensions = header.dimensions.or(frame.dimensions);
        }
        photo.profile = self.profile.read();
        match stop {
            Some(Stop::Scan(at)) => header.scan = Some(Scan { at, to }),
            Some(Stop::Damage) if is_at_end => photo.ending = Ending::Cut,
            _ => {}
        }
        Ok(header)
    }

    /// Whether the picture itself says that it has a gain map.
    fn names_gain_map<R: BufRead + Seek>(&mut self, reader: &mut R) -> io::Result<bool> {
        for segment in &mut self.xmp {
            reader.seek(SeekFrom::Start(segment.body))?;
            segment.head.clear();
            if xmp::names_gain_map(reader, segment)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
