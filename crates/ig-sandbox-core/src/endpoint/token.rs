//! The token endpoints of all hosts (reference §9.4): exchange of codes and of short-lived tokens,
//! and refresh.

use std::time::Duration;

use http::Method;
use serde_json::json;

use crate::{
    config::{Account, App, Config, Login},
    intake::Call,
    object::Object,
    refusal::Refusal,
    time::Timestamp,
    world::{BadCode, Bearer, DAY, TokenKind, World},
};

use super::debug_token;

const HOUR: Duration = Duration::from_secs(3600);

/// The lifetime in Meta's samples, about sixty days.
const LONG: Duration = Duration::from_secs(5_183_944);

/// A token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// `GET` or `POST /{v}/oauth/access_token` of `graph.facebook.com`.
    Facebook,
    /// `POST /oauth/access_token` of `api.instagram.com`.
    InstagramCode,
    /// `GET /access_token` of `graph.instagram.com`.
    InstagramExchange,
    /// `GET /refresh_access_token` of `graph.instagram.com`.
    InstagramRefresh,
    /// `GET /debug_token` of `graph.facebook.com`.
    Debug,
}

impl Step {
    /// The endpoint of a path. Paths distinguish the hosts: that of `api.instagram.com` has no
    /// version, and its form has a `grant_type`.
    pub(super) fn of(call: &Call, parts: &[&str]) -> Option<Self> {
        let get = call.method == Method::GET || call.method == Method::HEAD;
        let post = call.method == Method::POST;
        let grant_type = call.params.filled("grant_type");
        match parts {
            ["oauth", "access_token"] if post && !call.is_versioned() => {
                let is_code = grant_type.as_deref() == Some("authorization_code");
                Some(if is_code { Self::InstagramCode } else { Self::Facebook })
            }
            ["oauth", "access_token"] if get || post => Some(Self::Facebook),
            ["access_token"] if get => Some(Self::InstagramExchange),
            ["refresh_access_token"] if get => Some(Self::InstagramRefresh),
            ["debug_token"] if get => Some(Self::Debug),
            _ => None,
        }
    }
}

pub(crate) fn run(
    step: Step,
    call: &Call,
    now: Timestamp,
    world: &mut World,
    config: &Config,
) -> Result<Object, Refusal> {
    match step {
        Step::Facebook => facebook(call, now, world, config),
        Step::InstagramCode => {
            instagram_code(call, now, world, config).map_err(Refusal::at_api_instagram)
        }
        Step::InstagramExchange => instagram_exchange(call, now, world, config),
        Step::InstagramRefresh => instagram_refresh(call, now, world),
        Step::Debug => debug_token::read(call, now, world, config),
    }
}

fn facebook(
    call: &Call,
    now: Timestamp,
    world: &mut World,
    config: &Config,
) -> Result<Object, Refusal> {
    let params = &call.params;
    let app = app(call, config)?;
    match params.filled("grant_type").as_deref() {
        None | Some("authorization_code") => {
            let redirect_uri = params.required("redirect_uri")?;
            let code = params.required("code")?;
            let bearer = world.tokens.redeem(&code, &app.id, &redirect_uri, now);
            let bearer = bearer.map_err(Refusal::bad_code)?;
            Ok(issue(world, now, TokenKind::Short, Login::Facebook, bearer, 2 * HOUR))
        }
        Some("fb_exchange_token") => {
            let token = params.required("fb_exchange_token")?;
            let bearer = world.tokens.good(&token, Login::Facebook, now)?.bearer();
            Ok(issue(world, now, TokenKind::Long, Login::Facebook, bearer, LONG))
        }
        Some("client_credentials") => {
            Ok(Object::default().with("access_token", app.token()).with("token_type", "bearer"))
        }
        Some(_) => {
            let must_be = "one of the following values: authorization_code, fb_exchange_token, \
                           client_credentials";
            Err(Refusal::wrong_type("grant_type", must_be))
        }
    }
}

