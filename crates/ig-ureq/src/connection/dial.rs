//! Names to addresses, and addresses to connections.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    sync::mpsc,
    thread,
    time::Duration,
};

use ureq::{Error, Timeout, config::Config};

use super::{patience::Patience, socket::Link};

/// The least time that an address is given to answer.
const LEAST: Duration = Duration::from_millis(10);

/// The addresses of a name. The system resolver has no time limit, so it runs on a
/// thread that is abandoned when the limit is reached.
pub(super) fn resolve(
    config: &Config,
    limit: Duration,
    host: &str,
    port: u16,
) -> Result<Vec<SocketAddr>, Error> {
    let limit = config.timeouts().resolve.map_or(limit, |resolve| resolve.min(limit));
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

/// Tries one address after the other. Each gets an equal share of the remaining time.
pub(super) fn dial(
    config: &Config,
    patience: &Patience,
    addresses: &[SocketAddr],
) -> Result<Link, Error> {
    let mut last = Error::ConnectionFailed;
    for (index, address) in addresses.iter().enumerate() {
        let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        let part = (patience.left() / others).max(LEAST);
        match TcpStream::connect_timeout(address, part)
            .and_then(|tcp| settled(config, patience, tcp))
        {
            Ok(link) => return Ok(link),
            Err(error) => last = late_or(error),
        }
    }
    Err(last)
}

fn settled(config: &Config, patience: &Patience, tcp: TcpStream) -> io::Result<Link> {
    tcp.set_nodelay(config.no_delay())?;
    Ok(Link::new(tcp, patience.deadline()))
}

fn late_or(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Error::Timeout(Timeout::Connect),
        _ => Error::Io(error),
    }
}
