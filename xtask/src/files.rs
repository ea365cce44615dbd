//! Files and folders that tasks make.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Makes a folder, without what an earlier run has left there.
pub(crate) fn empty(folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::of(folder.display()))?;
    }
    fs::create_dir_all(folder).map_err(Failure::of(folder.display()))
}

/// Copies a file into a folder, which is made.
pub(crate) fn copy_into(file: &Path, folder: &Path, name: &str) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::of(folder.display()))?;
    let to = folder.join(name);
    fs::copy(file, &to).map_err(Failure::of(format!("{} to {}", file.display(), to.display())))?;
    Ok(())
}

/// Writes a file into a folder that is made.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(Failure::of(folder.display()))?;
    fs::write(file, text).map_err(Failure::of(file.display()))
}

pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(Failure::of(file.display()))
}

/// What a folder has directly in it, by name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::of(folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(Failure::of(folder.display()))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// All files below a folder, however deep.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    #[test]
    fn files_are_found_however_deep_and_a_folder_is_emptied() {
        let temp = TempFolder::new();
        let folder = temp.path().join("a");
        write(&folder.join("b/c.txt"), "text").expect("it can be written");
        copy_into(&folder.join("b/c.txt"), &folder, "d.txt").expect("it can be copied");
        let found = files_below(&folder).expect("it is there");
        assert_eq!(found, [folder.join("b/c.txt"), folder.join("d.txt")]);
        assert_eq!(read(&folder.join("d.txt")).expect("it is there"), "text");
        empty(&folder).expect("it can be emptied");
        assert!(files_below(&folder).expect("it is there").is_empty());
        assert!(files_below(&folder.join("b")).is_err());
    }
}