/// The reply is flat and has its permissions in a list, as seen live; the documents differ.
fn instagram_code(
    call: &Call,
    now: Timestamp,
    world: &mut World,
    config: &Config,
) -> Result<Object, Refusal> {
    let params = &call.params;
    let app = app(call, config)?;
    let redirect_uri = params.required("redirect_uri")?;
    let code = params.required("code")?;
    let bearer = world.tokens.redeem(&code, &app.id, &redirect_uri, now).map_err(|why| {
        if why == BadCode::Redirect {
            return Refusal::other_redirect(400).at_api_instagram();
        }
        Refusal::no_matching_code().with_note(match why {
            BadCode::Unknown => "there was never such a code",
            BadCode::Used => "this code has been used",
            BadCode::Expired => "this code has expired",
            BadCode::Redirect => "the dialog was opened with another redirect_uri",
        })
    })?;
    let account = bearer.accounts.first().and_then(|id| world.account(id));
    let user = account.map_or(0, Account::instagram_user);
    let permissions = world.tokens.granted(bearer.grant, Login::Instagram);
    let World { tokens, ids, .. } = world;
    let token = tokens.issue(ids, now, TokenKind::Short, Login::Instagram, bearer, HOUR);
    Ok(Object::default()
        .with("access_token", token)
        .with("user_id", user)
        .with("permissions", json!(permissions)))
}

fn instagram_exchange(
    call: &Call,
    now: Timestamp,
    world: &mut World,
    config: &Config,
) -> Result<Object, Refusal> {
    grant_type(call, "ig_exchange_token")?;
    let secret = call.params.required("client_secret")?;
    if config.apps.iter().all(|app| *secret != app.secret) {
        return Err(Refusal::bad_secret());
    }
    let token = call.token.as_deref().ok_or_else(|| Refusal::missing("access_token"))?;
    let bearer = world.tokens.good(token, Login::Instagram, now)?.bearer();
    if config
        .apps
        .iter()
        .all(|app| *secret != app.secret || app.id != world.tokens.app(bearer.grant))
    {
        return Err(Refusal::bad_secret());
    }
    Ok(issue(world, now, TokenKind::Long, Login::Instagram, bearer, LONG))
}

fn instagram_refresh(call: &Call, now: Timestamp, world: &mut World) -> Result<Object, Refusal> {
    grant_type(call, "ig_refresh_token")?;
    let token = call.token.as_deref().ok_or_else(|| Refusal::missing("access_token"))?;
    let token = world.tokens.good(token, Login::Instagram, now)?;
    if token.kind != TokenKind::Long {
        return Err(Refusal::no_refresh("it is not a long-lived one"));
    }
    if now < token.issued.after(DAY) {
        return Err(Refusal::no_refresh("it must be at least 24 hours old"));
    }
    let bearer = token.bearer();
    if !world.tokens.grants(bearer.grant, "instagram_business_basic") {
        return Err(Refusal::no_permission());
    }
    let permissions = world.tokens.granted(bearer.grant, Login::Instagram).join(",");
    let reply = issue(world, now, TokenKind::Long, Login::Instagram, bearer, LONG);
    Ok(reply.with("permissions", permissions))
}

fn issue(
    world: &mut World,
    now: Timestamp,
    kind: TokenKind,
    login: Login,
    bearer: Bearer,
    lifetime: Duration,
) -> Object {
    let World { tokens, ids, .. } = world;
    let token = tokens.issue(ids, now, kind, login, bearer, lifetime);
    Object::default()
        .with("access_token", token)
        .with("token_type", "bearer")
        .with("expires_in", lifetime.as_secs())
}

/// The app whose id and secret the call has.
fn app<'a>(call: &Call, config: &'a Config) -> Result<&'a App, Refusal> {
    let id = call.params.required("client_id")?;
    let app = config.apps.iter().find(|app| *id == app.id).ok_or_else(Refusal::bad_app)?;
    if *call.params.required("client_secret")? == app.secret {
        Ok(app)
    } else {
        Err(Refusal::bad_secret())
    }
}

fn grant_type(call: &Call, wanted: &str) -> Result<(), Refusal> {
    if *call.params.required("grant_type")? == *wanted {
        Ok(())
    } else {
        let must_be = format!("one of the following values: {wanted}");
        Err(Refusal::wrong_type("grant_type", &must_be))
    }
}
