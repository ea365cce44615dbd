//! What is read of a film, and how little of the file that takes.

use std::time::Duration;

use ig_media::{
    AudioCodec, Chroma, Edits, Film, Moov, Probe, Scan, Use, VideoCodec, check, probe, probe_reader,
};

use crate::film_files::{FilmFile, NORMAL};

fn probed(file: &FilmFile) -> Probe {
    probe_reader(file.disk()).unwrap()
}

fn film(change: impl FnOnce(&mut FilmFile)) -> Film {
    let mut file = FilmFile::new();
    change(&mut file);
    probed(&file).film.unwrap()
}

#[test]
fn every_field_is_what_was_written() {
    let film = film(|_| {});
    assert_eq!((film.moov, film.missing_bytes, film.is_fragmented), (Moov::First, 0, false));
    assert_eq!(film.duration, Some(Duration::from_secs(10)));
    assert_eq!((film.edits, film.bit_rate), (Edits::Alignment, Some(5_000_000)));
    let video = film.video.unwrap();
    assert_eq!((video.codec, video.rotation), (VideoCodec::H264, 0));
    assert_eq!((video.profile.as_deref(), video.level.as_deref()), (Some("High"), Some("4.0")));
    assert_eq!((video.chroma, video.bit_depth), (Some(Chroma::Yuv420), Some(8)));
    assert_eq!((video.scan, video.frame_rate), (Some(Scan::Progressive), Some(30.0)));
    assert_eq!((video.width, video.height, video.bit_rate), (1080, 1920, Some(4_872_000)));
    let audio = film.audio.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(2)));
    assert_eq!((audio.sample_rate, audio.bit_rate), (Some(48_000), Some(128_000)));
}

#[test]
fn profiles_have_their_names() {
    for (profile, name) in [(66, "Baseline"), (77, "Main"), (100, "High"), (122, "High 4:2:2")] {
        let film = film(|it| it.video.as_mut().unwrap().profile = profile);
        assert_eq!(film.video.unwrap().profile.as_deref(), Some(name));
    }
    let film = film(|it| {
        let video = it.video.as_mut().unwrap();
        (video.entry, video.profile) = (b"hev1", 2);
    });
    let video = film.video.unwrap();
    assert_eq!((video.profile.as_deref(), video.level.as_deref()), (Some("Main 10"), Some("4.1")));
}

#[test]
fn the_sampling_and_the_scan_are_those_of_the_parameter_set() {
    for entry in [b"avc1", b"hvc1"] {
        let read = |chroma, interlaced| {
            let film = film(|it| {
                let video = it.video.as_mut().unwrap();
                (video.entry, video.profile) = (entry, 122);
                (video.chroma, video.interlaced) = (chroma, interlaced);
            });
            let video = film.video.unwrap();
            (video.chroma.unwrap(), video.scan.unwrap())
        };
        assert_eq!(read(0, false), (Chroma::Monochrome, Scan::Progressive));
        assert_eq!(read(1, true), (Chroma::Yuv420, Scan::Interlaced));
        assert_eq!(read(2, false), (Chroma::Yuv422, Scan::Progressive));
        assert_eq!(read(3, true), (Chroma::Yuv444, Scan::Interlaced));
    }
}

#[test]
fn a_turned_picture_has_its_sides_changed() {
    for (rotation, shown) in [(0, (1920, 1080)), (90, (1080, 1920)), (180, (1920, 1080))] {
        let mut file = FilmFile::new();
        let video = file.video.as_mut().unwrap();
        (video.width, video.height, video.rotation) = (1920, 1080, rotation);
        let probe = probed(&file);
        assert_eq!((probe.width.unwrap(), probe.height.unwrap()), shown);
        assert_eq!(probe.film.unwrap().video.unwrap().rotation, rotation);
    }
}

