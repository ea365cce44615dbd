//! One module for each command.

mod accounts;
mod brake;
mod check;
mod completions;
mod convert;
mod doctor;
mod explain;
mod limit;
mod list;
mod login;
mod man;
mod mcp;
mod media;
mod pages;
mod probe;
mod publish;
mod queue;
mod resume;
mod sandbox;
mod schema;
mod serve;
mod status;
mod token;
mod urls;

use crate::{
    args::{Command, PagesCommand, PostsArgs},
    failure::{Exit, Failure},
    output::Output,
    store::Folder,
};

pub(crate) use self::queue::{Watch, posts};

pub(crate) fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Publish(args) => publish::run(&args, output),
        Command::Queue(command) => queue::run(&command, output),
        Command::Status(args) => status::run(&args, output),
        Command::List(args) => list::run(&args, output),
        Command::Resume(args) => resume::run(&args, output),
        Command::Explain(args) => explain::run(&args, output),
        Command::Media(command) => media::run(&command, output),
        Command::Schema(args) => Ok(schema::run(&args, output)),
        Command::Limit(args) => limit::run(&args, output),
        Command::Pages(PagesCommand::Search(args)) => pages::search(&args, output),
        Command::Check(args) => check::run(&args, output),
        Command::Convert(args) => convert::run(&args, output),
        Command::Doctor(args) => doctor::run(&args, output),
        Command::Probe(args) => probe::run(&args, output),
        Command::Login(args) => login::run(&args, output),
        Command::Accounts(args) => accounts::run(&args, output),
        Command::Token(command) => token::run(command, output),
        Command::Brake(command) => brake::run(&command, output),
        Command::Serve(args) => serve::run(*args, output),
        Command::Mcp(args) => mcp::run(*args, output),
        Command::Sandbox(args) => sandbox::run(&args, output),
        Command::Completions { shell } => completions::run(shell, output),
        Command::Man(args) => man::run(&args, output),
    }
}

/// The folder in which posts were stored.
fn kept(args: &PostsArgs) -> Result<Folder, Failure> {
    Folder::kept(args.state_dir.as_deref())
}
