//! How many posts an account has left.

use ig_core::{endpoint::PublishingLimit, publish::QuotaLedger};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Service, Trouble};
use crate::{failure::Failure, queue::Tokens};

/// How many posts an account has left in the rolling window
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Limit {
    /// The id of the Instagram account
    user_id: String,
    /// Posts in the window
    usage: u32,
    /// How many the window allows, if Instagram says so
    total: Option<u32>,
    /// How many are left
    remaining: Option<u32>,
    /// The length of the window in seconds
    window_s: u64,
}

/// Asks Instagram (reference §2.5).
pub(crate) fn limit(
    service: &Service,
    user_id: Option<&str>,
    credential: Option<&str>,
) -> Result<Limit, Trouble> {
    let user = user_id.map(|id| {
        id.parse().map_err(|error| {
            Failure::usage("user_id cannot be used")
                .caused_by(&error)
                .fix("give the id of the Instagram account: digits only")
        })
    });
    let (user, credential, api) = service.who(user.transpose()?, credential)?;
    let tokens = Tokens::new(&service.access, service.token_dir.as_deref(), &service.output)?;
    let client = tokens.get(&api.name()?, &credential)?;
    let usage = client.call(PublishingLimit::new(user.clone()).with_config());
    let usage = usage.map_err(|error| {
        Trouble::new(502, Failure::of_call("the publishing limit cannot be read", &error))
    })?;
    let used = usage.quota_usage;
    Ok(Limit {
        user_id: user.to_string(),
        usage: used,
        total: usage.quota_total,
        remaining: usage.quota_total.map(|total| total.saturating_sub(used)),
        window_s: usage.quota_duration.unwrap_or(QuotaLedger::WINDOW).as_secs(),
    })
}
