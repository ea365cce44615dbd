//! What reads bytes that somebody else wrote, for the fuzz targets: no other code calls it.

use ig_driver::{Key, Record};

use crate::{failure::Failure, output::json, post, store::Extra};

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
/// What is wrong with it, or nothing where the name is not a key.
pub fn record(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let key: Key = name.parse().map_err(|_| String::new())?;
    let mut record = Record::from_json(bytes).map_err(|error| error.to_string())?;
    if record.key != key {
        return Err("it holds another key than its name says".to_owned());
    }
    record.extra = Extra::of(&record).map_err(|error| error.to_string())?.to_map();
    Ok(record.to_json())
}

fn told(failure: Failure) -> String {
    format!("{}\n{}", failure.to_lines(true).join("\n"), json(&failure.to_json()))
}
