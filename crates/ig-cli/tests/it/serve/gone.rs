//! A post is asked for again after its files are gone: the answer is the post, and never an error that a
//! program would take for a reason to ask under another key.

use std::fs;

use ig_sandbox::{Do, Fault, On};
use serde_json::{Value, json};

use super::{ARGS, Serving, photo};
use crate::{media, world::World};

fn gone(caption: &str) -> Value {
    json!({ "photo": { "medium": "gone.jpg", "caption": caption } })
}

#[test]
fn a_public_post_is_answered_whatever_became_of_its_files() {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    let video = world.file("gone.mp4", &media::mp4());
    let reel = json!({ "reel": { "medium": "gone.mp4" } });
    let serving = Serving::start(&world);
    let first = serving.http.publish("k", &gone("a")).expect(200).body;
    let second = serving.http.publish("v", &reel).expect(200).body;
    world.ig(&["publish", "gone.jpg", "--caption=c", "--key=c"]).expect(0);
    fs::remove_file(file).unwrap();
    fs::remove_file(video).unwrap();
    let check = |serving: &Serving| {
        for (key, post, medium, media) in [
            ("k", gone("a"), "gone.jpg", &first["media"]),
            ("v", reel.clone(), "gone.mp4", &second["media"]),
            ("c", gone("c"), "gone.jpg", &Value::Null),
        ] {
            let reply = serving.http.put(key, &post).expect(200).body;
            assert_eq!(reply["state"], "published", "{reply}");
            assert!(media.is_null() || reply["media"] == *media, "{reply}");
            let uncompared = reply["uncompared"][0].as_str().unwrap();
            assert!(uncompared.ends_with(medium), "{reply}");
        }
        // What can be compared is compared, and the answer has the post.
        for (key, post, differs) in [
            ("k", gone("b"), json!(["caption"])),
            ("k", photo("a"), json!(["media"])),
            ("k", reel.clone(), json!(["media", "caption"])),
            ("v", json!({ "video_story": { "medium": "gone.mp4" } }), json!(["kind"])),
            ("c", gone("b"), json!(["caption"])),
            ("c", reel.clone(), json!(["kind", "caption"])),
        ] {
            let reply = serving.http.put(key, &post).one_error(409, &["it differs in"]);
            assert_eq!(reply.body["error"]["differs"], differs, "{post}");
            assert_eq!(reply.body["post"]["state"], "published");
        }
    };
    check(&serving);
    assert!(serving.stop().expect(0).stderr.contains("gone.jpg was not compared"));
    assert_eq!(world.public().len(), 3);
}

#[test]
fn a_post_is_answered_by_a_server_without_files() {
    let world = World::new();
    let serving = Serving::start(&world);
    let first = serving.http.publish("k", &photo("a")).expect(200).body;
    serving.stop().expect(0);
    let args = [&ARGS[..3], &ARGS[5..]].concat();
    let serving = Serving::of(&mut world.command(&args), &world.state_dir());
    let reply = serving.http.put("k", &photo("a")).expect(200).body;
    assert_eq!((&reply["media"], &reply["uncompared"]), (&first["media"], &json!(["photo.jpg"])));
    serving.http.put("k", &photo("b")).one_error(409, &["it differs in: caption"]);
    // A file that may not be read is not compared, whatever its bytes are.
    let path = json!({ "photo": { "medium": world.home().join("photo.jpg"), "caption": "a" } });
    let reply = serving.http.put("k", &path).expect(200).body;
    assert!(reply["uncompared"][0].is_string(), "{reply}");
    serving.http.put("new", &photo("a")).one_error(400, &["photo.jpg is not a URL", "--files DIR"]);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_post_that_waits_is_answered_without_its_file() {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    let serving = Serving::start(&world);
    let mut post = gone("a");
    post["at"] = json!("+1d");
    serving.http.put("k", &post).expect(202);
    fs::remove_file(file).unwrap();
    let reply = serving.http.put("k", &post).expect(202).body;
    assert_eq!((&reply["state"], &reply["uncompared"][0].is_string()), (&json!("waiting"), &true));
    let reply = serving.http.put("k", &gone("a")).one_error(409, &["it differs in: at"]);
    assert_eq!(reply.body["post"]["state"], "waiting");
    serving.http.put("other", &gone("a")).one_error(400, &["gone.jpg cannot be read"]);
}

/// Asked for again under its key, it stays as it is.
#[test]
fn what_ended_without_being_public_is_tried_again_under_another_key() {
    let world = World::new();
    world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(36_003)]);
    let serving = Serving::start(&world);
    let post = serving.http.publish("k", &photo("a")).expect(200).body;
    assert_eq!(post["state"], "not_published", "{post}");
    for advice in [&post["next"], &post["reason"]["fix"]] {
        assert!(advice.as_str().unwrap().contains("ask for it under another key"), "{advice}");
        assert!(!advice.as_str().unwrap().contains("try again"), "{advice}");
    }
    let ran = world.ig(&["publish", "photo.jpg", "--caption=a", "--key=k", "--json"]).expect(1);
    let advice = ran.json()["reason"]["advice"].as_str().unwrap().to_owned();
    assert!(advice.contains("run the command with another --key"), "{advice}");
    let next = world.ig(&["queue", "explain", "k", "--json"]).expect(0).json()["next"].take();
    assert!(next.as_str().unwrap().contains("add it with another --key"), "{next}");
    assert_eq!(serving.http.put("k", &photo("a")).expect(200).body["state"], "not_published");
    assert!(world.public().is_empty());
}
