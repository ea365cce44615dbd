//! Posts under way, on disk: one file each, so that a crash costs time and never a second post.

mod brakes;
pub(crate) mod file;
mod folder;
mod id;
mod record;
mod slot;

pub(crate) use self::{
    brakes::{Block, Brakes},
    folder::Folder,
    id::PostId,
    record::{Begun, Kept, Record, Unreadable},
    slot::{Slot, may_be_resumed},
};
