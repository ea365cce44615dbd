//! `ig list`

use ig_queue::Counts;
use serde_json::{Value, json};

use crate::{
    args::PostsArgs,
    failure::{Exit, Failure},
    hosting, local_run,
    output::Output,
    queue,
    report::{Report, kind, words},
    store::{Folder, Kept, Post as KeptPost},
    text::plain,
};

use super::kept;

pub(super) fn run(args: &PostsArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = kept(args)?;
    let posts = folder.posts()?;
    let held = folder.held(local_run::of)?;
    let queued = queued(&folder);
    if let Err(failure) = &queued {
        output.warning("the posts of the queue are not counted:");
        output.explain(failure);
    }
    let queued = queued.ok();
    if output.is_json() {
        let posts: Vec<_> = posts.iter().map(object).collect();
        output.object(&json!({ "posts": posts, "brakes": held, "queued": queued }));
        return Ok(Exit::Success);
    }
    // A key is never shortened: part of a key is a different key.
    let width = posts.iter().map(|kept| kept.key.as_str().len()).max().unwrap_or_default();
    for kept in &posts {
        output.line(line(kept, width));
    }
    for held in &held {
        output.line(format_args!("{held}; `ig brake clear` forgets it"));
    }
    for key in hosting::left(&folder, &posts) {
        let resume = folder.resume_command(&key);
        output.warning(format_args!(
            "a file of post {key} may still be hosted; `{resume}` removes it"
        ));
    }
    let path = folder.path();
    match posts.is_empty() {
        true if !path.exists() => {
            output.note(format_args!("no posts in {}, which does not exist yet", path.display()));
        }
        true => output.note(format_args!("no posts in {}", path.display())),
        false => (),
    }
    match queued {
        None | Some(0) => (),
        Some(1) => output.note("1 post is in the queue: `ig queue list` shows it"),
        Some(count) => {
            output.note(format_args!("{count} posts are in the queue: `ig queue list` shows them"));
        }
    }
    Ok(Exit::Success)
}

/// How many posts the queue has, also those of `ig serve` and `ig mcp`.
fn queued(folder: &Folder) -> Result<u64, Failure> {
    let Some(store) = queue::look(folder)? else { return Ok(0) };
    let Counts { waiting, active, held, done, cancelled, uncertain, .. } =
        queue::answer(store.counts())?;
    Ok(waiting + active + held + done + cancelled + uncertain)
}

fn line(Kept { key, post }: &Kept, width: usize) -> String {
    let kept = match post {
        Ok(kept) => kept,
        Err(error) => return plain(&format!("{key:<width$}  {:<20}  {error}", "unreadable")),
    };
    let KeptPost { record, extra } = kept;
    let created = record.created;
    let what = match report(kept) {
        Some(Report { media: Some(media), .. }) => format!("media {media}"),
        _ => match record.snapshot.container() {
            Some(container) => format!("container {container}"),
            None => "-".to_owned(),
        },
    };
    let place = if extra.sandbox { " (sandbox)" } else { "" };
    let post = record.snapshot.plan().post();
    let kind = match post.items().len() {
        0 => kind(post).replace('_', " "),
        count => format!("carousel of {count}"),
    };
    let (how, words) = (how(kept), words(post));
    let line =
        format!("{key:<width$}  {created}  {how:<13}  {what:<27}  {kind:<14}  {words}{place}");
    plain(line.trim_end())
}

fn object(Kept { key, post }: &Kept) -> Value {
    let kept = match post {
        Ok(kept) => kept,
        Err(error) => return json!({ "id": key.as_str(), "problem": error.to_string() }),
    };
    let KeptPost { record, extra } = kept;
    let (report, post) = (report(kept), record.snapshot.plan().post());
    json!({
        "id": key.as_str(),
        "key": extra.key_given.then(|| key.as_str()),
        "created": record.created.to_string(),
        "phase": record.snapshot.phase(),
        "outcome": report.as_ref().map(|report| report.outcome),
        "container": record.snapshot.container(),
        "media": report.and_then(|report| report.media),
        "permalink": extra.permalink,
        "kind": kind(post),
        "files": post.media().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "caption": post.caption(),
        "sandbox": extra.sandbox,
        "problem": null,
    })
}

fn report(kept: &KeptPost) -> Option<Report> {
    let snapshot = &kept.record.snapshot;
    snapshot.outcome().map(|outcome| Report::new(kept.key(), snapshot.plan(), outcome))
}

/// The outcome, or the progress.
fn how(kept: &KeptPost) -> String {
    match report(kept) {
        Some(report) => report.outcome.replace('_', " "),
        None => kept.record.snapshot.phase().to_string(),
    }
}
