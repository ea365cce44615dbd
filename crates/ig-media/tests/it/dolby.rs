//! Dolby's formats by the values in their boxes: AC-3 and E-AC-3 (ETSI TS 102 366, annex F), and
//! Dolby Vision ("Dolby Vision Streams Within the ISO Base Media File Format", 3.2).

use ig_media::{AudioTrack, Hdr, Probe, Use, VideoTrack, check, probe_reader};

use crate::video_files::{VideoFile, boxed};

fn probed(change: impl FnOnce(&mut VideoFile)) -> Probe {
    let mut file = VideoFile::new();
    change(&mut file);
    probe_reader(file.disk()).unwrap()
}

/// What is found about a rule, as `row: measured`.
fn about(rule: &str, probe: &Probe) -> Vec<String> {
    let findings = check(probe, Use::Reel);
    let of_rule = findings.iter().filter(|finding| finding.rule.name() == rule);
    of_rule.map(|finding| format!("{}: {}", finding.row, finding.measured)).collect()
}

/// The sound of a file whose entry says two channels at 44,100 Hz, as many writers do whatever the
/// sound is; the specification says to ignore them.
fn sound(entry: &'static [u8; 4], kind: &[u8; 4], description: &[u8]) -> (AudioTrack, Probe) {
    let probe = probed(|file| {
        let audio = file.audio.as_mut().unwrap();
        (audio.entry, audio.description) = (entry, Some(boxed(kind, description)));
    });
    (probe.video.as_ref().unwrap().audio_track.clone().unwrap(), probe)
}

#[test]
fn the_channels_of_ac_3_are_those_of_its_mode_and_its_bass() {
    // 2 bits of the rate (48 kHz), 5 of the version (8), 3 of the kind, 3 of the mode, 1 of the bass,
    // 5 of the bit rate (10: 192 kbps), 5 reserved. The first five are FFmpeg 9.0.2's.
    for (description, channels) in [
        ([0x10, 0x09, 0x40], 1),
        ([0x10, 0x11, 0x40], 2),
        ([0x10, 0x15, 0x40], 3),
        ([0x10, 0x31, 0x40], 4),
        ([0x10, 0x3D, 0x40], 6),
        // Two programmes of one channel each, and a front of three.
        ([0x10, 0x01, 0x40], 2),
        ([0x10, 0x19, 0x40], 3),
        ([0x10, 0x1D, 0x40], 4),
        ([0x10, 0x21, 0x40], 3),
        ([0x10, 0x29, 0x40], 4),
        ([0x10, 0x39, 0x40], 5),
        // 32 kHz and another kind and bit rate, which are no part of the mode.
        ([0x90, 0xFE, 0x40], 6),
    ] {
        let (audio, probe) = sound(b"ac-3", b"dac3", &description);
        let found = (audio.codec.to_string(), audio.channels);
        assert_eq!(found, ("AC-3".to_owned(), Some(channels)), "{description:02X?}");
        let expect = (channels > 2).then(|| format!("audio-channels: {channels} channels"));
        assert_eq!(about("audio-channels", &probe), Vec::from_iter(expect), "{description:02X?}");
        assert_eq!(about("audio-codec", &probe), ["audio-codec: AC-3"]);
    }
}

#[test]
fn the_channels_of_e_ac_3_are_those_of_its_first_stream() {
    // 13 bits of the data rate (192 kbps), 3 of the number of streams less one; then 2 of the rate, 5
    // of the version (16), 2 flags, 3 of the kind, 3 of the mode, 1 of the bass, 3 reserved, 4 of the
    // number of dependent streams, and where there are some, 9 of their places. The first five are
    // FFmpeg 9.0.2's.
    for (description, channels) in [
        (&[0x06, 0x00, 0x20, 0x02, 0x00][..], 1),
        (&[0x06, 0x00, 0x20, 0x04, 0x00], 2),
        (&[0x06, 0x00, 0x20, 0x05, 0x00], 3),
        (&[0x06, 0x00, 0x20, 0x0C, 0x00], 4),
        (&[0x06, 0x00, 0x20, 0x0F, 0x00], 6),
        // Another kind, and the flag of an associated service.
        (&[0x06, 0x00, 0x20, 0xF4, 0x00], 2),
        // A second independent stream, which is another programme.
        (&[0x06, 0x01, 0x20, 0x04, 0x00, 0x20, 0x0F, 0x00], 2),
        // 7.1: 5.1 and a dependent stream, whose channels are not counted.
        (&[0x0C, 0x00, 0x20, 0x0F, 0x02, 0x02], 6),
    ] {
        let (audio, probe) = sound(b"ec-3", b"dec3", description);
        let found = (audio.codec.to_string(), audio.channels);
        assert_eq!(found, ("E-AC-3".to_owned(), Some(channels)), "{description:02X?}");
        let expect = (channels > 2).then(|| format!("audio-channels: {channels} channels"));
        assert_eq!(about("audio-channels", &probe), Vec::from_iter(expect), "{description:02X?}");
    }
}

