//! Checks of allowed origins and hosts, and of the URLs of files.

use std::net::IpAddr;

/// Whether this is an origin as browsers send it: a scheme, a host and the port if it is not the
/// scheme's default, in small letters. `*` is all of them.
pub(super) fn check_origin(text: &str) -> Result<(), String> {
    let is_origin = text.split_once("://").is_some_and(|(scheme, authority)| {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.'));
        let is_port = port.is_none_or(|port| {
            port.parse::<u16>().is_ok_and(|number| number.to_string() == port)
                && !matches!((scheme, port), ("https", "443") | ("http", "80"))
        });
        is_scheme && is_port && is_host(host) && !text.contains(char::is_uppercase)
    });
    if text == "*" || is_origin {
        return Ok(());
    }
    Err(format!(
        "`{text}` is no origin: write what a browser sends, a scheme, a host in small letters and a \
         port if it has one of its own, as in https://app.example.com, or * for all"
    ))
}

/// Whether this is the name of a host, and nothing else.
pub(super) fn check_host(text: &str) -> Result<(), String> {
    if is_host(text) {
        return Ok(());
    }
    Err(format!(
        "`{text}` is no name of a host: write it without a scheme, a port and a path, as in \
         sandbox.example.com"
    ))
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty() && label.bytes().all(is_plain)
    };
    let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    match bracketed {
        Some(address) => address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6()),
        None => text.strip_suffix('.').unwrap_or(text).split('.').all(is_label),
    }
}

/// Whether this is what Instagram would fetch a file from.
pub(super) fn check_url(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => Ok(()),
        _ => Err(format!("`{text}` is no URL: it starts with https:// or http:// and a host")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for good in ["*", "https://x.com", "http://a-b.x.com:8080", "http://[::1]:3000", "app://a"]
        {
            assert_eq!(check_origin(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "foo",
            "x.com",
            "https://",
            "https://x.com/",
            "https://x.com/path/",
            "://x.com",
            "https://X.com",
            "https://x.com:",
            "https://x.com:99999",
            "https://x.com:443",
            "https://u@x.com",
            "https://*.x.com",
            "null",
        ] {
            assert!(check_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_host_is_a_name() {
        for good in ["sandbox", "Sandbox.example.com", "a_b.test.", "10.0.0.1", "[fe80::1]"] {
            assert_eq!(check_host(good), Ok(()), "{good}");
        }
        for bad in ["", ".", "http://foo:80/", "foo:80", "foo/", "a b", "a..b", "*", "[x]", "u@x"] {
            assert!(check_host(bad).is_err(), "{bad}");
        }
    }
}
