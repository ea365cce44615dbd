//! The optional parameters of posts: what is kept, shown back, dropped and refused.

use ig_sandbox_core::{Config, Login, Partnerships, Rules};
use serde_json::{Value, json};

use crate::{
    carousels::{carousel, photo_item},
    support::{Bench, PHOTO, Reply, USER, VIDEO},
};

const REEL: &[(&str, &str)] = &[("media_type", "REELS"), ("video_url", VIDEO)];
const POST: &[(&str, &str)] = &[("image_url", PHOTO)];

fn with(bench: &mut Bench, kind: &[(&str, &str)], more: &[(&str, &str)]) -> Reply {
    let params: Vec<_> = kind.iter().chain(more).copied().collect();
    bench.try_create(&params)
}

/// Publishes, and returns the fields of the post and its state.
fn published(kind: &[(&str, &str)], more: &[(&str, &str)], fields: &str) -> (Value, Value) {
    let mut bench = Bench::new();
    let container = with(&mut bench, kind, more).id();
    bench.wait(10);
    let media = bench.try_publish(&container).id();
    let mut reply = bench.get(&format!("/{media}"), &[("fields", fields)]).json();
    reply.as_object_mut().unwrap().remove("id");
    (reply, serde_json::to_value(&bench.state().accounts[0].media[0]).unwrap())
}

