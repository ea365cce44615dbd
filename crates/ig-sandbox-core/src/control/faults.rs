//! `POST /_sandbox/faults`.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::fault::Fault;

use super::Wrong;

/// A list of faults, or a single one.
#[derive(Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Wanted(#[cfg_attr(test, schemars(with = "OneOrMore"))] Value);

#[cfg(test)]
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only has a schema: its errors would not say which fault is wrong")]
enum OneOrMore {
    More(Vec<Fault>),
    One(Fault),
}

impl Wanted {
    /// Reads the faults: all are accepted or none.
    pub(super) fn read(self) -> Result<Vec<Fault>, Wrong> {
        let faults = match self.0 {
            Value::Array(faults) => faults,
            fault @ Value::Object(_) => vec![fault],
            _ => return Err(Wrong::new(400, "this is not a list of faults, or a fault")),
        };
        let faults = faults.into_iter().enumerate().map(|(at, fault)| {
            serde_json::from_value(fault)
                .map_err(|error| Wrong::new(400, format!("fault {}: {error}", at + 1)))
        });
        faults.collect()
    }
}
