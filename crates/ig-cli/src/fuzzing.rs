//! Readers of untrusted bytes, for the fuzz targets only.

use ig_driver::{Key, Record};

use crate::{failure::Failure, post, store::Extra, text::json};

/// Reads a post file (`ig publish --plan`), without the media that it names.
///
/// # Errors
///
/// The report for people and the one for programs.
pub fn plan(text: &str) -> Result<(), String> {
    post::read(text, "post.json").map(drop).map_err(reports)
}

/// Reads a post's file in the state folder; returns it as it would be written again.
///
/// # Errors
///
/// What is wrong with it, or an empty text if the name is not a key.
pub fn record(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let key: Key = name.parse().map_err(|_| String::new())?;
    let mut record = Record::from_json(bytes).map_err(|error| error.to_string())?;
    if record.key != key {
        return Err("its key differs from its file name".to_owned());
    }
    record.extra = Extra::of(&record).map_err(|error| error.to_string())?.to_map();
    Ok(record.to_json())
}

/// The report for people and the one for programs.
fn reports(failure: Failure) -> String {
    format!("{}\n{}", failure.to_lines(true).join("\n"), json(&failure.to_json()))
}
