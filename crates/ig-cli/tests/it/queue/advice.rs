//! Whoever uses the key of a post of the queue elsewhere is told what to do instead, and that works.

use ig_sandbox::{Do, Fault, On};
use rusqlite::Connection;

use super::added;
use crate::world::{Ran, World};

const POST: [&str; 3] = ["photo.jpg", "--key=k", "--caption=a"];

/// The commands in the advice: from their name to the end of the clause.
#[track_caller]
fn suggested(ran: &Ran) -> Vec<Vec<String>> {
    let fix = ran.stderr.lines().find_map(|line| line.strip_prefix("  fix   ")).unwrap();
    let clauses = fix.split([';', '`']).filter_map(|clause| clause.split_once("ig queue "));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    clauses.map(|(_, rest)| [vec!["queue".to_owned()], words(rest)].concat()).collect()
}

/// A machine with a post of the key in a state.
fn world(state: &str) -> World {
    let world = World::new();
    let at = |at: &'static str| [&POST[..], &["--settle=1s", at]].concat();
    let work = || world.ig(&["queue", "work", "--once"]);
    let set = |columns: &str| {
        let database = Connection::open(world.state_dir().join("queue/queue.db")).unwrap();
        let done = database.execute(&format!("UPDATE post SET {columns} WHERE key = 'k'"), ());
        assert_eq!(done.unwrap(), 1);
    };
    match state {
        "waiting" => drop(added(&world, &at("--at=+1d"))),
        "held" => {
            added(&world, &[&at("--at=+0s")[..], &["--late=hold"]].concat());
            set("due = due - 86400000");
            work().expect(1);
        }
        "skipped" => {
            added(&world, &[&at("--at=+0s")[..], &["--late=skip=60m"]].concat());
            set("due = due - 86400000");
            work().expect(1);
        }
        "cancelled" => {
            added(&world, &at("--at=+1d"));
            world.ig(&["queue", "cancel", "k"]).expect(0);
        }
        "published" => {
            added(&world, &at("--at=+0s"));
            work().expect(0);
        }
        "not_published" => {
            world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(100)]);
            added(&world, &at("--at=+0s"));
            work().expect(1);
        }
        "active" => {
            added(&world, &at("--at=+1d"));
            set("state = 1, wake = NULL, holder = 'another'");
        }
        "uncertain" => {
            added(&world, &at("--at=+1d"));
            set("state = 5, wake = NULL, intent_at = due");
        }
        state => panic!("{state}"),
    }
    let row = world.ig(&["queue", "show", "k", "--json"]).expect(0).json();
    assert_eq!(row["outcome"], state, "{row}");
    world
}

