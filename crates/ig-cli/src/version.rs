//! The version of the Graph API in use: whether it is in service, and which one answered.

use ig_core::{ApiVersion, Context, Timestamp, version::Standing};
use serde_json::{Value, json};

/// What is wrong with the requested version, if anything is.
pub(crate) fn trouble(version: ApiVersion, now: Timestamp) -> Option<String> {
    let latest = ApiVersion::DEFAULT;
    let why = match version.standing(now) {
        Standing::Serves { .. } => return None,
        Standing::Gone { since, .. } => {
            format!("{version} ended on {}: the oldest remaining version answers", day(since))
        }
        Standing::NotYet { introduced, .. } => format!("{version} begins on {}", day(introduced)),
        _ => format!(
            "{version} is not a version that this program knows: Instagram may take it for a part \
             of the path"
        ),
    };
    Some(format!("{why}; leave it out of the API base to use {latest}"))
}

/// The message about a version that answered in place of the requested one.
pub(crate) fn answered_by_another(context: &Context) -> Option<String> {
    let by = context.served_by()?;
    Some(format!("{} was requested, and {by} answered", context.version()))
}

/// A line for people, and whether all is well.
pub(crate) fn line(context: &Context, now: Timestamp) -> (bool, String) {
    let version = context.version();
    if let Some(trouble) = answered_by_another(context).or_else(|| trouble(version, now)) {
        return (false, trouble);
    }
    let end = match version.standing(now) {
        Standing::Serves { until: Some(until), .. } => format!("ends on {}", day(until)),
        _ => "has no end yet".to_owned(),
    };
    (true, format!("{version} {end}"))
}

/// The same for programs.
pub(crate) fn json(context: &Context, now: Timestamp) -> Value {
    let version = context.version();
    let (standing, until) = match version.standing(now) {
        Standing::Serves { until, .. } => ("serves", until),
        Standing::Gone { since, .. } => ("gone", Some(since)),
        Standing::NotYet { .. } => ("not_yet", None),
        _ => ("unknown", None),
    };
    json!({
        "asked": version.to_string(),
        "standing": standing,
        "until": until.map(day),
        "served_by": context.served_by().map(|by| by.to_string()),
    })
}

/// `2028-07-29`
fn day(time: Timestamp) -> String {
    time.to_string().split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_gone_unknown_or_not_yet_there_is_reported() {
        let now = Timestamp::from_unix_millis(1_795_824_000_000);
        for (version, expect) in [
            ("v25.0", None),
            ("v26.0", None),
            ("v27.0", None),
            ("v20.0", Some("v20.0 ended on 2026-09-24")),
            ("v28.0", Some("v28.0 is not a version that this program knows")),
        ] {
            let trouble = trouble(version.parse().unwrap(), now);
            assert_eq!(trouble.is_some(), expect.is_some(), "{trouble:?}");
            assert!(trouble.unwrap_or_default().starts_with(expect.unwrap_or_default()));
        }
        let early = Timestamp::from_unix_millis(1_790_000_000_000);
        let trouble = trouble("v27.0".parse().unwrap(), early).unwrap();
        assert!(trouble.starts_with("v27.0 begins on 2026-11-04"), "{trouble}");
    }
}
