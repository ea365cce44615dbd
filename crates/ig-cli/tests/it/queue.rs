//! `ig queue`: posts that wait for their time.

mod advice;
mod bad;
mod beside;
mod changes;
mod files;
mod gone;
mod import;
mod media;
mod shown;
mod whose;
mod work;

use serde_json::Value;

use crate::world::{Ran, Started, World, until};

/// Adds a post that is due then; returns its id.
#[track_caller]
pub(crate) fn added(world: &World, args: &[&str]) -> String {
    let ran = world.ig(&[&["queue", "add", "--json"], args].concat()).expect(0);
    let object = ran.json();
    assert_eq!(object["added"], true, "{object}");
    object["id"].as_str().unwrap().to_owned()
}

/// The posts of `ig queue list`, or of `ig queue work`.
#[track_caller]
pub(crate) fn posts(ran: &Ran) -> Vec<Value> {
    ran.json()["posts"].as_array().unwrap().clone()
}

/// Publishes all that is in the queue.
#[track_caller]
pub(crate) fn drain(world: &World) -> Vec<Value> {
    posts(&world.ig(&["queue", "work", "--drain", "--json"]).expect(0))
}

/// Waits until a worker has the lock of the queue.
#[track_caller]
pub(crate) fn has_the_queue(world: &World, worker: &Started) {
    let lock = world.state_dir().join("queue/queue.db.lock");
    let name = format!("process {} since ", worker.id());
    until("it has the queue", || {
        std::fs::read_to_string(&lock).is_ok_and(|text| text.contains(&name))
    });
}
