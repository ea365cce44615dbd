//! Where a medium lies: a URL that Instagram's fetcher can be sent to.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use http::{
    Uri,
    uri::{Authority, Scheme},
};
use serde::{Deserialize, Serialize, Serializer};

/// The URL of a picture or a video on a public server.
///
/// Meta fetches it while the container is made, so it must be plain US-ASCII,
/// `http` or `https`, and lead to a host that Meta can reach (reference §2.1,
/// D-MEDIA 2026-09-11). What leads to this machine or a private network is
/// [local](Self::local): it is of use against a local API only, and
/// [`Call::exchange`](crate::Call::exchange) sends it nowhere else.
///
/// ```
/// use ig_core::MediaUrl;
///
/// let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
/// assert!("http://localhost/a.jpg".parse::<MediaUrl>().is_err());
/// assert!(MediaUrl::local("http://localhost/a.jpg").is_ok());
/// # Ok::<(), ig_core::post::InvalidUrl>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct MediaUrl {
    text: Box<str>,
    public: bool,
}

/// The text is not a URL that Instagram can fetch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// It has characters beyond plain ASCII, or white space.
    #[error("the URL must be plain ASCII without spaces; percent-encode the rest")]
    NotAscii,
    /// It is not a URL with a scheme and a host.
    #[error("not a URL with a scheme and a host, like https://example.com/photo.jpg")]
    NotAUrl,
    /// Its scheme is neither `http` nor `https`.
    #[error("Instagram fetches media only over http or https")]
    Scheme,
    /// It carries a user name or a password.
    #[error("the URL carries a user name or password, which would be stored with the post")]
    Credentials,
    /// It has a fragment, which is never sent to a server.
    #[error("the URL has a fragment (#…), which no server gets to see: drop it, or write # as %23")]
    Fragment,
    /// Its host is this machine or on a private network. [`MediaUrl::local`]
    /// takes it, for an API that is itself local.
    #[error(
        "{host} is this machine or a private network, which Instagram cannot reach: put the file \
         on a public server; for a local API, such as `ig sandbox`, make the URL with \
         `MediaUrl::local`"
    )]
    #[non_exhaustive]
    Unreachable {
        /// The host.
        host: String,
    },
}

impl MediaUrl {
    /// A URL that may also lead to this machine or a private network, for an
    /// API that is itself local.
    ///
    /// # Errors
    ///
    /// When it is not a plain `http` or `https` URL.
    pub fn local(text: &str) -> Result<Self, InvalidUrl> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidUrl::NotAscii);
        }
        if text.contains('#') {
            return Err(InvalidUrl::Fragment);
        }
        let uri: Uri = text.parse().map_err(|_| InvalidUrl::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(InvalidUrl::NotAUrl);
        };
        if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
            return Err(InvalidUrl::Scheme);
        }
        if authority.as_str().contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        if !has_host(authority) {
            return Err(InvalidUrl::NotAUrl);
        }
        Ok(Self { text: text.into(), public: is_public(authority.host()) })
    }

    /// The URL as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether Instagram could reach the host, as far as its name tells.
    pub fn is_public(&self) -> bool {
        self.public
    }
}

impl FromStr for MediaUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, InvalidUrl> {
        let url = Self::local(text)?;
        if url.public {
            return Ok(url);
        }
        let host = text.parse::<Uri>().ok().and_then(|uri| uri.host().map(Into::into));
        Err(InvalidUrl::Unreachable { host: host.unwrap_or_default() })
    }
}

impl Serialize for MediaUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// What a store kept was checked when it was made and is checked again when it
/// is sent, so a local URL may come back from a snapshot.
impl TryFrom<String> for MediaUrl {
    type Error = InvalidUrl;

    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        Self::local(&text)
    }
}

impl From<MediaUrl> for String {
    fn from(url: MediaUrl) -> Self {
        url.text.into()
    }
}

impl fmt::Display for MediaUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether there is a host that can be one, and a port that can be one where
/// there is a colon.
pub(crate) fn has_host(authority: &Authority) -> bool {
    let (host, text) = (authority.host(), authority.as_str());
    let port = text.rsplit_once(']').map_or(text, |(_, port)| port).contains(':');
    let name = host.strip_suffix('.').unwrap_or(host);
    let named = host.starts_with('[') || name.split('.').all(|label| !label.is_empty());
    named && (!port || authority.port_u16().is_some())
}