#[test]
fn edit_lists_are_told_apart_by_what_they_do() {
    let edits = |edits: &[(u32, i32, u32)]| {
        film(|it| it.video.as_mut().unwrap().edits = edits.to_vec()).edits
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
    let film = film(|it| {
        it.brand = b"qt  ";
        let audio = it.audio.as_mut().unwrap();
        (audio.in_wave, audio.channels) = (true, 1);
    });
    let audio = film.audio.unwrap();
    assert_eq!((audio.codec, audio.channels), (AudioCodec::Aac, Some(1)));
}

#[test]
fn sound_of_other_codecs_has_a_name() {
    let codec = |entry, object_type| {
        let film = film(|it| {
            let audio = it.audio.as_mut().unwrap();
            (audio.entry, audio.object_type) = (entry, object_type);
        });
        film.audio.unwrap().codec.to_string()
    };
    assert_eq!(codec(b"mp4a", 0x67), "AAC");
    assert_eq!(codec(b"mp4a", 0x6B), "MP3");
    assert_eq!(codec(b"mp4a", 0x12), "object type 0x12");
    assert_eq!(codec(b"Opus", 0x40), "Opus");
}

#[test]
fn of_a_film_of_3_gb_little_is_read_wherever_its_index_lies() {
    for moov_last in [false, true] {
        let mut file = FilmFile::new();
        (file.milliseconds, file.size, file.moov_last) = (900_000, Some(3_000_000_000), moov_last);
        file.video.as_mut().unwrap().frames = 27_000;
        file.ballast = 4_000_000;
        let mut disk = file.disk();
        let probe = probe_reader(&mut disk).unwrap();
        let film = probe.film.unwrap();
        assert_eq!(film.duration, Some(Duration::from_secs(900)));
        assert_eq!(film.video.unwrap().frame_rate, Some(30.0));
        assert!(disk.read < 64 * 1024, "{} bytes read", disk.read);
    }
}

#[test]
fn an_index_of_the_usual_length_takes_few_requests() {
    for moov_last in [false, true] {
        let mut file = FilmFile::new();
        (file.milliseconds, file.moov_last) = (90_000, moov_last);
        file.video.as_mut().unwrap().frames = 2_700;
        let mut disk = file.disk();
        assert!(probe_reader(&mut disk).unwrap().film.unwrap().video.is_some());
        assert!(disk.requests <= 5, "{} requests", disk.requests);
    }
}

#[test]
fn an_index_beyond_the_head_that_was_given_is_unread_and_not_missing() {
    let mut file = FilmFile::new();
    (file.moov_last, file.size) = (true, Some(100_000));
    let whole = file.disk().bytes();
    let moov = |bytes: &[u8]| probe(bytes, 100_000).film.unwrap().moov;
    assert_eq!(moov(&whole), Moov::Last);
    assert_eq!(moov(&whole[..50_000]), Moov::Unread);
    file.with_moov = false;
    assert_eq!(moov(&file.disk().bytes()), Moov::Missing);
}

#[test]
fn a_read_error_is_not_taken_for_a_damaged_film() {
    let mut file = FilmFile::new();
    file.moov_last = true;
    let mut disk = file.disk();
    disk.broken_at = 5_000;
    assert_eq!(probe_reader(disk).unwrap_err().to_string(), "bad sector");
}

#[test]
fn findings_and_probes_are_json() {
    let mut file = FilmFile::new();
    file.milliseconds = 2_000;
    file.video.as_mut().unwrap().frames = 60;
    file.video.as_mut().unwrap().edits.clear();
    let probe = probed(&file);
    let json = serde_json::to_value(&probe).unwrap();
    assert_eq!(json["format"], "mp4");
    assert_eq!(json["film"]["duration_s"], 2.0);
    assert_eq!(json["film"]["moov"], "first");
    assert_eq!(json["film"]["video"]["codec"], "h264");
    assert_eq!(json["film"]["video"]["chroma"], "4:2:0");
    assert_eq!(json["film"]["audio"]["codec"], "aac");
    let json = serde_json::to_value(check(&probe, Use::Reel)).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(json[0]["rule"], "duration");
    assert_eq!(json[0]["severity"], "error");
    assert_eq!(json[0]["measured"], "2.00 s");
    assert_eq!(json[0]["allowed"], "3 s to 15 min");
}
