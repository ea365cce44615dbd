//! `ig publish URL|FILE`

mod dry_run;

use std::io::IsTerminal;

use ig_core::{Needs, PublishFlow, PublishPlan, UserId};
use ig_sandbox::Server;
use ig_ureq::{Clock, SystemClock};

use super::doctor;
use crate::{
    access::{self, Access},
    args::PublishArgs,
    drive,
    failure::{Exit, Failure},
    local,
    medium::{self, Medium, Way},
    output::Output,
    post::{self, Draft},
    random,
    stop::{self, Stop},
    store::{Begun, Folder, PostId},
};

pub(super) fn run(args: &PublishArgs, output: &Output) -> Result<Exit, Failure> {
    let medium = Medium::of(&args.media)?;
    let draft = Draft::of(args, medium.kind(args.reel, output)?)?;
    if args.dry_run {
        let (access, user) = match args.sandbox {
            true => local::access(dry_run::SANDBOX.to_owned())?,
            false => account(args)?,
        };
        return dry_run::show(&access, user, &medium, draft, output);
    }
    let server = args.sandbox.then(local::start).transpose()?;
    let (access, user) = match &server {
        Some(server) => local::access(server.url())?,
        None => account(args)?,
    };
    let exit = publish(args, &access, user, &medium, draft, output)?;
    if let Some(server) = server
        && exit == Exit::Success
    {
        keep_up(&server, output)?;
    }
    Ok(exit)
}

/// The API and the account that the environment says.
fn account(args: &PublishArgs) -> Result<(Access, UserId), Failure> {
    let access = Access::from_environment(&args.access)?;
    Ok((access, access::user()?))
}

fn publish(
    args: &PublishArgs,
    access: &Access,
    user: UserId,
    medium: &Medium,
    draft: Draft,
    output: &Output,
) -> Result<Exit, Failure> {
    let way = medium.way(&access.context)?;
    if args.preflight {
        doctor::before(access, &user, Needs::new(), output)?;
    }
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    let created = SystemClock::default().now();
    let begun = Begun {
        id: PostId::new(created),
        created,
        api_base: access.api_base.clone(),
        login: access.login,
        sandbox: args.sandbox,
    };
    let mut slot = folder.begin(begun)?;
    let ledger = folder.ledger(slot.begun(), &user)?;
    let url = match way {
        Way::Fetch(url) => url,
        Way::HandOver(path) => medium::hand_over(access, slot.id(), path)?,
    };
    let plan = PublishPlan::new(user, draft.with_medium(url)).with_policy(post::policy(args));
    let flow = PublishFlow::new(plan, random::number()).with_ledger(ledger);
    if !args.sandbox {
        let resume = folder.resume_command(slot.id());
        stop::with_words(format!("stopped; go on with: {resume}"), 3)?;
    }
    drive::drive(access, flow, &mut slot, output)
}

/// On a terminal there is somebody who wants to open the permalink; a script goes on.
fn keep_up(server: &Server, output: &Output) -> Result<(), Failure> {
    if output.is_quiet() || !std::io::stdout().is_terminal() {
        return Ok(());
    }
    let stop = Stop::catch()?;
    output.note(format_args!("\nsee it at {} until Ctrl-C ends the sandbox", server.url()));
    stop.wait();
    Ok(())
}
