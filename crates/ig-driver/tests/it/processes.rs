//! Two processes with one folder.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use ig_driver::{FileStore, StoreError};

use crate::{
    child::{self, WELL},
    posts::{kept, key, publishing, store, target},
};

/// The child holds the lock until it is killed.
#[test]
fn a_key_is_held_against_another_process_until_that_one_is_killed() {
    if let Some(folder) = child::folder() {
        let store = FileStore::open(folder.join("posts")).unwrap();
        let mut slot = store.lock(&key("a")).unwrap();
        slot.begin(target());
        slot.save(&publishing()).unwrap();
        child::say_that_it_went_well();
        // The parent kills it, or ends.
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let name = "processes::a_key_is_held_against_another_process_until_that_one_is_killed";
    let mut command = child::of(name, folder.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.map_while(Result::ok).find(|line| line.contains(WELL));
    assert!(said.is_some(), "{:?}", child.wait());

    let error = store.lock(&key("a")).unwrap_err();
    assert!(matches!(&error, StoreError::Busy { key, .. } if key.as_str() == "a"), "{error:?}");
    drop(store.lock(&key("b")).unwrap());
    assert_eq!(store.read(&key("a")).unwrap().unwrap().snapshot, publishing(), "reading is free");

    child.kill().unwrap();
    child.wait().unwrap();
    let slot = store.lock(&key("a")).unwrap();
    assert_eq!(slot.record().unwrap().snapshot, publishing());
}

/// Each process increments a counter in the record's extra; no count is lost.
#[test]
fn many_processes_with_one_key_work_one_after_the_other() {
    const ROUNDS: u64 = 15;
    if let Some(folder) = child::folder() {
        let store = FileStore::open(folder.join("posts")).unwrap();
        let (mut done, mut busy) = (0, 0);
        while done < ROUNDS {
            let mut slot = match store.lock(&key("a")) {
                Ok(slot) => slot,
                Err(StoreError::Busy { .. }) if busy < 1_000_000 => {
                    busy += 1;
                    continue;
                }
                Err(error) => panic!("{error:?}"),
            };
            let count = slot.extra().get("count").and_then(|count| count.as_u64());
            slot.extra_mut().insert("count".to_owned(), (count.unwrap_or(0) + 1).into());
            slot.save(&publishing()).unwrap();
            done += 1;
        }
        child::say_that_it_went_well();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    drop(kept(&store, "a", &[publishing()]));
    let name = "processes::many_processes_with_one_key_work_one_after_the_other";
    let children: Vec<_> = (0..3)
        .map(|_| child::of(name, folder.path()).stdout(Stdio::piped()).spawn().unwrap())
        .collect();
    for child in children {
        child::went_well(&child.wait_with_output().unwrap());
    }
    let record = store.read(&key("a")).unwrap().unwrap();
    assert_eq!(record.extra["count"], 3 * ROUNDS);
}
