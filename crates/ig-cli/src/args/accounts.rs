//! Arguments of `ig accounts`.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct AccountsArgs {
    /// Read the accounts from this file, instead of IG_CONFIG and ~/.config/ig/config.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}
