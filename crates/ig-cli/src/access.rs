//! Which API, which account and which token.

use std::path::{Path, PathBuf};

use ig_core::{AccessToken, AppSecret, Context, Login, UserId, id::AppId};
use ig_ureq::{Builder, Client};

use crate::{
    args::{AccessArgs, AccountArgs, ServerArgs, WebArgs},
    chosen::{Missing, OF_ACCOUNT},
    config::Account,
    environment::{self, Setting},
    failure::Failure,
    input,
    output::Output,
    target::{Target, is_metas_own, login_word},
    token_file, web,
    web::Trust,
};

/// Everything that requests need, and what a stored post needs to find its API again.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) context: Context,
    /// The base as given, including a version if it has one.
    pub(crate) api_base: String,
    pub(crate) login: Login,
    /// The context's token, for the call that asks about it.
    pub(crate) token: AccessToken,
    pub(crate) app_secret: Option<AppSecret>,
    pub(crate) trust: Trust,
}

impl Access {
    /// The access that the options and the environment describe.
    pub(crate) fn given(args: &AccessArgs, output: &Output) -> Result<Self, Failure> {
        let login = login(&args.server)?.map_or(Login::Facebook, |(login, _)| login);
        let base = api_base(&args.server.web)?;
        let access = Self::with_token(args, login, base, output)?;
        check_login(&access.token, login)?;
        Ok(access)
    }

    /// The API of a stored post, with the given token. The other settings must not contradict
    /// the post, because its container exists only there. By itself, the post's file sends the
    /// token only to Meta; otherwise anyone who can write the file could redirect the token.
    pub(crate) fn of_post(
        args: &AccessArgs,
        kept_login: Login,
        kept_base: &str,
        output: &Output,
    ) -> Result<Self, Failure> {
        let base = api_base(&args.server.web)?;
        let go_there = format!(
            "set IG_API_BASE={kept_base} to continue there if you trust it, or give --api-base"
        );
        let Some(base) = base.or_else(|| metas_own(kept_base)) else {
            return Err(Failure::usage("the post belongs to an API other than Instagram's")
                .because(format!(
                    "it was started at {kept_base}, and the token is sent there only if \
                     IG_API_BASE or --api-base names it"
                ))
                .fix(go_there));
        };
        if base.value != kept_base {
            return Err(Failure::usage("the post belongs to an API other than the one in use")
                .because(format!("it was started at {kept_base}, and {} names another", base.name))
                // Without it, a post continues only at Meta's own hosts.
                .fix(match is_metas_own(kept_base) {
                    true => format!("{}, or {}", base.undo(), base.set_to(kept_base)),
                    false => go_there,
                }));
        }
        if let Some((login, setting)) = login(&args.server)?
            && login != kept_login
        {
            let (kept, set) = (login_word(kept_login), login_word(login));
            return Err(Failure::usage("the post belongs to a different login")
                .because(format!("it was started with {kept} login, and {} is {set}", setting.name))
                .fix(format!("{}, or {}", setting.undo(), setting.set_to(kept))));
        }
        let access = Self::with_token(args, kept_login, Some(base), output)?;
        if let Some(other) = other_login_of(&access.token, kept_login) {
            let (kept, other) = (login_word(kept_login), login_word(other));
            return Err(Failure::usage("the token belongs to a different login")
                .because(format!(
                    "the post was started with {kept} login, and the token is for {other} login"
                ))
                .fix(format!("use a token for {kept} login")));
        }
        Ok(access)
    }

    fn with_token(
        args: &AccessArgs,
        login: Login,
        base: Option<Setting>,
        output: &Output,
    ) -> Result<Self, Failure> {
        let token = token(args.token_file.as_deref(), &args.server.web.account, output)?;
        let (api_base, name) = match base {
            Some(Setting { value, name }) => (value, name),
            None => (login.api_base().to_owned(), "IG_API_BASE"),
        };
        let trust = Trust::new(&args.server.web, &api_base, output)?;
        let access = Self::new(login, api_base, token, trust);
        let access = access.map_err(|failure| failure.named("IG_API_BASE", name))?;
        let Some(secret) = environment::text("IG_APP_SECRET")?.map(AppSecret::new) else {
            return Ok(access);
        };
        let context = access.context.with_app_secret(&secret);
        Ok(Self { context, app_secret: Some(secret), ..access })
    }

    pub(crate) fn new(
        login: Login,
        api_base: String,
        token: AccessToken,
        trust: Trust,
    ) -> Result<Self, Failure> {
        let context = Context::new(login, token.clone()).and_then(|it| it.with_api_base(&api_base));
        let context = context.map_err(|error| Failure::from(&error))?;
        Ok(Self { context, api_base, login, token, app_secret: None, trust })
    }

    /// A client of this API.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        web::built(self.builder())
    }

    /// A client of this API that can be configured further.
    pub(crate) fn builder(&self) -> Builder {
        web::builder(self.context.clone(), &self.trust)
    }

    /// The target of a command.
    pub(crate) fn target(&self, user: Option<&UserId>) -> Target {
        Target::new(&self.api_base, self.context.is_loopback(), self.login, user)
    }
}

