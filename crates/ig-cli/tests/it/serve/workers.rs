//! Which worker publishes, and how the program ends.

use std::time::{Duration, Instant};

use ig_sandbox::{Do, Fault, On};

use super::{Serving, photo};
use crate::{
    queue::has_the_queue,
    world::{World, until},
};

/// Whichever has the queue publishes, and the next takes over.
#[test]
fn posts_are_handed_to_the_worker_that_has_the_queue() {
    let world = World::new();
    let worker = world.start(&["queue", "work"]);
    has_the_queue(&world, &worker);
    let serving = Serving::start(&world);
    until("it says so", || serving.http.get("/healthz").body["worker"] == "elsewhere");
    let post = serving.http.publish("a", &photo("a")).expect(200).body;
    assert_eq!(post["state"], "published");
    worker.kill();
    until("it takes over", || serving.http.get("/healthz").body["worker"] == "here");
    has_the_queue(&world, &serving.process);
    // A second server is one more door to the same posts.
    let second = Serving::start(&world);
    until("it says so", || second.http.get("/healthz").body["worker"] == "elsewhere");
    let again = second.http.put("a", &photo("a")).expect(200).body;
    assert_eq!(again["media"], post["media"]);
    serving.process.kill();
    let b = second.http.publish("b", &photo("b")).expect(200).body;
    assert_eq!(b["state"], "published");
    assert_eq!(world.public().len(), 2);
}

/// A publish that is under way is waited for, and what else there is goes on at the next start.
#[test]
fn a_signal_ends_it_cleanly_and_nothing_is_lost() {
    let world = World::new();
    let slow = Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(2));
    world.arm([slow]);
    let serving = Serving::start(&world);
    serving.http.put("a", &photo("a")).expect(202);
    let mut later = photo("b");
    later["at"] = "+1h".into();
    serving.http.put("b", &later).expect(202);
    until("the publish is in the log", || world.count("POST", "/media_publish") == 1);
    assert_eq!(serving.stop().expect(0).code, Some(0));
    assert_eq!(world.public().len(), 1);
    let serving = Serving::start(&world);
    let post = serving.http.publish("a", &photo("a")).expect(200).body;
    assert_eq!(world.public(), [post["media"].as_str().unwrap()]);
    assert_eq!(serving.http.get("/posts/b").body["state"], "waiting");
    assert_eq!(world.count("POST", "/media_publish"), 1);
}

#[test]
fn a_client_that_waits_is_answered_when_the_program_ends() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut later = photo("a");
    // It is prepared already.
    later["at"] = "+100s".into();
    let http = serving.http.clone();
    let waiting = std::thread::spawn(move || http.publish("a", &later));
    until("it is prepared", || world.count("POST", "/media") == 1);
    assert!(!waiting.is_finished(), "it waits");
    assert_eq!(serving.stop().expect(0).code, Some(0));
    let reply = waiting.join().unwrap().expect(202);
    assert_ne!(reply.body["state"], "published");
}

/// Nothing becomes of it while a client waits.
#[test]
fn a_post_that_is_due_later_is_not_waited_for() {
    let world = World::new();
    let serving = Serving::start(&world);
    let mut later = photo("a");
    later["at"] = "+1h".into();
    let start = Instant::now();
    let reply = serving.http.send("PUT", "/posts/a?wait=80", &later.to_string()).expect(202);
    assert_eq!(reply.body["state"], "waiting");
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

#[test]
fn a_queue_that_cannot_be_used_is_said_and_posts_are_refused() {
    let world = World::new();
    let serving = Serving::start(&world);
    serving.http.publish("a", &photo("a")).expect(200);
    let file = world.state_dir().join("queue/queue.db");
    std::fs::rename(&file, file.with_extension("aside")).unwrap();
    serving.http.put("b", &photo("b")).one_error(500, &["the queue cannot be used"]);
    std::fs::rename(file.with_extension("aside"), &file).unwrap();
    let post = serving.http.publish("b", &photo("b")).expect(200).body;
    assert_eq!(post["state"], "published");
    assert_eq!(world.public().len(), 2);
}
