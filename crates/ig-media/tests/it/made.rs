//! Videos as other people's tools write them, each of a kind that is easily misread.

use std::time::Duration;

use ig_media::{
    AudioCodec, Edits, Finding, Format, Hdr, Moov, Probe, Severity, Use, Video, VideoCodec,
    VideoTrack, check, probe, probe_reader,
};

use crate::disk::Disk;

macro_rules! read {
    ($name:literal) => {
        probed(include_bytes!(concat!("../data/", $name)))
    };
}

/// From a disk and from memory, which is the same.
fn probed(file: &[u8]) -> Probe {
    let read = probe_reader(Disk::new(file.to_vec())).unwrap();
    assert_eq!(read, probe(file, file.len() as u64));
    read
}

fn video(probe: &Probe) -> (&Video, &VideoTrack) {
    let video = probe.video.as_ref().unwrap();
    (video, video.video_track.as_ref().unwrap())
}

fn about(rule: &str, probe: &Probe) -> Option<Finding> {
    check(probe, Use::Reel).into_iter().find(|finding| finding.rule.name() == rule)
}

/// Seconds, to a hundredth.
fn seconds(probe: &Probe) -> f64 {
    let (video, _) = video(probe);
    assert!(!video.duration_is_at_least);
    (video.duration.unwrap_or(Duration::ZERO).as_secs_f64() * 100.0).round() / 100.0
}

/// Pictures per second, to a hundredth: the mean and the most common.
fn rates(probe: &Probe) -> (f64, f64, bool) {
    let (_, track) = video(probe);
    let round = |rate: Option<f64>| (rate.unwrap_or(0.0) * 100.0).round() / 100.0;
    (round(track.frame_rate), round(track.common_frame_rate), track.is_variable)
}

#[test]
fn fragments_after_an_index_of_the_first_count_as_well() {
    let probe = read!("fragments_12s.mp4");
    assert_eq!((seconds(&probe), rates(&probe)), (12.0, (30.0, 30.0, false)));
    assert_eq!(about("duration", &probe), None);
    let (video, _) = video(&probe);
    assert!(video.is_fragmented && video.edits != Edits::Cut, "{video:?}");
    assert_eq!(video.moov, Moov::First);
}

#[test]
fn the_bit_rate_is_that_of_all_fragments() {
    let probe = read!("fragments_4s.mp4");
    assert_eq!((seconds(&probe), rates(&probe)), (4.0, (24.0, 24.0, false)));
    // The file has 9,695 bytes, some of which are heads of boxes.
    let rate = video(&probe).0.bit_rate.unwrap();
    assert!((15_000..=19_390).contains(&rate), "{rate}");
}

#[test]
fn the_rate_of_fragments_is_judged_like_any_other() {
    for (probe, rate) in
        [(read!("fragments_12fps.mp4"), 12.0), (read!("fragments_120fps.mp4"), 120.0)]
    {
        assert_eq!((seconds(&probe), rates(&probe)), (4.0, (rate, rate, false)));
        assert_eq!(about("frame-rate", &probe).unwrap().severity, Severity::Error);
    }
}

#[test]
fn the_rate_comes_from_the_pictures_and_not_from_the_header() {
    let probe = read!("header_too_long_23fps.mp4");
    assert_eq!((seconds(&probe), rates(&probe)), (3.52, (23.0, 23.0, false)));
    assert_eq!(about("frame-rate", &probe), None);
}

#[test]
fn a_variable_rate_is_a_warning_with_its_mean_and_its_most_common_rate() {
    let probe = read!("variable.mp4");
    assert_eq!((seconds(&probe), rates(&probe)), (10.0, (18.5, 30.0, true)));
    let finding = about("frame-rate", &probe).unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(
        finding.to_string(),
        "the video has a variable rate, mean 18.50 fps, 30.00 fps most of the time, and \
         Instagram's documentation allows 23 to 60 fps: export it with 30 frames per second"
    );
}

#[test]
fn a_still_in_the_first_track_is_not_the_video() {
    let probe = read!("still_first.mov");
    assert_eq!((seconds(&probe), rates(&probe)), (4.0, (30.0, 30.0, false)));
    let (_, track) = video(&probe);
    assert_eq!((&track.codec, track.width, track.height), (&VideoCodec::H264, 64, 114));
}

#[test]
fn the_second_version_of_quicktime_s_sound_has_a_rate_of_64_bits() {
    let probe = read!("pcm_v2.mov");
    let (video, _) = video(&probe);
    let audio = video.audio_track.as_ref().unwrap();
    assert_eq!(audio.codec, AudioCodec::Other("PCM".to_owned()));
    assert_eq!((audio.channels, audio.sample_rate), (Some(1), Some(96_000)));
}

#[test]
fn columns_are_stored_ones_and_the_shown_size_is_a_warning() {
    let probe = read!("anamorphic_1920.mp4");
    assert_eq!((probe.width, probe.height), (Some(2560), Some(1080)));
    let (_, track) = video(&probe);
    assert_eq!((track.width, track.height), (1920, 1080));
    assert_eq!(track.pixel_aspect, Some((4, 3)));
    assert_eq!(about("max-width", &probe), None);
    let finding = about("pixel-aspect", &probe).unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert!(
        finding.measured.contains("stored with 1920 × 1080 pixels and shown with 2560 × 1080"),
        "{finding}"
    );
}

#[test]
fn quicktime_may_start_with_a_box_that_is_free() {
    let probe = read!("free_first.mov");
    assert_eq!((probe.format, seconds(&probe)), (Format::Mov, 3.2));
    assert_eq!(rates(&probe), (30.0, 30.0, false));
}

#[test]
fn hdr_is_a_warning_whether_the_box_or_the_encoder_says_it() {
    let file = include_bytes!("../data/hlg_main10.mov").to_vec();
    // The box counts more than the encoder: a `colr` of PQ instead of another.
    let mut in_box = file.clone();
    let at = file.windows(4).position(|it| it == b"pasp").unwrap();
    in_box[at..at + 12].copy_from_slice(b"colrnclc\0\x09\0\x10");
    for (file, hdr, measured) in [
        (file, Hdr::Hlg, "HDR in HLG (BT.2020, 10 bits)"),
        (in_box, Hdr::Pq, "HDR in PQ (BT.2020, 10 bits)"),
    ] {
        let probe = probed(&file);
        let (_, track) = video(&probe);
        assert_eq!((track.hdr, track.bit_depth), (Some(hdr), Some(10)));
        assert_eq!(track.primaries.as_deref(), Some("BT.2020"));
        let finding = about("dynamic-range", &probe).unwrap();
        assert_eq!((finding.severity, finding.measured.as_str()), (Severity::Warning, measured));
    }
}
