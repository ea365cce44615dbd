//! `ig resume [KEY]`

use ig_core::{Context, Login, PublishFlow};
use ig_driver::Key;
use ig_ureq::{Clock, SystemClock};

use crate::{
    access::{self, Access},
    args::ResumeArgs,
    drive::Driver,
    failure::{Exit, Failure},
    give_up::GiveUp,
    hosting::{self, Left},
    local_run,
    moved::Moved,
    output::Output,
    queue,
    report::Report,
    stop,
    store::{self, Folder, Post},
    target::Target,
};

use super::kept;

pub(super) fn run(args: &ResumeArgs, output: &Output) -> Result<Exit, Failure> {
    let give_up = args.give_up_after.map(GiveUp::after);
    let folder = kept(&args.folder)?;
    let (key, left) = match &args.id {
        Some(text) => {
            let key = store::typed(text)?;
            if let Some(command) = &args.host_with {
                hosting::hand_to(&folder, &key, command)?;
            }
            let left = hosting::settle(&folder, &key, output)?;
            (key, left)
        }
        None => {
            let left = hosting::sweep(&folder, output);
            match only_one(&folder)? {
                Some(key) => (key, Left::Nothing),
                None if !left.is_empty() => return Err(not_removed(&left)),
                None => return Ok(nothing("there is nothing to resume", output)),
            }
        }
    };
    let (kept, still_hosted) = match (folder.find_post(&key)?, left) {
        (Some(kept), Left::NotRemoved(left)) => (kept, left),
        (Some(kept), _) => (kept, Vec::new()),
        (None, Left::Removed) => {
            let words = format!("what was hosted for {key} is removed, and nothing was sent");
            return Ok(nothing(&words, output));
        }
        (None, Left::Needed | Left::NotRemoved(_)) => {
            let failure = Failure::failed(format!("what is hosted for {key} is not removed"));
            return Err(failure
                .because("its command did not do it; nothing was sent")
                .fix("remove it yourself or with another command: --host-with CMD"));
        }
        (None, Left::Nothing) => return Err(missing(&folder, &key)),
    };
    if let Some(report) = report(&kept) {
        return Ok(report.with_still_hosted(still_hosted).show(&folder, output));
    }
    let target = target(&kept);
    go_on(args, give_up, &folder, &kept, output).map_err(|failure| failure.at(&target))
}

/// There is no post to resume, and some have left files behind.
fn not_removed(keys: &[Key]) -> Failure {
    let names: Vec<_> = keys.iter().map(Key::as_str).collect();
    let key = if let [key] = &names[..] { *key } else { "KEY" };
    Failure::failed(format!("what is hosted for {} is not removed", names.join(", ")))
        .because("its command did not do it; there is no post to resume")
        .fix(format!(
            "remove it with another command: `ig resume {key} --host-with CMD`; or yourself, and \
             then `ig resume {key} --host-with true` forgets it"
        ))
}

/// A post of the queue is its worker's.
fn missing(folder: &Folder, key: &Key) -> Failure {
    match queue::queued(folder, key) {
        Ok(Some(row)) => Failure::usage(format!("post {key} is in the queue"))
            .because(format!("`ig queue work` publishes it; it is {} there", queue::outcome(&row)))
            .fix(queue::instead(&row, folder.option())),
        _ => folder.missing(key),
    }
}

/// There is no post.
fn nothing(words: &str, output: &Output) -> Exit {
    output.note(words);
    if output.is_json() {
        output.object(&serde_json::json!({ "outcome": null }));
    }
    Exit::Success
}

fn go_on(
    args: &ResumeArgs,
    give_up: Option<GiveUp>,
    folder: &Folder,
    kept: &Post,
    output: &Output,
) -> Result<Exit, Failure> {
    let key = kept.key();
    if kept.extra.sandbox {
        return Err(Failure::failed(format!("post {key} cannot be resumed"))
            .because("it was for a sandbox inside the command, which ended with it")
            .fix("publish it again; it never reached Instagram"));
    }
    access::check_user(&args.access, kept.record.snapshot.plan().user())?;
    let base = kept.record.target.api_base();
    let access = Access::of_post(&args.access, login(kept), base, output)?;
    let (mut slot, kept) = folder.take(key)?;
    if let Some(report) = report(&kept) {
        return Ok(report.show(folder, output));
    }
    stop::with_words(format!("stopped; resume with: {}", folder.resume_command(key)), 3)?;
    let target = target(&kept);
    let record = kept.record;
    output.note(&target);
    let plan = record.snapshot.plan();
    let (user, surface) = (plan.user().clone(), plan.post().surface());
    let mut brakes = folder.brakes(&access.api_base, &user, surface, local_run::of)?;
    let flow = PublishFlow::resume(record.snapshot, SystemClock.now());
    let flow = flow.with_brake(brakes.on());
    let driver =
        Driver { access: &access, target: &target, give_up, moved: &Moved::default(), output };
    driver.drive(flow, &mut slot, Some(brakes))
}

/// The location of the post.
pub(super) fn target(kept: &Post) -> Target {
    let (api_base, login) = (kept.record.target.api_base(), login(kept));
    let context = Context::without_token(login).with_api_base(api_base);
    let is_loopback = context.is_ok_and(|context| context.is_loopback());
    Target::new(api_base, is_loopback, login, Some(kept.record.snapshot.plan().user()))
}

fn login(kept: &Post) -> Login {
    kept.record.target.login().unwrap_or(Login::Facebook)
}

/// The outcome of a finished post.
pub(super) fn report(kept: &Post) -> Option<Report> {
    let report = Report::new(kept.key(), kept.record.snapshot.plan(), kept.end()?);
    Some(report.with_permalink(kept.extra.permalink.clone()).with_target(&target(kept)))
}

/// The one post that can be resumed.
fn only_one(folder: &Folder) -> Result<Option<Key>, Failure> {
    let (read, unreadable): (Vec<_>, Vec<_>) =
        folder.posts()?.into_iter().partition(|kept| kept.post.is_ok());
    let open = read.into_iter().filter_map(|kept| kept.post.ok());
    let open = open.filter(|it| it.needs_resume() && !it.extra.sandbox);
    let mut keys: Vec<_> = open.map(|kept| kept.record.key).collect();
    match keys.len() {
        0 if !unreadable.is_empty() => {
            let keys: Vec<_> = unreadable.iter().map(|kept| kept.key.as_str()).collect();
            Err(Failure::uncertain("some posts cannot be read")
                .because(format!("their outcome is not known: {}", keys.join(", ")))
                .fix("run `ig resume KEY` for each: it says why"))
        }
        0 | 1 => Ok(keys.pop()),
        count => {
            let keys: Vec<_> = keys.iter().map(Key::as_str).collect();
            Err(Failure::usage("which post?")
                .because(format!("{count} can be resumed: {}", keys.join(", ")))
                .fix("run `ig resume KEY`; `ig explain KEY` tells more about each"))
        }
    }
}
