//! Where the database is, how it is reached, and what a failover means.

mod words;

use std::{fmt, path::PathBuf, time::Duration};

use tokio_postgres::config::{Host, SslMode};

use self::words::Words;
use crate::{error::Error, place::Place};

/// Where the database of a queue is.
///
/// # TLS
///
/// A certificate is always checked, and the name of the host in it: against the roots of the
/// machine, or against those in the file that `sslrootcert` names.
///
/// | `sslmode` | |
/// |---|---|
/// | not given | none on a Unix socket and on a loopback address, `require` elsewhere |
/// | `disable` | none: what is sent can be read on the way |
/// | `require`, `verify-full` | a server without TLS, or with another certificate, is refused |
/// | `prefer`, `allow`, `verify-ca` | not taken: they do not keep anybody between from reading along |
///
/// This is stricter than libpq, whose `require` checks no certificate.
#[derive(Clone)]
pub struct Config {
    pub(crate) postgres: tokio_postgres::Config,
    pub(crate) roots: Option<PathBuf>,
    pub(crate) moved: Moved,
}

/// What it means that the database is another one than the queue was made or last used in: another
/// server was promoted, or a backup was restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Moved {
    /// Its last writes may be lost. Every post that has not ended is held, or uncertain if it may be
    /// public, and a person looks.
    #[default]
    MayHaveLostWrites,
    /// Nothing is lost, since every standby that may be promoted is synchronous, or the server was
    /// moved while nothing used it. Where that is untrue, posts are published twice.
    LosesNothing,
}

impl Config {
    /// The database that `words` name, in either form of libpq: `postgres://user@host/database` or
    /// `host=… user=… dbname=…`.
    ///
    /// Variables of the environment and files with passwords are not read.
    ///
    /// # Errors
    ///
    /// When they cannot be read. The error holds nothing of them but names of options that are
    /// known.
    pub fn new(words: &str) -> Result<Self, Error> {
        let Words { rest, sslmode, roots } = Words::read(words)?;
        let mut postgres: tokio_postgres::Config =
            rest.parse().map_err(|error| words::unreadable(&error))?;
        if postgres.get_hosts().is_empty() && postgres.get_hostaddrs().is_empty() {
            return Err(Error::Config { why: "it names no host".to_owned() });
        }
        if postgres.get_user().is_none() {
            return Err(Error::Config { why: "it names no user".to_owned() });
        }
        let mode = sslmode.unwrap_or_else(|| default_mode(&postgres));
        postgres.ssl_mode(mode);
        if postgres.get_application_name().is_none() {
            postgres.application_name("ig-queue");
        }
        if postgres.get_connect_timeout().is_none() {
            postgres.connect_timeout(Duration::from_secs(5));
        }
        // A server that is gone without a word is noticed within half a minute, not after two hours.
        if postgres.get_tcp_user_timeout().is_none() {
            postgres.tcp_user_timeout(Duration::from_secs(20));
        }
        if postgres.get_keepalives_interval().is_none() {
            postgres.keepalives_idle(Duration::from_secs(10));
            postgres.keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
        }
        Ok(Self { postgres, roots, moved: Moved::default() })
    }

    /// Sets the password, which need not be in the words.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.postgres.password(password);
        self
    }

    /// Sets how connections name themselves in `pg_stat_activity`; `ig-queue` otherwise.
    #[must_use]
    pub fn with_application_name(mut self, name: &str) -> Self {
        self.postgres.application_name(name);
        self
    }

    /// Sets what a failover or a restored backup means.
    #[must_use]
    pub fn with_moved(self, moved: Moved) -> Self {
        Self { moved, ..self }
    }

    /// The database, for people.
    pub fn place(&self) -> Place {
        let user = self.postgres.get_user().unwrap_or_default();
        let hosts = self.postgres.get_hosts().iter().map(name_of).collect::<Vec<_>>();
        let addresses = self.postgres.get_hostaddrs().iter().map(ToString::to_string);
        let hosts = if hosts.is_empty() { addresses.collect() } else { hosts };
        Place::new(self.postgres.get_dbname().unwrap_or(user), hosts.join(", "))
    }
}

/// Nobody is between on this machine.
fn default_mode(postgres: &tokio_postgres::Config) -> SslMode {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    let hosts = postgres.get_hosts().iter().all(is_here);
    let addresses = postgres.get_hostaddrs().iter().all(|ip| ip.is_loopback());
    if hosts && addresses { SslMode::Disable } else { SslMode::Require }
}

fn name_of(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.display().to_string(),
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("place", &self.place())
            .field("user", &self.postgres.get_user())
            .field("sslmode", &self.postgres.get_ssl_mode())
            .field("sslrootcert", &self.roots)
            .field("moved", &self.moved)
            .finish_non_exhaustive()
    }
}
