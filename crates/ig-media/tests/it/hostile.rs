//! Hostile files: no bytes may crash the caller.

use std::sync::LazyLock;

use ig_media::{Format, check_photo, probe, probe_reader};
use image::ImageFormat;
use proptest::prelude::*;

use crate::{
    disk::Disk,
    files::{Order, brands, encoded, exif, jpeg_with, mpo, segment, with_pictures_and},
};

const STARTS: &[&[u8]] = &[
    b"",
    b"\xFF\xD8\xFF",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"RIFF\0\0\0\0WEBPVP8L",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"BM\0\0\0\0\0\0\0\0",
    b"II*\0",
    b"MM\0*",
    b"II+\0\x08\0\0\0",
    b"\0\0\0\x10ftyp",
];

/// Probes and checks a file in every way, whatever it is.
fn judge(bytes: &[u8]) -> Format {
    let probe = probe(bytes, bytes.len() as u64);
    assert_eq!(probe.width.is_some(), probe.height.is_some());
    assert!(probe.width != Some(0) && probe.height != Some(0));
    for finding in check_photo(&probe) {
        assert!(!finding.to_string().is_empty());
    }
    probe.format
}

proptest! {
    #[test]
    fn arbitrary_bytes_after_any_start_are_checked(
        start in prop::sample::select(STARTS),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        judge(&[start, &rest].concat());
    }

    #[test]
    fn arbitrary_segments_are_checked(
        segments in prop::collection::vec(
            (any::<u8>(), lengths(), prop::collection::vec(any::<u8>(), 0..12)),
            0..20,
        ),
    ) {
        let mut file = vec![0xFF, 0xD8];
        for (marker, length, content) in segments {
            file.extend([0xFF, marker]);
            file.extend(length.to_be_bytes());
            file.extend(content);
        }
        judge(&file);
    }

    #[test]
    fn a_damaged_file_is_checked(at in 0..4000_usize, byte in any::<u8>()) {
        for file in WHOLE_FILES.iter() {
            let mut damaged = file.clone();
            if let Some(place) = damaged.get_mut(at) {
                *place = byte;
            }
            judge(&damaged);
        }
    }
}

#[test]
fn a_truncated_file_has_the_format_of_its_head() {
    for file in WHOLE_FILES.iter() {
        let format = judge(file);
        for end in 0..file.len() {
            let cut = judge(&file[..end]);
            let plain = matches!(format, Format::Mpo | Format::Jps).then_some(Format::Jpeg);
            let known = [Some(format), plain, Some(Format::Unknown)];
            assert!(known.contains(&Some(cut)), "{format} cut at {end} is {cut}");
        }
    }
}

/// Half of them as small as the content, so that the walk gets beyond the first segment.
fn lengths() -> impl Strategy<Value = u16> {
    prop_oneof![0..16_u16, any::<u16>()]
}

#[test]
fn a_segment_that_is_shorter_than_its_own_length_ends_the_header() {
    for length in [0, 1] {
        let short = vec![0xFF, 0xE1, 0, length];
        let file = jpeg_with(&[short], 33, 57);
        let probe = probe(&file, file.len() as u64);
        assert_eq!((probe.format, probe.width), (Format::Jpeg, None));
    }
}

#[test]
fn endless_headers_are_read_only_up_to_the_limit() {
    let long = segment(0xE1, &[0; 2_000]).repeat(4_000);
    let many_rows = {
        let mut tiff = b"II*\0\x08\0\0\0\xFF\xFF".to_vec();
        tiff.resize(4 << 20, 0);
        tiff
    };
    let files = [
        jpeg_with(&[vec![0xFF; 8 << 20]], 33, 57),
        jpeg_with(&[long], 33, 57),
        many_rows,
        [b"GIF89a".to_vec(), vec![0x21; 8 << 20]].concat(),
        [b"RIFF\0\0\0\0WEBPVP8X".to_vec(), vec![0xFF; 8 << 20]].concat(),
    ];
    for file in files {
        let mut disk = Disk::new(file);
        probe_reader(&mut disk).unwrap();
        assert!(disk.read <= 2 << 20, "{} bytes read", disk.read);
    }
}

#[test]
fn an_endless_header_is_given_up() {
    let endless = segment(0xE1, b"").repeat(100_000);
    let probe = probe(&jpeg_with(&[endless], 33, 57), 1);
    assert_eq!((probe.format, probe.width), (Format::Jpeg, None));
}

static WHOLE_FILES: LazyLock<[Vec<u8>; 9]> = LazyLock::new(|| {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let marks = [
        exif(Order::Little, 8, 6),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0 hdrgm:Version"),
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat()),
    ];
    let further =
        [(0, encoded(ImageFormat::Jpeg, 8, 8)), (0x01_0001, encoded(ImageFormat::Jpeg, 8, 8))];
    [
        mpo(33, 57),
        with_pictures_and(&marks, (33, 57), Order::Little, 0x03_0000, &further),
        encoded(ImageFormat::Jpeg, 33, 57),
        encoded(ImageFormat::Png, 33, 57),
        encoded(ImageFormat::Gif, 33, 57),
        encoded(ImageFormat::WebP, 33, 57),
        encoded(ImageFormat::Bmp, 33, 57),
        encoded(ImageFormat::Tiff, 33, 57),
        brands(b"heic", &[b"mif1", b"heic"]),
    ]
});
