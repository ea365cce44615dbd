//! Names are looked up here, and connected to is what was looked at: a name that leads into a
//! private network leads nowhere, whatever it led to a moment ago.

use std::{fmt, net::IpAddr};

use ig_media::{is_cloud_metadata_address, is_public_address};
use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::Reach;

/// Refuses names and numbers that lead where they must not.
#[derive(Debug)]
pub(super) struct Guard<R> {
    names: R,
    reach: Reach,
}

/// A host that must not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PrivateAddress(IpAddr);

impl<R> Guard<R> {
    pub(super) fn new(names: R, reach: Reach) -> Self {
        Self { names, reach }
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
        let is_refused = |address: IpAddr| match self.reach {
            Reach::Public => !is_public_address(address),
            Reach::Local => is_cloud_metadata_address(address),
        };
        match addresses.iter().find(|found| is_refused(found.ip())) {
            Some(found) => Err(ureq::Error::Other(Box::new(PrivateAddress(found.ip())))),
            None => Ok(addresses),
        }
    }
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(address) = self;
        write!(f, "{address}, which is this machine, a private network or reserved")
    }
}

impl std::error::Error for PrivateAddress {}
