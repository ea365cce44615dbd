//! The dimensions of photos that are not a JPEG.

use ig_media::{Format, probe};
use image::ImageFormat;

use crate::files::encoded;

fn check(file: &[u8], format: Format, expect: Option<(u32, u32)>) {
    let read = probe(file, file.len() as u64);
    assert_eq!((read.format, read.width.zip(read.height)), (format, expect));
    // Cut anywhere, it says the same or nothing.
    for end in 0..file.len() {
        let cut = probe(&file[..end], file.len() as u64);
        let dimensions = cut.width.zip(cut.height);
        assert!(dimensions.is_none() || dimensions == expect, "cut at {end}: {dimensions:?}");
    }
}

fn bitmap(header: u32, numbers: &[u8]) -> Vec<u8> {
    [&b"BM\0\0\0\0\0\0\0\0\x1A\0\0\0"[..], &header.to_le_bytes(), numbers].concat()
}

#[test]
fn a_bitmap_of_any_age_has_its_own_numbers() {
    let short = [33_u16, 57, 1, 24].map(u16::to_le_bytes).concat();
    check(&bitmap(12, &short), Format::Bmp, Some((33, 57)));
    for header in [16, 40, 52, 56, 64, 108, 124] {
        let long = |height: i32| [33_i32, height].map(i32::to_le_bytes).concat();
        check(&bitmap(header, &long(57)), Format::Bmp, Some((33, 57)));
        check(&bitmap(header, &long(-57)), Format::Bmp, Some((33, 57)));
    }
    check(&bitmap(0, &short), Format::Bmp, None);
    check(&bitmap(40, &[-33_i32, 57].map(i32::to_le_bytes).concat()), Format::Bmp, None);
}

/// A TIFF with a directory of these entries: a tag, a type and a value.
fn tiff(is_little: bool, is_big: bool, entries: &[(u16, u16, u64)]) -> Vec<u8> {
    let number = |number: u64, length: usize| match is_little {
        true => number.to_le_bytes()[..length].to_vec(),
        false => number.to_be_bytes()[8 - length..].to_vec(),
    };
    let start: &[u8] = if is_little { b"II" } else { b"MM" };
    let mut file = start.to_vec();
    let wide = if is_big { 8 } else { 4 };
    match is_big {
        false => file.extend([number(42, 2), number(10, 4)].concat()),
        true => file.extend([number(43, 2), number(8, 2), number(0, 2), number(18, 8)].concat()),
    }
    file.extend([0, 0]);
    file.extend(number(entries.len() as u64, if is_big { 8 } else { 2 }));
    for &(tag, kind, value) in entries {
        let length = [(1, 1), (3, 2), (4, 4), (16, 8)].iter().find(|it| it.0 == kind).unwrap().1;
        let mut value = number(value, length);
        value.resize(wide, 0);
        file.extend(
            [number(tag.into(), 2), number(kind.into(), 2), number(1, wide), value].concat(),
        );
    }
    file
}

#[test]
fn a_tiff_is_read_in_both_byte_orders_and_both_sizes() {
    for is_little in [true, false] {
        for kind in [3, 4] {
            let entries = [(254, 4, 0), (256, kind, 330), (257, kind, 570)];
            check(&tiff(is_little, false, &entries), Format::Tiff, Some((330, 570)));
            check(&tiff(is_little, true, &entries), Format::Tiff, Some((330, 570)));
        }
        let entries = [(256, 16, 330), (257, 16, 570)];
        check(&tiff(is_little, true, &entries), Format::Tiff, Some((330, 570)));
        // Such a number is too long for the other.
        let entries = [(256, 1, 33), (257, 1, 57)];
        check(&tiff(is_little, false, &entries), Format::Tiff, Some((33, 57)));
        check(&tiff(is_little, false, &[(256, 3, 330)]), Format::Tiff, None);
    }
}

#[test]
fn a_webp_that_is_to_be_scaled_has_its_own_size() {
    let mut file = b"RIFF\x1A\0\0\0WEBPVP8 \x0E\0\0\0\0\0\0\x9D\x01\x2A".to_vec();
    file.extend([33_u16 | 1 << 14, 57 | 2 << 14].map(u16::to_le_bytes).concat());
    file.extend([0; 4]);
    check(&file, Format::WebP, Some((33, 57)));
    check(&encoded(ImageFormat::WebP, 33, 57), Format::WebP, Some((33, 57)));
    let mut wide = b"RIFF\x16\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0".to_vec();
    wide.extend([0x20, 3, 0, 0x38, 0, 0]);
    check(&wide, Format::WebP, Some((801, 57)));
}

#[test]
fn an_icon_has_the_size_of_its_largest_picture() {
    let entry = |width: u8, height: u8| [&[width, height][..], &[0; 14]].concat();
    let icon = |entries: &[Vec<u8>]| {
        [&[0, 0, 1, 0, entries.len() as u8, 0][..], &entries.concat()].concat()
    };
    check(&icon(&[entry(16, 16), entry(48, 32), entry(32, 32)]), Format::Ico, Some((48, 32)));
    check(&icon(&[entry(16, 16), entry(0, 0)]), Format::Ico, Some((256, 256)));
}

