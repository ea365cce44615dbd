//! Each rule for a photo, barely obeyed and barely broken.

use ig_media::{Finding, Rule, Severity, check_photo, probe};
use image::ImageFormat;

use crate::files::{encoded, jpeg_header, jpeg_with, mpo, segment};

fn findings(file: &[u8]) -> Vec<Finding> {
    check_photo(&probe(file, file.len() as u64))
}

fn check(file: &[u8], expect: &[(Rule, Severity)]) {
    let found: Vec<_> = findings(file).iter().map(|f| (f.rule, f.severity)).collect();
    assert_eq!(found, expect);
}

fn check_pixels(width: u16, height: u16, expect: &[(Rule, Severity)]) {
    check(&jpeg_header(width, height), expect);
}

fn check_size(size: u64, expect: &[(Rule, Severity)]) {
    let probe = probe(&jpeg_header(1080, 1080), size);
    let found: Vec<_> = check_photo(&probe).iter().map(|f| (f.rule, f.severity)).collect();
    assert_eq!(found, expect, "{size}");
}

#[test]
fn a_plain_jpeg_within_all_limits_is_accepted() {
    check(&encoded(ImageFormat::Jpeg, 1080, 1350), &[]);
}

#[test]
fn only_a_plain_jpeg_is_accepted_and_a_png_is_disputed() {
    let refused = [(Rule::Format, Severity::Error)];
    check(&encoded(ImageFormat::Png, 640, 640), &[(Rule::Format, Severity::Warning)]);
    check(&encoded(ImageFormat::WebP, 640, 640), &refused);
    check(&mpo(640, 640), &refused);
    check(&jpeg_with(&[segment(0xE3, b"_JPSJPS_\0\x04")], 640, 640), &refused);
    check(b"<!DOCTYPE html>", &refused);
    check(b"", &refused);
}

#[test]
fn a_picture_of_the_wrong_format_also_has_its_other_findings() {
    let expect = [
        (Rule::Format, Severity::Error),
        (Rule::AspectRatio, Severity::Error),
        (Rule::MinWidth, Severity::Warning),
    ];
    check(&encoded(ImageFormat::Gif, 200, 100), &expect);
}

#[test]
fn more_than_8_mb_is_a_warning_and_more_than_8_mib_an_error() {
    check_size(8_000_000, &[]);
    check_size(8_000_001, &[(Rule::FileSize, Severity::Warning)]);
    check_size(8_388_608, &[(Rule::FileSize, Severity::Warning)]);
    check_size(8_388_609, &[(Rule::FileSize, Severity::Error)]);
}

#[test]
fn the_aspect_ratio_is_between_3_to_4_and_1_91_to_1_and_4_to_5_by_the_documents() {
    let refused = [(Rule::AspectRatio, Severity::Error)];
    let disputed = [(Rule::AspectRatio, Severity::Warning)];
    check_pixels(1080, 1350, &[]);
    check_pixels(1080, 1352, &disputed);
    check_pixels(1078, 1350, &disputed);
    check_pixels(1080, 1440, &disputed);
    check_pixels(1080, 1445, &disputed);
    check_pixels(1080, 1456, &refused);
    check_pixels(1337, 700, &[]);
    check_pixels(1339, 700, &disputed);
    check_pixels(1345, 700, &refused);
    check_pixels(1080, 1920, &refused);
    check_pixels(1440, 700, &refused);
}

#[test]
fn half_a_pixel_of_rounding_is_accepted() {
    for (width, height) in [(1080, 1351), (819, 1024), (1200, 628), (1080, 565), (600, 314)] {
        check_pixels(width, height, &[]);
    }
    check_pixels(1200, 627, &[(Rule::AspectRatio, Severity::Warning)]);
}

#[test]
fn every_crop_to_a_limit_passes_however_its_sides_were_rounded() {
    for width in 320..=1440_u16 {
        let tall = f64::from(width) / 0.8;
        let wide = f64::from(width) / 1.91;
        check_pixels(width, tall.round() as u16, &[]);
        check_pixels(width, wide.round() as u16, &[]);
    }
}

