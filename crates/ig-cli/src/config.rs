//! The accounts of `config.toml`: who they are, and where their tokens are.

mod account;
mod command;
mod edit;
mod file;
mod place;
mod relay;
#[cfg(test)]
mod schema;
mod token;
mod value;

use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use ig_core::UserId;

use crate::{failure::Failure, input, pasted, words};

pub(crate) use self::{
    account::{Account, TokenFrom},
    edit::{Draft, Edit},
    file::name_fits,
};

/// The configuration of this user.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    path: PathBuf,
    /// By their names, in the order of these.
    accounts: Vec<Account>,
    /// The name of the default account.
    default: Option<String>,
}

impl Config {
    /// The configuration in a file, or the one in `IG_CONFIG`, or the user's own. Only a named file
    /// must exist.
    pub(crate) fn load(given: Option<&Path>) -> Result<Option<Self>, Failure> {
        let Some(place) = place::of(given)? else { return Ok(None) };
        // A link to a file that is gone is a mistake.
        match fs::symlink_metadata(&place.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => match place.named_by {
                None => Ok(None),
                Some(_) if pasted::is_in(&place.path) => {
                    let what = "the configuration cannot be read";
                    Err(input::token_in_place_of_a_file(what))
                }
                Some(by) => Err(Failure::usage("there is no such configuration")
                    .because(format!("{} does not exist", place.path.display()))
                    .fix(format!("check {by}, or make the first account: `ig login`"))),
            },
            _ => {
                let text = input::text("the configuration", &place.path)?;
                Self::read(&text, &place.path).map(Some)
            }
        }
    }

    /// Where the configuration is or would be.
    pub(crate) fn place(given: Option<&Path>) -> Result<PathBuf, Failure> {
        let place = place::of(given)?.ok_or_else(|| {
            Failure::usage("there is no folder for the configuration")
                .because("neither HOME nor XDG_CONFIG_HOME is set")
                .fix("set HOME, or give --config FILE")
        })?;
        Ok(place.path)
    }

    /// Reads the text of the file at `path`.
    pub(crate) fn read(text: &str, path: &Path) -> Result<Self, Failure> {
        let (accounts, default) = file::read(text, path)?;
        Ok(Self { path: path.to_owned(), accounts, default })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The account that is used where none is named: the one that the file says, or the only one.
    pub(crate) fn default_account(&self) -> Option<&Account> {
        match (&self.default, &self.accounts[..]) {
            (Some(name), _) => self.find(name),
            (None, [only]) => Some(only),
            _ => None,
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == name)
    }

    /// The account that `by`, an option or a variable, names.
    pub(crate) fn named(&self, name: &str, by: &str) -> Result<&Account, Failure> {
        self.find(name).ok_or_else(|| unknown(name, by, &self.path, &self.accounts))
    }
}

/// The id of an account that is given by its id or by its name in the configuration; nothing for a name
/// that is not there, or has no id there.
pub(crate) fn id_of(account: &str) -> Result<Option<UserId>, Failure> {
    if let Ok(id) = account.parse() {
        return Ok(Some(id));
    }
    let config = Config::load(None)?;
    Ok(config.as_ref().and_then(|config| config.find(account)?.user.clone()))
}

/// Fails if the configuration does not have an account. `queued` are the names in the queue, which has no
/// post of it either.
pub(crate) fn check_name(
    name: &str,
    queued: impl IntoIterator<Item = String>,
) -> Result<(), Failure> {
    let config = Config::load(None)?;
    if config.as_ref().is_some_and(|config| config.find(name).is_some()) {
        return Ok(());
    }
    let mut names: BTreeSet<_> = queued.into_iter().collect();
    names.extend(config.iter().flat_map(Config::accounts).map(|account| account.name.clone()));
    let near = words::like(name, names.iter().map(String::as_str));
    let fix = match (near, names.is_empty()) {
        (Some(near), _) => format!("did you mean {near}?"),
        (None, true) => "give the id of the account".to_owned(),
        (None, false) => {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            format!("give the id of the account, or one of these names: {}", names.join(", "))
        }
    };
    let place = config
        .map_or_else(|| "the configuration".to_owned(), |config| config.path.display().to_string());
    Err(Failure::usage(format!("there is no account {}", words::shortened(name)))
        .because(format!("neither {place} nor a post of the queue has this name"))
        .fix(fix))
}

/// No account of the configuration has this name.
fn unknown(name: &str, by: &str, path: &Path, accounts: &[Account]) -> Failure {
    let names: Vec<_> = accounts.iter().map(|account| account.name.as_str()).collect();
    let there_are = match names.is_empty() {
        true => format!("{} has no accounts", path.display()),
        false => format!("{} has these: {}", path.display(), names.join(", ")),
    };
    let fix = match words::like(name, names.iter().copied()) {
        Some(near) => format!("did you mean {near}? `ig accounts` lists them"),
        None => "give one of them, or add it: `ig login --account NAME`".to_owned(),
    };
    // What was typed may be a token that was pasted in the wrong place.
    let name = words::shortened(name);
    Failure::usage(format!("there is no account {name}"))
        .because(format!("{by} names it, and {there_are}"))
        .fix(fix)
}

/// An account was named, and there is no configuration.
pub(crate) fn no_config(name: &str, by: &str, given: Option<&Path>) -> Failure {
    let place = Config::place(given).map_or_else(
        |_| "there is no configuration".to_owned(),
        |path| format!("there is no {}", path.display()),
    );
    Failure::usage(format!("there is no account {}", words::shortened(name)))
        .because(format!("{by} names it, and {place}"))
        .fix("make it with `ig login --account NAME`, or name another file with --config FILE")
}
