//! Videos from common encoders; `tests/data/README.md` describes how they were made.

use std::{io::Cursor, time::Duration};

use ig_media::{
    AudioCodec, Chroma, Edits, Format, Moov, Probe, Rule, Scan, Use, Video, VideoCodec, check,
    probe, probe_reader,
};

pub(crate) const FASTSTART: &[u8] = include_bytes!("../data/h264_aac_faststart.mp4");
pub(crate) const ROTATED: &[u8] = include_bytes!("../data/h264_aac_rotated_moov_last.mov");
pub(crate) const HEVC: &[u8] = include_bytes!("../data/hevc_silent_faststart.mov");
pub(crate) const FRAGMENTED: &[u8] = include_bytes!("../data/h264_aac_fragmented.mp4");

fn probed(file: &[u8]) -> Probe {
    let whole = probe(file, file.len() as u64);
    assert_eq!(probe_reader(Cursor::new(file)).unwrap(), whole);
    assert_eq!((whole.width, whole.height), (Some(720), Some(1280)));
    whole
}

fn video(file: &[u8]) -> Video {
    probed(file).video.unwrap()
}

fn rules(file: &[u8]) -> Vec<Rule> {
    check(&probed(file), Use::Reel).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn h264_and_aac_made_for_the_web_is_accepted() {
    let video = video(FASTSTART);
    assert_eq!((video.moov, video.missing_bytes, video.is_fragmented), (Moov::First, 0, false));
    assert_eq!(video.duration, Some(Duration::from_secs(3)));
    assert_eq!(video.edits, Edits::Alignment);
    assert_eq!(video.bit_rate, Some(5085 * 8 / 3));
    let track = video.video_track.unwrap();
    assert_eq!(track.codec, VideoCodec::H264);
    assert_eq!((track.profile.as_deref(), track.level.as_deref()), (Some("High"), Some("3.1")));
    assert_eq!((track.chroma, track.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((track.scan, track.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    let audio = video.audio_track.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(2)));
    assert_eq!((audio.sample_rate, audio.bit_rate), (Some(44_100), Some(2079)));
    assert_eq!(rules(FASTSTART), []);
}

#[test]
fn a_rotated_mov_with_its_index_last_is_read_as_shown() {
    assert_eq!(probed(ROTATED).format, Format::Mov);
    let video = video(ROTATED);
    assert_eq!(video.moov, Moov::Last);
    let track = video.video_track.unwrap();
    assert_eq!((track.width, track.height, track.rotation), (1280, 720, 270));
    assert_eq!(video.audio_track.unwrap().codec, AudioCodec::Aac);
    assert_eq!(rules(ROTATED), [Rule::MoovFirst]);
}

#[test]
fn hevc_without_sound_is_read() {
    let video = video(HEVC);
    let track = video.video_track.unwrap();
    assert_eq!(track.codec, VideoCodec::Hevc);
    assert_eq!((track.profile.as_deref(), track.level.as_deref()), (Some("Main"), Some("3.1")));
    assert_eq!((track.chroma, track.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((track.scan, track.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    assert_eq!(video.audio_track, None);
    assert_eq!(rules(HEVC), [Rule::AudioTrack]);
}

#[test]
fn fragments_are_read() {
    let video = video(FRAGMENTED);
    assert!(video.is_fragmented && !video.duration_is_at_least);
    // 92 packets of sound and a part of one before them, which is the longer one.
    let seconds = video.duration.unwrap().as_secs_f64();
    assert!((3.04..3.07).contains(&seconds), "{seconds}");
    assert_eq!(video.video_track.unwrap().frame_rate, Some(30.0));
    assert_eq!(rules(FRAGMENTED), []);
}
