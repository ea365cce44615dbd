//! Each rule for each use, barely obeyed and barely broken: one file per row, with all findings.

use std::collections::BTreeSet;

use ig_media::{Rule, Severity, Use, check, probe_reader};
use jpeg_encoder::{ColorType, Encoder};
use moxcms::ColorProfile;

use crate::{
    disk::Disk,
    files::{Order, exif, jpeg_header, jpeg_of, jpeg_with, mpo, segment, with_pictures_and},
    video_files::{Pictures, Sound, VideoFile},
};

/// A file, its use, and its findings: `!rule` is an error, `?rule` a warning.
struct Row {
    name: &'static str,
    disk: Disk,
    purpose: Use,
    expect: &'static str,
}

fn video(
    name: &'static str,
    purpose: Use,
    expect: &'static str,
    change: impl FnOnce(&mut VideoFile),
) -> Row {
    let mut file = VideoFile::new();
    change(&mut file);
    Row { name, disk: file.disk(), purpose, expect }
}

/// A video of this length with 30 pictures per second.
fn lasting(file: &mut VideoFile, milliseconds: u32) {
    file.milliseconds = milliseconds;
    if let Some(pictures) = &mut file.pictures {
        pictures.frames = milliseconds * 30 / 1000;
        pictures.edits.clear();
    }
}

fn of_pictures(change: impl FnOnce(&mut Pictures)) -> impl FnOnce(&mut VideoFile) {
    |file| change(file.pictures.as_mut().unwrap())
}

fn sound(change: impl FnOnce(&mut Sound)) -> impl FnOnce(&mut VideoFile) {
    |file| change(file.audio.as_mut().unwrap())
}

fn photo(name: &'static str, purpose: Use, expect: &'static str, file: Vec<u8>) -> Row {
    Row { name, disk: Disk::new(file), purpose, expect }
}

fn long_photo(name: &'static str, purpose: Use, expect: &'static str, size: u64) -> Row {
    let disk = Disk::of(size, vec![(0, jpeg_header(1080, 1920))]);
    Row { name, disk, purpose, expect }
}

/// A PNG as far as its first chunk.
/// The checksum of the header, which is not read, and the last chunk.
const PNG_END: &[u8] = b"\0\0\0\0\0\0\0\0IEND\xAE\x42\x60\x82";

fn png(width: u32, height: u32) -> Vec<u8> {
    let (width, height) = (&width.to_be_bytes()[..], &height.to_be_bytes()[..]);
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", width, height, b"\x08\x02\0\0\0", PNG_END].concat()
}

fn with_profile(profile: ColorProfile) -> Vec<u8> {
    let profile = profile.encode().unwrap();
    jpeg_with(&[segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())], 640, 640)
}

fn encoded(
    colours: ColorType,
    components: usize,
    change: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 50);
    change(&mut encoder);
    let pixels = vec![0x55; 640 * 640 * components];
    encoder.encode(&pixels, 640, 640, colours).unwrap();
    file
}

fn plain() -> Vec<u8> {
    encoded(ColorType::Rgb, 3, |_| {})
}

/// A photo of 640 × 640 pixels that is followed by another, of this type.
fn with_picture(kind: u32, picture: &[u8]) -> Vec<u8> {
    with_pictures_and(&[], (640, 640), Order::Big, 0x2003_0000, &[(kind, picture.to_vec())])
}

