//! Videos with false boxes: they do not crash the caller, and little is read.

use ig_media::{Format, Moov, Probe, Use, check, probe_reader};
use proptest::prelude::*;

use crate::{
    disk::Disk,
    encoders::{FASTSTART, FRAGMENTED, HEVC, ROTATED},
    video_files::{VideoFile, boxed},
};

/// The limit that the crate promises.
const MOST: u64 = 2 * 1024 * 1024;

/// Probes and checks a video in every way, whatever it is.
fn judge(mut disk: Disk) -> Probe {
    let probe = probe_reader(&mut disk).unwrap();
    assert!(disk.read <= MOST, "{} bytes read", disk.read);
    for purpose in Use::ALL {
        for finding in check(&probe, purpose) {
            assert!(!finding.to_string().is_empty() && !finding.source.is_empty());
        }
    }
    probe
}

fn judge_bytes(file: &[u8]) -> Probe {
    judge(Disk::new(file.to_vec()))
}

fn start() -> Vec<u8> {
    boxed(b"ftyp", b"isom\0\0\0\0isom")
}

/// A small video with every box that is read.
fn small() -> Vec<u8> {
    let mut file = VideoFile::new();
    file.size = Some(8_000);
    file.pictures.as_mut().unwrap().frames = 30;
    file.with_mvex = true;
    file.disk().bytes()
}

#[test]
fn a_truncated_video_is_recognized() {
    for file in [FASTSTART, ROTATED, HEVC, FRAGMENTED, &small()] {
        let whole = judge_bytes(file);
        assert_eq!(whole.video.unwrap().missing_bytes, 0);
        for end in 40..file.len() {
            let probe = judge_bytes(&file[..end]);
            assert_eq!(probe.format, whole.format);
            let video = probe.video.unwrap();
            let is_known = video.missing_bytes > 0
                || !video.has_media
                || matches!(video.moov, Moov::Missing | Moov::Unread)
                // A video may end after any of its fragments.
                || video.is_fragmented;
            assert!(is_known, "{end} of {}", file.len());
        }
    }
}

/// Photos and other containers too: whatever was downloaded in part is judged, and every use has an
/// answer.
#[test]
fn every_file_here_holds_where_it_is_cut() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|it| it == "md") {
            continue;
        }
        let file = std::fs::read(&path).unwrap();
        // At every byte of the first kB, and at some 500 places of the rest.
        let rest = (1024..=file.len()).step_by(1 + file.len() / 500);
        for end in (0..file.len().min(1024)).chain(rest) {
            let part = &file[..end];
            let read = judge_bytes(part);
            let slice = ig_media::probe(part, end as u64);
            assert_eq!(slice.format, read.format, "{} at {end}", path.display());
        }
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn boxes_may_claim_any_length() {
    let lengths = [0, 1, 2, 7, 8, 9, 15, 16, 17, 1 << 16, 1 << 31, u32::MAX];
    for file in [FASTSTART, &small()] {
        for at in 0..file.len().min(3_000) - 4 {
            let is_box = file[at + 4..].first_chunk::<4>().is_some_and(|kind| {
                kind.iter().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
            });
            for length in lengths.into_iter().filter(|_| is_box) {
                let mut file = file.to_vec();
                file[at..at + 4].copy_from_slice(&length.to_be_bytes());
                judge_bytes(&file);
            }
        }
    }
}

#[test]
fn boxes_may_claim_any_long_length() {
    for length in [0, 1, 15, 16, 17, 1 << 40, u64::MAX - 1, u64::MAX] {
        for kind in [b"moov", b"mdat", b"free"] {
            let long = [&1_u32.to_be_bytes()[..], kind, &length.to_be_bytes()].concat();
            judge_bytes(&[start(), long.clone()].concat());
            judge_bytes(&[start(), boxed(b"moov", &boxed(b"trak", &long))].concat());
        }
    }
}

