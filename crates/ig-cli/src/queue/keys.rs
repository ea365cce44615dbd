//! One post for a key, whoever asks for it: the folder's posts and the queue's have their keys in
//! common.

use std::fs::File;

use ig_driver::{Key, private};
use ig_queue::Row;

use super::{answer, look, path};
use crate::{failure::Failure, store::Folder};

/// Nobody else begins a post under a given key while this is held: neither `ig publish`, which first
/// looks into the queue, nor whoever adds to the queue, who first looks into the folder. Each
/// stores its post before it lets go.
#[derive(Debug)]
#[must_use]
pub struct Keys(#[expect(dead_code, reason = "it is locked until it is dropped")] File);

/// Waits for the lock, which is held for as long as it takes to store one post.
pub(crate) fn keys(folder: &Folder) -> Result<Keys, Failure> {
    folder.make()?;
    let queue = path(folder);
    let above = queue.parent().unwrap_or(folder.path());
    let locked =
        private::make_folders(above).and_then(|()| private::lock(&above.join("keys.lock")));
    locked.map(Keys).map_err(|error| {
        Failure::usage("posts cannot be saved, so nothing was sent")
            .because(format!("{}: {error}", above.display()))
            .fix("make the folder writable, or give another with --state-dir DIR")
    })
}

/// The post of the queue under a key.
pub(crate) fn queued(folder: &Folder, key: &Key) -> Result<Option<Row>, Failure> {
    let Some(store) = look(folder)? else { return Ok(None) };
    let Ok(name) = key.as_str().parse() else { return Ok(None) };
    answer(store.find(&name))
}
