//! A user's home with files to post and the stored posts.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};
use tempfile::TempDir;

use crate::{
    media,
    world::{Started, TOKEN, USER},
};

/// A home folder, and the API that its user has configured.
pub(crate) struct Home {
    folder: TempDir,
    api_base: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("photo.jpg"), media::jpeg(360, 360)).unwrap();
        media::long_video(&folder.path().join("video.mp4"), 200_000);
        let home = Self { folder, api_base: String::new() };
        fs::create_dir_all(home.state()).unwrap();
        home
    }

    pub(crate) fn set_api(&mut self, api_base: String) {
        self.api_base = api_base;
    }

    /// The folder of the sandbox.
    pub(crate) fn sandbox(&self) -> PathBuf {
        self.folder.path().join("sandbox")
    }

    /// Starts the command. A full disk causes errors, and not a signal.
    pub(crate) fn start(&self, args: &[&str]) -> Started {
        Started::new(&mut self.command(args))
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ig")]);
        command.args(args).current_dir(self.folder.path());
        command.env_clear().env("HOME", self.folder.path());
        command.env("IG_API_BASE", &self.api_base).env("IG_USER_ID", USER);
        command.env("IG_ACCESS_TOKEN", TOKEN);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join(".local/state/ig")
    }

    /// The stored post. There is at most one.
    pub(crate) fn post(&self) -> Option<String> {
        let mut posts = fs::read_dir(self.state()).unwrap().filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let id = name.strip_suffix(".json").filter(|id| !id.starts_with('.'));
            id.map(ToOwned::to_owned)
        });
        let post = posts.next();
        assert_eq!(posts.next(), None, "a second post");
        post
    }

    /// Removes a failed post, as a user does before posting it again.
    pub(crate) fn forget(&self) {
        fs::remove_dir_all(self.state()).unwrap();
        fs::create_dir(self.state()).unwrap();
    }
}

/// Counts how often a post was saved. The system queues the events of a folder, so that no save
/// is missed, however soon the next one follows.
pub(crate) struct Saves {
    events: Inotify,
    kept: usize,
    keeping: usize,
}

impl Saves {
    pub(crate) fn watch(home: &Home) -> Self {
        let events = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC).unwrap();
        events
            .add_watch(&home.state(), AddWatchFlags::IN_CREATE | AddWatchFlags::IN_MOVED_TO)
            .unwrap();
        Self { events, kept: 0, keeping: 0 }
    }

    pub(crate) fn look(&mut self) {
        // It is an error if there is nothing new.
        for event in self.events.read_events().into_iter().flatten() {
            let name = event.name.unwrap_or_default();
            let name = name.to_string_lossy();
            let is_new = event.mask.contains(AddWatchFlags::IN_CREATE);
            self.kept += usize::from(!is_new && name.ends_with(".json"));
            self.keeping += usize::from(is_new && name.ends_with(".json.tmp"));
        }
    }

    /// How often the post's file was replaced.
    pub(crate) fn kept(&self) -> usize {
        self.kept
    }

    /// How often a replacement file was started.
    pub(crate) fn keeping(&self) -> usize {
        self.keeping
    }
}
