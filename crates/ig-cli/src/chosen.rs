//! Which account of the configuration a command uses.

use std::env;

use ig_core::Login;

use crate::{
    args::AccountArgs,
    config::{self, Account, Config},
    environment::{self, Setting},
    failure::Failure,
    target::login_word,
};

/// What comes from the account, in messages, in place of the name of an option.
pub(crate) const OF_ACCOUNT: &str = "the account";

/// The variables that say who posts. If one of them is set, the default account is not used, since
/// its other half would be that of somebody else.
const WHO: [&str; 2] = ["IG_ACCESS_TOKEN", "IG_USER_ID"];

impl AccountArgs {
    /// The configuration, which is read once.
    pub(crate) fn config(&self) -> Result<Option<&Config>, Failure> {
        if let Some(read) = self.read.get() {
            return Ok(read.as_ref());
        }
        let read = Config::load(self.config.as_deref())?;
        Ok(self.read.get_or_init(|| read).as_ref())
    }

    /// The account that is named, or the default one.
    pub(crate) fn chosen(&self) -> Result<Option<&Account>, Failure> {
        let named = Setting::of(self.account.as_deref(), "--account", "IG_ACCOUNT")?;
        let Some(Setting { value, name }) = named else {
            if WHO.iter().any(|name| env::var_os(name).is_some()) {
                return Ok(None);
            }
            return Ok(self.config()?.and_then(Config::default_account));
        };
        let Some(config) = self.config()? else {
            return Err(config::no_config(&value, name, self.config.as_deref()));
        };
        let account = config.named(&value, name)?;
        contradicted(account, &Setting { value, name })?;
        Ok(Some(account))
    }

    /// The failure for what neither an option, a variable nor an account has said. If there are accounts
    /// in the configuration, it says why none of them is used.
    pub(crate) fn missing(&self, Missing { what, why, fix }: Missing) -> Failure {
        let Ok(Some(config)) = self.config() else {
            return Failure::usage(what).because(why).fix(fix);
        };
        let path = config.path().display();
        let names: Vec<_> = config.accounts().iter().map(|it| it.name.as_str()).collect();
        if let Ok(Some(Account { name, .. })) = self.chosen() {
            return Failure::usage(what)
                .because(format!("{why}, and the account {name} of {path} has none"))
                .fix(format!("sign in: `ig login --account {name}`; or write its user_id there"));
        }
        match (WHO.iter().find(|name| env::var_os(name).is_some()), &names[..]) {
            (_, []) => Failure::usage(what).because(why).fix(fix),
            (Some(variable), _) => Failure::usage(what)
                .because(format!(
                    "{why}; the accounts of {path} are not used while {variable} is set"
                ))
                .fix(format!("unset {variable} and choose one with --account, or {fix}")),
            (None, _) => Failure::usage("which account?")
                .because(format!(
                    "{path} has several, and none is the default: {}",
                    names.join(", ")
                ))
                .fix(format!(
                    "give --account NAME, set IG_ACCOUNT, or write account = \"{}\" at the top of \
                     that file",
                    names[0]
                )),
        }
    }
}

/// What is missing: the token or the id of who posts.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
    pub(crate) fix: &'static str,
}

/// A variable that says who posts would silently override the account that was named: the post could
/// go to another one.
fn contradicted(account: &Account, named: &Setting) -> Result<(), Failure> {
    let name = &account.name;
    let failure = |variable: &str, why: String| {
        Err(Failure::usage(format!("the account {name} and {variable} contradict each other"))
            .because(why)
            .fix(format!("unset {variable}, or {}", named.undo())))
    };
    if environment::text("IG_ACCESS_TOKEN")?.is_some() {
        return failure(
            "IG_ACCESS_TOKEN",
            format!(
                "{} names the account, and the variable has a token that may be another's",
                named.name
            ),
        );
    }
    if let (Some(set), Some(user)) = (environment::text("IG_USER_ID")?, &account.user)
        && set != user.as_str()
    {
        return failure("IG_USER_ID", format!("its id is {user}, and the variable names another"));
    }
    let login = login_word(account.login.unwrap_or(Login::Facebook));
    if environment::text("IG_LOGIN")?.is_some_and(|set| set != login) {
        return failure(
            "IG_LOGIN",
            format!("its login is {login}, and the variable names another"),
        );
    }
    Ok(())
}