#[test]
fn all_parameters_of_a_reel_are_kept() {
    let more = [
        ("cover_url", "https://www.example.com/cover.jpg"),
        ("thumb_offset", "0"),
        ("share_to_feed", "false"),
        ("audio_name", "Happy Days"),
        ("audio_configuration", r#"{"audio_id":"42","audio_volume":100,"video_volume":0}"#),
        ("trial_params", r#"{"graduation_strategy":"MANUAL"}"#),
        ("collaborators", r#"["natgeo","therock"]"#),
        ("is_ai_generated", "true"),
        ("branded_content_sponsor_ids", "[17841400000000001]"),
    ];
    let (_, state) = published(REEL, &more, "id");
    let expected = json!({
        "cover_url": "https://www.example.com/cover.jpg",
        "thumb_offset": 0,
        "share_to_feed": false,
        "audio_name": "Happy Days",
        "audio_configuration": {"audio_id": "42", "audio_volume": 100, "video_volume": 0},
        "trial_params": {"graduation_strategy": "MANUAL"},
        "collaborators": ["natgeo", "therock"],
        "is_ai_generated": true,
        "is_paid_partnership": true,
        "branded_content_sponsor_ids": ["17841400000000001"],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&state[name], value, "{name}");
    }
    let mut bench = Bench::new();
    with(&mut bench, REEL, &more).id();
    let container = bench.control(http::Method::GET, "state", "").json();
    let container = &container["accounts"][0]["containers"][0];
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&container[name], value, "{name}");
    }
    assert_eq!(container.get("ignored"), None);
}

#[test]
fn a_photo_keeps_its_own() {
    let more = [
        ("alt_text", "A statue"),
        ("collaborators", "natgeo,therock"),
        ("is_ai_generated", "1"),
        ("is_paid_partnership", "true"),
        // A photo has none of these.
        ("video_url", "nonsense"),
        ("thumb_offset", "nonsense"),
        ("trial_params", "nonsense"),
        ("share_to_feed", "nonsense"),
    ];
    let fields = "alt_text,is_ai_generated,is_shared_to_feed,media_audio_type";
    let (reply, state) = published(POST, &more, fields);
    assert_eq!(reply, json!({"alt_text": "A statue", "is_ai_generated": true}));
    assert_eq!(state["collaborators"], json!(["natgeo", "therock"]));
    assert_eq!(state["is_paid_partnership"], true);
    let mut bench = Bench::new();
    with(&mut bench, POST, &more).id();
    let ignored = bench.state().accounts[0].containers[0].ignored.clone();
    assert_eq!(ignored, ["video_url", "thumb_offset", "share_to_feed", "trial_params"]);
}

#[test]
fn a_carousel_keeps_its_own() {
    let mut bench = Bench::new();
    let items = [photo_item(&mut bench), photo_item(&mut bench)];
    let more = [
        ("collaborators", "natgeo"),
        ("is_ai_generated", "true"),
        ("location_id", "7640348500"),
        ("caption", "@all"),
        ("share_to_feed", "true"),
    ];
    carousel(&mut bench, &items, &more).id();
    let container = bench.state().accounts[0].containers[0].clone();
    assert_eq!(container.details.collaborators, ["natgeo"]);
    assert_eq!(container.details.is_ai_generated, Some(true));
    assert_eq!(container.location.unwrap().id, "7640348500");
    assert_eq!(container.ignored, ["share_to_feed"]);
}

#[test]
fn a_reel_is_in_the_feed_by_default() {
    for (more, shared) in [
        (vec![], true),
        (vec![("share_to_feed", "true")], true),
        (vec![("share_to_feed", "0")], false),
    ] {
        let (reply, _) = published(REEL, &more, "is_shared_to_feed");
        assert_eq!(reply, json!({ "is_shared_to_feed": shared }));
    }
    let wrong = with(&mut Bench::new(), REEL, &[("share_to_feed", "maybe")]);
    wrong.is_error(400, 100, 0).says("(#100) Param share_to_feed must be a boolean");
}

#[test]
fn a_reel_has_its_own_sound_or_music() {
    for (more, sound) in [
        (vec![], "ORIGINAL_SOUND"),
        (vec![("audio_name", "Happy Days")], "ORIGINAL_SOUND"),
        (vec![("audio_configuration", r#"{"audio_id":"42"}"#)], "MUSIC"),
    ] {
        let (reply, _) = published(REEL, &more, "media_audio_type");
        assert_eq!(reply, json!({ "media_audio_type": sound }));
    }
    for (value, words) in [
        ("42", "(#100) Param audio_configuration must be a JSON object"),
        ("{}", ""),
        (r#"{"audio_volume":1}"#, "(#100) The parameter audio_configuration[audio_id] is required"),
        (
            r#"{"audio_id":"42","audio_volume":101}"#,
            "(#100) Param audio_configuration[audio_volume] must be an integer from 0 to 100",
        ),
        (
            r#"{"audio_id":"42","video_volume":-1}"#,
            "(#100) Param audio_configuration[video_volume] must be an integer from 0 to 100",
        ),
    ] {
        let reply = with(&mut Bench::new(), REEL, &[("audio_configuration", value)]);
        if words.is_empty() {
            reply.is_error(400, 100, 0);
        } else {
            reply.is_error(400, 100, 0).says(words);
        }
    }
}

#[test]
fn structures_come_as_text_and_as_json() {
    let body = json!({
        "media_type": "REELS",
        "video_url": VIDEO,
        "audio_configuration": {"audio_id": 42, "audio_volume": 50},
        "trial_params": {"graduation_strategy": "SS_PERFORMANCE"},
        "collaborators": ["natgeo"],
        "thumb_offset": 1500,
        "is_ai_generated": false,
    });
    let mut bench = Bench::new();
    let request = http::Request::post(format!("/{USER}/media"))
        .header("authorization", "Bearer sandbox-token")
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap();
    bench.send(request).unwrap().id();
    let details = bench.state().accounts[0].containers[0].details.clone();
    let audio = details.audio_configuration.unwrap();
    assert_eq!(
        (audio.audio_id.as_str(), audio.audio_volume, audio.video_volume),
        ("42", Some(50), None)
    );
    assert_eq!(details.trial_params.unwrap().graduation_strategy, "SS_PERFORMANCE");
    assert_eq!(details.collaborators, ["natgeo"]);
    assert_eq!(details.thumb_offset, Some(1500));
    assert_eq!(details.is_ai_generated, Some(false));
}

#[test]
fn a_trial_needs_a_graduation_strategy() {
    let one_of = "(#100) Param trial_params[graduation_strategy] must be one of the following \
                  values: MANUAL, SS_PERFORMANCE";
    let missing = "(#100) The parameter trial_params[graduation_strategy] is required";
    for (value, words) in [
        (r#"{"graduation_strategy":"manual"}"#, one_of),
        (r#"{"graduation_strategy":1}"#, one_of),
        (r#"{"strategy":"MANUAL"}"#, missing),
        ("{}", missing),
        ("MANUAL", "(#100) Param trial_params must be a JSON object"),
    ] {
        let reply = with(&mut Bench::new(), REEL, &[("trial_params", value)]);
        reply.is_error(400, 100, 0).says(words);
    }
}

#[test]
fn a_thumb_offset_is_a_whole_number_from_0() {
    let reply = with(&mut Bench::new(), REEL, &[("thumb_offset", "-1")]);
    reply.is_error(400, 1, 2_207_057);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        "Thumbnail offset must be greater than or equal to 0 and less than video duration"
    );
    for wrong in ["first", "1.5"] {
        let reply = with(&mut Bench::new(), REEL, &[("thumb_offset", wrong)]);
        reply.is_error(400, 100, 0).says("(#100) Param thumb_offset must be an integer");
    }
}

#[test]
fn a_cover_has_a_url() {
    for wrong in ["cover.jpg", "ftp://www.example.com/cover.jpg"] {
        with(&mut Bench::new(), REEL, &[("cover_url", wrong)]).is_error(400, 9004, 2_207_052);
    }
}

#[test]
fn up_to_five_people_are_invited_and_three_if_strict() {
    for (value, fits, fits_strictly) in [
        ("a,b,c", true, true),
        (r#"["a","b","c"]"#, true, true),
        ("['a']", true, true),
        ("", true, true),
        ("a,b,c,d", true, false),
        ("a,b,c,d,e", true, false),
        ("a,b,c,d,e,f", false, false),
        ("a,a", false, false),
        (r#"{"a":1}"#, false, false),
        ("[1.5,{}]", false, false),
    ] {
        for (rules, fits) in [(Rules::Lenient, fits), (Rules::Strict, fits_strictly)] {
            let mut bench = Bench::with(Config::default().with_rules(rules));
            let reply = with(&mut bench, POST, &[("collaborators", value)]);
            if fits {
                reply.id()
            } else {
                reply.json()["error"].to_string()
            };
            assert_eq!(reply.status, if fits { 200 } else { 400 }, "{rules:?}: {value}");
        }
    }
    for nobody in ["@natgeo", "a,nobody7"] {
        with(&mut Bench::new(), POST, &[("collaborators", nobody)]).is_error(400, 110, 2_207_018);
    }
}

#[test]
fn the_invited_are_an_edge_and_a_field() {
    let mut bench = Bench::new();
    let container = with(&mut bench, POST, &[("collaborators", "natgeo,therock")]).id();
    let media = bench.try_publish(&container).id();
    let edge = bench.get(&format!("/{media}/collaborators"), &[]).json();
    assert_eq!(edge["data"][0]["username"], "natgeo");
    assert_eq!(edge["data"][1]["invite_status"], "Pending");
    let ids = [edge["data"][0]["id"].as_str().unwrap(), edge["data"][1]["id"].as_str().unwrap()];
    assert!(ids[0] != ids[1] && ids[0].len() == 17, "{ids:?}");
    let field = bench.get(&format!("/{media}"), &[("fields", "collaborators{username}")]).json();
    let both = json!([{"username": "natgeo", "id": ids[0]}, {"username": "therock", "id": ids[1]}]);
    assert_eq!(field["collaborators"]["data"], both);
    let (_, alone) = bench.post_photo("alone");
    assert_eq!(bench.get(&format!("/{alone}/collaborators"), &[]).to_text(), r#"{"data":[]}"#);
    let none = bench.get(&format!("/{alone}"), &[("fields", "collaborators")]).json();
    assert_eq!(none, json!({ "id": alone }));
}

#[test]
fn unknown_people_cannot_be_tagged() {
    let config = || Config::default().with_unknown_usernames(["ghost"]);
    for (username, known) in [
        ("nobody", false),
        ("nobody_7", false),
        ("ghost", false),
        ("ghosts", true),
        ("no.body", true),
    ] {
        let tags = format!(r#"[{{"username":"{username}","x":0,"y":0}}]"#);
        let reply = with(&mut Bench::with(config()), POST, &[("user_tags", &tags)]);
        if known {
            reply.id();
            continue;
        }
        // R11 word for word, except the type and the trace id, which fixtures leave out.
        reply.is_error(400, 110, 2_207_018).says("Invalid user id");
    }
}

#[test]
fn sponsors_are_two_others_at_most() {
    for (value, fits) in [
        ("[17841400000000001,17841400000000002]", true),
        ("17841400000000001", true),
        (r#"["17841400000000001"]"#, true),
        ("[1,2,3]", false),
        (USER, false),
        ("natgeo", false),
    ] {
        let reply = with(&mut Bench::new(), POST, &[("branded_content_sponsor_ids", value)]);
        if fits {
            reply.id();
            continue;
        }
        reply.is_error(400, 100, 0).says("(#100) INSTAGRAM_PLATFORM_API__INVALID_PARAM");
    }
}

#[test]
fn not_every_account_may_label_partnerships() {
    let config = || Config::default().with_partnerships(Partnerships::NotEligible);
    for (name, value, fits) in [
        ("is_paid_partnership", "true", false),
        ("is_paid_partnership", "false", true),
        ("branded_content_sponsor_ids", "[17841400000000001]", false),
    ] {
        let reply = with(&mut Bench::with(config()), POST, &[(name, value)]);
        if fits {
            reply.id();
            continue;
        }
        reply.is_error(400, 100, 0).says("(#100) INSTAGRAM_PLATFORM_API__PERMISSION");
    }
}

#[test]
fn the_other_host_has_fewer_parameters() {
    let config = || Config::default().with_login(Login::Instagram);
    for (name, value) in [
        ("product_tags", r#"[{"product_id":"3231775643511089","x":0.5,"y":0.5}]"#),
        ("audio_configuration", r#"{"audio_id":"42"}"#),
        ("branded_content_sponsor_ids", "[17841400000000001]"),
        ("is_paid_partnership", "true"),
    ] {
        for kind in [POST, REEL] {
            let reply = with(&mut Bench::with(config()), kind, &[(name, value)]);
            reply.is_error(400, 100, 0).says(&format!("(#100) param {name} is not allowed"));
            let note = "this parameter is for apps with Facebook Login";
            assert_eq!(reply.header("x-sandbox-note"), Some(note));
        }
    }
    let both = [
        ("trial_params", r#"{"graduation_strategy":"MANUAL"}"#),
        ("is_ai_generated", "true"),
        ("product_tags", "[]"),
    ];
    with(&mut Bench::with(config()), REEL, &both).id();
}
