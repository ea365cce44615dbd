//! Photos by public tools that were read wrongly once; `tests/data/README.md` describes how they
//! were made.

use ig_media::{
    Coding, ColourEncoding, Ending, Entropy, Format, Further, Photo, Primaries, ToneCurve, probe,
};

fn check(name: &str, width: u32, height: u32) -> Photo {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(&path).unwrap();
    let probe = probe(&file, file.len() as u64);
    assert_eq!(
        (probe.format, probe.width, probe.height),
        (Format::Jpeg, Some(width), Some(height))
    );
    assert_eq!(ig_media::probe_file(&path).unwrap(), probe);
    probe.photo.unwrap()
}

#[test]
fn each_has_the_findings_that_it_should_have() {
    let rules = |name: &str| -> Vec<_> {
        let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
        let findings = ig_media::check_photo(&ig_media::probe_file(path).unwrap());
        findings.iter().map(|finding| (finding.rule.name(), finding.severity)).collect()
    };
    use ig_media::Severity::{Error, Warning};
    for name in ["arithmetic.jpg", "bits12.jpg", "jpegls.jpg"] {
        assert_eq!(rules(name), [("coding", Error)], "{name}");
    }
    assert_eq!(rules("lossless.jpg"), [("coding", Error), ("min-width", Warning)]);
    assert_eq!(rules("half.jpg"), [("complete", Error)]);
    assert_eq!(rules("turned-3to4.jpg"), [("orientation", Warning)]);
    assert_eq!(rules("ultrahdr.jpg"), [("gain-map", Warning), ("colour", Warning)]);
}

fn check_coding(photo: &Photo, coding: Coding, entropy: Entropy, bit_depth: u8) {
    let read = (photo.coding, photo.entropy, photo.bit_depth);
    assert_eq!(read, (Some(coding), Some(entropy), Some(bit_depth)));
    assert_eq!((photo.components, photo.ending), (Some(3), Ending::Whole));
}

#[test]
fn arithmetic_coding_is_not_baseline() {
    let photo = check("arithmetic.jpg", 400, 400);
    check_coding(&photo, Coding::Extended, Entropy::Arithmetic, 8);
}

#[test]
fn twelve_bits_are_read() {
    check_coding(&check("bits12.jpg", 400, 400), Coding::Extended, Entropy::Huffman, 12);
}

#[test]
fn lossless_is_not_baseline() {
    let photo = check("lossless.jpg", 200, 200);
    check_coding(&photo, Coding::Lossless, Entropy::Huffman, 9);
}

#[test]
fn jpeg_ls_is_named() {
    let photo = check("jpegls.jpg", 400, 400);
    check_coding(&photo, Coding::JpegLs, Entropy::Golomb, 8);
    assert_eq!(photo.encoding, Some(ColourEncoding::Rgb));
}

#[test]
fn half_of_a_photo_is_cut_short() {
    assert_eq!(check("half.jpg", 800, 800).ending, Ending::Cut);
}

#[test]
fn a_photo_that_is_turned_has_its_orientation() {
    let photo = check("turned-3to4.jpg", 1440, 1080);
    assert_eq!(photo.orientation, Some(6));
    assert!(photo.is_turned());
}

#[test]
fn a_gain_map_is_not_an_mpo() {
    let photo = check("ultrahdr.jpg", 400, 400);
    assert_eq!(photo.further, [Further::GainMap]);
    let profile = photo.profile.unwrap();
    assert_eq!(profile.name.as_deref(), Some("Display P3 Gamut with sRGB Transfer"));
    let read = (profile.primaries, profile.curve, profile.is_srgb);
    assert_eq!(read, (Some(Primaries::DisplayP3), Some(ToneCurve::Srgb), false));
}
