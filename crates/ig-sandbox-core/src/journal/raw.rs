//! Requests and replies as they came: the log reads and masks them when somebody looks.
//!
//! Most requests are never looked at, and to mask one takes longer than to answer it.

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri,
    uri::PathAndQuery,
};

use crate::{fault::Do, intake::Call, reply, time::Timestamp};

use super::{Entry, Exact, Logged, masked};

/// The longest message that is kept as it came, in bytes. The log cuts longer ones.
pub(super) const MAX_MESSAGE: usize = 8_192;

/// A request and its reply. They contain secrets, so nothing prints or saves them.
pub(super) struct Raw {
    at: Timestamp,
    method: Method,
    faults: Box<[Do]>,
    /// The base URL, the target, the body and the headers.
    request: Box<[u8]>,
    /// The body and the headers.
    reply: Option<(StatusCode, Timestamp, Box<[u8]>)>,
}

impl Raw {
    /// `None` for a request that is too long to keep as it came.
    pub(super) fn of<B: AsRef<[u8]>>(
        at: Timestamp,
        base: &str,
        request: &Request<B>,
        faults: &[Do],
    ) -> Option<Self> {
        let target = request.uri().path_and_query()?;
        let first = [base.as_bytes(), target.as_str().as_bytes(), request.body().as_ref()];
        let message = pack(first, request.headers())?;
        let (method, faults) = (request.method().clone(), faults.into());
        Some(Self { at, method, faults, request: message, reply: None })
    }

    /// Notes the reply. `false` if it is too long to keep as it came.
    pub(super) fn answered(&mut self, now: Timestamp, response: &Response<Vec<u8>>) -> bool {
        let message = pack([response.body()], response.headers());
        self.reply = message.map(|message| (response.status(), now, message));
        self.reply.is_some()
    }

    /// The size in bytes.
    pub(super) fn size(&self) -> usize {
        self.request.len() + self.reply.as_ref().map_or(0, |(_, _, reply)| reply.len())
    }

    /// What the log shows.
    pub(super) fn shown(&self) -> Entry {
        let mut parts = Parts(&self.request);
        let (base, target, body) = (parts.text(), parts.text(), parts.bytes().to_vec());
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        // It was that of a request.
        *request.uri_mut() = PathAndQuery::try_from(target).map(Uri::from).unwrap_or_default();
        *request.headers_mut() = parts.headers();
        let call = Call::read(&request, base);
        let mut entry = Entry::of(self.at, &call, &request, self.faults.to_vec());
        if let Some((status, now, reply)) = &self.reply {
            let mut parts = Parts(reply);
            let mut response = Response::new(parts.bytes().to_vec());
            *response.status_mut() = *status;
            *response.headers_mut() = parts.headers();
            entry.answered(*now, &call, &response);
        }
        entry
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raw({} bytes)", self.size())
    }
}

impl Entry {
    /// A request without a reply, and without its secrets.
    pub(super) fn of<B: AsRef<[u8]>>(
        at: Timestamp,
        call: &Call,
        request: &Request<B>,
        faults: Vec<Do>,
    ) -> Self {
        let (method, path, params) = masked(call);
        let (at_ms, status, body) = (at.as_unix_millis(), None, serde_json::Value::Null);
        Self {
            logged: Logged { at_ms, method, path, params, status, body, faults },
            exact: Exact::of(call, request),
        }
    }
}

/// Stands for a header that nearly all replies have, whose number in [`reply::USUAL`] is added; no
/// name is as long.
const USUAL: u16 = 0xFF00;

/// Texts and headers in one piece of memory, each after its length. `None` if they are too long.
fn pack<const N: usize>(first: [&[u8]; N], headers: &HeaderMap) -> Option<Box<[u8]>> {
    let of_lines = lines(headers).map(|(usual, name, value)| match usual {
        Some(_) => 2,
        None => 4 + name.as_str().len() + value.len(),
    });
    let length = first.iter().map(|part| 2 + part.len()).sum::<usize>() + of_lines.sum::<usize>();
    if length > MAX_MESSAGE {
        return None;
    }
    let mut all = Vec::with_capacity(length);
    let put = |all: &mut Vec<u8>, part: &[u8]| {
        all.extend_from_slice(&(part.len() as u16).to_le_bytes());
        all.extend_from_slice(part);
    };
    first.iter().for_each(|part| put(&mut all, part));
    for (usual, name, value) in lines(headers) {
        if let Some(at) = usual {
            all.extend_from_slice(&(USUAL + at as u16).to_le_bytes());
        } else {
            put(&mut all, name.as_str().as_bytes());
            put(&mut all, value.as_bytes());
        }
    }
    Some(all.into())
}

/// All headers, the usual ones with their numbers: those come in their order.
fn lines(headers: &HeaderMap) -> impl Iterator<Item = (Option<usize>, &HeaderName, &HeaderValue)> {
    let mut usual = reply::USUAL.iter().enumerate().peekable();
    headers.iter().map(move |(name, value)| {
        let known = usual.next_if(|(_, known)| known.0 == name && known.1 == value);
        (known.map(|(at, _)| at), name, value)
    })
}

/// What [`pack`] has put together.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn number(&mut self) -> Option<u16> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*number))
    }

    fn take(&mut self, length: u16) -> &'a [u8] {
        let (part, rest) = self.0.split_at(self.0.len().min(length.into()));
        self.0 = rest;
        part
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = self.number().unwrap_or(0);
        self.take(length)
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    /// All that is left.
    fn headers(&mut self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        while let Some(number) = self.number() {
            let usual = number.checked_sub(USUAL).and_then(|at| reply::USUAL.get(usize::from(at)));
            if let Some((name, value)) = usual {
                headers.append(name, value.clone());
                continue;
            }
            let (name, value) = (self.take(number), self.bytes());
            let pair = HeaderName::from_bytes(name).ok().zip(HeaderValue::from_bytes(value).ok());
            if let Some((name, value)) = pair {
                headers.append(name, value);
            }
        }
        headers
    }
}
