//! `GET /_sandbox/run`: whether a sandbox is still the same run.

use std::time::Duration;

use ig_core::{Context, Login};
use serde::Deserialize;

use crate::web::{self, Trust};

#[derive(Deserialize)]
struct Run {
    run: String,
}

/// The name of the run of the local API at `base`; `None` for any other API or without a name.
pub(crate) fn of(base: &str) -> Option<String> {
    let context = Context::without_token(Login::Facebook).with_api_base(base).ok()?;
    if !context.is_loopback() || !base.starts_with("http:") {
        return None;
    }
    let limit = Some(Duration::from_secs(5));
    let agent = web::direct(&Trust::none()).timeout_global(limit).build().new_agent();
    let mut reply = agent.get(format!("{}/_sandbox/run", context.api_base())).call().ok()?;
    let body = reply.body_mut().with_config().limit(64 * 1024).read_to_vec().ok()?;
    serde_json::from_slice::<Run>(&body).ok().map(|run| run.run)
}
