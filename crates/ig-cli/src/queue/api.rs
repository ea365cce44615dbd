//! The API of a post in the queue, without its token.

use ig_core::{AccessToken, Context, Login};
use ig_queue::ApiBase;

use crate::{
    access::{self, Access},
    args::ServerArgs,
    config::Account,
    failure::Failure,
    output::Output,
    target::is_metas_own,
    web::Trust,
};

/// The API that posts are added for.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) base: String,
    pub(crate) login: Login,
    pub(crate) context: Context,
    pub(crate) trust: Trust,
}

impl Api {
    /// The API that the options, the environment and the account in use describe.
    pub(crate) fn given(args: &ServerArgs, output: &Output) -> Result<Self, Failure> {
        let account = args.web.account.chosen()?;
        Self::of(args, account, output)
    }

    /// The API of an account of the configuration, as far as no option and no variable says another.
    pub(crate) fn of(
        args: &ServerArgs,
        account: Option<&Account>,
        output: &Output,
    ) -> Result<Self, Failure> {
        let login = access::login_given(args)?.map(|(login, _)| login);
        let login = login.or_else(|| account?.login).unwrap_or(Login::Facebook);
        let (base, name) = match access::api_base_given(&args.web)? {
            Some(base) => (base.value, base.name),
            None => {
                let base = account.and_then(|account| account.api_base.clone());
                (base.unwrap_or_else(|| login.api_base().to_owned()), "IG_API_BASE")
            }
        };
        // Nothing but files is sent with it, and to a sandbox only, which wants no token.
        let context = Context::new(login, AccessToken::new("none"))
            .and_then(|context| context.with_api_base(&base));
        let context = context.map_err(|error| Failure::from(&error).named("IG_API_BASE", name))?;
        let ca = account.and_then(|account| account.ca.as_deref());
        let trust = Trust::of(&args.web, ca, &base, output)?;
        Ok(Self { base, login, context, trust })
    }

    /// Its name in rows.
    pub(crate) fn name(&self) -> Result<ApiBase, Failure> {
        self.base.parse().map_err(|error| {
            Failure::usage("the API cannot be used").caused_by(&error).fix("check IG_API_BASE")
        })
    }

    /// What hands a file to a sandbox, which asks for no token.
    pub(crate) fn without_token(&self) -> Result<Access, Failure> {
        Access::new(self.login, self.base.clone(), AccessToken::new("none"), self.trust.clone())
    }

    /// The login of a token for the API of a row: Meta has one host for each.
    pub(crate) fn login_of(base: &str, otherwise: Login) -> Login {
        let starts = |login: Login| base.starts_with(login.api_base());
        match is_metas_own(base) {
            true if starts(Login::Instagram) => Login::Instagram,
            true => Login::Facebook,
            false => otherwise,
        }
    }
}
