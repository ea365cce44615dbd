//! `POST /_sandbox/usage`.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Ask, Wrong};

/// The values for the usage headers.
#[derive(Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// The percentage. Captured values exceed a hundred.
    #[cfg_attr(test, schemars(range(max = 1000)))]
    call_count: u32,
    /// The minutes until access returns: no block lasts longer than a day.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(max = 1440)))]
    minutes: u32,
}

/// Whether the usage headers show set values.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Usage {
    pub(super) set: bool,
}

pub(super) fn set(ask: &mut Ask<'_>, wanted: Wanted) -> Result<Usage, Wrong> {
    if wanted.call_count > 1000 || wanted.minutes > 24 * 60 {
        let why =
            "`call_count` is a percentage up to 1000, and `minutes` are at most those of a day";
        return Err(Wrong::new(400, why));
    }
    ask.sandbox.set_usage(ask.now, wanted.call_count, wanted.minutes);
    Ok(Usage { set: true })
}