/// The base as if it had been given, if it is one of Meta's.
fn metas_own(base: &str) -> Option<Setting> {
    is_metas_own(base).then(|| Setting { value: base.to_owned(), name: "IG_API_BASE" })
}

/// Refuses a token of the other login, as far as its first letters show. Meta does not document
/// how tokens of either login begin; all tokens seen so far begin like this.
pub(crate) fn check_login(token: &AccessToken, login: Login) -> Result<(), Failure> {
    match other_login_of(token, login) {
        Some(other) => Err(other_login(other, login)),
        None => Ok(()),
    }
}

/// The login of the token, if it is the other one.
pub(crate) fn other_login_of(token: &AccessToken, login: Login) -> Option<Login> {
    let text = token.expose_secret();
    let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    match login {
        Login::Facebook => starts(&["IGAA", "IGQ"]).then_some(Login::Instagram),
        _ => starts(&["EAA"]).then_some(Login::Facebook),
    }
}

/// The token is for one login and the call is for the other.
pub(crate) fn other_login(token: Login, login: Login) -> Failure {
    let (token, login) = (login_word(token), login_word(login));
    Failure::usage("the token belongs to a different login")
        .because(format!("it is for {token} login, and {login} login is in use; nothing was sent"))
        .fix(format!(
            "set IG_LOGIN={token}, or in the configuration login = \"{token}\"; or use a token for \
             {login} login"
        ))
}

/// The app that the environment or the account names.
pub(crate) fn app_id(args: &ServerArgs) -> Result<Option<AppId>, Failure> {
    let Some(id) = environment::text("IG_APP_ID")? else {
        return Ok(args.web.account.chosen()?.and_then(|account| account.app.clone()));
    };
    id.parse().map(Some).map_err(|error| {
        Failure::usage("IG_APP_ID cannot be used")
            .caused_by(&error)
            .fix("set IG_APP_ID to the id of the app, which the app's dashboard shows")
    })
}

/// The account that posts.
pub(crate) fn user(args: &AccessArgs) -> Result<UserId, Failure> {
    const FIX: &str = "set IG_USER_ID to the id of the Instagram professional account, give \
                       --user-id ID, or sign in: `ig login`; with `publish`, --sandbox needs none";
    const FIX_OF_PROGRAMS: &str = "give user_id, the id of the Instagram professional account; or \
                                   start the program with IG_USER_ID or --user-id";
    let Some(Setting { value, name }) = named_user(args)? else {
        let missing = args.server.web.account.missing(Missing {
            what: "no account",
            why: "IG_USER_ID is not set, and --user-id was not given",
            fix: FIX,
        });
        return Err(missing.for_programs(FIX_OF_PROGRAMS));
    };
    value.parse().map_err(|error| {
        Failure::usage(format!("{name} cannot be used"))
            .caused_by(&error)
            .fix(FIX)
            .for_programs(FIX_OF_PROGRAMS)
    })
}

/// The account, if it is named; a command that acts on a media object does not need one.
pub(crate) fn user_if_known(args: &AccessArgs) -> Result<Option<UserId>, Failure> {
    match named_user(args)? {
        Some(_) => user(args).map(Some),
        None => Ok(None),
    }
}

/// The account that an option, the environment or the configuration names.
fn named_user(args: &AccessArgs) -> Result<Option<Setting>, Failure> {
    if let Some(setting) = user_setting(args.user_id.as_deref())? {
        return Ok(Some(setting));
    }
    let user = args.server.web.account.chosen()?.and_then(|account| account.user.as_ref());
    Ok(user.map(|user| Setting { value: user.to_string(), name: OF_ACCOUNT }))
}

/// The account that an option or the environment names, as its id.
pub(crate) fn user_given(args: &AccessArgs) -> Result<Option<UserId>, Failure> {
    match user_setting(args.user_id.as_deref())? {
        Some(_) => user(args).map(Some),
        None => Ok(None),
    }
}

/// The account that an option or the environment names.
pub(crate) fn user_setting(option: Option<&str>) -> Result<Option<Setting>, Failure> {
    Setting::of(option, "--user-id", "IG_USER_ID")
}

/// Refuses a named account that differs from the account of a stored post.
pub(crate) fn check_user(args: &AccessArgs, kept: &UserId) -> Result<(), Failure> {
    let Some(setting) = named_user(args)? else { return Ok(()) };
    if user(args)? == *kept {
        return Ok(());
    }
    let accounts = args.server.web.account.config()?.map(|config| config.accounts());
    let theirs = |account: &&Account| account.user.as_ref() == Some(kept);
    if setting.name == OF_ACCOUNT
        && let Some(account) = accounts.and_then(|accounts| accounts.iter().find(theirs))
    {
        return Err(Failure::usage("the post belongs to a different account")
            .because(format!("it was started for {kept}, which is not the account in use"))
            .fix(format!("use its own account: --account {}", account.name)));
    }
    let (undo, set) = (setting.undo(), setting.set_to(kept.as_str()));
    Err(Failure::usage("the post belongs to a different account")
        .because(format!("it was started for {kept}, and {} names another", setting.name))
        .fix(format!("{undo}, or {set}, and use the token of that account")))
}

