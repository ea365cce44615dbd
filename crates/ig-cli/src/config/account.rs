//! An account of the configuration.

use std::path::{Path, PathBuf};

use ig_core::{AccessToken, Login, UserId, id::AppId};

use super::{command, token};
use crate::{failure::Failure, input};

/// An account, as the configuration has it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) user: Option<UserId>,
    pub(crate) login: Option<Login>,
    pub(crate) token: TokenFrom,
    /// The API, without a slash at the end.
    pub(crate) api_base: Option<String>,
    pub(crate) app: Option<AppId>,
    pub(crate) ca: Option<PathBuf>,
}

/// Where the token of an account is.
#[derive(Clone, Debug)]
pub(crate) enum TokenFrom {
    File(PathBuf),
    Command {
        words: Vec<String>,
        /// How many seconds it may take.
        patience: u16,
    },
}

impl Account {
    /// The token.
    pub(crate) fn token(&self) -> Result<AccessToken, Failure> {
        let name = &self.name;
        let what = format!("the access token of the account {name} cannot be read");
        match &self.token {
            TokenFrom::File(path) => {
                let sign_in =
                    format!("sign in: `ig login --account {name}`; or save the token in that file");
                if !path.exists() {
                    return Err(Failure::usage(what)
                        .because(format!("{} does not exist", path.display()))
                        .fix(sign_in));
                }
                if path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
                    // It may never end, and each command would have to be given it again.
                    return Err(Failure::usage(what)
                        .because(format!(
                            "{} is a pipe or a device, and not a file",
                            path.display()
                        ))
                        .fix(format!(
                            "give the path of a file; or let token_command of the account {name} \
                             print the token"
                        )));
                }
                let text = input::text("the access token", path)?;
                match text.trim() {
                    "" => Err(Failure::usage(what)
                        .because(format!("{} is empty", path.display()))
                        .fix(sign_in)),
                    text => token::of(text).map_err(|has| {
                        Failure::usage(what)
                            .because(format!(
                                "{} has {has}, and a token is one word",
                                path.display()
                            ))
                            .fix(sign_in)
                    }),
                }
            }
            TokenFrom::Command { words, patience } => {
                command::token(words, *patience).map_err(|why| {
                    Failure::usage(what).because(why).fix(format!(
                        "run it by hand: it has to print the token on one line; it is the \
                         token_command of the account {name}"
                    ))
                })
            }
        }
    }

    /// The token's file, if it has one.
    pub(crate) fn token_file(&self) -> Option<&Path> {
        match &self.token {
            TokenFrom::File(path) => Some(path),
            TokenFrom::Command { .. } => None,
        }
    }
}
