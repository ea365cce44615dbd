//! A folder that cannot be written to, and files that are not posts: reported, never hidden or
//! deleted.

use std::{fs, path::Path};

use serde_json::Value;

use crate::world::{World, run};

#[track_caller]
fn folder_is_refused(folder: &str) {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "--state-dir", folder]).expect(2);
    ran.one_error(&["posts cannot be saved", folder, "--state-dir"]);
    assert!(world.requests().is_empty(), "nothing was sent");
}

#[test]
fn a_state_folder_that_is_a_file_is_wrong_usage_for_every_command() {
    let world = World::new();
    let id = "20200101-000000000-0000";
    for folder in ["photo.jpg", "photo.jpg/posts"] {
        for args in [
            &["publish", "photo.jpg"][..],
            &["publish", "photo.jpg", "--preflight"],
            &["publish", "photo.jpg", "--sandbox"],
            &["list"],
            &["resume"],
            &["resume", id],
            &["explain", id],
        ] {
            let ran = world.ig(&[args, &["--state-dir", folder]].concat()).expect(2);
            ran.one_error(&["the state folder cannot be used", folder, "--state-dir"]);
            let ran = run(world.command(args).env("IG_STATE_DIR", folder)).expect(2);
            ran.one_error(&["the state folder cannot be used", folder]);
        }
    }
    assert!(world.requests().is_empty(), "nothing was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn a_state_folder_that_cannot_be_created_is_reported_before_anything_is_sent() {
    // Not even the superuser can make a file here.
    folder_is_refused("/proc/ig");
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_state_folder_is_reported_before_anything_is_sent() {
    folder_is_refused("/proc/self");
}

/// A world with one post that is public, and its file.
fn published() -> (World, String, std::path::PathBuf) {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--caption", "Ayyy!"]).expect(0);
    let (id, path) = (world.only_post(), world.posts().remove(0));
    (world, id, path)
}

#[track_caller]
fn is_reported_everywhere(world: &World, id: &str, path: &Path, word: &str) {
    let before = fs::read(path).unwrap();
    let sent = world.requests().len();
    // Whatever it was may be public: neither "not published" nor "nothing to resume".
    world.ig(&["resume", id]).expect(3).one_error(&[id, word]);
    world.ig(&["resume"]).expect(3).one_error(&[id, "cannot be read"]);
    world.ig(&["explain", id]).expect(3).one_error(&[id, word]);
    let list = world.ig(&["list"]).expect(0).stdout;
    assert!(list.contains(id) && list.contains(word), "{list}");
    let posts = world.ig(&["list", "--json"]).expect(0).json();
    assert!(posts["posts"][0]["problem"].as_str().unwrap().contains(word), "{posts}");
    assert_eq!(fs::read(path).unwrap(), before, "the file is not changed");
    assert_eq!(world.requests().len(), sent, "nothing was sent");
}

#[test]
fn a_post_from_a_newer_version_is_reported_and_not_changed() {
    for pointer in ["/version", "/snapshot/version"] {
        let (world, id, path) = published();
        let mut post: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        *post.pointer_mut(pointer).unwrap() = 99.into();
        fs::write(&path, post.to_string()).unwrap();
        is_reported_everywhere(&world, &id, &path, "newer version");
    }
}

#[test]
fn a_post_that_is_cut_in_half_is_reported_and_not_changed() {
    let (world, id, path) = published();
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    is_reported_everywhere(&world, &id, &path, "damaged");
}

#[test]
fn a_post_that_is_empty_or_has_another_name_is_damaged() {
    let (world, id, path) = published();
    let other = path.with_file_name("20200101-000000000-0000.json");
    fs::rename(&path, &other).unwrap();
    is_reported_everywhere(&world, "20200101-000000000-0000", &other, "another key");
    fs::write(&other, b"").unwrap();
    is_reported_everywhere(&world, "20200101-000000000-0000", &other, "damaged");
    world.ig(&["explain", &id]).expect(2).one_error(&["there is no post", "ig list"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let (world, id, path) = published();
    let elsewhere = world.home().join("elsewhere.json");
    fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    is_reported_everywhere(&world, &id, &path, "not a plain file");
}

/// A world with one post whose process was killed, and the post's file.
#[cfg(unix)]
fn killed() -> (World, String, std::path::PathBuf) {
    use ig_sandbox::{Do, Fault, On};

    let world = World::new();
    let hold = Fault::new(On::Create, Do::Delay).with_delay(std::time::Duration::from_secs(60));
    world.arm([hold]);
    let started = world.start(&["publish", "photo.jpg"]);
    crate::world::until("the container is requested", || world.count("POST", "/media") == 1);
    started.kill();
    let (id, path) = (world.only_post(), world.posts().remove(0));
    (world, id, path)
}

/// Following it would create or lock a file elsewhere.
#[cfg(unix)]
#[test]
fn a_lock_that_is_a_link_is_not_followed() {
    let (world, id, path) = killed();
    let (elsewhere, lock) = (world.home().join("elsewhere"), path.with_extension("lock"));
    fs::remove_file(&lock).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &lock).unwrap();
    world.ig(&["resume", &id]).expect(1).one_error(&["cannot be locked", "not a plain file"]);
    assert!(!elsewhere.exists(), "nothing was made there");
    assert!(world.public().is_empty(), "nothing was sent");
    fs::remove_file(&lock).unwrap();
    world.ig(&["resume", &id]).expect(0);
}

/// A leftover of a crash, or a planted link, is not written through.
#[cfg(unix)]
#[test]
fn a_temporary_file_that_is_a_link_is_not_written_through() {
    let (world, id, path) = killed();
    let precious = world.file("precious", b"mine");
    let name = path.file_name().unwrap().to_str().unwrap();
    std::os::unix::fs::symlink(&precious, path.with_file_name(format!(".{name}.tmp"))).unwrap();
    world.ig(&["resume", &id]).expect(0);
    assert_eq!(fs::read(&precious).unwrap(), b"mine");
    assert_eq!(world.public().len(), 1);
}

#[test]
fn an_id_that_leads_out_of_the_folder_is_refused() {
    let world = World::new();
    for id in ["../x", "..", "/etc/passwd", "a/b", ""] {
        world.ig(&["resume", id]).expect(2).one_error(&["not the key of a post", "ig list"]);
        world.ig(&["explain", id]).expect(2).one_error(&["not the key of a post", "ig list"]);
    }
}

#[test]
fn a_post_that_can_no_longer_be_saved_stops_before_it_is_sent() {
    use ig_sandbox::{Do, Fault, On};
    use std::time::Duration;

    use crate::world::until;

    let world = World::new();
    let hold = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(4));
    world.arm([hold]);
    let started = world.start(&["publish", "photo.jpg"]);
    until("the container is requested", || world.count("POST", "/media") == 1);
    fs::remove_dir_all(world.state_dir()).unwrap();
    let ran = started.end().expect(1);
    ran.one_error(&["the post cannot be saved", "the lock", "leave the folder alone"]);
    assert!(!ran.stderr.contains("ig resume"), "there is nothing to resume from: {}", ran.stderr);
    assert_eq!(world.count("POST", "/media_publish"), 0, "nothing more was sent");
}
