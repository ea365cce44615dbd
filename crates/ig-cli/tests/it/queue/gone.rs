//! A post of the queue is asked for again after its files are gone, or its time is over.

use std::fs;

use serde_json::{Value, json};

use super::{added, drain, posts};
use crate::{
    media,
    world::{USER, World},
};

const WARNING: &str = "warning: gone.jpg was not compared";

/// A world with a post that the queue has published, whose file is gone.
fn published() -> (World, Value) {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    added(&world, &["gone.jpg", "--caption=a", "--key=k", "--at=+0s"]);
    let post = drain(&world).remove(0);
    assert_eq!(post["outcome"], "published");
    fs::remove_file(file).unwrap();
    (world, post)
}

#[test]
fn ig_publish_reports_a_public_post_whose_file_is_gone() {
    let (world, post) = published();
    let sent = world.requests().len();
    let args = ["publish", "gone.jpg", "--key=k", "--json"];
    let ran = world.ig(&[&args[..], &["--caption=a"]].concat()).expect(0);
    assert_eq!(
        (&ran.json()["outcome"], &ran.json()["media"]),
        (&json!("published"), &post["media"])
    );
    assert!(ran.stderr.contains(WARNING), "{}", ran.stderr);
    // What can be compared is compared.
    for more in [&["--caption=b"][..], &["--caption=a", "--user-id=17841405822304914"]] {
        let ran = world.ig(&[&args[..], more].concat()).expect(2);
        ran.one_error(&["belongs to a post of the queue", "published", "use another key"]);
    }
    let other = ["publish", "other.jpg", "--key=k", "--caption=a"];
    world.ig(&other).expect(2).one_error(&["belongs to a post of the queue", "published"]);
    world.ig(&[&args[..], &["--caption=a", "--dry-run"]].concat()).expect(0);
    assert_eq!((world.requests().len(), world.public().len()), (sent, 1));
}

#[test]
fn ig_publish_says_how_far_a_post_is_that_waits_without_its_file() {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    added(&world, &["gone.jpg", "--key=k", "--at=+1h"]);
    fs::remove_file(file).unwrap();
    let ran = world.ig(&["publish", "gone.jpg", "--key=k"]).expect(2);
    ran.one_error(&["belongs to a post of the queue", ": waiting", "ig queue edit k"]);
}

#[test]
fn a_post_is_added_again_after_its_file_is_gone_and_its_time_is_over() {
    let (world, post) = published();
    // A time that is past is one that a new post cannot have.
    for at in ["+0s", "2026-01-01 10:00Z"] {
        let args = ["queue", "add", "gone.jpg", "--key=k", "--json", "--at", at];
        let ran = world.ig(&[&args[..], &["--caption=a"]].concat()).expect(0);
        let shown = ran.json();
        assert_eq!((&shown["added"], &shown["media"]), (&json!(false), &post["media"]));
        assert!(ran.stderr.contains(WARNING) && ran.stderr.contains("it is published"), "{ran:?}");
        let ran = world.ig(&[&args[..], &["--caption=b"]].concat()).expect(2);
        ran.one_error(&["k belongs to another post", "its own --key"]);
    }
    assert!(drain(&world).is_empty());
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_file_of_posts_is_nothing_new_after_its_media_are_gone() {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    let video = world.file("gone.mp4", &media::mp4());
    let csv = |caption: &str| {
        format!(
            "account,at,key,media,caption\n{USER},+0s,k,gone.jpg,{caption}\n\
             {USER},+0s,v,gone.mp4,v\n{USER},+0s,both,gone.mp4|photo.jpg,v\n{USER},+0s,,gone.jpg,none\n"
        )
    };
    let import = |caption: &str| {
        world.file("posts.csv", csv(caption).as_bytes());
        world.ig(&["queue", "import", "posts.csv", "--json"])
    };
    assert_eq!(import("a").expect(0).json()["added"], 4);
    assert_eq!(drain(&world).len(), 4);
    fs::remove_file(file).unwrap();
    fs::remove_file(video).unwrap();
    let ran = import("a").expect(0);
    assert_eq!((&ran.json()["added"], &ran.json()["known"]), (&json!(0), &json!(4)));
    assert!(ran.stderr.contains("gone.jpg was not compared"), "{}", ran.stderr);
    assert!(ran.stderr.contains("item 1 (./gone.mp4) was not compared"), "{}", ran.stderr);
    import("b")
        .expect(2)
        .one_error(&["row 1 (line 2), column key", "k belongs to another post, k"]);
    // The photo beside the video is there, and is compared.
    world.file("photo.jpg", &media::jpeg(500, 500));
    import("a")
        .expect(2)
        .one_error(&["row 3 (line 4), column key", "both belongs to another post"]);
    assert_eq!(world.public().len(), 4);
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 4);
}

/// The queue does not have the post, and nobody needs the file to see that the key is used.
#[test]
fn a_key_that_ig_publish_has_used_is_refused_by_that_whether_its_file_is_there_or_not() {
    let world = World::new();
    let file = world.file("gone.jpg", &media::jpeg(400, 400));
    let done = world.ig(&["publish", "gone.jpg", "--key=k", "--json"]).expect(0).json();
    world.file("posts.csv", format!("account,at,key,media\n{USER},+1h,k,gone.jpg\n").as_bytes());
    let check = || {
        for more in [&["--at=+1h"][..], &["--at=+1h", "--dry-run"], &["--at=2026-01-01 10:00Z"]] {
            let add = [&["queue", "add", "gone.jpg", "--key=k"], more].concat();
            let ran = world.ig(&add).expect(2);
            ran.one_error(&[
                "the key k belongs to another post",
                "has used it: it is published as",
            ]);
        }
        let add = ["queue", "add", "gone.jpg", "--key=k", "--at=+1h", "--json"];
        let said = world.ig(&add).expect(2).json();
        assert_eq!(
            (&said["error"]["id"], &said["error"]["permalink"]),
            (&json!("k"), &done["permalink"])
        );
        let ran = world.ig(&["queue", "import", "posts.csv"]).expect(2);
        ran.one_error(&[
            "row 1 (line 2), column key",
            "k belongs",
            "has used it: it is published as",
        ]);
    };
    check();
    fs::remove_file(file).unwrap();
    check();
    assert!(!world.state_dir().join("queue/queue.db").exists(), "nothing was added");
    assert_eq!(world.public().len(), 1);
}
