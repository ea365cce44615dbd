//! What the header of a JPEG says of how it is coded, which way is up, and what follows it.

use ig_media::{Coding, ColourEncoding, Entropy, Format, Further, Photo, probe};

use crate::files::{
    Order, encoded, exif, jpeg_header, jpeg_of, jpeg_with, mpf, segment, with_pictures,
    with_pictures_and,
};

fn photo(file: &[u8]) -> Photo {
    probe(file, file.len() as u64).photo.unwrap()
}

fn frame(marker: u8, depth: u8, ids: &[u8]) -> Vec<u8> {
    let components = ids.iter().flat_map(|&id| [id, 0x11, 0]);
    let head = [depth, 0, 57, 0, 33, ids.len() as u8].into_iter().chain(components);
    segment(marker, &head.collect::<Vec<_>>())
}

#[test]
fn the_marker_of_the_frame_says_how_it_is_coded() {
    use Coding::{Baseline, Extended, Hierarchical, JpegLs, Lossless, Progressive};
    use Entropy::{Arithmetic, Golomb, Huffman};
    let rows = [
        (0xC0, Baseline, Huffman),
        (0xC1, Extended, Huffman),
        (0xC2, Progressive, Huffman),
        (0xC3, Lossless, Huffman),
        (0xC5, Hierarchical, Huffman),
        (0xC6, Hierarchical, Huffman),
        (0xC7, Hierarchical, Huffman),
        (0xC9, Extended, Arithmetic),
        (0xCA, Progressive, Arithmetic),
        (0xCB, Lossless, Arithmetic),
        (0xCD, Hierarchical, Arithmetic),
        (0xCE, Hierarchical, Arithmetic),
        (0xCF, Hierarchical, Arithmetic),
        (0xF7, JpegLs, Golomb),
    ];
    for (marker, coding, entropy) in rows {
        let photo = photo(&jpeg_of(&[frame(marker, 8, &[1, 2, 3])]));
        assert_eq!((photo.coding, photo.entropy), (Some(coding), Some(entropy)), "{marker:x}");
    }
    assert_eq!(photo(b"\xFF\xD8\xFF\xD9").coding, None);
}

#[test]
fn a_pyramid_has_the_size_and_the_coding_of_the_whole() {
    let whole = segment(0xDE, &[8, 0, 114, 0, 66, 1, 1, 0x11, 0]);
    let file = jpeg_of(&[whole, frame(0xC0, 8, &[1])]);
    assert_eq!(photo(&file).coding, Some(Coding::Hierarchical));
    assert_eq!(probe(&file, 0).width, Some(66));
}

#[test]
fn the_depth_and_the_number_of_components_are_in_the_frame() {
    let read = |file: &[u8]| (photo(file).bit_depth, photo(file).components);
    assert_eq!(read(&jpeg_of(&[frame(0xC1, 12, &[1, 2, 3])])), (Some(12), Some(3)));
    assert_eq!(read(&jpeg_header(33, 57)), (Some(8), Some(1)));
    assert_eq!(read(b"\xFF\xD8\xFF\xD9"), (None, None));
}

#[test]
fn what_the_components_mean_is_decided_as_decoders_do() {
    use ColourEncoding::{Cmyk, Grey, Rgb, YCbCr, Ycck};
    let jfif = || segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let adobe = |transform| segment(0xEE, &[b"Adobe\0\x64\0\0\0\0", &[transform][..]].concat());
    let rows = [
        (vec![], vec![1], Some(Grey)),
        (vec![], vec![1, 2, 3], Some(YCbCr)),
        (vec![], b"RGB".to_vec(), Some(Rgb)),
        (vec![jfif()], b"RGB".to_vec(), Some(YCbCr)),
        (vec![jfif(), adobe(0)], vec![1, 2, 3], Some(YCbCr)),
        (vec![adobe(0)], vec![1, 2, 3], Some(Rgb)),
        (vec![adobe(1)], b"RGB".to_vec(), Some(YCbCr)),
        (vec![], vec![1, 2, 3, 4], Some(Cmyk)),
        (vec![adobe(0)], vec![1, 2, 3, 4], Some(Cmyk)),
        (vec![adobe(2)], vec![1, 2, 3, 4], Some(Ycck)),
        (vec![], vec![1, 2], None),
    ];
    for (mut segments, ids, expect) in rows {
        segments.push(frame(0xC0, 8, &ids));
        assert_eq!(photo(&jpeg_of(&segments)).encoding, expect, "{ids:?}");
    }
}

