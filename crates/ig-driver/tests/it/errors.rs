//! Errors convert into the types that programs use.

use std::{error::Error, io, path::PathBuf};

use ig_core::publish::Snapshot;
use ig_driver::{BoxError, FileStore, InvalidKey, NoStore, OnceError, Store, StoreError};

use crate::posts::{fresh, key};

/// A store below a folder that does not exist.
fn nowhere() -> PathBuf {
    tempfile::tempdir().unwrap().path().join("posts")
}

fn saved(mut store: impl Store<Snapshot>) -> Result<(), BoxError> {
    store.save(fresh())
}

#[test]
fn a_closure_with_any_error_is_a_store() {
    let said = |result: Result<(), BoxError>| result.unwrap_err().to_string();
    assert_eq!(said(saved(|_| Err(anyhow::anyhow!("no room")))), "no room");
    assert_eq!(said(saved(|_| Err(BoxError::from("no room")))), "no room");
    assert_eq!(said(saved(|_| Err(io::Error::other("no room")))), "no room");
    assert_eq!(said(saved(|_| Err("no room".to_owned()))), "no room");
    assert_eq!(said(saved(|_| Err("no room"))), "no room");
    let mut count = 0;
    saved(|_| {
        count += 1;
        Ok::<_, std::convert::Infallible>(())
    })
    .unwrap();
    assert_eq!(count, 1);
    saved(NoStore).unwrap();
}

#[test]
fn a_question_mark_takes_every_error() {
    fn by_anyhow() -> anyhow::Result<()> {
        FileStore::open(nowhere())?;
        Ok(())
    }
    fn by_box() -> Result<(), BoxError> {
        "a/b".parse::<ig_driver::Key>()?;
        Ok(())
    }
    fn of_once() -> Result<(), OnceError> {
        FileStore::open(nowhere())?;
        Ok(())
    }
    assert!(by_anyhow().unwrap_err().is::<StoreError>());
    assert!(by_box().unwrap_err().is::<InvalidKey>());
    let error = of_once().unwrap_err();
    assert!(matches!(error, OnceError::Store(StoreError::Folder { .. })), "{error:?}");
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert!(error.advice().contains("mounted"));
}

#[test]
fn the_systems_error_is_the_source() {
    let error = FileStore::open(nowhere()).unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>()).unwrap();
    assert_eq!(source.kind(), io::ErrorKind::NotFound);
    assert!(source.raw_os_error().is_some());

    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path()).unwrap();
    let _slot = store.lock(&key("a")).unwrap();
    assert!(store.lock(&key("a")).unwrap_err().source().is_none());
}
