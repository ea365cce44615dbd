//! A full disk: a failed save is an error before anything is sent, and saved posts stay.
//!
//! The limit is the system's own for the size of a process's files, at zero: no file can grow, and
//! writing fails with an error, as it does on a full disk.

use std::{fs, io::ErrorKind};

use ig_driver::{FileStore, Forget, StoreError};

use crate::{
    child,
    posts::{fresh, kept, key, names, publishing, store, target},
};

const FULL: &str = "trap '' XFSZ; ulimit -f 0";

#[test]
fn a_full_disk_is_noticed_before_anything_is_sent() {
    if let Some(folder) = child::folder() {
        let store = FileStore::open(folder.join("posts")).unwrap();
        for name in ["new", "old"] {
            let error = store.lock(&key(name)).unwrap_err();
            let StoreError::Folder { source, path, .. } = &error else { panic!("{error:?}") };
            assert_eq!((source.kind(), &**path), (ErrorKind::FileTooLarge, store.path()));
            assert!(error.to_string().contains("the limit for the size of a file"), "{error}");
            assert!(error.advice().contains("make room"));
        }
        // Work that needs no room continues.
        assert_eq!(store.unfinished().unwrap(), [key("old")]);
        store.forget(&key("old"), Forget::Anything).unwrap();
        child::say_that_it_went_well();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    drop(kept(&store, "old", &[fresh()]));
    let name = "full_disk::a_full_disk_is_noticed_before_anything_is_sent";
    child::went_well(&child::by_shell(FULL, name, folder.path()).output().unwrap());
    assert_eq!(names(&store), [""; 0], "nothing half done is left");
}

/// The room runs out while the post is under way: half a record fits.
#[test]
fn a_disk_that_fills_up_later_loses_no_record() {
    if let Some(folder) = child::folder() {
        let store = FileStore::open(folder.join("posts")).unwrap();
        let mut slot = store.lock(&key("a")).unwrap();
        slot.begin(target());
        slot.save(&fresh()).unwrap();
        // The whole record is larger than the limit now.
        slot.extra_mut().insert("note".to_owned(), "x".repeat(16 * 1024).into());
        let error = slot.save(&publishing()).unwrap_err();
        let StoreError::Save { source, .. } = &error else { panic!("{error:?}") };
        assert_eq!(source.kind(), ErrorKind::FileTooLarge);
        assert!(error.advice().contains("make room"));
        assert_eq!(slot.record().unwrap().snapshot, fresh(), "what is kept");
        child::say_that_it_went_well();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let name = "full_disk::a_disk_that_fills_up_later_loses_no_record";
    // In units of 512 bytes or of 1 KiB, depending on the shell.
    let line = "trap '' XFSZ; ulimit -f 8";
    child::went_well(&child::by_shell(line, name, folder.path()).output().unwrap());
    let record = store.read(&key("a")).unwrap().unwrap();
    assert_eq!((record.snapshot, record.extra.len()), (fresh(), 0));
    assert_eq!(names(&store), ["a.json", "a.lock"], "the post has not ended, so its lock stays");
    assert!(fs::metadata(store.path().join("a.json")).unwrap().len() < 4096);
}
