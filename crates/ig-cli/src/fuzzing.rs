//! What reads bytes that somebody else wrote, for the fuzz targets: no other code calls it.

use crate::{
    failure::Failure,
    output::json,
    post,
    store::{PostId, Record, Unreadable},
};

/// Reads a post in a file (`ig publish --plan`), but for the media that it names.
///
/// # Errors
///
/// What a person and a machine would be told.
pub fn plan(text: &str) -> Result<(), String> {
    post::read(text, "post.json").map(drop).map_err(told)
}

/// Reads a post's file in the state folder; gives it as it would be written again.
///
/// # Errors
///
/// What is wrong with it, or nothing where the name is no id of a post.
pub fn record(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let id: PostId = name.parse().map_err(|()| String::new())?;
    let record = Record::from_json(&id, bytes).map_err(|error: Unreadable| error.to_string())?;
    record.to_json().map_err(|error| error.to_string())
}

fn told(failure: Failure) -> String {
    format!("{}\n{}", failure.to_lines(true).join("\n"), json(&failure.to_json()))
}
