//! `GET /debug_token`: the properties of a token (reference §9.5).

use crate::{
    config::{Account, Config, Login},
    intake::Call,
    object::Object,
    refusal::Refusal,
    time::Timestamp,
    world::{DAY, Token, TokenKind, World},
};

/// The days without use after which an app loses access to data. Use is not counted here: the time
/// runs from the issue of the token.
const DATA_ACCESS_DAYS: u32 = 90;

pub(super) fn read(
    call: &Call,
    now: Timestamp,
    world: &World,
    config: &Config,
) -> Result<Object, Refusal> {
    let looker = looker(call, now, world, config)?;
    let wanted = call.params.required("input_token")?;
    let app = Object::default().with("app_id", looker.as_str());
    let data = match world.tokens.find(&wanted) {
        // It is not known to accept tokens of the other host.
        Some(token) if token.login == Login::Facebook => match token.trouble(now) {
            _ if world.tokens.app(token.grant) != looker => return Err(Refusal::no_debugger()),
            None => alive(app, token, world),
            Some(refusal) => dead(app, &refusal.message, refusal.subcode),
        },
        // R53
        _ => dead(app, "Invalid OAuth access token.", Some(460)),
    };
    Ok(Object::default().with("data", data))
}

/// The app that inspects, through its own token or that of a person, who is its developer here.
fn looker(call: &Call, now: Timestamp, world: &World, config: &Config) -> Result<String, Refusal> {
    let text = call.token.as_deref().ok_or_else(Refusal::no_token)?;
    if let Some(app) = config.apps.iter().find(|app| app.token() == text) {
        return Ok(app.id.clone());
    }
    let token = world.tokens.good(text, Login::Facebook, now)?;
    match token.kind {
        TokenKind::Page => Err(Refusal::no_debugger()),
        TokenKind::Short | TokenKind::Long => Ok(world.tokens.app(token.grant).to_owned()),
    }
}

fn alive(app: Object, token: &Token, world: &World) -> Object {
    let pages: Vec<&str> = world.accounts_of(token).map(|it| it.page.id.as_str()).collect();
    let (kind, profile) = match token.kind {
        TokenKind::Page => ("PAGE", pages.first().copied()),
        TokenKind::Short | TokenKind::Long => ("USER", None),
    };
    let scopes = world.tokens.granted(token.grant, Login::Facebook);
    let person = world.accounts_of(token).next().map(Account::person).unwrap_or_default();
    let granular = scopes.iter().map(|scope| {
        let targets = match scope.split('_').next() {
            Some("instagram") => Some(serde_json::json!(token.accounts)),
            Some("pages") => Some(serde_json::json!(pages)),
            _ => None,
        };
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
        .with("user_id", person)
}

/// The key is `subcode` here, not `error_subcode`.
fn dead(app: Object, message: &str, subcode: Option<i64>) -> Object {
    let error = Object::default()
        .with("code", 190_u32)
        .with("message", message)
        .with_some("subcode", subcode.map(serde_json::Value::from));
    app.with("error", error).with("is_valid", false).with("scopes", Vec::<Object>::new())
}
