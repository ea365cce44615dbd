//! `GET /debug_token`: what a token is (reference §9.5).

use ig_core::Timestamp;

use crate::{
    config::{Config, Login},
    intake::Call,
    object::Object,
    refusal::Refusal,
    world::{DAY, PAGE, PERSON, Token, TokenKind, World},
};

/// After so many days without use, an app may read no more. Days of use are not counted here: the
/// time runs from the issue of the token.
const DATA_ACCESS_DAYS: u32 = 90;

pub(super) fn read(
    call: &Call,
    now: Timestamp,
    world: &World,
    config: &Config,
) -> Result<Object, Refusal> {
    may_look(call, now, world, config)?;
    let wanted = call.params.required("input_token")?;
    let app = Object::default().with("app_id", config.grant.app_id.as_str());
    let data = match world.tokens.find(&wanted) {
        // Not known to take tokens of the other host.
        Some(token) if token.login == Login::Facebook => match token.trouble(now) {
            None => alive(app, token, world),
            Some(refusal) => dead(app, &refusal.message, refusal.subcode),
        },
        // R53
        _ => dead(app, "Invalid OAuth access token.", Some(460)),
    };
    Ok(Object::default().with("data", data))
}

/// The app may, and so may the tokens of people, who are its developers here.
fn may_look(call: &Call, now: Timestamp, world: &World, config: &Config) -> Result<(), Refusal> {
    let token = call.token.as_deref().ok_or_else(Refusal::no_token)?;
    if token == app_token(config) {
        return Ok(());
    }
    match world.tokens.good(token, Login::Facebook, now)?.kind {
        TokenKind::Page => Err(Refusal::no_debugger()),
        TokenKind::Short | TokenKind::Long => Ok(()),
    }
}

/// `{app-id}|{app-secret}`.
pub(super) fn app_token(config: &Config) -> String {
    format!("{}|{}", config.grant.app_id, config.grant.app_secret)
}

fn alive(app: Object, token: &Token, world: &World) -> Object {
    let (kind, profile) = match token.kind {
        TokenKind::Page => ("PAGE", Some(PAGE)),
        TokenKind::Short | TokenKind::Long => ("USER", None),
    };
    let scopes = world.tokens.granted(Login::Facebook);
    let account = world.accounts.first().map_or("", |account| &account.id);
    let granular = scopes.iter().map(|scope| {
        let target = match scope.split('_').next() {
            Some("instagram") => Some(account),
            Some("pages") => Some(PAGE),
            _ => None,
        };
        let targets = target.map(|target| serde_json::json!([target]));
        Object::default().with("scope", *scope).with_some("target_ids", targets)
    });
    let seconds = |time: Timestamp| time.as_unix_millis() / 1000;
    app.with("type", kind)
        .with("application", "The Sandbox")
        .with("data_access_expires_at", seconds(token.issued.after(DAY * DATA_ACCESS_DAYS)))
        .with("expires_at", token.expires.map_or(0, seconds))
        .with("is_valid", true)
        .with("issued_at", seconds(token.issued))
        .with_some("profile_id", profile)
        .with("scopes", serde_json::json!(scopes))
        .with("granular_scopes", granular.collect::<Vec<_>>())
        .with("user_id", PERSON)
}

/// The key is `subcode` here, not `error_subcode`.
fn dead(app: Object, message: &str, subcode: Option<i64>) -> Object {
    let error = Object::default()
        .with("code", 190_u32)
        .with("message", message)
        .with_some("subcode", subcode.map(serde_json::Value::from));
    app.with("error", error).with("is_valid", false).with("scopes", Vec::<Object>::new())
}
