//! `ig token extend` and `ig token refresh`

use ig_account::token::CannotRenew;
use ig_core::{
    AccessToken, Error, Login, ResponseError,
    endpoint::{ExtendToken, GrantedToken, RefreshToken},
    error::ErrorClass,
};
use ig_ureq::{Client, Clock, SystemClock};

use super::{
    exchange,
    save::{Destination, Print},
    way,
};
use crate::{
    access,
    args::RenewArgs,
    failure::{Exit, Failure},
    output::Output,
    token_file::TokenFile,
};

const LOST: &str = "make room for the file and try again: the previous token still works";

pub(super) fn extend(args: &RenewArgs, output: &Output) -> Result<Exit, Failure> {
    let login = way::login(&args.server)?;
    let secret = way::app_secret()?;
    let app = match login {
        Login::Instagram => None,
        _ => Some(way::app_id(&args.server)?),
    };
    renew(args, login, output, |client, token| match app {
        Some(app) => client.call(ExtendToken::facebook(app, secret, token)),
        None => client.call(ExtendToken::instagram(secret, token)),
    })
}

pub(super) fn refresh(args: &RenewArgs, output: &Output) -> Result<Exit, Failure> {
    let login = way::login(&args.server)?;
    if login != Login::Instagram {
        return Err(Failure::usage("a token of Facebook Login is not refreshed")
            .because(
                "Facebook Login is in use, where a token is exchanged for one that lives longer",
            )
            .fix("run `ig token extend`, or set IG_LOGIN=instagram for a token of that login"));
    }
    renew(args, login, output, |client, token| client.call(RefreshToken::new(token)))
}

fn renew(
    args: &RenewArgs,
    login: Login,
    output: &Output,
    call: impl FnOnce(&Client, AccessToken) -> Result<GrantedToken, Error>,
) -> Result<Exit, Failure> {
    let (given, account) = (args.token_file.as_deref(), &args.server.web.account);
    let token = access::token(given, account, output)?;
    access::check_login(&token, login)?;
    let file = access::token_path(given, account)?.filter(|path| path.as_os_str() != "-");
    let file = file.as_deref();
    if let Some(life) = file.map(TokenFile::new).transpose()?.and_then(|file| file.life(&token)) {
        if life.login() != login {
            return Err(access::other_login(life.login(), login));
        }
        life.may_renew(SystemClock.now()).map_err(|error| cannot(&error))?;
    }
    let destination = Destination::new(file, Print::of(args.print))?;
    let client = way::client(&args.server, login, None, output)?;
    let granted = call(&client, token).map_err(|error| failed(&error))?;
    destination.take(login, &granted, LOST, output)
}

/// The server would refuse, by what is known of the token's life.
fn cannot(error: &CannotRenew) -> Failure {
    let failure = Failure::usage("the token cannot be renewed now").caused_by(error);
    failure.fix(match error {
        CannotRenew::TooEarly { .. } => "try again then; nothing was sent",
        CannotRenew::Expired { .. } => "sign in again: `ig login`; nothing was sent",
        _ => "keep using it; nothing was sent",
    })
}

fn failed(error: &Error) -> Failure {
    let failure = Failure::of_call("the token could not be renewed", error);
    let Error::Response(ResponseError::Api(error)) = error else {
        return failure;
    };
    match exchange::fix(error) {
        Some(fix) => failure.fix(fix),
        None if error.class() == ErrorClass::Auth => failure.fix(
            "check IG_LOGIN, because a token of the other login is not accepted; a token that has \
             expired cannot be renewed: sign in again with `ig login`",
        ),
        None if error.code == 100 => failure.fix(
            "a token can be refreshed once it is 24 hours old and before it expires, and only \
             if it is a long-lived one: `ig token extend` makes it one",
        ),
        None => failure,
    }
}
