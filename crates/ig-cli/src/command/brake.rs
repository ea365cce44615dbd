//! `ig brake list|clear`

use ig_core::UserId;
use ig_queue::{Changed, Edit, Filter, PostId, State, Store as _};
use serde_json::json;

use crate::{
    access,
    args::{BrakeCommand, ClearArgs, PostsArgs},
    environment::Setting,
    failure::{Exit, Failure},
    local_run,
    output::Output,
    queue,
    store::{Folder, Held},
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
    let folder = kept(&args.folder)?;
    let cleared = folder.forget(account.as_ref().map(UserId::as_str))?;
    let released = release(&folder, account.as_ref())?;
    if output.is_json() {
        output.object(&json!({ "cleared": cleared, "released": released }));
        return Ok(Exit::Success);
    }
    for Held { user, surface, api_base, .. } in &cleared {
        output.line(format_args!(
            "posts of {user} to its {surface} are no longer paused ({api_base})"
        ));
    }
    if !released.is_empty() {
        let posts = released.len();
        output.line(format_args!("posts in the queue that no longer wait for it: {posts}"));
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

/// Posts in the queue that wait for the end of a block are looked at again: they would wait until
/// the time that they know.
fn release(folder: &Folder, account: Option<&UserId>) -> Result<Vec<PostId>, Failure> {
    let Some(mut store) = queue::find(folder)? else { return Ok(Vec::new()) };
    let mut waiting = Filter::new();
    waiting.states = vec![State::Waiting];
    let mut rows = queue::answer(store.list(&waiting))?;
    rows.retain(|row| {
        row.waits_for_a_block() && account.is_none_or(|user| row.account.user == *user)
    });
    let mut released = Vec::new();
    for row in rows {
        // One that has changed since is looked at anyway.
        if let Changed::Done(_) = queue::answer(store.change(&row.id, row.fence, Edit::Release))? {
            released.push(row.id);
        }
    }
    Ok(released)
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
