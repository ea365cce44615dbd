//! `ig queue migrate`: a queue of an earlier version is brought up to date.

use ig_queue_sqlite::{Migrated, SqliteStore};
use serde_json::json;

use crate::{
    args::PostsArgs,
    failure::{Exit, Failure},
    output::Output,
    queue,
    store::Folder,
};

pub(super) fn run(args: &PostsArgs, output: &Output) -> Result<Exit, Failure> {
    let path = queue::path(&Folder::kept(args.state_dir.as_deref())?);
    let (from, to, words) = match queue::answer(SqliteStore::migrate(&path))? {
        Migrated::Missing => {
            (None, None, "there is no queue yet: it is made with its first post".to_owned())
        }
        Migrated::Current(version) => {
            (Some(version), Some(version), format!("nothing to do: it has version {version}"))
        }
        Migrated::From(from, to) => {
            (Some(from), Some(to), format!("it had version {from}, and has version {to} now"))
        }
    };
    if output.is_json() {
        output.object(&json!({ "queue": path.display().to_string(), "from": from, "to": to }));
    } else {
        output.line(format_args!("{}: {words}", path.display()));
    }
    Ok(Exit::Success)
}
