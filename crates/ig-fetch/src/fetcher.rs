//! One `GET`: connect, send the request, and read only as much as is wanted.

use std::{fmt, ops::RangeInclusive, time::Duration};

use http::{
    HeaderMap, Request, StatusCode, Uri,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONNECTION, HOST, HeaderName, HeaderValue, RANGE, USER_AGENT,
    },
};
use http_body_util::{BodyExt as _, Empty};
use hyper::{
    body::{Body as _, Bytes, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use tokio::{
    runtime,
    time::{Instant, timeout_at},
};

use crate::{
    address::Reach,
    connect::{connect, resolve},
    encoding,
    end::End,
    error::{FetchError, said},
    tls::{Roots, Tls},
};

/// Fetches URLs, only from permitted addresses.
///
/// [`get`](Self::get) and [`robots`](Self::robots) block; [`get_async`](Self::get_async) and
/// [`robots_async`](Self::robots_async) are for programs that have a runtime of Tokio.
#[derive(Clone)]
pub struct Fetcher {
    reach: Reach,
    tls: Tls,
    user_agent: HeaderValue,
}

/// The head of a response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Head {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The length of the body in bytes, if the server reports it.
    pub length: Option<u64>,
    /// The time from the start to the head.
    pub elapsed: Duration,
}

/// A response, as far as it was read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fetched {
    /// Its head.
    pub head: Head,
    /// The start of its body, without its content encoding, if that is `gzip` or `deflate`.
    pub bytes: Vec<u8>,
    /// The content encoding that the body came in, in lower case: `gzip`. The
    /// [length](Head::length) is that of the encoded body.
    pub encoding: Option<String>,
    /// Why reading ended.
    pub end: End,
    /// The time from the start to the last byte.
    pub elapsed: Duration,
}

impl Fetcher {
    /// A fetcher with the given reach and trusted authorities.
    ///
    /// # Errors
    ///
    /// [`FetchError::Lost`] if TLS cannot be set up, for example if the operating system has no
    /// authorities.
    pub fn new(reach: Reach, roots: &Roots) -> Result<Self, FetchError> {
        let tls = Tls::new(roots).map_err(|error| FetchError::Lost(error.to_string()))?;
        let user_agent = HeaderValue::from_static(concat!("ig-fetch/", env!("CARGO_PKG_VERSION")));
        Ok(Self { reach, tls, user_agent })
    }

    /// Sets the `User-Agent`.
    pub fn with_user_agent(mut self, user_agent: &'static str) -> Self {
        self.user_agent = HeaderValue::from_static(user_agent);
        self
    }

    /// Requests `url`, or a range of its bytes, and reads as many bytes of the body as `most`
    /// returns for the head. The whole fetch takes at most `limit`.
    ///
    /// A redirect is a response like any other.
    ///
    /// # Errors
    ///
    /// If there is no response. A response that ends too early is a [`Fetched`] that says so.
    pub fn get(
        &self,
        url: &str,
        range: Option<RangeInclusive<u64>>,
        limit: Duration,
        most: impl FnOnce(&Head) -> u64,
    ) -> Result<Fetched, FetchError> {
        block_on(self.get_async(url, range, limit, most))?
    }

    /// As [`get`](Self::get), in a runtime of Tokio that has I/O and time.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    pub async fn get_async(
        &self,
        url: &str,
        range: Option<RangeInclusive<u64>>,
        limit: Duration,
        most: impl FnOnce(&Head) -> u64,
    ) -> Result<Fetched, FetchError> {
        let start = Instant::now();
        let deadline = start.checked_add(limit).unwrap_or(start);
        let response = timeout_at(deadline, self.ask(url, range, deadline));
        let (parts, body) = response.await.map_err(|_| FetchError::Late)??.into_parts();
        let length = body.size_hint().exact();
        let (status, headers) = (parts.status, parts.headers);
        let head = Head { status, headers, length, elapsed: start.elapsed() };
        let most = most(&head);
        let (bytes, end) = read(body, most, deadline).await;
        let encoding = encoding::of(&head.headers);
        let (bytes, end) = match &encoding {
            Some(encoding) => encoding::decoded(encoding, head.status, bytes, end, most),
            None => (bytes, end),
        };
        Ok(Fetched { head, bytes, encoding, end, elapsed: start.elapsed() })
    }

    async fn ask(
        &self,
        url: &str,
        range: Option<RangeInclusive<u64>>,
        deadline: Instant,
    ) -> Result<http::Response<Incoming>, FetchError> {
        let uri: Uri = url.parse().map_err(|_| FetchError::Url)?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(FetchError::Url),
        };
        let authority = uri.authority().ok_or(FetchError::Url)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let request = self.request(&uri, range)?;
        let stream = connect(&resolve(host, port).await?, self.reach, deadline).await?;
        if is_https {
            send(request, self.tls.connect(host, stream).await.map_err(FetchError::lost)?).await
        } else {
            send(request, stream).await
        }
    }

    fn request(
        &self,
        uri: &Uri,
        range: Option<RangeInclusive<u64>>,
    ) -> Result<Request<Empty<Bytes>>, FetchError> {
        // Without a user name and password before the host.
        let host = uri.authority().map_or("", |it| it.as_str());
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = Request::get(path).body(Empty::new()).map_err(|_| FetchError::Url)?;
        let mut set = |name: HeaderName, value| request.headers_mut().insert(name, value);
        set(HOST, HeaderValue::from_str(host).map_err(|_| FetchError::Url)?);
        set(USER_AGENT, self.user_agent.clone());
        set(ACCEPT, HeaderValue::from_static("*/*"));
        set(ACCEPT_ENCODING, HeaderValue::from_static(encoding::ACCEPTED));
        set(CONNECTION, HeaderValue::from_static("close"));
        if let Some(range) = range {
            let range = format!("bytes={}-{}", range.start(), range.end());
            set(RANGE, HeaderValue::from_str(&range).map_err(FetchError::lost)?);
        }
        Ok(request)
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("reach", &self.reach).finish_non_exhaustive()
    }
}

/// Runs a fetch on a runtime of its own.
pub(crate) fn block_on<T>(fetch: impl Future<Output = T>) -> Result<T, FetchError> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().map_err(FetchError::lost)?;
    let done = runtime.block_on(fetch);
    // A name that is still being resolved is not waited for.
    runtime.shutdown_background();
    Ok(done)
}

async fn send(
    request: Request<Empty<Bytes>>,
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
) -> Result<http::Response<Incoming>, FetchError> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(FetchError::lost)?;
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(FetchError::lost)
}

/// Reads at most this many bytes.
async fn read(mut body: Incoming, most: u64, deadline: Instant) -> (Vec<u8>, End) {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    while bytes.len() < most {
        match timeout_at(deadline, body.frame()).await {
            Err(_) => return (bytes, End::Late),
            Ok(None) => return (bytes, End::Whole),
            Ok(Some(Err(error))) => return (bytes, End::Cut(said(&error))),
            Ok(Some(Ok(frame))) => {
                let data = frame.into_data().unwrap_or_default();
                bytes.extend_from_slice(&data[..data.len().min(most - bytes.len())]);
            }
        }
    }
    let end = if body.is_end_stream() { End::Whole } else { End::Enough };
    (bytes, end)
}

#[cfg(test)]
mod tests;
