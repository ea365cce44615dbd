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

/// A JPEG that says there are further pictures behind it, as phones and stereo cameras write it.
pub(crate) fn mpo() -> Vec<u8> {
    let file = jpeg(360, 360);
    let segment = b"\xff\xe2\0\x0aMPF\0II*\0";
    [&file[..2], segment, &file[2..]].concat()
}

/// A JPEG of so many bytes.
pub(crate) fn jpeg_of(bytes: usize) -> Vec<u8> {
    let mut file = jpeg(360, 360);
    file.resize(bytes, 0);
    file
}

/// The header of a PNG.
pub(crate) fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0".to_vec()
}

/// A film of three seconds that Instagram takes for any use.
pub(crate) fn mp4() -> Vec<u8> {
    include_bytes!("../../../ig-media/tests/data/h264_aac_faststart.mp4").to_vec()
}

/// The same, and of two seconds by its index.
pub(crate) fn short_film() -> Vec<u8> {
    let mut film = mp4();
    let at = film.windows(4).position(|window| window == b"mvhd").unwrap();
    let duration = at + 4 + 4 + 8 + 4;
    let units = u32::from_be_bytes(film[duration..duration + 4].try_into().unwrap());
    film[duration..duration + 4].copy_from_slice(&(units * 2 / 3).to_be_bytes());
    film
}

/// A film of three seconds without sound.
pub(crate) fn silent_film() -> Vec<u8> {
    include_bytes!("../../../ig-media/tests/data/hevc_silent_faststart.mov").to_vec()
}

/// A film of so many bytes, and of two and a half minutes by its index, which is that of [`mp4`]: the
/// rest is a hole in the file, so that it takes no room on the disk.
pub(crate) fn long_film(path: &Path, bytes: u64) {
    let mut film = mp4();
    let at = |film: &[u8], name: &[u8]| {
        film.windows(4).position(|window| window == name).expect("a box")
    };
    let duration = at(&film, b"mvhd") + 4 + 4 + 8 + 4;
    let seconds = u32::from_be_bytes(film[duration..duration + 4].try_into().unwrap());
    film[duration..duration + 4].copy_from_slice(&(seconds * 50).to_be_bytes());
    let mdat = at(&film, b"mdat") - 4;
    let length = u32::try_from(bytes).unwrap() - u32::try_from(mdat).unwrap();
    film[mdat..mdat + 4].copy_from_slice(&length.to_be_bytes());
    fs::write(path, film).unwrap();
    File::options().write(true).open(path).unwrap().set_len(bytes).unwrap();
}