#[test]
fn the_orientation_is_read_in_both_byte_orders_and_wherever_its_directory_is() {
    for order in Order::BOTH {
        for at in [8, 20, 3000, 60_000] {
            for orientation in 1..=8_u8 {
                let file = jpeg_with(&[exif(order, at, orientation.into())], 33, 57);
                let photo = photo(&file);
                assert_eq!(photo.orientation, Some(orientation), "{order:?} {at}");
                assert_eq!(photo.is_turned(), orientation >= 5);
            }
        }
    }
}

#[test]
fn an_orientation_that_means_nothing_is_none() {
    for orientation in [0, 9, 256, 0x600] {
        let file = jpeg_with(&[exif(Order::Big, 8, orientation)], 33, 57);
        assert_eq!(photo(&file).orientation, None, "{orientation}");
    }
    for damage in [&b"Exif\0\0"[..], b"Exif\0\0MM\0*", b"Exif\0\0II*\0\xFF\xFF\xFF\xFF"] {
        let file = jpeg_with(&[segment(0xE1, damage)], 33, 57);
        assert_eq!(photo(&file).orientation, None);
        assert_eq!(probe(&file, 0).width, Some(33), "the rest is read");
    }
}

#[test]
fn the_first_exif_segment_counts() {
    let both = [exif(Order::Big, 8, 6), exif(Order::Little, 8, 3)];
    assert_eq!(photo(&jpeg_with(&both, 33, 57)).orientation, Some(6));
}

fn check_pictures(file: &[u8], format: Format, further: &[Further]) {
    let probe = probe(file, file.len() as u64);
    assert_eq!((probe.format, &probe.photo.unwrap().further[..]), (format, further));
    assert_eq!((probe.width, probe.height), (Some(33), Some(57)));
}

fn second() -> Vec<u8> {
    encoded(image::ImageFormat::Jpeg, 16, 12)
}

#[test]
fn two_views_are_an_mpo_and_a_preview_is_not() {
    for order in Order::BOTH {
        let with = |first, kind| with_pictures(order, first, &[(kind, second())]);
        check_pictures(&with(0x2002_0002, 0x02_0002), Format::Mpo, &[Further::View]);
        check_pictures(&with(0x0002_0003, 0x02_0003), Format::Mpo, &[Further::View]);
        check_pictures(&with(0x2003_0000, 0x02_0002), Format::Mpo, &[Further::View]);
        check_pictures(&with(0x2002_0002, 0), Format::Mpo, &[Further::View]);
        for preview in [0x01_0001, 0x01_0002, 0x01_0005] {
            let file = with(0x2003_0000, 0x4000_0000 | preview);
            check_pictures(&file, Format::Jpeg, &[Further::Preview]);
        }
        check_pictures(&with(0x2002_0002, 0x01_0001), Format::Jpeg, &[Further::Preview]);
        check_pictures(&with(0x2003_0000, 0x02_0001), Format::Jpeg, &[Further::Panorama]);
        check_pictures(&with(0x2003_0000, 0), Format::Jpeg, &[Further::Unknown]);
    }
}

