//! `POST /_sandbox/quota`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Ask, Wrong};

/// How many posts in 24 hours.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    total: u32,
    /// The account that is meant; without it, all of them.
    account: Option<String>,
}

/// The quota that was set.
#[derive(Serialize, JsonSchema)]
pub(super) struct Quota {
    /// How many posts in 24 hours.
    total: u32,
}

pub(super) fn set(ask: &mut Ask<'_>, wanted: Wanted) -> Result<Quota, Wrong> {
    let world = &mut ask.sandbox.world;
    if let Some(id) = &wanted.account
        && world.account(id).is_none()
    {
        return Err(Wrong::new(404, "there is no account of this id"));
    }
    world.set_quota(wanted.account.as_deref(), wanted.total);
    Ok(Quota { total: wanted.total })
}
