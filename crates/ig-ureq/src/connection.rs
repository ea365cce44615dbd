//! From a URL to a connection.
//!
//! ureq's stable API gives no access to a connection. These are made as the agent's configuration
//! says, and HTTP is spoken by `ureq_proto`, as in ureq; names, sockets and TLS are in the modules
//! below.

mod dial;
mod hearing;
mod patience;
mod proxy;
mod request;
mod socket;
mod tls;

use std::time::Duration;

use ig_core::http::{Uri, uri::Scheme};
use ureq::{Agent, Error, ProxyProtocol, config::Config};

use self::dial::{dial, resolve};
#[cfg(test)]
pub(crate) use self::socket::Taken;
pub(crate) use self::{
    hearing::{Hearing, closed, hear},
    patience::Patience,
    request::{Then, written},
    socket::{Link, is_not_now, send},
};

/// Opens connections as an agent is configured.
#[derive(Debug)]
pub(crate) struct Connector {
    agent: Agent,
    tls: tls::Ready,
}

impl Connector {
    /// # Errors
    ///
    /// When TLS is needed, and cannot be used as it is configured.
    pub(crate) fn new(agent: Agent) -> Result<Self, Error> {
        let this = Self { agent, tls: tls::Ready::default() };
        if this.config().https_only() {
            this.tls.check(this.config())?;
        }
        Ok(this)
    }

    pub(crate) fn config(&self) -> &Config {
        self.agent.config()
    }

    /// Whether connections to proxies like the configured one can be made.
    pub(crate) fn knows_the_proxy(&self) -> bool {
        let proxy = self.config().proxy().map(ureq::Proxy::protocol);
        matches!(proxy, None | Some(ProxyProtocol::Http | ProxyProtocol::Https))
    }

    /// A connection to the host of `uri`, through a proxy and with TLS if required, whose reads
    /// and writes wait. Whatever fails here, nothing of a request was sent.
    pub(crate) fn connect(&self, limit: Duration, uri: &Uri) -> Result<Link, Error> {
        let config = self.config();
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        if config.https_only() && !is_https {
            return Err(Error::RequireHttpsOnly(String::new()));
        }
        let (host, port) = host_and_port(uri)?;
        let all = Patience::new(limit);
        let for_the_connection = || {
            let left = all.left();
            Patience::new(config.timeouts().connect.map_or(left, |limit| limit.min(left)))
        };
        let proxy = config.proxy().filter(|proxy| !proxy.is_no_proxy(uri));
        let (link, mut patience) = match proxy {
            None => {
                let addresses = resolve(config, limit, host, port)?;
                let patience = for_the_connection();
                (dial(config, &patience, &addresses)?, patience)
            }
            Some(proxy) => {
                let target = proxy::target(config, limit, proxy, host, port)?;
                let mut patience = for_the_connection();
                (proxy::tunnel(config, &self.tls, &mut patience, proxy, &target)?, patience)
            }
        };
        if !is_https {
            return Ok(link);
        }
        link.layered(|stream| self.tls.wrap(config, &mut patience, host, stream))
    }
}

fn host_and_port(uri: &Uri) -> Result<(&str, u16), Error> {
    let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    let host = uri.host().ok_or_else(|| Error::BadUri(String::new()))?;
    Ok((host, uri.port_u16().unwrap_or(default)))
}
