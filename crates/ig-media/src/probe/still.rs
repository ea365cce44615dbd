//! The dimensions of photos that are not a JPEG.
//!
//! They come from [`imagesize`], except where it gives a wrong number for files that programs
//! write: bitmaps of OS/2, BigTIFF, icons, scaled WebP, JPEG XL; and except the formats that it
//! lacks.

mod bitmap;
mod heif;
mod icon;
mod jpeg2000;
mod jpegxl;
mod map;
mod tiff;
mod webp;

use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

use imagesize::{ImageError, ImageSize};

use crate::Format;

/// The width and the height; `None` if they cannot be read. Those of HEIC and AVIF are as shown,
/// cropped and rotated by the properties of the picture.
pub(super) fn dimensions<R: BufRead + Seek>(
    reader: &mut R,
    format: Format,
) -> io::Result<Option<(u32, u32)>> {
    match format {
        Format::Bmp => Ok(bitmap::dimensions(&part(reader, 0, 26)?)),
        Format::WebP => Ok(webp::dimensions(&part(reader, 0, 30)?)),
        Format::Ico => icon::dimensions(reader),
        Format::Psd => Ok(photoshop(&part(reader, 0, 22)?)),
        Format::Tiff => tiff::dimensions(reader),
        Format::Jp2 => jpeg2000::dimensions(reader),
        Format::Heic | Format::Avif => heif::dimensions(reader),
        Format::Jxl => jpegxl::dimensions(reader),
        Format::Pnm => {
            let head = part(reader, 0, 1024)?;
            if head.starts_with(b"P7") { Ok(map::dimensions(&head)) } else { by_crate(reader) }
        }
        Format::Png | Format::Gif | Format::Exr | Format::Qoi => by_crate(reader),
        _ => Ok(None),
    }
}

fn by_crate<R: BufRead + Seek>(reader: &mut R) -> io::Result<Option<(u32, u32)>> {
    reader.rewind()?;
    let ImageSize { width, height } = match imagesize::reader_size(reader) {
        Ok(size) => size,
        Err(ImageError::IoError(error)) if !is_damage(error.kind()) => return Err(error),
        Err(_) => return Ok(None),
    };
    Ok(u32::try_from(width).ok().zip(u32::try_from(height).ok()))
}

/// An invalid offset shows as one of these errors, and is a fault of the file, not of the
/// disk.
fn is_damage(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}

/// The height and the width of all layers (Adobe Photoshop File Formats, File Header Section).
fn photoshop(head: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from_be_bytes(at(head, 18)?), u32::from_be_bytes(at(head, 14)?)))
}

/// As many bytes of a part of the file as there are; none where no file can have it.
fn part<R: BufRead + Seek>(reader: &mut R, at: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match reader.seek(SeekFrom::Start(at)) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(bytes),
        Err(error) => return Err(error),
    }
    reader.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of a number.
fn at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