#[test]
fn an_index_of_one_picture_or_of_none_is_nothing() {
    for order in Order::BOTH {
        check_pictures(&with_pictures(order, 0x02_0002, &[]), Format::Jpeg, &[]);
    }
    for damage in [&b"MPF\0"[..], b"MPF\0MM\0*", b"MPF\0MM\0*\0\0\0\x08\xFF\xFF"] {
        check_pictures(&jpeg_with(&[segment(0xE2, damage)], 33, 57), Format::Jpeg, &[]);
    }
    // Elsewhere it is something else.
    let mut other = with_pictures(Order::Big, 0x02_0002, &[(0x02_0002, second())]);
    other[3] = 0xE5;
    check_pictures(&other, Format::Jpeg, &[]);
}

#[test]
fn a_picture_after_the_end_of_the_file_is_not_there() {
    for order in Order::BOTH {
        let index = mpf(order, &[(0x02_0002, 0), (0x02_0002, 1_000_000)]);
        check_pictures(&jpeg_with(&[index], 33, 57), Format::Jpeg, &[]);
    }
}

#[test]
fn an_offset_to_something_else_than_a_jpeg_is_not_a_picture() {
    let file = with_pictures(Order::Big, 0x02_0002, &[(0x02_0002, b"not one".to_vec())]);
    check_pictures(&file, Format::Jpeg, &[]);
}

#[test]
fn a_picture_of_which_only_the_head_is_known_is_taken_to_be_there() {
    let file = with_pictures(Order::Big, 0x02_0002, &[(0x02_0002, second())]);
    let head = &file[..file.len() - second().len()];
    assert_eq!(probe(head, file.len() as u64).format, Format::Mpo);
}

#[test]
fn a_gain_map_is_told_by_the_picture_or_by_itself() {
    let iso = || segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
    let xmp =
        |text: &str| segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", text.as_bytes()].concat());
    let marks = [
        iso(),
        xmp("<rdf:Description hdrgm:Version=\"1.0\">"),
        xmp("<Container:Item Item:Semantic=\"GainMap\" Item:Mime=\"image/jpeg\"/>"),
        xmp("<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:hdrgainmap<"),
        xmp("<HDRGainMap:HDRGainMapVersion>65536<"),
    ];
    for mark in marks {
        for order in Order::BOTH {
            let map = jpeg_with(&[segment(0xE0, b"JFIF\0"), mark.clone()], 16, 12);
            let by_itself = with_pictures(order, 0x03_0000, &[(0, map)]);
            check_pictures(&by_itself, Format::Jpeg, &[Further::GainMap]);
            let mark = std::slice::from_ref(&mark);
            let by_picture = with_pictures_and(mark, (33, 57), order, 0x03_0000, &[(0, second())]);
            check_pictures(&by_picture, Format::Jpeg, &[Further::GainMap]);
        }
    }
}

#[test]
fn a_mark_without_a_second_picture_is_nothing() {
    let iso = segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
    check_pictures(&jpeg_with(&[iso], 33, 57), Format::Jpeg, &[]);
}

#[test]
fn a_preview_and_a_gain_map_are_both_named() {
    let iso = segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
    let pictures = [(0x01_0001, second()), (0, jpeg_with(&[iso], 16, 12))];
    let file = with_pictures(Order::Little, 0x03_0000, &pictures);
    check_pictures(&file, Format::Jpeg, &[Further::Preview, Further::GainMap]);
}

#[test]
fn an_index_after_the_frame_header_counts() {
    let order = Order::Big;
    let plain = encoded(image::ImageFormat::Jpeg, 33, 57);
    let index = mpf(order, &[(0x02_0002, 0), (0x02_0002, 100)]);
    let frame = plain.windows(2).position(|it| it == [0xFF, 0xC0]).unwrap();
    let after = frame + 2 + usize::from(plain[frame + 3]);
    let mut file = [&plain[..after], &index, &plain[after..]].concat();
    // The second picture is where the index says: 100 bytes after its header.
    let at = after + 8 + 100;
    file.truncate(at);
    file.extend(second());
    assert_eq!(probe(&file, file.len() as u64).format, Format::Mpo);
}