#[test]
fn each_command_that_is_suggested_for_a_key_of_the_queue_works() {
    for (state, publish, words) in [
        ("waiting", 2, &["belongs to a post of the queue", "--at +0s"][..]),
        ("held", 2, &["belongs to a post of the queue", "ig queue release k"]),
        ("skipped", 2, &["belongs to a post of the queue", "use another key"]),
        ("cancelled", 2, &["belongs to a post of the queue", "use another key"]),
        ("active", 3, &["k is in the queue", "ig queue explain k"]),
        ("uncertain", 3, &["k is in the queue", "ig queue explain k"]),
    ] {
        let world = world(state);
        let sent = world.requests().len();
        let folder = world.state_dir();
        let folder = ["--state-dir", folder.to_str().unwrap()];
        for more in [&[][..], &folder] {
            let refused = world.ig(&[&["publish"], &POST[..], more].concat()).expect(publish);
            refused.one_error(words);
            let resumed = world.ig(&[&["resume", "k"], more].concat()).expect(2);
            resumed.one_error(&["post k is in the queue"]);
            for said in [&refused, &resumed] {
                let suggested = suggested(said);
                assert_eq!(suggested.is_empty(), state == "cancelled", "{}", said.stderr);
                for command in suggested {
                    // An edit or a release leaves another state.
                    let world = self::world(state);
                    let given = command.iter().position(|word| word == "--state-dir");
                    assert_eq!(given.is_some(), !more.is_empty(), "{command:?}");
                    let words = &command[..given.unwrap_or(command.len())];
                    world.ig(&words.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
                }
            }
        }
        let dry = world.ig(&[&["publish", "--dry-run"], &POST[..]].concat()).expect(0);
        let words = "belongs to a post of the queue, so nothing would be sent: ";
        assert!(dry.stderr.contains(&format!("{words}{state}; ")), "{}", dry.stderr);
        let dry = world.ig(&[&["publish", "--dry-run", "--json"], &POST[..]].concat()).expect(0);
        assert_eq!(dry.json()["requests"], serde_json::json!([]));
        assert_eq!(world.requests().len(), sent, "{state}: nothing is sent");
        // The same of the command that added it.
        let again = world.ig(&[&["queue", "add", "--at=+1d"], &POST[..]].concat()).expect(0);
        let word = state.replace('_', " ");
        assert!(again.stderr.contains(&format!("; it is {word}")), "{}", again.stderr);
        let has_ended = matches!(state, "skipped" | "cancelled");
        assert_eq!(again.stderr.contains("another --key"), has_ended, "{}", again.stderr);
        // Another key is another post.
        let other = ["publish", "photo.jpg", "--key=other", "--caption=a"];
        world.ig(&other).expect(0);
    }
}

/// Another process has the key and has stored nothing: it may find a post of the queue.
#[test]
fn a_key_in_use_without_a_post_is_not_to_be_resumed() {
    let world = World::new();
    added(&world, &["photo.jpg", "--key=other", "--at=+1d"]);
    let store = ig_driver::FileStore::open(world.state_dir()).unwrap();
    let _slot = store.lock(&"k".parse().unwrap()).unwrap();
    let ran = world.ig(&[&["publish"], &POST[..]].concat()).expect(3);
    ran.one_error(&["post k is in use", "then run the command again"]);
    assert!(!ran.stderr.contains("ig resume"), "{}", ran.stderr);
}

#[test]
fn a_post_that_has_ended_in_the_queue_is_reported() {
    let published = world("published");
    let args = [&["publish"], &POST[..]].concat();
    let ran = published.ig(&args).expect(0);
    assert!(ran.stderr.contains("is finished, so nothing was sent"), "{}", ran.stderr);
    let failed = world("not_published");
    failed.server.with(|sandbox, _| sandbox.disarm());
    let ran = failed.ig(&args).expect(1);
    assert_eq!(ran.last_line(), "to publish it anyway: run the command with another --key");
    failed.ig(&["publish", "photo.jpg", "--key=k2", "--caption=a"]).expect(0);
    for world in [published, failed] {
        let ran = world.ig(&["resume", "k"]).expect(2);
        ran.one_error(&["post k is in the queue", "ig queue explain k"]);
        for command in suggested(&ran) {
            world.ig(&command.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
        }
        assert_eq!(world.public().len(), 1);
    }
}

#[test]
fn another_post_of_the_key_may_take_its_place_only_while_it_waits() {
    let other = ["queue", "add", "photo.jpg", "--key=k", "--caption=b", "--at=+1d"];
    for (state, may_change) in
        [("waiting", true), ("held", true), ("cancelled", false), ("published", false)]
    {
        let world = world(state);
        let ran = world.ig(&other).expect(2);
        ran.one_error(&["k belongs to another post", "its own --key"]);
        assert_eq!(
            ran.stderr.contains("ig queue edit k --plan FILE"),
            may_change,
            "{}",
            ran.stderr
        );
        if may_change {
            let plan = br#"{"photo": {"medium": "photo.jpg", "caption": "b"}}"#;
            world.file("post.json", plan);
            world.ig(&["queue", "edit", "k", "--plan", "post.json"]).expect(0);
            world.ig(&other).expect(0);
        }
    }
}
