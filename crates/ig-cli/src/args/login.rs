//! Arguments of `ig login`.

use std::{path::PathBuf, time::Duration};

use super::{access::LoginArg, value};

/// The app's secret is never an argument, because arguments are visible to every user of the machine.
#[derive(Debug, clap::Args)]
pub(crate) struct LoginArgs {
    /// The login: where the person signs in; facebook is the default
    #[arg(long, value_name = "LOGIN", value_enum)]
    pub(crate) login: Option<LoginArg>,
    /// Save the account under this name; the default is its user name. An account of this name is
    /// signed in again
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// The id of the Instagram account, if the person has several
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: Option<String>,
    /// The app's id, instead of IG_APP_ID; its secret is in IG_APP_SECRET
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// Print the address of the dialog, and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Listen on this port of this machine for the answer of the dialog; without it, on a free one
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// The redirect URI in the app's settings, word for word; the default is http://localhost:PORT/. If
    /// it is not on this machine, the address that the browser is led to is pasted here, unless --port
    /// says that a tunnel leads to that port
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: Option<String>,
    /// One more permission to ask for, such as ads_read; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    pub(crate) scopes: Vec<String>,
    /// The configuration of Facebook Login for Business, in place of the permissions
    #[arg(long, value_name = "ID", conflicts_with = "scopes")]
    pub(crate) config_id: Option<String>,
    /// How long to wait for the person
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = timeout)]
    pub(crate) timeout: Duration,
    /// Write the account into this file, instead of IG_CONFIG and ~/.config/ig/config.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The API, instead of IG_API_BASE; a sandbox has a dialog of its own
    #[arg(long, value_name = "URL")]
    pub(crate) api_base: Option<String>,
    /// Trust only the certificate authorities in this PEM file, instead of SSL_CERT_FILE
    /// and those that this machine trusts
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

fn timeout(text: &str) -> Result<Duration, String> {
    const MOST: Duration = Duration::from_secs(60 * 60);
    value::duration(text, (Duration::from_secs(1), MOST), "from 1s to 1h")
}
