//! What Instagram's fetcher needs of a URL and of its server.
//!
//! Whatever is seen from here, Meta's fetcher may see another answer.

use super::source::media;
use crate::{Bound, Evidence, Rule, Source, Unit};

const FILE: &str = "the URL of a photo or a video";
const VIDEO: &str = "the URL of a video";

/// What the server says to a page in place of a picture, and to what it cannot fetch.
const CAPTURED: Source =
    Source::new("9004/2207052 and 2207077, as captured from the server", "2026", "10.6");
/// What Meta's crawlers need of a server, and that they obey robots.txt.
const CRAWLERS: Source = Source::new(
    "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers; Meta's fetcher may see \
     another answer",
    "2026",
    "17.8",
);
const SEEN: Source =
    Source::new("reported by publishers, not in Meta's documentation", "2026", "13.6");
const ONE_REPORT: Source =
    Source::new("one report of one publisher, not in Meta's documentation", "2026", "13.6");
const OWN: Source = Source::new("our own limit", "2026-11-28", "13.6");

rows! {
    /// A URL that is not one: not plain ASCII, without a scheme or a host.
    VALID {
        name: "url",
        rule: Rule::Url,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.1"),
        text: "the URL cannot be used: {measured}, and Instagram accepts {allowed}",
        allowed: "plain http and https URLs of the file itself",
        advice: "correct the URL",
    }
    /// A URL without encryption.
    HTTPS {
        name: "https",
        rule: Rule::Https,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: OWN,
        text: "the file comes over {measured}, where anyone in between can change it, and not over \
            {allowed}",
        allowed: "https",
        advice: "serve it over https",
    }
    /// A host in a private network.
    PUBLIC_HOST {
        name: "public-host",
        rule: Rule::PublicHost,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.1"),
        text: "the host is {measured}, and Instagram needs {allowed}",
        allowed: "a host on the internet",
        advice: "put the file on a public server",
    }
    /// A host that Meta was reported to refuse.
    REPORTED_HOST {
        name: "reported-host",
        rule: Rule::ReportedHost,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: ONE_REPORT,
        text: "the host {measured}, which one publisher saw Instagram's fetcher refuse: it \
            accepted {allowed}",
        allowed: "a domain of the bucket's own",
        advice: "if Instagram says 9004/2207052, serve the file from a host of your own",
    }
    /// A robots.txt that keeps Meta's fetcher away.
    ROBOTS {
        name: "robots",
        rule: Rule::Robots,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: CRAWLERS,
        text: "the robots.txt of the server has {measured}, and Instagram's fetcher obeys it: it \
            needs {allowed}",
        allowed: "leave to get the file",
        advice: "add `User-agent: facebookexternalhit` and `Allow: /` to the robots.txt, or serve \
            the file from elsewhere",
    }
    /// A robots.txt that cannot be read.
    ROBOTS_READ {
        name: "robots-read",
        rule: Rule::RobotsRead,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: CRAWLERS,
        text: "the robots.txt of the server cannot be read: {measured}, and Instagram's fetcher \
            may take that for a ban: safe is {allowed}",
        allowed: "200 or 404",
        advice: "make the server answer /robots.txt with 200 or 404",
    }
    /// A server that answers others, and not Meta's crawler. That the publishing fetcher presents
    /// itself as facebookexternalhit is reported.
    CRAWLER {
        name: "crawler",
        rule: Rule::Crawler,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: Source::new(
            "reported by a gateway for publishers, 2026, with 9004/2207052; Meta's fetcher may see \
             another answer",
            "2026",
            "17.8",
        ),
        text: "the server answers Meta's crawler with {measured}, and others with {allowed}",
        allowed: "the file",
        advice: "let the user agent facebookexternalhit through the firewall, bot and hotlink \
            rules of the server and its CDN; `curl -si -r 0-99 -A facebookexternalhit/1.1 URL` \
            shows what it gets",
    }
    /// A path without the extension of the file's format.
    EXTENSION {
        name: "url-extension",
        rule: Rule::UrlExtension,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: SEEN,
        text: "the path of the URL ends in {measured}, and Instagram's fetcher has been seen to \
            ask for {allowed}",
        allowed: "the extension of the format",
        advice: "give the file a name with its extension",
    }
    /// A server that does not answer.
    REACHABLE {
        name: "reachable",
        rule: Rule::Reachable,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.1"),
        text: "the server {measured}, and Instagram needs {allowed}",
        allowed: "an answer",
        advice: "check the URL and the server",
    }
    /// A status that is not 200.
    STATUS {
        name: "status",
        rule: Rule::Status,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: media("2.1"),
        text: "the server answers {measured}, and Instagram needs {allowed}",
        allowed: "200",
        advice: "correct the URL, or the server",
    }
    /// A redirect.
    REDIRECT {
        name: "redirect",
        rule: Rule::Redirect,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: CAPTURED,
        text: "the server answers {measured}, which Instagram's fetcher has been seen not to \
            follow: it needs {allowed}",
        allowed: "the file itself at the first URL",
        advice: "give the URL that the redirect leads to",
    }
    /// A first byte that comes late. Instagram's limit is not known; this is our own.
    FIRST_BYTE {
        name: "first-byte",
        rule: Rule::FirstByte,
        limits: FILE,
        bound: Bound::at_most(2999, Unit::Milliseconds),
        evidence: Evidence::Risk,
        source: SEEN,
        text: "the first byte comes after {measured}, and Instagram's fetcher has been seen to \
            give up on slow servers: safe is {allowed}",
        allowed: "3 s",
        advice: "fetch the file once yourself so that the server has it ready, or serve it from \
            elsewhere",
    }
    /// A body that comes slowly.
    SPEED {
        name: "speed",
        rule: Rule::Speed,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: OWN,
        text: "the server sends {measured}, and Instagram's fetcher may give up on it: safe is \
            {allowed}",
        allowed: "a server that is faster",
        advice: "serve the file from elsewhere, unless your own connection is slow",
    }
    /// A type that is not that of the file.
    CONTENT_TYPE {
        name: "content-type",
        rule: Rule::ContentType,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: OWN,
        text: "the server says that the file is {measured}, but its content is {allowed}",
        allowed: "of another type",
        advice: "make the server send the right Content-Type",
    }
    /// A page in place of the file.
    INTERSTITIAL {
        name: "interstitial",
        rule: Rule::Interstitial,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: CAPTURED,
        text: "the server answers with {measured}, and Instagram needs {allowed}",
        allowed: "the file itself",
        advice: "serve the file without a login or an interstitial page, such as tunnels, \
            file-sharing sites and bot checks have; `curl -s -r 0-999 -A facebookexternalhit/1.1 \
            URL` shows the page",
    }
    /// A server that ignores Range.
    RANGES {
        name: "ranges",
        rule: Rule::Ranges,
        limits: VIDEO,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: SEEN,
        text: "the server {measured}, which the documents allow, but publishers saw videos fail: \
            safe is {allowed}",
        allowed: "a server that serves parts of videos",
        advice: "if Instagram says 2207077, serve the video from a server that takes Range requests",
    }
    /// A server that answers Range with something else than the part or the whole file.
    SOUND_RANGES {
        name: "sound-ranges",
        rule: Rule::SoundRanges,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: CRAWLERS,
        text: "the server {measured}, and Instagram's fetcher needs {allowed}",
        allowed: "the part itself",
        advice: "make the server serve the part that is asked for, or ignore Range altogether; \
            `curl -si -r 0-99 -A facebookexternalhit/1.1 URL` shows what it does",
    }
    /// A content encoding that was not asked for.
    ENCODING {
        name: "content-encoding",
        rule: Rule::ContentEncoding,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Risk,
        source: CRAWLERS,
        text: "the file comes with the content encoding {measured}, which was not asked for: \
            Instagram's fetcher accepts {allowed}",
        allowed: "gzip and deflate",
        advice: "make the server send the file as it is",
    }
    /// A response without a length.
    LENGTH {
        name: "content-length",
        rule: Rule::ContentLength,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Own,
        source: OWN,
        text: "the server says that the length is {measured}, and good is {allowed}",
        allowed: "a number of bytes",
        advice: "make the server send Content-Length",
    }
    /// A file that is shorter than announced, or that changes.
    WHOLE {
        name: "whole",
        rule: Rule::Whole,
        limits: FILE,
        bound: Bound::Kind,
        evidence: Evidence::Refused,
        source: CAPTURED,
        text: "the server gives {measured}, and Instagram needs {allowed}",
        allowed: "all of the file",
        advice: "check the server, and that the upload to it was whole",
    }
}
