//! What Instagram's fetcher requires of a URL and its server, and the messages about it.

use ig_media::Evidence;

use super::Finding;

/// D-MEDIA: the parameters `image_url` and `video_url`.
const DOCUMENTS: &str = "https://developers.facebook.com/documentation/instagram-platform/\
    instagram-graph-api/reference/ig-user/media";
/// Reference §13.6, from the reports of several clients.
const SEEN: &str = "reported by publishers, not in Meta's documentation";
/// Reference §10.6, R5: what is answered for a page in place of a picture, and for what cannot be
/// fetched.
const CAPTURED: &str = "9004/2207052 and 2207077, as captured from the server";
/// Reference §17.8, D-CRAWL: what Meta's crawlers need of a server, and that they obey robots.txt.
const CRAWLERS: &str = "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers; \
    Meta's fetcher may see another answer";
/// Reference §17.8, AYR: that the publishing fetcher presents itself as facebookexternalhit.
const AGENT: &str = "reported by a gateway for publishers, 2026, with 9004/2207052; Meta's fetcher \
    may see another answer";
const ONE_REPORT: &str = "one report of one publisher, not in Meta's documentation";
const OWN: &str = "our own limit";

/// A requirement for a URL (reference §2.1, §13.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// It is valid: plain ASCII, a scheme, a host.
    Url,
    /// It is encrypted.
    Https,
    /// Its host is on the internet.
    PublicHost,
    /// Its host is none that Meta was reported to refuse.
    ReportedHost,
    /// The robots.txt of its server lets Meta's fetcher get it.
    Robots,
    /// That robots.txt can be read.
    RobotsRead,
    /// The server answers Meta's crawler as it answers others.
    Crawler,
    /// Its path has the extension of the file's format.
    Extension,
    /// The server answers.
    Reachable,
    /// It says 200.
    Status,
    /// It has the file itself, and does not redirect.
    Redirect,
    /// It responds quickly.
    FirstByte,
    /// It sends the file fast enough.
    Speed,
    /// It reports the type of the file.
    ContentType,
    /// It serves the file and not a page.
    Interstitial,
    /// It serves parts of a video.
    Ranges,
    /// It gives the part that was asked for, or the whole file.
    SoundRanges,
    /// It has no content encoding but those that were asked for.
    Encoding,
    /// It reports the length of the file.
    Length,
    /// It serves as much as it announces.
    Whole,
}

impl Rule {
    /// A finding that the rule is broken: what was measured, and what is accepted.
    pub(crate) fn broken(self, measured: impl Into<String>, allowed: impl Into<String>) -> Finding {
        let (_, _, advice) = self.words();
        self.broken_with(measured, allowed, advice)
    }

    /// A finding with advice of its own.
    pub(crate) fn broken_with(
        self,
        measured: impl Into<String>,
        allowed: impl Into<String>,
        advice: &'static str,
    ) -> Finding {
        let (measured, allowed) = (measured.into(), allowed.into());
        let (before, between, _) = self.words();
        let (source, date) = self.source();
        let evidence = self.evidence();
        Finding {
            rule: self.name(),
            row: self.name(),
            sentence: format!("{before}{measured}{between}{allowed}: {advice}"),
            measured,
            allowed,
            severity: evidence.severity(),
            evidence,
            advice: advice.into(),
            source: source.into(),
            date,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Https => "https",
            Self::PublicHost => "public-host",
            Self::ReportedHost => "reported-host",
            Self::Robots => "robots",
            Self::RobotsRead => "robots-read",
            Self::Crawler => "crawler",
            Self::Extension => "url-extension",
            Self::Reachable => "reachable",
            Self::Status => "status",
            Self::Redirect => "redirect",
            Self::FirstByte => "first-byte",
            Self::Speed => "speed",
            Self::ContentType => "content-type",
            Self::Interstitial => "interstitial",
            Self::Ranges => "ranges",
            Self::SoundRanges => "sound-ranges",
            Self::Encoding => "content-encoding",
            Self::Length => "content-length",
            Self::Whole => "whole",
        }
    }

    /// A rule that may be broken with success is a warning.
    fn evidence(self) -> Evidence {
        match self {
            Self::Https | Self::Speed | Self::ContentType | Self::Length => Evidence::Own,
            Self::Extension
            | Self::FirstByte
            | Self::ReportedHost
            | Self::Robots
            | Self::RobotsRead
            | Self::Crawler
            | Self::Ranges
            | Self::Encoding => Evidence::Risk,
            _ => Evidence::Refused,
        }
    }

