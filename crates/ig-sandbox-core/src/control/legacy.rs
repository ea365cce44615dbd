//! `POST /_sandbox/legacy`.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Ask, Wrong};
use crate::config::LegacyFeatures;

/// What becomes of the features that Meta closed to new apps.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Legacy {
    features: LegacyFeatures,
}

pub(super) fn set(ask: &mut Ask<'_>, wanted: Legacy) -> Result<Legacy, Wrong> {
    ask.sandbox.legacy = Some(wanted.features);
    ask.sandbox.version += 1;
    Ok(wanted)
}
