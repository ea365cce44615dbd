//! A user's home with files to post, and what is kept of a post there.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{
    media,
    world::{Started, TOKEN, USER},
};

/// A home folder, and the API that its user has set up.
pub(crate) struct Home {
    folder: TempDir,
    api_base: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("photo.jpg"), media::jpeg(360, 360)).unwrap();
        media::long_film(&folder.path().join("film.mp4"), 200_000);
        Self { folder, api_base: String::new() }
    }

    pub(crate) fn set_api(&mut self, api_base: String) {
        self.api_base = api_base;
    }

    /// The folder of the sandbox.
    pub(crate) fn sandbox(&self) -> PathBuf {
        self.folder.path().join("sandbox")
    }

    /// Starts the command. A disk that is full tells it by errors, and not by a signal.
    pub(crate) fn start(&self, args: &[&str]) -> Started {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ig")]);
        command.args(args).current_dir(self.folder.path());
        command.env_clear().env("HOME", self.folder.path());
        command.env("IG_API_BASE", &self.api_base).env("IG_USER_ID", USER);
        command.env("IG_ACCESS_TOKEN", TOKEN);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Started::new(&mut command)
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join(".local/state/ig")
    }

    /// The post that is kept. There is one at most.
    pub(crate) fn post(&self) -> Option<String> {
        let mut posts = self.files().filter_map(|(name, _)| {
            let id = name.strip_suffix(".json").filter(|id| !id.starts_with('.'));
            id.map(ToOwned::to_owned)
        });
        let post = posts.next();
        assert_eq!(posts.next(), None, "a second post");
        post
    }

    /// Clears away a post that came to nothing, as its user does who posts it anew.
    pub(crate) fn forget(&self) {
        fs::remove_dir_all(self.state()).unwrap();
    }

    /// The files of the folder, and which ones they are whatever their names.
    fn files(&self) -> impl Iterator<Item = (String, u64)> {
        let entries = fs::read_dir(self.state()).into_iter().flatten().flatten();
        entries.filter_map(|entry| {
            // A file may be gone by now.
            let inode = entry.metadata().ok()?.ino();
            Some((entry.file_name().into_string().ok()?, inode))
        })
    }
}

/// Counts how often a post was kept, by watching the folder: each time it is another file.
pub(crate) struct Saves {
    kept: Watched,
    keeping: Watched,
}

#[derive(Default)]
struct Watched {
    file: Option<u64>,
    changes: usize,
}

impl Saves {
    pub(crate) fn watch(home: &Home) -> Self {
        let mut saves = Self { kept: Watched::default(), keeping: Watched::default() };
        saves.look(home);
        saves.kept.changes = 0;
        saves.keeping.changes = 0;
        saves
    }

    pub(crate) fn look(&mut self, home: &Home) {
        for (name, file) in home.files() {
            if name.ends_with(".json") {
                self.kept.see(file);
            } else if name.ends_with(".json.tmp") {
                self.keeping.see(file);
            }
        }
    }

    pub(crate) fn kept(&self) -> usize {
        self.kept.changes
    }

    pub(crate) fn keeping(&self) -> usize {
        self.keeping.changes
    }
}

impl Watched {
    fn see(&mut self, file: u64) {
        if self.file != Some(file) {
            self.file = Some(file);
            self.changes += 1;
        }
    }
}
