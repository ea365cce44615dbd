//! Videos that are not, or do not stay, as the plan says.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use ig_core::{
    PublishFlow,
    error::Actor,
    publish::{Cause, Outcome, Phase},
    upload::Uploading,
};
use ig_tests::{driver::Driver, local::Local, video::VideoFile};

use crate::upload::{MIB, containers, flow, local, sliced, uploads};

/// Checks that the flow ends at once, with a message that contains `words`, and nothing is posted.
#[track_caller]
fn is_refused(what: &str, local: &Local, video: &VideoFile, outcome: &Outcome, words: &str) {
    let Outcome::NotPublished { reason } = outcome else { panic!("{what}: {outcome:?}") };
    assert!(matches!(reason.cause, Cause::File { .. }), "{what}: {reason:?}");
    assert_eq!((reason.phase, reason.actor()), (Phase::Upload, Actor::Author), "{what}");
    let said = reason.to_string();
    assert!(said.contains(words) && said.contains(video.file.name()), "{what}: {said}");
    assert!(reason.advice().contains("leave the file as it is"), "{what}");
    assert_eq!(local.posts().len(), 0, "{what}");
    assert_eq!(containers(local).len(), 1, "{what}: no other container is made for it");
}

/// The change comes before the first byte is sent.
#[test]
fn a_video_that_changed_before_it_is_sent_is_refused() {
    let cases = [
        ("longer", append as fn(&Path), "bytes long now, and was"),
        ("shorter", shorten, "bytes long now, and was"),
        ("written to", overwrite, "was changed after the post was planned"),
        ("gone", |path| fs::remove_file(path).unwrap(), "cannot be read"),
        (
            "a folder",
            |path| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            },
            "it is not a file",
        ),
    ];
    for (name, change, words) in cases {
        for driver in Driver::BOTH {
            let (video, local) = (VideoFile::new(MIB), local([]));
            change(video.path());
            let clock = local.clock.clone();
            let mut flow = flow(video.file.clone());
            let outcome = driver.drive(local.context(), clock, &mut flow, drop);
            is_refused(&format!("{driver:?}, {name}"), &local, &video, &outcome, words);
            assert_eq!(uploads(&local).len(), 0, "{driver:?}, {name}");
        }
    }
}

/// The change comes while it is sent: the request is aborted, so that no server
/// mistakes the received part for the video.
#[test]
fn a_video_that_changes_while_it_is_sent_is_refused() {
    let cases = [
        ("longer", append as fn(&Path), "bytes long now, and was"),
        ("shorter", shorten, "bytes long now, and was"),
        ("written to", overwrite, "was changed"),
    ];
    for (name, change, words) in cases {
        for driver in Driver::BOTH {
            for at in [MIB, 4 * MIB - 65_536] {
                let what = format!("{driver:?}, {name} at {at}");
                let (video, local) = (VideoFile::new(4 * MIB), local([]));
                let outcome =
                    disturbed(driver, &local, &video, at, change, flow(video.file.clone()));
                is_refused(&what, &local, &video, &outcome, words);
            }
        }
    }
}

/// The plan need not know when the video was last changed.
#[test]
fn a_change_is_seen_without_a_planned_time() {
    for driver in Driver::BOTH {
        let (video, local) = (VideoFile::new(4 * MIB), local([]));
        let timeless =
            ig_core::upload::NamedSource::new(video.file.name(), video.file.size()).unwrap();
        let outcome = disturbed(driver, &local, &video, MIB, overwrite, flow(timeless));
        is_refused(&format!("{driver:?}"), &local, &video, &outcome, "was changed");
    }
}

/// Between two slices the file is closed: another file there is noticed.
#[test]
fn a_video_that_disappears_between_two_slices_is_refused() {
    for driver in Driver::BOTH {
        let (video, local) = (VideoFile::new(4 * MIB), local([]));
        let gone = |path: &Path| fs::remove_file(path).unwrap();
        let flow = sliced(&video.file, MIB);
        let outcome = disturbed(driver, &local, &video, MIB / 2, gone, flow);
        is_refused(&format!("{driver:?}"), &local, &video, &outcome, "cannot be read");
        assert_eq!(uploads(&local).len(), 1, "{driver:?}: the slice that was open went out whole");
    }
}

/// Drives `flow`, and changes the video once, when `at` bytes are on their way.
fn disturbed(
    driver: Driver,
    local: &Local,
    video: &VideoFile,
    at: usize,
    change: fn(&Path),
    mut flow: PublishFlow,
) -> Outcome {
    let (path, done) = (video.path().to_owned(), Arc::new(AtomicBool::new(false)));
    let report = move |upload: Uploading| {
        if at as u64 <= upload.sent && !done.swap(true, Ordering::SeqCst) {
            change(&path);
        }
    };
    driver.drive_and_report(local.context(), local.clock.clone(), &mut flow, drop, report)
}

fn append(path: &Path) {
    File::options().append(true).open(path).unwrap().write_all(b"more").unwrap();
}

fn shorten(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() - 65_536 - 1).unwrap();
}

fn overwrite(path: &Path) {
    File::options().write(true).open(path).unwrap().write_all(b"other").unwrap();
}
