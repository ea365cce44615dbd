//! The features that Meta closed to new apps on 2026-11-04, on every version (reference §17.3).

use crate::{intake::Call, refusal::Refusal};

/// Refuses a call that uses one of them.
///
/// What an old app still gets for it is what the sandbox did before: the override of the verb is
/// played, and nothing of the others.
pub(crate) fn refuse(call: &Call) -> Result<(), Refusal> {
    used(call).map_or(Ok(()), |feature| Err(Refusal::legacy(feature)))
}

fn used(call: &Call) -> Option<&'static str> {
    for (name, feature) in [
        ("method", "the override of the HTTP method (`method=`)"),
        ("ids", "several objects in one request (`ids=`)"),
        ("date_format", "the format of dates (`date_format=`)"),
        ("callback", "a JSONP callback (`callback=`)"),
    ] {
        if call.params.has(name) {
            return Some(feature);
        }
    }
    if call.params.fields().is_some_and(|fields| fields.contains('(') && fields.contains(".as(")) {
        return Some("an alias of a field (`.as(name)`)");
    }
    let is_asynchronous = call.parts.last().is_some_and(|part| part == "async_batch_requests");
    is_asynchronous.then_some("an asynchronous batch (`async_batch_requests`)")
}
