//! A token's life as text and as JSON.

use ig_account::token::{Expiry, Freshness, TokenLife};
use ig_core::{Login, Timestamp};
use serde_json::{Value, json};

use crate::output::Output;

/// Lines for what is known about it.
pub(crate) fn lines(life: &TokenLife, now: Timestamp, output: &Output) {
    let line = |label: &str, text: Option<String>| {
        if let Some(text) = text {
            output.line(format_args!("{label:<10} {text}"));
        }
    };
    line("issued", life.issued().map(|at| at.to_string()));
    line("expires", life.expires().map(end));
    line("data until", life.data_access_expires().map(end));
    line("advice", Some(advice(life, now)));
}

/// The same as members of a JSON object.
pub(crate) fn add_to(object: &mut Value, life: &TokenLife, now: Timestamp) {
    let freshness = serde_json::to_value(life.freshness(now)).unwrap_or_default();
    object["issued"] = json!(life.issued().map(|at| at.to_string()));
    object["expires"] = json!(life.expires().map(end));
    object["data_access_expires"] = json!(life.data_access_expires().map(end));
    object["freshness"] = freshness["state"].clone();
    object["advice"] = advice(life, now).into();
}

fn end(expiry: Expiry) -> String {
    match expiry {
        Expiry::At(at) => at.to_string(),
        Expiry::Never => "never".to_owned(),
    }
}

/// What to do about it, and until when.
fn advice(life: &TokenLife, now: Timestamp) -> String {
    let renew = match life.login() {
        Login::Instagram => "`ig token refresh`",
        _ => "`ig token extend`",
    };
    match life.freshness(now) {
        Freshness::NeverExpires => "nothing to do: it does not expire".to_owned(),
        Freshness::Fresh { renewable_from, .. } => {
            format!("nothing to do; {renew} accepts it from {renewable_from}")
        }
        Freshness::ShortLived { expires, .. } => {
            format!("exchange it for a long-lived one before {expires}: `ig token extend`")
        }
        Freshness::Renewable { renew_by, .. } => format!("must be renewed by {renew_by}: {renew}"),
        Freshness::RenewNow { expires, .. } => {
            format!("renew it now with {renew}: it expires at {expires}")
        }
        Freshness::SignInSoon { data_access_expires, .. } => format!(
            "sign in again before {data_access_expires} with `ig login`: the app's access to the data ends then, \
             whether or not the token is renewed"
        ),
        Freshness::Expired { since, .. } => {
            format!("sign in again with `ig login`: it expired at {since} and cannot be renewed")
        }
        _ => "its expiry is not known: `ig token debug` asks for it".to_owned(),
    }
}
