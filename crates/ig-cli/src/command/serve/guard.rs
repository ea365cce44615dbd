//! Who may ask: a program with the token, and no web page.
//!
//! A page in a browser on this machine can send requests to the port: with its `Origin`, or, after its
//! own host name was made to lead here (DNS rebinding), under that name. Neither is answered.

use std::net::IpAddr;

use http::{HeaderMap, header};

use super::token::Token;
use crate::{failure::Failure, service::Trouble};

/// Which names this server answers to.
#[derive(Debug)]
pub(super) struct Guard {
    hosts: Vec<String>,
}

impl Guard {
    /// A server that also answers to these names, each with or without a port.
    pub(super) fn new(hosts: &[String]) -> Result<Self, Failure> {
        let hosts = hosts.iter().map(|text| host(text)).collect::<Result<_, _>>()?;
        Ok(Self { hosts })
    }

    /// Refuses a request that a web page may have sent.
    pub(super) fn no_page(&self, headers: &HeaderMap) -> Result<(), Trouble> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().unwrap_or_default(),
            _ => "",
        };
        if !self.answers_to(host) {
            let failure = Failure::usage("the request is for another host")
                .because("its Host is neither localhost nor an address, so that a web page may have sent it")
                .fix("use http://127.0.0.1 with the port, or start with --allow-host NAME");
            return Err(Trouble::new(403, failure));
        }
        if headers.contains_key(header::ORIGIN) {
            let failure = Failure::usage("web pages may not use this server")
                .because("the request has an Origin, as those of browsers have")
                .fix("send it from a program, without Origin");
            return Err(Trouble::new(403, failure));
        }
        Ok(())
    }

    /// A name that is an address, or that of this machine to itself, can be nobody's domain.
    fn answers_to(&self, host: &str) -> bool {
        let name = without_port(host);
        is_address(name)
            || name.eq_ignore_ascii_case("localhost")
            || self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name))
    }
}

/// Refuses a request without the token.
pub(super) fn has_token(token: &Token, headers: &HeaderMap) -> Result<(), Trouble> {
    let given = headers.get(header::AUTHORIZATION).map(|given| given.as_bytes());
    let given = given.and_then(|given| {
        let (scheme, token) = given.split_at_checked(7)?;
        scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
    });
    let why = match given {
        Some(given) if token.is(given.trim_ascii()) => return Ok(()),
        Some(_) => "the token is another one",
        None => "it has no header Authorization: Bearer TOKEN",
    };
    let failure = Failure::usage("the request is not allowed")
        .because(why)
        .fix("send the token that `ig serve --print-token` prints");
    Err(Trouble::new(401, failure))
}

/// The name of a host, as it may be in a `Host` header. A refused value is not repeated: it may be a
/// token that was pasted in the wrong place.
fn host(text: &str) -> Result<String, Failure> {
    let name = without_port(text);
    let is_label = |label: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        (1..=63).contains(&label.len()) && label.bytes().all(is_plain)
    };
    let is_name = name.len() <= 253 && name.split('.').all(is_label);
    let port = text[name.len()..].strip_prefix(':');
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    match (is_name || is_address(name)) && is_port {
        true => Ok(name.to_owned()),
        false => Err(Failure::usage("--allow-host cannot be used")
            .because(
                "it is not the name of a host, as it is in a URL between // and the next / or :",
            )
            .fix("give the name alone, as in --allow-host ig.internal")),
    }
}

fn is_address(name: &str) -> bool {
    name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_somebody_could_own_is_not_answered() {
        let guard = Guard::new(&["ig.internal".to_owned(), "photos:8026".to_owned()]).unwrap();
        for host in [
            "127.0.0.1:8026",
            "127.0.0.1",
            "localhost:8026",
            "LOCALHOST",
            "[::1]:8026",
            "[::1]",
            "192.168.1.4:80",
            "ig.internal:8026",
            "photos",
        ] {
            assert!(guard.answers_to(host), "{host}");
        }
        for host in [
            "",
            ":8026",
            "evil.example",
            "evil.example:8026",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "127.0.0.1:x",
            "localhost:8026:evil.example",
        ] {
            assert!(!guard.answers_to(host), "{host}");
        }
    }

    #[test]
    fn only_names_of_hosts_are_allowed() {
        for name in ["ig", "ig.internal", "ig-1.internal:80", "my_host", "127.0.0.1", "[::1]:80"] {
            assert!(host(name).is_ok(), "{name}");
        }
        let long = "a".repeat(64);
        for name in [
            "",
            "http://x/y",
            "http://x",
            "x/y",
            "ig.internal:",
            "ig.internal:port",
            "ig.internal:99999",
            "ig..internal",
            ".internal",
            "*.internal",
            "a b",
            "user@host",
            "höst",
            long.as_str(),
        ] {
            assert!(host(name).is_err(), "{name}");
        }
    }
}