#[test]
fn a_description_that_is_cut_off_leaves_what_the_entry_says() {
    for (entry, kind, description) in [
        (b"ac-3", b"dac3", &[0x10][..]),
        (b"ec-3", b"dec3", &[0x06, 0x00, 0x20]),
        (b"ac-3", b"dac3", &[]),
    ] {
        let (audio, _) = sound(entry, kind, description);
        assert_eq!((audio.channels, audio.sample_rate), (Some(2), Some(44_100)));
    }
}

/// The 24 bytes of the configuration: the version (1.0); 7 bits of the profile, 6 of the level, 3 of
/// what is there (metadata, no enhancement, a base); 4 of what the base is compatible with.
fn vision(profile: u8, level: u8, compatible: u8) -> Vec<u8> {
    let [a, b] = (u16::from(profile) << 9 | u16::from(level) << 3 | 0b101).to_be_bytes();
    [&[1, 0, a, b, compatible << 4][..], &[0; 19]].concat()
}

fn colours(primaries: u16, transfer: u16) -> Vec<u8> {
    let [a, b] = [primaries, transfer].map(u16::to_be_bytes);
    boxed(b"colr", &[&b"nclx"[..], &a, &b, &[0, primaries as u8, 0]].concat())
}

fn picture(entry: &'static [u8; 4], more: Vec<u8>) -> (VideoTrack, Probe) {
    let probe = probed(|file| {
        let pictures = file.pictures.as_mut().unwrap();
        (pictures.entry, pictures.more) = (entry, more);
    });
    (probe.video.as_ref().unwrap().video_track.clone().unwrap(), probe)
}

#[test]
fn the_configuration_of_an_iphone_is_that_of_the_specification() {
    // Profile 8, level 4, compatible with HLG.
    assert_eq!(vision(8, 4, 4)[..5], [0x01, 0x00, 0x10, 0x25, 0x40]);
}

#[test]
fn dolby_vision_counts_more_than_the_hdr_that_it_lies_on() {
    for (entry, kind, (profile, compatible), base, measured) in [
        (b"hvc1", b"dvcC", (5, 0), colours(9, 16), "HDR in Dolby Vision (PQ, BT.2020, 8 bits)"),
        (b"hvc1", b"dvvC", (8, 1), colours(9, 16), "HDR in Dolby Vision (PQ, BT.2020, 8 bits)"),
        (b"hvc1", b"dvvC", (8, 4), colours(9, 18), "HDR in Dolby Vision (HLG, BT.2020, 8 bits)"),
        (b"hev1", b"dvvC", (8, 4), Vec::new(), "HDR in Dolby Vision (8 bits)"),
        (b"avc1", b"dvvC", (9, 2), colours(1, 1), "HDR in Dolby Vision (BT.709, BT.709, 8 bits)"),
        (b"hvc1", b"dvwC", (20, 4), colours(9, 18), "HDR in Dolby Vision (HLG, BT.2020, 8 bits)"),
    ] {
        let configuration = boxed(kind, &vision(profile, 4, compatible));
        for more in [[configuration.clone(), base.clone()].concat(), [base, configuration].concat()]
        {
            let (track, probe) = picture(entry, more);
            assert_eq!(track.hdr, Some(Hdr::DolbyVision), "{profile}.{compatible}");
            let expect = [format!("video-dynamic-range: {measured}")];
            assert_eq!(about("dynamic-range", &probe), expect, "{profile}.{compatible}");
        }
    }
}
