//! The same key is the same post, whoever asks for it and however often.

use std::thread;

use serde_json::json;

use super::{ARGS, Serving, photo};
use crate::{
    queue::posts,
    world::{World, run, until},
};

#[test]
fn the_same_key_twice_is_one_post() {
    let world = World::new();
    let serving = Serving::start(&world);
    let first = serving.http.publish("shop:4711", &photo("on sale")).expect(200).body;
    assert_eq!((&first["state"], &first["is_final"]), (&json!("published"), &json!(true)));
    assert_eq!(world.public(), [first["media"].as_str().unwrap()]);
    assert!(first["permalink"].is_string(), "{first}");
    let again = serving.http.put("shop:4711", &photo("on sale")).expect(200).body;
    assert_eq!(again["media"], first["media"]);
    // The characters of a key may be encoded in a path.
    let encoded = serving.http.get("/posts/shop%3A4711").expect(200).body;
    assert_eq!(encoded["media"], first["media"]);
    assert_eq!(world.count("POST", "/media_publish"), 1);
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!((&listed[0]["id"], &listed[0]["media"]), (&json!("shop:4711"), &first["media"]));
    // It is the post of the command too.
    let args = ["publish", "photo.jpg", "--caption=on sale", "--key=shop:4711", "--json"];
    let ran = world.ig(&args).expect(0).json();
    assert_eq!((&ran["outcome"], &ran["media"]), (&json!("published"), &first["media"]));
    assert_eq!(ran["permalink"], first["permalink"]);
    world
        .ig(&["publish", "photo.jpg", "--caption=another", "--key=shop:4711"])
        .expect(2)
        .one_error(&["the key shop:4711 belongs to a post of the queue", "another key"]);
    assert_eq!(world.public().len(), 1);
    assert_eq!(serving.stop().code, Some(0));
}

#[test]
fn a_post_of_ig_publish_is_the_post_of_its_key() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "--caption=a", "--key=k", "--json"]).expect(0);
    let serving = Serving::start(&world);
    let reply = serving.http.put("k", &photo("a")).expect(200).body;
    assert_eq!(reply["media"], ran.json()["media"]);
    assert_eq!((&reply["kept_by"], &reply["state"]), (&json!("publish"), &json!("published")));
    let other = serving.http.put("k", &photo("b")).one_error(409, &["k belongs to another post"]);
    assert_eq!(other.body["error"]["differs"], json!(["caption"]));
    assert_eq!(other.body["post"]["media"], reply["media"]);
    world.file("other.jpg", &crate::media::jpeg(400, 400));
    let other = json!({ "photo": { "medium": "other.jpg", "caption": "a" } });
    let other = serving.http.put("k", &other).expect(409);
    assert_eq!(other.body["error"]["differs"], json!(["media"]));
    let media = reply["media"].as_str().unwrap();
    serving.http.delete("k").one_error(409, &["it is public", media, "in the app"]);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn another_post_under_a_key_is_refused_with_what_differs() {
    let world = World::new();
    world.file("other.jpg", &crate::media::jpeg(400, 400));
    world.file("video.mp4", &crate::media::mp4());
    let serving = Serving::start(&world);
    let mut kept = photo("a");
    kept["at"] = json!("+1d");
    serving.http.put("k", &kept).expect(202);
    let with = |member: &str, value: serde_json::Value| {
        let mut post = kept.clone();
        match member {
            "at" | "user_id" => post[member] = value,
            _ => post["photo"][member] = value,
        }
        post
    };
    for (post, differs) in [
        (with("caption", json!("b")), json!(["caption"])),
        (with("medium", json!("other.jpg")), json!(["media"])),
        (with("alt_text", json!("x")), json!(["options"])),
        (with("user_id", json!("17841405822304914")), json!(["user_id"])),
        (with("at", json!("+2d")), json!(["at"])),
        (photo("a"), json!(["at"])),
        (
            json!({ "reel": { "medium": "video.mp4", "caption": "a" }, "at": "+1d" }),
            json!(["kind", "media"]),
        ),
    ] {
        let reply = serving.http.put("k", &post).one_error(409, &["it differs in"]);
        assert_eq!(reply.body["error"]["differs"], differs, "{post}");
        assert_eq!(reply.body["post"]["state"], "waiting");
    }
    serving.http.put("k", &kept).expect(202);
    assert!(world.public().is_empty());
}

