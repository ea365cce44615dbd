//! `debug=all`: Meta's messages about a call beside its reply (reference §12.1).

use serde_json::json;

use crate::{intake::Call, object::Object, reply};

/// The reply with `__debug__`, if the call requests it with `all`, `info` or `warning`.
///
/// The sandbox has one message: the version that served the call instead of another. Its text is
/// that of the header; a `link` is known to exist, but not its target.
pub(super) fn of(call: &Call, reply: &Object) -> Option<Object> {
    let asked = call.params.filled("debug")?;
    if !["all", "info", "warning"].contains(&&*asked) {
        return None;
    }
    let warning = reply::version_warning(call).filter(|_| asked != "info");
    let message = |text| {
        let link = "https://developers.facebook.com/docs/graph-api/changelog/versions/";
        json!({"message": text, "type": "warning", "link": link})
    };
    let messages: Vec<_> = warning.map(message).into_iter().collect();
    Some(reply.clone().with("__debug__", json!({ "messages": messages })))
}
