//! The route to the API, for messages about failures on it.

use std::sync::OnceLock;

use ig_core::Context;
use ureq::{Proxy, http::Uri};

/// The host and the proxy of the only API that this process uses.
static ROUTE: OnceLock<Route> = OnceLock::new();

/// The text by which every verifier reports an untrusted certificate.
const CERTIFICATE: &str = "invalid peer certificate";

const UNTRUSTED: &str = "for a proxy or an API with its own certificate authority, name it: \
                         --ca FILE, or SSL_CERT_FILE=FILE; otherwise do not continue: someone may \
                         be listening in";

const CLOCK: &str = "check the date and time of this machine; if they are right, the server's \
                     certificate must be renewed";

const NAME: &str = "check IG_API_BASE or --api-base, and the DNS entry of the host: another \
                    server answers there, which may be a proxy";

const PROXY: &str = "check the proxy in HTTPS_PROXY or ALL_PROXY; NO_PROXY lists the hosts \
                     that are reached without it";

/// The route to the API.
#[derive(Debug)]
pub(crate) struct Route {
    host: String,
    /// The proxy, without its password.
    proxy: Option<String>,
}

impl Route {
    /// Records the route to the API of `context`, as ureq will use it.
    pub(crate) fn remember(context: &Context) {
        ROUTE.get_or_init(|| Self::to(context.api_base(), context.is_loopback()));
    }

    fn to(base: &str, is_loopback: bool) -> Self {
        let uri = base.parse::<Uri>().ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or("the API").to_owned();
        let proxy = uri.filter(|_| !is_loopback).and_then(|uri| {
            let proxy = Proxy::try_from_env()?;
            (!proxy.is_no_proxy(&uri)).then(|| shown(&proxy))
        });
        Self { host, proxy }
    }

    /// A transport's message with two details added: whose certificate it was, and that there
    /// is a proxy in between.
    pub(crate) fn explain(said: &str) -> String {
        let (host, proxy) = match ROUTE.get() {
            Some(Self { host, proxy }) => (host.as_str(), proxy.as_deref()),
            None => ("the API", None),
        };
        explain(said, host, proxy)
    }

    /// What to do about it, if it is something other than trying again.
    pub(crate) fn remedy(said: &str) -> Option<&'static str> {
        remedy(said, ROUTE.get().is_some_and(|way| way.proxy.is_some()))
    }
}

/// The message about a server that is not the API and is reached without a proxy.
pub(crate) fn explain(said: &str, host: &str, proxy: Option<&str>) -> String {
    if let Some((before, why)) = said.split_once(CERTIFICATE) {
        let why = why.trim_start_matches([':', ' ']);
        let why = if why.is_empty() { "no reason is given" } else { why };
        return format!("{before}the certificate of {host} is not trusted ({why})");
    }
    match proxy {
        Some(proxy) if !said.contains(proxy) => format!("{said} (through the proxy {proxy})"),
        _ => said.to_owned(),
    }
}

fn remedy(said: &str, has_proxy: bool) -> Option<&'static str> {
    if said.contains(CERTIFICATE) || said.contains("is not trusted (") {
        return Some(match said {
            _ if said.contains("expired") || said.contains("not valid yet") => CLOCK,
            _ if said.contains("not valid for name") => NAME,
            _ => UNTRUSTED,
        });
    }
    has_proxy.then_some(PROXY)
}

fn shown(proxy: &Proxy) -> String {
    let scheme = proxy.uri().scheme_str().unwrap_or("http");
    format!("{scheme}://{}:{}", proxy.host(), proxy.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_named_with_its_host_and_what_to_do() {
        let said = "the request was not sent: invalid peer certificate: UnknownIssuer";
        let message = explain(said, "api.example.com", None);
        assert_eq!(
            message,
            "the request was not sent: the certificate of api.example.com is not trusted \
             (UnknownIssuer)"
        );
        for text in [said, &message] {
            assert_eq!(remedy(text, false), Some(UNTRUSTED));
        }
        let check = |why: &str| remedy(&format!("{CERTIFICATE}: {why}"), true);
        assert_eq!(check("certificate expired: verification time 1"), Some(CLOCK));
        assert_eq!(check("certificate not valid for name \"a\""), Some(NAME));
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let proxy = Proxy::new("http://fonz:s3cret@proxy.example.com:3128").unwrap();
        assert_eq!(shown(&proxy), "http://proxy.example.com:3128");
        let message = explain("not sent: Connection refused", "a", Some("http://p:1"));
        assert_eq!(message, "not sent: Connection refused (through the proxy http://p:1)");
        assert_eq!(explain(&message, "a", Some("http://p:1")), message, "it is named once");
        assert_eq!((remedy("x", true), remedy("x", false)), (Some(PROXY), None));
    }
}
