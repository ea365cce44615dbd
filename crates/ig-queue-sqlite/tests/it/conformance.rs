//! What every store has to do.

use ig_queue_sqlite::{SqliteStore, ig_queue::testing};

#[test]
fn it_does_what_every_store_has_to_do() {
    let checks = testing::checks::<SqliteStore>();
    assert!(10 < checks.len(), "{checks:?}");
    for check in checks {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("queue").join("queue.db");
        (check.run)(&mut || SqliteStore::open(&path).unwrap());
    }
}
