//! What a JPEG made here does not have is named, wherever the file has it; what it says of its colors
//! is done.

use std::io::Cursor;

use image::ImageFormat;
use moxcms::{ColorProfile, Layout, TransformOptions};
use tiff::{
    encoder::{TiffEncoder, colortype::RGB8},
    tags::Tag,
};

use super::{CORNERS, changes, chunk, converted, corners, encoded, is_near, seen};
use crate::world::World;

/// A PNG of these pixels, with chunks before them and after.
fn png(pixels: &image::RgbImage, before: &[(&[u8], &[u8])], after: &[(&[u8], &[u8])]) -> Vec<u8> {
    let plain = encoded(&pixels.clone().into(), ImageFormat::Png);
    let made = |chunks: &[(&[u8], &[u8])]| -> Vec<u8> {
        chunks.iter().flat_map(|(name, data)| chunk(name, data)).collect()
    };
    // The header takes 25 bytes after the first 8, the end 12.
    let (head, rest) = plain.split_at(33);
    let (rest, end) = rest.split_at(rest.len() - 12);
    [head, &made(before), rest, &made(after), end].concat()
}

const EXIF: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";

#[test]
fn metadata_of_a_png_is_named_wherever_it_is() {
    let world = World::new();
    let pixels = corners(320, 320);
    let text = (&b"tEXt"[..], &b"Comment\0made by hand"[..]);
    let xmp = (&b"iTXt"[..], &b"XML:com.adobe.xmp\0\0\0\0\0<x/>"[..]);
    let resolution = (&b"pHYs"[..], &[0, 0, 11, 19, 0, 0, 11, 19, 1][..]);
    for (before, after, expect) in [
        (&[text][..], &[][..], Some("text metadata is left out")),
        (&[], &[text], Some("text metadata is left out")),
        (&[xmp], &[], Some("XMP metadata is left out")),
        (&[text], &[xmp, (b"eXIf", EXIF)], Some("EXIF, XMP and text metadata is left out")),
        (&[(b"zTXt", b"Raw profile type iptc\0\0x")], &[], Some("IPTC metadata is left out")),
        (&[(b"tIME", &[7, 0xea, 1, 2, 3, 4, 5])], &[], Some("time metadata is left out")),
        (&[(b"caBX", b"c2pa"), (b"prVt", b"")], &[], Some("C2PA and other metadata is left out")),
        (&[resolution], &[], None),
    ] {
        world.file("a.png", &png(&pixels, before, after));
        let file = converted(&world, "a.png", &["--force"]);
        let said: Vec<_> = ["PNG to JPEG"].into_iter().chain(expect).collect();
        assert_eq!(changes(&file), said, "{before:?} {after:?}");
    }
    // People are told as well.
    world.file("a.png", &png(&pixels, &[text], &[]));
    let ran = world.ig(&["convert", "a.png", "--force"]).expect(0);
    assert!(ran.stdout.contains("changed    text metadata is left out\n"), "{}", ran.stdout);
}

#[test]
fn metadata_of_other_formats_is_named() {
    let world = World::new();
    let pixels = corners(320, 320);
    let whole = |format| encoded(&pixels.clone().into(), format);
    let gif = whole(ImageFormat::Gif);
    let (gif, end) = gif.split_at(gif.len() - 1);
    let gif = [gif, b"!\xfe\x05hello\0", end].concat();
    let mut webp = whole(ImageFormat::WebP);
    webp.extend(*b"EXIF\x04\0\0\0II*\0XMP \x03\0\0\0<x>\0");
    let size = u32::try_from(webp.len() - 8).unwrap();
    webp[4..8].copy_from_slice(&size.to_le_bytes());
    let jpeg = crate::media::jpeg(1500, 1000);
    let comment = b"\xff\xfe\0\x07hello";
    let photoshop = b"\xff\xed\0\x1cPhotoshop 3.0\08BIM\x04\x04\0\0\0\0\0\0";
    let jpeg = [&jpeg[..2], comment, photoshop, &jpeg[2..]].concat();
    let mut tiff = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut tiff).unwrap();
    let mut page = encoder.new_image::<RGB8>(320, 320).unwrap();
    page.encoder().write_tag(Tag::Artist, "somebody").unwrap();
    page.write_data(&pixels).unwrap();
    for (name, bytes, expect) in [
        ("a.gif", gif, "text metadata is left out"),
        ("b.webp", webp, "EXIF and XMP metadata is left out"),
        ("c.jpg", jpeg, "IPTC and text metadata is left out"),
        ("d.tiff", tiff.into_inner(), "text metadata is left out"),
    ] {
        world.file(name, &bytes);
        let file = converted(&world, name, &[]);
        assert!(changes(&file).contains(&expect), "{name}: {file}");
    }
}

