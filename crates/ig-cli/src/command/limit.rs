//! `ig limit`

use ig_core::{Error, ResponseError, endpoint::PublishingLimit, publish::QuotaLedger};
use serde_json::json;

use crate::{
    access::{self, Access},
    args::AccessArgs,
    failure::{Exit, Failure, advice_on_account},
    output::Output,
};

pub(super) fn run(args: &AccessArgs, output: &Output) -> Result<Exit, Failure> {
    let user = access::user(args)?;
    let access = Access::given(args, output)?;
    let usage = access.client()?.call(PublishingLimit::new(user).with_config());
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
    if output.is_json() {
        output.object(&json!({
            "usage": used,
            "total": usage.quota_total,
            "remaining": left,
            "window_s": window,
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
    Ok(Exit::Success)
}
