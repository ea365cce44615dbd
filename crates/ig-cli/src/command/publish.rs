//! `ig publish URL|FILE…` and `ig publish --plan FILE`

mod asked;
mod dry_run;

use std::io::IsTerminal;

use ig_core::{MediaUrl, Post, PublishFlow, PublishPlan, UserId, error::Actor, preflight::Needs};
use ig_driver::{Key, Once};
use ig_sandbox::Server;
use ig_ureq::{Clock, SystemClock};

use self::asked::{Asked, Next};
use super::{doctor, resume};
use crate::{
    access::{self, Access},
    args::PublishArgs,
    drive::Driver,
    failure::{Exit, Failure},
    give_up::GiveUp,
    local, local_run,
    medium::{self, Source, Way},
    moved::Moved,
    output::Output,
    post::{self, Sketch, Sources},
    random,
    stop::{self, Stop},
    store::{self, Block, Brakes, Extra, Folder},
    target::Target,
};

pub(super) fn run(args: &PublishArgs, output: &Output) -> Result<Exit, Failure> {
    let give_up = args.give_up_after.map(GiveUp::after);
    if args.at.is_some() {
        return Err(Failure::usage("a post cannot be scheduled")
            .because("Instagram's API has no scheduling: what is published is public at once")
            .fix("run `ig publish` at that time, by cron, a systemd timer or `at`"));
    }
    let key = args.key.as_deref().map(store::asked_for).transpose()?;
    if key.is_some() && args.sandbox {
        return Err(Failure::usage("--key cannot be used with --sandbox")
            .because("that sandbox is gone with the command, and its posts with it")
            .fix("run `ig sandbox`, and point IG_API_BASE at it; or leave out --key"));
    }
    // Of a post that is over, the files may be gone.
    let over = key.as_ref().filter(|_| !args.again).map(|key| over(args, key)).transpose()?;
    let over = over.flatten();
    let known = over.as_ref().map(|kept| asked::looks(kept.record.snapshot.plan().post()));
    let sketch = match &args.plan {
        Some(path) => post::from_file(path)?,
        None => post::from_options(&args.post, &args.access, &known.unwrap_or_default())?,
    };
    if over.is_none() {
        for asked in sketch.media() {
            medium::check(&asked, output)?;
        }
    }
    if args.dry_run {
        let (access, user) = match args.sandbox {
            true => local::access(dry_run::SANDBOX.to_owned())?,
            false => account(args, output)?,
        };
        return dry_run::show(args, &access, user, sketch, key.as_ref(), output);
    }
    let server = args.sandbox.then(local::start).transpose()?;
    let (access, user) = match &server {
        Some(server) => local::access(server.url())?,
        None => account(args, output)?,
    };
    let target = access.target(Some(&user));
    let moved = Moved::default();
    let driver = Driver { access: &access, target: &target, give_up, moved: &moved, output };
    let exit = publish(args, driver, user, &sketch, key).map_err(|failure| failure.at(&target))?;
    if let Some(server) = server
        && exit == Exit::Success
    {
        keep_up(args, &server, output)?;
    }
    Ok(exit)
}

/// The post of the key, where it is over.
fn over(args: &PublishArgs, key: &Key) -> Result<Option<store::Post>, Failure> {
    let kept = Folder::find(args.folder.state_dir.as_deref())?.find_post(key)?;
    Ok(kept.filter(|kept| kept.end().is_some()))
}

/// The API and the account that are given.
fn account(args: &PublishArgs, output: &Output) -> Result<(Access, UserId), Failure> {
    let access = Access::given(&args.access, output)?;
    Ok((access, access::user(&args.access)?))
}

