//! One request and what becomes of it: nothing is handed to a flow unmasked.

use std::fmt;

use http::{Request, Response};

use crate::{
    value::upload::Part,
    wire::{Delivery, ResponseError, TransportError, context::Mask, version::Served},
};

/// A request to be sent, and the only way to a [`Reply`].
///
/// Take the two fields apart: the request goes to an HTTP client, and what came
/// back goes through [`pending`](Self::pending), which masks secrets before a flow
/// sees a byte of it.
///
/// ```
/// use ig_core::{AccessToken, Context, EndpointExt, Login, endpoint::ReadMe, http::Response};
///
/// let context = Context::new(Login::Facebook, AccessToken::new("odd/token+1"))?;
/// let exchange = ReadMe::new().exchange(&context)?;
/// assert_eq!(exchange.request.uri().path(), "/v26.0/me");
///
/// let body = br#"{"error":{"message":"Malformed access token odd/token+1","code":190}}"#;
/// let reply = exchange.pending.received(Response::builder().status(400).body(body.to_vec())?);
/// let error = ReadMe::read(&reply).unwrap_err();
/// assert!(!format!("{error:?} {error}").contains("odd/token+1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a driver takes it apart")]
pub struct Exchange {
    /// The request, complete but for what an HTTP client adds: `Host`, and
    /// `Content-Length` where the body is [bytes](Body::Bytes). It has that
    /// header where the body is a [part](Body::Part) of a source.
    pub request: Request<Body>,
    /// Where the response goes, or the error in its place.
    pub pending: Pending,
}

/// Without the query, in which the proof of the app's secret may stand.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("method", self.request.method())
            .field("host", &self.request.uri().host())
            .field("path", &self.request.uri().path())
            .field("body", self.request.body())
            .finish_non_exhaustive()
    }
}

/// The body of a request.
#[derive(Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a driver must be able to send every body")]
pub enum Body {
    /// These bytes, which may be none.
    Bytes(Vec<u8>),
    /// A part of a source, which the driver finds by its name and sends piece
    /// by piece.
    Part(Part),
}

impl Body {
    /// The bytes, where they are here.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Part(_) => None,
        }
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Part(part) => part.length(),
        }
    }
}

/// The number of bytes and not the bytes, which may hold the app's secret.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Part(part) => f.debug_tuple("Part").field(part).finish(),
        }
    }
}

/// A request without a reply yet. It makes the reply, and masks it.
#[must_use = "a flow that gets no reply takes the request for lost"]
pub struct Pending {
    mask: Mask,
    /// What the context learns of the version that answers.
    served: Option<Served>,
}

impl Pending {
    pub(crate) fn new(mask: Mask, served: Option<Served>) -> Self {
        Self { mask, served }
    }

    /// The reply, where a response of any status came.
    ///
    /// The secrets of the request are masked in its header values and its body,
    /// wherever the server echoes them: as they are, percent-encoded, escaped in
    /// JSON or in HTML. A success that grants a token is left as it is, and so are
    /// secrets of fewer than eight characters, which no token of Meta's is.
    pub fn received(self, response: Response<Vec<u8>>) -> Reply {
        if let Some(served) = &self.served {
            served.heard(response.headers());
        }
        Reply(Ok(self.mask.response(response)))
    }

    /// The reply, where none came: a [`TransportError`] or a [`Delivery`].
    ///
    /// The secrets of the request are masked in what the error says.
    pub fn lost(self, error: impl Into<TransportError>) -> Reply {
        Reply(Err(self.mask.error(error.into())))
    }
}

/// Shows nothing: it holds the secrets.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// What became of a request: a response of any status, or none.
///
/// [`Pending`] makes it, so that none holds a secret of its request.
pub struct Reply(Result<Response<Vec<u8>>, TransportError>);

impl Reply {
    /// A request that was given up: it may have taken effect.
    pub(crate) fn none() -> Self {
        Self(Err(TransportError::new(Delivery::Unknown)))
    }

    /// A request without a response, as it is known.
    pub(crate) fn lost(error: TransportError) -> Self {
        Self(Err(error))
    }

    /// A part of a reply, which was masked with it.
    pub(crate) fn part(response: Response<Vec<u8>>) -> Self {
        Self(Ok(response))
    }

    /// What came, to look at.
    ///
    /// # Errors
    ///
    /// When no response came.
    pub fn result(&self) -> Result<&Response<Vec<u8>>, &TransportError> {
        self.0.as_ref()
    }

    /// The error that a response holds, whatever was asked: for logs and
    /// progress. `None` where it is a success or none came.
    pub fn refusal(&self) -> Option<ResponseError> {
        let response = self.0.as_ref().ok()?;
        let (status, headers) = (response.status(), response.headers());
        match ResponseError::from_failure(status, headers, response.body()) {
            // An error in Meta's own formats is one whatever the status.
            error @ (ResponseError::Api(_) | ResponseError::Upload(_)) => Some(error),
            error => Some(error).filter(|_| !status.is_success()),
        }
    }

    pub(crate) fn into_result(self) -> Result<Response<Vec<u8>>, TransportError> {
        self.0
    }
}

/// The status and the size of a response: its body may hold a token that was
/// asked for.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(response) => f
                .debug_struct("Reply")
                .field("status", &response.status())
                .field("bytes", &response.body().len())
                .finish_non_exhaustive(),
            Err(error) => f.debug_tuple("Reply").field(error).finish(),
        }
    }
}
