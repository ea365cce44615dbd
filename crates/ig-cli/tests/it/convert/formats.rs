//! Each format, depth and color space.

use std::io::{Cursor, Write as _};

use flate2::{Compression, write::ZlibEncoder};
use image::{
    DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder as _, ImageFormat, Luma, Rgb, Rgba,
    RgbaImage, codecs::png::PngEncoder,
};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::{ColorProfile, Layout, TransformOptions};
use tiff::encoder::{
    TiffEncoder,
    colortype::{CMYK8, RGB8},
};

use super::{CORNERS, changes, chunk, converted, corners, encoded, is_near, seen};
use crate::world::World;

/// By libultrahdr.
const HDR: &[u8] = include_bytes!("../../../../ig-media/tests/data/ultrahdr.jpg");

#[test]
fn every_format_has_the_same_colors_afterwards() {
    let world = World::new();
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("b.webp", ImageFormat::WebP),
        ("c.bmp", ImageFormat::Bmp),
        ("d.tiff", ImageFormat::Tiff),
        ("e.gif", ImageFormat::Gif),
    ] {
        world.file(name, &encoded(&corners(400, 400).into(), format));
        let file = converted(&world, name, &[]);
        assert_eq!(changes(&file).len(), 1, "{file}");
        is_near(seen(world.home().join(file["jpeg"].as_str().unwrap()).as_path()), CORNERS, 5);
    }
}

#[test]
fn a_heic_has_the_same_colors_afterwards() {
    let world = World::new();
    let pixels = corners(400, 400).into_raw();
    let options = heifer::EncodeOptions::default();
    let heic = heifer::encode_rgb8(400, 400, &pixels, &options).unwrap();
    world.file("phone.heic", &heic);
    let file = converted(&world, "phone.heic", &[]);
    assert_eq!(changes(&file)[0], "HEIC to JPEG");
    is_near(seen(&world.home().join("phone.jpg")), CORNERS, 8);
    // Cut off, and of another codec.
    world.file("half.heic", &heic[..heic.len() / 2]);
    let ran = world.ig(&["convert", "half.heic"]).expect(2);
    ran.one_error(&["half.heic cannot be decoded", "Most Compatible"]);
}

#[test]
fn sixteen_bits_become_eight() {
    let world = World::new();
    let plain = corners(400, 400);
    let deep = ImageBuffer::<Rgb<u16>, _>::from_fn(400, 400, |x, y| {
        let Rgb(color) = *plain.get_pixel(x, y);
        Rgb(color.map(|value| u16::from(value) * 257))
    });
    world.file("deep.png", &encoded(&DynamicImage::ImageRgb16(deep), ImageFormat::Png));
    let file = converted(&world, "deep.png", &[]);
    assert_eq!(changes(&file), ["PNG to JPEG", "8 bits a channel"]);
    is_near(seen(&world.home().join("deep.jpg")), CORNERS, 4);
}

#[test]
fn a_gray_picture_stays_gray() {
    let world = World::new();
    let gray = ImageBuffer::<Luma<u8>, _>::from_pixel(400, 400, Luma([90]));
    world.file("gray.png", &encoded(&DynamicImage::ImageLuma8(gray.clone()), ImageFormat::Png));
    converted(&world, "gray.png", &[]);
    is_near(seen(&world.home().join("gray.jpg")), [[90; 3]; 4], 2);
    // With a profile of grays that are darker.
    let profile = ColorProfile::new_gray_with_gamma(3.0).encode().unwrap();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile).unwrap();
    encoder.write_image(&gray, 400, 400, ExtendedColorType::L8).unwrap();
    world.file("dark.png", &png);
    let file = converted(&world, "dark.png", &[]);
    assert!(changes(&file).contains(&"colors to sRGB"), "{file}");
    // (90 / 255)^3 in the curve of sRGB.
    let linear = (90.0_f64 / 255.0).powi(3);
    let expect = 255.0 * (1.055 * linear.powf(1.0 / 2.4) - 0.055);
    is_near(seen(&world.home().join("dark.jpg")), [[expect.round() as u8; 3]; 4], 3);
}

#[test]
fn a_palette_is_looked_up() {
    let world = World::new();
    // Two bits a pixel, with the four colors as the palette.
    let row = |left: u8, right: u8| {
        [&[0][..], &[left * 0b0101_0101; 50], &[right * 0b0101_0101; 50]].concat()
    };
    let rows: Vec<_> = (0..400).flat_map(|y| if y < 200 { row(0, 1) } else { row(2, 3) }).collect();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&rows).unwrap();
    let header = [&400_u32.to_be_bytes()[..], &400_u32.to_be_bytes(), &[2, 3, 0, 0, 0]].concat();
    let bytes = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"PLTE", &CORNERS.concat()),
        chunk(b"IDAT", &packed.finish().unwrap()),
        chunk(b"IEND", &[]),
    ]
    .concat();
    world.file("palette.png", &bytes);
    converted(&world, "palette.png", &[]);
    is_near(seen(&world.home().join("palette.jpg")), CORNERS, 4);
}

