//! The start of a corpus: recorded bodies, the reference's samples, and small files of every form.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Target;

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a target's seeds, by name; those in `tests/fuzz/seeds/NAME` come first.
///
/// # Errors
///
/// When a file or folder cannot be read.
pub fn of(target: &Target) -> io::Result<Vec<(String, Vec<u8>)>> {
    let own = root().join("tests/fuzz/seeds").join(target.name);
    let shared = target.seeds.iter().map(|place| root().join(place));
    let mut files = Vec::new();
    for place in [own].into_iter().filter(|own| own.is_dir()).chain(shared) {
        read(&place, &mut files)?;
    }
    Ok(files)
}

/// Earlier findings: the files of `tests/fuzz/regressions/NAME`.
///
/// # Errors
///
/// When a file cannot be read.
pub fn regressions(target: &Target) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let folder = root().join("tests/fuzz/regressions").join(target.name);
    if folder.is_dir() {
        read(&folder, &mut files)?;
    }
    Ok(files)
}

/// The entries of `tests/fuzz/words.dict`, which libFuzzer puts into inputs too.
///
/// # Errors
///
/// When the file or an entry in it cannot be read.
pub fn words() -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(root().join("tests/fuzz/words.dict"))?;
    let words = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words.map(|word| read_word(word).ok_or_else(|| io::Error::other(word.to_owned()))).collect()
}

/// Reads an entry, which has `\xHH` for unprintable bytes.
fn read_word(word: &str) -> Option<Vec<u8>> {
    let mut parts = word.split("\\x");
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    Some(bytes)
}

fn read(place: &Path, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let mut paths = vec![place.to_owned()];
    if place.is_dir() {
        let entries = fs::read_dir(place)?.map(|entry| entry.map(|entry| entry.path()));
        paths = entries.collect::<Result<_, _>>()?;
        paths.sort();
    }
    for path in paths.iter().filter(|path| path.extension().is_none_or(|it| it != "md")) {
        if path.is_dir() {
            read(path, files)?;
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((name, fs::read(path)?));
    }
    Ok(())
}
