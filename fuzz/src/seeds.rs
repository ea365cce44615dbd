//! Where a corpus starts: recorded bodies, the reference's samples, and small files of every form.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Target;

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a target's seeds, by name; what is listed in `fuzz/seeds/NAME` comes first.
///
/// # Errors
///
/// When a file or folder cannot be read.
pub fn of(target: &Target) -> io::Result<Vec<(String, Vec<u8>)>> {
    let own = root().join("fuzz/seeds").join(target.name);
    let shared = target.seeds.iter().map(|place| root().join(place));
    let mut files = Vec::new();
    for place in [own].into_iter().filter(|own| own.is_dir()).chain(shared) {
        read(&place, &mut files)?;
    }
    Ok(files)
}

/// What fuzzing has found once: the files of `fuzz/regressions/NAME`.
///
/// # Errors
///
/// When a file cannot be read.
pub fn regressions(target: &Target) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let folder = regressions_folder(target);
    if folder.is_dir() {
        read(&folder, &mut files)?;
    }
    Ok(files)
}

/// Where the findings of a target go.
pub fn regressions_folder(target: &Target) -> PathBuf {
    root().join("fuzz/regressions").join(target.name)
}

fn read(place: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let mut paths = vec![place.to_owned()];
    if place.is_dir() {
        let entries = fs::read_dir(place)?.map(|entry| entry.map(|entry| entry.path()));
        paths = entries.collect::<Result<_, _>>()?;
        paths.sort();
    }
    for path in paths.iter().filter(|path| path.extension().is_none_or(|it| it != "md")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((name, fs::read(path)?));
    }
    Ok(())
}
