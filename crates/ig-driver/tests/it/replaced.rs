//! A file that many replace at once, without a lock.

use std::{fs, path::Path, thread};

use ig_driver::private;

use crate::child;

const NAME: &str = "token";
const ROUNDS: usize = 40;
const LONG: usize = 20_000;

/// Replaces the file with bytes that are all the same, and reads what it or others have written.
#[track_caller]
fn replace(folder: &Path, with: u8) {
    for round in 0..ROUNDS {
        private::replace(folder, NAME, &vec![with; LONG + usize::from(with)]).unwrap();
        private::try_out(folder).unwrap();
        let seen = private::read(&folder.join(NAME)).unwrap();
        let whose = seen[0];
        assert_eq!(seen.len(), LONG + usize::from(whose), "it is not whole in round {round}");
        assert!(seen.iter().all(|byte| *byte == whose), "it is of two writers in round {round}");
    }
}

fn in_threads(folder: &Path, first: u8) {
    thread::scope(|scope| {
        let all: Vec<_> =
            (first..first + 4).map(|n| scope.spawn(move || replace(folder, n))).collect();
        all.into_iter().for_each(|one| one.join().unwrap());
    });
}

#[test]
fn many_threads_and_processes_replace_one_file_and_each_reader_sees_a_whole_one() {
    if let Some(folder) = child::folder() {
        let first = fs::read_dir(&folder).unwrap().count();
        in_threads(&folder, u8::try_from(first % 50 * 4 + 4).unwrap());
        child::say_that_it_went_well();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let name =
        "replaced::many_threads_and_processes_replace_one_file_and_each_reader_sees_a_whole_one";
    thread::scope(|scope| {
        let run = || child::went_well(&child::of(name, folder.path()).output().unwrap());
        let all: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
        in_threads(folder.path(), 0);
        all.into_iter().for_each(|one| one.join().unwrap());
    });
    let names = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), [NAME], "nothing is left behind");
}

/// A process with the same number, in another container, or a link that somebody has planted.
#[cfg(unix)]
#[test]
fn a_temporary_name_that_is_taken_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let precious = folder.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    let id = std::process::id();
    let taken: Vec<_> = (0..200).map(|n| folder.path().join(format!(".ig-{id}-{n}.tmp"))).collect();
    for path in &taken {
        std::os::unix::fs::symlink(&precious, path).unwrap();
    }
    private::replace(folder.path(), NAME, b"new").unwrap();
    assert_eq!(fs::read(folder.path().join(NAME)).unwrap(), b"new");
    assert_eq!(fs::read(&precious).unwrap(), b"mine");
    assert!(taken.iter().all(|path| path.is_symlink()));
}
