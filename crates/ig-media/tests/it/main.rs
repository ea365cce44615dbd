//! Tests of the crate through its public face, on files made by other people's encoders.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod disk;
mod encoders;
mod files;
mod film;
mod film_files;
mod formats;
mod hostile;
mod hostile_films;
mod photo;
mod reading;
mod table;
