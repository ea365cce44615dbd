//! A reader has the same result as the whole file, with few reads.

use std::io::{self, Cursor};

use ig_media::{Format, probe, probe_file, probe_reader};
use image::ImageFormat;

use crate::{
    disk::Disk,
    files::{encoded, jpeg_with, segment},
};

fn with_metadata() -> Vec<u8> {
    let exif = segment(0xE1, &vec![0x55; 65_000]);
    jpeg_with(&[exif.clone(), exif.clone(), exif, segment(0xE3, b"_JPSJPS_")], 640, 480)
}

#[test]
fn a_reader_has_the_same_result_as_the_whole_file() {
    let formats = [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Gif];
    let others = formats.map(|format| encoded(format, 640, 480));
    for file in others.into_iter().chain([with_metadata(), Vec::new()]) {
        let whole = probe(&file, file.len() as u64);
        assert_eq!(probe_reader(Cursor::new(file)).unwrap(), whole);
    }
}

#[test]
fn a_reader_is_probed_from_its_start_whatever_its_position() {
    let mut reader = Cursor::new(with_metadata());
    reader.set_position(1000);
    let probe = probe_reader(reader).unwrap();
    assert_eq!((probe.format, probe.width, probe.height), (Format::Jps, Some(640), Some(480)));
}

#[test]
fn metadata_is_skipped_and_not_read() {
    let mut disk = Disk::new(with_metadata());
    let probe = probe_reader(&mut disk).unwrap();
    assert_eq!(probe.format, Format::Jps);
    assert!(probe.size > 195_000);
    assert!(disk.read < 40 * 1024, "{} bytes read", disk.read);
}

#[test]
fn a_read_error_is_not_mistaken_for_a_damaged_file() {
    for format in [ImageFormat::Jpeg, ImageFormat::Tiff] {
        let mut file = encoded(format, 640, 480);
        if format == ImageFormat::Tiff {
            // Moves the directory with the dimensions to where the disk is broken.
            file[4..8].copy_from_slice(&5000_u32.to_le_bytes());
        } else {
            file = with_metadata();
        }
        let mut disk = Disk::new(file);
        disk.broken_at = 4000;
        assert_eq!(probe_reader(disk).unwrap_err().to_string(), "bad sector");
    }
}

#[test]
fn an_invalid_offset_is_a_damaged_file_and_not_a_read_error() {
    let mut file = encoded(ImageFormat::Tiff, 640, 480);
    file[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    let probe = probe_reader(Cursor::new(file)).unwrap();
    assert_eq!((probe.format, probe.width), (Format::Tiff, None));
}

#[test]
fn a_file_is_probed_by_its_path_and_its_name_does_not_matter() {
    let path = std::env::temp_dir().join(format!("ig-media-{}.png", std::process::id()));
    std::fs::write(&path, with_metadata()).unwrap();
    let probed = probe_file(&path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(probed.unwrap().format, Format::Jps);
    assert_eq!(probe_file(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
}
