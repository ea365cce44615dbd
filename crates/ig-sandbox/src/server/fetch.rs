//! Fetches media from where their URLs point, as Instagram would.

use std::{fs::File, io::Read as _, path::Path, time::Duration};

use crate::handling::{FetchError, Fetched};

/// Longer files are not kept; their head is enough to judge them.
const MAX_KEPT: u64 = 64 << 20;

/// Redirects are not followed: Meta's fetcher is reported to fail on them.
pub(super) fn fetch(url: &str, timeout: Duration) -> Result<Fetched, FetchError> {
    let mut config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("ig-sandbox (as facebookexternalhit)");
    if is_loopback(url) {
        // A proxy's idea of this machine is another one.
        config = config.proxy(None);
    }
    let agent = config.build().new_agent();
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
