//! Where the JPEGs go, and what is in the way.

use std::{fs, os::unix::fs::symlink, process::Command};

use image::ImageFormat;

use super::{CORNERS, corners, encoded, is_near, seen};
use crate::world::{World, run};

/// A machine with pictures of these names.
fn with(names: &[&str]) -> World {
    let world = World::new();
    let png = encoded(&corners(320, 320).into(), ImageFormat::Png);
    for name in names {
        if let Some((folder, _)) = name.rsplit_once('/') {
            fs::create_dir_all(world.home().join(folder)).unwrap();
        }
        world.file(name, &png);
    }
    world
}

#[test]
fn no_original_is_replaced_whatever_it_is_called() {
    let world = with(&["a.png", "a.jpg", "b.png"]);
    symlink("a.png", world.home().join("link.jpg")).unwrap();
    let before = fs::read(world.home().join("a.jpg")).unwrap();
    for (args, words) in [
        (&["a.png", "a.jpg"][..], ["a.jpg is one of the files to convert", "never replaced"]),
        (&["a.png", "./a.jpg"], ["a.jpg is one of the files to convert", "never replaced"]),
        (&["a.png", "-o", "link.jpg"], ["link.jpg is the file itself", "never replaced"]),
        (&["a.png", "./a.png"], ["two files would become ./a.jpg", "are the same file"]),
        (&["a.png", "b.png", "-o", "c.jpg"], ["--output cannot be used", "several files"]),
    ] {
        let args = [&["convert", "--force"], args].concat();
        world.ig(&args).expect(2).one_error(&words);
    }
    assert_eq!(fs::read(world.home().join("a.jpg")).unwrap(), before);
    assert!(world.home().join("link.jpg").is_symlink());
    assert!(!world.home().join("b.jpg").exists(), "nothing is written before all is known");
}

#[test]
fn two_files_of_one_name_are_refused_however_their_folders_are_written() {
    let world = with(&["one/a.png", "two/a.png"]);
    fs::create_dir(world.home().join("out")).unwrap();
    let args = ["convert", "one/a.png", "two/a.png", "-o", "out", "--force"];
    let words = ["two files would become out/a.jpg", "they are one/a.png and two/a.png"];
    world.ig(&args).expect(2).one_error(&words);
    let args = ["convert", "one/a.png", "two/../one/a.png", "--force"];
    world.ig(&args).expect(2).one_error(&["are the same file", "give it once"]);
    // Beside them they are two.
    world.ig(&["convert", "one/a.png", "two/a.png"]).expect(0);
}

#[test]
fn an_output_that_cannot_be_is_refused_before_anything_is_written() {
    let world = with(&["a.png"]);
    fs::create_dir_all(world.home().join("out/a.jpg")).unwrap();
    super::pipe(&world, "pipe.jpg");
    for (out, words) in [
        ("no/a.jpg", ["no is not a folder that exists", "make it first"]),
        ("no/", ["there is no folder no/", "make it first"]),
        ("a.png/b.jpg", ["a.png is not a folder", "make it first"]),
        ("-", ["- means standard output", "./-"]),
        ("out", ["out/a.jpg cannot be replaced", "a folder, a pipe or a device"]),
        ("a.jpg.png", ["a.jpg.png would be a JPEG", "ends with .jpg"]),
        ("b", ["b would be a JPEG", "a folder that exists"]),
        ("pipe.jpg", ["pipe.jpg cannot be replaced", "a folder, a pipe or a device"]),
    ] {
        let args = ["convert", "a.png", "-o", out, "--force"];
        world.ig(&args).expect(2).one_error(&words);
    }
    assert!(!fs::metadata(world.home().join("pipe.jpg")).unwrap().is_file());
}

/// The others are still tried, and the worst decides the exit status.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let world = with(&["a.png", "b.png"]);
    // A full disk causes errors, and not a signal.
    let mut command = Command::new("sh");
    let line = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    command.args(["-c", line, env!("CARGO_BIN_EXE_ig"), "convert", "a.png", "none.png", "b.png"]);
    command.args(["--force"]).current_dir(world.home()).env_clear().env("HOME", world.home());
    let ran = run(&mut command).expect(1);
    assert_eq!(ran.stderr.matches(" cannot be written").count(), 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("3 of 3 files were not converted"), "{}", ran.stderr);
    let files: Vec<_> =
        fs::read_dir(world.home()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let ran = world.ig(&["convert", "a.png", "-o", "/proc/a.jpg"]).expect(1);
    ran.one_error(&["/proc/a.jpg cannot be written", "give a folder that you may write to"]);
}

#[test]
fn the_name_does_not_matter_and_many_are_no_more_than_one() {
    let world = with(&["noext", "wrong.jpg", "photo.tar.webp", ".hidden"]);
    for (name, jpeg) in [
        ("noext", "noext.jpg"),
        ("wrong.jpg", "wrong-converted.jpg"),
        ("photo.tar.webp", "photo.tar.jpg"),
        (".hidden", ".hidden.jpg"),
    ] {
        world.ig(&["convert", name]).expect(0);
        is_near(seen(&world.home().join(jpeg)), CORNERS, 4);
    }
    let tiny = encoded(&corners(8, 8).into(), ImageFormat::Bmp);
    let names: Vec<_> = (0..300).map(|number| format!("{number}.bmp")).collect();
    names.iter().for_each(|name| drop(world.file(name, &tiny)));
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let said = world.ig(&[&["convert", "--json"], &names[..]].concat()).expect(0).json();
    assert_eq!(said["files"].as_array().unwrap().len(), 300);
    assert!(world.home().join("299.jpg").exists());
}

/// Pictures are decoded once, and changed in the memory that they have.
#[cfg(target_os = "linux")]
#[test]
fn a_large_picture_takes_memory_for_itself_and_not_for_its_copies() {
    use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};

    let world = World::new();
    let (width, height) = (2000, 1600);
    let pixels = DynamicImage::from(corners(width, height)).into_rgba16();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    let bytes: Vec<_> = pixels.iter().flat_map(|sample| sample.to_ne_bytes()).collect();
    encoder.write_image(&bytes, width, height, ExtendedColorType::Rgba16).unwrap();
    world.file("deep.png", &png);
    let idle = crate::memory::idle_peak_of(|| world.command(&["convert", "photo.jpg", "--force"]));
    let (peak, ran) = crate::memory::peak_of(&mut world.command(&["convert", "deep.png"]));
    ran.expect(0);
    // Four channels of 16 bits, and what scaling takes.
    let most = u64::from(width * height) * 24 / 1024;
    assert!(idle < peak && peak - idle < most, "{peak} KiB, {idle} KiB of them idle");
}
