//! Whether a photo has its end.

use std::io::Cursor;

use ig_media::{Ending, probe, probe_file, probe_reader};
use image::ImageFormat;

use crate::{
    disk::Disk,
    files::{Order, encoded, jpeg_with, segment, with_pictures},
};

fn in_memory(file: &[u8]) -> Ending {
    probe(file, file.len() as u64).photo.unwrap().ending
}

fn from_reader(file: &[u8]) -> Ending {
    probe_reader(Cursor::new(file)).unwrap().photo.unwrap().ending
}

fn from_disk(file: &[u8]) -> Ending {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name =
        format!("ig-media-end-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, file).unwrap();
    let probed = probe_file(&path);
    std::fs::remove_file(&path).unwrap();
    probed.unwrap().photo.unwrap().ending
}

fn check(file: &[u8], expect: Ending) {
    assert_eq!((in_memory(file), from_disk(file), from_reader(file)), (expect, expect, expect));
}

/// Larger than what is read of an end.
fn large() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(900, 700, |x, y| {
        let noise = ((x * 7919) ^ (y * 104_729)).wrapping_mul(2_654_435_761);
        image::Rgb([(noise >> 8) as u8, (noise >> 16) as u8, (noise >> 24) as u8])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let file = file.into_inner();
    assert!(file.len() > 300_000);
    file
}

#[test]
fn a_jpeg_that_ends_in_the_middle_is_cut_short_however_it_is_read() {
    let small = encoded(ImageFormat::Jpeg, 64, 48);
    check(&small, Ending::Whole);
    for end in 4..small.len() {
        check(&small[..end], Ending::Cut);
    }
    let large = large();
    check(&large, Ending::Whole);
    for part in [2, 3, 5, 7] {
        check(&large[..large.len() * (part - 1) / part], Ending::Cut);
    }
    check(&large[..large.len() - 1], Ending::Cut);
}

#[test]
fn what_follows_the_end_does_not_matter() {
    for whole in [encoded(ImageFormat::Jpeg, 64, 48), large()] {
        for trailer in [&b"\0"[..], b"\0\0\0\x18ftypmp42\xFF\xD9", &[0; 3000], b"\xFF"] {
            check(&[&whole[..], trailer].concat(), Ending::Whole);
        }
    }
}

#[test]
fn a_long_trailer_is_read_through_where_that_costs_little_and_else_not_judged() {
    let mut motion = large();
    motion.extend((0..400_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8));
    assert_eq!((in_memory(&motion), from_disk(&motion)), (Ending::Whole, Ending::Whole));
    assert_eq!(from_reader(&motion), Ending::Unread);
}

#[test]
fn a_further_picture_has_no_part_in_it() {
    let further = large();
    let whole = with_pictures(Order::Big, 0x03_0000, &[(0x01_0002, further.clone())]);
    check(&whole, Ending::Whole);
    check(&whole[..whole.len() - further.len() / 2], Ending::Whole);
}

#[test]
fn the_end_of_a_preview_is_not_the_end_of_the_picture() {
    let exif = [b"Exif\0\0".to_vec(), encoded(ImageFormat::Jpeg, 16, 12)].concat();
    let file = jpeg_with(&[segment(0xE1, &exif)], 64, 48);
    check(&file[..file.len() - 20], Ending::Cut);
}

#[test]
fn an_end_inside_a_table_between_scans_does_not_count() {
    let plain = encoded(ImageFormat::Jpeg, 64, 48);
    let data = &plain[..plain.len() - 2];
    let comment = segment(0xFE, b"here it is: \xFF\xD9");
    let file = [data, &comment, b"\x12\x34"].concat();
    assert_eq!(in_memory(&file), Ending::Cut);
    let file = [data, &comment, b"\x12\x34\xFF\xD9"].concat();
    assert_eq!(in_memory(&file), Ending::Whole);
}

#[test]
fn of_a_head_nothing_is_said() {
    for file in [encoded(ImageFormat::Jpeg, 64, 48), encoded(ImageFormat::Png, 64, 48)] {
        for end in [20, file.len() / 2, file.len() - 20] {
            let photo = probe(&file[..end], file.len() as u64).photo.unwrap();
            assert_eq!(photo.ending, Ending::Unread);
        }
    }
}

#[test]
fn a_png_and_a_webp_that_end_in_the_middle_are_cut_short() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let file = encoded(format, 64, 48);
        check(&file, Ending::Whole);
        check(&[&file[..], b"more"].concat(), Ending::Whole);
        for end in 30..file.len() {
            check(&file[..end], Ending::Cut);
        }
    }
}

#[test]
fn of_a_reader_only_the_header_and_the_end_are_read() {
    let mut disk = Disk::new(large());
    assert_eq!(probe_reader(&mut disk).unwrap().photo.unwrap().ending, Ending::Whole);
    assert!(disk.read < 70 * 1024, "{} bytes read", disk.read);
}
