//! `ig convert`: pictures of each kind, made here, as JPEGs that `ig check` accepts.

mod damaged;
mod formats;
mod lost;
mod outputs;
mod refused;

use std::{fs, io::Cursor, path::Path, process::Command};

use flate2::Crc;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;

use crate::world::World;

/// Four colors, in the order top left, top right, bottom left, bottom right.
pub(super) const CORNERS: [[u8; 3]; 4] =
    [[200, 30, 30], [30, 180, 40], [40, 50, 210], [230, 220, 60]];

/// A picture of four colors.
pub(super) fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let at = usize::from(width <= 2 * x) + 2 * usize::from(height <= 2 * y);
        Rgb(CORNERS[at])
    })
}

pub(super) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A chunk of a PNG.
pub(super) fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let mut sum = Crc::new();
    sum.update(&[name, data].concat());
    [&length[..], name, data, &sum.sum().to_be_bytes()].concat()
}

/// The colors in the middle of the four corners.
pub(super) fn seen(jpeg: &Path) -> [[u8; 3]; 4] {
    let picture = image::open(jpeg).unwrap().into_rgb8();
    let (width, height) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| picture.get_pixel(width * x / 4, height * y / 4).0)
}

#[track_caller]
pub(super) fn is_near(seen: [[u8; 3]; 4], expect: [[u8; 3]; 4], by: u8) {
    let near = |one: u8, other: u8| one.abs_diff(other) <= by;
    let all = seen.iter().flatten().zip(expect.iter().flatten());
    assert!(all.into_iter().all(|(one, other)| near(*one, *other)), "{seen:?} is not {expect:?}");
}

/// Converts a file; returns what is said of it. The result passes `ig check` without a finding.
#[track_caller]
pub(super) fn converted(world: &World, name: &str, options: &[&str]) -> Value {
    let args = [&["convert", name, "--json"], options].concat();
    let said = world.ig(&args).expect(0).json();
    let file = said["files"][0].clone();
    assert_eq!(file["findings"], Value::Array(Vec::new()), "{said}");
    let jpeg = file["jpeg"].as_str().unwrap();
    let checked = world.ig(&["check", jpeg, "--json"]).expect(0).json();
    assert_eq!(checked["files"][0]["findings"], Value::Array(Vec::new()), "{checked}");
    file
}

/// Makes a named pipe in the home folder.
pub(crate) fn pipe(world: &World, name: &str) {
    let made = Command::new("mkfifo").arg(world.home().join(name)).status().unwrap();
    assert!(made.success());
}

