//! What is not converted, each with one error and no file.

use std::fs;

use image::{Delay, Frame, ImageFormat, codecs::gif::GifEncoder};

use super::{CORNERS, changes, chunk, converted, corners, encoded, is_near, seen};
use crate::{media, world::World};

/// The files in the home folder that are JPEGs, but for the one that is always there.
fn jpegs(world: &World) -> usize {
    let files = fs::read_dir(world.home()).unwrap().map(|file| file.unwrap().file_name());
    files.filter(|name| name.to_string_lossy().contains(".jpg") && name != "photo.jpg").count()
}

#[test]
fn a_shape_that_is_refused_is_not_cropped() {
    let world = World::new();
    world.file("banner.png", &encoded(&corners(1000, 200).into(), ImageFormat::Png));
    let ran = world.ig(&["convert", "banner.png"]).expect(2);
    ran.one_error(&["would not be accepted as it is", "--pad white", "--as story"]);
    assert_eq!(jpegs(&world), 0);
    // By the sides that it has, and not by those that it would be scaled to.
    world.file("wide.png", &encoded(&corners(2000, 500).into(), ImageFormat::Png));
    let ran = world.ig(&["convert", "wide.png"]).expect(2);
    ran.one_error(&["2000 × 500 pixels (4.000:1)"]);
    assert!(!ran.stderr.contains("1440"), "{}", ran.stderr);
    // A story takes any.
    world.ig(&["convert", "banner.png", "--as", "story"]).expect(0);
}

#[test]
fn an_animation_is_refused_unless_its_first_picture_is_wanted() {
    let world = World::new();
    let mut gif = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut gif);
        let black = image::RgbaImage::from_pixel(400, 400, image::Rgba([0, 0, 0, 255]));
        let first = image::DynamicImage::from(corners(400, 400)).into_rgba8();
        for frame in [first, black] {
            let delay = Delay::from_numer_denom_ms(100, 1);
            encoder.encode_frame(Frame::from_parts(frame, 0, 0, delay)).unwrap();
        }
    }
    world.file("cat.gif", &gif);
    // A lossless WebP with an animation chunk: its header says so.
    let still = encoded(&corners(400, 400).into(), ImageFormat::WebP);
    world.file("cat.webp", &animated_webp(&still));
    world.file("cat.png", &animated_png());
    for name in ["cat.gif", "cat.webp", "cat.png"] {
        let ran = world.ig(&["convert", name]).expect(2);
        ran.one_error(&["is an animation", "--first-frame", "ffmpeg"]);
    }
    assert_eq!(jpegs(&world), 0);
    for name in ["cat.gif", "cat.webp", "cat.png"] {
        let file = converted(&world, name, &["--first-frame", "--force"]);
        assert!(changes(&file).contains(&"the first picture of the animation"), "{file}");
        is_near(seen(&world.home().join("cat.jpg")), CORNERS, 5);
    }
}

/// A still PNG, with a chunk that says that it is the first of two frames.
fn animated_png() -> Vec<u8> {
    let still = encoded(&corners(400, 400).into(), ImageFormat::Png);
    let control = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    // After the header.
    [&still[..33], &control, &still[33..]].concat()
}

/// Two frames, each the picture of a still WebP.
fn animated_webp(still: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let padding = vec![0; data.len() % 2];
        [name, &length, data, &padding].concat()
    };
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let picture = &still[12..];
    let frame = [three(0), three(0), three(399), three(399), three(100), vec![0], picture.to_vec()];
    let frame = chunk(b"ANMF", &frame.concat());
    let header = [vec![0b10, 0, 0, 0], three(399), three(399)].concat();
    let chunks =
        [chunk(b"VP8X", &header), chunk(b"ANIM", &[0, 0, 0, 0, 0, 0]), frame.clone(), frame]
            .concat();
    chunk(b"RIFF", &[b"WEBP", &chunks[..]].concat())
}

#[test]
fn nothing_is_replaced_without_being_asked() {
    let world = World::new();
    world.file("a.png", &encoded(&corners(400, 400).into(), ImageFormat::Png));
    world.file("a.jpg", b"mine");
    let ran = world.ig(&["convert", "a.png"]).expect(2);
    ran.one_error(&["a.jpg exists", "--force"]);
    assert_eq!(fs::read(world.home().join("a.jpg")).unwrap(), b"mine");
    world.ig(&["convert", "a.png", "--force"]).expect(0);
    is_near(seen(&world.home().join("a.jpg")), CORNERS, 4);
    let ran = world.ig(&["convert", "photo.jpg", "-o", "./photo.jpg", "--force"]).expect(2);
    ran.one_error(&["is the file itself", "never replaced"]);
    world.file("a.webp", &encoded(&corners(400, 400).into(), ImageFormat::WebP));
    let ran = world.ig(&["convert", "a.png", "a.webp", "--force"]).expect(2);
    ran.one_error(&["two files would become a.jpg"]);
    let ran = world.ig(&["convert", "a.png", "a.webp", "-o", "b.jpg"]).expect(2);
    ran.one_error(&["--output cannot be used", "folder"]);
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let world = World::new();
    // 60 000 × 60 000 pixels in the header of a PNG, and no data.
    let mut bomb = media::png();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    world.file("bomb.png", &bomb);
    let ran = world.ig(&["convert", "bomb.png"]).expect(2);
    ran.one_error(&["bomb.png is too large", "60000 × 60000 pixels", "100 megapixels"]);
    // A header that the probe believes and the decoder does not.
    world.file("empty.png", &media::png());
    world.ig(&["convert", "empty.png"]).expect(2).one_error(&["empty.png cannot be decoded"]);
    world.file("header.gif", &media::gif());
    world.ig(&["convert", "header.gif"]).expect(2).one_error(&["header.gif cannot be decoded"]);
    assert_eq!(jpegs(&world), 0);
}

#[test]
fn what_is_no_picture_is_named() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    world.file("text.png", b"hello");
    world.file("empty.png", b"");
    for (name, why) in [
        ("video.mp4", "it is a video"),
        ("text.png", "neither those of a photo nor of a video"),
        ("empty.png", "the file is empty"),
        ("none.png", "cannot be read"),
        (".", "a folder, a pipe or a device"),
        ("-", "standard input"),
        ("/dev/null", "a folder, a pipe or a device"),
    ] {
        let ran = world.ig(&["convert", name, "-o", "out.jpg"]).expect(2);
        ran.one_error(&[why]);
        for other in ["MP4", "published", "https"] {
            assert!(!ran.stderr.contains(other), "{name}: {}", ran.stderr);
        }
    }
    // A pipe is not waited for.
    super::pipe(&world, "pipe.png");
    let ran = world.ig(&["convert", "pipe.png"]).expect(2);
    ran.one_error(&["pipe.png cannot be converted", "a folder, a pipe or a device"]);
    // The others are converted all the same.
    world.file("a.png", &encoded(&corners(400, 400).into(), ImageFormat::Png));
    let said = world.ig(&["convert", "none.png", "a.png", "--json"]).expect(2).json();
    assert_eq!(said["converted"], false);
    assert!(said["files"][0]["error"]["why"].is_string(), "{said}");
    assert_eq!(said["files"][1]["kind"], "converted");
}