#[test]
fn photoshop_says_its_height_first() {
    let file = b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x39\0\0\0\x21\0\x08\0\x03";
    check(file, Format::Psd, Some((33, 57)));
}

#[test]
fn jpeg_2000_is_read_in_boxes_and_bare() {
    let start = b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 ";
    let header = b"\0\0\0\x2Djp2h\0\0\0\x16ihdr\0\0\0\x39\0\0\0\x21\0\x03\x07\x07\0\0";
    check(&[&start[..], header].concat(), Format::Jp2, Some((33, 57)));
    let numbers = [35, 60, 2, 3].map(u32::to_be_bytes).concat();
    let bare = [&b"\xFF\x4F\xFF\x51\0\x29\0\0"[..], &numbers].concat();
    check(&bare, Format::Jp2, Some((33, 57)));
}

#[test]
fn jpeg_xl_is_read_bare_and_in_boxes_and_by_its_ratio() {
    // From the lowest bit: not small, a height of 9 bits, a ratio, a width as the height.
    let stream = |height: u64, ratio: u64, width: u64| {
        let bits = ((height - 1) << 3) | (ratio << 12) | ((width - 1) << 17);
        [&[0xFF, 0x0A][..], &bits.to_le_bytes(), &[0; 8]].concat()
    };
    let check_stream = |stream: Vec<u8>, expect| {
        let file_type = boxed(b"ftyp", b"jxl \0\0\0\0jxl ");
        let start = [&b"\0\0\0\x0CJXL \r\n\x87\n"[..], &file_type].concat();
        check(&[&start[..], &boxed(b"jxlc", &stream)].concat(), Format::Jxl, Some(expect));
        let part = [&[0, 0, 0, 0][..], &stream].concat();
        check(&[&start[..], &boxed(b"jxlp", &part)].concat(), Format::Jxl, Some(expect));
        check(&stream, Format::Jxl, Some(expect));
    };
    check_stream(stream(57, 0, 33), (33, 57));
    check_stream(stream(301, 1, 1), (301, 301));
    check_stream(stream(301, 2, 1), (361, 301));
    check_stream(stream(301, 3, 1), (401, 301));
    check_stream(stream(301, 4, 1), (451, 301));
    check_stream(stream(301, 5, 1), (535, 301));
    check_stream(stream(301, 6, 1), (376, 301));
    check_stream(stream(301, 7, 1), (602, 301));
    // In eights: a height of 40, twice as wide.
    let small = 1_u64 | (4 << 1) | (7 << 6);
    check_stream([&[0xFF, 0x0A][..], &small.to_le_bytes(), &[0; 8]].concat(), (80, 40));
}

#[test]
fn any_map_of_the_family_has_its_size() {
    let plain = probe(b"P6\n# made by\n33 57\n255\n", 24);
    assert_eq!((plain.format, plain.width, plain.height), (Format::Pnm, Some(33), Some(57)));
    let any = b"P7\nWIDTH 33\nHEIGHT 57\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n";
    check(any, Format::Pnm, Some((33, 57)));
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

/// A HEIC whose main picture, of two, has these properties.
fn heic(properties: &[Vec<u8>]) -> Vec<u8> {
    let thumbnail = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 8]);
    let all = [&[thumbnail][..], properties].concat();
    let of_main: Vec<u8> = (2..).take(properties.len()).map(|it| it | 0x80).collect();
    let ipma = [&[0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 1, 1, 0, 1, of_main.len() as u8][..], &of_main];
    let iprp = [boxed(b"ipco", &all.concat()), boxed(b"ipma", &ipma.concat())].concat();
    let meta = [vec![0; 4], boxed(b"pitm", &[0, 0, 0, 0, 0, 1]), boxed(b"iprp", &iprp)].concat();
    [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &meta)].concat()
}

fn ispe(width: u32, height: u32) -> Vec<u8> {
    boxed(b"ispe", &[0, width, height].map(u32::to_be_bytes).concat())
}

#[test]
fn a_heic_has_the_size_that_its_main_picture_is_shown_in() {
    let clap = |width: u32, height: u32| {
        boxed(b"clap", &[width * 2, 2, height, 1, 0, 1, 0, 1].map(u32::to_be_bytes).concat())
    };
    let turned = |by: u8| boxed(b"irot", &[by]);
    let heic_check = |properties: &[Vec<u8>], expect| {
        let file = heic(properties);
        let read = probe(&file, file.len() as u64);
        assert_eq!((read.format, read.width.zip(read.height)), (Format::Heic, expect));
        for end in 0..file.len() {
            probe(&file[..end], file.len() as u64);
        }
    };
    heic_check(&[ispe(64, 48)], Some((64, 48)));
    for (by, expect) in [(0, (64, 48)), (1, (48, 64)), (2, (64, 48)), (3, (48, 64))] {
        heic_check(&[ispe(64, 48), turned(by)], Some(expect));
    }
    heic_check(&[ispe(64, 64), clap(60, 33)], Some((60, 33)));
    heic_check(&[ispe(64, 64), clap(60, 33), turned(1)], Some((33, 60)));
    heic_check(&[turned(1)], None);
    heic_check(&[ispe(64, 64), boxed(b"clap", &[0; 32])], None);
}