fn publish(
    args: &PublishArgs,
    driver: Driver<'_>,
    user: UserId,
    sketch: &Sketch,
    key: Option<Key>,
) -> Result<Exit, Failure> {
    let Driver { access, target, output, .. } = driver;
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    let goes_to = ig_driver::Target::new(&access.api_base, access.login);
    // Before the bytes are compared: what is changed after that is not sent.
    let ways = ways(sketch, access);
    let asked = Asked::new(sketch, &user, &goes_to);
    let next = match &key {
        Some(key) => asked.next(args.again, &folder, key, output)?,
        None => Next::New,
    };
    if let Next::Over(kept) = &next {
        return shown(kept, &folder, output);
    }
    let media = asked.media()?;
    if key.is_none() && !args.again && !args.sandbox {
        asked.check_recent(&media, &folder)?;
    }
    let ways = ways?;
    let made = store::new_key(SystemClock.now());
    // Before a file is handed over: what this login cannot send is not begun.
    let expected = expected(sketch.clone(), &ways, access, &made)?;
    let plan = PublishPlan::new(user.clone(), expected);
    plan.check(&access.context).map_err(|error| Failure::from(&error))?;
    let mut brakes = match args.sandbox {
        true => None,
        false => Some(folder.brakes(&access.api_base, &user, sketch.surface(), local_run::of)?),
    };
    if let Some(block) = brakes.as_ref().and_then(Brakes::block)
        && !args.despite_block
        && !matches!(next, Next::GoOn)
    {
        return Err(held_back(block, target, &user, &folder));
    }
    target.say(output);
    if args.preflight {
        doctor::before(access, &user, Needs::from(plan.post()), output)?;
    }
    let extra = Extra { key_given: key.is_some(), sandbox: args.sandbox, media, permalink: None };
    let key = key.unwrap_or_else(|| made.clone());
    if let Next::Forget = next {
        folder.forget_post(&key)?;
    }
    let mut slot = folder.begin(&key)?;
    // Only what is kept by now counts: another process may have been faster.
    let mut moved = Moved::default();
    let flow = match slot.post() {
        Some(kept) => match asked.once(&kept, output)? {
            Once::Over(_) => return shown(&kept, &folder, output),
            Once::Drive(flow) => {
                output.note(format_args!("going on with post {key}"));
                asked::find_moved(&kept, &ways, &mut moved);
                *flow
            }
        },
        None => {
            slot.begin(goes_to.clone(), extra);
            let ledger = folder.ledger(&goes_to, &user, args.sandbox)?;
            let post = handed_over(sketch, ways, access, &made)?;
            let plan = PublishPlan::new(user, post).with_policy(post::policy(args));
            PublishFlow::new(plan, random::number()).with_ledger(ledger)
        }
    };
    let flow = match &mut brakes {
        Some(brakes) if args.despite_block => flow.with_brake(brakes.off()),
        Some(brakes) => flow.with_brake(brakes.on()),
        None => flow,
    };
    if !args.sandbox {
        let resume = folder.resume_command(&key);
        stop::with_words(format!("stopped; go on with: {resume}"), 3)?;
    }
    Driver { moved: &moved, ..driver }.drive(flow, &mut slot, brakes)
}

/// The post, with what a sandbox is handed over where the sandbox has put it.
fn handed_over(
    sketch: &Sketch,
    ways: Vec<Way>,
    access: &Access,
    name: &Key,
) -> Result<Post, Failure> {
    let numbered = (1..).zip(ways);
    let sources = numbered.map(|(number, way)| source(way, number, access, name));
    sketch.clone().into_post(Sources::new(sources.collect::<Result<_, _>>()?))
}

/// A post that is over is shown once more.
fn shown(kept: &store::Post, folder: &Folder, output: &Output) -> Result<Exit, Failure> {
    let key = kept.key();
    output.note(format_args!("the post of the key {key} is over, so nothing was sent"));
    let report = resume::report(kept).ok_or_else(|| {
        Failure::failed(format!("post {key} is not over")).fix("report this: it is a mistake")
    })?;
    let again = format!("to publish it after all: run the command with --key {key} --again");
    Ok(report.with_way_out(again).show(folder, output))
}

/// What publishing the sketch would take of the account.
pub(super) fn needs(sketch: Sketch, access: &Access) -> Result<Needs, Failure> {
    let id = store::new_key(SystemClock.now());
    let ways = ways(&sketch, access)?;
    Ok(Needs::from(&expected(sketch, &ways, access, &id)?))
}

fn ways(sketch: &Sketch, access: &Access) -> Result<Vec<Way>, Failure> {
    sketch.media().iter().map(|asked| Way::of(asked, &access.context)).collect()
}

/// The post with the URLs that a sandbox is expected to give to what it is handed over.
fn expected(sketch: Sketch, ways: &[Way], access: &Access, id: &Key) -> Result<Post, Failure> {
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

fn source(way: Way, number: usize, access: &Access, id: &Key) -> Result<Source, Failure> {
    match way {
        Way::Fetch(url) => Ok(Source::Url(url)),
        Way::Upload(file) => Ok(Source::File(file)),
        Way::HandOver(path) => medium::hand_over(access, id, number, &path).map(Source::Url),
    }
}

fn held_back(
    Block { surface, until }: Block,
    target: &Target,
    user: &UserId,
    folder: &Folder,
) -> Failure {
    let clear = format!("ig brake clear --user-id {user}{}", folder.option());
    let failure =
        Failure::failed(format!("posts to the account's {surface} are held back until {until}"));
    match target.is_local() {
        true => failure
            .because("the local API has blocked one of them, as Instagram might")
            .fix(format!("publish it with --despite-block, or forget the block: {clear}")),
        false => failure
            .because("Instagram has blocked one of them, and trying again prolongs the block")
            .fix(format!(
                "look into the app, and publish it after that time; if the app lets you post, \
                 `{clear}` forgets the block, and --despite-block publishes one post"
            ))
            .who(Actor::AccountOwner),
    }
    .until(until)
}

/// On a terminal there is somebody who wants to open the permalink; a script goes on.
fn keep_up(args: &PublishArgs, server: &Server, output: &Output) -> Result<(), Failure> {
    let is_watched = !output.is_quiet() && !output.is_json() && std::io::stdout().is_terminal();
    if !args.stay && !is_watched {
        output.note("the sandbox has ended; run `ig sandbox` to keep one");
        return Ok(());
    }
    let stop = Stop::catch()?;
    output.note(format_args!("\nsee it at {} until Ctrl-C ends the sandbox", server.url()));
    stop.wait();
    Ok(())
}
