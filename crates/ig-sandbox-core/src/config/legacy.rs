//! Whether the app is older than what Meta closed to new ones.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Config;

/// What becomes of a request that overrides the verb (`method=`), asks for several objects
/// (`ids=`), formats dates (`date_format=`), wraps the reply (`callback=`), renames fields
/// (`.as(name)`) or sends a batch that nobody waits for.
///
/// Meta closed all of these to new apps, and to new uses by old ones, on 2026-11-04 and on every
/// version (reference §17.3). What is answered is not known: the sandbox's refusal is invented, of
/// the documented shape for an app that lacks a capability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LegacyFeatures {
    /// They are refused, as for a new app.
    #[default]
    Refused,
    /// They are not refused, as for an old app: the override is played, the others are passed over.
    Accepted,
}

impl Config {
    /// Whether the features that Meta closed to new apps are refused.
    #[must_use]
    pub fn with_legacy_features(mut self, legacy_features: LegacyFeatures) -> Self {
        self.legacy_features = legacy_features;
        self
    }
}
