//! Files that are cut off or damaged: one error with one exit status, in words of our own.

use std::fs;

use image::ImageFormat;

use super::{chunk, corners, encoded};
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

/// They are whole: a copy of them would not help.
#[test]
fn a_jpeg_of_a_coding_that_is_not_decoded_is_not_called_damaged() {
    let world = World::new();
    for (marker, bits, coding) in [
        (0xC9, 8, "arithmetic JPEG"),
        (0xC1, 12, "JPEG with 12 bits"),
        (0xC3, 8, "lossless JPEG"),
        (0xC5, 8, "hierarchical JPEG"),
        (0xF7, 8, "JPEG-LS"),
    ] {
        let mut bytes = crate::media::jpeg(400, 400);
        let frame = bytes.windows(3).position(|it| it == [0xFF, 0xC0, 0]).unwrap();
        bytes[frame + 1] = marker;
        bytes[frame + 4] = bits;
        world.file("coded.jpg", &bytes);
        let ran = world.ig(&["convert", "coded.jpg"]).expect(2);
        let words = format!("the JPEG is coded as {coding}, and Instagram accepts");
        ran.one_error(&["coded.jpg cannot be decoded", &words, "as a plain JPEG with another"]);
        assert!(!ran.stderr.contains("damaged"), "{coding}: {}", ran.stderr);
        let ran = world.ig(&["check", "coded.jpg"]).expect(1);
        assert!(ran.stdout.contains(coding), "{}", ran.stdout);
    }
}

#[test]
fn a_png_without_a_size_is_not_told_about_a_jpeg() {
    let world = World::new();
    const START: &[u8] = b"\x89PNG\r\n\x1a\n";
    let header = [&[0, 0, 0, 0, 0, 0, 1, 0x90][..], &[8, 2, 0, 0, 0]].concat();
    let zero = [START, &chunk(b"IHDR", &header), &chunk(b"IEND", b"")].concat();
    for bytes in [START, &zero] {
        world.file("a.png", bytes);
        for command in ["convert", "check"] {
            let ran = world.ig(&[command, "a.png"]);
            let said = ran.stdout + &ran.stderr;
            assert!(said.contains("and Instagram needs a whole header"), "{said}");
            assert!(!said.contains("JPEG header") && !said.contains("DNL"), "{said}");
        }
    }
}

/// What a program reads first, whatever the number of files.
#[test]
fn the_error_of_the_exit_status_is_in_the_reply_itself() {
    let world = World::new();
    world.file("a.png", &encoded(&corners(400, 400).into(), ImageFormat::Png));
    for command in ["convert", "check"] {
        let said = world.ig(&[command, "a.png", "none.png", "--json"]).expect(2).json();
        assert!(said["error"]["message"].as_str().unwrap().contains("none.png"), "{said}");
        assert_eq!(said["error"], said["files"][1]["error"]);
        let said = world.ig(&[command, "photo.jpg", "--json"]).expect(0).json();
        assert!(said.get("error").is_none(), "{said}");
    }
}
