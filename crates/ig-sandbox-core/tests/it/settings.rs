//! Options of the configuration are changed while the sandbox runs.

use std::{collections::BTreeMap, time::Duration};

use http::Method;
use ig_sandbox_core::{AddOns, Config, Restoring, Rules, Sandbox};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, START, VIDEO};

const PNG: &str = "https://www.example.com/picture.png";

fn patch(bench: &mut Bench, settings: &Value) -> Value {
    let reply = bench.control(Method::PATCH, "settings", &settings.to_string());
    assert_eq!(reply.status, 200, "{}", reply.to_text());
    reply.json()
}

fn takes_png(bench: &mut Bench) -> bool {
    bench.try_create(&[("image_url", PNG)]).status == 200
}

#[test]
fn the_rules_change_while_it_runs_and_until_a_reset() {
    let mut bench = Bench::new();
    assert!(takes_png(&mut bench));
    assert_eq!(patch(&mut bench, &json!({"rules": "strict"}))["rules"], "strict");
    assert!(!takes_png(&mut bench));
    bench.control(Method::POST, "reset", "");
    assert!(takes_png(&mut bench));
    assert_eq!(bench.control(Method::GET, "settings", "").json()["rules"], "lenient");
}

#[test]
fn a_reset_brings_back_the_rules_of_the_start() {
    let mut bench = Bench::with(Config::default().with_rules(Rules::Strict));
    patch(&mut bench, &json!({"rules": "lenient"}));
    assert!(takes_png(&mut bench));
    bench.control(Method::POST, "reset", "");
    assert!(!takes_png(&mut bench));
}

/// Posts a photo with a poll, and says whether the poll is there.
fn has_poll(bench: &mut Bench) -> bool {
    let poll = r#"{"option_a":"a","option_b":"b"}"#;
    let params = [("image_url", PHOTO), ("caption", "a"), ("poll_attachment", poll)];
    let id = bench.try_create(&params).id();
    bench.try_publish(&id).id();
    bench.state().accounts[0].media[0].details.poll.is_some()
}

#[test]
fn every_option_takes_effect() {
    let set = |settings: Value| {
        let mut bench = Bench::new();
        patch(&mut bench, &settings);
        bench
    };
    assert!(has_poll(&mut Bench::new()) && !has_poll(&mut set(json!({"add_ons": "dropped"}))));

    let publish_twice = |bench: &mut Bench| {
        let id = bench.create("a");
        bench.try_publish(&id).id();
        bench.try_publish(&id).status
    };
    assert_eq!(publish_twice(&mut Bench::new()), 400);
    assert_eq!(publish_twice(&mut set(json!({"second_publish": "again"}))), 200);

    let caption = |bench: &mut Bench| {
        let (_, media) = bench.post_photo("@a");
        bench.get(&format!("/{media}"), &[("fields", "caption")]).text("/caption")
    };
    assert_eq!(caption(&mut Bench::new()), "a");
    assert_eq!(caption(&mut set(json!({"reader": "admin"}))), "@a");

    let hashtags =
        |bench: &mut Bench| bench.try_create(&[("image_url", PHOTO), ("caption", "#a #b")]).status;
    assert_eq!(hashtags(&mut Bench::new()), 200);
    assert_eq!(hashtags(&mut set(json!({"max_hashtags": 1}))), 400);

    let tagged = |bench: &mut Bench| {
        let tags = r#"[{"username":"joanie","x":0,"y":0}]"#;
        bench.try_create(&[("image_url", PHOTO), ("user_tags", tags)]).status
    };
    assert_eq!(tagged(&mut Bench::new()), 200);
    assert_eq!(tagged(&mut set(json!({"unknown_usernames": ["joanie"]}))), 400);

    let paid = |bench: &mut Bench| {
        bench.try_create(&[("image_url", PHOTO), ("is_paid_partnership", "true")]).status
    };
    assert_eq!(paid(&mut Bench::new()), 200);
    assert_eq!(paid(&mut set(json!({"partnerships": "not_eligible"}))), 400);

    let video_alone = |bench: &mut Bench| {
        let id = bench.try_create(&[("media_type", "VIDEO"), ("video_url", VIDEO)]).id();
        bench.wait(10);
        bench.try_publish(&id).status
    };
    assert_eq!(video_alone(&mut Bench::new()), 400);
    assert_eq!(video_alone(&mut set(json!({"video_alone": "reel"}))), 200);

    let carousel = |bench: &mut Bench, count: usize| {
        let item = [("image_url", PHOTO), ("is_carousel_item", "true")];
        let items: Vec<String> = (0..count).map(|_| bench.try_create(&item).id()).collect();
        let reply = bench.try_create(&[("media_type", "CAROUSEL"), ("children", &items.join(","))]);
        (reply.status, reply.json()["error"]["error_subcode"].as_i64())
    };
    assert_eq!(carousel(&mut Bench::new(), 3).0, 200);
    assert_eq!(carousel(&mut set(json!({"max_carousel_items": 2})), 3), (400, Some(2_207_028)));
    assert_eq!(carousel(&mut set(json!({"carousel_refusal": "observed"})), 1), (400, None));

    let slice = |bench: &mut Bench| {
        let to = bench.create_for_upload();
        bench.try_upload(&to, 0, 1000, &[0; 500]).unwrap().status
    };
    assert_eq!(slice(&mut Bench::new()), 200);
    assert_eq!(slice(&mut set(json!({"slices": "refused"}))), 400);
}