/// The login that a value names.
pub(crate) fn login_of(word: &str) -> Option<Login> {
    [Login::Facebook, Login::Instagram].into_iter().find(|&login| login_word(login) == word)
}

/// Whether the API is on this machine and can therefore fetch files from it.
pub(crate) fn is_local(args: &WebArgs) -> Result<bool, Failure> {
    let Some(Setting { value, name }) = api_base(args)? else {
        return Ok(false);
    };
    let context = Context::without_token(Login::Facebook).with_api_base(&value);
    let context = context.map_err(|error| Failure::from(&error).named("IG_API_BASE", name))?;
    Ok(context.is_loopback())
}

/// The named login and what names it: an option, a variable, or the account in use.
pub(crate) fn login(args: &ServerArgs) -> Result<Option<(Login, Setting)>, Failure> {
    if let Some(given) = login_given(args)? {
        return Ok(Some(given));
    }
    let login = args.web.account.chosen()?.and_then(|account| account.login);
    let of_account = |login| Setting { value: login_word(login).to_owned(), name: OF_ACCOUNT };
    Ok(login.map(|login| (login, of_account(login))))
}

/// The login that an option or the environment names.
pub(crate) fn login_given(args: &ServerArgs) -> Result<Option<(Login, Setting)>, Failure> {
    if let Some(login) = args.login {
        let login = Login::from(login);
        let value = login_word(login).to_owned();
        return Ok(Some((login, Setting { value, name: "--login" })));
    }
    let Some(setting) = Setting::of(None, "--login", "IG_LOGIN")? else {
        return Ok(None);
    };
    let login = login_of(&setting.value).ok_or_else(|| {
        Failure::usage("IG_LOGIN cannot be used")
            .because("it is neither facebook nor instagram")
            .fix("set IG_LOGIN=facebook for a token from Facebook Login, or IG_LOGIN=instagram")
    })?;
    Ok(Some((login, setting)))
}

/// The named API, or that of the account in use. A slash at the end makes no difference.
pub(crate) fn api_base(args: &WebArgs) -> Result<Option<Setting>, Failure> {
    if let Some(given) = api_base_given(args)? {
        return Ok(Some(given));
    }
    let base = args.account.chosen()?.and_then(|account| account.api_base.clone());
    Ok(base.map(|value| Setting { value, name: OF_ACCOUNT }))
}

/// The API that an option or the environment names.
pub(crate) fn api_base_given(args: &WebArgs) -> Result<Option<Setting>, Failure> {
    let base = Setting::of(args.api_base.as_deref(), "--api-base", "IG_API_BASE")?;
    Ok(base.map(|base| Setting { value: base.value.trim_end_matches('/').to_owned(), ..base }))
}

/// The token in a file, in the environment, or of the account in use.
pub(crate) fn token(
    file: Option<&Path>,
    account: &AccountArgs,
    output: &Output,
) -> Result<AccessToken, Failure> {
    if file.is_none()
        && let Some(account) = account.chosen()?
    {
        return token_of(account, output);
    }
    let text = match file {
        Some(path) => {
            let text = input::text("the access token", path)?;
            token_file::warn_if_open(path, output);
            Some(text.trim().to_owned())
        }
        None => environment::text("IG_ACCESS_TOKEN")?,
    };
    const FIX: &str = "set IG_ACCESS_TOKEN, give --token-file FILE (- is standard input), or sign in: \
                       `ig login`; with `publish`, --sandbox needs none";
    text.filter(|text| !text.is_empty()).map(AccessToken::new).ok_or_else(|| {
        let failure = match file {
            Some(path) => Failure::usage("no access token")
                .because(format!("{} is empty", path.display()))
                .fix(FIX),
            None => account.missing(Missing {
                what: "no access token",
                why: "IG_ACCESS_TOKEN is not set, and --token-file was not given",
                fix: FIX,
            }),
        };
        failure.for_programs(
            "start the program with IG_ACCESS_TOKEN or --token-file FILE, or sign in: `ig login`",
        )
    })
}

/// The file of the token: the given one, or that of the account in use.
pub(crate) fn token_path(
    file: Option<&Path>,
    account: &AccountArgs,
) -> Result<Option<PathBuf>, Failure> {
    match file {
        Some(file) => Ok(Some(file.to_owned())),
        None => Ok(account.chosen()?.and_then(Account::token_file).map(Path::to_owned)),
    }
}

/// The token of an account of the configuration.
pub(crate) fn token_of(account: &Account, output: &Output) -> Result<AccessToken, Failure> {
    let token = account.token()?;
    if let Some(path) = account.token_file() {
        token_file::warn_if_open(path, output);
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_show_the_login() {
        let check = |token: &str, login| check_login(&AccessToken::new(token), login).is_ok();
        assert!(check("EAAGx", Login::Facebook) && check("IGAAx", Login::Instagram));
        assert!(!check("IGAAx", Login::Facebook) && !check("IGQVx", Login::Facebook));
        assert!(!check("EAAGx", Login::Instagram));
        assert!(check("else", Login::Facebook) && check("else", Login::Instagram));
    }
}
