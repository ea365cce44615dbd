//! The value of `--listen` as an address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::failure::Failure;

/// An address and a port; a port by itself means this machine. A refused value is not repeated: it
/// may be a token that was pasted in the wrong place.
pub(crate) fn address(text: &str) -> Result<SocketAddr, Failure> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let wrong = |why: String| {
        Failure::usage("--listen cannot be used").because(why).fix(
            "write a port, or an address and a port, as in --listen 8025 or \
             --listen 127.0.0.1:8025",
        )
    };
    // An IPv6 address without a port contains colons; anything else is not a port.
    if text.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return Err(wrong("it has no port".to_owned()));
    }
    if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong("it has no port".to_owned()));
    }
    let port = port.parse::<u16>();
    let port = port.map_err(|_| wrong("the port must be 0 to 65535".to_owned()))?;
    // The name has more than one address, and people mean the first.
    if host.is_empty() || host == "localhost" {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address
        .map(|address| (address, port).into())
        .map_err(|_| wrong("it must be an address of this machine, and not a name".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_by_itself_is_on_this_machine() {
        for (text, found) in [
            ("8025", "127.0.0.1:8025"),
            (":0", "127.0.0.1:0"),
            ("localhost:80", "127.0.0.1:80"),
            ("0.0.0.0:443", "0.0.0.0:443"),
            ("[::1]:8025", "[::1]:8025"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), found, "{text}");
        }
    }

    #[test]
    fn mistakes_are_reported_in_plain_language() {
        for (text, why) in [
            ("127.0.0.1:99999", "the port must be 0 to 65535"),
            ("99999", "the port must be 0 to 65535"),
            ("foo:80", "it must be an address of this machine, and not a name"),
            ("127.0.0.1", "it has no port"),
            ("::1", "it has no port"),
            ("here", "it has no port"),
            ("", "it has no port"),
            ("127.0.0.1:-1", "it has no port"),
        ] {
            let message = address(text).unwrap_err().to_lines(true).join("\n");
            assert!(message.contains(why), "{text}: {message}");
        }
    }
}
