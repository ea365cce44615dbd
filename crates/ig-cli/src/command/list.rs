//! `ig list`

use ig_core::Post;
use serde_json::{Value, json};

use crate::{
    args::PostsArgs,
    failure::{Exit, Failure},
    output::{Output, plain},
    report::{Report, kind},
    store::{Folder, Kept, Record},
};

pub(super) fn run(args: &PostsArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = Folder::find(args.state_dir.as_deref())?;
    let posts = folder.posts()?;
    if output.is_json() {
        let posts: Vec<_> = posts.iter().map(object).collect();
        output.object(&json!({ "posts": posts }));
        return Ok(Exit::Success);
    }
    for kept in &posts {
        output.line(line(kept));
    }
    if posts.is_empty() {
        output.note(format_args!("no posts in {}", folder.path().display()));
    }
    Ok(Exit::Success)
}

fn line(Kept { id, record }: &Kept) -> String {
    let record = match record {
        Ok(record) => record,
        Err(error) => return plain(&format!("{id:<23}  {:<20}  {error}", "unreadable")),
    };
    let created = record.begun.created;
    let what = match report(record) {
        Some(Report { media: Some(media), .. }) => format!("media {media}"),
        _ => match record.snapshot.container() {
            Some(container) => format!("container {container}"),
            None => "-".to_owned(),
        },
    };
    let place = if record.begun.sandbox { " (sandbox)" } else { "" };
    let post = record.snapshot.plan().post();
    let kind = match post.items().len() {
        0 => kind(post).replace('_', " "),
        count => format!("carousel of {count}"),
    };
    let (how, words) = (how(record), words(post));
    let line = format!("{id:<23}  {created}  {how:<13}  {what:<27}  {kind:<14}  {words}{place}");
    plain(line.trim_end())
}

fn object(Kept { id, record }: &Kept) -> Value {
    let record = match record {
        Ok(record) => record,
        Err(error) => return json!({ "id": id.as_str(), "problem": error.to_string() }),
    };
    let (report, post) = (report(record), record.snapshot.plan().post());
    json!({
        "id": id.as_str(),
        "created": record.begun.created.to_string(),
        "phase": record.snapshot.phase(),
        "outcome": report.as_ref().map(|report| report.outcome),
        "container": record.snapshot.container(),
        "media": report.and_then(|report| report.media),
        "permalink": record.permalink,
        "kind": kind(post),
        "files": post.media().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "caption": post.caption(),
        "sandbox": record.begun.sandbox,
        "problem": null,
    })
}

fn report(record: &Record) -> Option<Report> {
    record
        .snapshot
        .outcome()
        .map(|outcome| Report::new(&record.begun.id, record.snapshot.plan(), outcome))
}

/// The outcome, or how far it is.
fn how(record: &Record) -> String {
    match report(record) {
        Some(report) => report.outcome.replace('_', " "),
        None => record.snapshot.phase().to_string(),
    }
}

/// The first words of the caption, or where it has none the name of its first medium.
fn words(post: &Post) -> String {
    const MOST: usize = 40;
    let text = match post.caption() {
        Some(caption) => caption.as_str().to_owned(),
        None => post.media().first().map(ToString::to_string).unwrap_or_default(),
    };
    let words: Vec<_> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
    text
}
