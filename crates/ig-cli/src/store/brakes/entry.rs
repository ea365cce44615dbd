//! A block, as saved and as shown.

use std::fmt;

use ig_core::{
    Timestamp,
    publish::{Brake, Surface},
};
use serde::{Deserialize, Serialize};

use crate::text::as_text;

/// The version of the format that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) version: u32,
    pub(super) brakes: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) api_base: String,
    /// The run of a local API in which the block was seen, if the API names its runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<String>,
    pub(super) brake: Brake,
}

/// Posts of an account that are paused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Held {
    pub(crate) user: String,
    pub(crate) surface: Surface,
    #[serde(serialize_with = "as_text")]
    pub(crate) until: Timestamp,
    pub(crate) api_base: String,
}

impl Entry {
    /// Whether it is from the current run. A local API that does not answer, or does not name its
    /// run, counts as the same.
    pub(super) fn holds(&self, run: fn(&str) -> Option<String>) -> bool {
        match &self.run {
            Some(kept) => run(&self.api_base).is_none_or(|now| now == *kept),
            None => true,
        }
    }

    /// The text of a block that is in force.
    pub(super) fn held(&self, now: Timestamp) -> Option<Held> {
        Some(Held {
            user: self.brake.account().to_string(),
            surface: self.brake.surface(),
            until: self.brake.until(now)?,
            api_base: self.api_base.clone(),
        })
    }
}

/// `posts of 17841400008460056 to its feed are paused until 2026-11-29T08:23:49Z (…)`
impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, surface, until, api_base } = self;
        write!(f, "posts of {user} to its {surface} are paused until {until} ({api_base})")
    }
}
