//! The JSON of Meta's own documents, which leave out quotes and use single ones.

use serde_json::Value;

/// The lax parser recurses without a limit of its own. No parameter of the API has anywhere near
/// so many lists and objects in it, let alone within each other.
const MAX_BRACKETS: usize = 200;

/// Reads JSON, strict or lax.
pub(super) fn parse(text: &str) -> Option<Value> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets > MAX_BRACKETS {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| json5::from_str(text).ok())
}
