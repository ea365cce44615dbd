//! What every driver of [`ig_core`] needs beside an HTTP client.
//!
#![doc = include_str!("../README.md")]

mod client;
mod clock;
mod error;
mod file_store;
mod key;
pub mod log;
mod once;
pub mod private;
mod record;
mod seed;
mod source;
mod store;
mod target;

pub use self::{
    client::{MAX_RESPONSE, SetupError},
    clock::{Clock, SystemClock, next_sleep, now, since_boot, since_start},
    error::StoreError,
    file_store::{FileStore, Forget, Kept, Slot},
    key::{InvalidKey, Key},
    once::{Difference, Once, OnceError, once},
    record::{Record, RecordError},
    seed::seed,
    source::{
        ChangedSource, Files, Memory, OnUpload, PIECE, PartReader, Source, Sources, State,
        check_source, sha256,
    },
    store::{BoxError, NoStore, Store},
    target::Target,
};