/// What is said to have changed.
pub(super) fn changes(file: &Value) -> Vec<&str> {
    file["changes"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

#[test]
fn a_jpeg_that_is_fine_is_copied_byte_for_byte() {
    let world = World::new();
    let ran = world.ig(&["convert", "photo.jpg"]).expect(0);
    let words = "needs no conversion: copied as it is, with its metadata";
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    let copy = fs::read(world.home().join("photo-converted.jpg")).unwrap();
    assert_eq!(copy, fs::read(world.home().join("photo.jpg")).unwrap());
}

#[test]
fn a_jpeg_is_written_again_for_a_reason_that_is_said() {
    let world = World::new();
    world.file("wide.jpg", &crate::media::jpeg(1500, 1000));
    let file = converted(&world, "wide.jpg", &[]);
    let [why, scaled] = &changes(&file)[..] else { panic!("{file}") };
    assert_eq!(
        *why,
        "encoded again: the picture is 1500 pixels wide, and Instagram scales it down to 1440 pixels"
    );
    assert_eq!(*scaled, "scaled from 1500 × 1000 to 1440 × 960");
}

#[test]
fn a_wide_picture_is_scaled_and_published() {
    let world = World::new();
    world.file("wide.png", &encoded(&corners(2000, 1500).into(), ImageFormat::Png));
    // PNG was seen to be accepted, BMP was not.
    let warned = world.ig(&["publish", "wide.png"]).expect(0);
    assert!(warned.stderr.contains("`ig convert wide.png` makes one"), "{}", warned.stderr);
    world.file("other.bmp", &encoded(&corners(400, 400).into(), ImageFormat::Bmp));
    let refused = world.ig(&["publish", "other.bmp"]).expect(2);
    refused.one_error(&["not a photo", "`ig convert other.bmp` makes one"]);
    let file = converted(&world, "wide.png", &[]);
    assert_eq!((&file["width"], &file["height"]), (&Value::from(1440), &Value::from(1080)));
    assert_eq!(changes(&file), ["PNG to JPEG", "scaled from 2000 × 1500 to 1440 × 1080"]);
    is_near(seen(&world.home().join("wide.jpg")), CORNERS, 4);
    world.ig(&["publish", "wide.jpg"]).expect(0);
}

/// What is suggested works: for a name with spaces, for each use, and for a shape that is refused.
#[test]
fn the_command_that_is_suggested_makes_what_is_accepted() {
    let world = World::new();
    world.file("Screenshot at 9.41.png", &encoded(&corners(320, 700).into(), ImageFormat::Png));
    world.file("it's.bmp", &encoded(&corners(320, 320).into(), ImageFormat::Bmp));
    world.file("video.mp4", &crate::media::mp4());
    for (args, jpeg) in [
        (&["Screenshot at 9.41.png"][..], "Screenshot at 9.41.jpg"),
        (&["Screenshot at 9.41.png", "--story"], "Screenshot at 9.41.jpg"),
        (&["photo.jpg", "it's.bmp"], "it's.jpg"),
        (&["video.mp4", "--cover", "it's.bmp"], "it's.jpg"),
    ] {
        let ran = world.ig(&[&["publish"], args].concat());
        let (_, line) = ran.stderr.split_once("`ig convert ").unwrap();
        let line = line.split_once('`').unwrap().0;
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            &format!("exec \"$0\" convert {line} --force"),
            env!("CARGO_BIN_EXE_ig"),
        ]);
        shell.current_dir(world.home()).env_clear().env("HOME", world.home());
        assert!(shell.output().unwrap().status.success(), "{line}");
        let mut args = args.to_vec();
        let which = args.iter().position(|it| it.ends_with("png") || it.ends_with("bmp")).unwrap();
        args[which] = jpeg;
        world.ig(&[&["publish"], &args[..]].concat()).expect(0);
    }
}

#[test]
fn a_border_keeps_the_whole_picture() {
    let world = World::new();
    world.file("tall.png", &encoded(&corners(400, 1000).into(), ImageFormat::Png));
    let file = converted(&world, "tall.png", &["--pad", "#102030", "-o", "out.jpg"]);
    assert_eq!((&file["width"], &file["height"]), (&Value::from(800), &Value::from(1000)));
    let picture = image::open(world.home().join("out.jpg")).unwrap().into_rgb8();
    is_near([picture.get_pixel(20, 500).0; 4], [[0x10, 0x20, 0x30]; 4], 4);
    is_near([picture.get_pixel(300, 250).0; 4], [CORNERS[0]; 4], 4);
    is_near([picture.get_pixel(500, 750).0; 4], [CORNERS[3]; 4], 4);
}

#[test]
fn several_files_go_into_a_folder() {
    let world = World::new();
    fs::create_dir(world.home().join("out")).unwrap();
    world.file("one.png", &encoded(&corners(400, 400).into(), ImageFormat::Png));
    world.file("two.bmp", &encoded(&corners(400, 400).into(), ImageFormat::Bmp));
    let ran = world.ig(&["convert", "one.png", "two.bmp", "-o", "out"]).expect(0);
    assert_eq!(ran.stdout.lines().filter(|line| line.starts_with("jpeg")).count(), 2);
    for name in ["one.jpg", "two.jpg"] {
        is_near(seen(&world.home().join("out").join(name)), CORNERS, 4);
    }
}
