//! `ig token debug|exchange|extend|refresh`

mod debug;
pub(super) mod exchange;
pub(super) mod life;
mod renew;
mod save;
pub(super) mod way;

use crate::{
    args::TokenCommand,
    failure::{Exit, Failure},
    output::Output,
};

pub(super) fn run(command: TokenCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        TokenCommand::Debug(args) => debug::run(&args, output),
        TokenCommand::Exchange(args) => exchange::run(&args, output),
        TokenCommand::Extend(args) => renew::extend(&args, output),
        TokenCommand::Refresh(args) => renew::refresh(&args, output),
    }
}
