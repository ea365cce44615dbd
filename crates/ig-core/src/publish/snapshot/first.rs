//! What version 1 stored, in the form of today.

use serde_json::{Value, json};

/// Version 1 knew one container to a post, which was made or processed in a
/// state of its own. The rest reads as it is.
pub(super) fn upgrade(json: &[u8]) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&upgraded(serde_json::from_slice(json)?))
}

fn upgraded(mut snapshot: Value) -> Value {
    let Some(state) = snapshot.get_mut("state") else { return snapshot };
    let stage = if let Some(create) = state.get("create") {
        json!({ "create": create })
    } else if let Some(process) = state.get("process").filter(|process| process.is_object()) {
        let mut wait = process.clone();
        wait["made"] = json!({ "id": process["at"]["id"], "at": process["at"]["made"] });
        json!({ "process": wait })
    } else {
        return snapshot;
    };
    let before = state.get("create").or_else(|| state["process"].get("at"));
    let nth = before.map(|before| before["nth"].clone());
    *state = json!({ "make": { "unit": { "nth": nth, "stage": stage } } });
    snapshot
}
