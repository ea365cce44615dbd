//! Options for the API, the account and the token; each also has a variable.

use std::path::PathBuf;

use clap::ValueEnum;
use ig_core::Login;

const HEADING: &str = "Access";

/// The API, the account and the token. The token is never an argument, because arguments are
/// visible to every user of the machine.
#[derive(Debug, Default, clap::Args)]
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
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ServerArgs {
    /// The login that issued the token, instead of IG_LOGIN
    #[arg(long, value_name = "LOGIN", value_enum, help_heading = HEADING)]
    pub(crate) login: Option<LoginArg>,
    #[command(flatten)]
    pub(crate) web: WebArgs,
}

/// The API, and the certificate authorities to trust.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct WebArgs {
    /// The API, instead of IG_API_BASE; the default is Instagram
    #[arg(long, value_name = "URL", help_heading = HEADING)]
    pub(crate) api_base: Option<String>,
    /// Trust only the certificate authorities in this PEM file, instead of SSL_CERT_FILE
    /// and those that this machine trusts
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub(crate) ca: Option<PathBuf>,
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
