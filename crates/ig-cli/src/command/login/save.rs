//! The token in its file, and the account in the configuration.

use std::path::Path;

use ig_account::token::TokenLife;
use ig_core::endpoint::GrantedToken;
use ig_driver::private;
use ig_ureq::{Clock as _, SystemClock};
use serde_json::json;

use super::{
    super::token::life,
    choose::Found,
    plan::{Plan, takes_a_file},
};
use crate::{
    config::{Config, Draft, name_fits},
    failure::{Exit, Failure},
    output::Output,
    target::login_word,
    text::plain,
    token_file::TokenFile,
};

pub(super) fn run(
    plan: &Plan,
    chosen: &Found,
    granted: &GrantedToken,
    output: &Output,
) -> Result<Exit, Failure> {
    // The token and the account are of one login, however many there are at once.
    let locked = plan.edit.lock()?;
    let name = name(plan, locked.config(), chosen)?;
    let path = plan.token_file(locked.config(), &name);
    let now = SystemClock.now();
    let life = TokenLife::granted(plan.login, now, granted);
    let file = TokenFile::new(&path)?;
    let lost = |why: String| {
        Failure::failed("the login could not be saved")
            .because(why)
            .fix("make room or the folder writable, and run it again: the code has been used up")
    };
    if let Some(folder) = path.parent() {
        private::make_folders(folder).map_err(|error| lost(error.to_string()))?;
    }
    file.save(&granted.token).map_err(|error| lost(format!("{}: {error}", path.display())))?;
    if let Err(error) = file.save_life(&granted.token, &life) {
        output.note(format_args!("the token's lifetime could not be saved beside it: {error}"));
    }
    let draft = Draft {
        name: &name,
        user: &chosen.user,
        login: plan.login,
        token_file: &path,
        api_base: plan.other_api(),
        app: &plan.app,
        ca: plan.server.web.ca.as_deref(),
    };
    locked.put(&draft)?;
    show(plan, chosen, &name, &path, &life, output)
}

/// The name that was given, or the user name. It is not that of somebody else's account.
fn name(plan: &Plan, config: &Config, chosen: &Found) -> Result<String, Failure> {
    let is_free = |name: &str| {
        let user = config.find(name).and_then(|account| account.user.as_ref());
        user.is_none_or(|user| *user == chosen.user)
    };
    let name = match &plan.name {
        Some(name) if is_free(name) => name.clone(),
        Some(name) => {
            return Err(Failure::usage(format!("the account {name} is another one"))
                .because(format!(
                    "it has another user_id than {}, as which you have signed in; nothing was changed",
                    chosen.user
                ))
                .fix("run it again with another --account, or remove that one from the configuration"));
        }
        None => {
            let own = chosen.username.clone().filter(|name| name_fits(name) && is_free(name));
            own.unwrap_or_else(|| chosen.user.to_string())
        }
    };
    if let Some(known) = config.find(&name) {
        takes_a_file(known)?;
    }
    Ok(name)
}

fn show(
    plan: &Plan,
    chosen: &Found,
    name: &str,
    path: &Path,
    life: &TokenLife,
    output: &Output,
) -> Result<Exit, Failure> {
    let now = SystemClock.now();
    let config = Config::load(Some(plan.config.path()))?;
    let default = config.as_ref().and_then(Config::default_account);
    let is_default = default.is_some_and(|default| default.name == name);
    if output.is_json() {
        let mut object = json!({
            "account": name,
            "default": is_default,
            "user": chosen.user,
            "username": chosen.username,
            "login": login_word(plan.login),
            "config": plan.config.path().display().to_string(),
            "token_file": path.display().to_string(),
        });
        life::add_to(&mut object, life, now);
        output.object(&object);
        return Ok(Exit::Success);
    }
    let line = |label: &str, text: &str| output.line(format_args!("{label:<10} {}", plain(text)));
    line("account", name);
    line("user", chosen.user.as_str());
    if let Some(username) = &chosen.username {
        line("username", username);
    }
    line("token", &path.display().to_string());
    life::lines(life, now, output);
    output.note(match is_default {
        true => "it is the default account: `ig publish` uses it".to_owned(),
        false => format!("use it with --account {name}"),
    });
    Ok(Exit::Success)
}
