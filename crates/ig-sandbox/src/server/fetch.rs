//! Fetches media from where their URLs point, as Instagram would.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Instant,
};

use ig_fetch::{End, Fetcher, Reach, Roots};
use ig_sandbox_core::{Config, FetchError, Fetched, Robots};
use tokio::task;

/// Longer files are not kept; their head is enough to judge them.
const MAX_KEPT: u64 = 64 << 20;

/// That of Meta's fetcher, with our name after it: most rules of servers look for the first words.
const USER_AGENT: &str = concat!(
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) ig-sandbox/",
    env!("CARGO_PKG_VERSION")
);

/// A function of the caller's that delivers media. It may block.
pub(super) type Given = dyn Fn(&str) -> Result<Fetched, FetchError> + Send + Sync;

/// Where media come from.
#[derive(Clone)]
pub(super) enum Source {
    Given(Arc<Given>),
    /// Where their URLs point, or the files of this machine that stand for them.
    Web(Arc<Web>),
}

pub(super) struct Web {
    config: Config,
    reach: Reach,
    /// Made for the first URL: it reads all authorities.
    fetcher: OnceLock<Fetcher>,
}

impl Source {
    pub(super) fn web(config: Config, reach: Reach) -> Self {
        Self::Web(Arc::new(Web { config, reach, fetcher: OnceLock::new() }))
    }

    /// Fetches a file without holding anybody up.
    pub(super) async fn fetch(self, url: String) -> Result<Fetched, FetchError> {
        match self {
            Self::Given(given) => blocking(move || given(&url)).await,
            Self::Web(web) => match web.config.media_file(&url).map(PathBuf::from) {
                Some(file) => blocking(move || read(&file)).await,
                None => fetch(&web, &url).await,
            },
        }
    }
}

async fn blocking(
    fetch: impl FnOnce() -> Result<Fetched, FetchError> + Send + 'static,
) -> Result<Fetched, FetchError> {
    let fetched = task::spawn_blocking(fetch).await;
    fetched
        .unwrap_or_else(|error| Err(FetchError::Unreachable(format!("fetching failed: {error}"))))
}

/// Redirects are not followed: Meta's fetcher is reported to fail on them. A robots.txt that cannot
/// be read forbids nothing: what Meta's fetcher does then is not known.
async fn fetch(web: &Web, url: &str) -> Result<Fetched, FetchError> {
    let (start, timeout) = (Instant::now(), web.config.fetch_timeout());
    let fetcher = match web.fetcher.get() {
        Some(fetcher) => fetcher,
        None => {
            let made = Fetcher::new(web.reach, &Roots::Mozilla).map_err(failure)?;
            web.fetcher.get_or_init(|| made.with_user_agent(USER_AGENT))
        }
    };
    if web.config.robots() == Robots::Obeyed {
        let robots = fetcher.robots_async(url, timeout).await;
        if matches!(robots, ig_fetch::Robots::Forbidden { .. }) {
            return Err(FetchError::Robots);
        }
    }
    let timeout = timeout.saturating_sub(start.elapsed());
    let most = |head: &ig_fetch::Head| if head.status == 200 { MAX_KEPT + 1 } else { 0 };
    let fetched = fetcher.get_async(url, None, timeout, most).await.map_err(failure)?;
    match (fetched.head.status.as_u16(), fetched.end) {
        (200, End::Late) => return Err(FetchError::TimedOut),
        (200, End::Cut(why)) => return Err(FetchError::Unreachable(why)),
        (200, _) => {}
        (300..400, _) => return Err(FetchError::Redirect),
        (status, _) => return Err(FetchError::Status(status)),
    }
    let read = fetched.bytes.len() as u64;
    // What goes on after the limit is a byte longer at least.
    let least = if read > MAX_KEPT { read + 1 } else { read };
    // The length that a server reports of a compressed file is that of its compressed form.
    let reported = fetched.head.length.filter(|_| fetched.encoding.is_none());
    let total = reported.unwrap_or(0).max(least);
    Ok(Fetched::new(fetched.bytes).with_total(total))
}

/// Reads a file of this machine that stands for one of the internet.
fn read(path: &Path) -> Result<Fetched, FetchError> {
    let failed = |error: std::io::Error| {
        FetchError::Unreachable(format!("the file {} cannot be read: {error}", path.display()))
    };
    let file = File::open(path).map_err(failed)?;
    let total = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    file.take(MAX_KEPT).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Fetched::new(bytes).with_total(total))
}

fn failure(error: ig_fetch::FetchError) -> FetchError {
    match error {
        ig_fetch::FetchError::Late => FetchError::TimedOut,
        other => FetchError::Unreachable(other.to_string()),
    }
}
