//! Media are judged when a post is added, and again before its first container is made.

use std::{
    fs::File,
    time::{Duration, SystemTime},
};

use serde_json::json;

use super::{added, drain};
use crate::{
    media,
    world::{USER, World},
};

fn row(world: &World, id: &str) -> serde_json::Value {
    world.ig(&["queue", "show", id, "--json"]).expect(0).json()
}

/// Works as for an API that is not on this machine, whose URLs are looked at by default.
fn work(world: &World) -> crate::world::Ran {
    world.ig(&["queue", "work", "--once", "--json", "--check-urls=always"])
}

/// Gives a file to the sandbox, which serves it; returns its URL.
fn serve(world: &World, name: &str, bytes: &[u8]) -> String {
    let url = format!("{}/_sandbox/files/{name}", world.server.url());
    let reply = World::post(&url, bytes);
    assert!(reply.contains(" 20"), "{reply}");
    url
}

#[test]
fn a_medium_that_is_gone_is_tried_again_until_the_post_is_due_and_held_then() {
    let world = World::new();
    let url = format!("{}/_sandbox/files/none.jpg", world.server.url());
    let waits = added(&world, &[&url, "--caption=a", "--at=+1h", "--lead=2h"]);
    let due = added(&world, &[&url, "--caption=b", "--at=+0s"]);
    work(&world).expect(1);
    let waiting = row(&world, &waits);
    assert_eq!(waiting["outcome"], "waiting");
    let note = waiting["note"].as_str().unwrap();
    assert!(note.contains("its medium, which is gone"), "{note}");
    let held = row(&world, &due);
    assert_eq!(held["outcome"], "held");
    let note = held["note"].as_str().unwrap();
    assert!(note.contains("none.jpg is gone: HTTP 404"), "{note}");
    assert_eq!(world.count("POST", "/media"), 0, "no container was made");
    // It is back.
    serve(&world, "none.jpg", &media::jpeg(400, 400));
    world.ig(&["queue", "release", &due]).expect(0);
    work(&world).expect(0);
    assert_eq!(row(&world, &due)["outcome"], "published");
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_medium_that_instagram_would_refuse_is_held_with_the_finding() {
    let world = World::new();
    let url = serve(&world, "a.jpg", &media::jpeg(400, 400));
    let id = added(&world, &[&url, "--at=+0s"]);
    serve(&world, "a.jpg", &media::jpeg(4000, 400));
    work(&world).expect(1);
    let held = row(&world, &id);
    assert_eq!((&held["outcome"], &held["media"]), (&json!("held"), &json!(null)));
    assert!(held["note"].as_str().unwrap().contains("a.jpg: "), "{held}");
    assert_eq!(world.count("POST", "/media"), 0, "no container was made");
    // Whoever knows better says so.
    world.ig(&["queue", "release", &id]).expect(0);
    world.ig(&["queue", "work", "--once", "--check-urls=never"]);
    assert_eq!(world.count("POST", "/media"), 1);
}

#[test]
fn a_file_that_has_changed_since_is_held() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let id = added(&world, &["video.mp4", "--at=+0s"]);
    let aside = world.home().join("aside.mp4");
    std::fs::rename(world.home().join("video.mp4"), &aside).unwrap();
    world.ig(&["queue", "work", "--once"]).expect(1);
    let note = row(&world, &id)["note"].as_str().unwrap().to_owned();
    assert!(note.contains("video.mp4 cannot be read"), "{note}");
    world.file("video.mp4", &[media::mp4(), vec![0; 8]].concat());
    world.ig(&["queue", "release", &id]).expect(0);
    world.ig(&["queue", "work", "--once"]).expect(1);
    let note = row(&world, &id)["note"].as_str().unwrap().to_owned();
    assert!(note.contains("video.mp4 has changed since the post was added"), "{note}");
    assert_eq!(world.count("POST", "/media"), 0, "no container was made");
    // As long and as old, and another video.
    let other = media::mp4().iter().map(|byte| byte ^ 1).collect::<Vec<u8>>();
    world.file("video.mp4", &other);
    let touched = |name: &str, at: SystemTime| {
        let file = File::options().write(true).open(world.home().join(name)).unwrap();
        file.set_modified(at).unwrap();
    };
    let then = aside.metadata().unwrap().modified().unwrap();
    touched("video.mp4", then);
    world.ig(&["queue", "release", &id]).expect(0);
    world.ig(&["queue", "work", "--once"]).expect(1);
    let note = row(&world, &id)["note"].as_str().unwrap().to_owned();
    assert!(note.contains("video.mp4 has changed since the post was added"), "{note}");
    assert_eq!(world.count("POST", "/media"), 0, "no container was made");
    // A copy of the video, made since.
    std::fs::rename(aside, world.home().join("video.mp4")).unwrap();
    touched("video.mp4", then + Duration::from_secs(60));
    world.ig(&["queue", "release", &id]).expect(0);
    assert_eq!(drain(&world)[0]["outcome"], "published");
}

#[test]
fn a_video_that_was_touched_is_the_same_post() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let add = ["queue", "add", "video.mp4", "--at=2099-01-02T03:04:05Z", "--key=k"];
    world.ig(&add).expect(0);
    let file = File::options().write(true).open(world.home().join("video.mp4")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    world.ig(&add).expect(0);
    world.file("video.mp4", &[media::mp4(), vec![0; 8]].concat());
    world.ig(&add).expect(2).one_error(&["k"]);
}

#[test]
fn a_url_whose_file_would_be_refused_is_not_added_or_imported() {
    let world = World::new();
    let url = serve(&world, "wide.jpg", &media::jpeg(4000, 400));
    let refused = "is not a photo for the feed that Instagram accepts";
    let add = ["queue", "add", &url, "--at=+1h", "--check-urls=always"];
    world.ig(&add).expect(2).one_error(&["wide.jpg", "that Instagram accepts"]);
    world.file("posts.csv", format!("account,at,media\n{USER},+1h,{url}\n").as_bytes());
    let import = ["queue", "import", "posts.csv", "--check-urls=always"];
    let ran = world.ig(&import).expect(2);
    ran.one_error(&["posts.csv, row 1 (line 2), column media", "that Instagram accepts"]);
    assert_eq!(ran.last_line(), "nothing was added", "{refused}");
    let id = added(&world, &["photo.jpg", "--at=+1h"]);
    world.file("post.json", format!(r#"{{"photo": {{"medium": "{url}"}}}}"#).as_bytes());
    let edit = ["queue", "edit", &id, "--plan", "post.json", "--check-urls=always"];
    world.ig(&edit).expect(2).one_error(&["wide.jpg", "that Instagram accepts"]);
    // A sandbox looks at them itself, and it may be known better.
    world.ig(&["queue", "edit", &id, "--plan", "post.json"]).expect(0);
}
