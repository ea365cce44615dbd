//! What every store has to do.

use ig_queue_postgres::{BlockingStore, ig_queue::testing};

use crate::cluster::Cluster;

#[test]
fn it_does_what_every_store_has_to_do() {
    let checks = testing::checks::<BlockingStore>();
    assert!(10 < checks.len(), "{checks:?}");
    for check in checks {
        let database = Cluster::shared().database().with_queue();
        (check.run)(&mut || database.open());
    }
}
