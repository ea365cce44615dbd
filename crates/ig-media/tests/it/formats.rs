//! A format is recognized by its bytes.

use ig_media::{Format, Use, probe};
use image::ImageFormat;

use crate::files::{brands, encoded, jpeg_with, segment};

fn check(file: &[u8], format: Format, width: u32, height: u32) {
    let probe = probe(file, file.len() as u64);
    assert_eq!(probe.format, format);
    assert_eq!((probe.width, probe.height), (Some(width), Some(height)));
    assert_eq!(probe.size, file.len() as u64);
}

fn check_format(file: &[u8], format: Format) {
    assert_eq!(probe(file, file.len() as u64).format, format, "{}", file.escape_ascii());
}

#[test]
fn width_and_height_are_those_the_encoder_was_given() {
    check(&encoded(ImageFormat::Jpeg, 33, 57), Format::Jpeg, 33, 57);
    check(&encoded(ImageFormat::Png, 33, 57), Format::Png, 33, 57);
    check(&encoded(ImageFormat::Gif, 33, 57), Format::Gif, 33, 57);
    check(&encoded(ImageFormat::WebP, 33, 57), Format::WebP, 33, 57);
    check(&encoded(ImageFormat::Bmp, 33, 57), Format::Bmp, 33, 57);
    check(&encoded(ImageFormat::Tiff, 33, 57), Format::Tiff, 33, 57);
}

#[test]
fn every_kind_of_jpeg_frame_has_dimensions_and_tables_have_none() {
    let frame = [8, 0, 57, 0, 33, 1, 1, 0x11, 0];
    let frames = (0xC0..=0xCF).filter(|marker| ![0xC4, 0xC8, 0xCC].contains(marker));
    for marker in frames.chain([0xF7]) {
        check(&[vec![0xFF, 0xD8], segment(marker, &frame)].concat(), Format::Jpeg, 33, 57);
    }
    for marker in [0xC4, 0xC8, 0xCC] {
        let decoy = segment(marker, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        check(&jpeg_with(&[decoy], 33, 57), Format::Jpeg, 33, 57);
    }
}

#[test]
fn fill_bytes_and_markers_without_a_segment_are_stepped_over() {
    check(&jpeg_with(&[vec![0xFF; 7]], 33, 57), Format::Jpeg, 33, 57);
    check(&jpeg_with(&[vec![0xFF, 0x01, 0xFF, 0xD3]], 33, 57), Format::Jpeg, 33, 57);
}

#[test]
fn a_preview_inside_a_segment_is_not_the_picture() {
    let exif = [b"Exif\0\0".to_vec(), encoded(ImageFormat::Jpeg, 16, 12)].concat();
    check(&jpeg_with(&[segment(0xE1, &exif)], 33, 57), Format::Jpeg, 33, 57);
}

#[test]
fn a_jps_has_the_stereo_segment() {
    let stereo = segment(0xE3, b"_JPSJPS_\0\x04\0\0\0\0");
    check(&jpeg_with(&[stereo], 66, 57), Format::Jps, 66, 57);
    let meta = segment(0xE3, b"Meta\0\0");
    check(&jpeg_with(&[meta], 66, 57), Format::Jpeg, 66, 57);
}

#[test]
fn the_brands_distinguish_pictures_from_videos() {
    check_format(&brands(b"heic", &[b"mif1", b"heic"]), Format::Heic);
    check_format(&brands(b"mif1", &[b"mif1", b"heic"]), Format::Heic);
    check_format(&brands(b"mif1", &[b"mif1", b"avif"]), Format::Avif);
    check_format(&brands(b"avif", &[b"mif1", b"miaf"]), Format::Avif);
    check_format(&brands(b"isom", &[b"isom", b"avc1"]), Format::Mp4);
    check_format(&brands(b"mp42", &[]), Format::Mp4);
    check_format(&brands(b"qt  ", &[b"qt  "]), Format::Mov);
    check_format(&brands(b"zzzz", &[b"yyyy"]), Format::Unknown);
}

#[test]
fn bytes_after_the_brands_are_not_a_brand() {
    let file = [brands(b"zzzz", &[]), b"heicheic".to_vec()].concat();
    check_format(&file, Format::Unknown);
}

#[test]
fn a_video_without_brands_is_a_mov() {
    check_format(b"\0\0\0\x6cmoov\0\0\0\0", Format::Mov);
    check_format(b"\0\0\0\x08wide\0\0\0\0mdat", Format::Mov);
}

#[test]
fn quicktime_without_brands_may_start_with_any_of_its_boxes() {
    for kind in [b"free", b"skip", b"wide", b"pnot"] {
        check_format(&[b"\0\0\0\x10", &kind[..], &[0; 8], b"\0\0\x10\0mdat"].concat(), Format::Mov);
    }
    // Brands after a box that may be skipped count all the same.
    let free = b"\0\0\0\x10free\0\0\0\0\0\0\0\0".to_vec();
    check_format(&[free, brands(b"mp42", &[])].concat(), Format::Mp4);
    check_format(b"so carefree a text", Format::Unknown);
    check_format(b"\0\0\0\x04free", Format::Unknown);
}

#[test]
fn other_containers_of_video_have_their_names() {
    let packets = |length: usize, start: usize| {
        let mut file = vec![0xFF; 3 * length];
        (start..file.len()).step_by(length).for_each(|at| file[at] = 0x47);
        file
    };
    check_format(include_bytes!("../data/clip.mkv"), Format::Matroska);
    check_format(include_bytes!("../data/clip.avi"), Format::Avi);
    check_format(b"\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm", Format::WebM);
    check_format(&packets(188, 0), Format::MpegTs);
    check_format(&packets(192, 4), Format::MpegTs);
    check_format(&packets(190, 0), Format::Unknown);
    check_format(b"G is one byte", Format::Unknown);
    check_format(b"\0\0\x01\xBA\x44\0\x04\0", Format::MpegPs);
    check_format(b"FLV\x01\x05\0\0\0\x09", Format::Flv);
    check_format(b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9", Format::Asf);
    check_format(b"OggS\0\x02\0\0", Format::Ogg);
    check_format(b"\x06\x0E\x2B\x34\x02\x05\x01\x01", Format::Mxf);
    check_format(b"\0\0\0\x01\x67\x64\0\x28", Format::BareVideo);
    check_format(b"\0\0\0\x01\x40\x01\x0C\x01", Format::BareVideo);
    check_format(b"\0\0\x01\xB3\x04\0\x72", Format::BareVideo);
    check_format(&brands(b"3gp5", &[b"3gp4"]), Format::ThreeGp);
    check_format(&brands(b"isom", &[b"3gp4"]), Format::Mp4);
}

#[test]
fn a_container_of_video_gets_advice_for_a_video_whatever_its_use() {
    let file = include_bytes!("../data/clip.mkv");
    let probe = probe(file, file.len() as u64);
    for purpose in Use::ALL {
        let findings = ig_media::check(&probe, purpose);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let text = findings[0].to_string();
        assert!(text.starts_with("the format is Matroska, "), "{text}");
        assert!(text.contains("video") && !text.contains("save the picture"), "{text}");
    }
}

#[test]
fn text_is_of_no_known_format() {
    check_format(b"", Format::Unknown);
    check_format(b"<!DOCTYPE html><title>404</title>", Format::Unknown);
    check_format(b"BMW is what this text is about, not a bitmap", Format::Unknown);
    check_format(b"RIFF\x24\0\0\0WAVEfmt ", Format::Unknown);
    check_format(&[0xFF, 0xD8], Format::Unknown);
}
