//! `POST /_sandbox/codes`.

use http::Response;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{config::Login, world::World};

use super::{
    Ask, Wrong,
    operation::{json_text, whole},
};

pub(super) const EXAMPLE: &str = r#"{"account": "17841400008460056"}"#;

/// The grant of the code: without any of these, the first token's.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    account: Option<String>,
    app: Option<String>,
    login: Option<Login>,
}

/// An authorization code.
#[derive(Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(super) struct Issued {
    /// The code, valid for one token and for an hour.
    code: String,
}

pub(super) fn issue(ask: &mut Ask<'_>) -> Result<Response<Vec<u8>>, Wrong> {
    let wanted = match ask.request.body().trim_ascii() {
        [] => Wanted::default(),
        _ => ask.body(EXAMPLE)?,
    };
    let World { tokens, ids, .. } = &mut ask.sandbox.world;
    let bearer = tokens.bearer(|token, grant| {
        wanted.account.as_ref().is_none_or(|account| token.accounts.contains(account))
            && wanted.app.as_ref().is_none_or(|app| *app == grant.app)
            && wanted.login.is_none_or(|login| login == token.login)
    });
    let nobody = || Wrong::new(404, format!("nobody has granted that; send {EXAMPLE}, or nothing"));
    let code = tokens.issue_code(ids, ask.now, bearer.ok_or_else(nobody)?);
    // Not masked: the code is for this client.
    Ok(whole(200, json_text(&Issued { code })))
}
