//! Requests, in whatever form their parameters come.

mod body;
mod gather;
mod known;
mod params;
mod upload;

use http::{HeaderMap, Method, Request, header};

use crate::{config::Login, refusal::Refusal};

pub(crate) use self::{
    params::{Params, unread_list},
    upload::{UPLOAD_PATH, is_upload},
};

/// The version that serves calls which name none, the oldest one that is left, which serves calls
/// to those that are gone, and the newest there is (reference §1.2, §17.3).
const USUAL: u32 = 26;
const OLDEST: u32 = 21;
const NEWEST: u32 = 27;

/// The last minor versions of the majors that had some.
const MINORS: [(u32, u32); 2] = [(2, 12), (3, 3)];

/// The longest body of a Graph request. Media files come by URL, so this is enough.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// A parsed Graph request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The method, or the `method` parameter, which replaces it.
    pub(crate) method: Method,
    /// The path as it came, without the query.
    pub(crate) path: String,
    /// The version that serves the call.
    pub(crate) version: u32,
    /// The requested version, if that one is retired.
    pub(crate) upgraded_from: Option<String>,
    /// The parts of the path after the version.
    pub(crate) parts: Vec<String>,
    pub(crate) params: Params,
    pub(crate) token: Option<String>,
    /// The host of the request, as the request names it.
    pub(crate) login: Login,
    /// The base URL that the client used: `http://127.0.0.1:8025`.
    pub(crate) base: String,
    /// Why the body could not be read.
    pub(crate) malformed: Option<Refusal>,
    /// What is to be said of the request, whatever becomes of it: in `x-sandbox-note`.
    pub(crate) notes: Vec<String>,
}

impl Call {
    pub(crate) fn read(request: &Request<Vec<u8>>, base: String) -> Self {
        let path = request.uri().path().to_owned();
        let (asked, parts) = split(&path);
        let (params, malformed) = match body::read(request) {
            Ok(params) => (params, None),
            Err(refusal) => (Params::of_query(request.uri()), Some(refusal)),
        };
        let served = asked.map(|(_, major)| major);
        let served = served.filter(|major| (OLDEST..=NEWEST).contains(major));
        let method = params.text("method").and_then(|name| match &*name.to_ascii_lowercase() {
            "get" => Some(Method::GET),
            "post" => Some(Method::POST),
            "delete" => Some(Method::DELETE),
            _ => None,
        });
        Self {
            method: method.unwrap_or_else(|| request.method().clone()),
            version: served.unwrap_or(if asked.is_some() { OLDEST } else { USUAL }),
            upgraded_from: asked
                .filter(|(_, major)| *major < OLDEST)
                .map(|(text, _)| text.to_owned()),
            token: token(&params, request.headers()),
            login: Login::Facebook,
            parts,
            path,
            params,
            base,
            malformed,
            notes: body::unread(request).into_iter().collect(),
        }
    }
}

impl Call {
    /// Whether the path starts with a version, known or not.
    pub(crate) fn is_versioned(&self) -> bool {
        split(&self.path).0.is_some()
    }
}

/// The version with its major, and the rest. Several slashes count as one, since clients join paths that way.
fn split(path: &str) -> (Option<(&str, u32)>, Vec<String>) {
    let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
    // A version that there never was is a part of the path like any other.
    let version = parts.peek().and_then(|part| Some((*part, major(part)?)));
    if version.is_some() {
        parts.next();
    }
    (version, parts.map(str::to_owned).collect())
}

/// `v26.0` is 26; nothing for a version that there never was.
fn major(part: &str) -> Option<u32> {
    let (major, minor) = numbers(part)?;
    let last = MINORS.iter().find(|(of, _)| *of == major).map_or(0, |(_, last)| *last);
    ((1..=NEWEST).contains(&major) && minor <= last).then_some(major)
}

/// Whether a part of a path is written as a version.
pub(crate) fn is_version(part: &str) -> bool {
    numbers(part).is_some()
}

/// Whether a part of a path is a version that there is or was.
pub(crate) fn is_known_version(part: &str) -> bool {
    major(part).is_some()
}

fn numbers(part: &str) -> Option<(u32, u32)> {
    let (major, minor) = part.strip_prefix('v')?.split_once('.')?;
    let digits =
        |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(major) || !digits(minor) {
        return None;
    }
    major.parse().ok().zip(minor.parse().ok())
}

/// The token. The parameter has precedence over the header; Meta's order is not documented.
fn token(params: &Params, headers: &HeaderMap) -> Option<String> {
    let given = params.text("access_token").map(|token| token.into_owned()).or_else(|| {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.trim().split_once(' ')?;
        let known = ["bearer", "oauth"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        known.then(|| token.trim().to_owned())
    })?;
    (!given.is_empty()).then_some(given)
}