/// What is public, or was asked for in another way, is not changed by asking again, and the answer says
/// what it does not follow.
#[test]
fn members_that_a_post_does_not_follow_are_named() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=by:command"]).expect(0);
    let serving = Serving::start(&world);
    let put = |key: &str, members: serde_json::Value| {
        let mut post = photo("a");
        post.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        serving.http.put(key, &post)
    };
    let kept = json!({ "late": "hold", "lead": "5m", "at": "+1d" });
    assert!(put("later", kept.clone()).expect(202).body["ignored"].is_null());
    assert!(put("later", kept).expect(202).body["ignored"].is_null());
    let other = json!({ "at": "+1d", "late": "skip=60m", "lead": "6m", "strict": true });
    let reply = put("later", other).expect(202).body;
    assert_eq!(reply["ignored"], json!(["late", "lead", "strict"]));
    let public = serving.http.publish("now", &photo("a")).expect(200).body;
    for at in ["+1d", "2099-12-24 18:00 Europe/Berlin"] {
        let reply = put("now", json!({ "at": at })).expect(200).body;
        assert_eq!((&reply["ignored"], &reply["at"]), (&json!(["at"]), &public["at"]));
    }
    assert!(put("now", json!({ "at": "+0s" })).expect(200).body["ignored"].is_null());
    let mut moved = photo("a");
    moved["at"] = json!("+1d");
    assert_eq!(serving.http.publish("now", &moved).expect(200).body["ignored"], json!(["at"]));
    let reply = put("by:command", json!({ "at": "+1d" })).expect(200).body;
    assert_eq!((&reply["ignored"], &reply["state"]), (&json!(["at"]), &json!("published")));
    assert_eq!(world.public().len(), 2);
}

#[test]
fn a_post_waits_for_its_time_and_can_be_taken_back_until_it_is_public() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut post = photo("later");
    post["at"] = json!("2099-12-24 18:00 Europe/Berlin");
    let kept = serving.http.put("later", &post).expect(202).body;
    assert_eq!((&kept["state"], &kept["at"]), (&json!("waiting"), &json!("2099-12-24T17:00:00Z")));
    let listed = posts(&world.ig(&["queue", "list", "--json"]).expect(0));
    assert_eq!(listed[0]["id"], "later");
    let gone = serving.http.delete("later").expect(200).body;
    assert_eq!((&gone["state"], &gone["is_final"]), (&json!("cancelled"), &json!(true)));
    serving.http.delete("later").expect(200);
    // The key is used, and the post stays cancelled.
    assert_eq!(serving.http.put("later", &post).expect(200).body["state"], "cancelled");
    let done = serving.http.publish("now", &photo("now")).expect(200).body;
    let media = done["media"].as_str().unwrap();
    serving.http.delete("now").one_error(409, &["it is public", media]);
    assert_eq!(world.public(), [media]);
    serving.http.delete("never").one_error(404, &["there is no post never"]);
    serving.http.get("/posts/never").one_error(404, &["there is no post never"]);
    let token = format!("EAAG{}", "x".repeat(60));
    let reply = serving.http.get(&format!("/posts/{token}")).expect(404);
    assert!(!reply.body.to_string().contains("xxxx"), "{reply:?}");
}

