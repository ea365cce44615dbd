//! The command and the server share one folder: who is first has the key.

use serde_json::json;

use super::{Serving, photo};
use crate::world::World;

#[test]
fn a_key_of_the_server_is_not_published_by_the_command_before_its_time() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut post = photo("a");
    post["at"] = json!("+1h");
    serving.http.put("k", &post).expect(202);
    let args = ["publish", "photo.jpg", "--caption=a", "--key=k"];
    world.ig(&args).expect(2).one_error(&["the key k belongs to a post of the queue", "--at +0s"]);
    assert!(world.public().is_empty());
    world.ig(&["queue", "cancel", "k"]).expect(0);
    assert_eq!(serving.http.get("/posts/k").body["state"], "cancelled");
}

#[test]
fn a_file_of_posts_does_not_take_a_key_of_the_command() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=k"]).expect(0);
    let line =
        json!({ "account": crate::world::USER, "at": "+1h", "key": "k", "media": "photo.jpg" });
    world.file("posts.jsonl", format!("{line}\n").as_bytes());
    let ran = world.ig(&["queue", "import", "posts.jsonl"]).expect(2);
    ran.one_error(&["the key k belongs to another post", "`ig publish` has used it"]);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn the_list_of_the_command_says_how_many_posts_the_queue_has() {
    let world = World::new();
    let listed = || world.ig(&["list"]).expect(0).stderr;
    let counted = || world.ig(&["list", "--json"]).expect(0).json()["queued"].take();
    assert!(!listed().contains("queue"));
    assert_eq!(counted(), 0);
    let serving = Serving::start(&world);
    let mut post = photo("a");
    post["at"] = json!("+1h");
    serving.http.put("a", &post).expect(202);
    assert!(
        listed().ends_with("1 post is in the queue: `ig queue list` shows it\n"),
        "{}",
        listed()
    );
    serving.http.put("b", &post).expect(202);
    serving.http.delete("b").expect(200);
    assert!(listed().ends_with("2 posts are in the queue: `ig queue list` shows them\n"));
    assert_eq!(counted(), 2);
    assert_eq!(serving.stop().code, Some(0));
    // Whatever the queue is, the others are listed.
    let queue = world.state_dir().join("queue");
    for log in ["queue.db-wal", "queue.db-shm"] {
        let _ = std::fs::remove_file(queue.join(log));
    }
    std::fs::write(queue.join("queue.db"), "no queue").unwrap();
    assert!(listed().contains("warning: the posts of the queue are not counted"), "{}", listed());
    assert_eq!(counted(), serde_json::Value::Null);
}
