//! Videos that Instagram accepts, and those that end in `ERROR`.

use crate::support::{Bench, Reply};

const REEL: &[(&str, &str)] = &[("media_type", "REELS")];
const STORY: &[(&str, &str)] = &[("media_type", "STORIES")];
const ITEM: &[(&str, &str)] = &[("media_type", "VIDEO"), ("is_carousel_item", "true")];

fn create(bench: &mut Bench, kind: &[(&str, &str)], video: &str, more: &[(&str, &str)]) -> Reply {
    let url = format!("https://www.example.com/{video}.mp4");
    let url = [("video_url", &*url)];
    let params: Vec<_> = kind.iter().chain(&url).chain(more).copied().collect();
    bench.try_create(&params)
}

/// The subcode that a video ends with; 0 if it is accepted.
#[track_caller]
fn check(kind: &[(&str, &str)], video: &str, more: &[(&str, &str)], subcode: i64) {
    let mut bench = Bench::new();
    let container = create(&mut bench, kind, video, more).id();
    bench.wait(10);
    let reply = bench.get(&format!("/{container}"), &[("fields", "status_code,status")]);
    let expected = match subcode {
        0 => "Finished: Media has been uploaded and it is ready to be published.".to_owned(),
        _ => format!("Error: Media upload has failed with error code {subcode}"),
    };
    assert_eq!(reply.text("/status"), expected, "{video}");
    let status = if subcode == 0 { "FINISHED" } else { "ERROR" };
    assert_eq!(reply.text("/status_code"), status, "{video}");
    let found = bench.state().accounts[0].containers[0].error_subcode;
    assert_eq!(found, (subcode != 0).then_some(subcode), "{video}");
}

#[test]
fn a_reel_has_three_seconds_to_fifteen_minutes() {
    for (video, subcode) in [("2s", 2_207_026), ("3s", 0), ("900s", 0), ("901s", 2_207_026)] {
        check(REEL, video, &[], subcode);
        check(ITEM, video, &[], subcode);
    }
}

#[test]
fn a_story_has_three_seconds_to_a_minute() {
    for (video, subcode) in [("2s", 2_207_026), ("3s", 0), ("60s", 0), ("61s", 2_207_026)] {
        check(STORY, video, &[], subcode);
    }
}

#[test]
fn videos_must_meet_the_specifications() {
    for (video, subcode) in [
        ("slow", 2_207_026),
        ("fast", 2_207_026),
        ("prores", 2_207_026),
        ("wide", 0),
        ("strip", 2_207_026),
        ("cut-short", 2_207_053),
        ("no-index", 2_207_053),
        ("gone", 2_207_077),
        ("index-last", 0),
        ("silent", 0),
    ] {
        for kind in [REEL, STORY, ITEM] {
            check(kind, video, &[], subcode);
        }
    }
}

#[test]
fn videos_have_a_largest_size() {
    for (kind, bytes, subcode) in [
        (STORY, 100 << 20, 0),
        (STORY, (100 << 20) + 1, 2_207_082),
        (REEL, (100 << 20) + 1, 0),
        (REEL, (1 << 30) + 1, 2_207_082),
    ] {
        check(kind, &format!("{bytes}-bytes"), &[], subcode);
    }
}

#[test]
fn the_thumbnail_is_within_the_video() {
    for (offset, subcode) in [("0", 0), ("2999", 0), ("3000", 2_207_057), ("99999", 2_207_057)] {
        check(REEL, "3s", &[("thumb_offset", offset)], subcode);
        check(ITEM, "3s", &[("thumb_offset", offset)], subcode);
    }
    // A story has no thumbnail.
    check(STORY, "3s", &[("thumb_offset", "3000")], 0);
}

#[test]
fn a_silent_video_is_not_mixed_with_a_sound() {
    for (video, audio, subcode) in [
        ("silent", r#"{"audio_id":"42"}"#, 2_207_082),
        ("silent", r#"{"audio_id":"42","video_volume":50}"#, 2_207_082),
        ("silent", r#"{"audio_id":"42","video_volume":0}"#, 0),
        ("3s", r#"{"audio_id":"42","video_volume":50}"#, 0),
    ] {
        check(REEL, video, &[("audio_configuration", audio)], subcode);
    }
}
