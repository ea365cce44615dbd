//! The properties read from a video, and how few bytes that takes.

use std::time::Duration;

use ig_media::{
    AudioCodec, Chroma, Edits, Moov, Probe, Scan, Use, Video, VideoCodec, check, probe,
    probe_reader,
};

use crate::video_files::{NORMAL, VideoFile};

fn probed(file: &VideoFile) -> Probe {
    probe_reader(file.disk()).unwrap()
}

fn video(change: impl FnOnce(&mut VideoFile)) -> Video {
    let mut file = VideoFile::new();
    change(&mut file);
    probed(&file).video.unwrap()
}

#[test]
fn every_field_is_what_was_written() {
    let video = video(|_| {});
    assert_eq!((video.moov, video.missing_bytes, video.is_fragmented), (Moov::First, 0, false));
    assert_eq!(video.duration, Some(Duration::from_secs(10)));
    assert_eq!((video.edits, video.bit_rate), (Edits::Alignment, Some(5_000_000)));
    let track = video.video_track.unwrap();
    assert_eq!((track.codec, track.rotation), (VideoCodec::H264, 0));
    assert_eq!((track.profile.as_deref(), track.level.as_deref()), (Some("High"), Some("4.0")));
    assert_eq!((track.chroma, track.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((track.scan, track.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    assert_eq!((track.width, track.height, track.bit_rate), (1080, 1920, Some(4_872_000)));
    let audio = video.audio_track.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(2)));
    assert_eq!((audio.sample_rate, audio.bit_rate), (Some(48_000), Some(128_000)));
}

#[test]
fn profiles_have_their_names() {
    for (profile, name) in [(66, "Baseline"), (77, "Main"), (100, "High"), (122, "High 4:2:2")] {
        let video = video(|it| it.pictures.as_mut().unwrap().profile = profile);
        assert_eq!(video.video_track.unwrap().profile.as_deref(), Some(name));
    }
    let video = video(|it| {
        let track = it.pictures.as_mut().unwrap();
        (track.entry, track.profile) = (b"hev1", 2);
    });
    let track = video.video_track.unwrap();
    assert_eq!((track.profile.as_deref(), track.level.as_deref()), (Some("Main 10"), Some("4.1")));
}

#[test]
fn the_sampling_and_the_scan_are_those_of_the_parameter_set() {
    for entry in [b"avc1", b"hvc1"] {
        let read = |chroma, interlaced| {
            let video = video(|it| {
                let track = it.pictures.as_mut().unwrap();
                (track.entry, track.profile) = (entry, 122);
                (track.chroma, track.interlaced) = (chroma, interlaced);
            });
            let track = video.video_track.unwrap();
            (track.chroma.unwrap(), track.scan.unwrap())
        };
        assert_eq!(read(0, false), (Chroma::Monochrome, Scan::Progressive));
        assert_eq!(read(1, true), (Chroma::Yuv420, Scan::Interlaced));
        assert_eq!(read(2, false), (Chroma::Yuv422, Scan::Progressive));
        assert_eq!(read(3, true), (Chroma::Yuv444, Scan::Interlaced));
    }
}

#[test]
fn a_rotated_picture_has_its_sides_swapped() {
    for (rotation, shown) in [(0, (1920, 1080)), (90, (1080, 1920)), (180, (1920, 1080))] {
        let mut file = VideoFile::new();
        let track = file.pictures.as_mut().unwrap();
        (track.width, track.height, track.rotation) = (1920, 1080, rotation);
        let probe = probed(&file);
        assert_eq!((probe.width.unwrap(), probe.height.unwrap()), shown);
        assert_eq!(probe.video.unwrap().video_track.unwrap().rotation, rotation);
    }
}

#[test]
fn edit_lists_are_distinguished_by_their_effect() {
    let edits = |edits: &[(u32, i32, u32)]| {
        video(|it| it.pictures.as_mut().unwrap().edits = edits.to_vec()).edits
    };
    assert_eq!(edits(&[]), Edits::None);
    assert_eq!(edits(&[(10_000, 0, NORMAL)]), Edits::Alignment);
    assert_eq!(edits(&[(0, 0, NORMAL)]), Edits::Alignment);
    assert_eq!(edits(&[(250, -1, NORMAL), (10_000, 0, NORMAL)]), Edits::Alignment);
    assert_eq!(edits(&[(10_000, 22_500, NORMAL)]), Edits::Alignment);
    assert_eq!(edits(&[(251, -1, NORMAL), (10_000, 0, NORMAL)]), Edits::Cut);
    assert_eq!(edits(&[(9_749, 22_590, NORMAL)]), Edits::Cut);
    assert_eq!(edits(&[(5_000, 0, NORMAL)]), Edits::Cut);
    assert_eq!(edits(&[(10_000, 0, NORMAL / 2)]), Edits::Cut);
    assert_eq!(edits(&[(5_000, 0, NORMAL), (5_000, 450_000, NORMAL)]), Edits::Cut);
    assert_eq!(edits(&[(10_000, 0, NORMAL), (100, -1, NORMAL)]), Edits::Cut);
    assert_eq!(edits(&[(10_000, -2, NORMAL)]), Edits::Cut);
}

#[test]
fn sound_in_quicktime_is_described_one_box_deeper() {
    let video = video(|it| {
        it.brand = b"qt  ";
        let audio = it.audio.as_mut().unwrap();
        (audio.in_wave, audio.channels) = (true, 1);
    });
    let audio = video.audio_track.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(1)));
}

