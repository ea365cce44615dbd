//! The address under which clients reach the sandbox, taken from their requests.

use http::{HeaderName, HeaderValue, Request, Response, header, uri::Authority};

use crate::{
    config::{Config, Login},
    reply,
};

/// The ends of names that cannot be bought on the internet (RFC 2606, 6761, 6762, 8375, and those
/// that ICANN reserved), so that no site can make one point here.
const NOT_FOR_SALE: [&str; 5] = [".internal", ".local", ".test", ".lan", ".home.arpa"];

/// Meta's hosts, which TLS clients reach us by.
const META: [&str; 4] =
    ["graph.facebook.com", "graph.instagram.com", "api.instagram.com", "rupload.facebook.com"];

/// The `Host` header of a request as a URL: `http://127.0.0.1:8025`.
pub(crate) fn of<T>(request: &Request<T>) -> Option<String> {
    let scheme = if is_secure(request) { "https" } else { "http" };
    authority(request).map(|authority| [scheme, "://", authority.as_str()].concat())
}

/// A name by which clients come. Most come by one, and to look at it takes longer than to compare.
#[derive(Debug)]
pub(crate) struct Name {
    host: HeaderValue,
    is_secure: bool,
    pub(crate) base: String,
}

impl Name {
    /// The name in a request; `None` if it is not in the `Host` header alone.
    pub(crate) fn of<T>(request: &Request<T>, base: &str) -> Option<Self> {
        let host = request.headers().get(header::HOST)?;
        if request.uri().authority().is_some() {
            return None;
        }
        // A copy: the request's own is a part of all that was read with it.
        let host = HeaderValue::from_bytes(host.as_bytes()).ok()?;
        Some(Self { host, is_secure: is_secure(request), base: base.to_owned() })
    }

    /// Whether a request comes by this name.
    pub(crate) fn is_of<T>(&self, request: &Request<T>) -> bool {
        request.headers().get(header::HOST) == Some(&self.host)
            && request.uri().authority().is_none()
            && is_secure(request) == self.is_secure
    }
}

fn is_secure<T>(request: &Request<T>) -> bool {
    request.extensions().get::<Secure>().is_some()
}

/// An extension that marks a request that came over TLS: links in replies then start with
/// `https`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Secure;

impl Secure {
    /// Marks a request.
    pub fn mark<T>(request: &mut Request<T>) {
        request.extensions_mut().insert(Self);
    }
}

/// The reply to a client that uses an unknown name for this machine.
pub(crate) fn refuse_name<T>(request: &Request<T>, config: &Config) -> Option<Response<Vec<u8>>> {
    (!is_known(request, &config.allowed_hosts)).then(|| {
        let text = "The sandbox does not answer under this name, since a page on the internet \
                    could make its own name point here. If the name is yours, start it with \
                    --allow-host and the name.\n";
        reply::text(403, text)
    })
}

/// The reply to a page of another site.
pub(crate) fn refuse_foreign<T>(
    request: &Request<T>,
    config: &Config,
) -> Option<Response<Vec<u8>>> {
    refuse_name(request, config).or_else(|| refuse_origin(request, config))
}

/// As [`refuse_foreign`], for a request whose name was looked at.
pub(crate) fn refuse_origin<T>(request: &Request<T>, config: &Config) -> Option<Response<Vec<u8>>> {
    is_foreign(request, &config.allowed_origins).then(|| {
        let text = "The sandbox does not answer to pages of other sites, since its token is known \
                    to all of them. If the page is yours, start it with --allow-origin and the \
                    origin of the page.\n";
        reply::text(403, text)
    })
}

/// The host for videos, for clients that use Meta's own names, where it is another host.
pub(crate) fn upload_host(base: &str) -> String {
    match (login(base), base.split_once("://")) {
        (Some(_), Some((scheme, authority))) => {
            let port = authority.split_once(':').map(|(_, port)| format!(":{port}"));
            format!("{scheme}://rupload.facebook.com{}", port.unwrap_or_default())
        }
        _ => base.to_owned(),
    }
}

/// The login of the Meta host under whose name a request came.
pub(crate) fn login(base: &str) -> Option<Login> {
    let (_, authority) = base.split_once("://")?;
    let host = authority.split(':').next()?;
    let is = |name: &&str| host.eq_ignore_ascii_case(name);
    match ["graph.facebook.com", "graph.instagram.com", "api.instagram.com"].iter().position(is)? {
        0 => Some(Login::Facebook),
        _ => Some(Login::Instagram),
    }
}