/// Whether `host` is this very machine: the one case for plain `http`.
pub(crate) fn is_loopback(host: &str) -> bool {
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback())
        }
        Err(_) => {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

fn is_public(host: &str) -> bool {
    if is_loopback(host) {
        return false;
    }
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(ip)) => is_public_v4(ip),
        Ok(IpAddr::V6(ip)) => is_public_v6(ip),
        Err(_) => is_public_name(&host.trim_end_matches('.').to_ascii_lowercase()),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let this_network = a == 0;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let reserved = 224 <= a;
    !(shared
        || this_network
        || benchmark
        || reserved
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(ip) = ip.to_ipv4_mapped() {
        return is_public_v4(ip);
    }
    let global_unicast = ip.segments()[0] & 0xe000 == 0x2000;
    let documentation = ip.segments()[..2] == [0x2001, 0x0db8];
    let six_to_four = ip.segments()[0] == 0x2002;
    global_unicast && !documentation && !six_to_four
}

/// A name with a dot whose last label is not a number: `127.1` and `0x7f.1` are
/// addresses to a fetcher, and names without a dot are a private network's.
fn is_public_name(name: &str) -> bool {
    const PRIVATE: [&str; 5] = ["local", "internal", "lan", "home.arpa", "intranet"];
    let Some((_, last)) = name.rsplit_once('.') else {
        return false;
    };
    let numeric = last.starts_with(|c: char| c.is_ascii_digit());
    let private = PRIVATE.iter().any(|zone| {
        name.strip_suffix(zone).is_some_and(|front| front.is_empty() || front.ends_with('.'))
    });
    !last.is_empty() && !numeric && !private
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls_are_taken_as_they_are() {
        for text in [
            "https://www.example.com/images/bronz-fonz.jpg",
            "http://example.com",
            "https://example.com:8443/a%20b.jpg?sig=a%2Fb&x=1",
            "https://8.8.8.8/a.jpg",
            "https://[2606:4700::1111]/a.jpg",
            "https://100.128.0.1/a.jpg",
            "https://EXAMPLE.com./a.jpg",
            "https://local.example.com/a.jpg",
        ] {
            assert_eq!(text.parse::<MediaUrl>().map(String::from).as_deref(), Ok(text));
        }
    }

    #[test]
    fn hosts_that_instagram_cannot_reach_are_only_for_a_local_api() {
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "localhost.",
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.2",
            "169.254.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "192.0.2.1",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "198.18.0.1",
            "127.1",
            "2130706433",
            "0x7f.0x1",
            "printer",
            "nas.local",
            "db.internal",
            "router.lan",
            "x.home.arpa",
        ] {
            let text = format!("http://{host}/a.jpg");
            let error = text.parse::<MediaUrl>().unwrap_err();
            assert!(matches!(error, InvalidUrl::Unreachable { .. }), "{host}: {error:?}");
            let said = error.to_string();
            assert!(said.contains("local API") && said.contains("`MediaUrl::local`"), "{said}");
            assert!(!MediaUrl::local(&text).unwrap().is_public(), "{host}");
        }
    }

    #[test]
    fn what_is_no_plain_url_is_refused_with_the_reason() {
        for (text, error) in [
            ("", InvalidUrl::NotAUrl),
            ("photo.jpg", InvalidUrl::NotAUrl),
            ("/images/photo.jpg", InvalidUrl::NotAUrl),
            ("https//www.example.com/images/bronz-fonz.jpg", InvalidUrl::NotAUrl),
            ("https:///a.jpg", InvalidUrl::NotAUrl),
            ("https://.com/a.jpg", InvalidUrl::NotAUrl),
            ("https://example..com/a.jpg", InvalidUrl::NotAUrl),
            ("https://example.com:/a.jpg", InvalidUrl::NotAUrl),
            ("https://example.com:abc/a.jpg", InvalidUrl::NotAUrl),
            ("https://example.com:99999/a.jpg", InvalidUrl::NotAUrl),
            ("ftp://example.com/a.jpg", InvalidUrl::Scheme),
            ("file:///tmp/a.jpg", InvalidUrl::NotAUrl),
            ("https://user:pass@example.com/a.jpg", InvalidUrl::Credentials),
            ("https://example.com/ä.jpg", InvalidUrl::NotAscii),
            ("https://example.com/a b.jpg", InvalidUrl::NotAscii),
            ("https://example.com/a.jpg\n", InvalidUrl::NotAscii),
            ("https://example.com/a.jpg#top", InvalidUrl::Fragment),
        ] {
            assert_eq!(text.parse::<MediaUrl>(), Err(error.clone()), "{text:?}");
            assert_eq!(MediaUrl::local(text), Err(error), "{text:?}");
        }
    }
}
