//! The store as its users meet it: real folders, threads, processes and full disks.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[cfg(unix)]
mod child;
mod errors;
#[expect(unreachable_pub, reason = "it is pasted into programs")]
mod example;
mod folder;
#[cfg(unix)]
mod full_disk;
mod lists;
mod locks;
mod log;
mod once;
mod posts;
#[cfg(unix)]
mod processes;
mod readme;
mod records;
#[cfg(unix)]
mod replaced;
mod save;
