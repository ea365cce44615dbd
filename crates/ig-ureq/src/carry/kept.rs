//! Connections that are kept for the next call.

use std::{
    io::Read as _,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use ig_core::http::{
    Uri,
    uri::{Authority, Scheme},
};
use ureq::config::Config;

use crate::connection::{Link, is_not_now};

/// Connections without a call, the one that was used last at the end.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Vec<Idle>>);

#[derive(Debug)]
struct Idle {
    server: Server,
    link: Link,
    since: Instant,
}

/// Whom a connection leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server(Option<Scheme>, Option<Authority>);

impl Server {
    fn of(uri: &Uri) -> Self {
        Self(uri.scheme().cloned(), uri.authority().cloned())
    }
}

impl Kept {
    /// A connection to the server of `uri` that is still open.
    ///
    /// A request that is sent into a connection that the server has closed is lost, and nobody
    /// knows whether it had an effect. So each is looked at right before it is used: one that was
    /// closed, or on which the server said something that nobody asked for, is given up.
    pub(super) fn take(&self, config: &Config, uri: &Uri) -> Option<Link> {
        let server = Server::of(uri);
        loop {
            let mut link = self.last(config, &server)?;
            if is_open(&mut link) {
                return Some(link);
            }
        }
    }

    fn last(&self, config: &Config, server: &Server) -> Option<Link> {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|it| it.since.elapsed() <= config.max_idle_age());
        let last = idle.iter().rposition(|it| it.server == *server)?;
        Some(idle.remove(last).link)
    }

    /// Keeps a connection, and no more of them than are configured.
    pub(super) fn keep(&self, config: &Config, uri: &Uri, link: Link) {
        let server = Server::of(uri);
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = config.max_idle_connections_per_host();
        if most == 0 || config.max_idle_connections() == 0 {
            return;
        }
        if most <= idle.iter().filter(|it| it.server == server).count()
            && let Some(first) = idle.iter().position(|it| it.server == server)
        {
            idle.remove(first);
        }
        if config.max_idle_connections() <= idle.len() {
            idle.remove(0);
        }
        idle.push(Idle { server, link, since: Instant::now() });
    }
}

/// Whether there is nothing to read, not even an end. The connection does not wait afterwards.
fn is_open(link: &mut Link) -> bool {
    link.wait_no_longer().is_ok()
        && link.stream.read(&mut [0]).is_err_and(|error| is_not_now(&error))
}
