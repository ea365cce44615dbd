//! `ig queue …`

mod account;
mod add;
mod edit;
mod explain;
mod import;
mod list;
mod metrics;
mod work;

use ig_queue::{Changed, Row};

use super::kept;
use crate::{
    args::QueueCommand,
    failure::{Exit, Failure},
    output::Output,
    queue,
};

pub(super) use self::add::run as add;

pub(super) fn run(command: &QueueCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        QueueCommand::Add(args) => add::run(args, output),
        QueueCommand::List(args) => list::run(args, output),
        QueueCommand::Show(args) => list::show(args, output),
        QueueCommand::Explain(args) => explain::run(args, output),
        QueueCommand::Edit(args) => edit::run(args, output),
        QueueCommand::Cancel(args) => edit::cancel(args, output),
        QueueCommand::Release(args) => edit::release(args, output),
        QueueCommand::Retime(args) => edit::retime(args, output),
        QueueCommand::Pause(args) => account::pause(args, output),
        QueueCommand::Go(args) => account::go(args, output),
        QueueCommand::Work(args) => work::run(args, output),
        QueueCommand::Import(args) => import::run(args, output),
        QueueCommand::Metrics(args) => metrics::run(args, output),
    }
}

/// A change of a post that was refused.
fn refused(row: &Row, changed: &Changed) -> Failure {
    let id = &row.id;
    let what = format!("post {id} is not changed");
    match changed {
        Changed::TooLate => Failure::uncertain(what)
            .because("it is too late: a publish was allowed, and it may be public")
            .fix(format!("`ig queue show {id}` says what becomes of it"))
            .last_line(format!("see: ig queue explain {id}")),
        Changed::Impossible(_) => Failure::usage(what)
            .because(format!("it is {}", queue::outcome(row).replace('_', " ")))
            .fix("add it again with another key, if it is to be published"),
        Changed::AnotherAccount => Failure::usage(what)
            .because("the other post is for another account")
            .fix("cancel this one, and add the other"),
        _ => Failure::failed(what)
            .because("somebody else has changed it meanwhile")
            .fix("run the command again"),
    }
}
