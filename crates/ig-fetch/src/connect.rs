//! Connects to the host of a URL after checking its addresses.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};

use crate::{FetchError, Reach};

/// How long one address of a name may take to answer before the next is tried.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses of a host; a numeric host, in any notation, has one.
pub(crate) async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, FetchError> {
    let addresses = lookup_host((host, port)).await.map_err(|_| FetchError::UnknownHost)?;
    Ok(addresses.collect())
}

/// Connects to the first address that answers, if none is refused: a name with a private
/// address beside a public one is refused.
pub(crate) async fn connect(
    addresses: &[SocketAddr],
    reach: Reach,
    deadline: Instant,
) -> Result<TcpStream, FetchError> {
    if let Some(refused) = addresses.iter().find_map(|address| reach.refuses(address.ip())) {
        return Err(FetchError::Refused(refused));
    }
    let mut failure = FetchError::UnknownHost;
    for address in addresses {
        let until = deadline.min(Instant::now() + PATIENCE);
        failure = match timeout_at(until, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => FetchError::Lost(error.to_string()),
            Err(_) => FetchError::Late,
        };
    }
    Err(failure)
}
