//! The login, the app and the host that the calls about tokens need.

use ig_core::{AccessToken, AppSecret, Context, Login, id::AppId};
use ig_ureq::Client;

use crate::{
    access,
    args::{ServerArgs, WebArgs},
    environment::{self, Setting},
    failure::Failure,
    output::Output,
    web::{self, Trust},
};

/// The named login.
pub(super) fn login(args: &ServerArgs) -> Result<Login, Failure> {
    Ok(access::login(args)?.map_or(Login::Facebook, |(login, _)| login))
}

/// A client for the calls.
pub(crate) fn client(
    args: &ServerArgs,
    login: Login,
    token: Option<AccessToken>,
    output: &Output,
) -> Result<Client, Failure> {
    let context = context(&args.web, login, token)?;
    let trust = Trust::new(&args.web, context.api_base(), output)?;
    web::client(context, &trust)
}

/// The host of the calls. Those about tokens have their own hosts, which a base at Meta
/// must not override.
fn context(args: &WebArgs, login: Login, token: Option<AccessToken>) -> Result<Context, Failure> {
    let context = match token {
        Some(token) => Context::new(login, token).map_err(|error| Failure::from(&error))?,
        None => Context::without_token(login),
    };
    match access::api_base(args)? {
        Some(Setting { value, name }) => {
            at(context, Some(&value)).map_err(|failure| failure.named("IG_API_BASE", name))
        }
        None => at(context, None),
    }
}

fn at(context: Context, base: Option<&str>) -> Result<Context, Failure> {
    let Some(base) = base else {
        return Ok(context);
    };
    let own = base.strip_prefix(context.login().api_base());
    if own == Some("") {
        return Ok(context);
    }
    let version = own.and_then(|rest| rest.strip_prefix('/')).and_then(|word| word.parse().ok());
    if let Some(version) = version {
        return Ok(context.with_version(version));
    }
    context.with_api_base(base).map_err(|error| Failure::from(&error))
}

/// The app, if the environment and the account name it.
pub(super) fn app_if_known(args: &ServerArgs) -> Result<Option<(AppId, AppSecret)>, Failure> {
    let is_named = access::app_id(args)?.is_some();
    match environment::text("IG_APP_SECRET")? {
        Some(_) if is_named => Ok(Some((app_id(args)?, app_secret()?))),
        _ => Ok(None),
    }
}

pub(crate) fn app_id(args: &ServerArgs) -> Result<AppId, Failure> {
    const FIX: &str = "set IG_APP_ID to the id of the app, which the app's dashboard shows; with \
                       Instagram Login it is the Instagram app id";
    access::app_id(args)?
        .ok_or_else(|| Failure::usage("no app").because("IG_APP_ID is not set").fix(FIX))
}

pub(crate) fn app_secret() -> Result<AppSecret, Failure> {
    let secret = environment::text("IG_APP_SECRET")?.map(AppSecret::new);
    secret.ok_or_else(|| {
        Failure::usage("no app secret")
            .because("IG_APP_SECRET is not set")
            .fix("set IG_APP_SECRET to the app's secret, which the app's dashboard shows")
    })
}

#[cfg(test)]
mod tests {
    use ig_core::{AuthorizationCode, EndpointExt as _, endpoint::ExchangeCode};

    use super::*;

    /// The host that accepts the code of a login.
    fn goes_to(login: Login, base: Option<&str>) -> String {
        let (app, secret) = ("1".parse().unwrap(), AppSecret::new("shh"));
        let code = AuthorizationCode::new("AQ");
        let exchange = match login {
            Login::Facebook => ExchangeCode::facebook(app, secret, "https://a.example", code),
            _ => ExchangeCode::instagram(app, secret, "https://a.example", code),
        };
        let context = at(Context::without_token(login), base).unwrap();
        exchange.exchange(&context).unwrap().request.uri().to_string()
    }

    #[test]
    fn a_code_goes_to_its_host_whether_or_not_the_base_is_named() {
        let code_host = "https://api.instagram.com/oauth/access_token";
        assert_eq!(goes_to(Login::Instagram, None), code_host);
        assert_eq!(goes_to(Login::Instagram, Some("https://graph.instagram.com")), code_host);
        assert_eq!(goes_to(Login::Instagram, Some("https://graph.instagram.com/v24.0")), code_host);
        let facebook = "https://graph.facebook.com/v24.0/oauth/access_token";
        assert_eq!(goes_to(Login::Facebook, Some("https://graph.facebook.com/v24.0")), facebook);
        let local = "http://127.0.0.1:8025";
        let expect = "http://127.0.0.1:8025/oauth/access_token";
        assert_eq!(goes_to(Login::Instagram, Some(local)), expect);
        // It only begins like Meta's host.
        let other = goes_to(Login::Instagram, Some("https://graph.instagram.com.example.org"));
        assert_eq!(other, "https://graph.instagram.com.example.org/oauth/access_token");
    }
}
