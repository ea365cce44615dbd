//! Tests of the crate's public API, on files made by common encoders.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod cases;
mod colour;
mod disk;
mod dolby;
mod encoders;
mod ending;
mod files;
mod formats;
mod fragments;
mod hostile;
mod hostile_videos;
mod jpeg;
mod made;
mod oracle;
mod photo;
mod reading;
mod stills;
mod table;
mod video;
mod video_files;
