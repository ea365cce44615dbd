//! Files that are cut off or damaged: one error with one exit status, in words of our own.

use std::fs;

use image::ImageFormat;

use super::{corners, encoded};
use crate::world::World;

#[test]
fn a_file_that_is_cut_off_has_one_error_whatever_its_format() {
    let world = World::new();
    let picture = corners(400, 400);
    let options = heifer::EncodeOptions::default();
    let heic = heifer::encode_rgb8(400, 400, picture.as_raw(), &options).unwrap();
    let whole = |format| encoded(&picture.clone().into(), format);
    for (name, bytes) in [
        // Converted if it were whole, and copied.
        ("wide.jpg", crate::media::jpeg(1500, 1000)),
        ("a.jpg", crate::media::jpeg(400, 400)),
        ("b.png", whole(ImageFormat::Png)),
        ("c.webp", whole(ImageFormat::WebP)),
        ("d.bmp", whole(ImageFormat::Bmp)),
        ("e.tiff", whole(ImageFormat::Tiff)),
        ("f.gif", whole(ImageFormat::Gif)),
        ("g.heic", heic),
    ] {
        world.file(name, &bytes[..bytes.len() / 2]);
        let ran = world.ig(&["convert", name, "-o", "out.jpg"]).expect(2);
        ran.one_error(&[&format!("{name} cannot be decoded")]);
        let why = ran.stderr.lines().find_map(|line| line.strip_prefix("  why   ")).unwrap();
        let ours = [
            "the file ends in the middle of the picture",
            "the file has no end: it stops in the middle of the picture, and Instagram needs a whole photo",
            "its data is damaged",
        ];
        assert!(ours.contains(&why), "{name}: {why}");
        assert!(!world.home().join("out.jpg").exists(), "{name}");
    }
    // The words of the decoder are for those who ask.
    let ran = world.ig(&["convert", "d.bmp", "--verbose"]).expect(2);
    assert!(ran.stderr.lines().any(|line| line.starts_with("  cause ")), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_damaged_has_the_same_status() {
    let world = World::new();
    let mut png = encoded(&corners(400, 400).into(), ImageFormat::Png);
    let middle = png.len() / 2;
    png[middle..middle + 8].fill(0x5a);
    world.file("bad.png", &png);
    let ran = world.ig(&["convert", "bad.png"]).expect(2);
    ran.one_error(&[
        "bad.png cannot be decoded",
        "its data is damaged",
        "copy or download it again",
    ]);
    assert_eq!(fs::read_dir(world.home()).unwrap().count(), 2, "no file is left behind");
}
