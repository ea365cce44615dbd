//! Names are resolved here, and connected to is what was looked at: a name that leads into a
//! private network leads nowhere, whatever it led to a moment ago.

use std::{fmt, net::IpAddr};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::{Reach, address};

/// Refuses names and numbers that lead where they must not.
#[derive(Debug)]
pub(super) struct Guard {
    names: DefaultResolver,
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

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.names.resolve(uri, config, timeout)?;
        let private = addresses.iter().find(|it| !address::is_public(it.ip()));
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
