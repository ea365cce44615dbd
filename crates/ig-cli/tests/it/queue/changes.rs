//! What people do to posts that wait.

use serde_json::json;

use super::{added, drain, posts};
use crate::world::{USER, World, until};

#[test]
fn a_cancelled_post_is_not_published() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    let ran = world.ig(&["queue", "cancel", &id, "--json"]).expect(0);
    assert_eq!(ran.json()["state"], "cancelled");
    assert!(drain(&world).is_empty());
    assert!(world.public().is_empty());
    let again = world.ig(&["queue", "cancel", &id]).expect(2);
    again.one_error(&["is not changed", "it is cancelled"]);
}

#[test]
fn a_published_post_is_not_changed_any_more() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    drain(&world);
    let edit = ["queue", "edit", &id, "--at", "+1h"];
    world.file("post.json", br#"{"photo": {"medium": "photo.jpg", "caption": "new"}}"#);
    let plan = ["queue", "edit", &id, "--plan", "post.json"];
    for args in [&["queue", "cancel", &id][..], &edit, &plan] {
        world.ig(args).expect(3).one_error(&["is not changed", "it is too late"]);
    }
    world.ig(&["queue", "release", &id]).expect(2).one_error(&["it is published"]);
}

/// Whoever is told to add it again would have two posts.
#[test]
fn a_post_that_goes_on_by_itself_is_not_to_be_added_again() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+1d"]);
    let ran = world.ig(&["queue", "release", &id]).expect(2);
    ran.one_error(&["it is waiting", "do not add it again", "ig queue explain"]);
    assert!(!ran.stderr.contains("another key"), "{}", ran.stderr);
}

#[test]
fn an_edit_moves_the_time_and_changes_the_post() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--caption=old", "--at=+1d"]);
    world.file("post.json", br#"{"photo": {"medium": "photo.jpg", "caption": "new"}}"#);
    let before = fence(&world, &id);
    let edit = ["queue", "edit", &id, "--plan", "post.json", "--late", "skip=60m", "--lead", "90m"];
    let row = world.ig(&[&edit[..], &["--at=+1d", "--json"]].concat()).expect(0).json();
    assert_eq!((&row["caption"], &row["lead_seconds"]), (&json!("new"), &json!(5400)));
    assert_eq!(fence(&world, &id), before + 1, "all of it is one write");
    let shown = world.ig(&["queue", "show", &id]).expect(0).stdout;
    assert!(shown.contains("(1h 30m before)"), "{shown}");
    // A lead that was chosen stays with another post.
    let row = world.ig(&["queue", "edit", &id, "--plan", "post.json", "--json"]).expect(0).json();
    assert_eq!(row["lead_seconds"], 5400);
    let edit = ["queue", "edit", &id, "--at", "+0s"];
    let row = world.ig(&[&edit[..], &["--json"]].concat()).expect(0).json();
    assert_eq!((&row["caption"], &row["state"]), (&json!("new"), &json!("waiting")));
    assert_eq!(row["policy"], json!({ "skip": { "secs": 3600, "nanos": 0 } }));
    assert_eq!(drain(&world)[0]["outcome"], "published");
    assert_eq!(world.newest()["caption"], "new");
}

/// The publish is out, and its reply is not back.
#[test]
fn a_post_is_not_changed_between_its_intent_and_its_outcome() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--settle=1s", "--at=+0s"]);
    let hold = ig_sandbox::Fault::new(ig_sandbox::On::Publish, ig_sandbox::Do::Delay);
    world.arm([hold.with_delay(std::time::Duration::from_secs(600))]);
    let started = world.start(&["queue", "work", "--drain"]);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    world.file("post.json", br#"{"photo": {"medium": "photo.jpg", "caption": "new"}}"#);
    for edit in [
        &["queue", "edit", &id, "--plan", "post.json"][..],
        &["queue", "edit", &id, "--at=+1h"],
        &["queue", "edit", &id, "--lead=1h"],
        &["queue", "cancel", &id],
    ] {
        let words = ["is not changed", "it is too late: a publish was allowed"];
        world.ig(edit).expect(3).one_error(&words);
    }
    started.kill();
    assert_eq!(drain(&world)[0]["outcome"], "published");
    assert_eq!(world.public().len(), 1);
}

