//! `POST /_sandbox/quota`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Wrong;
use crate::world::World;

/// How many posts in 24 hours, and for which account; for all if it is not said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    total: u32,
    account: Option<String>,
}

pub(super) fn set(world: &mut World, body: &[u8]) -> Result<Value, Wrong> {
    let wanted: Wanted = serde_json::from_slice(body).map_err(|error| {
        Wrong::new(400, format!(r#"this is no quota: {error}; send {{"total": 25}}"#))
    })?;
    if let Some(id) = &wanted.account
        && world.account(id).is_none()
    {
        return Err(Wrong::new(404, "there is no account of this id"));
    }
    world.set_quota(wanted.account.as_deref(), wanted.total);
    Ok(json!({ "total": wanted.total }))
}