    /// Where that stands, and the date of it.
    fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::Url | Self::PublicHost | Self::Reachable | Self::Status => {
                (DOCUMENTS, "2026-09-11")
            }
            Self::Extension | Self::FirstByte | Self::Ranges => (SEEN, "2026"),
            Self::ReportedHost => (ONE_REPORT, "2026"),
            Self::Crawler => (AGENT, "2026"),
            Self::Robots | Self::RobotsRead | Self::SoundRanges | Self::Encoding => {
                (CRAWLERS, "2026")
            }
            Self::Redirect | Self::Interstitial | Self::Whole => (CAPTURED, "2026"),
            Self::Https | Self::Speed | Self::ContentType | Self::Length => (OWN, "2026-11-28"),
        }
    }

    /// The text before the measured value, the text between it and the allowed value, and what to
    /// do.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        const TAKES: &str = ", and Instagram accepts ";
        const NEEDS: &str = ", and Instagram needs ";
        match self {
            Self::Url => ("the URL cannot be used: ", TAKES, "correct the URL"),
            Self::Https => (
                "the file comes over ",
                ", where anyone in between can change it, and not over ",
                "serve it over https",
            ),
            Self::PublicHost => (
                "the host is ",
                NEEDS,
                "put the file on a public server; for a file that a sandbox is to fetch, \
                 add --local",
            ),
            Self::Extension => (
                "the path of the URL ends in ",
                ", and Instagram's fetcher has been seen to ask for ",
                "give the file a name with its extension",
            ),
            Self::Reachable => ("the server ", NEEDS, "check the URL and the server"),
            Self::Status => ("the server answers ", NEEDS, "correct the URL, or the server"),
            Self::ReportedHost => (
                "the host ",
                ", which one publisher saw Instagram's fetcher refuse: it accepted ",
                "if Instagram says 9004/2207052, serve the file from a host of your own",
            ),
            Self::Robots => (
                "the robots.txt of the server has ",
                ", and Instagram's fetcher obeys it: it needs ",
                "add `User-agent: facebookexternalhit` and `Allow: /` to the robots.txt, or serve \
                 the file from elsewhere",
            ),
            Self::RobotsRead => (
                "the robots.txt of the server cannot be read: ",
                ", and Instagram's fetcher may take that for a ban: safe is ",
                "make the server answer /robots.txt with 200 or 404",
            ),
            Self::Crawler => (
                "the server answers Meta's crawler with ",
                ", and others with ",
                "let the user agent facebookexternalhit through the firewall, bot and hotlink \
                 rules of the server and its CDN; `curl -si -r 0-99 -A facebookexternalhit/1.1 \
                 URL` shows what it gets",
            ),
            Self::Redirect => (
                "the server answers ",
                ", which Instagram's fetcher has been seen not to follow: it needs ",
                "give the URL that the redirect leads to",
            ),
            Self::FirstByte => (
                "the first byte comes after ",
                ", and Instagram's fetcher has been seen to give up on slow servers: safe is ",
                "fetch the file once yourself so that the server has it ready, or serve it from \
                 elsewhere",
            ),
            Self::Speed => (
                "the server sends ",
                ", and Instagram's fetcher may give up on it: safe is ",
                "serve the file from elsewhere, unless your own connection is slow",
            ),
            Self::ContentType => (
                "the server says that the file is ",
                ", but its content is ",
                "make the server send the right Content-Type",
            ),
            Self::Interstitial => (
                "the server answers with ",
                NEEDS,
                "serve the file without a login or an interstitial page, such as tunnels, \
                 file-sharing sites and bot checks have; `curl -s -r 0-999 -A \
                 facebookexternalhit/1.1 URL` shows the page",
            ),
            Self::Ranges => (
                "the server ",
                ", which the documents allow, but publishers saw videos fail: safe is ",
                "if Instagram says 2207077, serve the video from a server that takes Range \
                 requests",
            ),
            Self::SoundRanges => (
                "the server ",
                ", and Instagram's fetcher needs ",
                "make the server serve the part that is asked for, or ignore Range altogether; \
                 `curl -si -r 0-99 -A facebookexternalhit/1.1 URL` shows what it does",
            ),
            Self::Encoding => (
                "the file comes with the content encoding ",
                ", which was not asked for: Instagram's fetcher accepts ",
                "make the server send the file as it is",
            ),
            Self::Length => (
                "the server says that the length is ",
                ", and good is ",
                "make the server send Content-Length",
            ),
            Self::Whole => (
                "the server gives ",
                NEEDS,
                "check the server, and that the upload to \
                it was whole",
            ),
        }
    }
}
