//! The file of the queue is not what it should be.

use std::{fs, path::PathBuf};

use super::{added, has_the_queue, posts};
use crate::world::{USER, World};

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

fn sql(world: &World, sql: &str) {
    rusqlite::Connection::open(file(world)).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_queue_of_another_version_is_left_to_that_version() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1h"]);
    for (version, says, fix) in [
        (7, "has version 7, and this program reads up to 3", "or a later one"),
        (1, "has version 1, and this program needs 3", "run `ig queue migrate`"),
    ] {
        sql(&world, &format!("UPDATE meta SET schema = {version}, min_reader = {version}"));
        for args in [&["queue", "list"][..], &["queue", "work", "--once"]] {
            world.ig(args).expect(2).one_error(&["the queue cannot be used", says, fix]);
        }
    }
    sql(&world, "UPDATE meta SET schema = 3, min_reader = 3");
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
}

#[test]
fn a_queue_of_an_earlier_version_is_migrated_when_it_is_asked_for() {
    let world = World::new();
    let migrate = |world: &World| world.ig(&["queue", "migrate"]).expect(0).stdout;
    assert!(migrate(&world).contains("there is no queue yet"));
    added(&world, &["photo.jpg", "--at=+0s"]);
    assert!(migrate(&world).contains("nothing to do: it has version 3"));
    // As the first version had it.
    sql(
        &world,
        "ALTER TABLE post DROP COLUMN permalink; ALTER TABLE meta DROP COLUMN fenced;
         CREATE TABLE first (post TEXT NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL,
             who TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (post, n)) WITHOUT ROWID;
         INSERT INTO first SELECT post, n, at, who, what FROM event;
         DROP TABLE event; ALTER TABLE first RENAME TO event;
         UPDATE meta SET schema = 1, min_reader = 1",
    );
    for args in [
        &["queue", "list"][..],
        &["queue", "add", "photo.jpg", "--at=+1h"],
        &["queue", "metrics"],
        &["queue", "work", "--once"],
    ] {
        world.ig(args).expect(2).one_error(&["has version 1", "run `ig queue migrate`"]);
    }
    let ran = world.ig(&["queue", "migrate", "--json"]).expect(0).json();
    assert_eq!((&ran["from"], &ran["to"]), (&1.into(), &3.into()));
    assert!(migrate(&world).contains("nothing to do"));
    assert_eq!(super::drain(&world).len(), 1, "nothing is lost");
    // One that is newer, or none, is left as it is.
    sql(&world, "UPDATE meta SET schema = 9, min_reader = 9");
    world.ig(&["queue", "migrate"]).expect(2).one_error(&["has version 9"]);
    sql(&world, "PRAGMA application_id = 7");
    world.ig(&["queue", "migrate"]).expect(2).one_error(&["it is another database"]);
}

/// SQLite takes a file for read-only that a later version of it has to write.
#[test]
fn a_queue_that_is_read_only_is_listed_and_not_written() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1h"]);
    let mut bytes = fs::read(file(&world)).unwrap();
    assert_eq!(bytes[18..20], [2, 2], "the versions for writing and for reading");
    bytes[18] = 3;
    fs::write(file(&world), bytes).unwrap();
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
    let again = ["queue", "add", "photo.jpg", "--caption=b", "--at=+1h"];
    for args in [&again[..], &["queue", "work", "--once"]] {
        world.ig(args).expect(1).one_error(&[
            "the queue cannot be written",
            "is read-only",
            "make the file and its folder writable; nothing was changed or sent",
        ]);
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_adds_nothing_and_loses_nothing() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    for args in ["queue add photo.jpg --caption=b --at=+0s", "queue work --once"] {
        // No file of the command can grow, as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f 0; exec \"$0\" {args}");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_ig")]).current_dir(world.home());
        command.env_clear().env("HOME", world.home()).env("IG_API_BASE", world.server.url());
        command.env("IG_USER_ID", USER);
        command.env("IG_ACCESS_TOKEN", crate::world::TOKEN);
        let ran = crate::world::run(&mut command).expect(1);
        ran.one_error(&["the queue cannot be written", "make room on the disk"]);
    }
    assert!(world.public().is_empty(), "what is not on the disk is not sent");
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
    assert_eq!(super::drain(&world).len(), 1);
}

#[test]
fn a_worker_ends_when_its_file_is_gone_and_nothing_is_made_in_its_place() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1h"]);
    let started = world.start(&["queue", "work"]);
    has_the_queue(&world, &started);
    let aside = file(&world).with_extension("aside");
    fs::rename(file(&world), &aside).unwrap();
    // While the worker has it, after it has ended, and each time that it is started again.
    let refused = |args: &[&str]| world.ig(args).expect(1).one_error(&GONE);
    let add = ["queue", "add", "photo.jpg", "--caption=b", "--key=b", "--at=+0s"];
    refused(&add);
    started.end().expect(1).one_error(&GONE);
    world.file("posts.csv", format!("account,at,media\n{USER},+1h,photo.jpg\n").as_bytes());
    let others = "list;show b;explain b;cancel b;release b;retime;metrics;migrate;import posts.csv";
    let others = others.split(';').map(|it| format!("queue {it}"));
    let pauses = ["pause", "go"].map(|it| format!("queue {it} {USER}"));
    for words in others.chain(pauses).chain(["publish photo.jpg --key=b".to_owned()]) {
        refused(&words.split(' ').collect::<Vec<_>>());
    }
    for work in ["--once", "--drain", "--once"] {
        refused(&["queue", "work", work]);
        refused(&add);
    }
    assert!(!file(&world).exists() && world.public().is_empty());
    fs::rename(aside, file(&world)).unwrap();
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
    // What the error says is how to begin another one.
    for end in ["db", "db.lock"] {
        fs::remove_file(file(&world).with_extension(end)).unwrap();
    }
    assert!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).is_empty());
    world.ig(&add).expect(0);
}

