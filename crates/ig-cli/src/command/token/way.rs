//! Which login, which app and which host: what the calls about tokens need.

use ig_core::{AccessToken, AppId, AppSecret, Context, Login};

use crate::{access, environment, failure::Failure};

/// The login that the environment names.
pub(super) fn login() -> Result<Login, Failure> {
    Ok(access::login()?.unwrap_or(Login::Facebook))
}

/// Where the calls go. Those about tokens have hosts of their own, which a base that is Meta's own
/// must not hide.
pub(super) fn context(login: Login, token: Option<AccessToken>) -> Result<Context, Failure> {
    let context = match token {
        Some(token) => Context::new(login, token).map_err(|error| Failure::from(&error))?,
        None => Context::without_token(login),
    };
    let base = access::api_base()?;
    at(context, base.as_deref())
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

/// The app, where the environment names it.
pub(super) fn app_if_known() -> Result<Option<(AppId, AppSecret)>, Failure> {
    match (environment::text("IG_APP_ID")?, environment::text("IG_APP_SECRET")?) {
        (Some(_), Some(_)) => Ok(Some((app_id()?, app_secret()?))),
        _ => Ok(None),
    }
}

pub(super) fn app_id() -> Result<AppId, Failure> {
    const FIX: &str = "set IG_APP_ID to the id of the app, which the app's dashboard shows; with \
                       Instagram Login it is the Instagram app id";
    let Some(id) = environment::text("IG_APP_ID")? else {
        return Err(Failure::usage("no app").because("IG_APP_ID is not set").fix(FIX));
    };
    id.parse()
        .map_err(|error| Failure::usage("IG_APP_ID cannot be used").caused_by(&error).fix(FIX))
}

pub(super) fn app_secret() -> Result<AppSecret, Failure> {
    let secret = environment::text("IG_APP_SECRET")?.map(AppSecret::new);
    secret.ok_or_else(|| {
        Failure::usage("no app secret")
            .because("IG_APP_SECRET is not set")
            .fix("set IG_APP_SECRET to the app's secret, which the app's dashboard shows")
    })
}

/// Refuses a token that is of the other login, as far as its first letters tell: Meta says of
/// neither login how its tokens begin, and all that are seen begin like this.
pub(super) fn check_login(token: &AccessToken, login: Login) -> Result<(), Failure> {
    let text = token.expose_secret();
    let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let other = match login {
        Login::Facebook => starts(&["IGAA", "IGQ"]).then_some(Login::Instagram),
        _ => starts(&["EAA"]).then_some(Login::Facebook),
    };
    match other {
        Some(other) => Err(other_login(other, login)),
        None => Ok(()),
    }
}

/// The token is of one login, and the call of another.
pub(super) fn other_login(token: Login, login: Login) -> Failure {
    let (token, login) = (access::login_word(token), access::login_word(login));
    Failure::usage("the token belongs to another login")
        .because(format!("it is of {token} login, and IG_LOGIN is {login}; so nothing was sent"))
        .fix(format!("set IG_LOGIN={token}, or use a token of {login} login"))
}

#[cfg(test)]
mod tests {
    use ig_core::{AuthorizationCode, Endpoint, endpoint::ExchangeCode};

    use super::*;

    /// Where the code of a login goes.
    fn goes_to(login: Login, base: Option<&str>) -> String {
        let (app, secret) = ("1".parse().unwrap(), AppSecret::new("shh"));
        let code = AuthorizationCode::new("AQ");
        let draft = match login {
            Login::Facebook => ExchangeCode::facebook(app, secret, "https://a.example", code),
            _ => ExchangeCode::instagram(app, secret, "https://a.example", code),
        }
        .draft();
        let context = at(Context::without_token(login), base).unwrap();
        context.request(&draft).unwrap().uri().to_string()
    }

    #[test]
    fn a_code_goes_to_its_host_whether_the_base_is_named_or_not() {
        let code_host = "https://api.instagram.com/oauth/access_token";
        assert_eq!(goes_to(Login::Instagram, None), code_host);
        assert_eq!(goes_to(Login::Instagram, Some("https://graph.instagram.com")), code_host);
        assert_eq!(goes_to(Login::Instagram, Some("https://graph.instagram.com/v24.0")), code_host);
        let facebook = "https://graph.facebook.com/v24.0/oauth/access_token";
        assert_eq!(goes_to(Login::Facebook, Some("https://graph.facebook.com/v24.0")), facebook);
        let local = "http://127.0.0.1:8025";
        let expect = "http://127.0.0.1:8025/oauth/access_token";
        assert_eq!(goes_to(Login::Instagram, Some(local)), expect);
        // It only begins like Meta's.
        let other = goes_to(Login::Instagram, Some("https://graph.instagram.com.example.org"));
        assert_eq!(other, "https://graph.instagram.com.example.org/oauth/access_token");
    }

    #[test]
    fn the_first_letters_tell_the_login() {
        let check = |token: &str, login| check_login(&AccessToken::new(token), login).is_ok();
        assert!(check("EAAGx", Login::Facebook) && check("IGAAx", Login::Instagram));
        assert!(!check("IGAAx", Login::Facebook) && !check("IGQVx", Login::Facebook));
        assert!(!check("EAAGx", Login::Instagram));
        assert!(check("else", Login::Facebook) && check("else", Login::Instagram));
    }
}