#[test]
fn nested_boxes_do_not_exhaust_the_stack() {
    for kind in [b"trak", b"mdia", b"moov"] {
        let mut nested = Vec::new();
        for depth in (0..60_000_u32).rev() {
            nested.extend((8 * (60_000 - depth)).to_be_bytes());
            nested.extend(kind);
        }
        nested.truncate(60_000 * 8);
        judge_bytes(&[start(), boxed(b"moov", &nested)].concat());
    }
}

#[test]
fn more_boxes_than_the_limit_are_given_up() {
    let empty = boxed(b"free", b"").repeat(500_000);
    judge_bytes(&[start(), empty.clone()].concat());
    judge_bytes(&[start(), boxed(b"moov", &empty)].concat());
    // As far apart as is most expensive.
    let apart = boxed(b"free", &vec![0; 5_000]).repeat(3_000);
    let video = judge_bytes(&[start(), apart, small()].concat()).video.unwrap();
    assert_eq!(video.moov, Moov::Unread);
    let video = judge_bytes(&[start(), empty, small()].concat()).video.unwrap();
    assert_eq!(video.moov, Moov::Unread);
    let tracks = boxed(b"trak", &boxed(b"edts", &boxed(b"elst", &vec![0; 70_000]))).repeat(200);
    judge_bytes(&[start(), boxed(b"moov", &tracks)].concat());
}

#[test]
fn tables_that_claim_too_much_take_no_memory() {
    for kind in [b"elst", b"stsd", b"stsz", b"hdlr", b"tkhd", b"mvhd", b"mdhd", b"mehd"] {
        let table = boxed(kind, &[0xFF; 64]);
        let zeros = boxed(kind, &[&[0; 4][..], &[0xFF; 60]].concat());
        for table in [table, zeros] {
            let moov = boxed(b"moov", &boxed(b"trak", &table));
            judge_bytes(&[start(), moov].concat());
        }
    }
}

fn judge_parameter_set(sps: &[u8]) {
    let config = [&[1, 100, 0, 40, 0xFF, 0xE1, 0, sps.len() as u8][..], sps, &[0]].concat();
    let entry = boxed(b"avc1", &[vec![0; 78], boxed(b"avcC", &config)].concat());
    let hdlr = boxed(b"hdlr", &[&[0; 8][..], b"vide", &[0; 13]].concat());
    let stsd = boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat());
    let moov = boxed(b"moov", &boxed(b"trak", &[hdlr, stsd].concat()));
    let video = judge_bytes(&[start(), moov].concat()).video.unwrap();
    assert_eq!(video.video_track.unwrap().profile.as_deref(), Some("High"));
}

#[test]
fn parameter_sets_that_are_too_short_are_checked() {
    for length in 0..8 {
        judge_parameter_set(&[0x67, 100, 0, 40, 0, 0, 3, 0][..length]);
        judge_parameter_set(&[0; 8][..length]);
    }
}

