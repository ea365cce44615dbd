//! Films as other people's encoders write them; how they were made is in `tests/data/README.md`.

use std::{io::Cursor, time::Duration};

use ig_media::{
    AudioCodec, Chroma, Edits, Film, Format, Moov, Probe, Rule, Scan, Use, VideoCodec, check,
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

fn film(file: &[u8]) -> Film {
    probed(file).film.unwrap()
}

fn rules(file: &[u8]) -> Vec<Rule> {
    check(&probed(file), Use::Reel).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn h264_and_aac_made_for_the_web_is_taken() {
    let film = film(FASTSTART);
    assert_eq!((film.moov, film.missing_bytes, film.is_fragmented), (Moov::First, 0, false));
    assert_eq!(film.duration, Some(Duration::from_secs(3)));
    assert_eq!(film.edits, Edits::Alignment);
    assert_eq!(film.bit_rate, Some(5085 * 8 / 3));
    let video = film.video.unwrap();
    assert_eq!(video.codec, VideoCodec::H264);
    assert_eq!((video.profile.as_deref(), video.level.as_deref()), (Some("High"), Some("3.1")));
    assert_eq!((video.chroma, video.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((video.scan, video.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    let audio = film.audio.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(2)));
    assert_eq!((audio.sample_rate, audio.bit_rate), (Some(44_100), Some(2079)));
    assert_eq!(rules(FASTSTART), []);
}

#[test]
fn a_mov_with_its_index_last_and_a_turned_picture_is_read_as_shown() {
    assert_eq!(probed(ROTATED).format, Format::Mov);
    let film = film(ROTATED);
    assert_eq!(film.moov, Moov::Last);
    let video = film.video.unwrap();
    assert_eq!((video.width, video.height, video.rotation), (1280, 720, 270));
    assert_eq!(film.audio.unwrap().codec, AudioCodec::Aac);
    assert_eq!(rules(ROTATED), [Rule::MoovFirst]);
}

#[test]
fn hevc_without_sound_is_read() {
    let film = film(HEVC);
    let video = film.video.unwrap();
    assert_eq!(video.codec, VideoCodec::Hevc);
    assert_eq!((video.profile.as_deref(), video.level.as_deref()), (Some("Main"), Some("3.1")));
    assert_eq!((video.chroma, video.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((video.scan, video.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    assert_eq!(film.audio, None);
    assert_eq!(rules(HEVC), [Rule::AudioTrack]);
}

#[test]
fn fragments_are_known_and_what_is_not_written_is_not_made_up() {
    let film = film(FRAGMENTED);
    assert!(film.is_fragmented);
    assert_eq!((film.duration, film.bit_rate), (None, None));
    assert_eq!(film.video.unwrap().frame_rate, None);
    assert_eq!(rules(FRAGMENTED), [Rule::Duration]);
}
