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
    http::{Uri, uri::Authority},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// How long an address is good for.
const FRESH: Duration = Duration::from_secs(60);

/// Looks hosts up that are not known.
#[derive(Debug)]
pub(crate) struct Names<R = DefaultResolver> {
    resolver: R,
    known: Known,
}

/// The hosts that were looked up: the API's, the upload's, and no other. A clone
/// shares them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Arc<Mutex<Vec<Host>>>);

#[derive(Debug)]
struct Host {
    name: Authority,
    addresses: ResolvedSocketAddrs,
    found: Instant,
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
        let Some(name) = uri.authority() else {
            return self.resolver.resolve(uri, config, timeout);
        };
        let mut hosts = self.known.hosts();
        hosts.retain(|host| host.found.elapsed() < FRESH);
        if let Some(host) = hosts.iter().find(|host| host.name == *name) {
            return Ok(host.addresses.clone());
        }
        // Nobody else waits for this one.
        drop(hosts);
        let addresses = self.resolver.resolve(uri, config, timeout)?;
        let (name, found) = (name.clone(), Instant::now());
        self.known.hosts().push(Host { name, addresses: addresses.clone(), found });
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU16, Ordering};

    use ureq::{Agent, unversioned::transport::DefaultConnector};

    use super::*;

    /// Says that nobody listens, and counts how often it was asked.
    #[derive(Debug, Default)]
    struct Counting(Arc<AtomicU16>);

    impl Resolver for Counting {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let mut found = self.empty();
            found.push(([127, 0, 0, 1], 9).into());
            Ok(found)
        }
    }

    #[test]
    fn a_host_is_looked_up_once_until_it_is_forgotten() {
        let (known, asked) = (Known::default(), Arc::default());
        let names = Names { resolver: Counting(Arc::clone(&asked)), known: known.clone() };
        let agent = Agent::with_parts(Config::default(), DefaultConnector::default(), names);
        let mut ask = |url: &str| {
            agent.get(url).call().expect_err("nobody listens");
            asked.load(Ordering::Relaxed)
        };
        assert_eq!([ask("http://a.test/"), ask("http://a.test/x"), ask("http://a.test/")], [1; 3]);
        assert_eq!([ask("http://b.test/"), ask("http://a.test/"), ask("http://b.test/")], [2; 3]);
        known.forget();
        assert_eq!([ask("http://a.test/"), ask("http://a.test/")], [3; 2]);
        for host in known.hosts().iter_mut() {
            host.found -= FRESH;
        }
        assert_eq!([ask("http://a.test/"), ask("http://a.test/")], [4; 2]);
        assert_eq!(known.hosts().len(), 1, "what is old is not kept");
    }
}
