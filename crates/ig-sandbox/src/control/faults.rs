//! `POST /_sandbox/faults`.

use serde_json::Value;

use crate::fault::Fault;

use super::Wrong;

const EXAMPLE: &str = r#"send a list such as [{"on": "publish", "do": "commit_then_drop"}]"#;

/// Reads a list of faults, or a single one. All are good or none is taken.
pub(super) fn read(body: &[u8]) -> Result<Vec<Fault>, Wrong> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Wrong::new(400, format!("this is not JSON: {error}; {EXAMPLE}")))?;
    let faults = match value {
        Value::Array(faults) => faults,
        fault @ Value::Object(_) => vec![fault],
        _ => return Err(Wrong::new(400, format!("this is not a list of faults; {EXAMPLE}"))),
    };
    let faults = faults.into_iter().enumerate().map(|(at, fault)| {
        serde_json::from_value(fault)
            .map_err(|error| Wrong::new(400, format!("fault {}: {error}; {EXAMPLE}", at + 1)))
    });
    faults.collect()
}
