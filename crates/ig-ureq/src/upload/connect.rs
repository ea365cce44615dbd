//! From a URL to a connection.

use std::time::Duration;

use ig_core::http::{Uri, uri::Scheme};
use ureq::{Error, config::Config};

use super::{
    dial::{dial, resolve},
    patience::Patience,
    proxy,
    socket::Link,
    tls,
};

/// A connection to the host of `uri`, through a proxy and with TLS if required.
/// Whatever fails here, nothing of a request was sent.
pub(super) fn connect(config: &Config, limit: Duration, uri: &Uri) -> Result<Link, Error> {
    let is_https = uri.scheme() == Some(&Scheme::HTTPS);
    if config.https_only() && !is_https {
        return Err(Error::RequireHttpsOnly(String::new()));
    }
    let (host, port) = host_and_port(uri)?;
    let in_all = config.timeouts().connect.unwrap_or(limit);
    let proxy = config.proxy().filter(|proxy| !proxy.is_no_proxy(uri));
    let (link, mut patience) = match proxy {
        None => {
            let addresses = resolve(config, limit, host, port)?;
            let patience = Patience::new(in_all);
            (dial(config, &patience, &addresses)?, patience)
        }
        Some(proxy) => {
            let target = proxy::target(config, limit, proxy, host, port)?;
            let mut patience = Patience::new(in_all);
            (proxy::tunnel(config, &mut patience, proxy, &target)?, patience)
        }
    };
    if !is_https {
        return Ok(link);
    }
    link.layered(|stream| tls::wrap(config, &mut patience, host, stream))
}

fn host_and_port(uri: &Uri) -> Result<(&str, u16), Error> {
    let default = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    let host = uri.host().ok_or_else(|| Error::BadUri(String::new()))?;
    Ok((host, uri.port_u16().unwrap_or(default)))
}
