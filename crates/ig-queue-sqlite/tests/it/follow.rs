//! Events are followed in the order in which they were stored.

use std::{cell::RefCell, time::Duration};

use ig_core::{AccessToken, Context, Login};
use ig_queue_sqlite::{
    Driver, SqliteStore, Told, Until,
    ig_queue::{ApiBase, Credential, Edit, Fence, Limits, News, Store as _},
};

use crate::home::{Home, me, minutes, post};

fn names(told: &[Told]) -> Vec<(u64, &str)> {
    told.iter().map(|told| (told.seq, told.post.as_str())).collect()
}

#[test]
fn who_asks_again_with_the_last_number_misses_nothing() {
    let home = Home::new();
    let mut store = home.open();
    assert_eq!(store.last_event().unwrap(), 0);
    // Many in one instant, and by two connections.
    let mut other = home.open();
    store.add(&post("b", minutes(1))).unwrap();
    other.add(&post("a", minutes(1))).unwrap();
    store.add(&post("c", minutes(1))).unwrap();
    let first = store.follow(0, None, 2).unwrap();
    assert_eq!(names(&first), [(1, "b"), (2, "a")]);
    other.change(&"a".parse().unwrap(), Fence::FIRST, Edit::Cancel).unwrap();
    let rest = store.follow(2, None, 100).unwrap();
    assert_eq!(names(&rest), [(3, "c"), (4, "a")]);
    assert_eq!(rest[1].event.what, "cancelled");
    assert_eq!(store.last_event().unwrap(), 4);
    assert!(store.follow(4, None, 100).unwrap().is_empty());
    // The clock is set back, and the order is that of the writes.
    let mut late = SqliteStore::open(home.path())
        .unwrap()
        .with_clock(|| ig_core::Timestamp::from_unix_millis(1));
    late.add(&post("d", minutes(1))).unwrap();
    assert_eq!(names(&store.follow(4, None, 100).unwrap()), [(5, "d")]);
    let of = store.follow(0, Some(&"a".parse().unwrap()), 100).unwrap();
    assert_eq!(names(&of), [(2, "a"), (4, "a")]);
}

/// As the second version had it.
#[test]
fn the_events_of_an_earlier_version_are_in_the_order_of_their_times() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("b", minutes(1))).unwrap();
    home.pass(Duration::from_secs(1));
    store.add(&post("a", minutes(1))).unwrap();
    drop(store);
    let raw = rusqlite::Connection::open(home.path()).unwrap();
    raw.execute_batch(
        "CREATE TABLE second (post TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL,
             who TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (post, n)) WITHOUT ROWID;
         INSERT INTO second SELECT post, n, at, who, what FROM event;
         DROP TABLE event; ALTER TABLE second RENAME TO event;
         UPDATE meta SET schema = 2, min_reader = 2",
    )
    .unwrap();
    drop(raw);
    assert!(SqliteStore::open(home.path()).unwrap_err().to_string().contains("has version 2"));
    SqliteStore::migrate(home.path()).unwrap();
    let mut store = home.open();
    assert_eq!(names(&store.follow(0, None, 100).unwrap()), [(1, "b"), (2, "a")]);
    store.add(&post("c", minutes(1))).unwrap();
    assert_eq!(names(&store.follow(2, None, 100).unwrap()), [(3, "c")]);
    assert_eq!(store.events(&"a".parse().unwrap()).unwrap().len(), 1);
}

/// By itself this driver would look in an hour.
#[test]
fn a_driver_that_is_told_of_a_post_looks_at_it() {
    let home = Home::new();
    let mut limits = Limits::default();
    limits.idle = Duration::from_secs(3600);
    let mut driver = Driver::new(home.open(), me("a"), limits);
    let (waker, stopper) = (driver.waker(), driver.stopper());
    let mut other = home.open();
    let context = Context::new(Login::Facebook, AccessToken::new("a")).unwrap();
    let client =
        ig_ureq::Client::new(context.with_api_base("http://127.0.0.1:1").unwrap()).unwrap();
    let seen = RefCell::new(Vec::new());
    let mut is_added = false;
    let mut clients = |_: &ApiBase, _: &Credential| Some(client.clone());
    let mut hear = |news: News<'_, _>| match news {
        News::Waiting(_) if !is_added => {
            is_added = true;
            other.add(&post("now", Duration::ZERO)).unwrap();
            waker.wake("now".parse().unwrap());
        }
        News::Claimed(claimed) => {
            seen.borrow_mut().push(claimed.row.id.clone());
            stopper.stop();
        }
        _ => (),
    };
    driver.run(Until::Stopped, &mut clients, &mut hear).unwrap();
    assert_eq!(*seen.borrow(), ["now".parse().unwrap()]);
}
