//! What happened to posts, for whoever follows it.

use ig_queue::PostId;

use super::SqliteStore;
use crate::{
    error::Error,
    event::{self, Told},
};

impl SqliteStore {
    /// What happened to posts after the event with the number `after`, in the order in which it was
    /// stored: to one post, or to all; at most `most`. Somebody who asks again with the number of the
    /// last one misses nothing.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn follow(
        &self,
        after: u64,
        post: Option<&PostId>,
        most: usize,
    ) -> Result<Vec<Told>, Error> {
        self.look(|database| event::after(database, after, post, most))
    }

    /// The number of the last event; 0 if there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn last_event(&self) -> Result<u64, Error> {
        self.look(event::last)
    }
}
