//! Which API, which account and which token.

use std::path::Path;

use ig_core::{AccessToken, AppSecret, Context, Login, UserId};

use crate::{args::AccessArgs, environment, failure::Failure, input};

/// All that requests need, and what a kept post needs to find its API again.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) context: Context,
    /// As it was given, with the version where it has one.
    pub(crate) api_base: String,
    pub(crate) login: Login,
    /// The context's, for the call that asks about it.
    pub(crate) token: AccessToken,
    pub(crate) app_secret: Option<AppSecret>,
}

impl Access {
    /// What the environment says.
    pub(crate) fn from_environment(args: &AccessArgs) -> Result<Self, Failure> {
        let login = login()?.unwrap_or(Login::Facebook);
        let api_base = api_base()?.unwrap_or_else(|| login.api_base().to_owned());
        Self::with_token_of_environment(args, login, api_base)
    }

    /// The API of a kept post, with the environment's token. What the environment says beside
    /// must not contradict the post: its container is nowhere else.
    pub(crate) fn of_post(
        args: &AccessArgs,
        kept_login: Login,
        kept_base: &str,
    ) -> Result<Self, Failure> {
        if let Some(base) = api_base()?
            && base != kept_base
        {
            return Err(Failure::usage("the post belongs to another API")
                .because(format!("it was begun at {kept_base}, and IG_API_BASE is another"))
                .fix(format!("unset IG_API_BASE, or set it to {kept_base}")));
        }
        if let Some(login) = login()?
            && login != kept_login
        {
            let (kept, set) = (login_word(kept_login), login_word(login));
            return Err(Failure::usage("the post belongs to another login")
                .because(format!("it was begun with {kept} login, and IG_LOGIN is {set}"))
                .fix(format!("unset IG_LOGIN, or set it to {kept}")));
        }
        Self::with_token_of_environment(args, kept_login, kept_base.to_owned())
    }

    fn with_token_of_environment(
        args: &AccessArgs,
        login: Login,
        api_base: String,
    ) -> Result<Self, Failure> {
        let access = Self::new(login, api_base, token(args.token_file.as_deref())?)?;
        let Some(secret) = environment::text("IG_APP_SECRET")?.map(AppSecret::new) else {
            return Ok(access);
        };
        let context = access.context.with_app_secret(&secret);
        Ok(Self { context, app_secret: Some(secret), ..access })
    }

    pub(crate) fn new(login: Login, api_base: String, token: AccessToken) -> Result<Self, Failure> {
        let context = Context::new(login, token.clone()).and_then(|it| it.with_api_base(&api_base));
        let context = context.map_err(|error| Failure::from(&error))?;
        Ok(Self { context, api_base, login, token, app_secret: None })
    }
}

/// The account that posts.
pub(crate) fn user() -> Result<UserId, Failure> {
    const FIX: &str = "set IG_USER_ID to the id of the Instagram professional account, \
                       or add --sandbox to try without one";
    let Some(user) = environment::text("IG_USER_ID")? else {
        return Err(Failure::usage("no account")
            .because("IG_USER_ID is not set")
            .fix(FIX.to_owned()));
    };
    user.parse().map_err(|error| {
        Failure::usage("IG_USER_ID cannot be used").caused_by(&error).fix(FIX.to_owned())
    })
}

/// Refuses an account in the environment that is not the one of a kept post.
pub(crate) fn check_user(kept: &UserId) -> Result<(), Failure> {
    if environment::text("IG_USER_ID")?.is_none() || user()? == *kept {
        return Ok(());
    }
    Err(Failure::usage("the post belongs to another account")
        .because(format!("it was begun for {kept}, and IG_USER_ID is another"))
        .fix(format!("unset IG_USER_ID, or set it to {kept}, and use the token of that account")))
}

/// The word for a login in the environment and in kept posts.
pub(crate) fn login_word(login: Login) -> &'static str {
    match login {
        Login::Instagram => "instagram",
        _ => "facebook",
    }
}

/// The login that a word stands for.
pub(crate) fn login_of(word: &str) -> Option<Login> {
    [Login::Facebook, Login::Instagram].into_iter().find(|&login| login_word(login) == word)
}

/// Whether the API is on this machine, so that it fetches from here too.
pub(crate) fn is_local() -> Result<bool, Failure> {
    let Some(base) = api_base()? else {
        return Ok(false);
    };
    let context = Context::without_token(Login::Facebook).with_api_base(&base);
    Ok(context.map_err(|error| Failure::from(&error))?.is_loopback())
}

/// The login that the environment names.
pub(crate) fn login() -> Result<Option<Login>, Failure> {
    let Some(word) = environment::text("IG_LOGIN")? else {
        return Ok(None);
    };
    login_of(&word).map(Some).ok_or_else(|| {
        Failure::usage("IG_LOGIN cannot be used")
            .because("it is neither facebook nor instagram")
            .fix("set IG_LOGIN=facebook for a token from Facebook Login, or IG_LOGIN=instagram")
    })
}

/// The API that the environment names. One slash at the end or none is the same API.
pub(crate) fn api_base() -> Result<Option<String>, Failure> {
    let base = environment::text("IG_API_BASE")?;
    Ok(base.map(|base| base.trim_end_matches('/').to_owned()))
}

/// The token in a file, or in the environment.
pub(crate) fn token(file: Option<&Path>) -> Result<AccessToken, Failure> {
    let text = match file {
        Some(path) => Some(input::text("the access token", path)?.trim().to_owned()),
        None => environment::text("IG_ACCESS_TOKEN")?,
    };
    text.filter(|text| !text.is_empty()).map(AccessToken::new).ok_or_else(|| {
        let why = match file {
            Some(path) => format!("there is none in {}", path.display()),
            None => "IG_ACCESS_TOKEN is not set, and there is no --token-file".to_owned(),
        };
        Failure::usage("no access token").because(why).fix(
            "set IG_ACCESS_TOKEN, or give --token-file FILE (- is standard input); \
             with `publish`, --sandbox needs none",
        )
    })
}
