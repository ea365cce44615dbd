//! `POST /_sandbox/codes`.

use serde::Deserialize;

use crate::{
    config::Login,
    world::{Bearer, Tokens},
};

use super::Wrong;

/// Whose code it is to be: the first token's unless something is said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    account: Option<String>,
    app: Option<String>,
    login: Option<Login>,
}

pub(super) fn bearer(body: &[u8], tokens: &Tokens) -> Result<Bearer, Wrong> {
    let example = r#"send {"account": "17841400008460056"}, or nothing"#;
    let wanted = match body.trim_ascii() {
        [] => Wanted::default(),
        body => serde_json::from_slice(body)
            .map_err(|error| Wrong::new(400, format!("this names no grant: {error}; {example}")))?,
    };
    let bearer = tokens.bearer(|token, grant| {
        wanted.account.as_ref().is_none_or(|account| token.accounts.contains(account))
            && wanted.app.as_ref().is_none_or(|app| *app == grant.app)
            && wanted.login.is_none_or(|login| login == token.login)
    });
    bearer.ok_or_else(|| Wrong::new(404, format!("nobody has granted that; {example}")))
}