fn gain_map() -> Vec<u8> {
    jpeg_with(&[segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0")], 320, 320)
}

/// A photo whose frame has this marker and depth.
fn coded(marker: u8, depth: u8) -> Vec<u8> {
    jpeg_of(&[segment(marker, &[depth, 2, 0x80, 2, 0x80, 1, 1, 0x11, 0])])
}

fn half(mut file: Vec<u8>) -> Vec<u8> {
    file.truncate(file.len() - 8);
    file
}

/// A photo with these sides in its frame, and this orientation.
fn turned(orientation: u16, width: u16, height: u16) -> Vec<u8> {
    let plain = jpeg_header(width, height);
    [&plain[..2], &exif(Order::Big, 8, orientation), &plain[2..]].concat()
}

fn photos() -> Vec<Row> {
    use Use::{CarouselPhoto, FeedPhoto, ReelCover, StoryPhoto};
    vec![
        photo("a plain JPEG", FeedPhoto, "", jpeg_header(1080, 1350)),
        photo("a PNG", FeedPhoto, "?format", png(1080, 1080)),
        photo("a PNG as a story", StoryPhoto, "?format", png(1080, 1920)),
        photo("a PNG as a cover", ReelCover, "?format", png(1080, 1920)),
        photo("a PNG cut short", FeedPhoto, "?format !dimensions", png(640, 640)[..12].to_vec()),
        photo("a GIF", CarouselPhoto, "!format", b"GIF89a".to_vec()),
        photo("an MPO", FeedPhoto, "!format", mpo(640, 640)),
        photo("a preview", FeedPhoto, "", with_picture(0x01_0002, &plain())),
        photo("a gain map", FeedPhoto, "?gain-map", with_picture(0, &gain_map())),
        photo(
            "a gain map as a cover",
            ReelCover,
            "?aspect-ratio ?gain-map",
            with_picture(0, &gain_map()),
        ),
        photo("a panorama", FeedPhoto, "?format", with_picture(0x02_0001, &plain())),
        photo("an unknown picture", FeedPhoto, "?format", with_picture(0, &plain())),
        photo("arithmetic", FeedPhoto, "!coding", coded(0xC9, 8)),
        photo("arithmetic in passes", StoryPhoto, "!coding ?aspect-ratio", coded(0xCA, 8)),
        photo("12 bits", FeedPhoto, "!coding", coded(0xC1, 12)),
        photo("lossless", CarouselPhoto, "!coding", coded(0xC3, 8)),
        photo("hierarchical", FeedPhoto, "!coding", coded(0xC5, 8)),
        photo("JPEG-LS", FeedPhoto, "!coding", coded(0xF7, 8)),
        photo("extended", FeedPhoto, "", coded(0xC1, 8)),
        photo("half of a photo", FeedPhoto, "!complete", half(plain())),
        photo("half of a PNG", FeedPhoto, "?format !complete", half(png(640, 640))),
        photo("a height after the picture", FeedPhoto, "!dimensions", jpeg_header(640, 0)),
        photo("turned to 4:5", FeedPhoto, "?orientation", turned(6, 1000, 800)),
        photo("turned from 4:5 to 5:4", FeedPhoto, "?orientation", turned(8, 800, 1000)),
        photo("turned from 9:16 to 16:9", FeedPhoto, "?orientation", turned(5, 720, 1280)),
        photo("turned from 1.9:1", FeedPhoto, "?orientation", turned(7, 1000, 550)),
        photo(
            "turned, and too tall either way",
            FeedPhoto,
            "!aspect-ratio ?orientation",
            turned(6, 900, 3000),
        ),
        photo("turned, and square", FeedPhoto, "", turned(6, 800, 800)),
        photo("upside down", FeedPhoto, "", turned(3, 1000, 800)),
        photo("a story stored lying down", StoryPhoto, "?orientation", turned(6, 1600, 900)),
        photo("a JPS", FeedPhoto, "!format", jpeg_with(&[segment(0xE3, b"_JPSJPS_")], 640, 640)),
        video("a video as a photo", FeedPhoto, "!format", |_| {}),
        video("a video as a cover", ReelCover, "!format", |_| {}),
        photo("a header cut short", FeedPhoto, "!dimensions", jpeg_header(640, 640)[..9].to_vec()),
        photo("4:5", FeedPhoto, "", jpeg_header(1080, 1350)),
        photo("taller than 4:5", FeedPhoto, "?aspect-ratio", jpeg_header(1080, 1352)),
        photo("3:4", CarouselPhoto, "?aspect-ratio", jpeg_header(1080, 1440)),
        photo("3:4, off by pixels", FeedPhoto, "?aspect-ratio", jpeg_header(1080, 1445)),
        photo("taller than 3:4", FeedPhoto, "!aspect-ratio", jpeg_header(1080, 1456)),
        photo("1.91:1", CarouselPhoto, "", jpeg_header(1337, 700)),
        photo("1200 × 627", FeedPhoto, "?aspect-ratio", jpeg_header(1200, 627)),
        photo("wider than 1.91:1", CarouselPhoto, "!aspect-ratio", jpeg_header(1345, 700)),
        photo("320 wide", FeedPhoto, "", jpeg_header(320, 320)),
        photo("319 wide", FeedPhoto, "?min-width", jpeg_header(319, 320)),
        photo("1440 wide", CarouselPhoto, "", jpeg_header(1440, 1440)),
        photo("1441 wide", CarouselPhoto, "?max-width", jpeg_header(1441, 1440)),
        photo("a story of any width", StoryPhoto, "", jpeg_header(2160, 3840)),
        photo("a story that is square", StoryPhoto, "?aspect-ratio", jpeg_header(1080, 1080)),
        photo("a cover that is upright", ReelCover, "", jpeg_header(1080, 1920)),
        photo("a cover that is square", ReelCover, "?aspect-ratio", jpeg_header(1080, 1080)),
        long_photo("8 MB", StoryPhoto, "", 8_000_000),
        long_photo("over 8 MB", StoryPhoto, "?file-size", 8_000_001),
        long_photo("8 MiB", ReelCover, "?file-size", 8 << 20),
        long_photo("over 8 MiB", ReelCover, "!file-size", (8 << 20) + 1),
        photo("sRGB", FeedPhoto, "", with_profile(ColorProfile::new_srgb())),
        photo("Display P3", FeedPhoto, "?colour", with_profile(ColorProfile::new_display_p3())),
        photo(
            "Adobe RGB",
            StoryPhoto,
            "?aspect-ratio ?colour",
            with_profile(ColorProfile::new_adobe_rgb()),
        ),
        photo("grey", FeedPhoto, "", encoded(ColorType::Luma, 1, |_| {})),
        photo("for print", FeedPhoto, "?colour", encoded(ColorType::Cmyk, 4, |_| {})),
        photo(
            "progressive",
            FeedPhoto,
            "",
            encoded(ColorType::Rgb, 3, |it| it.set_progressive(true)),
        ),
    ]
}

fn containers() -> Vec<Row> {
    use Use::{CarouselVideo, Reel, StoryVideo};
    vec![
        video("an MP4", Reel, "", |_| {}),
        video("a MOV", StoryVideo, "", |it| it.brand = b"qt  "),
        video("in a carousel", CarouselVideo, "", |_| {}),
        photo("a photo as a reel", Reel, "!format", jpeg_header(1080, 1920)),
        photo("a WebP as a story", StoryVideo, "!format", b"RIFF\0\0\0\0WEBPVP8 ".to_vec()),
        video("cut short by a byte", Reel, "!complete", |it| it.cut = 1),
        video("without an index", Reel, "!complete", |it| it.with_moov = false),
        photo("an index and nothing else", Reel, "!complete", VideoFile::new().disk().head()),
        video("index last", Reel, "?moov-first", |it| it.moov_last = true),
        video("without edits", Reel, "", of_pictures(|it| it.edits.clear())),
        video("edits that cut", Reel, "?edit-lists", of_pictures(|it| it.edits[0].0 = 5_000)),
        video("300 MB", Reel, "", |it| {
            lasting(it, 100_000);
            it.size = Some(300_000_000);
        }),
        video("over 300 MB", Reel, "?file-size", |it| {
            lasting(it, 100_000);
            it.size = Some(300_000_001);
        }),
        video("1 GiB", CarouselVideo, "?file-size", |it| {
            lasting(it, 900_000);
            it.size = Some(1 << 30);
        }),
        video("over 1 GiB", CarouselVideo, "!file-size", |it| {
            lasting(it, 900_000);
            it.size = Some((1 << 30) + 1);
        }),
        video("story of 100 MB", StoryVideo, "", |it| {
            lasting(it, 60_000);
            it.size = Some(100_000_000);
        }),
        video("story over 100 MB", StoryVideo, "?file-size", |it| {
            lasting(it, 60_000);
            it.size = Some(100_000_001);
        }),
        video("story over 100 MiB", StoryVideo, "!file-size", |it| {
            lasting(it, 60_000);
            it.size = Some((100 << 20) + 1);
        }),
        video("3 s", Reel, "", |it| lasting(it, 3_000)),
        video("nearly 3 s", Reel, "?duration", |it| lasting(it, 2_900)),
        video("2 s", Reel, "!duration", |it| lasting(it, 2_000)),
        video("15 min", Reel, "?file-size", |it| lasting(it, 900_000)),
        video("over 15 min", Reel, "!duration", |it| {
            lasting(it, 900_200);
            it.size = Some(200_000_000);
        }),
        video("story of 60 s", StoryVideo, "", |it| lasting(it, 60_000)),
        video("story of 60 s and a frame", StoryVideo, "?duration", |it| lasting(it, 60_100)),
        video("story of 61 s", StoryVideo, "!duration", |it| lasting(it, 61_000)),
        video("story of 2 s", StoryVideo, "!duration", |it| lasting(it, 2_000)),
        video("in fragments", Reel, "?duration", |it| {
            it.milliseconds = 0;
            it.size = Some(1_000_000);
            it.with_mvex = true;
            it.pictures.as_mut().unwrap().edits.clear();
        }),
    ]
}

fn pictures() -> Vec<Row> {
    use Use::{CarouselVideo, Reel, StoryVideo};
    let sides = |width, height| of_pictures(move |it| (it.width, it.height) = (width, height));
    vec![
        video("1920 wide", CarouselVideo, "", sides(1920, 1080)),
        video("1921 wide", CarouselVideo, "?max-width", sides(1921, 1080)),
        video(
            "4K, turned",
            Reel,
            "?max-width",
            of_pictures(|it| {
                (it.width, it.height, it.rotation) = (3840, 2160, 90);
            }),
        ),
        video(
            "a phone, turned",
            Reel,
            "",
            of_pictures(|it| {
                (it.width, it.height, it.rotation) = (1920, 1080, 90);
            }),
        ),
        video("across", Reel, "?aspect-ratio", sides(1920, 1080)),
        video("10:1", CarouselVideo, "", sides(1000, 100)),
        video("wider than 10:1", CarouselVideo, "!aspect-ratio", sides(1020, 100)),
        video("1:100", CarouselVideo, "", sides(20, 2000)),
        video("taller than 1:100", CarouselVideo, "!aspect-ratio", sides(20, 2200)),
        video("story of 1:10", StoryVideo, "?aspect-ratio", sides(200, 2000)),
        video("story taller than 1:10", StoryVideo, "!aspect-ratio", sides(200, 2020)),
        video("HEVC", Reel, "", of_pictures(|it| (it.entry, it.profile) = (b"hvc1", 1))),
        video("AV1", Reel, "!video-codec", of_pictures(|it| it.entry = b"av01")),
        video("sound alone", Reel, "!video-codec", |it| it.pictures = None),
        video("4:2:2", Reel, "!chroma", of_pictures(|it| (it.profile, it.chroma) = (122, 2))),
        video(
            "HEVC in 4:4:4",
            Reel,
            "!chroma",
            of_pictures(|it| {
                (it.entry, it.profile, it.chroma) = (b"hev1", 4, 3);
            }),
        ),
        video("interlaced", Reel, "?scan", of_pictures(|it| it.interlaced = true)),
        video("23 per second", Reel, "", of_pictures(|it| it.frames = 230)),
        video("22.9 per second", Reel, "!frame-rate", of_pictures(|it| it.frames = 229)),
        video("60 per second", StoryVideo, "", of_pictures(|it| it.frames = 600)),
        video("60.1 per second", StoryVideo, "!frame-rate", of_pictures(|it| it.frames = 601)),
        // 25 Mbps for the pictures and 128 kbps for the sound, for 10 s.
        video("25 Mbps", Reel, "", |it| it.media = Some(31_410_000)),
        video("over 25 Mbps", Reel, "?video-bit-rate", |it| it.media = Some(31_410_002)),
        video("25 Mbps and much that is free", Reel, "", |it| {
            (it.media, it.free) = (Some(31_410_000), 100_000_000);
        }),
    ]
}

fn sounds() -> Vec<Row> {
    use Use::{CarouselVideo, Reel, StoryVideo};
    vec![
        video("silent", Reel, "?audio-track", |it| it.audio = None),
        video("silent story", StoryVideo, "?audio-track", |it| it.audio = None),
        video("MP3", Reel, "!audio-codec", sound(|it| it.object_type = 0x6B)),
        video("Opus", CarouselVideo, "!audio-codec", sound(|it| it.entry = b"Opus")),
        video("mono", Reel, "", sound(|it| it.channels = 1)),
        video("three channels", Reel, "!audio-channels", sound(|it| it.channels = 3)),
        video("5.1", StoryVideo, "!audio-channels", sound(|it| it.channels = 6)),
        video("64 kHz", Reel, "!audio-sample-rate", sound(|it| it.rate = 2)),
        video("44.1 kHz", Reel, "", sound(|it| it.rate = 4)),
        video("140 kbps", Reel, "", sound(|it| it.bit_rate = 140_800)),
        video("141 kbps", Reel, "?audio-bit-rate", sound(|it| it.bit_rate = 141_000)),
    ]
}

#[test]
fn every_file_has_exactly_the_expected_findings() {
    let mut seen = BTreeSet::new();
    let rows: Vec<_> =
        [photos(), containers(), pictures(), sounds()].into_iter().flatten().collect();
    assert!(rows.len() >= 40);
    for Row { name, mut disk, purpose, expect } in rows {
        let probe = probe_reader(&mut disk).unwrap();
        assert!(disk.read < 72 * 1024, "{name}: {} bytes read", disk.read);
        let findings = check(&probe, purpose);
        let words: Vec<_> = findings
            .iter()
            .map(|finding| match finding.severity {
                Severity::Error => format!("!{}", finding.rule.name()),
                _ => format!("?{}", finding.rule.name()),
            })
            .collect();
        assert_eq!(words.join(" "), expect, "{name} as {purpose}: {findings:#?}");
        seen.extend(findings.iter().map(|finding| finding.rule.name()));
    }
    assert_eq!(seen.len(), 24, "a rule is never broken: {seen:?}");
}

#[test]
fn a_finding_has_advice_and_a_source() {
    let says = |mut row: Row| {
        let findings = check(&probe_reader(&mut row.disk).unwrap(), row.purpose);
        (findings[0].to_string(), findings[0].source.clone())
    };
    let (text, source) = says(video("", Use::Reel, "", |it| lasting(it, 2_000)));
    assert_eq!(text, "the video plays 2.00 s, and Instagram accepts 3 s to 15 min: make it longer");
    assert!(source.starts_with("https://developers.facebook.com/"), "{source}");
    let (text, source) = says(video("", Use::CarouselVideo, "", |it| it.moov_last = true));
    assert_eq!(
        text,
        "the index of the video is after the video data, and Instagram wants it at the start: \
         export it for the web; ffmpeg moves it with -c copy -movflags +faststart"
    );
    assert!(source.starts_with("no specification is published for videos in a carousel"));
    let (text, _) = says(video("", Use::Reel, "", |it| it.cut = 1000));
    assert_eq!(
        text,
        "the file has 1000 bytes fewer than its boxes say, and Instagram needs a whole video with \
         its index: it is truncated, copy or export it again"
    );
    let (text, source) = says(video("", Use::Reel, "", |it| it.audio = None));
    assert_eq!(
        text,
        "the video has no audio, and Instagram accepts that, but not together with \
         attached music: leave it if it is meant to be silent, with a video_volume of 0 if \
         music is attached to the reel"
    );
    assert!(source.contains("2207082"));
}

#[test]
fn the_name_of_a_rule_is_its_name_in_json() {
    for rule in [Rule::Format, Rule::VideoBitRate, Rule::AudioSampleRate, Rule::MoovFirst] {
        assert_eq!(serde_json::to_value(rule).unwrap(), rule.name());
    }
}
