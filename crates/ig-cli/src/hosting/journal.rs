//! What is hosted, or may be, in a file for each post that only its owner can read.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use ig_driver::{Key, private};
use serde::{Deserialize, Serialize};

use super::running::Running;
use crate::{
    failure::Failure,
    store::Folder,
    text::{json, short_hash},
};

const VERSION: u32 = 1;

/// The files of one post.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u32,
    key: String,
    pub(super) files: Vec<Hosted>,
}

/// A file that is hosted, or may be.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hosted {
    pub(super) file: PathBuf,
    /// What it was to be called on the server.
    pub(super) name: String,
    /// As soon as it is known.
    pub(super) url: Option<String>,
    /// What hosts it, and removes it whatever the next run has.
    pub(super) command: String,
    timeout_ms: u64,
    /// Whether it was ended while it hosted the file, in this run.
    #[serde(skip)]
    pub(super) was_ended: bool,
}

impl Hosted {
    /// A file that is about to be hosted.
    pub(super) fn new(file: PathBuf, name: String, command: &str, timeout: Duration) -> Self {
        let timeout_ms = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        Self { file, name, url: None, command: command.to_owned(), timeout_ms, was_ended: false }
    }

    /// Where it may be, for people: what signs a URL is left out.
    pub(super) fn place(&self) -> &str {
        let place = self.url.as_deref().unwrap_or(&self.name);
        place.split(['?', '#']).next().unwrap_or_default()
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

impl Journal {
    pub(super) fn new(key: &Key) -> Self {
        Self { version: VERSION, key: key.to_string(), files: Vec::new() }
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// On the disk before it returns.
    pub(super) fn save(&self, folder: &Folder) -> Result<(), Failure> {
        let place = place(folder);
        let saved = private::make_folders(&place)
            .and_then(|()| private::replace(&place, &name(&self.key), json(self).as_bytes()));
        saved.map_err(|error| trouble(&place, "cannot be written", &error))
    }

    /// What tells whether the command of an earlier run has ended.
    pub(super) fn running(&self, folder: &Folder) -> Result<Running, Failure> {
        let place = place(folder);
        let opened = private::make_folders(&place)
            .and_then(|()| Running::open(&place.join(lock(&self.key))));
        opened.map_err(|error| trouble(&place, "cannot be written", &error))
    }

    pub(super) fn forget(&self, folder: &Folder) -> Result<(), Failure> {
        let place = place(folder);
        // It locks nothing any more.
        drop(fs::remove_file(place.join(lock(&self.key))));
        match fs::remove_file(place.join(name(&self.key))) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(trouble(&place, "cannot be changed", &error))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn read(folder: &Folder, key: &Key) -> Result<Option<Self>, Failure> {
        read(&path(folder, key))
    }
}

/// The keys of all posts that something is hosted for. A file that cannot be read is reported when
/// its post is looked at.
pub(super) fn keys(folder: &Folder) -> Vec<Key> {
    let files = fs::read_dir(place(folder)).into_iter().flatten().filter_map(Result::ok);
    let files = files.filter(|file| file.path().extension().is_some_and(|it| it == "json"));
    let journals = files.filter_map(|file| read(&file.path()).ok().flatten());
    journals.filter_map(|journal| journal.key.parse().ok()).collect()
}

fn read(path: &Path) -> Result<Option<Journal>, Failure> {
    let bytes = match private::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(trouble(path, "cannot be read", &error)),
    };
    match serde_json::from_slice::<Journal>(&bytes) {
        Ok(journal) if journal.version == VERSION => Ok(Some(journal)),
        Ok(_) => Err(Failure::failed(format!("{} cannot be read", path.display()))
            .because("it was written by a newer version of this program")
            .fix("use that version")),
        Err(error) => Err(trouble(path, "is damaged", &error)),
    }
}

/// The file of a post.
pub(super) fn path(folder: &Folder, key: &Key) -> PathBuf {
    place(folder).join(name(key.as_str()))
}

fn place(folder: &Folder) -> PathBuf {
    folder.path().join("hosted")
}

/// A key may have characters that no file may.
fn name(key: &str) -> String {
    format!("{}.json", short_hash(key))
}

fn lock(key: &str) -> String {
    format!("{}.lock", short_hash(key))
}

fn trouble(path: &Path, what: &str, error: &dyn std::error::Error) -> Failure {
    Failure::failed(format!("{} {what}", path.display()))
        .caused_by(error)
        .fix("make room, or make the folder writable")
}
