//! `ig token debug`

use std::path::Path;

use ig_account::token::TokenLife;
use ig_core::{
    AccessToken, Login,
    endpoint::{DebugToken, Me, ReadMe, TokenInfo},
};
use ig_ureq::{Client, Clock, SystemClock};
use serde_json::json;

use super::{life, way};
use crate::{
    access,
    args::DebugArgs,
    failure::{Exit, Failure},
    output::Output,
    target::login_word,
    text::{plain, with_login},
    token_file::TokenFile,
};

pub(super) fn run(args: &DebugArgs, output: &Output) -> Result<Exit, Failure> {
    let login = way::login(&args.access.server)?;
    let (given, account) = (args.access.token_file.as_deref(), &args.access.server.web.account);
    let token = access::token(given, account, output)?;
    let path = access::token_path(given, account)?;
    let path = path.as_deref();
    let file = path.filter(|path| path.as_os_str() != "-").map(TokenFile::new).transpose()?;
    let kept = file.as_ref().and_then(|file| file.life(&token));
    if args.offline && file.is_none() {
        return Err(Failure::usage("--offline needs the file of a token")
            .because("what is known of a token's life is stored beside its file")
            .fix("give --token-file FILE, or --account NAME"));
    }
    if args.offline {
        return offline(path, kept, output);
    }
    access::check_login(&token, login)?;
    if let Some(kept) = kept.as_ref().filter(|kept| kept.login() != login) {
        return Err(access::other_login(kept.login(), login));
    }
    let client = way::client(&args.access.server, login, Some(token.clone()), output)?;
    if login == Login::Instagram {
        return instagram(&client, kept, output);
    }
    let debug = DebugToken::new(token.clone());
    let debug = match way::app_if_known(&args.access.server)? {
        Some((app, secret)) => debug.with_app(app, secret),
        None => debug,
    };
    let info = client
        .call(debug)
        .map_err(|error| Failure::of_call("the token cannot be inspected", &error))?;
    if let (Some(file), true) = (&file, info.is_valid) {
        keep(file, &token, &info, output);
    }
    show(&info, output);
    Ok(if info.is_valid { Exit::Success } else { Exit::Failed })
}

/// What is known without a request.
fn offline(path: Option<&Path>, kept: Option<TokenLife>, output: &Output) -> Result<Exit, Failure> {
    let life = kept.ok_or_else(|| {
        let path = path.map(|path| path.display().to_string()).unwrap_or_default();
        Failure::failed("the token's lifetime is not known")
            .because(format!("it was not saved to {path} by this command"))
            .fix("leave out --offline to ask the server")
    })?;
    let now = SystemClock.now();
    if output.is_json() {
        let mut object = json!({ "login": login_word(life.login()) });
        life::add_to(&mut object, &life, now);
        output.object(&object);
    } else {
        output.line(format_args!("{:<10} {}", "login", login_word(life.login())));
        life::lines(&life, now, output);
    }
    Ok(Exit::Success)
}

/// Saves the token's life, so that the next renewal can decide without a call.
fn keep(file: &TokenFile, token: &AccessToken, info: &TokenInfo, output: &Output) {
    if let Err(error) = file.save_life(token, &TokenLife::debugged(info)) {
        output.note(format_args!("the token's lifetime could not be saved beside it: {error}"));
    }
}

/// `debug_token` is not known to read tokens of this login; `/me` shows the owner.
fn instagram(client: &Client, kept: Option<TokenLife>, output: &Output) -> Result<Exit, Failure> {
    let me: Me = client
        .call(ReadMe::new())
        .map_err(|error| Failure::of_call("the token cannot be inspected", &error))?;
    let life = kept.unwrap_or_else(|| TokenLife::new(Login::Instagram));
    let now = SystemClock.now();
    if output.is_json() {
        let mut object = json!({
            "login": "instagram",
            "valid": true,
            "user": me.user_id,
            "username": me.username,
            "account_type": me.account_type,
        });
        life::add_to(&mut object, &life, now);
        output.object(&object);
        return Ok(Exit::Success);
    }
    line(output, "valid", Some("yes"));
    line(output, "user", Some(me.user_id.as_str()));
    line(output, "username", me.username.as_deref());
    line(output, "account", me.account_type.as_ref().map(|kind| kind.as_str()));
    match life == TokenLife::new(Login::Instagram) {
        true => {
            line(
                output,
                "advice",
                Some("its expiry is not known: no call of this login reports it"),
            );
        }
        false => life::lines(&life, now, output),
    }
    Ok(Exit::Success)
}

fn show(info: &TokenInfo, output: &Output) {
    let life = TokenLife::debugged(info);
    let now = SystemClock.now();
    let fault = info.error.as_ref();
    let fix = fault.and_then(|fault| fault.known()).map(|known| with_login(known.advice));
    if output.is_json() {
        let granular: Vec<_> = info
            .granular_scopes
            .iter()
            .map(|it| json!({ "scope": it.scope, "targets": it.target_ids }))
            .collect();
        let mut object = json!({
            "login": "facebook",
            "valid": info.is_valid,
            "app": info.app_id,
            "application": info.application,
            "type": info.kind,
            "user": info.user_id,
            "page": info.profile_id,
            "scopes": info.scopes,
            "granular_scopes": granular,
            "error": fault,
        });
        life::add_to(&mut object, &life, now);
        if !info.is_valid {
            object["advice"] = json!(fix);
        }
        output.object(&object);
        return;
    }
    line(output, "valid", Some(if info.is_valid { "yes" } else { "no" }));
    line(output, "app", info.app_id.as_ref().map(|app| app.as_str()));
    line(output, "name", info.application.as_deref());
    line(output, "type", info.kind.as_ref().map(|kind| kind.as_str()));
    line(output, "user", info.user_id.as_deref());
    line(output, "page", info.profile_id.as_ref().map(|page| page.as_str()));
    for scope in &info.scopes {
        let granular = info.granular_scopes.iter().find(|it| it.scope == *scope);
        let targets = granular.map(|it| it.target_ids.join(", ")).filter(|it| !it.is_empty());
        let targets = targets.map(|it| format!(", for {it}")).unwrap_or_default();
        line(output, "may", Some(&format!("{scope}{targets}")));
    }
    if info.is_valid {
        life::lines(&life, now, output);
        return;
    }
    line(output, "why", fault.map(|fault| fault.message.as_str()));
    line(output, "fix", Some(fix.as_deref().unwrap_or("sign in again with `ig login`")));
}

fn line(output: &Output, label: &str, text: Option<&str>) {
    if let Some(text) = text {
        output.line(format_args!("{label:<10} {}", plain(text)));
    }
}
