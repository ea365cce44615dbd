//! `ig publish URL|FILE…` and `ig publish --plan FILE`

mod dry_run;

use std::io::IsTerminal;

use ig_core::{Actor, MediaUrl, Needs, Post, PublishFlow, PublishPlan, UserId};
use ig_sandbox::Server;
use ig_ureq::{Clock, SystemClock};

use super::doctor;
use crate::{
    access::{self, Access},
    args::PublishArgs,
    drive,
    failure::{Exit, Failure},
    local,
    medium::{self, Source, Way},
    output::Output,
    post::{self, Sketch, Sources},
    random,
    stop::{self, Stop},
    store::{Begun, Block, Brakes, Folder, PostId},
};

pub(super) fn run(args: &PublishArgs, output: &Output) -> Result<Exit, Failure> {
    let sketch = match &args.plan {
        Some(path) => post::from_file(path)?,
        None => post::from_options(&args.post, &args.access)?,
    };
    for asked in sketch.media() {
        medium::check(&asked, output)?;
    }
    if args.dry_run {
        let (access, user) = match args.sandbox {
            true => local::access(dry_run::SANDBOX.to_owned())?,
            false => account(args)?,
        };
        return dry_run::show(args, &access, user, sketch, output);
    }
    let server = args.sandbox.then(local::start).transpose()?;
    let (access, user) = match &server {
        Some(server) => local::access(server.url())?,
        None => account(args)?,
    };
    let exit = publish(args, &access, user, sketch, output)?;
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
    sketch: Sketch,
    output: &Output,
) -> Result<Exit, Failure> {
    let created = SystemClock::default().now();
    let begun = Begun {
        id: PostId::new(created),
        created,
        api_base: access.api_base.clone(),
        login: access.login,
        sandbox: args.sandbox,
    };
    let ways = ways(&sketch, access)?;
    // Before a file is handed over: what this login cannot send is not begun.
    let expected = expected(sketch.clone(), &ways, access, &begun.id)?;
    let plan = PublishPlan::new(user.clone(), expected);
    plan.check(&access.context).map_err(|error| Failure::from(&error))?;
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    if args.preflight {
        doctor::before(access, &user, Needs::from(plan.post()), output)?;
    }

    let mut brakes = match args.sandbox {
        true => None,
        false => Some(folder.brakes(&access.api_base, &user, sketch.surface())?),
    };
    if let Some(block) = brakes.as_ref().and_then(Brakes::block)
        && !args.despite_block
    {
        return Err(held_back(block));
    }
    let mut slot = folder.begin(begun)?;
    let ledger = folder.ledger(slot.begun(), &user)?;
    let numbered = (1..).zip(ways);
    let sources = numbered.map(|(number, way)| source(way, number, access, slot.id()));
    let sources = Sources::new(sources.collect::<Result<_, _>>()?);
    let plan = PublishPlan::new(user, sketch.into_post(sources)?);
    let mut flow = PublishFlow::new(plan.with_policy(post::policy(args)), random::number())
        .with_ledger(ledger);
    if let Some(brakes) = &mut brakes {
        flow = flow.with_brake(if args.despite_block { brakes.off() } else { brakes.on() });
    }
    if !args.sandbox {
        let resume = folder.resume_command(slot.id());
        stop::with_words(format!("stopped; go on with: {resume}"), 3)?;
    }
    drive::drive(access, flow, &mut slot, brakes, output)
}

/// What publishing the sketch would take of the account.
pub(super) fn needs(sketch: Sketch, access: &Access) -> Result<Needs, Failure> {
    let id = PostId::new(SystemClock::default().now());
    let ways = ways(&sketch, access)?;
    Ok(Needs::from(&expected(sketch, &ways, access, &id)?))
}

fn ways(sketch: &Sketch, access: &Access) -> Result<Vec<Way>, Failure> {
    sketch.media().iter().map(|asked| Way::of(asked, &access.context)).collect()
}

/// The post with the URLs that a sandbox is expected to give to what it is handed over.
fn expected(sketch: Sketch, ways: &[Way], access: &Access, id: &PostId) -> Result<Post, Failure> {
    let sources = (1..).zip(ways).map(|(number, way)| match way {
        Way::Fetch(url) => Ok(Source::Url(url.clone())),
        Way::Upload(file) => Ok(Source::File(file.clone())),
        Way::HandOver(path) => {
            let url = MediaUrl::local(&medium::url(access.context.api_base(), id, number, path));
            url.map(Source::Url).map_err(|error| {
                Failure::usage("the file's name makes no URL").caused_by(&error).fix("rename it")
            })
        }
    });
    sketch.into_post(Sources::new(sources.collect::<Result<_, _>>()?))
}

fn source(way: Way, number: usize, access: &Access, id: &PostId) -> Result<Source, Failure> {
    match way {
        Way::Fetch(url) => Ok(Source::Url(url)),
        Way::Upload(file) => Ok(Source::File(file)),
        Way::HandOver(path) => medium::hand_over(access, id, number, &path).map(Source::Url),
    }
}

fn held_back(Block { surface, until }: Block) -> Failure {
    Failure::failed(format!("posts to the account's {surface} are held back until {until}"))
        .because("Instagram has blocked one of them, and trying again prolongs the block")
        .fix("look into the app, and publish it then; --despite-block is for those who know better")
        .who(Actor::AccountOwner)
        .until(until)
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