#[test]
fn a_cmyk_jpeg_becomes_rgb() {
    let world = World::new();
    let pixels: Vec<u8> = corners(400, 400)
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue] = pixel.0;
            [255 - red, 255 - green, 255 - blue, 0]
        })
        .collect();
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 95).encode(&pixels, 400, 400, ColorType::Cmyk).unwrap();
    world.file("print.jpg", &jpeg);
    let file = converted(&world, "print.jpg", &[]);
    assert_eq!(file["kind"], "converted");
    assert!(
        changes(&file)[0].starts_with("encoded again: the colours are print colours"),
        "{file}"
    );
    assert_eq!(changes(&file)[1..], ["CMYK, the colors of print, to RGB"]);
    is_near(seen(&world.home().join("print-converted.jpg")), CORNERS, 8);
    let mut tiff = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut tiff).unwrap();
    encoder.write_image::<CMYK8>(400, 400, &pixels).unwrap();
    world.file("press.tif", &tiff.into_inner());
    let file = converted(&world, "press.tif", &[]);
    assert_eq!(changes(&file), ["TIFF to JPEG", "CMYK, the colors of print, to RGB"]);
    is_near(seen(&world.home().join("press.jpg")), CORNERS, 8);
}

#[test]
fn pictures_that_are_dropped_are_named() {
    let world = World::new();
    let (first, second) = (corners(400, 400), corners(320, 320));
    let mut tiff = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut tiff).unwrap();
    encoder.write_image::<RGB8>(400, 400, &first).unwrap();
    encoder.write_image::<RGB8>(320, 320, &second).unwrap();
    world.file("scan.tif", &tiff.into_inner());
    let file = converted(&world, "scan.tif", &[]);
    let said = "the first page or picture of several in the file";
    assert_eq!(changes(&file), ["TIFF to JPEG", said]);
    assert_eq!(file["width"], 400);
    let ran = world.ig(&["convert", "scan.tif", "--force"]).expect(0);
    assert!(ran.stdout.contains(&format!("changed    {said}\n")), "{}", ran.stdout);
    world.file("stereo.jpg", &crate::media::mpo());
    let file = converted(&world, "stereo.jpg", &[]);
    assert_eq!(changes(&file), ["MPO to JPEG", "the further pictures in the file are left out"]);
}

#[test]
fn display_p3_becomes_srgb() {
    let world = World::new();
    let (srgb, p3) = (ColorProfile::new_srgb(), ColorProfile::new_display_p3());
    let options = TransformOptions::default();
    let to_p3 = srgb.create_transform_8bit(Layout::Rgb, &p3, Layout::Rgb, options).unwrap();
    let from = corners(400, 400).into_raw();
    let mut pixels = vec![0; from.len()];
    to_p3.transform(&from, &mut pixels).unwrap();
    assert!(pixels[0].abs_diff(CORNERS[0][0]) > 5, "in the profile the numbers are others");
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(p3.encode().unwrap()).unwrap();
    encoder.write_image(&pixels, 400, 400, ExtendedColorType::Rgb8).unwrap();
    world.file("p3.png", &png);
    let file = converted(&world, "p3.png", &[]);
    assert_eq!(changes(&file), ["PNG to JPEG", "colors to sRGB"]);
    is_near(seen(&world.home().join("p3.jpg")), CORNERS, 5);
}

#[test]
fn transparent_parts_are_on_the_background() {
    let world = World::new();
    let picture = RgbaImage::from_fn(400, 400, |x, _| match x {
        0..200 => Rgba([200, 30, 30, 255]),
        _ => Rgba([0, 0, 0, 128]),
    });
    world.file("logo.png", &encoded(&picture.into(), ImageFormat::Png));
    let file = converted(&world, "logo.png", &[]);
    assert!(changes(&file).contains(&"transparent parts are on #ffffff"), "{file}");
    let red = [200, 30, 30];
    is_near(seen(&world.home().join("logo.jpg")), [red, [127; 3], red, [127; 3]], 4);
    converted(&world, "logo.png", &["--background", "#0000ff", "-o", "blue.jpg"]);
    is_near(seen(&world.home().join("blue.jpg")), [red, [0, 0, 127], red, [0, 0, 127]], 6);
}

/// A JPEG with an EXIF orientation.
fn turned(orientation: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 95)
        .encode(&corners(400, 320).into_raw(), 400, 320, ColorType::Rgb)
        .unwrap();
    let tiff =
        [b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", &[orientation, 0, 0, 0][..], &[0; 4]];
    let exif = [b"Exif\0\0", &tiff.concat()[..]].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn a_turned_photo_is_upright_afterwards() {
    let world = World::new();
    let [a, b, c, d] = CORNERS;
    for (orientation, expect) in [
        (2, [b, a, d, c]),
        (3, [d, c, b, a]),
        (4, [c, d, a, b]),
        (5, [a, c, b, d]),
        (6, [c, a, d, b]),
        (7, [d, b, c, a]),
        (8, [b, d, a, c]),
    ] {
        let name = format!("turned-{orientation}.jpg");
        world.file(&name, &turned(orientation));
        let file = converted(&world, &name, &[]);
        let said = format!("turned upright (orientation {orientation})");
        assert!(changes(&file).contains(&&*said), "{file}");
        assert!(changes(&file).contains(&"EXIF metadata is left out"), "{file}");
        let (width, height) = if orientation < 5 { (400, 320) } else { (320, 400) };
        assert_eq!((&file["width"], &file["height"]), (&width.into(), &height.into()), "{name}");
        let jpeg = world.home().join(format!("turned-{orientation}-converted.jpg"));
        is_near(seen(&jpeg), expect, 8);
        let bytes = std::fs::read(jpeg).unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"Exif"), "no metadata is left");
    }
}

#[test]
fn a_gain_map_is_left_out() {
    let world = World::new();
    world.file("hdr.jpg", HDR);
    let file = converted(&world, "hdr.jpg", &[]);
    assert!(changes(&file).contains(&"the HDR gain map is left out"), "{file}");
}
