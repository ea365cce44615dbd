//! Checks a URL as Instagram's fetcher would see it, with as few bytes as possible.

mod fetcher;
mod judge;
mod ranges;
mod reply;

use std::time::Duration;

use ig_core::{MediaUrl, post::InvalidUrl};
use ig_fetch::{FetchError, Reach};
use ig_media::{Probe, Severity};

use self::{
    fetcher::Fetcher,
    ranges::Ranges,
    reply::{Piece, Served},
};
use crate::{
    check::{Fetch, Finding, Rule},
    transport,
    web::Trust,
};

/// The result of looking at a URL.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub(crate) fetch: Fetch,
    pub(crate) findings: Vec<Finding>,
    /// The properties of the file, if it was read.
    pub(crate) probe: Option<Probe>,
    /// The rules that cannot be decided because not all of the file was read.
    pub(crate) untold: Vec<ig_media::Rule>,
    /// A note on what was not checked.
    pub(crate) note: Option<&'static str>,
}

/// Checks a URL. Each response may take `patience`, and all of them together three times that.
pub(crate) fn look(text: &str, reach: Reach, patience: Duration, trust: &Trust) -> Look {
    let mut look = Look::default();
    let url = match MediaUrl::local(text) {
        Ok(url) => url,
        Err(error) => {
            look.findings.push(unusable(&error));
            return look;
        }
    };
    if url.is_public() && !url.as_str().to_ascii_lowercase().starts_with("https:") {
        look.findings.push(Rule::Https.broken("http", "https"));
    }
    let host = url.as_str().split('/').nth(2).unwrap_or_default().to_owned();
    let mut fetcher = match Fetcher::new(url, reach, patience, trust) {
        Ok(fetcher) => fetcher,
        Err(error) => {
            look.findings.push(no_answer(&error, &host, patience));
            return look;
        }
    };
    match fetcher.get(0) {
        Err(error) => look.findings.push(no_answer(&error, &host, patience)),
        Ok((served, piece)) => look.at(served, piece, &mut fetcher),
    }
    look.fetch.bytes_read = fetcher.bytes_read();
    look.fetch.requests = fetcher.requests();
    look
}

fn unusable(error: &InvalidUrl) -> Finding {
    Rule::Url.broken(error.to_string(), "plain http and https URLs of the file itself")
}

impl Look {
    /// Continues from the first response.
    fn at(&mut self, served: Served, piece: Piece, fetcher: &mut Fetcher) {
        self.fetch.status = Some(served.status.as_u16());
        self.fetch.content_type.clone_from(&served.content_type);
        self.fetch.length = served.length;
        self.fetch.first_byte_ms =
            Some(u64::try_from(served.first_byte.as_millis()).unwrap_or(u64::MAX));
        self.findings.extend(judge::answer(&served));
        if self.findings.iter().any(|finding| finding.severity == Severity::Error) {
            return;
        }
        self.fetch.ranges = Some(served.takes_ranges());
        if judge::is_page(&piece.bytes) {
            self.findings.push(judge::page(&served));
            return;
        }
        self.probe(&served, piece, fetcher);
        if let Some(probe) = &self.probe {
            self.findings.extend(judge::file(&served, fetcher.url(), probe.format));
        }
    }

    fn probe(&mut self, served: &Served, piece: Piece, fetcher: &mut Fetcher) {
        const OF_THE_WHOLE: [ig_media::Rule; 3] =
            [ig_media::Rule::FileSize, ig_media::Rule::Complete, ig_media::Rule::VideoBitRate];
        if let Some(cut) = &piece.cut {
            self.findings.push(judge::cut(served, &piece, cut));
            return;
        }
        let read = piece.bytes.len() as u64;
        if let Some(late) = piece.late {
            let measured = format!("{read} bytes in {:.1} s", late.as_secs_f64());
            self.findings.push(Rule::Speed.broken(measured, "a server that is faster"));
        }
        match served.length {
            Some(length) if served.takes_ranges() => {
                let mut ranges = Ranges::new(fetcher, length, piece.bytes);
                let probe = ig_media::probe_reader(&mut ranges);
                let (trouble, is_spent) = ranges.end();
                self.findings.extend(trouble);
                self.probe = probe.ok();
                if is_spent {
                    self.note = Some("its headers are longer than the 2 MiB that were read");
                }
            }
            Some(length) => {
                self.probe = Some(ig_media::probe(&piece.bytes, length));
                if read < length {
                    self.note = Some(
                        "only its beginning was checked, because the server does not serve parts of it",
                    );
                }
            }
            None => {
                self.probe = Some(ig_media::probe(&piece.bytes, read));
                if !piece.is_all {
                    self.untold.extend(OF_THE_WHOLE);
                    self.note = Some(
                        "its size was not checked, and only its beginning was read, because \
                         the server does not report its length",
                    );
                }
            }
        }
    }
}

/// A finding that says why there is no response.
fn no_answer(error: &FetchError, host: &str, patience: Duration) -> Finding {
    let measured = match error {
        FetchError::Refused(address) => {
            return Rule::PublicHost.broken(address.to_string(), "a host on the internet");
        }
        FetchError::Late => format!("does not answer within {:.1} s", patience.as_secs_f64()),
        error => {
            format!("cannot be reached ({})", transport::explain(&error.to_string(), host, None))
        }
    };
    Rule::Reachable.broken(measured, "an answer")
}
