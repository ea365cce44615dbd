//! `ig publish URL|FILE…` and `ig publish --plan FILE`

pub(super) mod dry_run;
mod queued;

use std::{io::IsTerminal, sync::atomic::Ordering};

use ig_account::preflight::Needs;
use ig_core::{PublishFlow, PublishPlan, UserId, error::Actor};
use ig_driver::{Key, Once};
use ig_queue::Row;
use ig_sandbox::Server;
use ig_ureq::{Clock, SystemClock};

use self::queued::{in_the_queue, option_of_the_queue};
use super::{
    doctor, resume,
    urls::{look_at, look_at_urls},
};
use crate::{
    access::{self, Access},
    args::{CheckUrlsArg, FolderArgs, PublishArgs, PublishHere},
    drive::Driver,
    failure::{Exit, Failure},
    give_up::GiveUp,
    hosting, local, local_run,
    medium::{self, Asked, Given, Photos, Place},
    moved::Moved,
    output::Output,
    post::{self, Sketch},
    queue, random,
    stop::{self, Stop},
    store::{self, Block, Brakes, Extra, Folder},
    target::Target,
    version,
    wanted::{self, Next, Wanted},
};

pub(super) fn run(here: &PublishHere, output: &Output) -> Result<Exit, Failure> {
    let PublishHere { publish: args, folder } = here;
    let give_up = args.give_up_after.map(GiveUp::after);
    if args.schedule.at.is_some() {
        return super::queue::add(args, folder, output);
    }
    if let Some(option) = option_of_the_queue(&args.schedule) {
        return Err(Failure::usage(format!("{option} needs --at"))
            .because("it says something of a post that waits for its time")
            .fix("add --at TIME, or leave it out"));
    }
    let key = args.key.as_deref().map(store::asked_for).transpose()?;
    if key.is_some() && args.sandbox {
        return Err(Failure::usage("--key cannot be used with --sandbox")
            .because("that sandbox and its posts disappear when the command ends")
            .fix("run `ig sandbox`, and point IG_API_BASE at it; or leave out --key"));
    }
    // The files of a post that is finished, or may be public, may be gone.
    let over = key.as_ref().filter(|_| !args.again).map(|key| over(folder, key)).transpose()?;
    let over = over.flatten();
    let row = key.as_ref().map(|key| in_queue(folder, key)).transpose()?.flatten();
    let is_known = over.is_some() || row.is_some();
    let known = match (&over, &row) {
        (Some(kept), _) => Some(wanted::looks(kept.record.snapshot.plan().post())),
        (None, Some(row)) => queue::post(row).map(|plan| wanted::looks(plan.post())),
        (None, None) => None,
    };
    let sketch = match &args.plan {
        Some(path) => post::from_file(path)?,
        None => post::from_options(&args.post, &args.access, &known.unwrap_or_default())?,
    };
    post::warn(&sketch, output);
    if !is_known {
        for asked in sketch.media() {
            medium::check(&asked, output)?;
        }
    }
    if args.dry_run {
        let (access, user) = match args.sandbox {
            true => local::access(dry_run::SANDBOX.to_owned())?,
            false => account(args, output)?,
        };
        if !is_known && args.check_urls == CheckUrlsArg::Always {
            look_at_urls(args, &access, &sketch, output)?;
        }
        return dry_run::show(here, &access, user, sketch, key.as_ref(), output);
    }
    let server = args.sandbox.then(local::start).transpose()?;
    let (access, user) = match &server {
        Some(server) => local::access(server.url())?,
        None => account(args, output)?,
    };
    if let Some(trouble) = version::trouble(access.context.version(), SystemClock.now()) {
        output.warning(trouble);
    }
    let target = access.target(Some(&user));
    let moved = Moved::default();
    let driver = Driver { access: &access, target: &target, give_up, moved: &moved, output };
    let exit = publish(here, driver, user, &sketch, key).map_err(|failure| failure.at(&target))?;
    if let Some(server) = server
        && exit == Exit::Success
    {
        keep_up(args, &server, output)?;
    }
    Ok(exit)
}

/// The post of the key, if it is finished or may be public.
fn over(folder: &FolderArgs, key: &Key) -> Result<Option<store::Post>, Failure> {
    let kept = Folder::find(folder.state_dir.as_deref())?.find_post(key)?;
    Ok(kept.filter(|kept| kept.end().is_some() || kept.record.snapshot.may_be_public()))
}