const GONE: [&str; 3] =
    ["the queue cannot be used", "was removed, replaced or emptied", "put the file back"];

#[test]
fn an_edit_of_what_is_held_after_a_restore_publishes_nothing() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    let zoned = ["photo.jpg", "--caption=z", "--at=2099-07-01 12:00 Europe/Berlin"];
    let zoned = added(&world, &zoned);
    let copy = fs::read(file(&world)).unwrap();
    assert_eq!(posts(&world.ig(&["queue", "work", "--once", "--json"]).expect(0)).len(), 1);
    fs::write(file(&world), copy).unwrap();
    // As if the rules of its zone had changed since it was added.
    sql(&world, &format!("UPDATE post SET due = due - 3600000 WHERE id = '{zoned}'"));
    // Whoever starts a worker is told, until a person has looked.
    for _ in 0..2 {
        let ran = world.ig(&["queue", "work", "--once", "--quiet"]).expect(0);
        assert!(ran.stderr.contains("2 posts are held"), "{}", ran.stderr);
    }
    world.file("post.json", br#"{"photo": {"medium": "photo.jpg", "caption": "new"}}"#);
    for change in ["--late=skip=3h", "--lead=1m", "--plan=post.json", "--at=+0s"] {
        let row = world.ig(&["queue", "edit", &id, change, "--json"]).expect(0).json();
        assert_eq!(row["state"], "held", "{change}: {row}");
        assert!(row["note"].as_str().unwrap().contains("may have lost its last writes"), "{row}");
    }
    let said = world.ig(&["queue", "edit", &id, "--lead=1m"]).expect(0).stderr;
    assert!(said.contains(&format!("it stays held: `ig queue release {id}`")), "{said}");
    let moved = world.ig(&["queue", "retime", "--json"]).expect(0).json();
    assert_eq!(moved["moved"][0]["id"], zoned.as_str(), "{moved}");
    let row = world.ig(&["queue", "show", &zoned, "--json"]).expect(0).json();
    assert_eq!((&row["state"], &row["due"]), (&"held".into(), &"2099-07-01T10:00:00Z".into()));
    assert!(super::drain(&world).is_empty());
    assert_eq!(world.public().len(), 1);
    world.ig(&["queue", "release", &id]).expect(0);
    assert_eq!(super::drain(&world).len(), 1, "a person has looked");
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

/// Runs each command that only reads, and some that do not; `start` says how.
#[cfg(unix)]
#[track_caller]
fn is_read_and_not_written(
    world: &World,
    id: &str,
    start: impl Fn(&[&str]) -> crate::world::Ran,
    fix: &str,
) {
    let listed = start(&["queue", "list", "--json"]).expect(0);
    assert_eq!(posts(&listed)[0]["id"], id);
    assert_eq!(listed.stderr, "");
    assert_eq!(start(&["queue", "show", id, "--json"]).expect(0).json()["id"], id);
    let explained = start(&["queue", "explain", id]).expect(0).stdout;
    assert!(explained.contains("added"), "{explained}");
    assert_eq!(start(&["queue", "metrics", "--json"]).expect(0).json()["waiting"], 1);
    for args in [
        &["queue", "cancel", id][..],
        &["queue", "pause", USER],
        &["queue", "add", "photo.jpg", "--caption=b", "--at=+1d"],
    ] {
        let ran = start(args);
        assert!(matches!(ran.code, Some(1 | 2)), "{ran:?}");
        ran.one_error(&["cannot be", fix]);
    }
    assert_eq!(posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 1);
    assert_eq!(start(&["queue", "list", "--json"]).expect(0).stdout, listed.stdout);
}

#[cfg(unix)]
fn shell(world: &World, script: &str, args: &[&str]) -> crate::world::Ran {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_ig")]).args(args).current_dir(world.home());
    command.env_clear().env("HOME", world.home()).env("PATH", "/usr/bin:/bin");
    command.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", USER);
    crate::world::run(command.env("IG_ACCESS_TOKEN", crate::world::TOKEN))
}

#[cfg(unix)]
#[test]
fn a_queue_on_a_full_disk_is_read() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+1d"]);
    let full = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    is_read_and_not_written(&world, &id, |args| shell(&world, full, args), "make room");
}

/// Root may write whatever the permissions say, unless it gives that up.
#[cfg(target_os = "linux")]
#[test]
fn a_queue_that_nobody_may_write_to_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+1d"]);
    let folder = file(&world).parent().unwrap().to_owned();
    let allow = |write: bool| {
        for path in [file(&world), folder.clone()] {
            let mode = if path.is_dir() { 0o500 } else { 0o400 } + if write { 0o200 } else { 0 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(false);
    let bound = "case $(id -u) in 0) exec setpriv --bounding-set=-dac_override \"$0\" \"$@\";; \
                 *) exec \"$0\" \"$@\";; esac";
    is_read_and_not_written(&world, &id, |args| shell(&world, bound, args), "writable");
    allow(true);
}