#[test]
fn times_are_one_number_or_two() {
    let mut bench = Bench::new();
    patch(&mut bench, &json!({"photo_creation_s": 3, "video_processing_s": 0}));
    let reply = bench.try_create(&[("image_url", PHOTO)]);
    assert_eq!(reply.after, Duration::from_secs(3));
    let reel = [("media_type", "REELS"), ("video_url", VIDEO)];
    let id = bench.try_create(&reel).id();
    assert_eq!(bench.status(&id), "FINISHED");
    let all = patch(&mut bench, &json!({"photo_creation_s": [5, 6], "late_photos_percent": 0}));
    assert_eq!(all["photo_creation_s"], json!([5.0, 6.0]));
    let after = bench.try_create(&[("image_url", PHOTO)]).after;
    assert!((5.0..=6.0).contains(&after.as_secs_f64()), "{after:?}");
    let times = json!({"photo_processing_s": 60, "carousel_processing_s": 60});
    patch(&mut bench, &times);
    let photo = bench.create("a");
    assert_eq!(bench.status(&photo), "FINISHED", "no photo is late");
    patch(&mut bench, &json!({"late_photos_percent": 100}));
    let photo = bench.create("a");
    assert_eq!(bench.status(&photo), "IN_PROGRESS");
}

#[test]
fn what_was_read_can_be_set_again() {
    let mut bench = Bench::with(Config::default().with_lifelike_processing());
    let before = bench.control(Method::GET, "settings", "").json();
    assert_eq!(before["max_carousel_items"], Value::Null);
    patch(
        &mut bench,
        &json!({"max_carousel_items": 3, "video_processing_s": 1, "reader": "admin"}),
    );
    assert_eq!(patch(&mut bench, &before), before);
    assert_eq!(before.as_object().unwrap().len(), 16);
}

#[test]
fn what_makes_no_sense_changes_nothing() {
    let mut bench = Bench::new();
    let before = bench.control(Method::GET, "settings", "").json();
    for (settings, why) in [
        (json!({"rules": "harsh"}), "unknown variant"),
        (json!({"reader": "admin", "quota": 3}), "unknown field `quota`"),
        (json!({"reader": "admin", "max_carousel_items": 1}), "must be 2 to 20"),
        (json!({"max_carousel_items": 21}), "must be 2 to 20"),
        (json!({"reader": "admin", "late_photos_percent": 101}), "0 to 100"),
        (json!({"photo_creation_s": -1}), "`photo_creation_s` must be a number of seconds"),
        (json!({"video_processing_s": [2, 1]}), "`video_processing_s` must be"),
        (json!({"carousel_processing_s": 86401}), "from 0 to 86400"),
    ] {
        let reply = bench.control(Method::PATCH, "settings", &settings.to_string());
        assert_eq!(reply.status, 400, "{settings}");
        assert!(reply.text("/error").contains(why), "{settings}: {}", reply.to_text());
        assert_eq!(bench.control(Method::GET, "settings", "").json(), before, "{settings}");
    }
}

/// A sandbox from the rows of another one, which starts with a configuration of its own.
fn restarted(sandbox: &mut Sandbox, config: Config) -> Sandbox {
    let mut rows = BTreeMap::new();
    for row in sandbox.changes().unwrap().rows() {
        rows.insert((row.kind, row.key.clone()), row.value.clone().unwrap());
    }
    let mut restoring = Restoring::new(config);
    for ((kind, key), value) in &rows {
        restoring.row(kind, key, value).unwrap();
    }
    restoring.finish()
}

#[test]
fn changes_outlive_a_restart_and_the_rest_is_that_of_the_new_start() {
    let mut sandbox = Restoring::new(Config::default()).finish();
    sandbox.change(|config| config.with_rules(Rules::Strict).with_add_ons(AddOns::Dropped));
    let config = Config::default().with_max_hashtags(3).with_rules(Rules::Lenient);
    let mut bench = Bench { sandbox: restarted(&mut sandbox, config), now: START };
    let all = bench.control(Method::GET, "settings", "").json();
    let found = ["rules", "add_ons", "max_hashtags"].map(|name| all[name].clone());
    assert_eq!(found, [json!("strict"), json!("dropped"), json!(3)]);
    assert!(!takes_png(&mut bench) && !has_poll(&mut bench));
    bench.control(Method::POST, "reset", "");
    assert!(takes_png(&mut bench) && has_poll(&mut bench));
}

#[test]
fn accounts_and_tokens_stay_when_options_change() {
    let mut bench = Bench::new();
    bench.sandbox.change(|_| Config::default().with_accounts([]).with_quota(1));
    for _ in 0..2 {
        bench.post_photo("a");
    }
}
