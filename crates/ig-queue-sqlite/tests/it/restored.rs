//! A database that is an earlier copy does not know what was published since.

use std::fs;

use ig_queue_sqlite::{
    Error, Reset,
    ig_queue::{Edit, Note, State, Store as _},
};

use crate::home::{Home, me, minutes, post};

#[test]
fn a_restored_file_is_noticed_and_its_posts_are_held() {
    let home = Home::new();
    let mut store = home.open();
    store.add_all(&[post("a", minutes(0)), post("b", minutes(60))]).unwrap();
    // It may have been released and published since.
    let held = "c".parse().unwrap();
    store.add(&post("c", minutes(60))).unwrap();
    let fence = store.get(&held).unwrap().unwrap().fence;
    store.change(&held, fence, Edit::Hold { words: "a holiday".to_owned() }).unwrap();
    let id = "b".parse().unwrap();
    assert_eq!(store.lock(&me("one")).unwrap(), Reset::No);
    drop(store);
    let copy = fs::read(home.path()).unwrap();
    let mut store = home.open();
    assert_eq!(store.lock(&me("two")).unwrap(), Reset::No, "the same file");
    drop(store);
    fs::write(home.path(), copy).unwrap();
    let mut store = home.open();
    assert_eq!(store.lock(&me("three")).unwrap(), Reset::Yes { posts: 3 });
    for id in [&held, &id] {
        let row = store.get(id).unwrap().unwrap();
        assert_eq!((row.state, row.note), (State::Held, Some(Note::StoreWasReset)));
    }
    let row = store.get(&id).unwrap().unwrap();
    // It is said once, and a person lets the posts go.
    store.change(&id, row.fence, Edit::Release).unwrap();
    drop(store);
    let mut store = home.open();
    assert_eq!(store.lock(&me("four")).unwrap(), Reset::No);
    assert_eq!(store.get(&id).unwrap().unwrap().state, State::Waiting);
}

#[test]
fn one_worker_at_a_time() {
    let home = Home::new();
    let (mut one, mut other) = (home.open(), home.open());
    one.lock(&me("one")).unwrap();
    let error = other.lock(&me("other")).unwrap_err();
    assert!(matches!(&error, Error::Worked { holder: Some(it), .. } if it == "one"), "{error}");
    other.add(&post("a", minutes(1))).unwrap();
    drop(one);
    other.lock(&me("other")).unwrap();
}
