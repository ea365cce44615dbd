//! Files to publish, good and bad.

use std::{
    fs::{self, File},
    path::Path,
};

use jpeg_encoder::{ColorType, Encoder};

/// A JPEG with a gradient.
pub(crate) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| [(x / 5) as u8, (y / 5) as u8, 120]))
        .collect();
    let mut file = Vec::new();
    Encoder::new(&mut file, 80).encode(&pixels, width, height, ColorType::Rgb).unwrap();
    file
}

/// Two views of a scene in one file, as stereo cameras write it.
pub(crate) fn mpo() -> Vec<u8> {
    let (picture, view) = (jpeg(360, 360), jpeg(360, 360));
    // The offset of the second view counts from the header of the index.
    let offset = (picture.len() + 66 - 10) as u32;
    let entry = |at: u32| [0x02_0002, 0, at, 0].map(u32::to_be_bytes).concat();
    let index = b"MPF\0MM\0*\0\0\0\x08\0\x01\xB0\x02\0\x07\0\0\0\x20\0\0\0\x1A\0\0\0\0";
    let segment = [b"\xFF\xE2\0\x40", &index[..], &entry(0), &entry(offset)].concat();
    [&picture[..2], &segment, &picture[2..], &view].concat()
}

/// A JPEG with the given number of bytes.
pub(crate) fn jpeg_of(bytes: usize) -> Vec<u8> {
    let mut file = jpeg(360, 360);
    file.resize(bytes, 0);
    file
}

/// The header of a GIF.
pub(crate) fn gif() -> Vec<u8> {
    b"GIF89a\x38\x04\x38\x04\0\0\0\0\0\0".to_vec()
}

/// A PNG without data.
pub(crate) fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0\
      \0\0\0\0\0\0\0\0IEND\xAE\x42\x60\x82"
        .to_vec()
}

/// A video of three seconds that Instagram accepts for any use.
pub(crate) fn mp4() -> Vec<u8> {
    include_bytes!("../../../ig-media/tests/data/h264_aac_faststart.mp4").to_vec()
}

/// The same video, two seconds long by its index.
pub(crate) fn short_video() -> Vec<u8> {
    let mut video = mp4();
    stretch(&mut video, |count| count * 2 / 3);
    video
}

/// Changes how many pictures and pieces of sound there are by the index, and with them the length,
/// also that of the edits.
fn stretch(video: &mut [u8], change: impl Fn(u32) -> u32) {
    let mut set = |at: usize| {
        let count = u32::from_be_bytes(video[at..at + 4].try_into().unwrap());
        video[at..at + 4].copy_from_slice(&change(count).to_be_bytes());
    };
    let whole = mp4();
    let named = |name: &[u8]| name == b"stts" || name == b"elst";
    let tables = whole.windows(4).enumerate().filter(|(_, name)| named(name));
    tables.for_each(|(at, _)| set(at + 4 + 4 + 4));
    let header = whole.windows(4).position(|name| name == b"mvhd").unwrap();
    set(header + 4 + 4 + 8 + 4);
}

/// A video of three seconds without sound.
pub(crate) fn silent_video() -> Vec<u8> {
    include_bytes!("../../../ig-media/tests/data/hevc_silent_faststart.mov").to_vec()
}

/// A video with the given number of bytes, two and a half minutes by its index, which is that of
/// [`mp4`]: the rest is a hole in the file, so that it takes no space on the disk.
pub(crate) fn long_video(path: &Path, bytes: u64) {
    let mut video = mp4();
    let at = |video: &[u8], name: &[u8]| {
        video.windows(4).position(|window| window == name).expect("a box")
    };
    stretch(&mut video, |count| count * 50);
    let mdat = at(&video, b"mdat") - 4;
    let length = u32::try_from(bytes).unwrap() - u32::try_from(mdat).unwrap();
    video[mdat..mdat + 4].copy_from_slice(&length.to_be_bytes());
    fs::write(path, video).unwrap();
    File::options().write(true).open(path).unwrap().set_len(bytes).unwrap();
}
