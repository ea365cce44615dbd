//! `ig limit`

use ig_core::{Error, ResponseError, UserId, endpoint::PublishingLimit, publish::QuotaLedger};
use ig_ureq::{Clock as _, SystemClock};
use serde_json::json;

use crate::{
    access::{self, Access},
    args::AccessArgs,
    failure::{Exit, Failure, advice_on_account},
    output::Output,
    store::Folder,
};

pub(super) fn run(args: &AccessArgs, output: &Output) -> Result<Exit, Failure> {
    let user = access::user(args)?;
    let access = Access::given(args, output)?;
    let usage = access.client()?.call(PublishingLimit::new(user.clone()).with_config());
    let usage = usage.map_err(|error| {
        let failure = Failure::of_call("the publishing limit cannot be read", &error);
        match error {
            Error::Response(ResponseError::Api(error)) => failure.fix(advice_on_account(&error)),
            _ => failure,
        }
    })?;
    let used = usage.quota_usage;
    let window = usage.quota_duration.unwrap_or(QuotaLedger::WINDOW).as_secs();
    let left = usage.quota_total.map(|total| total.saturating_sub(used));
    let containers = containers(&access, &user);
    if output.is_json() {
        output.object(&json!({
            "usage": used,
            "total": usage.quota_total,
            "remaining": left,
            "window_s": window,
            "containers": { "known": containers, "total": QuotaLedger::CONTAINERS },
        }));
        return Ok(Exit::Success);
    }
    match usage.quota_total {
        Some(total) => output.line(format_args!("used       {used} of {total}")),
        None => output.line(format_args!("used       {used}; the total was not reported")),
    }
    if let Some(left) = left {
        output.line(format_args!("left       {left}"));
    }
    output.line(format_args!("window     {} hours, rolling", window / 3600));
    let total = QuotaLedger::CONTAINERS;
    output.line(format_args!("containers {containers} of {total} known, from the posts kept here"));
    Ok(Exit::Success)
}

/// The number of containers that the posts in the state folder have requested: no call returns it.
fn containers(access: &Access, user: &UserId) -> u32 {
    let target = ig_driver::Target::new(&access.api_base, access.login);
    let ledger = Folder::find(None).and_then(|folder| folder.ledger(&target, user, false));
    ledger.map_or(0, |ledger| ledger.containers(SystemClock.now()))
}
