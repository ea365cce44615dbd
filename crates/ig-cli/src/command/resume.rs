//! `ig resume [ID]`

use ig_core::PublishFlow;
use ig_ureq::{Clock, SystemClock};

use crate::{
    access::{self, Access},
    args::ResumeArgs,
    drive,
    failure::{Exit, Failure},
    output::Output,
    report::Report,
    stop,
    store::{Folder, PostId, Record, may_be_resumed},
};

pub(super) fn run(args: &ResumeArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    let id = match &args.id {
        Some(text) => PostId::typed(text)?,
        None => match only_one(&folder)? {
            Some(id) => id,
            None => {
                output.note("there is nothing to resume");
                if output.is_json() {
                    output.object(&serde_json::json!({ "outcome": null }));
                }
                return Ok(Exit::Success);
            }
        },
    };
    let record = folder.read(&id).map_err(|error| folder.unreadable(&id, &error))?;
    if let Some(exit) = ended(&record, &folder, output) {
        return Ok(exit);
    }
    if record.begun.sandbox {
        return Err(Failure::failed(format!("post {id} cannot be resumed"))
            .because("it was for a sandbox inside the command, which ended with it")
            .fix("publish it anew; nothing of it was ever on Instagram"));
    }
    access::check_user(record.snapshot.plan().user())?;
    let access = Access::of_post(&args.access, record.begun.login, &record.begun.api_base)?;
    let (mut slot, record) = folder.take(&id)?;
    if let Some(exit) = ended(&record, &folder, output) {
        return Ok(exit);
    }
    stop::with_words(format!("stopped; go on with: {}", folder.resume_command(&id)), 3)?;
    let plan = record.snapshot.plan();
    let (user, surface) = (plan.user().clone(), plan.post().surface());
    let mut brakes = folder.brakes(&access.api_base, &user, surface)?;
    let flow = PublishFlow::resume(record.snapshot, SystemClock::default().now());
    let flow = flow.with_brake(brakes.on());
    drive::drive(&access, flow, &mut slot, Some(brakes), output)
}

/// A post that has ended is shown once more.
fn ended(record: &Record, folder: &Folder, output: &Output) -> Option<Exit> {
    if may_be_resumed(&record.snapshot) {
        return None;
    }
    let report = Report::new(&record.begun.id, record.snapshot.plan(), record.snapshot.outcome()?);
    Some(report.with_permalink(record.permalink.clone()).show(folder, output))
}

/// The one post that can be resumed.
fn only_one(folder: &Folder) -> Result<Option<PostId>, Failure> {
    let (read, unreadable): (Vec<_>, Vec<_>) =
        folder.posts()?.into_iter().partition(|kept| kept.record.is_ok());
    let open = read.into_iter().filter_map(|kept| kept.record.ok());
    let open = open.filter(|it| may_be_resumed(&it.snapshot) && !it.begun.sandbox);
    let mut ids: Vec<_> = open.map(|record| record.begun.id).collect();
    match ids.len() {
        0 if !unreadable.is_empty() => {
            let ids: Vec<_> = unreadable.iter().map(|kept| kept.id.as_str()).collect();
            Err(Failure::uncertain("there are posts that cannot be read")
                .because(format!("what became of them is not known: {}", ids.join(", ")))
                .fix("run `ig resume ID` for each: it says why"))
        }
        0 | 1 => Ok(ids.pop()),
        count => {
            let ids: Vec<_> = ids.iter().map(PostId::as_str).collect();
            Err(Failure::usage("which post?")
                .because(format!("{count} can be resumed: {}", ids.join(", ")))
                .fix("run `ig resume ID`; `ig explain ID` tells more of each"))
        }
    }
}
