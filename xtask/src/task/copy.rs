//! A copy of the workspace to which mistakes can be applied.
//!
//! The original files are kept in memory: changes of a patch or a test are undone from there, and
//! work in the workspace meanwhile has no effect. An unchanged file is not written again, since
//! cargo looks at the time of the last change.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    path::{Path, PathBuf},
};

use crate::{
    failure::Failure,
    process,
    workspace::{Workspace, git},
};

#[derive(Debug)]
pub(super) struct Copy {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Content>,
}

#[derive(Debug)]
struct Content {
    bytes: Vec<u8>,
    permissions: Permissions,
}

impl Copy {
    /// Creates the copy, and reuses what an earlier run left in the folder, to build less.
    pub(super) fn new(workspace: &Workspace, folder: &Path) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        for path in workspace.files()? {
            let source = workspace.root().join(&path);
            let wrong = || Failure::of(source.display());
            let bytes = fs::read(&source).map_err(wrong())?;
            let permissions = fs::metadata(&source).map_err(wrong())?.permissions();
            files.insert(path, Content { bytes, permissions });
        }
        let copy = Self { folder: folder.to_owned(), files };
        copy.restore()?;
        Ok(copy)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Applies a patch to the original files. The inner error is git's message about a patch that
    /// does not apply.
    pub(super) fn apply(&self, patch: &Path) -> Result<Result<(), String>, Failure> {
        self.restore()?;
        let mut command = git(&self.folder);
        // Within a repository git patches only files that belong to it, and silently skips the others.
        // It must not find the repository around the copy.
        command.env("GIT_CEILING_DIRECTORIES", self.folder.parent().unwrap_or(&self.folder));
        let output = process::capture(command.arg("apply").arg(patch))?;
        if !output.status.success() {
            return Ok(Err(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        if self.changed()?.is_empty() {
            return Ok(Err("the patch changes nothing".to_owned()));
        }
        Ok(Ok(()))
    }

    /// Restores every file, and removes new ones.
    pub(super) fn restore(&self) -> Result<(), Failure> {
        for path in self.changed()? {
            let file = self.folder.join(&path);
            let wrong = || Failure::of(file.display());
            let Some(Content { bytes, permissions }) = self.files.get(&path) else {
                fs::remove_file(&file).map_err(wrong())?;
                continue;
            };
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent).map_err(wrong())?;
            }
            fs::write(&file, bytes).map_err(wrong())?;
            fs::set_permissions(&file, permissions.clone()).map_err(wrong())?;
        }
        Ok(())
    }

    /// The files that are changed, missing or new.
    fn changed(&self) -> Result<Vec<PathBuf>, Failure> {
        let is_changed = |(path, content): &(&PathBuf, &Content)| {
            !fs::read(self.folder.join(path)).is_ok_and(|bytes| bytes == content.bytes)
        };
        let changed = self.files.iter().filter(is_changed).map(|(path, _)| path.clone());
        let mut changed: Vec<_> = changed.collect();
        let there = files_below(&self.folder)?;
        let there = there.iter().filter_map(|path| path.strip_prefix(&self.folder).ok());
        changed.extend(there.filter(|path| !self.files.contains_key(*path)).map(Path::to_owned));
        Ok(changed)
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(Failure::of(folder.display()))? {
            let entry = entry.map_err(Failure::of(folder.display()))?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder { &mut folders } else { &mut files }.push(entry.path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::temp::TempFolder;

    const PATCH: &str = "# wrong: says something else\n--- a/src/a.txt\n+++ b/src/a.txt\n\
                         @@ -1 +1 @@\n-right\n+wrong\n";

    fn copy(folder: &TempFolder) -> Copy {
        let permissions = fs::metadata(folder.path()).expect("it is there").permissions();
        let content = Content { bytes: b"right\n".to_vec(), permissions };
        let files = BTreeMap::from([(PathBuf::from("src/a.txt"), content)]);
        let copy = Copy { folder: folder.path().join("copy"), files };
        copy.restore().expect("the copy can be made");
        copy
    }

    fn read(copy: &Copy) -> String {
        fs::read_to_string(copy.folder().join("src/a.txt")).expect("it is there")
    }

    #[test]
    fn a_patch_is_made_and_undone() {
        let folder = TempFolder::new();
        folder.write("wrong.patch", PATCH);
        let copy = copy(&folder);
        copy.apply(&folder.path().join("wrong.patch")).expect("git is there").expect("it applies");
        assert_eq!(read(&copy), "wrong\n");
        copy.restore().expect("it can be undone");
        assert_eq!(read(&copy), "right\n");
    }

    #[test]
    fn a_patch_that_does_not_apply_is_reported_and_leaves_nothing() {
        let folder = TempFolder::new();
        folder.write("wrong.patch", &PATCH.replace("-right", "-other"));
        folder.write("gone.patch", &PATCH.replace("a.txt", "gone.txt"));
        folder.write("empty.patch", "# empty: nothing\n");
        let copy = copy(&folder);
        for name in ["wrong.patch", "gone.patch", "empty.patch"] {
            let said = copy.apply(&folder.path().join(name)).expect("git is there");
            assert!(!said.expect_err("it does not apply").is_empty());
            assert_eq!(read(&copy), "right\n");
        }
    }

    #[test]
    fn files_that_a_test_adds_are_removed_and_those_it_removes_are_restored() {
        let folder = TempFolder::new();
        let copy = copy(&folder);
        folder.write("copy/tests/proptest-regressions/it.txt", "cc 0123");
        fs::remove_file(copy.folder().join("src/a.txt")).expect("it is there");
        copy.restore().expect("it can be undone");
        assert_eq!(read(&copy), "right\n");
        assert!(!copy.folder().join("tests/proptest-regressions/it.txt").exists());
    }

    #[test]
    fn an_unchanged_file_is_not_written_again() {
        let folder = TempFolder::new();
        let copy = copy(&folder);
        let time =
            || fs::metadata(copy.folder().join("src/a.txt")).and_then(|data| data.modified());
        let before = time().expect("it has one");
        copy.restore().expect("it can be undone");
        assert_eq!(time().expect("it has one"), before);
    }
}
