//! `ig token exchange`

use ig_core::{
    AuthorizationCode, Error, Login, ResponseError,
    endpoint::ExchangeCode,
    error::{ApiError, ErrorClass},
};

use super::{
    save::{Destination, Print},
    way,
};
use crate::{
    args::ExchangeArgs,
    environment,
    failure::{Exit, Failure},
    input,
    output::Output,
};

const SIGN_IN: &str = "sign in again for a new code (`ig login` does all of this): a code works once and for an hour at most, \
                       and --redirect-uri must be the exact address that the dialog was opened \
                       with";

const LOST: &str = "make room for the file and sign in again: the code has been used up";

pub(super) fn run(args: &ExchangeArgs, output: &Output) -> Result<Exit, Failure> {
    let login = way::login(&args.server)?;
    let (app, secret) = (way::app_id(&args.server)?, way::app_secret()?);
    // A code works once, so everything else is checked before it is sent.
    let client = way::client(&args.server, login, None, output)?;
    let destination = Destination::new(args.token_file.as_deref(), Print::of(args.print))?;
    let code = code(args)?;
    let redirect = args.redirect_uri.as_str();
    let exchange = match login {
        Login::Instagram => ExchangeCode::instagram(app, secret, redirect, code),
        _ => ExchangeCode::facebook(app, secret, redirect, code),
    };
    let granted = client.call(exchange).map_err(|error| failed(&error))?;
    destination.take(login, &granted, LOST, output)
}

fn code(args: &ExchangeArgs) -> Result<AuthorizationCode, Failure> {
    let text = match &args.code_file {
        Some(path) => Some(input::text("the code", path)?.trim().to_owned()),
        None => environment::text("IG_AUTH_CODE")?,
    };
    let code = text.filter(|text| !text.is_empty());
    code.map(|text| AuthorizationCode::from_redirect(&text)).ok_or_else(|| {
        Failure::usage("no code")
            .because("IG_AUTH_CODE is not set, and --code-file was not given or is empty")
            .fix("set IG_AUTH_CODE, or give --code-file FILE (- is standard input)")
    })
}

pub(crate) fn failed(error: &Error) -> Failure {
    let failure = Failure::of_call("the code could not be exchanged for a token", error);
    match error {
        Error::Response(ResponseError::Api(error)) => match fix(error) {
            Some(fix) => failure.fix(fix),
            None => failure,
        },
        Error::Response(ResponseError::Decode(_)) => failure.fix(SIGN_IN),
        Error::Transport(lost) if lost.delivery() != ig_core::Delivery::NotSent => {
            failure.fix("sign in again for a new code: this one may have been used up")
        }
        _ => failure,
    }
}

/// What to do about an error of these endpoints, whose codes have other meanings elsewhere.
pub(super) fn fix(error: &ApiError) -> Option<&'static str> {
    let message = error.message.to_ascii_lowercase();
    if message.contains("client secret") {
        return Some("set IG_APP_SECRET to the secret of the app that IG_APP_ID names");
    }
    if error.code == 101 || message.contains("client_id") {
        return Some("set IG_APP_ID to the id of an existing app");
    }
    // 100 at graph.facebook.com; api.instagram.com uses the HTTP status as the code.
    let is_code = matches!(error.code, 100 | 400) && message.contains("code");
    (is_code && error.class() != ErrorClass::RateLimit).then_some(SIGN_IN)
}