#[test]
fn sound_of_other_codecs_has_a_name() {
    let codec = |entry, object_type| {
        let video = video(|it| {
            let audio = it.audio.as_mut().unwrap();
            (audio.entry, audio.object_type) = (entry, object_type);
        });
        video.audio_track.unwrap().codec.to_string()
    };
    assert_eq!(codec(b"mp4a", 0x67), "AAC");
    assert_eq!(codec(b"mp4a", 0x6B), "MP3");
    assert_eq!(codec(b"mp4a", 0x12), "object type 0x12");
    assert_eq!(codec(b"Opus", 0x40), "Opus");
    assert_eq!(codec(b"ac-3", 0x40), "AC-3");
    assert_eq!(codec(b"ec-3", 0x40), "E-AC-3");
    assert_eq!(codec(b"alac", 0x40), "ALAC");
    assert_eq!(codec(b"fLaC", 0x40), "FLAC");
    assert_eq!(codec(b".mp3", 0x40), "MP3");
    for entry in [b"sowt", b"twos", b"lpcm", b"in24"] {
        assert_eq!(codec(entry, 0x40), "PCM");
    }
    assert_eq!(codec(b"zzzz", 0x40), "zzzz");
}

#[test]
fn little_of_a_3_gb_video_is_read_wherever_its_index_is() {
    for moov_last in [false, true] {
        let mut file = VideoFile::new();
        (file.milliseconds, file.size, file.moov_last) = (900_000, Some(3_000_000_000), moov_last);
        file.pictures.as_mut().unwrap().frames = 27_000;
        file.ballast = 4_000_000;
        let mut disk = file.disk();
        let probe = probe_reader(&mut disk).unwrap();
        let video = probe.video.unwrap();
        assert_eq!(video.duration, Some(Duration::from_secs(900)));
        assert_eq!(video.video_track.unwrap().frame_rate, Some(30.0));
        assert!(disk.read < 64 * 1024, "{} bytes read", disk.read);
    }
}

#[test]
fn an_index_of_the_usual_length_takes_few_requests() {
    for moov_last in [false, true] {
        let mut file = VideoFile::new();
        (file.milliseconds, file.moov_last) = (90_000, moov_last);
        file.pictures.as_mut().unwrap().frames = 2_700;
        let mut disk = file.disk();
        assert!(probe_reader(&mut disk).unwrap().video.unwrap().video_track.is_some());
        assert!(disk.requests <= 5, "{} requests", disk.requests);
    }
}

#[test]
fn an_index_after_the_given_head_is_unread_and_not_missing() {
    let mut file = VideoFile::new();
    (file.moov_last, file.size) = (true, Some(100_000));
    let whole = file.disk().bytes();
    let moov = |bytes: &[u8]| probe(bytes, 100_000).video.unwrap().moov;
    assert_eq!(moov(&whole), Moov::Last);
    assert_eq!(moov(&whole[..50_000]), Moov::Unread);
    file.with_moov = false;
    assert_eq!(moov(&file.disk().bytes()), Moov::Missing);
}

#[test]
fn a_read_error_is_not_mistaken_for_a_damaged_video() {
    let mut file = VideoFile::new();
    file.moov_last = true;
    let mut disk = file.disk();
    disk.broken_at = 5_000;
    assert_eq!(probe_reader(disk).unwrap_err().to_string(), "bad sector");
}

#[test]
fn findings_and_probes_are_json() {
    let mut file = VideoFile::new();
    file.milliseconds = 2_000;
    file.pictures.as_mut().unwrap().frames = 60;
    file.pictures.as_mut().unwrap().edits.clear();
    let probe = probed(&file);
    let json = serde_json::to_value(&probe).unwrap();
    assert_eq!(json["format"], "mp4");
    assert_eq!(json["video"]["duration_s"], 2.0);
    assert_eq!(json["video"]["moov"], "first");
    assert_eq!(json["video"]["video_track"]["codec"], "h264");
    assert_eq!(json["video"]["video_track"]["chroma"], "4:2:0");
    assert_eq!(json["video"]["audio_track"]["codec"], "aac");
    let json = serde_json::to_value(check(&probe, Use::Reel)).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(json[0]["rule"], "duration");
    assert_eq!(json[0]["severity"], "error");
    assert_eq!(json[0]["measured"], "2.00 s");
    assert_eq!(json[0]["allowed"], "3 s to 15 min");
}
