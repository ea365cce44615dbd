//! A host is looked up once for the calls of a minute.
//!
//! ureq looks it up before every call, in a thread of its own where there is a
//! time-out, even where a connection stands and the address is not used.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// How long an address is good for. A machine that sleeps may not count the
/// time: then it costs a connection that fails, and nothing was sent.
const FRESH: Duration = Duration::from_secs(60);

/// Looks hosts up that are not known.
#[derive(Debug)]
pub(crate) struct Names<R = DefaultResolver> {
    resolver: R,
    known: Known,
}

/// The hosts that were looked up: the API's, the upload's and a proxy's. A clone
/// shares them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Arc<Mutex<Vec<Host>>>);

#[derive(Debug)]
struct Host {
    /// With its port, which is in the addresses too, and without the name and
    /// password that a proxy's URL may have.
    name: String,
    addresses: ResolvedSocketAddrs,
    good_until: Instant,
}

impl Names {
    pub(crate) fn new(known: Known) -> Self {
        Self { resolver: DefaultResolver::default(), known }
    }
}

impl Known {
    /// After a request without a reply: what is known may lead nowhere by now.
    pub(crate) fn forget(&self) {
        self.hosts().clear();
    }

    fn hosts(&self) -> MutexGuard<'_, Vec<Host>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Resolver> Resolver for Names<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let parts = uri.scheme().zip(uri.authority());
        let name = parts.and_then(|(scheme, host)| DefaultResolver::host_and_port(scheme, host));
        let Some(name) = name else { return self.resolver.resolve(uri, config, timeout) };
        let mut hosts = self.known.hosts();
        hosts.retain(|host| Instant::now() < host.good_until);
        if let Some(host) = hosts.iter().find(|host| host.name == name) {
            return Ok(host.addresses.clone());
        }
        // Nobody else waits for this one.
        drop(hosts);
        let addresses = self.resolver.resolve(uri, config, timeout)?;
        let host = Host { name, addresses, good_until: Instant::now() + FRESH };
        let addresses = host.addresses.clone();
        self.known.hosts().push(host);
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::SocketAddr,
        sync::atomic::{AtomicU16, Ordering},
    };

    use ureq::{Agent, unversioned::transport::DefaultConnector};

    use super::*;

    /// Says that nobody listens, and counts how often it was asked.
    #[derive(Debug, Default)]
    struct Counting(Arc<AtomicU16>);

    impl Resolver for Counting {
        fn resolve(
            &self,
            uri: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let mut found = self.empty();
            found.push(SocketAddr::from(([127, 0, 0, 1], uri.port_u16().unwrap_or(9))));
            Ok(found)
        }
    }

    fn names() -> (Names<Counting>, Known, Arc<AtomicU16>) {
        let (known, asked) = (Known::default(), Arc::default());
        let resolver = Counting(Arc::clone(&asked));
        (Names { resolver, known: known.clone() }, known, asked)
    }

    #[test]
    fn a_host_is_looked_up_once_until_it_is_forgotten() {
        let (names, known, asked) = names();
        let config = Agent::config_builder().proxy(None).build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), names);
        let ask = |url: &str| {
            agent.get(url).call().expect_err("nobody listens");
            asked.load(Ordering::Relaxed)
        };
        assert_eq!([ask("http://a.test/"), ask("http://a.test/x"), ask("http://a.test/")], [1; 3]);
        assert_eq!([ask("http://b.test/"), ask("http://a.test/"), ask("http://b.test/")], [2; 3]);
        known.forget();
        assert_eq!([ask("http://a.test/"), ask("http://a.test/")], [3; 2]);
        for host in known.hosts().iter_mut() {
            host.good_until = Instant::now();
        }
        assert_eq!([ask("http://a.test/"), ask("http://a.test/")], [4; 2]);
        assert_eq!(known.hosts().len(), 1, "what is old is not kept");
    }

    /// Of one name, http and https have different ports, and a proxy's URL may
    /// hold a password.
    #[test]
    fn a_host_is_known_by_its_port_and_without_a_password() {
        let (names, known, asked) = names();
        for uri in ["http://a.test", "https://a.test", "http://us:pass-word@a.test:80", "a.test"] {
            let uri: Uri = uri.parse().expect("a URI");
            names.resolve(&uri, &Config::default(), NextTimeout::default()).expect("an address");
        }
        assert_eq!(asked.load(Ordering::Relaxed), 3, "what has no scheme is not known");
        let shown = format!("{names:?} {known:?}");
        assert!(shown.contains("a.test:443") && !shown.contains("pass-word"), "{shown}");
    }
}
