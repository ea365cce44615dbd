//! The calls that carry secrets in their bodies, and the tokens in their replies.

use std::time::Duration;

use ig_account::preflight::{Needs, PreflightFlow};
use ig_core::{
    AccessToken, AppSecret, AuthorizationCode, Context, Draft, Endpoint, EndpointExt as _,
    Exchange, Login,
    endpoint::{
        DebugToken, ExchangeCode, ExtendToken, GrantedToken, ListAccounts, ListPermissions, ReadMe,
        RefreshToken, RevokePermissions,
    },
    http::Uri,
    id::AppId,
};
use ig_sandbox::{Config, Fault};
use ig_tests::{TOKEN, driver::Driver, local::Local};

use super::{CODE, SECRET, SECRETS, calls, clean, control};

const BACK: &str = "https://app.example.com/back";

fn app() -> AppId {
    Config::APP_ID.parse().unwrap()
}

fn secret() -> AppSecret {
    AppSecret::new(SECRET)
}

fn code() -> AuthorizationCode {
    AuthorizationCode::new(CODE)
}

fn token() -> AccessToken {
    AccessToken::new(TOKEN)
}

pub(super) fn of_facebook(driver: Driver, local: &Local) {
    let context = local.context().with_app_secret(&secret());
    let bare = local.context_without_token(Login::Facebook);
    preflight(driver, local, &context, Login::Facebook);
    granted(driver, local, &bare, ExchangeCode::facebook(app(), secret(), BACK, code()));
    granted(driver, local, &bare, ExtendToken::facebook(app(), secret(), token()));
    told(driver, local, &bare, DebugToken::new(token()).with_app(app(), secret()));
    told(driver, local, &context, DebugToken::new(token()));
    told(driver, local, &context, ListAccounts::new().with_tokens());
    told(driver, local, &context, ListPermissions::new());
    told(driver, local, &context, RevokePermissions::all());
    control(local);
}

/// A call that `ig-ureq` leaves to ureq, since ureq's own time limits are set.
pub(super) fn of_facebook_by_ureq_itself(local: &Local) {
    let client = ig_ureq::Client::builder(local.context_without_token(Login::Facebook));
    let limit = Some(Duration::from_secs(60));
    let client = client.configure(|it| it.timeout_recv_body(limit)).build().unwrap();
    client.call(ExtendToken::facebook(app(), secret(), token())).unwrap();
}

pub(super) fn of_instagram(driver: Driver, faults: &[Fault]) {
    let config = Config::default().with_app(Config::APP_ID, SECRET).with_code(CODE);
    let local = Local::start(config.with_login(ig_sandbox::Login::Instagram));
    local.server.with(|sandbox, _| sandbox.arm(faults.to_vec()));
    let context = local.context_of(Login::Instagram, TOKEN);
    let bare = local.context_without_token(Login::Instagram);
    preflight(driver, &local, &context, Login::Instagram);
    let exchange = ExchangeCode::instagram(app(), secret(), BACK, code());
    let short = granted(driver, &local, &bare, exchange);
    if let Some(short) = short {
        let context = local.context_of(Login::Instagram, short.token.expose_secret());
        granted(driver, &local, &context, ExtendToken::instagram(secret(), short.token));
    }
    local.server.with(|sandbox, _| sandbox.advance(Duration::from_secs(2 * 24 * 3600)));
    granted(driver, &local, &context, RefreshToken::new(token()));
    told(driver, &local, &context, ReadMe::new());
    control(&local);
}

/// The calls whose URL holds secrets, and under which names: Meta documents no other place for
/// them (reference §17.3).
const IN_URL: [(&str, &[&str]); 3] = [
    (DebugToken::NAME, &["input_token"]),
    (ExtendToken::NAME, &["client_secret", "fb_exchange_token", "access_token"]),
    (RefreshToken::NAME, &["access_token"]),
];

/// A URL holds a secret where it has to be, and nowhere else.
fn url(name: &str, uri: &Uri) {
    let known = IN_URL.iter().find(|(own, _)| *own == name).map_or(&[][..], |(_, names)| names);
    clean("a URL's path", uri.path());
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut secret = 0;
    for (key, value) in query {
        if known.contains(&&*key) {
            secret += 1;
        } else {
            clean("a URL", &format!("{key}={value}"));
        }
    }
    assert_eq!(secret == 0, known.is_empty(), "{name} has its secrets in the URL");
}

/// A call whose body, or the URL of some, may hold secrets, and nothing else of it may.
fn told<E>(driver: Driver, local: &Local, context: &Context, endpoint: E)
where
    E: Endpoint<Response: Send + std::fmt::Debug> + Sync + std::fmt::Debug,
{
    let Exchange { request, pending } = endpoint.exchange(context).unwrap();
    clean("a Debug", &format!("{pending:?}"));
    let draft: Draft = endpoint.draft();
    url(E::NAME, request.uri());
    let shown = Exchange { request, pending };
    clean("a Debug", &format!("{shown:?} {draft:?} {endpoint:?}"));
    let Exchange { request, .. } = shown;
    if !IN_URL.iter().any(|(name, _)| *name == E::NAME) {
        clean("a request's Debug", &format!("{request:?}"));
    }
    // The echo meets the call that is tried twice, too: a code is good for one.
    local.server.with(|sandbox, _| sandbox.arm([calls::echoing()]));
    for _ in 0..2 {
        match driver.call(context.clone(), Duration::from_secs(5), calls::Again(&endpoint)) {
            Ok(reply) => clean("a reply", &format!("{reply:?}")),
            Err(error) => calls::failed(&error),
        }
    }
}

/// Makes a call that returns a token, which must not be shown from then on.
fn granted<E>(driver: Driver, local: &Local, context: &Context, endpoint: E) -> Option<GrantedToken>
where
    E: Endpoint<Response = GrantedToken> + Sync + std::fmt::Debug,
{
    let timeout = Duration::from_secs(5);
    let granted = driver.call(context.clone(), timeout, calls::Again(&endpoint));
    match &granted {
        Ok(granted) => {
            let text = granted.token.expose_secret().to_owned();
            assert!(20 < text.len(), "too short to be found: {text}");
            SECRETS.lock().unwrap().push(text);
            clean("a token", &format!("{granted:?}"));
        }
        Err(error) => calls::failed(error),
    }
    told(driver, local, context, endpoint);
    granted.ok()
}

fn preflight(driver: Driver, local: &Local, context: &Context, login: Login) {
    let user = "17841400008460056".parse().unwrap();
    let flow = PreflightFlow::new(login, user, 7).with_needs(Needs::new());
    let mut flow = flow.with_token(token()).with_app(app(), secret());
    clean("a preflight", &format!("{flow:?}"));
    let clock = local.clock.clone();
    let found = driver.drive(context.clone(), clock, &mut flow, |never| match never {});
    clean("what it found", &format!("{flow:?} {found:?}"));
    clean("what is written of it", &serde_json::to_string(&found).unwrap());
}
