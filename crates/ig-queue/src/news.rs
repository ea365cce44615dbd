//! What a driver does, as it goes: the same for every store.

use ig_core::{MediaId, publish::Outcome};

use crate::{
    claim::Claimed,
    id::{Credential, PostId},
    row::Row,
    write::{Change, Write, Written},
};

/// What a driver does, as it goes.
#[derive(Debug)]
#[non_exhaustive]
pub enum News<'a, E> {
    /// The database is an earlier copy, and so many posts are held. It is said when that is noticed,
    /// and by each driver that starts while any of them has not been released.
    Reset(usize),
    /// A post was taken up.
    Claimed(&'a Claimed),
    /// A post was looked at and put off, held or skipped.
    Looked(&'a Row),
    /// The answer to a write.
    Written(&'a Write, &'a Written),
    /// There is no token of that name here.
    NoToken {
        /// The post that needs it.
        post: &'a PostId,
        /// Its name.
        credential: &'a Credential,
    },
    /// There is no token of that name here: posts that need it are left to other workers.
    LeftToOthers(&'a Credential),
    /// The store gave an error; it is asked again.
    Trouble(&'a E),
    /// Nothing to do but to wait, with so many posts in memory.
    Waiting(usize),
}

/// References, whatever the error is.
impl<E> Clone for News<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for News<'_, E> {}

impl<'a, E> News<'a, E> {
    /// The post that was published just now, and its id as a media object.
    pub fn published(&self) -> Option<(&'a PostId, &'a MediaId)> {
        let Self::Written(write, Written::Done(_)) = self else { return None };
        let Change::Outcome { snapshot, .. } = &write.change else { return None };
        match snapshot.outcome() {
            Some(Outcome::Published { media, .. }) => Some((&write.post, media.id()?)),
            _ => None,
        }
    }
}
