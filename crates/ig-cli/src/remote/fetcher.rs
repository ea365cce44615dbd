//! Requests parts of one file from a server, with limits on bytes, requests and time.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use ig_core::MediaUrl;
use ig_fetch::{End, FetchError, Reach, Robots};

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

/// The client that a server sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// Meta's fetcher, with our name after it.
    Meta,
    /// This command.
    Own,
}

impl Agent {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => ig_fetch::META_AGENT,
            Self::Own => "ig",
        }
    }

    /// The rules of servers match its start, or the name of the crawler in it.
    fn user_agent(self) -> &'static str {
        match self {
            Self::Meta => concat!(
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) ig/",
                env!("CARGO_PKG_VERSION"),
                " (check)"
            ),
            Self::Own => concat!("ig/", env!("CARGO_PKG_VERSION"), " (check)"),
        }
    }
}

/// One file on a server.
#[derive(Debug)]
pub(super) struct Fetcher {
    fetcher: ig_fetch::Fetcher,
    agent: Agent,
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
        let agent = Agent::Meta;
        let fetcher = ig_fetch::Fetcher::new(reach, &trust.for_files())?;
        let fetcher = fetcher.with_user_agent(agent.user_agent());
        let now = Instant::now();
        let deadline = now.checked_add(patience * 3).unwrap_or(now);
        Ok(Self { fetcher, agent, url, patience, deadline, bytes_read: 0, requests: 0 })
    }

    /// Sets the client that the server sees from now on.
    pub(super) fn ask_as(&mut self, agent: Agent) {
        self.agent = agent;
        self.fetcher = self.fetcher.clone().with_user_agent(agent.user_agent());
    }

    pub(super) fn agent(&self) -> Agent {
        self.agent
    }

    /// What robots.txt says to Meta's fetcher.
    pub(super) fn robots(&self) -> Robots {
        let fetcher = self.fetcher.clone().with_user_agent(Agent::Meta.user_agent());
        fetcher.robots(self.url.as_str(), self.patience)
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

    /// Requests a block from `at`. If the server sends the whole file, as many bytes are read
    /// as its headers may need.
    pub(super) fn get(&mut self, at: u64) -> Result<(Served, Piece), FetchError> {
        let block = BLOCK.min(MAX_BYTES.saturating_sub(self.bytes_read)).max(1);
        self.part(at..=at.saturating_add(block - 1))
    }

    /// Requests a part.
    pub(super) fn part(
        &mut self,
        range: RangeInclusive<u64>,
    ) -> Result<(Served, Piece), FetchError> {
        let block = range.end() - range.start() + 1;
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(FetchError::Late);
        }
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
            // For a whole file, the bytes that came in time are enough.
            End::Late if !served.takes_ranges() => late = Some(fetched.elapsed),
            End::Late => cut = Some("the time is up".to_owned()),
            End::Cut(why) => cut = Some(why.clone()),
            _ => {}
        }
        let is_all = served.has_file() && fetched.end == End::Whole;
        Ok((served, Piece { bytes: fetched.bytes, cut, is_all, late }))
    }
}
