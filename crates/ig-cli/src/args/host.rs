//! Arguments of hosting.

use std::time::Duration;

use super::value;

/// The command that gives photos on this machine a URL.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct HostArgs {
    /// Put photos that are files on a server with this command, and remove them with it once the
    /// outcome is known: it gets the file, and prints its public URL. See the README for lines for
    /// S3, rclone and tunnels
    #[arg(long, value_name = "CMD", value_parser = command)]
    pub(crate) host_with: Option<String>,
    /// How long that command may take for a file
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = timeout)]
    pub(crate) host_timeout: Duration,
}

/// The file would be the command otherwise.
pub(super) fn command(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("it is empty: give a command, such as ./host-s3.sh".to_owned()),
        false => Ok(text.to_owned()),
    }
}

fn timeout(text: &str) -> Result<Duration, String> {
    value::duration(text, (Duration::from_secs(1), Duration::from_secs(3600)), "from 1s to 1h")
}
