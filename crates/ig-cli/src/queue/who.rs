//! Whose post it is, and the name of the token that publishes it.
//!
//! A token of Facebook Login may be for several accounts, so that Instagram would take a post for the
//! wrong one. What is known here of whose a token is therefore has to fit, when a post is added and again
//! when a worker takes it up.

use ig_core::UserId;
use ig_queue::Credential;

use crate::{
    access,
    args::AccessArgs,
    config::{Account, Config},
    environment,
    failure::Failure,
    store,
};

/// The credential of posts that name none: the token of `ig publish`.
pub(crate) const DEFAULT: &str = "default";

/// The credential of this name.
pub(crate) fn named(what: &str, name: &str) -> Result<Credential, Failure> {
    const FIX: &str = "give a short name, such as shop: its token is that of the account shop of the \
                       configuration, is in IG_TOKEN_SHOP, or in the file shop of --token-dir";
    let refused =
        |why: &str| Failure::usage(format!("{what} cannot be used")).because(why).fix(FIX);
    // Its characters are those of keys, and a token in its place is refused like one.
    if store::asked_for(name).is_err() {
        return Err(refused(
            "a name has 1 to 80 letters, digits and . _ -, and is not an access token",
        ));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !name.chars().all(is_plain) || name.starts_with('.') {
        return Err(refused("a name has 1 to 80 letters, digits and . _ -"));
    }
    name.parse().map_err(|_| refused("it is empty or too long"))
}

/// Who posts, and with which token.
#[derive(Debug)]
pub(crate) struct Who<'a> {
    pub(crate) user: UserId,
    pub(crate) credential: Credential,
    /// The account of the configuration whose token and API they are.
    pub(crate) account: Option<&'a Account>,
}

impl<'a> Who<'a> {
    /// Who posts where somebody asks for `user` and for `credential`, or leaves these to the options, the
    /// environment and the configuration. The name of an account is kept as that of its token, since the
    /// worker may have another default account.
    pub(crate) fn of(
        access: &'a AccessArgs,
        user: Option<UserId>,
        credential: Option<Credential>,
    ) -> Result<Self, Failure> {
        let args = &access.server.web.account;
        let chosen = args.chosen()?;
        let account = match &credential {
            None => own(access, chosen, user.as_ref())?,
            Some(name) if name.as_str() == DEFAULT => chosen,
            Some(name) => args.config()?.and_then(|config| config.find(name.as_str())),
        };
        let credential = match credential {
            Some(credential) => credential,
            None => named("--account", account.map_or(DEFAULT, |account| &account.name))?,
        };
        let given = match user {
            Some(user) => Some(user),
            None => access::user_given(access)?,
        };
        let user = match (given, account) {
            (Some(user), _) => user,
            (None, Some(account)) if chosen.is_none_or(|it| it.name != account.name) => {
                account.user.clone().ok_or_else(|| has_no_id(account))?
            }
            _ => access::user(access)?,
        };
        if credential.as_str() != DEFAULT {
            check_owner(access, &credential, &user)?;
        }
        Ok(Self { user, credential, account: account.or(chosen) })
    }
}

/// The account whose token is used where none is named: the one in use, or the only one with the id that
/// is asked for.
fn own<'a>(
    access: &'a AccessArgs,
    chosen: Option<&'a Account>,
    asked: Option<&UserId>,
) -> Result<Option<&'a Account>, Failure> {
    if access.token_file.is_some() || environment::text("IG_ACCESS_TOKEN")?.is_some() {
        return Ok(None);
    }
    let of_option = chosen.map(|_| access::user_given(access)).transpose()?.flatten();
    let Some(user) = asked.or(of_option.as_ref()) else { return Ok(chosen) };
    if chosen.and_then(|account| account.user.as_ref()) == Some(user) {
        return Ok(chosen);
    }
    let accounts = access.server.web.account.config()?.map(Config::accounts).unwrap_or_default();
    let mut theirs = accounts.iter().filter(|account| account.user.as_ref() == Some(user));
    Ok(match (theirs.next(), theirs.next()) {
        (Some(only), None) => Some(only),
        _ => chosen,
    })
}

/// Whose the token of this name is, as far as is known here: that of an account of the configuration is
/// that account's, and `default` is that of the id in use.
fn owner(access: &AccessArgs, credential: &Credential) -> Result<Option<UserId>, Failure> {
    let args = &access.server.web.account;
    let account = match credential.as_str() {
        DEFAULT => match access::user_given(access)? {
            Some(user) => return Ok(Some(user)),
            None if access.token_file.is_some() => None,
            None => args.chosen()?,
        },
        name => args.config()?.and_then(|config| config.find(name)),
    };
    Ok(account.and_then(|account| account.user.clone()))
}

/// Refuses a token for the posts of another account than its own.
pub(crate) fn check_owner(
    access: &AccessArgs,
    credential: &Credential,
    user: &UserId,
) -> Result<(), Failure> {
    match owner(access, credential)? {
        Some(owner) if owner != *user => {
            let fix = match credential.as_str() {
                DEFAULT => format!(
                    "name the token of {user}, such as shop, or the account shop of the configuration; \
                     if this token is for both accounts, leave out the id of {owner} here: IG_USER_ID"
                ),
                name => format!(
                    "name the token of {user}; if that of {name} is for both accounts, leave the \
                     user_id of {name} out of the configuration"
                ),
            };
            Err(Failure::usage(format!("the credential {credential} is the token of another account"))
                .because(format!("it is that of {owner} here, and the post is for {user}"))
                .fix(fix)
                .for_programs(format!(
                    "give credential, the name of the token of {user}; or user_id, the account that the \
                     credential is for"
                )))
        }
        _ => Ok(()),
    }
}

fn has_no_id(account: &Account) -> Failure {
    let name = &account.name;
    Failure::usage("no account")
        .because(format!(
            "the credential {name} is the token of the account {name} of the configuration, which has \
             no user_id"
        ))
        .fix("write its user_id there, or give --user-id ID")
        .for_programs("give user_id, the id of the Instagram professional account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_neither_a_path_nor_a_token() {
        assert!(named("--credential", "shop_2").is_ok());
        let token = format!("EAAG{}", "x".repeat(80));
        for wrong in ["", "..", ".hidden", "a/b", "a b", "a:b", &token] {
            let failure = named("--credential", wrong).unwrap_err();
            assert!(!failure.to_lines(true).join("\n").contains("xxxxxxxx"), "{wrong}");
        }
    }
}
