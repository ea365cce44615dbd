//! Fetches media from where their URLs point, as Instagram would.

mod guard;

use std::{fs::File, io::Read as _, path::Path, time::Duration};

use ureq::{
    Agent,
    unversioned::{
        resolver::{DefaultResolver, Resolver},
        transport::DefaultConnector,
    },
};

use self::guard::Guard;
use crate::handling::{FetchError, Fetched};

/// Longer files are not kept; their head is enough to judge them.
const MAX_KEPT: u64 = 64 << 20;

/// Where a URL may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// To the internet alone: whoever can reach the sandbox from elsewhere must not reach through
    /// it what is behind it.
    Public,
    /// To this machine and its networks too: whoever asks is on it already.
    Local,
}

/// Redirects are not followed: Meta's fetcher is reported to fail on them.
pub(super) fn fetch(url: &str, timeout: Duration, reach: Reach) -> Result<Fetched, FetchError> {
    fetch_by(url, timeout, reach, DefaultResolver::default())
}

/// Names are looked up by `names`.
fn fetch_by(
    url: &str,
    timeout: Duration,
    reach: Reach,
    names: impl Resolver,
) -> Result<Fetched, FetchError> {
    let mut config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept_encoding("identity")
        .user_agent("ig-sandbox (as facebookexternalhit)");
    if reach == Reach::Public || is_loopback(url) {
        // A proxy's idea of this machine is another one, and so is its idea of a name.
        config = config.proxy(None);
    }
    let guard = Guard::new(names, reach);
    let agent = Agent::with_parts(config.build(), DefaultConnector::default(), guard);
    let mut response = agent.get(url).call().map_err(failure)?;
    match response.status().as_u16() {
        200 => {}
        300..400 => return Err(FetchError::Redirect),
        status => return Err(FetchError::Status(status)),
    }
    let length = response.body().content_length();
    let mut bytes = Vec::new();
    let mut body = response.body_mut().as_reader().take(MAX_KEPT + 1);
    body.read_to_end(&mut bytes).map_err(|error| match error.kind() {
        std::io::ErrorKind::TimedOut => FetchError::TimedOut,
        _ => FetchError::Unreachable(error.to_string()),
    })?;
    let read = bytes.len() as u64;
    // What goes on behind the limit is a byte longer at least.
    let least = if read > MAX_KEPT { read + 1 } else { read };
    Ok(Fetched::new(bytes).with_total(length.unwrap_or(0).max(least)))
}

/// Reads a file of this machine that stands for one of the internet.
pub(super) fn read(path: &Path) -> Result<Fetched, FetchError> {
    let failed = |error: std::io::Error| {
        FetchError::Unreachable(format!("the file {} cannot be read: {error}", path.display()))
    };
    let file = File::open(path).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    file.take(MAX_KEPT).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Fetched::new(bytes).with_total(total))
}

fn failure(error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::TimedOut,
        other => FetchError::Unreachable(other.to_string()),
    }
}

fn is_loopback(url: &str) -> bool {
    let uri = url.parse::<http::Uri>().ok();
    let host = uri.as_ref().and_then(http::Uri::host).unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::{SocketAddr, TcpListener},
        thread,
    };

    use ureq::{
        config::Config,
        http::Uri,
        unversioned::{resolver::ResolvedSocketAddrs, transport::NextTimeout},
    };

    use super::*;

    /// Every name is that of one address, as somebody on the internet may have it.
    #[derive(Debug)]
    struct Names(SocketAddr);

    impl Resolver for Names {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut found = self.empty();
            found.push(self.0);
            Ok(found)
        }
    }

    /// A server that tells how many requests came.
    fn server() -> (SocketAddr, std::sync::mpsc::Receiver<()>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (came, requests) = std::sync::mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                came.send(()).unwrap();
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
            }
        });
        (address, requests)
    }

    fn get(url: &str, reach: Reach, names: impl Resolver) -> Result<Fetched, FetchError> {
        fetch_by(url, Duration::from_secs(5), reach, names)
    }

    #[test]
    fn a_name_that_leads_to_this_machine_leads_nowhere_for_strangers() {
        let (address, requests) = server();
        let url = "http://media.example/a.jpg";
        let refused = get(url, Reach::Public, Names(address)).unwrap_err().to_string();
        assert!(refused.contains("127.0.0.1, which is this machine"), "{refused}");
        assert_eq!(requests.try_iter().count(), 0, "nobody was asked");
        assert_eq!(get(url, Reach::Local, Names(address)).unwrap().bytes, b"hi");
        assert_eq!(requests.try_iter().count(), 1);
    }

    #[test]
    fn addresses_of_private_networks_lead_nowhere_for_strangers_however_they_are_written() {
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "[fd00::1]",
            "2130706433",
        ] {
            let url = format!("http://{host}:9/a.jpg");
            let refused = get(&url, Reach::Public, DefaultResolver::default());
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("a private network or reserved"), "{host}: {refused}");
        }
    }

    /// Nobody has media there, and a cloud keeps its keys there.
    #[test]
    fn the_metadata_of_a_cloud_is_asked_for_by_nobody() {
        for host in ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"]
        {
            let url = format!("http://{host}/latest/meta-data/");
            let refused = get(&url, Reach::Local, DefaultResolver::default());
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("a private network or reserved"), "{host}: {refused}");
        }
    }
}
