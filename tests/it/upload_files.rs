//! Films that are not, or do not stay, what the plan says.

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
use ig_tests::{driver::Driver, film::Film, local::Local};

use crate::upload::{MIB, containers, flow, local, sliced, uploads};

/// It ends at once, with a sentence that holds `words`, and nothing is posted.
#[track_caller]
fn is_refused(what: &str, local: &Local, film: &Film, outcome: &Outcome, words: &str) {
    let Outcome::NotPublished { reason } = outcome else { panic!("{what}: {outcome:?}") };
    assert!(matches!(reason.cause, Cause::File { .. }), "{what}: {reason:?}");
    assert_eq!((reason.phase, reason.actor()), (Phase::Upload, Actor::Author), "{what}");
    let said = reason.to_string();
    assert!(said.contains(words) && said.contains(film.file.name()), "{what}: {said}");
    assert!(reason.advice().contains("leave the file as it is"), "{what}");
    assert_eq!(local.posts().len(), 0, "{what}");
    assert_eq!(containers(local).len(), 1, "{what}: no other container is made for it");
}

/// Before the first byte is sent.
#[test]
fn a_film_that_changed_before_it_is_sent_is_refused() {
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
            let (film, local) = (Film::new(MIB), local([]));
            change(film.path());
            let clock = local.clock.clone();
            let mut flow = flow(film.file.clone());
            let outcome = driver.drive(local.context(), clock, &mut flow, drop);
            is_refused(&format!("{driver:?}, {name}"), &local, &film, &outcome, words);
            assert_eq!(uploads(&local).len(), 0, "{driver:?}, {name}");
        }
    }
}

/// While it is sent: the request is broken off, so that no server takes what
/// came for the film.
#[test]
fn a_film_that_changes_while_it_is_sent_is_refused() {
    let cases = [
        ("longer", append as fn(&Path), "bytes long now, and was"),
        ("shorter", shorten, "bytes long now, and was"),
        ("written to", overwrite, "was changed"),
    ];
    for (name, change, words) in cases {
        for driver in Driver::BOTH {
            for at in [MIB, 4 * MIB - 65_536] {
                let what = format!("{driver:?}, {name} at {at}");
                let (film, local) = (Film::new(4 * MIB), local([]));
                let outcome = disturbed(driver, &local, &film, at, change, flow(film.file.clone()));
                is_refused(&what, &local, &film, &outcome, words);
            }
        }
    }
}

/// Even where the plan does not know when the film was last changed.
#[test]
fn a_change_is_seen_without_a_planned_time() {
    for driver in Driver::BOTH {
        let (film, local) = (Film::new(4 * MIB), local([]));
        let timeless =
            ig_core::upload::NamedSource::new(film.file.name(), film.file.size()).unwrap();
        let outcome = disturbed(driver, &local, &film, MIB, overwrite, flow(timeless));
        is_refused(&format!("{driver:?}"), &local, &film, &outcome, "was changed");
    }
}

/// Between two slices the file is closed: what is another then is seen.
#[test]
fn a_film_that_goes_away_between_two_slices_is_refused() {
    for driver in Driver::BOTH {
        let (film, local) = (Film::new(4 * MIB), local([]));
        let gone = |path: &Path| fs::remove_file(path).unwrap();
        let flow = sliced(&film.file, MIB);
        let outcome = disturbed(driver, &local, &film, MIB / 2, gone, flow);
        is_refused(&format!("{driver:?}"), &local, &film, &outcome, "cannot be read");
        assert_eq!(uploads(&local).len(), 1, "{driver:?}: the slice that was open went out whole");
    }
}

/// Drives `flow`, and changes the film once, when `at` bytes are on their way.
fn disturbed(
    driver: Driver,
    local: &Local,
    film: &Film,
    at: usize,
    change: fn(&Path),
    mut flow: PublishFlow,
) -> Outcome {
    let (path, done) = (film.path().to_owned(), Arc::new(AtomicBool::new(false)));
    let tell = move |upload: Uploading| {
        if at as u64 <= upload.sent && !done.swap(true, Ordering::SeqCst) {
            change(&path);
        }
    };
    driver.drive_and_tell(local.context(), local.clock.clone(), &mut flow, drop, tell)
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
