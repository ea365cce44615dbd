//! Folders in which no posts can be saved.

use std::{fs, io::ErrorKind, path::Path};

use ig_driver::{FileStore, StoreError};

use crate::posts::{fresh, kept, key, store};

#[track_caller]
fn is_unusable(error: &StoreError, kind: ErrorKind, path: &Path, parts: &[&str]) {
    let StoreError::Folder { source, path: found, .. } = error else { panic!("{error:?}") };
    assert_eq!((source.kind(), &**found), (kind, path));
    let said = format!("{error}; {}", error.advice());
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn the_folder_is_made_and_the_one_above_it_is_not() {
    let above = tempfile::tempdir().unwrap();
    let path = above.path().join("posts");
    assert_eq!(FileStore::open(&path).unwrap().path(), path);
    FileStore::open(&path).unwrap();

    let far = above.path().join("not-mounted/posts");
    let error = FileStore::open(&far).unwrap_err();
    is_unusable(&error, ErrorKind::NotFound, &far, &["does not exist", "is mounted"]);
    assert!(!far.parent().unwrap().exists());
    assert!(matches!(FileStore::open(""), Err(StoreError::Folder { .. })));
}

#[test]
fn a_file_is_not_a_folder() {
    let above = tempfile::tempdir().unwrap();
    let file = above.path().join("file");
    fs::write(&file, "precious").unwrap();
    for path in [file.clone(), file.join("posts")] {
        let error = FileStore::open(&path).unwrap_err();
        is_unusable(&error, ErrorKind::NotADirectory, &path, &["not a folder", "use another"]);
    }
    assert_eq!(fs::read(&file).unwrap(), b"precious");
}

/// The folder is not created again: the posts in it may only be hidden, on an unmounted disk.
#[test]
fn a_folder_that_goes_away_is_not_taken_for_an_empty_one() {
    let above = tempfile::tempdir().unwrap();
    let store = store(&above);
    let mut slot = kept(&store, "a", &[fresh()]);
    let aside = above.path().join("aside");
    fs::rename(store.path(), &aside).unwrap();
    assert!(slot.save(&fresh()).is_err());
    let gone = |error: &StoreError| {
        is_unusable(error, ErrorKind::NotFound, store.path(), &["does not exist", "mounted"]);
    };
    gone(&store.lock(&key("a")).unwrap_err());
    gone(&store.read(&key("a")).unwrap_err());
    gone(&store.records().unwrap_err());
    gone(&store.unfinished().unwrap_err());
    fs::write(store.path(), "").unwrap();
    let error = store.lock(&key("a")).unwrap_err();
    is_unusable(&error, ErrorKind::NotADirectory, store.path(), &["not a folder"]);
}

#[cfg(unix)]
#[test]
fn only_the_user_can_read_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let above = tempfile::tempdir().unwrap();
    let store = store(&above);
    let _slot = kept(&store, "a", &[fresh()]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.path()), 0o700);
    for name in ["a.json", "a.lock"] {
        assert_eq!(mode(&store.path().join(name)), 0o600, "{name}");
    }
}

/// Root may write everywhere, so the child runs as the user `nobody`.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_noticed_before_anything_is_sent() {
    use std::os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };

    use crate::child;

    if let Some(folder) = child::folder() {
        let store = FileStore::open(folder.join("posts")).unwrap();
        let error = store.lock(&key("a")).unwrap_err();
        let parts = ["permission is denied", "make the folder writable"];
        is_unusable(&error, ErrorKind::PermissionDenied, store.path(), &parts);
        assert!(store.records().unwrap().is_empty(), "it can be read");
        assert!(store.read(&key("a")).unwrap().is_none());
        child::say_that_it_went_well();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(folder.path(), 0o755);
    mode(store.path(), 0o555);
    // The user `nobody` may have no access to this program's folder.
    let program = folder.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    mode(&program, 0o755);
    let name = "folder::a_read_only_folder_is_noticed_before_anything_is_sent";
    let mut child = child::prepared(std::process::Command::new(&program), name, folder.path());
    child.current_dir(folder.path());
    if fs::metadata(&program).unwrap().uid() == 0 {
        child.uid(65534).gid(65534);
    }
    let output = child.output();
    mode(store.path(), 0o755);
    child::went_well(&output.unwrap());
}