/// The post of the key, if the queue has it, which is not published here.
fn in_queue(folder: &FolderArgs, key: &Key) -> Result<Option<Row>, Failure> {
    queue::queued(&Folder::find(folder.state_dir.as_deref())?, key)
}

/// The API and the account that are given.
fn account(args: &PublishArgs, output: &Output) -> Result<(Access, UserId), Failure> {
    let access = Access::given(&args.access, output)?;
    Ok((access, access::user(&args.access)?))
}

fn publish(
    here: &PublishHere,
    driver: Driver<'_>,
    user: UserId,
    sketch: &Sketch,
    key: Option<Key>,
) -> Result<Exit, Failure> {
    let Driver { access, target, output, .. } = driver;
    let PublishHere { publish: args, folder } = here;
    let folder = Folder::find(folder.state_dir.as_deref())?;
    let goes_to = ig_driver::Target::new(&access.api_base, access.login);
    if let Some(key) = &key
        && let Some(row) = queue::queued(&folder, key)?
    {
        return in_the_queue(&row, key, driver, (sketch, photos(args)), &user, &folder);
    }
    let made = store::new_key(SystemClock.now());
    // Before the bytes are compared: a file that changes after that is not sent.
    let places = medium::places_with(photos(args), &sketch.media(), &access.context, &made);
    let wanted = Wanted::new(sketch, &user, &goes_to);
    let next = match &key {
        Some(key) => wanted.next(args.again, &folder, key, output)?,
        None => Next::New,
    };
    if let Next::Over(kept) = &next {
        let left = hosting::clean(&folder, kept.key(), output);
        return shown(kept, left, &folder, output);
    }
    let media = wanted.media()?;
    if key.is_none() && !args.again && !args.sandbox {
        wanted.check_recent(&media, &folder)?;
    }
    let mut places = places?;
    let mut plan = PublishPlan::new(user.clone(), sketch.clone().into_post(&places)?)
        .with_policy(post::policy(args));
    // Before a file is handed over: a post that this login cannot send is not started.
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
    output.note(target);
    for warning in plan.warnings() {
        output.warning(warning);
    }
    if matches!(next, Next::New | Next::Forget) && args.check_urls.applies(&access.context) {
        look_at_urls(args, access, sketch, output)?;
    }
    if args.preflight {
        doctor::before(access, &args.access.server, &user, Needs::from(plan.post()), output)?;
    }
    let is_given = key.is_some();
    let extra = Extra { key_given: is_given, sandbox: args.sandbox, media, permalink: None };
    let key = key.unwrap_or(made);
    if let Next::Forget = next {
        folder.forget_post(&key)?;
    }
    let mut slot = folder.begin(&key)?;
    // Only the state saved by now counts: another process may have been faster.
    let mut moved = Moved::default();
    let stopped = match photos(args) {
        Photos::AreHosted => Some(stop::noted(
            "stopping: what is hosted is removed; a second signal ends this at once",
            format!(
                "stopped, and nothing was sent; to remove what may be hosted: {}",
                folder.resume_command(&key)
            ),
        )?),
        _ => None,
    };
    let flow = match slot.post() {
        Some(kept) => match wanted.once(&kept, output)? {
            Once::Over(_) => return shown(&kept, Vec::new(), &folder, output),
            Once::Drive(flow) => {
                output.note(format_args!("resuming post {key}"));
                wanted::find_moved(&kept, &places, &mut moved);
                *flow
            }
        },
        None => {
            slot.begin(goes_to.clone(), extra);
            let own = folder.ledger(&goes_to, &user, args.sandbox)?;
            let ledger = match args.sandbox {
                true => own,
                false => queue::ledger(&folder, goes_to.api_base(), &user, own)?,
            };
            for place in &places {
                if let Place::HandedOver(file, url) = place {
                    medium::hand_over(access, file, url)?;
                }
            }
            if let Some(stopped) = &stopped {
                // What a run that was killed has left: nothing was sent with it.
                hosting::clean(&folder, &key, output);
                let is_to_host: Vec<_> =
                    places.iter().map(|place| matches!(place, Place::ToHost(..))).collect();
                places = hosting::host(
                    &folder,
                    &key,
                    &args.host,
                    places,
                    &access.context,
                    output,
                    stopped,
                )?;
                let looked = look_at_hosted(args, access, sketch, &places, &is_to_host, output);
                let planned = looked.and_then(|()| hosting::unless(stopped)).and_then(|()| {
                    let post = sketch.clone().into_post(&places)?;
                    Ok(PublishPlan::new(user.clone(), post).with_policy(post::policy(args)))
                });
                plan = planned.inspect_err(|_| drop(hosting::clean(&folder, &key, output)))?;
            }
            let flow = PublishFlow::new(plan, random::number()).with_ledger(ledger);
            if is_given {
                // Somebody may have added it to the queue meanwhile. Nobody does once it is saved.
                let held = queue::keys(&folder)?;
                if let Some(row) = queue::queued(&folder, &key)? {
                    hosting::clean(&folder, &key, output);
                    return in_the_queue(
                        &row,
                        &key,
                        driver,
                        (sketch, photos(args)),
                        &user,
                        &folder,
                    );
                }
                slot.save(flow.snapshot())?;
                drop(held);
            }
            flow
        }
    };
    let flow = match &mut brakes {
        Some(brakes) if args.despite_block => flow.with_brake(brakes.off()),
        Some(brakes) => flow.with_brake(brakes.on()),
        None => flow,
    };
    let words = format!("stopped; resume with: {}", folder.resume_command(&key));
    match args.sandbox {
        false => stop::with_words(words.clone(), 3)?,
        // The handler that has noted signals has to go.
        true if stopped.is_some() => {
            stop::with_words(
                "stopped; the sandbox has ended, and its posts with it".to_owned(),
                1,
            )?;
        }
        true => (),
    }
    // One that came after the files were hosted, and before this handler.
    if stopped.as_ref().is_some_and(|stopped| stopped.load(Ordering::SeqCst)) {
        if slot.post().is_none() {
            hosting::clean(&folder, &key, output);
        }
        return Err(match slot.post() {
            Some(_) => Failure::uncertain("the post was stopped before it went on")
                .because("a signal came")
                .last_line(words),
            None => hosting::was_stopped(),
        });
    }
    let exit = Driver { moved: &moved, ..driver }.drive(flow, &mut slot, brakes);
    if exit.is_err() && slot.post().is_none() {
        hosting::clean(&folder, &key, output);
    }
    exit
}

