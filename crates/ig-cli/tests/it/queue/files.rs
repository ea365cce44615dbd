//! The file of the queue is not what it should be.

use std::{fs, path::PathBuf};

use super::added;
use crate::world::World;

fn file(world: &World) -> PathBuf {
    world.state_dir().join("queue/queue.db")
}

#[test]
fn a_file_that_is_no_queue_is_left_as_it_is() {
    let world = World::new();
    fs::create_dir_all(file(&world).parent().unwrap()).unwrap();
    fs::write(file(&world), "these are somebody's notes, and not a database at all").unwrap();
    for args in [&["queue", "list"][..], &["queue", "add", "photo.jpg", "--at=+1h"]] {
        let ran = world.ig(args).expect(2);
        ran.one_error(&["the queue cannot be used", "it is not a database of SQLite"]);
    }
    assert!(fs::read_to_string(file(&world)).unwrap().starts_with("these are"));
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_queue() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1h"]);
    world.ig(&["queue", "work", "--once"]).expect(0);
    let folder = file(&world).parent().unwrap().to_owned();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
