//! `ig queue …`

mod account;
mod add;
mod edit;
mod explain;
mod import;
mod list;
mod metrics;
mod migrate;
mod work;

pub(crate) use self::work::Watch;

use ig_queue::{Changed, Row, State};
use ig_ureq::{Clock as _, SystemClock};

use crate::{
    args::{FolderArgs, PostsCommand, PublishArgs, QueueCommand},
    failure::{Exit, Failure},
    output::Output,
    queue::{self, Place},
    text::plain,
};

/// `ig publish … --at TIME`
pub(super) fn add(
    post: &PublishArgs,
    folder: &FolderArgs,
    output: &Output,
) -> Result<Exit, Failure> {
    add::run(post, folder, output)
}

pub(super) fn run(command: &QueueCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        QueueCommand::Posts(command) => posts(command, output),
        QueueCommand::Work(args) => work::run(args, output),
        QueueCommand::Migrate(args) => migrate::run(args, output),
    }
}

/// What people do to the posts of a queue, wherever it is.
pub(crate) fn posts<N: Place, K: Place>(
    command: &PostsCommand<N, K>,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        PostsCommand::Add(args) => add::run(&args.post, &args.place, output),
        PostsCommand::List(args) => list::run(args, output),
        PostsCommand::Show(args) => list::show(args, output),
        PostsCommand::Explain(args) => explain::run(args, output),
        PostsCommand::Edit(args) => edit::run(args, output),
        PostsCommand::Cancel(args) => edit::cancel(args, output),
        PostsCommand::Release(args) => edit::release(args, output),
        PostsCommand::Retime(args) => edit::retime(args, output),
        PostsCommand::Pause(args) => account::pause(args, output),
        PostsCommand::Go(args) => account::go(args, output),
        PostsCommand::Import(args) => import::run(args, output),
        PostsCommand::Metrics(args) => metrics::run(args, output),
    }
}

/// A change of a post that was refused.
fn refused<P: Place>(row: &Row, changed: &Changed) -> Failure {
    let (id, command) = (&row.id, P::COMMAND);
    let what = format!("post {id} is not changed");
    let now = SystemClock.now();
    match changed {
        Changed::TooLate => Failure::uncertain(what)
            .because("it is too late: a publish was allowed, and it may be public")
            .fix(format!("`{command} show {id}` says what becomes of it"))
            .last_line(format!("see: {command} explain {id}")),
        Changed::Impossible(_) if row.state == State::Waiting && queue::needs_a_person(row, now) => {
            let note = row.note.as_ref().map(|note| plain(&note.to_string()));
            let note = note.unwrap_or_else(|| "it waits".to_owned());
            Failure::usage(what)
                .because(format!("it is not held: {note}"))
                .fix(queue::next(row, now, command))
        }
        Changed::Impossible(_) if !matches!(row.state, State::Done | State::Cancelled) => {
            Failure::usage(what)
                .because(format!("it is {}", queue::outcome(row).replace('_', " ")))
                .fix(format!(
                    "leave it, and do not add it again: `{command} explain {id}` says what becomes of it"
                ))
        }
        Changed::Impossible(_) => Failure::usage(what)
            .because(format!("it is {}", queue::outcome(row).replace('_', " ")))
            .fix("to have another post, add it again with another key"),
        Changed::AnotherAccount => Failure::usage(what)
            .because("the other post is for another account")
            .fix("cancel this one, and add the other"),
        _ => Failure::failed(what)
            .because("somebody else has changed it meanwhile")
            .fix("run the command again"),
    }
}
