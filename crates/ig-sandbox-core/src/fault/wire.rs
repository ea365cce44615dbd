//! Faults in the form of the control endpoint: flat, checked, with errors that say what to do.

use std::time::Duration;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Do, Fault, On, Shows};

/// The longest delay of a fault, a year: a longer one is a typing mistake.
const MAX_DELAY: Duration = Duration::from_secs(366 * 24 * 3600);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    on: On,
    #[serde(default = "one")]
    nth: u32,
    #[serde(default = "one")]
    times: u32,
    #[serde(rename = "do")]
    what: Do,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subcode: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_message: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    echo_token: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_s: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shows: Option<Shows>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after_bytes: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
}

fn one() -> u32 {
    1
}

/// An invalid fault; the text names the field and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
#[non_exhaustive]
pub struct InvalidFault(String);

impl TryFrom<Wire> for Fault {
    type Error = InvalidFault;

    fn try_from(wire: Wire) -> Result<Self, InvalidFault> {
        let invalid = |why: &str| Err(InvalidFault(why.to_owned()));
        if wire.nth == 0 || wire.times == 0 {
            return invalid("`nth` and `times` count from 1");
        }
        if wire.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return invalid("`status` must be an HTTP status from 200 to 599");
        }
        if wire.delay_s.is_some() && wire.delay_ms.is_some() {
            return invalid("`delay_s` and `delay_ms` are the same thing: give one of them");
        }
        if wire.what.needs_delay() && wire.delay_s.is_none() && wire.delay_ms.is_none() {
            return invalid("this `do` needs `delay_s` (seconds) or `delay_ms` (milliseconds)");
        }
        if wire.what == Do::Processing && wire.subcode.is_none() && wire.delay().is_none() {
            return invalid("`processing` needs `delay_s`, `subcode`, or both");
        }
        if (wire.what == Do::Cut) != wire.after_bytes.is_some() {
            return invalid("`cut` needs `after_bytes`, and nothing else has it");
        }
        if (wire.what == Do::Short) != wire.bytes.is_some() {
            return invalid("`short` needs `bytes`, and nothing else has it");
        }
        if !wire.what.can_happen_on(wire.on) {
            return invalid(
                "this `do` cannot happen on this `on`: `processing` is for `create`, `fetch_fails` \
                 for `create` and `upload`, `status_lag` for `create`, `publish` and `status`, and \
                 `cut`, `short` and `upload_dies` are for `upload`",
            );
        }
        let delay = match wire.delay() {
            None => Duration::ZERO,
            Some(Ok(delay)) if delay <= MAX_DELAY => delay,
            Some(_) => return invalid("the delay must be from 0 to 366 days"),
        };
        Ok(Self {
            on: wire.on,
            nth: wire.nth,
            times: wire.times,
            what: wire.what,
            status: wire.status,
            code: wire.code,
            subcode: wire.subcode,
            message: wire.message,
            title: wire.title,
            user_message: wire.user_message,
            echo_token: wire.echo_token,
            delay,
            shows: wire.shows.unwrap_or_default(),
            minutes: wire.minutes.unwrap_or(0),
            bytes: wire.after_bytes.or(wire.bytes).unwrap_or(0),
        })
    }
}

impl Wire {
    fn delay(&self) -> Option<Result<Duration, ()>> {
        match (self.delay_s, self.delay_ms) {
            (Some(seconds), _) => Some(Duration::try_from_secs_f64(seconds).map_err(|_| ())),
            (None, Some(millis)) => Some(Ok(Duration::from_millis(millis))),
            (None, None) => None,
        }
    }
}

impl Do {
    fn needs_delay(self) -> bool {
        matches!(self, Self::LateCommit | Self::Delay | Self::StatusLag | Self::ReadOutage)
    }

    fn can_happen_on(self, on: On) -> bool {
        match self {
            Self::Processing => matches!(on, On::Create | On::Any),
            Self::FetchFails => matches!(on, On::Create | On::Upload | On::Any),
            Self::Cut | Self::Short | Self::UploadDies => on == On::Upload,
            Self::StatusLag => matches!(on, On::Create | On::Publish | On::Status | On::Any),
            _ => true,
        }
    }
}

impl From<Fault> for Wire {
    fn from(fault: Fault) -> Self {
        let timed = fault.what.needs_delay() || fault.what == Do::Processing;
        Self {
            on: fault.on,
            nth: fault.nth,
            times: fault.times,
            what: fault.what,
            status: fault.status,
            code: fault.code,
            subcode: fault.subcode,
            message: fault.message,
            title: fault.title,
            user_message: fault.user_message,
            echo_token: fault.echo_token,
            delay_s: timed.then_some(fault.delay.as_secs_f64()),
            delay_ms: None,
            shows: (fault.shows != Shows::Unchanged).then_some(fault.shows),
            minutes: (fault.minutes > 0).then_some(fault.minutes),
            after_bytes: (fault.what == Do::Cut).then_some(fault.bytes),
            bytes: (fault.what == Do::Short).then_some(fault.bytes),
        }
    }
}