#[test]
fn a_width_outside_320_to_1440_is_a_warning() {
    check_pixels(320, 320, &[]);
    check_pixels(319, 319, &[(Rule::MinWidth, Severity::Warning)]);
    check_pixels(1440, 1440, &[]);
    check_pixels(1441, 1441, &[(Rule::MaxWidth, Severity::Warning)]);
}

#[test]
fn a_truncated_header_is_an_error() {
    let unreadable = [(Rule::Dimensions, Severity::Error)];
    let whole = jpeg_header(1080, 1080);
    check(&whole[..10], &unreadable);
    check_pixels(1080, 0, &unreadable);
    check_pixels(0, 1080, &unreadable);
}

#[test]
fn a_finding_says_what_is_wrong_and_what_to_do() {
    let data = |name: &str| {
        std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let check_of = |finding: &Finding, expect: &str| assert_eq!(finding.to_string(), expect);
    fn check(finding: &Finding, expect: &str) {
        assert_eq!(finding.to_string(), expect);
        let is_named = ["developers.facebook.com", "Meta's reference", "as captured"];
        let source = &finding.source;
        assert!(is_named.iter().any(|name| source.contains(name)), "{source}");
    }
    check(
        &findings(b"")[0],
        "the format is unknown, and Instagram accepts JPEG photos only: \
         save the picture as a plain JPEG",
    );
    check(
        &findings(&jpeg_header(1, 1)[..10])[0],
        "the dimensions are unreadable, and Instagram needs a whole header: \
         the file is truncated or damaged, export it again",
    );
    check_of(
        &findings(&data("half.jpg"))[0],
        "the file has no end: it stops in the middle of the picture, and Instagram needs a whole \
         photo: the file is truncated or damaged, copy or export it again",
    );
    check_of(
        &findings(&data("arithmetic.jpg"))[0],
        "the JPEG is coded as arithmetic JPEG, and Instagram accepts baseline and progressive JPEGs \
         with 8 bits: save the picture as a plain JPEG",
    );
    check_of(
        &findings(&data("ultrahdr.jpg"))[0],
        "the photo has an HDR gain map, and Instagram's documentation allows plain JPEG photos \
         only, although its web page was seen to accept such photos: take it out to be safe: \
         exiftool -mpf:all= -trailer:all= FILE",
    );
    check_of(
        &findings(&data("turned-3to4.jpg"))[0],
        "the photo is turned by its EXIF orientation 6: 1440 × 1080 pixels as stored, 1080 × 1440 \
         as shown; it was judged as stored, and safe is a photo that is stored as it is shown: save \
         it turned, without the EXIF orientation",
    );
    check(
        &check_photo(&probe(&jpeg_header(1080, 1080), 9_000_000))[0],
        "the file has 9000000 bytes, and Instagram accepts at most 8388608 bytes (8 MiB): \
         save it with a lower quality or fewer pixels",
    );
    check(
        &check_photo(&probe(&jpeg_header(1080, 1080), 8_100_000))[0],
        "the file has 8100000 bytes, and Instagram's documentation allows at most 8000000 bytes \
         (8 MB), although it may accept more: make it smaller to be safe",
    );
    check(
        &findings(&jpeg_header(1080, 1920))[0],
        "the picture is 1080 × 1920 pixels (0.562:1), and Instagram accepts ratios from \
         3:4 (0.75:1) to 1.91:1: crop it or give it a border",
    );
    check(
        &findings(&jpeg_header(1080, 1440))[0],
        "the picture is 1080 × 1440 pixels (0.750:1), and Instagram's documentation allows ratios \
         from 4:5 (0.8:1) to 1.91:1, although 3:4 was seen to be accepted: crop it or give it a \
         border to be safe",
    );
    check(
        &findings(&jpeg_header(200, 200))[0],
        "the picture is 200 pixels wide, and Instagram scales it up to 320 pixels, \
         which blurs it: use a wider one",
    );
    check(
        &findings(&jpeg_header(4000, 4000))[0],
        "the picture is 4000 pixels wide, and Instagram scales it down to 1440 pixels: \
         scale it yourself if every detail counts",
    );
}
