//! Files to probe: real ones from an encoder, and JPEGs assembled segment by segment.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};

/// A picture with a gradient, so that its length depends on its size.
pub(crate) fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A whole JPEG of the given size, with the segments in front of its own.
pub(crate) fn jpeg_with(segments: &[Vec<u8>], width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg, width, height);
    let mut file = plain[..2].to_vec();
    file.extend(segments.iter().flatten());
    file.extend_from_slice(&plain[2..]);
    file
}

/// A header that claims to be of the given size; nothing follows it.
pub(crate) fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let [h1, h0] = height.to_be_bytes();
    let [w1, w0] = width.to_be_bytes();
    let frame = [8, h1, h0, w1, w0, 1, 1, 0x11, 0];
    [vec![0xFF, 0xD8], segment(0xC0, &frame)].concat()
}

pub(crate) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let [l1, l0] = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker, l1, l0], content].concat()
}

pub(crate) fn brands(major: &[u8; 4], compatible: &[&[u8]]) -> Vec<u8> {
    let content = [&major[..], &[0; 4], &compatible.concat()].concat();
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], b"ftyp", &content, b"\0\0\0\x08mdat"].concat()
}
