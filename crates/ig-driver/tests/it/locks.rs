//! One key, one holder.

use std::{fs, thread};

use ig_driver::{FileStore, Slot, StoreError};

use crate::posts::{
    fresh, kept, key, names, not_published, published, publishing, store, uncertain,
};

#[test]
fn a_key_is_held_against_the_same_process_until_the_slot_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let slot = store.lock(&key("a")).unwrap();
    let other = FileStore::open(store.path()).unwrap();
    for store in [&store, &other] {
        let error = store.lock(&key("a")).unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }), "{error:?}");
        assert!(error.advice().contains("wait"));
    }
    drop(store.lock(&key("A")).unwrap());
    let elsewhere = thread::spawn(move || other.lock(&key("a")).map(drop));
    assert!(matches!(elsewhere.join().unwrap(), Err(StoreError::Busy { .. })));
    drop(slot);
    drop(store.lock(&key("a")).unwrap());
}

#[test]
fn many_threads_with_one_key_begin_one_post() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let begun: usize = thread::scope(|scope| {
        let begin = || {
            let mut slot = match store.lock(&key("a")) {
                Ok(slot) if slot.record().is_none() => slot,
                Ok(_) | Err(StoreError::Busy { .. }) => return 0,
                Err(error) => panic!("{error:?}"),
            };
            slot.begin(crate::posts::target());
            slot.save(&publishing()).unwrap();
            1
        };
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(move || (0..20).map(|_| begin()).sum::<usize>())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(begun, 1);
}

#[cfg(unix)]
#[test]
fn the_lock_file_stays_as_long_as_there_is_something_to_drive() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    drop(store.lock(&key("nothing-kept")).unwrap());
    assert_eq!(names(&store), [""; 0]);
    let check = |name: &str, snapshots: &[_], stays: bool| {
        let lock = store.path().join(format!("{name}.lock"));
        let slot = kept(&store, name, snapshots);
        assert!(lock.exists(), "{name}");
        drop(slot);
        assert_eq!(lock.exists(), stays, "{name}");
        drop(store.lock(&key(name)).unwrap());
        assert_eq!(lock.exists(), stays, "{name} was only looked at");
    };
    check("fresh", &[fresh()], true);
    check("publishing", &[fresh(), publishing()], true);
    check("uncertain", &[uncertain()], true);
    check("published", &[publishing(), published()], false);
    check("not-published", &[fresh(), not_published()], false);
}

#[cfg(unix)]
#[test]
fn nothing_is_saved_after_the_lock_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut first = kept(&store, "a", &[fresh()]);
    fs::remove_file(store.path().join("a.lock")).unwrap();
    let mut second = kept(&store, "a", &[publishing()]);
    let error = first.save(&fresh()).unwrap_err();
    assert!(matches!(error, StoreError::LockLost { .. }), "{error:?}");
    assert!(error.to_string().contains("a.lock"), "{error}");
    drop(first);
    assert!(matches!(store.lock(&key("a")), Err(StoreError::Busy { .. })));
    second.save(&published()).unwrap();
    assert_eq!(store.read(&key("a")).unwrap().unwrap().snapshot, published());
}

#[cfg(unix)]
#[test]
fn a_link_or_a_folder_in_place_of_the_lock_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let elsewhere = folder.path().join("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, store.path().join("a.lock")).unwrap();
    fs::create_dir(store.path().join("b.lock")).unwrap();
    for name in ["a", "b"] {
        let error = store.lock(&key(name)).unwrap_err();
        assert!(matches!(error, StoreError::Lock { .. }), "{error:?}");
        assert!(error.to_string().contains("not a plain file"), "{error}");
    }
    assert!(!elsewhere.exists());
}

#[test]
fn a_lock_file_that_a_crash_left_behind_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    fs::write(store.path().join("a.lock"), "").unwrap();
    drop(store.lock(&key("a")).unwrap());
}

#[test]
fn a_slot_may_be_held_in_an_asynchronous_task() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    goes_anywhere::<Slot>();
    goes_anywhere::<FileStore>();
    goes_anywhere::<StoreError>();
    goes_anywhere::<ig_driver::OnceError>();
}
