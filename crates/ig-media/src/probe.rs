//! Reads the header of a file from as few bytes as possible.

mod aac;
mod bits;
mod bounded;
mod boxes;
mod colour;
mod ending;
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
mod still;
mod tiff;
mod timing;
mod track;
mod video;

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::Path,
};

use serde::Serialize;

use self::bounded::{Bounded, MOST};
use crate::{Ending, Format, Photo, Video};

/// Enough for the first bytes of any format, and small compared with the skipped segments.
const BUFFER: usize = 256;

/// The bytes that say the format: three packets of MPEG-TS.
const HEAD: usize = 512;

/// For a file that is read from its start to its end.
const LARGE_BUFFER: usize = 64 * 1024;

/// The properties of a file, read from its bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Probe {
    /// The format.
    pub format: Format,
    /// The width in pixels: of a photo before any EXIF orientation is applied; of HEIC, AVIF and a
    /// video as it is shown, rotated as its container says. Of several pictures in a TIFF it is that
    /// of the first, of an icon that of the largest. `None` if the header is truncated, damaged or
    /// out of reach.
    pub width: Option<u32>,
    /// The height in pixels; see [`Probe::width`].
    pub height: Option<u32>,
    /// The length of the whole file in bytes.
    #[serde(rename = "size_bytes")]
    pub size: u64,
    /// Further properties of a photo, for JPEG, MPO and JPS; for PNG and WebP only whether it is
    /// whole.
    pub photo: Option<Photo>,
    /// The properties of a video, for MP4, MOV and 3GP.
    pub video: Option<Video>,
}

/// Probes a file of `size` bytes in memory, or its head.
///
/// Any bytes are accepted: an unreadable property is `None`. A head must include the frame
/// header of a JPEG, which comes after all of its metadata: colour profiles and EXIF previews
/// often take 100 kB. The index of a video may be at its very end ([`Moov::Unread`]), and so is the
/// end of a photo ([`Ending::Unread`]). If the file is seekable, [`probe_reader`] skips everything
/// in between.
///
/// [`Moov::Unread`]: crate::Moov::Unread
/// [`Ending::Unread`]: crate::Ending::Unread
pub fn probe(bytes: &[u8], size: u64) -> Probe {
    let format = Format::of(bytes);
    let unreadable = Probe { format, width: None, height: None, size, photo: None, video: None };
    let mut reader = Cursor::new(bytes);
    let probed = probe_sized(&mut reader, size)
        .and_then(|read| read.finish(|sought| ending::of_all(&mut reader, sought, size)));
    probed.unwrap_or(unreadable)
}

/// Probes the file at `path`. It skips metadata and reads at most a few kB, or at most 2 MiB of a
/// file that consists only of headers. A photo of up to 16 MiB is also read to its end, to see that
/// it has one.
///
/// # Errors
///
/// If the file cannot be opened or read. A truncated file is not an error: an unreadable
/// property is `None` in the result.
pub fn probe_file(path: impl AsRef<Path>) -> io::Result<Probe> {
    let mut file = File::open(path)?;
    let size = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    let header = Bounded::new(&mut file, MOST);
    let read = probe_sized(&mut BufReader::with_capacity(BUFFER, header), size)?;
    read.finish(|sought| {
        let all = Bounded::new(&mut file, ending::LONGEST);
        let mut reader = BufReader::with_capacity(LARGE_BUFFER, all);
        if size <= ending::LONGEST {
            ending::of_all(&mut reader, sought, size)
        } else {
            ending::of_tail(&mut reader, sought, size)
        }
    })
}

/// Probes a seekable reader from its start, whatever its current position.
///
/// A reader that fetches ranges over HTTP is asked for the first kB; for a photo also for its last
/// 64 kB, which say whether it has its end, and for a video for at most 64 kB at its index and for
/// 4 kB around each other box.
///
/// # Errors
///
/// If reading or seeking fails; an early end is not an error, see [`probe_file`].
pub fn probe_reader(mut reader: impl Read + Seek) -> io::Result<Probe> {
    let size = reader.seek(SeekFrom::End(0))?;
    reader.rewind()?;
    let mut reader = BufReader::with_capacity(BUFFER, Bounded::new(reader, MOST));
    let read = probe_sized(&mut reader, size)?;
    read.finish(|sought| ending::of_tail(&mut reader, sought, size))
}

/// A file whose end is still to be looked for.
struct HalfRead {
    probe: Probe,
    end: Option<ending::Sought>,
}

impl HalfRead {
    /// Looks for the end in the given way.
    fn finish(
        mut self,
        look: impl FnOnce(ending::Sought) -> io::Result<Ending>,
    ) -> io::Result<Probe> {
        if let (Some(sought), Some(photo)) = (self.end, &mut self.probe.photo) {
            photo.ending = look(sought)?;
        }
        Ok(self.probe)
    }
}

/// What a file is read from, whatever it is: the code that reads is there once.
trait Source: io::BufRead + Seek {}

impl<R: io::BufRead + Seek> Source for R {}

fn probe_sized(mut reader: &mut dyn Source, size: u64) -> io::Result<HalfRead> {
    let mut head = Vec::with_capacity(HEAD);
    (&mut reader).take(HEAD as u64).read_to_end(&mut head)?;
    let (mut photo, mut video, mut end) = (None, None, None);
    let (format, dimensions) = match Format::of(&head) {
        Format::Jpeg => {
            let header = jpeg::read(&mut reader, size)?;
            end = header.scan.map(ending::Sought::Jpeg);
            let format = header.format();
            photo = Some(header.photo);
            (format, header.dimensions)
        }
        format @ (Format::Mp4 | Format::Mov | Format::ThreeGp) => {
            let (read, shown) = video::read(&mut reader, size)?;
            video = Some(read);
            (format, shown)
        }
        format => {
            end = ending::Sought::of(format);
            photo = end.map(|_| Photo::default());
            (format, still::dimensions(&mut reader, format)?)
        }
    };
    let (width, height) = dimensions.filter(|&(width, height)| width > 0 && height > 0).unzip();
    let probe = Probe { format, width, height, size, photo, video };
    Ok(HalfRead { probe, end })
}
