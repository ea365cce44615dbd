//! Options for the API, the account and the token; each also has a variable.

use std::{path::PathBuf, sync::OnceLock};

use clap::ValueEnum;
use ig_core::Login;

use crate::config::Config;

const HEADING: &str = "Access";

/// The API, the account and the token. The token is never an argument, because arguments are
/// visible to every user of the machine.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AccessArgs {
    /// Read the access token from a file instead of IG_ACCESS_TOKEN; - is standard input
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub(crate) token_file: Option<PathBuf>,
    /// The id of the Instagram account, instead of IG_USER_ID
    #[arg(long, value_name = "ID", help_heading = HEADING)]
    pub(crate) user_id: Option<String>,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// The API and its login.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ServerArgs {
    /// The login that issued the token, instead of IG_LOGIN
    #[arg(long, value_name = "LOGIN", value_enum, help_heading = HEADING)]
    pub(crate) login: Option<LoginArg>,
    #[command(flatten)]
    pub(crate) web: WebArgs,
}

/// The API, and the certificate authorities to trust.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct WebArgs {
    /// The API, instead of IG_API_BASE; the default is Instagram
    #[arg(long, value_name = "URL", help_heading = HEADING)]
    pub(crate) api_base: Option<String>,
    /// Trust only the certificate authorities in this PEM file, instead of SSL_CERT_FILE
    /// and those that this machine trusts
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub(crate) ca: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// The account of the configuration. It has the id, the login, the token and the API, as far as no
/// option and no variable says another.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct AccountArgs {
    /// Use this account of the configuration, instead of IG_ACCOUNT and the default account; `ig
    /// accounts` lists them
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    pub(crate) account: Option<String>,
    /// Read the accounts from this file, instead of IG_CONFIG and ~/.config/ig/config.toml
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub(crate) config: Option<PathBuf>,
    /// The configuration, once it was read.
    #[arg(skip)]
    pub(crate) read: OnceLock<Option<Config>>,
}

impl AccountArgs {
    /// No account, whatever the configuration says.
    pub(crate) fn none() -> Self {
        Self { read: OnceLock::from(None), ..Self::default() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoginArg {
    /// Facebook Login, the default
    Facebook,
    /// Instagram Login
    Instagram,
}

impl From<LoginArg> for Login {
    fn from(login: LoginArg) -> Self {
        match login {
            LoginArg::Facebook => Self::Facebook,
            LoginArg::Instagram => Self::Instagram,
        }
    }
}

impl From<Login> for LoginArg {
    fn from(login: Login) -> Self {
        match login {
            Login::Instagram => Self::Instagram,
            _ => Self::Facebook,
        }
    }
}
