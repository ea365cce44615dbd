//! From a URL to a connection.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    sync::mpsc,
    thread,
    time::Duration,
};

use ig_core::http::{Uri, uri::Scheme};
use ureq::{Error, Timeout, config::Config};

use super::{patience::Patience, proxy, socket::Link, tls};

/// The least that an address is given to answer.
const LEAST: Duration = Duration::from_millis(10);

/// A connection to the host of `uri`, by way of a proxy and with TLS where it has to
/// be. Whatever fails here, nothing of a request was sent.
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

/// The addresses of a name. The system resolver has no time limit, so it runs on a
/// thread that is abandoned when the limit is reached.
pub(super) fn resolve(
    config: &Config,
    limit: Duration,
    host: &str,
    port: u16,
) -> Result<Vec<SocketAddr>, Error> {
    let limit = config.timeouts().resolve.unwrap_or(limit);
    let name = format!("{host}:{port}");
    let all = match name.parse() {
        Ok(address) => vec![address],
        Err(_) => {
            let (say, said) = mpsc::sync_channel(1);
            let look_up = move || say.send(name.to_socket_addrs().map(Vec::from_iter));
            thread::Builder::new().spawn(look_up)?;
            said.recv_timeout(limit).map_err(|_| Error::Timeout(Timeout::Resolve))??
        }
    };
    let wanted: Vec<_> = config.ip_family().keep_wanted(all.into_iter()).collect();
    if wanted.is_empty() { Err(Error::HostNotFound) } else { Ok(wanted) }
}

/// Asks one address after the other. Each has an equal part of what is left of the
/// time.
pub(super) fn dial(
    config: &Config,
    patience: &Patience,
    addresses: &[SocketAddr],
) -> Result<Link, Error> {
    let mut last = Error::ConnectionFailed;
    for (index, address) in addresses.iter().enumerate() {
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let part = (patience.left() / others).max(LEAST);
        match TcpStream::connect_timeout(address, part).and_then(|tcp| settled(config, tcp)) {
            Ok(link) => return Ok(link),
            Err(error) => last = late_or(error),
        }
    }
    Err(last)
}

fn settled(config: &Config, tcp: TcpStream) -> io::Result<Link> {
    tcp.set_nodelay(config.no_delay())?;
    Link::new(tcp)
}

fn late_or(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Error::Timeout(Timeout::Connect),
        _ => Error::Io(error),
    }
}