proptest! {
    #[test]
    fn damaged_videos_are_checked(
        damage in prop::collection::vec((0..3_000_usize, any::<u8>()), 1..12),
        which in 0..5_usize,
    ) {
        let small = small();
        let file = [FASTSTART, ROTATED, HEVC, FRAGMENTED, &small][which];
        let mut file = file.to_vec();
        // The index of one of them is at its end.
        let base = if which == 1 { file.len() - 3_000 } else { 0 };
        for (at, byte) in damage {
            file[base + at] = byte;
        }
        judge_bytes(&file);
    }

    #[test]
    fn arbitrary_boxes_are_checked(
        boxes in prop::collection::vec(
            (prop::sample::select(KINDS), prop::collection::vec(any::<u8>(), 0..80)),
            0..20,
        ),
    ) {
        let content: Vec<_> =
            boxes.iter().flat_map(|(kind, content)| boxed(kind, content)).collect();
        judge_bytes(&[start(), boxed(b"moov", &boxed(b"trak", &content))].concat());
    }

    #[test]
    fn arbitrary_fragments_are_checked(
        boxes in prop::collection::vec(
            (prop::sample::select(FRAGMENTS), prop::collection::vec(any::<u8>(), 0..60)),
            0..40,
        ),
        nested in any::<bool>(),
    ) {
        let content: Vec<_> =
            boxes.iter().flat_map(|(kind, content)| boxed(kind, content)).collect();
        let content = if nested { boxed(b"moof", &boxed(b"traf", &content)).repeat(20) } else { content };
        judge_bytes(&[small(), content].concat());
    }

    #[test]
    fn damaged_fragments_are_checked(
        damage in prop::collection::vec((0..8_000_usize, any::<u8>()), 1..12),
    ) {
        let mut file = include_bytes!("../data/fragments_12s.mp4").to_vec();
        for (at, byte) in damage {
            file[at] = byte;
        }
        judge_bytes(&file);
    }

    #[test]
    fn arbitrary_parameter_sets_of_hevc_are_checked(
        damage in prop::collection::vec((0..4_000_usize, any::<u8>()), 1..30),
    ) {
        let mut file = include_bytes!("../data/hlg_main10.mov").to_vec();
        let length = file.len();
        let base = file.windows(4).position(|it| it == b"hvcC").unwrap();
        for (at, byte) in damage {
            file[base + at % (length - base)] = byte;
        }
        judge_bytes(&file);
    }

    #[test]
    fn arbitrary_configurations_are_checked(
        kind in prop::sample::select(CONFIGURATIONS),
        content in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        for (handler, entry, fixed) in [(b"vide", b"avc1", 78), (b"vide", b"hvc1", 78), (b"soun", b"mp4a", 28)] {
            let config = boxed(&kind, &content);
            let entry = boxed(entry, &[vec![0; fixed], config].concat());
            let hdlr = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 13]].concat());
            let stsd = boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat());
            let moov = boxed(b"moov", &boxed(b"trak", &[hdlr, stsd].concat()));
            let probe = judge_bytes(&[start(), moov].concat());
            prop_assert_eq!(probe.format, Format::Mp4);
        }
    }

    #[test]
    fn arbitrary_parameter_sets_are_checked(
        profile in prop::sample::select(&[66_u8, 77, 100, 122, 244][..]),
        rest in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        judge_parameter_set(&[&[0x67, profile, 0, 40][..], &rest].concat());
    }

    #[test]
    fn arbitrary_colour_profiles_are_checked(
        damage in prop::collection::vec((0..600_usize, any::<u8>()), 0..12),
        end in 0..600_usize,
    ) {
        let mut profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
        let length = profile.len();
        for (at, byte) in damage {
            profile[at % length] = byte;
        }
        profile.truncate(end);
        let content = [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat();
        judge_bytes(&crate::files::jpeg_with(&[crate::files::segment(0xE2, &content)], 8, 8));
    }
}

const KINDS: &[[u8; 4]] = &[
    *b"mvhd", *b"tkhd", *b"elst", *b"mdhd", *b"hdlr", *b"stsd", *b"stsz", *b"stz2", *b"mehd",
    *b"trak", *b"edts", *b"mdia", *b"minf", *b"stbl", *b"stts", *b"chap", *b"tref", *b"trex",
];

/// The boxes of fragments and of their indexes.
const FRAGMENTS: &[[u8; 4]] =
    &[*b"moof", *b"traf", *b"tfhd", *b"tfdt", *b"trun", *b"sidx", *b"mfra", *b"tfra", *b"mfro"];

const CONFIGURATIONS: &[[u8; 4]] = &[
    *b"avcC", *b"hvcC", *b"esds", *b"fiel", *b"wave", *b"colr", *b"pasp", *b"dac3", *b"dec3",
    *b"alac", *b"dfLa", *b"srat",
];