/// The colors of the four corners in another space.
fn in_space(profile: &ColorProfile) -> image::RgbImage {
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = srgb.create_transform_8bit(Layout::Rgb, profile, Layout::Rgb, options).unwrap();
    let from = corners(320, 320);
    let mut to = from.clone();
    transform.transform(&from, &mut to).unwrap();
    to
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

const SRGB: [u32; 8] = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];
const P3: [u32; 8] = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000];

#[test]
fn the_gamma_and_the_primaries_of_a_png_are_applied() {
    let world = World::new();
    let mut linear = corners(320, 320);
    for pixel in linear.pixels_mut() {
        let power = |value: u8| ((f64::from(value) / 255.0 + 0.055) / 1.055).powf(2.4);
        pixel.0 = pixel.0.map(|value| (255.0 * power(value)).round() as u8);
    }
    let p3 = in_space(&ColorProfile::new_display_p3());
    for (pixels, name, data) in [
        (&linear, b"gAMA", &numbers(&[100_000])[..]),
        (&p3, b"cHRM", &numbers(&P3)),
        (&p3, b"cICP", &[12, 13, 0, 1]),
    ] {
        world.file("a.png", &png(pixels, &[(name, data)], &[]));
        let file = converted(&world, "a.png", &["--force"]);
        assert_eq!(changes(&file), ["PNG to JPEG", "colors to sRGB"], "{name:?}");
        is_near(seen(&world.home().join("a.jpg")), CORNERS, 6);
    }
}

#[test]
fn what_a_png_says_of_its_colors_is_used_in_the_order_of_the_standard() {
    let world = World::new();
    let pixels = corners(320, 320);
    let (linear, zero) = (numbers(&[100_000]), numbers(&[0]));
    let near = numbers(&[45_454]);
    let (srgb, flat) = (numbers(&SRGB), numbers(&[0; 8]));
    let unusable = "the gamma or primaries in the file cannot be used and are left out";
    for (chunks, expect) in [
        (&[(&b"gAMA"[..], &near[..]), (b"cHRM", &srgb)][..], None),
        (&[(b"sRGB", &[0]), (b"gAMA", &linear)], None),
        (&[(b"cICP", &[1, 13, 0, 1]), (b"gAMA", &linear)], None),
        (&[(b"gAMA", &zero)], Some(unusable)),
        (&[(b"cHRM", &flat)], Some(unusable)),
        (&[(b"iCCP", b"a\0\0x")], Some("the color profile cannot be read and is left out")),
        (
            &[(b"cICP", &[9, 16, 0, 1])],
            Some(
                "the colors are those of a video or HDR (cICP) and stay as they are: they may look dull",
            ),
        ),
    ] {
        world.file("a.png", &png(&pixels, chunks, &[]));
        let file = converted(&world, "a.png", &["--force"]);
        let said: Vec<_> = ["PNG to JPEG"].into_iter().chain(expect).collect();
        assert_eq!(changes(&file), said, "{chunks:?}");
        is_near(seen(&world.home().join("a.jpg")), CORNERS, 4);
    }
}

#[test]
fn the_profile_of_a_bitmap_is_applied() {
    let world = World::new();
    let p3 = ColorProfile::new_display_p3();
    let (pixels, profile) = (in_space(&p3), p3.encode().unwrap());
    let mut data = Vec::new();
    for row in pixels.rows().rev() {
        data.extend(row.flat_map(|pixel| [pixel.0[2], pixel.0[1], pixel.0[0]]));
    }
    let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut header = Vec::from(number(124));
    header.extend([number(320), number(320), [1, 0, 24, 0]].concat());
    header.resize(56, 0);
    header.extend(b"DEBM");
    header.resize(112, 0);
    header.extend([number(124 + data.len()), number(profile.len()), number(0)].concat());
    let size = 14 + header.len() + data.len() + profile.len();
    let start = [&b"BM"[..], &number(size), &number(0), &number(14 + 124)].concat();
    world.file("a.bmp", &[start, header, data, profile].concat());
    let file = converted(&world, "a.bmp", &[]);
    assert_eq!(changes(&file), ["BMP to JPEG", "colors to sRGB"]);
    is_near(seen(&world.home().join("a.jpg")), CORNERS, 5);
}
