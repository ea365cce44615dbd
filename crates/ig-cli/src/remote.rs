//! A URL as Instagram's fetcher sees it, looked at with as few bytes as it takes.

mod fetcher;
mod guard;
mod judge;
mod ranges;
mod reply;

use std::time::{Duration, Instant};

use ig_core::{MediaUrl, post::InvalidUrl};
use ig_media::{Format, Probe, Severity};
use serde::Serialize;

use self::{
    fetcher::{Fetcher, Trouble},
    ranges::Ranges,
    reply::{Piece, Served},
};
use crate::{
    check::{Finding, Rule},
    web::Trust,
};

/// Where a URL may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the internet: as with Instagram, and so that the command is no way into the user's own
    /// network.
    Public,
    /// To this machine and its network too, as with a sandbox.
    Local,
}

/// How a server behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Fetch {
    pub(crate) status: Option<u16>,
    pub(crate) content_type: Option<String>,
    /// The length of the whole file, where the server says it.
    pub(crate) length: Option<u64>,
    /// Whether parts of the file can be asked for.
    pub(crate) ranges: Option<bool>,
    pub(crate) first_byte_ms: Option<u64>,
    /// Of bodies, that were read.
    pub(crate) bytes_read: u64,
    pub(crate) requests: u32,
}

/// What was seen at a URL.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub(crate) fetch: Fetch,
    pub(crate) findings: Vec<Finding>,
    /// What the file is, where it was seen.
    pub(crate) probe: Option<Probe>,
    /// The rules that cannot be told, since not all of the file was seen.
    pub(crate) untold: Vec<ig_media::Rule>,
    /// What was not looked at.
    pub(crate) note: Option<&'static str>,
}

/// Looks at a URL. No answer takes longer than `patience`, and all of them three times that.
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
    let mut fetcher = Fetcher::new(url, reach, patience, trust);
    match fetcher.get(0) {
        Err(trouble) => look.findings.push(trouble.finding(patience)),
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
    /// Goes on from the first answer.
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
                    self.note = Some("its headers take more than was read of it: 2 MiB");
                }
            }
            Some(length) => {
                self.probe = Some(ig_media::probe(&piece.bytes, length));
                if read < length {
                    self.note = Some(
                        "only its beginning was looked at, since the server gives no parts of it",
                    );
                }
            }
            None => {
                self.probe = Some(ig_media::probe(&piece.bytes, read));
                if !piece.is_all {
                    self.untold.extend(OF_THE_WHOLE);
                    self.note = Some(
                        "its size was not judged, and only its beginning was looked at, since \
                         the server does not say how long it is",
                    );
                }
            }
        }
    }
}

/// Until when something may take.
fn deadline(patience: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(patience * 3).unwrap_or(now)
}

/// Whether the film among the formats is meant.
fn is_film(format: Format) -> bool {
    matches!(format, Format::Mp4 | Format::Mov)
}

impl Trouble {
    /// Why there is no answer, as a finding.
    fn finding(&self, patience: Duration) -> Finding {
        match self {
            Self::Private(address) => {
                Rule::PublicHost.broken(address.to_string(), "a host on the internet")
            }
            Self::Late => Rule::Reachable.broken(
                format!("does not answer within {:.1} s", patience.as_secs_f64()),
                "an answer",
            ),
            Self::Lost(why) => {
                Rule::Reachable.broken(format!("cannot be reached ({why})"), "an answer")
            }
        }
    }
}
