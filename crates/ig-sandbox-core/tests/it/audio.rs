//! `GET /ig_audio`: sounds for reels.

use ig_sandbox_core::{Config, Login};
use serde_json::json;

use crate::support::{Bench, USER, VIDEO};

const MUSIC: [(&str, &str); 2] = [("audio_type", "music"), ("user_id", USER)];

#[test]
fn sounds_are_found_by_title_and_artist() {
    let mut bench = Bench::new();
    for (kind, query, found) in [
        ("music", "", 2),
        ("music", "SUNDAY", 1),
        ("music", "comets", 1),
        ("music", "boat", 0),
        ("original_sound", "", 1),
        ("original_sound", "sunday", 0),
    ] {
        let params = [("audio_type", kind), ("user_id", USER), ("search_query", query)];
        let reply = bench.get("/v26.0/ig_audio", &params).json();
        assert_eq!(reply["audio"].as_array().unwrap().len(), found, "{kind} {query}: {reply}");
    }
}

#[test]
fn a_found_sound_can_be_used_in_a_reel() {
    let mut bench = Bench::new();
    let sound = bench.get("/ig_audio", &MUSIC).json()["audio"][0].clone();
    assert_eq!(
        sound,
        json!({
            "audio_id": "1234567890123456",
            "audio_type": "music",
            "title": "Sunday, Monday",
            "display_artist": "The Jukebox",
            "duration_in_ms": 184_500,
            "is_ads_eligible": false,
        })
    );
    let configuration = json!({"audio_id": sound["audio_id"]}).to_string();
    let reel =
        [("media_type", "REELS"), ("video_url", VIDEO), ("audio_configuration", &configuration)];
    assert_eq!(bench.try_create(&reel).status, 200);
}

#[test]
fn a_wrong_parameter_has_the_subcode_of_the_search() {
    let mut bench = Bench::new();
    bench
        .get("/ig_audio", &[("user_id", USER)])
        .is_error(400, 100, 9050)
        .says("(#100) Param audio_type must be one of music, original_sound");
    bench.get("/ig_audio", &[("audio_type", "noise"), ("user_id", USER)]).is_error(400, 100, 9050);
    for user in ["", "17841400000000000"] {
        let params = [("audio_type", "music"), ("user_id", user)];
        bench.get("/ig_audio", &params).is_error(400, 100, 9050);
    }
}

#[test]
fn it_is_for_facebook_login_with_the_permission_to_publish() {
    let mut bench = Bench::with(Config::default().with_login(Login::Instagram));
    bench.get("/ig_audio", &MUSIC).is_error(500, 2500, 0);
    let without = Config::default().without_scope("instagram_content_publish");
    Bench::with(without).get("/ig_audio", &MUSIC).is_error(400, 10, 0);
}