/// How often a post was written.
fn fence(world: &World, id: &str) -> u64 {
    let file = world.state_dir().join("queue/queue.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let sql = "SELECT version FROM post WHERE id = ?";
    let version: i64 = database.query_row(sql, [id], |row| row.get(0)).unwrap();
    u64::try_from(version).unwrap()
}

#[test]
fn a_lead_is_at_most_twenty_hours() {
    let world = World::new();
    let too_long = ["--lead <DURATION> cannot be used", "it must be from 0s to 20h"];
    for args in [
        &["publish", "photo.jpg", "--at=+2d", "--lead=21h"][..],
        &["queue", "add", "photo.jpg", "--at=+2d", "--lead=24h"],
        &["queue", "edit", "a", "--lead=1201m"],
    ] {
        world.ig(args).expect(2).one_error(&too_long);
    }
    let none = world.ig(&["publish", "photo.jpg", "--lead=1h"]).expect(2);
    none.one_error(&["--lead needs --at"]);
    let add = ["queue", "add", "photo.jpg", "--at=+2d", "--lead=20h", "--json"];
    let row = world.ig(&add).expect(0).json();
    assert_eq!(row["lead_seconds"], 20 * 3600);
    let row = world.ig(&["queue", "add", "photo.jpg", "--at=+2d", "--json"]).expect(0).json();
    assert_eq!(row["lead_seconds"], 120);
}

/// Sets columns of a post in the file.
fn set(world: &World, id: &str, columns: &str) {
    let file = world.state_dir().join("queue/queue.db");
    let database = rusqlite::Connection::open(file).unwrap();
    let sql = format!("UPDATE post SET {columns} WHERE id = ?");
    assert_eq!(database.execute(&sql, [id]).unwrap(), 1);
}

#[test]
fn several_posts_are_released_or_none() {
    let world = World::new();
    for key in ["a", "b", "c"] {
        added(&world, &["photo.jpg", "--key", key, "--caption", key, "--at=+1d"]);
    }
    set(&world, "a", "state = 2, wake = NULL");
    set(&world, "b", "state = 2, wake = NULL");
    for (last, words) in [("c", "it is waiting"), ("none", "there is no post none")] {
        let ran = world.ig(&["queue", "release", "a", "b", last]).expect(2);
        ran.one_error(&[words]);
        assert_eq!(ran.last_line(), "nothing was released");
        let listed = posts(&world.ig(&["queue", "list", "--held", "--json"]).expect(0));
        assert_eq!(listed.len(), 2);
    }
    let ran = world.ig(&["queue", "release", "a", "b", "a", "--json"]).expect(0);
    assert_eq!(posts(&ran).len(), 2);
}

#[test]
fn posts_that_cannot_be_moved_are_told_and_do_not_stop_others() {
    let world = World::new();
    for (at, key) in (10..).zip(["a", "b", "c", "d"]) {
        let at = format!("--at=2099-07-01 {at}:00 Europe/Berlin");
        added(&world, &["photo.jpg", "--key", key, "--caption", key, &at]);
        // As older rules of the zone would have it.
        set(&world, key, "due = due + 3600000");
    }
    set(&world, "b", "intent_at = due");
    set(&world, "c", "zone = 'Mars/X', typed = '2099-07-01 12:00'");
    let ran = world.ig(&["queue", "retime", "--json"]).expect(1).json();
    let ids = |list: &str| -> Vec<_> {
        ran[list].as_array().unwrap().iter().map(|it| it["id"].clone()).collect()
    };
    assert_eq!(
        (ids("moved"), ids("refused"), ids("unclear")),
        (vec![json!("a"), json!("d")], vec![json!("b")], vec![json!("c")],)
    );
    let ran = world.ig(&["queue", "retime"]).expect(1);
    assert!(ran.stderr.contains("post b is not moved: it is too late"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "what was not moved is not said to be");
}

/// No worker runs, or none has its token: its time is not to come.
#[test]
fn a_post_that_nobody_takes_up_waits_for_a_person() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    let next = format!("credential default is that of {USER}: nobody has taken it up yet");
    let explained = world.ig(&["queue", "explain", &id]).expect(0).stdout;
    assert!(explained.contains(&next), "{explained}");
    let held = || posts(&world.ig(&["queue", "list", "--held", "--json"]).expect(0)).len();
    assert_eq!(held(), 0, "a worker may be about to");
    set(&world, &id, "due = due - 120000, wake = wake - 120000");
    assert_eq!(held(), 1);
}

#[test]
fn an_event_has_the_policy_in_the_words_of_the_option() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+1d"]);
    world.ig(&["queue", "edit", &id, "--late=skip=90s"]).expect(0);
    let explained = world.ig(&["queue", "explain", &id]).expect(0).stdout;
    assert!(explained.contains("policy for being late: skip=90s"), "{explained}");
}

#[test]
fn a_paused_account_waits_and_others_go_on() {
    let world = World::new();
    let user = USER;
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    world.ig(&["queue", "pause", user, "--because", "holiday"]).expect(0);
    let ran = world.ig(&["queue", "work", "--once", "--json"]).expect(0);
    assert!(posts(&ran).is_empty() && world.public().is_empty(), "{ran:?}");
    let explained = world.ig(&["queue", "explain", &id]).expect(0).stdout;
    assert!(explained.contains("which is paused: holiday"), "{explained}");
    assert!(explained.contains(&format!("ig queue go {user}")), "{explained}");
    world.ig(&["queue", "go", user]).expect(0);
    // It need not wait for the next look.
    let ran = world.ig(&["queue", "work", "--once", "--json"]).expect(0);
    assert_eq!(posts(&ran)[0]["outcome"], "published");
    let explained = world.ig(&["queue", "explain", &id]).expect(0).stdout;
    assert!(explained.contains("its account goes on (ig queue)"), "{explained}");
    let other = world.ig(&["queue", "pause", "17841400000000000"]).expect(2);
    other.one_error(&["there is no such account in the queue"]);
}

#[test]
fn lists_show_what_waits_for_whom() {
    let world = World::new();
    let listed = |args: &[&str]| {
        let ran = world.ig(&[&["queue", "list", "--json"], args].concat()).expect(0);
        posts(&ran).iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(listed(&[]).is_empty());
    let late = added(&world, &["photo.jpg", "--caption=a", "--at=+0s"]);
    let later = added(&world, &["photo.jpg", "--caption=b", "--at=+1d"]);
    assert_eq!(listed(&[]), [late.clone(), later.clone()]);
    assert_eq!(listed(&["--late"]), [late]);
    assert!(listed(&["--held"]).is_empty());
    assert_eq!(listed(&["--account", USER]).len(), 2);
    assert!(listed(&["--account", "17841400000000000"]).is_empty());
    let shown = world.ig(&["queue", "show", &later]).expect(0).stdout;
    for line in ["state        waiting", "caption      b", "credential   default"] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let metrics = world.ig(&["queue", "metrics"]).expect(0).stdout;
    for line in ["ig_queue_posts{state=\"waiting\"} 2", "ig_queue_due 1"] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}