fn photos(args: &PublishArgs) -> Photos {
    match args.host.host_with {
        Some(_) => Photos::AreHosted,
        None => Photos::AreHere,
    }
}

/// Judges what was hosted as any other URL.
fn look_at_hosted(
    args: &PublishArgs,
    access: &Access,
    sketch: &Sketch,
    places: &[Place],
    was_to_host: &[bool],
    output: &Output,
) -> Result<(), Failure> {
    if !args.check_urls.applies(&access.context) {
        return Ok(());
    }
    let hosted = sketch.media().into_iter().zip(places).zip(was_to_host);
    for ((asked, place), _) in hosted.filter(|(_, was_to_host)| **was_to_host) {
        if let Place::Url(url) = place {
            let given = Given::Url(url.as_str().to_owned());
            let asked = Asked { given: &given, ..asked };
            look_at(&[asked], &args.access.server.web, &access.context, output)?;
        }
    }
    Ok(())
}

/// Shows a finished post again.
fn shown(
    kept: &store::Post,
    still_hosted: Vec<String>,
    folder: &Folder,
    output: &Output,
) -> Result<Exit, Failure> {
    let key = kept.key();
    output.note(format_args!("the post of the key {key} is finished, so nothing was sent"));
    let report = resume::report(kept).ok_or_else(|| {
        Failure::failed(format!("post {key} is not finished"))
            .fix("please report this: it is a bug")
    })?;
    let again = format!("to publish it anyway: run the command with --key {key} --again");
    Ok(report.with_way_out(again).with_still_hosted(still_hosted).show(folder, output))
}

fn held_back(
    Block { surface, until }: Block,
    target: &Target,
    user: &UserId,
    folder: &Folder,
) -> Failure {
    let clear = format!("ig brake clear --user-id {user}{}", folder.option());
    let failure =
        Failure::failed(format!("posts to the account's {surface} are paused until {until}"));
    match target.is_local() {
        true => failure
            .because("the local API has blocked one of them, as Instagram might")
            .fix(format!("publish it with --despite-block, or forget the block: {clear}")),
        false => failure
            .because("Instagram has blocked one of them, and trying again prolongs the block")
            .fix(format!(
                "check the app, and publish it after that time; if the app lets you post, \
                 `{clear}` forgets the block, and --despite-block publishes one post"
            ))
            .who(Actor::AccountOwner),
    }
    .until(until)
}

/// Waits on a terminal, where someone may want to open the permalink; a script continues.
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
