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
    pub(super) fn new(hosts: Vec<String>) -> Self {
        Self { hosts }
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
        let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        is_address
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
        let guard = Guard::new(vec!["ig.internal".to_owned()]);
        for host in [
            "127.0.0.1:8026",
            "127.0.0.1",
            "localhost:8026",
            "LOCALHOST",
            "[::1]:8026",
            "[::1]",
            "192.168.1.4:80",
            "ig.internal:8026",
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
}
