//! Requests parts of one file from a server, with limits on bytes, requests and time.

use std::time::{Duration, Instant};

use ig_core::MediaUrl;
use ig_fetch::{End, FetchError, Reach};

use super::reply::{Piece, Served};
use crate::web::Trust;

/// The size of one request: enough for the index of most videos and the headers of most photos.
pub(super) const BLOCK: u64 = 64 * 1024;

/// The most that is read of a file without range support: room for the metadata of any photo.
const HEAD: u64 = 1024 * 1024;

/// The most that is read of one file in total.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// The most requests for one file: more than it takes to read that many bytes.
const MAX_REQUESTS: u32 = 64;

/// One file on a server.
#[derive(Debug)]
pub(super) struct Fetcher {
    fetcher: ig_fetch::Fetcher,
    url: MediaUrl,
    patience: Duration,
    deadline: Instant,
    bytes_read: u64,
    requests: u32,
}

impl Fetcher {
    /// Each response may take `patience`, and all of them together three times that.
    pub(super) fn new(
        url: MediaUrl,
        reach: Reach,
        patience: Duration,
        trust: &Trust,
    ) -> Result<Self, FetchError> {
        const USER_AGENT: &str = concat!("ig/", env!("CARGO_PKG_VERSION"), " (check)");
        let fetcher =
            ig_fetch::Fetcher::new(reach, &trust.for_files())?.with_user_agent(USER_AGENT);
        let now = Instant::now();
        let deadline = now.checked_add(patience * 3).unwrap_or(now);
        Ok(Self { fetcher, url, patience, deadline, bytes_read: 0, requests: 0 })
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

    /// Whether the limits are reached.
    pub(super) fn is_spent(&self) -> bool {
        MAX_BYTES <= self.bytes_read || MAX_REQUESTS <= self.requests
    }

    /// Requests a block from `at`. If the server sends the whole file, as much is read as
    /// there may be headers.
    pub(super) fn get(&mut self, at: u64) -> Result<(Served, Piece), FetchError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(FetchError::Late);
        }
        let block = BLOCK.min(MAX_BYTES.saturating_sub(self.bytes_read)).max(1);
        let range = at..=at.saturating_add(block - 1);
        self.requests += 1;
        let limit = self.patience.min(left);
        let fetched = self.fetcher.get(self.url.as_str(), Some(range), limit, |head| {
            let served = Served::new(head);
            match (served.has_file(), served.takes_ranges()) {
                (true, true) => block,
                (true, false) => HEAD,
                (false, _) => 0,
            }
        })?;
        let served = Served::new(&fetched.head);
        self.bytes_read += fetched.bytes.len() as u64;
        let (mut cut, mut late) = (None, None);
        match &fetched.end {
            // The bytes that came in time are enough of a whole file.
            End::Late if !served.takes_ranges() => late = Some(fetched.elapsed),
            End::Late => cut = Some("the time is up".to_owned()),
            End::Cut(why) => cut = Some(why.clone()),
            _ => {}
        }
        let is_all = served.has_file() && fetched.end == End::Whole;
        Ok((served, Piece { bytes: fetched.bytes, cut, is_all, late }))
    }
}
