//! `POST /_sandbox/quota`.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Ask, Wrong};

/// How many posts in 24 hours, or how many containers, or both.
#[derive(Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// How many posts.
    total: Option<u32>,
    /// How many containers; of all accounts.
    containers: Option<u32>,
    /// The account whose posts are meant; without it, all of them.
    account: Option<String>,
}

/// The quota that was set.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Quota {
    /// How many posts in 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u32>,
    /// How many containers in 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    containers: Option<u32>,
}

pub(super) fn set(ask: &mut Ask<'_>, wanted: Wanted) -> Result<Quota, Wrong> {
    let world = &mut ask.sandbox.world;
    if let Some(id) = &wanted.account
        && world.account(id).is_none()
    {
        return Err(Wrong::new(404, "there is no account of this id"));
    }
    let Wanted { total, containers, account } = wanted;
    if total.is_none() && containers.is_none() {
        let why = "say how many: `total` posts, `containers`, or both, in 24 hours";
        return Err(Wrong::new(400, why));
    }
    if let Some(total) = total {
        world.set_quota(account.as_deref(), total);
    }
    world.containers_set = containers.or(world.containers_set);
    Ok(Quota { total, containers })
}
