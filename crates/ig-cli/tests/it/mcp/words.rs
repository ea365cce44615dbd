//! What an assistant is told is in terms of the tools.

use serde_json::json;

use super::{Client, post};
use crate::{
    serve::{
        photo,
        words::{Foreign, Reader, bad_posts, files},
    },
    world::World,
};

#[test]
fn nothing_that_is_said_speaks_of_the_command_line_or_of_http() {
    let world = World::new();
    files(&world);
    world.ig(&["publish", "photo.jpg", "--caption=a", "--key=by:command"]).expect(0);
    let foreign = Foreign::to(Reader::Mcp, &world);
    let mut client = Client::start(&world);
    let listed = client.ask("tools/list", &json!({})).unwrap();
    foreign.are_not_in(&listed);
    let key = |key: &str| json!({ "key": key });
    let mut calls = vec![
        ("status", key("none")),
        ("status", key("a b")),
        ("explain", key("none")),
        ("cancel", key("none")),
        ("cancel", key("by:command")),
        ("release", key("none")),
        ("release", key("by:command")),
        ("go", json!({ "user_id": "x" })),
        ("go", json!({ "user_id": "1" })),
        ("list", json!({ "state": "x" })),
        ("list", json!({ "after": "x" })),
        ("list", json!({ "limit": 0 })),
        ("list", json!({ "limit": "x" })),
        ("limit", json!({ "user_id": "x" })),
        ("limit", json!({ "credential": "none" })),
        ("limit", json!({ "user_id": "17841405822304915" })),
        ("publish", json!({})),
        ("publish", json!({ "key": "k" })),
        ("publish", json!({ "key": "a b", "post": photo("a") })),
        ("publish", json!({ "key": "k", "post": photo("a"), "wait_s": 301 })),
        ("publish", json!({ "key": "by:command", "post": photo("b") })),
    ];
    for medium in ["missing.jpg", "../photo.jpg", ".", "-", "/etc/passwd"] {
        calls.push(("check", json!({ "medium": medium })));
    }
    for mut bad in bad_posts() {
        // The members that say when and how are beside the post.
        let mut call = key("k");
        for member in ["at", "zone", "ambiguous", "late", "lead", "user_id", "credential"] {
            if let Some(value) = bad.as_object_mut().and_then(|bad| bad.remove(member)) {
                call[member] = value;
            }
        }
        call["post"] = bad;
        calls.push(("publish", call));
    }
    let mut seen: Vec<_> = calls.iter().map(|(tool, _)| *tool).collect();
    seen.sort_unstable();
    seen.dedup();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let mut names: Vec<_> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(seen, names, "each tool has errors");
    for (tool, args) in calls {
        foreign.are_not_in(&client.refused(tool, &args, &[]));
    }
    // Of files that are refused, what to do is said too.
    for medium in ["photo.gif", "wide.jpg", "http://127.0.0.1:1/a.jpg", "ftp://127.0.0.1/a.jpg"] {
        foreign.are_not_in(&client.call("check", &json!({ "medium": medium })));
    }
    let reply = client.ask("tools/call", &json!({ "name": "delete" })).unwrap();
    foreign.are_not_in(&reply);
    let gone = format!("{}/_sandbox/files/none.jpg", world.server.url());
    let held = json!({ "key": "held", "post": { "photo": { "medium": gone } }, "wait_s": 60 });
    for (tool, args) in [
        ("publish", post("public", "a")),
        ("publish", held),
        ("publish", json!({ "key": "later", "post": photo("b"), "at": "+1d", "wait_s": 0 })),
        ("cancel", key("later")),
        ("explain", key("public")),
        ("list", json!({})),
    ] {
        foreign.are_not_in(&client.call(tool, &args));
    }
    client.refused("cancel", &key("public"), &["it is public"]);
    client.leave().expect(0);
}
