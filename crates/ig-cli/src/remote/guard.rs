//! Names are resolved here, and connected to is what was looked at: a name that leads into a
//! private network leads nowhere, whatever it led to a moment ago.

use std::{fmt, net::IpAddr};

use ig_media::is_public_address;
use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::Reach;

/// Refuses names and numbers that lead where they must not.
#[derive(Debug)]
pub(super) struct Guard<R = DefaultResolver> {
    names: R,
    reach: Reach,
}

/// A host that must not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PrivateAddress(pub(super) IpAddr);

impl Guard {
    pub(super) fn new(reach: Reach) -> Self {
        Self { names: DefaultResolver::default(), reach }
    }
}

impl<R: Resolver> Resolver for Guard<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.names.resolve(uri, config, timeout)?;
        let private = addresses.iter().find(|it| !is_public_address(it.ip()));
        match private {
            Some(private) if self.reach == Reach::Public => {
                Err(ureq::Error::Other(Box::new(PrivateAddress(private.ip()))))
            }
            _ => Ok(addresses),
        }
    }
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, which is this machine, a private network or reserved", self.0)
    }
}

impl std::error::Error for PrivateAddress {}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, time::Duration};

    use ureq::{Agent, unversioned::transport::DefaultConnector};

    use super::*;

    /// Every name has these addresses, as somebody on the internet may have it.
    #[derive(Debug)]
    struct Names(Vec<SocketAddr>);

    impl Resolver for Names {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut found = self.empty();
            self.0.iter().for_each(|address| found.push(*address));
            Ok(found)
        }
    }

    fn get(addresses: &[SocketAddr], reach: Reach) -> Result<(), ureq::Error> {
        let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).build();
        let guard = Guard { names: Names(addresses.to_vec()), reach };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        agent.get("http://media.example/a.jpg").call().map(drop)
    }

    #[test]
    fn a_name_that_leads_to_this_machine_leads_nowhere() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let here = listener.local_addr().unwrap();
        // One public address among them makes no difference.
        let public: SocketAddr = ([203, 0, 112, 1], 80).into();
        for addresses in [vec![here], vec![public, here]] {
            let error = get(&addresses, Reach::Public).unwrap_err();
            let ureq::Error::Other(error) = error else { panic!("{error:?}") };
            assert_eq!(error.downcast_ref(), Some(&PrivateAddress(here.ip())));
        }
        assert!(listener.accept().is_err(), "nobody came");
        std::thread::spawn(move || get(&[here], Reach::Local));
        listener.set_nonblocking(false).unwrap();
        assert!(listener.accept().is_ok(), "with leave, somebody comes");
    }
}