/// Whether the request came to this machine under a name that only this machine answers to. A
/// page on the internet can make its own name point here, but not change that name.
pub(crate) fn is_local<T>(request: &Request<T>) -> bool {
    if !request.headers().contains_key(header::HOST) && request.uri().authority().is_none() {
        // No browser sends such a request.
        return true;
    }
    let Some(authority) = authority(request) else {
        return false;
    };
    is_local_host(authority.host())
}

/// Whether a request came under a name that only this machine answers to, a name of Meta's, a
/// name that no site on the internet can have, such as a container's, or an allowed name. A page
/// on the internet can make its own name point here, and then has the same origin as the sandbox;
/// it cannot do so with an address or with these names.
pub(crate) fn is_known<T>(request: &Request<T>, allowed: &[String]) -> bool {
    if is_local(request) || is_allowed(request, allowed) {
        return true;
    }
    authority(request).is_some_and(|authority| {
        let host = bare(authority.host());
        let is_ours = !host.contains('.') || NOT_FOR_SALE.iter().any(|end| host.ends_with(end));
        is_ours || host.parse::<std::net::IpAddr>().is_ok() || META.contains(&&*host)
    })
}

/// Whether a request came under a name that was allowed.
pub(crate) fn is_allowed<T>(request: &Request<T>, allowed: &[String]) -> bool {
    let host = authority(request).map(|authority| bare(authority.host()));
    host.is_some_and(|host| allowed.iter().any(|allowed| bare(allowed) == host))
}

/// Whether a URL leads to this machine, however its name is resolved.
pub(crate) fn is_local_url(url: &str) -> bool {
    let authority = url.split_once("://").and_then(|(_, rest)| rest.parse::<Authority>().ok());
    authority.is_some_and(|authority| is_local_host(authority.host()))
}

/// A host in the form for comparison: without brackets, the dot of the root and capitals.
fn bare(host: &str) -> String {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn is_local_host(host: &str) -> bool {
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return address.is_loopback();
    }
    let name = bare(host);
    let address = name.parse::<std::net::IpAddr>();
    name == "localhost"
        || name.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a browser sent the request for a page of another site.
pub(crate) fn is_cross_site<T>(request: &Request<T>) -> bool {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    let own = of(request);
    let origin = text("origin").is_some_and(|origin| Some(origin) != own.as_deref());
    site || origin
}

static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a page of a site on the internet sent the request. Pages of this machine may: web apps
/// under development call the API from where they run.
pub(crate) fn is_foreign<T>(request: &Request<T>, allowed: &[String]) -> bool {
    let text =
        |name: &HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(&header::ORIGIN) {
        Some(origin) => {
            let is_allowed = |known: &String| known == "*" || known == origin;
            Some(origin) != of(request).as_deref()
                && !is_local_url(origin)
                && !allowed.iter().any(is_allowed)
        }
        // Pictures, links and forms of old browsers come without an origin.
        None => text(&FETCH_SITE) == Some("cross-site") && !allowed.iter().any(|it| it == "*"),
    }
}

/// The name of the file if a URL is that of one of the sandbox's own files: over TLS or not, under
/// any name of this machine or of Meta's, at a port where clients reach us.
pub(crate) fn own_file<'a>(url: &'a str, bases: [&str; 2]) -> Option<&'a str> {
    if let Some(path) = bases.iter().find_map(|base| url.strip_prefix(*base)) {
        return path.strip_prefix(FILES);
    }
    let (host, port) = place(url)?;
    let is_ours = is_local_host(host) || META.contains(&&*bare(host));
    let is_here = bases.iter().filter_map(|base| place(base)).any(|(_, own)| own == port);
    let path = url.split_once("://")?.1.split_once('/')?.1;
    path.strip_prefix(FILES.trim_start_matches('/')).filter(|_| is_ours && is_here)
}

const FILES: &str = "/_sandbox/files/";

/// The host of a URL and its port.
fn place(url: &str) -> Option<(&str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let usual = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    // An address of version 6 is in brackets.
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => Some((host, port.parse().ok()?)),
        _ => Some((authority, usual)),
    }
}

fn authority<T>(request: &Request<T>) -> Option<Authority> {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let header = header.and_then(|host| host.parse::<Authority>().ok());
    let authority = header.or_else(|| request.uri().authority().cloned())?;
    // User names have no place here.
    (!authority.as_str().contains('@')).then_some(authority)
}
