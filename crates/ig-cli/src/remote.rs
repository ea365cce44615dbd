//! Checks a URL as Instagram's fetcher would see it, with as few bytes as possible.

mod fetcher;
mod judge;
mod ranges;
mod reply;

use std::time::Duration;

use ig_core::{MediaUrl, post::InvalidUrl, rules::url};
use ig_fetch::{FetchError, Reach, Robots};
use ig_media::{Finding, Probe, Severity, Use};

use self::{
    fetcher::{Agent, Fetcher},
    ranges::Ranges,
    reply::{Piece, Served},
};
use crate::{
    check::{Checked, Fetch},
    transport,
    web::Trust,
};

/// Checks the file at a URL and its server, for the use that `purpose` returns. The
/// second result is a note on what was not checked. Each response may take
/// `patience`, and all of them together four times that.
pub(crate) fn checked(
    url: &str,
    reach: Reach,
    patience: Duration,
    trust: &Trust,
    purpose: impl FnOnce(&Probe) -> Use,
) -> (Checked, Option<&'static str>) {
    let look = look(url, reach, patience, trust);
    let mut checked = Checked::new(url.to_owned());
    checked.add(look.findings);
    checked.fetch = Some(look.fetch);
    if let Some(probe) = look.probe {
        let purpose = purpose(&probe);
        checked.judge(probe, purpose, &look.undecided);
    }
    (checked, look.note)
}

/// The result of looking at a URL.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub(crate) fetch: Fetch,
    pub(crate) findings: Vec<Finding>,
    /// The properties of the file, if it was read.
    pub(crate) probe: Option<Probe>,
    /// The rules that cannot be decided because not all of the file was read.
    pub(crate) undecided: Vec<ig_media::Rule>,
    /// A note on what was not checked.
    note: Option<&'static str>,
}

/// Looks at a URL and its server.
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
        look.findings.push(url::HTTPS.broken("http"));
    }
    let host = url.as_str().split('/').nth(2).unwrap_or_default().to_owned();
    let mut fetcher = match Fetcher::new(url, reach, patience, trust) {
        Ok(fetcher) => fetcher,
        Err(error) => {
            look.findings.push(no_answer(&error, &host, patience));
            return look;
        }
    };
    look.findings.extend(judge::host(&host));
    match look.first(&mut fetcher) {
        Err(error) => look.findings.push(no_answer(&error, &host, patience)),
        Ok(first) => {
            if let Some((served, piece)) = first {
                look.at(served, piece, &mut fetcher);
            }
            look.robots(&fetcher.robots());
        }
    }
    look.fetch.agent = Some(fetcher.agent().name());
    look.fetch.bytes_read = fetcher.bytes_read();
    look.fetch.requests = fetcher.requests();
    // Without the query, which may be a signature.
    let path = text.split(['?', '#']).next().unwrap_or_default();
    tracing::info!(
        target: "ig_cli::look",
        url = path,
        status = look.fetch.status,
        requests = look.fetch.requests,
        bytes = look.fetch.bytes_read,
        findings = look.findings.len(),
        "looked at the file at a URL"
    );
    look
}

fn unusable(error: &InvalidUrl) -> Finding {
    url::VALID.broken(error.to_string())
}

impl Look {
    /// The first response: to Meta's crawler, or to `ig` if only the crawler is kept
    /// away. `None` if everyone is kept away.
    fn first(&mut self, fetcher: &mut Fetcher) -> Result<Option<(Served, Piece)>, FetchError> {
        let meta = fetcher.get(0);
        let words = match &meta {
            Ok((served, piece)) => judge::keeps_away(served, piece),
            Err(FetchError::Lost(_)) => Some("a broken connection".to_owned()),
            Err(_) => None,
        };
        let Some(words) = words else { return meta.map(Some) };
        fetcher.ask_as(Agent::Own);
        if let Ok((served, piece)) = fetcher.get(0)
            && served.has_file()
            && !judge::is_page(&piece.bytes)
        {
            self.findings.push(judge::crawler(&words, served.status));
            return Ok(Some((served, piece)));
        }
        fetcher.ask_as(Agent::Meta);
        let (served, _) = meta?;
        self.head(&served);
        self.findings.push(judge::kept_away(&served, &words));
        Ok(None)
    }

    fn robots(&mut self, robots: &Robots) {
        self.fetch.robots = Some(match robots {
            Robots::Allowed => "allowed",
            Robots::Forbidden { .. } => "forbidden",
            _ => "unknown",
        });
        self.findings.extend(judge::robots(robots));
    }

    fn head(&mut self, served: &Served) {
        self.fetch.status = Some(served.status.as_u16());
        self.fetch.content_type.clone_from(&served.content_type);
        self.fetch.length = served.length;
        self.fetch.first_byte_ms =
            Some(u64::try_from(served.first_byte.as_millis()).unwrap_or(u64::MAX));
        self.fetch.encoding.clone_from(&served.encoding);
    }

    /// Continues from the first response that has a file.
    fn at(&mut self, served: Served, piece: Piece, fetcher: &mut Fetcher) {
        self.head(&served);
        self.findings.extend(judge::answer(&served));
        if self.findings.iter().any(|finding| finding.severity == Severity::Error) {
            return;
        }
        self.fetch.ranges = Some(served.takes_ranges());
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
            self.findings.push(url::SPEED.broken(measured));
        }
        match served.length {
            Some(length) if served.takes_ranges() => {
                if let Some(finding) = parts_are_sound(&piece, length, fetcher) {
                    self.findings.push(finding);
                    return;
                }
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
                let is_compressed = served.encoding.is_some();
                if piece.is_all && is_compressed {
                    self.note = Some(
                        "the server compresses it: its size is that of the file, not that of what \
                        is transferred",
                    );
                } else if is_compressed {
                    self.undecided.extend(OF_THE_WHOLE);
                    self.note = Some(
                        "its size was not checked, and only its beginning was read, because the \
                         server compresses it",
                    );
                } else if !piece.is_all {
                    self.undecided.extend(OF_THE_WHOLE);
                    self.note = Some(
                        "its size was not checked, and only its beginning was read, because \
                         the server does not report its length",
                    );
                }
            }
        }
    }
}

/// Requests the end of the first part again, before other parts are trusted.
fn parts_are_sound(first: &Piece, length: u64, fetcher: &mut Fetcher) -> Option<Finding> {
    const AGAIN: usize = 16;
    let read = first.bytes.len();
    let at = read.checked_sub(AGAIN).filter(|_| (read as u64) < length)?;
    let known = &first.bytes[at..];
    let (at, end) = (at as u64, read as u64 - 1);
    // A lost connection is reported when the next part is read.
    let (served, piece) = fetcher.part(at..=end).ok()?;
    judge::same_part(&served, &piece, at, known)
}

/// A finding that says why there is no response.
fn no_answer(error: &FetchError, host: &str, patience: Duration) -> Finding {
    let measured = match error {
        FetchError::Refused(address) => {
            return url::PUBLIC_HOST.broken(address.to_string());
        }
        FetchError::Late => format!("does not answer within {:.1} s", patience.as_secs_f64()),
        error => {
            format!("cannot be reached ({})", transport::explain(&error.to_string(), host, None))
        }
    };
    url::REACHABLE.broken(measured)
}