#[test]
fn posts_are_listed_in_pages_whoever_made_them() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=by:command"]).expect(0);
    let serving = Serving::start(&world);
    for number in 1..=4 {
        let mut post = photo(&format!("{number}"));
        post["at"] = json!(format!("+{number}d"));
        serving.http.put(&format!("k{number}"), &post).expect(202);
    }
    let keys = |body: &serde_json::Value| -> Vec<String> {
        let posts = body["posts"].as_array().unwrap().iter();
        posts.map(|post| post["key"].as_str().unwrap().to_owned()).collect()
    };
    let all = serving.http.get("/posts").expect(200).body;
    assert_eq!(keys(&all), ["by:command", "k1", "k2", "k3", "k4"]);
    assert!(all["next"].is_null());
    let (mut path, mut seen) = ("/posts?limit=2".to_owned(), Vec::new());
    for _ in 0..5 {
        let page = serving.http.get(&path).expect(200).body;
        seen.extend(keys(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/posts?limit=2&after={}", next.replace(':', "%3A"));
    }
    assert_eq!(seen, ["by:command", "k1", "k2", "k3", "k4"]);
    let waiting = serving.http.get("/posts?state=waiting").expect(200).body;
    assert_eq!(keys(&waiting).len(), 4);
    serving.http.get("/posts?state=lost").one_error(400, &["there is no such state", "waiting"]);
}

/// `ig publish`, `ig queue add` and `PUT` ask for the same key at the same moment.
#[test]
fn asked_for_at_the_same_moment_by_command_and_http_it_is_one_post() {
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(at_the_same_moment);
        }
    });
}

fn at_the_same_moment() {
    let world = World::new();
    let serving = Serving::start(&world);
    thread::scope(|scope| {
        let of_command = |args: &'static [&'static str]| {
            let ran =
                world.ig(&[args, &["photo.jpg", "--caption=x", "--key=k", "--settle=1s"]].concat());
            assert!(matches!(ran.code, Some(0..=3)), "{ran:#?}");
        };
        scope.spawn(move || of_command(&["publish"]));
        scope.spawn(move || of_command(&["queue", "add", "--at=+0s"]));
        for _ in 0..4 {
            scope.spawn(|| {
                let reply = serving.http.put("k", &photo("x"));
                assert!(matches!(reply.status, 200 | 202), "{reply:#?}");
            });
        }
    });
    // Whoever has it publishes it, and nobody else does.
    until("it is published", || serving.http.put("k", &photo("x")).body["state"] == "published");
    let post = serving.http.get("/posts/k").expect(200).body;
    assert_eq!(world.public(), [post["media"].as_str().unwrap()]);
    assert_eq!(world.count("POST", "/media_publish"), 1);
}

#[test]
fn a_post_that_ig_publish_has_begun_goes_on_at_the_next_start() {
    use ig_sandbox::{Do, Fault, On};
    let world = World::new();
    let hold = Fault::new(On::Publish, Do::Delay).with_delay(std::time::Duration::from_secs(600));
    world.arm([hold]);
    let args = ["publish", "photo.jpg", "--caption=a", "--key=k", "--settle=1s"];
    let started = world.start(&args);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    started.kill();
    // A folder of another account's post is left alone.
    let serving = Serving::start(&world);
    until("it is public", || serving.http.get("/posts/k").expect(200).body["state"] == "published");
    let post = serving.http.put("k", &photo("a")).expect(200).body;
    assert_eq!(world.public(), [post["media"].as_str().unwrap()]);
    assert_eq!(run(&mut world.command(&args)).expect(0).code, Some(0));
    assert_eq!(world.public().len(), 1);
}

#[test]
fn the_token_is_for_its_owner_and_stays_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let printed = world.ig(&["serve", "--print-token"]).expect(0).stdout;
    let file = world.state_dir().join("serve/token");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert_eq!(printed.trim().len(), 64);
    let serving = Serving::start(&world);
    assert_eq!(serving.http.token, printed.trim());
    let ran = serving.stop().expect(0);
    assert!(!format!("{ran:?}").contains(printed.trim()), "{ran:?}");
    std::fs::write(&file, "short").unwrap();
    run(&mut world.command(&ARGS)).expect(1).one_error(&["the token of ig serve", "remove "]);
}
