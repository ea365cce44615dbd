//! A post that is held goes on when a program says so.

use ig_sandbox::{Do, Fault, On};
use serde_json::{Value, json};

use super::{Serving, photo};
use crate::{
    media,
    world::{USER, World, until},
};

#[test]
fn a_held_post_goes_on_once_its_cause_is_fixed() {
    let world = World::new();
    let serving = Serving::start(&world);
    let url = format!("{}/_sandbox/files/none.jpg", world.server.url());
    let post = json!({ "photo": { "medium": url, "caption": "a" } });
    let held = serving.http.publish("k", &post).expect(202).body;
    assert_eq!(held["state"], "held");
    let next = held["next"].as_str().unwrap();
    assert!(next.contains("POST /posts/k/release"), "{next}");
    // Its cause is still there.
    let again = serving.http.send("POST", "/posts/k/release?wait=60", "").expect(200).body;
    assert_eq!(again["state"], "held");
    World::post(&url, media::jpeg(400, 400));
    let post = serving.http.send("POST", "/posts/k/release?wait=60", "").expect(200).body;
    assert_eq!(post["state"], "published");
    assert_eq!(world.public(), [post["media"].as_str().unwrap()]);
    let explained = world.ig(&["queue", "explain", "k"]).expect(0).stdout;
    assert!(explained.contains("released"), "{explained}");
    assert!(explained.contains("ig serve"), "{explained}");
}

/// Its publish was lost, and it was given up.
#[test]
fn an_uncertain_post_is_looked_for_again() {
    let world = World::new();
    let serving = Serving::start(&world);
    let next = uncertain(&world, &serving, "k", photo("a"))["next"].as_str().unwrap().to_owned();
    assert!(next.contains("POST /posts/k/release"), "{next}");
    let looks = || world.requests().iter().filter(|it| it.method == "GET").count();
    let before = looks();
    let post = serving.http.send("POST", "/posts/k/release", "").expect(200).body;
    assert_ne!(post["state"], "uncertain", "{post}");
    until("it is looked for", || before < looks());
    assert_eq!(world.count("POST", "/media_publish"), 1, "it is sent once");
}

#[test]
fn a_post_that_nothing_holds_is_not_released() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=by:command"]).expect(0);
    let serving = Serving::start(&world);
    serving.http.publish("now", &photo("a")).expect(200);
    let mut later = photo("b");
    later["at"] = json!("+1h");
    serving.http.put("later", &later).expect(202);
    let release = |key: &str| serving.http.send("POST", &format!("/posts/{key}/release"), "");
    for (key, word) in [("now", "published"), ("later", "waiting"), ("by:command", "`ig publish`")]
    {
        let reply = release(key).one_error(409, &["is not released", word]);
        assert_eq!(reply.body["post"]["key"], *key);
    }
    release("none").one_error(404, &["there is no post none"]);
    serving.http.send("GET", "/posts/now/release", "").one_error(405, &["POST"]);
    assert_eq!(world.public().len(), 2);
}

/// A token that Instagram refuses pauses the account.
#[test]
fn a_paused_account_goes_on_once_its_cause_is_fixed() {
    let world = World::new();
    let serving = Serving::start(&world);
    world.arm([Fault::new(On::Create, Do::Error).with_status(401).with_code(190)]);
    serving.http.put("k", &photo("a")).expect(202);
    let get = || serving.http.get("/posts/k").expect(200).body;
    until("it is paused", || get()["note"].as_str().is_some_and(|it| it.contains("paused")));
    let next = get()["next"].as_str().unwrap().to_owned();
    let go = format!("/accounts/{USER}/go");
    assert!(next.contains(&format!("POST {go}")), "{next}");
    let paused = || {
        let listed = world.ig(&["queue", "metrics"]).expect(0).stdout;
        listed.contains("ig_queue_paused_accounts 1")
    };
    assert!(paused());
    // It is not held: its account has to go on.
    let reply = serving.http.send("POST", "/posts/k/release", "");
    let reply = reply.one_error(409, &["it is not held", "paused", &format!("POST {go}")]).body;
    assert_eq!(reply["error"]["fix"], reply["post"]["next"]);
    let ran = world.ig(&["queue", "release", "k"]).expect(2);
    ran.one_error(&["it is not held", "paused", &format!("ig queue go {USER}")]);
    let account = serving.http.send("POST", &go, "").expect(200).body;
    assert_eq!(account, json!({ "user_id": USER, "paused": null }));
    assert!(!paused());
    // Nothing is wrong with doing it again.
    serving.http.send("POST", &go, "").expect(200);
    serving.http.send("POST", "/accounts/1/go", "").one_error(404, &["no such account"]);
    serving.http.send("POST", "/accounts/me/go", "").one_error(400, &["user_id cannot be used"]);
}

/// A post of this key that is uncertain. It is one that is sent once, since others are looked for during
/// half an hour.
pub(super) fn uncertain(world: &World, serving: &Serving, key: &str, mut post: Value) -> Value {
    world.arm([Fault::new(On::Publish, Do::Drop)]);
    post["strict"] = json!(true);
    serving.http.put(key, &post).expect(202);
    let get = || serving.http.get(&format!("/posts/{key}")).expect(200).body;
    until("it waits", || {
        get()["note"].as_str().is_some_and(|it| it.contains("whether it is public"))
    });
    let database = rusqlite::Connection::open(world.state_dir().join("queue/queue.db")).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let sql = "UPDATE post SET state = 5, wake = NULL, note = NULL, holder = NULL, version = version + 1 \
               WHERE id = ?";
    assert_eq!(database.execute(sql, [key]).unwrap(), 1);
    let post = get();
    assert_eq!(post["state"], "uncertain", "{post}");
    post
}
