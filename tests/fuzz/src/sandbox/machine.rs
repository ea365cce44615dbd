//! The sandbox that gets the requests.

use ig_core::http::{Request, Response};
use ig_sandbox_core::{Config, Fetched, Handling, Sandbox, Timestamp};

use crate::token::TOKEN;

pub(super) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

pub(super) const USER: &str = "17841400008460056";

/// A token other than the sandbox's own, which everybody knows.
pub(super) fn sandbox() -> Sandbox {
    Sandbox::new(Config::default().with_token(TOKEN))
}

/// Sends a request, provides media if it needs some, and checks the reply.
pub(super) fn send(sandbox: &mut Sandbox, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    let handling = sandbox.handle(NOW, request);
    let response = carry_out(sandbox, handling)?;
    let is_json = response
        .headers()
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.contains("json") || kind.contains("javascript"));
    if is_json {
        let body: Result<serde_json::Value, _> = serde_json::from_slice(response.body());
        assert!(body.is_ok(), "no JSON: {}", String::from_utf8_lossy(response.body()));
    }
    Some(response)
}

fn carry_out(sandbox: &mut Sandbox, mut handling: Handling) -> Option<Response<Vec<u8>>> {
    loop {
        handling = match handling {
            Handling::Respond(response) => return Some(response),
            Handling::Delay { then, .. } => *then,
            Handling::Fetch(wanted) => sandbox.fetched(NOW, wanted.ticket, Ok(photo())),
            Handling::RespondAndFetch { then, fetch } => {
                // No client waits for the result.
                drop(sandbox.fetched(NOW, fetch.ticket, Ok(photo())));
                *then
            }
            _ => return None,
        };
    }
}

fn photo() -> Fetched {
    Fetched::new(*include_bytes!("../../../../crates/ig-sandbox-core/src/files/sample.jpg"))
}
