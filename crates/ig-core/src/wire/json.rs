//! Reading JSON that a server sent, and writing our own.

mod array;
mod write;

pub(crate) use self::{
    array::{IsThere, as_array},
    write::{Form, write},
};
use serde::de::DeserializeOwned;

use crate::wire::{DecodeError, text::parsed};

/// Reads JSON. The source of the error keeps the place and not the text, which
/// may be anything.
pub(crate) fn json<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, DecodeError> {
    parsed(body).map_err(|error| {
        let place =
            format!("{:?} at line {} column {}", error.classify(), error.line(), error.column());
        DecodeError::new(what).with_source(place)
    })
}

/// Reads `{"success":true}`, what a write without a result answers (reference
/// §12.6). Anything else may have taken effect or not.
pub(crate) fn success(what: &'static str, body: &[u8]) -> Result<(), DecodeError> {
    #[derive(serde::Deserialize)]
    struct Wire {
        success: bool,
    }
    let Wire { success } = json(what, body)?;
    if success { Ok(()) } else { Err(DecodeError::new(what)) }
}
