//! `debug=all`: what Meta says about a call beside its reply (reference §12.1).

use serde_json::json;

use crate::{intake::Call, object::Object, reply};

/// The reply with `__debug__`, if the call asks for it with `all`, `info` or `warning`.
///
/// The one message that the sandbox has is that of the version that served the call in place of
/// another. Its words are those of the header; that there is a `link` is known, and not where to.
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
