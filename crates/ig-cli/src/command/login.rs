//! `ig login`: from a person in a browser to an account of the configuration.

mod answer;
mod browser;
mod choose;
mod listen;
mod plan;
mod refusal;
mod save;
mod state;

use ig_account::login::Dialog;
use ig_core::{
    AccessToken, AuthorizationCode, Error, Login,
    endpoint::{ExchangeCode, ExtendToken, GrantedToken},
};
use ig_ureq::Client;

use super::token::{exchange, way};
use crate::{
    args::LoginArgs,
    failure::{Exit, Failure},
    output::Output,
};

use self::{answer::Answer, plan::Plan};

pub(super) fn run(args: &LoginArgs, output: &Output) -> Result<Exit, Failure> {
    // A code works once: everything else is checked before somebody signs in.
    let plan = Plan::new(args)?;
    let client = way::client(&plan.server, plan.login, None, output)?;
    let answer = Answer::new(args)?;
    let dialog = dialog(args, &plan, answer.redirect_uri())?;
    let url = dialog.url();
    output.tell(format_args!("sign in at this address:\n{url}"));
    if !args.no_browser && !browser::open(&url) {
        output.note("no browser could be opened on this machine: open the address yourself");
    }
    let code = answer.wait(&dialog, args.timeout, output)?;
    let granted = exchange(&client, &plan, answer.redirect_uri(), code)?;
    let granted = extend(&client, &plan, granted, output);
    let signed_in = way::client(&plan.server, plan.login, Some(granted.token.clone()), output)?;
    let found = choose::accounts(&signed_in, plan.login)?;
    let chosen = choose::one(found, args.user_id.as_deref(), output)?;
    save::run(&plan, &chosen, &granted, output)
}

fn dialog(args: &LoginArgs, plan: &Plan, redirect_uri: &str) -> Result<Dialog, Failure> {
    let dialog = Dialog::new(plan.login, plan.app.clone(), redirect_uri, state::new()?);
    let dialog = args.scopes.iter().fold(dialog, Dialog::with_scope);
    let dialog = match &args.config_id {
        Some(id) => dialog.with_config(id),
        None => dialog,
    };
    Ok(match plan.other_api() {
        Some(base) => dialog.at(base),
        None => dialog,
    })
}

fn exchange(
    client: &Client,
    plan: &Plan,
    redirect_uri: &str,
    code: AuthorizationCode,
) -> Result<GrantedToken, Failure> {
    let (app, secret) = (plan.app.clone(), plan.secret.clone());
    let exchange = match plan.login {
        Login::Instagram => ExchangeCode::instagram(app, secret, redirect_uri, code),
        _ => ExchangeCode::facebook(app, secret, redirect_uri, code),
    };
    client.call(exchange).map_err(|error| exchange::failed(&error))
}

/// The long-lived token; the short-lived one if that fails, so that the login is not lost.
fn extend(client: &Client, plan: &Plan, short: GrantedToken, output: &Output) -> GrantedToken {
    match extended(client, plan, short.token.clone()) {
        Ok(mut long) => {
            long.user = short.user;
            long
        }
        Err(error) => {
            output.warning("the token could not be extended, and works for an hour or two:");
            let failure = Failure::of_call("the token could not be extended", &error);
            output.explain(&failure.fix("try again before then: `ig token extend --account NAME`"));
            short
        }
    }
}

fn extended(client: &Client, plan: &Plan, token: AccessToken) -> Result<GrantedToken, Error> {
    let (app, secret) = (plan.app.clone(), plan.secret.clone());
    match plan.login {
        Login::Instagram => client.call(ExtendToken::instagram(secret, token)),
        _ => client.call(ExtendToken::facebook(app, secret, token)),
    }
}
