//! Some of the files that `cargo xtask media` makes, the smallest: what four other programs read.

use ig_media::{Ending, Format, Further, Probe, probe};

fn read(name: &str) -> Probe {
    let path = format!("{}/tests/data/oracle/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(&path).unwrap();
    let read = probe(&file, file.len() as u64);
    assert_eq!(ig_media::probe_file(&path).unwrap(), read, "{name}");
    read
}

#[test]
fn photos_have_the_format_and_the_size_that_others_read() {
    let check = |name: &str, format, width, height| {
        let read = read(name);
        assert_eq!((read.format, read.width, read.height), (format, Some(width), Some(height)));
        let ending = read.photo.map_or(Ending::Whole, |photo| photo.ending);
        assert_eq!(ending, Ending::Whole, "{name}");
    };
    check("jpeg-low.jpg", Format::Jpeg, 400, 500);
    check("apng.png", Format::Png, 64, 48);
    check("py-png-grey16.png", Format::Png, 240, 300);
    check("js-webp-lossless.webp", Format::WebP, 240, 300);
    check("small.heic", Format::Heic, 12, 9);
    check("small.avif", Format::Avif, 12, 9);
    check("small.jxl", Format::Jxl, 12, 9);
    check("small.jp2", Format::Jp2, 12, 9);
    check("bigtiff-be.tif", Format::Tiff, 12, 9);
    check("os2.bmp", Format::Bmp, 12, 9);
    check("gain-map.jpg", Format::Jpeg, 24, 16);
}

#[test]
fn a_gain_map_by_libultrahdr_is_one() {
    assert_eq!(read("gain-map.jpg").photo.unwrap().further, [Further::GainMap]);
}

#[test]
fn rates_are_those_that_were_asked_for() {
    let check = |name: &str, rate: f64| {
        let video = read(name).video.unwrap();
        assert_eq!(video.duration.map(|it| it.as_secs_f64().round()), Some(4.0), "{name}");
        let read = video.video_track.unwrap().frame_rate.unwrap();
        assert!((read - rate).abs() < 0.001, "{name}: {read}");
    };
    check("rate-12.mp4", 12.0);
    check("rate-23.mp4", 23.0);
    check("rate-24000-1001.mp4", 24_000.0 / 1001.0);
    check("rate-30000-1001.mp4", 30_000.0 / 1001.0);
}
