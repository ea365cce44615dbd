//! `ig brake list|clear`

use ig_core::UserId;
use serde_json::json;

use crate::{
    access,
    args::{BrakeCommand, ClearArgs, PostsArgs},
    environment::Setting,
    failure::{Exit, Failure},
    local_run,
    output::Output,
    store::Held,
    target::is_metas_own,
};

use super::kept;

pub(super) fn run(command: &BrakeCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        BrakeCommand::List(args) => list(args, output),
        BrakeCommand::Clear(args) => clear(args, output),
    }
}

fn list(args: &PostsArgs, output: &Output) -> Result<Exit, Failure> {
    let held = kept(args)?.held(local_run::of)?;
    if output.is_json() {
        output.object(&json!({ "brakes": held }));
        return Ok(Exit::Success);
    }
    for held in &held {
        output.line(held);
    }
    if held.is_empty() {
        output.note("no posts are paused");
    }
    Ok(Exit::Success)
}

fn clear(args: &ClearArgs, output: &Output) -> Result<Exit, Failure> {
    let account = account(args)?;
    let cleared = kept(&args.folder)?.forget(account.as_ref().map(UserId::as_str))?;
    if output.is_json() {
        output.object(&json!({ "cleared": cleared }));
        return Ok(Exit::Success);
    }
    for Held { user, surface, api_base, .. } in &cleared {
        output.line(format_args!(
            "posts of {user} to its {surface} are no longer paused ({api_base})"
        ));
    }
    match cleared.iter().any(|it| is_metas_own(&it.api_base)) {
        true => output.note(
            "Instagram itself may still block them, and a post that is blocked prolongs the block",
        ),
        false if cleared.is_empty() => output.note("no posts were paused"),
        false => (),
    }
    Ok(Exit::Success)
}

/// The account whose blocks are forgotten; `None` means all.
fn account(args: &ClearArgs) -> Result<Option<UserId>, Failure> {
    if args.all {
        return Ok(None);
    }
    let Some(Setting { value, name }) = access::user_setting(args.user_id.as_deref())? else {
        return Err(Failure::usage("which account?")
            .because("--user-id was not given, and IG_USER_ID is not set")
            .fix("give --user-id ID, or --all; `ig brake list` lists them"));
    };
    let user = value.parse().map_err(|error| {
        Failure::usage(format!("{name} cannot be used"))
            .caused_by(&error)
            .fix("give the id of the Instagram account; `ig brake list` lists them")
    });
    user.map(Some)
}
