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
