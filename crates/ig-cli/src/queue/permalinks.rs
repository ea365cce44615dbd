//! Where people see the posts that a worker has published: read beside its work, and kept in the
//! queue. What goes wrong here changes no outcome.

use std::{
    sync::mpsc::{Sender, channel},
    thread::{self, JoinHandle},
};

use ig_core::{MediaId, endpoint::ReadMedia};
use ig_queue::PostId;
use ig_queue_sqlite::SqliteStore;
use ig_ureq::Client;

use super::answer;
use crate::{failure::Failure, output::Output};

/// A thread that reads permalinks, one after the other.
#[derive(Debug)]
pub(crate) struct Permalinks {
    sender: Sender<(PostId, MediaId, Client)>,
    thread: JoinHandle<()>,
}

impl Permalinks {
    /// Keeps them in `store`, which is a handle of its own.
    pub(crate) fn new(mut store: SqliteStore, output: Output) -> Self {
        let (sender, inbox) = channel::<(PostId, MediaId, Client)>();
        let thread = thread::spawn(move || {
            for (post, media, client) in inbox {
                if let Err(failure) = keep(&mut store, &post, media, &client) {
                    output.warning(format_args!(
                        "post {post} is public, but its permalink could not be kept:"
                    ));
                    output.explain(&failure);
                }
            }
        });
        Self { sender, thread }
    }

    /// Reads that of a post that was just published.
    pub(crate) fn read(&self, post: &PostId, media: &MediaId, client: Client) {
        // It ends only if it panics, and then nobody has to know.
        let _ = self.sender.send((post.clone(), media.clone(), client));
    }

    /// Waits for those that were asked for.
    pub(crate) fn finish(self) {
        drop(self.sender);
        let _ = self.thread.join();
    }
}

fn keep(
    store: &mut SqliteStore,
    post: &PostId,
    media: MediaId,
    client: &Client,
) -> Result<(), Failure> {
    let read = client.call(ReadMedia::new(media));
    let media =
        read.map_err(|error| Failure::of_call("the media object cannot be read", &error))?;
    match media.permalink {
        Some(permalink) => answer(store.set_permalink(post, &permalink)),
        None => Ok(()),
    }
}
