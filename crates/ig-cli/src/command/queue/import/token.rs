//! The token of a row that names none.

use ig_core::UserId;

use crate::{args::AccountArgs, config::Config, environment, failure::Failure, queue};

/// The name of the token for a row that names none: that of the account with this id, or of the account
/// in use. A token in the environment is that of `ig publish`, as always.
pub(super) fn token_of(
    user: &UserId,
    config: Option<&Config>,
    args: &AccountArgs,
) -> Result<String, Failure> {
    if environment::text("IG_ACCESS_TOKEN")?.is_some() {
        return Ok(queue::DEFAULT.to_owned());
    }
    let accounts = config.map(Config::accounts).unwrap_or_default();
    let chosen = args.chosen()?;
    let mut theirs = accounts.iter().filter(|account| account.user.as_ref() == Some(user));
    let account = match (theirs.next(), theirs.next()) {
        (Some(only), None) => Some(only),
        _ => chosen,
    };
    Ok(account.map_or_else(|| queue::DEFAULT.to_owned(), |account| account.name.clone()))
}
