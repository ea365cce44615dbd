//! Tests of the crate through its public face, on files made by other people's encoders.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod files;
mod formats;
mod hostile;
mod photo;
mod reading;
