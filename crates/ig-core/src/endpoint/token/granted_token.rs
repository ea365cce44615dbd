//! What every call that gets a token answers (reference §9.4).

use std::time::Duration;

use serde::Deserialize;

use crate::{
    value::UserId,
    wire::{AccessToken, DecodeError, json},
};

/// A token, and what the reply says about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GrantedToken {
    /// The token.
    pub token: AccessToken,
    /// How long it lives from now on. Absent where the reply does not say: the
    /// code exchange of Instagram Login does not, and its tokens live an hour;
    /// those of system users do not expire.
    pub expires_in: Option<Duration>,
    /// What it may do, in Meta's words; empty where the reply does not say.
    pub permissions: Vec<String>,
    /// Whose it is, where the reply says it. Of Instagram Login it is the id
    /// that [`ReadMe`](crate::endpoint::ReadMe) gives as `user_id`.
    pub user: Option<UserId>,
}

/// Flat, or in a list (reference §16, 13). No untagged enum: it would copy the
/// token to where nothing wipes it.
#[derive(Deserialize)]
struct Wire {
    data: Option<Vec<Flat>>,
    access_token: Option<AccessToken>,
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "crate::endpoint::loose::names")]
    permissions: Vec<String>,
    user_id: Option<UserId>,
}

#[derive(Deserialize)]
struct Flat {
    access_token: AccessToken,
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "crate::endpoint::loose::names")]
    permissions: Vec<String>,
    user_id: Option<UserId>,
}

/// Reads a reply that grants a token.
pub(super) fn decode(body: &[u8]) -> Result<GrantedToken, DecodeError> {
    const WHAT: &str = "not a token";
    let Wire { data, access_token, expires_in, permissions, user_id } = json(WHAT, body)?;
    let flat = access_token
        .map(|access_token| Flat { access_token, expires_in, permissions, user_id })
        .or_else(|| data?.into_iter().next());
    let flat = flat.ok_or_else(|| DecodeError::new(WHAT))?;
    Ok(GrantedToken {
        token: flat.access_token,
        expires_in: flat.expires_in.map(Duration::from_secs),
        permissions: flat.permissions,
        user: flat.user_id,
    })
}
