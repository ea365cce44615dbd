//! Asks a server for parts of one file, with bounds on bytes, requests and time.

use std::{
    io::{self, ErrorKind, Read},
    time::{Duration, Instant},
};

use ig_core::MediaUrl;
use ureq::{Agent, unversioned::transport::DefaultConnector};

use super::{
    Reach, deadline,
    guard::{Guard, PrivateAddress},
    reply::{Piece, Served},
};
use crate::{
    transport,
    web::{self, Trust},
};

/// Asked for at once: the index of most films, and the headers of most photos.
pub(super) const BLOCK: u64 = 64 * 1024;

/// Read of a file that comes as a whole: room for the metadata of any photo.
const HEAD: u64 = 1024 * 1024;

/// Read of one file in all.
const MOST_BYTES: u64 = 2 * 1024 * 1024;

/// Asked of one file in all: as many as it takes to read the most bytes, and some.
const MOST_REQUESTS: u32 = 64;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The host must not be asked.
    Private(PrivateAddress),
    /// It took too long.
    Late,
    /// Anything else.
    Lost(String),
}

/// One file on a server.
#[derive(Debug)]
pub(super) struct Fetcher {
    agent: Agent,
    url: MediaUrl,
    patience: Duration,
    deadline: Instant,
    bytes_read: u64,
    requests: u32,
}

impl Fetcher {
    pub(super) fn new(url: MediaUrl, reach: Reach, patience: Duration, trust: &Trust) -> Self {
        // Without a proxy, which would resolve the name again, and elsewhere.
        let config = web::direct(trust)
            .user_agent(concat!("ig/", env!("CARGO_PKG_VERSION"), " (check)"))
            .accept("*/*")
            .accept_encoding("identity")
            .timeout_connect(Some(patience.min(Duration::from_secs(10))))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Guard::new(reach));
        let deadline = deadline(patience);
        Self { agent, url, patience, deadline, bytes_read: 0, requests: 0 }
    }

    pub(super) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    pub(super) fn requests(&self) -> u32 {
        self.requests
    }

    /// Whether no more may be asked.
    pub(super) fn is_spent(&self) -> bool {
        MOST_BYTES <= self.bytes_read || MOST_REQUESTS <= self.requests
    }

    /// Asks for a block from `at` on. A server that gives the whole file is listened to for as long
    /// as there may be a header.
    pub(super) fn get(&mut self, at: u64) -> Result<(Served, Piece), Trouble> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Trouble::Late);
        }
        let block = BLOCK.min(MOST_BYTES.saturating_sub(self.bytes_read)).max(1);
        let end = at.saturating_add(block - 1);
        let request = self
            .agent
            .get(self.url.as_str())
            .header("range", format!("bytes={at}-{end}"))
            .config()
            .timeout_global(Some(self.patience.min(left)))
            .build();
        self.requests += 1;
        let start = Instant::now();
        let response = request.call().map_err(|error| Trouble::of(error, &self.url))?;
        let served = Served::new(&response, start.elapsed());
        let most = match (served.has_file(), served.takes_ranges()) {
            (true, true) => block,
            (true, false) => HEAD,
            (false, _) => 0,
        };
        let mut body = response.into_body().into_reader();
        let mut bytes = Vec::new();
        let read = if most == 0 { Ok(0) } else { body.by_ref().take(most).read_to_end(&mut bytes) };
        let (cut, is_late) = match read {
            // What came in time is enough of a file that comes as a whole.
            Err(error) if is_timeout(&error) && !served.takes_ranges() => (None, true),
            Err(error) => (Some(error.to_string()), false),
            Ok(_) => (None, false),
        };
        self.bytes_read += bytes.len() as u64;
        let is_short = most != 0 && (bytes.len() as u64) < most;
        let is_all = is_short && cut.is_none() && !is_late;
        let late = is_late.then(|| start.elapsed());
        Ok((served, Piece { bytes, cut, is_all, late }))
    }
}

/// Whether the time was over.
fn is_timeout(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    error.kind() == ErrorKind::TimedOut || matches!(inner, Some(ureq::Error::Timeout(_)))
}

impl Trouble {
    fn of(error: ureq::Error, url: &MediaUrl) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::Late,
            ureq::Error::Other(error) => match error.downcast_ref::<PrivateAddress>() {
                Some(&address) => Self::Private(address),
                None => Self::Lost(error.to_string()),
            },
            ureq::Error::HostNotFound => Self::Lost("its name is not known".to_owned()),
            ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => Self::Late,
            error => {
                let host = url.as_str().split('/').nth(2).unwrap_or_default();
                Self::Lost(web::explain(&transport::said(&error), host, None))
            }
        }
    }
}
