//! Posts in progress, on disk: one file each, so that a crash costs time but never a second post.
//! The files are those of `ig-driver`; what the command adds to each is here.

mod brakes;
mod extra;
mod folder;
mod key;
mod slot;
mod trouble;

pub(crate) use self::{
    brakes::{Block, Brakes, Held, SharedBrakes},
    extra::{Extra, Kept, Post},
    folder::Folder,
    key::{asked_for, new_key, typed},
    slot::Slot,
};
