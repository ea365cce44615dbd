//! Reads the header of a file from as few bytes as possible.

mod aac;
mod bits;
mod bounded;
mod boxes;
mod colour;
mod esds;
mod fragments;
mod h264;
mod hevc;
mod hevc_sps;
mod icc;
mod inner;
mod jpeg;
mod reach;
mod sample_entry;
mod sound;
mod source;
mod timing;
mod track;
mod video;

use std::{
    fs::File,
    io::{self, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
};

use imagesize::{ImageError, ImageSize};
use serde::Serialize;

use self::bounded::Bounded;
use crate::{Format, Photo, Video};

/// Enough for the first bytes of any format, and small compared with the skipped segments.
const BUFFER: usize = 256;

/// The bytes that say the format: three packets of MPEG-TS.
const HEAD: usize = 512;

/// The properties of a file, read from its bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Probe {
    /// The format.
    pub format: Format,
    /// The width in pixels: of a photo before any EXIF orientation is applied, of a video as it is
    /// shown, rotated by the matrix of its track. `None` if the header is truncated, damaged or
    /// out of reach, and for formats whose header is not read: HEIC and AVIF.
    pub width: Option<u32>,
    /// The height in pixels; see [`Probe::width`].
    pub height: Option<u32>,
    /// The length of the whole file in bytes.
    pub size: u64,
    /// Further properties of a photo, for JPEG, MPO and JPS.
    pub photo: Option<Photo>,
    /// The properties of a video, for MP4, MOV and 3GP.
    pub video: Option<Video>,
}

/// Probes a file of `size` bytes in memory, or its head.
///
/// Any bytes are accepted: an unreadable property is `None`. A head must include the frame
/// header of a JPEG, which comes after all of its metadata: colour profiles and EXIF previews
/// often take 100 kB. The index of a video may be at its very end ([`Moov::Unread`]). If the
/// file is seekable, [`probe_reader`] skips everything in between.
///
/// [`Moov::Unread`]: crate::Moov::Unread
pub fn probe(bytes: &[u8], size: u64) -> Probe {
    let format = Format::of(bytes);
    let unreadable = Probe { format, width: None, height: None, size, photo: None, video: None };
    probe_sized(&mut Cursor::new(bytes), size).unwrap_or(unreadable)
}

/// Probes the file at `path`. It skips metadata and reads at most a few kB, or at most 2 MiB of a
/// file that consists only of headers.
///
/// # Errors
///
/// If the file cannot be opened or read. A truncated file is not an error: an unreadable
/// property is `None` in the result.
pub fn probe_file(path: impl AsRef<Path>) -> io::Result<Probe> {
    probe_reader(File::open(path)?)
}

/// Probes a seekable reader from its start, whatever its current position.
///
/// A reader that fetches ranges over HTTP is asked for the first kB, and for a video also for at
/// most 64 kB at its index and for 4 kB around each other box.
///
/// # Errors
///
/// If reading or seeking fails; an early end is not an error, see [`probe_file`].
pub fn probe_reader(mut reader: impl Read + Seek) -> io::Result<Probe> {
    let size = reader.seek(SeekFrom::End(0))?;
    reader.rewind()?;
    probe_sized(&mut BufReader::with_capacity(BUFFER, Bounded::new(reader)), size)
}

fn probe_sized<R: io::BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Probe> {
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let (mut photo, mut video) = (None, None);
    let (format, dimensions) = match Format::of(&head) {
        Format::Jpeg => {
            let header = jpeg::read(reader)?;
            photo = Some(header.photo);
            (header.format, header.dimensions)
        }
        format @ (Format::Mp4 | Format::Mov | Format::ThreeGp) => {
            let (read, shown) = video::read(reader, size)?;
            video = Some(read);
            (format, shown)
        }
        format @ (Format::Png | Format::Gif | Format::WebP | Format::Bmp | Format::Tiff) => {
            (format, dimensions(reader, format)?)
        }
        format => (format, None),
    };
    let (width, height) = dimensions.filter(|&(width, height)| width > 0 && height > 0).unzip();
    Ok(Probe { format, width, height, size, photo, video })
}

fn dimensions<R: io::BufRead + Seek>(
    reader: &mut R,
    format: Format,
) -> io::Result<Option<(u32, u32)>> {
    reader.rewind()?;
    let ImageSize { width, height } = match imagesize::reader_size(reader) {
        Ok(size) => size,
        Err(ImageError::IoError(error)) if !is_damage(error.kind()) => return Err(error),
        Err(_) => return Ok(None),
    };
    let (Ok(width), Ok(mut height)) = (u32::try_from(width), u32::try_from(height)) else {
        return Ok(None);
    };
    if format == Format::Bmp {
        // A bitmap stored from the top down has a negative height.
        height = height.cast_signed().unsigned_abs();
    }
    Ok(Some((width, height)))
}

/// An invalid offset shows as one of these errors, and is a fault of the file, not of the
/// disk.
fn is_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}
