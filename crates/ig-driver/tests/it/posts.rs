//! Posts to save, in every state that matters.

use std::path::Path;

use ig_core::{
    Login, Photo, PublishFlow, PublishPlan,
    publish::{Outcome, Snapshot},
};
use ig_driver::{FileStore, Key, Slot, Target};
use serde_json::{Value, json};

pub(crate) fn plan() -> PublishPlan {
    plan_of("17841400008460056", "#BronzFonz")
}

pub(crate) fn plan_of(user: &str, caption: &str) -> PublishPlan {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    PublishPlan::new(user.parse().unwrap(), photo.with_caption(caption.parse().unwrap()))
}

/// A post for which nothing was sent.
pub(crate) fn fresh() -> Snapshot {
    PublishFlow::new(plan(), 7).snapshot().clone()
}

/// A post whose `media_publish` was sent, with an unknown result.
pub(crate) fn publishing() -> Snapshot {
    in_state(json!({ "publishing": { "at": at(), "failures": 0 } }))
}

pub(crate) fn published() -> Snapshot {
    let media = json!({ "confirmed": "2002" });
    let outcome = json!({ "published": { "container": "1001", "media": media } });
    let snapshot = ended(&outcome, &Value::Null);
    assert!(matches!(snapshot.outcome(), Some(Outcome::Published { .. })));
    snapshot
}

pub(crate) fn not_published() -> Snapshot {
    let outcome = json!({ "not_published": { "reason": reason() } });
    let snapshot = ended(&outcome, &Value::Null);
    assert!(matches!(snapshot.outcome(), Some(Outcome::NotPublished { .. })));
    snapshot
}

pub(crate) fn uncertain() -> Snapshot {
    let mut reason = reason();
    reason["uncertain"] = true.into();
    let outcome = json!({ "uncertain": { "container": "1001", "reason": reason } });
    let then = json!({ "again": "yes", "cause": "interrupted" });
    let snapshot = ended(&outcome, &then);
    assert!(matches!(snapshot.outcome(), Some(Outcome::Uncertain { .. })));
    snapshot
}

fn reason() -> Value {
    json!({ "phase": "verify", "cause": { "http_status": { "status": 503 } } })
}

fn at() -> Value {
    json!({ "id": "1001", "made": 1_800_000_000_010_u64, "publishes": 1 })
}

fn ended(outcome: &Value, then: &Value) -> Snapshot {
    in_state(json!({ "done": { "outcome": outcome, "at": at(), "then": then } }))
}

fn in_state(state: Value) -> Snapshot {
    let mut snapshot: Value = serde_json::to_value(fresh()).unwrap();
    snapshot["state"] = state;
    Snapshot::from_json(snapshot.to_string().as_bytes()).unwrap()
}

pub(crate) fn key(text: &str) -> Key {
    text.parse().unwrap()
}

pub(crate) fn target() -> Target {
    Target::new("http://127.0.0.1:8025", Login::Facebook)
}

pub(crate) fn store(folder: impl AsRef<Path>) -> FileStore {
    FileStore::open(folder.as_ref().join("posts")).unwrap()
}

/// Saves one snapshot after the other under a key, which stays locked.
pub(crate) fn kept(store: &FileStore, name: &str, snapshots: &[Snapshot]) -> Slot {
    let mut slot = store.lock(&key(name)).unwrap();
    slot.begin(target());
    for snapshot in snapshots {
        slot.save(snapshot).unwrap();
    }
    slot
}

/// The names in the folder, sorted.
pub(crate) fn names(store: &FileStore) -> Vec<String> {
    let entries = std::fs::read_dir(store.path()).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
