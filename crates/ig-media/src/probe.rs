//! What the header of a file says, read from as few bytes as it takes.

mod bounded;
mod boxes;
mod film;
mod h264;
mod hevc;
mod icc;
mod jpeg;
mod sample_entry;
mod source;
mod track;

use std::{
    fs::File,
    io::{self, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom},
    path::Path,
};

use imagesize::{ImageError, ImageSize};
use serde::Serialize;

use self::bounded::Bounded;
use crate::{Film, Format, Photo};

/// Enough for the first bytes of any format, and little beside the segments that are skipped.
const BUFFER: usize = 1024;

/// What a file is, by its bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Probe {
    /// The format.
    pub format: Format,
    /// The width in pixels: of a photo before any EXIF orientation is applied, of a film as it is
    /// shown, turned by the matrix of its track. `None` when the header is cut short, damaged or
    /// out of reach, and for formats whose header is not read: HEIC and AVIF.
    pub width: Option<u32>,
    /// The height in pixels; see [`Probe::width`].
    pub height: Option<u32>,
    /// The length of the whole file in bytes.
    pub size: u64,
    /// What else the header of a photo says: of JPEG, MPO and JPS.
    pub photo: Option<Photo>,
    /// What the boxes of a film say: of MP4 and MOV.
    pub film: Option<Film>,
}

/// Probes a file of `size` bytes that is in memory, or the head of it.
///
/// Any bytes will do: what cannot be read is `None` in the result. A head must reach the frame
/// header of a JPEG, which stands behind all of its metadata: colour profiles and EXIF previews
/// often take 100 kB. The index of a film may lie at its very end ([`Moov::Unread`]). Where the
/// file can be sought, [`probe_reader`] skips what lies between.
///
/// [`Moov::Unread`]: crate::Moov::Unread
pub fn probe(bytes: &[u8], size: u64) -> Probe {
    let format = Format::of(bytes);
    let unreadable = Probe { format, width: None, height: None, size, photo: None, film: None };
    probe_sized(&mut Cursor::new(bytes), size).unwrap_or(unreadable)
}

/// Probes the file at `path`, of which it reads a few kB at most, metadata being skipped, and of a
/// file that is nothing but headers 2 MiB at most.
///
/// # Errors
///
/// When the file cannot be opened or read. A file that is cut short is no error: what could not be
/// read is `None` in the result.
pub fn probe_file(path: impl AsRef<Path>) -> io::Result<Probe> {
    probe_reader(File::open(path)?)
}

/// Probes whatever can be read and sought, from its start, wherever it stands.
///
/// A reader that fetches ranges over HTTP is asked for the first kB, and of a film for 64 kB at
/// most where its index lies and for 4 kB around each box beside it.
///
/// # Errors
///
/// When reading or seeking fails; an early end is no error, see [`probe_file`].
pub fn probe_reader(mut reader: impl Read + Seek) -> io::Result<Probe> {
    let size = reader.seek(SeekFrom::End(0))?;
    reader.rewind()?;
    probe_sized(&mut BufReader::with_capacity(BUFFER, Bounded::new(reader)), size)
}

fn probe_sized<R: io::BufRead + Seek>(reader: &mut R, size: u64) -> io::Result<Probe> {
    let mut head = Vec::with_capacity(64);
    reader.by_ref().take(64).read_to_end(&mut head)?;
    let (mut photo, mut film) = (None, None);
    let (format, dimensions) = match Format::of(&head) {
        Format::Jpeg => {
            let header = jpeg::read(reader)?;
            photo = Some(header.photo);
            (header.format, header.dimensions)
        }
        format @ (Format::Mp4 | Format::Mov) => {
            let (read, shown) = film::read(reader, size)?;
            film = Some(read);
            (format, shown)
        }
        format @ (Format::Png | Format::Gif | Format::WebP | Format::Bmp | Format::Tiff) => {
            (format, dimensions(reader, format)?)
        }
        format => (format, None),
    };
    let (width, height) = dimensions.filter(|&(width, height)| width > 0 && height > 0).unzip();
    Ok(Probe { format, width, height, size, photo, film })
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
        // A bitmap that is stored from the top down has a negative height.
        height = height.cast_signed().unsigned_abs();
    }
    Ok(Some((width, height)))
}

/// An offset that leads nowhere shows as one of these, and says something of the file, not of the
/// disk.
fn is_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}
